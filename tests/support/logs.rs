//! The logs that `tests/lab/logs` makes with real tools.

use std::{fs, path::Path};

/// All of them as they stand in their files, by their names: `CAUSE--VARIANT`.
pub(crate) fn logs() -> Vec<(String, Vec<u8>)> {
    // From the package that is tested: the workspace's root or one of its members.
    let folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|dir| dir.join("tests/logs"));
    let folder = folders.into_iter().find(|folder| folder.is_dir()).expect("tests/logs is there");
    let mut logs: Vec<_> = fs::read_dir(folder)
        .expect("a readable folder")
        .map(|entry| {
            let path = entry.expect("a readable entry").path();
            let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a name in UTF-8").to_owned();
            (name, fs::read(path).expect("a readable log"))
        })
        .collect();
    logs.sort();
    logs
}

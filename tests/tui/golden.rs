//! Golden texts: `UPDATE=1 cargo test --test tui` writes them.

use std::{fs, path::Path};

/// Compares with `tests/tui/<folder>/<name>`.
pub(crate) fn check(folder: &str, name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tui").join(folder).join(name);
    check_at(&path, text);
}

pub(crate) fn check_at(path: &Path, text: &str) {
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
        fs::write(path, text).expect("a file can be written");
        return;
    }
    let known = fs::read_to_string(path).unwrap_or_default();
    assert!(
        known == text,
        "{} is not what is shown now; `UPDATE=1 cargo test --test tui` writes it:\n{text}",
        path.display()
    );
}

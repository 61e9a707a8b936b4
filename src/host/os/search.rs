//! Where files of some names stand in some directories, asked of the disk.

use std::{collections::BTreeMap, fs, path::Path};

use xdoctor_checks::{
    HostPath,
    answer::{Hit, Standing},
};

use super::files;

pub(super) fn search(dirs: &[HostPath], names: &[String]) -> BTreeMap<String, Vec<Hit>> {
    let mut hits: BTreeMap<String, Vec<Hit>> = BTreeMap::new();
    let mut seen: Vec<(HostPath, Vec<Option<Standing>>)> = Vec::new();
    // most directories of a driver's list do not exist
    for dir in dirs.iter().filter(|dir| Path::new(dir.as_str()).is_dir()) {
        // Looked up once for all of its files: a driver writes a directory with a dozen `..` in it.
        let real = files::real(Path::new(dir.as_str())).unwrap_or_else(|_| dir.clone());
        // Drivers name one directory in several ways: `/lib`, `/usr/lib`, `/usr/lib/../lib`.
        let known = seen.iter().position(|(known, _)| *known == real).unwrap_or_else(|| {
            let standings = names.iter().map(|name| standing(&real.join(name))).collect();
            seen.push((real, standings));
            seen.len() - 1
        });
        for (name, standing) in names.iter().zip(&seen[known].1) {
            if let Some(standing) = standing.clone() {
                hits.entry(name.clone()).or_default().push(Hit { path: dir.join(name), standing });
            }
        }
    }
    hits
}

/// What stands at a path whose directory is real.
fn standing(path: &HostPath) -> Option<Standing> {
    let file = Path::new(path.as_str());
    let mut metadata = fs::symlink_metadata(file).ok()?;
    let mut real = path.clone();
    if metadata.is_symlink() {
        let Ok(followed) = fs::metadata(file).and_then(|metadata| Ok((metadata, files::real(file)?))) else {
            let link = fs::read_link(file).ok()?.to_string_lossy().into_owned();
            return Some(Standing::Dangling { link });
        };
        (metadata, real) = followed;
    }
    Some(if metadata.is_dir() { Standing::Directory } else { Standing::File { real, size: metadata.len() } })
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn files_directories_and_dangling_links_are_told_apart() {
        let scratch = tempfile::tempdir().expect("a scratch directory");
        let root = fs::canonicalize(scratch.path()).expect("a real path");
        let at = |name: &str| HostPath::parse(&root.join(name).to_string_lossy()).expect("absolute");
        for dir in ["a", "b", "b/libd.so"] {
            fs::create_dir(root.join(dir)).expect("a directory");
        }
        fs::write(root.join("b/libc.so.6"), "12345").expect("a file");
        symlink("libc.so.6", root.join("b/libc.so")).expect("a link");
        symlink("/none/libc.so.6", root.join("a/libc.so")).expect("a link");
        symlink("a", root.join("same")).expect("a link");
        let dirs = [at("a"), at("none"), at("b"), at("same")];
        let found = search(&dirs, &["libc.so", "libd.so", "libe.so"].map(str::to_owned));
        let expected = BTreeMap::from([
            (
                "libc.so".to_owned(),
                vec![
                    Hit { path: at("a/libc.so"), standing: Standing::Dangling { link: "/none/libc.so.6".into() } },
                    Hit { path: at("b/libc.so"), standing: Standing::File { real: at("b/libc.so.6"), size: 5 } },
                    Hit { path: at("same/libc.so"), standing: Standing::Dangling { link: "/none/libc.so.6".into() } },
                ],
            ),
            ("libd.so".to_owned(), vec![Hit { path: at("b/libd.so"), standing: Standing::Directory }]),
        ]);
        assert_eq!(found, expected);
    }
}

//! Where files of some names stand in some directories, asked of the disk.

use std::{cell::LazyCell, collections::BTreeMap, fs, path::Path};

use xdoctor_checks::{
    HostPath,
    answer::{Hit, Standing},
};

use super::files;

pub(super) fn search(dirs: &[HostPath], names: &[String]) -> BTreeMap<String, Vec<Hit>> {
    let mut hits: BTreeMap<String, Vec<Hit>> = BTreeMap::new();
    let mut seen: Vec<(Identity, Vec<Option<Standing>>)> = Vec::new();
    for dir in dirs {
        // most directories of a driver's list do not exist
        let Some(identity) = identity(dir) else { continue };
        // Drivers name one directory in several ways: `/lib`, `/usr/lib`, `/usr/lib/../lib`.
        let known = seen.iter().position(|(known, _)| *known == identity).unwrap_or_else(|| {
            // Looked up once for all of its files, and where there is one: a driver writes a directory with a dozen `..`.
            let real = LazyCell::new(|| files::real(Path::new(dir.as_str())).unwrap_or_else(|_| dir.clone()));
            let standings = names.iter().map(|name| standing(dir, name, &real)).collect();
            seen.push((identity, standings));
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

/// What tells a directory from all others, by whatever name it is called.
#[cfg(unix)]
type Identity = (u64, u64);
#[cfg(not(unix))]
type Identity = HostPath;

/// None where there is no such directory.
#[cfg(unix)]
fn identity(dir: &HostPath) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    let stat = fs::metadata(dir.as_str()).ok().filter(fs::Metadata::is_dir)?;
    Some((stat.dev(), stat.ino()))
}

#[cfg(not(unix))]
fn identity(dir: &HostPath) -> Option<Identity> {
    let path = Path::new(dir.as_str());
    path.is_dir().then(|| files::real(path).unwrap_or_else(|_| dir.clone()))
}

/// What stands under `name` in a directory, of which `real` is the real path.
fn standing(dir: &HostPath, name: &str, real: &LazyCell<HostPath, impl FnOnce() -> HostPath>) -> Option<Standing> {
    // Not joined by text, which would take `..` for the directory above the link's.
    let file = &Path::new(dir.as_str()).join(name);
    let mut metadata = fs::symlink_metadata(file).ok()?;
    let mut followed = None;
    if metadata.is_symlink() {
        let Ok(found) = fs::metadata(file).and_then(|metadata| Ok((metadata, files::real(file)?))) else {
            let link = fs::read_link(file).ok()?.to_string_lossy().into_owned();
            return Some(Standing::Dangling { link });
        };
        metadata = found.0;
        followed = Some(found.1);
    }
    if metadata.is_dir() {
        return Some(Standing::Directory);
    }
    let real = followed.unwrap_or_else(|| real.join(name));
    Some(Standing::File { real, size: metadata.len() })
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

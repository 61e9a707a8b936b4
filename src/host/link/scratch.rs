//! Where a proof is made: one directory for each target and place, kept between runs in the user's cache.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use xdoctor_checks::question::Link;

use super::cache::hash;

/// The directory of one proof, held alone while it lives.
pub(super) struct Scratch {
    dir: PathBuf,
    /// Keeps the lock, or the directory that nobody else knows.
    held: Held,
}

/// Where cargo keeps what rustc answered.
const RUSTC_INFO: &str = ".rustc_info.json";

enum Held {
    Lock(#[expect(dead_code, reason = "held, not read")] fs::File),
    Private(PathBuf),
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Self::Private(dir) = self {
            // What cannot be removed is left to the system's cleaning of its temporary files.
            let _ = fs::remove_dir_all(dir);
        }
    }
}

impl Scratch {
    /// The kept directory; a private one where another run has it, or where there is no cache to keep it in.
    pub(super) fn open(link: &Link, proofs: Option<&Path>) -> io::Result<Self> {
        if let Some(proofs) = proofs {
            let name = hash([link.cwd.as_str(), link.target.as_str(), &link.command.join(" ")]);
            let dir = proofs.join(name);
            if let Some(lock) = locked(&dir) {
                return Ok(Self { dir, held: Held::Lock(lock) });
            }
        }
        let dir = private()?;
        Ok(Self { dir: dir.clone(), held: Held::Private(dir) })
    }

    pub(super) fn package(&self) -> PathBuf {
        // Deep enough that what arguments name above the project can be linked in above it.
        self.dir.join("source/a/b/package")
    }

    pub(super) fn target(&self) -> PathBuf {
        self.dir.join("target")
    }

    pub(super) fn build(&self) -> PathBuf {
        self.dir.join("build")
    }

    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    pub(super) fn dir(&self) -> &Path {
        &self.dir
    }

    /// An empty build, and the package as the question has it.
    pub(super) fn prepare(&self, link: &Link) -> io::Result<()> {
        self.clean();
        self.adopt_rustc_info();
        let package = self.package();
        remove(&self.dir.join("source"))?;
        fs::create_dir_all(&package)?;
        for (name, target) in &link.above {
            let _ = symlink(Path::new(target.as_str()), &package.join(name));
        }
        for entry in &link.entries {
            let Some(name) = entry.file_name() else { continue };
            // An entry that vanished, or that the system cannot link, resolves no argument; the build says so if one
            // needs it.
            let _ = symlink(Path::new(entry.as_str()), &package.join(name));
        }
        for (name, text) in &link.files {
            let file = package.join(name);
            fs::create_dir_all(file.parent().expect("a file of the package stands in it"))?;
            fs::write(file, text)?;
        }
        Ok(())
    }

    /// Takes over what cargo has learned of rustc in another proof, which is a good part of what a first one takes. Cargo
    /// believes it only of the same rustc, arguments and variables (`src/cargo/util/rustc.rs`), as in every target
    /// directory.
    fn adopt_rustc_info(&self) {
        let Held::Lock(_) = self.held else { return };
        let others = || fs::read_dir(self.dir.parent()?).ok();
        for here in [self.target(), self.build()] {
            let known = here.join(RUSTC_INFO);
            if known.exists() {
                continue;
            }
            let place = here.strip_prefix(&self.dir).expect("it is below").join(RUSTC_INFO);
            let files = others().into_iter().flatten().flatten().map(|other| other.path().join(&place));
            let dated = files.filter_map(|file| Some((fs::metadata(&file).ok()?.modified().ok()?, file)));
            if let Some((_, newest)) = dated.max() {
                // One that is just being written is none: cargo passes over what it cannot read.
                let _ = fs::create_dir_all(&here).and_then(|()| fs::copy(newest, known));
            }
        }
    }

    /// Removes what was built, so that the next build links again; what cargo knows of rustc itself stays.
    pub(super) fn clean(&self) {
        for dir in [self.target(), self.build()] {
            for entry in fs::read_dir(&dir).into_iter().flatten().flatten() {
                if entry.file_name() != RUSTC_INFO {
                    let _ = remove(&entry.path());
                }
            }
        }
    }
}

fn locked(dir: &Path) -> Option<fs::File> {
    fs::create_dir_all(dir).ok()?;
    let lock = fs::File::create(dir.join("lock")).ok()?;
    lock.try_lock().ok()?;
    Some(lock)
}

fn private() -> io::Result<PathBuf> {
    let base = std::env::temp_dir();
    for number in 0..1000_u32 {
        let dir = base.join(format!("xdoctor-proof-{}-{number}", std::process::id()));
        match fs::create_dir(&dir) {
            Ok(()) => return Ok(dir),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// Removes a file, a link (not what it leads to) or a directory; nothing if there is none.
fn remove(path: &Path) -> io::Result<()> {
    let result = match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(error) => Err(error),
    };
    match result {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

#[cfg(unix)]
fn symlink(target: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(windows)]
fn symlink(target: &Path, link: &Path) -> io::Result<()> {
    if target.is_dir() {
        std::os::windows::fs::symlink_dir(target, link)
    } else {
        std::os::windows::fs::symlink_file(target, link)
    }
}

#[cfg(test)]
mod tests {
    use xdoctor_checks::{HostPath, Triple, question::Limit};

    use super::*;

    fn link(target: &str) -> Link {
        Link {
            target: Triple::new(target),
            command: ["cargo", "build"].map(str::to_owned).into(),
            env: [].into(),
            cwd: HostPath::parse("/p").expect("absolute"),
            files: [].into(),
            entries: Vec::new(),
            above: [].into(),
            inputs: Vec::new(),
            program: None,
            run: None,
            limit: Limit::PROBE,
        }
    }

    #[test]
    fn what_cargo_knows_of_rustc_is_taken_over_and_nothing_else() {
        let proofs = tempfile::tempdir().expect("a directory");
        let open = |target| Scratch::open(&link(target), Some(proofs.path())).expect("a scratch directory");
        let (first, second) = (open("a"), open("b"));
        fs::create_dir_all(first.build().join("debug")).expect("a directory");
        fs::write(first.build().join(RUSTC_INFO), "known").expect("a file");
        second.prepare(&link("b")).expect("a package");
        let kept: Vec<_> =
            fs::read_dir(second.build()).expect("it was made").flatten().map(|e| e.file_name()).collect();
        assert_eq!(kept, [RUSTC_INFO]);
        assert_eq!(fs::read_to_string(second.build().join(RUSTC_INFO)).expect("a file"), "known");
        assert!(!second.target().exists());
        // Its own is not replaced.
        fs::write(second.build().join(RUSTC_INFO), "own").expect("a file");
        second.prepare(&link("b")).expect("a package");
        assert_eq!(fs::read_to_string(second.build().join(RUSTC_INFO)).expect("a file"), "own");
    }
}

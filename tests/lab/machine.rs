//! A machine of a scenario's own, on which packages are really removed and installed: this one's files, and over them a
//! folder that takes all that is written (overlayfs, in a mount namespace). This machine itself stays as it is.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use tempfile::TempDir;

/// Where programs stand on it.
pub(crate) const PATH: &str = "/usr/sbin:/usr/bin:/sbin:/bin";

/// `sh -c ENTER sh FOLDER CWD COUNT BOUND... PROGRAM ARGUMENT...`: mounts it, and runs the program there.
const ENTER: &str = r#"set -e
PATH=/usr/sbin:/usr/bin:/sbin:/bin; own=$OWN_PATH; unset OWN_PATH
folder=$1 cwd=$2 count=$3; shift 3
root=$folder/root
mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/written,workdir=$folder/work" "$root"
for dir in /proc /sys /dev; do mount --rbind "$dir" "$root$dir"; done
while [ "$count" -gt 0 ]; do mkdir -p "$root$1"; mount --bind "$1" "$root$1"; shift; count=$((count - 1)); done
rm -f "$root/etc/resolv.conf"; cat /etc/resolv.conf >"$root/etc/resolv.conf"
exec chroot "$root" /bin/sh -c 'PATH=$1; export PATH; cd "$2"; shift 2; exec "$@"' sh "$own" "$cwd" "$@"
"#;

/// Packages of this architecture alone, as `tests/lab/provision` asks for them, and as patiently.
const APT: &str = "Acquire::Retries \"5\";\nAPT::Get::Assume-Yes \"true\";\n#clear APT::Architectures;\n\
APT::Architectures { \"amd64\"; };\n";

#[derive(Clone, Debug)]
pub(crate) struct Machine {
    folder: PathBuf,
    /// Shared with this machine: what is written there is written here.
    bound: Vec<PathBuf>,
}

impl Machine {
    /// One in `folder`, which differs from this machine as the one in `like` does.
    pub(crate) fn make(folder: &Path, like: Option<&Path>, bound: &[&Path]) -> Self {
        for part in ["work", "root"] {
            fs::create_dir_all(folder.join(part)).expect("a folder can be made");
        }
        match like {
            None => fs::create_dir(folder.join("written")).expect("a folder can be made"),
            Some(like) => {
                // with the devices that stand for what is gone
                let status = Command::new("/bin/cp").arg("-a").arg(like.join("written")).arg(folder).status();
                assert!(status.is_ok_and(|status| status.success()), "{} cannot be copied", like.display());
            }
        }
        let bound = bound.iter().map(|path| path.to_path_buf()).collect();
        Self { folder: folder.to_owned(), bound }
    }

    /// What starts a program there, its name and arguments following; `path` is its `PATH`, which is looked up there.
    pub(crate) fn command(&self, cwd: &Path, path: &str) -> (Vec<String>, (&'static str, String)) {
        let words = ["/usr/bin/unshare", "--mount", "--propagation", "private", "/bin/sh", "-c", ENTER, "sh"];
        let paths = [self.folder.as_path(), cwd].map(|path| path.display().to_string());
        let bound = self.bound.iter().map(|path| path.display().to_string());
        let words = words.into_iter().map(str::to_owned).chain(paths).chain([self.bound.len().to_string()]);
        (words.chain(bound).collect(), ("OWN_PATH", path.to_owned()))
    }

    fn run(&self, program: &str, args: &[&str]) -> Result<String, String> {
        let (words, (name, path)) = self.command(Path::new("/"), PATH);
        let output = Command::new(&words[0])
            .args(&words[1..])
            .arg(program)
            .args(args)
            .env_clear()
            .env(name, path)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .output();
        let Output { status, stdout, stderr } = output.map_err(|error| format!("unshare: {error}"))?;
        if status.success() {
            return Ok(String::from_utf8_lossy(&stdout).into_owned());
        }
        let told = String::from_utf8_lossy(&stderr);
        Err(format!("{program} {}: {}", args.join(" "), told.lines().last().unwrap_or("no word of why")))
    }
}

/// The folder of a machine without these packages and all that only they need. What installs them again is there to be
/// unpacked, and an index of packages. An error: why this machine cannot have such a one.
pub(crate) fn without(packages: &[String], folder: &TempDir) -> Result<PathBuf, String> {
    let layer = folder.path().join(packages.concat().replace(|c: char| !c.is_ascii_alphanumeric(), "-"));
    if layer.exists() {
        return Ok(layer);
    }
    let machine = Machine::make(&layer, None, &[]);
    machine.run("true", &[]).map_err(|told| format!("no machine of its own can be laid over this one: {told}"))?;
    let conf = layer.join("written/etc/apt/apt.conf.d/99lab");
    fs::create_dir_all(conf.parent().expect("in a folder")).expect("a folder can be made");
    fs::write(conf, APT).expect("a file can be written");
    let list = || machine.run("dpkg-query", &["-W", "-f", "${db:Status-Abbrev} ${Package}:${Architecture}\n"]);
    let installed = |text: &str| {
        let lines = text.lines().filter_map(|line| line.strip_prefix("ii  ").map(str::to_owned));
        lines.collect::<Vec<_>>()
    };
    // an image's own, which throws the archives away
    machine.run("rm", &["-f", "/etc/apt/apt.conf.d/docker-clean"])?;
    let update = || machine.run("apt-get", &["update"]);
    update().or_else(|_| update())?;
    let before = installed(&list()?);
    let purge: Vec<_> = ["purge", "--auto-remove"].into_iter().chain(packages.iter().map(String::as_str)).collect();
    machine.run("apt-get", &purge)?;
    let after = installed(&list()?);
    let gone = before.iter().filter(|name| !after.contains(name)).map(String::as_str);
    let fetch: Vec<_> = ["install", "--download-only", "--no-install-recommends"].into_iter().chain(gone).collect();
    machine.run("apt-get", &fetch)?;
    Ok(layer)
}

//! Who uses a machine, and what it is called.

use xdoctor_checks::{HostPath, Style};

use super::name::{Name, Place};
use crate::host::{OsHost, os};

/// Names that tell nothing of a person, or that xdoctor asks for by itself: replacing them would break the questions.
const COMMON: [&str; 44] = [
    "admin",
    "administrator",
    "arch",
    "bin",
    "build",
    "builder",
    "cargo",
    "ci",
    "config",
    "debian",
    "debug",
    "default",
    "dev",
    "docker",
    "etc",
    "fedora",
    "gitpod",
    "home",
    "host",
    "include",
    "jenkins",
    "lib",
    "lib64",
    "linux",
    "localhost",
    "machine",
    "nobody",
    "opt",
    "pi",
    "release",
    "root",
    "runner",
    "rust",
    "share",
    "src",
    "stable",
    "target",
    "test",
    "tmp",
    "ubuntu",
    "user",
    "users",
    "usr",
    "vagrant",
];
/// A machine's name stands anywhere, not in paths alone; shorter ones are words of their own.
const MIN_MACHINE: usize = 4;

/// What a cassette says instead of who and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    pub home: Option<HostPath>,
    pub user: Option<String>,
    pub machine: Option<String>,
    /// Values of variables whose names say that they are secrets.
    pub secrets: Vec<String>,
}

impl OsHost {
    /// What a cassette of this machine must not tell.
    pub fn identity(&self) -> Identity {
        let home = self.env.home().and_then(|home| HostPath::parse(&home.to_string_lossy()));
        let named = ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| self.env.text(name));
        let user = named.or_else(|| home.as_ref()?.file_name().map(str::to_owned));
        let values = self.env.iter().filter(|(name, _)| super::variables::is_secret(&name.to_string_lossy()));
        let secrets = values.map(|(_, value)| value.to_string_lossy().into_owned()).collect();
        Identity { home, user, machine: os::machine_name(&self.env), secrets }
    }
}

impl Identity {
    /// The home before the user's name, which stands in it.
    pub(super) fn names(&self) -> Vec<Name> {
        let name = |text: &str, replacement: &str, place, ignore_case| Name {
            text: text.to_owned(),
            replacement: replacement.to_owned(),
            place,
            ignore_case,
        };
        let mut names = Vec::new();
        for (text, replacement, style) in self.home.iter().flat_map(homes) {
            names.push(name(&text, &replacement, Place::Directory, style == Style::Windows));
        }
        if let Some(user) = self.user.as_deref().filter(|user| is_telling(user)) {
            names.push(name(user, "user", Place::Component, false));
            names.push(name(user, "user", Place::User, false));
            // Windows' short name of a directory whose name is long or has a blank.
            let short: String = user.chars().filter(|c| *c != ' ').take(6).collect();
            names.push(name(&format!("{short}~1"), "USER~1", Place::Component, true));
        }
        if let Some(machine) = self.machine.as_deref().filter(|name| is_telling(name) && name.len() >= MIN_MACHINE) {
            names.push(name(machine, "machine", Place::Word, false));
        }
        names
    }
}

/// The home in each form in which it may be written, and what it becomes: only its last name, since what is above it is
/// looked at too (for a `Cargo.toml`, a `.cargo`).
fn homes(home: &HostPath) -> Vec<(String, String, Style)> {
    let (Some(above), Some(name)) = (home.parent(), home.file_name()) else { return Vec::new() };
    if is_common(name) {
        return Vec::new();
    }
    let style = home.style();
    let [old, new] = [above.join(name), above.join("user")].map(|path| path.to_string());
    match style {
        Style::Unix => vec![(old, new, style)],
        // As it is, with slashes, and as it stands in a quoted text.
        Style::Windows => ["\\\\", "\\", "/"]
            .map(|separator| {
                let [old, new] = [&old, &new].map(|path| path.replace('/', "\\").replace('\\', separator));
                (old, new, style)
            })
            .into(),
    }
}

fn is_telling(name: &str) -> bool {
    name.len() >= 2 && !is_common(name)
}

fn is_common(name: &str) -> bool {
    COMMON.contains(&name.to_ascii_lowercase().as_str())
}

//! A scenario as its file says it.
//!
//! A scenario's folder (`@ROOT@`) holds `project` (a copy of `tests/lab/projects/<project>`), `home` (`HOME`, with a
//! cargo home and a rustup home of its own), `bin` (first on `PATH`) and `tools` (last on `PATH`: a link to each program
//! of `/usr/bin`). In every text `@ROOT@` and `@LAB@` stand for those folders.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use crate::ndk::Ndk;

/// One set-up, and the truth about it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scenario {
    /// The file's name.
    #[serde(skip)]
    pub name: String,
    /// What is the matter here, in a sentence.
    pub about: String,
    #[serde(default = "bin")]
    pub project: String,
    /// rustup's default toolchain.
    #[serde(default = "lab")]
    pub default: String,
    /// What rustup has installed; where none is named, `lab` and `lab-old`, linked.
    #[serde(default)]
    pub toolchains: BTreeMap<String, Toolchain>,
    /// Whether rustup and its proxies are there.
    #[serde(default = "yes")]
    pub rustup: bool,
    /// Whether its `bin` is on `PATH`.
    #[serde(default = "yes")]
    pub rustup_on_path: bool,
    /// Folders on `PATH` after `bin`.
    #[serde(default)]
    pub path: Vec<String>,
    /// Programs that this machine has not got; `*` stands for anything.
    #[serde(default)]
    pub without: Vec<String>,
    /// Debian's packages that this machine has not got, nor what only they need: it is one of its own ([`crate::machine`]), as
    /// root, and `fix` gets `--system`.
    #[serde(default)]
    pub uninstalled: Vec<String>,
    /// A folder with such a machine.
    #[serde(skip)]
    pub machine: Option<PathBuf>,
    /// Where the user stands.
    #[serde(default = "project_folder")]
    pub cwd: String,
    /// What mends it is `xdoctor setup --yes` with these arguments, not `xdoctor fix`.
    pub setup: Option<Vec<String>>,
    /// Given to xdoctor instead of `-t` for each target.
    pub args: Option<Vec<String>>,
    /// Whether `undo` brings everything back: a command that was run is not undone.
    #[serde(default = "yes")]
    pub undo: bool,
    /// Forms of `fix --as` that are run as well, and mend it too.
    #[serde(default)]
    pub forms: Vec<String>,
    #[serde(skip)]
    pub stage: Stage,
    /// What happens afterwards to the same folder, and the truth then.
    pub later: Option<Stage>,
}

/// A state of the folder. A scenario's own keys and those of its first stage stand side by side.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stage {
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// Text files, by their path in the scenario's folder.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
    /// Scripts and other executables.
    #[serde(default)]
    pub scripts: BTreeMap<String, String>,
    /// Symbolic links.
    #[serde(default)]
    pub links: BTreeMap<String, String>,
    /// Copies (hard links, folder by folder) of files of this machine.
    #[serde(default)]
    pub copies: BTreeMap<String, String>,
    /// Absolute links below these folders are made relative to the folder, as a sysroot needs it.
    #[serde(default)]
    pub relink: Vec<String>,
    /// Removed; `*` in the last component stands for anything.
    #[serde(default)]
    pub remove: Vec<String>,
    /// Cut in the middle.
    #[serde(default)]
    pub cut: Vec<String>,
    /// Shell commands run in the scenario's folder, with this machine's own tools.
    #[serde(default)]
    pub prepare: Vec<String>,
    /// Stand-ins for Android's NDK, by their place in the scenario's folder.
    #[serde(default)]
    pub ndks: BTreeMap<String, Ndk>,
    /// Modes, in octal.
    #[serde(default)]
    pub modes: BTreeMap<String, String>,
    pub targets: BTreeMap<String, Truth>,
}

/// A toolchain of rustup's.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Toolchain {
    /// The lab's toolchain that it is a copy of; `own` is the one that compiled this program.
    pub of: String,
    /// It stands in rustup's home as one that rustup installed; else it is linked.
    #[serde(default)]
    pub installed: bool,
    /// The targets whose std it has beside the host's; where none is named, those of the lab's toolchain.
    pub targets: Option<Vec<String>>,
    /// The targets of the lab's toolchain whose std rustup can fetch for it.
    #[serde(default)]
    pub offers: Vec<String>,
    #[serde(default)]
    pub remove: Vec<String>,
    #[serde(default)]
    pub cut: Vec<String>,
}

/// What is true of a target.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Truth {
    /// Whether cargo builds the project.
    pub builds: bool,
    /// What cargo's output contains where it does not: the cause's own words.
    pub says: Option<String>,
    /// The id that must come first among the blockers.
    pub cause: Option<String>,
    /// `xdoctor fix --yes` makes it build.
    #[serde(default)]
    pub mends: bool,
    /// The triple that the fix corrects this one into.
    pub mended_as: Option<String>,
    /// The command that builds it, word by word; where nothing is said: `cargo build`.
    pub command: Option<Vec<String>>,
    /// The same once it is mended.
    pub mended_command: Option<Vec<String>>,
    /// Whether the build command names the target; where nothing is said: unless it is the host's own.
    pub explicit: Option<bool>,
    /// Ids of the warnings that must be there.
    #[serde(default)]
    pub warns: Vec<String>,
    /// What the build makes, where it passes.
    #[serde(default)]
    pub product: Product,
    /// What the proof tells of the program's run: its status and the emulator.
    pub told_run: Option<String>,
    /// Under `qemu-<arch> -L`.
    pub sysroot: Option<String>,
}
/// What a build that passes makes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Product {
    /// A program that runs.
    #[default]
    Works,
    /// A program that does not run although it was built.
    Crashes,
    /// Nothing is in it: xdoctor must not say `ready`.
    Empty,
}

impl Scenario {
    /// Nothing is out of the ordinary.
    pub(crate) fn plain() -> Self {
        toml::from_str("about = ''").expect("every other key may be left out")
    }

    pub(crate) fn read_all(folder: &Path) -> Vec<Self> {
        let mut scenarios: Vec<_> = std::fs::read_dir(folder)
            .expect("the scenarios' folder can be read")
            .map(|entry| Self::read(&entry.expect("a folder entry can be read").path()))
            .collect();
        scenarios.sort_by(|a, b| a.name.cmp(&b.name));
        scenarios
    }

    fn read(file: &Path) -> Self {
        let text = std::fs::read_to_string(file).expect("a scenario can be read");
        let reject = |error: toml::de::Error| -> ! { panic!("{}: {error}", file.display()) };
        let mut keys: toml::Table = toml::from_str(&text).unwrap_or_else(|error| reject(error));
        let own = [
            "about",
            "project",
            "default",
            "toolchains",
            "rustup",
            "rustup_on_path",
            "path",
            "without",
            "uninstalled",
            "cwd",
            "args",
            "setup",
            "undo",
            "forms",
            "later",
        ];
        let own: toml::Table = own.iter().filter_map(|key| keys.remove_entry(*key)).collect();
        let mut scenario: Self = own.try_into().unwrap_or_else(|error| reject(error));
        scenario.stage = keys.try_into().unwrap_or_else(|error| reject(error));
        scenario.name = file.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        for stage in std::iter::once(&scenario.stage).chain(&scenario.later) {
            for (triple, truth) in &stage.targets {
                let complete = truth.builds || (truth.says.is_some() && truth.cause.is_some());
                assert!(complete, "{}: `{triple}` does not build: name `says` and `cause`", file.display());
            }
        }
        scenario
    }
}

impl Truth {
    /// Whether the target is ready: what is built is what was meant.
    pub(crate) fn is_ready(&self, mended: bool) -> bool {
        self.builds && self.product != Product::Empty || mended && self.mends
    }

    /// The target's triple after the fix.
    pub(crate) fn triple_after<'a>(&'a self, triple: &'a str) -> &'a str {
        self.mended_as.as_deref().unwrap_or(triple)
    }

    /// The command that builds it, before or after it was mended.
    pub(crate) fn own_command(&self, mended: bool) -> Option<&[String]> {
        let mended = self.mended_command.as_ref().filter(|_| mended);
        mended.or(self.command.as_ref()).map(Vec::as_slice)
    }

    /// Whether the build command has `--target`.
    pub(crate) fn names_target(&self, triple: &str) -> bool {
        self.explicit.unwrap_or(triple != HOST)
    }
}

pub(crate) const HOST: &str = "x86_64-unknown-linux-gnu";

fn yes() -> bool {
    true
}

fn bin() -> String {
    "bin".into()
}

fn lab() -> String {
    "lab".into()
}

fn project_folder() -> String {
    "project".into()
}

//! What a fix is: a described change, with what it costs and where it belongs.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{HostPath, rust_toolchain::ToolchainEntry};

/// One described change that removes a finding. It decides nothing: the check that proposes it has decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// Stable within a report: `<check id>` or `<check id>/<what it acts on>`.
    pub id: String,
    /// An imperative phrase: "set the linker for `aarch64-unknown-linux-gnu`".
    pub title: String,
    pub change: Change,
    pub applicability: Applicability,
    pub scope: Scope,
}

/// Who may apply a fix, by what it means for the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Applicability {
    /// File edits inside the project or cargo's home, and `rustup target add`: applied after a yes.
    Safe,
    /// Package managers and whatever needs privileges: applied only with `--system` or an explicit key.
    System,
    /// Licences, installers with a window, anything that cannot be undone: shown and copyable, never run.
    Manual,
}

/// For whom the changed value is right, which decides the file it is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Every machine that builds the project: a tracked file.
    Project,
    /// This machine and this project: a git-ignored file that the project's configuration includes.
    Local,
    /// This machine: `$CARGO_HOME/config.toml`, a toolchain, an installed package.
    User,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Change {
    /// Edits of one or several files that belong together: all or none.
    Edit {
        edits: Vec<FileEdit>,
    },
    Command(CommandLine),
    /// Symbolic links to replace inside a sysroot.
    Symlink {
        root: HostPath,
        links: Vec<Relink>,
    },
    /// What only a person can do, step by step.
    Manual {
        steps: Vec<String>,
    },
}

/// A program with its arguments, run without a shell.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CommandLine {
    pub program: String,
    pub args: Vec<String>,
    /// Variables set for it alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub env: Vec<(String, String)>,
}

/// As it can be pasted into a POSIX shell.
impl fmt::Display for CommandLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in &self.env {
            write!(f, "{name}={} ", quoted(value))?;
        }
        f.write_str(&quoted(&self.program))?;
        self.args.iter().try_for_each(|arg| write!(f, " {}", quoted(arg)))
    }
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=+,:@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FileEdit {
    pub path: HostPath,
    pub edit: Edit,
}

/// One change of one file's text. Applying it twice gives what applying it once gives.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "edit", rename_all = "kebab-case")]
pub enum Edit {
    /// Set the value at `key` in a TOML file, creating the file or the tables on the way. `value` is TOML text.
    SetToml { key: Vec<String>, value: String },
    /// Remove the value at `key`, and the table that it leaves empty.
    RemoveToml { key: Vec<String> },
    /// Append to the array at `key`, creating it; nothing if it has the value. `value` is TOML text.
    PushToml { key: Vec<String>, value: String },
    /// Remove each run of these elements from the array at `key`. `values` are TOML texts.
    PullToml { key: Vec<String>, values: Vec<String> },
    /// Have a toolchain file say something, in TOML or as one line.
    Toolchain { entry: ToolchainEntry },
    /// Replace `old` by `new` on line `line` (from 1); refused where that line has no `old`.
    ReplaceOnLine { line: u32, old: String, new: String },
    /// Append a line, if the file does not have it.
    EnsureLine { text: String },
    /// Move the file to `to`; refused where that exists.
    MoveTo { to: HostPath },
    /// Remove the file, whose bytes the journal keeps.
    Remove,
}

/// A symbolic link and the target that replaces its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Relink {
    pub link: HostPath,
    pub old: String,
    pub new: String,
}

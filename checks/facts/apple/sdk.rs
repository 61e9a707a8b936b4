//! Where the SDK of a platform is, as `xcrun` answers.

use super::{DeveloperDir, Variable};
use crate::{
    Cx, Fact, HostPath, Pause,
    answer::{Exit, Metadata, Ran},
    facts::apple::Platform,
    question::{Limit, Run},
};

/// What `xcrun --sdk NAME --show-sdk-path` answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sdk {
    Found {
        path: HostPath,
        library: Library,
    },
    /// There is no `xcrun` on `PATH`.
    NoXcrun,
    /// There are no tools for it to find, so it was not asked.
    NoTools,
    /// Somebody has to agree to a licence first.
    Licence(Xcrun),
    /// It knows no such SDK.
    Unknown(Xcrun),
}

/// An `xcrun` that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Xcrun {
    pub command: Vec<String>,
    pub exit: Option<i32>,
    pub output: String,
}

/// Whether the SDK has the library that every program is linked with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Library {
    /// `usr/lib/libSystem.tbd`.
    There,
    Missing(HostPath),
    /// A link that leads nowhere, and its text.
    Dangling(HostPath, String),
}

impl Library {
    /// Of the SDK at `sdk`.
    pub fn of(sdk: &HostPath, cx: &Cx<'_>) -> Result<Self, Pause> {
        let names = ["usr/lib/libSystem.tbd", "usr/lib/libSystem.dylib"].map(|name| sdk.join(name));
        let asked = names.each_ref().map(|path| cx.metadata(path));
        let mut problem = None;
        for (path, metadata) in names.into_iter().zip(asked) {
            match metadata? {
                Metadata::Found(_) => return Ok(Self::There),
                Metadata::Dangling { link } => problem = Some(Self::Dangling(path, link.clone())),
                Metadata::Missing | Metadata::Unreadable { .. } => {
                    problem.get_or_insert(Self::Missing(path));
                }
            }
        }
        Ok(problem.unwrap_or(Self::There))
    }
}

/// `xcrun` looks through Xcode at its first call after a start of the machine.
const LIMIT: Limit = Limit { seconds: 30, bytes: 64 << 10 };

impl Fact for Sdk {
    type Key = Platform;

    fn conclude(platform: &Platform, cx: &Cx<'_>) -> Result<Self, Pause> {
        let (xcrun, dir) = (cx.which("xcrun"), cx.fact::<DeveloperDir>(()));
        let variable = cx.fact::<Variable>("DEVELOPER_DIR".into());
        let (xcrun, dir, variable) = (xcrun?, dir?, variable?);
        let Some(xcrun) = xcrun.first() else { return Ok(Self::NoXcrun) };
        let apples = xcrun.as_str() == "/usr/bin/xcrun";
        if apples && !matches!(*dir, DeveloperDir::Found { .. }) {
            return Ok(Self::NoTools);
        }
        let name = platform.sdk();
        let mut run = Run::probe("xcrun", ["--sdk", &name, "--show-sdk-path"]).limit(LIMIT);
        // `[env]` of cargo's configuration, which this program does not have
        if let Some(set) = variable.value()
            && set.origin.variable().is_none()
        {
            run = run.env("DEVELOPER_DIR", Some(&set.value));
        }
        let command: Vec<_> = std::iter::once(run.program.clone()).chain(run.args.iter().cloned()).collect();
        let (exit, stdout, stderr) = match cx.run(run)? {
            Ran::Finished { exit, stdout, stderr } => (*exit, stdout, stderr),
            Ran::NotFound | Ran::NotExecutable { .. } => return Ok(Self::NoXcrun),
        };
        if exit.success()
            && let Some(path) = HostPath::parse(stdout.trim())
        {
            let library = Library::of(&path, cx)?;
            return Ok(Self::Found { path, library });
        }
        let exit = match exit {
            Exit::Code(code) => Some(code),
            Exit::Signal(_) => None,
        };
        let output = format!("{stdout}{stderr}").trim().to_owned();
        let said = Xcrun { command, exit, output };
        Ok(if is_about_licence(&said) { Self::Licence(said) } else { Self::Unknown(said) })
    }
}

/// `xcrun` and the programs behind it exit with `EX_UNAVAILABLE` until somebody has agreed (`sysexits(3)`; Homebrew's
/// `Library/Homebrew/extend/os/mac/diagnostic.rb`, `check_xcode_license_approved`).
fn is_about_licence(said: &Xcrun) -> bool {
    said.exit == Some(69) || said.output.to_ascii_lowercase().contains("license")
}

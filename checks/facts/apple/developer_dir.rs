//! The active developer directory: where `xcrun` and the programs in `/usr/bin` take their tools and SDKs from.

use super::Variable;
use crate::{
    Cx, Fact, HostPath, Pause,
    answer::{Dir, Exit, Metadata, Ran},
    facts::cargo_config::Origin,
    question::Run,
};

/// The developer directory as Apple's tools choose it: `DEVELOPER_DIR`, then the selected one, then Xcode, then the Command
/// Line Tools (rustc's `compiler/rustc_codegen_ssa/src/back/apple.rs`, `xcrun_show_sdk_path`; `man xcode-select`).
///
/// Nothing of it is found out by running one of the tools: without a directory they open a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeveloperDir {
    /// Nothing is selected, and nothing stands at the places that are tried by default.
    Nowhere,
    /// It is selected and has no `usr/bin/xcrun`: it was removed, or an upgrade of macOS emptied it.
    Stale {
        path: HostPath,
        by: SelectedBy,
    },
    Found {
        path: HostPath,
        by: SelectedBy,
        tools: DeveloperTools,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SelectedBy {
    /// `DEVELOPER_DIR`.
    Variable(Origin),
    /// `xcode-select --switch`.
    Link,
    /// Nobody: it is where Apple's tools look by themselves.
    Default,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeveloperTools {
    Xcode,
    /// They have macOS's SDK alone.
    CommandLineTools,
    /// Nix's SDK, or somebody's own.
    Other,
}

const LINK: &str = "/var/db/xcode_select_link";
pub(super) const XCODE: &str = "/Applications/Xcode.app/Contents/Developer";
const COMMAND_LINE_TOOLS: &str = "/Library/Developer/CommandLineTools";

impl DeveloperDir {
    /// The Command Line Tools' own place.
    pub fn command_line_tools() -> HostPath {
        HostPath::parse(COMMAND_LINE_TOOLS).expect("a constant path")
    }

    pub fn link() -> HostPath {
        HostPath::parse(LINK).expect("a constant path")
    }
}

impl DeveloperTools {
    fn at(path: &HostPath) -> Self {
        let text = path.as_str();
        if text.contains(".app/Contents/Developer") {
            Self::Xcode
        } else if text.trim_end_matches('/').ends_with("/CommandLineTools") {
            Self::CommandLineTools
        } else {
            Self::Other
        }
    }

    /// As a noun: "the Command Line Tools".
    pub fn name(self) -> &'static str {
        match self {
            Self::Xcode => "Xcode",
            Self::CommandLineTools => "the Command Line Tools",
            Self::Other => "another directory",
        }
    }
}

impl Fact for DeveloperDir {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let (variable, link) = (cx.fact::<Variable>("DEVELOPER_DIR".into()), cx.metadata(&Self::link()));
        let (variable, link) = (variable?, link?);
        if let Some(set) = variable.value()
            && let Some(path) = HostPath::parse(&set.value)
        {
            return Self::selected(path, SelectedBy::Variable(set.origin.clone()), cx);
        }
        match link {
            Metadata::Found(found) => return Self::selected(found.real.clone(), SelectedBy::Link, cx),
            Metadata::Dangling { link } => {
                let by = SelectedBy::Link;
                let path = Self::link().parent().map_or_else(Self::link, |parent| parent.join(link));
                return Ok(Self::Stale { path, by });
            }
            Metadata::Missing | Metadata::Unreadable { .. } => {}
        }
        let defaults = [XCODE, COMMAND_LINE_TOOLS].map(|path| HostPath::parse(path).expect("a constant path"));
        let xcruns = defaults.each_ref().map(|path| cx.metadata(&path.join("usr/bin/xcrun")));
        for (path, xcrun) in defaults.into_iter().zip(xcruns) {
            if matches!(xcrun?, Metadata::Found(_)) {
                let tools = DeveloperTools::at(&path);
                return Ok(Self::Found { path, by: SelectedBy::Default, tools });
            }
        }
        // it only prints, also where nothing is installed
        let asked = cx.run(Run::probe("/usr/bin/xcode-select", ["--print-path"]))?;
        if let Ran::Finished { exit: Exit::Code(0), stdout, .. } = asked
            && let Some(path) = HostPath::parse(stdout.trim())
        {
            return Self::selected(path, SelectedBy::Link, cx);
        }
        Ok(Self::Nowhere)
    }
}

impl DeveloperDir {
    fn selected(path: HostPath, by: SelectedBy, cx: &Cx<'_>) -> Result<Self, Pause> {
        // the application itself may be named
        let inside = path.join("Contents/Developer");
        let asked = [&path, &inside].map(|dir| (dir.clone(), cx.metadata(&dir.join("usr/bin/xcrun"))));
        for (path, xcrun) in asked {
            if matches!(xcrun?, Metadata::Found(_)) {
                let tools = DeveloperTools::at(&path);
                return Ok(Self::Found { path, by, tools });
            }
        }
        // Nix's SDK has the platforms and no `xcrun` of its own
        if matches!(cx.metadata(&path.join("Platforms"))?, Metadata::Found(_)) {
            return Ok(Self::Found { path, by, tools: DeveloperTools::Other });
        }
        Ok(Self::Stale { path, by })
    }
}

/// The Xcodes in `/Applications`, by their developer directories: `Xcode.app`, `Xcode-15.4.app`, `Xcode_16.app`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applications(pub Vec<HostPath>);

impl Fact for Applications {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let applications = HostPath::parse("/Applications").expect("a constant path");
        let Dir::Entries(entries) = cx.list(&applications)? else { return Ok(Self(Vec::new())) };
        let mut names: Vec<_> = entries
            .iter()
            .map(|entry| entry.name.as_str())
            .filter(|name| name.strip_suffix(".app").is_some_and(|name| name.starts_with("Xcode")))
            .collect();
        // the plain name first, then the newest; betas last
        names.sort_by_key(|name| (*name != "Xcode.app", name.contains("eta"), std::cmp::Reverse(*name)));
        let dirs: Vec<_> = names.iter().map(|name| applications.join(name).join("Contents/Developer")).collect();
        let asked: Vec<_> = dirs.iter().map(|dir| cx.metadata(&dir.join("usr/bin/xcrun"))).collect();
        let mut found = Vec::new();
        for (dir, xcrun) in dirs.into_iter().zip(asked) {
            if matches!(xcrun?, Metadata::Found(_)) {
                found.push(dir);
            }
        }
        Ok(Self(found))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Fake, path};

    fn mac() -> Fake {
        Fake::macos().missing_rest()
    }

    fn found(fake: &Fake) -> DeveloperDir {
        (*fake.fact::<DeveloperDir>(&()).expect("known")).clone()
    }

    fn tools(at: &str, by: SelectedBy, tools: DeveloperTools) -> DeveloperDir {
        DeveloperDir::Found { path: path(at), by, tools }
    }

    #[test]
    fn the_selected_one_goes_before_those_found_by_default() {
        let both =
            mac().program(&format!("{XCODE}/usr/bin/xcrun")).program(&format!("{COMMAND_LINE_TOOLS}/usr/bin/xcrun"));
        let clt = |by| tools(COMMAND_LINE_TOOLS, by, DeveloperTools::CommandLineTools);
        assert_eq!(found(&both), tools(XCODE, SelectedBy::Default, DeveloperTools::Xcode));
        let selected = both.symlink(LINK, COMMAND_LINE_TOOLS);
        assert_eq!(found(&selected), clt(SelectedBy::Link));
        let variable = selected.env("DEVELOPER_DIR", "/Applications/Xcode.app");
        let by = SelectedBy::Variable(Origin::Env { name: "DEVELOPER_DIR".into() });
        assert_eq!(found(&variable), tools(XCODE, by, DeveloperTools::Xcode));
        assert_eq!(found(&mac().program(&format!("{COMMAND_LINE_TOOLS}/usr/bin/xcrun"))), clt(SelectedBy::Default));
    }

    #[test]
    fn what_is_selected_and_gone_is_stale() {
        let gone = mac().symlink(LINK, "/Applications/Xcode-14.app/Contents/Developer");
        let at = path("/Applications/Xcode-14.app/Contents/Developer");
        assert_eq!(found(&gone), DeveloperDir::Stale { path: at, by: SelectedBy::Link });
        let emptied = mac().symlink(LINK, COMMAND_LINE_TOOLS).dir(COMMAND_LINE_TOOLS);
        assert_eq!(found(&emptied), DeveloperDir::Stale { path: path(COMMAND_LINE_TOOLS), by: SelectedBy::Link });
        assert_eq!(found(&mac()), DeveloperDir::Nowhere);
    }

    #[test]
    fn the_plain_xcode_is_offered_first() {
        let fake = ["Xcode-15.4.app", "Xcode-16.2.app", "Xcode.app", "Xcode-beta.app"]
            .into_iter()
            .fold(mac(), |fake, app| fake.program(&format!("/Applications/{app}/Contents/Developer/usr/bin/xcrun")))
            .dir("/Applications/Xcode-gone.app");
        let found = fake.fact::<Applications>(&()).expect("known");
        let names: Vec<_> = found.0.iter().filter_map(|dir| dir.as_str().split('/').nth(2)).collect();
        assert_eq!(names, ["Xcode.app", "Xcode-16.2.app", "Xcode-15.4.app", "Xcode-beta.app"]);
    }
}

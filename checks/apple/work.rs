//! What a build runs of Apple's tools, which decides whether a fault of theirs stops it.

use crate::{
    Cx, Pause, Triple,
    facts::{
        apple::{AppleCc, Maker, Platform},
        linker::{LinkerState, States, Subject},
    },
    proof::Needs,
    wanted::Wanted,
};

/// The parts of a build on a Mac that use Apple's compilers and SDKs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent of one another")]
pub(super) struct Work {
    /// None for a target of another system, whose build scripts run here all the same.
    pub(super) platform: Option<Platform>,
    /// What is built for the target is linked.
    pub(super) links: bool,
    /// Build scripts and proc macros are linked.
    pub(super) host_links: bool,
    /// C is compiled for the target.
    pub(super) compiles: bool,
    /// C is compiled for build scripts or proc macros.
    pub(super) host_compiles: bool,
}

impl Work {
    /// None where the host is no Mac, or the build needs nothing of it.
    pub(super) fn of(wanted: &Wanted, cx: &Cx<'_>) -> Result<Option<Self>, Pause> {
        if cx.host()?.os != "macos" {
            return Ok(None);
        }
        let (states, needs) = (States::of(wanted, cx), cx.fact::<Needs>(Some(wanted.triple.clone())));
        let (states, needs) = (states?, needs?);
        let platform = Platform::of(&wanted.triple);
        let own = |subject| {
            states.iter().any(|(whose, states)| *whose == subject && states.state == LinkerState::PlatformsOwn)
        };
        let work = Self {
            platform,
            links: own(Subject::Target),
            host_links: own(Subject::BuildScripts),
            compiles: platform.is_some() && needs.c_compiler,
            host_compiles: needs.host_c_compiler,
        };
        Ok((work.links || work.host_links || work.compiles || work.host_compiles).then_some(work))
    }

    /// "to link `aarch64-apple-ios`", "to link build scripts and proc macros", ...
    pub(super) fn purpose(self, triple: &Triple) -> String {
        if self.links {
            format!("to link `{triple}`")
        } else if self.compiles {
            format!("to compile C for `{triple}`")
        } else if self.host_links {
            "to link build scripts and proc macros".to_owned()
        } else {
            "to compile C for build scripts and proc macros".to_owned()
        }
    }

    /// Something runs on the Mac itself, or is built for it.
    pub(super) fn for_mac(self) -> bool {
        self.host_links || self.host_compiles || self.platform.is_some_and(Platform::is_mac)
    }

    /// Something is built with the SDK of a device or a simulator.
    pub(super) fn for_device(self) -> Option<Platform> {
        self.platform.filter(|platform| !platform.is_mac() && (self.links || self.compiles))
    }
}

/// Whose `cc` runs where nothing else is configured.
pub(super) fn maker(cx: &Cx<'_>) -> Result<Option<Maker>, Pause> {
    Ok(match &*cx.fact::<AppleCc>(())? {
        AppleCc::Found { maker, .. } => Some(*maker),
        AppleCc::Absent => None,
    })
}

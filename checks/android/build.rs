//! What the checks of this family have in common: what a build for Android needs here, and what it is made with.

use std::sync::Arc;

use crate::{
    Cx, Pause,
    facts::{
        linker::{LinkNeed, Linker, LinkerState, States},
        ndk::{TargetNdk, clang_prefix},
        rustc::{Rustc, TargetList},
    },
    proof::Needs,
    targets::{Builder, ChosenRoute, Family},
    wanted::Wanted,
};

/// A build for an Android target that needs a linker or a C compiler.
pub(super) struct Build {
    pub(super) prefix: &'static str,
    pub(super) rustc: Arc<Rustc>,
    pub(super) used: Arc<TargetNdk>,
    /// It links something for the target.
    pub(super) links: bool,
    /// A crate of it compiles C for the target.
    pub(super) compiles_c: bool,
    pub(super) linker: Arc<Linker>,
    pub(super) state: LinkerState,
    /// The route's own tool says which linker and compiler, and takes them from the NDK.
    pub(super) by_tool: bool,
}

impl Build {
    /// None where the target is no Android target of this rustc, or what is built for it needs nothing of an NDK, or a
    /// container brings all that.
    pub(super) fn of(wanted: &Wanted, cx: &Cx<'_>) -> Result<Option<Self>, Pause> {
        let triple = &wanted.triple;
        let (Family::Android, Some(prefix)) = (Family::of(triple), clang_prefix(triple)) else { return Ok(None) };
        let (known, rustc, route) =
            (cx.fact::<TargetList>(()), cx.fact::<Rustc>(()), cx.fact::<ChosenRoute>(triple.clone()));
        let (links, needs) = (cx.fact::<LinkNeed>(()), cx.fact::<Needs>(Some(triple.clone())));
        let (linker, used) = (cx.fact::<Linker>(triple.clone()), cx.fact::<TargetNdk>(triple.clone()));
        let states = cx.fact::<States>(triple.clone());
        if !known?.knows(triple) {
            return Ok(None);
        }
        let (rustc, route, links, needs) = (rustc?, route?, *links? == LinkNeed::Links, needs?);
        // On a phone itself (Termux) the target is the host, and has a linker of its own.
        if rustc.host == *triple || !links && !needs.c_compiler {
            return Ok(None);
        }
        let by_tool = match route.builder {
            Builder::Cargo => false,
            Builder::CargoNdk => true,
            Builder::Zigbuild | Builder::Xwin | Builder::Cross => return Ok(None),
        };
        let (linker, used, states) = (linker?, used?, states?);
        Ok(Some(Self {
            prefix,
            rustc,
            used,
            links,
            compiles_c: needs.c_compiler,
            linker,
            state: states.state.clone(),
            by_tool,
        }))
    }

    /// The linker that is set does its work, wherever it comes from.
    pub(super) fn linker_works(&self) -> bool {
        self.used.is_set && matches!(self.state, LinkerState::Works { .. })
    }
}

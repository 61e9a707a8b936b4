//! The standard library of a target in the toolchain that will run.

use crate::{Cx, Fact, HostPath, Pause, Triple, answer::Dir, facts::rustc::Rustc};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StdLibrary {
    Present,
    Missing { libdir: HostPath },
}

impl Fact for StdLibrary {
    type Key = Triple;

    fn conclude(triple: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let rustc = cx.fact::<Rustc>(())?;
        let libdir = rustc.sysroot.join("lib/rustlib").join(triple.as_str()).join("lib");
        Ok(match cx.list(&libdir)? {
            Dir::Entries(_) => Self::Present,
            Dir::Missing | Dir::NotADirectory | Dir::Unreadable { .. } => Self::Missing { libdir },
        })
    }
}

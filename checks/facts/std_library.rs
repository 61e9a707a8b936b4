//! The standard library of a target in the toolchain that will run.

use crate::{Cx, Fact, HostPath, Pause, Triple, answer::Dir, facts::rustc::Rustc};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StdLibrary {
    /// `std` is there, complete.
    Present { libdir: HostPath },
    /// `core` and `alloc` are there and the target never has more.
    CoreOnly { libdir: HostPath },
    /// Nothing is there. `libdir`: where rustc would look.
    Missing { libdir: HostPath },
    /// Listed as installed, but a file is absent or cut.
    Damaged { file: HostPath, problem: Damage },
    /// The build makes its own (`build-std`).
    BuiltFromSource,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Damage {
    Absent,
    /// Smaller than any crate can be; bytes.
    Cut {
        size: u64,
    },
}

impl Fact for StdLibrary {
    type Key = Triple;

    fn conclude(triple: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let rustc = cx.fact::<Rustc>(())?;
        let libdir = rustc.sysroot.join("lib/rustlib").join(triple.as_str()).join("lib");
        Ok(match cx.list(&libdir)? {
            Dir::Entries(_) => Self::Present { libdir },
            Dir::Missing | Dir::NotADirectory | Dir::Unreadable { .. } => Self::Missing { libdir },
        })
    }
}

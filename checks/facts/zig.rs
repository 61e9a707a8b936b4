//! The zig that cargo-zigbuild runs.

use crate::{Cx, Fact, Pause, answer::Ran, question::Run};

/// cargo-zigbuild asks `python3 -m ziglang` first and `zig` second (its `src/zig.rs`, `find_zig`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Zig {
    Absent,
    Found {
        /// As it prints it: `0.15.2`.
        version: String,
        /// `python3 -m ziglang`, or `zig`.
        command: Vec<String>,
    },
}

impl Fact for Zig {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let (python, zig) = (cx.env("CARGO_ZIGBUILD_PYTHON_PATH"), cx.env("CARGO_ZIGBUILD_ZIG_PATH"));
        let (python, zig) = (python?.unwrap_or("python3"), zig?.unwrap_or("zig"));
        let module = cx.run(Run::probe(python, ["-m", "ziglang", "version"]));
        let program = cx.run(Run::probe(zig, ["version"]));
        for (command, ran) in [(vec![python, "-m", "ziglang"], module?), (vec![zig], program?)] {
            if let Ran::Finished { exit, stdout, .. } = ran
                && exit.success()
            {
                let command = command.into_iter().map(str::to_owned).collect();
                return Ok(Self::Found { version: stdout.trim().to_owned(), command });
            }
        }
        Ok(Self::Absent)
    }
}

//! The target is built by a tool of its own (`cargo zigbuild`, `cargo xwin`, `cargo ndk`, `cross`), which is not there.

use xdoctor_fixes::Fix;

use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic,
    check::Severity,
    targets::{
        Builder, ChosenRoute, Part, RouteState,
        state::{Found, Standing},
    },
    wanted::{Wanted, mentions::line_of},
};

pub static CHECK: Check = Check {
    id: "route-tool-missing",
    topic: Topic::Toolchain,
    title: "the tool that the target is built with is not installed",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The target is built with a tool that brings its own linker: `cargo zigbuild`, `cargo xwin`, `cargo ndk` or `cross`. \
`xdoctor.toml` says so, or a script, a workflow or cross's settings. That tool is not installed, or not the zig that \
`cargo zigbuild` runs.
## Why it breaks the build
cargo runs the program `cargo-zigbuild` for `cargo zigbuild`, and knows no such command where there is none. \
cargo-zigbuild in turn asks `python3 -m ziglang` and `zig`, and stops where neither answers.
## What to do
Install the tool: `cargo install --locked cargo-zigbuild`, and zig from a package, from PyPI (`pip install ziglang`) or \
from its download page. Or build by another route: `xdoctor setup -t TRIPLE` shows which ones lead there.
## Sources
cargo `src/bin/cargo/main.rs`, `execute_external_subcommand`; cargo-zigbuild `src/zig.rs`, `find_zig`; the READMEs of \
cargo-xwin, cargo-ndk and cross.",
    links: &["https://github.com/rust-cross/cargo-zigbuild", "https://github.com/cross-rs/cross"],
    symptoms: &[
        Symptom {
            all: &[r"error: no such (sub)?command: `(zigbuild|xwin|ndk|cross)`"],
            none: &[],
            weight: 0.95,
            printed_by: "cargo 0.1 and later",
            source: "rust-lang/cargo src/bin/cargo/main.rs, execute_external_subcommand",
        },
        Symptom {
            all: &[r"\bFailed to find zig\b"],
            none: &[],
            weight: 0.95,
            printed_by: "cargo-zigbuild 0.9 and later",
            source: "rust-cross/cargo-zigbuild src/zig.rs, find_zig",
        },
        Symptom {
            all: &[r"\b(cross|cargo-zigbuild|cargo-xwin|cargo-ndk): (command )?not found"],
            none: &[],
            weight: 0.9,
            printed_by: "bash and dash",
            source: "bash execute_cmd.c, shell_execve; dash src/exec.c, shellexec",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let chosen = ChosenRoute::of(wanted, cx)?;
    // That cargo-xwin is missing is told where its target is.
    if !chosen.builder.brings_its_linker() || chosen.builder == Builder::Xwin {
        return Ok(Outcome::NotApplicable);
    }
    let state = cx.fact::<RouteState>((wanted.triple.clone(), chosen.route))?;
    let mut here = Vec::new();
    for part in state.parts.iter().filter(|part| is_the_tool(part)) {
        match &part.standing {
            Standing::Here(found) => here.push(found.as_str()),
            Standing::Missing(fixes) => return missing(wanted, &chosen, &part.what, fixes, cx),
            Standing::Unknown(why) => {
                let message = format!("{}: {why}", part.what);
                return Err(Pause::Unknown(crate::Failure::Failed { message }));
            }
        }
    }
    Ok(Outcome::Pass(format!("`{}` finds {}", chosen.builder.name(), here.join(", "))))
}

/// A container's engine and Microsoft's libraries are causes of their own.
fn is_the_tool(found: &Found) -> bool {
    match &found.part {
        Some(Part::Subcommand(_) | Part::Cross | Part::Zig) => true,
        Some(
            Part::Driver { .. }
            | Part::Program(_)
            | Part::SpecifiedLinker
            | Part::SelfContained
            | Part::Sysroot
            | Part::ContainerEngine
            | Part::Ndk
            | Part::AppleSdk(_)
            | Part::VisualCpp
            | Part::XwinCache,
        )
        | None => false,
    }
}

fn missing(wanted: &Wanted, chosen: &ChosenRoute, what: &str, fixes: &[Fix], cx: &Cx<'_>) -> Judgement {
    let mut evidence = Vec::new();
    if let Some((file, line)) = chosen.by.place() {
        let text = line_of(file, line, cx)?.unwrap_or_default().trim().to_owned();
        evidence.push(Evidence::File { file: file.clone(), line: Some(line), text });
    }
    let path = cx.env("PATH")?.unwrap_or_default().to_owned();
    evidence.push(Evidence::Env { name: "PATH".into(), value: path });
    let message = format!("{what} is not installed, and `{}` is built with `{}`", wanted.triple, chosen.builder.name());
    Ok(Finding::new(message, format!("that is the route, since {}", chosen.by))
        .evidence(evidence)
        .fix(fixes.to_vec())
        .conclusive()
        .into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toolchain::scene::{AARCH64, STABLE, finding, rustup};

    const NAMED: &str = "[targets.aarch64-unknown-linux-gnu]\nroute = 'zig'\n";

    #[test]
    fn fires_where_the_named_tool_is_absent() {
        let fake = rustup().std(STABLE, AARCH64).file("/p/xdoctor.toml", NAMED);
        let found = finding(&fake, &CHECK, AARCH64);
        let expected = format!("`cargo-zigbuild` is not installed, and `{AARCH64}` is built with `cargo zigbuild`");
        assert_eq!(found.message, expected);
        assert_eq!(found.why, "that is the route, since `xdoctor.toml` names it");
        assert_eq!(found.fixes[0].title, "install `cargo-zigbuild`");
        let fake = fake.program("/home/user/.cargo/bin/cargo-zigbuild");
        assert!(finding(&fake, &CHECK, AARCH64).message.starts_with("zig is not installed"));
    }

    #[test]
    fn a_tool_that_is_there_passes() {
        let fake = rustup()
            .std(STABLE, AARCH64)
            .file("/p/xdoctor.toml", NAMED)
            .program("/usr/bin/cargo-zigbuild")
            .command(["zig", "version"], "0.15.2\n");
        let expected = "`cargo zigbuild` finds `/usr/bin/cargo-zigbuild`, zig 0.15.2 as `zig`";
        assert_eq!(fake.judge(&CHECK, AARCH64), Ok(Outcome::Pass(expected.to_owned())));
    }

    #[test]
    fn plain_cargo_needs_no_tool() {
        assert_eq!(rustup().judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
    }
}

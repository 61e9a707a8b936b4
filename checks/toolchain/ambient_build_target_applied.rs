//! A `build.target` from outside the project makes cargo build everything for it, host tools too.

use super::mend;
use crate::{
    Check, Cx, Finding, Judgement, Live, Outcome, Symptom, Topic,
    check::Severity,
    facts::{
        cargo_config::{BuildTargets, Origin},
        project::Project,
        rustc::Rustc,
    },
};

pub static CHECK: Check = Check {
    id: "ambient-build-target-applied",
    topic: Topic::Toolchain,
    title: "a `build.target` from outside the project applies to whatever is built here",
    // It is right for some, and breaks only what is meant for the host.
    severity: Severity::Warning,
    docs: "\
## What is wrong
`build.target` (or `CARGO_BUILD_TARGET`) applies to every cargo command in its scope that does not say `--target`: a \
configuration in the home directory or in a directory above the project, or an exported variable, applies to projects \
that know nothing of it. So does a project's own one for `cargo install`, when that is run inside the project.
## Why it breaks the build
A tool of the host (`cargo install cargo-binutils`) is compiled for the microcontroller of the project: E0463 for a \
triple that nobody typed.
## What to do
Run `cargo install` outside of the project, or with `--target` and the host's triple. Take `build.target` out of the \
home directory's configuration, into the projects that mean it.
## Sources
cargo's reference, *Configuration*, `build.target`; rust-lang/cargo issue 9149.",
    links: &["https://doc.rust-lang.org/cargo/reference/config.html#buildtarget"],
    symptoms: &[
        Symptom {
            all: &[
                r"can't find crate for [`']?(std|core|alloc)\b",
                r"failed to compile `[^`]+`, intermediate artifacts can be found at",
            ],
            none: &[],
            weight: 0.9,
            printed_by: "cargo 1.20 and later, on `cargo install`",
            source: "rust-lang/cargo src/ops/cargo_install.rs",
        },
        Symptom {
            all: &[r"can't find crate for [`']?(std|core|alloc)\b", r"cargo install "],
            none: &[r"cargo install .*--target"],
            weight: 0.8,
            printed_by: "a shell log of `cargo install`",
            source: "rust-lang/cargo issue 9149",
        },
        Symptom {
            all: &[
                r"can't find crate for [`']?(std|core|alloc|proc_macro|test)\b",
                r"(^|[$>#❯%]|Run |sudo |\s)cargo(\.exe)? (\+\S+ )?install |failed to compile `[^`]+`, intermediate artifacts|^\s*Installing \S+ v\d",
            ],
            none: &[r"cargo(\.exe)? (\+\S+ )?install .*--target"],
            weight: 0.85,
            printed_by: "cargo install with a build.target in scope",
            source: "rust-lang/cargo src/ops/cargo_install.rs and core/compiler/build_config.rs",
        },
        Symptom {
            all: &[
                r"failed to compile `[^`]+`, intermediate artifacts",
                r"`#\[panic_handler\]` function required|language item required, but not found: `eh_personality`|target does not support .*std|OS error: .*wasm|this crate does not support|can't find crate for [`']?std\b",
            ],
            none: &[r"cargo(\.exe)? (\+\S+ )?install .*--target"],
            weight: 0.8,
            printed_by: "cargo install with a build.target in scope",
            source: "rust-lang/cargo src/ops/cargo_install.rs",
        },
        Symptom {
            all: &[r"failed to compile `[^`]+`, intermediate artifacts", r"-Zbuild-std`? requires --target"],
            none: &[r"cargo(\.exe)? (\+\S+ )?install .*-Z ?build-std"],
            weight: 0.9,
            printed_by: "cargo 1.39 to 1.81, of an install with a build-std in scope",
            source: "rust-lang/cargo src/cargo/core/compiler/build_config.rs, BuildConfig::new",
        },
        Symptom {
            all: &[r"-Zbuild-std requires --target"],
            none: &[],
            weight: 0.25,
            printed_by: "cargo 1.38 and later, where the configuration that builds the standard library does not name the target",
            source: "rust-lang/cargo src/cargo/core/compiler/standard_lib.rs, and src/cargo/ops/cargo_compile before 1.79",
        },
    ],
    live: Live::Host(check),
};

fn check(cx: &Cx<'_>) -> Judgement {
    let (targets, rustc, project) = (cx.fact::<BuildTargets>(()), cx.fact::<Rustc>(()), Project::here(cx));
    let (targets, rustc, project) = (targets?, rustc?, project?);
    let root = project.as_ref().map(|project| &project.root);
    let inside = |origin: &Origin| match origin {
        Origin::File { path, .. } => root.is_some_and(|root| path.below(root).is_some()),
        Origin::Env { .. } | Origin::Default => false,
    };
    let Some(target) = targets.0.iter().find(|target| target.value != rustc.host && !inside(&target.origin)) else {
        return Ok(Outcome::NotApplicable);
    };
    let step = match &target.origin {
        Origin::Env { name } => format!("unset `{name}` where tools for the host are built"),
        Origin::File { .. } | Origin::Default => {
            format!("move `build.target` from {} into the projects that mean it", target.origin)
        }
    };
    let host = format!(
        "or say `--target {}` when a tool for the host is built: `cargo install --target {0} NAME`",
        rustc.host
    );
    Ok(Finding::new(
        format!("every build here is for `{}`, set by {} outside of the project", target.value, target.origin),
        "what is meant for the host, such as `cargo install` of a tool, is compiled for that target too",
    )
    .evidence([target.evidence("build.target")])
    .fix([mend::manual(CHECK.id, "limit the target to the projects that mean it", [step, host])])
    .into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        testing::Fake,
        toolchain::scene::{HOST, THUMB, finding, rustup},
    };

    fn project() -> Fake {
        rustup().package("fn main() {}\n")
    }

    #[test]
    fn fires_for_a_variable_and_for_the_home_directory() {
        let variable = project().env("CARGO_BUILD_TARGET", THUMB);
        assert_eq!(
            finding(&variable, &CHECK, HOST).message,
            format!(
                "every build here is for `{THUMB}`, set by the variable `CARGO_BUILD_TARGET` outside of the project"
            )
        );
        let text = format!("[build]\ntarget = \"{THUMB}\"\n");
        let home = project().file("/home/user/.cargo/config.toml", &text);
        finding(&home, &CHECK, HOST);
    }

    #[test]
    fn the_projects_own_setting_and_the_hosts_triple_are_meant() {
        let own = project().file("/p/.cargo/config.toml", &format!("[build]\ntarget = \"{THUMB}\"\n"));
        assert_eq!(own.judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
        let host = project().env("CARGO_BUILD_TARGET", HOST);
        assert_eq!(host.judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
    }
}

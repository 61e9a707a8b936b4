//! The rustc that will run is older than the project asks for.

use xdoctor_fixes::{Applicability, Change, Edit, FileEdit, Fix, Scope, ToolchainEntry};

use super::mend;
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Symptom, Topic,
    check::Severity,
    facts::{
        project::{Project, RustVersion},
        rustc::Rustc,
        toolchain::{ChosenBy, RustupHome, Toolchain},
    },
};

pub static CHECK: Check = Check {
    id: "rustc-older-than-rust-version",
    topic: Topic::Toolchain,
    title: "the rustc that runs is older than the project's `rust-version`",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A package that is built says in `rust-version` which Rust it needs at least, and the toolchain that runs is older: the \
default was not updated, a toolchain file or an override pins an old one, or a distribution's rustc comes first.
## Why it breaks the build
cargo (1.56 and later) compares before it compiles, and refuses: ``rustc 1.85.0 is not supported by the following \
package``.
## What to do
Update (`rustup update stable`), or pin a release that is new enough in `rust-toolchain.toml`. `--ignore-rust-version` \
tries all the same.
## Sources
cargo's reference, *Rust Version*; cargo's `src/ops/cargo_compile/mod.rs`.",
    links: &["https://doc.rust-lang.org/cargo/reference/rust-version.html"],
    symptoms: &[
        Symptom {
            all: &[r"rustc \d+\.\d+\.\d+\S* is not supported by the following packages?"],
            none: &[],
            weight: 0.95,
            printed_by: "cargo 1.81 and later",
            source: "rust-lang/cargo src/ops/cargo_compile/mod.rs",
        },
        Symptom {
            all: &[
                r"cannot be built because it requires rustc \d+\.\d+(\.\d+)? or newer, while the currently active rustc version is",
            ],
            none: &[],
            weight: 0.95,
            printed_by: "cargo 1.56 to 1.80",
            source: "rust-lang/cargo src/cargo/ops/cargo_compile.rs, before 1.81",
        },
        Symptom {
            all: &[
                r"feature `edition20\d\d` is required|is older than the `20\d\d` edition, and only supports|this version of Cargo is older than the `20\d\d` edition|supported edition values are `2015`|edition 20\d\d is unstable and only available with -Z unstable-options",
            ],
            none: &[],
            weight: 0.9,
            printed_by: "cargo 1.31 and later; rustc",
            source: "rust-lang/cargo src/core/features.rs, Feature::require; src/workspace/parser/mod.rs; rust-lang/rust compiler/rustc_session/src/config.rs, parse_crate_edition",
        },
        Symptom {
            all: &[
                r"(?i)\b(requires|needs) (at least )?(rustc|rust|cargo) (version )?(>= ?)?v?1\.\d+|\b(rustc|cargo|rust (compiler|toolchain|version))\b.{0,30}\b(is )?too old|(rustc|rust) 1\.\d+(\.\d+)? or (newer|later|higher)",
            ],
            none: &[],
            weight: 0.4,
            printed_by: "build scripts and tools that compare versions",
            source: "the thing's name beside any wording of its absence: what other symptoms know is surer",
        },
    ],
    live: Live::Host(check),
};

fn check(cx: &Cx<'_>) -> Judgement {
    let (project, rustc, toolchain) = (Project::here(cx), cx.fact::<Rustc>(()), cx.fact::<Toolchain>(()));
    let Some(project) = project? else { return Ok(Outcome::NotApplicable) };
    let (rustc, toolchain) = (rustc?, toolchain?);
    let Some(wanted) = project.rust_version() else { return Ok(Outcome::NotApplicable) };
    // A nightly counts as the release it becomes (cargo `src/workspace/dependency`, `to_rustc_version`).
    let running = (rustc.version.major, rustc.version.minor, rustc.version.patch);
    if running >= wanted.numbers() {
        return Ok(Outcome::Pass(format!("rustc {} is not older than `rust-version` {}", rustc.version, wanted.text)));
    }
    let home = cx.fact::<RustupHome>(())?;
    Ok(Finding::new(
        format!("rustc {} runs, and the project needs {}", rustc.version, wanted.text),
        "cargo compares the versions before it compiles anything",
    )
    .evidence([Evidence::File {
        file: wanted.file.clone(),
        line: Some(wanted.line),
        text: format!("rust-version = \"{}\"", wanted.text),
    }])
    .evidence([Evidence::Command {
        command: vec![toolchain.rustc.to_string(), "-vV".into()],
        exit: Some(0),
        output: format!("release: {}", rustc.version),
    }])
    .evidence(mend::choice(&toolchain.chosen_by, toolchain.rustup.as_ref().map_or("", |rustup| &rustup.name)))
    .fix(fixes(wanted, &toolchain, &home))
    .conclusive()
    .into())
}

fn fixes(wanted: &RustVersion, toolchain: &Toolchain, home: &RustupHome) -> Vec<Fix> {
    let wanted = &wanted.text;
    let manual = |step: String| {
        let steps = [step, "or lower `rust-version`, if the project does build with less".to_owned()];
        vec![mend::manual(CHECK.id, format!("build with Rust {wanted} or later"), steps)]
    };
    let Some(rustup) = &toolchain.rustup else {
        return manual(format!(
            "`{}` is not rustup's: update it the way it was installed, or install rustup",
            toolchain.rustc
        ));
    };
    let channel = rustup.name.split('-').next().unwrap_or_default();
    match &toolchain.chosen_by {
        // The pin stands in a file of the project: that is corrected where it stands.
        ChosenBy::ToolchainFile { file, .. } => {
            let installed = home.installed.iter().any(|name| name.starts_with(&format!("{wanted}-")));
            let edit = Edit::Toolchain { entry: ToolchainEntry::Channel(wanted.clone()) };
            vec![Fix {
                id: CHECK.id.to_owned(),
                title: format!("pin Rust {wanted} in the toolchain file"),
                change: Change::Edit { edits: vec![FileEdit { path: file.clone(), edit }] },
                // Where it is not installed the next build would first download it.
                applicability: if installed { Applicability::Safe } else { Applicability::System },
                scope: Scope::Project,
            }]
        }
        ChosenBy::RustcEnv { .. } | ChosenBy::RustcConfig { .. } | ChosenBy::Path { .. } => {
            manual(format!("let {} name a rustc of Rust {wanted} or later", toolchain.chosen_by))
        }
        ChosenBy::Default { .. } | ChosenBy::Env { .. } | ChosenBy::Override { .. } | ChosenBy::CommandLine { .. } => {
            if rustup.custom || !["stable", "beta", "nightly"].contains(&channel) {
                return manual(format!("let {} name a toolchain of Rust {wanted} or later", toolchain.chosen_by));
            }
            let title = format!("update `{}`", rustup.name);
            vec![mend::rustup(CHECK.id.to_owned(), title, &["update", &rustup.name], Applicability::System)]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        testing::{Fake, path},
        toolchain::scene::{HOST, command, finding, rustup},
    };

    fn needs(version: &str) -> Fake {
        let text = format!("[package]\nname = \"p\"\nedition = \"2021\"\nrust-version = \"{version}\"\n");
        rustup().file("/p/Cargo.toml", &text).file("/p/src/main.rs", "fn main() {}\n")
    }

    #[test]
    fn fires_and_updates_a_channel() {
        let finding = finding(&needs("1.96"), &CHECK, HOST);
        assert_eq!(finding.message, "rustc 1.95.0 runs, and the project needs 1.96");
        let line =
            Evidence::File { file: path("/p/Cargo.toml"), line: Some(4), text: "rust-version = \"1.96\"".into() };
        assert_eq!(finding.evidence[0], line);
        assert_eq!(command(&finding.fixes[0]), "rustup update stable-x86_64-unknown-linux-gnu");
        assert!(finding.conclusive);
    }

    #[test]
    fn a_pin_is_corrected_where_it_stands() {
        let pinned = needs("1.96").file("/p/rust-toolchain.toml", "[toolchain]\nchannel = \"stable\"\n");
        let entry = ToolchainEntry::Channel("1.96".into());
        let edits = vec![FileEdit { path: path("/p/rust-toolchain.toml"), edit: Edit::Toolchain { entry } }];
        assert_eq!(finding(&pinned, &CHECK, HOST).fixes[0].change, Change::Edit { edits });
    }

    #[test]
    fn does_not_fire_for_what_is_new_enough() {
        for version in ["1.95", "1.95.0", "1.56"] {
            assert!(matches!(needs(version).judge(&CHECK, HOST), Ok(Outcome::Pass(_))), "{version}");
        }
        assert_eq!(rustup().package("fn main() {}").judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
    }
}

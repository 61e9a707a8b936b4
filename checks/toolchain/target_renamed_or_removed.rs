//! A triple that existed, or will.

use std::sync::Arc;

use crate::{
    Check, Cx, Finding, Judgement, Live, Outcome, Symptom, Topic,
    check::Severity,
    targets::{
        Suggestion,
        renames::{Fate, Rename},
    },
    wanted::{Mentions, Wanted, correct},
};

pub static CHECK: Check = Check {
    id: "target-renamed-or-removed",
    topic: Topic::Target,
    title: "the target was renamed or removed",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The name was a target of an older Rust. The rustc that builds knows the target under another name, or no longer at all. \
The other way round too: a name that is newer than this rustc, which has the target under its old one.
## Why it breaks the build
rustc and rustup know only the names of their own version: rustup finds nothing to install, and rustc no specification.
## What to do
Use the present name. Where a target was removed, `xdoctor` names the nearest one; whether it serves is yours to judge. \
`xdoctor fix` writes a new name of the same target in every place where the old one stands.
## Sources
Rust's RELEASES.md; the Rust blog, *Changes to Rust's WASI targets* (2024-04-09); the rustc book, *Platform Support*.",
    links: &["https://blog.rust-lang.org/2024/04/09/updates-to-rusts-wasi-targets/"],
    symptoms: &[
        Symptom {
            all: &[r#"[Ee]rror loading target specification: [Cc]ould not find specification for target "?`?(wasm32-wasi(-preview1-threads)?|asmjs-unknown-emscripten|x86_64-sun-solaris|(aarch64|x86_64)-fuchsia|i686-unknown-redox|i586-pc-windows-msvc|x86_64-linux-kernel)[`"]"#],
            none: &[],
            weight: 0.95,
            printed_by: "rustc 1.20 and later",
            source: "rust-lang/rust compiler/rustc_target/src/spec/mod.rs, Target::search",
        },
        Symptom {
            all: &[r"error: toolchain '[^']+' does not support target '(wasm32-wasi(-preview1-threads)?|asmjs-unknown-emscripten|x86_64-sun-solaris|(aarch64|x86_64)-fuchsia|i686-unknown-redox|i586-pc-windows-msvc)'"],
            none: &[],
            weight: 0.95,
            printed_by: "rustup 1.24 and later",
            source: "rust-lang/rustup src/errors.rs, UnknownTarget",
        },
        Symptom {
            all: &[r"(?i)could not find specification for target|to learn about target-specific information|does not support target '|does not contain component 'rust-std' for target '|is unavailable for download|target '[^']+' not found in channel|can't find crate for"],
            none: &[],
            // The target's name alone decides: see the rules of `explain`.
            weight: 0.04,
            printed_by: "rustc 1.0 and later, rustup 1.20 and later",
            source: "rust-lang/rust compiler/rustc_target/src/spec/mod.rs; rust-lang/rustup src/errors.rs",
        },
        Symptom {
            all: &[r#"(does not support target|could not find specification for target|Could not find specification for target|for target|error: target|component 'rust-std' for target) ['"`]+wasm32-wasi(-threads|-preview1-threads)?['"`]"#],
            none: &[r"can't find crate for"],
            weight: 0.93,
            printed_by: "rustc, rustup and tools that name the old target",
            source: "rust-lang/rust RELEASES.md, 1.78 to 1.84: wasm32-wasi became wasm32-wasip1",
        },
        Symptom {
            all: &[r"`?wasm32-wasi`? target (is being|has been|was) renamed|did you mean '?`?wasm32-wasip1"],
            none: &[],
            weight: 0.9,
            printed_by: "cargo and cargo-component",
            source: "the message of the rename",
        },
        Symptom {
            all: &[r"attribute 'wasm32-wasi' missing"],
            none: &[],
            weight: 0.9,
            printed_by: "nix, of fenix's and others' sets",
            source: "NixOS/nix src/libexpr/eval.cc; nix-community/fenix data",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let triple = &wanted.triple;
    let suggestion: Arc<Suggestion> = cx.fact(triple.clone())?;
    let message = match &*suggestion {
        Suggestion::Renamed { rename: Rename { fate: Fate::Renamed(new), since, .. }, .. } => {
            format!(
                "`{triple}` is named `{new}`{}",
                since.map_or_else(String::new, |since| format!(" since Rust {since}"))
            )
        }
        Suggestion::Renamed { rename: Rename { fate: Fate::Removed { nearest }, since, .. }, .. } => {
            let since = since.map_or_else(String::new, |since| format!(" in Rust {since}"));
            format!("`{triple}` was removed{since}; nearest to it is `{nearest}`")
        }
        Suggestion::NotYetRenamed { former, .. } => {
            format!("{} knows `{triple}` under its old name, `{former}`", correct::rustc_name(cx)?)
        }
        Suggestion::Known
        | Suggestion::OtherVersion
        | Suggestion::Meant(_)
        | Suggestion::Near(_)
        | Suggestion::Nothing => return Ok(Outcome::NotApplicable),
    };
    let fix = correct::fix(CHECK.id, triple, &suggestion, cx)?;
    let mentions = cx.fact::<Mentions>(())?;
    Ok(Finding::new(message, "rustc and rustup know only the names of their own version")
        .evidence(correct::places(triple, &mentions, cx)?)
        .fix(fix)
        .conclusive()
        .into())
}

#[cfg(test)]
mod tests {
    use xdoctor_fixes::{Applicability, Change, Edit, FileEdit, ToolchainEntry};

    use super::*;
    use crate::{
        Triple,
        facts::rustc::TargetList,
        testing::{Fake, path},
        wanted::testing::{known_targets, project},
    };

    fn finding(fake: &Fake, triple: &str) -> Finding {
        match fake.judge(&CHECK, triple) {
            Ok(Outcome::Found(finding)) => *finding,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_renamed_target_is_renamed_where_it_stands() {
        let fake = known_targets(project())
            .file("/p/rust-toolchain.toml", "[toolchain]\ntargets = ['wasm32-wasi', 'wasm32-wasip2']\n");
        let finding = finding(&fake, "wasm32-wasi");
        assert_eq!(finding.message, "`wasm32-wasi` is named `wasm32-wasip1` since Rust 1.84");
        let entry = ToolchainEntry::RenamedTarget { old: "wasm32-wasi".into(), new: "wasm32-wasip1".into() };
        let edit = Edit::Toolchain { entry };
        let edits = vec![FileEdit { path: path("/p/rust-toolchain.toml"), edit }];
        assert_eq!(finding.fixes[0].change, Change::Edit { edits });
        assert_eq!(finding.fixes[0].applicability, Applicability::Safe);
    }

    #[test]
    fn a_removed_target_is_for_a_person() {
        let finding = finding(&known_targets(project()), "i586-pc-windows-msvc");
        assert_eq!(
            finding.message,
            "`i586-pc-windows-msvc` was removed in Rust 1.87; nearest to it is `i686-pc-windows-msvc`"
        );
        assert_eq!(finding.fixes[0].applicability, Applicability::Manual);
    }

    #[test]
    fn an_older_rustc_has_the_old_name() {
        let list = TargetList([Triple::new("wasm32-wasi")].into());
        let fake = known_targets(project()).granted((), list);
        assert_eq!(
            finding(&fake, "wasm32-wasip1").message,
            "rustc 1.95.0 knows `wasm32-wasip1` under its old name, `wasm32-wasi`"
        );
        // The old name is right there.
        assert_eq!(fake.judge(&CHECK, "wasm32-wasi"), Ok(Outcome::NotApplicable));
    }

    #[test]
    fn known_and_misspelt_triples_are_no_renames() {
        let fake = known_targets(project());
        for triple in ["wasm32-wasip1", "aarch64-linux-gnu", "frobnicate"] {
            assert_eq!(fake.judge(&CHECK, triple), Ok(Outcome::NotApplicable), "{triple}");
        }
    }
}

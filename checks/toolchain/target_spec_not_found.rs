//! A triple that the rustc in use does not know.

use std::sync::Arc;

use xdoctor_fixes::{Applicability, Change, Fix, Scope};

use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Outcome, Pause, Style, Symptom, Topic, Triple,
    answer::FileBytes,
    check::Severity,
    facts::rustc::{Rustc, TargetList},
    targets::Suggestion,
    wanted::{Mentions, Wanted, correct, spot::is_json},
};

pub static CHECK: Check = Check {
    id: "target-spec-not-found",
    topic: Topic::Target,
    title: "rustc does not know this target",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The name is no target of the rustc that builds: misspelt, written as another tool writes it (`aarch64-linux-gnu` is \
GNU's name, `arm64-apple-ios` is Apple's), a target of a newer rustc only, or a `.json` file that is not there.
## Why it breaks the build
rustc asks its own table for the target first; without an entry, and without a specification file of that name, it stops \
before anything is compiled. A `[target.NAME]` table for such a name is silently without effect.
## What to do
Use the name as `rustc --print target-list` has it. Where the name is right and newer than the toolchain, update the \
toolchain. `xdoctor fix` writes the right name in every place where the wrong one stands, if there is only one it can be.
## Sources
The rustc book, *Platform Support* and *Custom Targets*; rust-lang/rust `compiler/rustc_target/src/spec/mod.rs`, \
`Target::search`.",
    links: &["https://doc.rust-lang.org/rustc/platform-support.html"],
    symptoms: &[
        Symptom {
            all: &[r"Unknown target `[^`]+`, typo or not supported by this version\?"],
            none: &[],
            weight: 0.6,
            printed_by: "rust-overlay, from the release's manifest",
            source: "oxalica/rust-overlay lib/mk-aggregated.nix",
        },
        Symptom {
            all: &[r"(?i)error loading (?:target|host) specification: |error: target file \x22[^\x22]+\x22 does not exist"],
            none: &[r"failed to get \S+ SDK path", r"wasm32-wasi[\x22`' ]", r"wasm32-wasi$"],
            weight: 0.9,
            printed_by: "rustc 1.0 and later",
            source: "rust-lang/rust compiler/rustc_session/src/config.rs, build_target_config and parse_target_triple; compiler/rustc_target/src/spec/mod.rs, Target::search",
        },
        Symptom {
            all: &[r"does not support target '[^']+'|target '[^']+' not found in channel"],
            none: &[r"does not support target 'wasm32-wasi'"],
            weight: 0.9,
            printed_by: "rustup 1.24 and later; before 1.20",
            source: "rust-lang/rustup src/errors.rs, UnknownTarget",
        },
        Symptom {
            all: &[r"toolchain '[^']+' does not contain component 'rust-std' for target '[^']+'; did you mean"],
            none: &[],
            weight: 0.6,
            printed_by: "rustup 1.20 and later",
            source: "rust-lang/rustup src/errors.rs, UnknownComponent",
        },
        Symptom {
            all: &[r"(unknown|unsupported) target `[^`]+`|target `[^`]+` (had|has) an? (unknown|unsupported) (architecture|os|vendor|env)"],
            none: &[],
            weight: 0.85,
            printed_by: "cc 1.1 and later",
            source: "rust-lang/cc-rs src/target.rs",
        },
        Symptom {
            all: &[r#"target path (`|")[^`"]+(`|") is not a valid file|couldn't read "?[^"\s]*\.json"?: No such file"#],
            none: &[],
            weight: 0.9,
            printed_by: "cargo 1.39 and later",
            source: "rust-lang/cargo src/cargo/core/compiler/compile_kind.rs, CompileTarget::new",
        },
        Symptom {
            all: &[r"`?\.json`? target specs? require|-Zjson-target-spec"],
            none: &[],
            weight: 0.85,
            printed_by: "cargo 1.95 and later",
            source: "rust-lang/cargo src/cargo/core/compiler/compile_kind.rs: specification files are unstable",
        },
        Symptom {
            all: &[r"(component|does not contain component) 'rust-std' for target '[^']+'|can't install [a-z0-9_]+-[a-z0-9_.-]+$"],
            none: &[],
            weight: 0.04,
            printed_by: "rustup 1.0 and later, whose words are the same for a target that nobody builds; cargo-xcode",
            source: "rust-lang/rustup src/errors.rs, UnknownComponent; whether rustc knows the target is for the rules of `explain`",
        },
        Symptom {
            all: &[r"differs from LLVM target's `[^`]*` default layout"],
            none: &[],
            weight: 0.75,
            printed_by: "rustc 1.48 and later, of a specification file that an older LLVM had",
            source: "rust-lang/rust compiler/rustc_codegen_llvm/src/errors.rs, MismatchedDataLayout; src/context.rs before 1.66",
        },
        Symptom {
            all: &[r"Target \S+ does not exist\. Please run `rustup target list`|Unknown target triple \S+-\S+|[Uu]nknown target triple: \S+-\S+|invalid target triple:"],
            none: &[],
            weight: 0.85,
            printed_by: "tauri-cli, maturin and others that parse triples",
            source: "tauri-apps/tauri crates/tauri-cli/src/interface/rust/desktop.rs; PyO3/maturin src/target/mod.rs",
        },
        Symptom {
            all: &[r"failed to run `rustc` to learn about target-specific information"],
            none: &[r"unknown (codegen|unstable|debugging) option|incorrect value|Unrecognized option|option `[^`]+` requires|Permission denied"],
            weight: 0.3,
            printed_by: "cargo 1.18 and later, whose rustc's own words are cut off",
            source: "rust-lang/cargo src/compiler/build_context/target_info.rs, TargetInfo::new",
        },
        Symptom {
            all: &[r"(?i)could not find specification for target [\x22`']"],
            none: &[r"wasm32-wasi[\x22`' ]"],
            weight: 0.85,
            printed_by: "rustc 1.0 and later, through tools that drop the beginning",
            source: "rust-lang/rust compiler/rustc_target/src/spec/mod.rs, Target::search",
        },
        Symptom {
            all: &[r"Field \S+ in target specification is (required|not)"],
            none: &[],
            weight: 0.85,
            printed_by: "rustc 1.0 to 1.90, of a specification file",
            source: "rust-lang/rust compiler/rustc_target/src/spec/mod.rs, Target::from_json",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    if is_json(wanted.triple.as_str()) {
        return own_specification(wanted, cx);
    }
    let triple = &wanted.triple;
    let suggestion: Arc<Suggestion> = cx.fact(triple.clone())?;
    let message = match &*suggestion {
        Suggestion::Known => return Ok(Outcome::Pass(format!("{} knows `{triple}`", correct::rustc_name(cx)?))),
        Suggestion::Renamed { .. } | Suggestion::NotYetRenamed { .. } => return Ok(Outcome::NotApplicable),
        Suggestion::OtherVersion => {
            format!("{} does not know `{triple}`, which other versions of Rust do", correct::rustc_name(cx)?)
        }
        Suggestion::Meant(right) => {
            format!("`{triple}` is no target of {}: `{right}` is its name", correct::rustc_name(cx)?)
        }
        Suggestion::Near(near) => {
            let near: Vec<_> = near.iter().map(|name| format!("`{name}`")).collect();
            format!("`{triple}` is no target of {}; did you mean {}?", correct::rustc_name(cx)?, near.join(", "))
        }
        Suggestion::Nothing => format!("`{triple}` is no target of {}", correct::rustc_name(cx)?),
    };
    if let Some(file) = specification_elsewhere(triple, cx)? {
        return Ok(Outcome::Pass(format!("`{file}` specifies `{triple}`")));
    }
    let fix = match &*suggestion {
        Suggestion::OtherVersion => Some(newer_toolchain(triple, cx)?),
        _ => correct::fix(CHECK.id, triple, &suggestion, cx)?,
    };
    let mentions = cx.fact::<Mentions>(())?;
    Ok(Finding::new(message, "rustc stops at a target that it has no specification for, before anything is compiled")
        .evidence(correct::places(triple, &mentions, cx)?)
        .fix(fix)
        .conclusive()
        .into())
}

/// Where else rustc looks for `TRIPLE.json`: in `RUST_TARGET_PATH`, and for `target.json` in its sysroot.
fn specification_elsewhere(triple: &Triple, cx: &Cx<'_>) -> Result<Option<HostPath>, Pause> {
    let (host, path) = (cx.host()?, cx.env("RUST_TARGET_PATH")?);
    let separator = match host.cwd.style() {
        Style::Unix => ':',
        Style::Windows => ';',
    };
    let dirs = path.unwrap_or_default().split(separator).filter(|dir| !dir.is_empty());
    let mut files: Vec<_> = dirs.map(|dir| host.cwd.join(dir).join(&format!("{triple}.json"))).collect();
    let sysroot = cx.fact::<Rustc>(())?.sysroot.clone();
    files.push(sysroot.join("lib/rustlib").join(triple.as_str()).join("target.json"));
    let texts: Vec<_> = files.iter().map(|file| cx.text(file)).collect();
    for (file, text) in files.into_iter().zip(texts) {
        if text?.is_some() {
            return Ok(Some(file));
        }
    }
    Ok(None)
}

fn newer_toolchain(triple: &Triple, cx: &Cx<'_>) -> Result<Fix, Pause> {
    let count = cx.fact::<TargetList>(())?.0.len();
    Ok(Fix {
        id: format!("{}/{triple}", CHECK.id),
        title: format!("build with a toolchain that knows `{triple}`"),
        change: Change::Manual {
            steps: vec![
                format!("{} knows {count} targets, and `{triple}` is not among them", correct::rustc_name(cx)?),
                "choose another toolchain: `rustup update`, or another `channel` in the toolchain file".into(),
            ],
        },
        applicability: Applicability::Manual,
        scope: Scope::Project,
    })
}

/// A target specification of the project's own.
fn own_specification(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let triple = &wanted.triple;
    let file = cx.host()?.cwd.join(triple.as_str());
    let problem = match cx.read(&file)? {
        FileBytes::Text(text) => match serde_json::from_str::<serde_json::Value>(text) {
            Ok(value) if value.is_object() => return Ok(Outcome::Pass(format!("`{triple}` is a specification"))),
            Ok(_) => "is no specification: its JSON is no object".to_owned(),
            Err(error) => format!("is no JSON: {error}"),
        },
        FileBytes::Missing => "does not exist".to_owned(),
        FileBytes::Directory => "is a directory".to_owned(),
        FileBytes::NotUtf8 { .. } | FileBytes::TooLarge { .. } => "is no text".to_owned(),
        FileBytes::Unreadable { message } => format!("cannot be read: {message}"),
    };
    let mentions = cx.fact::<Mentions>(())?;
    let shown = Evidence::File { file, line: None, text: problem.clone() };
    let evidence: Result<Vec<_>, _> = mentions.of(triple).map(|mention| mention.evidence(cx)).collect();
    Ok(Finding::new(
        format!("the target specification `{triple}` {problem}"),
        "a target that ends in `.json` is a file, which cargo and rustc read before anything is compiled",
    )
    .evidence(std::iter::once(shown).chain(evidence?))
    .conclusive()
    .into())
}

#[cfg(test)]
mod tests {
    use xdoctor_fixes::{Edit, FileEdit, ToolchainEntry};

    use super::*;
    use crate::{
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
    fn a_misspelt_triple_is_corrected_in_every_place() {
        let fake = known_targets(project())
            .file("/p/rust-toolchain.toml", "[toolchain]\ntargets = ['aarch64-linux-gnu']\n")
            .file("/p/.cargo/config.toml", "[target.aarch64-linux-gnu]\nlinker = 'aarch64-linux-gnu-gcc'\n")
            .file("/p/build.sh", "cargo zigbuild --target aarch64-linux-gnu.2.17\n");
        let finding = finding(&fake, "aarch64-linux-gnu");
        assert_eq!(
            finding.message,
            "`aarch64-linux-gnu` is no target of rustc 1.95.0: `aarch64-unknown-linux-gnu` is its name"
        );
        let evidence: Vec<_> = finding
            .evidence
            .iter()
            .map(|evidence| match evidence {
                Evidence::File { file, line: Some(line), text } => format!("{file}:{line}: {text}"),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(
            evidence,
            [
                "/p/rust-toolchain.toml:2: targets = ['aarch64-linux-gnu']",
                "/p/.cargo/config.toml:1: [target.aarch64-linux-gnu]",
                "/p/build.sh:1: cargo zigbuild --target aarch64-linux-gnu.2.17",
            ]
        );
        let edit = |file: &str, line| FileEdit {
            path: path(file),
            edit: Edit::ReplaceOnLine {
                line,
                old: "aarch64-linux-gnu".into(),
                new: "aarch64-unknown-linux-gnu".into(),
            },
        };
        let entry =
            ToolchainEntry::RenamedTarget { old: "aarch64-linux-gnu".into(), new: "aarch64-unknown-linux-gnu".into() };
        let pinned = FileEdit { path: path("/p/rust-toolchain.toml"), edit: Edit::Toolchain { entry } };
        let [Fix { change: Change::Edit { edits }, applicability: Applicability::Safe, .. }] = &*finding.fixes else {
            panic!("{:?}", finding.fixes)
        };
        assert_eq!(*edits, [pinned, edit("/p/.cargo/config.toml", 1), edit("/p/build.sh", 1)]);
    }

    #[test]
    fn a_table_is_not_renamed_onto_another() {
        let fake = known_targets(project()).file(
            "/p/.cargo/config.toml",
            "[target.aarch64-linux-gnu]\nlinker = 'a'\n[target.aarch64-unknown-linux-gnu]\nlinker = 'b'\n",
        );
        let finding = finding(&fake, "aarch64-linux-gnu");
        assert_eq!(
            finding.fixes[0].change,
            Change::Manual {
                steps: vec![
                    "`/p/.cargo/config.toml`, line 1: remove `aarch64-linux-gnu`: `aarch64-unknown-linux-gnu` stands there too".into()
                ]
            }
        );
    }

    #[test]
    fn a_known_triple_passes_and_a_renamed_one_is_another_cause() {
        let fake = known_targets(project());
        assert_eq!(
            fake.judge(&CHECK, "x86_64-unknown-linux-gnu"),
            Ok(Outcome::Pass("rustc 1.95.0 knows `x86_64-unknown-linux-gnu`".into()))
        );
        assert_eq!(fake.judge(&CHECK, "wasm32-wasi"), Ok(Outcome::NotApplicable));
    }

    #[test]
    fn a_triple_of_another_version_asks_for_another_toolchain() {
        let finding = finding(&known_targets(project()), "riscv64a23-unknown-linux-gnu");
        assert_eq!(
            finding.message,
            "rustc 1.95.0 does not know `riscv64a23-unknown-linux-gnu`, which other versions of Rust do"
        );
        assert_eq!(finding.fixes[0].applicability, Applicability::Manual);
    }

    #[test]
    fn what_is_doubtful_is_for_a_person() {
        let finding = finding(&known_targets(project()), "armv7-unknown-linux-gnueabih");
        assert_eq!(finding.fixes[0].applicability, Applicability::Manual);
        assert!(finding.message.contains("did you mean `armv7-unknown-linux-gnueabi"), "{}", finding.message);
        let Ok(Outcome::Found(nothing)) = known_targets(project()).judge(&CHECK, "frobnicate") else { panic!() };
        assert_eq!(nothing.fixes, []);
    }

    #[test]
    fn specifications_of_the_projects_own_are_files() {
        let fake = known_targets(project()).file("/p/board.json", "{ \"arch\": \"arm\" }").file("/p/bad.json", "{");
        assert_eq!(fake.judge(&CHECK, "board.json"), Ok(Outcome::Pass("`board.json` is a specification".into())));
        assert_eq!(finding(&fake, "missing.json").message, "the target specification `missing.json` does not exist");
        assert!(finding(&fake, "bad.json").message.starts_with("the target specification `bad.json` is no JSON: "));
    }

    #[test]
    fn rust_target_path_is_searched() {
        let fake = known_targets(project()).env("RUST_TARGET_PATH", "specs:/x").file("/p/specs/my-board.json", "{}");
        assert_eq!(
            fake.judge(&CHECK, "my-board"),
            Ok(Outcome::Pass("`/p/specs/my-board.json` specifies `my-board`".into()))
        );
    }
}

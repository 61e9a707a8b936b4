//! A target that the project requires, and that the toolchain file does not list.

use xdoctor_fixes::{Applicability, Change, Edit, FileEdit, Fix, Scope, ToolchainEntry};

use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Pause, Topic, Triple,
    check::Severity,
    facts::{
        rustc::{Rustc, TargetList, TargetSpec},
        std_gap::StdGap,
        std_library::StdLibrary,
        toolchain::Toolchain,
    },
    wanted::{Mention, Mentions, SourceKind, Wanted, rust_toolchain::ToolchainFile},
};

pub static CHECK: Check = Check {
    id: "target-not-pinned",
    topic: Topic::Toolchain,
    title: "the toolchain file does not list a required target",
    severity: Severity::Warning,
    docs: "\
## What is wrong
The project has a toolchain file, and requires a target that is not in its `targets`.
## Why it breaks the build
rustup installs what the toolchain file lists when it installs the toolchain. On the next machine, and on this one after \
the next change of `channel`, the target's standard library is missing: E0463.
## What to do
Add the target to `targets` in the `[toolchain]` table. Only targets whose standard library is published may stand there: \
for any other rustup refuses the whole toolchain.
## Sources
rustup's book, *Overrides*: the toolchain file.",
    links: &["https://rust-lang.github.io/rustup/overrides.html#the-toolchain-file"],
    symptoms: &[],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let triple = &wanted.triple;
    let mentions = cx.fact::<Mentions>(())?;
    let Some(pin) = &mentions.pin_file else { return Ok(Outcome::NotApplicable) };
    match pin.content {
        ToolchainFile::Line | ToolchainFile::Toml { path: false, .. } => {}
        // With `path` rustup refuses a list; what is broken has a check of its own.
        ToolchainFile::Toml { path: true, .. } | ToolchainFile::Broken => return Ok(Outcome::NotApplicable),
    }
    let asking: Vec<_> = mentions.of(triple).filter(|mention| asks_for_it_here(mention)).collect();
    if asking.is_empty() || !can_be_listed(triple, cx)? {
        return Ok(Outcome::NotApplicable);
    }
    if mentions.from(SourceKind::RustToolchain).any(|mention| mention.triple == *triple) {
        return Ok(Outcome::Pass(format!("`{}` lists `{triple}`", pin.file)));
    }
    let evidence: Result<Vec<_>, _> = asking.iter().take(4).map(|mention| mention.evidence(cx)).collect();
    let file = Evidence::File { file: pin.file.clone(), line: None, text: format!("`targets` has no `{triple}`") };
    Ok(Finding::new(
        format!("`{triple}` is required, and `{}` does not list it", pin.file.file_name().unwrap_or_default()),
        "rustup installs only what the toolchain file lists, so that the next machine lacks the target's standard library",
    )
    .evidence(evidence?.into_iter().chain([file]))
    .fix([Fix {
        id: format!("{}/{triple}", CHECK.id),
        title: format!("list `{triple}` in the toolchain file"),
        change: Change::Edit {
            edits: vec![FileEdit {
                path: pin.file.clone(),
                edit: Edit::Toolchain { entry: ToolchainEntry::Target(triple.to_string()) },
            }],
        },
        applicability: Applicability::Safe,
        scope: Scope::Project,
    }])
    .into())
}

/// The source speaks for every machine that builds the project with its own toolchain; cross brings the target itself.
fn asks_for_it_here(mention: &Mention) -> bool {
    mention.required
        && mention.in_effect
        && matches!(mention.kind, SourceKind::XdoctorToml | SourceKind::CargoConfig | SourceKind::Dist)
}

/// rustup can install it, and it is not there anyway.
fn can_be_listed(triple: &Triple, cx: &Cx<'_>) -> Result<bool, Pause> {
    let (toolchain, rustc, list) = (cx.fact::<Toolchain>(()), cx.fact::<Rustc>(()), cx.fact::<TargetList>(()));
    let (toolchain, rustc, list) = (toolchain?, rustc?, list?);
    let Some(rustup) = &toolchain.rustup else { return Ok(false) };
    if *triple == rustc.host || !list.knows(triple) {
        return Ok(false);
    }
    match &*cx.fact::<StdLibrary>(triple.clone())? {
        StdLibrary::Present { .. } | StdLibrary::CoreOnly { .. } | StdLibrary::Damaged { .. } if !rustup.custom => {
            Ok(true)
        }
        // It was built for a linked toolchain, which says nothing of the published ones.
        StdLibrary::Present { .. } | StdLibrary::CoreOnly { .. } | StdLibrary::Damaged { .. } => {
            Ok(cx.fact::<TargetSpec>(triple.clone())?.metadata.tier.is_some_and(|tier| tier <= 2))
        }
        StdLibrary::Missing { .. } => Ok(match &*cx.fact::<StdGap>(triple.clone())? {
            StdGap::NotAdded { .. } | StdGap::InOtherToolchain { .. } => true,
            StdGap::None
            | StdGap::BuildStdIgnored
            | StdGap::Host { .. }
            | StdGap::NotRustups { .. }
            | StdGap::NoPrebuilt { .. } => false,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        testing::{Fake, path},
        toolchain::scene::{self, AARCH64, HOST, MIPS, STABLE},
    };

    fn fake(file: &str, text: &str, wanted: &str) -> Fake {
        scene::rustup()
            .file("/p/Cargo.toml", "[package]\nname = 'p'\nversion = '1.0.0'\n")
            .file("/p/xdoctor.toml", &format!("targets = ['{wanted}']\n"))
            .file(file, text)
    }

    #[test]
    fn a_required_target_is_added_to_the_file() {
        for (file, text) in [
            ("/p/rust-toolchain.toml", "[toolchain]\nchannel = 'stable'\ntargets = ['wasm32-wasip1']\n"),
            ("/p/rust-toolchain", "stable\n"),
        ] {
            for fake in [fake(file, text, AARCH64), fake(file, text, AARCH64).std(STABLE, AARCH64)] {
                let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, AARCH64) else { panic!("{file}") };
                let edit = Edit::Toolchain { entry: ToolchainEntry::Target(AARCH64.into()) };
                assert_eq!(finding.fixes[0].change, Change::Edit { edits: vec![FileEdit { path: path(file), edit }] });
            }
        }
    }

    #[test]
    fn a_listed_target_passes() {
        let fake = fake(
            "/p/rust-toolchain.toml",
            &format!("[toolchain]\nchannel = 'stable'\ntargets = ['{AARCH64}']\n"),
            AARCH64,
        );
        let passed = format!("`/p/rust-toolchain.toml` lists `{AARCH64}`");
        assert_eq!(fake.judge(&CHECK, AARCH64), Ok(Outcome::Pass(passed)));
    }

    #[test]
    fn what_rustup_cannot_install_must_not_be_listed() {
        let text = "[toolchain]\nchannel = 'stable'\n";
        for triple in [HOST, MIPS, "frobnicate-x-y"] {
            let fake = fake("/p/rust-toolchain.toml", text, triple);
            assert_eq!(fake.judge(&CHECK, triple), Ok(Outcome::NotApplicable), "{triple}");
        }
    }

    #[test]
    fn without_a_list_to_be_in_nothing_is_pinned() {
        let path_file = fake("/p/rust-toolchain.toml", "[toolchain]\npath = '/x'\n", AARCH64);
        let none = scene::rustup().file("/p/xdoctor.toml", &format!("targets = ['{AARCH64}']\n"));
        let mentioned = scene::rustup()
            .file("/p/rust-toolchain.toml", "[toolchain]\nchannel = 'stable'\n")
            .file("/p/.cargo/config.toml", &format!("[target.{AARCH64}]\nlinker = 'x'\n"));
        for fake in [path_file, none, mentioned] {
            assert_eq!(fake.judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
        }
    }
}

//! The program links std for a target that has only core and alloc.

use super::mend;
use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Outcome, Pause, Symptom, Topic,
    check::Severity,
    facts::{
        project::{CrateType, Project},
        rustc::TargetSpec,
        std_library::StdLibrary,
    },
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "bare-metal-target-has-no-std",
    topic: Topic::Toolchain,
    title: "a crate links std, which this target never has",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The target has no operating system. Its standard library ends with `core` and `alloc`, and they are installed; `std` \
does not exist for it. A crate that does not say `#![no_std]` links `std`.
## Why it breaks the build
E0463 for `std`, with the note that the target may not support the standard library and the name of the crate that \
requires it. `rustup target add` cannot help: there is nothing more to add. Old compilers say misleadingly that the \
target may not be installed.
## What to do
Say `#![no_std]` (and, in a program, `#![no_main]` with an entry point and a panic handler) in the crate that the note \
names. If that is a dependency, take away its `std` feature: `default-features = false`. For `cargo test`, which links the \
crate `test`, build tests for the host or with a harness for the device. A tool of the host is built with `--target` of the host.
## Sources
The rustc book, *Platform Support*, pages of the `*-none*` targets; rustc's \
`compiler/rustc_metadata/messages.ftl`, `metadata_target_no_std_support`.",
    links: &["https://docs.rust-embedded.org/book/intro/no-std.html"],
    symptoms: &[
        Symptom {
            all: &[r"can't find crate for [`']?std\b", r"the `[^`]+-none-[0-9]{10,}` target may not be installed"],
            none: &[r"failed to compile `[^`]+`, intermediate artifacts", r"can't find crate for [`']?(core|alloc)\b"],
            weight: 0.9,
            printed_by: "rustc, of a specification file's target",
            source: "rust-lang/rust compiler/rustc_target/src/spec/mod.rs, TargetTuple::debug_tuple",
        },
        Symptom {
            all: &[r"can't find crate for [`']?std\b", r"the `[^`]+` target may not support the standard library"],
            none: &[],
            weight: 0.95,
            printed_by: "rustc 1.57 and later",
            source: "rust-lang/rust compiler/rustc_metadata/messages.ftl, metadata_target_no_std_support (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"can't find crate for [`']?std\b", r"the `[^`]*-none(-[^`]*)?` target may not be installed"],
            none: &[r"failed to compile `[^`]+`, intermediate artifacts", r"can't find crate for [`']?core\b", r"cargo(\.exe)? install"],
            weight: 0.65,
            printed_by: "rustc before 1.57, whatever of the library is installed",
            source: "rust-lang/rust compiler/rustc_metadata/src/locator.rs",
        },
        Symptom {
            all: &[r"can't find crate for [`']?test\b"],
            none: &[],
            weight: 0.8,
            printed_by: "rustc, on `cargo test` for a target without std",
            source: "rust-lang/rust compiler/rustc_metadata/messages.ftl, metadata_cannot_find_crate (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"can't find crate for [`']?std\b"],
            none: &[r"can't find crate for [`']?core\b", r"failed to compile `[^`]+`, intermediate artifacts"],
            weight: 0.12,
            printed_by: "rustc 1.0 and later",
            source: "rust-lang/rust compiler/rustc_metadata/messages.ftl (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"the `[^`]+` target may not support the standard library|`std` is required by `[^`]+` because it does not declare `#!\[no_std\]`"],
            none: &[],
            weight: 0.93,
            printed_by: "rustc 1.57 and later",
            source: "rust-lang/rust compiler/rustc_metadata/messages.ftl, metadata_std_required (in 1.95 src/errors.rs), metadata_target_no_std_support",
        },
        Symptom {
            all: &[r"can't find crate for [`']?std\b", r"-Z ?build-std=((core|alloc|compiler_builtins|panic_abort),?)+(\s|$)|build-std = \[(\x22(core|alloc|compiler_builtins)\x22,? ?)+\]"],
            none: &[],
            weight: 0.9,
            printed_by: "rustc, where cargo was to build core alone",
            source: "rust-lang/cargo src/core/compiler/standard_lib.rs, std_crates",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let triple = &wanted.triple;
    let library = cx.fact::<StdLibrary>(triple.clone())?;
    let StdLibrary::CoreOnly { .. } = &*library else { return Ok(Outcome::NotApplicable) };
    let (spec, project) = (cx.fact::<TargetSpec>(triple.clone()), Project::here(cx));
    // `std` that was lost is another cause.
    if spec?.metadata.std == Some(true) {
        return Ok(Outcome::NotApplicable);
    }
    let Some(project) = project? else { return Ok(Outcome::NotApplicable) };
    let roots: Vec<HostPath> = project
        .built()
        .flat_map(|package| {
            let lib = package.lib.iter().filter(|lib| !lib.crate_types.contains(&CrateType::ProcMacro));
            lib.map(|lib| lib.path.clone()).chain(package.bins.iter().map(|bin| bin.path.clone()))
        })
        .collect();
    let Some(root) = first_with_std(&roots, cx)? else {
        return Ok(Outcome::Pass("every crate of the project that is built says `no_std`".into()));
    };
    Ok(Finding::new(
        format!("`{root}` links std, and `{triple}` has only core and alloc"),
        "a crate that does not say `#![no_std]` links std, which does not exist for a target without operating system",
    )
    .evidence([Evidence::File { file: root.clone(), line: None, text: "no `#![no_std]`".into() }])
    .fix([mend::manual(
        format!("{}/{triple}", CHECK.id),
        "do without std",
        [
            format!(
                "say `#![no_std]` in `{root}` (a program also needs `#![no_main]`, an entry point and a panic handler)"
            ),
            format!("or build this package for the host only, and the firmware with `-p PACKAGE --target {triple}`"),
        ],
    )])
    .into())
}

/// The first root file that says nothing of `no_std`, in whatever condition. What cannot be read decides nothing.
fn first_with_std<'a>(roots: &'a [HostPath], cx: &Cx<'_>) -> Result<Option<&'a HostPath>, Pause> {
    let texts: Vec<_> = roots.iter().map(|root| (root, cx.text(root))).collect();
    for (root, text) in texts {
        let Some(text) = text? else { continue };
        let mut code = text.lines().map(str::trim_start).filter(|line| !line.starts_with("//"));
        if !code.any(|line| line.contains("no_std") || line.contains("no_core")) {
            return Ok(Some(root));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        testing::Fake,
        toolchain::scene::{AARCH64, STABLE, THUMB, finding, root, rustup},
    };

    fn firmware(main: &str) -> Fake {
        rustup().library(&root(STABLE), THUMB, &["core", "alloc", "compiler_builtins"]).package(main)
    }

    #[test]
    fn fires_for_a_program_with_std() {
        let finding = finding(&firmware("// not #![no_std]\nfn main() {}\n"), &CHECK, THUMB);
        assert_eq!(finding.message, format!("`/p/src/main.rs` links std, and `{THUMB}` has only core and alloc"));
    }

    #[test]
    fn does_not_fire_for_no_std_nor_for_other_targets() {
        let fine = firmware("#![cfg_attr(target_os = \"none\", no_std)]\n");
        assert!(matches!(fine.judge(&CHECK, THUMB), Ok(Outcome::Pass(_))));
        assert_eq!(fine.judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
    }
}

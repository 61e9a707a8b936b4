//! The target's standard library was never added to the toolchain that builds.

use xdoctor_fixes::{Applicability, Change, CommandLine, Fix, Scope};

use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Symptom, Topic,
    check::Severity,
    facts::{rustc::Rustc, std_library::StdLibrary, toolchain::Toolchain},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "target-std-missing",
    topic: Topic::Toolchain,
    title: "the target's standard library is not installed",
    severity: Severity::Failure,
    docs: "\
## What is wrong
rustc can compile for every target it knows, but it links the standard library that was built for exactly that target. \
This toolchain has none for it.
## Why it breaks the build
The first crate that is compiled asks for `std` (or `core`) of the target and stops with E0463.
## What to do
`rustup target add TRIPLE --toolchain NAME`, with the name of the toolchain that builds: without `--toolchain` rustup \
adds the target to the toolchain of the directory the command runs in, which is often another one.
## Sources
rustup's book, pages *Cross-compilation* and *Overrides*; the error index of rustc, E0463.",
    links: &[
        "https://rust-lang.github.io/rustup/cross-compilation.html",
        "https://doc.rust-lang.org/error_codes/E0463.html",
    ],
    symptoms: &[Symptom {
        all: &[r"error\[E0463\]: can't find crate for `(std|core)`", r"the `[^`]+` target may not be installed"],
        none: &[r"target may not support the standard library", r"-Zbuild-std"],
        weight: 0.6,
        printed_by: "rustc 1.50 and later",
        source: "rust-lang/rust compiler/rustc_metadata/src/errors.rs, CannotFindCrate",
    }],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let toolchain = cx.fact::<Toolchain>(())?;
    let rustc = cx.fact::<Rustc>(())?;
    let Some(name) = toolchain.rustup.as_ref().map(|rustup| &rustup.name) else { return Ok(Outcome::NotApplicable) };
    if wanted.triple == rustc.host {
        return Ok(Outcome::NotApplicable);
    }
    let library = cx.fact::<StdLibrary>(wanted.triple.clone())?;
    match &*library {
        StdLibrary::CoreOnly { .. } | StdLibrary::Damaged { .. } => Ok(Outcome::NotApplicable),
        StdLibrary::Present { .. } => Ok(Outcome::Pass(format!("`{}` has std for `{}`", name, wanted.triple))),
        StdLibrary::Missing { libdir } => Ok(Finding::new(
            format!("toolchain `{name}` has no standard library for `{}`", wanted.triple),
            "every crate links std or core of its target, and rustc stops at the first one with E0463",
        )
        .evidence([Evidence::File { file: libdir.clone(), line: None, text: "no such directory".into() }])
        .fix([Fix {
            id: format!("{}/{}", CHECK.id, wanted.triple),
            title: format!("add `{}` to toolchain `{name}`", wanted.triple),
            change: Change::Command(CommandLine {
                program: "rustup".into(),
                args: ["target", "add", wanted.triple.as_str(), "--toolchain", name].map(str::to_owned).into(),
                env: Vec::new(),
            }),
            applicability: Applicability::Safe,
            scope: Scope::User,
        }])
        .conclusive()
        .into()),
    }
}

//! Coverage or profiling asks for a runtime that this toolchain does not have for the target.

use super::mend;
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Symptom, Topic,
    answer::Dir,
    check::Severity,
    facts::{
        cargo_config::{Located, TargetSettings},
        std_library::StdLibrary,
        toolchain::Toolchain,
    },
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "profiler-builtins-missing",
    topic: Topic::Toolchain,
    title: "the rustflags ask for a profiler runtime that is not there for the target",
    severity: Severity::Failure,
    docs:
        "\
## What is wrong
`-C instrument-coverage` and `-C profile-generate` link the crate `profiler_builtins`. It is an optional part of the \
standard library: the Rust project builds it for most hosts, but not for targets such as `wasm32-unknown-unknown` or \
bare metal, and packagers often leave it out.
## Why it breaks the build
Every crate compiled with the flag asks for it: ``can't find crate for `profiler_builtins` ``, with the note that the \
compiler may have been built without the profiler runtime.
## What to do
Leave the flag out for this target: put it under `[target.TRIPLE]` of the targets that have the runtime, instead of \
`[build]` or `RUSTFLAGS`. Or take a toolchain of rustup's, which has it for most hosts, or build the library along \
(`-Zbuild-std --config 'unstable.build-std-features=[\"profiler\"]'`).
## Sources
The rustc book, *Instrumentation-based Code Coverage*; rust-lang/rust issue 81684; rustc's `library/profiler_builtins`.",
    links: &["https://doc.rust-lang.org/rustc/instrument-coverage.html"],
    symptoms: &[
        Symptom {
            all: &[r"can't find crate for [`']?profiler_builtins\b"],
            none: &[],
            weight: 0.97,
            printed_by: "rustc 1.19 and later",
            source: "rust-lang/rust compiler/rustc_metadata/src/creader.rs, inject_profiler_runtime",
        },
        Symptom {
            all: &[
                r"can't find crate for [`']?profiler_builtins\b|the compiler may have been built without the profiler runtime",
            ],
            none: &[],
            weight: 0.95,
            printed_by: "rustc 1.19 and later",
            source: "rust-lang/rust compiler/rustc_metadata/messages.ftl, metadata_compiler_missing_profiler (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[
                r"undefined (symbol|reference)s?:? .{0,4}__llvm_profile_\w+|\x22___llvm_profile_\w+\x22, referenced from|(cannot find|cannot open|no such file or directory:) \S*clang_rt\.profile[\w.-]*\.(a|lib)",
            ],
            none: &[],
            weight: 0.5,
            printed_by: "GNU ld 2, lld 6 and later, ld64",
            source: "llvm-project compiler-rt/lib/profile/InstrProfiling.h: what instrumented code calls is in that runtime",
        },
        Symptom {
            all: &[
                r"`profiler_builtins` crate \(required by compiler options\)|crate `profiler_builtins` is not a profiler runtime|profiler runtime source directory not found|RUST_COMPILER_RT_FOR_PROFILER was not set|failed to run custom build command for `profiler_builtins|(unresolved external symbol|undefined symbol:|undefined reference to [`']?|\x22)_{2,3}llvm_profile_(runtime|instrument_target)",
            ],
            none: &[],
            weight: 0.85,
            printed_by: "rustc 1.19 and later, the library's own build script, linkers",
            source: "rust-lang/rust compiler/rustc_metadata/messages.ftl; library/profiler_builtins/build.rs",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let triple = &wanted.triple;
    let (settings, library) = (cx.fact::<TargetSettings>(triple.clone()), cx.fact::<StdLibrary>(triple.clone()));
    let (settings, library) = (settings?, library?);
    let Some(flag) = instrumenting(&settings.rustflags.flags) else { return Ok(Outcome::NotApplicable) };
    let (StdLibrary::Present { libdir } | StdLibrary::CoreOnly { libdir }) = &*library else {
        return Ok(Outcome::NotApplicable);
    };
    let Dir::Entries(entries) = cx.list(libdir)? else { return Ok(Outcome::NotApplicable) };
    if entries.iter().any(|entry| entry.name.starts_with("libprofiler_builtins-")) {
        return Ok(Outcome::Pass(format!("the profiler runtime is in `{libdir}`")));
    }
    let toolchain = cx.fact::<Toolchain>(())?;
    let steps = [
        format!("leave `{}` out for `{triple}`: it stands in {}", flag.value, flag.origin),
        format!("or take a toolchain that has `profiler_builtins` for `{triple}`: `{}` has not", toolchain.rustc),
    ];
    Ok(Finding::new(
        format!("`{}` links `profiler_builtins`, which is not there for `{triple}`", flag.value),
        "every crate compiled with that flag asks for the profiler runtime",
    )
    .evidence([flag.evidence("rustflags")])
    .evidence([Evidence::File { file: libdir.clone(), line: None, text: "no libprofiler_builtins".into() }])
    .fix([mend::manual(format!("{}/{triple}", CHECK.id), "do without instrumentation for this target", steps)])
    .into())
}

/// The flag that makes rustc link the runtime, in one word or two (rustc `Session::needs_profiler_runtime`). The last
/// of its kind counts.
fn instrumenting(flags: &[Located<String>]) -> Option<Located<String>> {
    let mut found: [Option<Located<String>>; 2] = [None, None];
    let mut words = flags.iter().peekable();
    while let Some(word) = words.next() {
        let option = match word.value.as_str() {
            "-C" | "-Z" | "--codegen" => match words.peek() {
                Some(next) => next.value.as_str(),
                None => continue,
            },
            text => match text.strip_prefix("-C").or(text.strip_prefix("-Z")).or(text.strip_prefix("--codegen=")) {
                Some(option) => option,
                None => continue,
            },
        };
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        let kind = match name {
            "instrument-coverage" => 0,
            "profile-generate" => 1,
            _ => continue,
        };
        let off = kind == 0 && ["off", "no", "n", "0", "false"].contains(&value);
        found[kind] = (!off).then(|| Located::new(format!("-C {option}"), word.origin.clone()));
    }
    found.into_iter().flatten().next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toolchain::scene::{HOST, STABLE, finding, root, rustup};

    #[test]
    fn fires_where_the_runtime_is_not_built() {
        for flags in
            ["-Cinstrument-coverage", "-C instrument-coverage", "-Zinstrument-coverage", "-C profile-generate=/t"]
        {
            let finding = finding(&rustup().env("RUSTFLAGS", flags), &CHECK, HOST);
            assert!(finding.message.ends_with(&format!("links `profiler_builtins`, which is not there for `{HOST}`")));
        }
    }

    #[test]
    fn does_not_fire_without_the_flag_nor_with_the_runtime() {
        let off = rustup().env("RUSTFLAGS", "-Cinstrument-coverage -Cinstrument-coverage=off");
        assert_eq!(off.judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
        assert_eq!(rustup().judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
        let has =
            rustup().env("RUSTFLAGS", "-Cinstrument-coverage").library(&root(STABLE), HOST, &["profiler_builtins"]);
        assert!(matches!(has.judge(&CHECK, HOST), Ok(Outcome::Pass(_))));
    }
}

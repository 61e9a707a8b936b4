//! The right driver for the target is chosen, or would be the right one to choose, and it is not installed.

use xdoctor_fixes::packages::Need;

use super::{
    judge::{Case, Seen, judge},
    mend,
};
use crate::{
    Check, Cx, Finding, Judgement, Live, Pause, Symptom, Topic,
    check::Severity,
    facts::linker::{ChosenBy, LinkerState, Subject, Tool},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "cross-linker-not-installed",
    topic: Topic::Linker,
    title: "the target's cross linker is not installed",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The linker for this target is the right one, by the configuration or by rustc's own choice, and no program of that name \
is on `PATH`. rustup installs the target's standard library, never its linker.
## Why it breaks the build
Everything compiles; then the first program or shared library stops with ``linker `X` not found``.
## What to do
Install the package that has the driver: `gcc-aarch64-linux-gnu` on Debian for `aarch64-linux-gnu-gcc`, `mingw-w64` for \
`x86_64-w64-mingw32-gcc`. Note that Fedora's `gcc-aarch64-linux-gnu` builds kernels alone: it has no C library. Where no \
package exists, `cargo zigbuild` or a container is the shorter way; for pure Rust on musl, `linker = \"rust-lld\"`.
## Sources
rustc's target specifications (`compiler/rustc_target/src/spec/targets`, key `linker`); cargo's book, *Configuration*, \
`target.<triple>.linker`; the distributions' package indexes.",
    links: &["https://doc.rust-lang.org/cargo/reference/config.html#targettriplelinker"],
    symptoms: &[
        Symptom {
            all: &[r"error: linker `[^`\s/\\]*-(linux|w64|none|unknown|pc|apple)-[^`\s/\\]*(gcc|g\+\+|clang|cc)(-\d+)?(\.exe)?` not found"],
            none: &[r"could not compile `(proc-macro2|quote|syn|serde|libc)`", r"\(build script\)"],
            weight: 0.75,
            printed_by: "rustc 1.0 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_linker_not_found (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"error: linker `[^`\s/\\]*-w64-mingw32-(gcc|clang)(\.exe)?` not found"],
            none: &[],
            weight: 0.85,
            printed_by: "rustc 1.0 and later",
            source: "rust-lang/rust compiler/rustc_target/src/spec/targets/x86_64_pc_windows_gnu.rs",
        },
        Symptom {
            all: &[r"error: linker `(musl-gcc|emcc|rust-lld|wasm-component-ld)(\.bat|\.exe)?` not found"],
            none: &[],
            weight: 0.6,
            printed_by: "rustc 1.0 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/src/back/link.rs, linker_and_flavor",
        },
        Symptom {
            all: &[r"could not exec the linker [`'][^`'\s/\\]*-(linux|w64|none|unknown|pc|apple)[^`'\s/\\]*(gcc|clang|cc)(-\d+)?(\.exe)?[`']: (No such file|The system cannot|program not found)"],
            none: &[],
            weight: 0.8,
            printed_by: "rustc 1.0 to 1.30",
            source: "rust-lang/rust src/librustc_trans/back/link.rs: could not exec the linker",
        },
        Symptom {
            all: &[r"linker [`'][^`'\s/\\]*-(linux|w64|none|unknown|pc|apple|elf|eabi)[^`'\s/\\]*(gcc|g\+\+|clang|clang\+\+|cc|ld)(-\d+)?(\.exe)?[`'] not found"],
            none: &[],
            weight: 0.76,
            printed_by: "rustc 1.30 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_linker_not_found (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"linker [`'](musl-gcc|emcc|emcc\.bat|avr-gcc|msp430-elf-gcc|xtensa-\S+-elf-gcc|riscv\d+-\S+-gcc|arm-none-eabi-gcc|mips\S*-gcc|wasm-component-ld|rust-lld|lld-link)(\.exe)?[`'] not found"],
            none: &[r"msvc targets depend on"],
            weight: 0.75,
            printed_by: "rustc 1.30 and later",
            source: "rust-lang/rust compiler/rustc_target/src/spec: emscripten, MIPS, AVR and bare-metal targets name their own drivers",
        },
        Symptom {
            all: &[r"(could not exec the linker|linking with) `(\S+-)(gcc|g\+\+|clang|cc)(-\d+)?`( failed)?(: .*(os error 2|No such file or directory|program not found)|$)"],
            none: &[],
            weight: 0.72,
            printed_by: "rustc before 1.29 and of other languages' Windows",
            source: "rust-lang/rust src/librustc_trans/back/link.rs, link_natively",
        },
        Symptom {
            all: &[r"exec: \x22\S+-linux-\S*-(gcc|ld|clang)\x22: executable file not found"],
            none: &[],
            weight: 0.4,
            printed_by: "Go programs",
            source: "Go os/exec, ErrNotFound",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    judge(wanted, cx, |case| look(case, cx))
}

fn look(case: &Case, cx: &Cx<'_>) -> Result<Seen, Pause> {
    let linker = &case.linker;
    if case.state == LinkerState::CrossDriverAbsent {
        let why = match linker.chosen_by {
            ChosenBy::Config { .. } | ChosenBy::Rustflags(_) => {
                "it is configured as linker, and is right for the target"
            }
            ChosenBy::Specification | ChosenBy::Default => "rustc itself runs it to link for the target",
        };
        let message = format!("`{}`, the linker for {}, is not installed", linker.name(), case.links_what());
        let mut finding = finding(linker.name(), message, why, case, cx)?.conclusive();
        // another driver of the same kind is there
        finding.fixes.splice(0..0, mend::with_installed_linker(CHECK.id, linker, cx)?);
        return Ok(finding.into());
    }
    if let LinkerState::HostDriverForForeignTarget { .. } = case.state
        && case.subject == Subject::Target
    {
        return lacks_the_usual(case, cx);
    }
    match case.works() {
        Some((executable, Some(says))) if linker.is_bare_name() && linker.program != "cc" => {
            Ok(Seen::Fine(format!("`{}` links for `{}`", executable.path, says.machine)))
        }
        Some(_) | None => Ok(Seen::Beside),
    }
}

/// Nothing is configured, and what would have to be is not there either.
fn lacks_the_usual(case: &Case, cx: &Cx<'_>) -> Result<Seen, Pause> {
    let Some(program) = mend::usual_driver(&case.linker, cx)? else { return Ok(Seen::Beside) };
    if let Tool::Executable(_) = &*cx.fact::<Tool>(program.clone())? {
        return Ok(Seen::Beside);
    }
    let message = format!("`{program}`, which links for `{}`, is not installed", case.linker.triple);
    Ok(finding(&program, message, "the host's own driver cannot link for the target, and this one could", case, cx)?
        .into())
}

fn finding(program: &str, message: String, why: &str, case: &Case, cx: &Cx<'_>) -> Result<Finding, Pause> {
    let title = format!("install what has `{program}`");
    Ok(Finding::new(message, why).evidence(case.evidence(cx)?).fix(mend::install(
        CHECK.id,
        &title,
        Need::of_program(program),
        cx,
    )?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Outcome,
        facts::linker::scene::{AARCH64, HOST, MINGW, config, debian, layout, with_cross_gcc},
    };

    const SET: &str = "[target.aarch64-unknown-linux-gnu]\nlinker = \"aarch64-linux-gnu-gcc\"\n";

    #[test]
    fn fires_where_the_right_name_is_configured_and_absent() {
        let fake = config(debian(), SET);
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, AARCH64) else { panic!("did not fire") };
        assert_eq!(finding.message, format!("`aarch64-linux-gnu-gcc`, the linker for `{AARCH64}`, is not installed"));
        assert!(finding.conclusive);
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, MINGW) else { panic!("did not fire") };
        assert_eq!(finding.message, format!("`x86_64-w64-mingw32-gcc`, the linker for `{MINGW}`, is not installed"));
    }

    #[test]
    fn what_is_installed_instead_is_proposed_first() {
        let set = "[target.aarch64-unknown-linux-gnu]\nlinker = \"aarch64-none-linux-gnu-gcc\"\n";
        let fake = config(with_cross_gcc(), set).granted((), layout(set));
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, AARCH64) else { panic!("did not fire") };
        assert_eq!(finding.fixes[0].title, format!("set the linker for `{AARCH64}` to `aarch64-linux-gnu-gcc`"));
    }

    #[test]
    fn an_installed_driver_passes() {
        let fake = config(with_cross_gcc(), SET);
        let links = "`/usr/bin/aarch64-linux-gnu-gcc` links for `aarch64-linux-gnu`".to_owned();
        assert_eq!(fake.judge(&CHECK, AARCH64), Ok(Outcome::Pass(links)));
        assert_eq!(fake.judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
    }
}

//! A library that the flags name does not exist for the target.

use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Symptom, Topic,
    check::Severity,
    facts::sysroot::{LibraryFound, NamedLibraries, SysrootOf},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "target-library-missing",
    topic: Topic::Linker,
    title: "a library does not exist for the target",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The link asks for a library (`-lz`, `-lssl`) that is nowhere in the directories the target's driver searches. The host may \
well have it; its copy is of no use to another target. A crate or the rustflags name it.
## Why it breaks the build
`cannot find -lz` (GNU ld), `unable to find library -lz` (lld), `library 'z' not found` (Apple's ld).
## What to do
Install the library for the target (on Debian `zlib1g-dev:arm64` after `dpkg --add-architecture arm64`), put it into the \
sysroot, or let the crate build its own copy (a feature often named `vendored`, `bundled` or `static`). For musl the \
distributions have hardly any libraries: prefer the vendored ones.
## Sources
ld's manual, *Options*, `-l`; Debian's *Multiarch/HOWTO*; by experiment with ld 2.40 and lld 14.",
    links: &["https://wiki.debian.org/Multiarch/HOWTO"],
    symptoms: &[
        Symptom {
            all: &[r"ld(\.\w+)?: cannot find -l[A-Za-z0-9_+.-]+"],
            none: &[
                r"mingw.*cannot find -l[A-Z]",
                r"cannot find -l(gcc_s|gcc|gcc_eh|c|m|rt|dl|pthread|util|kernel32|mingw32|System)(:|\s|$)",
            ],
            weight: 0.8,
            printed_by: "GNU ld 2",
            source: "binutils-gdb ld/ldfile.c; by experiment with ld 2.40",
        },
        Symptom {
            all: &[r"lld: error: unable to find library -l[A-Za-z0-9_+.-]+"],
            none: &[
                r"unable to find library -l(gcc_s|gcc|gcc_eh|c|m|rt|dl|pthread|util|kernel32|System)(\s|$)",
            ],
            weight: 0.8,
            printed_by: "lld 6 and later",
            source: "llvm-project lld/ELF/Driver.cpp, addLibrary",
        },
        Symptom {
            all: &[r"ld: (library not found for -l|library '[A-Za-z0-9_+.-]+' not found)"],
            none: &[r"(-lSystem|library 'System'|-liconv|library 'iconv')"],
            weight: 0.75,
            printed_by: "Apple's ld64 and ld-prime",
            source: "apple-oss-distributions/ld64 src/ld/Options.cpp, findLibrary",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let named = cx.fact::<NamedLibraries>(SysrootOf::Target(wanted.triple.clone()))?;
    for library in &named.0 {
        let LibraryFound::Absent { dirs } = &library.found else { continue };
        let name = &library.name.value;
        let searched = dirs.iter().map(|dir| Evidence::File {
            file: dir.clone(),
            line: None,
            text: format!("no `lib{name}.so` and no `lib{name}.a`"),
        });
        return Ok(Finding::new(
            format!(
                "{} asks for the library `{name}`, which `{}` does not have here",
                library.name.origin, wanted.triple
            ),
            "the linker finds no such library in any directory it searches",
        )
        .evidence(std::iter::once(library.name.evidence("rustflags")).chain(searched))
        .into());
    }
    let Some(last) = named.0.last() else { return Ok(Outcome::NotApplicable) };
    Ok(Outcome::Pass(format!("the link finds `{}`", last.name.value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::linker::scene::{HOST, config, debian, elf};

    const FLAGS: &str = "[target.x86_64-unknown-linux-gnu]\nrustflags = [\"-Clink-arg=-lfoo\"]\n";

    #[test]
    fn fires_where_no_directory_has_it() {
        let Ok(Outcome::Found(finding)) = config(debian(), FLAGS).judge(&CHECK, HOST) else { panic!("did not fire") };
        assert_eq!(
            finding.message,
            format!("`/p/.cargo/config.toml` line 2 asks for the library `foo`, which `{HOST}` does not have here")
        );
        assert!(!finding.conclusive);
    }

    #[test]
    fn a_static_library_is_enough() {
        let fake = config(debian(), FLAGS).blob("/usr/lib/x86_64-linux-gnu/libfoo.a", elf("x86_64"));
        assert_eq!(fake.judge(&CHECK, HOST), Ok(Outcome::Pass("the link finds `foo`".into())));
        assert_eq!(debian().judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
    }
}

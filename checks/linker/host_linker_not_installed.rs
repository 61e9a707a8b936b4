//! There is no C compiler on the host, so that rustc has nothing to link with; or none for C++, which a crate compiles.

use xdoctor_fixes::{Applicability, Change, Fix, Scope, packages::Need};

use super::{
    judge::{Case, Seen, judge},
    mend,
};
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic,
    check::Severity,
    facts::{
        linker::{LinkerState, Tool},
        rustc::Rustc,
        worlds::CppCompiler,
    },
    proof::{Needs, settled},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "host-linker-not-installed",
    topic: Topic::Linker,
    title: "the host's C or C++ compiler is not installed",
    severity: Severity::Failure,
    docs: "\
## What is wrong
rustc compiles to objects and leaves linking to the system's C compiler, `cc`, which knows the start files and \
libraries of the machine. There is no `cc` here: neither on `PATH` nor in the configuration. Or there is one and no \
`c++`, which a crate of the build compiles C++ with: Debian and Fedora keep g++ in a package of its own.
## Why it breaks the build
Every program needs it, and so do build scripts and proc macros, which run on the host whatever the build is for: even \
a WebAssembly build stops with ``linker `cc` not found`` at the first dependency that has one. Without a C++ compiler the \
crate's build script stops: `failed to find tool \"c++\"`.
## What to do
Install the system's compiler: `build-essential` on Debian and Ubuntu, `gcc` and `gcc-c++` on Fedora, `base-devel` on Arch, \
`build-base` on Alpine. macOS has a `cc` in `/usr/bin` always: if it does not work, the Command Line Tools are missing \
(`xcode-clt-missing`).
## Sources
rustc's `compiler/rustc_codegen_ssa/src/back/link.rs` (`linker_and_flavor`); rustup's book, *Installation*.",
    links: &["https://doc.rust-lang.org/book/ch01-01-installation.html"],
    symptoms: &[
        Symptom {
            all: &[r"error: linker `(cc|gcc)` not found"],
            none: &[],
            weight: 0.9,
            printed_by: "rustc 1.0 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_linker_not_found (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"linker [`'](cc|gcc)[`'] not found|could not exec the linker [`'](cc|gcc)[`']: No such file"],
            none: &[],
            weight: 0.88,
            printed_by: "rustc 1.0 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_linker_not_found (in 1.95 src/errors.rs); older: could not exec the linker",
        },
        Symptom {
            all: &[
                r#"([Ff]ailed to find tool[.:]? ?(Is )?[`"](cc|gcc|c\+\+|g\+\+)[`"]|Is `(cc|gcc|c\+\+|g\+\+)` (not )?installed\?)"#,
            ],
            none: &[],
            weight: 0.85,
            printed_by: "cc 1.0 and later",
            source: "rust-lang/cc-rs src/lib.rs",
        },
        Symptom {
            all: &[
                r"((^|\s|:)(cc|gcc): (command )?not found|make(\[\d+\])?: (cc|gcc): (Command not found|No such file))",
            ],
            none: &[r"-linux-gnu-"],
            weight: 0.6,
            printed_by: "shells, make and configure scripts",
            source: "POSIX sh, GNU make",
        },
        Symptom {
            all: &[r"no acceptable C(\+\+)? compiler found in \$PATH|Unknown compiler\(s\): \[\['(cc|gcc|c\+\+|g\+\+)'"],
            none: &[],
            weight: 0.65,
            printed_by: "configure scripts of autoconf; meson",
            source: "autoconf lib/autoconf/c.m4, AC_PROG_CC; mesonbuild/meson mesonbuild/compilers/detect.py, _handle_exceptions",
        },
        Symptom {
            all: &[r"(?i)\b(no|missing|find|locate|install)\s(an?\s|the\s|any\s)?(working\s|suitable\s|usable\s|c\s)?(c compiler|c\+\+ compiler|c linker)\b|\bc compiler\s(is\s|was\s)?(not|cannot)"],
            none: &[r"-linux-|android|wasm"],
            weight: 0.3,
            printed_by: "configure scripts and build tools",
            source: "the thing's name beside any wording of its absence: what other symptoms know is surer",
        },
        Symptom {
            all: &[r"could not exec the linker `(cc|gcc|clang)`: .*(os error 2|cannot find the file|No such file|program not found)"],
            none: &[],
            weight: 0.85,
            printed_by: "rustc before 1.29, and where what was found is no program",
            source: "rust-lang/rust src/librustc_trans/back/link.rs, link_natively",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let (linked, cpp) = (judge(wanted, cx, |case| look(case, cx)), without_cpp(wanted, cx));
    match linked? {
        found @ Outcome::Found(_) => Ok(found),
        other @ (Outcome::Pass(_) | Outcome::NotApplicable) => Ok(cpp?.map_or(other, Into::into)),
    }
}

/// C++ is compiled for the host, and the compiler that the crate cc runs there is absent.
fn without_cpp(wanted: &Wanted, cx: &Cx<'_>) -> Result<Option<Finding>, Pause> {
    let (needs, rustc) = (cx.fact::<Needs>(Some(wanted.triple.clone())), cx.fact::<Rustc>(()));
    let (needs, Some(rustc)) = (needs?, settled(rustc)?) else { return Ok(None) };
    let native = rustc.host == wanted.triple;
    let Some(package) = needs.host_cpp.by_cxx.as_ref().or(needs.cpp.by_cxx.as_ref().filter(|_| native)) else {
        return Ok(None);
    };
    let compiler = cx.fact::<CppCompiler>(rustc.host.clone())?;
    // A macOS without a compiler has `xcode-clt-missing`, and Windows compilers of other names.
    if compiler.0.program != "c++" || compiler.0.variable().is_some() || cx.host()?.os == "macos" {
        return Ok(None);
    }
    if let Some(Tool::Executable(_)) | None = compiler.0.tool(cx)? {
        return Ok(None);
    }
    let value = cx.env("PATH")?.unwrap_or_default().to_owned();
    Ok(Some(
        Finding::new(
            format!("there is no `c++` to compile C++ for `{}` with", rustc.host),
            format!("`{package}` compiles C++, and the crate cc runs the system's compiler for the host"),
        )
        .evidence([Evidence::Env { name: "PATH".to_owned(), value }])
        .fix(mend::install(CHECK.id, "install the system's C++ compiler", Some(Need::HostCpp), cx)?),
    ))
}

fn look(case: &Case, cx: &Cx<'_>) -> Result<Seen, Pause> {
    if case.state == LinkerState::HostDriverAbsent {
        if cx.host()?.os == "macos" {
            return on_a_mac(case, cx);
        }
        return Ok(Finding::new(
            format!("there is no `cc` to link {} with", case.links_what()),
            "rustc runs the system's C compiler to link, and finds none",
        )
        .evidence(case.evidence(cx)?)
        .fix(mend::install(CHECK.id, "install the system's C compiler", Some(Need::HostCc), cx)?)
        .conclusive()
        .into());
    }
    match &case.works() {
        Some((executable, _)) if case.linker.program == "cc" => {
            Ok(Seen::Fine(format!("`cc` is `{}`", executable.real)))
        }
        Some(_) | None => Ok(Seen::Beside),
    }
}

/// macOS always has `/usr/bin/cc`: where it starts nothing, that is another cause (`xcode-clt-missing`).
fn on_a_mac(case: &Case, cx: &Cx<'_>) -> Result<Seen, Pause> {
    let steps = vec!["put `/usr/bin` on `PATH`; in a shell of Nix, add a C compiler to it".to_owned()];
    let fix = Fix {
        id: format!("{}/PATH", CHECK.id),
        title: "put a C compiler on `PATH`".to_owned(),
        change: Change::Manual { steps },
        applicability: Applicability::Manual,
        scope: Scope::User,
    };
    Ok(Finding::new(
        format!("there is no `cc` on `PATH` to link {} with", case.links_what()),
        "macOS keeps its own in `/usr/bin`, which is not searched here",
    )
    .evidence(case.evidence(cx)?)
    .fix([fix])
    .conclusive()
    .into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        facts::linker::{
            HostLinkerNeed,
            scene::{DARWIN, HOST, MUSL, WASM, bare, debian, toolchain},
        },
        testing::Fake,
    };

    #[test]
    fn on_a_mac_it_is_a_matter_of_path() {
        let mac = toolchain(Fake::macos(), DARWIN);
        let Ok(Outcome::Found(finding)) = mac.judge(&CHECK, DARWIN) else { panic!("did not fire") };
        assert_eq!(finding.message, format!("there is no `cc` on `PATH` to link `{DARWIN}` with"));
        // the placeholder is there, whatever it starts
        assert_eq!(mac.program("/usr/bin/cc").judge(&CHECK, DARWIN), Ok(Outcome::NotApplicable));
    }

    #[test]
    fn fires_where_cc_is_needed_and_absent() {
        for target in [HOST, MUSL] {
            let Ok(Outcome::Found(finding)) = bare().judge(&CHECK, target) else { panic!("{target}: did not fire") };
            assert_eq!(finding.message, format!("there is no `cc` to link `{target}` with"));
            assert!(finding.conclusive);
        }
    }

    #[test]
    fn fires_for_build_scripts_of_a_build_that_needs_no_cc_itself() {
        let scripts = bare().granted((), HostLinkerNeed::Needed { by: "libc".into() });
        let Ok(Outcome::Found(finding)) = scripts.judge(&CHECK, WASM) else { panic!("did not fire") };
        assert_eq!(finding.message, "there is no `cc` to link build scripts and proc macros with");
        assert!(!finding.conclusive);
    }

    /// Its build script compiles C++, and the system has `cc` alone.
    fn compiles_cpp() -> Fake {
        debian()
            .file("/p/Cargo.toml", "[package]\nname = \"p\"\n[build-dependencies]\ncc = \"1\"\n")
            .file("/p/src/main.rs", "fn main() {}")
            .file("/p/build.rs", "fn main() { cc::Build::new().cpp(true).file(\"a.cc\").compile(\"a\"); }")
    }

    #[test]
    fn cpp_for_the_host_wants_a_compiler_of_its_own() {
        let Ok(Outcome::Found(finding)) = compiles_cpp().judge(&CHECK, HOST) else { panic!("did not fire") };
        assert_eq!(finding.message, format!("there is no `c++` to compile C++ for `{HOST}` with"));
        assert_eq!(finding.fixes[0].title, "install the system's C++ compiler");
        let fine = Outcome::Pass("`cc` is `/usr/bin/x86_64-linux-gnu-gcc-12`".into());
        assert_eq!(compiles_cpp().program("/usr/bin/c++").judge(&CHECK, HOST), Ok(fine.clone()));
        assert_eq!(compiles_cpp().env("CXX", "clang++").judge(&CHECK, HOST), Ok(fine));
    }

    #[test]
    fn a_build_without_host_programs_needs_no_cc() {
        assert_eq!(bare().judge(&CHECK, WASM), Ok(Outcome::NotApplicable));
        assert_eq!(
            debian().judge(&CHECK, HOST),
            Ok(Outcome::Pass("`cc` is `/usr/bin/x86_64-linux-gnu-gcc-12`".into()))
        );
    }
}

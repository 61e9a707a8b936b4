//! C for WebAssembly is compiled with the headers of the host's own C library.

use std::fmt::Write as _;

use xdoctor_fixes::{Applicability, Change, Fix, Scope};

use super::compiler::{Compiler, LibcHeader, is_the_hosts};
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Symptom, Topic, check::Severity,
    facts::libc_users::LibcUser, targets::Family, wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "c-code-uses-host-headers-for-wasm",
    topic: Topic::Wasm,
    title: "C for WebAssembly reads the host's headers",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The compiler takes the C library's headers for WebAssembly from the host: `/usr/include`, or the SDK of macOS. Something \
points it there: `-I/usr/include` or `--sysroot=/usr` among the `CFLAGS`, `CPATH` or `C_INCLUDE_PATH` in the environment, \
or, for WASI, a distribution's clang whose default directory for that target is absent.
## Why it breaks the build
Those headers describe another machine. They ask for parts that only the host has (`bits/libc-header-start.h`, \
`gnu/stubs-32.h`, `sys/cdefs.h`: *Unsupported architecture*), or they compile, and sizes and functions do not fit the \
library that is linked.
## What to do
Take the path away, for this target at least. For WASI name its own sysroot: wasi-sdk by `WASI_SDK_PATH`, or \
`CFLAGS_wasm32_wasip1`. `wasm32-unknown-unknown` has no C library at all.
## Sources
clang `lib/Driver/ToolChains/WebAssembly.cpp`, `AddClangSystemIncludeArgs`; gcc's manual, *Environment Variables*; by \
experiment with clang 14 of Debian, which searches `/usr/include` for `wasm32-wasip1`.",
    links: &[],
    symptoms: &[
        Symptom {
            all: &[
                r"(^|[\s`'])(/usr/(local/)?include|[^\s:]*/MacOSX[\d.]*\.sdk/usr/include)/[^\s:]+:\d+:\d+: (fatal )?error:",
                r"wasm(32|64)",
            ],
            none: &[],
            weight: 0.9,
            printed_by: "clang, every version",
            source: "llvm-project clang/lib/Frontend/TextDiagnostic.cpp: the header's path stands before the error",
        },
        Symptom {
            all: &[
                r"fatal error: '(bits/[a-z-]+|gnu/stubs(-32|-64)?|sys/cdefs|asm/[a-z_]+|machine/[a-z_]+|features)\.h' file not found",
                r"wasm(32|64)",
            ],
            none: &[r"fatal error: 'bits/alltypes\.h'"],
            weight: 0.88,
            printed_by: "clang, every version",
            source: "glibc's and Apple's headers include these parts, which stand in a directory of the host's architecture",
        },
        Symptom {
            all: &[r"#error:? (\x22)?[Uu]nsupported architecture", r"wasm(32|64)"],
            none: &[],
            weight: 0.88,
            printed_by: "Apple's sys/cdefs.h and machine/_types.h",
            source: "apple-oss-distributions/xnu bsd/machine/types.h",
        },
        Symptom {
            all: &[r"(/usr/(local/)?include|/Library/Developer\S*|MacOSX\S*\.sdk/usr/include)/\S+:\d+:\d+: (fatal )?error:|'(gnu/stubs-32\.h|bits/[\w-]+\.h|asm/[\w-]+\.h|sys/cdefs\.h)' file not found", r"wasm32|wasm64"],
            none: &[],
            weight: 0.9,
            printed_by: "clang for wasm with the host's headers",
            source: "glibc's gnu/stubs.h and bits/wordsize.h",
        },
        Symptom {
            all: &[r"'(gnu/stubs-32\.h|bits/[\w-]+\.h|asm/[\w-]+\.h|sys/cdefs\.h)' file not found"],
            none: &[],
            weight: 0.3,
            printed_by: "clang, with nothing said of the target",
            source: "glibc's gnu/stubs.h and bits/wordsize.h",
        },
        Symptom {
            all: &[r"cargo:warning=(In file included from )?(/usr/(local/)?include|\S*MacOSX[\d.]*\.sdk/usr/include)/\S+:\d+:\d+: (fatal )?error:"],
            none: &[],
            weight: 0.25,
            printed_by: "cc-rs, for clang; the target may be known from elsewhere",
            source: "rust-lang/cc-rs src/command_helpers.rs: each line of the compiler's standard error",
        },
        Symptom {
            all: &[r"(^|[ =>])(/usr/(local/)?include/|/\S*/MacOSX[\d.]*\.sdk/usr/include/|\S.*\\(Windows Kits|VC\\Tools\\MSVC)\\)[^:]*[^\n]*(error|note):"],
            none: &[],
            weight: 0.04,
            printed_by: "clang, of a header of the host's; the target alone decides",
            source: "llvm-project clang/include/clang/Basic/DiagnosticLexKinds.td; the headers' own #error",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let user = cx.fact::<LibcUser>(wanted.triple.clone());
    let pointers: Vec<_> = ["CPATH", "C_INCLUDE_PATH"].iter().map(|name| (*name, cx.env(name))).collect();
    let Some(compiler) = Compiler::of(wanted, cx)? else { return Ok(Outcome::NotApplicable) };
    let Some(dirs) = compiler.header_dirs(cx)? else { return Ok(Outcome::NotApplicable) };
    let Some(host) = dirs.iter().find(|dir| is_the_hosts(dir)) else {
        return Ok(Outcome::Pass("the compiler looks into no directory of the host's".to_owned()));
    };
    // what stands before it is taken first
    if let LibcHeader::At(header) = compiler.libc_header(cx)?
        && header.parent().is_some_and(|dir| !is_the_hosts(&dir))
    {
        return Ok(Outcome::Pass(format!("`string.h` comes from `{}`", header.parent().unwrap_or(header))));
    }
    let message =
        format!("`{}` takes the C headers for `{}` from the host's `{host}`", compiler.program, wanted.triple);
    let mut why = "those headers describe the host's C library, and another machine".to_owned();
    let user = user?;
    if let Some(name) = user.told() {
        let _ = write!(why, "; `{name}` does not compile with them");
    }
    let mut finding = Finding::new(message, why);
    if user.0.is_some() {
        // The proof's own C is simpler.
        finding = finding.evidence(user.evidence(cx)?).conclusive();
    }
    let command = vec![compiler.program.clone(), format!("--target={}", wanted.triple), "-E".into(), "-v".into()];
    let output = dirs.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    finding = finding.evidence([Evidence::Command { command, exit: None, output }]);
    let mut steps = Vec::new();
    for (name, value) in pointers {
        let Some(value) = value?.filter(|value| points_to_host(value)) else { continue };
        finding = finding.evidence([Evidence::Env { name: name.to_owned(), value: value.to_owned() }]);
        steps.push(format!("unset `{name}`, or name the directory for the host's target alone"));
    }
    for (name, flags) in &compiler.flags {
        if points_to_host(&flags.value) {
            finding = finding.evidence([flags.evidence(&format!("env.{name}"))]);
            steps.push(format!("take the host's directory out of `{name}`"));
        }
    }
    if compiler.family == Family::Wasi {
        steps.push("unpack wasi-sdk and set `WASI_SDK_PATH` to its directory".to_owned());
    } else if steps.is_empty() {
        steps.push("find what points the compiler there: `clang -v` names each directory".to_owned());
    }
    let fix = Fix {
        id: format!("{}/{}", CHECK.id, wanted.triple),
        title: "keep the host's headers out".to_owned(),
        change: Change::Manual { steps },
        applicability: Applicability::Manual,
        scope: Scope::User,
    };
    Ok(finding.fix([fix]).into())
}

/// A list of directories or of flags names one of the host's.
fn points_to_host(value: &str) -> bool {
    let words = value.split([' ', ':', ';', '=']);
    words.flat_map(|word| [word, word.trim_start_matches("-isystem").trim_start_matches("-I")]).any(|word| {
        matches!(word.trim_end_matches('/'), "/usr" | "/usr/include" | "/usr/local/include") || word.contains("/MacOSX")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wasm::scene::{UNKNOWN, WASI, builds, clang, compiles_c};

    const OWN: &str = "/usr/lib/llvm-14/lib/clang/14.0.6/include";

    #[test]
    fn fires_where_a_distributions_clang_falls_back_to_the_hosts() {
        let fake = clang(compiles_c(), "/usr/bin/clang", WASI, &[OWN, "/usr/local/include", "/usr/include"]);
        let fake = fake.file("/usr/include/string.h", "");
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, WASI) else { panic!("did not fire") };
        let expected = "`clang` takes the C headers for `wasm32-wasip1` from the host's `/usr/local/include`";
        assert_eq!(finding.message, expected);
    }

    #[test]
    fn a_crate_that_does_not_compile_with_them_is_more_than_the_proof_shows() {
        let dirs = [OWN, "/usr/local/include", "/usr/include"];
        let host = || clang(compiles_c(), "/usr/bin/clang", WASI, &dirs).file("/usr/include/string.h", "");
        let judged = |name, features: &[&str]| match builds(host(), name, "0.30.1", features, WASI).judge(&CHECK, WASI)
        {
            Ok(Outcome::Found(finding)) => (finding.conclusive, finding.why),
            other => panic!("{other:?}"),
        };
        let (conclusive, why) = judged("libsqlite3-sys", &["bundled"]);
        assert!(conclusive && why.ends_with("; `libsqlite3-sys 0.30.1` does not compile with them"), "{why}");
        assert!(!judged("libsqlite3-sys", &[]).0 && !judged("bzip2-sys", &[]).0);
    }

    #[test]
    fn fires_for_a_path_in_the_environment() {
        let fake = clang(compiles_c(), "/usr/bin/clang", UNKNOWN, &["/usr/include", OWN]);
        let fake = fake.file("/usr/include/string.h", "").env("CPATH", "/usr/include");
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, UNKNOWN) else { panic!("did not fire") };
        assert_eq!(finding.evidence[1], Evidence::Env { name: "CPATH".into(), value: "/usr/include".into() });
        assert!(
            points_to_host("-O2 -I/usr/include")
                && points_to_host("--sysroot=/usr")
                && !points_to_host("-I/usr/include/x")
        );
    }

    #[test]
    fn wasis_own_headers_that_come_first_pass() {
        let dirs = [OWN, "/usr/include/wasm32-wasi", "/usr/include"];
        let fake = clang(compiles_c(), "/usr/bin/clang", WASI, &dirs).file("/usr/include/wasm32-wasi/string.h", "");
        let fake = fake.file("/usr/include/string.h", "");
        let passed = Outcome::Pass("`string.h` comes from `/usr/include/wasm32-wasi`".into());
        assert_eq!(fake.judge(&CHECK, WASI), Ok(passed));
        let none = clang(compiles_c(), "/usr/bin/clang", UNKNOWN, &[OWN]);
        let passed = Outcome::Pass("the compiler looks into no directory of the host's".into());
        assert_eq!(none.judge(&CHECK, UNKNOWN), Ok(passed));
    }
}

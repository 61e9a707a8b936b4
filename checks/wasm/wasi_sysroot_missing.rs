//! C is compiled for WASI without WASI's own headers.

use xdoctor_fixes::{Applicability, Change, Fix, Scope};

use super::compiler::{Compiler, LibcHeader};
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Symptom, Topic, check::Severity, targets::Family,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "wasi-sysroot-missing",
    topic: Topic::Wasm,
    title: "there is no WASI sysroot for the C code",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A crate of the build compiles C for WASI, and the compiler finds no headers of WASI's C library. rustup's standard \
library for WASI brings that library for linking, without its headers; they come with wasi-sdk, or with a \
distribution's package of wasi-libc.
## Why it breaks the build
`fatal error: 'stdio.h' file not found`.
## What to do
Unpack wasi-sdk and set `WASI_SDK_PATH` to it: the crate cc, from 1.2.39 on, takes its clang, which knows its sysroot. \
With an older cc, or another clang, set `CC_wasm32_wasip1`, `AR_wasm32_wasip1`, and \
`CFLAGS_wasm32_wasip1=--sysroot=/opt/wasi-sdk/share/wasi-sysroot`.
## Sources
cc-rs `src/lib.rs` (`autodetect_wasi_compiler`, `wasi_sysroot`); the README of WebAssembly/wasi-sdk; clang \
`lib/Driver/ToolChains/WebAssembly.cpp`, `AddClangSystemIncludeArgs`.",
    links: &["https://github.com/WebAssembly/wasi-sdk"],
    symptoms: &[
        Symptom {
            all: &[
                r"fatal error: '?(stdio|stdlib|string|errno|assert|math|time|unistd|ctype|fcntl|signal|wchar|locale|setjmp|inttypes|sys/[a-z_]+|bits/alltypes|__[a-z_]+)\.h'?( file not found|: No such file)",
                r"wasm(32|64)-?wasi|wasm32-wasip\d",
            ],
            none: &[],
            weight: 0.95,
            printed_by: "clang, every version",
            source: "llvm-project clang/include/clang/Basic/DiagnosticLexKinds.td, err_pp_file_not_found",
        },
        Symptom {
            all: &[
                r"Environment variable (WASI_SYSROOT|WASI_SDK_PATH|WASI_SDK_DIR) (is )?not (defined|set)|WASI_SDK_(PATH|DIR) (is not|must be|not) set",
            ],
            none: &[],
            weight: 0.9,
            printed_by: "the crate cc; build scripts and makefiles for WASI",
            source: "rust-lang/cc-rs src/lib.rs, wasi_sysroot",
        },
        Symptom {
            all: &[
                r"wasm-ld: error: (cannot open .*(crt1(-command|-reactor)?\.o|libclang_rt\.builtins[^:]*)|unable to find library -lc)",
            ],
            none: &[],
            weight: 0.8,
            printed_by: "wasm-ld, started by a clang without sysroot",
            source: "llvm-project lld/wasm/Driver.cpp; clang/lib/Driver/ToolChains/WebAssembly.cpp, linker::ConstructJob",
        },
        Symptom {
            all: &[
                r"--target=wasm32-wasi\S*",
                r"--sysroot=\S*wasi",
                r"file not found|Apple LLVM|No such file or directory",
            ],
            none: &[],
            weight: 0.4,
            printed_by: "clang, whose command line names the sysroot",
            source: "clang -v; the README of WebAssembly/wasi-sdk",
        },
        Symptom {
            all: &[
                r"'(stdio|stdlib|string|strings|assert|math|errno|ctype|time|unistd|inttypes|stdint|sys/\w+|pthread|signal|wchar|setjmp|fcntl|cstdlib|cstring|vector|iostream|wasi/\w+|__header_\w+)(\.h)?' file not found",
                r"wasm32-wasi|wasi-sysroot|wasi-sdk|wasip[123]",
            ],
            none: &[],
            weight: 0.9,
            printed_by: "clang for WASI without wasi-libc",
            source: "WebAssembly/wasi-sdk README",
        },
        Symptom {
            all: &[
                r"(cannot open|no such file).{0,40}(crt1(-command|-reactor)?\.o|libclang_rt\.builtins-wasm32)|wasm-ld: error: (cannot open|unable to find library) .{0,60}(-lc\b|libc\.a|crt1)",
            ],
            none: &[],
            weight: 0.9,
            printed_by: "wasm-ld, clang",
            source: "llvm-project clang/lib/Driver/ToolChains/WebAssembly.cpp",
        },
        Symptom {
            all: &[
                r"(WASI_(SDK(_PATH|_DIR)?|SYSROOT)).{0,30}(not set|isn't set|is not set|must be set|NotPresent|not found|undefined|required)|[Cc]ould not find (the )?wasi[- ]?(sdk|sysroot)|wasi[- ]?(sdk|sysroot) (was |is )?not (found|installed)|no such sysroot directory: '[^']*wasi",
            ],
            none: &[],
            weight: 0.85,
            printed_by: "build scripts that look for wasi-sdk",
            source: "their messages",
        },
        Symptom {
            all: &[
                r"fatal error: '(stdio|stdlib|string|assert|math|errno|ctype|time|unistd|inttypes)\.h' file not found",
            ],
            none: &[],
            weight: 0.3,
            printed_by: "clang, with nothing said of the target",
            source: "headers of the C library",
        },
        Symptom {
            all: &[
                r"fatal error: '(algorithm|cstdint|cstddef|cstdlib|cstring|vector|string|memory|type_traits|stdint\.h|wchar\.h|limits\.h|sys/\w+\.h)' file not found",
            ],
            none: &[],
            weight: 0.04,
            printed_by: "clang, of any header of a C or C++ library; the target alone decides",
            source: "llvm-project clang/include/clang/Basic/DiagnosticLexKinds.td, err_pp_file_not_found",
        },
        Symptom {
            all: &[r"unable to find library from dependent library specifier: (wasi-emulated-\w+|c\b|m\b)"],
            none: &[],
            weight: 0.85,
            printed_by: "wasm-ld",
            source: "llvm-project lld/wasm/InputFiles.cpp, addDependentLibrary",
        },
        Symptom {
            all: &[
                r"fatal error: '(iostream|algorithm|vector|string|memory|cstdint|cstddef|cstdlib|cstring|cmath|type_traits|atomic|mutex|pthread\.h|unistd\.h|sys/\w+\.h|errno\.h|time\.h|fcntl\.h)' file not found",
            ],
            none: &[],
            weight: 0.04,
            printed_by: "clang, of any header of a C or C++ library; the target alone decides",
            source: "llvm-project clang/include/clang/Basic/DiagnosticLexKinds.td, err_pp_file_not_found",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let Some(compiler) = Compiler::of(wanted, cx)? else { return Ok(Outcome::NotApplicable) };
    if compiler.family != Family::Wasi {
        return Ok(Outcome::NotApplicable);
    }
    match compiler.libc_header(cx)? {
        LibcHeader::At(header) => {
            return Ok(Outcome::Pass(format!("C headers come from `{}`", header.parent().unwrap_or(header))));
        }
        LibcHeader::Untold => return Ok(Outcome::NotApplicable),
        LibcHeader::Absent => {}
    }
    let message =
        format!("`{}`, which compiles C for `{}`, finds no C library's headers", compiler.program, wanted.triple);
    let command = vec![compiler.program.clone(), format!("--target={}", wanted.triple), "-E".into(), "-v".into()];
    let output = match compiler.header_dirs(cx)?.unwrap_or_default().as_slice() {
        [] => "it looks for headers nowhere".to_owned(),
        dirs => {
            format!("no `string.h` in {}", dirs.iter().map(|dir| format!("`{dir}`")).collect::<Vec<_>>().join(", "))
        }
    };
    let flags = compiler.flags.iter().map(|(name, flags)| flags.evidence(&format!("env.{name}")));
    let steps = vec![
        "unpack an archive of https://github.com/WebAssembly/wasi-sdk/releases".to_owned(),
        "set `WASI_SDK_PATH` to its directory, which the crate cc reads from 1.2.39 on".to_owned(),
        format!(
            "with an older cc, set `CC_{0}`, `AR_{0}` and `CFLAGS_{0}=--sysroot=.../share/wasi-sysroot` instead",
            wanted.triple.underscored()
        ),
    ];
    let fix = Fix {
        id: format!("{}/{}", CHECK.id, wanted.triple),
        title: "install wasi-sdk".to_owned(),
        change: Change::Manual { steps },
        applicability: Applicability::Manual,
        scope: Scope::User,
    };
    Ok(Finding::new(message, "a crate of the build compiles C, and nearly all C includes them")
        .evidence([Evidence::Command { command, exit: None, output }])
        .evidence(flags)
        .fix([fix])
        .into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wasm::scene::{UNKNOWN, WASI, clang, compiles_c};

    const OWN: &str = "/usr/lib/llvm-14/lib/clang/14.0.6/include";

    #[test]
    fn fires_where_no_c_library_has_headers() {
        let fake = clang(compiles_c(), "/usr/bin/clang", WASI, &[OWN]);
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, WASI) else { panic!("did not fire") };
        assert_eq!(finding.message, "`clang`, which compiles C for `wasm32-wasip1`, finds no C library's headers");
        let Evidence::Command { output, .. } = &finding.evidence[0] else { panic!("no command") };
        assert_eq!(output, &format!("no `string.h` in `{OWN}`"));
    }

    #[test]
    fn a_sysroot_and_a_package_pass() {
        let fake = clang(compiles_c(), "/usr/bin/clang", WASI, &[OWN, "/usr/include/wasm32-wasi"]);
        let fake = fake.file("/usr/include/wasm32-wasi/string.h", "");
        let passed = Outcome::Pass("C headers come from `/usr/include/wasm32-wasi`".into());
        assert_eq!(fake.judge(&CHECK, WASI), Ok(passed));
        let sdk = "/opt/wasi-sdk/bin/wasm32-wasip1-clang";
        let root = "/opt/wasi-sdk/share/wasi-sysroot/include/wasm32-wasip1";
        let fake = clang(compiles_c(), sdk, WASI, &[root]).file(&format!("{root}/string.h"), "");
        let fake = fake.env("WASI_SDK_PATH", "/opt/wasi-sdk");
        assert_eq!(fake.judge(&CHECK, WASI), Ok(Outcome::Pass(format!("C headers come from `{root}`"))));
    }

    #[test]
    fn other_targets_have_no_wasi() {
        let fake = clang(compiles_c(), "/usr/bin/clang", UNKNOWN, &[OWN]);
        assert_eq!(fake.judge(&CHECK, UNKNOWN), Ok(Outcome::NotApplicable));
    }
}

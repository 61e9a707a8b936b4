//! bindgen reads headers for the target without the target's C library.

use xdoctor_fixes::{Fix, packages::Need};

use super::judge::{asked, by_hand, confirmed, env_settings, evidence, route_brings_compiler};
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic, Triple,
    answer::Metadata,
    check::Severity,
    facts::{
        demands::{Demand, Want},
        linker::Linker,
        rustc::Rustc,
        worlds::{Bindgen, Libclang, TargetHeaders},
    },
    linker::{gnu_prefix, install},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "bindgen-no-target-sysroot",
    topic: Topic::CToolchain,
    title: "bindgen reads headers without the target's sysroot",
    severity: Severity::Failure,
    docs: "\
## What is wrong
bindgen has clang read C headers with `--target=` of the Rust target, and nothing says where that target's C library has \
its headers: clang then finds the host's, in part, or none. The linker's `--sysroot` does not reach bindgen.
## Why it breaks the build
The build script stops at a header that only exists per architecture: `fatal error: 'gnu/stubs-32.h' file not found`, \
`'bits/libc-header-start.h' file not found`, `'sys/cdefs.h' file not found`, `'stdio.h' file not found`.
## What to do
Say where: `BINDGEN_EXTRA_CLANG_ARGS_aarch64_unknown_linux_gnu=--sysroot=/path/to/sysroot`, in the environment or in \
`[env]`. On Debian the cross gcc brings the headers, and clang finds them beside it. For Android the sysroot is the NDK's, \
for Apple's platforms the SDK (`--sysroot=$(xcrun --sdk iphoneos --show-sdk-path)`), for WASI wasi-sdk's.
## Sources
bindgen 0.72 `lib.rs` (`find_effective_target`, `get_target_dependent_env_var`); clang's manual, \
*Cross-compilation using Clang*; glibc's `include/features.h`, which includes `gnu/stubs.h`.",
    links: &[
        "https://rust-lang.github.io/rust-bindgen/requirements.html",
        "https://docs.rs/bindgen/latest/bindgen/",
    ],
    symptoms: &[
        Symptom {
            all: &[r"^\s*/usr/include/\S+: error: 'regparm' is not valid on this platform"],
            none: &[r"wasm(32|64)|wasi"],
            weight: 0.85,
            printed_by: "libclang, of the host's headers for x86",
            source: "llvm-project clang/include/clang/Basic/DiagnosticSemaKinds.td, err_attribute_regparm_wrong_platform",
        },
        Symptom {
            all: &[r"fatal error: '(gnu/stubs[\w-]*\.h|bits/[\w-]+\.h|sys/cdefs\.h|asm/[\w-]+\.h|features\.h)' file not found"],
            none: &[r"wasm(32|64)|wasi"],
            weight: 0.88,
            printed_by: "libclang 3.9 and later, below bindgen",
            source: "llvm-project clang/include/clang/Basic/DiagnosticLexKinds.td, err_pp_file_not_found",
        },
        Symptom {
            all: &[r"fatal error: '(stdio|stdlib|string|stdint|inttypes|math|errno|assert|sys/types|pthread|unistd|time|ctype|limits|signal|sys/[\w-]+|TargetConditionals|Availability)\.h' file not found", r"(bindgen|ClangDiagnostic|[Uu]nable to generate bindings|clang diagnosed error)"],
            none: &[r"wasm(32|64)|wasi"],
            weight: 0.8,
            printed_by: "libclang 3.9 and later, below bindgen",
            source: "rust-bindgen bindgen/lib.rs, BindgenError::ClangDiagnostic",
        },
        Symptom {
            all: &[r"^\s*/usr/include/\S+: error: (Unsupported architecture|architecture not supported)|/(MacOSX|usr)\S*/(sys/cdefs|machine/\w+)\.h:\d+:\d+: (fatal )?error: "],
            none: &[r"wasm(32|64)|wasi"],
            weight: 0.85,
            printed_by: "libclang, by the host's headers themselves",
            source: "apple-oss-distributions/xnu bsd/sys/cdefs.h, bsd/machine/_types.h",
        },
        Symptom {
            all: &[r#"ClangDiagnostic\("?[^"]*'[\w/.-]+\.h' file not found"#],
            none: &[r"'(stddef|stdarg|stdbool|float|xmmintrin|emmintrin|immintrin|arm_neon|mm_malloc)\.h' file not found", r"wasm(32|64)|wasi"],
            weight: 0.6,
            printed_by: "bindgen 0.60 and later",
            source: "rust-bindgen bindgen/lib.rs, BindgenError",
        },
        Symptom {
            all: &[r"'(gnu/stubs-\w+\.h|bits/[\w-]+\.h|sys/cdefs\.h|asm/[\w-]+\.h|features\.h|bits/libc-header-start\.h)' file not found"],
            none: &[r"wasm32"],
            weight: 0.88,
            printed_by: "libclang through bindgen",
            source: "llvm-project clang; rust-lang/rust-bindgen: the host's headers for another CPU",
        },
        Symptom {
            all: &[r"/usr/include/(sys|machine|i386|arm)/\S+: (fatal )?error: (Unsupported architecture|architecture not supported|unknown type name)"],
            none: &[r"(iPhoneOS|iPhoneSimulator|AppleTVOS|WatchOS|XROS)[\d.]*\.sdk", r"wasm32"],
            weight: 0.85,
            printed_by: "libclang through bindgen on macOS",
            source: "Apple's machine/*.h and sys/cdefs.h",
        },
        Symptom {
            all: &[r"fatal error: '[^']+' file not found", r"(?i)bindgen|ClangDiagnostic|unable to generate bindings|, err: true|wrapper\.h"],
            none: &[r"'std(def|arg|bool)\.h'", r"version 'sim'", r"wasm32", r"openssl/", r"libclang"],
            weight: 0.72,
            printed_by: "bindgen 0.30 and later",
            source: "rust-lang/rust-bindgen lib.rs, BindgenError::ClangDiagnostic",
        },
        Symptom {
            all: &[r"/usr/include/(\S+-linux-\w+/)?gnu/stubs(-\w+)?\.h:\d+:\d+: fatal error"],
            none: &[],
            weight: 0.75,
            printed_by: "clang for another target, which reads the host's headers",
            source: "glibc include/gnu/stubs.h, which includes one file an ABI",
        },
    ],
    live: Live::Target(check),
};

fn is_libclang(want: Want) -> bool {
    want == Want::Libclang
}

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let target = &wanted.triple;
    if asked(target, is_libclang, cx)?.is_none() || cx.fact::<Rustc>(())?.host == *target {
        return Ok(Outcome::NotApplicable);
    }
    if route_brings_compiler(target, cx)? {
        return Ok(Outcome::NotApplicable);
    }
    let (libclang, headers) = (cx.fact::<Libclang>(()), cx.fact::<TargetHeaders>(target.clone()));
    if !matches!(&*libclang?, Libclang::Found { .. }) {
        return Ok(Outcome::NotApplicable);
    }
    let (message, shown) = match &*headers? {
        TargetHeaders::NotJudged => return Ok(Outcome::NotApplicable),
        TargetHeaders::Found => {
            return Ok(Outcome::Pass(format!("clang reads the headers of `{target}`'s C library")));
        }
        // clang's own headers are another matter.
        TargetHeaders::NotRead { said, .. } if said.contains("'stddef.h'") => return Ok(Outcome::NotApplicable),
        TargetHeaders::NotRead { command, said } => {
            let shown = Evidence::Command { command: command.clone(), exit: Some(1), output: said.clone() };
            (format!("clang finds no headers of `{target}`'s C library"), vec![shown])
        }
        TargetHeaders::Nowhere { dirs } => {
            let absent = dirs.iter().map(|dir| Evidence::File {
                file: dir.clone(),
                line: None,
                text: "no headers of a C library".into(),
            });
            (format!("no directory that clang searches has headers for `{target}`"), absent.collect())
        }
    };
    confirmed(target, is_libclang, |demand| finding(target, message, shown, demand, cx), cx)
}

fn finding(
    target: &Triple,
    message: String,
    mut shown: Vec<Evidence>,
    demand: &Demand,
    cx: &Cx<'_>,
) -> Result<Finding, Pause> {
    let bindgen = cx.fact::<Bindgen>(target.clone())?;
    shown.extend(bindgen.args.as_ref().map(evidence));
    let name = format!("BINDGEN_EXTRA_CLANG_ARGS_{}", target.as_str().replace('-', "_"));
    let mut fixes = Vec::new();
    if let Some(argument) = sysroot(target, cx)? {
        let title = format!("have bindgen read the headers of `{target}`: `{argument}`");
        // What was set beside the place stays.
        let kept = bindgen.args.as_ref().map(|set| set.value.value.split_whitespace()).into_iter().flatten();
        let kept = kept.filter(|word| !word.starts_with("--sysroot") && !word.starts_with("-isysroot"));
        let value = kept.chain([argument.as_str()]).collect::<Vec<_>>().join(" ");
        let name = bindgen.args.as_ref().map_or(name.clone(), |set| set.name.clone());
        fixes.extend(env_settings(CHECK.id, target, &title, &[(name, value)], cx)?);
    }
    fixes.extend(packages(target, cx)?);
    let steps = vec![format!("set `{name}=--sysroot=DIR`, where `DIR` has the headers of `{target}`'s C library")];
    fixes.push(by_hand(&format!("{}/{target}/by-hand", CHECK.id), "say where the target's headers are", steps));
    let why = format!("`{}` of the build has bindgen read C headers for the target", demand.told());
    Ok(Finding::new(message, why).evidence(shown).fix(fixes))
}

/// The argument that names the headers, where the linker's own sysroot or Debian's cross packages have them.
fn sysroot(target: &Triple, cx: &Cx<'_>) -> Result<Option<String>, Pause> {
    let linker = cx.fact::<Linker>(target.clone())?;
    let configured = linker.options.args.iter().find_map(|arg| arg.value.strip_prefix("--sysroot="));
    if let Some(root) = configured.map(|root| linker.cwd.join(root)) {
        let header = root.join("usr/include/string.h");
        return Ok(matches!(cx.metadata(&header)?, Metadata::Found(_)).then(|| format!("--sysroot={root}")));
    }
    let Some(gnu) = gnu_prefix(target.as_str()) else { return Ok(None) };
    let Some(include) = crate::HostPath::parse(&format!("/usr/{gnu}/include")) else { return Ok(None) };
    Ok(matches!(cx.metadata(&include.join("string.h"))?, Metadata::Found(_)).then(|| format!("-I{include}")))
}

/// The cross gcc's package brings the C library's headers with it.
fn packages(target: &Triple, cx: &Cx<'_>) -> Result<Vec<Fix>, Pause> {
    let need = gnu_prefix(target.as_str()).map(Need::CrossGcc);
    install(CHECK.id, "install the target's C library with its headers", need, cx)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        c_toolchain::testing::{asks, locked},
        facts::linker::scene::{AARCH64, HOST, debian, elf, layout},
        machine::Command,
        testing::Fake,
    };

    fn project() -> Fake {
        locked(debian(), "librocksdb-sys", "0.17.1", &["bindgen", "cc"])
            .granted((), layout(""))
            .blob("/usr/lib/x86_64-linux-gnu/libclang-14.so.1", elf("x86_64"))
    }

    const SAYS: &str = "/usr/include/features.h:503:12: fatal error: 'gnu/stubs.h' file not found\n";

    fn clang_says(fake: Fake, exit: i32, said: &str) -> Fake {
        let argv = ["clang", "--target=aarch64-unknown-linux-gnu", "..."];
        fake.program("/usr/bin/clang").ran(Command::exits(argv, exit, "", said))
    }

    #[test]
    fn fires_where_clang_finds_no_headers() {
        let fake = clang_says(project(), 1, SAYS);
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, AARCH64) else { panic!("did not fire") };
        assert_eq!(finding.message, format!("clang finds no headers of `{AARCH64}`'s C library"));
        assert!(finding.conclusive);
        let off = asks(fake, AARCH64, "librocksdb-sys", false);
        assert_eq!(off.judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
    }

    #[test]
    fn without_clang_the_directories_tell() {
        assert!(matches!(project().judge(&CHECK, AARCH64), Ok(Outcome::Found(_))));
        let there = project().dir("/usr/aarch64-linux-gnu/include/bits");
        assert!(matches!(there.judge(&CHECK, AARCH64), Ok(Outcome::Pass(_))));
    }

    #[test]
    fn headers_that_clang_reads_and_native_builds_are_fine() {
        let fine = Outcome::Pass(format!("clang reads the headers of `{AARCH64}`'s C library"));
        assert_eq!(clang_says(project(), 0, "").judge(&CHECK, AARCH64), Ok(fine));
        assert_eq!(project().judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
        assert_eq!(debian().judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
    }

    #[test]
    fn headers_of_the_cross_packages_are_named() {
        let fake = clang_says(project(), 1, SAYS).file("/usr/aarch64-linux-gnu/include/string.h", "");
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, AARCH64) else { panic!("did not fire") };
        let expected = format!("have bindgen read the headers of `{AARCH64}`: `-I/usr/aarch64-linux-gnu/include`");
        assert_eq!(finding.fixes[0].title, expected);
    }
}

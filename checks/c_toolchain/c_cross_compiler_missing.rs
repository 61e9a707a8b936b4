//! A crate compiles C or C++ for the target, and the compiler that the crate cc looks for is not installed.

use xdoctor_fixes::packages::Need;

use super::{
    absent_compiler::{Language, absent, hosts},
    judge::route_brings_compiler,
};
use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Outcome, Pause, Symptom, Topic, Triple,
    answer::Ran,
    check::Severity,
    facts::{
        linker::{Driver, DriverKey, DriverKind, Executable, Tool},
        rustc::{Rustc, TargetSpec},
        worlds::{CCompiler, CcChosenBy, CppCompiler},
    },
    linker::install,
    proof::{Cpp, Needs},
    question::Run,
    targets::ChosenRoute,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "c-cross-compiler-missing",
    topic: Topic::CToolchain,
    title: "the C or C++ compiler for the target is not installed",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A crate of the build compiles C, and the compiler for this target is not on `PATH`. The crate cc looks for it under the \
name that GNU has for the target (`aarch64-linux-gnu-gcc`), whatever rustc links with; only a linker whose name ends in \
`-gcc` tells it another. A variable comes before both, the first that is set of `CC_<target>`, `TARGET_CC` and `CC`. For a \
target without such a name (`armv7-unknown-linux-musleabi`, FreeBSD) the host's own `cc` is run.
For C++ the same holds of `aarch64-linux-gnu-g++`, of the variables `CXX` in the same forms, and of `c++`. Debian and Fedora \
keep g++ in a package of its own, so that gcc may be there without it; `musl-gcc` has no C++ beside it at all.
## Why it breaks the build
The crate's build script stops: `failed to find tool \"aarch64-linux-gnu-gcc\"`. A gcc that is given a file of C++ and has \
no g++ stops with `cannot execute 'cc1plus'`.
## What to do
Install the cross compiler (`gcc-aarch64-linux-gnu` and, for C++, `g++-aarch64-linux-gnu` on Debian and Ubuntu), or name \
the one that is there: `CC_aarch64_unknown_linux_gnu` and `CXX_aarch64_unknown_linux_gnu`, in the environment or in `[env]` of \
cargo's configuration. C++ for musl: `cargo zigbuild`, a container, or a whole musl toolchain with g++.
## Sources
The crate cc, `src/lib.rs` (`get_base_compiler`, `prefix_for_target`).",
    links: &["https://docs.rs/cc/latest/cc/#external-configuration-via-environment-variables"],
    symptoms: &[
        Symptom {
            all: &[r"cc1(plus)?: error: bad value [('‘]+(armv|rv\d\d|armeb)[\w.+-]*[)'’]+ for ['‘]-march=['’] switch|(^|[\s=])(cc|gcc|g\+\+|c\+\+): error: unrecognized command[- ]line option ['‘]-m(float-abi|thumb|arm|fpu)\b", r"failed to run (custom )?build command for"],
            none: &[],
            weight: 0.6,
            printed_by: "the host's gcc, given the target's options",
            source: "gcc gcc/config/i386/i386-options.cc and gcc/opts-common.cc",
        },
        Symptom {
            all: &[r"(gcc|cc): (fatal )?error: [^\n]*: C\+\+ compiler not installed on this system"],
            none: &[],
            weight: 0.85,
            printed_by: "gcc without its C++ compiler",
            source: "gcc gcc/gcc.cc, do_spec_1 and driver::do_spec_on_infiles",
        },
        Symptom {
            all: &[r#"Failed to find tool\. Is `(gcc|g\+\+)\.exe` installed\?|failed to find tool "(gcc|g\+\+)\.exe""#],
            none: &[],
            weight: 0.8,
            printed_by: "cc, for windows-gnu on Windows",
            source: "rust-lang/cc-rs src/lib.rs, get_base_compiler",
        },
        Symptom {
            all: &[r"Compiler error reporting is too harsh for \./configure"],
            none: &[],
            weight: 0.7,
            printed_by: "zlib's configure, whose every trial of the compiler fails",
            source: "madler/zlib configure",
        },
        Symptom {
            all: &[r#"-DCMAKE_C(XX)?_COMPILER=[\w.-]+-(gcc|g\+\+|cc|clang|clang\+\+)["\s]"#, r"The C(XX)? compiler identification is unknown"],
            none: &[r"-DCMAKE_C(XX)?_COMPILER=[\w.-]*-linux-android", r"-DCMAKE_C(XX)?_COMPILER=[\w.-]*[/\\\\]"],
            weight: 0.75,
            printed_by: "CMake, started by the crate cmake",
            source: "Kitware/CMake Modules/CMakeDetermineCCompiler.cmake; rust-lang/cmake-rs src/lib.rs: cc's compiler as CMAKE_C_COMPILER",
        },
        Symptom {
            all: &[r"-linux-musl", r"undefined (reference to|symbol:) [`']?(__\w+_chk|__isoc23_\w+)\b"],
            none: &[r"-linux-android|mingw"],
            weight: 0.85,
            printed_by: "ld or lld, linking for musl",
            source: "glibc debug/Versions (*_chk, only with _FORTIFY_SOURCE) and stdlib/Versions, __isoc23_*: C objects compiled with glibc's headers; by experiment with gcc -O2 -D_FORTIFY_SOURCE=2",
        },
        Symptom {
            // Whatever a variable calls it.
            all: &[r#"error occurred in cc-rs: failed to find tool "[^"/\\]+""#],
            none: &[r#"tool "(cc|gcc|c\+\+|g\+\+|clang|clang\+\+|cl|ml|ml64|lib|nasm|yasm|link|wasm-ld|xcrun)(\.exe)?""#],
            weight: 0.6,
            printed_by: "the crate cc, 1.1 and later",
            source: "rust-lang/cc-rs src/lib.rs, fail; src/command_helpers.rs, spawn",
        },
        Symptom {
            all: &[r#"(failed to find tool "|Failed to find tool\. Is `)[^"`/\\]*(gcc|g\+\+|clang|clang\+\+|cc|c\+\+)(\.exe)?["`]"#],
            none: &[r#"[`"](cc|gcc|c\+\+|g\+\+|clang|clang\+\+)(\.exe)?[`"]"#],
            weight: 0.85,
            printed_by: "the crate cc 1.0 and later; the host's own compiler, or one that a crate asks for by name, is none for the target",
            source: "rust-lang/cc-rs src/command_helpers.rs, spawn, before 1.1 src/lib.rs",
        },
        Symptom {
            all: &[r#"([Ff]ailed to find tool[.:]? ?(Is )?[`"][^`"/\\]*-(gcc|g\+\+|clang|clang\+\+|cc|c\+\+|ar|ranlib|as)(-[\d.]+)?(\.exe)?[`"]|[Ff]ailed to find tool[.:]? ?(Is )?[`"](musl-gcc|musl-g\+\+|emcc|em\+\+|emar|clang-cl|avr-gcc)(\.bat|\.exe)?[`"]|[Is]s `[^`/\\ ]*(-gcc|-g\+\+|-clang|-cc|-c\+\+|-ar|musl-gcc|emcc)(\.exe)?` (not )?installed\?)"#],
            none: &[r"linux-android", r"msvc-target"],
            weight: 0.87,
            printed_by: "cc 1.0 and later",
            source: "rust-lang/cc-rs src/lib.rs, spawn and family detection",
        },
        Symptom {
            all: &[r"(error trying to exec|cannot execute) '[^']*cc1plus'"],
            none: &[],
            weight: 0.85,
            printed_by: "gcc without g++, given C++",
            source: "gcc/gcc.cc, execute; libiberty/pex-unix.c",
        },
        Symptom {
            all: &[r#"failed to (execute|run|spawn)[^`'"\[]{0,12}[`'"\[]+[^`'"/\\ ]*(-gcc|-g\+\+|-clang|-cc|musl-gcc)["'`]"#],
            none: &[r"linux-android"],
            weight: 0.85,
            printed_by: "ring 0.11 to 0.13 and other build scripts that start the compiler themselves",
            source: "briansmith/ring build.rs",
        },
        Symptom {
            all: &[r#"(^|[\s:/])[a-z0-9_]+-(\w+-)?(linux|w64|none|elf|unknown)[\w-]*-(gcc|g\+\+|cc|c\+\+|ar|ranlib|strip|ld|as|nm|clang)(-[\d.]+)?["'`]?: (([Cc]ommand )?not found|Command not found|No such file)|musl-(gcc|ar|ranlib|strip|ld): (([Cc]ommand )?not found|Command not found|No such file)|is not a full path and was not found in the PATH"#],
            none: &[r"linux-android", r"linker [`']"],
            weight: 0.82,
            printed_by: "shells, make, configure, CMake in build scripts",
            source: "POSIX sh, GNU make, Kitware CMake Modules/CMakeDetermineCompiler.cmake",
        },
        Symptom {
            all: &[r"Unknown compiler\(s\): \[\['[^']*-(gcc|g\+\+|clang|clang\+\+|cc)(-[\d.]+)?'|Could not find compiler set in environment variable C(C|XX):"],
            none: &[r"linux-android"],
            weight: 0.85,
            printed_by: "meson; CMake 3 and later",
            source: "mesonbuild/meson mesonbuild/compilers/detect.py, _handle_exceptions; Kitware/CMake Modules/CMakeDetermineCCompiler.cmake",
        },
        Symptom {
            all: &[r"no acceptable C(\+\+)? compiler found in \$PATH"],
            none: &[],
            weight: 0.55,
            printed_by: "configure scripts of autoconf",
            source: "autoconf lib/autoconf/c.m4, AC_PROG_CC; whether it is for another machine is for the rules of `explain`",
        },
        Symptom {
            all: &[r"(^|[\s=:])(cc|gcc|g\+\+|c\+\+): error: unrecognized command[- ]line option ['‘](-arch|-mmacosx-version-min|-miphoneos-version-min|--target)\b", r"failed to run (custom )?build command for|cargo:warning=|error occurred|ToolExecError"],
            none: &[],
            weight: 0.9,
            printed_by: "the host's gcc, which the crate cc starts for Apple's systems",
            source: "gcc gcc/opts-common.cc, cmdline_handle_error; rust-lang/cc-rs src/lib.rs, apple_flags",
        },
        Symptom {
            all: &[r"(^|[\s=/])(cc|gcc|g\+\+|c\+\+)(-\d+)?: error: (unrecognized command[- ]line option ['‘]-(march|mfloat-abi|mfpu|mthumb|mcpu|mabi)\b|(unrecognized argument in option|bad value .{1,40} for) ['‘]-m(arch|abi|cpu|fpu)=)"],
            none: &[r"linking with [`']"],
            weight: 0.87,
            printed_by: "the host's gcc, given the target's options: rustc gives a linker none of these",
            source: "rust-lang/cc-rs src/lib.rs, add_default_flags; gcc gcc/opts-common.c",
        },
        Symptom {
            all: &[r"configure: error: C(\+\+)? compiler cannot create executables|C(\+\+)? compiler cannot create executables"],
            none: &[],
            weight: 0.2,
            printed_by: "configure scripts of autoconf: the compiler that they were given does not link",
            source: "autoconf lib/autoconf/lang.m4, AC_PROG_CC's trial",
        },
        Symptom {
            all: &[r"no acceptable C(\+\+)? compiler found in \$PATH", r"checking for [\w.]+-[\w.-]+-(gcc|g\+\+|clang|cc)\.\.\. no"],
            none: &[],
            weight: 0.85,
            printed_by: "configure scripts of autoconf, with --host",
            source: "autoconf lib/autoconf/programs.m4, AC_CHECK_TOOL",
        },
        Symptom {
            all: &[r"(?i)(not|n't|unable to|cannot|fail\w*(\sto)?)\s(find|locate|run|execute|start|spawn)\s(the\s)?(c\s|c\+\+\s|cross\s)*(compiler\s)?['\x22`(]*[a-z0-9_]+-(\w+-)?(linux|w64|none|elf)[\w-]*-(gcc|g\+\+|cc|clang)\b"],
            none: &[r"linux-android", r"linker [`']"],
            weight: 0.5,
            printed_by: "build scripts and build systems, in words of their own",
            source: "the name of a cross compiler beside any wording of its absence",
        },
        Symptom {
            all: &[r"command not found: [`'\x22]?(\S*/)?(musl-gcc|musl-g\+\+|emcc|[a-z0-9_]+-(\w+-)?(linux|w64|none|elf|unknown)[\w-]*-(gcc|g\+\+|cc|c\+\+|ar|ranlib|strip|clang))['\x22]?\s*$|[Uu]nknown command:? [`'\x22]?(musl-gcc|musl-g\+\+|emcc|[a-z0-9_]+-(\w+-)?(linux|w64|none|elf|unknown)[\w-]*-(gcc|g\+\+|cc|c\+\+|ar|ranlib|strip|clang))\b|\bno (musl-gcc|musl-g\+\+|emcc|[a-z0-9_]+-(\w+-)?(linux|w64|none|elf|unknown)[\w-]*-(gcc|g\+\+|cc|c\+\+|ar|ranlib|strip|clang)) in \(/|[Tt]he term '(musl-gcc|musl-g\+\+|emcc|[a-z0-9_]+-(\w+-)?(linux|w64|none|elf|unknown)[\w-]*-(gcc|g\+\+|cc|c\+\+|ar|ranlib|strip|clang))(\.exe)?' is not recognized|\benv: ['‘]?(musl-gcc|musl-g\+\+|emcc|[a-z0-9_]+-(\w+-)?(linux|w64|none|elf|unknown)[\w-]*-(gcc|g\+\+|cc|c\+\+|ar|ranlib|strip|clang))['’]?: No such file|[`'\x22](musl-gcc|musl-g\+\+|emcc|[a-z0-9_]+-(\w+-)?(linux|w64|none|elf|unknown)[\w-]*-(gcc|g\+\+|cc|c\+\+|ar|ranlib|strip|clang))(\.exe)?['\x22`] (n'est pas reconnu|ist entweder falsch|no se reconoce|не является внутренней|não é reconhecido|non è riconosciuto|不是内部或外部命令)|'(musl-gcc|musl-g\+\+|emcc|[a-z0-9_]+-(\w+-)?(linux|w64|none|elf|unknown)[\w-]*-(gcc|g\+\+|cc|c\+\+|ar|ranlib|strip|clang))' 不是内部或外部命令"],
            none: &[r"linux-android"],
            weight: 0.84,
            printed_by: "zsh, fish, which, PowerShell, env, and cmd.exe in other languages",
            source: "zsh Src/exec.c; fish src/exec and share/functions/fish_command_not_found; GNU which; PowerShell's CommandNotFoundException; coreutils env.c",
        },
        Symptom {
            all: &[r"no valid generator found for GNU toolchain; MSYS or MinGW must be installed"],
            none: &[],
            weight: 0.75,
            printed_by: "the crate cmake, for windows-gnu",
            source: "rust-lang/cmake-rs src/lib.rs, build",
        },
        Symptom {
            all: &[r"failed to run custom build command for `(ring|libsqlite3-sys|zstd-sys|libz-sys|libz-ng-sys|bzip2-sys|lzma-sys|lz4-sys|libgit2-sys|libssh2-sys|librocksdb-sys|tikv-jemalloc-sys|jemalloc-sys|libmimalloc-sys|blst|secp256k1-sys|onig_sys|tree-sitter[\w-]*|backtrace-sys|miniz-sys|brotli-sys|psm|lmdb\w*-sys) v"],
            none: &[r"panicked|error occurred|fatal error|undefined (symbol|reference)|linking with", r"GLIBC(XX)?_|Exec format|cannot execute|not found|No such file|file not found|installed\?"],
            weight: 0.04,
            printed_by: "cargo, of a crate whose build script compiles C, its own words cut off; the target alone decides",
            source: "rust-lang/cargo src/cargo/core/compiler/custom_build.rs",
        },
        Symptom {
            all: &[r"\bcc1(plus)?: error: unrecognized command[- ]line option ['‘]-m(64|32|arch|cpu|float-abi|fpu|thumb|abi)\b"],
            none: &[r"CC ?=|\bCC: "],
            weight: 0.62,
            printed_by: "gcc's compiler proper, given another CPU's options: the driver is not the target's",
            source: "gcc gcc/opts-global.c, handle_common_deferred_options; rust-lang/cc-rs src/lib.rs",
        },
        Symptom {
            all: &[r"bad value \(?[‘'\x22`](armv[5-9]\S*|rv(32|64)\w*|cortex-\S+)[’'\x22]\)? for [‘'`\x22]?-m(arch|cpu|tune)=|valid arguments to '-march=' switch are: (nocona|i386)"],
            none: &[],
            weight: 0.75,
            printed_by: "gcc for x86 that was given another CPU's options",
            source: "gcc gcc/config/i386/i386-options.cc",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let target = &wanted.triple;
    let (needs, rustc) = (cx.fact::<Needs>(Some(target.clone())), cx.fact::<Rustc>(()));
    let needs = needs?;
    if !needs.c_compiler && !needs.host_c_compiler || route_brings_compiler(target, cx)? {
        return Ok(Outcome::NotApplicable);
    }
    let rustc = rustc?;
    // Such a tool tells cc-rs its own compiler.
    if ChosenRoute::of(wanted, cx)?.builder.brings_its_linker() {
        return Ok(Outcome::NotApplicable);
    }
    let native = rustc.host == *target;
    let mut fine = Vec::new();
    for (triple, compiles, cpp) in
        [(target, needs.c_compiler, &needs.cpp), (&rustc.host, needs.host_c_compiler && !native, &needs.host_cpp)]
    {
        if !compiles {
            continue;
        }
        let c = (!cpp.alone || cpp.by_cc.is_some()).then_some(Language::C);
        for language in c.into_iter().chain(cpp.by_cxx.is_some().then_some(Language::Cpp)) {
            match judge(triple, *triple == rustc.host, language, cpp, cx)? {
                Outcome::NotApplicable => {}
                Outcome::Pass(message) => fine.push(message),
                found @ Outcome::Found(_) => return Ok(found),
            }
        }
    }
    Ok(if fine.is_empty() { Outcome::NotApplicable } else { Outcome::Pass(fine.join(", ")) })
}

fn judge(target: &Triple, is_host: bool, language: Language, cpp: &Cpp, cx: &Cx<'_>) -> Judgement {
    let compiler = match language {
        Language::C => (*cx.fact::<CCompiler>(target.clone())?).clone(),
        Language::Cpp => cx.fact::<CppCompiler>(target.clone())?.0.clone(),
    };
    // The host's own `cc` and `c++` are looked at where programs are linked for it.
    if is_host && compiler.variable().is_none() || is_anothers_matter(target, &compiler) {
        return Ok(Outcome::NotApplicable);
    }
    match compiler.tool(cx)? {
        // Relative to the package that compiles: the proof tries it.
        None => Ok(Outcome::NotApplicable),
        Some(Tool::Executable(executable)) => {
            if let Some(machine) = hosts_own(&compiler, &executable, target, cx)? {
                return Ok(hosts(target, language, cpp, &executable, &machine).into());
            }
            if let (Language::C, Some(package)) = (language, &cpp.by_cc)
                && let Some(finding) = without_cpp(package, &compiler, &executable, cx)?
            {
                return Ok(finding.into());
            }
            Ok(Outcome::Pass(format!("{} is compiled with `{}`", language.name(), executable.path)))
        }
        Some(Tool::Absent | Tool::Dangling { .. } | Tool::Directory { .. } | Tool::NotExecutable { .. }) => {
            Ok(absent(target, language, cpp, &compiler, cx)?.into())
        }
    }
}

/// A gcc that is given files of C++ and has no part for them.
fn without_cpp(
    package: &str,
    compiler: &CCompiler,
    executable: &Executable,
    cx: &Cx<'_>,
) -> Result<Option<Finding>, Pause> {
    let key = DriverKey::new(executable, Vec::new(), cx.host()?.cwd.clone());
    let is_gcc =
        matches!(&*cx.fact::<Driver>(key)?, Driver::Driver(says) if matches!(says.kind, DriverKind::Gcc { .. }));
    if !is_gcc {
        return Ok(None);
    }
    let asked = "-print-prog-name=cc1plus";
    let Ran::Finished { stdout, .. } = cx.run(Run::probe(executable.path.as_str(), [asked]))? else { return Ok(None) };
    // The name alone, where there is none.
    if stdout.trim() != "cc1plus" {
        return Ok(None);
    }
    let command = vec![executable.path.to_string(), asked.to_owned()];
    let finding = Finding::new(
        format!("`{}` cannot compile C++: it has no `cc1plus`", executable.path),
        format!("`{package}` gives it files of C++, for which gcc runs a part of g++"),
    )
    .evidence([Evidence::Command { command, exit: Some(0), output: stdout.trim().to_owned() }]);
    let Some(gpp) = compiler.program.strip_suffix("gcc").map(|prefix| format!("{prefix}g++")) else {
        return Ok(Some(finding));
    };
    Ok(Some(finding.fix(install(CHECK.id, &format!("install what has `{gpp}`"), Need::of_program(&gpp), cx)?)))
}

/// Android's compilers are searched for in the NDK, Apple's and WebAssembly's clang and Microsoft's compiler are causes
/// of their own; so is an absolute path that is gone.
fn is_anothers_matter(target: &Triple, compiler: &CCompiler) -> bool {
    let name = target.as_str();
    let is_path = HostPath::parse(&compiler.program).is_some();
    compiler.variable().is_none()
        && (name.contains("android") || name.contains("-apple-") || name.starts_with("wasm") || name.contains("-msvc"))
        || compiler.variable().is_some() && is_path
}

/// What it compiles for, where the crate knows no name for the target and runs the host's `cc`, which can only do that.
fn hosts_own(
    compiler: &CCompiler,
    executable: &Executable,
    target: &Triple,
    cx: &Cx<'_>,
) -> Result<Option<String>, Pause> {
    if compiler.chosen_by != CcChosenBy::HostsOwn {
        return Ok(None);
    }
    let key = DriverKey::new(executable, Vec::new(), cx.host()?.cwd.clone());
    let (driver, spec) = (cx.fact::<Driver>(key), cx.fact::<TargetSpec>(target.clone()));
    let (driver, spec) = (driver?, spec?);
    // cc gives clang the target; a gcc has only one.
    let Driver::Driver(says) = &*driver else { return Ok(None) };
    let one = matches!(says.kind, DriverKind::Gcc { .. });
    Ok((one && says.machine.mismatch(&spec, false).is_some()).then(|| says.machine.as_str().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        facts::linker::scene::{AARCH64, HOST, MUSL, config, debian, with_cross_gcc},
        testing::Fake,
    };

    /// With a crate on a path that compiles C, and no lock file.
    fn compiles_c(fake: Fake) -> Fake {
        fake.file("/p/Cargo.toml", "[package]\nname = \"p\"\n[dependencies]\npart = { path = \"part\" }\n")
            .file("/p/src/main.rs", "fn main() {}")
            .file("/p/part/Cargo.toml", "[package]\nname = \"part\"\n[build-dependencies]\ncc = \"1\"\n")
            .file("/p/part/build.rs", "fn main() {}")
    }

    #[test]
    fn fires_where_cc_finds_no_compiler() {
        let script = "[target.aarch64-unknown-linux-gnu]\nlinker = \"cross.sh\"\n";
        for fake in [compiles_c(debian()), config(compiles_c(debian()), script)] {
            let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, AARCH64) else { panic!("did not fire") };
            let expected = format!("`aarch64-linux-gnu-gcc`, which compiles C for `{AARCH64}`, is not installed");
            assert_eq!(finding.message, expected);
            assert_eq!(finding.fixes[0].title, "install what has `aarch64-linux-gnu-gcc`");
        }
    }

    #[test]
    fn a_compiler_that_is_there_or_named_is_fine() {
        let found = |program: &str| Ok(Outcome::Pass(format!("C is compiled with `/usr/bin/{program}`")));
        assert_eq!(compiles_c(with_cross_gcc()).judge(&CHECK, AARCH64), found("aarch64-linux-gnu-gcc"));
        let named = compiles_c(debian()).env("CC_aarch64_unknown_linux_gnu", "clang").program("/usr/bin/clang");
        assert_eq!(named.judge(&CHECK, AARCH64), found("clang"));
    }

    #[test]
    fn a_name_that_nobody_has_is_replaced_by_the_usual_one_where_it_stands() {
        let table = "[env]\nCC_aarch64_unknown_linux_gnu = \"aarch64-elf-gcc\"\n";
        let fake = config(compiles_c(with_cross_gcc()), table);
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, AARCH64) else { panic!("did not fire") };
        let expected = format!("`aarch64-elf-gcc`, which compiles C for `{AARCH64}`, is not installed");
        assert_eq!(finding.message, expected);
        assert_eq!(finding.fixes[0].title, "set `CC_aarch64_unknown_linux_gnu` to `aarch64-linux-gnu-gcc`");
    }

    fn compiles_cpp(fake: Fake, script: &str) -> Fake {
        compiles_c(fake).file("/p/part/build.rs", script)
    }

    const CPP: &str = "fn main() { cc::Build::new().cpp(true).file(\"a.cc\").compile(\"a\"); }";

    #[test]
    fn a_gcc_without_its_gpp_compiles_no_cpp() {
        let Ok(Outcome::Found(finding)) = compiles_cpp(with_cross_gcc(), CPP).judge(&CHECK, AARCH64) else {
            panic!("did not fire")
        };
        let expected = format!("`aarch64-linux-gnu-g++`, which compiles C++ for `{AARCH64}`, is not installed");
        assert_eq!(finding.message, expected);
        assert_eq!(finding.why, "`part` compiles C++, and the crate cc looks for it by the target's name");
        let xdoctor_fixes::Change::Command(line) = &finding.fixes[0].change else { panic!("{:?}", finding.fixes) };
        assert!(line.to_string().contains("g++-aarch64-linux-gnu"), "{line}");
        let both = compiles_cpp(with_cross_gcc(), CPP).program("/usr/bin/aarch64-linux-gnu-g++");
        let fine = "C++ is compiled with `/usr/bin/aarch64-linux-gnu-g++`";
        assert_eq!(both.judge(&CHECK, AARCH64), Ok(Outcome::Pass(fine.into())));
    }

    #[test]
    fn the_hosts_own_is_judged_where_a_variable_names_it() {
        let fake = compiles_c(debian()).env("CC", "gcc-of-elsewhere");
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, HOST) else { panic!("did not fire") };
        let expected = format!("`gcc-of-elsewhere`, which compiles C for `{HOST}`, is not installed");
        assert_eq!(finding.message, expected);
        // a macro's C, in a build for another target
        let with_macro = debian()
            .file("/p/Cargo.toml", "[package]\nname = \"p\"\n[dependencies]\nm = { path = \"m\" }\n")
            .file("/p/src/main.rs", "fn main() {}")
            .file(
                "/p/m/Cargo.toml",
                "[package]\nname = \"m\"\n[lib]\nproc-macro = true\n[build-dependencies]\ncc = \"1\"\n",
            )
            .file("/p/m/build.rs", "fn main() {}");
        assert_eq!(with_macro.judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
        let Ok(Outcome::Found(finding)) = with_macro.env("HOST_CC", "gcc-of-elsewhere").judge(&CHECK, AARCH64) else {
            panic!("did not fire")
        };
        assert_eq!(finding.message, expected);
    }

    #[test]
    fn cpp_for_musl_has_no_package() {
        let fake = compiles_cpp(debian().program("/usr/bin/musl-gcc"), CPP);
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, MUSL) else { panic!("did not fire") };
        let expected = format!("`x86_64-linux-musl-g++`, which compiles C++ for `{MUSL}`, is not installed");
        assert_eq!(finding.message, expected);
        let titles: Vec<_> = finding.fixes.iter().map(|fix| fix.title.as_str()).collect();
        assert_eq!(titles, ["build with a C++ compiler that has a library for musl"]);
    }

    #[test]
    fn a_gcc_that_is_given_cpp_needs_its_other_part() {
        let script = "fn main() { cc::Build::new().file(\"a.cc\").compile(\"a\"); }";
        let gcc = "/usr/bin/aarch64-linux-gnu-gcc";
        let says = |part: &str| {
            compiles_cpp(with_cross_gcc(), script).command([gcc, "-print-prog-name=cc1plus"], &format!("{part}\n"))
        };
        let Ok(Outcome::Found(finding)) = says("cc1plus").judge(&CHECK, AARCH64) else { panic!("did not fire") };
        assert_eq!(finding.message, format!("`{gcc}` cannot compile C++: it has no `cc1plus`"));
        assert_eq!(finding.fixes[0].title, "install what has `aarch64-linux-gnu-g++`");
        let fine = Outcome::Pass(format!("C is compiled with `{gcc}`"));
        assert_eq!(says("/usr/lib/gcc-cross/aarch64-linux-gnu/12/cc1plus").judge(&CHECK, AARCH64), Ok(fine));
    }

    #[test]
    fn the_hosts_gcc_does_not_do_for_a_target_without_a_name() {
        let target = "powerpc64le-unknown-linux-musl";
        let spec = serde_json::json!({"arch": "powerpc64", "os": "linux", "env": "musl", "linker-flavor": "gnu-cc"});
        let spec: TargetSpec = serde_json::from_value(spec).expect("a specification");
        let fake = compiles_c(debian()).granted(Triple::new(target), spec);
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, target) else { panic!("did not fire") };
        let expected =
            format!("no compiler is named for `{target}`, and `/usr/bin/cc` compiles for `x86_64-linux-gnu`");
        assert_eq!(finding.message, expected);
    }

    #[test]
    fn without_c_code_for_another_target_nothing_is_missing() {
        assert_eq!(debian().judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
        assert_eq!(compiles_c(debian()).judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
        assert_eq!(compiles_c(debian()).judge(&CHECK, "aarch64-linux-android"), Ok(Outcome::NotApplicable));
    }
}

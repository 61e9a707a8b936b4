//! A crate compiles C for Android, and nobody says with which compiler.

use xdoctor_fixes::Fix;

use super::{build::Build, offer::wrapper_of};
use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Outcome, Pause, Symptom, Topic, Triple,
    answer::Ran,
    check::Severity,
    env_setting::set_paths,
    facts::{cargo_config::EnvTable, ndk::Ndk},
    question::Run,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "android-cc-not-configured",
    topic: Topic::Android,
    title: "no C compiler is set for the Android target",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A crate of the build compiles C, and no variable says with which compiler for this target. The crate cc does not read \
cargo's `linker`: it tries `aarch64-linux-android21-clang` (`armv7a-linux-androideabi16-clang`, \
`i686-linux-android16-clang`) on `PATH`, then `aarch64-linux-android-clang` (`arm-linux-androideabi-clang`), a name that \
no current NDK has. With the NDK's compilers on `PATH` the first is found for the two 64-bit targets alone: wrappers for \
API level 16 are gone since r24.
## Why it breaks the build
The crate's build script stops: `failed to find tool \"aarch64-linux-android-clang\"`.
## What to do
Set `CC_<target>`, `CXX_<target>` and `AR_<target>` (dashes as underscores, lower case) to the NDK's clang of your API \
level and its `llvm-ar`, in `[env]` of your own cargo configuration. `cargo ndk` sets them for its command.
## Sources
cc-rs `src/lib.rs` (`autodetect_android_compiler`, `get_base_archiver_variant`, `target_envs`); cargo-ndk `src/cargo.rs`, \
`build_env`.",
    links: &["https://docs.rs/cc/latest/cc/#external-configuration-via-environment-variables"],
    symptoms: &[
        Symptom {
            all: &[r"-DCMAKE_C(XX)?_COMPILER=[\w.-]*-linux-android(eabi)?\d*-(clang|gcc|g\+\+)", r"The C(XX)? compiler identification is unknown"],
            none: &[],
            weight: 0.8,
            printed_by: "CMake, started by the crate cmake",
            source: "Kitware/CMake Modules/CMakeDetermineCCompiler.cmake; rust-lang/cmake-rs src/lib.rs: cc's compiler as CMAKE_C_COMPILER",
        },
        Symptom {
            all: &[r#"(?i)failed to find tool[^\n]*["`\s](arm|armv7a?|aarch64|i686|x86_64|thumbv7neon|riscv64)-linux-android(eabi)?\d*-(gcc|g\+\+|clang|clang\+\+)(\.cmd|\.exe)?["`\s]"#],
            none: &[],
            weight: 0.95,
            printed_by: "the crate cc, every version",
            source: "rust-lang/cc-rs src/command_helpers.rs and, before 1.1, src/lib.rs, spawn; autodetect_android_compiler",
        },
        Symptom {
            all: &[r#"(?i)(error (occurred|in cc-rs)|ToolNotFound|couldn't|could not|No such file)[^\n]*["'`\s](arm|aarch64|i686|x86_64)-linux-android(eabi)?-(clang|gcc)(\+\+)?["'`\s:]"#],
            none: &[],
            weight: 0.85,
            printed_by: "build scripts that start cc's compiler themselves",
            source: "rust-lang/cc-rs src/lib.rs, autodetect_android_compiler",
        },
        Symptom {
            all: &[r"(arm|aarch64|i686|x86_64)-linux-android(eabi)?-(clang|gcc): ([Cc]ommand )?not found"],
            none: &[],
            weight: 0.9,
            printed_by: "make and shells, as openssl-src starts them",
            source: "alexcrichton/openssl-src-rs src/lib.rs, which takes cc's compiler; GNU make, dash, bash",
        },
        Symptom {
            all: &[r"CMAKE_C_COMPILER:|is not a full path and was not found in the PATH|The C(XX)? compiler\b", r"^\s*(arm|aarch64|i686|x86_64)-linux-android(eabi)?-clang(\+\+)?\s*$"],
            none: &[],
            weight: 0.85,
            printed_by: "CMake 3, as the crate cmake starts it",
            source: "Kitware/CMake Modules/CMakeDetermineCCompiler.cmake; rust-lang/cmake-rs src/lib.rs",
        },
        Symptom {
            all: &[r#"(Is `|failed to find tool[.:]? ?"|[Ff]ailed to find tool[.:]? ?`|Failed to execute |failed to execute )["`\[]{0,2}(armv7a|armv7|arm|thumbv7neon|aarch64|i686|x86_64)-linux-android(eabi)?\d*-(clang|gcc|g\+\+|clang\+\+|cc|c\+\+)(\.cmd|\.exe)?["`]"#],
            none: &[],
            weight: 0.9,
            printed_by: "cc 1.0 and later",
            source: "rust-lang/cc-rs src/lib.rs, get_base_compiler: autodetect_android_compiler",
        },
        Symptom {
            all: &[r#"(armv7a|armv7|arm|aarch64|i686|x86_64)-linux-android(eabi)?\d*-(clang|gcc|g\+\+|clang\+\+)(\.cmd|\.exe)?["'`]?: (([Cc]ommand )?not found|No such file)"#],
            none: &[r"linker [`']"],
            weight: 0.75,
            printed_by: "shells, make, configure and CMake in build scripts",
            source: "POSIX sh, GNU make, CMake",
        },
        Symptom {
            all: &[r"\x22(cc|clang|gcc)\x22 .*\x22--target=[\w-]*-linux-android", r"(/MacOSX\S*\.sdk/usr/include|\s/usr/include)/\S+: (fatal )?error:"],
            none: &[],
            weight: 0.92,
            printed_by: "the crate cc, whose default compiler reads the host's headers",
            source: "rust-lang/cc-rs src/lib.rs, get_base_compiler and add_default_flags",
        },
        Symptom {
            all: &[r"command not found: [`'\x22]?(\S*/)?([a-z0-9_]+-linux-android(eabi)?\d*-(clang|gcc|clang\+\+|g\+\+))['\x22]?\s*$|[Uu]nknown command:? [`'\x22]?([a-z0-9_]+-linux-android(eabi)?\d*-(clang|gcc|clang\+\+|g\+\+))\b|\bno ([a-z0-9_]+-linux-android(eabi)?\d*-(clang|gcc|clang\+\+|g\+\+)) in \(/|[Tt]he term '([a-z0-9_]+-linux-android(eabi)?\d*-(clang|gcc|clang\+\+|g\+\+))(\.exe)?' is not recognized|\benv: ['‘]?([a-z0-9_]+-linux-android(eabi)?\d*-(clang|gcc|clang\+\+|g\+\+))['’]?: No such file|[`'\x22]([a-z0-9_]+-linux-android(eabi)?\d*-(clang|gcc|clang\+\+|g\+\+))(\.exe)?['\x22`] (n'est pas reconnu|ist entweder falsch|no se reconoce|не является внутренней|não é reconhecido|non è riconosciuto|不是内部或外部命令)|'([a-z0-9_]+-linux-android(eabi)?\d*-(clang|gcc|clang\+\+|g\+\+))' 不是内部或外部命令"],
            none: &[],
            weight: 0.85,
            printed_by: "zsh, fish, which, PowerShell, env, and cmd.exe in other languages",
            source: "zsh Src/exec.c; fish src/exec and share/functions/fish_command_not_found; GNU which; PowerShell's CommandNotFoundException; coreutils env.c",
        },
        Symptom {
            all: &[r"failed to run custom build command for `(ring|libsqlite3-sys|zstd-sys|libz-sys|libz-ng-sys|bzip2-sys|lzma-sys|lz4-sys|libgit2-sys|libssh2-sys|librocksdb-sys|tikv-jemalloc-sys|jemalloc-sys|libmimalloc-sys|blst|secp256k1-sys|onig_sys|tree-sitter[\w-]*|backtrace-sys|miniz-sys|brotli-sys|psm|lmdb\w*-sys) v"],
            none: &[r"panicked|error occurred|fatal error|undefined (symbol|reference)|linking with", r"GLIBC(XX)?_|Exec format|cannot execute|not found|No such file|file not found|installed\?"],
            weight: 0.04,
            printed_by: "cargo, of a crate whose build script compiles C, its own words cut off; the target alone decides",
            source: "rust-lang/cargo src/cargo/core/compiler/custom_build.rs",
        },
        Symptom {
            all: &[r"running:? \x22?(arm|aarch64|i686|x86_64)-linux-android(eabi)?-clang(\+\+)?\x22? "],
            none: &[r"fatal error|file not found|error: unknown"],
            weight: 0.5,
            printed_by: "the crate cc, whose name for the compiler has no API level: no NDK from r19 on has it",
            source: "rust-lang/cc-rs src/lib.rs, get_base_compiler; android/ndk, toolchains of r19 and later",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let named = (named("CC", &wanted.triple, cx), named("AR", &wanted.triple, cx));
    let Some(build) = Build::of(wanted, cx)? else { return Ok(Outcome::NotApplicable) };
    if !build.compiles_c || build.by_tool {
        return Ok(Outcome::NotApplicable);
    }
    let (cc_is_named, ar_is_named) = (named.0?, named.1?);
    // Whether there is an NDK at all is another check's.
    let Some(ndk) = build.used.ndk.as_ref().filter(|ndk| ndk.bin().is_some()) else {
        return Ok(Outcome::NotApplicable);
    };
    let compilers = compilers(&wanted.triple);
    let (compiler, archiver) = (first_on_path(&compilers, cx), archiver(&wanted.triple, cx));
    let (compiler, archiver) = (compiler?, archiver?);
    let lacks_cc = !cc_is_named && compiler.is_none();
    let lacks_ar = !ar_is_named && archiver.is_err();
    if !lacks_cc && !lacks_ar {
        return Ok(match compiler {
            Some(path) if !cc_is_named => Outcome::Pass(format!("cc finds `{path}`")),
            Some(_) | None => Outcome::Pass("a variable names the C compiler".to_owned()),
        });
    }
    let (tool, what) = match (&archiver, lacks_cc) {
        (_, true) => (compilers.last().cloned().unwrap_or_default(), "compiles C with"),
        (Err(name), false) => (name.clone(), "packs objects with"),
        (Ok(()), false) => return Ok(Outcome::NotApplicable),
    };
    let variable = if lacks_cc { "CC" } else { "AR" };
    let message = format!(
        "no `{variable}_{}` is set, and `{tool}`, which the crate cc then {what}, is not on `PATH`",
        wanted.triple.underscored()
    );
    let path = cx.env("PATH")?.unwrap_or_default().to_owned();
    Ok(Finding::new(message, "a crate of the build compiles C, and cc does not read cargo's `linker`")
        .evidence([Evidence::Env { name: "PATH".into(), value: path }])
        .fix(fixes(&build, ndk, wanted, lacks_cc, cx)?)
        .into())
}

/// The compiler, for C++ too, and the archiver of the NDK; the level is that of the linker.
fn fixes(build: &Build, ndk: &Ndk, wanted: &Wanted, with_cc: bool, cx: &Cx<'_>) -> Result<Vec<Fix>, Pause> {
    let triple = wanted.triple.underscored();
    let by_level = build.used.level.and_then(|level| ndk.tool(&format!("{}{level}-clang", build.prefix)));
    let compiler = match by_level {
        Some(compiler) => Some(compiler),
        None => wrapper_of(ndk, build.prefix, &build.rustc.version, cx)?,
    };
    let (Some(compiler), Some(archiver)) = (compiler, ndk.tool("llvm-ar")) else { return Ok(Vec::new()) };
    let plus = |path: &HostPath| {
        let name = path.file_name()?.replace("-clang", "-clang++");
        Some(path.parent()?.join(&name))
    };
    let mut variables = Vec::new();
    if with_cc {
        variables.extend(plus(&compiler).map(|path| (format!("CXX_{triple}"), path)));
        variables.insert(0, (format!("CC_{triple}"), compiler));
    }
    variables.push((format!("AR_{triple}"), archiver));
    let title = format!("set the NDK's C compiler for `{}`", wanted.triple);
    set_paths(CHECK.id, &wanted.triple, &title, &variables, cx)
}

/// Whether a variable says which tool it is, in one of the four forms that cc knows (`target_envs`).
fn named(tool: &str, triple: &Triple, cx: &Cx<'_>) -> Result<bool, Pause> {
    let names = [
        format!("{tool}_{triple}"),
        format!("{tool}_{}", triple.underscored()),
        format!("TARGET_{tool}"),
        tool.to_owned(),
    ];
    let (table, inherited) = (cx.fact::<EnvTable>(()), names.iter().map(|name| cx.env(name)).collect::<Vec<_>>());
    let table = table?;
    let mut is_set = names.iter().any(|name| table.value(name).is_some());
    for value in inherited {
        is_set |= value?.is_some();
    }
    Ok(is_set)
}

/// What cc tries, in order; the last is what it names in its error.
fn compilers(triple: &Triple) -> Vec<String> {
    let with_level = match triple.as_str() {
        "aarch64-linux-android" => Some("aarch64-linux-android21-clang"),
        "armv7-linux-androideabi" => Some("armv7a-linux-androideabi16-clang"),
        "i686-linux-android" => Some("i686-linux-android16-clang"),
        "x86_64-linux-android" => Some("x86_64-linux-android21-clang"),
        _ => None,
    };
    let short = triple.as_str().replace("thumbv7neon", "arm").replace("armv7", "arm");
    let with_level = with_level.map(str::to_owned);
    with_level.into_iter().chain([format!("{short}-gcc"), format!("{short}-clang")]).collect()
}

fn first_on_path(names: &[String], cx: &Cx<'_>) -> Result<Option<HostPath>, Pause> {
    let found: Vec<_> = names.iter().map(|name| cx.which(name)).collect();
    for paths in found {
        if let Some(path) = paths?.first() {
            return Ok(Some(path.clone()));
        }
    }
    Ok(None)
}

/// The archiver that cc takes: `llvm-ar` where it runs, else the GNU name, which is given back where it is absent.
fn archiver(triple: &Triple, cx: &Cx<'_>) -> Result<Result<(), String>, Pause> {
    let gnu = format!("{}-ar", triple.as_str().replace("armv7", "arm"));
    let (llvm, own) = (cx.run(Run::probe("llvm-ar", ["--version"])), cx.which(&gnu));
    let runs = matches!(llvm?, Ran::Finished { exit, .. } if exit.success());
    Ok(if runs || !own?.is_empty() { Ok(()) } else { Err(gnu) })
}

#[cfg(test)]
mod tests {
    use xdoctor_fixes::{Change, Edit, Scope};

    use super::*;
    use crate::{
        android::scene::{ANDROID, ARMV7_ANDROID, BIN, NDK_27, compiles_c, linked_with, ndk, with_rust},
        testing::Fake,
    };

    fn linked() -> Fake {
        compiles_c(linked_with(ndk("1.95.0", NDK_27), ANDROID, "aarch64-linux-android24-clang"))
    }

    #[test]
    fn fires_where_cc_finds_nothing_and_names_the_linkers_level() {
        let Ok(Outcome::Found(finding)) = linked().judge(&CHECK, ANDROID) else { panic!("did not fire") };
        assert_eq!(
            finding.message,
            "no `CC_aarch64_linux_android` is set, and `aarch64-linux-android-clang`, which the crate cc then \
             compiles C with, is not on `PATH`"
        );
        let Change::Edit { edits } = &finding.fixes[0].change else { panic!("no edit") };
        let set: Vec<_> = edits.iter().map(|edit| (edit.path.as_str(), &edit.edit)).collect();
        let expected = |name: &str, tool: &str| Edit::SetToml {
            key: vec!["env".into(), format!("{name}_aarch64_linux_android")],
            value: format!("\"{BIN}/{tool}\""),
        };
        let file = "/home/user/.cargo/config.toml";
        assert_eq!(
            set,
            [
                (file, &expected("CC", "aarch64-linux-android24-clang")),
                (file, &expected("CXX", "aarch64-linux-android24-clang++")),
                (file, &expected("AR", "llvm-ar")),
            ]
        );
        assert_eq!(finding.fixes[0].scope, Scope::User);
    }

    #[test]
    fn the_compilers_on_path_do_for_64_bits_alone() {
        let on_path =
            |fake: Fake| fake.env("PATH", &format!("/usr/bin:{BIN}")).command(["llvm-ar", "--version"], "LLVM\n");
        let fake = on_path(compiles_c(ndk("1.95.0", NDK_27)));
        let found = Outcome::Pass(format!("cc finds `{BIN}/aarch64-linux-android21-clang`"));
        assert_eq!(fake.judge(&CHECK, ANDROID), Ok(found));
        assert!(matches!(fake.judge(&CHECK, ARMV7_ANDROID), Ok(Outcome::Found(_))));
    }

    #[test]
    fn an_archiver_alone_may_be_what_is_missing() {
        let fake = linked().env("CC_aarch64_linux_android", &format!("{BIN}/aarch64-linux-android24-clang"));
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, ANDROID) else { panic!("did not fire") };
        assert!(finding.message.starts_with("no `AR_aarch64_linux_android` is set, and `aarch64-linux-android-ar`"));
        let named = fake.env("TARGET_AR", "llvm-ar-18");
        assert_eq!(named.judge(&CHECK, ANDROID), Ok(Outcome::Pass("a variable names the C compiler".into())));
    }

    #[test]
    fn without_c_or_without_an_ndk_it_says_nothing() {
        assert_eq!(ndk("1.95.0", NDK_27).judge(&CHECK, ANDROID), Ok(Outcome::NotApplicable));
        assert_eq!(compiles_c(with_rust("1.95.0")).judge(&CHECK, ANDROID), Ok(Outcome::NotApplicable));
    }
}

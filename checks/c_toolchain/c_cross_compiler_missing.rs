//! A crate compiles C for the target, and the compiler that the crate cc looks for is not installed.

use xdoctor_fixes::{Fix, packages::Need};

use super::judge::{by_hand, evidence, route_brings_compiler};
use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Outcome, Pause, Symptom, Topic, Triple,
    cargo_config::mend,
    check::Severity,
    facts::{
        cargo_config::{CargoConfig, Node},
        linker::{Driver, DriverKey, DriverKind, Executable, Tool},
        rustc::{Rustc, TargetSpec},
        worlds::{CCompiler, CcChosenBy, Set},
    },
    linker::{dumpmachine, gnu_prefix, install},
    proof::Needs,
    targets::ChosenRoute,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "c-cross-compiler-missing",
    topic: Topic::CToolchain,
    title: "the C compiler for the target is not installed",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A crate of the build compiles C, and the compiler for this target is not on `PATH`. The crate cc looks for it under the \
name that GNU has for the target (`aarch64-linux-gnu-gcc`), whatever rustc links with; only a linker whose name ends in \
`-gcc` tells it another. A variable comes before both, the first that is set of `CC_<target>`, `TARGET_CC` and `CC`. For a \
target without such a name (`armv7-unknown-linux-musleabi`, FreeBSD) the host's own `cc` is run.
## Why it breaks the build
The crate's build script stops: `failed to find tool \"aarch64-linux-gnu-gcc\"`.
## What to do
Install the cross compiler, or name the one that is there: `CC_aarch64_unknown_linux_gnu`, in the environment or in \
`[env]` of cargo's configuration.
## Sources
The crate cc, `src/lib.rs` (`get_base_compiler`, `prefix_for_target`).",
    links: &["https://docs.rs/cc/latest/cc/#external-configuration-via-environment-variables"],
    symptoms: &[
        Symptom {
            all: &[r#"failed to find tool "[^"/\\]*(gcc|g\+\+|clang|clang\+\+|cc|c\+\+)(\.exe)?""#],
            // The host's own compiler, or one that a crate asks for by name.
            none: &[r#"[`"](cc|gcc|c\+\+|g\+\+|clang|clang\+\+)(\.exe)?[`"]"#],
            weight: 0.85,
            printed_by: "the crate cc, 1.1 and later",
            source: "rust-lang/cc-rs src/command_helpers.rs, spawn",
        },
        Symptom {
            all: &[r"Failed to find tool\. Is `[^`/\\]*(gcc|g\+\+|clang|clang\+\+|cc|c\+\+)(\.exe)?` installed\?"],
            none: &[r#"[`"](cc|gcc|c\+\+|g\+\+|clang|clang\+\+)(\.exe)?[`"]"#],
            weight: 0.85,
            printed_by: "the crate cc, 1.0",
            source: "rust-lang/cc-rs src/lib.rs, spawn",
        },
        Symptom {
            all: &[r#"([Ff]ailed to find tool[.:]? ?(Is )?[`"][^`"/\\]*-(gcc|g\+\+|clang|clang\+\+|cc|c\+\+|ar|ranlib|as)(-[\d.]+)?(\.exe)?[`"]|[Ff]ailed to find tool[.:]? ?(Is )?[`"](musl-gcc|musl-g\+\+|emcc|em\+\+|emar|clang-cl|avr-gcc)(\.bat|\.exe)?[`"]|[Is]s `[^`/\\ ]*(-gcc|-g\+\+|-clang|-cc|-c\+\+|-ar|musl-gcc|emcc)(\.exe)?` (not )?installed\?)"#],
            none: &[r"linux-android", r"msvc-target"],
            weight: 0.87,
            printed_by: "cc 1.0 and later",
            source: "rust-lang/cc-rs src/lib.rs, spawn and family detection",
        },
        Symptom {
            all: &[r#"failed to (execute|run|spawn)[^`'"\[]{0,12}[`'"\[]+[^`'"/\\ ]*(-gcc|-g\+\+|-clang|-cc|musl-gcc)["'`]"#],
            none: &[r"linux-android"],
            weight: 0.85,
            printed_by: "ring 0.11 to 0.13 and other build scripts that start the compiler themselves",
            source: "briansmith/ring build.rs",
        },
        Symptom {
            all: &[r#"(^|[\s:/])[a-z0-9_]+-(\w+-)?(linux|w64|none|elf|unknown)[\w-]*-(gcc|g\+\+|cc|c\+\+|ar|clang)(-[\d.]+)?["'`]?: ((command )?not found|Command not found|No such file)|musl-gcc: ((command )?not found|Command not found|No such file)|is not a full path and was not found in the PATH"#],
            none: &[r"linux-android", r"linker [`']"],
            weight: 0.82,
            printed_by: "shells, make, configure, CMake in build scripts",
            source: "POSIX sh, GNU make, Kitware CMake Modules/CMakeDetermineCompiler.cmake",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let target = &wanted.triple;
    let (needs, rustc) = (cx.fact::<Needs>(Some(target.clone())), cx.fact::<Rustc>(()));
    if !needs?.c_compiler || rustc?.host == *target || route_brings_compiler(target, cx)? {
        return Ok(Outcome::NotApplicable);
    }
    // Such a tool tells cc-rs its own compiler.
    if ChosenRoute::of(wanted, cx)?.builder.brings_its_linker() {
        return Ok(Outcome::NotApplicable);
    }
    let compiler = cx.fact::<CCompiler>(target.clone())?;
    if is_anothers_matter(target, &compiler) {
        return Ok(Outcome::NotApplicable);
    }
    match compiler.tool(cx)? {
        // Relative to the package that compiles: the proof tries it.
        None => Ok(Outcome::NotApplicable),
        Some(Tool::Executable(executable)) => match hosts_own(&compiler, &executable, target, cx)? {
            Some(machine) => Ok(hosts(target, &executable, &machine).into()),
            None => Ok(Outcome::Pass(format!("C is compiled with `{}`", executable.path))),
        },
        Some(Tool::Absent | Tool::Dangling { .. } | Tool::Directory { .. } | Tool::NotExecutable { .. }) => {
            Ok(absent(target, &compiler, cx)?.into())
        }
    }
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

fn hosts(target: &Triple, executable: &Executable, machine: &str) -> Finding {
    let name = format!("CC_{}", target.underscored());
    let steps =
        vec![format!("set `{name}` to a compiler for `{target}`, and `AR_{}` to its `ar`", target.underscored())];
    Finding::new(
        format!("no compiler is named for `{target}`, and `{}` compiles for `{machine}`", executable.path),
        "a crate of the build compiles C; the crate cc knows no compiler's name for this target and runs the host's",
    )
    .evidence([dumpmachine(executable.path.as_str(), machine)])
    .fix([by_hand(&format!("{}/{target}", CHECK.id), "name the C compiler for the target", steps)])
}

fn absent(target: &Triple, compiler: &CCompiler, cx: &Cx<'_>) -> Result<Finding, Pause> {
    let name = &compiler.program;
    let path = cx.env("PATH")?.unwrap_or_default().to_owned();
    let mut shown = vec![Evidence::Env { name: "PATH".into(), value: path }];
    let mut fixes = Vec::new();
    let by = match &compiler.chosen_by {
        CcChosenBy::Variable(set) => {
            shown.insert(0, evidence(set));
            fixes.extend(installed_instead(target, set, cx)?);
            format!("`{}` names it", set.name)
        }
        CcChosenBy::CrossCompile(value) => {
            shown.insert(0, value.evidence("env.CROSS_COMPILE"));
            "`CROSS_COMPILE` names its prefix".to_owned()
        }
        CcChosenBy::Linker(origin) => format!("the linker of {origin} has this prefix"),
        CcChosenBy::Target | CcChosenBy::HostsOwn => "the crate cc looks for it by the target's name".to_owned(),
    };
    let title = format!("install what has `{name}`");
    fixes.extend(install(CHECK.id, &title, Need::of_program(name), cx)?);
    Ok(Finding::new(
        format!("`{name}`, which compiles C for `{target}`, is not installed"),
        format!("a crate of the build compiles C, and {by}"),
    )
    .evidence(shown)
    .fix(fixes))
}

/// The compiler of the usual name, where a setting of cargo's table names one that is absent.
fn installed_instead(target: &Triple, set: &Set, cx: &Cx<'_>) -> Result<Vec<Fix>, Pause> {
    let Some((file, _)) = mend::place(&set.value) else { return Ok(Vec::new()) };
    let Some(usual) = gnu_prefix(target.as_str()).map(|prefix| format!("{prefix}-gcc")) else { return Ok(Vec::new()) };
    let (tool, config) = (cx.fact::<Tool>(usual.clone()), cx.fact::<CargoConfig>(()));
    let (Tool::Executable(_), config) = (&*tool?, config?) else { return Ok(Vec::new()) };
    let written = config.root.at(&["env", set.name.as_str()]);
    let mut key = vec!["env".to_owned(), set.name.clone()];
    key.extend(written.and_then(Node::as_table).map(|_| "value".to_owned()));
    let edit = mend::set(file, &key, mend::toml_string(&usual));
    let title = format!("set `{}` to `{usual}`", set.name);
    Ok(vec![mend::edit(&CHECK, &set.name, title, mend::scope_of(file, &config), vec![edit])])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        facts::linker::scene::{AARCH64, HOST, config, debian, with_cross_gcc},
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

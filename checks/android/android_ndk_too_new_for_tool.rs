//! A setting or a build tool names a GNU tool that the NDK no longer has.

use xdoctor_fixes::Fix;

use super::{
    android_ndk_too_old::revision,
    build::Build,
    mend,
    offer::{fits, wrapper_of},
};
use crate::{
    Check, Cx, Finding, HostPath, Judgement, Live, Outcome, Pause, Symptom, Topic,
    answer::Metadata,
    check::Severity,
    env_setting::set_paths,
    facts::{
        cargo_config::{EnvTable, Located, Origin},
        linker::{ChosenBy, LinkerState},
        ndk::{self, Ndk, NdkSearch, Why, has_gnu_tools, is_gnu_tool},
    },
    linker::set_linker,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "android-ndk-too-new-for-tool",
    topic: Topic::Android,
    title: "a GNU tool is named that this NDK no longer has",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A setting (`linker`, `CC_`, `AR_`, `RANLIB_` of the target) or a plugin of an older day names a tool of GNU's binutils or \
gcc, such as `aarch64-linux-android-ar` or `arm-linux-androideabi-ld.gold`. The NDK removed gcc in r18 and binutils in \
r23; what it has is clang with lld, `llvm-ar`, `llvm-ranlib`, `llvm-strip`.
## Why it breaks the build
The program is started at exactly the named path, and nothing stands there.
## What to do
Name LLVM's tool instead. A plugin that has the old name built in has to be updated (cargo-ndk 2.4, cargo-apk 0.9 and \
cargokit of late 2021 know both), or the project kept on NDK r22.
## Sources
The NDK's changelogs of r18 and r23; ndk-build (cargo-apk) `src/ndk.rs`, `toolchain_bin`; cc-rs `src/lib.rs`, \
`get_base_archiver_variant`.",
    links: &["https://github.com/android/ndk/wiki/Changelog-r23"],
    symptoms: &[
        Symptom {
            all: &[r"[Cc]ould not execute process `[^` ]*[/\\]toolchains[/\\][\w-]+-4\.9[/\\]prebuilt[/\\][^` ]*-(gcc|g\+\+|ar|ld|strip|readelf)(\.exe)?( [^`]*)?` \(never executed\)"],
            none: &[],
            weight: 0.95,
            printed_by: "cargo-apk up to 0.4, of the NDK's gcc, which r18 removed",
            source: "rust-mobile/cargo-apk src/ops/build/util.rs; cargo's process_error.rs",
        },
        Symptom {
            all: &[r"(?i)failed to find tool[^\n]*-linux-android(eabi)?-(ar|ranlib|ld|ld\.gold|ld\.bfd|as|strip|nm|objcopy)(\.exe)?\b"],
            none: &[],
            weight: 0.95,
            printed_by: "the crate cc, every version",
            source: "rust-lang/cc-rs src/command_helpers.rs and, before 1.1, src/lib.rs, spawn",
        },
        Symptom {
            all: &[r"linker `[^`]*-linux-android(eabi)?-(ld|ld\.gold|ld\.bfd|gcc)(\.exe)?` not found"],
            none: &[],
            weight: 0.95,
            printed_by: "rustc 1.0 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_linker_not_found (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"Failed to find ar for \S*android\S* in "],
            none: &[],
            weight: 0.95,
            printed_by: "cargokit",
            source: "irondash/cargokit build_tool/lib/src/android_environment.dart",
        },
        Symptom {
            all: &[r"GNU toolchain binary `[^`]+` nor LLVM toolchain binary `[^`]+` found in"],
            none: &[],
            weight: 0.9,
            printed_by: "cargo-apk, ndk-build 0.4 and later",
            source: "rust-mobile/cargo-apk ndk-build/src/error.rs, ToolchainBinaryNotFound",
        },
        Symptom {
            all: &[r#"Missing tool `(ar|ld|readelf)`; tried at "[^"]*-linux-android(eabi)?-(ar|ld|readelf)"#],
            none: &[],
            weight: 0.9,
            printed_by: "cargo-mobile, cargo-mobile2, tauri",
            source: "tauri-apps/cargo-mobile2 src/android/ndk.rs, MissingToolError",
        },
        Symptom {
            all: &[r#"[/\\]toolchains[/\\](llvm[/\\]prebuilt|[a-z0-9_]+-linux-android(eabi)?-4\.9)[/\\][^\s'"`]*-linux-android(eabi)?-(ar|ranlib|strip|ld|ld\.gold|as|nm|objcopy|gcc)(\.exe)?['"`:]?[^\n]*(No such file or directory|not found|does not exist|cannot find the (file|path))"#],
            none: &[],
            weight: 0.85,
            printed_by: "shells, make, cmake and build scripts that start the tool",
            source: "the systems' ENOENT and ERROR_FILE_NOT_FOUND, behind the path",
        },
        Symptom {
            all: &[r"No toolchains found in the NDK toolchains folder for ABI with prefix: \S*-linux-android"],
            none: &[],
            weight: 0.9,
            printed_by: "the Android Gradle plugin before 4.1",
            source: "com.android.build.gradle.internal.ndk.DefaultNdkInfo, of plugins that strip with GNU's tool",
        },
        Symptom {
            all: &[r#"[`'"\s/\\](arm|aarch64|i686|x86_64|armv7a?)-linux-android(eabi)?-(ar|ld\.gold|ld\.bfd|ld|ranlib|strip|nm|objcopy|objdump|readelf|as)(\.exe)?\b.{0,4}(installed|not installed|not found|: No such file|: command not found|doesn't exist|does not exist)|(find|locate|tool[.:]? ?(Is )?|execute|run) ?[`'"]?(\S*[/\\])?(arm|aarch64|i686|x86_64|armv7a?)-linux-android(eabi)?-(ar|ld\.gold|ranlib|strip|nm|objcopy|readelf)\b|[Ff]ailed to find (ar|ranlib|strip|ld|nm|objcopy) for \S*android"#],
            none: &[],
            weight: 0.93,
            printed_by: "cc, cargo-ndk, cargokit, ring, openssl-src and others that name NDK binutils",
            source: "Android NDK r23's changelog: GNU binutils were removed",
        },
        Symptom {
            all: &[r"No toolchains found in the NDK toolchains folder|toolchains[/\\](arm-linux-androideabi|aarch64-linux-android|x86(_64)?)-4\.9.{0,80}(No such file|not found|does not exist|doesn't exist)|platforms[/\\]android-\d+.{0,60}(No such file|not found|does not exist|doesn't exist|no such)|make[_-]standalone[_-]toolchain|does not (contain|have) .{0,20}(gcc|binutils|platforms)"],
            none: &[],
            weight: 0.85,
            printed_by: "Android Gradle plugin 3, cargo-apk and others",
            source: "NDK r18 to r25 removed gcc, platforms and prebuilt binutils",
        },
        Symptom {
            all: &[r"command not found: [`'\x22]?(\S*/)?((arm|aarch64|i686|x86_64)-linux-android(eabi)?-(ar|ranlib|strip|ld|nm|objcopy|readelf|as))['\x22]?\s*$|[Uu]nknown command:? [`'\x22]?((arm|aarch64|i686|x86_64)-linux-android(eabi)?-(ar|ranlib|strip|ld|nm|objcopy|readelf|as))\b|\bno ((arm|aarch64|i686|x86_64)-linux-android(eabi)?-(ar|ranlib|strip|ld|nm|objcopy|readelf|as)) in \(/|[Tt]he term '((arm|aarch64|i686|x86_64)-linux-android(eabi)?-(ar|ranlib|strip|ld|nm|objcopy|readelf|as))(\.exe)?' is not recognized|\benv: ['‘]?((arm|aarch64|i686|x86_64)-linux-android(eabi)?-(ar|ranlib|strip|ld|nm|objcopy|readelf|as))['’]?: No such file|[`'\x22]((arm|aarch64|i686|x86_64)-linux-android(eabi)?-(ar|ranlib|strip|ld|nm|objcopy|readelf|as))(\.exe)?['\x22`] (n'est pas reconnu|ist entweder falsch|no se reconoce|не является внутренней|não é reconhecido|non è riconosciuto|不是内部或外部命令)|'((arm|aarch64|i686|x86_64)-linux-android(eabi)?-(ar|ranlib|strip|ld|nm|objcopy|readelf|as))' 不是内部或外部命令"],
            none: &[],
            weight: 0.9,
            printed_by: "zsh, fish, which, PowerShell, env, and cmd.exe in other languages",
            source: "zsh Src/exec.c; fish src/exec and share/functions/fish_command_not_found; GNU which; PowerShell's CommandNotFoundException; coreutils env.c",
        },
    ],
    live: Live::Target(check),
};

/// A tool that a setting names, and LLVM's in its place.
struct Named {
    what: String,
    /// The variable; none for the linker.
    variable: Option<String>,
    setting: Located<String>,
    instead: Option<HostPath>,
}

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let settings = variables(wanted, cx);
    let Some(build) = Build::of(wanted, cx)? else { return Ok(Outcome::NotApplicable) };
    let settings = settings?;
    let search = cx.fact::<NdkSearch>(())?;
    let mut gone: Vec<(Named, Ndk, bool)> = Vec::new();
    if let Some(ndk) = linker_gone(&build, search.ndk.as_ref(), cx)? {
        let instead = if fits(&ndk, &build.rustc.version) {
            wrapper_of(&ndk, build.prefix, &build.rustc.version, cx)?
        } else {
            None
        };
        let origin = build.linker.chosen_by.origin().cloned().unwrap_or(Origin::Default);
        let setting = Located::new(build.linker.written.clone(), origin);
        gone.push((Named { what: "the linker".into(), variable: None, setting, instead }, ndk, true));
    }
    if build.compiles_c {
        let asked: Vec<_> = settings
            .iter()
            .map(|(name, setting)| tool_gone(&setting.value, search.ndk.as_ref(), cx).map(|it| (name, setting, it)))
            .collect();
        for asked in asked {
            let (name, setting, ndk) = asked?;
            let Some(ndk) = ndk else { continue };
            let instead = match name.split('_').next() {
                Some("AR") => ndk.tool("llvm-ar"),
                Some("RANLIB") => ndk.tool("llvm-ranlib"),
                _ => wrapper_of(&ndk, build.prefix, &build.rustc.version, cx)?,
            };
            let named =
                Named { what: format!("`{name}`"), variable: Some(name.clone()), setting: setting.clone(), instead };
            gone.push((named, ndk, false));
        }
    }
    let Some((first, ndk, is_linker)) = gone.first() else {
        let named = settings.iter().filter(|(_, setting)| is_gnu_tool(file_name(&setting.value))).count();
        return Ok(if named == 0 {
            Outcome::NotApplicable
        } else {
            Outcome::Pass(format!("the GNU tools that are named exist ({named})"))
        });
    };
    let message =
        format!("{} is `{}`, a GNU tool that NDK {} no longer has", first.what, first.setting.value, ndk.revision);
    let key = |named: &Named| match &named.variable {
        Some(name) => format!("env.{name}"),
        None => format!("target.{}.linker", wanted.triple),
    };
    let mut finding = Finding::new(message, "the program is started at exactly this path")
        .evidence([revision(ndk)])
        .evidence(gone.iter().map(|(named, ..)| named.setting.evidence(&key(named))))
        .fix(fix(first, &gone, &build, wanted, cx)?);
    finding.conclusive = *is_linker;
    Ok(finding.into())
}

/// LLVM's tools named in place of all that are gone.
fn fix(
    first: &Named,
    gone: &[(Named, Ndk, bool)],
    build: &Build,
    wanted: &Wanted,
    cx: &Cx<'_>,
) -> Result<Vec<Fix>, Pause> {
    let Some(instead) = &first.instead else { return Ok(vec![mend::install_ndk(CHECK.id, cx)?]) };
    let Some(name) = &first.variable else {
        return set_linker(CHECK.id, &build.linker, instead.as_str(), cx);
    };
    if let Origin::Env { .. } = first.setting.origin {
        return Ok(vec![mend::correct_variable(CHECK.id, name, &first.setting.origin, instead)]);
    }
    let all: Vec<_> =
        gone.iter().filter_map(|(named, ..)| Some((named.variable.clone()?, named.instead.clone()?))).collect();
    let title = format!("name the NDK's own tools for `{}`", wanted.triple);
    set_paths(CHECK.id, &wanted.triple, &title, &all, cx)
}

/// The variables that tell cc which tools to use for the target, as far as they are set.
fn variables(wanted: &Wanted, cx: &Cx<'_>) -> Result<Vec<(String, Located<String>)>, Pause> {
    let names: Vec<_> = ["CC", "CXX", "AR", "RANLIB"]
        .into_iter()
        .flat_map(|tool| {
            [wanted.triple.as_str().to_owned(), wanted.triple.underscored()].map(|triple| format!("{tool}_{triple}"))
        })
        .collect();
    let (table, inherited) = (cx.fact::<EnvTable>(()), names.iter().map(|name| cx.env(name)).collect::<Vec<_>>());
    let table = table?;
    let mut found = Vec::new();
    for (name, inherited) in names.into_iter().zip(inherited) {
        let setting = match (table.value(&name), inherited?) {
            (Some(value), _) => value.clone(),
            (None, Some(value)) => Located::new(value.to_owned(), Origin::Env { name: name.clone() }),
            (None, None) => continue,
        };
        found.push((name, setting));
    }
    Ok(found)
}

/// The NDK that no longer has the linker, if that is why it is absent.
fn linker_gone(build: &Build, found: Option<&Ndk>, cx: &Cx<'_>) -> Result<Option<Ndk>, Pause> {
    if !matches!(build.linker.chosen_by, ChosenBy::Config { .. } | ChosenBy::Rustflags(_)) {
        return Ok(None);
    }
    match &build.state {
        LinkerState::PathGone { path } => of_ndk(path, cx),
        LinkerState::CrossDriverAbsent | LinkerState::NameAbsent if is_gnu_tool(build.linker.name()) => {
            Ok(found.filter(|ndk| !has_gnu_tools(&ndk.revision)).cloned())
        }
        _ => Ok(None),
    }
}

/// The NDK that no longer has a tool that a variable names by path or by name.
fn tool_gone(value: &str, found: Option<&Ndk>, cx: &Cx<'_>) -> Result<Option<Ndk>, Pause> {
    if !is_gnu_tool(file_name(value)) {
        return Ok(None);
    }
    match HostPath::parse(value) {
        Some(path) => match cx.metadata(&path)? {
            Metadata::Missing | Metadata::Dangling { .. } => of_ndk(&path, cx),
            Metadata::Found(_) | Metadata::Unreadable { .. } => Ok(None),
        },
        None if !cx.which(value)?.is_empty() => Ok(None),
        None => Ok(found.filter(|ndk| !has_gnu_tools(&ndk.revision)).cloned()),
    }
}

fn of_ndk(path: &HostPath, cx: &Cx<'_>) -> Result<Option<Ndk>, Pause> {
    Ok(ndk::missing(path, cx)?.filter(|missing| missing.why == Why::GnuTool).map(|missing| missing.ndk))
}

fn file_name(program: &str) -> &str {
    program.rsplit(['/', '\\']).next().unwrap_or(program)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        android::scene::{ANDROID, BIN, compiles_c, linked_with, ndk},
        facts::linker::scene::{config, layout},
    };

    const AR: &str = "AR_aarch64_linux_android";

    #[test]
    fn fires_for_an_archiver_of_the_table() {
        let text = format!("[env]\n{AR} = \"{BIN}/aarch64-linux-android-ar\"\n");
        let fake = compiles_c(config(ndk("1.95.0", "23.1.7779620"), &text)).granted((), layout(&text));
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, ANDROID) else { panic!("did not fire") };
        let expected =
            format!("`{AR}` is `{BIN}/aarch64-linux-android-ar`, a GNU tool that NDK 23.1.7779620 no longer has");
        assert_eq!(finding.message, expected);
        assert_eq!(finding.fixes[0].title, format!("name the NDK's own tools for `{ANDROID}`"));
        // the path is this machine's: it leaves the project's file
        assert_eq!(finding.fixes[0].scope, xdoctor_fixes::Scope::User);
    }

    #[test]
    fn fires_for_a_variable_of_the_environment_by_name() {
        let fake = compiles_c(ndk("1.95.0", "25.2.9519653")).env(AR, "aarch64-linux-android-ar");
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, ANDROID) else { panic!("did not fire") };
        assert_eq!(finding.fixes[0].title, format!("make `{AR}` name `{BIN}/llvm-ar`"));
    }

    #[test]
    fn fires_for_a_linker() {
        let fake = linked_with(ndk("1.95.0", "23.1.7779620"), ANDROID, "aarch64-linux-android-ld.gold");
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, ANDROID) else { panic!("did not fire") };
        assert!(finding.conclusive);
        let title = format!("set the linker for `{ANDROID}` to `{BIN}/aarch64-linux-android21-clang`");
        assert_eq!(finding.fixes[0].title, title);
    }

    #[test]
    fn an_ndk_that_still_has_them_passes() {
        let fake = compiles_c(ndk("1.67.1", "21.4.7075529")).env(AR, &format!("{BIN}/aarch64-linux-android-ar"));
        assert_eq!(fake.judge(&CHECK, ANDROID), Ok(Outcome::Pass("the GNU tools that are named exist (1)".into())));
        let llvm = compiles_c(ndk("1.95.0", "25.2.9519653")).env(AR, &format!("{BIN}/llvm-ar"));
        assert_eq!(llvm.judge(&CHECK, ANDROID), Ok(Outcome::NotApplicable));
    }
}

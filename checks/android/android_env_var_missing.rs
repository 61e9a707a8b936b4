//! The app's tool wants to be told by a variable where the SDK or the NDK is.

use super::mend;
use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Outcome, Pause, Symptom, Topic,
    answer::Metadata,
    check::Severity,
    facts::{
        ndk::{NdkSearch, clang_prefix},
        project::Project,
        rustc::TargetList,
    },
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "android-env-var-missing",
    topic: Topic::Android,
    title: "a variable that the app's tool needs is not set",
    severity: Severity::Failure,
    docs: "\
## What is wrong
Tools that build whole apps want to be told where the SDK and the NDK are: Tauri and cargo-mobile by `ANDROID_HOME` and \
`NDK_HOME`, cargo-apk by `ANDROID_HOME` (or `ANDROID_SDK_ROOT`) and one of `ANDROID_NDK_ROOT`, `ANDROID_NDK_PATH`, \
`ANDROID_NDK_HOME`, `NDK_HOME`. The variable is absent from the environment of the command: never set, set in a shell's \
start-up file that this shell does not read, or not handed on by an IDE, `sudo` or a CI step.
## Why it breaks the build
The tool stops before cargo is started. Plain `cargo build` reads none of these.
## What to do
Set the variable where every shell reads it, and open a new one.
## Sources
cargo-mobile2 `src/android/env.rs` and `src/android/ndk.rs`; ndk-build (cargo-apk) `src/ndk.rs`, `from_env`; \
developer.android.com, *Environment variables*.",
    links: &["https://developer.android.com/tools/variables"],
    symptoms: &[
        Symptom {
            all: &[r"Please set the path to the Android (SDK|NDK) with either the \$"],
            none: &[],
            weight: 0.9,
            printed_by: "ndk-build 0.1 to 0.9",
            source: "rust-mobile/cargo-apk ndk-build/src/error.rs, SdkNotFound and NdkNotFound",
        },
        Symptom {
            all: &[r"The `(ANDROID_HOME|NDK_HOME|ANDROID_SDK_ROOT)` environment( variable|$)"],
            none: &[r"doesn't point to an existing directory"],
            weight: 0.95,
            printed_by: "cargo-mobile, cargo-mobile2, tauri",
            source: "tauri-apps/cargo-mobile2 src/android/env.rs and src/android/ndk.rs",
        },
        Symptom {
            all: &[r"Have you installed the (Android SDK|NDK)\?", r"isn't set, and( is|$)|^\s*required: environment variable not found"],
            none: &[r"doesn't point to an existing directory"],
            weight: 0.9,
            printed_by: "cargo-mobile, cargo-mobile2, tauri, whose reports are wrapped at the terminal's width",
            source: "tauri-apps/cargo-mobile2 src/android/env.rs and src/android/ndk.rs",
        },
        Symptom {
            all: &[r"Android SDK is not found\."],
            none: &[],
            weight: 0.9,
            printed_by: "cargo-apk, ndk-build",
            source: "rust-mobile/cargo-apk ndk-build/src/error.rs, SdkNotFound",
        },
        Symptom {
            all: &[r"SDK location not found\. Define (a valid SDK location|location) with"],
            none: &[],
            weight: 0.85,
            printed_by: "the Android Gradle plugin",
            source: "com.android.build.gradle.internal.SdkLocator",
        },
        Symptom {
            all: &[r"(?i)\b(ANDROID_(NDK|SDK)_?(HOME|ROOT|PATH)?|ANDROID_HOME|NDK_HOME)\b[`'\x22]?( environment variable| env(ironment)? var(iable)?)?( is| must be|:)? ?(not set|unset|undefined|not defined|missing|not present|NotPresent|is required|must be set|to be set)"],
            none: &[],
            weight: 0.8,
            printed_by: "build scripts and plugins that read the variable",
            source: "rust-lang/rust library/std/src/env.rs, VarError, behind the variable's name; openssl-src, rust-android-gradle and their like",
        },
        Symptom {
            all: &[r#"((ANDROID_(HOME|NDK(_HOME|_ROOT|_PATH)?|SDK_ROOT|SDK_HOME)|NDK_(HOME|ROOT|PATH))[`'"]?( environment)?( variable| variables)?.{0,20}(isn't set|is not set|not set|not found|must be set|undefined|is required|unset|is missing|was not set|not defined|needs to be set|NotPresent|is empty))|([Pp]lease|[Mm]ust|[Yy]ou need to) (set|export|define) .{0,30}(ANDROID_(HOME|NDK\w*|SDK_ROOT)|NDK_HOME)"#],
            none: &[r"ANDROID_NDK_HOME` is set", r"Could not find any NDK"],
            weight: 0.88,
            printed_by: "tauri, cargo-mobile2, cargo-ndk, cargo-apk, gradle plugins",
            source: "their checks of the environment",
        },
        Symptom {
            all: &[r"(?i)(not|n't|unable to|fail\w* to|please|must|need to|have to)\s(be\s)?(find|read|get|locate|set|define|resolve|determine|export|specify|provide|configure)\w*\s(an?\s|the\s|your\s)?(path\sto\s|value\sof\s|env\w*\s|variable\s|var\s){0,3}[`'\x22$%{]*(ANDROID_(NDK|SDK)?_?(HOME|ROOT|PATH)?|NDK_(HOME|ROOT))\b"],
            none: &[r"Could not find any NDK"],
            weight: 0.6,
            printed_by: "build scripts and plugins, in words of their own",
            source: "the name of the variable beside any wording of its absence",
        },
        Symptom {
            all: &[r"\b(ANDROID_\w*(HOME|ROOT|NDK|PATH)|NDK_(HOME|ROOT)): (unbound variable|parameter (not set|null or not set)|(is )?(required|missing|not set|unset))"],
            none: &[],
            weight: 0.85,
            printed_by: "bash, dash and zsh, in a build's script with `set -u`",
            source: "GNU bash error.c, err_unboundvar; POSIX ${NAME:?}",
        },
        Symptom {
            all: &[r"^\W*(Error:? )?(failed to load Android env: )?Have you installed the Android SDK\?"],
            none: &[],
            weight: 0.45,
            printed_by: "cargo-mobile, cargo-mobile2, tauri, cut off",
            source: "tauri-apps/cargo-mobile2 src/android/env.rs",
        },
        Symptom {
            all: &[r"(?i)^(error:?\s|fatal:?\s|\*+\s|!+\s)?(please )?set (the )?\$?(ANDROID_(NDK|SDK)?_?(HOME|ROOT)|NDK_HOME)\b"],
            none: &[],
            weight: 0.4,
            printed_by: "build scripts, in words of their own",
            source: "what other symptoms know is surer",
        },
        Symptom {
            all: &[r"KeyError: '(ANDROID_(NDK|SDK)?_?(HOME|ROOT|PATH)?|NDK_(HOME|ROOT))'|environment variable not found: [`'\x22]?(ANDROID_|NDK_)|\b(undefined|no|unset|missing)(:| variable| environment variable)? [`'\x22$]*(ANDROID_(NDK|SDK)?_?(HOME|ROOT|PATH)?|NDK_(HOME|ROOT))\b|Undefined (ANDROID|NDK)_\w+"],
            none: &[],
            weight: 0.75,
            printed_by: "Python, build scripts that read the variable, make's scripts",
            source: "CPython Lib/os.py, _Environ; rust-lang/rust library/std/src/env.rs, VarError",
        },
        Symptom {
            all: &[r"NotPresent\b.*\b(ANDROID_\w+|NDK_(HOME|ROOT))\b|\bNDK path not (specified|set|given)|\bset (ANDROID_NDK\w*|NDK_HOME|ANDROID_HOME)( environment variable)?\s*$"],
            none: &[],
            weight: 0.7,
            printed_by: "build scripts that read the variable",
            source: "rust-lang/rust library/std/src/env.rs, VarError",
        },
    ],
    live: Live::Target(check),
};

/// A tool that builds apps, by a file of its own in the project, and the variables of which it needs one each.
struct AppTool {
    name: &'static str,
    marks: &'static [&'static str],
    needs: &'static [&'static [&'static str]],
}

const SDK: &[&str] = &["ANDROID_HOME", "ANDROID_SDK_ROOT"];

const TOOLS: [AppTool; 3] = [
    AppTool {
        name: "Tauri",
        marks: &["src-tauri/tauri.conf.json", "src-tauri/tauri.conf.json5", "src-tauri/Tauri.toml", "tauri.conf.json"],
        needs: &[SDK, &["NDK_HOME"]],
    },
    AppTool { name: "cargo-mobile", marks: &["mobile.toml"], needs: &[SDK, &["NDK_HOME"]] },
    AppTool {
        name: "cargo-apk",
        marks: &[],
        needs: &[SDK, &["ANDROID_NDK_ROOT", "ANDROID_NDK_PATH", "ANDROID_NDK_HOME", "NDK_HOME"]],
    },
];

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    if clang_prefix(&wanted.triple).is_none() {
        return Ok(Outcome::NotApplicable);
    }
    let (known, project) = (cx.fact::<TargetList>(()), Project::here(cx));
    let (known, Some(project)) = (known?, project?) else { return Ok(Outcome::NotApplicable) };
    if !known.knows(&wanted.triple) {
        return Ok(Outcome::NotApplicable);
    }
    let Some((tool, mark)) = app_tool(&project, cx)? else { return Ok(Outcome::NotApplicable) };
    let search = cx.fact::<NdkSearch>(());
    let asked: Vec<Vec<_>> = tool.needs.iter().map(|names| names.iter().map(|name| cx.env(name)).collect()).collect();
    let search = search?;
    let mut missing = None;
    for (names, values) in tool.needs.iter().zip(asked) {
        let mut is_set = false;
        for value in values {
            is_set |= value?.is_some_and(|value| !value.is_empty());
        }
        if !is_set {
            missing.get_or_insert(names[0]);
        }
    }
    let Some(name) = missing else {
        return Ok(Outcome::Pass(format!("the variables that {} reads are set", tool.name)));
    };
    let path = if SDK.contains(&name) { search.sdk.clone() } else { search.ndk.as_ref().map(|ndk| ndk.root.clone()) };
    let evidence = [
        Evidence::File { file: mark, line: None, text: format!("the project is built with {}", tool.name) },
        Evidence::Env { name: name.to_owned(), value: String::new() },
    ];
    let message = format!("`{name}` is not set, and {} needs it", tool.name);
    let value = path.as_ref().map_or("its directory", HostPath::as_str);
    let on_windows = cx.host()?.os == "windows";
    let line = if on_windows { format!("`setx {name} \"{value}\"`") } else { format!("`export {name}={value}`") };
    let place = if on_windows { "then open a new terminal" } else { "in the file that every shell of yours reads" };
    let fix = mend::manual(format!("{}/{name}", CHECK.id), format!("set `{name}`"), vec![format!("{line}, {place}")]);
    Ok(Finding::new(
        message,
        format!("{} stops before it starts cargo; `cargo build` itself reads no such variable", tool.name),
    )
    .evidence(evidence)
    .fix([fix])
    .warning()
    .into())
}

/// The tool that the project's files belong to, and the file that says so.
fn app_tool(project: &Project, cx: &Cx<'_>) -> Result<Option<(&'static AppTool, HostPath)>, Pause> {
    let first = |mark: &str| mark.split('/').next().unwrap_or_default().to_owned();
    let marks: Vec<_> = TOOLS
        .iter()
        .flat_map(|tool| tool.marks.iter().map(move |mark| (tool, project.root.join(mark), first(mark))))
        .filter(|(_, _, entry)| project.entries.contains(entry))
        .map(|(tool, path, _)| (tool, cx.metadata(&path), path))
        .collect();
    for (tool, metadata, path) in marks {
        if matches!(metadata?, Metadata::Found(_)) {
            return Ok(Some((tool, path)));
        }
    }
    // its table in the manifest of a package that is built here
    let manifests: Vec<_> = project.built().map(|package| (&package.manifest, cx.text(&package.manifest))).collect();
    for (manifest, text) in manifests {
        let has_table = text?
            .is_some_and(|text| text.lines().any(|line| line.trim_start().starts_with("[package.metadata.android")));
        if has_table {
            return Ok(Some((&TOOLS[2], manifest.clone())));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        android::scene::{ANDROID, NDK_27, with_rust},
        facts::ndk::scene::with_ndk,
        testing::Fake,
    };

    const NDK: &str = "/home/user/Android/Sdk/ndk/27.2.12479018";

    fn app() -> Fake {
        with_ndk(with_rust("1.95.0"), NDK, NDK_27)
            .file("/p/Cargo.toml", "[package]\nname = \"p\"\n")
            .file("/p/src/lib.rs", "")
    }

    fn tauri() -> Fake {
        app().file("/p/src-tauri/tauri.conf.json", "{}")
    }

    #[test]
    fn fires_for_tauri_and_says_where_it_is() {
        let Ok(Outcome::Found(finding)) = tauri().judge(&CHECK, ANDROID) else { panic!("did not fire") };
        assert_eq!(finding.message, "`ANDROID_HOME` is not set, and Tauri needs it");
        assert!(finding.warning);
        let with_home = tauri().env("ANDROID_HOME", "/home/user/Android/Sdk");
        let Ok(Outcome::Found(finding)) = with_home.judge(&CHECK, ANDROID) else { panic!("did not fire") };
        assert_eq!(finding.message, "`NDK_HOME` is not set, and Tauri needs it");
        let xdoctor_fixes::Change::Manual { steps } = &finding.fixes[0].change else { panic!("not by hand") };
        assert!(steps[0].starts_with(&format!("`export NDK_HOME={NDK}`")));
    }

    #[test]
    fn cargo_apk_takes_any_of_its_variables() {
        let manifest = "[package]\nname = \"p\"\n[package.metadata.android]\n";
        let fake = app().file("/p/Cargo.toml", manifest).env("ANDROID_SDK_ROOT", "/home/user/Android/Sdk");
        assert!(matches!(fake.judge(&CHECK, ANDROID), Ok(Outcome::Found(_))));
        let passed = Outcome::Pass("the variables that cargo-apk reads are set".into());
        assert_eq!(fake.env("ANDROID_NDK_HOME", NDK).judge(&CHECK, ANDROID), Ok(passed));
    }

    #[test]
    fn plain_cargo_needs_no_variable() {
        assert_eq!(app().judge(&CHECK, ANDROID), Ok(Outcome::NotApplicable));
        assert_eq!(tauri().judge(&CHECK, "aarch64-unknown-linux-gnu"), Ok(Outcome::NotApplicable));
    }
}

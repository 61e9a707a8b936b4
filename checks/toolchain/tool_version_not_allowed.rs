//! The policy asks for other versions of a tool than the one that a target is built with.

use semver::Version;

use super::mend;
use crate::{
    Check, Cx, Evidence, Failure, Finding, Judgement, Live, Outcome, Pause, Topic,
    answer::Ran,
    check::Severity,
    facts::{
        apple::{DeveloperDir, DeveloperTools},
        container::Cross,
        ndk::TargetNdk,
        zig::Zig,
    },
    policy::{Policy, PolicyHere, Requirement, Tool, version},
    question::Run,
    targets::{Builder, ChosenRoute, Family},
    wanted::{Wanted, mentions::line_of},
};

pub static CHECK: Check = Check {
    id: "tool-version-not-allowed",
    topic: Topic::Toolchain,
    title: "a tool of the build has none of the versions that the project's policy asks for",
    severity: Severity::Failure,
    docs: "\
## What is wrong
`xdoctor.toml` (or `[workspace.metadata.xdoctor]`) says under `require` which versions of the NDK, of zig, of Xcode or of \
cross the project is built with, and what this target would be built with here is none of them. A tool that the target's \
route does not use is not looked at.
## Why it breaks the build
The build itself may pass. What it makes is not what the project wants to ship: another oldest Android or macOS, another \
glibc, pages of another size, an SDK that a store does not take any more. No link can refute that, so none is tried.
## What to do
Install a version within the range and have the build use it: `sdkmanager --install 'ndk;VERSION'`, `pip install \
ziglang==VERSION`, `sudo xcode-select --switch /Applications/Xcode_VERSION.app`, `cargo install cross@VERSION`. If the \
policy is out of date, change the range; `[[accept]]` with a reason and a day lets a machine be for the time being.
## Sources
The project's own policy; `Pkg.Revision` in the NDK's `source.properties`; `zig version`; `version.plist` in Xcode's \
bundle; cargo's list of what it installed, `.crates.toml`.",
    links: &["https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html"],
    symptoms: &[],
    live: Live::Target(check),
};

/// What a target is built with, of a tool.
enum Used {
    /// The target's build does not use it, or it is not here: that is a cause of its own.
    Not,
    /// This is used in its place.
    Instead(&'static str, Evidence),
    Version(Version, Evidence),
}

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let here = cx.fact::<PolicyHere>(())?;
    let Some(policy) = here.policy() else { return Ok(Outcome::NotApplicable) };
    let asked: Vec<_> = policy.require.iter().filter(|one| one.tool != Tool::Rustc).collect();
    if asked.is_empty() {
        return Ok(Outcome::NotApplicable);
    }
    let chosen = ChosenRoute::of(wanted, cx)?;
    let used: Vec<_> = asked.into_iter().map(|one| (one, used(one.tool, chosen.builder, wanted, cx))).collect();
    let (mut within, mut outside, mut unknown) = (Vec::new(), Vec::new(), None);
    for (asked, used) in used {
        match used {
            Err(Pause::Pending) => return Err(Pause::Pending),
            Err(pause) => unknown = Some(pause),
            Ok(Used::Not) => {}
            Ok(Used::Version(version, _)) if asked.range.allows(&version) => {
                within.push(format!("{} {version} is within `{}`", asked.tool.told(), asked.range));
            }
            Ok(Used::Version(version, seen)) => {
                let what =
                    format!("{} {version} is used, and the policy asks for `{}`", asked.tool.told(), asked.range);
                outside.push((asked, what, seen));
            }
            Ok(Used::Instead(other, seen)) => {
                let what = format!("{other} is used, and the policy asks for {} `{}`", asked.tool.told(), asked.range);
                outside.push((asked, what, seen));
            }
        }
    }
    match (outside.is_empty(), unknown) {
        (false, _) => finding(policy, &outside, cx),
        (true, Some(pause)) => Err(pause),
        (true, None) if within.is_empty() => Ok(Outcome::NotApplicable),
        (true, None) => Ok(Outcome::Pass(within.join(", "))),
    }
}

fn finding(policy: &Policy, outside: &[(&Requirement, String, Evidence)], cx: &Cx<'_>) -> Judgement {
    let mut evidence = Vec::new();
    for (asked, _, seen) in outside {
        let text = line_of(&policy.file, asked.line, cx)?.unwrap_or_default().trim().to_owned();
        evidence.push(Evidence::File { file: policy.file.clone(), line: Some(asked.line), text });
        evidence.push(seen.clone());
    }
    let told: Vec<_> = outside.iter().map(|(_, what, _)| what.as_str()).collect();
    let steps = outside.iter().map(|(asked, ..)| way(asked)).chain(["or change the range in the policy".to_owned()]);
    let tools: Vec<_> = outside.iter().map(|(asked, ..)| format!("{} `{}`", asked.tool.told(), asked.range)).collect();
    Ok(Finding::new(told.join("; "), "the project is to be built with no other")
        .evidence(evidence)
        .fix([mend::manual(CHECK.id, format!("build with {}", tools.join(", ")), steps)])
        .conclusive()
        .into())
}

fn way(asked: &Requirement) -> String {
    match asked.tool {
        Tool::Rustc => "`rustup update`, or pin a release in `rust-toolchain.toml`",
        Tool::Ndk => "`sdkmanager --install 'ndk;VERSION'`, and name it in `ANDROID_NDK_HOME` and as the linker",
        Tool::Zig => "`pip install ziglang==VERSION`, or the archive of https://ziglang.org/download on `PATH`",
        Tool::Xcode => "`sudo xcode-select --switch /Applications/Xcode_VERSION.app`, or `DEVELOPER_DIR` for one shell",
        Tool::Cross => "`cargo install cross@VERSION`",
    }
    .to_owned()
}

fn used(tool: Tool, builder: Builder, wanted: &Wanted, cx: &Cx<'_>) -> Result<Used, Pause> {
    let family = Family::of(&wanted.triple);
    match tool {
        Tool::Rustc => Ok(Used::Not),
        Tool::Ndk if family == Family::Android && builder != Builder::Cross => ndk(wanted, cx),
        Tool::Zig if builder == Builder::Zigbuild => zig(cx),
        Tool::Xcode if matches!(family, Family::Darwin | Family::AppleDevice) && builder == Builder::Cargo => xcode(cx),
        Tool::Cross if builder == Builder::Cross => cross(cx),
        Tool::Ndk | Tool::Zig | Tool::Xcode | Tool::Cross => Ok(Used::Not),
    }
}

fn ndk(wanted: &Wanted, cx: &Cx<'_>) -> Result<Used, Pause> {
    let used = cx.fact::<TargetNdk>(wanted.triple.clone())?;
    let Some(ndk) = &used.ndk else { return Ok(Used::Not) };
    let revision = &ndk.revision;
    let file = ndk.root.join("source.properties");
    let seen = Evidence::File { file, line: None, text: format!("Pkg.Revision = {revision}") };
    Ok(Used::Version(Version::new(revision.major.into(), revision.minor.into(), revision.build.into()), seen))
}

fn zig(cx: &Cx<'_>) -> Result<Used, Pause> {
    let zig = cx.fact::<Zig>(())?;
    let Zig::Found { version: text, command } = &*zig else { return Ok(Used::Not) };
    let command = command.iter().cloned().chain(["version".to_owned()]).collect();
    of_text(text, Evidence::Command { command, exit: Some(0), output: text.clone() })
}

/// The version stands in the bundle; running `xcodebuild` takes seconds.
fn xcode(cx: &Cx<'_>) -> Result<Used, Pause> {
    if cx.host()?.os != "macos" {
        return Ok(Used::Not);
    }
    let dir = cx.fact::<DeveloperDir>(())?;
    let DeveloperDir::Found { path, tools, .. } = &*dir else { return Ok(Used::Not) };
    let selected =
        || Evidence::File { file: path.clone(), line: None, text: "the selected developer directory".into() };
    match tools {
        DeveloperTools::Xcode => {}
        DeveloperTools::CommandLineTools | DeveloperTools::Other => return Ok(Used::Instead(tools.name(), selected())),
    }
    let Some(file) = path.parent().map(|contents| contents.join("version.plist")) else { return Ok(Used::Not) };
    let key = "CFBundleShortVersionString";
    if let Some(text) = cx.text(&file)?.and_then(|text| plist_string(text, key)) {
        let seen = Evidence::File { file, line: None, text: format!("{key} = {text}") };
        return of_text(text, seen);
    }
    // A property list may also be a binary one.
    let ran = cx.run(Run::probe("xcodebuild", ["-version"]))?;
    let Ran::Finished { exit, stdout, .. } = ran else { return Ok(Used::Not) };
    let Some(text) = stdout.lines().find_map(|line| line.strip_prefix("Xcode ")).filter(|_| exit.success()) else {
        return Err(unknown("`xcodebuild -version` names no version".to_owned()));
    };
    let command = vec!["xcodebuild".to_owned(), "-version".to_owned()];
    of_text(text, Evidence::Command { command, exit: Some(0), output: stdout.clone() })
}

/// The string behind a key of a property list in XML (`man plist`).
fn plist_string<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(&format!("<key>{key}</key>"))?;
    let (value, _) = rest.trim_start().strip_prefix("<string>")?.split_once("</string>")?;
    Some(value.trim())
}

fn cross(cx: &Cx<'_>) -> Result<Used, Pause> {
    match &*cx.fact::<Cross>(())? {
        Cross::Absent => Ok(Used::Not),
        Cross::Release { path, version } => {
            let text = format!("cross {version}, by cargo's list of what it installed");
            Ok(Used::Version(version.clone(), Evidence::File { file: path.clone(), line: None, text }))
        }
        Cross::Repository { path } => {
            Err(unknown(format!("`{path}` was built from cross's repository, not from a release")))
        }
        Cross::Unknown { path } => Err(unknown(format!("nothing says which version `{path}` is"))),
    }
}

fn of_text(text: &str, seen: Evidence) -> Result<Used, Pause> {
    version(text).map(|version| Used::Version(version, seen)).ok_or_else(|| unknown(format!("`{text}` is no version")))
}

fn unknown(message: String) -> Pause {
    Pause::Unknown(Failure::Failed { message })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Triple,
        container::scene as container,
        facts::ndk::{FoundBy, Ndk, Revision, Tools},
        testing::{Fake, path},
        toolchain::scene::{AARCH64, STABLE, finding, rustup},
    };

    fn zig(range: &str) -> Fake {
        let policy = format!("[targets.{AARCH64}]\nroute = 'zig'\n[require]\nzig = '{range}'\nndk = '>=99'\n");
        rustup().std(STABLE, AARCH64).file("/p/xdoctor.toml", &policy).command(["zig", "version"], "0.15.2\n")
    }

    #[test]
    fn fires_for_the_zig_of_the_route_alone() {
        let found = finding(&zig("0.13"), &CHECK, AARCH64);
        assert_eq!(found.message, "zig 0.15.2 is used, and the policy asks for `0.13`");
        assert_eq!(zig("0.15").judge(&CHECK, AARCH64), Ok(Outcome::Pass("zig 0.15.2 is within `0.15`".into())));
        let by_gcc = rustup().file("/p/xdoctor.toml", "[require]\nzig = '0.13'\n");
        assert_eq!(by_gcc.judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
    }

    #[test]
    fn fires_for_the_ndk_of_an_android_target() {
        let android = "aarch64-linux-android";
        let revision = Revision::parse("25.2.9519653").expect("a revision");
        let tools = Tools::Elsewhere { tags: Vec::new() };
        let ndk = Ndk { root: path("/ndk"), revision, found_by: FoundBy::Place, tools };
        let used = || TargetNdk { ndk: Some(ndk.clone()), level: None, is_set: true };
        let asks = |range: &str| {
            let policy = format!("[targets.{android}]\n[require]\nndk = '{range}'\n");
            rustup().granted(Triple::new(android), used()).file("/p/xdoctor.toml", &policy)
        };
        let found = finding(&asks(">=27, <29"), &CHECK, android);
        assert_eq!(found.message, "the NDK 25.2.9519653 is used, and the policy asks for `>=27, <29`");
        assert!(matches!(asks("25").judge(&CHECK, android), Ok(Outcome::Pass(_))));
        assert_eq!(asks("27").judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
    }

    #[test]
    fn the_version_of_xcode_stands_in_its_bundle() {
        let list = "<plist version=\"1.0\"><dict>\n<key>CFBundleShortVersionString</key>\n\t<string>16.3</string>\n";
        assert_eq!(plist_string(list, "CFBundleShortVersionString"), Some("16.3"));
        assert_eq!(plist_string(list, "ProductBuildVersion"), None);
    }

    #[test]
    fn a_cross_out_of_its_repository_has_no_release() {
        let asks = |installed: &str| {
            let fake = container::by_container(container::linux(), "/p", "/home/user/.cargo");
            let policy = format!("[targets.{}]\nroute = 'container'\n[require]\ncross = '0.1'\n", container::AARCH64);
            container::cross(fake, installed).file("/p/xdoctor.toml", &policy).judge(&CHECK, container::AARCH64)
        };
        assert!(matches!(asks(container::RELEASE), Ok(Outcome::Found(_))), "{:?}", asks(container::RELEASE));
        assert!(matches!(asks(container::REPOSITORY), Err(Pause::Unknown(_))));
    }
}

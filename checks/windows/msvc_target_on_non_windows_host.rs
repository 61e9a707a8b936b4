//! An msvc target, on a system where Microsoft's linker does not exist.

use super::{
    judge::{Case, Seen, is_msvc, judge},
    xwin,
};
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic,
    check::Severity,
    facts::linker::{LinkerState, Subject},
    targets::{Builder, ChosenRoute, Family},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "msvc-target-on-non-windows-host",
    topic: Topic::Windows,
    title: "an msvc target is built where Microsoft's linker does not exist",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The target links with Microsoft's `link.exe` and its libraries, and this system is not Windows. Nothing that is installed \
with rustup brings either; the advice to install Visual Studio is for Windows.
## Why it breaks the build
rustc runs `link.exe`, which is not there: ``linker `link.exe` not found``, `No such file or directory (os error 2)`.
## What to do
Build with `cargo xwin build`: it fetches Microsoft's C runtime and SDK under their licence, and links with `lld-link`. Or \
build for `*-pc-windows-gnu` with MinGW-w64, or on Windows.
## Sources
rustc's target specifications (`*-windows-msvc`, flavor `msvc`, no linker); rust-lang/rust \
`compiler/rustc_codegen_ssa/src/back/link.rs` (`linker_and_flavor`); the README of cargo-xwin.",
    links: &["https://github.com/rust-cross/cargo-xwin"],
    symptoms: &[
        Symptom {
            all: &[
                r"linker `link\.exe` not found",
                r"No such file or directory \(os error 2\)",
            ],
            none: &[],
            weight: 0.9,
            printed_by: "rustc on Linux and macOS",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/src/errors.rs, LinkerNotFound; experiment on Debian 12",
        },
        Symptom {
            all: &[r"cargo:warning=GNU compiler is not supported for this target"],
            none: &[],
            weight: 0.7,
            printed_by: "the crate cc",
            source: "rust-lang/cc-rs src/lib.rs, get_base_compiler",
        },
        Symptom {
            all: &[r"linker [`'](link\.exe|link)[`'] not found|could not exec the linker [`']link\.exe[`']|the msvc targets depend on the msvc linker but `link\.exe` was not found", r"No such file or directory \(os error 2\)"],
            none: &[r"linker [`'](lld|lld-link|rust-lld|clang)[`'] not found"],
            weight: 0.93,
            printed_by: "rustc 1.0 and later on Linux and macOS",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl (in 1.95 src/errors.rs); the words of the error are the system's",
        },
        Symptom {
            all: &[r#"[Ff]ailed to find tool[.:]? ?(Is )?[`"](cl|lib|ml64|ml|link|llvm-lib|clang-cl|lld-link|rc)(\.exe)?[`"]"#, r"No such file or directory \(os error 2\)|/home/|/Users/|unknown-linux-gnu|apple-darwin"],
            none: &[],
            weight: 0.85,
            printed_by: "cc 1.0 and later on Linux and macOS",
            source: "rust-lang/cc-rs src/windows/find_tools.rs",
        },
        Symptom {
            all: &[r"linker [`']link\.exe[`'] not found"],
            none: &[r"program not found|The system cannot find"],
            weight: 0.3,
            printed_by: "rustc 1.0 and later, its note cut off",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"Could not create named generator Visual Studio"],
            none: &[],
            weight: 0.85,
            printed_by: "CMake where there is no Windows",
            source: "Kitware/CMake Source/cmake.cxx, CreateAndSetGlobalGenerator",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    if Family::of(&wanted.triple) != Family::WindowsMsvc {
        return Ok(Outcome::NotApplicable);
    }
    let (host, route) = (cx.host(), cx.fact::<ChosenRoute>(wanted.triple.clone()));
    let (host, route) = (host?, route?);
    if host.os == "windows" {
        return Ok(Outcome::NotApplicable);
    }
    if route.builder == Builder::Xwin {
        return with_xwin(wanted, cx);
    }
    judge(wanted, is_msvc, cx, |case| look(case, cx))
}

/// The project says that it goes this way.
fn with_xwin(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    if xwin::is_installed(cx)? {
        return Ok(Outcome::Pass("`cargo xwin` is installed".into()));
    }
    let message = format!("`cargo xwin`, the route to `{}`, is not installed", wanted.triple);
    let path = cx.env("PATH")?.unwrap_or_default().to_owned();
    Ok(Finding::new(message, "Microsoft's linker does not exist on this system, and that tool stands in for it")
        .evidence([Evidence::Env { name: "PATH".into(), value: path }])
        .fix(xwin::fixes(CHECK.id, &wanted.triple, cx)?)
        .conclusive()
        .into())
}

fn look(case: &Case<'_>, cx: &Cx<'_>) -> Result<Seen, Pause> {
    if case.subject == Subject::BuildScripts {
        return Ok(Seen::Beside);
    }
    match &case.state {
        LinkerState::PlatformsOwn => {}
        LinkerState::Works { executable, .. } => return Ok(Seen::Fine(format!("`{}` links", executable.path))),
        LinkerState::NotNeeded
        | LinkerState::UnknownTarget
        | LinkerState::HostDriverForForeignTarget { .. }
        | LinkerState::HostDriverAbsent
        | LinkerState::CrossDriverAbsent
        | LinkerState::Arguments
        | LinkerState::PathGone { .. }
        | LinkerState::NameAbsent
        | LinkerState::NotExecutable { .. }
        | LinkerState::WrongMachine { .. }
        | LinkerState::Bare { .. }
        | LinkerState::FuseLdAbsent { .. }
        | LinkerState::GccTooOld { .. } => return Ok(Seen::Beside),
    }
    // A wrapper around Microsoft's own, run by wine.
    if let Some(wrapper) = cx.which("link.exe")?.first() {
        return Ok(Seen::Fine(format!("`{wrapper}` stands in for Microsoft's linker")));
    }
    let triple = &case.linker.triple;
    let message =
        format!("`{triple}` links with Microsoft's `link.exe`, which does not exist on {}", system(&case.host.os));
    let path = cx.env("PATH")?.unwrap_or_default().to_owned();
    Ok(Finding::new(message, "no linker is set for the target, and rustc runs `link.exe`")
        .evidence([Evidence::Env { name: "PATH".into(), value: path }])
        .fix(xwin::fixes(CHECK.id, triple, cx)?)
        .conclusive()
        .into())
}

fn system(os: &str) -> &str {
    match os {
        "linux" => "Linux",
        "macos" => "macOS",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        facts::linker::scene::{HOST, bare, config, debian, layout},
        windows::scene::{MSVC, build_tools, sdk, windows},
    };

    fn linux() -> crate::testing::Fake {
        debian().granted((), layout(""))
    }

    #[test]
    fn fires_where_nothing_is_set() {
        let Ok(Outcome::Found(finding)) = linux().judge(&CHECK, MSVC) else { panic!("did not fire") };
        assert_eq!(
            finding.message,
            format!("`{MSVC}` links with Microsoft's `link.exe`, which does not exist on Linux")
        );
        assert_eq!(finding.fixes[0].id, "msvc-target-on-non-windows-host/cargo-xwin");
        let with_tool = linux().program("/home/user/.cargo/bin/cargo-xwin");
        let Ok(Outcome::Found(finding)) = with_tool.judge(&CHECK, MSVC) else { panic!("did not fire") };
        assert_eq!(finding.fixes[0].title, format!("build `{MSVC}` with `cargo xwin build`"));
    }

    #[test]
    fn the_route_by_xwin_needs_its_tool() {
        let file = format!("[targets.{MSVC}]\nroute = \"xwin\"\n");
        let fake = linux().file("/p/xdoctor.toml", &file);
        assert!(matches!(fake.judge(&CHECK, MSVC), Ok(Outcome::Found(_))));
        let installed = fake.program("/usr/bin/cargo-xwin").judge(&CHECK, MSVC);
        assert_eq!(installed, Ok(Outcome::Pass("`cargo xwin` is installed".into())));
    }

    #[test]
    fn another_linker_another_host_and_other_targets_are_fine() {
        let set = format!("[target.{MSVC}]\nlinker = \"lld-link\"\n");
        let lld = config(bare(), &set).program("/usr/bin/lld-link");
        assert_eq!(lld.judge(&CHECK, MSVC), Ok(Outcome::Pass("`/usr/bin/lld-link` links".into())));
        let whole = sdk(build_tools(windows(), &["x64"]), &["x64"]);
        assert_eq!(whole.judge(&CHECK, MSVC), Ok(Outcome::NotApplicable));
        assert_eq!(linux().judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
    }
}

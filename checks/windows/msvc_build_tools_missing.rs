//! Microsoft's C++ build tools are not installed, or not for the target's architecture.

use super::{
    judge::{Case, Seen, is_msvc, judge},
    mend::{Part, with_installer},
};
use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Pause, Symptom, Topic,
    check::Severity,
    facts::msvc::{Found, Lack, Msvc, SdkLibraries},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "msvc-build-tools-missing",
    topic: Topic::Windows,
    title: "the Visual C++ build tools for the target are not installed",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The target links with Microsoft's linker and C runtime, and no installation of Visual Studio or of its Build Tools has them \
for this architecture. Visual Studio Code is another product and has neither.
## Why it breaks the build
rustc looks for `link.exe` in the installations, newest first, and finds none; then it runs whatever `link.exe` is on \
`PATH`. Mostly there is none: ``linker `link.exe` not found``.
## What to do
Add the component \"MSVC build tools\" of the architecture in the Visual Studio Installer, or install the Build Tools with \
it. ARM64 has a component of its own. Without any of it, `*-pc-windows-gnu` with the toolchain `stable-x86_64-pc-windows-gnu` \
builds pure Rust.
## Sources
The crate find-msvc-tools, `src/find_tools.rs`; rust-lang/rust `compiler/rustc_codegen_ssa/src/back/linker.rs`, `get_linker`; \
the rustc book, *Platform Support*, `*-pc-windows-msvc`; Microsoft, *Visual Studio Build Tools component directory*.",
    links: &["https://rust-lang.github.io/rustup/installation/windows-msvc.html"],
    symptoms: &[
        Symptom {
            all: &[r"couldn't find a visual studio installation|unsupported or unknown VisualStudio version: "],
            none: &[],
            weight: 0.8,
            printed_by: "cmake and cc, for windows-msvc",
            source: "rust-lang/cmake-rs src/lib.rs, visual_studio_generator; rust-lang/cc-rs src/windows/find_tools.rs",
        },
        Symptom {
            all: &[r"you may need to install Visual Studio build tools with the .C\+\+ build tools. workload"],
            none: &[r"extra operand"],
            weight: 0.7,
            printed_by: "rustc 1.52 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/src/back/link.rs, link_natively",
        },
        Symptom {
            all: &[r#"[Ff]ailed to find tool[.:]? ?(Is )?[`"](cl|lib|ml64|ml|armasm64|nmake)\.exe[`"]"#],
            none: &[r"No such file or directory \(os error 2\)"],
            weight: 0.85,
            printed_by: "cc 1.0 and later",
            source: "rust-lang/cc-rs src/command_helpers.rs, spawn; src/windows/find_tools.rs",
        },
        Symptom {
            all: &[r"linker [`'](link\.exe|link)[`'] not found|could not exec the linker [`']link\.exe[`']|the msvc targets depend on the msvc linker but `link\.exe` was not found"],
            none: &[r"linker [`'](lld|lld-link|rust-lld|clang)(\.exe)?[`'] not found", r"No such file or directory \(os error 2\)"],
            weight: 0.9,
            printed_by: "rustc 1.0 and later on Windows",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_msvc_missing_linker (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"couldn't determine visual studio generator|could not find any instance of Visual Studio|couldn't find required build tool|No CMAKE_C_COMPILER could be found.*Visual Studio|failed to find the MSVC toolchain|Unable to find a valid Visual Studio instance"],
            none: &[],
            weight: 0.85,
            printed_by: "cmake 0.1 (the crate), CMake 3 and later, vcpkg",
            source: "rust-lang/cmake-rs src/lib.rs; Kitware CMake Source/cmGlobalVisualStudioVersionedGenerator.cxx; microsoft/vcpkg-tool src/vcpkg/visualstudio.cpp",
        },
        Symptom {
            all: &[r"Rust requires (a linker and Windows API libraries|the Microsoft C\+\+ build tools)|installing msvc toolchain without its prerequisites|Microsoft Visual C\+\+ \d+\.\d+ or greater is required|Visual Studio .{0,30}C\+\+ build tools.{0,40}(not|missing|required)"],
            none: &[],
            weight: 0.8,
            printed_by: "rustup-init on Windows, setuptools, node-gyp",
            source: "rust-lang/rustup src/cli/self_update/windows.rs; their messages for the same absence",
        },
        Symptom {
            all: &[r"\bMSB8020\b|\bTRK0005\b.*(CL|LINK|LIB)\.exe|\bMSB4019\b.*Microsoft\.Cpp\."],
            none: &[],
            weight: 0.88,
            printed_by: "MSBuild, in every language",
            source: "Microsoft.CppBuild.targets of Visual Studio; MSBuild's MSB4019",
        },
        Symptom {
            all: &[r#"'(cl|nmake|ml64|lib)(\.exe)?' is not recognized as|(^|[\s:/])(cl|nmake|ml64)(\.exe)?: ([Cc]ommand )?not found|U1077: '"?(cl|link|lib|ml64)(\.exe)?"?' : [^']*'0x1'"#],
            none: &[],
            weight: 0.75,
            printed_by: "cmd.exe, bash, NMAKE",
            source: "cmd.exe's own message; bash execute_cmd.c; MicrosoftDocs/cpp-docs docs/error-messages/tool-errors/nmake-fatal-error-u1077.md",
        },
        Symptom {
            all: &[r"^\s*'nmake' '[-/]\?'"],
            none: &[],
            weight: 0.85,
            printed_by: "CMake with the generator NMake Makefiles",
            source: "Kitware/CMake Source/cmGlobalNMakeMakefilesGenerator.cxx",
        },
        Symptom {
            all: &[r"find VS (You need to install the latest version of Visual Studio|could not find a version of Visual Studio)|Could not find any Visual Studio installation to use|^failed to find nmake$"],
            none: &[],
            weight: 0.85,
            printed_by: "node-gyp; openssl-src",
            source: "nodejs/node-gyp lib/find-visualstudio.js; alexcrichton/openssl-src-rs src/lib.rs",
        },
        Symptom {
            all: &[r"Unknown compiler\(s\): \[\['icl'\]"],
            none: &[],
            weight: 0.8,
            printed_by: "meson on Windows",
            source: "mesonbuild/meson mesonbuild/compilers/detect.py, defaults",
        },
        Symptom {
            all: &[r"(?i)\b(visual studio|msvc toolchain|visual c\+\+|c\+\+ build tools)\b.{0,60}(not|n't)\s(be\s|been\s)?(found|installed|detected|located)|(install|requires|missing|need)\s.{0,40}(visual studio|c\+\+ build tools)"],
            none: &[],
            weight: 0.35,
            printed_by: "build tools on Windows",
            source: "the thing's name beside any wording of its absence: what other symptoms know is surer",
        },
        Symptom {
            all: &[r"please ensure that (VS \d{4}|Visual Studio \d{4})[^\n]* installed with the Visual C\+\+ option|VS Code is a different product, and is not sufficient"],
            none: &[r"(extra|missing) operand", r"linker [`']lld"],
            weight: 0.6,
            printed_by: "rustc 1.17 and later, the notes below its error alone",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/src/errors.rs, MsvcMissingLinker",
        },
        Symptom {
            all: &[r"(?i)(could not|couldn't|cannot|can't|unable to|failed to)\s(find|locate|detect)\s(an?\s|the\s|any\s)?(\w+\s){0,2}(visual studio|msvc|visual c\+\+)"],
            none: &[r"redistributable"],
            weight: 0.5,
            printed_by: "build tools on Windows, in words of their own",
            source: "whatever looks for it and says so: what other symptoms know is surer",
        },
        Symptom {
            all: &[r"is not a full path and was not found in the PATH", r"^\s*cl\.exe\s*$|CMAKE_C(XX)?_COMPILER: cl(\.exe)?\s"],
            none: &[],
            weight: 0.88,
            printed_by: "CMake 3 and later",
            source: "Kitware/CMake Source/cmGlobalGenerator.cxx, CheckCompilerIdCompatibility and EnableLanguage",
        },
        Symptom {
            all: &[r"^'link(\.exe)?' is not recognized as an internal"],
            none: &[],
            weight: 0.7,
            printed_by: "cmd.exe, at Microsoft's linker",
            source: "cmd.exe's message 9009",
        },
        Symptom {
            all: &[r"command not found: [`'\x22]?(\S*/)?(link|cl|nmake|ml64|vswhere|vcvarsall\.bat|vcvars64\.bat)['\x22]?\s*$|[Uu]nknown command:? [`'\x22]?(link|cl|nmake|ml64|vswhere|vcvarsall\.bat|vcvars64\.bat)\b|\bno (link|cl|nmake|ml64|vswhere|vcvarsall\.bat|vcvars64\.bat) in \(/|[Tt]he term '(link|cl|nmake|ml64|vswhere|vcvarsall\.bat|vcvars64\.bat)(\.exe)?' is not recognized|\benv: ['‘]?(link|cl|nmake|ml64|vswhere|vcvarsall\.bat|vcvars64\.bat)['’]?: No such file|[`'\x22](link|cl|nmake|ml64|vswhere|vcvarsall\.bat|vcvars64\.bat)(\.exe)?['\x22`] (n'est pas reconnu|ist entweder falsch|no se reconoce|не является внутренней|não é reconhecido|non è riconosciuto|不是内部或外部命令)|'(link|cl|nmake|ml64|vswhere|vcvarsall\.bat|vcvars64\.bat)' 不是内部或外部命令"],
            none: &[],
            weight: 0.85,
            printed_by: "zsh, fish, which, PowerShell, env, and cmd.exe in other languages",
            source: "zsh Src/exec.c; fish src/exec and share/functions/fish_command_not_found; GNU which; PowerShell's CommandNotFoundException; coreutils env.c",
        },
        Symptom {
            all: &[r"(?i)\b(vcvarsall|vcvars64|vcvars32|vcvarsamd64_arm64)(\.bat)?['\x22]?\s(was\s|is\s)?(not|n't|missing)|(not|n't|unable to|failed to|cannot)\s(find|locate)\s(the\s|a\s)?['\x22]?(vcvars\w*|vswhere)(\.bat|\.exe)?\b|error MSB3428\b"],
            none: &[],
            weight: 0.85,
            printed_by: "setuptools, distutils, Meson, node-gyp of old, MSBuild",
            source: "CPython Lib/distutils/_msvccompiler.py, find_vcvarsall; MSBuild's MSB3428",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    judge(wanted, is_msvc, cx, |case| look(case, cx))
}

fn look(case: &Case<'_>, cx: &Cx<'_>) -> Result<Seen, Pause> {
    if !case.on_windows() {
        return Ok(Seen::Beside);
    }
    let (msvc, lib) = (cx.fact::<Msvc>(case.linker.triple.clone()), cx.env("LIB"));
    let (msvc, lib) = (msvc?, lib?);
    match &msvc.found {
        Found::Prompt { link } => Ok(Seen::Fine(format!("a developer prompt, where `{link}` comes first"))),
        Found::Tools(tools) => {
            let dir = tools.libraries.last();
            if let Some(dir) = dir
                && cx.search([dir.clone()], ["msvcrt.lib".to_owned()])?.is_empty()
            {
                return without_runtime(case, &msvc, dir, cx);
            }
            Ok(Seen::Fine(format!("rustc finds `{}`", tools.link)))
        }
        Found::Nothing { lacking } => {
            let own = case.linker.chosen_by.origin().is_some();
            // Somebody brings a linker and its libraries along.
            if own && SdkLibraries::look(msvc.libraries(lib), cx)?.absent.is_empty() {
                return Ok(Seen::Beside);
            }
            let message = message(case, &msvc, lacking.is_empty());
            let on_path = cx.which("link")?;
            let why = match (on_path.first(), own) {
                (_, true) => "the configured linker gets the directories of Microsoft's libraries from them",
                (None, false) => "rustc runs `link.exe`, which is found in them alone",
                (Some(_), false) => "rustc then runs the first `link.exe` on `PATH`, which is none of theirs",
            };
            let mut finding = Finding::new(message, why)
                .evidence(lacking.iter().map(|(installation, lack)| evidence(&installation.path, lack)))
                .fix(with_installer(CHECK.id, Part::Tools, &msvc, cx)?);
            finding.conclusive = on_path.is_empty() && !own;
            Ok(finding.into())
        }
    }
}

fn message(case: &Case<'_>, msvc: &Msvc, nothing_at_all: bool) -> String {
    let arch = msvc.arch.name();
    let links = case.links_what();
    if nothing_at_all {
        format!("the Visual C++ build tools, which link {links}, are not installed")
    } else {
        format!("Visual Studio is here without the C++ build tools for {arch}, which link {links}")
    }
}

fn without_runtime(case: &Case<'_>, msvc: &Msvc, dir: &HostPath, cx: &Cx<'_>) -> Result<Seen, Pause> {
    let message = format!(
        "the build tools for {} are here without their libraries, which {} is linked with",
        msvc.arch.name(),
        case.links_what()
    );
    let missing = Evidence::File { file: dir.join("msvcrt.lib"), line: None, text: "is not there".to_owned() };
    Ok(Finding::new(message, "every program links the C runtime, and std asks for `msvcrt.lib`")
        .evidence([missing])
        .fix(with_installer(CHECK.id, Part::Tools, msvc, cx)?)
        .into())
}

fn evidence(installation: &HostPath, lack: &Lack) -> Evidence {
    let (file, text) = match lack {
        Lack::Toolset => (installation.join("VC\\Tools\\MSVC"), "has no C++ toolset".to_owned()),
        Lack::Pinned { version } => (
            installation.join("VC\\Tools\\MSVC").join(version),
            format!("is not there, and `VCToolsVersion` is `{version}`"),
        ),
        Lack::Arch { toolset } => (toolset.join("bin"), "has no tools for this architecture".to_owned()),
        Lack::Link { folder } => (folder.join("link.exe"), "is not there".to_owned()),
    };
    Evidence::File { file, line: None, text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Outcome,
        windows::scene::{ARM64_MSVC, MSVC, build_tools, sdk, windows},
    };

    #[test]
    fn fires_without_any_installation() {
        let Ok(Outcome::Found(finding)) = windows().judge(&CHECK, MSVC) else { panic!("did not fire") };
        let expected = format!("the Visual C++ build tools, which link `{MSVC}`, are not installed");
        assert_eq!(finding.message, expected);
        assert!(finding.conclusive);
    }

    #[test]
    fn fires_for_the_architecture_that_lacks_its_component() {
        let fake = sdk(build_tools(windows(), &["x64"]), &["x64", "arm64"]);
        let link = "C:\\BuildTools\\VC\\Tools\\MSVC\\14.42.34433\\bin\\HostX64\\x64\\link.exe";
        assert_eq!(fake.judge(&CHECK, MSVC), Ok(Outcome::Pass(format!("rustc finds `{link}`"))));
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, ARM64_MSVC) else { panic!("did not fire") };
        assert_eq!(
            finding.message,
            format!("Visual Studio is here without the C++ build tools for ARM64, which link `{ARM64_MSVC}`")
        );
        assert_eq!(finding.fixes[0].id, "msvc-build-tools-missing/Microsoft.VisualStudio.Component.VC.Tools.ARM64");
    }

    #[test]
    fn fires_where_the_runtime_for_the_architecture_is_gone() {
        let toolset = "C:\\BuildTools\\VC\\Tools\\MSVC\\14.42.34433";
        let fake = sdk(build_tools(windows(), &["x64"]), &["x64", "arm64"])
            .program(&format!("{toolset}\\bin\\HostX64\\arm64\\link.exe"));
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, ARM64_MSVC) else { panic!("did not fire") };
        assert!(finding.message.contains("without their libraries"), "{}", finding.message);
    }

    #[test]
    fn a_pinned_toolset_that_is_absent_counts_as_none() {
        let fake = sdk(build_tools(windows(), &["x64"]), &["x64"]).env("VCToolsVersion", "14.29.30133");
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, MSVC) else { panic!("did not fire") };
        let Some(Evidence::File { text, .. }) = finding.evidence.first() else { panic!("no evidence") };
        assert_eq!(text, "is not there, and `VCToolsVersion` is `14.29.30133`");
    }
}

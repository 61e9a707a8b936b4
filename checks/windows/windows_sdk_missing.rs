//! The linker is there, and the import libraries of Windows are not.

use super::{
    judge::{Case, Seen, is_msvc, judge},
    mend::{Part, with_installer},
};
use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Pause, Symptom, Topic,
    check::Severity,
    facts::{
        linker::{Linker, LinkerState},
        msvc::{self, Found, Msvc, SdkLibraries},
    },
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "windows-sdk-missing",
    topic: Topic::Windows,
    title: "the Windows SDK's libraries are not found",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A linker for msvc targets is there, and the import libraries of Windows for this architecture (`kernel32.lib` and its like) \
stand in none of the directories that it searches. The build tools do not bring them: the Windows SDK is a component of its own.
## Why it breaks the build
Every program needs `kernel32.lib`: `LNK1181: cannot open input file 'kernel32.lib'`, or lld's `could not open \
'kernel32.lib'`. Without any SDK rustc even passes over the installed tools, and says that `link.exe` is not found.
## What to do
On Windows, add a Windows 10 or 11 SDK in the Visual Studio Installer. Elsewhere, let `cargo xwin build` fetch the libraries \
(for 32-bit x86 with `XWIN_ARCH=x86`), or name their directories: `rustflags` with `-Lnative=`, or the variable `LIB`.
## Sources
The crate find-msvc-tools, `src/find_tools.rs` (`get_sdks`, `tool_from_vs15plus_instance`); Microsoft, *Linker Tools Error \
LNK1181*; lld `COFF/Driver.cpp` (`addLibSearchPaths`); cargo-xwin `src/compiler/clang_cl.rs`.",
    links: &["https://learn.microsoft.com/en-us/cpp/error-messages/tool-errors/linker-tools-error-lnk1181"],
    symptoms: &[
        Symptom {
            all: &[r"(?i)(error LNK(1181|1104)|LNK1181: cannot open|LNK1104: cannot open)\b.*?\b(kernel32|ntdll|user32|userenv|ws2_32|advapi32|bcrypt|bcryptprimitives|dbghelp|msvcrtd?|libcmtd?|ucrtd?|libucrtd?|vcruntime\w*|libvcruntimed?|oldnames|uuid|gdi32|shell32|ole32|oleaut32|synchronization|msvcprtd?|libcpmtd?|msvcurtd?|softintrin|legacy_stdio_definitions)\.lib\b"],
            none: &[],
            weight: 0.92,
            printed_by: "link.exe, in whatever language and quotes: the number and the library stand in each",
            source: "MicrosoftDocs/cpp-docs docs/error-messages/tool-errors/linker-tools-error-lnk1104.md and linker-tools-error-lnk1181.md",
        },
        Symptom {
            all: &[r"linking with `([^`]*[/\\])?lld-link(\.exe)?` failed"],
            none: &[r"(undefined|duplicate) symbol", r"unknown file type", r"machine type \S+ conflicts"],
            weight: 0.45,
            printed_by: "rustc, with a log that ends before lld's own words",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/src/errors.rs, LinkingFailed",
        },
        Symptom {
            all: &[r"could not open '(kernel32|ntdll|user32|userenv|ws2_32|advapi32|bcrypt|bcryptprimitives|dbghelp|msvcrtd?|libcmtd?|ucrtd?|libucrtd?|vcruntime\w*|libvcruntimed?|oldnames|uuid|gdi32|shell32|ole32|oleaut32|synchronization|msvcprtd?|libcpmtd?|softintrin|legacy_stdio_definitions)\.lib'"],
            none: &[],
            weight: 0.92,
            printed_by: "lld-link 6 and later, rust-lld",
            source: "llvm-project lld/COFF/Driver.cpp, enqueuePath",
        },
        Symptom {
            all: &[r"linking with `(\S*[/\\])?(link\.exe|lld-link(\.exe)?|rust-lld)` failed: exit code: (1181|1104|1158)"],
            none: &[r"\bLNK(1181|1104)\b.*\.(lib|exe|pdb)\b"],
            weight: 0.75,
            printed_by: "rustc 1.0 and later: link.exe's exit code is its LNK number",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/src/back/link.rs; MicrosoftDocs/cpp-docs docs/build/reference/linking.md",
        },
        Symptom {
            all: &[r"error C1083\b.*\W(windows|stdio|stdlib|string|stddef|stdint|stdarg|assert|corecrt|winsock2|ws2tcpip|errno|sys/types|vcruntime|excpt|crtdbg|crtdefs|sal|time|limits|math|ctype|memory|iostream|cstddef|cstdint|new|vector|algorithm|winsdkver|sdkddkver)(\.h)?\W|fatal error: '(windows|corecrt|vcruntime|winsock2|excpt|crtdefs|sdkddkver|winsdkver)\.h' file not found"],
            none: &[],
            weight: 0.85,
            printed_by: "cl.exe in whatever language and quotes, clang-cl",
            source: "MicrosoftDocs/cpp-docs docs/error-messages/compiler-errors-1/fatal-error-c1083.md; llvm-project clang/include/clang/Basic/DiagnosticLexKinds.td, err_pp_file_not_found",
        },
        Symptom {
            all: &[r"(?i)(windows sdk|windows kit).{0,40}(not found|not installed|missing|could not be found|cannot be found)|could not find (a )?windows (10 |11 )?sdk"],
            none: &[],
            weight: 0.7,
            printed_by: "vswhom and others that look for the SDK",
            source: "Windows SDK registry keys",
        },
        Symptom {
            all: &[r"error C1034\b.*\.h\W"],
            none: &[],
            weight: 0.8,
            printed_by: "cl.exe, where the variable INCLUDE is not set",
            source: "MicrosoftDocs/cpp-docs docs/error-messages/compiler-errors-1, Fatal Error C1034",
        },
        Symptom {
            all: &[r"error LNK1158\b.*\brc\.exe|error RC1015\b.*\W(windows|winres|winresrc|winver|ntverp|afxres|verrsrc|commctrl|richedit)\.(h|rh)\W"],
            none: &[],
            weight: 0.9,
            printed_by: "link.exe and rc.exe: the resource compiler and its headers are the SDK's",
            source: "MicrosoftDocs/cpp-docs docs/error-messages/tool-errors/linker-tools-error-lnk1158.md and resource-compiler-fatal-error-rc1015.md",
        },
        Symptom {
            all: &[r"\b(MSB8036|MSB8037)\b"],
            none: &[],
            weight: 0.9,
            printed_by: "MSBuild with the C++ toolset of Visual Studio 2017 and later",
            source: "Microsoft.Cpp.WindowsSDK.targets of Visual Studio, whose numbers stand in every language",
        },
        Symptom {
            all: &[r"Can not find Windows SDK"],
            none: &[],
            weight: 0.8,
            printed_by: "winres, winresource",
            source: "BenjaminRi/winresource lib.rs, get_sdk",
        },
        Symptom {
            all: &[r"(?i)(find|locate|detect|determine)\s(an?\s|the\s|any\s)?(suitable\s|installed\s)?windows\s(10\s|11\s|8\.1\s)?(sdk|kits?)\b"],
            none: &[],
            weight: 0.5,
            printed_by: "build tools on Windows, in words of their own",
            source: "whatever looks for it and says so: what other symptoms know is surer",
        },
        Symptom {
            all: &[r"fatal error: '(assert|stdlib|stdio|string|stdint|stddef|errno|math|time|wchar|limits|malloc|intrin|cstdint|cstddef|vector|memory)(\.h)?' file not found"],
            none: &[],
            weight: 0.04,
            printed_by: "clang and clang-cl, for a target whose C library is Microsoft's; the target alone decides",
            source: "llvm-project clang/include/clang/Basic/DiagnosticLexKinds.td, err_pp_file_not_found",
        },
        Symptom {
            all: &[r"rc(\.exe)?\W.{0,40}(in the Windows (SDK|Kit)s?|Windows SDK)|\bCMAKE_MT\b.{0,20}(not found|NOTFOUND|not set|-NOTFOUND)|RC Pass 1: command .*(no such file|cannot find)|\bmt\.exe\b.{0,60}(not found|cannot find|no such file|is not recognized)"],
            none: &[],
            weight: 0.93,
            printed_by: "CMake 3 and later, build scripts: mt.exe and rc.exe are the SDK's",
            source: "Kitware/CMake Source/cmcmd.cxx, cmVSLink::LinkIncremental; Modules/Platform/Windows-MSVC.cmake",
        },
        Symptom {
            all: &[r"unable to find mt\.exe"],
            none: &[],
            weight: 0.85,
            printed_by: "lld-link, where it cannot merge a manifest itself",
            source: "llvm-project lld/COFF/DriverUtils.cpp, Executor::run",
        },
        Symptom {
            all: &[r"(?i)LNK1181: cannot open input file '(dxcore|dxgi|dxguid|d3d\d+|d3dcompiler|dinput8|xinput|mf|mfplat|mfuuid|windowsapp|runtimeobject|ntdll|cfgmgr32|bthprops|hid|winusb|webauthn|directml|pathcch|mincore|wlanapi|dnsapi|fwpuclnt|rpcrt4|credui|cryptui|wintrust|ncrypt|avrt|ksuser|powrprof|normaliz|synchronization|api-ms-\S+)\.lib'"],
            none: &[],
            weight: 0.85,
            printed_by: "link.exe, of an import library of the SDK",
            source: "learn.microsoft.com, Linker Tools Error LNK1181",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    judge(wanted, is_msvc, cx, |case| if case.on_windows() { on_windows(case, cx) } else { elsewhere(case, cx) })
}

fn on_windows(case: &Case<'_>, cx: &Cx<'_>) -> Result<Seen, Pause> {
    let (msvc, lib) = (cx.fact::<Msvc>(case.linker.triple.clone()), cx.env("LIB"));
    let (msvc, lib) = (msvc?, lib?);
    // Its absence is the cause.
    if let Found::Nothing { .. } = msvc.found {
        return Ok(Seen::Beside);
    }
    let libraries = SdkLibraries::look(with_own(msvc.libraries(lib), &case.linker), cx)?;
    if libraries.absent.is_empty() {
        return Ok(Seen::Fine(format!("`kernel32.lib` for {} is there", msvc.arch.name())));
    }
    let by_default = case.linker.chosen_by.origin().is_none();
    let (message, why) = match (&msvc.found, &msvc.sdk) {
        (Found::Tools(tools), None) => (
            format!("no Windows SDK is installed, so that rustc passes over `{}`", tools.link),
            "rustc takes the tools of an installation only together with an SDK",
        ),
        (Found::Prompt { .. }, _) => (
            format!("this developer prompt's `LIB` has no `kernel32.lib` for {}", msvc.arch.name()),
            "in a developer prompt rustc leaves `LIB` as it is",
        ),
        (Found::Tools(_) | Found::Nothing { .. }, _) => (
            format!("the Windows SDK that is installed has no libraries for {}", msvc.arch.name()),
            "every program links `kernel32.lib`, and the linker finds it nowhere",
        ),
    };
    let mut finding =
        Finding::new(message, why).evidence(evidence(&libraries)).fix(with_installer(CHECK.id, Part::Sdk, &msvc, cx)?);
    finding.conclusive = by_default && msvc.link().is_some();
    Ok(finding.into())
}

fn elsewhere(case: &Case<'_>, cx: &Cx<'_>) -> Result<Seen, Pause> {
    let LinkerState::Works { executable, .. } = &case.state else { return Ok(Seen::Beside) };
    // These say where everything is in ways of their own.
    let own = ["/winsysroot", "-winsysroot", "/vctoolsdir", "/winsdkdir", "--sysroot", "@"];
    if case.linker.options.args.iter().any(|arg| own.iter().any(|option| arg.value.starts_with(option))) {
        return Ok(Seen::Beside);
    }
    // A wrapper knows what it does.
    let name = case.linker.name();
    if !["lld-link", "rust-lld", "lld"].iter().any(|lld| name.starts_with(lld)) {
        return Ok(Seen::Beside);
    }
    let lib = cx.env("LIB")?;
    let searched = with_own(msvc::split(lib.unwrap_or_default()).collect(), &case.linker);
    let libraries = SdkLibraries::look(searched, cx)?;
    let triple = &case.linker.triple;
    if libraries.absent.is_empty() {
        return Ok(Seen::Fine(format!("`{}` finds `kernel32.lib`", executable.path)));
    }
    let message = if libraries.searched.is_empty() {
        format!("`{name}` is told of no directory with the Windows SDK's libraries for `{triple}`")
    } else {
        format!("the directories that `{name}` searches have no `kernel32.lib` for `{triple}`")
    };
    Ok(Finding::new(message, "every program links `kernel32.lib`, which neither rustc nor the linker brings")
        .evidence(case.linker.evidence())
        .evidence(evidence(&libraries))
        .fix(super::xwin::fixes(CHECK.id, triple, cx)?)
        .into())
}

/// With the directories of rustflags: `-L`, and `/LIBPATH:` among the linker's arguments.
fn with_own(mut dirs: Vec<HostPath>, linker: &Linker) -> Vec<HostPath> {
    let search = linker.options.search.iter().map(|dir| dir.value.as_str());
    let arguments = linker.options.args.iter().filter_map(|arg| {
        let rest = arg.value.strip_prefix(['/', '-'])?;
        rest.get(..8).filter(|option| option.eq_ignore_ascii_case("libpath:")).map(|_| rest[8..].trim_matches('"'))
    });
    dirs.extend(search.chain(arguments).map(|dir| linker.cwd.join(dir)));
    dirs
}

fn evidence(libraries: &SdkLibraries) -> Vec<Evidence> {
    let none = || format!("no `{}`", libraries.absent.join("`, no `"));
    libraries.searched.iter().map(|dir| Evidence::File { file: dir.clone(), line: None, text: none() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Outcome,
        facts::linker::scene::{config, debian, elf},
        windows::scene::{ARM64_MSVC, MSVC, build_tools, sdk, windows},
    };

    #[test]
    fn fires_where_the_tools_are_alone() {
        let Ok(Outcome::Found(finding)) = build_tools(windows(), &["x64"]).judge(&CHECK, MSVC) else {
            panic!("did not fire")
        };
        assert!(finding.message.starts_with("no Windows SDK is installed"), "{}", finding.message);
    }

    #[test]
    fn fires_where_the_sdk_lacks_the_architecture() {
        let fake = sdk(build_tools(windows(), &["x64", "arm64"]), &["x64"]);
        let here = Outcome::Pass("`kernel32.lib` for x64 is there".into());
        assert_eq!(fake.judge(&CHECK, MSVC), Ok(here));
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, ARM64_MSVC) else { panic!("did not fire") };
        assert_eq!(finding.message, "the Windows SDK that is installed has no libraries for ARM64");
        assert!(finding.conclusive);
    }

    #[test]
    fn without_tools_it_is_not_the_sdk() {
        assert_eq!(windows().judge(&CHECK, MSVC), Ok(Outcome::NotApplicable));
    }

    #[test]
    fn a_developer_prompt_is_judged_by_its_own_variable() {
        let prompt = |lib: &str| {
            sdk(build_tools(windows(), &["x64"]), &["x64"])
                .env("VCINSTALLDIR", "C:\\BuildTools\\VC\\")
                .env("PATH", "C:\\BuildTools\\VC\\Tools\\MSVC\\14.42.34433\\bin\\HostX64\\x64")
                .env("LIB", lib)
        };
        let sdk = "C:\\Program Files (x86)\\Windows Kits\\10\\Lib\\10.0.22621.0\\um\\x64";
        assert!(matches!(prompt(sdk).judge(&CHECK, MSVC), Ok(Outcome::Pass(_))));
        assert!(matches!(prompt("C:\\nowhere").judge(&CHECK, MSVC), Ok(Outcome::Found(_))));
    }

    #[test]
    fn on_linux_the_configured_directories_are_looked_at() {
        let text = |flags: &str| format!("[target.{MSVC}]\nlinker = \"lld-link\"\nrustflags = [{flags}]\n");
        let fake = |flags: &str| {
            config(debian(), &text(flags))
                .program("/usr/bin/lld-link")
                .blob("/xwin/sdk/lib/um/x86_64/kernel32.lib", elf("x86_64"))
                .blob("/xwin/sdk/lib/um/x86_64/ntdll.lib", elf("x86_64"))
        };
        let Ok(Outcome::Found(finding)) = fake("").judge(&CHECK, MSVC) else { panic!("did not fire") };
        assert_eq!(
            finding.message,
            format!("`lld-link` is told of no directory with the Windows SDK's libraries for `{MSVC}`")
        );
        let Ok(Outcome::Found(_)) = fake("\"-Lnative=/xwin/crt/lib/x86_64\"").judge(&CHECK, MSVC) else {
            panic!("did not fire")
        };
        let found = fake("\"-Lnative=/xwin/sdk/lib/um/x86_64\"").judge(&CHECK, MSVC);
        assert_eq!(found, Ok(Outcome::Pass("`/usr/bin/lld-link` finds `kernel32.lib`".into())));
    }
}

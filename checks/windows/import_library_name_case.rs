//! An import library is asked for in capitals, on a file system that tells them apart.

use xdoctor_fixes::{Applicability, Change, Edit, FileEdit, Fix, Scope};

use super::judge::{Case, Seen, judge};
use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Pause, Symptom, Topic,
    check::Severity,
    facts::{
        cargo_config::Origin,
        linker::{LinkerState, Subject},
        msvc,
        project::Project,
    },
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "import-library-name-case",
    topic: Topic::Windows,
    title: "an import library is named in capitals that its file does not have",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A crate, a build script or a flag asks for a system library as Windows writes it (`Kernel32`, `User32`), and MinGW's import \
libraries are named in lower case (`libkernel32.a`). On Windows and on most Macs both are the same file; on Linux they are not.
## Why it breaks the build
`cannot find -lKernel32: No such file or directory`, although `-lkernel32` is there.
## What to do
Write the name in lower case where it is asked for: in `#[link(name = \"...\")]`, in the build script's \
`cargo:rustc-link-lib=`, or in `rustflags`. For a crate of others, report it there, and put a link of that name beside the \
library meanwhile.
## Sources
mingw-w64 `mingw-w64-crt/lib64/*.def` (names of the import libraries); binutils `ld/ldfile.c`; lld `COFF/Driver.cpp`; the \
README of xwin on symbolic links for case-sensitive file systems.",
    links: &["https://github.com/mingw-w64/mingw-w64/issues/140"],
    symptoms: &[
        Symptom {
            all: &[r"error\(link\): (DLL import library for -l|undefined reference to library ')([A-Z]\w*32|W[Ss]2_32|[A-Z]\w*([Aa][Pp][Ii]|API)|B[Cc]rypt|N[Cc]rypt|User[Ee]nv|Dbg[Hh]elp|N[Tt]dll|NTDLL|Win[Mm][Mm]|Synchronization|Runtime[Oo]bject|U[Xx][Tt]heme|Version|Rpc[Rr][Tt]4|Pdh|D[Ww]rite|D[Xx][Gg][Ii]|D3[Dd]\w*)\b|unable to find [Dd]ynamic system library '([A-Z]\w*32|W[Ss]2_32|[A-Z]\w*([Aa][Pp][Ii]|API)|B[Cc]rypt|N[Cc]rypt|User[Ee]nv|Dbg[Hh]elp|N[Tt]dll|NTDLL|Win[Mm][Mm]|Synchronization|Runtime[Oo]bject|U[Xx][Tt]heme|Version|Rpc[Rr][Tt]4|Pdh|D[Ww]rite|D[Xx][Gg][Ii]|D3[Dd]\w*)'"],
            none: &[],
            weight: 0.9,
            printed_by: "zig",
            source: "ziglang/zig src/Compilation.zig, windows_libs",
        },
        Symptom {
            all: &[r"(mingw|w64|windows-gnu)", r"(cannot find|unable to find library) -l([A-Z]\w*32|W[Ss]2_32|[A-Z]\w*([Aa][Pp][Ii]|API)|B[Cc]rypt|N[Cc]rypt|User[Ee]nv|Dbg[Hh]elp|Dbg[Ee]ng|N[Tt]dll|NTDLL|Win[Mm][Mm]|WINMM|Prop[Ss]ys|Synchronization|Runtime[Oo]bject|U[Xx][Tt]heme|U[Uu]id|UUID|Version|Win[Ss]pool|Win[Tt]rust|Rpc[Rr][Tt]4|Pdh|PDH|Powr[Pp]rof|M[Ff](plat|uuid|readwrite)?|D[Xx][Gg][Ii]|D3[Dd]\w*|D2[Dd]1|D[Ww]rite|H[Ii]d|HID|Strmiids|X[Ii]nput\w*|Normaliz|Avrt|Ks[Uu]ser|Mpr|Msvcrt|MSVCRT)\b"],
            none: &[],
            weight: 0.9,
            printed_by: "GNU ld and lld of MinGW",
            source: "binutils ld/ldfile.c, ldfile_open_file; experiment on Debian 12",
        },
        Symptom {
            all: &[r"(lld-link|rust-lld): error: could not open '[A-Za-z0-9_.-]*[A-Z][A-Za-z0-9_.-]*\.(lib|Lib|LIB)': No such file"],
            none: &[],
            weight: 0.9,
            printed_by: "lld on Linux",
            source: "llvm-project lld/COFF/Driver.cpp, enqueuePath",
        },
        Symptom {
            all: &[r"(mingw|w64|windows-gnu|windows-msvc)", r"fatal error: '?[A-Za-z0-9_/]*[A-Z][A-Za-z0-9_/]*\.h'?(: No such file or directory| file not found)"],
            none: &[],
            weight: 0.4,
            printed_by: "gcc and clang, of a header with capitals",
            source: "gcc libcpp/errors.cc; clang DiagnosticLexKinds.td",
        },
        Symptom {
            all: &[r"(cannot find|unable to find library) -l([A-Z]\w*32|W[Ss]2_32|[A-Z]\w*([Aa][Pp][Ii]|API)|B[Cc]rypt|N[Cc]rypt|User[Ee]nv|Dbg[Hh]elp|Dbg[Ee]ng|N[Tt]dll|NTDLL|Win[Mm][Mm]|WINMM|Prop[Ss]ys|Synchronization|Runtime[Oo]bject|U[Xx][Tt]heme|U[Uu]id|UUID|Version|Win[Ss]pool|Win[Tt]rust|Rpc[Rr][Tt]4|Pdh|PDH|Powr[Pp]rof|M[Ff](plat|uuid|readwrite)?|D[Xx][Gg][Ii]|D3[Dd]\w*|D2[Dd]1|D[Ww]rite|H[Ii]d|HID|Strmiids|X[Ii]nput\w*|Normaliz|Avrt|Ks[Uu]ser|Mpr|Msvcrt|MSVCRT)\b"],
            none: &[],
            weight: 0.94,
            printed_by: "GNU ld and lld for MinGW",
            source: "binutils-gdb ld/ldlang.c: file names as the crate writes them",
        },
        Symptom {
            all: &[r"lld-link: (error|warning): could not open '([A-Z]\w*|\w+[A-Z]\w*)\.[Ll][Ii][Bb]'"],
            none: &[],
            weight: 0.8,
            printed_by: "lld-link on a file system that distinguishes case",
            source: "llvm-project lld/COFF/Driver.cpp",
        },
        Symptom {
            all: &[r"'?(Windows|WinSock2|Winsock2|Shlobj|ShlObj|Psapi|WS2tcpip|DbgHelp|Dbghelp|Userenv|Shlwapi|Winuser)\.h'?(: No such file or directory| file not found)"],
            none: &[],
            weight: 0.6,
            printed_by: "clang and gcc on a file system that distinguishes case",
            source: "headers of the Windows SDK as the code writes them",
        },
        Symptom {
            all: &[r"(cannot find|unable to find library) -l(U[Rr][Ll][Mm]on|URLMON|S[Hh][Ll][Ww][Aa][Pp][Ii]|Win[Ii][Nn]et|Win[Hh][Tt][Tt][Pp]|Ole[Aa]cc|Cred[Uu][Ii]|G[Dd][Ii][Pp]lus|WindowsCodecs|D[Xx][Vv][Aa]2|WbemU?uid|Task[Ss]chd|Fwp[Uu]clnt|Wer|T[Dd]h|TDH|Evr|D[Ii]nput8?|D[Ss]ound|Crypt[Uu][Ii]|CryptNet|Virt[Dd]isk|[A-Z]\w*[Gg]uids)\b"],
            none: &[],
            weight: 0.92,
            printed_by: "GNU ld and lld for MinGW, of further libraries of Windows",
            source: "binutils ld/ldfile.c, ldfile_open_file; mingw-w64 mingw-w64-crt/lib-common, whose names have no capitals",
        },
        Symptom {
            all: &[r"(mold: (fatal: )?library not found: |could not find native static library `|DLL import library for -l)(Ws2_32|Kernel32|User32|Gdi32|Advapi32|Shell32|Ole32|OleAut32|Iphlpapi|Userenv|Bcrypt|Crypt32|Secur32|Winmm|Psapi|Dbghelp|Ntdll|Version|Setupapi|Shlwapi|Mswsock|Netapi32|Wbemuuid|Synchronization|Pdh|Powrprof|Dwmapi|Uxtheme|Propsys|Winspool|Comdlg32|Comctl32|Imm32|Opengl32)\b"],
            none: &[],
            weight: 0.93,
            printed_by: "mold, rustc, zig",
            source: "rui314/mold src/main.cc; rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl; ziglang/zig src/Compilation.zig",
        },
        Symptom {
            all: &[r"(lld|lld-link|rust-lld)(\.exe)?: error: could not open '[a-z0-9]*[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*\.lib'"],
            none: &[],
            weight: 0.85,
            printed_by: "lld-link where names differ by their case",
            source: "llvm-project lld/COFF/Driver.cpp, LinkerDriver::enqueuePath",
        },
    ],
    live: Live::Target(check),
};

/// A name that somebody asks for, and where.
struct Asked {
    name: String,
    evidence: Evidence,
    place: Option<Place>,
}

/// The line of a file that the name stands on, as it can be replaced there.
struct Place {
    file: HostPath,
    line: u32,
    old: String,
    new: String,
}

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    judge(wanted, |spec| spec.os == "windows", cx, |case| look(case, cx))
}

fn look(case: &Case<'_>, cx: &Cx<'_>) -> Result<Seen, Pause> {
    if case.on_windows() || case.subject == Subject::BuildScripts {
        return Ok(Seen::Beside);
    }
    let LinkerState::Works { says, .. } = &case.state else { return Ok(Seen::Beside) };
    let asked = asked(case, cx)?;
    if asked.is_empty() {
        return Ok(Seen::Beside);
    }
    let mut dirs: Vec<_> = case.linker.options.search.iter().map(|dir| case.linker.cwd.join(&dir.value)).collect();
    match says {
        Some(says) => dirs.extend(says.library_dirs.iter().cloned()),
        None => dirs.extend(msvc::split(cx.env("LIB")?.unwrap_or_default())),
    }
    let files = |name: &str| match says {
        Some(_) => {
            vec![format!("lib{name}.a"), format!("lib{name}.dll.a"), format!("{name}.lib"), format!("{name}.dll")]
        }
        None => vec![format!("{name}.lib")],
    };
    let names = asked.iter().flat_map(|asked| [files(&asked.name), files(&asked.name.to_ascii_lowercase())].concat());
    let hits = cx.search(dirs, names)?;
    let is_there = |name: &str| files(name).iter().find_map(|file| hits.get(file).and_then(|hits| hits.first()));
    for asked in asked {
        let lower = asked.name.to_ascii_lowercase();
        let (None, Some(hit)) = (is_there(&asked.name), is_there(&lower)) else { continue };
        let found = Evidence::File { file: hit.path.clone(), line: None, text: "is there".to_owned() };
        let message = format!("the library `{}` is asked for, and its file is named `{lower}`", asked.name);
        return Ok(Finding::new(message, "this file system tells capitals apart, so that the linker does not find it")
            .evidence([asked.evidence, found])
            .fix(asked.place.map(|place| fix(&asked.name, &lower, place)))
            .conclusive()
            .into());
    }
    Ok(Seen::Beside)
}

fn fix(name: &str, lower: &str, place: Place) -> Fix {
    let Place { file, line, old, new } = place;
    Fix {
        id: format!("{}/{name}", CHECK.id),
        title: format!("write `{lower}` in `{file}`"),
        change: Change::Edit { edits: vec![FileEdit { path: file, edit: Edit::ReplaceOnLine { line, old, new } }] },
        applicability: Applicability::Safe,
        scope: Scope::Project,
    }
}

/// Names with capitals: of rustflags, of the crates' roots, and of build scripts.
fn asked(case: &Case<'_>, cx: &Cx<'_>) -> Result<Vec<Asked>, Pause> {
    let options = &case.linker.options;
    let by_args = options.args.iter().filter_map(|arg| Some((arg.value.strip_prefix("-l")?, arg)));
    let flags = options.libraries.iter().map(|library| (library.value.as_str(), library)).chain(by_args);
    let mut asked: Vec<_> = flags
        .filter(|(name, _)| has_capitals(name))
        .map(|(name, flag)| Asked {
            name: name.to_owned(),
            evidence: flag.evidence("rustflags"),
            place: match &flag.origin {
                Origin::File { path, line } => Some(Place {
                    file: path.clone(),
                    line: *line,
                    old: format!("-l{name}"),
                    new: format!("-l{}", name.to_ascii_lowercase()),
                }),
                Origin::Env { .. } | Origin::Default => None,
            },
        })
        .collect();
    let Some(project) = Project::here(cx)? else { return Ok(asked) };
    let files = project.built().flat_map(|package| {
        let lib = package.lib.as_ref().filter(|_| !package.is_proc_macro()).map(|lib| (&lib.path, false));
        let bins = package.bins.iter().map(|bin| (&bin.path, false));
        lib.into_iter().chain(bins).chain(package.build_script.as_ref().map(|script| (script, true)))
    });
    let texts: Vec<_> = files.map(|(file, is_script)| (file, is_script, cx.text(file))).collect();
    for (file, is_script, text) in texts {
        let Some(text) = text? else { continue };
        let lines = (1..).zip(text.lines());
        asked.extend(lines.filter_map(|(line, text)| {
            let (name, old, new) = if is_script { of_script(text) } else { of_attribute(text) }?;
            let evidence = Evidence::File { file: file.clone(), line: Some(line), text: text.trim().to_owned() };
            Some(Asked { name, evidence, place: Some(Place { file: file.clone(), line, old, new }) })
        }));
    }
    Ok(asked)
}

/// `#[link(name = "Kernel32")]`, with what stands there and what should. `raw-dylib` needs no import library.
fn of_attribute(line: &str) -> Option<(String, String, String)> {
    let attribute = line.trim_start();
    if !attribute.starts_with("#[") || !attribute.contains("link(") || attribute.contains("raw-dylib") {
        return None;
    }
    let name = attribute.split_once("name")?.1.trim_start().strip_prefix('=')?.trim_start().strip_prefix('"')?;
    let name = name.split('"').next().filter(|name| has_capitals(name))?;
    Some((name.to_owned(), format!("\"{name}\""), format!("\"{}\"", name.to_ascii_lowercase())))
}

/// `cargo:rustc-link-lib=dylib=Kernel32`, with what stands there and what should.
fn of_script(line: &str) -> Option<(String, String, String)> {
    let value = line.split_once("rustc-link-lib=")?.1;
    let name = value.split(['"', '\\']).next()?;
    let name = name.rsplit('=').next().filter(|name| has_capitals(name))?;
    Some((name.to_owned(), format!("{name}\""), format!("{}\"", name.to_ascii_lowercase())))
}

fn has_capitals(name: &str) -> bool {
    name.chars().any(|c| c.is_ascii_uppercase()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Outcome,
        facts::linker::scene::{config, elf},
        testing::Fake,
        windows::scene::{GNU, linux_mingw, project},
    };

    fn with_kernel32() -> Fake {
        linux_mingw().blob("/usr/lib/x86_64-w64-mingw32/libkernel32.a", elf("x86_64"))
    }

    fn fix_of(fake: &Fake) -> Edit {
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, GNU) else { panic!("did not fire") };
        assert_eq!(finding.message, "the library `Kernel32` is asked for, and its file is named `kernel32`");
        match &finding.fixes[0].change {
            Change::Edit { edits } => edits[0].edit.clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn fires_for_a_flag_an_attribute_and_a_script() {
        let replace = |line, old: &str, new: &str| Edit::ReplaceOnLine { line, old: old.into(), new: new.into() };
        let flags = config(with_kernel32(), &format!("[target.{GNU}]\nrustflags = [\"-lKernel32\"]\n"));
        assert_eq!(fix_of(&flags), replace(2, "-lKernel32", "-lkernel32"));
        let source = "#[link(name = \"Kernel32\")]\nunsafe extern \"system\" {}\n";
        let attribute = project(with_kernel32(), "/p", source, "");
        assert_eq!(fix_of(&attribute), replace(1, "\"Kernel32\"", "\"kernel32\""));
        let script = project(with_kernel32(), "/p", "", "")
            .file("/p/build.rs", "fn main() {\n    println!(\"cargo:rustc-link-lib=dylib=Kernel32\");\n}\n");
        assert_eq!(fix_of(&script), replace(2, "Kernel32\"", "kernel32\""));
    }

    #[test]
    fn a_file_of_that_name_and_a_name_in_lower_case_are_fine() {
        let source = "#[link(name = \"MyLib\")]\nunsafe extern \"C\" {}\n";
        let own =
            project(with_kernel32(), "/p", source, "").blob("/usr/lib/x86_64-w64-mingw32/libMyLib.a", elf("x86_64"));
        assert_eq!(own.judge(&CHECK, GNU), Ok(Outcome::NotApplicable));
        let lower = config(with_kernel32(), &format!("[target.{GNU}]\nrustflags = [\"-lkernel32\"]\n"));
        assert_eq!(lower.judge(&CHECK, GNU), Ok(Outcome::NotApplicable));
        let raw = project(with_kernel32(), "/p", "#[link(name = \"Kernel32\", kind = \"raw-dylib\")]\n", "");
        assert_eq!(raw.judge(&CHECK, GNU), Ok(Outcome::NotApplicable));
    }
}

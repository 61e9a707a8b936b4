//! A build script compiles Windows resources, and the resource compiler is not installed under the name it looks for.

use xdoctor_fixes::{Fix, packages::Need};

use super::judge::is_mingw;
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic, Triple,
    check::Severity,
    facts::{
        cargo_config::EnvTable,
        project::Project,
        rustc::{Rustc, TargetList, TargetSpec},
    },
    linker::install,
    proof::script_users,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "windres-missing",
    topic: Topic::Windows,
    title: "the resource compiler that a build script runs is not installed",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A build script embeds an icon or version into the program with `winres`, `winresource` or `embed-resource`, which run a \
resource compiler: `windres` of GNU binutils for `*-windows-gnu`, and `llvm-rc` for msvc from other systems. No program of the \
name that the crate looks for is on `PATH`. The names differ: `winres` knows `windres` alone, the others put the target's \
prefix before it.
## Why it breaks the build
The build script fails: `Couldn't execute x86_64-w64-mingw32-windres`, `NotAttempted`, or a bare \
`Os { code: 2, kind: NotFound }`.
## What to do
Install MinGW-w64's binutils (LLVM for `llvm-rc`). Where only the prefixed name exists and the crate is `winres`, use \
`winresource` instead, or `set_windres_path`. `embed-resource` reads `RC_<target>` and `RC`, `winresource` reads `WINDRES`.
## Sources
embed-resource 3.0 `src/non_windows.rs` (`Compiler::probe`) and `src/windows_not_msvc.rs`; winresource 0.1.20 `lib.rs` \
(`WindowsResource::new`); winres 0.1.12 `lib.rs` (`windres_path`).",
    links: &["https://docs.rs/embed-resource", "https://docs.rs/winresource"],
    symptoms: &[
        Symptom {
            all: &[r"Couldn't (to )?execute (\S*windres|llvm-rc|rc)(\.exe)? to (compile|preprocess)"],
            none: &[],
            weight: 0.95,
            printed_by: "embed-resource 1.7 and later",
            source: "nabijaczleweli/rust-embed-resource src/non_windows.rs, try_command; src/windows_not_msvc.rs",
        },
        Symptom {
            all: &[r#"NotAttempted\(\s*"?(\S*windres|\S*llvm-rc|rc\b)|called `Result::unwrap\(\)` on an `Err` value: NotAttempted|embed-resource: (compilation )?not attempted"#],
            none: &[],
            weight: 0.9,
            printed_by: "embed-resource 2.2 and later",
            source: "nabijaczleweli/rust-embed-resource src/lib.rs, CompilationResult",
        },
        Symptom {
            all: &[
                r"failed to run custom build command",
                r"(winres|winresource|embed.resource|windres|tauri-winres|\.rc\b)",
                r"(Os \{ code: 2, kind: NotFound|No such file or directory \(os error 2\)|program not found)",
            ],
            none: &[r"(failed to find tool|dlltool|linker `)"],
            weight: 0.75,
            printed_by: "a build script with winres or winresource, by cargo",
            source: "winres lib.rs, compile_with_toolkit_gnu, whose error carries no name",
        },
        Symptom {
            all: &[r#"^\s*Error: Os \{ code: 2, kind: NotFound, message: "[^"]*" \}"#],
            none: &[r"(failed to find tool|dlltool|linker `|xcrun|cmake|pkg-config)"],
            weight: 0.35,
            printed_by: "a build script whose `main` returns an io::Error, as winres has it in its examples",
            source: "rust-lang/rust library/std/src/io/error.rs, Debug of Os errors",
        },
        Symptom {
            all: &[r#"(windres|llvm-rc|[Rr][Cc]\.(exe|EXE))[`'"]?:? (program |command )?(not found|No such file|not installed|is not (recognized|installed))|(find|run|execute|spawn|locate|calling|launch) [`'"]?\S*(windres|llvm-rc|rc\.exe)|Are you sure you have (RC\.EXE|\S*windres|llvm-rc) in your|Is `?\S*windres`? installed|windres\S* .*(NotFound|No such file)"#],
            none: &[r"\bLNK1158\b"],
            weight: 0.92,
            printed_by: "winres, winresource, embed-resource, tauri-winres; shells, make and libtool",
            source: "mxre/winres lib.rs; nabijaczleweli/rust-embed-resource src/non_windows.rs; POSIX sh, `command not found`",
        },
        Symptom {
            all: &[r#"Os \{ code: 2, kind: NotFound, message: ""#],
            none: &[r"cmake|nasm|pkg-config|protoc|git"],
            weight: 0.04,
            printed_by: "a build script that starts a program by a name that is not there",
            source: "Rust's std::io::Error as Debug prints it",
        },
        Symptom {
            all: &[r"(winres|winresource|embed.resource|windows_exe_info|static_vcruntime)", r"Os \{ code: 2, kind: NotFound|program not found|No such file or directory \(os error 2\)"],
            none: &[],
            weight: 0.85,
            printed_by: "winres, winresource, embed-resource, tauri-winres",
            source: "their panics",
        },
        Symptom {
            all: &[r"CMAKE_RC_COMPILER( not set|:|$| could be found)|No CMAKE_RC_COMPILER could be found|environment variable RC: |Could not find Windows resource compiler"],
            none: &[],
            weight: 0.85,
            printed_by: "CMake 3 and later, meson",
            source: "Kitware/CMake Modules/CMakeDetermineRCCompiler.cmake and CMakeDetermineCompiler.cmake; mesonbuild/meson mesonbuild/modules/windows.py",
        },
        Symptom {
            all: &[r"command not found: [`'\x22]?(\S*/)?([\w-]*windres|llvm-rc|rc)['\x22]?\s*$|[Uu]nknown command:? [`'\x22]?([\w-]*windres|llvm-rc|rc)\b|\bno ([\w-]*windres|llvm-rc|rc) in \(/|[Tt]he term '([\w-]*windres|llvm-rc|rc)(\.exe)?' is not recognized|\benv: ['‘]?([\w-]*windres|llvm-rc|rc)['’]?: No such file|[`'\x22]([\w-]*windres|llvm-rc|rc)(\.exe)?['\x22`] (n'est pas reconnu|ist entweder falsch|no se reconoce|не является внутренней|não é reconhecido|non è riconosciuto|不是内部或外部命令)|'([\w-]*windres|llvm-rc|rc)' 不是内部或外部命令"],
            none: &[],
            weight: 0.9,
            printed_by: "zsh, fish, which, PowerShell, env, and cmd.exe in other languages",
            source: "zsh Src/exec.c; fish src/exec and share/functions/fish_command_not_found; GNU which; PowerShell's CommandNotFoundException; coreutils env.c",
        },
        Symptom {
            all: &[r"into a Windows Resource file during tauri-build"],
            none: &[r"icon\b.*(not found|No such file|failed to parse|is not in)"],
            weight: 0.5,
            printed_by: "tauri-build 1 and 2",
            source: "tauri-apps/tauri crates/tauri-build/src/lib.rs, try_build",
        },
        Symptom {
            all: &[r"(make(\[\d+\])?|mingw32-make(\[\d+\])?|gmake(\[\d+\])?)[:：] ?(\S+-)?windres(\.exe)?[:：]|command not found: (\S+-)?windres\b|windres(\.exe)?: preprocessing failed"],
            none: &[],
            weight: 0.88,
            printed_by: "GNU make in any language, zsh, windres without a gcc",
            source: "GNU make src/job.c, child_error; binutils-gdb binutils/resrc.c",
        },
        Symptom {
            all: &[r"Failed to run the Windows resource compiler \(rc\.exe\)"],
            none: &[],
            weight: 0.85,
            printed_by: "winres and embed-resource",
            source: "mxre/winres src/lib.rs; nabijaczleweli/rust-embed-resource src/windows_msvc.rs",
        },
    ],
    live: Live::Target(check),
};

/// The crates that run a resource compiler, and those that use one of them.
const CRATES: [&str; 5] = ["embed-resource", "tauri-build", "tauri-winres", "winres", "winresource"];

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    // most targets are told by their names
    if !wanted.triple.as_str().contains("windows") {
        return Ok(Outcome::NotApplicable);
    }
    let (project, known, host) = (Project::here(cx), cx.fact::<TargetList>(()), cx.host());
    let rustc = cx.fact::<Rustc>(());
    let (project, known, host, rustc) = (project?, known?, host?, rustc?);
    let Some(project) = project.filter(|_| known.knows(&wanted.triple)) else { return Ok(Outcome::NotApplicable) };
    let spec = cx.fact::<TargetSpec>(wanted.triple.clone())?;
    let on_windows = host.os == "windows";
    let mut fine = None;
    for (package, name) in script_users(&project, &wanted.triple, &CRATES, cx)? {
        let Some(script) = &package.build_script else { continue };
        let text = cx.text(script)?.unwrap_or_default();
        if !on_windows && is_for_windows_hosts(text) {
            continue;
        }
        let Some(tool) = Tool::of(name, &wanted.triple, &spec, rustc.host == wanted.triple, on_windows, cx)? else {
            continue;
        };
        if let Some(path) = cx.which(&tool.program)?.first() {
            fine = Some(format!("resources are compiled with `{path}`"));
            continue;
        }
        let message =
            format!("`{}`, which the build script of `{}` runs, is not installed", tool.program, package.name);
        let line = (1..).zip(text.lines()).find(|(_, line)| line.contains(&name.replace('-', "_")));
        let seen = line.map(|(line, text)| Evidence::File {
            file: script.clone(),
            line: Some(line),
            text: text.trim().to_owned(),
        });
        let path = cx.env("PATH")?.unwrap_or_default().to_owned();
        return Ok(Finding::new(message, format!("the crate `{name}` compiles Windows resources with it"))
            .evidence(seen)
            .evidence([Evidence::Env { name: "PATH".into(), value: path }])
            .fix(tool.install(&spec, cx)?)
            .conclusive()
            .into());
    }
    Ok(fine.map_or(Outcome::NotApplicable, Outcome::Pass))
}

/// The script asks for the system that it is compiled on, so that elsewhere it does nothing.
fn is_for_windows_hosts(script: &str) -> bool {
    let asks = ["cfg(windows)", "cfg!(windows)", "cfg(target_os = \"windows\")", "cfg!(target_os = \"windows\")"];
    asks.iter().any(|ask| script.contains(ask)) && !script.contains("CARGO_CFG_")
}

struct Tool {
    program: String,
    /// Of LLVM, not of MinGW's binutils.
    of_llvm: bool,
}

impl Tool {
    /// What the crate runs; none where it needs no such tool, or is told another.
    fn of(
        name: &str,
        triple: &Triple,
        spec: &TargetSpec,
        native: bool,
        on_windows: bool,
        cx: &Cx<'_>,
    ) -> Result<Option<Self>, Pause> {
        let arch = triple.as_str().split('-').next().unwrap_or_default();
        let gnu = spec.env == "gnu";
        let windres = |prefix: &str| Some(Self { program: format!("{prefix}windres"), of_llvm: prefix == "llvm-" });
        Ok(match name {
            "winres" => gnu.then(|| windres("")).flatten(),
            "winresource" => {
                let set = is_set(&["WINDRES", "CROSS_COMPILE"], cx)?;
                let prefix = match (spec.abi.as_str(), native) {
                    (_, true) => String::new(),
                    ("llvm", false) => "llvm-".to_owned(),
                    (_, false) => format!("{arch}-w64-mingw32-"),
                };
                // On Windows with msvc it is the SDK's own `rc.exe`.
                if set || on_windows && !gnu { None } else { windres(&prefix) }
            }
            _ => {
                let of_target = format!("RC_{triple}");
                let set = is_set(&[&of_target, &of_target.replace('-', "_"), "RC"], cx)?;
                if on_windows {
                    gnu.then(|| windres("")).flatten()
                } else if set {
                    None
                } else if gnu {
                    windres(&format!("{arch}-w64-mingw32-"))
                } else {
                    Some(Self { program: "llvm-rc".to_owned(), of_llvm: true })
                }
            }
        })
    }

    fn install(&self, spec: &TargetSpec, cx: &Cx<'_>) -> Result<Vec<Fix>, Pause> {
        let need = if self.of_llvm {
            Need::Llvm
        } else if spec.arch == "x86" {
            Need::Mingw("i686")
        } else {
            Need::Mingw("x86_64")
        };
        // Distributions know the prefixed name alone, which a package does not change.
        if !self.of_llvm && self.program == "windres" && cx.host()?.os != "windows" {
            return Ok(Vec::new());
        }
        let need = if is_mingw(spec) || self.of_llvm { Some(need) } else { None };
        install(CHECK.id, &format!("install what has `{}`", self.program), need, cx)
    }
}

fn is_set(names: &[&str], cx: &Cx<'_>) -> Result<bool, Pause> {
    let (table, inherited) = (cx.fact::<EnvTable>(()), names.iter().map(|name| cx.env(name)).collect::<Vec<_>>());
    let table = table?;
    let mut set = names.iter().any(|name| table.value(name).is_some());
    for value in inherited {
        set |= value?.is_some();
    }
    Ok(set)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        testing::Fake,
        windows::scene::{GNU, MSVC, linux_mingw, project},
    };

    const SCRIPT: &str = "fn main() {\n    if std::env::var(\"CARGO_CFG_TARGET_OS\").as_deref() == Ok(\"windows\") {\n        \
                          winres::WindowsResource::new().compile().unwrap();\n    }\n}\n";

    fn with(name: &str, script: &str) -> Fake {
        project(linux_mingw(), "/p", "fn main() {}\n", "")
            .file("/p/Cargo.toml", &format!("[package]\nname = \"app\"\n[build-dependencies]\n{name} = \"1\"\n"))
            .file("/p/build.rs", script)
    }

    fn message(fake: &Fake, target: &str) -> String {
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, target) else { panic!("did not fire") };
        finding.message
    }

    #[test]
    fn each_crate_looks_for_its_own_name() {
        for (name, target, program) in [
            ("winres", GNU, "windres"),
            ("winresource", GNU, "x86_64-w64-mingw32-windres"),
            ("winresource", MSVC, "x86_64-w64-mingw32-windres"),
            ("embed-resource", GNU, "x86_64-w64-mingw32-windres"),
            ("embed-resource", MSVC, "llvm-rc"),
            ("tauri-build", MSVC, "llvm-rc"),
        ] {
            let expected = format!("`{program}`, which the build script of `app` runs, is not installed");
            assert_eq!(message(&with(name, SCRIPT), target), expected, "{name} for {target}");
        }
    }

    #[test]
    fn what_is_there_or_named_or_not_run_is_fine() {
        let there = with("embed-resource", SCRIPT).program("/usr/bin/x86_64-w64-mingw32-windres");
        let fine = "resources are compiled with `/usr/bin/x86_64-w64-mingw32-windres`".to_owned();
        assert_eq!(there.judge(&CHECK, GNU), Ok(Outcome::Pass(fine)));
        let named = with("winresource", SCRIPT).env("WINDRES", "/opt/windres");
        assert_eq!(named.judge(&CHECK, GNU), Ok(Outcome::NotApplicable));
        let here = with("winres", "#[cfg(windows)]\nfn main() { winres::x(); }\n#[cfg(unix)]\nfn main() {}\n");
        assert_eq!(here.judge(&CHECK, GNU), Ok(Outcome::NotApplicable));
        let plain = project(linux_mingw(), "/p", "", "");
        assert_eq!(plain.judge(&CHECK, GNU), Ok(Outcome::NotApplicable));
    }
}

//! A library that the flags name does not exist for the target.

use xdoctor_fixes::packages::{self, Manager, Need};

use super::install;
use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Outcome, Pause, Symptom, Topic,
    c_toolchain::judge::{by_hand, foreign_package, pkg_config_settings, told},
    check::Severity,
    facts::{
        demands::{Demand, Demands, Want, sure},
        rustc::Rustc,
        sysroot::{LibraryFound, NamedLibraries, SearchedLibraries, SysrootOf},
        worlds::{Module, PkgConfig},
    },
    proof::{LibraryKind, OwnLibraries, OwnLibrary},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "target-library-missing",
    topic: Topic::Linker,
    title: "a library does not exist for the target",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The link asks for a library (`-lz`, `-lssl`) that is nowhere in the directories the target's driver searches. The host may \
well have it; its copy is of no use to another target. The rustflags name it, or a crate does, most often by asking \
pkg-config: which is not asked about another target unless a variable says that it knows it, and which answers with the \
host's library where only `PKG_CONFIG_ALLOW_CROSS=1` says so.
## Why it breaks the build
`cannot find -lz` (GNU ld), `unable to find library -lz` (lld), `library 'z' not found` (Apple's ld).
## What to do
Install the library for the target (on Debian `zlib1g-dev:arm64` after `dpkg --add-architecture arm64`), put it into the \
sysroot and tell pkg-config (`PKG_CONFIG_LIBDIR_<target>`, `PKG_CONFIG_SYSROOT_DIR_<target>`), or let the crate build its own copy (a feature often named `vendored`, `bundled` or `static`). For musl the \
distributions have hardly any libraries: prefer the vendored ones.
## Sources
ld's manual, *Options*, `-l`; pkg-config-rs 0.3 `src/lib.rs`; Debian's *Multiarch/HOWTO*; by experiment with ld 2.40 and lld 14.",
    links: &["https://wiki.debian.org/Multiarch/HOWTO"],
    symptoms: &[
        Symptom {
            all: &[r"ld: (framework not found (\w+)|framework '\w+' not found|library not found for -l|library '[A-Za-z0-9_+.-]+' not found)"],
            none: &[r"lld: error: framework not found", r"(-lSystem|library 'System'|-liconv|library 'iconv')", r"library not found for -l(crt1|dylib1|bundle1|gcc_s)\."],
            weight: 0.75,
            printed_by: "Apple's ld64 and, since Xcode 15, ld-prime",
            source: "apple-oss-distributions/ld64 src/ld/Options.cpp, findLibrary and findFramework",
        },
        Symptom {
            all: &[r"The system library `[^`]+` required by crate `[^`]+` was not found|could not find system library '[^']+' required by the '[^']+' crate|pkg-config has not been configured to support cross-compilation|Cross compilation detected\. Use PKG_CONFIG_ALLOW_CROSS"],
            none: &[r"openssl-sys", r"[`'](openssl|libssl|libcrypto)[`'] required by", r"Could not find directory of OpenSSL installation", r"\bcmake\b.*not installed", r"failed to find tool"],
            weight: 0.8,
            printed_by: "the crate pkg-config 0.3: of a library 0.3.27 and later, 0.3.20 to 0.3.26, and where it may not ask",
            source: "rust-lang/pkg-config-rs src/lib.rs, impl Display for Error: ProbeFailure (before 0.3.27 Failure) and CrossCompilation",
        },
        Symptom {
            all: &[r"(Package '?[\w.+-]+'?,? (required by '[^']+', )?(was )?not found( in the pkg-config search path)?|No package '[\w.+-]+' found)"],
            none: &[r"Package '?(openssl|libssl|libcrypto)\b", r"No package '(openssl|libssl)'", r"Could not find directory of OpenSSL"],
            weight: 0.65,
            printed_by: "pkg-config 0.29, pkgconf 1 and 2",
            source: "pkgconf libpkgconf/pkg.c; pkg-config pkg.c",
        },
        Symptom {
            all: &[r"(mold|ld\.mold): (fatal|error): library not found: |Couldn't find library `[^`]+` on library search path|unable to find ([Dd]ynamic |[Ss]tatic )?system library '|error\(link\): (DLL import library for -l|undefined reference to library ')\w+"],
            none: &[r"(library not found: |system library '|find library `)(System|c|m|gcc_s|gcc|objc|log|pthread|rt|dl|util)(['`\s:]|$)"],
            weight: 0.8,
            printed_by: "mold, wild, zig",
            source: "rui314/mold src/main.cc, find_library; davidlattimore/wild libwild/src/input_data.rs; ziglang/zig src/main.zig and src/Compilation.zig, windows_libs",
        },
        Symptom {
            all: &[r"(error LNK(1181|1104)|LNK1181: cannot open|LNK1104: cannot open)\b.*\w\.lib\b|lld-link: error: could not open '[^']+\.lib'"],
            none: &[r"(?i)(\bLNK(1181|1104)\b.*?\b|could not open ')(kernel32|ntdll|user32|userenv|ws2_32|advapi32|bcrypt|bcryptprimitives|dbghelp|msvcrtd?|libcmtd?|ucrtd?|libucrtd?|vcruntime\w*|libvcruntimed?|oldnames|uuid|gdi32|shell32|ole32|oleaut32|synchronization|msvcprtd?|libcpmtd?|softintrin|legacy_stdio_definitions|windows(\.\d[\d.]*)?|\S*\.dll)\.lib\b"],
            weight: 0.72,
            printed_by: "link.exe, lld-link",
            source: "MicrosoftDocs/cpp-docs docs/error-messages/tool-errors/linker-tools-error-lnk1104.md and linker-tools-error-lnk1181.md; llvm-project lld/COFF/Driver.cpp, enqueuePath",
        },
        Symptom {
            all: &[r"could not find native static library `"],
            none: &[],
            weight: 0.7,
            printed_by: "rustc 1.0 and later",
            source: "rust-lang/rust compiler/rustc_metadata/messages.ftl, metadata_missing_native_library (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"(cannot find|unable to find library) -l[A-Za-z0-9_+.:-]+"],
            none: &[r"(cannot find|unable to find library) -l:?(gcc_s|gcc|gcc_eh|c|m|rt|dl|pthread|util|kernel32|msvcrt|mingw32|mingwex|System|objc|log|android|unwind|iconv|libpthread\.a|stdc\+\+_pic)(:|\s|$)"],
            weight: 0.8,
            printed_by: "GNU ld 2, gold, lld 6 and later, also through a driver",
            source: "binutils-gdb ld/ldfile.c, ldfile_open_file, and gold/dirsearch.cc; llvm-project lld/ELF/Driver.cpp, addLibrary",
        },
        Symptom {
            all: &[r"(cannot find|unable to find library) -lunwind\b", r"linux-(musl|gnu)"],
            none: &[r"android|[/\\][Nn][Dd][Kk]"],
            weight: 0.93,
            printed_by: "GNU ld 2, lld 6 and later",
            source: "rust-lang/rust library/unwind/src/lib.rs: musl's static targets ask for libunwind where rustc brings none, as do tier 3 and a standard library that was built along",
        },
        Symptom {
            all: &[r"(cannot find|unable to find library) -lunwind\b"],
            none: &[r"android|[/\\][Nn][Dd][Kk]"],
            weight: 0.41,
            printed_by: "GNU ld 2, lld 6 and later",
            source: "rust-lang/rust library/unwind/src/lib.rs: where the target is not Android",
        },
        Symptom {
            all: &[r"The file `[\w.+-]+\.pc` needs to be installed and the PKG_CONFIG_PATH environment variable must contain its parent directory|HINT: (you may need to install a package such as|if you have installed the library, try setting PKG_CONFIG_PATH)"],
            none: &[r"openssl|libssl|libcrypto"],
            weight: 0.75,
            printed_by: "the crate pkg-config 0.3.27 and later",
            source: "rust-lang/pkg-config-rs src/lib.rs, impl Display for Error, Failure and ProbeFailure",
        },
        Symptom {
            all: &[r"pkg-config exited with status code \d+"],
            none: &[r"openssl|libssl|libcrypto"],
            weight: 0.6,
            printed_by: "the crate pkg-config 0.3.27 and later",
            source: "rust-lang/pkg-config-rs src/lib.rs, impl Display for Error",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let named = cx.fact::<NamedLibraries>(SysrootOf::Target(wanted.triple.clone()))?;
    for library in &named.0 {
        let LibraryFound::Absent { dirs } = &library.found else { continue };
        let name = &library.name.value;
        let searched = dirs.iter().map(|dir| Evidence::File {
            file: dir.clone(),
            line: None,
            text: format!("no `lib{name}.so` and no `lib{name}.a`"),
        });
        return Ok(Finding::new(
            format!(
                "{} asks for the library `{name}`, which `{}` does not have here",
                library.name.origin, wanted.triple
            ),
            "the linker finds no such library in any directory it searches",
        )
        .evidence(std::iter::once(library.name.evidence("rustflags")).chain(searched))
        .into());
    }
    if let Some(finding) = own_library(wanted, cx)? {
        return Ok(finding.into());
    }
    match (by_pkg_config(wanted, cx)?, named.0.last()) {
        (Outcome::NotApplicable, Some(last)) => Ok(Outcome::Pass(format!("the link finds `{}`", last.name.value))),
        (other, _) => Ok(other),
    }
}

fn is_searched(library: &OwnLibrary) -> bool {
    matches!(library.kind, LibraryKind::Any | LibraryKind::Dylib) && !library.is_of_std()
}

/// What the project's own code names for every build: the proof's package does not.
fn own_library(wanted: &Wanted, cx: &Cx<'_>) -> Result<Option<Finding>, Pause> {
    let target = &wanted.triple;
    let own = cx.fact::<OwnLibraries>(target.clone())?;
    let libraries: Vec<_> = own.libraries.iter().filter(|library| is_searched(library)).collect();
    if libraries.is_empty() {
        return Ok(None);
    }
    let names: Vec<_> = libraries.iter().map(|library| library.name.clone()).collect();
    let (found, more) =
        (cx.fact::<SearchedLibraries>((SysrootOf::Target(target.clone()), names)), cx.env("LIBRARY_PATH"));
    // A compiler driver for the host searches there as well.
    let (found, is_sure) = (found?, own.sure && more?.is_none());
    for (library, found) in libraries.into_iter().zip(&found.0) {
        let OwnLibrary { name, file, line, text, kind: _ } = library;
        let searched: Vec<_> = match found {
            LibraryFound::Right { .. } => continue,
            LibraryFound::Absent { dirs } => {
                let absent = format!("no `lib{name}.so` and no `lib{name}.a`");
                dirs.iter().map(|dir| Evidence::File { file: dir.clone(), line: None, text: absent.clone() }).collect()
            }
            LibraryFound::Foreign { files } => {
                let foreign = |file: &HostPath| Evidence::File {
                    file: file.clone(),
                    line: None,
                    text: "for another architecture".to_owned(),
                };
                files.iter().map(|(file, _)| foreign(file)).collect()
            }
        };
        let place = Evidence::File { file: file.clone(), line: Some(*line), text: text.clone() };
        let steps = [
            format!("install the development files of `{name}` for `{target}`"),
            "or name the directory that has it: `cargo::rustc-link-search=DIR` in the build script".to_owned(),
        ];
        let title = format!("let the link find `{name}`");
        let finding = Finding::new(
            format!("`{file}` line {line} asks for the library `{name}`, which `{target}` does not have here"),
            "the linker finds no such library in any directory it searches",
        )
        .evidence(std::iter::once(place).chain(searched))
        .fix([by_hand(&format!("{}/{target}/{name}", CHECK.id), &title, steps.to_vec())]);
        return Ok(Some(if is_sure { finding.conclusive() } else { finding }));
    }
    Ok(None)
}

/// The libraries that crates of the build ask pkg-config for. OpenSSL's absence has a name of its own.
fn by_pkg_config(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let target = &wanted.triple;
    let modules: Vec<_> = cx.fact::<Demands>(target.clone())?.0.iter().filter_map(module_of).collect();
    let asked: Vec<_> = modules.iter().map(|name| cx.fact::<Module>((target.clone(), *name))).collect();
    let mut found = None;
    for (name, module) in modules.iter().zip(asked) {
        let module = module?;
        let is_this = |want| want == Want::Module(name);
        match &*module {
            // A cause of its own.
            Module::NoProgram => {}
            Module::Found { .. } => found = Some(*name),
            Module::NotAllowed | Module::Unknown { .. } | Module::Foreign { .. } | Module::Absent { .. } => {
                // By cargo's own word, not the lock file's alone.
                if let Some(demand) = sure(target, is_this, cx)? {
                    return Ok(missing_module(wanted, name, &module, &demand, cx)?.conclusive().into());
                }
            }
        }
    }
    Ok(found.map_or(Outcome::NotApplicable, |name| Outcome::Pass(format!("pkg-config finds `{name}` for `{target}`"))))
}

fn module_of(demand: &Demand) -> Option<&'static str> {
    match demand.want {
        Want::Module(name) => Some(name),
        Want::Openssl | Want::Cmake | Want::Nasm | Want::Libclang | Want::Clang => None,
    }
}

fn missing_module(
    wanted: &Wanted,
    name: &'static str,
    module: &Module,
    demand: &Demand,
    cx: &Cx<'_>,
) -> Result<Finding, Pause> {
    let target = &wanted.triple;
    let (settings, rustc) = (cx.fact::<PkgConfig>(target.clone()), cx.fact::<Rustc>(()));
    let (settings, is_host) = (settings?, rustc?.host == *target);
    let message = match module {
        Module::NotAllowed => {
            format!("nothing says where `{name}` for `{target}` is: pkg-config is not asked about it")
        }
        Module::Foreign { file, .. } => format!("pkg-config gives `{name}` of another machine: `{file}`"),
        Module::Absent { library, .. } => {
            format!("pkg-config names `{library}`, which no directory of a link for `{target}` has")
        }
        Module::Unknown { .. } | Module::NoProgram | Module::Found { .. } => {
            format!("pkg-config knows no `{name}` for `{target}`")
        }
    };
    let need = Need::PkgConfigModule(name);
    let fixes = if is_host {
        install(CHECK.id, &format!("install `{name}`'s development files"), Some(need), cx)?
    } else {
        let mut fixes = pkg_config_settings(CHECK.id, name, target, cx)?;
        let package = packages::package(Manager::Apt, &need).and_then(|package| package.names.first().cloned());
        let steps = package.and_then(|package| foreign_package(&package, target));
        let title = format!("install `{name}` for `{target}`");
        fixes.extend(steps.map(|steps| by_hand(&format!("{}/{target}/{name}", CHECK.id), &title, steps)));
        fixes
    };
    let why = format!("`{}` of the build asks pkg-config for it", demand.told());
    Ok(Finding::new(message, why).evidence(told(module, &settings)).fix(fixes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::linker::scene::{HOST, config, debian, elf};

    const FLAGS: &str = "[target.x86_64-unknown-linux-gnu]\nrustflags = [\"-Clink-arg=-lfoo\"]\n";

    #[test]
    fn fires_where_no_directory_has_it() {
        let Ok(Outcome::Found(finding)) = config(debian(), FLAGS).judge(&CHECK, HOST) else { panic!("did not fire") };
        assert_eq!(
            finding.message,
            format!("`/p/.cargo/config.toml` line 2 asks for the library `foo`, which `{HOST}` does not have here")
        );
        assert!(!finding.conclusive);
    }

    #[test]
    fn a_static_library_is_enough() {
        let fake = config(debian(), FLAGS).blob("/usr/lib/x86_64-linux-gnu/libfoo.a", elf("x86_64"));
        assert_eq!(fake.judge(&CHECK, HOST), Ok(Outcome::Pass("the link finds `foo`".into())));
        assert_eq!(debian().judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
    }
}

//! A build script asks pkg-config for a library, and there is no pkg-config.

use xdoctor_fixes::packages::Need;

use super::judge::{asked, confirmed, evidence};
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic,
    check::Severity,
    facts::{
        demands::{Demand, Want},
        worlds::{Openssl, PkgConfig},
    },
    linker::install,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "pkg-config-not-installed",
    topic: Topic::CToolchain,
    title: "pkg-config is not installed",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A crate of the build finds a system library through pkg-config, and neither `pkg-config` nor `pkgconf` is on `PATH` (or \
`PKG_CONFIG` names a program that is not there). The library itself may well be installed.
## Why it breaks the build
The build script cannot run it: `Could not run ... pkg-config`, `The pkg-config command could not be found`.
## What to do
Install it: `pkg-config` on Debian, `pkgconf` elsewhere. Then the library's development files have to be there too. Many \
crates can compile their own copy instead (a feature named `vendored` or `bundled`).
## Sources
pkg-config-rs 0.3 `src/lib.rs` (`Config::run`, `impl Display for Error`).",
    links: &["https://docs.rs/pkg-config/latest/pkg_config/"],
    symptoms: &[
        Symptom {
            all: &[r#"Command \{ command: "[^\n]*pkg-config[^\n]*, cause: [^\n]*(code: 2\b|kind: NotFound|os error 2)"#],
            none: &[],
            weight: 0.85,
            printed_by: "the crate pkg-config, Error's Debug",
            source: "rust-lang/pkg-config-rs src/lib.rs, enum Error, Command, unwrapped by a build script",
        },
        Symptom {
            all: &[r"The pkg-config command could not be found"],
            none: &[],
            weight: 0.95,
            printed_by: "pkg-config-rs 0.3.27 and later",
            source: "pkg-config-rs src/lib.rs, impl Display for Error",
        },
        Symptom {
            all: &[r"requires the `pkg-config` utility to find OpenSSL but unfortunately `pkg-config`"],
            none: &[],
            weight: 0.95,
            printed_by: "openssl-sys 0.9",
            source: "rust-openssl openssl-sys/build/find_normal.rs",
        },
        Symptom {
            all: &[r#"(Failed|failed) to run (command )?`?"?[^`]*pkg-config.*((No such file or directory|program not found|cannot find the file|os error 2)|kind: NotFound)"#],
            none: &[r"pkg-config has not been configured to support cross-compilation"],
            weight: 0.85,
            printed_by: "pkg-config-rs 0.3.0 to 0.3.26",
            source: "pkg-config-rs src/lib.rs, impl Display for Error",
        },
        Symptom {
            all: &[r"(pkg-config|pkgconf): ([Cc]ommand )?not found"],
            none: &[],
            weight: 0.7,
            printed_by: "shells, below a build script",
            source: "bash execute_cmd.c; dash exec.c",
        },
        Symptom {
            all: &[r#"Command \{ command: ".*pkg-config[^"]*", cause: Os \{ code: 2"#],
            none: &[],
            weight: 0.9,
            printed_by: "pkg-config-rs before 0.3.20, by `unwrap`",
            source: "pkg-config-rs src/lib.rs, enum Error",
        },
        Symptom {
            all: &[r#"The pkg-config command could not be found|Could not run `?.{0,40}pkg-config|pkg-config: ([Cc]ommand )?not found|[Ff]ailed to (run|execute|spawn).{0,12}pkg-config|Is `?pkg-config`? installed|[`'"]pkg-config[`'"]: (program not found|No such file)|need to install a pkg-config package|pkg-config (is|was) not (found|installed)|Could not find (a )?pkg-config|Please install pkg-config"#],
            none: &[r"exit (code|status): [1-9]|exited with"],
            weight: 0.85,
            printed_by: "pkg-config 0.3 and later (the crate)",
            source: "rust-lang/pkg-config-rs src/lib.rs, Error's Display",
        },
        Symptom {
            all: &[r"The pkg-config script could not be found or is too old|Could NOT find PkgConfig \(missing: PKG_CONFIG_EXECUTABLE|ERROR: Pkg-config (binary )?.*not found|Did not find pkg-config by name"],
            none: &[],
            weight: 0.85,
            printed_by: "configure scripts of autoconf, CMake, meson",
            source: "pkg-config pkg.m4, PKG_CHECK_MODULES; Kitware/CMake Modules/FindPackageHandleStandardArgs.cmake; mesonbuild/meson mesonbuild/dependencies/pkgconfig.py",
        },
        Symptom {
            all: &[r"(?i)(to|not|n't|cannot|error)\s(run|execute|exec|spawn|start|launch|invoke|call|find|locate)\s(the\s)?(command\s|program\s|process\s|tool\s|executable\s)?['\x22`\[]*(\S*[/\\])?(pkg-config|pkgconf)\b|\b(pkg-config|pkgconf)(\.exe)?['\x22`]?:?\s(executable\s|binary\s|command\s|program\s|tool\s)?((is|was|could|can|does|has)\s?(n't|not)|cannot|not)\b", r"(?i)no such file|not found|cannot find|notfound|os error 2|not recognized"],
            none: &[r"exit (code|status): [1-9]|exited with"],
            weight: 0.3,
            printed_by: "whatever starts it, in words of its own",
            source: "the name of the program beside any wording of its absence: what other symptoms know is surer",
        },
        Symptom {
            all: &[r"[Tt]ry `?(apt|apt-get|yum|dnf|brew|pkg) install pkg-?conf|need to install a pkg-config package for your OS"],
            none: &[],
            weight: 0.8,
            printed_by: "the crate pkg-config 0.3.27 and later",
            source: "rust-lang/pkg-config-rs src/lib.rs, Display of Error",
        },
        Symptom {
            all: &[r"possibly undefined macro: (PKG_CHECK_MODULES|PKG_PROG_PKG_CONFIG)|PKG_CHECK_MODULES: command not found|syntax error\b.*PKG_CHECK_MODULES|PKG_CHECK_MODULES\(.*: syntax error"],
            none: &[],
            weight: 0.8,
            printed_by: "autoconf and the shell, of a configure script without pkg-config's macros",
            source: "pkg-config pkg.m4, which the package of pkg-config brings",
        },
        Symptom {
            all: &[r"command not found: [`'\x22]?(\S*/)?(pkg-config|pkgconf)['\x22]?\s*$|[Uu]nknown command:? [`'\x22]?(pkg-config|pkgconf)\b|\bno (pkg-config|pkgconf) in \(/|[Tt]he term '(pkg-config|pkgconf)(\.exe)?' is not recognized|\benv: ['‘]?(pkg-config|pkgconf)['’]?: No such file|[`'\x22](pkg-config|pkgconf)(\.exe)?['\x22`] (n'est pas reconnu|ist entweder falsch|no se reconoce|не является внутренней|não é reconhecido|non è riconosciuto|不是内部或外部命令)|'(pkg-config|pkgconf)' 不是内部或外部命令"],
            none: &[],
            weight: 0.9,
            printed_by: "zsh, fish, which, PowerShell, env, and cmd.exe in other languages",
            source: "zsh Src/exec.c; fish src/exec and share/functions/fish_command_not_found; GNU which; PowerShell's CommandNotFoundException; coreutils env.c",
        },
        Symptom {
            all: &[r"\x22pkg-config\x22[^`]*` did not exit successfully: No such file or directory|[Pp]kg-config (binary )?for machine .{0,20}not found|\bexec: \x22pkg-config\x22: executable file not found|No such file or directory: '(pkg-config|pkgconf)'|: (pkg-config|pkgconf): No such file or directory|command not found: pkg-?conf(ig)?\b|spawn (pkg-config|pkgconf) ENOENT"],
            none: &[],
            weight: 0.92,
            printed_by: "the crate pkg-config before 0.3.26, meson, Go, Python, make, zsh, Node.js",
            source: "rust-lang/pkg-config-rs src/lib.rs, Error::Command; mesonbuild/meson mesonbuild/dependencies/pkgconfig.py",
        },
    ],
    live: Live::Target(check),
};

fn by_pkg_config(want: Want) -> bool {
    match want {
        Want::Openssl | Want::Module(_) => true,
        Want::Cmake | Want::Nasm | Want::Libclang | Want::Clang => false,
    }
}

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let target = &wanted.triple;
    let Some(demand) = asked(target, by_pkg_config, cx)? else { return Ok(Outcome::NotApplicable) };
    if demand.want == Want::Openssl {
        // OpenSSL has other ways to be found.
        let openssl = cx.fact::<Openssl>(target.clone())?;
        if !matches!(&*openssl, Openssl::NotByPkgConfig(_)) {
            return Ok(Outcome::NotApplicable);
        }
    }
    let settings = cx.fact::<PkgConfig>(target.clone())?;
    if let Some(program) = &settings.found {
        return Ok(Outcome::Pass(format!("build scripts ask `{program}`")));
    }
    if !settings.is_allowed {
        return Ok(Outcome::NotApplicable);
    }
    confirmed(target, by_pkg_config, |demand| finding(&settings, demand, cx), cx)
}

fn finding(settings: &PkgConfig, demand: &Demand, cx: &Cx<'_>) -> Result<Finding, Pause> {
    let path = cx.env("PATH")?.unwrap_or_default().to_owned();
    let (message, shown, need) = match &settings.program {
        Some(set) => {
            let need = Need::of_program(&set.value.value);
            (format!("`{}` names `{}`, which is not installed", set.name, set.value.value), evidence(set), need)
        }
        None => (
            "neither `pkg-config` nor `pkgconf` is installed".to_owned(),
            Evidence::Env { name: "PATH".into(), value: path },
            Some(Need::PkgConfig),
        ),
    };
    let why = format!("`{}` of the build asks it where a library is", demand.told());
    Ok(Finding::new(message, why).evidence([shown]).fix(install(CHECK.id, "install pkg-config", need, cx)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        c_toolchain::testing::{asks, locked},
        facts::linker::scene::{AARCH64, HOST, debian},
    };

    #[test]
    fn fires_where_a_crate_needs_it() {
        for (name, dependencies) in [("openssl-sys", ["pkg-config"]), ("alsa-sys", ["pkg-config"])] {
            let fake = locked(debian(), name, "0.9.0", &dependencies);
            let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, HOST) else { panic!("did not fire for {name}") };
            assert!(finding.conclusive);
            assert_eq!(finding.message, "neither `pkg-config` nor `pkgconf` is installed");
            assert_eq!(finding.why, format!("`{name} 0.9.0` of the build asks it where a library is"));
            let other = asks(fake, HOST, name, false);
            assert_eq!(other.judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
        }
    }

    #[test]
    fn where_it_is_there_or_nobody_asks_it_is_fine() {
        let fake = locked(debian().program("/usr/bin/pkgconf"), "alsa-sys", "0.3.1", &["pkg-config"]);
        assert_eq!(fake.judge(&CHECK, HOST), Ok(Outcome::Pass("build scripts ask `pkgconf`".into())));
        assert_eq!(debian().judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
        // In a build for another target the crate does not get so far.
        let cross = locked(debian(), "alsa-sys", "0.3.1", &["pkg-config"]);
        assert_eq!(cross.judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
    }

    #[test]
    fn a_wrapper_that_is_named_and_absent_is_named() {
        let fake = locked(debian().program("/usr/bin/pkg-config"), "alsa-sys", "0.3.1", &["pkg-config"])
            .env("PKG_CONFIG_aarch64_unknown_linux_gnu", "aarch64-linux-gnu-pkg-config");
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, AARCH64) else { panic!("did not fire") };
        let expected =
            "`PKG_CONFIG_aarch64_unknown_linux_gnu` names `aarch64-linux-gnu-pkg-config`, which is not installed";
        assert_eq!(finding.message, expected);
    }
}

//! A bare `CC` names the cross compiler, and host-side C code gets it too.

use xdoctor_fixes::{Applicability, Change, Fix, Scope};

use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic, Triple,
    check::Severity,
    facts::{
        cargo_config::{EnvTable, Located, Origin},
        linker::{Driver, DriverKey, GnuTriple, Tool},
        rustc::{Rustc, TargetSpec},
    },
    proof::Needs,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "unscoped-cc-env",
    topic: Topic::Linker,
    title: "a bare `CC` makes host code go to the cross compiler",
    severity: Severity::Failure,
    docs: "\
## What is wrong
`CC` (or `CXX`) is set to a cross compiler. The variable without a target is for every target: also for C code that build \
scripts and proc macros need on the host.
## Why it breaks the build
The cross compiler is given the host's options and produces objects that the host cannot link: \
`unrecognized command-line option '-m64'`, `file in wrong format`.
## What to do
Give the variable the target's name: `CC_aarch64_unknown_linux_gnu=aarch64-linux-gnu-gcc`, and likewise `CXX_`, `AR_`, \
`CFLAGS_`. `TARGET_CC` and `HOST_CC` serve too. `[env]` in cargo's configuration takes the same names.
## Sources
The crate cc, README and `src/lib.rs` (`getenv_with_target_prefixes`); dlecan/rust-crosscompiler-arm#14.",
    links: &["https://docs.rs/cc/latest/cc/#external-configuration-via-environment-variables"],
    symptoms: &[
        Symptom {
            all: &[
                r#"^\s*(CC|CXX) = Some\("?[^")]*-(linux|none|w64|android)[^")]*"#,
                r#"(HOST = Some\("?x86_64|unrecognized command[- ]line option ['‘]-m64|"-m64")"#,
            ],
            none: &[],
            weight: 0.75,
            printed_by: "the crate cc",
            source: "rust-lang/cc-rs src/lib.rs, getenv",
        },
        Symptom {
            all: &[
                r"[a-z0-9_]+-linux-\w+-(gcc|g\+\+|cc): error: unrecognized command[- ]line option ['‘]-m(64|32)",
                r"failed to run custom build command",
            ],
            none: &[],
            weight: 0.75,
            printed_by: "gcc 4 and later, through the crate cc",
            source: "gcc gcc/opts-common.cc",
        },
        Symptom {
            all: &[r#"^\s*(cargo:warning=)?(CC|CXX|CFLAGS|HOST_CC) = Some\(\\?"?[^")]*-(linux|none|w64|android|eabi|musl)[^")]*"#, r#"^\s*(cargo:warning=)?(TARGET = Some\(\\?"?(x86_64|aarch64)-(unknown-linux-gnu|apple-darwin|pc-windows-msvc|unknown-linux-musl)|HOST_CC = None)"#, r"-m64|-m32|unrecognized command|unsupported option|unknown target CPU|is incompatible|wrong format"],
            none: &[r"failed to find tool|Is `[^`]+` installed"],
            weight: 0.88,
            printed_by: "cc 1.0 and later prints the variables that it reads",
            source: "rust-lang/cc-rs src/lib.rs, getenv; a build for the host with a cross compiler",
        },
        Symptom {
            all: &[r"[a-z0-9_]+-(\w+-)?(linux|none|elf|eabi)[\w-]*-(gcc|g\+\+|cc|c\+\+)(-[\d.]+)?: error: unrecognized command[- ]line option ['‘`]-(m64|m32|arch|mmacosx)"],
            none: &[r"linking with `"],
            weight: 0.8,
            printed_by: "a cross gcc given the host's options",
            source: "gcc/gcc.cc",
        },
        Symptom {
            all: &[r"cc1(plus)?: error: bad value \(?[‘'\x22`]x86-64[’'\x22]\)? for [‘'`\x22]?-march=|clang: error: unsupported option '-m64' for target '(arm|aarch64|riscv)"],
            none: &[],
            weight: 0.7,
            printed_by: "gcc and clang for another CPU than the one that is compiled for",
            source: "gcc gcc/opts-common.cc; gcc/config/aarch64; llvm-project clang/include/clang/Basic/DiagnosticDriverKinds.td",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let variables = [set("CC", cx), set("CXX", cx)];
    let (rustc, needs) = (cx.fact::<Rustc>(()), cx.fact::<Needs>(Some(wanted.triple.clone())));
    let (rustc, needs) = (rustc?, needs?);
    if !needs.c_compiler && !needs.host_c_compiler {
        return Ok(Outcome::NotApplicable);
    }
    let mut fine = None;
    for variable in variables {
        let Some((name, value)) = variable? else { continue };
        if has_own(name, &rustc.host, cx)? {
            continue;
        }
        let Some(machine) = machine(&value.value, cx)? else { continue };
        let host = cx.fact::<TargetSpec>(rustc.host.clone())?;
        if machine.mismatch(&host, false).is_some() {
            return Ok(finding(name, &value, &machine, &rustc.host).into());
        }
        fine = Some(format!("`{name}` compiles for `{machine}`"));
    }
    Ok(fine.map_or(Outcome::NotApplicable, Outcome::Pass))
}

/// What build scripts see under this name: cargo's `[env]` over the environment.
fn set(name: &'static str, cx: &Cx<'_>) -> Result<Option<(&'static str, Located<String>)>, Pause> {
    let (table, inherited) = (cx.fact::<EnvTable>(()), cx.env(name));
    let (table, inherited) = (table?, inherited?);
    let value = match (table.value(name), inherited) {
        (Some(value), _) => Some(value.clone()),
        (None, Some(value)) => Some(Located::new(value.to_owned(), Origin::Env { name: name.to_owned() })),
        (None, None) => None,
    };
    Ok(value.filter(|value| !value.value.trim().is_empty()).map(|value| (name, value)))
}

/// The host has a compiler of its own by a name that comes before the bare one.
fn has_own(name: &str, host: &Triple, cx: &Cx<'_>) -> Result<bool, Pause> {
    let names = [format!("{name}_{host}"), format!("{name}_{}", host.underscored()), format!("HOST_{name}")];
    let table = cx.fact::<EnvTable>(());
    let inherited = names.each_ref().map(|name| cx.env(name));
    let table = table?;
    let mut has = names.iter().any(|name| table.value(name).is_some());
    for value in inherited {
        has |= value?.is_some();
    }
    Ok(has)
}

/// What the compiler of a `CC` says it compiles for; none where it does not say.
fn machine(value: &str, cx: &Cx<'_>) -> Result<Option<GnuTriple>, Pause> {
    const WRAPPERS: [&str; 6] = ["ccache", "sccache", "distcc", "icecc", "cachepot", "buildcache"];
    let mut words = value.split_whitespace().peekable();
    words.next_if(|word| WRAPPERS.contains(&word.rsplit('/').next().unwrap_or_default()));
    let Some(program) = words.next() else { return Ok(None) };
    let cwd = &cx.host()?.cwd;
    let program = if program.contains('/') { cwd.join(program).to_string() } else { program.to_owned() };
    let Tool::Executable(executable) = (*cx.fact::<Tool>(program)?).clone() else { return Ok(None) };
    let key = DriverKey::new(&executable, words.map(str::to_owned).collect(), cwd.clone());
    Ok(match &*cx.fact::<Driver>(key)? {
        Driver::Driver(says) => Some(says.machine.clone()),
        Driver::BareLinker { .. } | Driver::Unclear { .. } | Driver::CannotStart { .. } => None,
    })
}

fn finding(name: &str, value: &Located<String>, machine: &GnuTriple, host: &Triple) -> Finding {
    let steps = vec![
        format!("unset `{name}` (it is set by {})", value.origin),
        format!("set `{name}_<target>` instead, with `_` for `-` in the target's name, to `{}`", value.value),
    ];
    let evidence = match &value.origin {
        Origin::Env { name } => Evidence::Env { name: name.clone(), value: value.value.clone() },
        Origin::File { .. } | Origin::Default => value.evidence(&format!("env.{name}")),
    };
    Finding::new(
        format!("`{name}` is set to `{}` for every target, and that compiles for `{machine}`", value.value),
        format!("C code of build scripts and proc macros is compiled for `{host}`, with the same variable"),
    )
    .evidence([evidence, super::judge::dumpmachine(&value.value, machine.as_str())])
    .fix([Fix {
        id: format!("{}/{name}", CHECK.id),
        title: format!("give `{name}` the name of its target"),
        change: Change::Manual { steps },
        applicability: Applicability::Manual,
        scope: Scope::User,
    }])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        facts::linker::scene::{AARCH64, with_cross_gcc},
        testing::Fake,
    };

    fn project(dependency: &str) -> Fake {
        let lock = format!(
            "version = 4\n[[package]]\nname = \"p\"\nversion = \"0.1.0\"\ndependencies = [\"{dependency}\"]\n\
                            [[package]]\nname = \"{dependency}\"\nversion = \"1.0.0\"\nsource = \"registry\"\n"
        );
        with_cross_gcc()
            .file("/p/Cargo.toml", &format!("[package]\nname = \"p\"\n[build-dependencies]\n{dependency} = \"1\"\n"))
            .file("/p/build.rs", "fn main() {}")
            .file("/p/src/main.rs", "fn main() {}")
            .file("/p/Cargo.lock", &lock)
    }

    #[test]
    fn fires_for_a_bare_cross_compiler() {
        let fake = project("cc").env("CC", "aarch64-linux-gnu-gcc");
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, AARCH64) else { panic!("did not fire") };
        assert_eq!(
            finding.message,
            "`CC` is set to `aarch64-linux-gnu-gcc` for every target, and that compiles for `aarch64-linux-gnu`"
        );
    }

    #[test]
    fn the_hosts_own_compiler_and_scoped_variables_are_fine() {
        let fine = Outcome::Pass("`CC` compiles for `x86_64-linux-gnu`".into());
        assert_eq!(project("cc").env("CC", "gcc").judge(&CHECK, AARCH64), Ok(fine));
        let scoped = project("cc").env("CC_aarch64_unknown_linux_gnu", "aarch64-linux-gnu-gcc");
        assert_eq!(scoped.judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
        let own = project("cc").env("CC", "aarch64-linux-gnu-gcc").env("HOST_CC", "gcc");
        assert_eq!(own.judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
        // nothing of the project runs a C compiler
        let rust_only = project("log").env("CC", "aarch64-linux-gnu-gcc");
        assert_eq!(rust_only.judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
    }
}

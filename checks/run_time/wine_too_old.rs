//! The wine that is the runner has no library that Rust's programs need.

use semver::Version;

use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Symptom, Topic,
    answer::{Exit, Ran},
    cargo_config::mend,
    check::Severity,
    facts::{cargo_config::TargetSettings, rustc::Rustc, rustc::TargetSpec},
    question::Run,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "wine-too-old",
    topic: Topic::RunTime,
    title: "wine is older than what the program needs of Windows",
    severity: Severity::Warning,
    docs: "\
## What is wrong
The configured runner is a wine before 8.13. It has no `bcryptprimitives.dll`, from which programs take their random \
numbers that Rust 1.78 or newer compiled for Windows.
## Why it breaks the build
A build does not need wine. A run or a test ends at once with exit status 53, the last byte of `0xc0000135` (a DLL was not \
found), and most often without a word. With `WINEDEBUG=err+module` wine says which one: `import_dll Library \
bcryptprimitives.dll ... not found`.
## What to do
Install wine 8.13 or newer: Debian 12 has 8.0 (bookworm-backports and WineHQ's archive have newer ones), Ubuntu 22.04 has \
6.0. The targets `x86_64-win7-windows-gnu` and `x86_64-win7-windows-msvc` do not need the library, and have no std that \
rustup brings.
## Sources
rust-lang/rust pull request 121337 (std takes `ProcessPrng`); aldanor/hdf5-rust issue 286 and rust-cross/cargo-xwin issue \
107 (wine 8.13 is the first with it); the list of imports of a program for x86_64-pc-windows-gnu, and its run under wine \
8.0.",
    links: &["https://github.com/rust-lang/rust/pull/121337"],
    symptoms: &[Symptom {
        all: &[r"err:module:import_dll Library bcryptprimitives\.dll .*not found"],
        none: &[],
        weight: 0.9,
        printed_by: "wine before 8.13",
        source: "wine dlls/ntdll/loader.c, import_dll",
    }],
    live: Live::Target(check),
};

/// The first version of rustc whose std takes its random numbers from `bcryptprimitives.dll`.
const SINCE: Version = Version::new(1, 78, 0);
/// The first wine that has it.
const ENOUGH: (u64, u64) = (8, 13);

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let settings = cx.fact::<TargetSettings>(wanted.triple.clone())?;
    let Some(runner) = &settings.runner else { return Ok(Outcome::NotApplicable) };
    let Some(program) = runner.value.first().filter(|program| is_wine(program)) else {
        return Ok(Outcome::NotApplicable);
    };
    let run = Run::probe(program, ["--version"]);
    let (spec, rustc, ran) = (cx.fact::<TargetSpec>(wanted.triple.clone()), cx.fact::<Rustc>(()), cx.run(run));
    let (spec, rustc, ran) = (spec?, rustc?, ran?);
    if spec.os != "windows" || spec.vendor == "win7" || rustc.version < SINCE {
        return Ok(Outcome::NotApplicable);
    }
    // that there is none has a name of its own
    let Ran::Finished { exit: Exit::Code(0), stdout, .. } = ran else { return Ok(Outcome::NotApplicable) };
    let said = stdout.trim();
    let Some(version) = version(said) else { return Ok(Outcome::NotApplicable) };
    if version >= ENOUGH {
        return Ok(Outcome::Pass(format!("`{program}` is {said}")));
    }
    let (major, minor) = ENOUGH;
    let finding = Finding::new(
        format!("the runner `{program}` is {said}: programs of Rust {} need {major}.{minor} or newer", rustc.version),
        "no build needs it; `cargo run` and `cargo test` end with status 53, as wine has no `bcryptprimitives.dll`",
    )
    .evidence([
        runner.clone().map(|words| words.join(" ")).evidence(&settings.runner_key.join(".")),
        Evidence::Command { command: vec![program.clone(), "--version".into()], exit: Some(0), output: stdout.clone() },
    ]);
    let steps =
        vec![format!("install wine {major}.{minor} or newer: `https://gitlab.winehq.org/wine/wine/-/wikis/Download`")];
    Ok(finding.fix([mend::manual(&CHECK, "wine", "install a newer wine", steps)]).into())
}

/// `wine`, `wine64`, `wine-stable`, and a path to one.
fn is_wine(program: &str) -> bool {
    let name = program.rsplit('/').next().unwrap_or(program);
    ["wine", "wine64", "wine-stable", "wine64-stable", "wine-development"].contains(&name)
}

/// Of `wine-8.0 (Debian 8.0~repack-4)`, `wine-9.0.1`, `wine-8.0-rc3`, `wine-10.0 (Staging)`.
fn version(said: &str) -> Option<(u64, u64)> {
    let rest = said.strip_prefix("wine-")?;
    let number = rest.split([' ', '-', '~']).next()?;
    let mut parts = number.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        facts::linker::scene::{AARCH64, config, with_cross_gcc},
        testing::Fake,
    };

    const WINDOWS: &str = "x86_64-pc-windows-gnu";

    fn runner(words: &str, said: &str) -> Fake {
        let set = format!("[target.{WINDOWS}]\nrunner = \"{words}\"\n[target.{AARCH64}]\nrunner = \"{words}\"\n");
        config(with_cross_gcc(), &set).program("/usr/bin/wine").command(["wine", "--version"], said)
    }

    #[test]
    fn fires_for_a_wine_without_the_library() {
        let fake = runner("wine", "wine-8.0 (Debian 8.0~repack-4)\n");
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, WINDOWS) else { panic!("did not fire") };
        assert!(finding.message.contains("is wine-8.0 (Debian 8.0~repack-4): programs of Rust 1."), "{finding:?}");
        assert_eq!(finding.fixes[0].title, "install a newer wine");
    }

    #[test]
    fn a_newer_wine_and_another_runner_are_fine() {
        let fine = Ok(Outcome::Pass("`wine` is wine-8.13".into()));
        assert_eq!(runner("wine", "wine-8.13\n").judge(&CHECK, WINDOWS), fine);
        let other = Ok(Outcome::NotApplicable);
        assert_eq!(runner("wine", "wine-8.0\n").judge(&CHECK, AARCH64), other);
        assert_eq!(runner("winetricks", "").judge(&CHECK, WINDOWS), other);
        assert_eq!(runner("wine", "what?\n").judge(&CHECK, WINDOWS), other);
    }

    #[test]
    fn versions_are_read_as_wine_prints_them() {
        let said = ["wine-6.0.3 (Ubuntu 6.0.3~repack-1)", "wine-8.0-rc3", "wine-10.0 (Staging)", "wine-", "8.0"];
        let read = [Some((6, 0)), Some((8, 0)), Some((10, 0)), None, None];
        assert_eq!(said.map(version), read);
    }
}

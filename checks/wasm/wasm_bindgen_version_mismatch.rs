//! wasm-bindgen's command line tool is of another version than the crate.

use semver::Version;
use xdoctor_fixes::{Applicability, Change, CommandLine, Fix, Scope};

use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Outcome, Pause, Symptom, Topic,
    answer::Ran,
    check::Severity,
    facts::{
        cargo_config::{Located, TargetSettings},
        project::Project,
        rustc::TargetList,
    },
    question::Run,
    targets::Family,
    wanted::{Said, Wanted, said},
};

pub static CHECK: Check = Check {
    id: "wasm-bindgen-version-mismatch",
    topic: Topic::Wasm,
    title: "wasm-bindgen's tool is not of the version in the lock file",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The crate wasm-bindgen and its command line tool have to be of exactly the same version: the tool reads what the macro \
has written into the module, in a form that changes from version to version. `Cargo.lock` has one version, and the tool \
that this project's runner or scripts start is of another.
## Why it breaks the build
Cargo's build passes. Then the tool stops: *it looks like the Rust project used to create this Wasm file was linked \
against version of wasm-bindgen that uses a different bindgen format than this binary*.
## What to do
Install the tool in the version of the lock file: `cargo install -f wasm-bindgen-cli --version VERSION`. Or move the crate \
to the tool's version: `cargo update -p wasm-bindgen --precise VERSION`. wasm-pack and trunk fetch the right one \
themselves, unless a version is pinned in `Trunk.toml`.
## Sources
wasm-bindgen `crates/cli-support/src/wit/mod.rs` (`extract_programs`, `verify_schema_matches`) and \
`crates/shared/src/lib.rs` (`SCHEMA_VERSION`); trunk's documentation of `[tools]`.",
    links: &["https://rustwasm.github.io/docs/wasm-bindgen/reference/cli.html"],
    symptoms: &[
        Symptom {
            all: &[r"it looks like the Rust project used to create this (Wasm|wasm) file was linked against"],
            none: &[],
            weight: 0.98,
            printed_by: "wasm-bindgen, wasm-bindgen-test-runner and what uses their library, 0.2.30 and later",
            source: "wasm-bindgen crates/cli-support/src/wit/mod.rs, extract_programs",
        },
        Symptom {
            all: &[r"rust (Wasm|wasm) file schema version: \S+", r"this binary schema version: \S+"],
            none: &[],
            weight: 0.98,
            printed_by: "wasm-bindgen 0.2.30 and later",
            source: "wasm-bindgen crates/cli-support/src/wit/mod.rs, extract_programs",
        },
        Symptom {
            all: &[r"wasm-bindgen(-cli)? (version )?v?0\.2\.\d+.*(does not match|mismatch|differs|incompatible|but).*0\.2\.\d+|(mismatch|does not match)[^\n]*wasm-bindgen"],
            none: &[],
            weight: 0.8,
            printed_by: "tools that compare the versions themselves",
            source: "wasm-pack src/bindgen.rs and trunk src/tools.rs, where they look for the tool",
        },
        Symptom {
            all: &[r"rust wasm file schema version|this binary schema version|linked against version of wasm-bindgen that|wasm-bindgen .{0,60}(version mismatch|does not match|out of sync|differs from|incompatible version)|uses a different bindgen format than this binary"],
            none: &[],
            weight: 0.97,
            printed_by: "wasm-bindgen-cli 0.2",
            source: "rustwasm/wasm-bindgen crates/cli-support/src/wit/mod.rs",
        },
    ],
    live: Live::Target(check),
};

/// The tool that reads the module, and who starts it.
struct User {
    /// A bare name or a path; none where a file pins the version that is fetched.
    tool: Option<String>,
    pinned: Option<String>,
    shown: Evidence,
}

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    if Family::of(&wanted.triple) != Family::Wasm {
        return Ok(Outcome::NotApplicable);
    }
    let (known, project) = (cx.fact::<TargetList>(()), Project::here(cx));
    let settings = cx.fact::<TargetSettings>(wanted.triple.clone());
    let (known, Some(project), settings) = (known?, project?, settings?) else { return Ok(Outcome::NotApplicable) };
    let Some(locked) = locked(&project).filter(|_| known.knows(&wanted.triple)) else {
        return Ok(Outcome::NotApplicable);
    };
    let Some(user) = user(&project, settings.runner.as_ref(), cx)? else { return Ok(Outcome::NotApplicable) };
    let version = match (&user.pinned, &user.tool) {
        (Some(pinned), _) => Some(pinned.clone()),
        (None, Some(tool)) => version_of(tool, cx)?,
        (None, None) => None,
    };
    let Some(version) = version else { return Ok(Outcome::NotApplicable) };
    if version == locked {
        return Ok(Outcome::Pass(format!("wasm-bindgen's tool and crate are both {locked}")));
    }
    let message = format!("wasm-bindgen's tool is {version}, and `Cargo.lock` has the crate in {locked}");
    let lock =
        Evidence::File { file: project.root.join("Cargo.lock"), line: None, text: format!("wasm-bindgen {locked}") };
    let mut finding = Finding::new(message, "the tool reads what the crate of exactly its version writes")
        .evidence([user.shown, lock])
        .fix([fix(user.pinned.as_ref(), &locked)]);
    if let (Some(tool), None) = (&user.tool, &user.pinned) {
        let (command, output) = (vec![tool.clone(), "--version".into()], format!("wasm-bindgen {version}"));
        finding = finding.evidence([Evidence::Command { command, exit: Some(0), output }]);
    }
    Ok(finding.into())
}

fn locked(project: &Project) -> Option<String> {
    let lock = project.lock.as_ref()?;
    let roots: Vec<_> = project.built().map(|package| package.name.as_str()).collect();
    let reached = lock.reachable(&roots, |_, _| false);
    reached.iter().find(|package| package.name == "wasm-bindgen").map(|package| package.version.clone())
}

/// Who starts the tool: the runner, a script, or trunk with a pinned version.
fn user(project: &Project, runner: Option<&Located<Vec<String>>>, cx: &Cx<'_>) -> Result<Option<User>, Pause> {
    let trunk = project.root.join("Trunk.toml");
    let pinned = if project.entries.iter().any(|name| name == "Trunk.toml") { cx.text(&trunk) } else { Ok(None) };
    let script = said("wasm-bindgen", cx);
    if let Some(runner) = runner
        && let Some(program) = runner.value.first()
        && stem(program) == "wasm-bindgen-test-runner"
    {
        // Older runners take any argument for the file to run, so that the tool beside it is asked.
        let beside =
            HostPath::parse(program).and_then(|path| path.parent()).map(|dir| dir.join("wasm-bindgen").to_string());
        let shown = runner.as_ref().map(|words| words.join(" ")).evidence("runner");
        let tool = Some(beside.unwrap_or_else(|| "wasm-bindgen".to_owned()));
        return Ok(Some(User { tool, pinned: None, shown }));
    }
    if let Some((line, version)) = pinned?.and_then(pinned_by_trunk) {
        let shown = Evidence::File { file: trunk, line: Some(line), text: format!("wasm_bindgen = \"{version}\"") };
        return Ok(Some(User { tool: None, pinned: Some(version), shown }));
    }
    Ok(script?.map(|Said { file, line, text }| User {
        tool: Some("wasm-bindgen".to_owned()),
        pinned: None,
        shown: Evidence::File { file, line: Some(line), text },
    }))
}

fn stem(program: &str) -> &str {
    let name = program.rsplit(['/', '\\']).next().unwrap_or(program);
    name.strip_suffix(".exe").unwrap_or(name)
}

/// `wasm_bindgen = "0.2.92"` below `[tools]`.
fn pinned_by_trunk(text: &str) -> Option<(u32, String)> {
    let line = text.lines().position(|line| line.trim_start().starts_with("wasm_bindgen"))?;
    let value = text.lines().nth(line)?.split('"').nth(1)?;
    Version::parse(value).ok()?;
    Some((u32::try_from(line + 1).ok()?, value.to_owned()))
}

/// `wasm-bindgen 0.2.92`, with a hash behind it where it was built from a checkout.
fn version_of(tool: &str, cx: &Cx<'_>) -> Result<Option<String>, Pause> {
    let Ran::Finished { exit, stdout, .. } = cx.run(Run::probe(tool, ["--version"]))? else { return Ok(None) };
    let version = stdout.split_whitespace().nth(1).filter(|version| Version::parse(version).is_ok());
    Ok(version.filter(|_| exit.success()).map(str::to_owned))
}

fn fix(pinned: Option<&String>, locked: &str) -> Fix {
    let id = format!("{}/{locked}", CHECK.id);
    if pinned.is_some() {
        let steps = vec![format!("write `wasm_bindgen = \"{locked}\"` in `Trunk.toml`, or leave the line out")];
        return Fix {
            id,
            title: format!("pin wasm-bindgen's tool to {locked}"),
            change: Change::Manual { steps },
            applicability: Applicability::Manual,
            scope: Scope::Project,
        };
    }
    let args = ["install", "-f", "wasm-bindgen-cli", "--version", locked].map(str::to_owned).into();
    Fix {
        id,
        title: format!("install wasm-bindgen's tool in {locked}"),
        change: Change::Command(CommandLine { program: "cargo".to_owned(), args, env: Vec::new() }),
        applicability: Applicability::System,
        scope: Scope::User,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        facts::linker::scene::{HOST, WASM, config, debian},
        testing::Fake,
    };

    fn project(tool: &str) -> Fake {
        let lock = "[[package]]\nname = \"p\"\nversion = \"0.1.0\"\ndependencies = [\"wasm-bindgen\"]\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.92\"\nsource = \"x\"\n";
        debian()
            .file("/p/Cargo.toml", "[package]\nname = \"p\"\n[dependencies]\nwasm-bindgen = \"0.2\"\n")
            .file("/p/src/lib.rs", "")
            .file("/p/Cargo.lock", lock)
            .command(["wasm-bindgen", "--version"], &format!("wasm-bindgen {tool}\n"))
    }

    #[test]
    fn fires_where_the_runner_is_of_another_version() {
        let text = format!("[target.{WASM}]\nrunner = \"wasm-bindgen-test-runner\"\n");
        let fake = config(project("0.2.100"), &text);
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, WASM) else { panic!("did not fire") };
        assert_eq!(finding.message, "wasm-bindgen's tool is 0.2.100, and `Cargo.lock` has the crate in 0.2.92");
        let Change::Command(command) = &finding.fixes[0].change else { panic!("no command") };
        assert_eq!(command.to_string(), "cargo install -f wasm-bindgen-cli --version 0.2.92");
        assert_eq!(finding.fixes[0].applicability, Applicability::System);
    }

    #[test]
    fn fires_where_a_script_starts_it_or_trunk_pins_it() {
        let script = "#!/bin/sh\ncargo build --target wasm32-unknown-unknown\nwasm-bindgen --target web --out-dir pkg app.wasm\n";
        let fake = project("0.2.100").file("/p/build.sh", script);
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, WASM) else { panic!("did not fire") };
        assert!(matches!(&finding.evidence[0], Evidence::File { line: Some(3), .. }));
        let pinned = project("0.2.92").file("/p/Trunk.toml", "[tools]\nwasm_bindgen = \"0.2.88\"\n");
        let Ok(Outcome::Found(finding)) = pinned.judge(&CHECK, WASM) else { panic!("did not fire") };
        assert_eq!(finding.message, "wasm-bindgen's tool is 0.2.88, and `Cargo.lock` has the crate in 0.2.92");
    }

    #[test]
    fn nobody_who_starts_it_and_the_same_version_are_fine() {
        assert_eq!(project("0.2.100").judge(&CHECK, WASM), Ok(Outcome::NotApplicable));
        let script = "wasm-bindgen --out-dir pkg app.wasm\n";
        let same = project("0.2.92 (deadbeef)").file("/p/build.sh", script);
        let passed = Outcome::Pass("wasm-bindgen's tool and crate are both 0.2.92".into());
        assert_eq!(same.judge(&CHECK, WASM), Ok(passed));
        assert_eq!(same.judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
    }
}

//! A tracked file sets a cross linker for a triple that is some colleague's own machine.

use crate::{
    Check, Cx, Finding, HostPath, Judgement, Live, Outcome, Pause, Symptom, Topic,
    answer::Metadata,
    check::Severity,
    facts::{
        cargo_config::Origin,
        linker::{ChosenBy, GnuTriple, Linker, LinkerState, States},
        project::Project,
    },
    wanted::Wanted,
};

use super::mend;

pub static CHECK: Check = Check {
    id: "linker-committed-for-everyone",
    topic: Topic::Linker,
    title: "a tracked file sets a cross linker for a triple that is native to others",
    severity: Severity::Warning,
    docs: "\
## What is wrong
The project's own `.cargo/config.toml` sets a cross linker, like `aarch64-linux-gnu-gcc`, for a triple on which people \
work. The file is everybody's; the value is right only where that triple is foreign.
## Why it breaks the build
For a colleague on that machine, and in its containers, the setting replaces their own `cc` by a program they do not \
have: `cargo build` stops at the first build script with ``linker `aarch64-linux-gnu-gcc` not found``.
## What to do
Move the setting to where only this machine reads it: cargo's home, a git-ignored file that the project's configuration \
includes (cargo 1.94 and later), or a variable (`CARGO_TARGET_<TRIPLE>_LINKER`) of the CI job that cross-compiles.
## Sources
cargo's book, *Configuration*, *Hierarchical structure* and `include`; failures of this kind in threefoldtech/mycelium#132 \
and GreptimeTeam/greptimedb#485.",
    links: &["https://doc.rust-lang.org/cargo/reference/config.html#hierarchical-structure"],
    symptoms: &[] as &[Symptom],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let States { linker, state } = (*cx.fact::<States>(wanted.triple.clone())?).clone();
    let Some(linker) = linker else { return Ok(Outcome::NotApplicable) };
    let (ChosenBy::Config { origin: Origin::File { path, .. }, .. }, Some(machine)) =
        (&linker.chosen_by, GnuTriple::of_program(linker.name()))
    else {
        return Ok(Outcome::NotApplicable);
    };
    // its own check says more about a linker that does not work
    if !matches!(state, LinkerState::Works { .. } | LinkerState::CrossDriverAbsent) {
        return Ok(Outcome::NotApplicable);
    }
    if !mend::is_a_desktop(&linker) || !is_tracked(path, cx)? {
        return Ok(Outcome::NotApplicable);
    }
    Ok(finding(&linker, path, &machine, cx)?.into())
}

fn finding(linker: &Linker, path: &HostPath, machine: &GnuTriple, cx: &Cx<'_>) -> Result<Finding, Pause> {
    Ok(Finding::new(
        format!(
            "`{path}` sets the cross linker for `{machine}` for everybody, also where `{}` is native",
            linker.triple
        ),
        "where the triple is native, the setting replaces a working `cc` by a program that is usually not there",
    )
    .evidence(linker.evidence())
    .fix(mend::moved_to_this_machine(CHECK.id, linker, cx)?))
}

/// It lies in the project, the project is under git, and no common pattern ignores it.
fn is_tracked(path: &HostPath, cx: &Cx<'_>) -> Result<bool, Pause> {
    let Some(project) = Project::here(cx)? else { return Ok(false) };
    let Some(below) = path.below(&project.root) else { return Ok(false) };
    let ignored = cx.text(&project.root.join(".gitignore"));
    let above: Vec<_> = project.root.ancestors().map(|dir| cx.metadata(&dir.join(".git"))).collect();
    let mut under_git = false;
    for metadata in above {
        under_git |= matches!(metadata?, Metadata::Found(_));
    }
    let below = below.replace('\\', "/");
    let pattern = |line: &str| {
        let line = line.trim().trim_start_matches('/').trim_end_matches("/*").trim_end_matches('/');
        line == ".cargo" || line == below || path.file_name() == Some(line)
    };
    Ok(under_git && !ignored?.unwrap_or_default().lines().any(pattern))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        facts::linker::scene::{AARCH64, ARMV7, config, with_cross_gcc},
        testing::Fake,
    };

    fn project(target: &str) -> Fake {
        let fake = config(with_cross_gcc(), &format!("[target.{target}]\nlinker = \"aarch64-linux-gnu-gcc\"\n"));
        fake.file("/p/Cargo.toml", "[package]\nname = \"p\"\n").file("/p/src/main.rs", "fn main() {}").dir("/p/.git")
    }

    #[test]
    fn fires_for_a_tracked_file_and_a_machine_that_people_have() {
        let Ok(Outcome::Found(finding)) = project(AARCH64).judge(&CHECK, AARCH64) else { panic!("did not fire") };
        assert_eq!(
            finding.message,
            "`/p/.cargo/config.toml` sets the cross linker for `aarch64-linux-gnu` for everybody, also where \
             `aarch64-unknown-linux-gnu` is native"
        );
    }

    #[test]
    fn what_is_ignored_or_an_embedded_boards_is_nobodys_matter() {
        let ignored = project(AARCH64).file("/p/.gitignore", "/target\n/.cargo/\n");
        assert_eq!(ignored.judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
        assert_eq!(project(ARMV7).judge(&CHECK, ARMV7), Ok(Outcome::NotApplicable));
    }
}

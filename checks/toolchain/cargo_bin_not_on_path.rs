//! rustup is installed, and the shell does not look where it puts its programs.

use super::mend;
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Symptom, Topic, check::Severity, facts::toolchain::Programs,
};

pub static CHECK: Check = Check {
    id: "cargo-bin-not-on-path",
    topic: Topic::Toolchain,
    title: "cargo's `bin` is not on `PATH`",
    severity: Severity::Failure,
    docs: "\
## What is wrong
`cargo` and `rustc` are installed in `~/.cargo/bin` (or `bin` in `CARGO_HOME`), and `PATH` does not contain that \
directory: a shell opened before the installation, a profile that is not read (an editor started from the desktop, a CI \
step, `sudo`, an Xcode build phase), Homebrew's `rustup`, which is not linked into its `bin`.
## Why it breaks the build
The shell says that `cargo` is not found, although it is installed.
## What to do
Open a new shell, or add the directory: `. \"$HOME/.cargo/env\"` in the shell's profile; in GitHub's workflows, append it \
to the file `$GITHUB_PATH`.
## Sources
rustup's book, *Installation*; rustup's `src/cli/self_update/shell.rs`.",
    links: &["https://rust-lang.github.io/rustup/installation/index.html"],
    symptoms: &[Symptom { all: &[r"A problem occurred starting process 'command '(cargo|rustup|rustc)(\.exe)?''"], none: &[], weight: 0.85, printed_by: "Gradle, whose daemon was started by an IDE without the shell's PATH", source: "gradle/gradle platforms/core-runtime/process-services/src/main/java/org/gradle/process/internal/DefaultExecHandle.java, failureMessageFor" },
Symptom { all: &[r"(^|[\s:])rustup not found in PATH\.?$"], none: &[], weight: 0.7, printed_by: "cargokit and other plugins that start rustup", source: "irondash/cargokit build_tool/lib/src/util.dart, RustupNotFoundException" },
Symptom {
        all: &[
            r"(cargo|rustc): (command )?not found|command not found: (cargo|rustc)|'(cargo|rustc)' is not recognized",
            r"\.cargo[/\\](bin|env)",
        ],
        none: &[],
        weight: 0.8,
        printed_by: "a shell, in a log that names cargo's home",
        source: "the shells' own messages; rustup's `src/cli/self_update/msg.rs`",
    }],
    live: Live::Host(check),
};

fn check(cx: &Cx<'_>) -> Judgement {
    let programs = cx.fact::<Programs>(())?;
    let Some(cargo) = &programs.cargo else { return Ok(Outcome::NotApplicable) };
    if !programs.off_path {
        return Ok(Outcome::Pass(format!("`cargo` is found at `{}`", cargo.path())));
    }
    let path = cx.env("PATH")?.unwrap_or_default();
    let bin = programs.cargo_home.join("bin");
    Ok(Finding::new(
        format!("`cargo` is installed in `{bin}`, which is not on `PATH`"),
        "the shell finds neither `cargo` nor `rustc`",
    )
    .evidence([Evidence::Env { name: "PATH".into(), value: path.to_owned() }])
    .fix([mend::manual(
        CHECK.id,
        "put cargo's `bin` on `PATH`",
        [format!("add to your shell's profile: `export PATH=\"{bin}:$PATH\"`"), "open a new shell".to_owned()],
    )])
    .conclusive()
    .into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        testing::Fake,
        toolchain::scene::{HOST, finding, rustup},
    };

    #[test]
    fn fires_where_the_programs_are_there_and_the_shell_looks_elsewhere() {
        let finding = finding(&rustup().env("PATH", "/usr/bin"), &CHECK, HOST);
        assert_eq!(finding.message, "`cargo` is installed in `/home/user/.cargo/bin`, which is not on `PATH`");
        assert!(finding.conclusive);
    }

    #[test]
    fn does_not_fire_where_it_is_found_nor_where_nothing_is_installed() {
        assert!(matches!(rustup().judge(&CHECK, HOST), Ok(Outcome::Pass(_))));
        assert_eq!(Fake::linux().missing_rest().judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
    }
}

//! cross wants a Linux toolchain on another system, and rustup does not install it unasked.

use xdoctor_fixes::{Applicability, Change, CommandLine, Fix, Scope};

use super::judge::judge;
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic,
    answer::Metadata,
    check::Severity,
    facts::{container::Cross, rustc::Rustc, toolchain::Toolchain},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "cross-needs-non-host-toolchain",
    topic: Topic::Container,
    title: "the Linux toolchain that cross mounts into its container is not installed",
    severity: Severity::Failure,
    docs: "\
## What is wrong
cross runs the toolchain of this machine inside a Linux container. On macOS, on Windows and on ARM that is another one than the \
machine's own: `<channel>-x86_64-unknown-linux-gnu`. It is not installed, and the release 0.2.5 asks rustup for it without the \
option that rustup wants since 1.28.
## Why it breaks the build
`toolchain 'stable-x86_64-unknown-linux-gnu' may not be able to run on this system`, `couldn't install toolchain`.
## What to do
Install it once by hand: `rustup toolchain install stable-x86_64-unknown-linux-gnu --force-non-host --profile minimal`. cross \
from its repository does so by itself.
## Sources
cross 0.2.5 `src/rustup.rs` (`install_toolchain`) and the same in the repository; rustup's manual, *Toolchains*; cross-rs/cross \
issues 1687 and 1780.",
    links: &["https://github.com/cross-rs/cross/issues/1687"],
    symptoms: &[
        Symptom {
            all: &[r"toolchain '[^']*-linux-[^']*' may not be able to run on this system"],
            none: &[r"(info: (syncing|downloading|installing)|warning: toolchain)"],
            weight: 0.9,
            printed_by: "rustup 1.28 and later, run by cross",
            source: "rust-lang/rustup src/cli/common.rs, check_non_host_toolchain or RustupError",
        },
        Symptom {
            all: &[r"couldn't install toolchain `[^`]*-unknown-linux-gnu`"],
            none: &[],
            weight: 0.85,
            printed_by: "cross 0.2",
            source: "cross-rs/cross src/rustup.rs, install_toolchain",
        },
        Symptom {
            all: &[r"toolchain '[^']*-unknown-linux-gnu' (does not support components|is not installed)", r"(cross|target list --toolchain)"],
            none: &[],
            weight: 0.75,
            printed_by: "rustup, run by cross",
            source: "cross-rs/cross src/rustup.rs, available_targets",
        },
        Symptom {
            all: &[r"may not be able to (run|be run) on this (system|host)|--force-non-host|toolchain '[^']+' may not (run|be able to)|is not supported on this host|DEPRECATED: future versions of rustup will require --force-non-host"],
            none: &[],
            weight: 0.93,
            printed_by: "rustup 1.26 and later",
            source: "rust-lang/rustup src/cli/rustup_mode.rs and errors.rs",
        },
        Symptom {
            all: &[r"to build software for that platform, try `rustup target add"],
            none: &[],
            weight: 0.85,
            printed_by: "rustup 1.26 and later, below its refusal",
            source: "rust-lang/rustup src/cli/common.rs, warn_if_host_is_incompatible",
        },
        Symptom {
            all: &[r"the specified toolchain `[^`]+` can't be used"],
            none: &[],
            weight: 0.7,
            printed_by: "cross after 0.2.5",
            source: "cross-rs/cross src/lib.rs, setup",
        },
        Symptom {
            all: &[r"the specified toolchain `[^`]+` can't be used"],
            none: &[],
            weight: 0.85,
            printed_by: "cross 0.2.5 and later",
            source: "cross-rs/cross src/lib.rs, run",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    judge(wanted, cx, || look(cx))
}

/// Where cross's own images run.
const IN_CONTAINER: &str = "x86_64-unknown-linux-gnu";

fn look(cx: &Cx<'_>) -> Result<Outcome, Pause> {
    let (rustc, toolchain, cross) = (cx.fact::<Rustc>(()), cx.fact::<Toolchain>(()), cx.fact::<Cross>(()));
    let rustc = rustc?;
    if rustc.host.as_str() == IN_CONTAINER {
        return Ok(Outcome::NotApplicable);
    }
    let (toolchain, cross) = (toolchain?, cross?);
    let Some(rustup) = toolchain.rustup.as_ref().filter(|rustup| !rustup.custom) else {
        return Ok(Outcome::NotApplicable);
    };
    let Some(channel) = rustup.name.strip_suffix(rustc.host.as_str()) else { return Ok(Outcome::NotApplicable) };
    let name = format!("{channel}{IN_CONTAINER}");
    let root = rustup.home.join("toolchains").join(&name);
    if let Metadata::Found(_) = cx.metadata(&root)? {
        return Ok(Outcome::Pass(format!("`{name}` is installed")));
    }
    let message = format!("the toolchain `{name}`, which cross runs in its container, is not installed");
    let evidence = Evidence::File { file: root, line: None, text: "is not there".to_owned() };
    let args = ["toolchain", "install", &name, "--force-non-host", "--profile", "minimal"].map(str::to_owned).to_vec();
    let fix = Fix {
        id: format!("{}/{name}", CHECK.id),
        title: format!("install the toolchain `{name}`"),
        change: Change::Command(CommandLine { program: "rustup".to_owned(), args, env: Vec::new() }),
        applicability: Applicability::System,
        scope: Scope::User,
    };
    let by_itself = match &*cross {
        Cross::Repository { .. } => true,
        Cross::Absent | Cross::Release { .. } | Cross::Unknown { .. } => false,
    };
    if by_itself {
        return Ok(Outcome::Pass(format!("cross installs `{name}` by itself")));
    }
    Ok(Finding::new(message, "this cross does not ask rustup with `--force-non-host`, and rustup refuses")
        .evidence([evidence])
        .fix([fix])
        .into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        HostPath,
        container::scene::{AARCH64, LINUX, RELEASE, REPOSITORY, cross, linux, mac},
        facts::{
            linker::scene::DARWIN,
            toolchain::{ChosenBy, Rustup},
        },
        testing::{Fake, path},
    };

    fn rustup(fake: Fake, home: &str, host: &str) -> Fake {
        let home = path(home);
        let name = format!("stable-{host}");
        let root: HostPath = home.join("toolchains").join(&name);
        let toolchain = Toolchain {
            rustc: root.join("bin/rustc"),
            cargo: root.join("bin/cargo"),
            rustup: Some(Rustup { home: home.clone(), name, root, custom: false }),
            chosen_by: ChosenBy::Default { file: home.join("settings.toml"), line: None },
            environment: std::collections::BTreeMap::new(),
        };
        fake.granted((), toolchain)
    }

    #[test]
    fn fires_on_a_mac_with_the_release() {
        let fake = cross(rustup(mac(), "/Users/user/.rustup", DARWIN), RELEASE);
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, AARCH64) else { panic!("did not fire") };
        let expected = format!("the toolchain `stable-{LINUX}`, which cross runs in its container, is not installed");
        assert_eq!(finding.message, expected);
    }

    #[test]
    fn installed_or_fetched_or_not_needed_is_fine() {
        let here = cross(rustup(mac(), "/Users/user/.rustup", DARWIN), RELEASE);
        let there = here.dir(&format!("/Users/user/.rustup/toolchains/stable-{LINUX}"));
        assert_eq!(there.judge(&CHECK, AARCH64), Ok(Outcome::Pass(format!("`stable-{LINUX}` is installed"))));
        let newer = cross(rustup(mac(), "/Users/user/.rustup", DARWIN), REPOSITORY);
        assert!(matches!(newer.judge(&CHECK, AARCH64), Ok(Outcome::Pass(_))));
        let native = cross(rustup(linux(), "/home/user/.rustup", LINUX), RELEASE);
        assert_eq!(native.judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
    }
}

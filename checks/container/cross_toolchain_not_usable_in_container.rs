//! The toolchain that cross mounts is not there inside the container, or does not run there.

use xdoctor_fixes::{Applicability, Change, Fix, Scope};

use super::judge::judge;
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic,
    check::Severity,
    facts::{
        container::is_on,
        rustc::{Rustc, Vendor},
        toolchain::Toolchain,
    },
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "cross-toolchain-not-usable-in-container",
    topic: Topic::Container,
    title: "the toolchain does not reach cross's container, or does not run in it",
    severity: Severity::Failure,
    docs: "\
## What is wrong
cross has no Rust in its images: it mounts the toolchain of this machine into the container. That needs a toolchain of rustup's \
(a linked one only with `CROSS_CUSTOM_TOOLCHAIN`), whose programs run on an ordinary Linux, and an engine that sees this \
machine's directories: a remote `DOCKER_HOST` or an engine outside this container sees others.
## Why it breaks the build
`sh: 1: cargo: not found`, `exec: \"cargo\": executable file not found`, `cargo: cannot execute`, or rustup's \
`is a custom toolchain`.
## What to do
Choose a toolchain of rustup's for the project. For a remote engine set `CROSS_REMOTE=1`, so that cross copies instead of \
mounting. Inside a container set `CROSS_CONTAINER_IN_CONTAINER=true`. On NixOS set `NIX_STORE`, which cross mounts too.
## Sources
cross `src/docker/shared.rs` (`ToolchainDirectories`), `src/rustup.rs` (`available_targets`), `src/docker/engine.rs` \
(`is_remote`); its documentation, *remote* and *environment_variables*; cross-rs/cross issue 260.",
    links: &["https://github.com/cross-rs/cross/blob/main/docs/remote.md"],
    symptoms: &[
        Symptom {
            all: &[r"(^|[\s/])(cargo|rustc|librustc_driver-[0-9a-f]+\.so): /\S+: version [`']GLIBC(XX)?_[\d.]+' not found|required by \S*librustc_driver\S*\)", r"(?i)\bcross\b|docker|podman|container|/rust/lib"],
            none: &[],
            weight: 0.92,
            printed_by: "glibc's loader in cross' container",
            source: "glibc elf/dl-version.c; cross-rs/cross src/docker/shared.rs: the toolchain of the host is mounted, at its own path since 0.2.5",
        },
        Symptom {
            all: &[r#"exec: \\?"?(cargo|rustc)\\?"?: (executable file not found in \$PATH|permission denied|no such file)|executable file `(cargo|rustc|rustup|xargo)` not found in \$PATH"#],
            none: &[],
            weight: 0.85,
            printed_by: "runc and crun, by docker and podman",
            source: "opencontainers/runc libcontainer/standard_init_linux.go; containers/crun src/libcrun/utils.c, find_executable",
        },
        Symptom {
            all: &[r"'?[^ ']+'? is a custom toolchain", r"(CROSS_CUSTOM_TOOLCHAIN|cross)"],
            none: &[],
            weight: 0.85,
            printed_by: "cross 0.2.5 and later",
            source: "cross-rs/cross src/rustup.rs, available_targets",
        },
        Symptom {
            all: &[r"/(rust|cargo)/bin/(cargo|rustc): .*(version `GLIBC_[0-9.]+' not found|cannot execute binary file|required file not found|No such file or directory)"],
            none: &[],
            weight: 0.9,
            printed_by: "the loader in cross's container",
            source: "glibc elf/dl-version.c; cross mounts the sysroot at /rust",
        },
        Symptom {
            all: &[r"^(\S+ +)?sh: (line )?(\d+: )?(exec: )?(cargo|rustc|xargo|/rust/bin/cargo): (not found|command not found|Permission denied|cannot execute|No such file)|/rust/bin/(cargo|rustc).{0,40}(No such file|not found|cannot execute)"],
            none: &[],
            weight: 0.88,
            printed_by: "the shell in cross' container, which is started as `sh`",
            source: "cross-rs/cross src/docker/shared.rs, add_build_command: `sh -c 'PATH=... cargo build'`; the toolchain was mounted at /rust before 0.2.5",
        },
        Symptom {
            all: &[r"required by (cargo|rustc|/rust/\S+)\)|/rust/(bin|lib)/\S+: /\S+: version [`']GLIBC"],
            none: &[],
            weight: 0.92,
            printed_by: "glibc's loader in cross' container",
            source: "glibc elf/dl-version.c: cargo or rustc of the host",
        },
        Symptom {
            all: &[r"(/bin/|da)sh: (line )?(\d+: )?(exec: )?(cargo|rustc|xargo): (not found|command not found|Permission denied|No such file)", r"(^|[^\w.-])cross (build|run|test|check|rustc)\b|\[cross\]|cross-rs/|rustembedded/cross"],
            none: &[],
            weight: 0.9,
            printed_by: "shells in cross' container",
            source: "dash src/exec.c, shellexec; bash execute_cmd.c",
        },
        Symptom {
            all: &[r"toolchain is not fully qualified|cross can not figure out what your custom toolchain is|unable to find provided nix-store directory|try setting `CROSS_CUSTOM_TOOLCHAIN=1`"],
            none: &[],
            weight: 0.9,
            printed_by: "cross 0.2.5 and later",
            source: "cross-rs/cross src/rustup.rs and src/lib.rs; src/docker/shared.rs",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    judge(wanted, cx, || look(cx))
}

fn look(cx: &Cx<'_>) -> Result<Outcome, Pause> {
    let names = ["CROSS_CUSTOM_TOOLCHAIN", "CROSS_REMOTE", "DOCKER_HOST", "NIX_STORE"].map(|name| cx.env(name));
    let (rustc, toolchain) = (cx.fact::<Rustc>(()), cx.fact::<Toolchain>(()));
    let [custom, remote, engine, nix_store] = names;
    let (custom, remote, engine, nix_store) = (custom?, remote?, engine?, nix_store?);
    let (rustc, toolchain) = (rustc?, toolchain?);
    let sysroot = || Evidence::File { file: rustc.sysroot.clone(), line: None, text: "is the toolchain".to_owned() };
    if let Some(engine) = engine.filter(|engine| is_remote(engine))
        && !remote.is_some_and(is_on)
    {
        let message = format!("`DOCKER_HOST` is `{engine}`, an engine that does not see this machine's directories");
        let evidence = Evidence::Env { name: "DOCKER_HOST".into(), value: engine.to_owned() };
        let step = "set `CROSS_REMOTE=1` in the environment of cross";
        return Ok(Finding::new(message, "cross mounts the toolchain and the project, and that engine mounts its own")
            .evidence([evidence])
            .fix([by_hand("let cross copy instead of mounting", step)])
            .into());
    }
    if custom.is_some_and(is_on) {
        return Ok(Outcome::Pass("`CROSS_CUSTOM_TOOLCHAIN` says that the toolchain is ready for it".into()));
    }
    match (&toolchain.rustup, rustc.vendor) {
        (Some(rustup), _) if rustup.custom => {
            let message = format!("the toolchain `{}` is a linked one, which cross does not prepare", rustup.name);
            let step = "choose a toolchain of rustup's for the project, or set `CROSS_CUSTOM_TOOLCHAIN=1` where it has the target and runs on any Linux";
            Ok(Finding::new(message, "cross asks rustup for its targets and components, and rustup has none of it")
                .evidence([sysroot()])
                .fix([by_hand("use a toolchain that cross can prepare", step)])
                .into())
        }
        (Some(rustup), _) => Ok(Outcome::Pass(format!("cross mounts `{}`", rustup.root))),
        (None, Vendor::Nix) if nix_store.is_some() => Ok(Outcome::Pass("`NIX_STORE` is mounted too".into())),
        (None, _) => {
            let message = format!("the rustc of `{}` is not rustup's, which cross needs", rustc.sysroot);
            let step = "install rustup, and a toolchain for the project";
            Ok(Finding::new(message, "cross lists and mounts rustup's toolchains")
                .evidence([sysroot()])
                .fix([by_hand("use rustup's Rust", step)])
                .into())
        }
    }
}

/// A socket on this machine is no remote engine.
fn is_remote(engine: &str) -> bool {
    let local = ["tcp://127.0.0.1", "tcp://localhost", "tcp://[::1]"];
    ["tcp://", "ssh://", "https://", "http://"].iter().any(|scheme| engine.starts_with(scheme))
        && !local.iter().any(|here| engine.starts_with(here))
}

fn by_hand(title: &str, step: &str) -> Fix {
    Fix {
        id: CHECK.id.to_owned(),
        title: title.to_owned(),
        change: Change::Manual { steps: vec![step.to_owned()] },
        applicability: Applicability::Manual,
        scope: Scope::User,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        container::scene::{AARCH64, LINUX, linux},
        facts::toolchain::{ChosenBy, Rustup},
        testing::{Fake, path},
    };

    fn toolchain(fake: Fake, custom: bool) -> Fake {
        let home = path("/home/user/.rustup");
        let name = if custom { "mine".to_owned() } else { format!("stable-{LINUX}") };
        let root = home.join("toolchains").join(&name);
        fake.granted(
            (),
            Toolchain {
                rustc: root.join("bin/rustc"),
                cargo: root.join("bin/cargo"),
                rustup: Some(Rustup { home: home.clone(), name, root, custom }),
                chosen_by: ChosenBy::Default { file: home.join("settings.toml"), line: None },
                environment: std::collections::BTreeMap::new(),
            },
        )
    }

    #[test]
    fn fires_for_a_linked_toolchain_and_for_a_remote_engine() {
        let linked = toolchain(linux(), true);
        let Ok(Outcome::Found(finding)) = linked.judge(&CHECK, AARCH64) else { panic!("did not fire") };
        assert_eq!(finding.message, "the toolchain `mine` is a linked one, which cross does not prepare");
        let remote = toolchain(linux(), false).env("DOCKER_HOST", "tcp://docker:2375");
        assert!(matches!(remote.judge(&CHECK, AARCH64), Ok(Outcome::Found(_))));
    }

    #[test]
    fn a_toolchain_of_rustups_on_this_machine_passes() {
        let root = format!("/home/user/.rustup/toolchains/stable-{LINUX}");
        let fine = Outcome::Pass(format!("cross mounts `{root}`"));
        assert_eq!(toolchain(linux(), false).judge(&CHECK, AARCH64), Ok(fine.clone()));
        let local = toolchain(linux(), false).env("DOCKER_HOST", "unix:///run/user/1000/docker.sock");
        assert_eq!(local.judge(&CHECK, AARCH64), Ok(fine));
        let told = toolchain(linux(), true).env("CROSS_CUSTOM_TOOLCHAIN", "1");
        assert!(matches!(told.judge(&CHECK, AARCH64), Ok(Outcome::Pass(_))));
    }
}

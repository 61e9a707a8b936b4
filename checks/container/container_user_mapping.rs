//! Users inside and outside the container are mapped in a way that cross is not told of.

use xdoctor_fixes::{Applicability, Change, Fix, Scope};

use super::judge::{engine, judge, name};
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic,
    check::Severity,
    facts::container::{Cross, Engine, EngineFound, Reach, Rootless},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "container-user-mapping",
    topic: Topic::Container,
    title: "a rootless engine maps users, and cross does not know",
    severity: Severity::Failure,
    docs: "\
## What is wrong
In a rootless engine root inside the container is this user outside, and this user's number inside is somebody else outside. \
cross runs as this user's number where it takes the engine for an ordinary one: the release 0.2.5 takes every Docker for that.
## Why it breaks the build
The mounted target directory cannot be written: ``failed to create directory `/target/debug` ``, `Permission denied (os error 13)`.
## What to do
Set `CROSS_ROOTLESS_CONTAINER_ENGINE=1` in the environment of cross, or use cross from its repository, which asks Docker. A \
target directory that an earlier run left to root has to be given back: `sudo chown -R $USER target`.
## Sources
cross 0.2.5 `src/docker/shared.rs` (`docker_user_id`); the repository's `src/docker/engine.rs` (`is_rootless`, \
`is_docker_rootless`); Docker, *Rootless mode*; cross-rs/cross issue 648.",
    links: &["https://github.com/cross-rs/cross/blob/main/docs/environment_variables.md", "https://docs.docker.com/engine/security/rootless/"],
    symptoms: &[
        Symptom {
            all: &[r"(?i)\bpodman\b|\brootless\b|docker run \S*.*(-u|--user|-v|--volume|--mount)\b", r"^(touch|mkdir|cp|mv|install|tee|rm): (cannot|can't) [^\n]*: Permission denied|error: unable to open output file '[^']*': '?Permission denied|Fatal error: can't create \S+: Permission denied"],
            none: &[],
            weight: 0.6,
            printed_by: "coreutils, clang and gas, in podman's rootless container",
            source: "containers/podman troubleshooting.md; coreutils src/touch.c; clang DiagnosticFrontendKinds.td, err_fe_unable_to_open_output; binutils-gdb gas/output-file.c",
        },
        Symptom {
            all: &[r"failed to (create directory|open|write( to)?|remove file|create file):? `/(target|cargo|xargo|project)(/|`)", r"(?i)permission denied \(os error 13\)"],
            none: &[],
            weight: 0.9,
            printed_by: "cargo in cross's container",
            source: "rust-lang/cargo crates/cargo-util/src/paths.rs; cross mounts the target directory at /target",
        },
        Symptom {
            all: &[r"(could not|failed to|couldn't) .*`?/target/[^ ]*`?.*(?i:permission denied)"],
            none: &[],
            weight: 0.8,
            printed_by: "cargo and rustc in cross's container",
            source: "rust-lang/cargo crates/cargo-util/src/paths.rs",
        },
        Symptom {
            all: &[r"(potentially insufficient UIDs or GIDs available in user namespace|newuidmap: (write to uid_map failed|uid range)|crun: setgroups: Invalid argument|cannot find (UID/GID|mappings) for user)"],
            none: &[],
            weight: 0.85,
            printed_by: "podman and rootless Docker",
            source: "containers/podman troubleshooting.md; shadow newuidmap.c",
        },
        Symptom {
            all: &[r"(failed to (create|open|write|read|remove)( directory| file)?|could not create|unable to create|couldn't create|mkdir)[: ]+`?/(target|project|cargo|rust|xargo|src|app|workspace|io|github/workspace|home/rust|usr/local/cargo)\b", r"[Pp]ermission denied"],
            none: &[],
            weight: 0.88,
            printed_by: "cargo in a container as another user",
            source: "rust-lang/cargo: the target directory and registry that cross mounts",
        },
        Symptom {
            all: &[r#"Permission denied \(os error 13\) at path "/(usr/src|target|project|cargo|app|work|workspace|src|code|build|io)\b"#],
            none: &[],
            weight: 0.8,
            printed_by: "cargo in a container as another user",
            source: "rust-lang/cargo: temporary files of the target directory",
        },
        Symptom {
            all: &[r"failed to read configuration file `/cargo/|could not load Cargo configuration", r"Permission denied \(os error 13\)"],
            none: &[],
            weight: 0.93,
            printed_by: "cargo in cross' container",
            source: "cross-rs/cross: cargo's home is mounted at /cargo",
        },
        Symptom {
            all: &[r"(insufficient|not enough) (UIDs or GIDs|IDs) available|requested .{0,20}(uid|gid|UID|GID).{0,20}not mapped|newuidmap|no subuid ranges|potentially insufficient UIDs|userns.{0,40}(invalid|not supported|failed)"],
            none: &[],
            weight: 0.9,
            printed_by: "podman, docker rootless",
            source: "containers/storage: user namespaces",
        },
        Symptom {
            all: &[r"(error writing dependencies to|couldn't create a temp dir:|error: failed to (remove|write|create|open|copy|link)\b.{0,40}) ?`?/(target|project|cargo|xargo)/", r"[Pp]ermission denied"],
            none: &[],
            weight: 0.85,
            printed_by: "rustc and cargo in cross' container",
            source: "rust-lang/rust compiler/rustc_interface/src/errors.rs, error writing dependencies",
        },
        Symptom {
            all: &[r"failed to (open|write|create)[^`]{0,12}`?/project/Cargo\.lock", r"[Pp]ermission denied"],
            none: &[],
            weight: 0.95,
            printed_by: "cargo in cross's container, where the project is /project",
            source: "rust-lang/cargo src/cargo/util/flock.rs; cross-rs/cross src/docker/local.rs",
        },
        Symptom {
            all: &[r"failed to (create|open|write)[^`\n]{0,24}`/cargo/", r"Read-only file system"],
            none: &[],
            weight: 0.7,
            printed_by: "cargo in cross's container, where the home is /cargo",
            source: "rust-lang/cargo src/cargo/util/flock.rs; cross-rs/cross src/docker/shared.rs",
        },
        Symptom {
            all: &[r"(when|with) user namespaces( are)?( enabled)?\b.{0,40}$|writing file `/proc/self/[ug]id_map`: Operation not permitted"],
            none: &[],
            weight: 0.75,
            printed_by: "dockerd with userns-remap, crun",
            source: "moby/moby daemon/daemon_unix.go, verifyPlatformContainerSettings; containers/crun src/libcrun/linux.c",
        },
        Symptom {
            all: &[r"failed to create directory `\S*/(\.cargo|cargo)/registry/", r"[Pp]ermission denied \(os error 13\)"],
            none: &[],
            weight: 0.5,
            printed_by: "cargo, whose home in the container is another user's",
            source: "rust-lang/cargo src/cargo/util/flock.rs",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    judge(wanted, cx, || look(cx))
}

fn look(cx: &Cx<'_>) -> Result<Outcome, Pause> {
    let (found, cross, told) = (engine(cx), cx.fact::<Cross>(()), Rootless::told(cx));
    let (found, cross, told) = (found?, cross?, told?);
    let Some(found) = found else { return Ok(Outcome::NotApplicable) };
    let Engine::Found(found) = &*found else { return Ok(Outcome::NotApplicable) };
    if !matches!(found.reach, Reach::Answers { .. }) {
        return Ok(Outcome::NotApplicable);
    }
    let takes_for_rootless = match (told, found.podman, &*cross) {
        (Some(told), ..) => Some(told),
        (None, true, _) => Some(true),
        (None, false, Cross::Release { .. }) => Some(false),
        // it asks, or nobody knows
        (None, false, Cross::Repository { .. } | Cross::Absent | Cross::Unknown { .. }) => None,
    };
    let Some(takes_for_rootless) = takes_for_rootless else {
        return Ok(Outcome::Pass("cross asks the engine how users are mapped".into()));
    };
    let rootless = cx.fact::<Rootless>(found.program.clone())?.0;
    if takes_for_rootless || !rootless {
        return Ok(Outcome::Pass(format!("cross runs as the right user in {}", name(found))));
    }
    Ok(finding(found, told.is_some(), cx)?.into())
}

fn finding(found: &EngineFound, told: bool, cx: &Cx<'_>) -> Result<Finding, Pause> {
    let variable = "CROSS_ROOTLESS_CONTAINER_ENGINE";
    let value = cx.env(variable)?;
    let message = if told {
        format!("{} is rootless, and `{variable}` says that it is not", name(found))
    } else {
        format!("{} is rootless, and this cross takes it for an ordinary one", name(found))
    };
    let evidence = match value {
        Some(value) => Evidence::Env { name: variable.into(), value: value.to_owned() },
        None => found.evidence.clone(),
    };
    let fix = Fix {
        id: CHECK.id.to_owned(),
        title: "tell cross that the engine is rootless".to_owned(),
        change: Change::Manual { steps: vec![format!("set `{variable}=1` in the environment of cross")] },
        applicability: Applicability::Manual,
        scope: Scope::User,
    };
    let why = "it runs as this user's number, which is somebody else outside, and cannot write the target directory";
    Ok(Finding::new(message, why).evidence([evidence]).fix([fix]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        container::scene::{AARCH64, RELEASE, REPOSITORY, cross, docker, linux},
        testing::Fake,
    };

    fn rootless(installed: &str) -> Fake {
        let said = "[name=seccomp,profile=builtin name=rootless name=cgroupns]\n";
        let fake = cross(linux(), installed).command(["/usr/bin/docker", "info", "-f", "{{.SecurityOptions}}"], said);
        docker(fake)
    }

    #[test]
    fn fires_where_the_release_meets_a_rootless_docker() {
        let Ok(Outcome::Found(finding)) = rootless(RELEASE).judge(&CHECK, AARCH64) else { panic!("did not fire") };
        assert_eq!(finding.message, "Docker is rootless, and this cross takes it for an ordinary one");
        let wrong = rootless(REPOSITORY).env("CROSS_ROOTLESS_CONTAINER_ENGINE", "0");
        assert!(matches!(wrong.judge(&CHECK, AARCH64), Ok(Outcome::Found(_))));
    }

    #[test]
    fn what_cross_knows_or_is_told_is_fine() {
        let told = rootless(RELEASE).env("CROSS_ROOTLESS_CONTAINER_ENGINE", "1");
        for fake in [rootless(REPOSITORY), told, docker(cross(linux(), RELEASE))] {
            assert!(matches!(fake.judge(&CHECK, AARCH64), Ok(Outcome::Pass(_))));
        }
    }
}

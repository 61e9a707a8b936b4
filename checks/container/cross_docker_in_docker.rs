//! cross itself runs in a container, and does not know which one.

use xdoctor_fixes::{Applicability, Change, Fix, Scope};

use super::judge::{engine, judge};
use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Outcome, Pause, Symptom, Topic,
    answer::{Metadata, Ran},
    check::Severity,
    facts::container::{Engine, EngineFound, Reach, is_on},
    question::{Limit, Run},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "cross-docker-in-docker",
    topic: Topic::Container,
    title: "cross runs in a container, and cannot tell its directories to the engine outside",
    severity: Severity::Failure,
    docs: "\
## What is wrong
This is a container, and its `docker` talks to an engine outside, which mounts directories of the machine, not of this \
container. cross translates them if it is told that it is in a container and can find itself there: by `HOSTNAME`, which must \
be the container's id or name.
## Why it breaks the build
Not told, the mounts are empty: `sh: 1: cargo: not found`. Told, and not found: `docker inspect` fails, or `couldn't find \
container id in mountinfo`.
## What to do
Set `CROSS_CONTAINER_IN_CONTAINER=true`, mount the engine's socket, and leave `HOSTNAME` as Docker sets it (or set it to the id). \
Where the job's engine is a service of its own (`DOCKER_HOST=tcp://docker`), set `CROSS_REMOTE=1` instead. Or run cross on the \
machine itself.
## Sources
cross `src/docker/engine.rs` (`in_docker`) and `src/docker/shared.rs` (`docker_inspect_self`); its README, *Docker in Docker*; \
cross-rs/cross issues 513 and 1351.",
    links: &["https://github.com/cross-rs/cross/blob/main/docs/environment_variables.md", "https://github.com/cross-rs/cross/issues/1351"],
    symptoms: &[
        Symptom {
            all: &[r"couldn't find container id in mountinfo"],
            none: &[],
            weight: 0.98,
            printed_by: "cross of the repository",
            source: "cross-rs/cross src/docker/shared.rs, docker_inspect_self_mountinfo",
        },
        Symptom {
            all: &[r#"(docker|podman)"?`? "?inspect"? "?[^\s`"]+"?`? failed with exit (code|status)"#],
            none: &[],
            weight: 0.9,
            printed_by: "cross 0.2",
            source: "cross-rs/cross src/extensions.rs, and src/docker/shared.rs, docker_inspect_self",
        },
        Symptom {
            all: &[r"failed to parse docker inspect output|[Nn]o driver name found|[Nn]o merge directory found|want driver overlay2, got|couldn't find container id in mountinfo|/proc/self/mountinfo is unavailable when"],
            none: &[],
            weight: 0.9,
            printed_by: "cross 0.2",
            source: "cross-rs/cross src/docker/shared.rs, dockerinfo_parse_root_mount_path, docker_read_mount_paths and get_container_id (read 2025)",
        },
        Symptom {
            all: &[r"[Nn]o such (object|container): \S+", r"(?i)cross"],
            none: &[],
            weight: 0.6,
            printed_by: "docker inspect, run by cross",
            source: "docker/cli cli/command/inspect/inspector.go",
        },
        Symptom {
            all: &[r#"CROSS_(CONTAINER_IN_CONTAINER|DOCKER_IN_DOCKER)|docker[- ]in[- ]docker|(inspect|find|identify|get) .{0,30}(own|this|current|outer) container|No such (object|container): [0-9a-f]{12}|docker inspect.{0,60}(failed|No such|exit)|mount source path .{0,60}(not found|does not exist)|invalid mount config for type "bind"|Unable to find .{0,20}container( id)?"#],
            none: &[],
            weight: 0.92,
            printed_by: "cross 0.2 and later",
            source: "cross-rs/cross src/docker/shared.rs, docker_read_mount_paths",
        },
        Symptom {
            all: &[r"HOSTNAME environment variable not found|could not determine mount points|Error: No such (object|container): (runner-|[0-9a-f]{12}\b)|Mounts denied: The path|error while creating mount source path"],
            none: &[],
            weight: 0.75,
            printed_by: "cross with CROSS_CONTAINER_IN_CONTAINER, docker of paths that its daemon does not see",
            source: "cross-rs/cross src/docker/local.rs and shared.rs; moby/moby volume/mounts",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    judge(wanted, cx, || look(cx))
}

/// What Docker and Podman leave in a container.
const MARKS: [&str; 2] = ["/.dockerenv", "/run/.containerenv"];

fn look(cx: &Cx<'_>) -> Result<Outcome, Pause> {
    let marks: Vec<_> = MARKS.iter().filter_map(|mark| HostPath::parse(mark)).collect();
    let there: Vec<_> = marks.iter().map(|mark| cx.metadata(mark)).collect();
    let told = ["CROSS_CONTAINER_IN_CONTAINER", "CROSS_DOCKER_IN_DOCKER"].map(|name| cx.env(name));
    let (found, remote) = (engine(cx), cx.env("CROSS_REMOTE"));
    let mut mark = None;
    for (path, metadata) in marks.iter().zip(there) {
        if let Metadata::Found(_) = metadata? {
            mark.get_or_insert(path);
        }
    }
    let [told, told_before] = told;
    let (told, found, remote) = (told?.or(told_before?), found?, remote?);
    let told = told.is_some_and(is_on);
    if remote.is_some_and(is_on) || mark.is_none() && !told {
        return Ok(Outcome::NotApplicable);
    }
    let Some(found) = found else { return Ok(Outcome::NotApplicable) };
    let Engine::Found(found) = &*found else { return Ok(Outcome::NotApplicable) };
    if !matches!(found.reach, Reach::Answers { .. }) {
        return Ok(Outcome::NotApplicable);
    }
    match mark {
        Some(mark) if !told => {
            let evidence = Evidence::File { file: mark.clone(), line: None, text: "this is a container".to_owned() };
            Ok(Finding::new(
                "this is a container, and cross is not told so",
                "the engine outside mounts its machine's directories, not those of this container",
            )
            .evidence([evidence])
            .fix([by_hand(
                "tell cross that it runs in a container",
                "set `CROSS_CONTAINER_IN_CONTAINER=true` in the environment of cross",
            )])
            .into())
        }
        Some(_) | None => itself(found, cx),
    }
}

/// Whether cross finds its own container, as it looks for it.
fn itself(found: &EngineFound, cx: &Cx<'_>) -> Result<Outcome, Pause> {
    let Some(name) = cx.env("HOSTNAME")? else { return Ok(Outcome::NotApplicable) };
    let limit = Limit { seconds: 15, bytes: 1 << 20 };
    let args = ["inspect", "-f", "{{.Id}}", name];
    let run = Run::probe(found.program.as_str(), args).limit(limit);
    let Ran::Finished { exit, stderr, .. } = cx.run(run)? else { return Ok(Outcome::NotApplicable) };
    if exit.success() {
        return Ok(Outcome::Pass(format!("cross finds its container, `{name}`")));
    }
    let command = std::iter::once(found.program.as_str()).chain(args).map(str::to_owned).collect();
    let evidence = Evidence::Command { command, exit: Some(1), output: stderr.trim().to_owned() };
    let variable = Evidence::Env { name: "HOSTNAME".to_owned(), value: name.to_owned() };
    let step = "set `HOSTNAME` to the id of this container (the name that `docker ps` shows), or `CROSS_REMOTE=1` where the engine is another machine's";
    Ok(Finding::new(
        format!("the engine knows no container `{name}`, by which cross looks for itself"),
        "without it cross cannot tell the engine which directories to mount",
    )
    .evidence([variable, evidence])
    .fix([by_hand("let cross find its container", step)])
    .into())
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
        container::scene::{AARCH64, docker, linux},
        machine::Command,
        testing::Fake,
    };

    fn inside() -> Fake {
        docker(linux()).file("/.dockerenv", "")
    }

    fn inspect(code: i32) -> Command {
        let (id, error) = if code == 0 { ("sha\n", "") } else { ("[]\n", "Error: No such object: runner-1") };
        Command::exits(["/usr/bin/docker", "inspect", "-f", "{{.Id}}", "runner-1"], code, id, error)
    }

    #[test]
    fn fires_where_cross_is_not_told_and_where_it_finds_nothing() {
        let Ok(Outcome::Found(finding)) = inside().judge(&CHECK, AARCH64) else { panic!("did not fire") };
        assert_eq!(finding.message, "this is a container, and cross is not told so");
        let told = inside().env("CROSS_CONTAINER_IN_CONTAINER", "true").env("HOSTNAME", "runner-1").ran(inspect(1));
        let Ok(Outcome::Found(finding)) = told.judge(&CHECK, AARCH64) else { panic!("did not fire") };
        assert_eq!(finding.message, "the engine knows no container `runner-1`, by which cross looks for itself");
    }

    #[test]
    fn on_the_machine_itself_and_where_it_finds_itself_all_is_well() {
        assert_eq!(docker(linux()).judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
        let told = inside().env("CROSS_CONTAINER_IN_CONTAINER", "true").env("HOSTNAME", "runner-1").ran(inspect(0));
        assert_eq!(told.judge(&CHECK, AARCH64), Ok(Outcome::Pass("cross finds its container, `runner-1`".into())));
    }
}

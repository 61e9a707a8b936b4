//! The engine's client is there, and its service does not answer.

use xdoctor_fixes::{Applicability, Change, CommandLine, Fix, Scope};

use super::judge::{engine, judge, name, not_served};
use crate::{
    Check, Cx, Judgement, Live, Outcome, Pause, Symptom, Topic,
    answer::Metadata,
    check::Severity,
    facts::container::{Engine, EngineFound, Reach},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "container-daemon-not-running",
    topic: Topic::Container,
    title: "the container engine's service is not running",
    severity: Severity::Failure,
    docs: "\
## What is wrong
`docker` is a client: containers are run by a service, and nobody listens where the client looks. On macOS and Windows that \
service is Docker Desktop, Colima or `podman machine`; on Linux it is a system service. `DOCKER_HOST` can name another place.
## Why it breaks the build
`Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?`
## What to do
Start it: `sudo systemctl start docker` (and `enable` it for the next start of the machine), Docker Desktop, `colima start` or \
`podman machine start`. In a container of CI, add a Docker service to the job.
## Sources
moby `client/errors.go`; docker/cli; podman `pkg/bindings/connection.go`; cross `src/docker/engine.rs` (`get_engine_info`).",
    links: &["https://docs.docker.com/engine/daemon/start/"],
    symptoms: &[
        Symptom {
            all: &[r"Unable to obtain Docker version"],
            none: &[r"permission denied"],
            weight: 0.6,
            printed_by: "cross 0.1",
            source: "cross-rs/cross v0.1.14 src/docker.rs: `docker version` asks the daemon",
        },
        Symptom {
            all: &[r#"when canonicalizing path .{0,3}[^`"]*docker\.sock"#],
            none: &[r"permission denied"],
            weight: 0.75,
            printed_by: "cross after 0.2.5: the socket that it mounts does not exist",
            source: "cross-rs/cross src/file.rs, canonicalize; src/docker/local.rs",
        },
        Symptom {
            all: &[r"(?i)cannot connect to (the )?docker daemon"],
            none: &[],
            weight: 0.95,
            printed_by: "docker up to 28",
            source: "moby client/errors.go, ErrorConnectionFailed; experiment with docker 28.2",
        },
        Symptom {
            all: &[r"failed to connect to the docker API at \S+"],
            none: &[r"permission denied"],
            weight: 0.9,
            printed_by: "docker 29 and later",
            source: "moby client/request.go, doRequest",
        },
        Symptom {
            all: &[r"error during connect: .*(docker_engine|dockerDesktopLinuxEngine|docker daemon is not running|dial tcp|connection refused)"],
            none: &[r"(?i)access is denied|elevated privileges"],
            weight: 0.9,
            printed_by: "docker on Windows, and with DOCKER_HOST",
            source: "moby client/request.go, doRequest",
        },
        Symptom {
            all: &[r"(Cannot connect to Podman|unable to connect to Podman socket)"],
            none: &[],
            weight: 0.9,
            printed_by: "podman 3 and later",
            source: "containers/podman cmd/podman/registry/remote.go and pkg/bindings/connection.go",
        },
        Symptom {
            all: &[r"[Cc]an(no|')t connect to (the )?[Dd]ocker|Is the docker daemon running|error during connect: |docker daemon is not running|(docker_engine|dockerDesktopLinuxEngine).{0,60}(cannot find the file|system cannot find)|Cannot connect to Podman|unable to connect to Podman|podman\.sock: connect: (no such file|connection refused)|docker\.sock: connect: (no such file|connection refused)|failed to connect to the docker API"],
            none: &[r"permission denied"],
            weight: 0.96,
            printed_by: "docker and podman clients",
            source: "moby client/errors.go, ErrorConnectionFailed; podman's bindings",
        },
        Symptom {
            all: &[r"docker\.sock\b.{0,40}: (connect: )?(no such file or directory|connection refused)|Is your docker daemon up and running|docker (daemon|engine|desktop) (is not|isn't|not) (running|started|up)"],
            none: &[r"permission denied"],
            weight: 0.85,
            printed_by: "docker before 1.10, and programs that ask it",
            source: "moby api/client/request.go of docker 1.9; golang net, OpError",
        },
        Symptom {
            all: &[r"(?i)\bdocker daemon\b.{0,60}(not|n't|unable|refused|fail)|(unable|failed|cannot|could not)\s(to\s)?connect\sto\s(the\s)?(docker|podman)"],
            none: &[r"(?i)permission denied"],
            weight: 0.35,
            printed_by: "programs that ask docker or podman",
            source: "the thing's name beside any wording of its absence: what other symptoms know is surer",
        },
        Symptom {
            all: &[r"Bad response from Docker engine|Couldn't connect to Docker daemon|Docker Desktop is not running|Docker Desktop is unable to start|request returned .{0,60} for API route and version .{0,60}docker|failed to connect to [`'\x22]?(//\./pipe/|npipe:|unix:)\S*docker|failed to start the docker (daemon|engine)"],
            none: &[r"(?i)permission denied"],
            weight: 0.85,
            printed_by: "docker, Docker Desktop and docker-compose",
            source: "moby client/request.go; docker/compose compose/cli/errors.py of 1.x",
        },
        Symptom {
            all: &[r"could not get os and arch"],
            none: &[r"(?i)permission denied|access is denied"],
            weight: 0.6,
            printed_by: "cross after 0.2.5: `docker version` asks the daemon, and failed",
            source: "cross-rs/cross src/docker/engine.rs, get_engine_info",
        },
        Symptom {
            all: &[r"Error while fetching server API version: |vm \S+ not found: \S+: VM does not exist|could not get runtime: dial unix \S+: connect|[Cc]ouldn't connect to Docker daemon at \S+ - is it running|Docker Desktop is unable to start|request returned (Internal Server Error|\d+ Internal Server Error) for API route|dial unix docker\.raw\.sock: connect"],
            none: &[],
            weight: 0.85,
            printed_by: "docker-py, podman machine, podman 1, docker-compose 1, Docker Desktop",
            source: "docker/docker-py docker/api/client.py; containers/podman pkg/machine; moby/moby client/request.go",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    judge(wanted, cx, || look(cx))
}

fn look(cx: &Cx<'_>) -> Result<Outcome, Pause> {
    let Some(engine) = engine(cx)? else { return Ok(Outcome::NotApplicable) };
    let Engine::Found(found) = &*engine else { return Ok(Outcome::NotApplicable) };
    Ok(match &found.reach {
        Reach::Answers { os, arch } => Outcome::Pass(format!("{} answers, for {os} on {arch}", name(found))),
        Reach::Denied | Reach::Unclear => Outcome::NotApplicable,
        Reach::Down => {
            let message = format!("the service of {} does not answer", name(found));
            not_served(found, message, "containers are run by that service, not by the command")
                .fix(start(found, cx)?)
                .conclusive()
                .into()
        }
    })
}

/// How the service is started here.
fn start(found: &EngineFound, cx: &Cx<'_>) -> Result<Vec<Fix>, Pause> {
    let (host, elsewhere) = (cx.host()?, cx.env("DOCKER_HOST")?);
    let by_hand = |steps: Vec<String>| Fix {
        id: format!("{}/by-hand", CHECK.id),
        title: format!("start the service of {}", name(found)),
        change: Change::Manual { steps },
        applicability: Applicability::Manual,
        scope: Scope::User,
    };
    let command = |words: &[&str], applicability| Fix {
        id: format!("{}/{}", CHECK.id, words.join("-")),
        title: format!("start the service of {}", name(found)),
        change: Change::Command(CommandLine {
            program: words[0].to_owned(),
            args: words[1..].iter().map(|word| (*word).to_owned()).collect(),
            env: Vec::new(),
        }),
        applicability,
        scope: Scope::User,
    };
    if let Some(elsewhere) = elsewhere {
        let steps = vec![format!("start what `DOCKER_HOST` names, `{elsewhere}`, or unset the variable")];
        return Ok(vec![by_hand(steps)]);
    }
    if found.podman && host.os != "linux" {
        return Ok(vec![command(&["podman", "machine", "start"], Applicability::System)]);
    }
    if host.os == "linux" {
        let systemd = crate::HostPath::parse("/run/systemd/system").expect("absolute");
        let (running, control) = (cx.metadata(&systemd), cx.which("systemctl"));
        if matches!(running?, Metadata::Found(_)) && !control?.is_empty() {
            return Ok(vec![command(&["sudo", "systemctl", "start", "docker"], Applicability::System)]);
        }
        return Ok(vec![by_hand(vec!["start `dockerd`, or give this container a Docker service".to_owned()])]);
    }
    let colima = cx.which("colima")?;
    Ok(if colima.is_empty() {
        vec![by_hand(vec!["start Docker Desktop".to_owned()])]
    } else {
        vec![command(&["colima", "start"], Applicability::System)]
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::scene::{AARCH64, docker, docker_says, linux};

    const DOWN: &str =
        "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?";

    #[test]
    fn fires_where_nobody_listens() {
        let fake = docker_says(linux(), DOWN).dir("/run/systemd/system").program("/usr/bin/systemctl");
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, AARCH64) else { panic!("did not fire") };
        assert_eq!(finding.message, "the service of Docker does not answer");
        assert_eq!(finding.fixes[0].id, "container-daemon-not-running/sudo-systemctl-start-docker");
    }

    #[test]
    fn an_answer_passes_and_a_refusal_is_another_cause() {
        let fine = Outcome::Pass("Docker answers, for linux on amd64".into());
        assert_eq!(docker(linux()).judge(&CHECK, AARCH64), Ok(fine));
        let denied = docker_says(linux(), "permission denied while trying to connect to the Docker daemon socket");
        assert_eq!(denied.judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
    }
}

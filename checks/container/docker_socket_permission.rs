//! The user may not talk to Docker's service.

use xdoctor_fixes::{Applicability, Change, Fix, Scope};

use super::judge::{engine, judge, not_served};
use crate::{
    Check, Cx, Judgement, Live, Outcome, Pause, Symptom, Topic,
    check::Severity,
    facts::container::{Engine, Reach},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "docker-socket-permission",
    topic: Topic::Container,
    title: "this user may not use Docker's socket",
    severity: Severity::Failure,
    docs: "\
## What is wrong
Docker's service listens on a socket that root and the group `docker` may use, and this user is not in the group, or logged in \
before joining it. On Windows it is the group `docker-users`.
## Why it breaks the build
`permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock`
## What to do
Join the group (`sudo usermod -aG docker $USER`) and log in anew; note that this group is as powerful as root. Or use rootless \
Docker or Podman, which need no group. Running cross with sudo makes the target directory root's.
## Sources
moby `client/request.go` (`doRequest`); Docker, *Linux post-installation steps*.",
    links: &["https://docs.docker.com/engine/install/linux-postinstall/"],
    symptoms: &[
        Symptom {
            all: &[r"Unable to obtain Docker version"],
            none: &[],
            weight: 0.55,
            printed_by: "cross 0.1",
            source: "cross-rs/cross v0.1.14 src/docker.rs: `docker version` asks the daemon",
        },
        Symptom {
            all: &[r"(?i)permission denied while trying to connect to the docker (daemon socket|API)"],
            none: &[],
            weight: 0.98,
            printed_by: "docker 1.13 and later",
            source: "moby client/request.go, doRequest; docker 28.2's own text",
        },
        Symptom {
            all: &[r"(dial unix|connect to) \S*docker\.sock: connect: permission denied"],
            none: &[],
            weight: 0.95,
            printed_by: "docker, and programs that use its API",
            source: "golang net, OpError",
        },
        Symptom {
            all: &[r"(?i)(docker_engine|dockerDesktopLinuxEngine).*(access is denied|elevated privileges)|the docker client must be run with elevated privileges"],
            none: &[],
            weight: 0.9,
            printed_by: "docker on Windows",
            source: "moby client/request.go, doRequest",
        },
        Symptom {
            all: &[r"[Pp]ermission denied while trying to connect to the [Dd]ocker|docker\.sock.{0,12}:? .{0,10}permission denied|connect: permission denied|permission denied.{0,60}docker\.sock"],
            none: &[],
            weight: 0.97,
            printed_by: "docker clients",
            source: "moby client/request.go",
        },
        Symptom {
            all: &[r"(Permission denied|EACCES|\[Errno 13\]).{0,60}docker\.sock|docker\.sock\b.{0,40}(EACCES|[Pp]ermission denied)"],
            none: &[],
            weight: 0.93,
            printed_by: "clients of docker's API in Python and JavaScript",
            source: "the system's words for EACCES beside the socket",
        },
        Symptom {
            all: &[r"open //\./pipe/docker\w*: Access is denied|docker client must be run with elevated privileges"],
            none: &[],
            weight: 0.97,
            printed_by: "docker for Windows",
            source: "docker/cli and moby client/errors.go, ErrorConnectionFailed; Windows ERROR_ACCESS_DENIED",
        },
        Symptom {
            all: &[r"Error while fetching server API version: .{0,60}PermissionError"],
            none: &[],
            weight: 0.95,
            printed_by: "docker-py and docker-compose 1",
            source: "docker/docker-py docker/api/client.py, _retrieve_server_version",
        },
        Symptom {
            all: &[r"(?i)\b(docker|podman)\b.{0,60}(error trying to connect|tcp connect error|client error \(Connect\)).{0,60}Permission denied"],
            none: &[],
            weight: 0.9,
            printed_by: "Rust programs that speak to the daemon through hyper",
            source: "hyperium/hyper src/error.rs; fussybeaver/bollard src/errors.rs",
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
    match &found.reach {
        Reach::Answers { .. } => Ok(Outcome::Pass(format!("`{}` may use its service", found.program))),
        Reach::Down | Reach::Unclear => Ok(Outcome::NotApplicable),
        Reach::Denied => {
            let steps = match cx.host()?.os.as_str() {
                "windows" => vec![
                    "`net localgroup docker-users \"%USERNAME%\" /add`, as administrator".to_owned(),
                    "log in anew".to_owned(),
                ],
                _ => vec![
                    "`sudo usermod -aG docker \"$USER\"` (members of this group are as powerful as root)".to_owned(),
                    "log in anew, or `newgrp docker` in this shell".to_owned(),
                ],
            };
            let fix = Fix {
                id: format!("{}/group", CHECK.id),
                title: "join the group that may use Docker".to_owned(),
                change: Change::Manual { steps },
                applicability: Applicability::Manual,
                scope: Scope::User,
            };
            let message = "this user may not use Docker's socket".to_owned();
            Ok(not_served(found, message, "cross runs `docker` as this user").fix([fix]).conclusive().into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::scene::{AARCH64, docker, docker_says, linux};

    #[test]
    fn fires_where_the_socket_refuses() {
        let said =
            "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock";
        let Ok(Outcome::Found(finding)) = docker_says(linux(), said).judge(&CHECK, AARCH64) else {
            panic!("did not fire")
        };
        assert_eq!(finding.message, "this user may not use Docker's socket");
    }

    #[test]
    fn an_answer_passes_and_silence_is_another_cause() {
        assert!(matches!(docker(linux()).judge(&CHECK, AARCH64), Ok(Outcome::Pass(_))));
        let down = docker_says(linux(), "Cannot connect to the Docker daemon at unix:///var/run/docker.sock.");
        assert_eq!(down.judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
    }
}

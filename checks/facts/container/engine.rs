//! The container engine that cross chooses, and whether it answers.

use super::is_on;
use crate::{
    Cx, Evidence, Fact, HostPath, Pause,
    answer::{Exit, Ran},
    question::{Limit, Run},
};

/// `CROSS_CONTAINER_ENGINE`, else `docker`, else `podman` (cross `src/docker/engine.rs`, `get_container_engine`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Engine {
    Absent {
        /// What `CROSS_CONTAINER_ENGINE` asks for.
        asked: Option<String>,
    },
    Found(Box<EngineFound>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngineFound {
    pub program: HostPath,
    pub podman: bool,
    pub reach: Reach,
    /// What was run to find out.
    pub evidence: Evidence,
}

/// What the engine's client says of its service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// It answers: containers run on this system and architecture, by Docker's names (`linux`, `arm64`).
    Answers {
        os: String,
        arch: String,
    },
    /// Nobody listens where the client looks.
    Down,
    /// The user may not use its socket.
    Denied,
    Unclear,
}

/// Whether the engine runs without root, so that a user in the container is another one outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rootless(pub bool);

/// A service that does not answer in this time does not answer to cross either.
const LIMIT: Limit = Limit { seconds: 15, bytes: 64 << 10 };

impl Fact for Engine {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let asked = cx.env("CROSS_CONTAINER_ENGINE");
        let names = match asked? {
            Some(asked) => vec![asked],
            None => vec!["docker", "podman"],
        };
        let found: Vec<_> = names.iter().map(|name| named(name, cx)).collect();
        for program in found {
            if let Some(program) = program? {
                return Ok(Self::Found(Box::new(EngineFound::ask(program, cx)?)));
            }
        }
        let asked = cx.env("CROSS_CONTAINER_ENGINE")?.map(str::to_owned);
        Ok(Self::Absent { asked })
    }
}

fn named(name: &str, cx: &Cx<'_>) -> Result<Option<HostPath>, Pause> {
    Ok(match HostPath::parse(name) {
        Some(path) => match cx.metadata(&path)? {
            crate::answer::Metadata::Found(_) => Some(path),
            crate::answer::Metadata::Missing
            | crate::answer::Metadata::Dangling { .. }
            | crate::answer::Metadata::Unreadable { .. } => None,
        },
        None => cx.which(name)?.first().cloned(),
    })
}

impl EngineFound {
    /// Asks as cross does (`get_engine_info`): the server's system and architecture; podman by `info`.
    fn ask(program: HostPath, cx: &Cx<'_>) -> Result<Self, Pause> {
        let podman = program.file_name().is_some_and(|name| name.contains("podman"));
        let args = if podman {
            ["info", "-f", "{{ .Version.OsArch }}"]
        } else {
            ["version", "-f", "{{ .Server.Os }},,,{{ .Server.Arch }}"]
        };
        let (exit, stdout, stderr) = match cx.run(Run::probe(program.as_str(), args).limit(LIMIT))? {
            Ran::Finished { exit, stdout, stderr } => (*exit, stdout.as_str(), stderr.as_str()),
            Ran::NotFound => (Exit::Code(127), "", "not found"),
            Ran::NotExecutable { message } => (Exit::Code(126), "", message.as_str()),
        };
        let command = std::iter::once(program.as_str()).chain(args).map(str::to_owned).collect();
        let code = match exit {
            Exit::Code(code) => Some(code),
            Exit::Signal(_) => None,
        };
        let said = if stderr.trim().is_empty() { stdout } else { stderr };
        let evidence = Evidence::Command { command, exit: code, output: said.trim().to_owned() };
        let separator = if podman { "/" } else { ",,," };
        let reach = match stdout.trim().split_once(separator) {
            Some((os, arch)) if exit.success() && !os.is_empty() => {
                Reach::Answers { os: os.to_ascii_lowercase(), arch: arch.to_ascii_lowercase() }
            }
            Some(_) | None => Reach::of_message(said),
        };
        Ok(Self { program, podman, reach, evidence })
    }
}

impl Reach {
    /// By the client's words (moby `client/errors.go` and `client/request.go`; podman `pkg/bindings/connection.go`).
    fn of_message(said: &str) -> Self {
        let said = said.to_ascii_lowercase();
        let any = |texts: &[&str]| texts.iter().any(|text| said.contains(text));
        if any(&["permission denied", "must be run with elevated privileges", "access is denied"]) {
            Self::Denied
        } else if any(&[
            "cannot connect to the docker daemon",
            "failed to connect to the docker api",
            "is the docker daemon running",
            "error during connect",
            "cannot connect to podman",
            "unable to connect to podman",
            "connection refused",
            "podman machine",
        ]) {
            Self::Down
        } else {
            Self::Unclear
        }
    }
}

impl Fact for Rootless {
    /// The engine's program.
    type Key = HostPath;

    fn conclude(program: &HostPath, cx: &Cx<'_>) -> Result<Self, Pause> {
        let podman = program.file_name().is_some_and(|name| name.contains("podman"));
        let format = if podman { "{{ .Host.Security.Rootless }}" } else { "{{.SecurityOptions}}" };
        Ok(Self(match cx.run(Run::probe(program.as_str(), ["info", "-f", format]).limit(LIMIT))? {
            Ran::Finished { exit, stdout, .. } if exit.success() && podman => stdout.trim() == "true",
            // `[name=seccomp,profile=builtin name=rootless]`
            Ran::Finished { exit, stdout, .. } if exit.success() => stdout.contains("name=rootless"),
            Ran::Finished { .. } | Ran::NotFound | Ran::NotExecutable { .. } => false,
        }))
    }
}

impl Rootless {
    /// What the user tells cross of it: `CROSS_ROOTLESS_CONTAINER_ENGINE`, where it is not `auto`.
    pub fn told(cx: &Cx<'_>) -> Result<Option<bool>, Pause> {
        Ok(cx.env("CROSS_ROOTLESS_CONTAINER_ENGINE")?.filter(|value| *value != "auto").map(is_on))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clients_words_tell_what_is_wrong() {
        for (said, reach) in [
            (
                "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
                Reach::Down,
            ),
            (
                "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get ...",
                Reach::Denied,
            ),
            (
                "error during connect: this error may indicate that the docker daemon is not running: open //./pipe/docker_engine",
                Reach::Down,
            ),
            ("Cannot connect to Podman. Please verify your connection to the Linux system", Reach::Down),
            ("template parsing error", Reach::Unclear),
        ] {
            assert_eq!(Reach::of_message(said), reach, "{said}");
        }
    }

    #[test]
    fn values_of_variables_are_read_as_cross_reads_them() {
        for (value, on) in [("true", true), ("1", true), ("0", false), ("false", false), ("yes", true), ("", false)] {
            assert_eq!(is_on(value), on, "{value}");
        }
    }
}

//! cross builds in a container, and there is nothing that runs one.

use xdoctor_fixes::packages::Need;

use super::judge::judge;
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic, check::Severity,
    facts::container::Engine, linker::install, wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "container-engine-missing",
    topic: Topic::Container,
    title: "there is no Docker and no Podman for cross",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The target is built by `cross`, in a container, and neither `docker` nor `podman` is on `PATH`; or `CROSS_CONTAINER_ENGINE` \
names a program that is not there. Inside a container of CI there is usually no client either.
## Why it breaks the build
cross stops before it builds anything: `no container engine found`.
## What to do
Install Docker or Podman. In CI, run cross on the machine itself, or give the job a Docker service and the client. A target \
that another route reaches needs no container.
## Sources
cross `src/docker/engine.rs` (`get_container_engine`) and its README, *Dependencies*.",
    links: &["https://github.com/cross-rs/cross#dependencies"],
    symptoms: &[
        Symptom {
            all: &[r"no container engine found"],
            none: &[],
            weight: 0.95,
            printed_by: "cross 0.1.16 and later",
            source: "cross-rs/cross src/docker/engine.rs, Engine::new",
        },
        Symptom {
            all: &[r"(^|[\s:/])(docker|podman): (command not found|not found|No such file or directory)|'docker' is not recognized"],
            none: &[],
            weight: 0.7,
            printed_by: "shells",
            source: "POSIX sh, `command not found`",
        },
        Symptom {
            all: &[r#"no container engine found|(docker|podman)(\.exe)?: (([Cc]ommand )?not found|No such file)|[`'"]?(docker|podman)[`'"]? is not recognized|[Cc]ould not execute process `(docker|podman)[^`]*` \(never executed\)|[Cc]ould ?n[o']t find (docker|podman|a container engine)|[Ii]s (docker|podman) installed|(docker|podman) (is|was) not (found|installed)|failed to (execute|run|find|spawn) [`'"]?(docker|podman)[`'"]?"#],
            none: &[r"daemon", r"^error\[E0"],
            weight: 0.94,
            printed_by: "cross 0.1 and later, shells",
            source: "cross-rs/cross src/docker/engine.rs",
        },
        Symptom {
            all: &[r"(?i)(to|not|n't|cannot|error)\s(run|execute|exec|spawn|start|launch|invoke|call|find|locate)\s(the\s)?(command\s|program\s|process\s|tool\s|executable\s)?['\x22`\[]*(\S*[/\\])?(docker|podman)\b|\b(docker|podman)(\.exe)?['\x22`]?:?\s(executable\s|binary\s|command\s|program\s|tool\s)?((is|was|could|can|does|has)\s?(n't|not)|cannot|not)\b", r"(?i)no such file|not found|cannot find|notfound|os error 2|not recognized"],
            none: &[r"(?i)daemon"],
            weight: 0.3,
            printed_by: "whatever starts it, in words of its own",
            source: "the name of the program beside any wording of its absence: what other symptoms know is surer",
        },
        Symptom {
            all: &[r"command 'docker' could not be found in this WSL|exec: \x22(docker|podman)\x22: executable file not found"],
            none: &[],
            weight: 0.92,
            printed_by: "Docker Desktop's stub in WSL 2; Go's os/exec",
            source: "golang/go src/os/exec/lp_unix.go, ErrNotFound",
        },
        Symptom {
            all: &[r"command not found: [`'\x22]?(\S*/)?(docker|podman)['\x22]?\s*$|[Uu]nknown command:? [`'\x22]?(docker|podman)\b|\bno (docker|podman) in \(/|[Tt]he term '(docker|podman)(\.exe)?' is not recognized|\benv: ['‘]?(docker|podman)['’]?: No such file|[`'\x22](docker|podman)(\.exe)?['\x22`] (n'est pas reconnu|ist entweder falsch|no se reconoce|не является внутренней|não é reconhecido|non è riconosciuto|不是内部或外部命令)|'(docker|podman)' 不是内部或外部命令"],
            none: &[],
            weight: 0.93,
            printed_by: "zsh, fish, which, PowerShell, env, and cmd.exe in other languages",
            source: "zsh Src/exec.c; fish src/exec and share/functions/fish_command_not_found; GNU which; PowerShell's CommandNotFoundException; coreutils env.c",
        },
        Symptom {
            all: &[r"is docker or podman installed\?|could not get container engine|The command '(docker|podman)' could not be found in this WSL \d distro"],
            none: &[],
            weight: 0.9,
            printed_by: "cross 0.2.2 and later, Docker Desktop's stub in WSL",
            source: "cross-rs/cross src/docker/engine.rs; Docker Desktop's WSL integration",
        },
        Symptom {
            all: &[r"\b(docker|podman|nerdctl|docker-compose)(\.exe)?: (command )?not found|command not found: (docker|podman|nerdctl|docker-compose)\b|No such file or directory: '(docker|podman)'|exec: \x22(docker|podman)\x22: executable file not found|spawn (docker|podman) ENOENT"],
            none: &[],
            weight: 0.85,
            printed_by: "shells, Python, Go and Node.js, of an engine",
            source: "each one's words for ENOENT",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    judge(wanted, cx, || look(wanted, cx))
}

fn look(wanted: &Wanted, cx: &Cx<'_>) -> Result<Outcome, Pause> {
    let engine = cx.fact::<Engine>(())?;
    let asked = match &*engine {
        Engine::Found(found) => return Ok(Outcome::Pass(format!("cross runs containers with `{}`", found.program))),
        Engine::Absent { asked } => asked,
    };
    let why = format!("`{}` is built by `cross`, in a container", wanted.triple);
    let path = Evidence::Env { name: "PATH".into(), value: cx.env("PATH")?.unwrap_or_default().to_owned() };
    let finding = match asked {
        Some(asked) => {
            let name = "CROSS_CONTAINER_ENGINE";
            let value = Evidence::Env { name: name.into(), value: asked.clone() };
            Finding::new(format!("`{name}` names `{asked}`, which is not there"), why).evidence([value, path])
        }
        None => Finding::new("neither `docker` nor `podman` is installed", why).evidence([path]),
    };
    let title = "install a container engine";
    Ok(finding.fix(install(CHECK.id, title, Some(Need::ContainerEngine), cx)?).conclusive().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::scene::{AARCH64, docker, linux};

    #[test]
    fn fires_without_any_engine() {
        let Ok(Outcome::Found(finding)) = linux().judge(&CHECK, AARCH64) else { panic!("did not fire") };
        assert_eq!(finding.message, "neither `docker` nor `podman` is installed");
        let named = linux().env("CROSS_CONTAINER_ENGINE", "nerdctl");
        let Ok(Outcome::Found(finding)) = named.judge(&CHECK, AARCH64) else { panic!("did not fire") };
        assert_eq!(finding.message, "`CROSS_CONTAINER_ENGINE` names `nerdctl`, which is not there");
    }

    #[test]
    fn an_engine_passes_and_another_route_needs_none() {
        let fine = Outcome::Pass("cross runs containers with `/usr/bin/docker`".into());
        assert_eq!(docker(linux()).judge(&CHECK, AARCH64), Ok(fine));
        assert_eq!(linux().judge(&CHECK, crate::facts::linker::scene::MUSL), Ok(Outcome::NotApplicable));
    }
}

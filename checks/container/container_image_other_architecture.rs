//! The image is for another processor than the engine's.

use xdoctor_fixes::{Applicability, Change, CommandLine, Fix, Scope};

use super::judge::{engine, judge};
use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Outcome, Pause, Symptom, Topic,
    answer::{Metadata, Ran},
    check::Severity,
    facts::container::{Cross, CrossSettings, Engine, EngineFound, Image, Reach},
    question::{Limit, Run},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "container-image-other-architecture",
    topic: Topic::Container,
    title: "the container image is for another processor",
    severity: Severity::Failure,
    docs: "\
## What is wrong
cross's images are for x86-64 alone, and the engine runs on another processor, without an emulator registered for x86-64. \
Docker Desktop, Colima with Rosetta and podman's machine on a Mac bring one; a Linux on ARM does not.
## Why it breaks the build
The shell of the image does not start: `exec /bin/sh: exec format error`.
## What to do
Register the emulator: `docker run --privileged --rm tonistiigi/binfmt --install amd64`, or the distribution's \
`qemu-user-static` with `binfmt-support`. Or name an image for this processor in `Cross.toml`, with its `toolchain`. Building \
natively on the ARM machine is mostly faster.
## Sources
cross `src/docker/provided_images.rs` (every platform is x86_64-unknown-linux-gnu); linux `Documentation/admin-guide/binfmt-misc.rst`; \
Docker, *Multi-platform builds*.",
    links: &["https://docs.docker.com/build/building/multi-platform/#qemu"],
    symptoms: &[
        Symptom {
            all: &[r"exec /(usr/)?bin/(ba)?sh: exec format error|exec user process caused:? .?exec format error"],
            none: &[],
            weight: 0.95,
            printed_by: "runc and crun, by docker and podman",
            source: "opencontainers/runc libcontainer/standard_init_linux.go",
        },
        Symptom {
            all: &[r"WARNING: The requested image's platform \(linux/[a-z0-9/]+\) does not match the detected host platform"],
            none: &[],
            weight: 0.5,
            printed_by: "docker 20.10 and later",
            source: "moby daemon/create.go",
        },
        Symptom {
            all: &[r"image with reference \S+ was found but (its|does not provide the specified) platform"],
            none: &[],
            weight: 0.8,
            printed_by: "docker 20.10 and later",
            source: "moby daemon/images/image.go",
        },
        Symptom {
            all: &[r"exec (\S*/)?(sh|bash|dash|ash|env|tini|dumb-init|entrypoint\.sh|docker-entrypoint\.sh|cargo|rustc|rustup|apt-get|apk): exec format error|The requested image's platform \([^)]+\) does not match the detected host platform|no matching manifest for"],
            none: &[],
            weight: 0.92,
            printed_by: "runc, containerd, Docker",
            source: "moby and opencontainers/runc: the shell or the first program of the image",
        },
        Symptom {
            all: &[r#"standard_init_linux\.go:\d+: exec user process caused:? "?exec format error"#],
            none: &[],
            weight: 0.62,
            printed_by: "runc before 1.0",
            source: "opencontainers/runc standard_init_linux.go",
        },
        Symptom {
            all: &[r"(process|executor failed).{0,60}/bin/sh -c.{0,120}(exec format error|exit code: 255)"],
            none: &[],
            weight: 0.6,
            printed_by: "Docker's BuildKit",
            source: "moby/buildkit: a step's shell",
        },
        Symptom {
            all: &[r"\.buildkit_qemu_emulator: \S+: Invalid ELF image for this architecture"],
            none: &[],
            weight: 0.92,
            printed_by: "BuildKit's emulator, which is qemu-user",
            source: "moby/buildkit solver/llbsolver/ops/exec_binfmt.go; qemu linux-user/elfload.c, load_elf_image",
        },
        Symptom {
            all: &[r"exec container process (\(missing dynamic library\?\) )?`/(usr/)?(s?bin|lib)/[^`]+`: [Ee]xec format error"],
            none: &[],
            weight: 0.92,
            printed_by: "crun, by which podman runs containers on Fedora and others",
            source: "containers/crun src/libcrun/container.c, ENOEXEC of execve",
        },
        Symptom {
            all: &[r"no image found in (manifest list|image index) for architecture|image platform \([^)]+\) does not match the expected platform|image operating system \W\w+\W cannot be used on this platform|no match for platform in manifest"],
            none: &[],
            weight: 0.9,
            printed_by: "podman and buildah, docker with containerd, BuildKit",
            source: "containers/image manifest/oci_index.go and docker_schema2_list.go, chooseInstance; containers/podman vendor/go.podman.io/common/libimage/image.go; containerd images/image.go; moby daemon/internal/distribution/pull_v2.go",
        },
        Symptom {
            all: &[r"(can't execve\(2\)|execvp?\(\d\)?): /(usr/)?(s?bin|lib)/\S+: Exec format error"],
            none: &[],
            weight: 0.9,
            printed_by: "ch-run, of a program of the image",
            source: "hpc/charliecloud bin/ch_core.c, run_user_command",
        },
        Symptom {
            all: &[r"image with reference \S+ was found but does not match the specified platform"],
            none: &[],
            weight: 0.85,
            printed_by: "docker 20.10 to 24",
            source: "moby/moby daemon/images/image.go, ErrImageDoesNotMatch",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    judge(wanted, cx, || look(wanted, cx))
}

const LIMIT: Limit = Limit { seconds: 15, bytes: 64 << 10 };

fn look(wanted: &Wanted, cx: &Cx<'_>) -> Result<Outcome, Pause> {
    let (found, settings, cross) = (engine(cx), cx.fact::<CrossSettings>(()), cx.fact::<Cross>(()));
    let (found, settings, cross) = (found?, settings?, cross?);
    let Some(found) = found else { return Ok(Outcome::NotApplicable) };
    let Engine::Found(found) = &*found else { return Ok(Outcome::NotApplicable) };
    let Reach::Answers { arch: of_engine, .. } = &found.reach else { return Ok(Outcome::NotApplicable) };
    let (name, provided) = match Image::of(&wanted.triple, &settings.of(&wanted.triple), &cross) {
        Image::Provided { name, .. } => (name, true),
        Image::Named(name) => (Some(name), false),
        Image::Built | Image::None | Image::Unknown => return Ok(Outcome::NotApplicable),
    };
    // A Mac's or Windows' engine runs in a machine that emulates.
    if docker_arch(of_engine) == "amd64" && provided || cx.host()?.os != "linux" {
        return Ok(Outcome::Pass("the engine runs cross's images".into()));
    }
    let here = match &name {
        Some(name) => inspect(found, name, cx)?,
        None => None,
    };
    let (of_image, evidence) = match here {
        Some((arch, evidence)) => (arch, evidence),
        // looking pulls no image; cross's own are known
        None if provided => ("amd64".to_owned(), found.evidence.clone()),
        None => return Ok(Outcome::NotApplicable),
    };
    if docker_arch(&of_image) == docker_arch(of_engine) {
        return Ok(Outcome::Pass(format!("image and engine are for {of_image}")));
    }
    let emulator = match docker_arch(&of_image) {
        "amd64" => "x86_64",
        "arm64" => "aarch64",
        other => other,
    };
    let registered = ["qemu-", "rosetta-", ""].map(|prefix| format!("/proc/sys/fs/binfmt_misc/{prefix}{emulator}"));
    let registered: Vec<_> = registered.iter().filter_map(|text| HostPath::parse(text)).collect();
    let there: Vec<_> = registered.iter().map(|path| cx.metadata(path)).collect();
    for (path, metadata) in registered.iter().zip(there) {
        if let Metadata::Found(_) = metadata? {
            return Ok(Outcome::Pass(format!("`{path}` runs programs for {of_image}")));
        }
    }
    let image = name.unwrap_or_else(|| "cross's image".to_owned());
    Ok(Finding::new(
        format!("the image `{image}` is for {of_image}, and the engine runs on {of_engine}"),
        "no emulator is registered for the image's programs",
    )
    .evidence([evidence])
    .fix([emulate(docker_arch(&of_image), found)])
    .into())
}

/// The image's architecture, if it is on this machine.
fn inspect(found: &EngineFound, image: &str, cx: &Cx<'_>) -> Result<Option<(String, Evidence)>, Pause> {
    let args = ["image", "inspect", "-f", "{{.Os}}/{{.Architecture}}", image];
    let Ran::Finished { exit, stdout, .. } = cx.run(Run::probe(found.program.as_str(), args).limit(LIMIT))? else {
        return Ok(None);
    };
    let Some((_, arch)) = stdout.trim().split_once('/').filter(|_| exit.success()) else { return Ok(None) };
    let command = std::iter::once(found.program.as_str()).chain(args).map(str::to_owned).collect();
    let evidence = Evidence::Command { command, exit: Some(0), output: stdout.trim().to_owned() };
    Ok(Some((arch.to_owned(), evidence)))
}

/// Docker's name: podman and old servers have the kernel's.
fn docker_arch(arch: &str) -> &str {
    match arch {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    }
}

fn emulate(arch: &str, found: &EngineFound) -> Fix {
    let args = ["run", "--privileged", "--rm", "docker.io/tonistiigi/binfmt", "--install", arch];
    let program = found.program.to_string();
    Fix {
        id: format!("{}/binfmt", CHECK.id),
        title: format!("register an emulator for {arch}, until the next start of the machine"),
        change: Change::Command(CommandLine { program, args: args.map(str::to_owned).to_vec(), env: Vec::new() }),
        applicability: Applicability::System,
        scope: Scope::User,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        container::scene::{AARCH64, RELEASE, cross, docker, docker_on, linux},
        testing::Fake,
    };

    const IMAGE: &str = "ghcr.io/cross-rs/aarch64-unknown-linux-gnu:0.2.5";

    fn on_arm() -> Fake {
        docker_on(cross(linux(), RELEASE), "arm64").ran(crate::machine::Command::exits(
            ["/usr/bin/docker", "image", "inspect", "-f", "{{.Os}}/{{.Architecture}}", IMAGE],
            1,
            "\n",
            "Error response from daemon: No such image",
        ))
    }

    #[test]
    fn fires_on_arm_without_an_emulator() {
        let Ok(Outcome::Found(finding)) = on_arm().judge(&CHECK, AARCH64) else { panic!("did not fire") };
        assert_eq!(finding.message, format!("the image `{IMAGE}` is for amd64, and the engine runs on arm64"));
    }

    #[test]
    fn the_same_processor_and_an_emulator_are_fine() {
        let same = docker(cross(linux(), RELEASE));
        assert_eq!(same.judge(&CHECK, AARCH64), Ok(Outcome::Pass("the engine runs cross's images".into())));
        let emulated = on_arm().file("/proc/sys/fs/binfmt_misc/qemu-x86_64", "enabled\n");
        assert!(matches!(emulated.judge(&CHECK, AARCH64), Ok(Outcome::Pass(_))));
    }
}

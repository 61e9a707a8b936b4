//! cross has no image for the target.

use super::judge::judge;
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic,
    check::Severity,
    facts::container::{Cross, CrossSettings, Image},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "cross-no-image-for-target",
    topic: Topic::Container,
    title: "cross has no image for the target",
    severity: Severity::Failure,
    docs: "\
## What is wrong
cross provides images for a list of targets, and this one is not among them: none for Apple's and for msvc, whose SDKs may not \
be passed on, and none for newer targets in the release 0.2.5. `Cross.toml` names no image either.
## Why it breaks the build
cross warns, and falls back to the host's own cargo, which lacks a linker for the target: what is seen last is the linker's \
error, not this one.
## What to do
Name an image in `Cross.toml`, `[target.<triple>] image = \"...\"`, for instance one built from cross-toolchains; install cross \
from its repository, whose list is longer; or take another route: `cargo zigbuild`, `cargo xwin`, a Mac.
## Sources
cross `src/docker/provided_images.rs` and `src/docker/shared.rs` (`get_image`); the package cross 0.2.5, `docker/`; cross-rs/cross \
issues 1144 and 1355.",
    links: &["https://github.com/cross-rs/cross/blob/main/docs/custom_images.md", "https://github.com/cross-rs/cross-toolchains"],
    symptoms: &[
        Symptom {
            all: &[r"`cross` does not natively support target `"],
            none: &[],
            weight: 0.9,
            printed_by: "cross after 0.2.5",
            source: "cross-rs/cross src/lib.rs, setup",
        },
        Symptom {
            all: &[r"Unable to find image '[^']*cross[^']*' locally", r"pull access denied|manifest unknown|manifest for \S+ not found|no matching manifest|repository does not exist"],
            none: &[],
            weight: 0.7,
            printed_by: "docker, for an image that cross names",
            source: "docker/cli cli/command/container/create.go, pullImage; distribution/reference's errors",
        },
        Symptom {
            all: &[r"`?cross`? does not provide (a Docker image for target|docker image for \S+ target)"],
            none: &[],
            weight: 0.98,
            printed_by: "cross 0.2 and later",
            source: "cross-rs/cross src/docker/shared.rs, GetImageError::NoCompatibleImages",
        },
        Symptom {
            all: &[r"\[cross\] note: Falling back to `cargo` on the host"],
            none: &[r"unable to get metadata for package"],
            weight: 0.7,
            printed_by: "cross 0.2.2 and later",
            source: "cross-rs/cross src/bin/cross.rs, main",
        },
        Symptom {
            all: &[r"`cross` provides multiple images for target .*specify toolchain in `Cross\.toml`"],
            none: &[],
            weight: 0.9,
            printed_by: "cross of the repository",
            source: "cross-rs/cross src/docker/shared.rs, GetImageError::MultipleImages",
        },
        Symptom {
            all: &[r"(manifest unknown|manifest for \S+ not found|pull access denied for ghcr\.io/cross-rs|denied: requested access to the resource is denied)", r"cross-rs/"],
            none: &[],
            weight: 0.8,
            printed_by: "docker, of a tag that does not exist",
            source: "distribution/distribution errors, manifest unknown",
        },
        Symptom {
            all: &[r"does not provide a Docker image for target|no (default |Docker )?image (is )?(provided|available|found) for (the )?target|`cross` does not provide"],
            none: &[],
            weight: 0.95,
            printed_by: "cross 0.2 and later",
            source: "cross-rs/cross src/docker/image.rs and provided_images.rs",
        },
        Symptom {
            all: &[r"Falling back to `cargo` on the host"],
            none: &[r"unable to get metadata for package", r"rust-std|toolchain"],
            weight: 0.5,
            printed_by: "cross 0.2 and later",
            source: "cross-rs/cross src/lib.rs",
        },
        Symptom {
            all: &[r"(japaric|rustembedded|cross-rs)/\S+.{0,40}(not found|manifest unknown|does not exist|access denied)|(not found|manifest unknown|access denied|does not exist).{0,40}(japaric|rustembedded|cross-rs)/|manifest for (japaric|rustembedded|ghcr\.io/cross-rs)/"],
            none: &[],
            weight: 0.88,
            printed_by: "docker and podman, of an image that cross names",
            source: "moby and distribution: errors of a pull; cross-rs/cross src/docker/shared.rs, image_name",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    judge(wanted, cx, || look(wanted, cx))
}

fn look(wanted: &Wanted, cx: &Cx<'_>) -> Result<Outcome, Pause> {
    let (settings, cross) = (cx.fact::<CrossSettings>(()), cx.fact::<Cross>(()));
    let (settings, cross) = (settings?, cross?);
    let target = &wanted.triple;
    Ok(match Image::of(target, &settings.of(target), &cross) {
        Image::Provided { name: Some(name), .. } | Image::Named(name) => {
            Outcome::Pass(format!("the image is `{name}`"))
        }
        Image::Provided { name: None, .. } => Outcome::Pass("cross has an image for it".into()),
        Image::Built => Outcome::Pass("the image is built from the project's own file".into()),
        Image::Unknown => Outcome::NotApplicable,
        Image::None => {
            let whose = match &*cross {
                Cross::Release { version, .. } => format!("cross {version}"),
                Cross::Repository { .. } | Cross::Absent | Cross::Unknown { .. } => "cross".to_owned(),
            };
            let file = settings.file.clone().unwrap_or_else(|| settings.root.join("Cross.toml"));
            let text = format!("no `image` for `{target}`");
            Finding::new(
                format!("{whose} has no image for `{target}`, and the project names none"),
                "cross then runs the host's own cargo, without a linker for the target",
            )
            .evidence([Evidence::File { file, line: None, text }])
            .conclusive()
            .into()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        container::scene::{AARCH64, RELEASE, by_container, cross, linux},
        facts::linker::scene::{self, DARWIN},
        testing::Fake,
    };

    fn apple() -> Fake {
        cross(by_container(scene::debian(), "/p", "/home/user/.cargo"), RELEASE)
            .file("/p/xdoctor.toml", &format!("[targets.{DARWIN}]\nroute = \"container\"\n"))
    }

    #[test]
    fn fires_for_a_target_without_an_image() {
        let Ok(Outcome::Found(finding)) = apple().judge(&CHECK, DARWIN) else { panic!("did not fire") };
        assert_eq!(finding.message, format!("cross 0.2.5 has no image for `{DARWIN}`, and the project names none"));
    }

    #[test]
    fn cross_s_own_image_and_the_projects_pass() {
        let name = "ghcr.io/cross-rs/aarch64-unknown-linux-gnu:0.2.5";
        let own = cross(linux(), RELEASE).judge(&CHECK, AARCH64);
        assert_eq!(own, Ok(Outcome::Pass(format!("the image is `{name}`"))));
        let file = format!("[target.{DARWIN}]\nimage = \"ours/darwin:1\"\n");
        let named = apple().file("/p/Cross.toml", &file).judge(&CHECK, DARWIN);
        assert_eq!(named, Ok(Outcome::Pass("the image is `ours/darwin:1`".into())));
    }
}

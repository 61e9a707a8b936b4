//! Build scripts that this machine linked are run again inside a container with an older C library.

use xdoctor_fixes::{Applicability, Change, Fix, Scope};

use super::judge::judge;
use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Outcome, Pause, Symptom, Topic,
    answer::{Dir, Ran},
    check::Severity,
    facts::{
        container::{Cross, CrossSettings, Image},
        rustc::Rustc,
    },
    question::Run,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "build-script-glibc-newer-than-container",
    topic: Topic::Container,
    title: "build scripts of this machine are reused in a container with an older C library",
    severity: Severity::Failure,
    docs: "\
## What is wrong
Plain `cargo build` and `cross build` share the target directory, and build scripts in it are taken for current, since both run \
the same rustc. Those that this machine linked ask for its glibc, and the image's is older: 2.23 to 2.31 in the images of cross \
0.2.5. A target directory shared between two systems, or a cache of CI restored on another one, does the same.
## Why it breaks the build
`build-script-build: /lib/x86_64-linux-gnu/libc.so.6: version 'GLIBC_2.33' not found`
## What to do
Give cross a target directory of its own: `CARGO_TARGET_DIR=target/cross cross build ...`; or `cargo clean` once before. In CI, \
key the cache by the tool as well. Images of cross's repository are newer.
## Sources
cross `src/docker/shared.rs` (the target directory is mounted at `/target`); its package 0.2.5, `docker/Dockerfile.*` (Ubuntu \
16.04 to 20.04); cargo `core/compiler/fingerprint`; cross-rs/cross issues 724, 988 and 1184.",
    links: &["https://github.com/cross-rs/cross/issues/724"],
    symptoms: &[
        Symptom {
            all: &[r"build-script-[A-Za-z0-9_-]+: \S*libc(\.musl-\w+)?\.so\S*: version .GLIBC(XX)?_[0-9.]+. not found \(required by \S*/build/"],
            none: &[],
            weight: 0.95,
            printed_by: "glibc's loader, by cargo",
            source: "glibc elf/dl-version.c, match_symbol",
        },
        Symptom {
            all: &[r"failed to run custom build command", r"version .GLIBC(XX)?_[0-9.]+. not found"],
            none: &[],
            weight: 0.85,
            printed_by: "glibc's loader, by cargo",
            source: "glibc elf/dl-version.c, match_symbol",
        },
        Symptom {
            all: &[r"could not (load|dlopen)|lib[A-Za-z0-9_]+-[0-9a-f]{16}\.so", r"version .GLIBC(XX)?_[0-9.]+. not found \(required by \S*/target/\S*/deps/lib"],
            none: &[],
            weight: 0.85,
            printed_by: "rustc, of a procedural macro",
            source: "rust-lang/rust compiler/rustc_metadata/src/creader.rs, load_dylib",
        },
        Symptom {
            all: &[r"(build-script-\w+|[/\\]build[/\\]\S+[/\\]build-script\S*): .*version [`']GLIBC(XX)?_[\w.]+' not found|required by \S*(build-script|/deps/lib\S+\.so)"],
            none: &[],
            weight: 0.96,
            printed_by: "glibc's loader",
            source: "glibc elf/dl-version.c, with cargo's build scripts and procedural macros",
        },
        Symptom {
            all: &[r"(/target/|/deps/)\S*lib\w+-[0-9a-f]+\.so.{0,200}GLIBC(XX)?_[\w.]+' not found|error: /\S+: version [`']GLIBC(XX)?_[\w.]+' not found"],
            none: &[],
            weight: 0.92,
            printed_by: "rustc 1.0 and later loading a procedural macro",
            source: "rust-lang/rust compiler/rustc_metadata/src/creader.rs",
        },
        Symptom {
            all: &[r"lib\w+-[0-9a-f]+\.so: undefined symbol: \w+, version GLIBC_"],
            none: &[],
            weight: 0.9,
            printed_by: "rustc, of a procedural macro that the loader refuses",
            source: "glibc elf/dl-lookup.c, undefined symbol with a version",
        },
        Symptom {
            all: &[r"error: \S*/lib\w+-[0-9a-f*]+\.so: \S*libc\.so\.6: version [`'‘]?GLIBC_"],
            none: &[],
            weight: 0.95,
            printed_by: "rustc, of a procedural macro that was linked against a newer glibc",
            source: "rust-lang/rust compiler/rustc_metadata/src/creader.rs, load_dylib; glibc elf/dl-version.c",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    judge(wanted, cx, || look(wanted, cx))
}

/// The host's triple in cross's images, whose build scripts land where this machine's do.
const SHARED: &str = "x86_64-unknown-linux-gnu";

fn look(wanted: &Wanted, cx: &Cx<'_>) -> Result<Outcome, Pause> {
    let (settings, cross, rustc) = (cx.fact::<CrossSettings>(()), cx.fact::<Cross>(()), cx.fact::<Rustc>(()));
    let (own, host) = (cx.env("CARGO_TARGET_DIR"), cx.host());
    let (settings, cross, rustc, own, host) = (settings?, cross?, rustc?, own?, host?);
    if rustc.host.as_str() != SHARED {
        return Ok(Outcome::NotApplicable);
    }
    let Image::Provided { glibc: Some(of_image), .. } = Image::of(&wanted.triple, &settings.of(&wanted.triple), &cross)
    else {
        return Ok(Outcome::NotApplicable);
    };
    let target = own.map_or_else(|| settings.root.join("target"), |own| host.cwd.join(own));
    // cargo keeps there what the last rustc said: inside a container its sysroot is `/rust`
    let (info, built) = (cx.text(&target.join(".rustc_info.json")), built(&target, cx));
    let (info, built) = (info?.unwrap_or_default(), built?);
    let Some(built) = built.filter(|_| info.contains(rustc.sysroot.as_str())) else {
        return Ok(Outcome::Pass("no build script of this machine's stands in the target directory".into()));
    };
    let Some(of_host) = glibc(cx)? else { return Ok(Outcome::NotApplicable) };
    if of_host <= of_image {
        return Ok(Outcome::Pass(format!(
            "this machine's glibc 2.{of_host} is not newer than the image's 2.{of_image}"
        )));
    }
    let step = "`CARGO_TARGET_DIR=target/cross cross build ...`, or `cargo clean` before the first `cross build`";
    let fix = Fix {
        id: CHECK.id.to_owned(),
        title: "give cross a target directory of its own".to_owned(),
        change: Change::Manual { steps: vec![step.to_owned()] },
        applicability: Applicability::Manual,
        scope: Scope::User,
    };
    Ok(Finding::new(
        format!("`{built}` has build scripts linked with glibc 2.{of_host}, and the image of cross has 2.{of_image}"),
        "cargo in the container takes them for current and runs them",
    )
    .evidence([Evidence::Command {
        command: vec!["getconf".into(), "GNU_LIBC_VERSION".into()],
        exit: Some(0),
        output: format!("glibc 2.{of_host}"),
    }])
    .fix([fix])
    .into())
}

/// A folder of the host's builds that has build scripts.
fn built(target: &HostPath, cx: &Cx<'_>) -> Result<Option<HostPath>, Pause> {
    let folders = ["debug", "release"].map(|profile| target.join(profile).join("build"));
    let lists: Vec<_> = folders.iter().map(|folder| cx.list(folder)).collect();
    for (folder, list) in folders.iter().zip(lists) {
        match list? {
            Dir::Entries(entries) if !entries.is_empty() => return Ok(Some(folder.clone())),
            Dir::Entries(_) | Dir::Missing | Dir::NotADirectory | Dir::Unreadable { .. } => {}
        }
    }
    Ok(None)
}

/// The minor version of this machine's glibc.
fn glibc(cx: &Cx<'_>) -> Result<Option<u32>, Pause> {
    // `glibc 2.36`
    Ok(match cx.run(Run::probe("getconf", ["GNU_LIBC_VERSION"]))? {
        Ran::Finished { stdout, .. } => stdout.trim().strip_prefix("glibc 2.").and_then(|minor| minor.parse().ok()),
        Ran::NotFound | Ran::NotExecutable { .. } => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        container::scene::{AARCH64, RELEASE, REPOSITORY, cross, linux},
        testing::Fake,
    };

    fn built_here(installed: &str, sysroot: &str) -> Fake {
        cross(linux(), installed)
            .program("/usr/bin/getconf")
            .command(["getconf", "GNU_LIBC_VERSION"], "glibc 2.36\n")
            .file("/p/target/.rustc_info.json", &format!("{{\"outputs\":{{\"1\":{{\"stdout\":\"{sysroot}\\n\"}}}}}}"))
            .file("/p/target/debug/build/libc-1/build-script-build", "")
    }

    #[test]
    fn fires_where_the_machine_is_newer_than_the_image() {
        let Ok(Outcome::Found(finding)) = built_here(RELEASE, "/rust").judge(&CHECK, AARCH64) else {
            panic!("did not fire")
        };
        let expected =
            "`/p/target/debug/build` has build scripts linked with glibc 2.36, and the image of cross has 2.23";
        assert_eq!(finding.message, expected);
    }

    #[test]
    fn a_newer_image_and_the_containers_own_scripts_are_fine() {
        assert!(matches!(built_here(REPOSITORY, "/rust").judge(&CHECK, AARCH64), Ok(Outcome::Pass(_))));
        let of_container = built_here(RELEASE, "/elsewhere");
        assert!(matches!(of_container.judge(&CHECK, AARCH64), Ok(Outcome::Pass(_))));
    }
}

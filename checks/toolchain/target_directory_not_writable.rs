//! cargo cannot put what it builds where it is to go.

use super::mend;
use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Outcome, Pause, Symptom, Topic,
    answer::{EntryKind, Found, Metadata},
    check::Severity,
    facts::{
        cargo_config::{CargoConfig, Config, Origin},
        project::Project,
        rustc::Rustc,
    },
    targets::{Builder, ChosenRoute},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "target-directory-not-writable",
    topic: Topic::Toolchain,
    title: "cargo cannot write into the target directory",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The target directory, or the build directory inside it, is one that this user may not write into, or no directory at all: \
a container or `sudo cargo` left it to root, it lies on a read-only mount, `build.target-dir` or `CARGO_TARGET_DIR` names a \
disk that is not there, or `target` is a link that leads nowhere.
## Why it breaks the build
cargo makes its directories before it compiles: ``failed to create directory `/p/target/debug` ``, `Permission denied (os \
error 13)`, `Read-only file system (os error 30)`, `File exists (os error 17)`.
## What to do
Give the directory back to yourself (`sudo chown -R \"$(id -un)\" target`), or name another one in `CARGO_TARGET_DIR`.
## Sources
cargo's book, *Configuration*, `build.target-dir` and `build.build-dir`; cargo `src/context/mod.rs` (`target_dir`, \
`build_dir`), `src/compiler/layout.rs`.",
    links: &["https://doc.rust-lang.org/cargo/reference/config.html#buildtarget-dir"],
    symptoms: &[Symptom {
        // Wherever `build.target-dir` or `build.build-dir` puts it: nothing else is made before the first crate.
        all: &[
            r"^error: failed to create directory `[^`]+`",
            r"File exists|Permission denied|Read-only file system|Not a directory|os error (13|17|20|30|5)\b",
        ],
        none: &[r"[/\\](\.?cargo|registry|rustup)[/\\`]", r"Blocking waiting"],
        weight: 0.65,
        printed_by: "cargo 1.0 and later",
        source: "rust-lang/cargo crates/cargo-util/src/paths.rs, create_dir_all",
    }, Symptom {
        all: &[
            r"failed to (create directory|open:?|write|remove( file| directory)?) `?[^`\n]*[/\\]target([/\\`]|$)",
            r"Permission denied|Read-only file system|File exists|Access is denied|os error (13|17|30|5)\b",
        ],
        none: &[r"`?/(target|project|cargo|usr/src)/", r"Blocking waiting"],
        weight: 0.8,
        printed_by: "cargo 1.0 and later",
        source: "rust-lang/cargo crates/cargo-util/src/paths.rs, create_dir_all and write",
    }],
    live: Live::Target(check),
};

/// Where cargo puts what it builds, and who says so; no one: it is cargo's own choice.
struct Place {
    dir: HostPath,
    origin: Option<(String, Origin)>,
}

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let (project, config, rustc) = (Project::here(cx), cx.fact::<CargoConfig>(()), cx.fact::<Rustc>(()));
    let Some(project) = project? else { return Ok(Outcome::NotApplicable) };
    let (config, rustc) = (config?, rustc?);
    // As who it runs in there is the container's matter.
    if ChosenRoute::of(wanted, cx)?.builder == Builder::Cross {
        return Ok(Outcome::NotApplicable);
    }
    let target = target_dir(&project, &config, cx)?;
    // build.build-dir is stable since 1.91
    let build = if rustc.version.minor >= 91 { build_dir(&project, &config) } else { None };
    for place in std::iter::once(target).chain(build) {
        let own = ["debug".to_owned(), wanted.triple.to_string(), format!("{}/debug", wanted.triple)];
        let inside: Vec<_> = own.iter().map(|name| place.dir.join(name)).collect();
        // the nearest that exists is the one in which something is made
        let outside: Vec<_> = std::iter::once(place.dir.clone()).chain(place.dir.ancestors()).collect();
        let asked: Vec<_> = outside.iter().chain(&inside).map(|dir| (dir, cx.metadata(dir))).collect();
        let (above, below) = asked.split_at(outside.len());
        let mut found = Vec::new();
        for (dir, metadata) in above {
            found.push((*dir, metadata.clone()?));
        }
        let standing = found.into_iter().find(|(_, metadata)| !matches!(metadata, Metadata::Missing));
        let mut known: Vec<_> = standing.into_iter().collect();
        for (dir, metadata) in below {
            known.push((*dir, metadata.clone()?));
        }
        if let Some(finding) = known.into_iter().find_map(|(dir, metadata)| objection(dir, metadata, &place)) {
            return Ok(finding.into());
        }
    }
    Ok(Outcome::Pass("cargo can write what it builds".into()))
}

/// cargo `GlobalContext::target_dir`: the variable of its own, then the key, then `target` beside the workspace's manifest.
fn target_dir(project: &Project, config: &Config, cx: &Cx<'_>) -> Result<Place, Pause> {
    let variable = "CARGO_TARGET_DIR";
    if let Some(value) = cx.env(variable)?.filter(|value| !value.is_empty()) {
        let origin = Origin::Env { name: variable.to_owned() };
        return Ok(Place { dir: config.cwd.join(value), origin: Some((variable.to_owned(), origin)) });
    }
    let dir = configured(&["build", "target-dir"], config);
    Ok(dir.unwrap_or_else(|| Place { dir: project.root.join("target"), origin: None }))
}

/// None where nothing is configured, or by what only cargo can fill in.
fn build_dir(project: &Project, config: &Config) -> Option<Place> {
    let key = ["build", "build-dir"];
    let set = config.string(&key)?;
    let text = set.value.replace("{workspace-root}", project.root.as_str());
    let dir = config.base(&set.origin).join(&text);
    (!text.contains('{')).then(|| Place { dir, origin: Some((key.join("."), set.origin)) })
}

fn configured(key: &[&str; 2], config: &Config) -> Option<Place> {
    let set = config.string(key)?;
    Some(Place { dir: config.base(&set.origin).join(&set.value), origin: Some((key.join("."), set.origin)) })
}

fn objection(dir: &HostPath, metadata: &Metadata, place: &Place) -> Option<Finding> {
    let (message, step) = match metadata {
        Metadata::Found(Found { kind: EntryKind::Directory, sealed: false, .. })
        | Metadata::Missing
        // who may not look may not be told that he may not write either
        | Metadata::Unreadable { .. } => return None,
        Metadata::Found(Found { kind: EntryKind::Directory, sealed: true, .. }) => (
            format!("this user may not write into `{dir}`"),
            format!("give it back to yourself: `sudo chown -R \"$(id -un)\" '{dir}'`, or name another place in `CARGO_TARGET_DIR`"),
        ),
        Metadata::Found(Found { kind: EntryKind::File | EntryKind::Link | EntryKind::Other, .. }) => (
            format!("`{dir}` is no directory, and cargo puts what it builds there"),
            format!("move `{dir}` away, or name another place in `CARGO_TARGET_DIR`"),
        ),
        Metadata::Dangling { link } => (
            format!("`{dir}` is a link to `{link}`, which does not exist"),
            format!("make the directory `{link}`, or remove the link"),
        ),
    };
    let set = place.origin.as_ref().map(|(key, origin)| match origin.variable() {
        Some(name) => Evidence::Env { name: name.to_owned(), value: place.dir.to_string() },
        None => Evidence::File {
            file: origin.file().cloned().unwrap_or_else(|| place.dir.clone()),
            line: origin.line(),
            text: key.clone(),
        },
    });
    Some(
        Finding::new(message, "cargo makes its directories before it compiles anything")
            .evidence([Evidence::File {
                file: dir.clone(),
                line: None,
                text: "where cargo puts what it builds".into(),
            }])
            .evidence(set)
            .fix([mend::manual(CHECK.id, "let cargo write what it builds", [step])])
            .conclusive(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Answer,
        question::Question,
        testing::{Fake, path},
        toolchain::scene::{HOST, finding, rustup},
    };

    fn project() -> Fake {
        rustup().package("fn main() {}")
    }

    fn sealed(dir: &str) -> Fake {
        let found =
            Found { kind: EntryKind::Directory, size: 0, executable: false, sealed: true, link: None, real: path(dir) };
        project().answer(Question::Metadata { path: path(dir) }, Ok(Answer::Metadata(Metadata::Found(found))))
    }

    #[test]
    fn fires_for_what_root_left_behind() {
        let found = finding(&sealed("/p/target/debug").dir("/p/target"), &CHECK, HOST);
        assert_eq!(found.message, "this user may not write into `/p/target/debug`");
        assert!(found.conclusive);
    }

    #[test]
    fn fires_for_a_disk_that_is_not_there_and_for_a_file() {
        let found = finding(&sealed("/mnt").env("CARGO_TARGET_DIR", "/mnt/fast/target"), &CHECK, HOST);
        assert_eq!(found.message, "this user may not write into `/mnt`");
        let found = finding(&project().file("/p/target", ""), &CHECK, HOST);
        assert_eq!(found.message, "`/p/target` is no directory, and cargo puts what it builds there");
        let found = finding(&project().symlink("/p/target", "/gone"), &CHECK, HOST);
        assert_eq!(found.message, "`/p/target` is a link to `/gone`, which does not exist");
    }

    #[test]
    fn the_configured_place_counts_and_no_other() {
        let set = "[build]\ntarget-dir = \"../out\"\n";
        let fine = Ok(Outcome::Pass("cargo can write what it builds".into()));
        let elsewhere = project().file("/p/.cargo/config.toml", set).file("/p/target", "");
        assert_eq!(elsewhere.judge(&CHECK, HOST), fine);
        let there = project().file("/p/.cargo/config.toml", set).file("/out", "");
        assert_eq!(
            finding(&there, &CHECK, HOST).message,
            "`/out` is no directory, and cargo puts what it builds there"
        );
        assert_eq!(project().dir("/p/target/debug").judge(&CHECK, HOST), fine);
        assert_eq!(rustup().judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
    }
}

//! Setting a target up by a route: what is installed, what is written where, what the project is told.

use xdoctor_fixes::{Applicability, Change, Edit, FileEdit, Fix, Scope, ToolchainEntry};

use super::{
    Route,
    state::{RouteState, Standing, id},
};
use crate::{
    Cx, HostPath, Pause, Triple, about,
    facts::{linker::Linker, rustc::Rustc},
    linker::{with_linker, without_setting},
    policy::{self, PolicyHere},
    wanted::{Mentions, NamedRoute, rust_toolchain::ToolchainFile},
};

/// What somebody wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    pub triple: Triple,
    pub route: Route,
    /// The oldest glibc to run with, for the route `zig`.
    pub glibc: Option<String>,
    /// Write the choice down for everybody: in `xdoctor.toml`, and in the toolchain file if there is one.
    pub record: bool,
}

/// One thing to do. Each can be left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub kind: StepKind,
    /// In words what it serves: "the standard library of `wasm32-wasip1`".
    pub what: String,
    /// Alternatives, the best first; empty where nobody knows a way that works here.
    pub fixes: Vec<Fix>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// Something that the route takes is brought here.
    Install,
    /// Cargo is told of it.
    Setting,
    /// The project is told of the choice.
    Record,
}

/// The steps that are left, in order, each with the target it is for; none where all is set up so already. A route that
/// does not lead to its target is unknown.
pub fn setup(wishes: &[Setup], cx: &Cx<'_>) -> Result<Vec<(Triple, Step)>, Pause> {
    let each: Vec<_> = wishes.iter().map(|wish| one(wish, cx)).collect();
    let recorded: Vec<_> = wishes.iter().filter(|wish| wish.record).collect();
    let own = if recorded.is_empty() { Ok(Vec::new()) } else { in_own_file(&recorded, cx) };
    let mut steps = each.into_iter().collect::<Result<Vec<_>, Pause>>()?.concat();
    steps.extend(own?);
    Ok(steps)
}

/// What one target takes, but for what is written into `xdoctor.toml`: that is one file for all of them.
fn one(wish: &Setup, cx: &Cx<'_>) -> Result<Vec<(Triple, Step)>, Pause> {
    let Setup { triple, route, record, .. } = wish;
    let state = cx.fact::<RouteState>((triple.clone(), *route));
    let pinned = if *record { in_toolchain_file(wish, cx) } else { Ok(None) };
    let state = state?;
    let mut steps = Vec::new();
    for part in &state.parts {
        let Standing::Missing(fixes) = &part.standing else { continue };
        steps.push(Step { kind: StepKind::Install, what: part.what.clone(), fixes: fixes.clone() });
    }
    steps.extend(setting(&state, triple, cx)?);
    steps.extend(pinned?);
    Ok(steps.into_iter().map(|step| (triple.clone(), step)).collect())
}

/// What cargo has to be told: a linker, or that the one it was told of is none.
fn setting(state: &RouteState, triple: &Triple, cx: &Cx<'_>) -> Result<Option<Step>, Pause> {
    let way = &state.way;
    if way.route.builder().brings_its_linker() {
        return Ok(None);
    }
    let linker = match cx.fact::<Linker>(triple.clone()) {
        Ok(linker) => linker,
        Err(Pause::Pending) => return Err(Pause::Pending),
        // Without a rustc there is nothing to compare with; the steps before this one bring it.
        Err(Pause::Unknown(_)) => return Ok(None),
    };
    let id = id(triple, way.route);
    let fixes = match &way.linker {
        Some(program) => with_linker(&id, &linker, program, &way.rustflags, cx)?,
        None if way.route == Route::Native || way.route == Route::Bundled => without_setting(&id, &linker, cx)?,
        None => Vec::new(),
    };
    let what = format!("cargo's settings for `{triple}`");
    Ok((!fixes.is_empty()).then_some(Step { kind: StepKind::Setting, what, fixes }))
}

/// A choice written into a file of the project.
fn record(id: String, triples: &[&Triple], file: &HostPath, edits: Vec<Edit>) -> Step {
    let name = file.file_name().unwrap_or(policy::FILE).to_owned();
    let told: Vec<_> = triples.iter().map(|triple| format!("`{triple}`")).collect();
    Step {
        kind: StepKind::Record,
        fixes: vec![Fix {
            id,
            title: format!("write {} into `{name}`", told.join(", ")),
            change: Change::Edit {
                edits: edits.into_iter().map(|edit| FileEdit { path: file.clone(), edit }).collect(),
            },
            applicability: Applicability::Safe,
            scope: Scope::Project,
        }],
        what: name,
    }
}

/// The choices in the project's policy, as far as they do not stand there. Each can be left out, unless a list has to
/// become a table for them, which is done once.
fn in_own_file(wishes: &[&Setup], cx: &Cx<'_>) -> Result<Vec<(Triple, Step)>, Pause> {
    let (mentions, root, policy) = (cx.fact::<Mentions>(()), about::root(cx), cx.fact::<PolicyHere>(()));
    let (mentions, root, policy) = (mentions?, root?, policy?);
    let is_named = |wish: &Setup| {
        let said =
            |named: &NamedRoute| named.route == wish.route && (wish.glibc.is_none() || named.glibc == wish.glibc);
        mentions.routes.get(&wish.triple).is_some_and(said)
    };
    let new: Vec<_> = wishes.iter().copied().filter(|wish| !is_named(wish)).collect();
    let Some(first) = new.first() else { return Ok(Vec::new()) };
    let place = policy.policy().map(|policy| (policy.file.clone(), policy.path));
    let (file, path) = place.unwrap_or_else(|| (root.join(policy::FILE), &[]));
    let text = cx.text(&file)?.unwrap_or_default();
    let id = |wish: &Setup| format!("{}/{}", id(&wish.triple, wish.route), file.file_name().unwrap_or(policy::FILE));
    if let Some(listed) = policy::listed(text, path) {
        let triples: Vec<_> = new.iter().map(|wish| &wish.triple).collect();
        let step = record(id(first), &triples, &file, as_table(path, &listed, &new));
        return Ok(vec![(first.triple.clone(), step)]);
    }
    let step = |wish: &&Setup| (wish.triple.clone(), record(id(wish), &[&wish.triple], &file, entry(path, wish)));
    Ok(new.iter().map(step).collect())
}

/// The target in the toolchain file, if there is one that does not list it.
fn in_toolchain_file(wish: &Setup, cx: &Cx<'_>) -> Result<Option<Step>, Pause> {
    let (triple, route) = (&wish.triple, wish.route);
    let (mentions, rustc, root) = (cx.fact::<Mentions>(()), cx.fact::<Rustc>(()), about::root(cx));
    let (mentions, root) = (mentions?, root?);
    let native = match rustc {
        Ok(rustc) => rustc.host == *triple,
        Err(Pause::Pending) => return Err(Pause::Pending),
        Err(Pause::Unknown(_)) => false,
    };
    // Inside a container it is cross's own toolchain that counts.
    let Some(pin) = mentions.pin_file.as_ref().filter(|_| !native && route != Route::Container) else {
        return Ok(None);
    };
    let ToolchainFile::Toml { targets, .. } = &pin.content else { return Ok(None) };
    if targets.iter().any(|target| target.written == triple.as_str()) || pin.file.below(&root).is_none() {
        return Ok(None);
    }
    let name = pin.file.file_name().unwrap_or("rust-toolchain.toml");
    let entry = ToolchainEntry::Target(triple.to_string());
    let id = format!("{}/{name}", id(triple, route));
    Ok(Some(record(id, &[triple], &pin.file, vec![Edit::Toolchain { entry }])))
}

fn key(path: &[&str], rest: &[&str]) -> Vec<String> {
    [path, &["targets"], rest].concat().into_iter().map(str::to_owned).collect()
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A target's own table.
fn entry(path: &[&str], wish: &Setup) -> Vec<Edit> {
    let triple = wish.triple.as_str();
    let mut edits = vec![Edit::SetToml { key: key(path, &[triple, "route"]), value: quoted(wish.route.name()) }];
    let glibc = wish.glibc.as_deref().map(quoted);
    edits.extend(glibc.map(|value| Edit::SetToml { key: key(path, &[triple, "glibc"]), value }));
    edits
}

/// A list of targets becomes a table, which alone can hold routes.
fn as_table(path: &[&str], listed: &[String], wishes: &[&Setup]) -> Vec<Edit> {
    let mut edits = vec![Edit::RemoveToml { key: key(path, &[]) }];
    let others = listed.iter().filter(|name| wishes.iter().all(|wish| wish.triple.as_str() != *name));
    edits.extend(others.map(|name| Edit::SetToml { key: key(path, &[name]), value: "{}".to_owned() }));
    edits.extend(wishes.iter().map(|wish| {
        let glibc = wish.glibc.as_deref().map(|glibc| format!(", glibc = {}", quoted(glibc))).unwrap_or_default();
        let value = format!("{{ route = {}{glibc} }}", quoted(wish.route.name()));
        Edit::SetToml { key: key(path, &[wish.triple.as_str()]), value }
    }));
    edits
}

#[cfg(test)]
mod tests {
    use xdoctor_fixes::{FileState, Plan};

    use super::*;
    use crate::{
        facts::{
            linker::scene::{AARCH64, config, debian, layout},
            std_gap::StdGap,
            std_library::StdLibrary,
        },
        testing::{Fake, path},
    };

    fn with_std(fake: Fake, triple: &str) -> Fake {
        let libdir = path(&format!("/rust/lib/rustlib/{triple}/lib"));
        fake.granted(Triple::new(triple), StdLibrary::Present { libdir }).granted(Triple::new(triple), StdGap::None)
    }

    fn steps(fake: &Fake, route: Route, record: bool) -> Vec<Step> {
        let wish = Setup { triple: Triple::new(AARCH64), route, glibc: None, record };
        steps_of(fake, &[wish])
    }

    fn steps_of(fake: &Fake, wishes: &[Setup]) -> Vec<Step> {
        let steps = fake.ask(|cx| setup(wishes, cx)).expect("steps");
        steps.into_iter().map(|(_, step)| step).collect()
    }

    /// What the first fixes make of a file.
    fn written(steps: &[Step], file: &str, before: &str) -> String {
        let fixes: Vec<_> = steps.iter().filter_map(|step| step.fixes.first().cloned()).collect();
        let plan = Plan::build(&fixes, |at| {
            if at.as_str() == file { FileState::Text(before.to_owned()) } else { FileState::Missing }
        });
        plan.steps
            .iter()
            .find_map(|step| match &step.action {
                xdoctor_fixes::Action::Write { path, after, .. } if path.as_str() == file => after.clone(),
                _ => None,
            })
            .unwrap_or_else(|| panic!("nothing is written to {file}: {plan:?}"))
    }

    #[test]
    fn clang_is_installed_and_configured_with_its_target() {
        let fake = with_std(debian(), AARCH64).granted((), layout(""));
        let steps = steps(&fake, Route::Clang, false);
        let kinds: Vec<_> = steps.iter().map(|step| (step.kind, step.fixes.len())).collect();
        assert_eq!(kinds, [(StepKind::Install, 1), (StepKind::Install, 1), (StepKind::Setting, 2)]);
        // The host is a desktop, so is the target: the setting is this user's.
        assert_eq!(
            written(&steps, "/home/user/.cargo/config.toml", ""),
            "[target.aarch64-unknown-linux-gnu]\nlinker = \"clang\"\nrustflags = \
             [\"-Clink-arg=--target=aarch64-linux-gnu\", \"-Clink-arg=-fuse-ld=lld\"]\n"
        );
    }

    #[test]
    fn flags_for_every_target_are_repeated_where_one_gets_its_own() {
        let text = "[build]\nrustflags = [\"-Dwarnings\", \"-Cforce-frame-pointers\"]\n";
        let fake = config(with_std(debian(), AARCH64), text).granted((), layout(text));
        let steps = steps(&fake, Route::Clang, false);
        let after = written(&steps, "/home/user/.cargo/config.toml", "");
        assert_eq!(
            after,
            "[target.aarch64-unknown-linux-gnu]\nlinker = \"clang\"\nrustflags = [\"-Dwarnings\", \
             \"-Cforce-frame-pointers\", \"-Clink-arg=--target=aarch64-linux-gnu\", \"-Clink-arg=-fuse-ld=lld\"]\n"
        );
        let told = steps.iter().flat_map(|step| &step.fixes).find(|fix| fix.title.contains("build.rustflags"));
        assert!(told.is_some(), "it is said: {steps:?}");
    }

    #[test]
    fn what_is_set_already_is_not_set_again() {
        let text = "[target.aarch64-unknown-linux-gnu]\nlinker = \"aarch64-linux-gnu-gcc\"\n";
        let fake = config(with_std(debian(), AARCH64), text).granted((), layout(text));
        let left: Vec<_> = steps(&fake, Route::Gcc, false).into_iter().map(|step| step.kind).collect();
        assert_eq!(left, [StepKind::Install]);
    }

    #[test]
    fn the_choice_is_written_down() {
        let fake = with_std(debian(), AARCH64).granted((), layout(""));
        let record = steps(&fake, Route::Zig, true);
        assert_eq!(written(&record, "/p/xdoctor.toml", ""), "[targets.aarch64-unknown-linux-gnu]\nroute = \"zig\"\n");
        let fake = fake.file("/p/xdoctor.toml", "[targets.aarch64-unknown-linux-gnu]\nroute = 'zig'\n");
        assert!(steps(&fake, Route::Zig, true).iter().all(|step| step.kind == StepKind::Install));
    }

    #[test]
    fn a_list_of_targets_becomes_a_table() {
        let before = "# what we ship\ntargets = ['x86_64-unknown-linux-gnu', 'thumbv8m.main-none-eabi']\n";
        let fake = with_std(debian(), AARCH64).granted((), layout("")).file("/p/xdoctor.toml", before);
        let after = written(&steps(&fake, Route::Zig, true), "/p/xdoctor.toml", before);
        let read = policy::read(&after, &[]).expect("it can be read");
        let names: Vec<_> = read.targets.iter().map(|entry| (entry.name.written.as_str(), entry.route)).collect();
        assert_eq!(
            names,
            [("x86_64-unknown-linux-gnu", None), ("thumbv8m.main-none-eabi", None), (AARCH64, Some(Route::Zig))],
            "{after}"
        );
        assert!(after.starts_with("# what we ship\n"), "{after}");
    }

    #[test]
    fn a_policy_in_the_manifest_stays_there() {
        let before = "[package]\nname = \"p\"\n\n[workspace.metadata.xdoctor]\ntargets = ['a-b']\n";
        let fake = with_std(debian(), AARCH64)
            .granted((), layout(""))
            .file("/p/Cargo.toml", before)
            .file("/p/src/main.rs", "fn main() {}");
        let after = written(&steps(&fake, Route::Zig, true), "/p/Cargo.toml", before);
        let read = policy::read(&after, policy::IN_MANIFEST).expect("it can be read");
        let names: Vec<_> = read.targets.iter().map(|entry| (entry.name.written.as_str(), entry.route)).collect();
        assert_eq!(names, [("a-b", None), (AARCH64, Some(Route::Zig))], "{after}");
    }

    #[test]
    fn several_choices_and_a_list_become_one_table_at_once() {
        let before = "targets = ['x86_64-unknown-linux-gnu', 'aarch64-unknown-linux-gnu', 'thumbv8m.main-none-eabi']\n";
        let musl = "aarch64-unknown-linux-musl";
        let fake = with_std(with_std(debian(), AARCH64), musl).granted((), layout("")).file("/p/xdoctor.toml", before);
        let wish = |triple: &str| Setup { triple: Triple::new(triple), route: Route::Zig, glibc: None, record: true };
        let steps = steps_of(&fake, &[wish(AARCH64), wish(musl)]);
        let titles = steps.iter().filter(|step| step.kind == StepKind::Record).map(|step| &step.fixes[0].title);
        assert_eq!(
            titles.collect::<Vec<_>>(),
            ["write `aarch64-unknown-linux-gnu`, `aarch64-unknown-linux-musl` into `xdoctor.toml`"]
        );
        let after = written(&steps, "/p/xdoctor.toml", before);
        let lines: Vec<_> = after.lines().collect();
        assert_eq!(
            lines,
            [
                "[targets]",
                "x86_64-unknown-linux-gnu = {}",
                "\"thumbv8m.main-none-eabi\" = {}",
                "aarch64-unknown-linux-gnu = { route = \"zig\" }",
                "aarch64-unknown-linux-musl = { route = \"zig\" }",
            ]
        );
    }

    #[test]
    fn the_toolchain_file_gets_the_target() {
        let pin = "[toolchain]\nchannel = \"1.96\"\n";
        let fake = with_std(debian(), AARCH64).granted((), layout("")).file("/p/rust-toolchain.toml", pin);
        assert_eq!(
            written(&steps(&fake, Route::Zig, true), "/p/rust-toolchain.toml", pin),
            "[toolchain]\nchannel = \"1.96\"\ntargets = [\"aarch64-unknown-linux-gnu\"]\n"
        );
    }
}

//! Applying plans and taking them back, on real files in private folders.

#![cfg(unix)]

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicBool},
};

use tempfile::TempDir;
use xdoctor::repair::{self, Error, Options, Progress, State};
use xdoctor_fixes::{
    Action, Applicability, Change, CommandLine, Edit, FileEdit, FileState, Fix, HostPath, Plan, Relink, Scope, Step,
};

struct World {
    folder: TempDir,
    options: Options,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a private folder");
        let project = folder.path().join("project");
        fs::create_dir(&project).expect("writable");
        let state = Some(folder.path().join("state"));
        Self { options: Options { project, state, ..Options::default() }, folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.options.project.join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("in the project")).expect("writable");
        fs::write(&path, text).expect("writable");
        path
    }

    fn read(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.path(name)).ok()
    }

    fn plan(&self, edits: &[(&str, Edit)]) -> Plan {
        let edits =
            edits.iter().map(|(name, edit)| FileEdit { path: host(&self.path(name)), edit: edit.clone() }).collect();
        Plan::build(&[fix(Change::Edit { edits })], |path| match fs::read_to_string(path.as_str()) {
            Ok(text) => FileState::Text(text),
            Err(_) => FileState::Missing,
        })
    }

    fn apply(&self, plan: &Plan) -> Result<repair::Applied, Error> {
        repair::apply(plan, &self.options, &mut |_| {})
    }

    fn undo(&self) -> Result<Vec<PathBuf>, Error> {
        repair::undo(None, &self.options).map(|undone| undone.restored)
    }

    /// Everything in the project, temporary files too.
    fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        walk(&self.options.project, &mut names);
        names.sort();
        names
    }
}

fn walk(folder: &Path, names: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("readable").flatten() {
        names.push(entry.file_name().to_string_lossy().into_owned());
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            walk(&entry.path(), names);
        }
    }
}

fn host(path: &Path) -> HostPath {
    HostPath::parse(path.to_str().expect("UTF-8")).expect("absolute")
}

fn fix(change: Change) -> Fix {
    let (applicability, scope) = (Applicability::Safe, Scope::Project);
    Fix { id: "it".into(), title: "do it".into(), change, applicability, scope }
}

fn set(key: &str, value: &str) -> Edit {
    Edit::SetToml { key: key.split('.').map(str::to_owned).collect(), value: value.into() }
}

fn shell(script: &str) -> Step {
    let line = CommandLine { program: "sh".into(), args: vec!["-c".into(), script.into()], env: Vec::new() };
    step(Action::Run(line))
}

fn step(action: Action) -> Step {
    let applicability = Applicability::Safe;
    Step { fixes: vec!["it".into()], titles: vec!["do it".into()], applicability, action }
}

fn plan(steps: Vec<Step>) -> Plan {
    Plan { steps, refused: Vec::new() }
}

#[test]
fn undo_restores_every_byte_and_removes_what_was_made() {
    let world = World::new();
    let text = "\u{feff}# c\r\n[a]\r\nb = 1";
    world.write("here.toml", text);
    let steps = world.plan(&[("here.toml", set("a.b", "2")), (".cargo/config.toml", set("x", "1"))]);
    let applied = world.apply(&steps).expect("applied");
    assert_eq!((applied.done, applied.failed), (vec![0, 1], vec![]));
    assert_eq!(world.read("here.toml").as_deref(), Some("\u{feff}# c\r\n[a]\r\nb = 2"));
    assert_eq!(world.names(), [".cargo", "config.toml", "here.toml"], "no temporary file is left");
    assert_eq!(world.undo().expect("undone").len(), 2);
    assert_eq!((world.read("here.toml").as_deref(), world.names()), (Some(text), vec!["here.toml".to_owned()]));
    assert!(matches!(world.undo(), Err(Error::NothingToUndo)));
}

#[test]
fn a_file_that_changed_since_it_was_read_is_left_alone() {
    let world = World::new();
    world.write("a.toml", "x = 1\n");
    world.write("b.toml", "x = 1\n");
    let steps = world.plan(&[("a.toml", set("x", "2")), ("b.toml", set("x", "2"))]);
    world.write("b.toml", "x = 3\n");
    assert!(matches!(world.apply(&steps), Err(Error::Changed { path }) if path == world.path("b.toml")));
    assert_eq!(world.read("a.toml").as_deref(), Some("x = 1\n"), "all or nothing");
}

#[test]
fn undo_refuses_what_changed_after_the_fix() {
    let world = World::new();
    world.write("a.toml", "x = 1\n");
    world.write("b.toml", "x = 1\n");
    world.apply(&world.plan(&[("a.toml", set("x", "2")), ("b.toml", set("x", "2"))])).expect("applied");
    world.write("b.toml", "x = 3\n");
    assert!(matches!(world.undo(), Err(Error::ChangedSince { path }) if path == world.path("b.toml")));
    assert_eq!(world.read("a.toml").as_deref(), Some("x = 2\n"));
    // As it was before the fix is as good.
    world.write("b.toml", "x = 1\n");
    assert_eq!(world.undo().expect("undone"), [world.path("a.toml")]);
}

#[test]
fn links_to_files_and_permissions_stay() {
    let world = World::new();
    let real = world.write("dotfiles/config.toml", "x = 1\n");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("own file");
    symlink("dotfiles/config.toml", world.path("config.toml")).expect("writable");
    world.apply(&world.plan(&[("config.toml", set("x", "2"))])).expect("applied");
    assert!(world.path("config.toml").is_symlink());
    assert_eq!(fs::read_to_string(&real).expect("there"), "x = 2\n");
    assert_eq!(fs::metadata(&real).expect("there").permissions().mode() & 0o7777, 0o640);
    world.undo().expect("undone");
    assert_eq!(fs::metadata(&real).expect("there").permissions().mode() & 0o7777, 0o640);
    assert_eq!(world.read("config.toml").as_deref(), Some("x = 1\n"));
}

#[test]
fn a_secret_stays_one() {
    let world = World::new();
    let old = world.write(".cargo/config", "registry.token = 'x'\n");
    fs::set_permissions(&old, fs::Permissions::from_mode(0o600)).expect("own file");
    let to = host(&world.path(".cargo/config.toml"));
    world.apply(&world.plan(&[(".cargo/config", Edit::MoveTo { to })])).expect("applied");
    let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o7777;
    assert_eq!(mode(&world.path(".cargo/config.toml")), 0o600);
    assert_eq!(mode(&world.folder.path().join("state/journal/1.jsonl")), 0o600, "the journal has its text");
    world.undo().expect("undone");
    assert_eq!((mode(&old), world.names()), (0o600, vec![".cargo".to_owned(), "config".to_owned()]));
}

#[test]
fn a_link_to_a_file_that_is_not_there_yet_is_followed() {
    let world = World::new();
    symlink("real.toml", world.path("config.toml")).expect("writable");
    world.apply(&world.plan(&[("config.toml", set("x", "2"))])).expect("applied");
    assert!(world.path("config.toml").is_symlink());
    assert_eq!(world.read("real.toml").as_deref(), Some("x = 2\n"));
    world.undo().expect("undone");
    assert_eq!(world.names(), ["config.toml"]);
}

#[test]
fn what_is_read_only_gives_one_clear_error() {
    let world = World::new();
    let file = world.write("a.toml", "x = 1\n");
    let steps = world.plan(&[("new.toml", set("x", "2")), ("a.toml", set("x", "2"))]);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).expect("own file");
    let error = world.apply(&steps).expect_err("refused");
    assert_eq!(error.to_string(), format!("`{}` is read-only", file.display()));
    assert_eq!(world.names(), ["a.toml"]);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).expect("own file");
    fs::set_permissions(&world.options.project, fs::Permissions::from_mode(0o555)).expect("own folder");
    let error = world.apply(&steps).expect_err("refused");
    fs::set_permissions(&world.options.project, fs::Permissions::from_mode(0o755)).expect("own folder");
    assert_eq!(error.to_string(), format!("`{}` is read-only", world.options.project.display()));
}

#[test]
fn a_failed_write_takes_back_what_was_written_before() {
    let world = World::new();
    world.write("a.toml", "x = 1\n");
    let name = "n".repeat(250);
    // The name fits, that of the file beside it does not.
    let steps = world.plan(&[("a.toml", set("x", "2")), (&name, set("x", "2"))]);
    assert!(matches!(world.apply(&steps), Err(Error::Io { .. })));
    assert_eq!((world.read("a.toml").as_deref(), world.names()), (Some("x = 1\n"), vec!["a.toml".to_owned()]));
    assert!(matches!(world.undo(), Err(Error::NothingToUndo)));
}

#[test]
fn without_a_journal_nothing_is_changed() {
    let world = World::new();
    world.write("a.toml", "x = 1\n");
    let steps = world.plan(&[("a.toml", set("x", "2"))]);
    let state = world.folder.path().join("state");
    fs::create_dir(&state).expect("writable");
    fs::write(state.join("journal"), "no folder").expect("writable");
    assert!(matches!(world.apply(&steps), Err(Error::Io { .. })));
    assert_eq!((world.read("a.toml").as_deref(), world.names()), (Some("x = 1\n"), vec!["a.toml".to_owned()]));
}

#[test]
fn commands_run_in_the_project_with_clean_live_output() {
    let world = World::new();
    let script = "pwd; printf 'a\\033[31mb\\rc\\n\\377\\n' >&2; touch made";
    let steps = plan(vec![shell(script), shell("exit 3"), shell("true")]);
    let mut lines = Vec::new();
    let applied = repair::apply(&steps, &world.options, &mut |progress| {
        if let Progress::Output { line, .. } = progress {
            lines.push(line);
        }
    })
    .expect("applied");
    lines.sort();
    let real = world.options.project.canonicalize().expect("there").display().to_string();
    assert_eq!(lines, [real.as_str(), "ab", "c", "\u{fffd}"]);
    assert_eq!(applied.done, [0, 2]);
    assert_eq!(applied.failed[0].step, 1);
    assert!(applied.failed[0].reason.ends_with("failed: exit status: 3"), "{}", applied.failed[0].reason);
    assert_eq!(world.names(), ["made"]);
}

#[test]
fn a_cancelled_command_ends() {
    let mut world = World::new();
    world.options.cancel = Some(Arc::new(AtomicBool::new(false)));
    let cancel = world.options.cancel.clone().expect("set");
    let steps = plan(vec![shell("echo begun; sleep 600"), shell("touch never")]);
    let applied = repair::apply(&steps, &world.options, &mut |progress| {
        if let Progress::Output { .. } = progress {
            cancel.store(true, std::sync::atomic::Ordering::Relaxed);
        }
    })
    .expect("applied");
    assert_eq!(applied.failed.iter().map(|failure| failure.step).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(world.names(), Vec::<String>::new());
}

#[test]
fn system_steps_wait_for_the_flag_and_manual_ones_for_a_person() {
    let mut world = World::new();
    let system = Step { applicability: Applicability::System, ..shell("touch system") };
    let steps = plan(vec![system, step(Action::Manual { steps: vec!["think".into()] })]);
    assert_eq!(world.apply(&steps).expect("nothing done").skipped, [0, 1]);
    assert_eq!(world.names(), Vec::<String>::new());
    world.options.system = true;
    assert_eq!(world.apply(&steps).expect("applied").skipped, [1]);
    assert_eq!(world.names(), ["system"]);
}

fn sysroot(world: &World) -> Relink {
    world.write("root/lib/libc.so.6", "elf");
    fs::create_dir_all(world.path("root/usr/lib")).expect("writable");
    symlink("/lib/libc.so.6", world.path("root/usr/lib/libc.so")).expect("writable");
    Relink {
        link: host(&world.path("root/usr/lib/libc.so")),
        old: "/lib/libc.so.6".into(),
        new: "../../lib/libc.so.6".into(),
    }
}

#[test]
fn absolute_links_become_relative_and_back() {
    let world = World::new();
    let relink = sysroot(&world);
    let link = world.path("root/usr/lib/libc.so");
    let steps = plan(vec![step(Action::Relink { root: host(&world.path("root")), links: vec![relink] })]);
    world.apply(&steps).expect("applied");
    assert_eq!(fs::read_to_string(&link).expect("leads there"), "elf");
    world.apply(&steps).expect("a second time there is nothing to do");
    world.undo().expect("undone");
    assert_eq!(fs::read_link(&link).expect("a link"), Path::new("/lib/libc.so.6"));
    assert!(!world.names().iter().any(|name| name.contains("xdoctor")));
}

#[test]
fn no_link_is_made_that_leaves_its_root() {
    let world = World::new();
    let relink = sysroot(&world);
    for target in ["/etc/passwd", "../../../outside", "../../lib/../../outside"] {
        let links = vec![Relink { new: target.into(), ..relink.clone() }];
        let steps = plan(vec![step(Action::Relink { root: host(&world.path("root")), links })]);
        assert!(matches!(world.apply(&steps), Err(Error::LeavesRoot { .. })), "{target}");
    }
    // Nor one that stands outside, though the path looks as if it were inside.
    symlink("/tmp", world.path("root/elsewhere")).expect("writable");
    let links = vec![Relink { link: host(&world.path("root/elsewhere/x")), ..relink }];
    let steps = plan(vec![step(Action::Relink { root: host(&world.path("root")), links })]);
    assert!(matches!(world.apply(&steps), Err(Error::LeavesRoot { .. })));
}

#[test]
fn one_xdoctor_at_a_time_changes_a_project() {
    let world = World::new();
    world.write("a.toml", "x = 1\n");
    let mut steps = world.plan(&[("a.toml", set("x", "2"))]);
    steps.steps.insert(0, shell("echo begun"));
    let other = world.plan(&[("b.toml", set("x", "2"))]);
    let mut met = Vec::new();
    repair::apply(&steps, &world.options, &mut |progress| {
        if let Progress::Output { .. } = progress {
            met.push(world.apply(&other).map(|applied| applied.done).map_err(|error| error.to_string()));
        }
    })
    .expect("applied");
    let busy =
        format!("another xdoctor is changing `{}`", world.options.project.canonicalize().expect("there").display());
    assert_eq!(met, [Err(busy)]);
    assert_eq!(world.apply(&other).expect("free again").done, [0]);
}

#[test]
fn the_list_tells_what_was_done() {
    let world = World::new();
    world.write("a.toml", "x = 1\n");
    let mut steps = world.plan(&[("a.toml", set("x", "2"))]);
    steps.steps.push(shell("true"));
    world.apply(&steps).expect("applied");
    world.undo().expect("undone");
    world.apply(&steps).expect("applied again");
    let listed = repair::list(&world.options).expect("readable");
    let states: Vec<_> = listed.iter().map(|run| (run.id.to_string(), run.state, run.commands.len())).collect();
    assert_eq!(states, [("1".into(), State::Undone, 1), ("2".into(), State::Done, 1)]);
    assert_eq!((&listed[1].titles, &listed[1].files), (&vec!["do it".to_owned()], &vec![world.path("a.toml")]));
    let id = "1".parse().expect("a number");
    assert_eq!(repair::undo(Some(id), &world.options).expect_err("refused").to_string(), "`1` has been undone already");
}

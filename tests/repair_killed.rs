//! A fix that is killed, or runs out of disk, at any moment: each file is whole, old or new, and `undo` or a second fix
//! finishes the story. The one that is killed is this very program, called again for the test `child`.

#![cfg(unix)]

use std::{
    collections::BTreeMap,
    env,
    fmt::Write as _,
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use xdoctor::repair::{self, Applied, Error, Options};
use xdoctor_fixes::{Applicability, Change, Edit, FileEdit, FileState, Fix, HostPath, Plan, Relink, Scope};

const KILLS: u64 = 200;
const CHILD: &str = "XDOCTOR_TEST_REPAIR_IN";
const UNDO: &str = "XDOCTOR_TEST_REPAIR_UNDO";

/// What stands at each path of a project, from its root: text, or where a link leads.
type Content = BTreeMap<PathBuf, String>;

#[test]
fn killed_at_any_moment_each_file_is_whole_and_the_story_can_be_finished() {
    let (whole, before, after) = (measured(), World::new().content(), wanted());
    let mut unfinished = 0;
    for round in 0..KILLS {
        let world = World::new();
        let mut child = world.child(&mut Command::new(env::current_exe().expect("this program")));
        // The moment is the point: anywhere in a run, a little after its end too.
        thread::sleep(whole.mul_f64(fraction(round) * 1.05));
        child.kill().expect("it is ours");
        child.wait().expect("it is ours");
        let found = world.content();
        for path in before.keys().chain(after.keys()) {
            let now = found.get(path);
            let whole = now == before.get(path) || now == after.get(path);
            assert!(whole, "round {round}: {} is neither old nor new", path.display());
        }
        unfinished += u64::from(found != before && found != after);
        if round % 2 == 0 {
            world.fix().unwrap_or_else(|error| panic!("round {round}: {error}"));
            same(&world.content(), &after, &format!("round {round}: a second fix finishes"));
        }
        world.undo_all();
        same(&world.content(), &before, &format!("round {round}: undone to the byte, with nothing left over"));
    }
    assert!(unfinished >= KILLS / 20, "only {unfinished} of {KILLS} were met in the middle");
}

#[test]
fn an_undo_that_is_killed_can_be_finished() {
    let (whole, before, after) = (measured(), World::new().content(), wanted());
    for round in 0..KILLS / 4 {
        let world = World::new();
        world.fix().expect("applied");
        let mut child = world.child(Command::new(env::current_exe().expect("this program")).env(UNDO, "1"));
        thread::sleep(whole.mul_f64(fraction(round) * 1.05));
        child.kill().expect("it is ours");
        child.wait().expect("it is ours");
        let found = world.content();
        for path in before.keys().chain(after.keys()) {
            let now = found.get(path);
            let whole = now == before.get(path) || now == after.get(path);
            assert!(whole, "round {round}: {} is neither old nor new", path.display());
        }
        world.undo_all();
        same(&world.content(), &before, &format!("round {round}: undone to the byte, with nothing left over"));
    }
}

#[test]
fn a_full_disk_loses_nothing() {
    for kilobytes in [1, 8, 64, 200, 320] {
        let world = World::new();
        let before = world.content();
        // A file cannot grow further: what a full disk says too, in the middle of a write.
        let script = format!("trap '' XFSZ; ulimit -f {kilobytes}; exec \"$0\" \"$@\"");
        let program = env::current_exe().expect("this program");
        let status = world.child(Command::new("bash").args(["-c", &script]).arg(program)).wait().expect("it is ours");
        assert!(!status.success(), "{kilobytes} kB are not enough");
        same(&world.content(), &before, &format!("{kilobytes} kB"));
        world.fix().expect("there is room again");
        same(&world.content(), &wanted(), "there is room again");
    }
}

/// Called by the tests above.
#[test]
#[ignore = "a part of the other tests, which call it by name"]
fn child() {
    let Some(folder) = env::var_os(CHILD) else { return };
    if env::var_os(UNDO).is_some() {
        repair::undo(None, &options(Path::new(&folder))).expect("undone");
    } else {
        fix(Path::new(&folder)).expect("applied");
    }
}

/// How long an undisturbed run takes: the median of some.
fn measured() -> Duration {
    let mut times: Vec<_> = (0..5)
        .map(|_| {
            let world = World::new();
            let begun = Instant::now();
            let status = world.child(&mut Command::new(env::current_exe().expect("this program"))).wait();
            assert!(status.expect("it is ours").success());
            begun.elapsed()
        })
        .collect();
    times.sort();
    times[times.len() / 2]
}

/// Spread over 0 to 1, in no order (Weyl's sequence with the golden ratio).
fn fraction(round: u64) -> f64 {
    (f64::from(u32::try_from(round).expect("few")) * 0.618_033_988_749_895).fract()
}

struct World(tempfile::TempDir);

const TEXTS: [(&str, usize); 6] = [
    (".cargo/config.toml", 10),
    ("Cargo.toml", 40),
    ("rust-toolchain.toml", 1),
    ("a/large.toml", 4000),
    ("a/b/c.toml", 400),
    ("d.toml", 0),
];

impl World {
    fn new() -> Self {
        // In memory where there is such a place: the disk's own pace is of no interest.
        let memory = PathBuf::from("/dev/shm");
        let place = if memory.is_dir() { memory } else { env::temp_dir() };
        let folder = tempfile::tempdir_in(place).expect("a private folder");
        let project = folder.path().join("project");
        for (name, lines) in TEXTS {
            let path = project.join(name);
            fs::create_dir_all(path.parent().expect("in the project")).expect("writable");
            let mut text = String::from("\u{feff}[build]\r\njobs = 1 # one\r\n");
            for line in 0..lines {
                let _ = write!(text, "# comment {line} .......................................\r\n");
            }
            fs::write(path, text).expect("writable");
        }
        fs::write(project.join("old.toml"), "x = 1\n").expect("writable");
        fs::create_dir_all(project.join("root/usr/lib")).expect("writable");
        for link in ["libc.so", "libm.so", "libdl.so"] {
            symlink(format!("/lib/{link}.6"), project.join("root/usr/lib").join(link)).expect("writable");
        }
        Self(folder)
    }

    fn child(&self, command: &mut Command) -> std::process::Child {
        command
            .args(["child", "--exact", "--ignored"])
            .env(CHILD, self.0.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it can be run")
    }

    fn fix(&self) -> Result<Applied, Error> {
        fix(self.0.path())
    }

    fn undo_all(&self) {
        loop {
            match repair::undo(None, &options(self.0.path())) {
                Ok(_) => {}
                Err(Error::NothingToUndo) => return,
                Err(error) => panic!("{error}"),
            }
        }
    }

    fn content(&self) -> Content {
        let mut content = Content::new();
        let project = self.0.path().join("project");
        collect(&project, &project, &mut content);
        content
    }
}

/// What a project is to be in the end.
fn wanted() -> Content {
    let world = World::new();
    world.fix().expect("applied");
    world.content()
}

/// Compared by name: the texts are long.
fn same(found: &Content, expected: &Content, what: &str) {
    let differs = |path: &&PathBuf| found.get(*path) != expected.get(*path);
    let wrong: Vec<_> = found.keys().chain(expected.keys()).filter(differs).collect();
    assert!(wrong.is_empty(), "{what}: {wrong:?}");
}

fn collect(folder: &Path, root: &Path, content: &mut Content) {
    for entry in fs::read_dir(folder).expect("readable").flatten() {
        let path = entry.path();
        let text = if let Ok(target) = fs::read_link(&path) {
            format!("-> {}", target.display())
        } else if path.is_dir() {
            collect(&path, root, content);
            "folder".to_owned()
        } else {
            fs::read_to_string(&path).expect("text")
        };
        content.insert(path.strip_prefix(root).expect("below").to_owned(), text);
    }
}

fn options(folder: &Path) -> Options {
    Options { project: folder.join("project"), state: Some(folder.join("state")), ..Options::default() }
}

fn host(path: &Path) -> HostPath {
    HostPath::parse(path.to_str().expect("UTF-8")).expect("absolute")
}

/// What a fix does: a plan from what is there, and its application.
fn fix(folder: &Path) -> Result<Applied, Error> {
    let options = options(folder);
    let at = |name: &str| host(&options.project.join(name));
    let one = |name: &str, edit: Edit| FileEdit { path: at(name), edit };
    let jobs = Edit::SetToml { key: vec!["build".into(), "jobs".into()], value: "2".into() };
    let mut edits: Vec<_> = TEXTS.iter().map(|(name, _)| one(name, jobs.clone())).collect();
    edits.push(one("new/folder/config.toml", jobs.clone()));
    edits.push(one("old.toml", Edit::MoveTo { to: at("new/moved.toml") }));
    let links = ["libc.so", "libm.so", "libdl.so"].map(|link| Relink {
        link: at(&format!("root/usr/lib/{link}")),
        old: format!("/lib/{link}.6"),
        new: format!("../../lib/{link}.6"),
    });
    let changes = [Change::Edit { edits }, Change::Symlink { root: at("root"), links: links.to_vec() }];
    let fixes: Vec<_> = changes
        .into_iter()
        .enumerate()
        .map(|(index, change)| Fix {
            id: index.to_string(),
            title: "do it".into(),
            change,
            applicability: Applicability::Safe,
            scope: Scope::Project,
        })
        .collect();
    let plan = Plan::build(&fixes, |path| match fs::read_to_string(path.as_str()) {
        Ok(text) => FileState::Text(text),
        Err(_) => FileState::Missing,
    });
    repair::apply(&plan, &options, &mut |_| {})
}

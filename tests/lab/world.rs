//! A scenario's folder: what stands in it, and how a program is run in it.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Component, Path, PathBuf},
    process::Command,
};

use crate::{
    machine::{self, Machine},
    ndk, rustup,
    scenario::{Scenario, Stage},
    toolchains,
};

pub(crate) struct World {
    pub root: PathBuf,
    pub lab: PathBuf,
    cwd: PathBuf,
    path: String,
    env: BTreeMap<String, String>,
    /// The distribution server that rustup asks.
    pub server: String,
    /// Programs run on a machine of its own.
    machine: Option<Machine>,
    _folder: Option<tempfile::TempDir>,
}

/// What a program printed, and whether it succeeded.
pub(crate) struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    pub(crate) fn passed(&self) -> bool {
        self.code == Some(0)
    }
}

impl World {
    pub(crate) fn make(scenario: &Scenario, lab: &Path, keep: bool) -> Self {
        let folder = tempfile::Builder::new().prefix("xdoctor-lab-").tempdir().expect("a scratch folder can be made");
        let (root, folder) = if keep { (folder.keep(), None) } else { (folder.path().to_owned(), Some(folder)) };
        let root = fs::canonicalize(root).expect("the scratch folder is there");
        let mut world = Self {
            cwd: root.join(&scenario.cwd),
            lab: lab.to_owned(),
            path: String::new(),
            env: BTreeMap::new(),
            // nobody listens there: nothing is downloaded
            server: "http://127.0.0.1:9".into(),
            machine: None,
            root,
            _folder: folder,
        };
        world.project(&scenario.project);
        world.tools(&scenario.without);
        if scenario.rustup {
            rustup::set_up(&mut world, scenario);
        }
        fs::create_dir_all(world.root.join("bin")).expect("a folder can be made");
        fs::create_dir_all(world.root.join("home")).expect("a folder can be made");
        if let Some(like) = &scenario.machine {
            let program = Path::new(env!("CARGO_BIN_EXE_xdoctor")).parent().expect("in a folder");
            let folder = world.root.join("machine");
            world.machine = Some(Machine::make(&folder, Some(like), &[&world.root, &world.lab, program]));
        }
        let path = std::iter::once("@ROOT@/bin")
            .chain((scenario.rustup && scenario.rustup_on_path).then_some("@ROOT@/home/.cargo/bin"))
            .chain(scenario.path.iter().map(String::as_str))
            .chain([if world.machine.is_some() { machine::PATH } else { "@ROOT@/tools" }])
            .map(|folder| world.filled(folder))
            .collect::<Vec<_>>();
        world.path = path.join(":");
        world.apply(&scenario.stage);
        world
    }

    /// Bring the folder into a state.
    pub(crate) fn apply(&mut self, stage: &Stage) {
        self.env = stage.env.iter().map(|(name, value)| (name.clone(), self.filled(value))).collect();
        for (to, from) in &stage.copies {
            toolchains::link_tree(Path::new(&self.filled(from)), &self.root.join(to));
        }
        for (place, ndk) in &stage.ndks {
            ndk::make(&self.root.join(place), ndk);
        }
        for folder in &stage.relink {
            relink(&self.root.join(folder), &self.root.join(folder));
        }
        for pattern in &stage.remove {
            toolchains::remove(&self.root, pattern);
        }
        for pattern in &stage.cut {
            toolchains::cut(&self.root, pattern);
        }
        for (path, text) in stage.files.iter().chain(&stage.scripts) {
            let file = self.root.join(path);
            toolchains::make_parent(&file);
            // what stands there may be a hard link
            let _ = fs::remove_file(&file);
            fs::write(&file, self.filled(text)).unwrap_or_else(|error| panic!("{path}: {error}"));
        }
        for path in stage.scripts.keys() {
            set_mode(&self.root.join(path), 0o755);
        }
        for line in &stage.prepare {
            let status = Command::new("/bin/bash").args(["-ec", &self.filled(line)]).current_dir(&self.root).status();
            assert!(status.is_ok_and(|status| status.success()), "`{line}` failed");
        }
        for (link, target) in &stage.links {
            toolchains::link_to(Path::new(&self.filled(target)), &self.root.join(link));
        }
        for (path, mode) in &stage.modes {
            set_mode(&self.root.join(path), u32::from_str_radix(mode, 8).expect("a mode is octal"));
        }
    }

    /// Run a program where the scenario's user stands, with the scenario's environment and nothing else.
    pub(crate) fn run(&self, program: &str, args: &[&str], more: &[(&str, &str)]) -> Ran {
        self.run_for(180, program, args, more)
    }

    /// The same, for so many seconds at most.
    pub(crate) fn run_for(&self, seconds: u32, program: &str, args: &[&str], more: &[(&str, &str)]) -> Ran {
        let enter = self.machine.as_ref().map(|machine| machine.command(&self.cwd, &self.path));
        let (words, variable) = enter.unzip();
        // `timeout` looks the program up on the PATH that it is given, and ends what hangs
        let output = Command::new("/usr/bin/timeout")
            .args(["--kill-after=5", &seconds.to_string()])
            .args(words.into_iter().flatten())
            .arg(program)
            .args(args)
            .current_dir(&self.cwd)
            .env_clear()
            .envs(self.variables())
            .envs(more.iter().copied())
            .envs(variable)
            .output()
            .expect("`timeout` can be run");
        Ran {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Where the scenario's user stands.
    pub(crate) fn cwd(&self) -> &Path {
        &self.cwd
    }

    /// The scenario's environment.
    pub(crate) fn variables(&self) -> BTreeMap<String, String> {
        let own = [
            ("HOME", self.root.join("home").display().to_string()),
            ("PATH", self.path.clone()),
            ("LANG", "C.UTF-8".to_owned()),
            ("RUSTUP_DIST_SERVER", self.server.clone()),
            ("NO_PROXY", "127.0.0.1".to_owned()),
        ];
        let own = own.into_iter().map(|(name, value)| (name.to_owned(), value));
        own.chain(self.env.clone()).collect()
    }

    /// Every file of the user's with its contents, and every link with its target: what a look must not change.
    pub(crate) fn user_files(&self) -> BTreeMap<PathBuf, String> {
        let mut found = BTreeMap::new();
        for folder in ["project", "home", ".cargo"] {
            self.list(Path::new(folder), &mut found);
        }
        found
    }

    fn list(&self, path: &Path, found: &mut BTreeMap<PathBuf, String>) {
        // caches and xdoctor's own journal are not the user's; std is told by its folders
        const OTHERS: [&str; 4] = ["home/.cache", "home/.local", "home/.rustup/tmp", "home/.rustup/downloads"];
        let full = self.root.join(path);
        let Ok(kind) = fs::symlink_metadata(&full).map(|meta| meta.file_type()) else { return };
        let cargo_keeps =
            |name: &str| name.starts_with(".package-cache") || name == ".global-cache" || name == "registry";
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if OTHERS.iter().any(|other| path == Path::new(other)) || path.starts_with("home/.cargo") && cargo_keeps(&name)
        {
            return;
        }
        let text = if kind.is_symlink() {
            format!("-> {}", fs::read_link(&full).expect("a link can be read").display())
        } else if kind.is_file()
            && (path.starts_with("home/.rustup/toolchains")
                || path.extension().is_some_and(|extension| extension == "a"))
        {
            "a file".into()
        } else if kind.is_file() {
            fs::read(&full).map_or_else(|error| error.to_string(), |bytes| String::from_utf8_lossy(&bytes).into_owned())
        } else {
            for entry in fs::read_dir(&full).into_iter().flatten() {
                self.list(&path.join(entry.expect("a folder entry can be read").file_name()), found);
            }
            // cargo makes its home where there is none
            if path == Path::new("home/.cargo") {
                return;
            }
            "a folder".into()
        };
        found.insert(path.to_owned(), text);
    }

    fn project(&self, name: &str) {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lab/projects").join(name);
        self.copy_text(&from, &self.root.join("project"));
    }

    fn copy_text(&self, from: &Path, to: &Path) {
        fs::create_dir_all(to).expect("a folder can be made");
        for entry in fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display())) {
            let name = entry.expect("a folder entry can be read").file_name();
            let (from, to) = (from.join(&name), to.join(&name));
            if from.is_dir() {
                self.copy_text(&from, &to);
            } else {
                let text = fs::read_to_string(&from).expect("a project's file is text");
                fs::write(to, self.filled(&text)).expect("a scenario may write its own files");
            }
        }
    }

    /// A link to each program of this machine, so that single ones can be missing.
    fn tools(&self, without: &[String]) {
        let tools = self.root.join("tools");
        fs::create_dir_all(&tools).expect("a folder can be made");
        for entry in fs::read_dir("/usr/bin").expect("/usr/bin can be read") {
            let name = entry.expect("a folder entry can be read").file_name();
            let text = name.to_string_lossy();
            let is_rust = ["cargo", "rustc", "rustup", "rustdoc", "xdoctor"].iter().any(|tool| text.starts_with(tool));
            if !is_rust && !without.iter().any(|pattern| toolchains::matches(pattern, &text)) {
                toolchains::link_to(&Path::new("/usr/bin").join(&name), &tools.join(&name));
            }
        }
    }

    fn filled(&self, text: &str) -> String {
        text.replace("@ROOT@", &self.root.to_string_lossy()).replace("@LAB@", &self.lab.to_string_lossy())
    }
}

pub(crate) fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// Make the absolute links below `folder` lead to the same place inside `sysroot`.
fn relink(folder: &Path, sysroot: &Path) {
    for entry in fs::read_dir(folder).expect("a folder of the scenario's can be read") {
        let path = entry.expect("a folder entry can be read").path();
        let kind = fs::symlink_metadata(&path).expect("what was listed is there").file_type();
        if kind.is_dir() {
            relink(&path, sysroot);
        } else if let Some(target) = fs::read_link(&path).ok().filter(|target| target.is_absolute()) {
            let depth = folder.strip_prefix(sysroot).expect("below the sysroot").components().count();
            let up: PathBuf = std::iter::repeat_n(Component::ParentDir, depth).collect();
            fs::remove_file(&path).expect("a scenario may remove its own files");
            toolchains::link_to(&up.join(target.strip_prefix("/").expect("absolute")), &path);
        }
    }
}

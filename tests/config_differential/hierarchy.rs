//! A generated hierarchy: directories, configuration files of every kind in them, cargo's home, and an environment.

use std::{
    collections::BTreeMap,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use crate::{
    random::Random,
    settings::{self, TARGETS},
};

/// How much goes wrong on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Care {
    /// Nothing.
    Sane,
    /// Some values have shapes that cargo does not want.
    Odd,
    /// Some files cannot be read either.
    Broken,
}

pub(crate) struct Hierarchy {
    /// Removed with the value.
    root: TempDir,
    /// Where cargo runs.
    pub(crate) cwd: PathBuf,
    pub(crate) home: PathBuf,
    /// The whole environment but `PATH`.
    pub(crate) variables: BTreeMap<String, String>,
}

impl Hierarchy {
    /// The same one for the same seed.
    pub(crate) fn new(seed: u64, care: Care) -> Self {
        let random = &mut Random::new(seed);
        let root = tempfile::Builder::new().prefix("config-differential").tempdir().expect("a directory");
        let base = root.path().canonicalize().expect("a real path");
        let mut cwd = base.clone();
        let mut directories = vec![base.clone()];
        for name in ["one", "two", "three"].iter().take(1 + random.below(3)) {
            cwd.push(name);
            fs::create_dir(&cwd).expect("a directory");
            directories.push(cwd.clone());
        }
        for directory in &directories {
            // The home directory's own comes last, if it does.
            if *directory == cwd || random.one_in(2) {
                configuration(random, &directory.join(".cargo"), care);
            }
        }
        let home = base.join("home");
        fs::create_dir(&home).expect("a directory");
        let mut variables = BTreeMap::from([("HOME".to_owned(), text(&home))]);
        match random.below(6) {
            0 => configuration(random, &home.join(".cargo"), care),
            1 => {
                // An ancestor's directory, by its own name, through a link, or relatively.
                let ancestor = directories[random.below(directories.len())].join(".cargo");
                let value = match random.below(3) {
                    0 => text(&ancestor),
                    1 => {
                        let link = base.join("link");
                        symlink(&ancestor, &link);
                        text(&link)
                    }
                    _ => format!("{}/", text(&ancestor)),
                };
                variables.insert("CARGO_HOME".into(), value);
            }
            2 => {
                configuration(random, &cwd.join("relative/home"), care);
                variables.insert("CARGO_HOME".into(), "relative/home".into());
            }
            3 => {
                variables.insert("CARGO_HOME".into(), String::new());
            }
            _ => {
                configuration(random, &base.join("cargo-home"), care);
                variables.insert("CARGO_HOME".into(), text(&base.join("cargo-home")));
            }
        }
        environment(random, &mut variables, care);
        Self { root, cwd, home, variables }
    }

    /// Keeps the files, for whoever looks into a difference.
    pub(crate) fn keep(mut self) -> PathBuf {
        self.root.disable_cleanup(true);
        self.root.path().to_owned()
    }

    /// Every file with its text, for the message of a difference.
    pub(crate) fn describe(&self) -> String {
        let mut out = format!("in {}\n", self.cwd.display());
        for (name, value) in &self.variables {
            let _ = writeln!(out, "{name}={value:?}");
        }
        describe_dir(self.root.path(), &mut out);
        out
    }
}

fn describe_dir(dir: &Path, out: &mut String) {
    let mut entries: Vec<_> = fs::read_dir(dir).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_symlink() {
            let _ = writeln!(out, "--- {} -> {:?}", path.display(), fs::read_link(&path));
        } else if path.is_dir() {
            let _ = writeln!(out, "--- {}/", path.display());
            if !path.ends_with("target") {
                describe_dir(&path, out);
            }
        } else if path.extension().is_some_and(|extension| extension == "toml") || path.ends_with("config") {
            let _ = write!(
                out,
                "--- {}\n{}\n",
                path.display(),
                String::from_utf8_lossy(&fs::read(&path).unwrap_or_default())
            );
        }
    }
}

/// A directory with configuration files, or something else in its place.
fn configuration(random: &mut Random, dir: &Path, care: Care) {
    if let Some(above) = dir.parent() {
        fs::create_dir_all(above).expect("a directory");
    }
    match random.below(if care == Care::Broken { 15 } else { 12 }) {
        0 => return,
        12 => return fs::write(dir, "not a directory").expect("written"),
        13 => return symlink(&dir.with_file_name("nowhere"), dir),
        14 | 1 => {
            let real = dir.with_file_name("real-configuration");
            fs::create_dir_all(&real).expect("a directory");
            symlink(&real, dir);
        }
        _ => fs::create_dir_all(dir).expect("a directory"),
    }
    let (old, new) = (dir.join("config"), dir.join("config.toml"));
    match random.below(if care == Care::Broken { 14 } else { 10 }) {
        0 => file(random, &old, care),
        1 => {
            file(random, &old, care);
            file(random, &new, care);
        }
        2 => {
            file(random, &new, care);
            symlink(&new, &old);
        }
        3 => {
            file(random, &dir.join("elsewhere"), care);
            symlink(Path::new("elsewhere"), &new);
        }
        4 => symlink(Path::new("nowhere"), &new),
        5 => {
            symlink(Path::new("nowhere"), &old);
            file(random, &new, care);
        }
        10 => fs::create_dir(&new).expect("a directory"),
        11 => fs::create_dir(&old).expect("a directory"),
        12 => fs::write(&new, b"[build]\nrustflags = [\"\xff\"]\n").expect("written"),
        13 => {
            let text = random.pick(&[
                "[build\n",
                "a = 1\na = 2\n",
                "[a]\nb = 1\n[a.b]\n",
                "x = \n",
                "[build]\njobs = 99999999999999999999\n",
            ]);
            fs::write(&new, text).expect("written");
        }
        _ => file(random, &new, care),
    }
}

/// A file, and the files that it includes.
fn file(random: &mut Random, path: &Path, care: Care) {
    let text = settings::text(random, care);
    let dir = path.parent().expect("a file stands in a directory");
    let broken = care == Care::Broken && random.one_in(3);
    let mut include = String::new();
    if random.one_in(3) {
        let mut elements = Vec::new();
        for at in 0..=random.below(3) {
            let name = random.pick(&["a.toml", "b.toml", "./c.toml", "../d.toml", "sub/e.toml", "sub/../f.toml"]);
            let target = dir.join(name);
            fs::create_dir_all(dir.join("sub")).expect("a directory");
            let missing = random.one_in(5);
            if !missing && !target.exists() {
                let mut text = settings::text(random, care);
                if random.one_in(6) && at == 0 {
                    let nested = target.parent().expect("it has one").join("nested.toml");
                    fs::write(&nested, settings::text(random, care)).expect("written");
                    text = format!("include = ['nested.toml']\n{text}");
                }
                fs::write(&target, text).expect("written");
            }
            let there = target.exists();
            elements.push(match random.below(4) {
                0 if there || broken => format!("'{name}'"),
                1 if there || broken => format!("{{ path = '{name}' }}"),
                2 if there || broken => format!("{{ path = '{name}', optional = false }}"),
                _ => format!("{{ path = '{name}', optional = true }}"),
            });
        }
        if !broken {
            elements.sort_by_key(|element| element.split('\'').nth(1).map(str::to_owned));
            elements.dedup_by_key(|element| element.split('\'').nth(1).map(str::to_owned));
        }
        include = match random.below(if care == Care::Broken { 30 } else { 20 }) {
            29 => "include = 'a.toml'\n".into(),
            28 => "include = ['a.txt']\n".into(),
            27 => "include = [1]\n".into(),
            26 => "include = ['*.toml']\n".into(),
            25 => "include = [{ optional = true }]\n".into(),
            24 => "include = []\n".into(),
            _ => format!("include = [{}]\n", elements.join(", ")),
        };
    }
    let (mark, rest) = text.strip_prefix('\u{feff}').map_or(("", text.as_str()), |rest| ("\u{feff}", rest));
    fs::write(path, format!("{mark}{include}{rest}")).expect("written");
}

fn environment(random: &mut Random, variables: &mut BTreeMap<String, String>, care: Care) {
    let sane = care == Care::Sane;
    let mut set = |name: String, value: &str| {
        variables.insert(name, value.to_owned());
    };
    for target in TARGETS {
        let name = target.replace(['-', '.'], "_").to_uppercase();
        for (field, values) in [
            ("LINKER", ["gcc", "tools/gcc", "", "a b"].as_slice()),
            ("RUNNER", &["qemu -L /usr", "run/it", "true"]),
            ("RUSTFLAGS", &["-Clink-arg=-v", "-a  -b", "", "1"]),
            ("LINKER_MORE", &["gcc"]),
        ] {
            if random.one_in(if field == "LINKER_MORE" { 60 } else { 8 })
                && !(care == Care::Sane && field == "LINKER_MORE")
            {
                set(format!("CARGO_TARGET_{name}_{field}"), random.pick(values));
            }
        }
        if random.one_in(20) {
            set(format!("CARGO_TARGET_{target}_LINKER"), "ignored");
        }
    }
    if random.one_in(6) {
        set("CARGO_BUILD_TARGET".into(), random.pick(&TARGETS));
    }
    if random.one_in(6) {
        set("CARGO_BUILD_RUSTFLAGS".into(), random.pick(&["-Clink-arg=-b", "", "-x -y"]));
    }
    if random.one_in(6) {
        set("CARGO_BUILD_JOBS".into(), random.pick(if sane { &["2", "1"] } else { &["2", "x", "0"] }));
    }
    if random.one_in(6) {
        set("CARGO_BUILD_INCREMENTAL".into(), random.pick(if sane { &["true", "false"] } else { &["true", "1"] }));
    }
    if random.one_in(6) {
        set("CARGO_BUILD_TARGET_DIR".into(), "target");
    }
    if random.one_in(6) {
        set("A".into(), random.pick(&["inherited", ""]));
    }
    if random.one_in(8) {
        set("RUSTFLAGS".into(), random.pick(&["", "-Clink-arg=-v  --cfg special", " -Dwarnings ", "-a\t-b"]));
    }
    if random.one_in(12) {
        set("CARGO_ENCODED_RUSTFLAGS".into(), random.pick(&["", "--cfg\u{1f}special", "-C link-arg=a b"]));
    }
    if random.one_in(20) {
        set("CARGO_ENV_A".into(), "over");
    }
    if random.one_in(25) {
        set("CARGO_TARGET_cfg(unix)_linker".into(), "by-variable");
    }
}

fn text(path: &Path) -> String {
    path.to_str().expect("paths of this test are text").to_owned()
}

#[cfg(unix)]
fn symlink(original: &Path, link: &Path) {
    let _ = std::os::unix::fs::symlink(original, link);
}

/// Where links need privileges, the case is one without.
#[cfg(not(unix))]
fn symlink(_original: &Path, _link: &Path) {}

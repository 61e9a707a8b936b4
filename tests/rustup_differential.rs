//! The toolchain that xdoctor reads from files is the one that rustup itself chooses, over generated homes.
//!
//! `XDOCTOR_DIFFERENTIAL=5000` raises the number of cases. Where there is no rustup there is nothing to compare with.

#![cfg(unix)]

use std::{
    collections::BTreeMap,
    fmt::Write,
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
    process::Command,
};

use xdoctor_checks::{
    Answers, Cx, HostPath, Memo,
    answer::{FileBytes, Header, Host},
    facts::toolchain::{ChosenBy, RustupChoice, SelectionError},
    machine::{Entry, Machine},
};

const HOST: &str = "x86_64-unknown-linux-gnu";

/// What rustup or xdoctor says: the name and the reason, or why there is none.
#[derive(Debug, PartialEq, Eq)]
enum Choice {
    Active { name: String, reason: String },
    NotInstalled { name: String },
    Nothing,
    Refused,
}

/// A case is reproduced by its seed.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let bits = self.0 >> 33;
        usize::try_from(bits).expect("31 bits") % n
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

const NAMES: &[&str] = &[
    "stable",
    "nightly",
    "beta",
    "1.95",
    "1.95.0",
    "1.8",
    "nightly-2026-01-02",
    "1.95.0-beta.2",
    "stable-musl",
    "stable-x86_64-unknown-linux-gnu",
    "nightly-x86_64-unknown-linux-gnu",
    "1.95-x86_64-unknown-linux-gnu",
    "stable-aarch64-apple-darwin",
    "stable-x86_64",
    "lab",
    "linked",
    "dangling",
    "plain-file",
    "stable-foo",
    "none",
    "+stable",
    "a/b",
    "stable/",
    "nightly-2026-1-2",
    "1.095",
    "01.5",
    "10.0",
    "beta-gnu",
    "stable-x86_64-unknown-none",
    "stable-pc-windows-msvc",
    "nightly-2026-01-02-x86_64-unknown-linux-gnu",
    "STABLE",
    "stable ",
];

const INSTALLED: &[&str] = &[
    "stable-x86_64-unknown-linux-gnu",
    "nightly-x86_64-unknown-linux-gnu",
    "1.95-x86_64-unknown-linux-gnu",
    "1.95.0-x86_64-unknown-linux-gnu",
    "1.8.0-x86_64-unknown-linux-gnu",
    "stable-x86_64-unknown-linux-musl",
    "nightly-2026-01-02-x86_64-unknown-linux-gnu",
    "stable-aarch64-apple-darwin",
    "lab",
    "stable-foo",
    "beta-x86_64-unknown-linux-gnu",
];

fn toolchain_file(random: &mut Random, root: &str) -> Vec<u8> {
    let name = random.of(NAMES);
    let text = match random.below(22) {
        0..=7 => format!("[toolchain]\nchannel = \"{name}\"\n"),
        8 => format!("[toolchain]\nchannel = \"{name}\"\ntargets = [\"wasm32-wasip1\"]\nprofile = \"minimal\"\n"),
        9 => format!("toolchain = {{ channel = \"{name}\", components = [] }}\nother = 1\n"),
        10 => "[toolchain]\ntargets = [\"wasm32-wasip1\"]\n".into(),
        11 => "[toolchain]\nprofile = \"minimal\"\n".into(),
        12 => format!("[toolchain]\npath = \"{root}/linked-here\"\n"),
        13 => format!("[toolchain]\npath = \"{root}/nowhere\"\n"),
        14 => format!("[toolchain]\npath = \"{root}/linked-here\"\ntargets = []\n"),
        15 => format!("[toolchain]\nchannel = \"{name}\"\nprofile = \"big\"\n"),
        16 => format!("[toolchain]\nchannel = \"{name}\"\npath = \"{root}/linked-here\"\n"),
        17 => format!("[toolchain\nchannel = \"{name}\"\n"),
        18 => return vec![b'[', 0xff, b'\n'],
        19 => String::new(),
        20 => format!("{root}/linked-here\n"),
        _ => "[toolchain]\npath = \"linked-here\"\n".into(),
    };
    // The legacy form, good only without an extension.
    let text = if random.one_in(3) { format!(" {name}\n") } else { text };
    text.into_bytes()
}

/// Writes one machine below `root` and says where its user stands and with which variables.
fn arrange(root: &Path, random: &mut Random) -> (String, BTreeMap<String, String>) {
    let text = root.to_str().expect("UTF-8").to_owned();
    let write = |path: String, bytes: &[u8]| fs::write(root.join(path), bytes).expect("written");
    let toolchain = |path: &str| {
        fs::create_dir_all(root.join(path).join("bin")).expect("created");
        let rustc = root.join(path).join("bin/rustc");
        fs::write(&rustc, "#!/bin/sh\n").expect("written");
        fs::set_permissions(&rustc, fs::Permissions::from_mode(0o755)).expect("changed");
    };
    fs::create_dir_all(root.join("home/toolchains")).expect("created");
    fs::create_dir_all(root.join("a/b/c")).expect("created");
    symlink("a/b", root.join("door")).expect("linked");
    toolchain("linked-here");
    for name in INSTALLED {
        if !random.one_in(3) {
            toolchain(&format!("home/toolchains/{name}"));
        }
    }
    symlink("../../linked-here", root.join("home/toolchains/linked")).expect("linked");
    symlink("../../nowhere", root.join("home/toolchains/dangling")).expect("linked");
    write("home/toolchains/plain-file".into(), b"");

    let mut settings = String::from("version = \"12\"\n");
    if random.one_in(30) {
        settings =
            random.of(&["", "version = \"2\"\n", "version = 12\n", "version = \"12\"\nprofile = \"big\"\n"]).into();
    }
    if !random.one_in(3) {
        writeln!(settings, "default_toolchain = \"{}\"", random.of(NAMES)).expect("a string takes it");
    }
    if random.one_in(6) {
        writeln!(settings, "default_host_triple = \"{}\"", random.of(&[HOST, "x86_64-unknown-linux-musl"]))
            .expect("a string takes it");
    }
    settings += "\n[overrides]\n";
    for directory in ["a", "a/b", "a/b/c", "door"] {
        if random.one_in(6) {
            writeln!(settings, "\"{text}/{directory}\" = \"{}\"", random.of(NAMES)).expect("a string takes it");
        }
    }
    if !random.one_in(20) {
        write("home/settings.toml".into(), settings.as_bytes());
    }
    if random.one_in(3) {
        let text = format!("default_toolchain = \"{}\"\n", random.of(NAMES));
        write("fallback.toml".into(), if random.one_in(30) { b"default_toolchain = 1\n" } else { text.as_bytes() });
    }
    for directory in ["a", "a/b", "a/b/c"] {
        for name in ["rust-toolchain", "rust-toolchain.toml"] {
            if random.one_in(5) {
                write(format!("{directory}/{name}"), &toolchain_file(random, &text));
            }
        }
    }
    let mut env = BTreeMap::from([
        ("PATH".to_owned(), format!("{text}/bin")),
        ("HOME".to_owned(), text.clone()),
        ("RUSTUP_HOME".to_owned(), format!("{text}/home")),
        ("RUSTUP_OVERRIDE_UNIX_FALLBACK_SETTINGS".to_owned(), format!("{text}/fallback.toml")),
        ("RUSTUP_AUTO_INSTALL".to_owned(), "0".to_owned()),
    ]);
    if random.one_in(4) {
        let path = format!("{text}/linked-here");
        let nowhere = format!("{text}/nowhere");
        let value =
            if random.one_in(3) { random.of(&["", &path, &nowhere]).to_owned() } else { random.of(NAMES).into() };
        env.insert("RUSTUP_TOOLCHAIN".into(), value);
    }
    (format!("{text}/{}", random.of(&["a", "a/b", "a/b/c", "door", "door/c"])), env)
}

fn ask_rustup(rustup: &Path, cwd: &str, env: &BTreeMap<String, String>) -> Choice {
    let mut command = Command::new(rustup);
    let output = command.args(["show", "active-toolchain"]).current_dir(cwd).env_clear().envs(env).output();
    let output = output.expect("rustup runs");
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if output.status.success() {
        let (name, reason) = stdout.trim().split_once(" (").expect("a name and a reason");
        return Choice::Active { name: name.into(), reason: reason.trim_end_matches(')').into() };
    }
    let error = stderr.lines().find_map(|line| line.strip_prefix("error: ")).unwrap_or_default();
    let name = error.strip_prefix("override toolchain '").and_then(|rest| rest.split_once("' is not installed"));
    match name {
        Some((name, _)) => Choice::NotInstalled { name: name.into() },
        None if error == "no active toolchain" || error.contains("could not choose a version") => Choice::Nothing,
        None => Choice::Refused,
    }
}

fn machine(root: &Path, cwd: &str, env: &BTreeMap<String, String>) -> Machine {
    let path = |text: &str| HostPath::parse(text).expect("absolute");
    let mut machine = Machine::new(Host {
        os: "linux".into(),
        arch: "x86_64".into(),
        cwd: path(cwd),
        home: Some(path(root.to_str().expect("UTF-8"))),
        distribution: Vec::new(),
    });
    machine.env.clone_from(env);
    machine.complete = true;
    let loader = Header::Elf {
        arch: "x86_64".into(),
        bits: 64,
        little_endian: true,
        interpreter: Some("/lib64/ld-linux-x86-64.so.2".into()),
    };
    let root_path = path(root.to_str().expect("UTF-8"));
    machine.put(&root_path.join("bin/rustup"), Entry::Program(loader));
    for name in ["cargo", "rustc"] {
        machine.put(&root_path.join("bin").join(name), Entry::Link("rustup".into()));
    }
    copy_tree(root, &root_path, &mut machine);
    machine
}

fn copy_tree(from: &Path, to: &HostPath, machine: &mut Machine) {
    for entry in fs::read_dir(from).expect("listed").flatten() {
        let name = entry.file_name().into_string().expect("UTF-8");
        let (source, at) = (entry.path(), to.join(&name));
        let kind = entry.file_type().expect("known");
        let entry = if kind.is_symlink() {
            Entry::Link(fs::read_link(&source).expect("a link").to_str().expect("UTF-8").into())
        } else if kind.is_dir() {
            copy_tree(&source, &at, machine);
            Entry::Directory
        } else {
            match String::from_utf8(fs::read(&source).expect("read")) {
                Ok(text) => Entry::Text(text),
                Err(_) => Entry::Odd(FileBytes::NotUtf8 { valid: String::new(), offset: 0 }),
            }
        };
        machine.put(&at, entry);
    }
}

fn ask_xdoctor(machine: &Machine) -> Choice {
    let (mut answers, mut memo) = (Answers::default(), Memo::default());
    let choice = loop {
        let cx = Cx::new(&answers, &mut memo);
        let choice = cx.fact::<RustupChoice>(());
        let open = cx.into_open();
        if open.is_empty() {
            break choice.expect("every question has an answer");
        }
        for question in open {
            let answer = machine.answer(&question).expect("the machine is complete");
            answers.insert(question, answer);
        }
    };
    match &choice.selection {
        Ok(selection) if selection.installed => {
            let reason = match &selection.chosen_by {
                ChosenBy::Env { .. } => "overridden by environment variable RUSTUP_TOOLCHAIN".to_owned(),
                ChosenBy::Override { directory, .. } => format!("directory override for '{directory}'"),
                ChosenBy::ToolchainFile { file, .. } => format!("overridden by '{file}'"),
                ChosenBy::Default { .. } => "default".to_owned(),
                other => panic!("rustup has no such reason: {other:?}"),
            };
            Choice::Active { name: selection.name.clone(), reason }
        }
        Ok(selection) => Choice::NotInstalled { name: selection.name.clone() },
        Err(SelectionError::NoDefault) => Choice::Nothing,
        Err(_) => Choice::Refused,
    }
}

#[test]
fn files_say_what_rustup_says() {
    let Ok(rustup) = which::which("rustup") else { return };
    let cases = std::env::var("XDOCTOR_DIFFERENTIAL").ok().and_then(|text| text.parse().ok()).unwrap_or(200);
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for seed in 0..cases {
        let scratch = tempfile::tempdir().expect("a scratch directory");
        let root = scratch.path().canonicalize().expect("absolute");
        let mut random = Random(seed);
        random.below(1);
        let (cwd, env) = arrange(&root, &mut random);
        let expected = ask_rustup(&rustup, &cwd, &env);
        let actual = ask_xdoctor(&machine(&root, &cwd, &env));
        if actual != expected {
            let kept = scratch.keep();
            panic!(
                "seed {seed}, in {cwd} of {} with {env:?}:\n xdoctor {actual:?}\n rustup  {expected:?}",
                kept.display()
            );
        }
        *seen.entry(format!("{expected:?}").split([' ', '{']).next().unwrap_or_default().to_owned()).or_default() += 1;
    }
    assert!(seen.len() == 4 || cases < 100, "the cases miss an outcome: {seen:?}");
}

//! As cargo's subcommand, and out of an archive.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    path::Path,
    process::Command,
};

use toml_edit::{DocumentMut, Item};

use crate::{
    read,
    workflows::{RELEASE, steps},
};

fn manifest() -> DocumentMut {
    read("Cargo.toml").parse().expect("it is TOML")
}

#[test]
fn cargo_finds_it_as_a_subcommand() {
    let launcher = Path::new(env!("CARGO_BIN_EXE_cargo-xdoctor"));
    let home = tempfile::tempdir().expect("a scratch folder can be made");
    let path = env::join_paths(launcher.parent().into_iter().chain([Path::new("/usr/bin")])).expect("plain");
    let run = |program: &str, args: &[&str]| {
        let mut command = Command::new(program);
        let rustc_home = ["RUSTUP_HOME", "RUSTUP_TOOLCHAIN"].map(|name| (name, env::var_os(name)));
        command.args(args).current_dir(home.path()).env_clear().env("HOME", home.path()).env("PATH", &path);
        command.envs(rustc_home.into_iter().filter_map(|(name, value)| Some((name, value?))));
        let output = command.output().expect("it starts");
        (output.status.code(), String::from_utf8(output.stdout).expect("text"))
    };
    let cargo = env::var("CARGO").expect("cargo runs its tests with CARGO set");
    let version = (Some(0), format!("xdoctor {}\n", env!("CARGO_PKG_VERSION")));
    assert_eq!(run(&cargo, &["xdoctor", "--version"]), version);
    // Exit codes are those of the program, and so are its arguments, one that is called as the subcommand among them.
    assert_eq!(run(&cargo, &["xdoctor", "explain", "no-such-cause"]).0, Some(2));
    assert_eq!(run(&launcher.to_string_lossy(), &["--version"]), version);
    assert_eq!(run(&launcher.to_string_lossy(), &["xdoctor", "xdoctor"]).0, Some(2));
}

/// A template of binstall (`cargo-bins/cargo-binstall`, `SUPPORT.md`, *Defaults*) with its values.
fn render(template: &Item, target: &str, bin: &str) -> String {
    let exe = if target.contains("-windows-") { ".exe" } else { "" };
    let values = BTreeMap::from([
        ("repo", "REPO"),
        ("version", env!("CARGO_PKG_VERSION")),
        ("target", target),
        ("bin", bin),
        ("binary-ext", exe),
    ]);
    let template = template.as_str().expect("a template is a text");
    let mut parts = template.split('{');
    let mut rendered = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (key, rest) = part.split_once('}').expect("a brace is closed");
        rendered += values.get(key.trim()).unwrap_or_else(|| panic!("binstall knows no `{key}`"));
        rendered += rest;
    }
    rendered
}

#[test]
fn what_binstall_fetches_is_what_a_release_makes() {
    let manifest = manifest();
    let binstall = &manifest["package"]["metadata"]["binstall"];
    assert_eq!(binstall["pkg-fmt"].as_str(), Some("tgz"));
    // What `.ci/release` names: `dist/xdoctor-VERSION-TRIPLE.tar.gz`, with one folder of that name and programs in it.
    let script = read(".ci/release");
    for line in ["name=xdoctor-$version-$triple", "tar -czf \"$dist/$name.tar.gz\" -C \"$folder\" \"$name\""] {
        assert!(script.lines().any(|written| written == line), "no longer `{line}`");
    }
    let version = env!("CARGO_PKG_VERSION");
    let made: BTreeSet<String> = steps(RELEASE)
        .iter()
        .filter(|step| step.text("run").is_some_and(|run| run.starts_with(".ci/release ")))
        .map(|step| step.fill("${{ matrix.target }}"))
        .collect();
    let overrides = binstall["overrides"].as_table().expect("a table");
    let wanted = made.iter().map(|target| (target.as_str(), target.clone(), binstall));
    let redirected = overrides.iter().map(|(gnu, of)| (gnu, gnu.replace("-gnu", "-musl"), of));
    for (target, of, templates) in wanted.chain(redirected) {
        assert!(made.contains(&of), "{target}: no release has {of}");
        let archive = format!("xdoctor-{version}-{of}");
        let fetched = format!("REPO/releases/download/v{version}/{archive}.tar.gz");
        assert_eq!(render(&templates["pkg-url"], target, ""), fetched, "{target}");
        let exe = if target.contains("-windows-") { ".exe" } else { "" };
        for bin in ["xdoctor", "cargo-xdoctor"] {
            assert_eq!(render(&templates["bin-dir"], target, bin), format!("{archive}/{bin}{exe}"), "{target}");
            assert!(script.contains(&format!("$built/{bin}$exe")), "{bin} is in no archive");
        }
    }
}

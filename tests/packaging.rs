//! What others get: `cargo xdoctor`, what `cargo binstall` fetches, and the workflows that make it.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use saphyr_parser::{Event, Parser};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The scalars of a YAML file in order; a mistake in its form ends the test.
fn words(path: &str) -> Vec<String> {
    let text = read(path);
    let events = Parser::new_from_str(&text).map(|event| event.unwrap_or_else(|error| panic!("{path}: {error}")).0);
    events
        .filter_map(|event| if let Event::Scalar(word, ..) = event { Some(word.into_owned()) } else { None })
        .collect()
}

const WORKFLOWS: [&str; 3] = [".github/workflows/ci.yml", ".github/workflows/release.yml", "action.yml"];

#[test]
fn cargo_finds_it_as_a_subcommand() {
    let launcher = Path::new(env!("CARGO_BIN_EXE_cargo-xdoctor"));
    let home = tempfile::tempdir().expect("a scratch folder can be made");
    let path = std::env::join_paths(launcher.parent().into_iter().chain([Path::new("/usr/bin")])).expect("plain");
    let run = |program: &str, args: &[&str]| {
        let mut command = Command::new(program);
        let rustc_home = ["RUSTUP_HOME", "RUSTUP_TOOLCHAIN"].map(|name| (name, std::env::var_os(name)));
        command.args(args).current_dir(home.path()).env_clear().env("HOME", home.path()).env("PATH", &path);
        command.envs(rustc_home.into_iter().filter_map(|(name, value)| Some((name, value?))));
        let output = command.output().expect("it starts");
        (output.status.code(), String::from_utf8(output.stdout).expect("text"))
    };
    let cargo = std::env::var("CARGO").expect("cargo runs its tests with CARGO set");
    let version = (Some(0), format!("xdoctor {}\n", env!("CARGO_PKG_VERSION")));
    assert_eq!(run(&cargo, &["xdoctor", "--version"]), version);
    // Exit codes are those of the program, and so are its arguments, one that is called as the subcommand among them.
    assert_eq!(run(&cargo, &["xdoctor", "explain", "no-such-cause"]).0, Some(2));
    assert_eq!(run(&launcher.to_string_lossy(), &["--version"]), version);
    assert_eq!(run(&launcher.to_string_lossy(), &["xdoctor", "xdoctor"]).0, Some(2));
}

#[test]
fn workflows_run_fixed_versions_of_actions() {
    for path in WORKFLOWS {
        let words = words(path);
        for used in words.iter().zip(&words[1..]).filter(|(key, _)| *key == "uses").map(|(_, value)| value) {
            let commit = used.split_once('@').map(|(_, commit)| commit).unwrap_or_default();
            let is_commit = commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
            assert!(is_commit, "{path}: `{used}` may change: name a commit");
        }
    }
}

#[test]
fn every_target_of_a_release_is_one_and_can_be_fetched_again() {
    let words = words(".github/workflows/release.yml");
    let made: BTreeSet<_> =
        words.iter().zip(&words[1..]).filter(|(key, _)| *key == "target").map(|(_, value)| value.as_str()).collect();
    let known: BTreeSet<_> = xdoctor_checks::targets::names::all().collect();
    assert!(!made.is_empty() && made.is_subset(&known), "{made:?}");
    let action = read("action.yml");
    let fetched: BTreeSet<_> = action.split("triple=").skip(1).filter_map(|rest| rest.split(' ').next()).collect();
    assert_eq!(made, fetched);
}

#[test]
fn what_binstall_fetches_is_what_the_release_makes() {
    let manifest: toml_edit::DocumentMut = read("Cargo.toml").parse().expect("it is TOML");
    let binstall = &manifest["package"]["metadata"]["binstall"];
    let text = |item: &toml_edit::Item| item.as_str().expect("a text").to_owned();
    let archive = "xdoctor-{ version }-{ target }";
    let address = |archive: &str| format!("{{ repo }}/releases/download/v{{ version }}/{archive}.tar.gz");
    let program = |archive: &str| format!("{archive}/{{ bin }}{{ binary-ext }}");
    assert_eq!((text(&binstall["pkg-url"]), text(&binstall["bin-dir"])), (address(archive), program(archive)));
    let release = read(".github/workflows/release.yml");
    for (gnu, of) in binstall["overrides"].as_table().expect("a table") {
        let musl = gnu.replace("-gnu", "-musl");
        assert!(release.contains(&musl), "{musl}");
        let archive = archive.replace("{ target }", &musl);
        assert_eq!((text(&of["pkg-url"]), text(&of["bin-dir"])), (address(&archive), program(&archive)));
    }
    let script = read(".ci/release");
    assert!(script.contains("name=xdoctor-$version-$triple"), "the name of an archive is another");
}

//! Two machines side by side, against golden files in `tests/compare/`; `UPDATE=1` writes them anew.

use std::{fs, path::Path, process::Command};

use serde_json::Value;

const BIN: &str = env!("CARGO_BIN_EXE_xdoctor");
const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A composed machine.
fn host(name: &str) -> String {
    format!("{ROOT}/tests/hosts/{name}.toml")
}

fn diff(args: &[&str]) -> (i32, String, String) {
    let output = Command::new(BIN)
        .arg("diff")
        .args(args)
        .env_clear()
        .env("COLUMNS", "100")
        .output()
        .expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("an exit code"), text(output.stdout), text(output.stderr))
}

fn golden(name: &str, a: &str, b: &str, more: &[&str], code: i32) {
    let (a, b) = (host(a), host(b));
    let (exit, text, said) = diff(&[&[a.as_str(), &b], more].concat());
    assert_eq!((exit, said.as_str()), (code, ""), "{name}: {text}");
    let file = Path::new(ROOT).join("tests/compare").join(format!("{name}.txt"));
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, &text).expect("a writable checkout");
    }
    let expected = fs::read_to_string(&file).unwrap_or_default();
    assert!(expected == text, "{name} differs: look at it, then UPDATE=1 cargo test --test compare\n{text}");
}

const AARCH64: &[&str] = &["-t", "aarch64-unknown-linux-gnu"];

#[test]
fn a_setting_that_decides_is_told_with_its_place() {
    golden("no-linker-set", "debian-no-linker-set", "debian-ready", AARCH64, 1);
}

#[test]
fn what_is_not_installed_is_told_with_what_is_there_instead() {
    golden("first-day", "debian-first-day", "debian-ready", &[], 1);
}

#[test]
fn versions_come_after_what_they_decide() {
    golden("ndk", "ndk-r21-rust-1.95", "ndk-r28-ready", &[], 1);
}

#[test]
fn machines_of_two_systems_are_compared() {
    golden("mac-and-debian", "mac-arm-cross-without-linux-toolchain", "debian-ready", AARCH64, 1);
}

#[test]
fn what_both_build_is_the_same_whatever_else_differs() {
    golden("zig-and-gcc", "debian-zig-ready", "debian-ready", AARCH64, 0);
}

#[test]
fn a_machine_differs_in_nothing_from_itself() {
    let ready = host("debian-ready");
    let (code, text, _) = diff(&[&ready, &ready, "--json"]);
    let value: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!((code, &value["same"]), (0, &Value::from(true)));
    assert_eq!((&value["versions"], &value["rest"]), (&serde_json::json!([]), &serde_json::json!([])));
}

#[test]
fn json_has_both_sides_of_each_difference() {
    let (a, b) = (host("debian-no-linker-set"), host("debian-ready"));
    let (code, text, _) = diff(&[&[a.as_str(), &b, "--json"], AARCH64].concat());
    let value: Value = serde_json::from_str(&text).expect("JSON");
    let target = &value["targets"][0];
    assert_eq!((code, &target["same"]), (1, &Value::from(false)));
    assert_eq!((&target["a"]["verdict"], &target["b"]["verdict"]), (&Value::from("blocked"), &Value::from("unproved")));
    let linker = serde_json::json!({
        "what": "target.aarch64-unknown-linux-gnu.linker", "a": null,
        "b": {"value": "\"aarch64-linux-gnu-gcc\"", "place": ".cargo/config.toml:2"},
    });
    assert_eq!(target["settings"][0], linker);
}

#[test]
fn what_cannot_be_used_is_wrong_usage() {
    let ready = host("debian-ready");
    let nothing = format!("{ROOT}/tests/compare/no-such.json");
    for args in [&[nothing.as_str(), &ready][..], &[&ready, &nothing], &[&ready, "--machine", &ready], &[ROOT]] {
        let (code, text, said) = diff(args);
        assert_eq!((code, text.as_str()), (2, ""), "{args:?}: {said}");
    }
}

/// Two recordings of real machines: the same project, with a linker in the home of one of them.
#[test]
fn recordings_are_compared_with_their_proofs() {
    let scratch = tempfile::tempdir().expect("a folder");
    let rustc = Command::new("rustc").args(["--print", "sysroot"]).output().expect("rustc runs");
    let bin = format!("{}/bin", String::from_utf8(rustc.stdout).expect("UTF-8").trim());
    let triple = "x86_64-unknown-linux-gnu";
    let run = |who: &str, args: &[&str]| {
        let output = Command::new(BIN)
            .args(args)
            .current_dir(scratch.path().join(who).join("app"))
            .env_clear()
            .env("HOME", scratch.path().join(who))
            .env("PATH", format!("{bin}:/usr/bin:/bin"))
            .output()
            .expect("the program starts");
        (output.status.code(), String::from_utf8(output.stdout).expect("UTF-8"))
    };
    for who in ["alice", "bob"] {
        let app = scratch.path().join(who).join("app");
        fs::create_dir_all(app.join("src")).expect("made");
        fs::write(app.join("Cargo.toml"), "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2021\"\n")
            .expect("written");
        fs::write(app.join("src/main.rs"), "fn main() {}\n").expect("written");
    }
    let home = scratch.path().join("bob/.cargo");
    fs::create_dir_all(&home).expect("made");
    fs::write(home.join("config.toml"), format!("\n[target.{triple}]\nlinker = \"no-such-linker\"\n"))
        .expect("written");
    for who in ["alice", "bob"] {
        let file = scratch.path().join(format!("{who}.json")).display().to_string();
        assert_eq!(run(who, &["record", "--yes", "-o", &file, "-t", triple]).0, Some(0));
    }
    let [alice, bob] = ["alice", "bob"].map(|who| scratch.path().join(format!("{who}.json")).display().to_string());
    let (code, text) = run("alice", &["diff", &bob, &alice, "-t", triple]);
    assert_eq!(code, Some(1), "{text}");
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for told in
        ["alice builds", "bob blocked by", "on `bob` `linker` is `\"no-such-linker\"` (`~/.cargo/config.toml:3`)"]
    {
        assert!(words.contains(told), "{told}: {text}");
    }
    // This machine is `here`: it is Alice's.
    let (code, text) = run("alice", &["diff", &bob, "-t", triple]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("here") && text.contains("there"), "{text}");
    assert_eq!(run("alice", &["diff", &alice, "-t", triple]).0, Some(0));
}

#[test]
fn variables_that_concern_a_target_are_told_with_it() {
    golden("variables", "debian-variables", "debian-ready", AARCH64, 1);
}

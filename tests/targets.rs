//! The catalogue of targets, held against the rustc of this machine.

use std::{collections::BTreeSet, process::Command};

use serde_json::Value;
use xdoctor_checks::{
    Triple,
    targets::{Family, names, renames, renames::Fate, spelling},
};

/// Names that came after the oldest rustc this project is built with.
const NEWER: [&str; 3] = ["aarch64-unknown-qnx", "thumbv7a-vex-v5", "x86_64-pc-qnx"];

fn rustc(args: &[&str]) -> String {
    let output = Command::new("rustc").args(args).env("RUSTC_BOOTSTRAP", "1").output().expect("rustc runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

fn target_list() -> BTreeSet<String> {
    rustc(&["--print", "target-list"]).lines().map(str::to_owned).collect()
}

#[test]
fn every_right_name_is_a_target() {
    let list = target_list();
    let spelt = spelling::MISSPELLINGS.iter().flat_map(|(_, right)| *right).copied();
    let renamed = renames::RENAMES.iter().map(renames::Rename::now);
    let unknown: Vec<_> = spelt.chain(renamed).filter(|name| !list.contains(*name) && !NEWER.contains(name)).collect();
    assert_eq!(unknown, Vec::<&str>::new());
}

#[test]
fn no_wrong_name_is_a_target() {
    let list = target_list();
    let wrong = spelling::MISSPELLINGS.iter().flat_map(|(wrong, _)| *wrong).copied();
    let known: Vec<_> = wrong.filter(|name| list.contains(*name)).collect();
    assert_eq!(known, Vec::<&str>::new(), "rustc knows these: they are no misspellings");
    for rename in renames::RENAMES {
        if let (Some(since), Fate::Renamed(_) | Fate::Removed { .. }) = (rename.since, rename.fate) {
            assert!(!list.contains(rename.old), "`{}` is said to be gone since {since}", rename.old);
        }
    }
}

#[test]
fn every_target_of_rustc_is_in_the_catalogue() {
    let known: BTreeSet<_> = names::all().collect();
    let missing: Vec<_> = target_list().into_iter().filter(|name| !known.contains(name.as_str())).collect();
    assert_eq!(missing, Vec::<String>::new(), "add these to checks/targets/names.txt");
}

#[test]
fn families_are_those_of_rustcs_specifications() {
    let specs: Value =
        serde_json::from_str(&rustc(&["-Zunstable-options", "--print", "all-target-specs-json"])).expect("JSON");
    let mut wrong = Vec::new();
    for (name, spec) in specs.as_object().expect("an object") {
        let text = |key: &str| spec[key].as_str().unwrap_or_default();
        let (os, env, arch, vendor) = (text("os"), text("env"), text("arch"), text("vendor"));
        let bare = os.is_empty() || os == "none" || os == "unknown";
        let expected = match os {
            "linux" if env.starts_with("gnu") => Family::LinuxGnu,
            "linux" if env.starts_with("musl") => Family::LinuxMusl,
            "linux" if env == "ohos" => Family::OpenHarmony,
            "android" => Family::Android,
            "macos" => Family::Darwin,
            _ if vendor == "apple" => Family::AppleDevice,
            // Store apps and Windows 7 have their own vendors and the same environments.
            "windows" if env == "msvc" => Family::WindowsMsvc,
            "windows" if name.ends_with("gnullvm") => Family::WindowsGnullvm,
            "windows" if env == "gnu" => Family::WindowsGnu,
            "wasi" => Family::Wasi,
            "emscripten" => Family::Emscripten,
            "uefi" => Family::Uefi,
            "freebsd" | "netbsd" | "openbsd" | "dragonfly" => Family::Bsd,
            "solaris" | "illumos" => Family::Solaris,
            _ if bare && arch.starts_with("wasm") => Family::Wasm,
            _ if bare && name.split('-').any(|part| part == "none") => Family::BareMetal,
            _ => Family::Other,
        };
        let family = Family::of(&Triple::new(name));
        if family != expected {
            wrong.push(format!("{name}: {family:?}, by rustc {expected:?}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

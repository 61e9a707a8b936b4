//! The catalogue of targets, held against the rustc of this machine.

use std::{
    collections::BTreeSet,
    process::{Command, Output},
    sync::Arc,
};

use serde_json::Value;
use xdoctor::{
    driver::{self, Doctor},
    host::OsHost,
};
use xdoctor_checks::{
    Triple,
    facts::{cargo_config::Cfg, rustc::SpecCfg},
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

/// What rustc prints is what cargo goes by; to start it for each target takes long, so that its specifications are read
/// instead where they decide.
#[test]
#[expect(clippy::print_stdout, reason = "what could not be compared is told")]
fn what_is_concluded_from_a_specification_is_what_rustc_prints() {
    let list: Vec<_> = target_list().into_iter().collect();
    let mut doctor = Doctor::new(Arc::new(OsHost::here().expect("a directory")));
    let mut concluded = |name: &str| {
        let fact = driver::block_on(doctor.conclude(|cx| cx.fact::<SpecCfg>(Triple::new(name))));
        fact.expect("a runtime").unwrap_or_else(|failure| panic!("`{name}`: {failure}"))
    };
    let (mut compared, mut differing) = (0, Vec::new());
    for (name, output) in list.iter().zip(print_cfg(&list)) {
        let concluded = concluded(name);
        if !output.status.success() {
            let error = String::from_utf8_lossy(&output.stderr);
            assert!(error.contains("could not create LLVM TargetMachine"), "`{name}`: {error}");
            println!("not compared: `{name}`, for which this rustc's LLVM makes no code");
            continue;
        }
        let printed: BTreeSet<_> = String::from_utf8_lossy(&output.stdout).lines().filter_map(Cfg::parse).collect();
        // what it says of every value that either of them has
        differing.extend(
            printed
                .union(&concluded.0)
                .filter(|value| concluded.says(value).is_some_and(|says| says != printed.contains(*value)))
                .map(|value| format!("{name}: {value:?}")),
        );
        let decided = printed.iter().filter(|value| concluded.says(value).is_some()).count();
        assert!(decided >= 7, "`{name}`: only {decided} values are concluded");
        compared += 1;
    }
    assert_eq!(differing, Vec::<String>::new());
    assert!(compared > 200, "only {compared} were compared");
}

/// What `rustc --print cfg` answers for each, in order, as many at a time as there are processors.
fn print_cfg(targets: &[String]) -> Vec<Output> {
    let ask = |target: &String| {
        Command::new("rustc").args(["--print", "cfg", "--target", target]).output().expect("rustc runs")
    };
    let share = targets.len().div_ceil(std::thread::available_parallelism().map_or(2, Into::into));
    std::thread::scope(|scope| {
        let parts: Vec<_> =
            targets.chunks(share).map(|part| scope.spawn(move || part.iter().map(ask).collect::<Vec<_>>())).collect();
        parts.into_iter().flat_map(|part| part.join().expect("rustc was asked")).collect()
    })
}

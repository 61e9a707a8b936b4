//! The rustup of a scenario: the real one, with a home of its own.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    dist_server::{Component, DistServer},
    scenario::{HOST, Scenario, Toolchain},
    toolchains,
    world::World,
};

pub(crate) fn set_up(world: &mut World, scenario: &Scenario) {
    let home = world.root.join("home");
    let rustup = which("rustup");
    for name in ["rustup", "cargo", "rustc", "rustdoc"] {
        toolchains::link_to(&rustup, &home.join(".cargo/bin").join(name));
    }
    let settings = format!(
        "version = \"12\"\ndefault_toolchain = \"{}\"\nprofile = \"minimal\"\n\n[overrides]\n",
        scenario.default
    );
    fs::create_dir_all(home.join(".rustup/toolchains")).expect("a folder can be made");
    fs::write(home.join(".rustup/settings.toml"), settings).expect("a scenario may write its own files");
    if scenario.toolchains.is_empty() {
        for name in ["lab", "lab-old"] {
            toolchains::link_to(&world.lab.join(name).join("usr"), &home.join(".rustup/toolchains").join(name));
        }
    }
    for (name, toolchain) in &scenario.toolchains {
        let place = home.join(".rustup/toolchains").join(name);
        if toolchain.installed {
            if !toolchain.offers.is_empty() {
                install(world, name, toolchain);
            }
            toolchains::copy(toolchain, &world.lab, &place);
        } else {
            let copy = world.root.join("toolchains").join(name);
            toolchains::copy(toolchain, &world.lab, &copy);
            toolchains::link_to(&copy, &place);
        }
    }
}

/// Have the real rustup install a toolchain from a server of our own, of which it then knows what else is offered.
/// What it installs is empty: the lab's files take its place.
fn install(world: &mut World, name: &str, toolchain: &Toolchain) {
    let release = name.split('-').next().expect("a name has a release");
    let bin = |package| Component { package, target: HOST.into(), files: vec![(format!("bin/{package}"), Vec::new())] };
    let keep = (format!("lib/rustlib/{HOST}/lib/none"), Vec::new());
    let host = Component { package: "rust-std", target: HOST.into(), files: vec![keep] };
    let std = toolchain.offers.iter().map(|target| {
        let from = world.lab.join(&toolchain.of).join("usr");
        let mut files = Vec::new();
        list(&from, &from.join("lib/rustlib").join(target), &mut files);
        Component { package: "rust-std", target: target.clone(), files }
    });
    let components: Vec<_> = [bin("rustc"), bin("cargo"), host].into_iter().chain(std).collect();
    world.server = DistServer::start(release, HOST, &components).url;
    let home = world.root.join("home");
    let status = Command::new(home.join(".cargo/bin/rustup"))
        .args(["toolchain", "install", release, "--profile", "minimal", "--no-self-update"])
        .env("HOME", &home)
        .env("CARGO_HOME", home.join(".cargo"))
        .env("RUSTUP_HOME", home.join(".rustup"))
        .env("RUSTUP_DIST_SERVER", &world.server)
        .env("NO_PROXY", "127.0.0.1")
        .env_remove("RUSTUP_TOOLCHAIN")
        .output()
        .expect("rustup can be run");
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
}

/// The files below `folder`, by their path in the toolchain.
fn list(toolchain: &Path, folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("a folder entry can be read").path();
        if path.is_dir() {
            list(toolchain, &path, found);
        } else {
            let name = path.strip_prefix(toolchain).expect("below the toolchain").to_string_lossy().into_owned();
            found.push((name, fs::read(&path).expect("the lab can be read")));
        }
    }
}

fn which(program: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file());
    fs::canonicalize(found.unwrap_or_else(|| panic!("`{program}` is on PATH"))).expect("what was found is there")
}

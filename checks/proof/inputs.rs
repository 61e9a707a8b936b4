//! The files that can change a proof's result and that the link itself does not list.

use super::settled;
use crate::{
    Cx, HostPath, Pause, Triple,
    facts::{cargo_config::CargoConfig, rustc::Rustc, toolchain::Toolchain},
};

/// What decides for the toolchain and its settings, and the toolchain's own files. Absent ones are among them, since one
/// may appear; of a directory, its files count.
pub(super) fn inputs(target: &Triple, cx: &Cx<'_>) -> Result<Vec<HostPath>, Pause> {
    let (host, config) = (cx.host(), cx.fact::<CargoConfig>(()));
    let (toolchain, rustc) = (cx.fact::<Toolchain>(()), cx.fact::<Rustc>(()));
    let wrappers = wrappers(cx);
    let (host, config, toolchain, rustc) = (host?, settled(config)?, settled(toolchain)?, settled(rustc)?);
    let mut inputs = wrappers?;
    for dir in host.cwd.ancestors() {
        let names = [".cargo/config.toml", ".cargo/config", "rust-toolchain.toml", "rust-toolchain"];
        inputs.extend(names.map(|name| dir.join(name)));
    }
    if let Some(config) = &config {
        inputs.extend(config.files.iter().cloned());
        inputs.extend(config.home.iter().flat_map(|home| ["config.toml", "config"].map(|name| home.join(name))));
    }
    if let Some(toolchain) = &toolchain {
        inputs.extend([toolchain.rustc.clone(), toolchain.cargo.clone()]);
        inputs.extend(toolchain.rustup.iter().map(|rustup| rustup.home.join("settings.toml")));
    }
    if let Some(rustc) = &rustc {
        inputs.push(rustc.sysroot.join("lib"));
        for triple in [target, &rustc.host] {
            let dir = rustc.sysroot.join("lib/rustlib").join(triple.as_str());
            let parts = ["lib", "lib/self-contained", "bin", "bin/self-contained", "bin/gcc-ld"];
            inputs.extend(parts.map(|name| dir.join(name)));
        }
    }
    if target.as_str().strip_suffix(".json").is_some() {
        inputs.push(host.cwd.join(target.as_str()));
    }
    inputs.sort();
    inputs.dedup();
    Ok(inputs)
}

/// The programs that stand between cargo and rustc.
fn wrappers(cx: &Cx<'_>) -> Result<Vec<HostPath>, Pause> {
    let (host, config) = (cx.host()?, settled(cx.fact::<CargoConfig>(()))?);
    let names = ["rustc", "rustc-wrapper", "rustc-workspace-wrapper"];
    let variables = names.map(|name| cx.env(&name.replace('-', "_").to_ascii_uppercase()));
    let mut programs = Vec::new();
    for (name, variable) in names.iter().zip(variables) {
        let configured = config.as_ref().and_then(|config| config.string(&["build", name]));
        programs.extend(variable?.map(str::to_owned).or(configured.map(|value| value.value)));
    }
    let mut found = Vec::new();
    for program in programs.iter().filter(|program| !program.is_empty()) {
        if program.contains(['/', '\\']) {
            found.push(host.cwd.join(program));
        } else {
            found.extend(cx.which(program)?.first().cloned());
        }
    }
    Ok(found)
}

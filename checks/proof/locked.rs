//! What the lock file says of a build: which of its crates run build scripts, and which compile C.

use crate::{
    Triple,
    facts::project::{LockedPackage, Package, Project},
};

/// What the project's dependencies need beside rustc for the target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Needs {
    /// Programs or libraries for the host: build scripts, procedural macros.
    pub(super) host_link: bool,
    /// A C compiler for the target.
    pub(super) c_compiler: bool,
}

/// Crates that have a build script or are procedural macros, and that nearly every build of some size has. A lock file
/// does not tell; beside these the names below decide.
const WITH_BUILD_SCRIPT: &[&str] = &[
    "ahash",
    "anyhow",
    "async-trait",
    "autocfg",
    "backtrace",
    "bindgen",
    "camino",
    "clap_derive",
    "cmake",
    "cc",
    "cortex-m",
    "cortex-m-rt",
    "riscv-rt",
    "esp-hal",
    "msp430-rt",
    "defmt",
    "crossbeam-utils",
    "crc32fast",
    "curve25519-dalek",
    "darling_macro",
    "diesel_derives",
    "displaydoc",
    "enum-as-inner",
    "futures-macro",
    "generic-array",
    "getrandom",
    "httparse",
    "icu_normalizer_data",
    "icu_properties_data",
    "indoc",
    "lexical-core",
    "libc",
    "libloading",
    "libm",
    "lock_api",
    "log",
    "memoffset",
    "mime_guess",
    "native-tls",
    "num-traits",
    "num-bigint",
    "openssl",
    "parking_lot_core",
    "paste",
    "pest_derive",
    "pin-project-internal",
    "pkg-config",
    "portable-atomic",
    "prettyplease",
    "proc-macro-error",
    "proc-macro2",
    "prost-build",
    "prost-derive",
    "quote",
    "rayon-core",
    "ref-cast",
    "ring",
    "rustix",
    "rustls",
    "rustversion",
    "semver",
    "serde",
    "serde_core",
    "serde_derive",
    "serde_json",
    "slab",
    "strum_macros",
    "syn",
    "target-lexicon",
    "thiserror",
    "thiserror-impl",
    "tokio-macros",
    "tracing-attributes",
    "typenum",
    "unicase",
    "vcpkg",
    "version_check",
    "vergen",
    "wasm-bindgen",
    "wasm-bindgen-macro",
    "winapi",
    "wit-bindgen",
    "yoke-derive",
    "zerocopy",
    "zerocopy-derive",
    "zerofrom-derive",
    "zerovec-derive",
    "zstd-safe",
];

/// Crates that depend on `cc` for other targets alone, or as a library for others' build scripts.
const NO_C_OF_THEIR_OWN: &[(&str, &[&str])] = &[
    ("iana-time-zone-haiku", &["haiku"]),
    ("backtrace", &["android"]),
    ("cmake", &[]),
    ("autotools", &[]),
    ("bindgen", &[]),
    ("nasm-rs", &[]),
    ("cxx-build", &[]),
    ("windres", &[]),
    ("embed-resource", &["windows"]),
    ("compiler_builtins", &[]),
];

pub(super) fn needs(project: &Project, target: &Triple) -> Needs {
    let Some(lock) = &project.lock else {
        // What is not locked yet is known by the names in the manifests alone.
        let direct = |package: &Package| package.dependencies.iter().any(|name| is_known_to_build(name));
        let host_link = project.built().any(|package| needs_host(package) || direct(package));
        return Needs { host_link, c_compiler: false };
    };
    let roots: Vec<_> = project.built().map(|package| package.name.as_str()).collect();
    let reached = lock.reachable(&roots, |member, dependency| {
        project.members.iter().any(|package| package.name == member && package.dev_dependencies.contains(dependency))
    });
    let own = |package: &LockedPackage| {
        let member = project.members.iter().find(|member| member.name == package.name && package.source.is_none());
        member.is_some_and(needs_host)
    };
    Needs {
        host_link: project.built().any(needs_host)
            || reached.iter().any(|package| own(package) || has_build_script(package)),
        c_compiler: reached.iter().any(|package| compiles_c(package, target)),
    }
}

/// Whether building this member of the workspace links something for the host.
pub(super) fn needs_host(package: &Package) -> bool {
    package.build_script.is_some() || package.is_proc_macro()
}

fn has_build_script(package: &LockedPackage) -> bool {
    is_known_to_build(&package.name)
        || package.dependencies.iter().any(|dependency| {
            let dependency = dependency.split(' ').next().unwrap_or_default();
            ["cc", "cmake", "pkg-config", "bindgen", "autocfg", "version_check", "syn", "proc-macro2"]
                .contains(&dependency)
        })
}

/// By its name.
fn is_known_to_build(name: &str) -> bool {
    let ends = ["-sys", "_sys", "-derive", "_derive", "-macro", "_macro", "-macros", "_macros", "-proc-macro", "-src"];
    WITH_BUILD_SCRIPT.contains(&name) || ends.iter().any(|end| name.ends_with(end))
}

fn compiles_c(package: &LockedPackage, target: &Triple) -> bool {
    let depends = |name: &str| package.dependencies.iter().any(|dependency| dependency.split(' ').next() == Some(name));
    if !depends("cc") && !depends("cmake") {
        return false;
    }
    match NO_C_OF_THEIR_OWN.iter().find(|(name, _)| *name == package.name) {
        Some((_, targets)) => targets.iter().any(|part| target.as_str().contains(part)),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Fake;

    fn needs_of(packages: &str, target: &str) -> Needs {
        let fake = Fake::linux()
            .file(
                "/p/Cargo.toml",
                "[package]\nname = \"app\"\n[dependencies]\na = \"1\"\n[dev-dependencies]\ntester = \"1\"\n",
            )
            .file("/p/src/main.rs", "")
            .file("/p/Cargo.lock", packages)
            .missing_rest();
        let project = fake.ask(Project::here).expect("answered").expect("a project");
        needs(&project, &Triple::new(target))
    }

    fn lock(packages: &[(&str, &[&str])]) -> String {
        let packages = packages.iter().map(|(name, dependencies)| {
            let source = if *name == "app" { "" } else { "source = \"registry\"\n" };
            format!("[[package]]\nname = \"{name}\"\nversion = \"1.0.0\"\n{source}dependencies = {dependencies:?}\n")
        });
        packages.collect()
    }

    #[test]
    fn a_crate_that_compiles_c_needs_a_compiler_and_the_host_s_linker() {
        let lock = lock(&[("app", &["a"]), ("a", &["cc"]), ("cc", &[])]);
        let expected = Needs { host_link: true, c_compiler: true };
        assert_eq!(needs_of(&lock, "aarch64-unknown-linux-gnu"), expected);
    }

    #[test]
    fn what_only_tests_or_other_targets_need_does_not_count() {
        let tester = lock(&[("app", &["a", "tester"]), ("a", &[]), ("tester", &["cc"]), ("cc", &[])]);
        assert_eq!(needs_of(&tester, "x86_64-unknown-linux-gnu"), Needs::default());
        let haiku =
            lock(&[("app", &["a"]), ("a", &["iana-time-zone-haiku"]), ("iana-time-zone-haiku", &["cc"]), ("cc", &[])]);
        assert!(!needs_of(&haiku, "x86_64-unknown-linux-gnu").c_compiler);
        assert!(needs_of(&haiku, "x86_64-unknown-haiku").c_compiler);
    }
}

//! A crate of the build has no code for WebAssembly.

use xdoctor_fixes::{Applicability, Change, Fix, Scope};

use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Symptom, Topic,
    check::Severity,
    facts::{
        project::Project,
        refusals::{Refusal, Refusals},
    },
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "dependency-not-for-wasm",
    topic: Topic::Wasm,
    title: "a crate of the build does not compile for WebAssembly",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A dependency is for systems that WebAssembly is not: it needs signals, sockets, a terminal, `errno`, or a source of random \
numbers that somebody has to name. Most often it came in below another one: getrandom below rand or uuid, mio and socket2 \
below tokio, errno below rustix.
## Why it breaks the build
Such crates stop with an error of their own (`the wasm*-unknown-unknown targets are not supported by default`, `This wasm \
target is unsupported by mio`, `Only features sync,macros,io-util,rt,time are supported on wasm`), or have no module for \
the system: E0583 *file not found for module `sys`*, E0432 *unresolved import*. Std and linker are in order.
## What to do
`cargo tree --target wasm32-unknown-unknown --invert CRATE` says who brings it. Turn off the feature that asks for it, or put the \
dependency below `[target.'cfg(not(target_family = \"wasm\"))'.dependencies]`. For random numbers in a browser or under \
Node.js name the source: getrandom's feature `js` (0.2) or `wasm_js` (0.3.4 and later), uuid's `js`. Where the program needs \
files, clocks and random numbers, build for `wasm32-wasip1` instead, for which errno, getrandom, rustix and mio do compile.
## Sources
Each crate compiled for `wasm32-unknown-unknown` and `wasm32-wasip1` with rustc 1.96: errno 0.2.8 to 0.3.14 `src/lib.rs`; \
getrandom 0.2.10 to 0.4.3 `src/backends.rs`; mio 1.1.0 to 1.2.4 `src/lib.rs`; tokio 1.51.1 to 1.54.1 `src/lib.rs`; uuid 1.23 to \
1.29 `src/rng.rs`; socket2, ctrlc, polling, crossterm, hostname, signal-hook-registry.",
    links: &[
        "https://docs.rs/getrandom/latest/getrandom/#webassembly-support",
        "https://docs.rs/tokio/latest/tokio/#wasm-support",
    ],
    symptoms: &[
        Symptom {
            all: &[r"error: [Tt]he wasm(\*|32|32/64)-unknown-unknown (targets )?are not supported by default[;,] you may need to enable the"],
            none: &[],
            weight: 0.95,
            printed_by: "getrandom 0.2 and later",
            source: "rust-random/getrandom src/lib.rs (0.2), src/backends.rs",
        },
        Symptom {
            all: &[r"error: (This wasm target is unsupported by mio\.|Only features sync,macros,io-util,rt,time are supported on wasm\.)"],
            none: &[],
            weight: 0.95,
            printed_by: "mio 1 and tokio 1",
            source: "tokio-rs/mio src/lib.rs; tokio-rs/tokio tokio/src/lib.rs",
        },
        Symptom {
            all: &[r"error: to use `uuid` on `wasm32-unknown-unknown`, specify a source of randomness using one of"],
            none: &[],
            weight: 0.95,
            printed_by: "uuid 1",
            source: "uuid-rs/uuid src/rng.rs",
        },
        Symptom {
            all: &[r#"error: The target OS is "unknown" or "none", so it's unsupported by the errno crate"#],
            none: &[],
            weight: 0.8,
            printed_by: "errno 0.3",
            source: "lambda-fairy/rust-errno src/lib.rs",
        },
        Symptom {
            all: &[r"error\[E0583\]: file not found for module `sys`", r"error: could not compile `(errno|socket2)`"],
            none: &[],
            weight: 0.8,
            printed_by: "rustc 1.60 and later, for errno before 0.3.14 and socket2",
            source: "by experiment: errno 0.3.5 and socket2 0.6.5 compiled for wasm32-unknown-unknown with rustc 1.96",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let target = &wanted.triple;
    let refusals = cx.fact::<Refusals>(target.clone())?;
    let Some(found) = &refusals.0 else { return Ok(Outcome::NotApplicable) };
    let Some(first) = found.first() else {
        return Ok(Outcome::Pass(format!("no crate of the build is known not to compile for `{target}`")));
    };
    let Refusal { package, version, row: _ } = first;
    let mut names: Vec<_> = found.iter().map(|refusal| format!("`{} {}`", refusal.package, refusal.version)).collect();
    names.dedup();
    let verb = if names.len() == 1 { "does" } else { "do" };
    let message = format!("{} {verb} not compile for `{target}`", names.join(", "));
    let root = Project::here(cx)?.map(|project| project.root.join("Cargo.lock"));
    let evidence = root.map(|file| Evidence::File { file, line: None, text: format!("{package} {version}") });
    let mut steps: Vec<_> =
        found.iter().map(|refusal| format!("{}: {}", refusal.package, refusal.row.instead)).collect();
    steps.dedup();
    steps.push(format!("`cargo tree --target {target} --invert {package}@{version}` says who brings it"));
    let fix = Fix {
        id: format!("{}/{target}", CHECK.id),
        title: format!("build for `{target}` without it, or with the feature that it needs"),
        change: Change::Manual { steps },
        applicability: Applicability::Manual,
        scope: Scope::Project,
    };
    let why =
        "cargo has it in this build, with the features that it resolves, and the crate has no code for the target";
    Ok(Finding::new(message, why).evidence(evidence).fix([fix]).conclusive().into())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{
        Triple,
        facts::{
            demands::{Built, Resolved, Tree},
            linker::scene::{AARCH64, WASM, debian},
        },
        testing::Fake,
    };

    fn built(name: &str, version: &str, features: &[&str], target: &str) -> Fake {
        let package = Built {
            name: name.to_owned(),
            version: Some(version.parse().expect("a version")),
            dependencies: BTreeSet::new(),
            features: Some(features.iter().map(|feature| (*feature).to_owned()).collect()),
        };
        let tree = Tree(Some(Resolved { target: vec![package], ..Resolved::default() }));
        let lock = format!(
            "version = 4\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\ndependencies = [\"{name}\"]\n[[package]]\n\
             name = \"{name}\"\nversion = \"{version}\"\nsource = \"registry\"\n"
        );
        debian()
            .file("/p/Cargo.toml", &format!("[package]\nname = \"app\"\n[dependencies]\n{name} = \"{version}\"\n"))
            .file("/p/src/main.rs", "fn main() {}")
            .file("/p/Cargo.lock", &lock)
            .granted(Triple::new(target), tree)
            .missing_rest()
    }

    fn message(fake: &Fake, target: &str) -> Option<String> {
        match fake.judge(&CHECK, target) {
            Ok(Outcome::Found(finding)) => Some(finding.message),
            Ok(Outcome::Pass(_) | Outcome::NotApplicable) => None,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_crate_that_refuses_the_target_stops_it() {
        let errno = built("errno", "0.3.14", &["std"], WASM);
        let expected = "`errno 0.3.14` does not compile for `wasm32-unknown-unknown`";
        assert_eq!(message(&errno, WASM).as_deref(), Some(expected));
        for (name, version, features) in [
            ("getrandom", "0.2.17", &["std"][..]),
            ("getrandom", "0.4.3", &[]),
            ("mio", "1.2.0", &[]),
            ("uuid", "1.24.0", &["rng", "v4"]),
        ] {
            assert!(message(&built(name, version, features, WASM), WASM).is_some(), "{name} {version}");
        }
        let wasi = "wasm32-wasip1";
        assert!(message(&built("tokio", "1.54.0", &["rt-multi-thread"], wasi), wasi).is_some());
    }

    #[test]
    fn what_compiles_there_does_not_fire() {
        for (name, version, features) in [
            ("errno", "0.4.0", &[][..]),
            ("getrandom", "0.2.17", &["js"]),
            ("getrandom", "0.3.4", &["wasm_js"]),
            ("uuid", "1.24.0", &["std"]),
            ("uuid", "1.24.0", &["js", "rng", "v4"]),
            ("tokio", "1.54.0", &["rt", "sync"]),
            ("mio", "0.8.11", &[]),
        ] {
            assert_eq!(message(&built(name, version, features, WASM), WASM), None, "{name} {version}");
        }
        assert_eq!(message(&built("errno", "0.3.14", &[], "wasm32-wasip1"), "wasm32-wasip1"), None);
        assert_eq!(message(&built("errno", "0.3.14", &[], AARCH64), AARCH64), None);
        let told = built("getrandom", "0.3.1", &[], WASM).env("RUSTFLAGS", "--cfg getrandom_backend=\"custom\"");
        assert_eq!(message(&told, WASM), None);
    }
}

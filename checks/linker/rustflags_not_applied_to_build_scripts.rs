//! Build scripts get no rustflags in a build for a target, and only those name a linker that is there.

use xdoctor_fixes::Fix;

use crate::{
    Check, Cx, Finding, Judgement, Live, Outcome, Symptom, Topic, Triple,
    cargo_config::mend,
    check::Severity,
    facts::{
        cargo_config::{BuildTargets, CargoConfig, Config, Located, TargetSettings},
        linker::{HostLinkerState, LinkOptions, LinkerState},
        rustc::Rustc,
    },
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "rustflags-not-applied-to-build-scripts",
    topic: Topic::Linker,
    title: "the rustflags that name the host's linker do not reach build scripts",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The linker for this machine is named in rustflags (`-C linker=`), and this build is for a target. Cargo gives rustflags to \
what it builds for the target, and none to build scripts and procedural macros, as soon as a target is given.
## Why it breaks the build
Build scripts and procedural macros are programs of this machine. They are linked by the default driver `cc`, which is not \
installed, although a build without `--target` works.
## What to do
Set `target.<host>.linker`: the setting reaches build scripts, with and without a target.
## Sources
The Cargo Book, *Configuration*, `build.rustflags`; cargo `src/compiler/build_context/target_info.rs`, `extra_args`.",
    links: &["https://doc.rust-lang.org/cargo/reference/config.html#buildrustflags"],
    symptoms: &[
        Symptom {
        all: &[r"error: linker `cc` not found", r"error: could not compile `[^`]+` \(build script\)"],
        none: &[],
        weight: 0.3,
        printed_by: "rustc 1.30 with cargo 1.65 and later",
        source: "rust-lang/rust compiler/rustc_codegen_ssa/src/errors.rs, LinkerNotFound",
    },
        Symptom {
            all: &[r"RUSTFLAGS\s*=\s*['\x22]?[^'\x22\n]*(-C ?linker=|-L ?[/\w])", r"(linker `cc` not found|cannot find -l)", r"could not compile `[^`]+` \(build script\)"],
            none: &[],
            weight: 0.96,
            printed_by: "cargo with --target",
            source: "rust-lang/cargo src/cargo/core/compiler/build_context/target_info.rs, extra_args",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let (rustc, targets, config) = (cx.fact::<Rustc>(()), cx.fact::<BuildTargets>(()), cx.fact::<CargoConfig>(()));
    let state = cx.fact::<HostLinkerState>(());
    let (rustc, targets, config) = (rustc?, targets?, config?);
    if wanted.triple == rustc.host && targets.0.is_empty() {
        return Ok(Outcome::NotApplicable);
    }
    let native = cx.fact::<TargetSettings>(rustc.host.clone());
    if state?.0.state != LinkerState::HostDriverAbsent {
        return Ok(Outcome::NotApplicable);
    }
    let native = native?;
    let Some(linker) = LinkOptions::of(&native.rustflags.flags).linker else { return Ok(Outcome::NotApplicable) };
    let message =
        format!("build scripts do not get `-Clinker={}` of {}, and `cc` is not installed", linker.value, linker.origin);
    let why = "cargo gives no rustflags to build scripts and procedural macros of a build for a target";
    Ok(Finding::new(message, why)
        .evidence([linker.evidence("rustflags")])
        .fix([fix(&rustc.host, &linker, &config)])
        .into())
}

fn fix(host: &Triple, linker: &Located<String>, config: &Config) -> Fix {
    let Some(file) = linker.origin.file() else {
        let name = format!("CARGO_TARGET_{}_LINKER", host.as_env());
        let steps = vec![format!("set `{name}={}`", linker.value)];
        return mend::manual(&CHECK, host.as_str(), format!("set `{name}`"), steps);
    };
    let key = ["target", host.as_str(), "linker"].map(str::to_owned);
    let title = format!("set the linker of `{host}`");
    let edits = vec![mend::set(file, &key, mend::toml_string(&linker.value))];
    mend::edit(&CHECK, host.as_str(), title, mend::scope_of(file, config), edits)
}

#[cfg(test)]
mod tests {
    use xdoctor_fixes::Change;

    use super::*;
    use crate::{
        facts::linker::{
            HostLinkerNeed,
            scene::{AARCH64, HOST, bare, config, debian},
        },
        testing::{Fake, path},
    };

    const FLAGS: &str = "[build]\nrustflags = ['-Clinker=clang']\n";

    fn judged(fake: Fake, target: &str) -> Judgement {
        fake.granted((), HostLinkerNeed::Needed { by: "x".into() }).judge(&CHECK, target)
    }

    #[test]
    fn a_linker_in_flags_becomes_the_hosts_setting() {
        let Ok(Outcome::Found(finding)) = judged(config(bare(), FLAGS), AARCH64) else { panic!("it fires") };
        let key = ["target", HOST, "linker"].map(str::to_owned);
        let edits = vec![mend::set(&path("/p/.cargo/config.toml"), &key, "\"clang\"".into())];
        assert_eq!(finding.fixes[0].change, Change::Edit { edits });
    }

    #[test]
    fn where_the_default_driver_is_there_nothing_is_wrong() {
        assert_eq!(judged(config(debian(), FLAGS), AARCH64), Ok(Outcome::NotApplicable));
    }

    #[test]
    fn without_a_target_the_flags_reach_everything() {
        assert_eq!(judged(config(bare(), FLAGS), HOST), Ok(Outcome::NotApplicable));
    }
}

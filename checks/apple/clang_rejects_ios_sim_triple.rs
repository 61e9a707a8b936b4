//! bindgen hands Rust's name of the simulator to a clang that does not know it.

use semver::Version;
use xdoctor_fixes::Scope;

use super::{flags, mend};
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic,
    answer::Ran,
    check::Severity,
    facts::apple::{DeveloperDir, Variable},
    question::Run,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "clang-rejects-ios-sim-triple",
    topic: Topic::Apple,
    title: "clang does not accept the triple of the simulator that bindgen passes",
    severity: Severity::Failure,
    docs: "\
## What is wrong
Rust calls the simulator `aarch64-apple-ios-sim`, clang calls it `arm64-apple-ios-simulator`. bindgen before 0.72 passes Rust's \
name on, and so do build scripts that put `--target` together by themselves. clang took `sim` for a version and said nothing, \
until Apple's clang 17 (Xcode 16.3).
## Why it breaks the build
`error: version 'sim' in target triple 'arm64-apple-ios-sim' is invalid`; headers that are missed after it are a consequence.
## What to do
Update bindgen to 0.72 or later (a crate that depends on an older one has to be updated), or name the target for it: \
`BINDGEN_EXTRA_CLANG_ARGS_aarch64_apple_ios_sim = \"--target=arm64-apple-ios-simulator\"` in `[env]` of the project's \
`.cargo/config.toml`.
## Sources
rust-lang/rust-bindgen#3181 and #3182; bindgen's `lib.rs` (`rust_to_clang_target`) of 0.71 and 0.72; clang's \
`DiagnosticDriverKinds.td` (`err_drv_invalid_version_number` in triples).",
    links: &["https://github.com/rust-lang/rust-bindgen/issues/3181"],
    symptoms: &[
        Symptom {
            all: &[r"version '-?(sim|simulator)\S*' in target triple '[\w.-]+' is invalid|invalid version number in '(-target |--target=)?[\w.-]+-(ios|tvos|watchos|xros|visionos)[\d.]*-sim"],
            none: &[],
            weight: 0.97,
            printed_by: "clang 17 and later, libclang too",
            source: "llvm-project clang/include/clang/Basic/DiagnosticDriverKinds.td, err_drv_invalid_version_number; rust-lang/rust-bindgen#3181",
        },
        Symptom {
            all: &[r#"version 'sim' in target triple|-(ios|tvos|watchos|xros|visionos)[\d.]*-sim['"`]? (is invalid|is not|unknown|unsupported)|(invalid|unknown|unsupported|unrecognized) .{0,40}-(ios|tvos|watchos|xros|visionos)[\d.]*-sim\b"#],
            none: &[r"can't find crate|target may not be installed|Could not find specification|is not installed"],
            weight: 0.97,
            printed_by: "clang 10 and later, Apple clang 16.3",
            source: "llvm-project clang/lib/Driver/Driver.cpp, err_drv_invalid_version_number; Triple.cpp",
        },
    ],
    live: Live::Target(check),
};

/// The first bindgen that says `simulator`.
const SAYS_SIMULATOR: Version = Version::new(0, 72, 0);
/// The first clang of Apple's that objects.
const OBJECTS: u32 = 17;

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let triple = &wanted.triple;
    let Some(device) = triple.as_str().strip_suffix("-sim").filter(|rest| rest.contains("-apple-")) else {
        return Ok(Outcome::NotApplicable);
    };
    let locked = flags::locked("bindgen", cx)?;
    let Some(old) = locked.first() else { return Ok(Outcome::NotApplicable) };
    if *old >= SAYS_SIMULATOR {
        return Ok(Outcome::Pass(format!("bindgen {old} passes clang's name of the simulator")));
    }
    let name = format!("BINDGEN_EXTRA_CLANG_ARGS_{}", triple.underscored());
    let names = [format!("BINDGEN_EXTRA_CLANG_ARGS_{triple}"), name.clone(), "BINDGEN_EXTRA_CLANG_ARGS".to_owned()];
    let asked = names.map(|name| cx.fact::<Variable>(name));
    let clang = clang(cx);
    for variable in asked {
        if let Some(value) = variable?.value() {
            // of the three, bindgen takes the first that is set
            if value.value.contains("-simulator") {
                return Ok(Outcome::Pass(format!("bindgen is told `{}`", value.value)));
            }
            break;
        }
    }
    let (major, seen) = clang?;
    if major.is_some_and(|major| major < OBJECTS) {
        return Ok(Outcome::Pass("this clang takes no offence at the name".to_owned()));
    }
    let target = format!("--target={}-simulator", device.replacen("aarch64", "arm64", 1));
    Ok(Finding::new(
        format!(
            "the locked bindgen {old} tells clang the target `{}`",
            triple.as_str().replacen("aarch64", "arm64", 1)
        ),
        "clang from Apple's 17 on refuses the name and wants `-simulator`",
    )
    .evidence(seen)
    .fix(mend::set_variable(&CHECK, &name, &target, Scope::Project, cx)?)
    .fix([mend::manual(&CHECK, "bindgen", "update bindgen", vec!["update bindgen to 0.72 or later".to_owned()])])
    .into())
}

/// The major version of Apple's clang, where one is there to be asked.
fn clang(cx: &Cx<'_>) -> Result<(Option<u32>, Option<Evidence>), Pause> {
    if cx.host()?.os != "macos" || !matches!(*cx.fact::<DeveloperDir>(())?, DeveloperDir::Found { .. }) {
        return Ok((None, None));
    }
    let said = match cx.run(Run::probe("clang", ["--version"])) {
        Ok(Ran::Finished { stdout, .. }) => stdout.lines().next().unwrap_or_default(),
        Ok(Ran::NotFound | Ran::NotExecutable { .. }) | Err(Pause::Unknown(_)) => return Ok((None, None)),
        Err(Pause::Pending) => return Err(Pause::Pending),
    };
    let number = said.split_once("Apple clang version ").and_then(|(_, rest)| rest.split('.').next()?.parse().ok());
    let command = vec!["clang".to_owned(), "--version".to_owned()];
    Ok((number, Some(Evidence::Command { command, exit: Some(0), output: said.to_owned() })))
}

#[cfg(test)]
mod tests {
    use xdoctor_fixes::Change;

    use super::*;
    use crate::{
        apple::scene::{IOS, IOS_SIM, finding, locked, mac, xcode},
        facts::linker::scene::config,
        testing::Fake,
    };

    fn with(bindgen: &str, clang: &str) -> Fake {
        locked(xcode(mac()), &[("bindgen", bindgen)])
            .command(["clang", "--version"], &format!("Apple clang version {clang} (clang-0000)\nTarget: x\n"))
    }

    #[test]
    fn fires_for_an_old_bindgen_and_a_new_clang() {
        let found = finding(&with("0.71.1", "17.0.0"), &CHECK, IOS_SIM);
        assert_eq!(found.message, "the locked bindgen 0.71.1 tells clang the target `arm64-apple-ios-sim`");
        assert!(matches!(found.fixes[0].change, Change::Edit { .. }));
        assert_eq!(found.fixes[0].scope, Scope::Project);
    }

    #[test]
    fn either_of_the_other_age_or_a_name_of_clangs_passes() {
        let passes = |fake: &Fake| matches!(fake.judge(&CHECK, IOS_SIM), Ok(Outcome::Pass(_)));
        assert!(passes(&with("0.72.0", "17.0.0")) && passes(&with("0.69.4", "16.0.0")));
        let text = "[env]\nBINDGEN_EXTRA_CLANG_ARGS_aarch64_apple_ios_sim = '--target=arm64-apple-ios-simulator'\n";
        assert!(passes(&config(with("0.71.1", "17.0.0"), text)));
    }

    #[test]
    fn without_bindgen_or_for_the_device_nothing_is_asked() {
        assert_eq!(xcode(mac()).judge(&CHECK, IOS_SIM), Ok(Outcome::NotApplicable));
        assert_eq!(with("0.71.1", "17.0.0").judge(&CHECK, IOS), Ok(Outcome::NotApplicable));
    }
}

//! The variables that name an NDK name different ones.

use super::{build::Build, mend};
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Symptom, Topic, check::Severity, facts::ndk::NdkSearch,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "android-ndk-variables-disagree",
    topic: Topic::Android,
    title: "the variables name different NDKs",
    severity: Severity::Warning,
    docs: "\
## What is wrong
Several of `ANDROID_NDK_HOME`, `ANDROID_NDK_ROOT`, `ANDROID_NDK_PATH` and `NDK_HOME` are set, and they lead to different \
NDKs. Each tool takes the first in an order of its own: cargo-ndk in this one, cargo-apk `ANDROID_NDK_ROOT` first, Tauri \
`NDK_HOME` alone, CMake `ANDROID_NDK_ROOT` or `ANDROID_NDK`.
## Why it breaks the build
It need not. But one half of a build may be made with one NDK and the other half with another: objects that do not fit, \
and errors that come and go with the tool.
## What to do
Let all of them name one NDK, or set one of them alone.
## Sources
cargo-ndk `src/cli/mod.rs` (`find_first_consistent_var_set`); ndk-build (cargo-apk) `src/ndk.rs`; cargo-mobile2 \
`src/android/ndk.rs`; CMake `Modules/Platform/Android-Determine.cmake`.",
    links: &[],
    symptoms: &[Symptom {
        all: &[r"Environment variable `[A-Z_]*NDK[A-Z_]* = [^`]*` doesn't match `[A-Z_]*NDK"],
        none: &[],
        weight: 0.8,
        printed_by: "cargo-ndk 3 and later",
        source: "bbqsrc/cargo-ndk src/cli/mod.rs, find_first_consistent_var_set",
    }],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    if Build::of(wanted, cx)?.is_none() {
        return Ok(Outcome::NotApplicable);
    }
    let search = cx.fact::<NdkSearch>(())?;
    let led: Vec<_> = search.variables.iter().filter_map(|variable| Some((variable, variable.ndk.as_ref()?))).collect();
    let Some(((first, chosen), rest)) = led.split_first() else { return Ok(Outcome::NotApplicable) };
    let Some((other, theirs)) = rest.iter().find(|(_, ndk)| ndk.root != chosen.root) else {
        return Ok(match rest {
            [] => Outcome::NotApplicable,
            _ => Outcome::Pass(format!("every variable names {}", chosen.describe())),
        });
    };
    // by different ways, or through a link, the same
    if theirs.revision == chosen.revision && theirs.root.file_name() == chosen.root.file_name() {
        return Ok(Outcome::Pass(format!("every variable names NDK {}", chosen.revision)));
    }
    let message =
        format!("`{}` names NDK {}, and `{}` names NDK {}", first.name, chosen.revision, other.name, theirs.revision);
    let values = search.variables.iter();
    let shown = values.map(|variable| Evidence::Env { name: variable.name.to_owned(), value: variable.value.clone() });
    let steps = vec![
        format!(
            "set `{}` to `{}` as well, or unset it, where your shell's start-up files set it",
            other.name, chosen.root
        ),
        format!("or the other way round, if `{}` is the NDK that is meant", theirs.root),
    ];
    let fix = mend::manual(CHECK.id.to_owned(), "let the variables name one NDK", steps);
    Ok(Finding::new(message, "each tool takes the first of these variables in an order of its own")
        .evidence(shown)
        .fix([fix])
        .into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        android::scene::{ANDROID, NDK_27, ndk},
        facts::{linker::scene::AARCH64, ndk::scene::with_ndk},
    };

    #[test]
    fn fires_where_two_variables_lead_apart() {
        let fake = with_ndk(ndk("1.95.0", NDK_27), "/old", "21.4.7075529").env("NDK_HOME", "/old");
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, ANDROID) else { panic!("did not fire") };
        let expected = "`ANDROID_NDK_HOME` names NDK 27.2.12479018, and `NDK_HOME` names NDK 21.4.7075529";
        assert_eq!(finding.message, expected);
        assert_eq!(finding.evidence.len(), 2);
    }

    #[test]
    fn one_ndk_by_several_names_is_fine() {
        let fake = ndk("1.95.0", NDK_27).env("ANDROID_NDK_ROOT", "/ndk");
        let passed = Outcome::Pass("every variable names NDK 27.2.12479018 in `/ndk`".into());
        assert_eq!(fake.judge(&CHECK, ANDROID), Ok(passed));
        assert_eq!(fake.judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
        assert_eq!(ndk("1.95.0", NDK_27).judge(&CHECK, ANDROID), Ok(Outcome::NotApplicable));
    }
}

//! The rustflags have an unstable option, and the rustc that runs takes none.

use crate::{
    Check, Cx, Finding, Judgement, Live, Outcome, Symptom, Topic,
    cargo_config::mend,
    check::Severity,
    facts::{cargo_config::TargetSettings, rustc::Rustc},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "nightly-flag-on-stable",
    topic: Topic::CargoConfig,
    title: "the rustflags need a nightly compiler",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The rustflags, configured or in `RUSTFLAGS`, contain a `-Z` option (`-Zshare-generics=y`, `-Zunstable-options`, \
`-Zthreads=8`), and the compiler that runs is a stable or a beta one.
## Why it breaks the build
rustc refuses: ``the option `Z` is only accepted on the nightly compiler``. cargo asks rustc with the same flags about the \
target before it builds anything, so that not one crate is compiled.
## What to do
Build with a nightly (`cargo +nightly build`, or `channel` in `rust-toolchain.toml`), or take the option out. \
`RUSTC_BOOTSTRAP=1` makes a stable compiler take it, which nobody supports.
## Sources
rustc `compiler/rustc_session/src/config/nightly.rs` (`check_nightly_options`); the rustc book, *Command-line arguments*, \
`-Z`; cargo's `src/compiler/build_context/target_info.rs`.",
    links: &["https://doc.rust-lang.org/rustc/command-line-arguments.html#-z-set-unstable-options"],
    symptoms: &[Symptom {
        all: &[r"the option `Z` is only accepted on the nightly compiler"],
        none: &[],
        weight: 0.9,
        printed_by: "rustc 1.0 and later",
        source: "rust-lang/rust compiler/rustc_session/src/config.rs, nightly_options::check_nightly_options",
    }],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let settings = cx.fact::<TargetSettings>(wanted.triple.clone())?;
    let flags = &settings.rustflags.flags;
    let Some(at) = flags.iter().position(|flag| flag.value.starts_with("-Z")) else {
        return Ok(Outcome::NotApplicable);
    };
    let (rustc, bootstrap) = (cx.fact::<Rustc>(()), cx.env("RUSTC_BOOTSTRAP"));
    let (rustc, bootstrap) = (rustc?, bootstrap?);
    let flag = &flags[at];
    // `-Z name` in two words
    let words = if flag.value == "-Z" { 2 } else { 1 };
    let texts = flags[at..].iter().take(words).map(|flag| flag.value.as_str());
    let option = texts.collect::<Vec<_>>().join(" ");
    if rustc.nightly {
        return Ok(Outcome::Pass(format!("rustc {} takes `{option}`", rustc.version)));
    }
    if bootstrap.is_some_and(|value| !value.is_empty() && value != "-1") {
        return Ok(Outcome::Pass(format!("`RUSTC_BOOTSTRAP` makes rustc {} take `{option}`", rustc.version)));
    }
    let origin = &flag.origin;
    let steps = vec![
        format!("take `{option}` out of {origin}"),
        "or build with a nightly: `cargo +nightly build`, or `channel = \"nightly\"` in `rust-toolchain.toml`"
            .to_owned(),
    ];
    Ok(Finding::new(
        format!("the rustflags in {origin} contain `{option}`, and rustc {} takes no unstable option", rustc.version),
        "rustc refuses the option, and cargo asks it with the same flags before it builds anything",
    )
    .evidence(flags[at..].iter().take(words).map(|flag| flag.evidence("rustflags")))
    .fix([mend::manual(&CHECK, &option, format!("build with a nightly, or without `{option}`"), steps)])
    .conclusive()
    .into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::linker::scene::{AARCH64, config, with_cross_gcc};

    const SET: &str = "[build]\nrustflags = [\"-Cdebuginfo=1\", \"-Zshare-generics=y\"]\n";

    #[test]
    fn fires_with_the_place_of_the_option() {
        let judged = config(with_cross_gcc(), SET).judge(&CHECK, AARCH64);
        let Ok(Outcome::Found(finding)) = judged else { panic!("did not fire: {judged:?}") };
        let expected = "contain `-Zshare-generics=y`, and rustc";
        assert!(finding.message.contains(expected), "{}", finding.message);
        let crate::Evidence::Config { line, value, .. } = &finding.evidence[0] else { panic!("{finding:?}") };
        assert_eq!((*line, value.as_str()), (Some(2), "-Zshare-generics=y"));
        assert!(finding.conclusive);
    }

    #[test]
    fn stable_options_and_a_compiler_that_is_told_to_take_it_are_fine() {
        let stable = config(with_cross_gcc(), "[build]\nrustflags = [\"-Cdebuginfo=1\"]\n");
        assert_eq!(stable.judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
        let told = config(with_cross_gcc().env("RUSTC_BOOTSTRAP", "1"), SET);
        assert!(matches!(told.judge(&CHECK, AARCH64), Ok(Outcome::Pass(_))));
    }
}

//! The policy asks for other versions of rustc than the one that runs.

use super::mend;
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Topic,
    check::Severity,
    facts::{rustc::Rustc, toolchain::Toolchain},
    policy::{PolicyHere, Tool},
    wanted::mentions::line_of,
};

pub static CHECK: Check = Check {
    id: "rustc-version-not-allowed",
    topic: Topic::Toolchain,
    title: "the rustc that runs has none of the versions that the project's policy asks for",
    severity: Severity::Failure,
    docs: "\
## What is wrong
`xdoctor.toml` (or `[workspace.metadata.xdoctor]`) says under `require` which versions of rustc the project is built \
with, and the rustc that runs from here is none of them.
## Why it breaks the build
Cargo knows nothing of the policy and may well build. What it makes is not what the project wants to ship: other code \
generation, another oldest system, warnings and lints that a colleague or CI does not see. No link can refute that, so \
none is tried.
## What to do
Pin a release in `rust-toolchain.toml`, so that everybody runs the same, or update (`rustup update`). If the policy is \
out of date, change the range; `[[accept]]` with a reason and a day lets a machine be for the time being.
## Sources
The project's own policy; *The Cargo Book*, *Specifying Dependencies*, for how ranges are read.",
    links: &["https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html"],
    symptoms: &[],
    live: Live::Host(check),
};

fn check(cx: &Cx<'_>) -> Judgement {
    let policy = cx.fact::<PolicyHere>(())?;
    let asked = policy.policy().and_then(|policy| Some((policy, policy.requirement(Tool::Rustc)?)));
    let Some((policy, asked)) = asked else { return Ok(Outcome::NotApplicable) };
    let (rustc, toolchain) = (cx.fact::<Rustc>(()), cx.fact::<Toolchain>(()));
    let (rustc, toolchain) = (rustc?, toolchain?);
    if asked.range.allows(&rustc.version) {
        return Ok(Outcome::Pass(format!("rustc {} is within `{}`", rustc.version, asked.range)));
    }
    let text = line_of(&policy.file, asked.line, cx)?.unwrap_or_default().trim().to_owned();
    let name = toolchain.rustup.as_ref().map_or("", |rustup| &rustup.name);
    Ok(Finding::new(
        format!("rustc {} runs, and the policy asks for `{}`", rustc.version, asked.range),
        "the project is to be built with no other",
    )
    .evidence([Evidence::File { file: policy.file.clone(), line: Some(asked.line), text }])
    .evidence([Evidence::Command {
        command: vec![toolchain.rustc.to_string(), "-vV".into()],
        exit: Some(0),
        output: format!("release: {}", rustc.version),
    }])
    .evidence(mend::choice(&toolchain.chosen_by, name))
    .fix([mend::manual(
        CHECK.id,
        format!("build with a rustc within `{}`", asked.range),
        ["pin a release in `rust-toolchain.toml`, or update with `rustup update`", "or change the range in the policy"],
    )])
    .conclusive()
    .into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        testing::{Fake, path},
        toolchain::scene::{HOST, finding, rustup},
    };

    fn asks(range: &str) -> Fake {
        rustup().file("/p/xdoctor.toml", &format!("[require]\nrustc = \"{range}\"\n"))
    }

    #[test]
    fn fires_for_what_is_older_and_for_what_is_newer() {
        for range in [">=1.96", "<1.90", "=1.95.1"] {
            let found = finding(&asks(range), &CHECK, HOST);
            assert_eq!(found.message, format!("rustc 1.95.0 runs, and the policy asks for `{range}`"));
            let text = format!("rustc = \"{range}\"");
            assert_eq!(found.evidence[0], Evidence::File { file: path("/p/xdoctor.toml"), line: Some(2), text });
            assert!(found.conclusive);
        }
    }

    #[test]
    fn a_version_within_the_range_passes() {
        let expected = Outcome::Pass("rustc 1.95.0 is within `1.90`".into());
        assert_eq!(asks("1.90").judge(&CHECK, HOST), Ok(expected));
    }

    #[test]
    fn without_a_word_in_the_policy_nothing_is_asked() {
        assert_eq!(rustup().judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
        let other = rustup().file("/p/xdoctor.toml", "[require]\nzig = '0.15'\n");
        assert_eq!(other.judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
    }
}

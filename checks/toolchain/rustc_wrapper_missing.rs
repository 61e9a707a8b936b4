//! cargo is told to run rustc through a program that is not here.

use super::mend;
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic,
    check::Severity,
    facts::cargo_config::{RustcWrapper, RustcWrappers},
};

pub static CHECK: Check = Check {
    id: "rustc-wrapper-missing",
    topic: Topic::Toolchain,
    title: "the program that wraps rustc is not installed",
    severity: Severity::Failure,
    docs: "\
## What is wrong
`RUSTC_WRAPPER`, `build.rustc-wrapper` or their siblings for the workspace's own crates name a program, most often \
`sccache`, and it is not on `PATH`.
## Why it breaks the build
cargo starts every rustc through it, the first time to ask for the version: ``could not execute process `sccache \
.../rustc -vV` (never executed)``. Nothing is compiled.
## What to do
Install it (`cargo install --locked sccache`), or take the setting out. `RUSTC_WRAPPER=` with an empty value turns a \
configured one off, for one shell and without touching a file.
## Sources
The Cargo Book, *Configuration*, `build.rustc-wrapper`; cargo's `src/context/mod.rs` (`load_global_rustc`, `maybe_get_tool`).",
    links: &["https://doc.rust-lang.org/cargo/reference/config.html#buildrustc-wrapper"],
    symptoms: &[Symptom {
        // a wrapper that is given by its path is a stale path
        all: &[
            r"[Cc]ould not execute process `[^ /\\`]+ [^`]*\brustc(\.exe)? (-vV|- --crate-name|--crate-name)[^`]*` \(never executed\)",
            r"(No such file or directory|cannot find the (file|path)|program not found)",
        ],
        none: &[],
        weight: 0.9,
        printed_by: "cargo 1.18 and later",
        source: "rust-lang/cargo crates/cargo-util/src/process_builder.rs, output; src/cargo/util/rustc.rs, Rustc::new",
    }],
    live: Live::Host(check),
};

fn check(cx: &Cx<'_>) -> Judgement {
    let wrappers = cx.fact::<RustcWrappers>(())?;
    let mut found = Vec::new();
    // one that is given by its path is a matter of stale paths
    for wrapper in wrappers.0.iter().filter(|wrapper| !wrapper.program.value.contains(['/', '\\'])) {
        let Some(path) = cx.which(&wrapper.program.value)?.first() else { return Ok(missing(wrapper, cx)?.into()) };
        found.push(format!("rustc runs through `{path}`"));
    }
    Ok(found.into_iter().next().map_or(Outcome::NotApplicable, Outcome::Pass))
}

fn missing(wrapper: &RustcWrapper, cx: &Cx<'_>) -> Result<Finding, Pause> {
    let RustcWrapper { program, variable, key } = wrapper;
    let (name, origin) = (&program.value, &program.origin);
    let install = match name.as_str() {
        "sccache" => "`cargo install --locked sccache`, or your package manager's `sccache`".to_owned(),
        _ => format!("install `{name}`, or put its directory on `PATH`"),
    };
    let without = match origin.variable() {
        Some(set) => format!("or unset `{set}`"),
        None => format!("or take the setting out of {origin}; `{variable}=` turns it off in one shell"),
    };
    let path = cx.env("PATH")?.unwrap_or_default().to_owned();
    Ok(Finding::new(
        format!("{origin} has rustc run through `{name}`, which is not on `PATH`"),
        "cargo starts every rustc through it, the first time before it builds anything",
    )
    .evidence([program.evidence(&format!("build.{key}")), Evidence::Env { name: "PATH".to_owned(), value: path }])
    .fix([mend::manual(
        format!("{}/{name}", CHECK.id),
        format!("install `{name}`, or build without it"),
        [install, without],
    )])
    .conclusive())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::linker::scene::{HOST, config, with_cross_gcc};

    const SET: &str = "[build]\nrustc-wrapper = \"sccache\"\n";

    #[test]
    fn fires_with_the_place_of_the_setting() {
        let judged = config(with_cross_gcc(), SET).judge(&CHECK, HOST);
        let Ok(Outcome::Found(finding)) = judged else { panic!("did not fire: {judged:?}") };
        let Evidence::Config { line, value, .. } = &finding.evidence[0] else { panic!("{finding:?}") };
        assert_eq!((*line, value.as_str(), finding.conclusive), (Some(2), "sccache", true));
        let variable = with_cross_gcc().env("RUSTC_WORKSPACE_WRAPPER", "no-such-cache").judge(&CHECK, HOST);
        assert!(matches!(variable, Ok(Outcome::Found(_))), "{variable:?}");
        let own = config(with_cross_gcc(), "build.rustc-workspace-wrapper = \"clippy\"\n").judge(&CHECK, HOST);
        let Ok(Outcome::Found(finding)) = own else { panic!("did not fire: {own:?}") };
        let Evidence::Config { key, .. } = &finding.evidence[0] else { panic!("{finding:?}") };
        assert_eq!(key, "build.rustc-workspace-wrapper");
    }

    #[test]
    fn what_is_there_turned_off_or_given_by_its_path_is_fine() {
        let there = config(with_cross_gcc().program("/usr/bin/sccache"), SET);
        assert!(matches!(there.judge(&CHECK, HOST), Ok(Outcome::Pass(_))));
        let off = config(with_cross_gcc().env("RUSTC_WRAPPER", ""), SET);
        assert_eq!(off.judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
        let path = config(with_cross_gcc(), "[build]\nrustc-wrapper = \"/opt/sccache\"\n");
        assert_eq!(path.judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
    }
}

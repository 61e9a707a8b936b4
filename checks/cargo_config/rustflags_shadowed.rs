//! A variable hides the rustflags that the configuration has for the target.

use xdoctor_fixes::Fix;

use super::mend;
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Symptom, Topic,
    check::Severity,
    facts::{
        cargo_config::{CargoConfig, Config, Located, RustFlagsSource, TargetSettings},
        linker::LinkOptions,
    },
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "rustflags-shadowed",
    topic: Topic::CargoConfig,
    title: "a variable hides the configured rustflags",
    severity: Severity::Failure,
    docs: "\
## What is wrong
`RUSTFLAGS` or `CARGO_ENCODED_RUSTFLAGS` is set, if only to nothing. Cargo takes rustflags from one source alone: these two \
variables, then `target.<triple>.rustflags` with the matching `cfg(..)` tables, then `build.rustflags`. The configured \
flags are dropped, not added to.
## Why it breaks the build
Among the dropped flags are some that the link needs: the linker or its arguments, a link script, `crt-static`. CI \
services and actions like to set `RUSTFLAGS`, for instance to `-D warnings`.
## What to do
Unset the variable, or repeat the configured flags in it. A `-C linker=` is better written as the setting \
`target.<triple>.linker`, which no variable of flags hides.
## Sources
cargo `src/compiler/build_context/target_info.rs`, `extra_args`; The Cargo Book, *Configuration*, `build.rustflags`.",
    links: &["https://doc.rust-lang.org/cargo/reference/config.html#buildrustflags"],
    // What is printed is what the missing flags cause, and nothing names them.
    symptoms: &[Symptom {
        all: &[r"^\s*RUSTFLAGS: *(''|\S.*)?$", r"error: linking with `[^`]+` failed"],
        none: &[],
        weight: 0.2,
        printed_by: "GitHub Actions' log of a step's environment",
        source: "docs.github.com, workflow commands; the link error is rustc's",
    }],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let (config, settings) = (cx.fact::<CargoConfig>(()), cx.fact::<TargetSettings>(wanted.triple.clone()));
    let (config, settings) = (config?, settings?);
    let flags = &settings.rustflags;
    let variable = match flags.source {
        RustFlagsSource::Encoded => "CARGO_ENCODED_RUSTFLAGS",
        RustFlagsSource::Variable => "RUSTFLAGS",
        RustFlagsSource::Target | RustFlagsSource::Build | RustFlagsSource::None => return Ok(Outcome::NotApplicable),
    };
    // Of the sources in the files only the first would be taken: it is the one that the variable hides.
    let in_files = |source: RustFlagsSource| matches!(source, RustFlagsSource::Target | RustFlagsSource::Build);
    let Some((source, hidden)) = flags.hidden.iter().find(|(source, _)| in_files(*source)) else {
        return Ok(Outcome::Pass(format!("`{variable}` hides no configured rustflags")));
    };
    let lost = lost(hidden, &flags.flags);
    let given = words(&flags.flags).join(" ");
    if lost.is_empty() && is_subset(hidden, &flags.flags) {
        return Ok(Outcome::Pass(format!("`{variable}` has the configured rustflags too")));
    }
    let what = if lost.is_empty() { words(hidden).join(" ") } else { lost.join(" ") };
    let finding = Finding::new(
        format!("`{variable}` hides `{source}`, which has `{what}`"),
        "cargo takes rustflags from one source alone, and a variable comes before the configuration, even an empty one",
    )
    .evidence([Evidence::Env { name: variable.to_owned(), value: given }])
    .evidence(hidden.iter().map(|flag| flag.evidence("rustflags")))
    .fix(fixes(wanted, variable, hidden, &flags.flags, &config));
    // Bare metal links without its script, to nothing: that is a cause of its own.
    let script_alone = wanted.triple.as_str().contains("-none") && lost.iter().all(|flag| is_script(flag));
    Ok(if lost.is_empty() || script_alone { finding.warning() } else { finding }.into())
}

fn is_script(flag: &str) -> bool {
    let arg = flag.strip_prefix("-Clink-arg=").unwrap_or_default();
    let arg = arg.strip_prefix("-Wl,").unwrap_or(arg);
    arg.starts_with("-T") || arg.starts_with("--script")
}

fn words(flags: &[Located<String>]) -> Vec<&str> {
    flags.iter().map(|flag| flag.value.as_str()).collect()
}

fn is_subset(hidden: &[Located<String>], given: &[Located<String>]) -> bool {
    words(hidden).iter().all(|flag| words(given).contains(flag))
}

/// The hidden flags that a link needs and that the variable does not repeat.
fn lost(hidden: &[Located<String>], given: &[Located<String>]) -> Vec<String> {
    let (hidden, given) = (LinkOptions::of(hidden), LinkOptions::of(given));
    let mut lost = Vec::new();
    if let (Some(linker), None) = (&hidden.linker, &given.linker) {
        lost.push(format!("-Clinker={}", linker.value));
    }
    if let (Some(flavor), None) = (&hidden.flavor, &given.flavor) {
        lost.push(format!("-Clinker-flavor={}", flavor.value));
    }
    if let (Some(own), None) = (&hidden.self_contained, &given.self_contained) {
        lost.push(format!("-Clink-self-contained={own}"));
    }
    if let (Some(is_static), None) = (hidden.crt_static, given.crt_static) {
        lost.push(format!("-Ctarget-feature={}crt-static", if is_static { '+' } else { '-' }));
    }
    let missing = |own: &[Located<String>], others: &[Located<String>], flag: &str| {
        let others = words(others);
        own.iter()
            .filter(|one| !others.contains(&one.value.as_str()))
            .map(|one| format!("{flag}{}", one.value))
            .collect::<Vec<_>>()
    };
    lost.extend(missing(&hidden.args, &given.args, "-Clink-arg=").into_iter().filter(|arg| is_needed(arg)));
    lost.extend(missing(&hidden.search, &given.search, "-L"));
    lost.extend(missing(&hidden.libraries, &given.libraries, "-l"));
    lost
}

/// Whether a link can fail without this argument: what says where things are, for whom and by which script, and files.
/// Without the others (`-s`, `-fuse-ld=lld`, `-Wl,--gc-sections`) the result is another one, but there is a result.
fn is_needed(flag: &str) -> bool {
    const NEEDED: [&str; 15] = [
        "-T",
        "-L",
        "-l",
        "-B",
        "-m",
        "-F",
        "--sysroot",
        "-isysroot",
        "-syslibroot",
        "--target",
        "-target",
        "-nost",
        "-nodefault",
        "--gcc-toolchain",
        "--script",
    ];
    let arg = flag.strip_prefix("-Clink-arg=").unwrap_or(flag);
    let arg = arg.strip_prefix("-Wl,").unwrap_or(arg);
    !arg.starts_with('-') || NEEDED.iter().any(|needed| arg.starts_with(needed))
}

fn fixes(
    wanted: &Wanted,
    variable: &str,
    hidden: &[Located<String>],
    given: &[Located<String>],
    config: &Config,
) -> Vec<Fix> {
    let triple = wanted.triple.as_str();
    let mut fixes = Vec::new();
    // A linker has a setting of its own, which stays in effect.
    let options = LinkOptions::of(hidden);
    if let (Some(linker), [one]) = (&options.linker, lost(hidden, given).as_slice())
        && one.starts_with("-Clinker=")
        && let Some(file) = linker.origin.file()
        && !triple.contains('.')
        && config.root.at(&["target", triple, "linker"]).is_none()
    {
        let key = ["target", triple, "linker"].map(str::to_owned);
        let title = format!("set the linker of `{triple}`, which no variable of flags hides");
        let edits = vec![mend::set(file, &key, mend::toml_string(&linker.value))];
        fixes.push(mend::edit(&CHECK, triple, title, mend::scope_of(file, config), edits));
    }
    let all = words(given).into_iter().chain(words(hidden)).collect::<Vec<_>>();
    let spaced = all.iter().any(|flag| flag.contains(' '));
    let repeat = if variable == "RUSTFLAGS" && !spaced {
        format!("or repeat the configured flags: `RUSTFLAGS='{}'`", all.join(" "))
    } else {
        "or repeat the configured flags in it".to_owned()
    };
    fixes.push(mend::manual(
        &CHECK,
        variable,
        format!("unset `{variable}`"),
        vec![format!("`unset {variable}`"), repeat],
    ));
    fixes
}

#[cfg(test)]
mod tests {
    use xdoctor_fixes::Change;

    use super::{super::testing::*, *};
    use crate::testing::Fake;

    fn judged(variable: &str, text: &str) -> Judgement {
        let fake = Fake::linux().env("RUSTFLAGS", variable).file("/p/.cargo/config.toml", text);
        machine(fake).judge(&CHECK, AARCH64)
    }

    fn found(variable: &str, text: &str) -> Finding {
        match judged(variable, text) {
            Ok(Outcome::Found(finding)) => *finding,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_empty_variable_hides_a_link_argument() {
        let text = "[target.aarch64-unknown-linux-gnu]\nrustflags = ['-C', 'link-arg=--sysroot=/s']\n";
        let finding = found("", text);
        assert!(!finding.warning && !finding.conclusive);
        let message = "`RUSTFLAGS` hides `target.<triple>.rustflags`, which has `-Clink-arg=--sysroot=/s`";
        assert_eq!(finding.message, message);
    }

    #[test]
    fn flags_that_no_link_needs_only_warn() {
        assert!(found("-Dwarnings", "build.rustflags = ['-Clink-arg=-s', '-Clink-arg=-fuse-ld=lld']").warning);
    }

    #[test]
    fn what_the_variable_repeats_is_not_lost() {
        let text = "build.rustflags = ['-Clink-arg=-Tlink.x']";
        assert!(matches!(judged("-Cdebuginfo=1 -Clink-arg=-Tlink.x", text), Ok(Outcome::Pass(_))));
    }

    #[test]
    fn a_hidden_linker_becomes_the_setting() {
        let finding = found("-Dwarnings", "[target.aarch64-unknown-linux-gnu]\nrustflags = ['-Clinker=a-gcc']\n");
        let file = crate::testing::path("/p/.cargo/config.toml");
        let key = ["target", AARCH64, "linker"].map(str::to_owned);
        assert_eq!(finding.fixes[0].change, Change::Edit { edits: vec![mend::set(&file, &key, "\"a-gcc\"".into())] });
    }

    #[test]
    fn a_file_that_hides_another_is_no_variable() {
        let text = "[build]\nrustflags = ['-Clink-arg=-a']\n[target.aarch64-unknown-linux-gnu]\nrustflags = ['-Cb']\n";
        let fake = Fake::linux().file("/p/.cargo/config.toml", text);
        let fake = machine(fake).ran(crate::machine::Command::prints(["rustc", "..."], ""));
        assert_eq!(fake.judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
    }
}

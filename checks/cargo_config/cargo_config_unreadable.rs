//! Cargo cannot read its configuration, or cannot make one of its files.

use xdoctor_fixes::Fix;

use super::mend;
use crate::{
    Check, Cx, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic,
    check::Severity,
    facts::cargo_config::{CargoConfig, Config, ConfigError, ErrorKind, MixedShapes, Refusals, Rules},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "cargo-config-unreadable",
    topic: Topic::CargoConfig,
    title: "cargo refuses its configuration",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A configuration file that cargo reads here cannot be parsed, cannot be read, includes a file that is not there, has a \
value of a shape that cargo does not take, or contradicts another file: one gives `rustflags` as a string, the other as a \
list.
## Why it breaks the build
Cargo reads every `.cargo/config.toml` from the working directory up, and the one in its home, before it does anything. \
Any error in any of them stops it, also where the value has nothing to do with the target.
## What to do
Correct the value where it stands. Where two files disagree on a shape, write the string as a list. An `include` of a file \
that not everybody has takes `optional = true`, from cargo 1.94 on.
## Sources
The Cargo Book, *Configuration*; cargo `src/context/mod.rs` (`load_values_from`), `src/context/config_value.rs` \
(`merge_helper`), `src/context/schema.rs`.",
    links: &["https://doc.rust-lang.org/cargo/reference/config.html"],
    symptoms: &[
        Symptom {
            all: &[r"could not load config key `|could not parse TOML configuration in"],
            none: &[r"Permission denied \(os error 13\)"],
            weight: 0.88,
            printed_by: "cargo 1.30 and later",
            source: "rust-lang/cargo src/cargo/util/context/de.rs and error.rs",
        },

        Symptom {
            all: &[r"error: could not load Cargo configuration"],
            // Another user's file, as in a container.
            none: &[r"Permission denied \(os error 13\)"],
            weight: 0.9,
            printed_by: "cargo 1.30 and later",
            source: "cargo src/context/mod.rs, load_values_from",
        },
        Symptom {
            all: &[r"failed to merge (key|configuration|config value)"],
            none: &[],
            weight: 0.9,
            printed_by: "cargo 1.30 and later",
            source: "cargo src/context/config_value.rs, merge_helper",
        },
        Symptom {
            all: &[r"error: (error in .*config(\.toml)?: )?`[a-z0-9_.\-]+` expected .*, but found an? "],
            none: &[],
            weight: 0.7,
            printed_by: "cargo 1.40 and later",
            source: "cargo src/context/error.rs, ConfigError::expected",
        },
        Symptom {
            all: &[r"error: config profile `[^`]+` is not valid \(defined in "],
            none: &[],
            weight: 0.9,
            printed_by: "cargo 1.43 and later",
            source: "rust-lang/cargo src/cargo/core/profiles.rs, get_config_profile",
        },
        Symptom {
            all: &[r"several matching instances of `target\.'cfg\(\.\.\)'\.(linker|runner)`"],
            none: &[],
            weight: 0.95,
            printed_by: "cargo 1.32 (runner), 1.74 (linker) and later",
            source: "cargo src/compiler/compilation.rs, target_linker, target_runner",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let (config, errors) = refusals(wanted, cx)?;
    let errors: Vec<_> = errors.iter().filter(|error| !is_a_name(error)).collect();
    let Some(first) = errors.first() else {
        return Ok(Outcome::Pass(match config.files.len() {
            0 => "there is no configuration file".into(),
            1 => format!("cargo reads `{}`", config.files[0]),
            count => format!("cargo reads {count} configuration files"),
        }));
    };
    Ok(Finding::new(
        format!("cargo refuses its configuration: {first}"),
        "cargo reads all of its configuration before it builds, and stops at an error in any of it",
    )
    .evidence(errors.iter().filter_map(|error| error.evidence()))
    .fix(errors.iter().map(|error| fix(error, &config)))
    .conclusive()
    .into())
}

/// What stops cargo. Files that it cannot load are told even where no toolchain is found.
fn refusals(wanted: &Wanted, cx: &Cx<'_>) -> Result<(Config, Vec<ConfigError>), Pause> {
    match cx.fact::<CargoConfig>(()) {
        Ok(config) => {
            let errors = cx.fact::<Refusals>(wanted.triple.clone())?;
            Ok((Config::clone(&config), errors.0.clone()))
        }
        Err(Pause::Unknown(failure)) => {
            let config = cx.fact::<Config>(Rules::NEWEST)?;
            if config.errors.is_empty() {
                return Err(Pause::Unknown(failure));
            }
            Ok((Config::clone(&config), config.errors.clone()))
        }
        Err(Pause::Pending) => Err(Pause::Pending),
    }
}

/// Names that cargo does not know are a cause of their own (`config-env-name-wrong`).
fn is_a_name(error: &ConfigError) -> bool {
    match error.kind {
        ErrorKind::UnknownSetting { .. } | ErrorKind::UnknownVariable => true,
        ErrorKind::Other | ErrorKind::MixedShapes(_) => false,
    }
}

fn fix(error: &ConfigError, config: &Config) -> Fix {
    if let ErrorKind::MixedShapes(mixed) = &error.kind
        && let MixedShapes { key, text } = &**mixed
        && let Some(file) = text.origin.file()
    {
        let title = format!("write `{}` in `{file}` as a list", key.join("."));
        let list = mend::toml_list(text.value.split_whitespace());
        return mend::edit(
            &CHECK,
            &key.join("."),
            title,
            mend::scope_of(file, config),
            vec![mend::set(file, key, list)],
        );
    }
    let place = match (&error.file, error.line, &error.variable) {
        (Some(file), Some(line), _) => format!("line {line} of `{file}`"),
        (Some(file), None, _) => format!("`{file}`"),
        (None, _, Some(name)) => format!("the variable `{name}`"),
        (None, _, None) => "the environment".into(),
    };
    mend::manual(&CHECK, &place, format!("correct {place}"), vec![format!("{place}: {}", error.message)])
}

#[cfg(test)]
mod tests {
    use xdoctor_fixes::{Change, Edit};

    use super::*;
    use crate::testing::Fake;

    const TARGET: &str = "aarch64-unknown-linux-gnu";

    fn found(fake: Fake) -> Finding {
        match super::super::testing::machine(fake).judge(&CHECK, TARGET) {
            Ok(Outcome::Found(finding)) => *finding,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_parse_error_is_shown_with_a_caret() {
        let finding = found(Fake::linux().file("/p/.cargo/config.toml", "[build]\njobs == 1\n"));
        assert!(finding.conclusive);
        let [crate::Evidence::File { file, line, text }] = finding.evidence.as_slice() else { panic!("{finding:?}") };
        assert_eq!((file.as_str(), *line), ("/p/.cargo/config.toml", Some(2)));
        assert!(text.starts_with("jobs == 1\n      ^"), "{text}");
    }

    #[test]
    fn a_string_against_a_list_is_made_a_list() {
        let finding = found(
            Fake::linux()
                .file("/p/.cargo/config.toml", "[build]\nrustflags = ['-Ca']\n")
                .file("/.cargo/config.toml", "build.rustflags = '-Cb  -Cc'\n"),
        );
        assert!(finding.message.contains("`/.cargo/config.toml` line 1"), "{}", finding.message);
        let Change::Edit { edits } = &finding.fixes[0].change else { panic!("{finding:?}") };
        assert_eq!(edits[0].path.as_str(), "/.cargo/config.toml");
        let value = r#"["-Cb", "-Cc"]"#.to_owned();
        assert_eq!(edits[0].edit, Edit::SetToml { key: vec!["build".into(), "rustflags".into()], value });
    }

    #[test]
    fn a_wrong_shape_in_any_target_table_stops_every_build() {
        let finding = found(Fake::linux().file("/p/.cargo/config.toml", "[target.other]\nlinker = 3\n"));
        assert!(
            finding.message.ends_with("`target.other.linker` is a string, and here a integer"),
            "{}",
            finding.message
        );
    }

    #[test]
    fn two_matching_linkers_are_one_too_many() {
        let text = "[target.'cfg(unix)']\nlinker = 'a'\n[target.'cfg(target_os = \"linux\")']\nlinker = 'b'\n";
        let finding = found(Fake::linux().file("/p/.cargo/config.toml", text));
        assert!(finding.message.contains("two tables match this target and set `linker`"), "{}", finding.message);
    }

    #[test]
    fn what_cargo_takes_passes() {
        let text = "[target.'cfg(unix)']\nlinker = 'a'\n[target.aarch64-unknown-linux-gnu]\nlinker = 'b'\n";
        let fake = Fake::linux().file("/p/.cargo/config.toml", text);
        let judged = super::super::testing::machine(fake).judge(&CHECK, TARGET);
        assert_eq!(judged, Ok(Outcome::Pass("cargo reads `/p/.cargo/config.toml`".into())));
    }
}

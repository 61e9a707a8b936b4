//! `rust-toolchain.toml` cannot be read, or asks for what does not exist.

use xdoctor_fixes::{Applicability, Change, Edit, FileEdit, Fix, Scope, ToolchainEntry};

use super::mend;
use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Outcome, Pause, Symptom, Topic,
    check::Severity,
    facts::toolchain::{Correction, FileError, Program, Programs, RustupChoice, SelectionError},
};

pub static CHECK: Check = Check {
    id: "toolchain-file-invalid",
    topic: Topic::Toolchain,
    title: "the toolchain file cannot be used",
    severity: Severity::Failure,
    docs: "\
## What is wrong
rustup reads `rust-toolchain` or `rust-toolchain.toml` of this directory or one above it, and cannot use it: it is not \
TOML, has no `[toolchain]` table, a value of the wrong type, a channel that is no toolchain's name, a host triple in the \
channel, a custom toolchain that is not linked here, or a `path` together with other settings. The same goes for its own \
`settings.toml` and for `RUSTUP_TOOLCHAIN`. A toolchain file that is not UTF-8 rustup passes over in silence.
## Why it breaks the build
rustup's `cargo` and `rustc` stop before they run anything. (A file passed over: they run another toolchain than the \
project means.)
## What to do
Correct the file: `[toolchain]` with `channel = \"1.95.0\"` and, where wanted, `targets` and `components`. Several files \
of one directory: the one without extension wins.
## Sources
rustup's book, *Overrides*, *The toolchain file*; rustup's `src/config.rs`, `parse_override_file`.",
    links: &["https://rust-lang.github.io/rustup/overrides.html#the-toolchain-file"],
    symptoms: &[
        Symptom {
            all: &[r"invalid (channel|toolchain) name:? '\[toolchain\]"],
            none: &[],
            weight: 0.95,
            printed_by: "rustup before 1.23, given a file of sections",
            source: "rust-lang/rustup 1.22 src/errors.rs, InvalidToolchainName; doc/src/overrides.md",
        },
        Symptom {
            all: &[r"(could not parse|error parsing) override file|invalid toolchain name detected in override file"],
            none: &[],
            weight: 0.95,
            printed_by: "rustup 1.23 and later",
            source: "rust-lang/rustup src/errors.rs, ParsingFile; src/config.rs",
        },
        Symptom {
            all: &[r"empty toolchain override file detected|missing toolchain properties in toolchain override file"],
            none: &[],
            weight: 0.95,
            printed_by: "rustup 1.23 and later",
            source: "rust-lang/rustup src/config.rs, OverrideFileConfigError",
        },
        Symptom {
            all: &[r"target (triple|tuple) in channel name '|toolchain options are ignored for path toolchain|cannot specify both channel \("],
            none: &[],
            weight: 0.9,
            printed_by: "rustup 1.25 and later",
            source: "rust-lang/rustup src/config.rs, OverrideCfg::from_file",
        },
    ],
    live: Live::Host(check),
};

fn check(cx: &Cx<'_>) -> Judgement {
    let programs = cx.fact::<Programs>(())?;
    let proxied = [&programs.cargo, &programs.rustc].into_iter().flatten().any(Program::is_proxy);
    if !proxied {
        return Ok(Outcome::NotApplicable);
    }
    let choice = cx.fact::<RustupChoice>(())?;
    let why = "rustup's `cargo` and `rustc` stop before they run anything";
    let finding = match &choice.selection {
        Err(SelectionError::File { file, error, correction }) => Finding::new(told(file, error), why)
            .evidence([excerpt(file, error, cx)?])
            .fix([corrected(file, correction)]),
        Err(SelectionError::Settings(broken)) => Finding::new(told(&broken.file, &broken.error), why)
            .evidence([excerpt(&broken.file, &broken.error, cx)?])
            .fix([mend::manual(CHECK.id, "correct rustup's settings", [format!("edit `{}`", broken.file)])]),
        Err(SelectionError::Setting { setting, message }) => {
            let error = FileError { line: setting.line, column: None, message: message.clone() };
            Finding::new(told(&setting.file, &error), why).evidence([excerpt(&setting.file, &error, cx)?]).fix([
                mend::manual(
                    CHECK.id,
                    "name a toolchain",
                    ["rustup default stable, or `rustup override unset` where an override says so"],
                ),
            ])
        }
        Err(SelectionError::Variable { name, value, message }) => Finding::new(format!("`{name}`: {message}"), why)
            .evidence([Evidence::Env { name: (*name).to_owned(), value: value.clone() }])
            .fix([mend::manual(
                CHECK.id,
                "name a toolchain",
                [format!("unset `{name}`, or set it to one that `rustup toolchain list` shows")],
            )]),
        Err(SelectionError::NoDefault) => return Ok(Outcome::NotApplicable),
        Ok(selection) => {
            let Some(passed_over) = choice.passed_over.first() else {
                return Ok(match &selection.file {
                    Some(_) => Outcome::Pass("rustup can use the toolchain file".into()),
                    None => Outcome::NotApplicable,
                });
            };
            let message = format!("rustup passes over `{}`: it {}", passed_over.file, passed_over.error.message);
            let text = passed_over.error.message.clone();
            return Ok(Finding::new(message, "another toolchain runs than the project's file asks for")
                .evidence([Evidence::File { file: passed_over.file.clone(), line: None, text }])
                .fix([mend::manual(
                    CHECK.id,
                    "make it a text file that rustup can read",
                    [format!("save `{}` as UTF-8 text", passed_over.file)],
                )])
                .into());
        }
    };
    Ok(finding.conclusive().into())
}

fn told(file: &HostPath, error: &FileError) -> String {
    match error.line {
        Some(line) => format!("`{file}` line {line}: {}", error.message),
        None => format!("`{file}` {}", error.message),
    }
}

/// The line of the mistake, with a caret below its place.
fn excerpt(file: &HostPath, error: &FileError, cx: &Cx<'_>) -> Result<Evidence, Pause> {
    let text = cx.text(file)?.unwrap_or_default();
    let shown = error.line.and_then(|line| text.lines().nth(usize::try_from(line).ok()?.checked_sub(1)?));
    let text = match (shown, error.column) {
        (Some(shown), Some(column)) => {
            // A caret under a tab must stand behind a tab too.
            let before = shown.chars().take(usize::try_from(column).unwrap_or(1).saturating_sub(1));
            let indent: String = before.map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
            format!("{shown}\n{indent}^")
        }
        (Some(shown), None) => shown.to_owned(),
        (None, _) => error.message.clone(),
    };
    Ok(Evidence::File { file: file.clone(), line: error.line, text })
}

fn corrected(file: &HostPath, correction: &Correction) -> Fix {
    let channel = match correction {
        Correction::Channel(channel) => channel,
        Correction::Advice(advice) => {
            return mend::manual(CHECK.id, "correct the toolchain file", [format!("edit `{file}`"), advice.clone()]);
        }
    };
    let edit = Edit::Toolchain { entry: ToolchainEntry::Channel(channel.to_owned()) };
    Fix {
        id: CHECK.id.to_owned(),
        title: format!("name the channel without a host: `{channel}`"),
        change: Change::Edit { edits: vec![FileEdit { path: file.clone(), edit }] },
        applicability: Applicability::Safe,
        scope: Scope::Project,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        answer::FileBytes,
        testing::path,
        toolchain::scene::{HOST, debian, finding, rustup},
    };

    fn file(text: &str) -> crate::testing::Fake {
        rustup().file("/p/rust-toolchain.toml", text)
    }

    #[test]
    fn fires_with_file_line_and_caret() {
        let finding = finding(&file("[toolchain]\nchannel = 1.95\n"), &CHECK, HOST);
        assert_eq!(finding.message, "`/p/rust-toolchain.toml` line 2: `channel` has to be a string");
        let shown = "channel = 1.95\n          ^".to_owned();
        let expected = Evidence::File { file: path("/p/rust-toolchain.toml"), line: Some(2), text: shown };
        assert_eq!(finding.evidence, [expected]);
        assert!(finding.conclusive);
    }

    #[test]
    fn a_host_in_the_channel_is_taken_away() {
        let finding = finding(&file("[toolchain]\nchannel = \"stable-aarch64-apple-darwin\"\n"), &CHECK, HOST);
        let entry = ToolchainEntry::Channel("stable".into());
        let edits = vec![FileEdit { path: path("/p/rust-toolchain.toml"), edit: Edit::Toolchain { entry } }];
        assert_eq!(finding.fixes[0].change, Change::Edit { edits });
    }

    #[test]
    fn what_a_person_has_to_decide_is_told() {
        let finding = finding(&file("[toolchain]\npath = \"/opt/rust\"\ntargets = []\n"), &CHECK, HOST);
        assert_eq!(
            finding.message,
            "`/p/rust-toolchain.toml` line 2: names targets, components or a profile beside a path"
        );
        let Change::Manual { steps } = &finding.fixes[0].change else { panic!("{:?}", finding.fixes) };
        assert!(steps[1].contains("take `targets`, `components` and `profile` out"), "{steps:?}");
    }

    #[test]
    fn a_file_passed_over_decides_nothing_by_itself() {
        let fake = rustup().odd_file("/p/rust-toolchain.toml", FileBytes::NotUtf8 { valid: String::new(), offset: 0 });
        let finding = finding(&fake, &CHECK, HOST);
        assert_eq!(finding.message, "rustup passes over `/p/rust-toolchain.toml`: it is not UTF-8");
        assert!(!finding.conclusive);
    }

    #[test]
    fn fires_for_settings_and_variables() {
        let settings = rustup().file("/home/user/.rustup/settings.toml", "version = 12\n");
        assert!(finding(&settings, &CHECK, HOST).message.starts_with("`/home/user/.rustup/settings.toml` line 1"));
        let variable = rustup().env("RUSTUP_TOOLCHAIN", "+stable");
        assert_eq!(finding(&variable, &CHECK, HOST).message, "`RUSTUP_TOOLCHAIN`: is not the name of a toolchain");
    }

    #[test]
    fn does_not_fire_for_a_good_file_nor_without_rustup() {
        assert!(matches!(file("[toolchain]\nchannel = \"stable\"\n").judge(&CHECK, HOST), Ok(Outcome::Pass(_))));
        let debian = debian().file("/p/rust-toolchain.toml", "nonsense");
        assert_eq!(debian.judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
    }
}

//! A variable or key that means a setting, and that cargo or cc does not know by this name.

use super::names::{self, Grade};
use crate::{
    Check, Cx, Finding, Judgement, Live, Outcome, Symptom, Topic,
    check::Severity,
    facts::cargo_config::{CargoConfig, Refusals, TargetSettings},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "config-env-name-wrong",
    topic: Topic::CargoConfig,
    title: "a variable or key has a name that cargo does not know",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A setting stands under a name that nobody looks up: `CARGO_TARGET_<TRIPLE>` without `_LINKER`, a variable with the triple \
in lower case, `CC_<TRIPLE>` in upper case, a misspelt key, a table `[target.\"thumbv8m.main-none-eabi\"]` with its name in \
quotes.
## Why it breaks the build
Cargo passes over what it does not know, and the build goes on with the default: the host's linker, no flags. Only an \
unknown name in a target's own table stops it, since cargo takes that for a table that overrides a build script.
## What to do
Use the exact names. For cargo: `CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER`, in upper case with `_` for `-` and `.`. \
For cc: `CC_aarch64_unknown_linux_gnu`, in the triple's own case. Triples with a dot are written without quotes in a \
table's name.
## Sources
The Cargo Book, *Environment Variables* and *Configuration*; cargo `src/context/mod.rs` \
(`check_environment_key_case_mismatch`), `src/context/target.rs`; cc `src/lib.rs`, `get_var`.",
    links: &[
        "https://doc.rust-lang.org/cargo/reference/environment-variables.html",
        "https://docs.rs/cc/latest/cc/#external-configuration-via-environment-variables",
    ],
    symptoms: &[
        Symptom {
            all: &[r"\bCARGO_TARGET_([a-z0-9]+_){2,6}(LINKER|RUNNER|RUSTFLAGS|AR)\b"],
            none: &[],
            weight: 0.85,
            printed_by: "whoever shows the variable: cargo asks for it in upper case",
            source: "rust-lang/cargo src/cargo/util/context/key.rs, ConfigKey::as_env_key",
        },
        Symptom {
            all: &[r"environment variables are expected to use uppercase letters and underscores, the variable `CARGO_TARGET_[^`]+` will be ignored"],
            none: &[],
            weight: 0.8,
            printed_by: "cargo 1.48 and later",
            source: "cargo src/context/mod.rs, check_environment_key_case_mismatch",
        },
        Symptom {
            all: &[r"expected a table, but found an? \w+ for `target\.[^`]+`"],
            none: &[],
            weight: 0.8,
            printed_by: "cargo 1.40 and later",
            source: "cargo src/context/target.rs, parse_links_overrides",
        },
        Symptom {
            all: &[r"warning: unused (config )?key `[^`]+` in "],
            none: &[],
            weight: 0.4,
            printed_by: "cargo 1.40 and later",
            source: "cargo src/context/de.rs, new_struct; src/context/target.rs, load_target_cfgs",
        },
        Symptom {
            all: &[r#"unused (config )?key [`'"]?(build|target|env)\S*[`'"]? in (config|the config|environment)|the variable `CARGO_\w+` will be ignored|unused key\(s\) in .*Cross|found unused key|`?CROSS_\w+`? .{0,20}(unknown|unused|not recogni[sz]ed|deprecated)|unknown (config|configuration) key"#],
            none: &[],
            weight: 0.85,
            printed_by: "cargo 1.0 and later, cross",
            source: "rust-lang/cargo src/cargo/util/context; cross-rs/cross src/config.rs",
        },
        Symptom {
            all: &[r"linker [`'](cc|gcc)[`'] not found", r"CARGO_TARGET_[A-Z0-9_]+=|_LINKER="],
            none: &[],
            weight: 0.42,
            printed_by: "rustc, beside a variable that cargo does not know",
            source: "rust-lang/cargo doc/src/reference/environment-variables.md",
        },
        Symptom {
            all: &[r"is mentioned in the Cross configuration, but the current specified target is|Is the target misspelled in the Cross configuration|There's a file named cross\.toml, instead of Cross\.toml|which is not a valid environment variable name"],
            none: &[],
            weight: 0.75,
            printed_by: "cross 0.2.2 and later",
            source: "cross-rs/cross src/lib.rs; src/config.rs; src/docker/shared.rs, validate_env_var",
        },
        Symptom {
            all: &[r"\b(CARGO_TARGET|CC|CXX|AR|CFLAGS|CXXFLAGS|RANLIB)_\w+-[\w-]+(_LINKER|_RUSTFLAGS|_RUNNER)?(=\S*)?['`\x22]?: (not a valid identifier|command not found|not found|bad variable name)|(command not found|not valid in this context): (CARGO_TARGET|CC|CXX|AR|CFLAGS|CXXFLAGS|RANLIB)_\w+-|The term '(CARGO_TARGET|CC|CXX|AR)_\w+[\w-]*="],
            none: &[],
            weight: 0.92,
            printed_by: "bash, dash, zsh and PowerShell, which take no name with a dash",
            source: "GNU bash builtins/common.c, sh_invalidid; dash src/var.c; zsh Src/params.c",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let (config, settings) = (cx.fact::<CargoConfig>(()), cx.fact::<TargetSettings>(wanted.triple.clone()));
    let refusals = cx.fact::<Refusals>(wanted.triple.clone());
    let (config, settings, refusals) = (config?, settings?, refusals?);
    let (quoted, keys) = (names::quoted_triple(wanted, &config, cx), names::keys(wanted, &config, &settings, cx));
    let c_variables = names::c_variables(wanted, &config, cx);
    let mut wrong = names::refused(&refusals.0, &config);
    wrong.extend(quoted?);
    wrong.extend(names::variables(wanted, &config, &settings));
    wrong.extend(keys?);
    wrong.extend(c_variables?);
    wrong.sort_by_key(|wrong| wrong.grade);
    let Some(worst) = wrong.first() else {
        return Ok(Outcome::Pass("every name is one that cargo knows".into()));
    };
    let grade = worst.grade;
    let finding = Finding::new(worst.message.clone(), worst.why)
        .evidence(wrong.iter().filter_map(|wrong| wrong.evidence.clone()))
        .fix(wrong.into_iter().filter_map(|wrong| wrong.fix));
    Ok(match grade {
        Grade::Stops => finding.conclusive(),
        Grade::Loses => finding,
        Grade::Harmless => finding.warning(),
    }
    .into())
}

#[cfg(test)]
mod tests {
    use xdoctor_fixes::Change;

    use super::{
        super::{mend, testing::*},
        *,
    };
    use crate::testing::{Fake, path};

    const FILE: &str = "/p/.cargo/config.toml";

    fn found_for(fake: Fake, target: &str) -> Finding {
        match machine(fake).judge(&CHECK, target) {
            Ok(Outcome::Found(finding)) => *finding,
            other => panic!("{other:?}"),
        }
    }

    fn found(fake: Fake) -> Finding {
        found_for(fake, AARCH64)
    }

    fn only_edit(finding: &Finding) -> xdoctor_fixes::FileEdit {
        match &finding.fixes[0].change {
            Change::Edit { edits } => edits[0].clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_variable_without_its_end_sets_nothing() {
        let finding = found(Fake::linux().env("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU", "a-gcc"));
        assert!(!finding.warning && !finding.conclusive);
        assert!(finding.message.ends_with("the name is `CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER`"));
    }

    #[test]
    fn a_variable_in_lower_case_is_ignored() {
        let finding = found(Fake::linux().env("CARGO_TARGET_aarch64-unknown-linux-gnu_LINKER", "a-gcc"));
        assert!(!finding.warning, "{finding:?}");
        let both = Fake::linux()
            .env("CARGO_TARGET_aarch64-unknown-linux-gnu_LINKER", "a-gcc")
            .env("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER", "a-gcc");
        assert!(found(both).warning);
    }

    #[test]
    fn a_misspelt_setting_stops_cargo_and_is_renamed() {
        let finding = found(Fake::linux().file(FILE, "[target.aarch64-unknown-linux-gnu]\nlinkr = 'a-gcc'\n"));
        assert!(finding.conclusive);
        assert_eq!(only_edit(&finding), mend::replace(&path(FILE), 2, "linkr", "linker"));
    }

    #[test]
    fn a_quoted_dotted_triple_loses_its_quotes() {
        let text = "[target.\"thumbv8m.main-none-eabi\"]\nlinker = 'a'\n";
        let finding = found_for(Fake::linux().file(FILE, text), THUMB);
        assert!(!finding.warning);
        let quoted = "\"thumbv8m.main-none-eabi\"";
        assert_eq!(only_edit(&finding), mend::replace(&path(FILE), 1, quoted, THUMB));
    }

    #[test]
    fn an_upper_case_triple_in_a_c_variable_is_renamed() {
        let text = "[env]\nCC_AARCH64_UNKNOWN_LINUX_GNU = 'a-gcc'\n";
        let finding = found(Fake::linux().file(FILE, text));
        assert!(finding.warning, "nothing here compiles C");
        let key = ["env", "CC_aarch64_unknown_linux_gnu"].map(str::to_owned);
        assert_eq!(only_edit(&finding), mend::set(&path(FILE), &key, "\"a-gcc\"".into()));
    }

    #[test]
    fn misspelt_tables_are_found_where_they_stand() {
        let finding = found(Fake::linux().file(FILE, "[targets.aarch64-unknown-linux-gnu]\nlinker = 'a'\n"));
        assert!(!finding.warning);
        assert_eq!(only_edit(&finding), mend::replace(&path(FILE), 1, "targets", "target"));
        let finding = found(Fake::linux().file(FILE, "[target.'cfg(unix)']\nlinkr = 'a'\n"));
        assert!(!finding.warning);
    }

    #[test]
    fn the_right_names_pass() {
        let text = "[build]\nrustflags = ['-Clink-arg=a']\njobs = 1\n[target.'cfg(unix)']\nlinker = 'a'\n\
                    [target.aarch64-unknown-linux-gnu]\nar = 'a'\nfoo = { rustc-link-lib = ['x'] }\n\
                    [target.thumbv8m.main-none-eabi]\nrunner = 'a'\n[net]\nretry = 1\n";
        let fake = Fake::linux()
            .file(FILE, text)
            .env("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER", "a")
            .env("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_ILP32_LINKER", "a")
            .env("CC_aarch64_unknown_linux_gnu", "a")
            .env("CARGO_TARGET_DIR", "target");
        let judged = machine(fake).judge(&CHECK, AARCH64);
        assert_eq!(judged, Ok(Outcome::Pass("every name is one that cargo knows".into())));
    }
}

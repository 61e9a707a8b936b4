//! A path in the configuration where nothing stands any more.

use std::sync::Arc;

use xdoctor_fixes::Fix;

use super::mend;
use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Outcome, Pause, Symptom, Topic,
    answer::Metadata,
    check::Severity,
    facts::{
        cargo_config::{CargoConfig, Config, EnvTable, Located, Origin, RustcWrapper, RustcWrappers, TargetSettings},
        homebrew::{BrewPath, Homebrew},
        linker::{LinkOptions, Linker, LinkerState, States},
        ndk,
    },
    proof::Needs,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "config-stale-path",
    topic: Topic::CargoConfig,
    title: "the configuration names a path where nothing stands",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A setting holds the path of a linker, a runner, a wrapper of rustc, a C compiler or a library directory, and nothing stands there: the tool was \
updated or removed, the path is from another machine, or a relative one starts from another directory than expected.
## Why it breaks the build
rustc starts exactly this path as the linker and searches no other place. cc does the same with `CC_<target>`. A library \
directory that is gone is passed over in silence, and its libraries are missed later; a runner is missed when a program is \
run.
## What to do
Name the tool by its bare name, if it is on `PATH`, or correct the path. Paths with a separator start from the directory \
above `.cargo`, in variables from the working directory. A path that is right on one machine only belongs into \
`$CARGO_HOME/config.toml`, not into the project's file.
## Sources
The Cargo Book, *Configuration*, *Config-relative paths*; cargo `src/context/path.rs`.",
    links: &["https://doc.rust-lang.org/cargo/reference/config.html#config-relative-paths"],
    symptoms: &[
        Symptom {
            all: &[r"error: linker `[^`]*[/\\][^`]*` not found"],
            none: &[],
            weight: 0.8,
            printed_by: "rustc 1.30 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/src/errors.rs, LinkerNotFound",
        },
        Symptom {
            all: &[r#"failed to find tool "[^"]*[/\\][^"]*""#],
            none: &[],
            weight: 0.8,
            printed_by: "the crate cc, 1.1 and later",
            source: "rust-lang/cc-rs src/command_helpers.rs, spawn",
        },
        Symptom {
            all: &[r"could not exec the linker [`'][^`'\s]*[/\\][^`']*[`']: (No such file|The system cannot find)"],
            none: &[],
            weight: 0.78,
            printed_by: "rustc 1.0 to 1.30",
            source: "rust-lang/rust src/librustc_trans/back/link.rs",
        },
        Symptom {
            all: &[r"[Cc]ould not execute process `[^` ]*[/\\][^` ]*(qemu|runner|wrapper|sccache|ccache)[^` ]* [^`]*` \(never executed\)"],
            none: &[r"Exec format error"],
            weight: 0.6,
            printed_by: "cargo 1.0 and later",
            source: "rust-lang/cargo crates/cargo-util/src/process_builder.rs and process_error.rs, could_not_execute: a runner, rustc or rustc-wrapper given by its path",
        },
    ],
    live: Live::Target(check),
};

const LIBRARIES: &str = "the library directory";

/// A setting and the path that it means.
struct Named {
    what: String,
    setting: Located<String>,
    key: Vec<String>,
    path: HostPath,
    /// The linker that is gone, where it is one.
    linker: Option<Arc<Linker>>,
    /// The build does not need it, or does so only in part.
    mild: bool,
}

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let (config, settings) = (cx.fact::<CargoConfig>(()), cx.fact::<TargetSettings>(wanted.triple.clone()));
    let (compilers, states) = (compilers(wanted, cx), States::of(wanted, cx));
    let wrappers = cx.fact::<RustcWrappers>(());
    let (config, settings, compilers) = (config?, settings?, compilers?);
    let mut named = linkers(states?);
    named.extend(wrappers?.0.iter().filter_map(|of| wrapper(of, &config)));
    named.extend(runner(&settings));
    named.extend(compilers);
    named.extend(library_paths(&settings, &config));
    // Homebrew's LLVM moves in ways of its own, and has a check of its own
    let is_llvms =
        |named: &Named| named.key.last().is_some_and(|key| key != "runner") && BrewPath::parse(&named.path).is_some();
    if named.iter().any(is_llvms) && cx.host()?.os == "macos" && cx.fact::<Homebrew>(())?.0.is_some() {
        named.retain(|named| !is_llvms(named) || named.what == LIBRARIES);
    }
    let asked: Vec<_> = named.iter().map(|named| cx.metadata(&named.path)).collect();
    let mut gone = Vec::new();
    let count = named.len();
    for (named, metadata) in named.into_iter().zip(asked) {
        // What an NDK does not have, or no longer has, is told by those who know it.
        if matches!(metadata?, Metadata::Missing | Metadata::Dangling { .. })
            && ndk::missing(&named.path, cx)?.is_none()
        {
            gone.push(named);
        }
    }
    gone.sort_by_key(|named| named.mild);
    let Some(first) = gone.first() else {
        return Ok(if count == 0 {
            Outcome::NotApplicable
        } else {
            Outcome::Pass(format!("every path of the configuration exists ({count})"))
        });
    };
    let message = format!("{} `{}` in {} does not exist", first.what, first.path, first.setting.origin);
    let mild = first.mild;
    let mut finding = Finding::new(message, "the tool is started, or the directory searched, at exactly this path");
    for named in &gone {
        finding = finding.evidence([named.setting.evidence(&named.key.join("."))]).fix(fixes(named, &config, cx)?);
    }
    finding =
        finding.evidence([Evidence::File { file: gone[0].path.clone(), line: None, text: "no such file".into() }]);
    Ok(if mild { finding.warning() } else { finding }.into())
}

/// The linkers that a build needs, as far as their state is that their path is gone.
fn linkers(states: Vec<(crate::facts::linker::Subject, States)>) -> Vec<Named> {
    let gone = |(_, States { linker, state }): (_, States)| {
        let (linker, LinkerState::PathGone { path }) = (linker?, state) else { return None };
        let origin = linker.chosen_by.origin()?.clone();
        let key = match &linker.chosen_by {
            crate::facts::linker::ChosenBy::Config { key, .. } => key.clone(),
            crate::facts::linker::ChosenBy::Rustflags(_)
            | crate::facts::linker::ChosenBy::Specification
            | crate::facts::linker::ChosenBy::Default => Vec::new(),
        };
        let setting = Located::new(linker.written.clone(), origin);
        Some(Named { what: "the linker".into(), setting, key, path, linker: Some(linker), mild: false })
    };
    states.into_iter().filter_map(gone).collect()
}

/// A program that rustc is run through and that is given by its path.
fn wrapper(of: &RustcWrapper, config: &Config) -> Option<Named> {
    let setting = &of.program;
    let path = setting.value.contains(['/', '\\']).then(|| config.base(&setting.origin).join(&setting.value))?;
    let key = vec!["build".into(), of.key.into()];
    Some(Named { what: "rustc's wrapper".into(), setting: setting.clone(), key, path, linker: None, mild: false })
}

fn runner(settings: &TargetSettings) -> Option<Named> {
    let runner = settings.runner.as_ref()?;
    let program = runner.value.first()?;
    let path = HostPath::parse(program)?;
    let setting = Located::new(program.clone(), runner.origin.clone());
    Some(Named { what: "the runner".into(), setting, key: settings.runner_key.clone(), path, linker: None, mild: true })
}

/// `-L` with an absolute path.
fn library_paths(settings: &TargetSettings, config: &Config) -> Vec<Named> {
    let style = config.style();
    let options = LinkOptions::of(&settings.rustflags.flags);
    let named = |setting: Located<String>| {
        let path = HostPath::parse(&setting.value).filter(|path| path.style() == style)?;
        Some(Named { what: LIBRARIES.into(), setting, key: vec!["rustflags".into()], path, linker: None, mild: true })
    };
    options.search.into_iter().filter_map(named).collect()
}

/// The C compilers that cc is told to use for the target: the variables of `[env]` and of the environment.
fn compilers(wanted: &Wanted, cx: &Cx<'_>) -> Result<Vec<Named>, Pause> {
    let names: Vec<_> = ["CC", "CXX", "AR"]
        .into_iter()
        .flat_map(|tool| {
            [wanted.triple.as_str().to_owned(), wanted.triple.underscored()].map(|triple| format!("{tool}_{triple}"))
        })
        .collect();
    let (table, inherited) = (cx.fact::<EnvTable>(()), names.iter().map(|name| cx.env(name)).collect::<Vec<_>>());
    let needs = cx.fact::<Needs>(Some(wanted.triple.clone()));
    let (table, needs) = (table?, needs?);
    let mut found = Vec::new();
    for (name, inherited) in names.into_iter().zip(inherited) {
        let setting = match (table.value(&name), inherited?) {
            (Some(value), _) => value.clone(),
            (None, Some(value)) => Located::new(value.to_owned(), Origin::Env { name: name.clone() }),
            (None, None) => continue,
        };
        // cc takes a value with spaces for a command where no such file exists.
        let program = setting.value.split(' ').next().unwrap_or_default();
        let Some(path) = HostPath::parse(program) else { continue };
        let key = vec!["env".to_owned(), name.clone()];
        let used = if name.starts_with("CXX_") { needs.cpp.by_cxx.is_some() } else { needs.c_compiler };
        let used = used && !(name.starts_with("CC_") && needs.cpp.alone && needs.cpp.by_cc.is_none());
        found.push(Named { what: format!("`{name}`"), setting, key, path, linker: None, mild: !used });
    }
    Ok(found)
}

/// The bare name, if the program is on `PATH`; else it is for people to say.
fn fixes(named: &Named, config: &Config, cx: &Cx<'_>) -> Result<Vec<Fix>, Pause> {
    let program = named.path.file_name().unwrap_or_default();
    // Of the setting and not of the path: an id is shown, and a path may name the user.
    let setting = if named.key.is_empty() { named.setting.origin.to_string() } else { named.key.join(".") };
    let about = format!("{setting}/{program}");
    let on_path = if program.is_empty() { None } else { cx.which(program)?.first() };
    let by_hand = || {
        let steps = vec![
            format!("find where `{program}` stands now, or install it"),
            format!("correct the path in {}", named.setting.origin),
        ];
        mend::manual(&CHECK, &about, format!("correct the path of `{program}`"), steps)
    };
    let (Some(found), Some((file, line))) = (on_path, mend::place(&named.setting)) else {
        // another linker may do as well
        let installed = match &named.linker {
            Some(linker) => crate::linker::with_installed_linker(CHECK.id, linker, cx)?,
            None => Vec::new(),
        };
        return Ok(if installed.is_empty() { vec![by_hand()] } else { installed });
    };
    let title = format!("name `{program}`, which is on `PATH` as `{found}`");
    let is_whole =
        named.key.first().is_some_and(|first| first == "env") || named.key.last().is_some_and(|last| last == "linker");
    let edits = if is_whole {
        vec![mend::set(file, &named.key, mend::toml_string(program))]
    } else {
        vec![mend::replace(file, line, &*named.setting.value, program)]
    };
    Ok(vec![mend::edit(&CHECK, &about, title, mend::scope_of(file, config), edits)])
}

#[cfg(test)]
mod tests {
    use xdoctor_fixes::Change;

    use super::*;
    use crate::{
        facts::linker::scene::{AARCH64, bare, config, debian, with_cross_gcc},
        testing::{Fake, path},
    };

    const FILE: &str = "/p/.cargo/config.toml";

    fn found(fake: &Fake) -> Finding {
        match fake.judge(&CHECK, AARCH64) {
            Ok(Outcome::Found(finding)) => *finding,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_wrapper_of_rustc_is_started_at_its_path() {
        let set = "[build]\nrustc-wrapper = \"/opt/cache/sccache\"\n";
        let finding = found(&config(with_cross_gcc(), set));
        assert!(finding.message.starts_with("rustc's wrapper `/opt/cache/sccache` in"), "{}", finding.message);
        let there = config(with_cross_gcc().program("/opt/cache/sccache"), set).judge(&CHECK, AARCH64);
        assert!(matches!(there, Ok(Outcome::Pass(_))), "{there:?}");
    }

    fn linker_at(fake: Fake, at: &str) -> Fake {
        config(fake, &format!("[target.aarch64-unknown-linux-gnu]\nlinker = '{at}'\n"))
    }

    #[test]
    fn a_linker_that_is_on_path_is_named_bare() {
        let finding = found(&linker_at(with_cross_gcc(), "/opt/old/bin/aarch64-linux-gnu-gcc"));
        assert!(!finding.warning && !finding.conclusive);
        let key = ["target", AARCH64, "linker"].map(str::to_owned);
        let edits = vec![mend::set(&path(FILE), &key, "\"aarch64-linux-gnu-gcc\"".into())];
        assert_eq!(finding.fixes[0].change, Change::Edit { edits });
    }

    #[test]
    fn a_linker_that_is_nowhere_is_for_people() {
        let finding = found(&linker_at(debian(), "/opt/ndk/clang"));
        assert!(matches!(finding.fixes[0].change, Change::Manual { .. }));
    }

    #[test]
    fn a_runner_or_a_c_compiler_only_warns() {
        assert!(
            found(&config(with_cross_gcc(), "[target.aarch64-unknown-linux-gnu]\nrunner = ['/opt/qemu', '-x']\n"))
                .warning
        );
        assert!(found(&with_cross_gcc().env("CC_aarch64_unknown_linux_gnu", "/opt/gcc --sysroot=/x")).warning);
        assert!(found(&config(with_cross_gcc(), "[build]\nrustflags = ['-Lnative=/opt/lib']\n")).warning);
    }

    #[test]
    fn a_c_compiler_that_the_build_needs_fails() {
        let fake = with_cross_gcc()
            .file("/p/Cargo.toml", "[package]\nname = \"p\"\n[build-dependencies]\ncc = \"1\"\n")
            .file("/p/build.rs", "fn main() {}")
            .file("/p/src/main.rs", "fn main() {}");
        assert!(!found(&fake.clone().env("CC_aarch64_unknown_linux_gnu", "/opt/gcc")).warning);
        assert!(found(&fake.env("CXX_aarch64_unknown_linux_gnu", "/opt/g++")).warning);
    }

    #[test]
    fn paths_that_exist_pass_and_names_are_no_paths() {
        let fake = linker_at(with_cross_gcc(), "/usr/bin/aarch64-linux-gnu-gcc");
        assert!(matches!(
            fake.env("CC_aarch64-unknown-linux-gnu", "/usr/bin/aarch64-linux-gnu-gcc").judge(&CHECK, AARCH64),
            Ok(Outcome::Pass(_))
        ));
        assert_eq!(linker_at(bare(), "aarch64-linux-gnu-gcc").judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
    }
}

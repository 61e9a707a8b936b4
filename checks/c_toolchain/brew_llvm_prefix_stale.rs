//! The configuration names a Homebrew LLVM that is not the one in use.

use xdoctor_fixes::{
    Applicability, Change, Edit, FileEdit, Fix, Scope,
    cargo_config::{Setting, Wanted as Place, place},
    packages::Need,
};

use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Outcome, Pause, Symptom, Topic,
    answer::Metadata,
    check::Severity,
    facts::{
        apple::Variable,
        cargo_config::{Located, Origin},
        config_layout::ConfigLayout,
        homebrew::{BrewPath, Homebrew, Keg},
        linker::{ChosenBy, Linker},
    },
    linker::install,
    proof::Needs,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "brew-llvm-prefix-stale",
    topic: Topic::CToolchain,
    title: "the configuration names a Homebrew LLVM that is not the one in use",
    severity: Severity::Failure,
    docs: "\
## What is wrong
Homebrew lives in `/opt/homebrew` on Apple silicon and in `/usr/local` on Intel Macs, and keeps each version in a directory of its \
own below `Cellar`. The configuration holds the other architecture's prefix, or a version that an upgrade has removed.
## Why it breaks the build
The linker or the C compiler is not found at that path; or it is there and made for the other architecture, so that it runs under \
Rosetta, or not at all where it is a library: libclang has to be of the architecture of the build scripts that load it.
## What to do
Name what `brew --prefix llvm` prints, which follows upgrades: `/opt/homebrew/opt/llvm/bin/clang`. It is true of this Mac alone and \
belongs into `$CARGO_HOME/config.toml`, not into the project's file.
## Sources
Homebrew's documentation, *Installation* and *How to Build Software Outside Homebrew with Homebrew `keg-only` Dependencies*; the \
formulae llvm and lld.",
    links: &["https://docs.brew.sh/Installation", "https://formulae.brew.sh/formula/llvm"],
    symptoms: &[
        Symptom {
            all: &[r"linker `[^`]*/(opt/ll(vm|d)(@\d+)?|Cellar/ll(vm|d)(@\d+)?/[^/]+)/[^`]*` not found"],
            none: &[],
            weight: 0.92,
            printed_by: "rustc 1.30 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/src/errors.rs, LinkerNotFound",
        },
        Symptom {
            all: &[r#"failed to find tool "[^"]*/(opt/ll(vm|d)(@\d+)?|Cellar/ll(vm|d)(@\d+)?/[^/"]+)/[^"]*""#],
            none: &[],
            weight: 0.92,
            printed_by: "the crate cc, 1.1 and later",
            source: "rust-lang/cc-rs src/command_helpers.rs, spawn",
        },
        Symptom {
            all: &[r"/(usr/local|opt/homebrew)\S*/libclang\.dylib.*(incompatible architecture|need '\w+')"],
            none: &[],
            weight: 0.9,
            printed_by: "dyld of macOS 11 and later",
            source: "apple-oss-distributions/dyld dyld/Loader.cpp; clang-sys hands it on",
        },
        Symptom {
            all: &[r#"(linker [`']|[Ff]ailed to find tool[.:]? ?(Is )?[`"]|[Cc]ould not execute process `|no such file or directory: ')?(/opt/homebrew|/usr/local)/(opt|Cellar)/llvm(@\d+)?/[^`'"]*[`'"] ?(not found|installed|\(never executed\)|: No such file)"#],
            none: &[],
            weight: 0.88,
            printed_by: "rustc 1.30 and later, cc 1.0 and later",
            source: "a Homebrew prefix in cargo's configuration",
        },
    ],
    live: Live::Target(check),
};

/// A setting with a path of Homebrew's LLVM.
struct Named {
    what: String,
    setting: Located<String>,
    /// Where a file would say it.
    key: Vec<String>,
    path: HostPath,
    brew: BrewPath,
    /// What the build does not need, or only in part.
    mild: bool,
}

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let named = named(wanted, cx)?;
    if named.is_empty() {
        return Ok(Outcome::NotApplicable);
    }
    let (prefix, host) = (cx.fact::<Homebrew>(()), cx.host());
    let asked: Vec<_> = named.iter().map(|named| cx.metadata(&named.path)).collect();
    let (prefix, host) = (prefix?, host?);
    let Some(prefix) = &prefix.0 else { return Ok(Outcome::NotApplicable) };
    let mut stale = Vec::new();
    for (named, metadata) in named.iter().zip(asked) {
        let is_gone = matches!(metadata?, Metadata::Missing | Metadata::Dangling { .. });
        let is_intel =
            host.arch == "aarch64" && named.brew.prefix.as_str() == "/usr/local" && named.brew.prefix != *prefix;
        if is_gone || is_intel {
            stale.push((named, is_gone));
        }
    }
    stale.sort_by_key(|(named, is_gone)| (named.mild, !is_gone));
    let Some((first, is_gone)) = stale.first() else {
        return Ok(Outcome::Pass(format!("what is named of LLVM is in `{prefix}`")));
    };
    let keg = cx.fact::<Keg>(first.brew.keg())?;
    if keg.0.is_none() && first.brew.keg() == "lld" {
        // that formula is missing, which has a check of its own
        return Ok(Outcome::NotApplicable);
    }
    let place = match (&first.brew.version, is_gone) {
        (Some(version), true) => format!("names version {version} of Homebrew's LLVM, which is not installed any more"),
        (_, true) => "names a Homebrew LLVM that is not there".to_owned(),
        (_, false) => "names the LLVM of Intel's Homebrew on Apple silicon".to_owned(),
    };
    let mut finding = Finding::new(
        format!("{} {place}: `{}`", first.what, first.path),
        format!("the Homebrew in use is in `{prefix}`, and its tools follow `{prefix}/opt`"),
    );
    let mut fixes = Vec::new();
    for (named, _) in &stale {
        let current = cx.fact::<Keg>(named.brew.keg())?;
        let current = current.0.as_ref().map(|keg| keg.join(&named.brew.rest));
        let is_there = match &current {
            Some(path) => matches!(cx.metadata(path)?, Metadata::Found(_)),
            None => false,
        };
        finding = finding.evidence([named.setting.evidence(&named.key.join("."))]);
        fixes.extend(match current.filter(|_| is_there) {
            Some(path) => corrected(named, &path, cx)?.into_iter().collect(),
            None => install(CHECK.id, "install Homebrew's LLVM", Some(Need::Clang), cx)?,
        });
    }
    finding = finding.fix(as_one(fixes));
    finding = finding.evidence([Evidence::File {
        file: first.path.clone(),
        line: None,
        text: if *is_gone { "no such file" } else { "of Intel's Homebrew" }.to_owned(),
    }]);
    let mild = first.mild || !is_gone;
    Ok(if mild { finding.warning() } else { finding }.into())
}

/// The linker, and the variables of C compilers and libclang.
fn named(wanted: &Wanted, cx: &Cx<'_>) -> Result<Vec<Named>, Pause> {
    let triple = &wanted.triple;
    let (linker, needs) = (cx.fact::<Linker>(triple.clone()), cx.fact::<Needs>(Some(triple.clone())));
    let of_target = ["CC", "CXX", "AR"]
        .into_iter()
        .flat_map(|tool| [format!("{tool}_{triple}"), format!("{tool}_{}", triple.underscored())]);
    let names: Vec<_> =
        of_target.chain(["LIBCLANG_PATH", "LLVM_CONFIG_PATH", "CLANG_PATH"].map(str::to_owned)).collect();
    let asked: Vec<_> = names.into_iter().map(|name| (name.clone(), cx.fact::<Variable>(name))).collect();
    let (linker, needs) = (linker?, needs?);
    let mut found = Vec::new();
    if let Some(origin) = linker.chosen_by.origin()
        && let Some(path) = HostPath::parse(&linker.program)
        && let Some(brew) = BrewPath::parse(&path)
    {
        let key = match &linker.chosen_by {
            ChosenBy::Config { key, .. } => key.clone(),
            ChosenBy::Rustflags(_) | ChosenBy::Specification | ChosenBy::Default => Vec::new(),
        };
        let setting = Located::new(linker.written.clone(), origin.clone());
        found.push(Named { what: "the linker".into(), setting, key, path, brew, mild: false });
    }
    for (name, variable) in asked {
        let variable = variable?;
        let Some(setting) = variable.value() else { continue };
        let program = setting.value.split(' ').next().unwrap_or_default();
        let Some((path, brew)) =
            HostPath::parse(program).and_then(|path| Some((path.clone(), BrewPath::parse(&path)?)))
        else {
            continue;
        };
        let used = if name.starts_with("CXX") { needs.cpp.by_cxx.is_some() } else { needs.c_compiler };
        let mild = !used && !name.ends_with("_PATH");
        let key = vec!["env".to_owned(), name.clone()];
        found.push(Named { what: format!("`{name}`"), setting: setting.clone(), key, path, brew, mild });
    }
    Ok(found)
}

/// Edits that only together remove the finding are one fix; what is for people, or for `brew`, stays apart.
fn as_one(fixes: Vec<Fix>) -> Vec<Fix> {
    let mut all: Vec<Fix> = Vec::new();
    for fix in fixes {
        match (all.iter_mut().find_map(|first| edits_of(&mut first.change)), fix.change) {
            (Some(edits), Change::Edit { edits: more }) => edits.extend(more),
            (_, change) => all.push(Fix { change, ..fix }),
        }
    }
    all
}

fn edits_of(change: &mut Change) -> Option<&mut Vec<FileEdit>> {
    match change {
        Change::Edit { edits } => Some(edits),
        Change::Command(_) | Change::Symlink { .. } | Change::Manual { .. } => None,
    }
}

/// The path in use, where the value stands; a value that everybody has moves to where this machine's belong.
fn corrected(named: &Named, path: &HostPath, cx: &Cx<'_>) -> Result<Option<Fix>, Pause> {
    let title = format!("name `{path}`");
    let id = format!("{}/{}", CHECK.id, named.key.last().map_or("rustflags", String::as_str));
    let manual = |steps: Vec<String>| Fix {
        id: id.clone(),
        title: title.clone(),
        change: Change::Manual { steps },
        applicability: Applicability::Manual,
        scope: Scope::User,
    };
    let Origin::File { path: file, line } = &named.setting.origin else {
        return Ok(Some(manual(vec![format!("set {} to `{path}`", named.setting.origin)])));
    };
    let old = named.path.as_str();
    if named.key.is_empty() {
        let edit = Edit::ReplaceOnLine { line: *line, old: old.to_owned(), new: path.to_string() };
        let edits = vec![FileEdit { path: file.clone(), edit }];
        let (change, applicability) = (Change::Edit { edits }, Applicability::Safe);
        return Ok(Some(Fix { id, title, change, applicability, scope: Scope::User }));
    }
    let layout = cx.fact::<ConfigLayout>(())?;
    let value = named.setting.value.replacen(old, path.as_str(), 1);
    let change = Place::Value(toml_edit::Value::from(value).to_string());
    Ok(match place(&Setting { key: named.key.clone(), change, scope: Scope::User }, &layout.0) {
        Ok(placed) => Some(Fix {
            id,
            title,
            change: Change::Edit { edits: placed.edits },
            applicability: Applicability::Safe,
            scope: placed.scope,
        }),
        Err(why) => Some(manual(vec![format!("name `{path}` there: {why}")])),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        facts::linker::scene::{AARCH64, DARWIN, config, toolchain},
        testing::Fake,
    };

    /// Apple silicon with Homebrew's LLVM.
    fn brew() -> Fake {
        toolchain(Fake::macos(), DARWIN)
            .env("PATH", "/opt/homebrew/bin:/usr/bin")
            .program("/opt/homebrew/bin/brew")
            .program("/opt/homebrew/Cellar/llvm/21.1.8/bin/clang")
            .symlink("/opt/homebrew/opt/llvm", "../Cellar/llvm/21.1.8")
    }

    fn linker(fake: Fake, path: &str) -> Fake {
        config(fake, &format!("[target.{AARCH64}]\nlinker = '{path}'\n"))
    }

    fn found(fake: &Fake) -> Finding {
        match fake.judge(&CHECK, AARCH64) {
            Ok(Outcome::Found(finding)) => *finding,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn fires_for_a_version_that_an_upgrade_has_removed() {
        let finding = found(&linker(brew(), "/opt/homebrew/Cellar/llvm/17.0.6_1/bin/clang"));
        assert_eq!(
            finding.message,
            "the linker names version 17.0.6_1 of Homebrew's LLVM, which is not installed any more: \
             `/opt/homebrew/Cellar/llvm/17.0.6_1/bin/clang`"
        );
        assert_eq!(finding.fixes[0].title, "name `/opt/homebrew/opt/llvm/bin/clang`");
        assert_eq!((finding.fixes[0].applicability, finding.fixes[0].scope), (Applicability::Safe, Scope::User));
        assert!(!finding.warning);
    }

    #[test]
    fn fires_for_intels_prefix_on_apple_silicon() {
        let gone = linker(brew(), "/usr/local/opt/llvm/bin/clang");
        assert!(!found(&gone).warning);
        let rosetta = gone.program("/usr/local/opt/llvm/bin/clang");
        let finding = found(&rosetta);
        assert!(finding.warning);
        assert!(finding.message.starts_with("the linker names the LLVM of Intel's Homebrew"), "{}", finding.message);
    }

    #[test]
    fn a_variable_is_for_people_to_set() {
        let finding = found(&brew().env("LIBCLANG_PATH", "/usr/local/opt/llvm/lib"));
        assert_eq!(finding.fixes.len(), 1);
        assert_eq!(finding.fixes[0].applicability, Applicability::System, "there is no `lib` to name");
        let finding =
            found(&brew().dir("/opt/homebrew/Cellar/llvm/21.1.8/lib").env("LIBCLANG_PATH", "/usr/local/opt/llvm/lib"));
        assert_eq!(finding.fixes[0].applicability, Applicability::Manual);
    }

    #[test]
    fn what_is_in_use_passes_and_other_paths_are_no_matter() {
        let own = linker(brew(), "/opt/homebrew/opt/llvm/bin/clang");
        let passes = Outcome::Pass("what is named of LLVM is in `/opt/homebrew`".into());
        assert_eq!(own.judge(&CHECK, AARCH64), Ok(passes));
        assert_eq!(linker(brew(), "/opt/cross/bin/gcc").judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
        assert_eq!(brew().judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
    }
}

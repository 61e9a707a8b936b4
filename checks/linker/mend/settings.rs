//! Fixes that set, correct, move or remove the linker of a target.

use std::fmt::Write as _;

use xdoctor_fixes::{
    Applicability, Change, Edit, FileEdit, Fix, Scope,
    cargo_config::{Setting, Wanted, place, target_key},
    packages::Need,
};

use super::{can_link, install, is_a_desktop, usual_driver};
use crate::{
    Cx, HostPath, Pause,
    facts::{
        cargo_config::{Origin, RustFlagsSource, TargetSettings},
        config_layout::ConfigLayout,
        linker::{ChosenBy, Flavor, Linker, Tool},
    },
};

/// The linker that one would configure for the target here, where another one, or none, is.
pub(in crate::linker) fn with_usual_linker(id: &str, linker: &Linker, cx: &Cx<'_>) -> Result<Vec<Fix>, Pause> {
    if linker.chosen_by.origin().is_some() && can_link("cc", linker, cx)? {
        return without_setting(id, linker, cx);
    }
    if let Some(program) = usual_driver(linker, cx)? {
        return set_linker(id, linker, &program, cx);
    }
    if linker.spec.os == "linux" && linker.spec.env == "musl" && linker.is_static() {
        // rustc's own linker is right on every machine, and brings what a static musl program needs
        if let Tool::Executable(_) = &*cx.fact::<Tool>("rust-lld".to_owned())? {
            return set(id, linker, "rust-lld", Scope::Project, cx);
        }
        let gnu = format!("{}-linux-gnu{}-gcc", linker.spec.arch, linker.spec.abi);
        if can_link(&gnu, linker, cx)? {
            return set_linker(id, linker, &gnu, cx);
        }
    }
    Ok(Vec::new())
}

/// Where the setting names nothing that is there: the usual linker if that is there. The removal if rustc's own choice
/// then links, or if there is a usual linker to be had, which the next round tells: else the setting is right, and it is
/// the machine that lacks something.
pub(in crate::linker) fn instead_of_absent(id: &str, linker: &Linker, cx: &Cx<'_>) -> Result<Vec<Fix>, Pause> {
    let installed = with_installed_linker(id, linker, cx)?;
    if !installed.is_empty() {
        return Ok(installed);
    }
    if usual_driver(linker, cx)?.is_some() || links_without_setting(id, linker, cx)? {
        return without_setting(id, linker, cx);
    }
    with_usual_linker(id, linker, cx)
}

/// Whether the linker that rustc takes by itself is there, or in a package.
fn links_without_setting(id: &str, linker: &Linker, cx: &Cx<'_>) -> Result<bool, Pause> {
    let name = linker.spec.flavor_name();
    let default = Flavor::of_spec(name).default_program(name);
    let program = linker.spec.linker.as_deref().unwrap_or(default);
    if program == "cc" {
        return can_link(program, linker, cx);
    }
    let (tool, package) = (cx.fact::<Tool>(program.to_owned()), install(id, program, Need::of_program(program), cx));
    Ok(matches!(&*tool?, Tool::Executable(_)) || !package?.is_empty())
}

/// The setting stays, and names what somebody has to bring.
pub(in crate::linker) fn bring(id: &str, linker: &Linker) -> Fix {
    let set = linker.chosen_by.origin().map_or_else(String::new, |origin| format!("{origin} "));
    let steps = vec![
        format!("install the toolchain that has `{}`, and put its directory on `PATH`", linker.written),
        format!("or, if it has another name here, let {set}name that"),
    ];
    Fix {
        id: format!("{id}/{}/bring", linker.triple),
        title: format!("install what has `{}`", linker.written),
        change: Change::Manual { steps },
        applicability: Applicability::Manual,
        scope: Scope::User,
    }
}

/// The usual linker, if it is there and needed.
pub(crate) fn with_installed_linker(id: &str, linker: &Linker, cx: &Cx<'_>) -> Result<Vec<Fix>, Pause> {
    match usual_driver(linker, cx)? {
        Some(program)
            if program != linker.program && !can_link("cc", linker, cx)? && can_link(&program, linker, cx)? =>
        {
            set_linker(id, linker, &program, cx)
        }
        Some(_) | None => Ok(Vec::new()),
    }
}

/// `program` as linker, with these rustflags beside it, whatever is there now; nothing where all of it is in effect.
/// Alternatives by scope, the best first.
pub(crate) fn with_linker(
    id: &str,
    linker: &Linker,
    program: &str,
    rustflags: &[String],
    cx: &Cx<'_>,
) -> Result<Vec<Fix>, Pause> {
    let wanted = if program == "rust-lld" { Scope::Project } else { scope(linker, program, cx)? };
    let is_set = linker.chosen_by.origin().is_some() && linker.written == program;
    let mut fixes = if is_set { Vec::new() } else { set(id, linker, program, wanted, cx)? };
    let in_effect =
        |flag: &&String| linker.options.args.iter().any(|arg| format!("-Clink-arg={}", arg.value) == **flag);
    let missing: Vec<_> = rustflags.iter().filter(|flag| !in_effect(flag)).cloned().collect();
    if missing.is_empty() {
        return Ok(fixes);
    }
    // Cargo takes flags from one source alone: those for every target are dropped where one has its own.
    let settings = cx.fact::<TargetSettings>(linker.triple.clone())?;
    let kept = match settings.rustflags.source {
        RustFlagsSource::Build => settings.rustflags.flags.iter().map(|flag| flag.value.clone()).collect(),
        RustFlagsSource::Encoded | RustFlagsSource::Variable | RustFlagsSource::Target | RustFlagsSource::None => {
            Vec::new()
        }
    };
    if is_set {
        let title = format!("tell `{program}` what it links for");
        let change = Change::Edit { edits: Vec::new() };
        let blank = |scope| Fix {
            id: format!("{id}/{}", linker.triple),
            title: title.clone(),
            change: change.clone(),
            applicability: Applicability::Safe,
            scope,
        };
        fixes = [wanted].into_iter().chain(others(wanted)).map(blank).collect();
    }
    let layout = cx.fact::<ConfigLayout>(())?;
    for fix in &mut fixes {
        let Change::Edit { edits } = &mut fix.change else { continue };
        let key = target_key(linker.triple.as_str(), "rustflags");
        let words: Vec<_> = kept.iter().chain(&missing).cloned().collect();
        let flags = Setting { key, change: Wanted::Words(words), scope: fix.scope };
        edits.extend(place(&flags, &layout.0).map(|placed| placed.edits).unwrap_or_default());
        if !kept.is_empty() {
            let repeated = kept.join(" ");
            let _ = write!(fix.title, "; repeats `{repeated}` of `build.rustflags`, which cargo drops beside it");
        }
    }
    Ok(fixes)
}

fn others(wanted: Scope) -> impl Iterator<Item = Scope> {
    [Scope::User, Scope::Local, Scope::Project].into_iter().filter(move |scope| *scope != wanted)
}

/// A compiler driver where a bare linker is set: the one of the same prefix, if it is there.
pub(in crate::linker) fn with_driver_instead(id: &str, linker: &Linker, cx: &Cx<'_>) -> Result<Vec<Fix>, Pause> {
    if let Some((prefix, _)) = linker.written.rsplit_once("-ld") {
        for driver in [format!("{prefix}-gcc"), format!("{prefix}-clang")] {
            if can_link(&driver, linker, cx)? {
                return set_linker(id, linker, &driver, cx);
            }
        }
    }
    with_usual_linker(id, linker, cx)
}

/// This program as linker, for those for whom it is right.
pub(crate) fn set_linker(id: &str, linker: &Linker, program: &str, cx: &Cx<'_>) -> Result<Vec<Fix>, Pause> {
    set(id, linker, program, scope(linker, program, cx)?, cx)
}

/// The same linker, set for this machine alone.
pub(in crate::linker) fn moved_to_this_machine(id: &str, linker: &Linker, cx: &Cx<'_>) -> Result<Vec<Fix>, Pause> {
    let written = linker.written.clone();
    let mut fixes = set(id, linker, &written, Scope::User, cx)?;
    // For everyone it is set already.
    fixes.retain(|fix| fix.scope != Scope::Project);
    Ok(fixes)
}

/// The setting removed where it stands.
pub(crate) fn without_setting(id: &str, linker: &Linker, cx: &Cx<'_>) -> Result<Vec<Fix>, Pause> {
    match &linker.chosen_by {
        ChosenBy::Config { origin: Origin::File { path, .. }, key } => Ok(vec![Fix {
            id: format!("{id}/{}", linker.triple),
            title: format!("remove the linker `{}` from `{path}`", linker.written),
            change: Change::Edit {
                edits: vec![FileEdit { path: path.clone(), edit: Edit::RemoveToml { key: key.clone() } }],
            },
            applicability: Applicability::Safe,
            scope: if in_project(path, cx)? { Scope::Project } else { Scope::User },
        }]),
        ChosenBy::Rustflags(origin) => {
            let (Origin::File { path, line }, written) = (origin, &linker.written) else {
                return Ok(by_hand(id, linker, origin));
            };
            let edit = super::flags::without_flag(path, *line, "linker", written, cx)?;
            Ok(edit.map_or_else(
                || by_hand(id, linker, origin),
                |edit| {
                    vec![Fix {
                        id: format!("{id}/{}", linker.triple),
                        title: format!("remove `-Clinker={written}` from `{path}`"),
                        change: Change::Edit { edits: vec![FileEdit { path: path.clone(), edit }] },
                        applicability: Applicability::Safe,
                        scope: Scope::Project,
                    }]
                },
            ))
        }
        ChosenBy::Config { origin, .. } => Ok(by_hand(id, linker, origin)),
        ChosenBy::Specification | ChosenBy::Default => Ok(Vec::new()),
    }
}

/// `gcc -m32` as `gcc` and `-Clink-arg=-m32`; of `ccache gcc` the compiler alone.
pub(in crate::linker) fn with_arguments_apart(id: &str, linker: &Linker, cx: &Cx<'_>) -> Result<Vec<Fix>, Pause> {
    const CACHES: [&str; 6] = ["ccache", "sccache", "distcc", "icecc", "cachepot", "buildcache"];
    let mut words: Vec<&str> = linker.written.split_whitespace().collect();
    // a cache of compilers has nothing to do with linking
    if words.len() > 1 && CACHES.contains(&words[0].rsplit('/').next().unwrap_or_default()) {
        words.remove(0);
    }
    let Some((program, args)) = words.split_first() else { return Ok(Vec::new()) };
    let origin = linker.chosen_by.origin();
    // `zig cc` is a program and its subcommand: only a wrapper can run that
    if args.iter().any(|arg| !arg.starts_with('-')) {
        let steps = vec![
            format!("write an executable script that runs `{} \"$@\"`", linker.written),
            format!("set `target.{}.linker` to its path", linker.triple),
            "for `zig cc`, `cargo zigbuild` does both by itself".to_owned(),
        ];
        return Ok(vec![manual(id, linker, "wrap the command in a script", steps)]);
    }
    let mut fixes = set(id, linker, program, Scope::Project, cx)?;
    let (Some(fix), Some(Origin::File { .. })) = (fixes.first_mut(), origin) else { return Ok(fixes) };
    if !args.is_empty() {
        let layout = cx.fact::<ConfigLayout>(())?;
        let words = args.iter().map(|arg| format!("-Clink-arg={arg}")).collect();
        let key = sibling(&key_for(linker), "rustflags");
        let flags = Setting { key, change: Wanted::Words(words), scope: Scope::Project };
        match (place(&flags, &layout.0), &mut fix.change) {
            (Ok(placed), Change::Edit { edits }) => edits.extend(placed.edits),
            (Ok(_), Change::Command(_) | Change::Symlink { .. } | Change::Manual { .. }) | (Err(_), _) => {
                return Ok(Vec::new());
            }
        }
    }
    Ok(fixes)
}

/// For whom the right linker is right: a value that stands somewhere is corrected there; a new one goes where it follows
/// from the target.
fn scope(linker: &Linker, program: &str, cx: &Cx<'_>) -> Result<Scope, Pause> {
    // a path is this machine's alone, wherever the setting stood
    if HostPath::parse(program).is_some() {
        return Ok(Scope::User);
    }
    Ok(match &linker.chosen_by {
        ChosenBy::Config { origin: Origin::File { path, .. }, .. } if in_project(path, cx)? => Scope::Project,
        ChosenBy::Config { origin: Origin::File { .. }, .. } => Scope::User,
        ChosenBy::Config { .. } | ChosenBy::Rustflags(_) | ChosenBy::Specification | ChosenBy::Default => {
            if is_a_desktop(linker) {
                Scope::User
            } else {
                Scope::Project
            }
        }
    })
}

/// `target.<triple>.linker` set to `program`, for `wanted` first and for the other circles as alternatives.
fn set(id: &str, linker: &Linker, program: &str, wanted: Scope, cx: &Cx<'_>) -> Result<Vec<Fix>, Pause> {
    match linker.chosen_by.origin() {
        // files rank below both, so that setting one there would change nothing
        Some(origin @ Origin::Env { name }) => {
            let steps = vec![format!("set `{name}` ({origin}) so that it names `{program}`, or unset it")];
            return Ok(vec![manual(id, linker, &format!("make `{name}` name `{program}`"), steps)]);
        }
        Some(Origin::File { path, line }) if matches!(linker.chosen_by, ChosenBy::Rustflags(_)) => {
            let written = &linker.written;
            let edit = Edit::ReplaceOnLine { line: *line, old: written.clone(), new: program.to_owned() };
            return Ok(vec![Fix {
                id: format!("{id}/{}", linker.triple),
                title: format!("set `-Clinker={program}` for `{}`", linker.triple),
                change: Change::Edit { edits: vec![FileEdit { path: path.clone(), edit }] },
                applicability: Applicability::Safe,
                scope: wanted,
            }]);
        }
        Some(Origin::File { .. } | Origin::Default) | None => {}
    }
    let layout = cx.fact::<ConfigLayout>(())?;
    let key = key_for(linker);
    let is_right = |scope: &Scope| *scope != Scope::Project || HostPath::parse(program).is_none();
    let mut fixes: Vec<Fix> = Vec::new();
    for scope in [wanted].into_iter().chain(others(wanted).filter(is_right)) {
        let value = toml_string(program);
        let setting = Setting { key: key.clone(), change: Wanted::Value(value), scope };
        let Ok(placed) = place(&setting, &layout.0) else { continue };
        if fixes.iter().any(|fix| fix.scope == placed.scope) || placed.edits.is_empty() {
            continue;
        }
        fixes.push(Fix {
            id: format!("{id}/{}", linker.triple),
            title: format!("set the linker for `{}` to `{program}`", linker.triple),
            change: Change::Edit { edits: placed.edits },
            applicability: Applicability::Safe,
            scope: placed.scope,
        });
    }
    if let (true, Some(origin)) = (fixes.is_empty(), linker.chosen_by.origin()) {
        let steps = vec![format!(
            "in {origin}, which other projects read too, name `{program}` instead of `{}`",
            linker.written
        )];
        fixes.push(manual(id, linker, &format!("name `{program}` as linker"), steps));
    }
    Ok(fixes)
}

/// Where the linker of the triple is to be set.
fn key_for(linker: &Linker) -> Vec<String> {
    match &linker.chosen_by {
        // a `cfg()` table is for other targets too; the triple's own comes before it
        ChosenBy::Config { key, .. } if key.get(1).is_some_and(|table| !table.starts_with("cfg(")) => key.clone(),
        ChosenBy::Config { .. } | ChosenBy::Rustflags(_) | ChosenBy::Specification | ChosenBy::Default => {
            target_key(linker.triple.as_str(), "linker")
        }
    }
}

fn by_hand(id: &str, linker: &Linker, origin: &Origin) -> Vec<Fix> {
    let steps = vec![format!("remove `{}` from {origin}", linker.written)];
    vec![manual(id, linker, &format!("remove the linker `{}`", linker.written), steps)]
}

fn manual(id: &str, linker: &Linker, title: &str, steps: Vec<String>) -> Fix {
    Fix {
        id: format!("{id}/{}", linker.triple),
        title: title.to_owned(),
        change: Change::Manual { steps },
        applicability: Applicability::Manual,
        scope: Scope::User,
    }
}

fn in_project(path: &crate::HostPath, cx: &Cx<'_>) -> Result<bool, Pause> {
    let layout = cx.fact::<ConfigLayout>(())?;
    Ok(path.below(&layout.0.project).is_some())
}

fn sibling(key: &[String], name: &str) -> Vec<String> {
    let mut key = key.to_vec();
    if let Some(last) = key.last_mut() {
        name.clone_into(last);
    }
    key
}

/// A TOML string, by the rules of JSON, which are a part of TOML's basic strings.
pub(super) fn toml_string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

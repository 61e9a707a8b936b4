//! The fixes of this family: another developer directory, a setting put right, and what only a person can do.

use xdoctor_fixes::{
    Applicability, Change, CommandLine, Edit, FileEdit, Fix, Relink, Scope,
    cargo_config::{Setting, Wanted, place},
};

use crate::{
    Check, Cx, HostPath, Pause,
    answer::Metadata,
    facts::{
        apple::{Applications, DeveloperDir, SearchDir},
        cargo_config::{Located, Origin},
        config_layout::ConfigLayout,
    },
};

/// What only a person can do, step by step.
pub(super) fn manual(check: &Check, about: &str, title: impl Into<String>, steps: Vec<String>) -> Fix {
    Fix {
        id: format!("{}/{about}", check.id),
        title: title.into(),
        change: Change::Manual { steps },
        applicability: Applicability::Manual,
        scope: Scope::User,
    }
}

/// `xcode-select --install`, which opens a window.
pub(super) fn install_tools(check: &Check) -> Fix {
    let steps = vec!["run `xcode-select --install` and follow the window that it opens".to_owned()];
    manual(check, "install", "install the Command Line Tools", steps)
}

/// The developer directories of this Mac that have tools: the Xcodes, and the Command Line Tools where they serve.
pub(super) fn selectable(command_line_tools: bool, cx: &Cx<'_>) -> Result<Vec<HostPath>, Pause> {
    let tools = DeveloperDir::command_line_tools();
    let (xcodes, xcrun) = (cx.fact::<Applications>(()), cx.metadata(&tools.join("usr/bin/xcrun")));
    let (xcodes, xcrun) = (xcodes?, xcrun?);
    let mut dirs = xcodes.0.clone();
    if command_line_tools && matches!(xcrun, Metadata::Found(_)) {
        dirs.push(tools);
    }
    Ok(dirs)
}

/// Selecting `dir` for everything on this Mac, or for cargo's builds alone, which needs no privileges.
pub(super) fn select(check: &Check, dir: &HostPath, cx: &Cx<'_>) -> Result<Vec<Fix>, Pause> {
    let args = ["xcode-select", "--switch", dir.as_str()].map(str::to_owned).to_vec();
    let line = CommandLine { program: "sudo".to_owned(), args, env: Vec::new() };
    let switch = Fix {
        id: format!("{}/select", check.id),
        title: format!("select `{dir}`"),
        change: Change::Command(line),
        applicability: Applicability::System,
        scope: Scope::User,
    };
    let mut fixes = vec![switch];
    fixes.extend(set_variable(check, "DEVELOPER_DIR", dir.as_str(), Scope::User, cx)?);
    Ok(fixes)
}

/// `[env]` of cargo's configuration sets the variable, for rustc and build scripts.
pub(super) fn set_variable(
    check: &Check,
    name: &str,
    value: &str,
    scope: Scope,
    cx: &Cx<'_>,
) -> Result<Option<Fix>, Pause> {
    let layout = cx.fact::<ConfigLayout>(())?;
    let value = toml_edit::Value::from(value).to_string();
    let key = vec!["env".to_owned(), name.to_owned()];
    let title = format!("set `{name}` to `{}` for cargo's builds", value.trim_matches('"'));
    let Ok(placed) = place(&Setting { key, change: Wanted::Value(value), scope }, &layout.0) else { return Ok(None) };
    Ok((!placed.edits.is_empty()).then(|| Fix {
        id: format!("{}/{name}", check.id),
        title,
        change: Change::Edit { edits: placed.edits },
        applicability: Applicability::Safe,
        scope: placed.scope,
    }))
}

/// A variable that should not be set: removed from `[env]` where it stands there, else for people to unset.
pub(super) fn unset_variable(check: &Check, name: &str, setting: &Located<String>) -> Fix {
    let Origin::File { path, .. } = &setting.origin else {
        let steps = vec![
            format!("unset `{name}` in the shell, the profile or the build phase that sets it"),
            format!("for one build: `env -u {name} cargo build`"),
        ];
        return manual(check, name, format!("unset `{name}`"), steps);
    };
    let edit = Edit::RemoveToml { key: vec!["env".to_owned(), name.to_owned()] };
    Fix {
        id: format!("{}/{name}", check.id),
        title: format!("remove `{name}` from `{path}`"),
        change: Change::Edit { edits: vec![FileEdit { path: path.clone(), edit }] },
        applicability: Applicability::Safe,
        scope: Scope::Project,
    }
}

/// A link inside an SDK that leads nowhere, made to lead to its neighbour.
pub(super) fn relink(check: &Check, sdk: &HostPath, link: &HostPath, old: &str, new: &str) -> Fix {
    let links = vec![Relink { link: link.clone(), old: old.to_owned(), new: new.to_owned() }];
    Fix {
        id: format!("{}/{}", check.id, link.file_name().unwrap_or_default()),
        title: format!("make `{link}` lead to `{new}`"),
        change: Change::Symlink { root: sdk.clone(), links },
        applicability: Applicability::Safe,
        scope: Scope::User,
    }
}

/// A directory taken off the link path: its flag removed where it stands whole on its line, else for people.
pub(super) fn without_search_dir(check: &Check, dir: &SearchDir, cx: &Cx<'_>) -> Result<Vec<Fix>, Pause> {
    let at = &dir.setting.origin;
    let title = format!("take `{}` off the link path", dir.path);
    let by_hand = || {
        let what = if dir.key == "rustflags" {
            format!("remove the `-L` of `{}`", dir.path)
        } else {
            format!("take `{}` out of `LIBRARY_PATH`", dir.path)
        };
        vec![manual(check, "search", title.clone(), vec![format!("{what} in {at}")])]
    };
    let (Origin::File { path, line }, "rustflags") = (at, dir.key) else { return Ok(by_hand()) };
    let text = cx.text(path)?.unwrap_or_default();
    let index = usize::try_from(*line).unwrap_or(usize::MAX).saturating_sub(1);
    let Some(old) = text.lines().nth(index).and_then(|line| search_flag(line, &dir.setting.value)) else {
        return Ok(by_hand());
    };
    let edit = Edit::ReplaceOnLine { line: *line, old, new: String::new() };
    Ok(vec![Fix {
        id: format!("{}/search", check.id),
        title,
        change: Change::Edit { edits: vec![FileEdit { path: path.clone(), edit }] },
        applicability: Applicability::Safe,
        scope: Scope::Project,
    }])
}

/// The flag of this directory with one of its separators, as an element of a list.
fn search_flag(line: &str, dir: &str) -> Option<String> {
    let forms = ["-L", "-Lnative=", "-Lall=", "-L native=", "-L ", "-Clink-arg=-L"].map(|form| format!("{form}{dir}"));
    let elements = ['"', '\''].into_iter().flat_map(|quote| {
        let pair = format!("{quote}-L{quote}, {quote}{dir}{quote}");
        std::iter::once(pair).chain(forms.clone().map(|form| format!("{quote}{form}{quote}")))
    });
    elements
        .flat_map(|element| [format!(", {element}"), format!("{element}, "), format!("{element},"), element])
        .find(|whole| line.matches(whole.as_str()).count() == 1)
}

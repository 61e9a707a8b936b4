//! Where settings go.

use super::*;
use crate::{Edit, FileEdit};

fn path(text: &str) -> HostPath {
    HostPath::parse(text).expect("absolute")
}

fn layout(files: &[(&str, &str)]) -> Layout {
    let file = |(name, text): &(&str, &str)| ConfigFile { path: path(name), text: (*text).to_owned() };
    Layout {
        project: path("/src/p"),
        cargo_home: path("/home/u/.cargo"),
        files: files.iter().map(file).collect(),
        include_guaranteed: false,
        gitignore: Some("/target\n".to_owned()),
    }
}

fn linker(scope: Scope) -> Setting {
    Setting { key: target_key("a-b", "linker"), change: Wanted::Value("\"cc\"".into()), scope }
}

fn set(file: &str) -> FileEdit {
    let edit = Edit::SetToml { key: target_key("a-b", "linker"), value: "\"cc\"".into() };
    FileEdit { path: path(file), edit }
}

fn remove(file: &str) -> FileEdit {
    FileEdit { path: path(file), edit: Edit::RemoveToml { key: target_key("a-b", "linker") } }
}

const WRONG: &str = "[target.a-b]\nlinker = 'x'\n";

#[test]
fn a_new_value_goes_where_its_scope_says() {
    for (files, scope, file) in [
        (&[][..], Scope::Project, "/src/p/.cargo/config.toml"),
        (&[("/src/p/.cargo/config", "")], Scope::Project, "/src/p/.cargo/config"),
        (&[], Scope::User, "/home/u/.cargo/config.toml"),
        (&[("/home/u/.cargo/config", "")], Scope::User, "/home/u/.cargo/config"),
        // No guarantee of cargo 1.94.
        (&[], Scope::Local, "/home/u/.cargo/config.toml"),
    ] {
        let went = if scope == Scope::Local { Scope::User } else { scope };
        assert_eq!(place(&linker(scope), &layout(files)), Ok(Placed { edits: vec![set(file)], scope: went }), "{file}");
    }
}

#[test]
fn a_wrong_value_is_corrected_where_it_stands() {
    for (file, scope, went) in [
        ("/src/p/.cargo/config", Scope::Project, Scope::Project),
        ("/home/u/.cargo/config.toml", Scope::Project, Scope::User),
        ("/home/u/.cargo/config.toml", Scope::User, Scope::User),
        ("/src/p/.cargo/config.local.toml", Scope::User, Scope::Local),
    ] {
        let placed = place(&linker(scope), &layout(&[(file, WRONG)]));
        assert_eq!(placed, Ok(Placed { edits: vec![set(file)], scope: went }), "{file}");
    }
}

#[test]
fn what_is_true_of_this_machine_alone_leaves_the_tracked_file() {
    let files = [("/src/p/.cargo/config.toml", WRONG), ("/home/u/.cargo/config.toml", "")];
    let edits = vec![remove("/src/p/.cargo/config.toml"), set("/home/u/.cargo/config.toml")];
    assert_eq!(place(&linker(Scope::User), &layout(&files)), Ok(Placed { edits, scope: Scope::User }));
}

#[test]
fn a_file_of_other_projects_is_left_alone() {
    let why = Why::Outside { path: path("/src/.cargo/config.toml"), line: 2 };
    assert_eq!(place(&linker(Scope::Project), &layout(&[("/src/.cargo/config.toml", WRONG)])), Err(why));
}

#[test]
fn a_local_file_is_included_and_ignored() {
    let include = |edit| FileEdit { path: path("/src/p/.cargo/config.toml"), edit };
    let ignore = FileEdit {
        path: path("/src/p/.gitignore"),
        edit: Edit::EnsureLine { text: "/.cargo/config.local.toml".into() },
    };
    let entry = "{ path = \"config.local.toml\", optional = true }".to_owned();
    let key = vec!["include".to_owned()];
    let guaranteed = |text: &str| Layout { include_guaranteed: true, ..layout(&[("/src/p/.cargo/config.toml", text)]) };
    let pushed = include(Edit::PushToml { key: key.clone(), value: entry.clone() });
    let grown = include(Edit::SetToml { key, value: format!("['x.toml', {entry}]") });
    for (text, edit) in [
        ("", Some(pushed)),
        ("include = 'x.toml'", Some(grown)),
        ("include = [{ path = 'config.local.toml', optional = true }]", None),
    ] {
        let edits =
            std::iter::once(set("/src/p/.cargo/config.local.toml")).chain(edit).chain([ignore.clone()]).collect();
        assert_eq!(
            place(&linker(Scope::Local), &guaranteed(text)),
            Ok(Placed { edits, scope: Scope::Local }),
            "{text}"
        );
    }
    let placed =
        place(&linker(Scope::Local), &Layout { gitignore: Some("config.local.toml\n".into()), ..guaranteed("") });
    assert!(placed.is_ok_and(|placed| placed.edits.len() == 2), "git ignores it already");
}

#[test]
fn words_never_make_a_list_beside_a_string() {
    let key = target_key("a-b", "rustflags");
    let setting = |scope| Setting { key: key.clone(), change: Wanted::Words(vec!["-Cb".into()]), scope };
    let string = "[target.a-b]\nrustflags = '-Ca'\n";
    let list = "[target.a-b]\nrustflags = ['-Ca']\n";
    let longer = Edit::SetToml { key: key.clone(), value: "\"-Ca -Cb\"".into() };
    let pushed = Edit::PushToml { key: key.clone(), value: "\"-Cb\"".into() };
    for (text, scope, file, edit) in [
        (string, Scope::User, "/src/p/.cargo/config.toml", longer),
        (list, Scope::Project, "/src/p/.cargo/config.toml", pushed.clone()),
        (list, Scope::User, "/home/u/.cargo/config.toml", pushed),
    ] {
        let placed = place(&setting(scope), &layout(&[("/src/p/.cargo/config.toml", text)])).expect("placed");
        assert_eq!(placed.edits, vec![FileEdit { path: path(file), edit }]);
    }
}

#[test]
fn a_triple_is_split_at_its_dots() {
    assert_eq!(target_key("thumbv8m.main-none-eabi", "linker"), ["target", "thumbv8m", "main-none-eabi", "linker"]);
    assert_eq!(target_key("cfg(unix)", "linker"), ["target", "cfg(unix)", "linker"]);
}

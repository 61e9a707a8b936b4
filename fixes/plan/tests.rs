//! Plans of several fixes.

use super::*;
use crate::{Edit, FileEdit, Scope, diff};

fn path(text: &str) -> HostPath {
    HostPath::parse(text).expect("absolute")
}

fn fix(id: &str, change: Change) -> Fix {
    let applicability = Applicability::Safe;
    Fix { id: id.into(), title: format!("do {id}"), change, applicability, scope: Scope::Project }
}

fn edit(id: &str, file: &str, edits: &[Edit]) -> Fix {
    let edits = edits.iter().map(|edit| FileEdit { path: path(file), edit: edit.clone() }).collect();
    fix(id, Change::Edit { edits })
}

fn set(key: &str, value: &str) -> Edit {
    Edit::SetToml { key: key.split('.').map(str::to_owned).collect(), value: value.into() }
}

fn run(id: &str, words: &str) -> Fix {
    let mut words = words.split(' ').map(str::to_owned);
    let program = words.next().expect("a program");
    fix(id, Change::Command(CommandLine { program, args: words.collect(), env: Vec::new() }))
}

fn read(file: &HostPath) -> FileState {
    match file.as_str() {
        "/p/a.toml" => FileState::Text("# one\n[a]\nx = 'wasm32-wasi'\n".into()),
        "/p/broken.toml" => FileState::Text("= 1\n".into()),
        "/p/dir" => FileState::Unusable("is a directory".into()),
        _ => FileState::Missing,
    }
}

fn write(file: &str, before: Option<&str>, after: Option<&str>) -> Action {
    let text = |text: Option<&str>| text.map(str::to_owned);
    Action::Write { path: path(file), before: text(before), after: text(after), like: None }
}

fn actions(plan: &Plan) -> Vec<&Action> {
    plan.steps.iter().map(|step| &step.action).collect()
}

#[test]
fn edits_of_one_file_become_one_step() {
    let replace = Edit::ReplaceOnLine { line: 3, old: "wasm32-wasi".into(), new: "wasm32-wasip1".into() };
    let fixes = [
        edit("1", "/p/a.toml", &[set("top", "1")]),
        // By line number, and after an edit that moves the lines.
        edit("2", "/p/a.toml", std::slice::from_ref(&replace)),
        edit("3", "/p/a.toml", &[set("a.y", "2")]),
    ];
    let plan = Plan::build(&fixes, read);
    let before = "# one\n[a]\nx = 'wasm32-wasi'\n";
    let after = "top = 1\n\n# one\n[a]\nx = 'wasm32-wasip1'\ny = 2\n";
    assert_eq!(actions(&plan), [&write("/p/a.toml", Some(before), Some(after))]);
    assert_eq!((plan.steps[0].fixes.len(), plan.refused.len()), (3, 0));
    assert_eq!(
        Plan::build(&fixes, |_| FileState::Text(after.into())).steps,
        [],
        "a second time there is nothing to do"
    );
}

#[test]
fn a_fix_is_in_the_plan_whole_or_not_at_all() {
    let mut edits = vec![FileEdit { path: path("/p/a.toml"), edit: set("b", "1") }];
    edits.push(FileEdit { path: path("/p/broken.toml"), edit: set("b", "1") });
    let plan = Plan::build(&[fix("1", Change::Edit { edits }), edit("2", "/p/dir", &[set("b", "1")])], read);
    assert_eq!(plan.steps, []);
    let reasons: Vec<_> = plan.refused.iter().map(|refusal| refusal.reason.as_str()).collect();
    assert_eq!(reasons.len(), 2);
    assert!(reasons[0].starts_with("`/p/broken.toml`: not valid TOML: line 1, column 1"), "{}", reasons[0]);
    assert_eq!(reasons[1], "`/p/dir`: the file cannot be read: is a directory");
}

#[test]
fn the_later_of_two_that_contradict_is_refused() {
    let plan = Plan::build(&[edit("1", "/p/n", &[set("a.b", "1")]), edit("2", "/p/n", &[set("a.b", "2")])], read);
    assert_eq!(actions(&plan), [&write("/p/n", None, Some("[a]\nb = 1\n"))]);
    let refusal = Refusal { fix: "2".into(), title: "do 2".into(), reason: "contradicts `do 1`".into() };
    assert_eq!(plan.refused, [refusal]);
}

#[test]
fn nothing_is_written_into_a_file_that_is_to_go() {
    let gone = edit("1", "/p/a.toml", &[Edit::Remove]);
    let kept = edit("2", "/p/a.toml", &[set("a.x", "1")]);
    for fixes in [[gone.clone(), kept.clone()], [kept, gone]] {
        let plan = Plan::build(&fixes, read);
        assert_eq!((plan.steps.len(), &plan.steps[0].fixes), (1, &vec![fixes[0].id.clone()]), "the first one wins");
        assert_eq!(plan.refused[0].reason, format!("contradicts `{}`", fixes[0].title));
    }
}

#[test]
fn equal_wishes_are_one() {
    let plan = Plan::build(&[edit("1", "/p/n", &[set("a.b", "1")]), edit("2", "/p/n", &[set("a.b", "1")])], read);
    assert_eq!(actions(&plan), [&write("/p/n", None, Some("[a]\nb = 1\n"))]);
    assert_eq!(plan.refused, []);
}

#[test]
fn a_moved_file_takes_other_edits_along() {
    let fixes =
        [edit("1", "/p/a.toml", &[Edit::MoveTo { to: path("/p/b.toml") }]), edit("2", "/p/a.toml", &[set("a.x", "1")])];
    let plan = Plan::build(&fixes, read);
    let text = "# one\n[a]\nx = 'wasm32-wasi'\n";
    let mut made = write("/p/b.toml", None, Some("# one\n[a]\nx = 1\n"));
    if let Action::Write { like, .. } = &mut made {
        *like = Some(path("/p/a.toml"));
    }
    assert_eq!(
        actions(&plan),
        [&made, &write("/p/a.toml", Some(text), None)],
        "the new one is there before the old one goes"
    );
}

#[test]
fn commands_are_joined_and_ordered() {
    let fixes = [
        fix("m", Change::Manual { steps: vec!["accept the licence".into()] }),
        edit("e", "/p/n", &[set("a", "1")]),
        run("1", "rustup target add a --toolchain t"),
        run("2", "rustup target add b --toolchain t"),
        run("3", "rustup target add b --toolchain other"),
        run("4", "sudo apt-get install -y x y"),
        run("5", "sudo apt-get install -y y z"),
        run("6", "rustup toolchain install t"),
        run("7", "rustup target add a --toolchain t"),
    ];
    let plan = Plan::build(&fixes, read);
    let shown: Vec<_> = plan.steps.iter().map(|step| diff::step(step, &|path| path.to_string())).collect();
    assert_eq!(
        shown,
        [
            "$ rustup toolchain install t\n",
            "--- /dev/null\n+++ /p/n\n@@ -0,0 +1 @@\n+a = 1\n",
            "$ rustup target add a b --toolchain t\n",
            "$ rustup target add b --toolchain other\n",
            "$ sudo apt-get install -y x y z\n",
            "1. accept the licence\n",
        ]
    );
    assert_eq!(plan.steps[2].fixes, ["1", "2", "7"]);
}

#[test]
fn a_manual_fix_is_never_a_step_that_runs() {
    let mut manual = run("1", "xcodebuild -license accept");
    manual.applicability = Applicability::Manual;
    let plan = Plan::build(&[manual], read);
    assert_eq!(actions(&plan), [&Action::Manual { steps: vec!["run `xcodebuild -license accept`".into()] }]);
}

#[test]
fn a_diff_shows_what_cannot_be_seen() {
    let text = diff::unified("f", Some("\u{feff}a\r\nb\u{1b}[2J"), Some("\u{feff}a\r\nc\n"));
    let expected = "--- f\n+++ f\n@@ -1,2 +1,2 @@\n <BOM>a␍\n-b·[2J\n\\ No newline at end of file\n+c\n";
    assert_eq!(text, expected);
}

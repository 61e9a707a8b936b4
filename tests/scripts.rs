//! Plans with hostile names and texts in every form; scripts are run by the shell that is here.

#![cfg(unix)]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use saphyr_parser::{Event, Parser};
use xdoctor::report::{Form, Places, Told, script};
use xdoctor_checks::{
    HostPath, Triple,
    report::{HostReport, ProjectReport, Report},
};
use xdoctor_fixes::{Action, Applicability, CommandLine, Plan, Refusal, Relink, Step};

const HOSTILE: &str = "it's a \"$(touch owned)\" `touch owned` \\ %s ${{ github.token }} <<EOF #";

fn path(dir: &Path, name: &str) -> HostPath {
    HostPath::parse(&format!("{}/{name}", dir.display())).expect("absolute")
}

fn step(title: &str, action: Action) -> Step {
    Step { fixes: vec!["x".into()], titles: vec![title.into()], applicability: Applicability::Safe, action }
}

fn write(path: HostPath, before: Option<&str>, after: Option<&str>) -> Step {
    let text = |text: Option<&str>| text.map(str::to_owned);
    step("edit\n`it`", Action::Write { path, before: text(before), after: text(after), like: None })
}

fn told(plan: &Plan, dir: &Path, form: Form) -> String {
    let report = Report {
        host: Some(HostReport {
            triple: Some(Triple::new("x86_64-unknown-linux-gnu")),
            os: "linux".into(),
            arch: "x86_64".into(),
        }),
        project: Some(ProjectReport { root: dir.display().to_string(), name: Some("a\nname".into()) }),
        ..Report::default()
    };
    let project = HostPath::parse(&dir.display().to_string()).expect("absolute");
    let places = Places { project, cargo_home: None, home: None };
    script(&Told { plan, left: &[], report: &report, places: &places }, form)
}

fn plan(steps: Vec<Step>) -> Plan {
    Plan { steps, refused: Vec::new() }
}

/// A project with hostile files, and the plan that changes each of them.
fn hostile(dir: &Path) -> (Plan, Vec<(String, Option<String>)>) {
    fs::write(dir.join("Cargo.toml"), "").expect("written");
    let text = format!("\u{feff}{HOSTILE}\r\n\tä\u{1b}[2J\u{202e}\n-n\n{HOSTILE}");
    let names = [HOSTILE, "-rf", "with space/a b", "line\nbreak", "tab\tand\u{1b}escape", "ümlaut", "$HOME", "a'b"];
    let (mut steps, mut expected) = (Vec::new(), Vec::new());
    for (at, name) in names.iter().enumerate() {
        let (before, after) = match at % 3 {
            0 => (Some(text.as_str()), Some(format!("-{text}\n"))),
            1 => (None, Some(text.clone())),
            _ => (Some(text.as_str()), None),
        };
        let file = dir.join(name);
        fs::create_dir_all(file.parent().expect("inside")).expect("made");
        if let Some(before) = before {
            fs::write(&file, before).expect("written");
        }
        steps.push(write(path(dir, name), before, after.as_deref()));
        expected.push(((*name).to_owned(), after));
    }
    let args = vec!["-c".into(), "printf %s \"$1\" >argument".into(), "sh".into(), HOSTILE.into()];
    let env = vec![("X".to_owned(), "a\tb".to_owned())];
    steps.push(step("run", Action::Run(CommandLine { program: "sh".into(), args, env })));
    expected.push(("argument".into(), Some(HOSTILE.into())));
    (plan(steps), expected)
}

fn run(script: &str, dir: &Path) -> Output {
    Command::new("sh").args(["-c", script]).current_dir(dir).output().expect("there is a shell")
}

fn assert_changed(dir: &Path, expected: &[(String, Option<String>)], output: &Output) {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for (name, text) in expected {
        assert_eq!(fs::read_to_string(dir.join(name)).ok(), *text, "{name:?}");
    }
    assert!(!dir.join("owned").exists(), "a name was run");
}

/// The commands of `RUN` lines, as a builder hands them to a shell.
fn runs(dockerfile: &str) -> String {
    let lines = dockerfile.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let commands = lines.map(|line| format!("( {} ) || exit 1\n", line.strip_prefix("RUN ").expect("a RUN line")));
    commands.collect::<Vec<_>>().concat()
}

/// The commands of the steps, as a runner reads them from the YAML and hands them to a shell.
fn blocks(steps: &str) -> String {
    let (mut runs, mut key) = (Vec::new(), String::new());
    for event in Parser::new_from_str(steps) {
        let (event, _) = event.unwrap_or_else(|error| panic!("no YAML: {error}\n{steps}"));
        let Event::Scalar(text, ..) = event else { continue };
        match std::mem::take(&mut key).as_str() {
            "run" => runs.push(format!("( {text} ) || exit 1\n")),
            "name" | "shell" => assert!(!text.contains("${{"), "{text}"),
            _ => key = text.into_owned(),
        }
    }
    runs.concat()
}

#[test]
fn a_script_changes_exactly_what_the_plan_says() {
    for form in [Form::Sh, Form::Dockerfile, Form::Github] {
        let dir = tempfile::tempdir().expect("a folder");
        let (plan, expected) = hostile(dir.path());
        let text = told(&plan, dir.path(), form);
        let commands: Vec<_> = text.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(
            !commands.concat().contains("${{") && !text.chars().any(|c| c.is_control() && c != '\n'),
            "{form:?}: {text}"
        );
        assert_changed(dir.path(), &expected, &run(&runnable(form, text), dir.path()));
    }
}

/// What steers a shell, YAML, a Dockerfile, a terminal, or GitHub's expressions.
const PARTS: [&str; 40] = [
    "'",
    "\"",
    "`touch owned`",
    "$(touch owned)",
    "; touch owned; ",
    "&& touch owned",
    "| touch owned",
    "\ntouch owned\n",
    "\\",
    "\\\n",
    "%s",
    "%",
    "%n",
    "#",
    " #",
    ": ",
    "- ",
    "-",
    "--",
    "~",
    "*",
    "?",
    "[a]",
    "{a,b}",
    "!",
    "&a",
    ">",
    "<<EOF",
    "<",
    "${{ secrets.X }}",
    "$HOME",
    "${IFS}",
    "\t",
    "\r\n",
    "\u{1b}[2J",
    "\u{202e}",
    "\u{0085}",
    "ä",
    " ",
    "x",
];

/// A generator of numbers that is the same everywhere (Marsaglia, *Xorshift RNGs*).
fn number(state: &mut u64, below: usize) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    usize::try_from(*state % below as u64).expect("below a usize")
}

fn text(state: &mut u64, parts: usize) -> String {
    (0..=number(state, parts)).map(|_| PARTS[number(state, PARTS.len())]).collect()
}

#[test]
fn no_name_and_no_text_becomes_a_command() {
    let mut state = 0x9e37_79b9_7f4a_7c15;
    for round in 0..60 {
        let dir = tempfile::tempdir().expect("a folder");
        fs::write(dir.path().join("Cargo.toml"), "").expect("written");
        let (mut steps, mut expected) = (Vec::new(), Vec::new());
        for at in 0..4 {
            // What ends with a line break or leads up is left to a person; `/` would be a folder.
            let name = format!("{at}{}.", text(&mut state, 6));
            let (before, after) = (text(&mut state, 12), text(&mut state, 12));
            let exists = number(&mut state, 2) == 0;
            if exists {
                fs::write(dir.path().join(&name), &before).expect("written");
            }
            let mut step = write(path(dir.path(), &name), exists.then_some(before.as_str()), Some(&after));
            step.titles = vec![text(&mut state, 8)];
            steps.push(step);
            expected.push((name, Some(after)));
        }
        let (argument, value) = (format!("{}x", text(&mut state, 8)), format!("{}x", text(&mut state, 8)));
        let args = vec!["-c".into(), "printf '%s|%s' \"$1\" \"$X\" >argument".into(), "sh".into(), argument.clone()];
        let run_it = CommandLine { program: "sh".into(), args, env: vec![("X".into(), value.clone())] };
        steps.push(step(&text(&mut state, 8), Action::Run(run_it)));
        expected.push(("argument".into(), Some(format!("{argument}|{value}"))));
        let plan = plan(steps);
        let form = [Form::Sh, Form::Dockerfile, Form::Github][round % 3];
        let script = runnable(form, told(&plan, dir.path(), form));
        for _ in 0..2 {
            let output = run(&script, dir.path());
            assert!(output.status.success(), "{}\n{script}", String::from_utf8_lossy(&output.stderr));
            assert_changed(dir.path(), &expected, &output);
        }
        let left = fs::read_dir(dir.path()).expect("a folder").count();
        assert_eq!(left, expected.len() + 1, "{script}");
    }
}

#[test]
fn rustup_finds_the_toolchain_of_the_machine_that_runs_it() {
    let dir = tempfile::tempdir().expect("a folder");
    let add = |toolchain: &str| {
        let args = ["target", "add", "wasm32-wasip1", "--toolchain", toolchain].map(str::to_owned).into();
        step("add", Action::Run(CommandLine { program: "rustup".into(), args, env: Vec::new() }))
    };
    let plan = plan(vec![add("1.95.0-x86_64-unknown-linux-gnu"), add("stable-aarch64-apple-darwin"), add("ours")]);
    for form in [Form::Sh, Form::Dockerfile, Form::Github, Form::Markdown] {
        let text = told(&plan, dir.path(), form);
        let named = text.lines().filter_map(|line| line.split_once("--toolchain "));
        let named: Vec<_> = named.map(|(_, name)| name).collect();
        assert_eq!(named, ["1.95.0", "stable-aarch64-apple-darwin", "ours"], "{form:?}: {text}");
    }
}

#[test]
fn a_script_runs_twice() {
    for form in [Form::Sh, Form::Dockerfile, Form::Github] {
        let dir = tempfile::tempdir().expect("a folder");
        let (plan, expected) = hostile(dir.path());
        let script = runnable(form, told(&plan, dir.path(), form));
        run(&script, dir.path());
        assert_changed(dir.path(), &expected, &run(&script, dir.path()));
    }
}

/// What a shell is given of it.
fn runnable(form: Form, text: String) -> String {
    match form {
        Form::Dockerfile => runs(&text),
        Form::Github => format!("set -eu\n{}", blocks(&text)),
        Form::Sh | Form::Markdown => text,
    }
}

#[test]
fn a_file_that_is_not_what_it_was_is_refused_before_anything_is_changed() {
    let dir = tempfile::tempdir().expect("a folder");
    let at = |name: &str| dir.path().join(name);
    fs::write(at("Cargo.toml"), "").expect("written");
    let make = || {
        fs::write(at("a"), "1\n").expect("written");
        fs::write(at("b"), "1\n").expect("written");
        let _ = fs::remove_file(at("c"));
    };
    let plan = plan(vec![
        write(path(dir.path(), "a"), Some("1\n"), Some("2\n")),
        write(path(dir.path(), "b"), Some("1\n"), None),
        write(path(dir.path(), "c"), None, Some("2\n")),
    ]);
    let script = told(&plan, dir.path(), Form::Sh);
    for (file, text) in [("b", "other\n"), ("b", "1"), ("c", "there\n")] {
        make();
        fs::write(at(file), text).expect("written");
        let output = run(&script, dir.path());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.starts_with(&format!("refused: {file} is ")), "{said}");
        assert_eq!(fs::read_to_string(at("a")).expect("there"), "1\n", "nothing was changed");
    }
    let elsewhere = tempfile::tempdir().expect("a folder");
    let output = run(&script, elsewhere.path());
    assert!(String::from_utf8_lossy(&output.stderr).contains("not the root of the project"));
}

#[test]
fn a_path_that_leads_up_again_is_not_written_to() {
    let dir = tempfile::tempdir().expect("a folder");
    let inside = dir.path().join("p");
    fs::create_dir(&inside).expect("made");
    fs::write(inside.join("Cargo.toml"), "").expect("written");
    let plan =
        plan(vec![write(path(&inside, "../owned"), None, Some("x")), write(path(&inside, "line\n"), None, Some("x"))]);
    for form in [Form::Sh, Form::Dockerfile, Form::Github] {
        let text = told(&plan, &inside, form);
        assert_eq!(text.matches("by hand: a path in it").count(), 2, "{text}");
        assert!(run(&text, &inside).status.success() && !dir.path().join("owned").exists(), "{text}");
    }
}

#[test]
fn links_and_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let dir = tempfile::tempdir().expect("a folder");
    let at = |name: &str| dir.path().join(name);
    fs::write(at("Cargo.toml"), "").expect("written");
    fs::write(at("real"), "1\n").expect("written");
    fs::set_permissions(at("real"), fs::Permissions::from_mode(0o640)).expect("set");
    symlink("real", at("link")).expect("made");
    symlink("/usr/lib/x", at("absolute")).expect("made");
    let links = vec![Relink { link: path(dir.path(), "absolute"), old: "/usr/lib/x".into(), new: "lib/x".into() }];
    let plan = plan(vec![
        write(path(dir.path(), "link"), Some("1\n"), Some("2\n")),
        step("relink", Action::Relink { root: path(dir.path(), ""), links }),
    ]);
    let output = run(&told(&plan, dir.path(), Form::Sh), dir.path());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(fs::read_link(at("link")).expect("a link"), Path::new("real"));
    assert_eq!(fs::read_link(at("absolute")).expect("a link"), Path::new("lib/x"));
    assert_eq!(fs::metadata(at("real")).expect("there").permissions().mode() & 0o777, 0o640);
    assert_eq!(fs::read_to_string(at("real")).expect("there"), "2\n");
}

#[test]
fn what_a_person_must_do_is_told_and_not_run() {
    let dir = tempfile::tempdir().expect("a folder");
    let manual = step("accept", Action::Manual { steps: vec!["accept the licence\ntouch owned".into()] });
    let refusal = Refusal { fix: "x".into(), title: "edit `a`".into(), reason: "not valid\nTOML".into() };
    let plan = Plan { steps: vec![manual], refused: vec![refusal] };
    for form in [Form::Sh, Form::Dockerfile, Form::Github, Form::Markdown] {
        let text = told(&plan, dir.path(), form);
        assert!(
            text.contains("accept the licence") && text.contains("not planned: edit `a`: not valid TOML"),
            "{text}"
        );
        if form != Form::Markdown {
            assert!(run(&text, dir.path()).status.success() && !dir.path().join("owned").exists(), "{text}");
        }
    }
}

#[test]
fn an_image_has_neither_sudo_nor_lists_of_packages() {
    let dir = tempfile::tempdir().expect("a folder");
    let args = ["apt-get", "install", "-y", "gcc-aarch64-linux-gnu"].map(str::to_owned).into();
    let install = step("install", Action::Run(CommandLine { program: "sudo".into(), args, env: Vec::new() }));
    let text = told(&plan(vec![install]), dir.path(), Form::Dockerfile);
    assert!(text.ends_with("\nRUN set -e; apt-get update; apt-get install -y gcc-aarch64-linux-gnu\n"), "{text}");
}

#[test]
fn who_runs_it_becomes_root_where_he_is_not_whoever_made_the_plan() {
    for (form, made_by) in [(Form::Sh, "root"), (Form::Sh, "user"), (Form::Github, "root"), (Form::Github, "user")] {
        let words: Vec<_> =
            (made_by == "user").then_some("sudo").into_iter().chain(["apt-get", "install", "gcc"]).collect();
        let args = words[1..].iter().map(|word| (*word).to_owned()).collect();
        let install = step("install", Action::Run(CommandLine { program: words[0].into(), args, env: Vec::new() }));
        let dir = tempfile::tempdir().expect("a folder");
        let script = runnable(form, told(&plan(vec![install]), dir.path(), form));
        for (uid, expected) in [
            ("0", "apt-get update\napt-get install gcc\n"),
            ("1000", "sudo apt-get update\nsudo apt-get install gcc\n"),
        ] {
            let tools = format!(
                "id() {{ echo {uid}; }}\nsudo() {{ echo sudo \"$@\" >>log; }}\napt-get() {{ echo apt-get \"$@\" >>log; }}\n"
            );
            // a shell whose functions may have such a name
            let ran = Command::new("bash").args(["-c", &format!("{tools}{script}")]).current_dir(dir.path()).output();
            assert!(ran.expect("there is a shell").status.success(), "{script}");
            let log = fs::read_to_string(dir.path().join("log")).expect("something was run");
            assert_eq!(log, expected, "{form:?}\n{script}");
            fs::remove_file(dir.path().join("log")).expect("it is there");
        }
    }
}

#[test]
fn a_colleague_reads_what_to_change() {
    let dir = tempfile::tempdir().expect("a folder");
    let plan = plan(vec![
        write(path(dir.path(), ".cargo/config.toml"), Some("a = 1\n"), Some("a = 2\n")),
        write(path(dir.path(), "new"), None, Some("```\n")),
    ]);
    let text = told(&plan, dir.path(), Form::Markdown);
    let (_, steps) = text.split_once("\n\n").expect("a head and steps");
    let expected = "1. edit `it`\n\n   In `.cargo/config.toml`:\n\n   ```diff\n   --- .cargo/config.toml\n   +++ \
                    .cargo/config.toml\n   @@ -1 +1 @@\n   -a = 1\n   +a = 2\n   ```\n\n2. edit `it`\n\n   Make \
                    `new`:\n\n   ````\n   ```\n   ````\n";
    assert_eq!(steps, expected);
}

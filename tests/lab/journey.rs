//! From red to proved green on the screen: the real program in a pseudo-terminal, keys as somebody would press them, and
//! what the diff showed compared with the file on disk. cargo's own build judges before, after, and after the undo.

use std::{collections::BTreeMap, panic::AssertUnwindSafe, path::Path, path::PathBuf};

use portable_pty::CommandBuilder;

use crate::{
    judge,
    pty::{Terminal, in_terminal},
    scenario::Scenario,
    trial,
    world::World,
};

/// The scenarios that are also gone through on the screen.
pub(crate) const ON_SCREEN: [&str; 3] = ["host-gcc-configured", "setup-by-gcc", "std-and-linker-for-a-new-colleague"];

const ENTER: &str = "\r";
const DOWN: &str = "\u{1b}[B";
const LEFT: &str = "\u{1b}[D";

/// What was found otherwise than it should be.
pub(crate) fn run(scenario: &Scenario, lab: &Path) -> Vec<String> {
    let whole = std::panic::catch_unwind(AssertUnwindSafe(|| {
        let mut said = Vec::new();
        go(scenario, &World::make(scenario, lab, false), &mut said);
        said
    }));
    whole.unwrap_or_else(|panic| vec![trial::told(&*panic)])
}

fn go(scenario: &Scenario, world: &World, said: &mut Vec<String>) {
    let targets = &scenario.stage.targets;
    judged(scenario, world, false, said);
    let before = world.user_files();
    let mut terminal = open(scenario, world);
    let home = terminal.settled();
    let count = targets.len();
    let plan = if scenario.setup.is_some() {
        to_the_plan_by_setup(&mut terminal)
    } else {
        assert!(home.contains(&format!("0 of {count} ready")) && home.contains(&format!("{count} blocked")), "{home}");
        to_the_plan_by_the_finding(scenario, &mut terminal)
    };
    assert!(!plan.contains("[ ]"), "nothing has to be ticked by hand: {plan}");
    let diffs = diffs(&mut terminal, plan.matches("[x]").count());
    said.extend(trial::differences("looking at the plan", &before, &world.user_files()));
    terminal.press(ENTER);
    let closing = terminal.wait("Build with");
    assert_eq!(closing.matches("blocked → ready").count(), blocked(scenario), "{closing}");
    let after = world.user_files();
    said.extend(disagreements(world, &diffs, &before, &after));
    terminal.press(ENTER);
    terminal.settled();
    terminal.press("q");
    let code = terminal.left();
    if code != 0 {
        said.push(format!("left with {code} though everything was proved"));
    }
    judged(scenario, world, true, said);
    if scenario.undo && scenario.setup.is_none() {
        undo(scenario, world, &before, said);
    }
}

/// How many rows the closing page has for what was not ready before.
fn blocked(scenario: &Scenario) -> usize {
    // A target that the project did not want had no verdict.
    if scenario.setup.is_some() { 0 } else { scenario.stage.targets.len() }
}

fn judged(scenario: &Scenario, world: &World, mended: bool, said: &mut Vec<String>) {
    let objections =
        scenario.stage.targets.iter().filter_map(|(triple, truth)| judge::object(world, triple, truth, mended));
    said.extend(objections.map(|text| if mended { format!("after the screen's fix: {text}") } else { text }));
}

fn open(scenario: &Scenario, world: &World) -> Terminal {
    let after = r#""$@"; code=$?; stty -a | grep -o -e '-*icanon' -e '-*echo\b'; echo "left with $code""#;
    let mut command = CommandBuilder::new("/bin/sh");
    command.args(["-c", after, "sh", env!("CARGO_BIN_EXE_xdoctor")]);
    if scenario.setup.is_none() && scenario.args.is_none() {
        command.args(scenario.stage.targets.keys().flat_map(|triple| ["-t", triple.as_str()]));
    }
    command.cwd(world.cwd());
    command.env_clear();
    for (name, value) in world.variables() {
        command.env(name, value);
    }
    command.env("TERM", "xterm-256color");
    command.env("CARGO_NET_OFFLINE", "true");
    // One column less than where two panes stand side by side, and so high that a diff is seen whole.
    in_terminal(command, 99, 90)
}

/// The overview's first finding, its page, and what mends it.
fn to_the_plan_by_the_finding(scenario: &Scenario, terminal: &mut Terminal) -> String {
    terminal.press(ENTER);
    terminal.press(ENTER);
    let page = terminal.wait("Why it breaks the build");
    let cause = scenario.stage.targets.values().next().and_then(|truth| truth.cause.as_deref());
    assert!(page.contains(cause.expect("it is broken")) && page.contains("Seen"), "{page}");
    terminal.press(LEFT);
    terminal.wait("Targets");
    terminal.press("f");
    terminal.until("the plan", |screen| screen.contents().contains("Exactly this") && has_detail(screen))
}

/// Search, tick, take the recommended route.
fn to_the_plan_by_setup(terminal: &mut Terminal) -> String {
    terminal.press("s");
    terminal.wait("Setup 1 of 3");
    terminal.press("pi");
    terminal.wait("aarch64-unknown-linux-gnu");
    terminal.press(ENTER);
    terminal.wait("ticked /pi");
    terminal.press(ENTER);
    terminal.wait("Setup 2 of 3");
    let routes = terminal.until("every route", |screen| !screen.contents().contains("asking what is here"));
    assert!(routes.contains("● gcc       ready     ★ recommended"), "{routes}");
    terminal.press(ENTER);
    terminal.until("the plan", |screen| screen.contents().contains("Setup 3 of 3") && has_detail(screen))
}

/// What the selected step does stands below it.
fn has_detail(screen: &vt100::Screen) -> bool {
    let text = screen.contents();
    text.contains("+++ ") || text.contains("without a shell")
}

/// The diffs of all steps, by the file's name as it is shown.
fn diffs(terminal: &mut Terminal, steps: usize) -> BTreeMap<String, Vec<String>> {
    let mut diffs = BTreeMap::new();
    for step in 0..steps {
        let screen = terminal.screen();
        let detail = screen.split("Exactly this").nth(1).expect("it has a title").lines().skip(1);
        let lines: Vec<_> = detail.map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned()).collect();
        if let Some(at) = lines.iter().position(|line| line.starts_with("+++ ")) {
            diffs.insert(lines[at]["+++ ".len()..].to_owned(), lines[at + 1..].to_vec());
        }
        if step + 1 < steps {
            terminal.press(DOWN);
            terminal.until("the next step", |next| next.contents() != screen && has_detail(next));
        }
    }
    diffs
}

/// What on disk is not as the diffs showed it.
fn disagreements(
    world: &World,
    diffs: &BTreeMap<String, Vec<String>>,
    before: &BTreeMap<PathBuf, String>,
    after: &BTreeMap<PathBuf, String>,
) -> Vec<String> {
    let mut said = Vec::new();
    let mut rest = before.clone();
    for (name, diff) in diffs {
        // Relative inside the project, absolute elsewhere.
        let file = match Path::new(name).strip_prefix(&world.root) {
            Ok(below) => below.to_owned(),
            Err(_) => Path::new("project").join(name),
        };
        let shown = applied(before.get(&file).map_or("", String::as_str), diff);
        let written = after.get(&file);
        if written != Some(&shown) {
            said.push(format!("{name}: the diff on the screen gives {shown:?}, on disk is {written:?}"));
        }
        rest.insert(file, shown);
    }
    // What rustup installs is told by its command, and a folder comes with the file in it.
    let told = |path: &Path, text: &str| path.starts_with("home/.rustup") || text == "a folder";
    let known = |files: &BTreeMap<PathBuf, String>| -> BTreeMap<PathBuf, String> {
        files.iter().filter(|(path, text)| !told(path, text)).map(|(path, text)| (path.clone(), text.clone())).collect()
    };
    said.extend(trial::differences("what no diff showed", &known(&rest), &known(after)));
    said
}

/// The text with a unified diff applied as it stands on the screen, where blanks at the ends of lines are not seen.
fn applied(before: &str, diff: &[String]) -> String {
    let old: Vec<_> = before.lines().collect();
    let (mut new, mut at) = (Vec::new(), 0);
    let mut lines = diff.iter();
    while let Some((from, (mut left, mut right))) = lines.next().and_then(|line| hunk(line)) {
        new.extend(old[at..from].iter().map(|line| (*line).to_owned()));
        at = from;
        while left > 0 || right > 0 {
            let line = lines.next().expect("a hunk is whole");
            match line.chars().next() {
                Some('-') => (left, at) = (left - 1, at + 1),
                Some('+') => {
                    new.push(line[1..].to_owned());
                    right -= 1;
                }
                Some(_) | None => {
                    assert_eq!(line.strip_prefix(' ').unwrap_or_default(), old[at].trim_end(), "{diff:?}");
                    new.push(old[at].to_owned());
                    (left, right, at) = (left - 1, right - 1, at + 1);
                }
            }
        }
    }
    new.extend(old[at..].iter().map(|line| (*line).to_owned()));
    new.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
}

/// `@@ -1,3 +1,4 @@`: after how many lines it begins, and how many it has of the old and of the new text.
fn hunk(line: &str) -> Option<(usize, (usize, usize))> {
    let (old, new) = line.strip_prefix("@@ -")?.strip_suffix(" @@")?.split_once(" +")?;
    let part = |text: &str| {
        let (from, count) = text.split_once(',').unwrap_or((text, "1"));
        Some((from.parse::<usize>().ok()?, count.parse::<usize>().ok()?))
    };
    let ((from, left), (_, right)) = (part(old)?, part(new)?);
    // A hunk without old lines names the line before it.
    Some((if left == 0 { from } else { from - 1 }, (left, right)))
}

/// At the next start it is taken back, to the byte.
fn undo(scenario: &Scenario, world: &World, before: &BTreeMap<PathBuf, String>, said: &mut Vec<String>) {
    let mut terminal = open(scenario, world);
    terminal.settled();
    terminal.press("u");
    terminal.wait("Undo restores");
    terminal.press("u");
    terminal.wait("as it was");
    said.extend(trial::differences("the screen's fix and undo", before, &world.user_files()));
    terminal.press(LEFT);
    terminal.wait("Targets");
    terminal.settled();
    terminal.press("q");
    let code = terminal.left();
    if code != 1 {
        said.push(format!("left with {code} after the undo"));
    }
    judged(scenario, world, false, said);
}

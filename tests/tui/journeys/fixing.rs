//! From red to proved green, and back.

use super::{BACK, DOWN, ENTER, UNPROVED};
use crate::pty::{World, host};

/// The lines that a unified diff on the screen takes out and puts in.
fn diff(screen: &str) -> (Vec<String>, Vec<String>) {
    let of = |sign: char| {
        let lines = screen.lines().map(|line| line.trim_start().trim_start_matches('│').trim());
        let changed =
            lines.filter(|line| line.starts_with(sign) && !line.starts_with("---") && !line.starts_with("+++"));
        changed.map(|line| line[1..].trim().to_owned()).filter(|line| !line.is_empty()).collect()
    };
    (of('-'), of('+'))
}

#[test]
fn from_red_to_proved_green_and_the_file_is_what_the_diff_showed() {
    let world = World::broken();
    let before = world.read(".cargo/config.toml");
    let mut terminal = world.open(&[]);
    terminal.settled();
    let home = terminal.wait("1 blocked");
    assert!(home.contains("0 of 1 ready"), "{home}");
    terminal.press(ENTER);
    terminal.press(ENTER);
    let finding = terminal.wait("Seen");
    assert!(finding.contains("/opt/gone/bin/cc") && finding.contains(".cargo/config.toml:3"), "{finding}");
    terminal.press("f");
    let plan = terminal.wait("+++ .cargo/config.toml");
    let (removed, added) = diff(&plan);
    assert_eq!(world.read(".cargo/config.toml"), before, "nothing is changed before somebody says so");
    terminal.press(ENTER);
    let closing = terminal.wait("Build with");
    assert!(closing.contains("blocked → ready") && closing.contains("cargo build"), "{closing}");
    let after = world.read(".cargo/config.toml");
    let lines = |text: &str| {
        text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect::<Vec<_>>()
    };
    let gone: Vec<_> = lines(&before).into_iter().filter(|line| !lines(&after).contains(line)).collect();
    let new: Vec<_> = lines(&after).into_iter().filter(|line| !lines(&before).contains(line)).collect();
    assert_eq!((gone, new), (removed, added), "{plan}");
    assert!(after.contains("[term]\nquiet = false\n"), "what is not the change stays: {after}");
    terminal.press(ENTER);
    terminal.wait("1 of 1 ready");
    terminal.press("q");
    assert_eq!(terminal.left(), 0);
}

#[test]
fn what_was_fixed_is_undone_to_the_byte() {
    let world = World::broken();
    let before = world.read(".cargo/config.toml");
    let mut terminal = world.open(UNPROVED);
    terminal.settled();
    terminal.press("f");
    terminal.wait("+++ .cargo/config.toml");
    terminal.press(ENTER);
    terminal.wait("To take it back");
    assert_ne!(world.read(".cargo/config.toml"), before);
    terminal.press("u");
    terminal.wait("Undo restores");
    terminal.press("u");
    terminal.wait("1 file is as it was");
    assert_eq!(world.read(".cargo/config.toml"), before);
    terminal.wait("undone");
    terminal.press(BACK);
    terminal.press(BACK);
    terminal.settled();
    terminal.wait("1 blocked");
    terminal.press("q");
    assert_eq!(terminal.left(), 1);
}

#[test]
fn a_plan_that_is_left_changes_nothing() {
    let world = World::broken();
    let before = world.read(".cargo/config.toml");
    let mut terminal = world.open(UNPROVED);
    terminal.settled();
    terminal.press("f");
    terminal.wait("[x]");
    terminal.press(" ");
    terminal.wait("left out");
    terminal.press(ENTER);
    terminal.wait("nothing is ticked");
    terminal.press(BACK);
    terminal.wait("Targets");
    terminal.press("q");
    terminal.left();
    assert_eq!(world.read(".cargo/config.toml"), before);
}

#[test]
fn a_file_that_changed_since_the_plan_is_not_written() {
    let world = World::broken();
    let mut terminal = world.open(UNPROVED);
    terminal.settled();
    terminal.press("f");
    terminal.wait("+++ .cargo/config.toml");
    let meanwhile = format!("{}# somebody else was here\n", world.read(".cargo/config.toml"));
    world.write(".cargo/config.toml", &meanwhile);
    terminal.press(ENTER);
    terminal.wait("Nothing was changed");
    assert_eq!(world.read(".cargo/config.toml"), meanwhile);
    terminal.press("q");
    terminal.left();
}

/// A package manager that takes its time and starts a child of its own.
fn slow_installer() -> World {
    let world = World::new();
    world.tool("sudo", "[ \"$1\" = -v ] && exit 0\nexec \"$@\"");
    let script =
        "echo 'Reading package lists'; echo started > \"$HOME/started\"; sleep 1000 & echo $! > \"$HOME/child\"; wait";
    for manager in ["apt-get", "dnf", "pacman", "zypper", "apk"] {
        world.tool(manager, script);
    }
    world
}

const FOREIGN: &str = "riscv64gc-unknown-linux-gnu";

#[test]
fn a_package_manager_is_ticked_by_hand_and_cancelled_in_the_middle() {
    let world = slow_installer();
    let mut terminal = world.open(&["--no-proof", "-t", FOREIGN]);
    terminal.settled();
    terminal.press("f");
    terminal.wait("package manager");
    terminal.press("a");
    terminal.until("all steps ticked", |screen| !screen.contents().contains("[ ]"));
    terminal.press(ENTER);
    terminal.wait("Reading package lists");
    let child = std::fs::read_to_string(world.root().join("home/child"));
    terminal.press("c");
    terminal.wait("Stopped:");
    let child = child.unwrap_or_default();
    let is_there = std::path::Path::new("/proc").join(child.trim()).join("cmdline").exists();
    assert!(child.trim().is_empty() || !is_there, "what it started is ended too");
    let journal = terminal.wait("was cancelled");
    assert!(!journal.contains("Applying"), "{journal}");
    terminal.press("q");
    terminal.left();
}

#[test]
fn ended_while_applying_it_says_so_and_the_next_start_explains() {
    let world = slow_installer();
    let mut terminal = world.open(&["--no-proof", "-t", FOREIGN]);
    terminal.settled();
    terminal.press("f");
    terminal.wait("package manager");
    terminal.press("a");
    terminal.until("all steps ticked", |screen| !screen.contents().contains("[ ]"));
    terminal.press(ENTER);
    terminal.wait("Reading package lists");
    terminal.signal(rustix::process::Signal::TERM);
    let after = terminal.wait("left with ");
    assert!(after.contains("xdoctor was ended while it applied a plan"), "{after}");
    assert_eq!(terminal.left(), 128 + 15);
    let mut again = world.open(&["--no-proof", "-t", FOREIGN]);
    again.wait("broken off on the way");
    again.press("u");
    again.wait("It was ended on the way");
    again.press("q");
    again.left();
}

#[test]
fn one_of_several_fixes_is_chosen() {
    let world = World::broken();
    let mut terminal = world.open(UNPROVED);
    terminal.settled();
    terminal.press("f");
    terminal.wait("[x]");
    terminal.press("s");
    terminal.until("another way, or that there is none", |screen| {
        let text = screen.contents();
        text.contains("way 2 of") || text.contains("no other way")
    });
    terminal.press(DOWN);
    terminal.press("q");
    terminal.left();
    assert!(world.read(".cargo/config.toml").contains(host()));
}

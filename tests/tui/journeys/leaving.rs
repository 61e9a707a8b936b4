//! However it is left, the terminal is as it was.

use rustix::process::Signal;

use super::{BACK, ENTER, UNPROVED};
use crate::pty::World;

#[test]
fn from_every_screen_it_can_be_left() {
    for (keys, seen) in [
        ("", "Targets"),
        ("\r\r", "Seen"),
        ("f", "Exactly this"),
        ("s", "Setup 1 of 3"),
        ("s\r", "Setup 2 of 3"),
        ("e", "Explain a log"),
        ("u", "What xdoctor has changed"),
        ("?", "Keys"),
    ] {
        let world = World::broken();
        let mut terminal = world.open(UNPROVED);
        terminal.settled();
        for key in keys.chars() {
            terminal.press(&key.to_string());
        }
        terminal.wait(seen);
        terminal.press("q");
        assert_eq!(terminal.left(), 1, "from {seen}");
    }
}

#[test]
fn control_c_leaves() {
    let world = World::new();
    let mut terminal = world.open(UNPROVED);
    terminal.wait("Targets");
    terminal.press("\u{3}");
    terminal.left();
}

#[test]
fn a_signal_gives_the_terminal_back() {
    for (signal, number) in [(Signal::TERM, 15), (Signal::HUP, 1), (Signal::INT, 2)] {
        let world = World::new();
        let mut terminal = world.open(UNPROVED);
        terminal.settled();
        terminal.signal(signal);
        assert_eq!(terminal.left(), 128 + number, "{signal:?}");
    }
}

#[test]
fn suspended_the_shell_has_its_terminal_and_resumed_the_screen_is_whole() {
    let world = World::broken();
    let program = env!("CARGO_BIN_EXE_xdoctor");
    let mut terminal = world.start(&["bash", "--norc", "-i"], 80, 24);
    terminal.wait("shell>");
    terminal.press(&format!("{program} --no-proof\r"));
    terminal.settled();
    terminal.press("\u{1a}");
    terminal.wait("Stopped");
    assert!(!terminal.with_screen(vt100::Screen::alternate_screen), "the shell's own screen");
    terminal.press("echo still $((40 + 2))\r");
    terminal.wait("still 42");
    terminal.press("fg\r");
    terminal.until("the screen again", |screen| screen.alternate_screen() && screen.contents().contains("1 blocked"));
    terminal.press(ENTER);
    terminal.press(ENTER);
    terminal.wait("Seen");
    terminal.press(BACK);
    terminal.press("q");
    terminal.until("the shell", |screen| !screen.alternate_screen());
    terminal.press("exit\r");
}

#[test]
fn where_there_is_no_shell_nothing_is_suspended() {
    let world = World::new();
    let mut terminal = world.start(&[env!("CARGO_BIN_EXE_xdoctor"), "--no-proof"], 80, 24);
    terminal.settled();
    terminal.press("\u{1a}");
    terminal.wait("no shell to go back to");
    terminal.press("q");
}

#[test]
fn a_closed_terminal_ends_it() {
    let world = World::new();
    let mut terminal = world.open(UNPROVED);
    terminal.settled();
    let pid = terminal.pid();
    terminal.close();
    let process = std::path::PathBuf::from(format!("/proc/{pid}"));
    let deadline = std::time::Instant::now() + std::time::Duration::from_mins(1);
    while process.join("exe").read_link().is_ok() {
        assert!(std::time::Instant::now() < deadline, "it ends with its terminal");
        std::thread::yield_now();
    }
}

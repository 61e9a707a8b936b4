//! The same pages for those who hear them.

use super::UNPROVED;
use crate::pty::World;

#[test]
fn a_page_a_line_a_page() {
    let world = World::broken();
    let mut terminal = world.open_sized(&["--plain", UNPROVED[0]], 90, 60);
    let home = terminal.wait("type a key, or the number of a row:");
    assert!(home.contains("== Targets") && home.contains("1 blocked"), "{home}");
    assert!(!terminal.raw().contains("\u{1b}[?1049h"), "nothing is placed");
    terminal.press("1\r");
    terminal.press("1\r");
    terminal.wait("Why it breaks the build");
    terminal.press("f\r");
    terminal.wait("== Exactly this");
    terminal.wait("[x]");
    terminal.press("enter\r");
    terminal.wait("To take it back");
    assert!(!world.read(".cargo/config.toml").contains("gone"));
    terminal.press("q\r");
    assert_eq!(terminal.left(), 0);
}

#[test]
fn where_nobody_types_everything_is_printed() {
    let world = World::broken();
    let program = env!("CARGO_BIN_EXE_xdoctor");
    let script = format!("{program} --plain --no-proof </dev/null | cat; echo ended");
    let mut terminal = world.start(&["sh", "-c", &script], 90, 80);
    let text = terminal.wait("ended");
    assert!(text.contains("== Targets") && text.contains("What to do") && text.contains("/opt/gone/bin/cc"), "{text}");
}

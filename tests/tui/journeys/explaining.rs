//! Somebody has a log.

use super::{BACK, ENTER, UNPROVED};
use crate::pty::World;

const LOG: &str = "   Compiling demo v0.1.0 (/home/user/demo)
error[E0463]: can't find crate for `core`
  |
  = note: the `riscv64gc-unknown-linux-gnu` target may not be installed
  = help: consider downloading the target with `rustup target add riscv64gc-unknown-linux-gnu`

error: could not compile `demo` (bin \"demo\") due to 1 previous error
";

#[test]
fn a_pasted_log_is_named_and_its_cause_has_a_page() {
    let world = World::new();
    let mut terminal = world.open(UNPROVED);
    terminal.settled();
    terminal.press("e");
    terminal.wait("Paste the output");
    terminal.paste(LOG);
    let page = terminal.wait("target-std-missing");
    assert!(page.contains("Causes, the likeliest first") && page.contains("E0463"), "{page}");
    terminal.press(ENTER);
    terminal.wait("Why it breaks the build");
    terminal.press(BACK);
    terminal.press(BACK);
    terminal.wait("Targets");
    terminal.press("q");
    terminal.left();
}

#[test]
fn a_log_that_is_pasted_anywhere_is_explained() {
    let world = World::new();
    let mut terminal = world.open(UNPROVED);
    terminal.settled();
    terminal.paste(LOG);
    terminal.wait("target-std-missing");
    terminal.press("q");
    terminal.left();
}

#[test]
fn what_comes_with_a_long_log_in_one_go_is_heard_too() {
    let world = World::new();
    let mut terminal = world.open(UNPROVED);
    terminal.settled();
    let long = "   Compiling part v0.1.0 (/home/user/demo/part)\n".repeat(2000);
    let keys = format!("\u{1b}[200~{}{}\u{1b}[201~", long.replace('\n', "\r"), LOG.replace('\n', "\r"));
    terminal.press(&format!("{keys}{}{}", "j".repeat(3000), "?"));
    terminal.wait(" Keys ");
    terminal.press(BACK);
    terminal.wait("target-std-missing");
    terminal.press("q");
    terminal.left();
}

#[test]
fn a_log_is_read_from_a_file() {
    let world = World::new();
    world.write("build.log", LOG);
    let mut terminal = world.open(UNPROVED);
    terminal.settled();
    terminal.press("e");
    terminal.press("o");
    terminal.wait("path of the log");
    terminal.press("nowhere.log");
    terminal.press(ENTER);
    terminal.wait("cannot read `nowhere.log`");
    terminal.press("o");
    terminal.press("build.log");
    terminal.press(ENTER);
    terminal.wait("target-std-missing");
    terminal.press("q");
    terminal.left();
}

//! The wizard.

use super::{BACK, DOWN, ENTER, ESC, UNPROVED};
use crate::pty::{World, host};

#[test]
fn a_target_is_found_by_what_people_call_it() {
    let world = World::new();
    let mut terminal = world.open(UNPROVED);
    terminal.settled();
    terminal.press("s");
    terminal.wait("Setup 1 of 3");
    for (name, triple) in [
        ("pi", "aarch64-unknown-linux-gnu"),
        ("iphone", "aarch64-apple-ios"),
        ("alpine", "x86_64-unknown-linux-musl"),
        ("lambda", "aarch64-unknown-linux-musl"),
        ("m1", "aarch64-apple-darwin"),
    ] {
        terminal.press("/");
        terminal.wait("search:");
        terminal.press(name);
        terminal.wait(&format!("/{name}"));
        terminal.wait(triple);
        terminal.press(ESC);
        terminal.wait_gone("search:");
    }
    terminal.press("q");
    terminal.left();
}

#[test]
fn routes_stand_side_by_side_and_each_step_can_be_gone_back() {
    let world = World::new();
    let mut terminal = world.open(UNPROVED);
    terminal.settled();
    terminal.press("s");
    terminal.wait("Setup 1 of 3");
    terminal.press("pi");
    terminal.wait("aarch64-unknown-linux-gnu");
    terminal.press(ENTER);
    terminal.wait("2 ticked");
    terminal.press(ENTER);
    terminal.wait("Setup 2 of 3");
    terminal.wait("recommended");
    terminal.press(DOWN);
    terminal.press(" ");
    terminal.press(BACK);
    terminal.wait("Setup 1 of 3");
    terminal.press(BACK);
    terminal.wait("Targets");
    terminal.press("q");
    terminal.left();
}

#[test]
fn what_was_chosen_is_written_down_for_the_next_colleague() {
    let world = World::new();
    let mut terminal = world.open(&[]);
    terminal.settled();
    terminal.press("s");
    terminal.wait("1 ticked");
    terminal.press(ENTER);
    terminal.wait("recommended");
    terminal.press(ENTER);
    terminal.wait("Setup 3 of 3");
    terminal.wait("+++ xdoctor.toml");
    terminal.press(ENTER);
    terminal.wait("Build with");
    let text = world.read("xdoctor.toml");
    assert!(text.contains(host()) && text.contains("native"), "{text}");
    terminal.press("q");
    assert_eq!(terminal.left(), 0);
}

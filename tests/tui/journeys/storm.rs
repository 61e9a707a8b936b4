//! Ten thousand random keys in the real program, on a recorded machine, where nothing can be installed by chance.

use std::path::Path;

use super::ENTER;
use crate::{pty::World, random::Dice};

/// What leaves the program, or stops it as a job of a shell that does not look after it, is not pressed.
const KEYS: [&str; 22] = [
    "\r",
    "\t",
    "\u{1b}[A",
    "\u{1b}[B",
    "\u{1b}[C",
    "\u{1b}[D",
    "\u{1b}[5~",
    "\u{1b}[6~",
    "\u{1b}[H",
    "\u{1b}[F",
    "\u{1b}[Z",
    "\u{7f}",
    "\u{c}",
    "\u{1b}[I",
    "\u{1b}[O",
    "\u{1b}[<0;20;7M",
    "\u{1b}[<65;9;9M",
    "\u{1b}[<0;3;24M",
    "\u{1b}[200~error[E0463]: can't find crate for `std`\r\u{1b}[201~",
    "ö",
    "漢",
    " ",
];

#[test]
fn ten_thousand_random_keys_end_where_it_can_be_left() {
    let mut world = World::new();
    // A link is opened by nobody.
    world.tool("xdg-open", "exit 0");
    world.env.push(("BROWSER".into(), "true".into()));
    let machine = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hosts/debian-first-day.toml");
    let mut terminal = world.open(&["--machine", &machine.display().to_string()]);
    terminal.settled();
    let mut dice = Dice(0x5eed_0d0d);
    for round in 0..100 {
        let mut keys = String::new();
        for _ in 0..100 {
            match dice.roll(3) {
                0 => keys.push_str(KEYS[dice.roll(KEYS.len())]),
                _ => keys.push(letter(&mut dice)),
            }
        }
        terminal.press(&keys);
        if round % 10 == 9 {
            // It keeps up: out of a line that may be typed, and the next key is answered.
            terminal.press(ENTER);
            terminal.press("?");
            terminal.wait(" Keys ");
        }
    }
    terminal.press(ENTER);
    terminal.press("q");
    let code = terminal.left();
    assert!([1, 3].contains(&code), "blocked, or unknown where the last keys had everything asked again: {code}");
}

/// Any that does not quit.
fn letter(dice: &mut Dice) -> char {
    loop {
        let letter = char::from(b'!' + u8::try_from(dice.roll(94)).expect("a letter"));
        if letter != 'q' {
            return letter;
        }
    }
}

//! Ten thousand random keys and what else a terminal sends: nothing panics, and the screen can always be left.

use std::sync::Arc;

use xdoctor::tui::{
    effect::Effect,
    key::{Code, Key},
    keymap::{BINDINGS, Place},
    message::{Message, Mouse, MouseKind, Step},
};

use crate::bench::Bench;

/// xorshift64*: the same keys each time.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).expect("31 bits") % sides
    }
}

fn message(dice: &mut Dice, bench: &Bench) -> Message {
    let keys: Vec<Key> = BINDINGS.iter().flat_map(|binding| binding.keys).copied().collect();
    let small = |dice: &mut Dice, most: u16| u16::try_from(dice.roll(most.into())).expect("small");
    match dice.roll(40) {
        0 => Message::Resize { columns: 1 + small(dice, 140), rows: 1 + small(dice, 50) },
        1 => Message::Paste("error: linking with `cc` failed\n\u{1b}[31mred\u{7}\n".repeat(dice.roll(4))),
        2..=6 => Message::Mouse(Mouse {
            kind: [MouseKind::Press, MouseKind::Press, MouseKind::WheelUp, MouseKind::WheelDown][dice.roll(4)],
            column: small(dice, 150),
            row: small(dice, 60),
        }),
        7 => Message::Applying(Step::Output(dice.roll(5), "漢字 \u{202e}right".into())),
        8 => Message::Applied(Err("no".into())),
        9 => Message::Changed(vec!["/p/Cargo.toml".into()]),
        10 => Message::Began("proving x".into()),
        11 => Message::Judged(Arc::new(bench.report())),
        12..=14 => Message::Key(Key::char(char::from(b' ' + u8::try_from(dice.roll(95)).expect("a letter")))),
        15 => Message::Tick(bench.model.now + std::time::Duration::from_millis(700)),
        _ => Message::Key(keys[dice.roll(keys.len())]),
    }
}

#[test]
fn nothing_panics_and_the_screen_can_always_be_left() {
    let mut dice = Dice(0x5eed_0d0c);
    let mut bench = Bench::of("debian-first-day", 80, 24);
    for count in 0..10_000 {
        let message = message(&mut dice, &bench);
        bench.send(message);
        bench.left.clear();
        if count % 7 == 0 {
            bench.screen();
        }
        if count % 500 == 499 {
            leave(&mut bench);
            bench = Bench::of("debian-first-day", 80, 24);
        }
    }
}

/// Escape, and quit: what everybody tries.
fn leave(bench: &mut Bench) {
    bench.send(Message::Resize { columns: 80, rows: 24 });
    for _ in 0..20 {
        if bench.model.place() == Place::Applying {
            bench.press("esc");
            assert!(bench.left.contains(&Effect::Cancel), "what is applied can be cancelled");
            bench.send(Message::Applied(Err("cancelled".into())));
        }
        bench.send(Message::Key(Key::plain(Code::Esc)));
    }
    assert!(bench.model.screens.is_empty(), "escape leads back: {:?}", bench.model.place());
    bench.press("q");
    assert!(bench.left.contains(&Effect::Quit), "and `q` leaves");
}

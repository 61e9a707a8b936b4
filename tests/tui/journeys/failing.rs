//! When xdoctor itself fails. What fails is handed in: a host that panics when it is asked, a hand that cannot draw.

use std::{env, io, sync::Arc};

use ratatui::{
    backend::{Backend, ClearType, CrosstermBackend, WindowSize},
    buffer::Cell,
    layout::{Position, Size},
};
use xdoctor::{
    host::{self, Answered, Answering, Host, console},
    tui::{self, Start, keymap::Keymap, theme::Theme},
};
use xdoctor_checks::{Question, diagnose::Request};

use crate::pty::World;

#[test]
fn a_panic_gives_the_terminal_back_before_it_is_told() {
    for (mistake, told) in [("draw", "drawing went wrong"), ("answer", "answering went wrong")] {
        let mut world = World::new();
        world.env.push(("MISTAKE".into(), mistake.into()));
        let mut terminal = world.play("journeys::failing::the_mistake");
        assert_eq!(terminal.left(), 101, "{mistake}");
        let screen = terminal.screen();
        assert!(screen.contains(told) && screen.contains("a mistake in xdoctor itself"), "{screen}");
        let raw = terminal.raw();
        let (taken, given) = (raw.find("\u{1b}[?1049h"), raw.rfind("\u{1b}[?1049l"));
        let said = raw.find(told);
        assert!(taken < given && given < said && taken.is_some(), "{taken:?} {given:?} {said:?}");
    }
}

#[test]
fn a_terminal_that_takes_nothing_more_is_given_back() {
    let mut world = World::new();
    world.env.push(("MISTAKE".into(), "write".into()));
    let mut terminal = world.play("journeys::failing::the_mistake");
    assert_eq!(terminal.left(), 101, "the test that plays it fails");
    let screen = terminal.screen();
    assert!(screen.contains("no space left in this terminal"), "{screen}");
}

/// Plays the program with the mistake that the variable names.
#[test]
#[ignore = "a part of the tests above, which start it by name"]
fn the_mistake() {
    let Ok(mistake) = env::var("MISTAKE") else { return };
    // As the program does.
    host::end_on_panic();
    let start = Start {
        host: Arc::new(Silent { panics: mistake == "answer" }),
        request: Request::default(),
        recorded: None,
        theme: Theme::default(),
        keymap: Keymap::default(),
        mouse: true,
        setup: false,
    };
    let hand = Hand { inner: CrosstermBackend::new(console::Screen), frames: 0, mistake };
    tui::run_on(hand, start).expect("the screen can be drawn");
}

/// Never answers, or panics instead.
struct Silent {
    panics: bool,
}

impl Host for Silent {
    fn at_once(&self, _: &Question) -> Option<Answered> {
        None
    }

    fn answer<'a>(&'a self, _: &'a Question) -> Answering<'a> {
        assert!(!self.panics, "answering went wrong");
        Box::pin(std::future::pending())
    }
}

/// Draws some frames well.
struct Hand {
    inner: CrosstermBackend<console::Screen>,
    frames: u32,
    mistake: String,
}

impl Backend for Hand {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        self.frames += 1;
        assert!(self.frames < 4 || self.mistake != "draw", "drawing went wrong");
        if self.frames > 3 && self.mistake == "write" {
            return Err(io::Error::new(io::ErrorKind::StorageFull, "no space left in this terminal"));
        }
        self.inner.draw(content)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.inner.hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.inner.show_cursor()
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(Position::ORIGIN)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.inner.set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.inner.clear()
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        self.inner.clear_region(region)
    }

    fn size(&self) -> io::Result<Size> {
        self.inner.size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.inner.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        Backend::flush(&mut self.inner)
    }
}

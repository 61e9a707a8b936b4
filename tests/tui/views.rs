//! Every view at three sizes, from named machines.

use xdoctor::tui::message::{Message, Step};

use crate::{bench::Bench, golden};

const SIZES: [(u16, u16); 3] = [(40, 12), (80, 24), (120, 40)];

/// The view that `reach` leads to, at every size.
fn view(name: &str, host: &str, reach: impl Fn(&mut Bench)) {
    for (columns, rows) in SIZES {
        let mut bench = Bench::of(host, columns, rows);
        reach(&mut bench);
        golden::check("views", &format!("{name}-{columns}x{rows}.txt"), &bench.screen());
    }
}

#[test]
fn before_anything_is_answered() {
    for (columns, rows) in SIZES {
        let bench = Bench::unasked("debian-first-day", columns, rows);
        golden::check("views", &format!("unasked-{columns}x{rows}.txt"), &bench.screen());
    }
}

#[test]
fn home() {
    view("home", "debian-first-day", |_| {});
    view("home-ready", "debian-ready", |_| {});
    view("home-filter", "debian-first-day", |bench| {
        bench.press("/ l i n k e r enter");
    });
    view("home-passed", "debian-first-day", |bench| {
        bench.press("enter p G");
    });
}

#[test]
fn finding() {
    view("finding", "debian-first-day", |bench| {
        bench.press("enter enter");
    });
    view("finding-end", "debian-first-day", |bench| {
        bench.press("enter enter G");
    });
    view("finding-links", "debian-sysroot-absolute-links", |bench| {
        bench.press("enter enter");
    });
}

#[test]
fn plan() {
    view("plan", "debian-first-day", |bench| {
        bench.press("f");
    });
    view("plan-unticked", "debian-first-day", |bench| {
        bench.press("f space");
    });
}

#[test]
fn applying_and_closing() {
    let begin = |bench: &mut Bench| {
        bench.press("f a enter");
        bench.send(Message::Applying(Step::Started(0)));
        bench.send(Message::Applying(Step::Output(0, "info: downloading 3 components".into())));
    };
    view("applying", "debian-first-day", begin);
    view("closing", "debian-first-day", |bench| {
        begin(bench);
        bench.send(Message::Applying(Step::Done(0)));
        bench.send(Message::Applied(Err("`Cargo.toml` changed since the plan was made; nothing was written".into())));
    });
}

#[test]
fn setup() {
    view("setup-targets", "debian-first-day", |bench| {
        bench.press("s");
    });
    view("setup-search", "debian-first-day", |bench| {
        bench.press("s p i enter");
    });
    view("setup-routes", "debian-first-day", |bench| {
        bench.press("s enter down");
    });
    view("setup-plan", "debian-first-day", |bench| {
        bench.press("s enter enter");
    });
}

const LOG: &str = "   Compiling demo v0.1.0 (/home/user/demo)
error[E0463]: can't find crate for `core`
  |
  = note: the `aarch64-unknown-linux-gnu` target may not be installed
  = help: consider downloading the target with `rustup target add aarch64-unknown-linux-gnu`

error: could not compile `demo` (bin \"demo\") due to 1 previous error
";

#[test]
fn explain() {
    view("explain-empty", "debian-first-day", |bench| {
        bench.press("e");
    });
    view("explain", "debian-first-day", |bench| {
        bench.press("e");
        bench.send(Message::Paste(LOG.into()));
    });
}

#[test]
fn undo_and_help() {
    view("undo-empty", "debian-first-day", |bench| {
        bench.press("u");
    });
    view("help", "debian-first-day", |bench| {
        bench.press("?");
    });
}

#[test]
fn what_is_too_small_says_so() {
    for (columns, rows) in [(39, 12), (40, 11), (10, 4), (1, 1)] {
        let bench = Bench::of("debian-first-day", columns, rows);
        let screen = bench.screen().split_whitespace().collect::<String>();
        assert!(columns * rows < 40 || screen.contains("istoosmall"), "{screen}");
    }
}

#[test]
fn drawing_changes_nothing() {
    let bench = Bench::of("debian-first-day", 80, 24);
    let before = format!("{:?}", bench.model);
    bench.screen();
    assert_eq!(format!("{:?}", bench.model), before);
}

#[test]
fn without_unicode_every_screen_is_ascii() {
    for keys in ["", "enter", "enter enter", "f", "s", "s enter", "s enter enter", "e", "u", "?"] {
        let mut bench = Bench::of("debian-first-day", 80, 24);
        bench.model.theme.unicode = false;
        bench.press(keys);
        let screen = bench.screen();
        assert!(screen.is_ascii(), "{keys}: {screen}");
    }
}

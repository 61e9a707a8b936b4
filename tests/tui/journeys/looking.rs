//! Looking around.

use std::path::Path;

use super::{BACK, DOWN, ENTER, TAB, UNPROVED};
use crate::pty::{World, host};

fn machine(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hosts").join(name).display().to_string()
}

#[test]
fn the_first_run_of_a_new_hire() {
    let world = World::new();
    let mut terminal = world.open(&[]);
    let first = terminal.wait("xdoctor");
    assert!(first.contains("quit"), "the first frame says how to leave: {first}");
    let home = terminal.settled();
    assert!(home.contains("1 of 1 ready") && home.contains(host()), "{home}");
    assert!(home.contains("every wanted target builds here: cargo build"), "{home}");
    terminal.press("q");
    assert_eq!(terminal.left(), 0);
}

#[test]
fn what_is_merely_mentioned_and_does_not_build_is_not_said_to_build() {
    let world = World::new();
    world.write(".cargo/config.toml", "[target.armv7-unkown-linux-gnueabihf]\nlinker = \"gcc\"\n");
    let home = world.open(&[]).settled();
    assert!(home.contains("1 of 1 ready") && home.contains("armv7-unkown-linux-gnueabihf"), "{home}");
    assert!(home.contains("every required target builds here: cargo build"), "{home}");
}

#[test]
fn a_tool_that_hangs_freezes_nothing() {
    let world = World::new();
    world.tool("rustc", "sleep 1000 & echo $! > \"$HOME/child\"; wait");
    let mut terminal = world.open(&[]);
    terminal.wait("rustc");
    terminal.press("?");
    terminal.wait("Overview");
    terminal.press(BACK);
    terminal.wait("Targets");
    // What turns still turns.
    let before = terminal.raw().len();
    terminal.until("a further frame", |_| true);
    let mut seen = before;
    while seen == before {
        terminal.until("a further frame", |_| true);
        seen = terminal.raw().len();
    }
    terminal.press("q");
    assert_eq!(terminal.left(), 3, "nothing could be determined");
    let child = std::fs::read_to_string(world.root().join("home/child")).unwrap_or_default();
    let left = Path::new("/proc").join(child.trim()).join("stat");
    // An orphan that ended stays in the table until the system's first process has looked at it.
    let is_ended = || std::fs::read_to_string(&left).map_or(true, |stat| stat.contains(") Z "));
    let deadline = std::time::Instant::now() + std::time::Duration::from_mins(1);
    while !child.trim().is_empty() && !is_ended() && std::time::Instant::now() < deadline {
        std::thread::yield_now();
    }
    assert!(child.trim().is_empty() || is_ended(), "what it started is ended");
}

#[test]
fn a_finding_reads_from_the_cause_to_the_cure() {
    let world = World::broken();
    let mut terminal = world.open_sized(UNPROVED, 96, 60);
    terminal.settled();
    terminal.press(ENTER);
    terminal.press(ENTER);
    let page = terminal.wait("What to do");
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("`{text}` is missing: {page}"));
    assert!(at("fail") < at("Seen") && at("Seen") < at("Why it breaks") && at("Why it breaks") < at("What to do"));
    assert!(page.contains("-linker = ") && page.contains("undo restores every byte"), "{page}");
    terminal.press("q");
    terminal.left();
}

#[test]
fn a_filter_shows_what_matches_and_goes_again() {
    let world = World::new();
    let mut terminal = world.open(&["--no-proof", "-t", "wasm32-wasip1", "-t", "aarch64-apple-ios"]);
    terminal.settled();
    terminal.press("/");
    terminal.press("ios");
    terminal.until("one target", |screen| !screen.contents().contains("wasm32-wasip1"));
    terminal.press(ENTER);
    terminal.wait("/ios");
    terminal.press(BACK);
    terminal.wait("wasm32-wasip1");
    terminal.press("q");
    terminal.left();
}

#[test]
fn a_change_from_outside_is_noticed() {
    let world = World::broken();
    let mut terminal = world.open(UNPROVED);
    terminal.settled();
    terminal.wait("1 blocked");
    world.write(".cargo/config.toml", "");
    terminal.wait_gone("1 blocked");
    terminal.press("r");
    terminal.settled();
    terminal.press("q");
    assert_eq!(terminal.left(), 0);
}

#[test]
fn who_comes_back_from_the_editor_sees_what_was_saved() {
    let world = World::broken();
    let mut terminal = world.open(UNPROVED);
    terminal.settled();
    assert!(terminal.raw().contains("\u{1b}[?1004h"), "the terminal is asked to tell who has the user's attention");
    terminal.press("\u{1b}[O");
    world.write(".cargo/config.toml", "");
    terminal.press("\u{1b}[I");
    terminal.wait_gone("1 blocked");
    terminal.settled();
    terminal.press("q");
    assert_eq!(terminal.left(), 0);
}

#[test]
fn a_macs_cassette_is_looked_at_and_not_changed() {
    let world = World::new();
    let mut terminal = world.open(&["--machine", &machine("mac-arm-toolchain-for-intel.toml")]);
    let home = terminal.settled();
    assert!(home.contains("recorded: mac") && home.contains("apple-darwin"), "{home}");
    terminal.press("u");
    terminal.wait("is a recorded machine");
    terminal.press("f");
    terminal.until("the plan, or that there is none", |screen| {
        let text = screen.contents();
        text.contains("Exactly this") || text.contains("nothing here that a fix could mend")
    });
    terminal.press(ENTER);
    terminal.press("q");
    terminal.left();
}

#[test]
fn a_storm_of_sizes_ends_in_the_right_picture() {
    let world = World::broken();
    let mut terminal = world.open(UNPROVED);
    terminal.settled();
    for step in 0..60_u16 {
        terminal.resize(20 + step * 37 % 140, 5 + step * 23 % 50);
    }
    terminal.resize(30, 8);
    terminal.wait("is too small");
    terminal.resize(80, 24);
    let home = terminal.wait("1 blocked");
    assert!(home.contains("Targets") && home.contains("quit"), "{home}");
    terminal.press("q");
    terminal.left();
}

#[test]
fn forty_columns_are_enough() {
    let world = World::broken();
    let mut terminal = world.open_sized(UNPROVED, 40, 12);
    terminal.settled();
    terminal.press(ENTER);
    terminal.press(ENTER);
    terminal.wait("fail");
    terminal.press("f");
    terminal.wait("[x]");
    terminal.press(ENTER);
    terminal.wait("What was done");
    assert!(!world.read(".cargo/config.toml").contains("gone"));
    terminal.press("q");
    terminal.left();
}

#[test]
fn a_wide_screen_shows_the_page_beside() {
    let world = World::broken();
    let mut terminal = world.open_sized(UNPROVED, 120, 40);
    terminal.settled();
    let home = terminal.wait("What is known");
    assert!(home.contains("What to do") && home.contains("-linker"), "{home}");
    terminal.press(TAB);
    terminal.press(TAB);
    terminal.press("q");
    terminal.left();
}

#[test]
fn the_mouse_selects_opens_and_scrolls() {
    let world = World::broken();
    let mut terminal = world.open(UNPROVED);
    terminal.settled();
    let home = terminal.screen();
    let row = home.lines().position(|line| line.contains("/opt/gone/bin/cc")).expect("the finding") + 1;
    let click = format!("\u{1b}[<0;10;{row}M\u{1b}[<0;10;{row}m");
    terminal.press(&click);
    terminal.press(&click);
    terminal.wait("Seen");
    terminal.press("\u{1b}[<65;10;10M");
    terminal.press(BACK);
    terminal.wait("Targets");
    let footer = terminal.screen();
    let (at, line) = footer.lines().enumerate().last().expect("a footer");
    let column = line.find("quit").expect("it says how to leave") + 1;
    terminal.press(&format!("\u{1b}[<0;{column};{}M", at + 1));
    terminal.left();
}

#[test]
fn a_command_is_copied_by_the_terminal() {
    let world = World::new();
    let mut terminal = world.open(UNPROVED);
    terminal.settled();
    terminal.press("y");
    terminal.wait("copied: cargo build");
    assert!(terminal.raw().contains("\u{1b}]52;c;Y2FyZ28gYnVpbGQ=\u{7}"));
    terminal.press("q");
    terminal.left();
}

#[test]
fn no_color_means_none() {
    let mut world = World::broken();
    world.env.push(("NO_COLOR".into(), "1".into()));
    let mut terminal = world.open(UNPROVED);
    terminal.settled();
    let raw = terminal.raw();
    let coloured = (30..=37).chain(90..=97).find(|code| raw.contains(&format!("\u{1b}[{code}m")));
    assert_eq!(coloured, None);
    assert!(!raw.contains("38;5;"), "{raw:?}");
    terminal.press("q");
    terminal.left();
}

#[test]
fn where_the_locale_has_no_unicode_there_is_none() {
    let mut world = World::broken();
    world.env.push(("LANG".into(), "C".into()));
    let mut terminal = world.open(UNPROVED);
    let home = terminal.settled();
    assert!(home.is_ascii(), "{home}");
    terminal.press("q");
    terminal.left();
}

#[test]
fn keys_are_what_the_configuration_says() {
    let mut world = World::new();
    let dir = world.root().join("config");
    std::fs::create_dir(&dir).expect("a new folder");
    std::fs::write(dir.join("config.toml"), "[keys]\nquit = \"Q\"\n").expect("a new file");
    world.env.push(("XDOCTOR_CONFIG_DIR".into(), dir.display().to_string()));
    let mut terminal = world.open(UNPROVED);
    terminal.settled();
    terminal.wait("Q quit");
    terminal.press("q");
    terminal.press("?");
    terminal.wait("Overview");
    terminal.press(BACK);
    terminal.press("Q");
    terminal.left();
    std::fs::write(dir.join("config.toml"), "[keys]\nfly = \"x\"\n").expect("a file");
    let mut terminal = world.open(UNPROVED);
    terminal.wait("`keys.fly` is nothing");
    assert_eq!(terminal.left(), 2);
}

#[test]
fn nothing_that_a_file_says_steers_the_terminal() {
    let world = World::new();
    let config = format!("[target.{}]\nlinker = \"/opt/\\u001b[2J\\u001b]0;owned\\u0007gone\"\n", host());
    world.write(".cargo/config.toml", &config);
    let mut terminal = world.open(UNPROVED);
    terminal.settled();
    terminal.press(ENTER);
    terminal.press(ENTER);
    terminal.wait("Seen");
    assert!(!terminal.raw().contains("\u{1b}]0;owned"));
    terminal.press(DOWN);
    terminal.press("q");
    terminal.left();
}

#[test]
fn a_light_terminal_gets_colours_that_can_be_read_on_it() {
    let colours = |theme: &str| {
        let mut world = World::broken();
        let dir = world.root().join("config");
        std::fs::create_dir(&dir).expect("a new folder");
        std::fs::write(dir.join("config.toml"), format!("theme = \"{theme}\"\n")).expect("a new file");
        world.env.push(("XDOCTOR_CONFIG_DIR".into(), dir.display().to_string()));
        let mut terminal = world.open(UNPROVED);
        terminal.settled();
        let seen = terminal.with_screen(|screen| {
            let (rows, columns) = screen.size();
            let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
            let colours = cells.filter_map(|(row, column)| Some(screen.cell(row, column)?.fgcolor()));
            colours.fold(Vec::new(), |mut all, colour| {
                if !all.contains(&colour) {
                    all.push(colour);
                }
                all
            })
        });
        terminal.press("q");
        terminal.left();
        seen
    };
    let (cyan, blue) = (vt100::Color::Idx(6), vt100::Color::Idx(4));
    let dark = colours("dark");
    assert!(dark.contains(&cyan) && !dark.contains(&blue), "{dark:?}");
    let light = colours("light");
    assert!(light.contains(&blue) && !light.contains(&cyan), "{light:?}");
}

#[test]
fn a_link_is_opened_where_the_system_opens_links() {
    let world = World::broken();
    let pipe = world.root().join("opened");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.is_ok_and(|status| status.success()), "a named pipe can be made");
    for opener in ["xdg-open", "open"] {
        world.tool(opener, &format!("printf '%s\\n' \"$1\" > '{}'", pipe.display()));
    }
    let mut terminal = world.open(UNPROVED);
    terminal.settled();
    terminal.press(ENTER);
    terminal.press(ENTER);
    terminal.wait("Seen");
    terminal.press("o");
    let (sender, receiver) = std::sync::mpsc::channel();
    // Opening a pipe waits for the other end.
    std::thread::spawn(move || sender.send(std::fs::read_to_string(pipe)));
    let opened = receiver.recv_timeout(std::time::Duration::from_mins(1)).expect("the opener is started");
    let opened = opened.expect("the opener's text");
    assert!(opened.starts_with("https://doc.rust-lang.org/cargo/"), "{opened}");
    terminal.wait("opening https://");
    terminal.press("q");
    terminal.left();
}

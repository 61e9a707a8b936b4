//! Figures of the UI, as counts and ratios: `cargo bench --bench ui`.
//!
//! - frames for a burst of events: many events, few frames;
//! - from a key to its frame, against a program that draws one line with ratatui;
//! - processor time of the real program while nothing happens, as a part of the time that went by.

#![cfg_attr(not(target_os = "linux"), expect(unused_imports, reason = "idle time is read from Linux's /proc"))]

#[path = "bench.rs"]
#[expect(dead_code, reason = "shared with the tests of the views")]
mod bench;
#[path = "pty.rs"]
#[cfg(target_os = "linux")]
#[expect(dead_code, reason = "shared with the journeys")]
mod pty;

use std::{
    fs,
    sync::mpsc,
    time::{Duration, Instant},
};

use ratatui::{Terminal, backend::TestBackend, widgets::Paragraph};
use xdoctor::tui::{
    effect::{Effect, Perform},
    key::{Code, Key},
    message::{Message, Step},
    runner::Runner,
};

use bench::Bench;

/// Nobody does anything.
struct Nobody;

impl Perform for Nobody {
    fn perform(&mut self, _: Effect) {}
}

fn runner(columns: u16, rows: u16) -> Runner<TestBackend, Nobody> {
    let model = Bench::of("debian-first-day", columns, rows).model;
    Runner::new(TestBackend::new(columns, rows), model, Nobody).expect("memory")
}

fn main() {
    let mut out = String::new();
    let mut say = |line: String| {
        out.push_str(&line);
        out.push('\n');
    };
    let (events, frames) = burst();
    say(format!("{events} events at once: {frames} frames"));
    for (columns, rows) in [(80, 24), (120, 40)] {
        let (ours, empty) = key_to_frame(columns, rows);
        let ratio = ours.as_secs_f64() / empty.as_secs_f64();
        say(format!(
            "key to frame at {columns}x{rows}: {ours:?}, of an empty ratatui program: {empty:?}, ratio {ratio:.1}"
        ));
    }
    #[cfg(target_os = "linux")]
    {
        let (cpu, wall) = idle();
        let share = cpu.as_secs_f64() / wall.as_secs_f64() * 100.0;
        say(format!("idle for {wall:?}: {cpu:?} of processor time, {share:.2} %"));
    }
    std::io::Write::write_all(&mut std::io::stdout(), out.as_bytes()).expect("standard output");
}

/// A thousand lines of output and a key, waiting in the queue.
fn burst() -> (u64, u64) {
    let (sender, inbox) = mpsc::channel();
    for line in 0..1000 {
        sender.send(Message::Applying(Step::Output(0, format!("line {line}")))).expect("it is open");
    }
    sender.send(Message::Key(Key::plain(Code::Down))).expect("it is open");
    drop(sender);
    let mut runner = runner(80, 24);
    runner.run(&inbox).expect("memory");
    (1001, runner.frames)
}

/// The median of many keys: the message handled, and the frame drawn.
fn key_to_frame(columns: u16, rows: u16) -> (Duration, Duration) {
    let mut runner = runner(columns, rows);
    let median = |mut times: Vec<Duration>| {
        times.sort_unstable();
        times[times.len() / 2]
    };
    let keys = [Code::Down, Code::Down, Code::Up, Code::Tab, Code::Down, Code::Esc];
    let ours = keys
        .iter()
        .cycle()
        .take(300)
        .map(|code| {
            let start = Instant::now();
            runner.handle(Message::Key(Key::plain(*code))).expect("memory");
            runner.draw().expect("memory");
            start.elapsed()
        })
        .collect();
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).expect("memory");
    let empty = (0..300)
        .map(|count| {
            let start = Instant::now();
            terminal
                .draw(|frame| frame.render_widget(Paragraph::new(format!("{count}")), frame.area()))
                .expect("memory");
            start.elapsed()
        })
        .collect();
    (median(ours), median(empty))
}

/// Processor time, of the program and what it has waited for, while nobody does anything.
#[cfg(target_os = "linux")]
fn idle() -> (Duration, Duration) {
    let world = pty::World::new();
    let mut terminal = world.open(&["--no-proof"]);
    terminal.settled();
    let pid = terminal.pid();
    // In hundredths of a second (proc(5): fields 14 and 15, in clock ticks, which Linux fixes at 100 for users).
    let used = || {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).expect("it runs");
        let fields: Vec<_> = stat.rsplit(')').next().expect("a name").split_whitespace().collect();
        let ticks: u64 = fields[11].parse::<u64>().expect("a number") + fields[12].parse::<u64>().expect("a number");
        Duration::from_millis(ticks * 10)
    };
    let (before, start) = (used(), Instant::now());
    std::thread::sleep(Duration::from_secs(20));
    (used().saturating_sub(before), start.elapsed())
}

//! Pictures of the real program, from recorded machines: `UPDATE=1 cargo test --test tui pictures` draws them, and this
//! test fails where one is no longer what the program shows.

use std::{fmt::Write as _, path::Path};

use crate::{
    golden,
    journeys::{DOWN, ENTER},
    pty::{Terminal, World},
};

/// Of one cell, in hundredths of the picture's units.
const CELL: (u32, u32) = (840, 1800);
const MARGIN: u32 = 1200;

/// The sixteen colours of a dark terminal, then foreground and background.
const COLOURS: [&str; 18] = [
    "#45475a", "#f38ba8", "#a6e3a1", "#f9e2af", "#89b4fa", "#f5c2e7", "#94e2d5", "#bac2de", "#585b70", "#f38ba8",
    "#a6e3a1", "#f9e2af", "#89b4fa", "#f5c2e7", "#94e2d5", "#a6adc8", "#cdd6f4", "#1e1e2e",
];
const FOREGROUND: usize = 16;
const BACKGROUND: usize = 17;

#[derive(Clone, Copy, PartialEq, Eq)]
struct Look {
    text: usize,
    ground: usize,
    bold: bool,
    dim: bool,
}

fn look(cell: &vt100::Cell) -> Look {
    let colour = |colour: vt100::Color, default: usize| match colour {
        vt100::Color::Idx(index) => usize::from(index).min(15),
        vt100::Color::Default | vt100::Color::Rgb(..) => default,
    };
    let (text, ground) = (colour(cell.fgcolor(), FOREGROUND), colour(cell.bgcolor(), BACKGROUND));
    let (text, ground) = if cell.inverse() { (ground, text) } else { (text, ground) };
    Look { text, ground, bold: cell.bold(), dim: cell.dim() }
}

/// Hundredths as a number with two places.
fn units(hundredths: u32) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// The screen as an SVG picture.
fn svg(screen: &vt100::Screen) -> String {
    let (rows, columns) = screen.size();
    let (width, height) = (u32::from(columns) * CELL.0 + 2 * MARGIN, u32::from(rows) * CELL.1 + 2 * MARGIN);
    let mut out = String::new();
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{}\"/>\n\
         <g font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"14\">",
        COLOURS[BACKGROUND],
        w = units(width),
        h = units(height),
    );
    for row in 0..rows {
        let mut column = 0;
        while column < columns {
            let Some(cell) = screen.cell(row, column) else { break };
            let look = look(cell);
            let start = column;
            let mut text = String::new();
            while let Some(cell) = screen.cell(row, column).filter(|cell| self::look(cell) == look) {
                if !cell.is_wide_continuation() {
                    text.push_str(if cell.has_contents() { cell.contents() } else { " " });
                }
                column += 1;
                if column == columns {
                    break;
                }
            }
            run(&mut out, row, start, column - start, &text, look);
        }
    }
    out.push_str("</g>\n</svg>\n");
    out
}

/// Cells that look the same.
fn run(out: &mut String, row: u16, column: u16, cells: u16, text: &str, look: Look) {
    let (x, y) = (MARGIN + u32::from(column) * CELL.0, MARGIN + u32::from(row) * CELL.1);
    let width = u32::from(cells) * CELL.0;
    if look.ground != BACKGROUND {
        let _ = writeln!(
            out,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\"/>",
            units(x),
            units(y),
            units(width),
            units(CELL.1),
            COLOURS[look.ground]
        );
    }
    let kept = text.trim_end();
    if kept.is_empty() {
        return;
    }
    let blank = text.chars().take_while(|c| *c == ' ').count();
    let kept_cells = unicode_width::UnicodeWidthStr::width(kept) - blank;
    let x = x + u32::try_from(blank).expect("a row") * CELL.0;
    let length = u32::try_from(kept_cells).expect("a row") * CELL.0;
    let weight = if look.bold { " font-weight=\"bold\"" } else { "" };
    let faint = if look.dim { " opacity=\"0.6\"" } else { "" };
    let escaped = kept.trim_start().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let _ = writeln!(
        out,
        "<text x=\"{}\" y=\"{}\" textLength=\"{}\" xml:space=\"preserve\" fill=\"{}\"{weight}{faint}>{escaped}</text>",
        units(x),
        units(y + CELL.1 * 3 / 4),
        units(length),
        COLOURS[look.text]
    );
}

/// The screen that `reach` leads to on a recorded machine.
fn picture(name: &str, host: &str, size: (u16, u16), reach: impl Fn(&mut Terminal)) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let world = World::new();
    let source = root.join("tests/hosts").join(format!("{host}.toml"));
    let mut terminal = world.open_sized(&["--machine", &source.display().to_string()], size.0, size.1);
    terminal.settled();
    reach(&mut terminal);
    let picture = terminal.with_screen(svg);
    terminal.press("q");
    golden::check_at(&root.join("screenshots").join(format!("{name}.svg")), &picture);
}

#[test]
fn pictures_are_what_the_program_shows() {
    picture("home", "debian-first-day", (110, 32), |_| {});
    picture("finding", "debian-first-day", (90, 34), |terminal| {
        terminal.press(ENTER);
        terminal.press(ENTER);
        terminal.wait("What to do");
    });
    picture("diff", "debian-first-day", (110, 28), |terminal| {
        terminal.press("f");
        terminal.wait("+++");
    });
    picture("routes", "debian-first-day", (110, 30), |terminal| {
        terminal.press("s");
        terminal.wait("Setup 1 of 3");
        terminal.press(ENTER);
        terminal.wait("recommended");
        terminal.wait_gone("asking what is here");
        terminal.press(DOWN);
        terminal.until("the second route", |screen| screen.contents().matches("It lacks").count() < 2);
    });
    picture("mac", "mac-arm-clt-only", (110, 32), |terminal| {
        terminal.press(DOWN);
        terminal.wait("What to do");
    });
    picture("explain", "debian-first-day", (110, 28), |terminal| {
        terminal.press("e");
        terminal.wait("Paste");
        terminal.paste(include_str!("explain.log"));
        terminal.wait("Causes, the likeliest first");
        terminal.wait_gone("reading the log");
    });
}

//! Text for a pane: lines of toned pieces, clean of whatever could steer a terminal, laid out for a width.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::report::{Tone, clean, diff_tone};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub tone: Tone,
    pub text: String,
}

/// What happens to a line that is wider than its pane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Flow {
    /// It goes on below, broken between words.
    #[default]
    Words,
    /// It goes on below, broken anywhere: output of tools and diffs, where blanks count.
    Columns,
    /// It is cut, and shows that it is.
    Cut,
}

/// A line as it is meant, however wide the pane is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    pub pieces: Vec<Piece>,
    /// At the right edge, of a line that is cut.
    pub tail: Vec<Piece>,
    pub flow: Flow,
    /// Columns by which what goes on below is moved in.
    pub hang: usize,
    /// The row that it is a part of, where rows can be selected.
    pub row: Option<usize>,
}

impl Line {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn of(tone: Tone, text: &str) -> Self {
        Self::new().push(tone, text)
    }

    #[must_use]
    pub fn push(mut self, tone: Tone, text: &str) -> Self {
        let text = clean(text).replace('\n', " ");
        if !text.is_empty() {
            self.pieces.push(Piece { tone, text });
        }
        self
    }

    /// A sentence whose commands and paths, in backticks, stand out.
    #[must_use]
    pub fn prose(mut self, tone: Tone, text: &str) -> Self {
        for (index, part) in text.split('`').enumerate() {
            if index % 2 == 1 {
                self = self.push(Tone::Name, &format!("`{part}`"));
            } else {
                self = self.push(tone, part);
            }
        }
        self
    }

    #[must_use]
    pub fn tail(mut self, tone: Tone, text: &str) -> Self {
        let text = clean(text).replace('\n', " ");
        if !text.is_empty() {
            self.tail.push(Piece { tone, text });
        }
        self
    }

    #[must_use]
    pub fn hang(self, hang: usize) -> Self {
        Self { hang, ..self }
    }

    #[must_use]
    pub fn cut(self) -> Self {
        Self { flow: Flow::Cut, ..self }
    }

    #[must_use]
    pub fn columns(self) -> Self {
        Self { flow: Flow::Columns, ..self }
    }

    #[must_use]
    pub fn row(self, row: usize) -> Self {
        Self { row: Some(row), ..self }
    }

    /// Its text alone.
    pub fn text(&self) -> String {
        let gap = if self.tail.is_empty() { "" } else { "  " };
        let all = |pieces: &[Piece]| pieces.iter().map(|piece| piece.text.as_str()).collect::<String>();
        format!("{}{gap}{}", all(&self.pieces), all(&self.tail))
    }
}

/// A line that fits its pane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Laid {
    pub pieces: Vec<Piece>,
    pub row: Option<usize>,
}

/// The text of a pane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doc(pub Vec<Line>);

impl Doc {
    pub fn push(&mut self, line: Line) {
        self.0.push(line);
    }

    pub fn blank(&mut self) {
        if self.0.last().is_some_and(|line| !line.pieces.is_empty()) {
            self.0.push(Line::new());
        }
    }

    pub fn heading(&mut self, text: &str) {
        self.blank();
        self.push(Line::of(Tone::Strong, text));
    }

    /// Prose after a label in a column of its own.
    pub fn labelled(&mut self, label: (Tone, &str), column: usize, tone: Tone, text: &str) {
        for (index, paragraph) in clean(text).lines().enumerate() {
            let shown = if index == 0 { label.1 } else { "" };
            let pad = " ".repeat(column.saturating_sub(shown.width()));
            self.push(Line::new().push(label.0, shown).push(Tone::Plain, &pad).prose(tone, paragraph).hang(column));
        }
    }

    /// Output of a tool or a diff, moved in; at most `most` lines, the last ones.
    pub fn raw(&mut self, indent: usize, text: &str, most: usize, ellipsis: &str, tone: impl Fn(&str) -> Tone) {
        let text = clean(text);
        let lines: Vec<_> = text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
        let skipped = lines.len().saturating_sub(most);
        let pad = " ".repeat(indent);
        if skipped > 0 {
            self.push(Line::of(Tone::Plain, &pad).push(Tone::Faint, &format!("{ellipsis} {skipped} lines above")));
        }
        for line in &lines[skipped..] {
            let line = Line::of(Tone::Plain, &pad).push(tone(line), line);
            self.push(line.columns().hang(indent + 2));
        }
    }

    pub fn diff(&mut self, indent: usize, text: &str) {
        let pad = " ".repeat(indent);
        for line in clean(text).lines() {
            // A blank line counts here: it is a part of the file.
            let line = Line::of(Tone::Plain, &pad).push(diff_tone(line), line);
            self.push(line.columns().hang(indent + 2));
        }
    }

    /// How many rows can be selected.
    pub fn rows(&self) -> usize {
        self.0.iter().filter_map(|line| line.row).max().map_or(0, |last| last + 1)
    }

    /// The lines as they fit `width` columns.
    pub fn lay(&self, width: usize, ellipsis: &str) -> Vec<Laid> {
        let mut laid = Vec::new();
        for line in &self.0 {
            lay(line, width.max(1), ellipsis, &mut laid);
        }
        laid
    }
}

/// What a reader takes for one character.
#[derive(Clone, Copy)]
struct Glyph<'a> {
    tone: Tone,
    text: &'a str,
    width: usize,
}

fn glyphs(pieces: &[Piece]) -> Vec<Glyph<'_>> {
    pieces
        .iter()
        .flat_map(|piece| piece.text.graphemes(true).map(|text| Glyph { tone: piece.tone, text, width: text.width() }))
        .filter(|glyph| glyph.width > 0)
        .collect()
}

fn pieces(glyphs: &[Glyph<'_>]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for glyph in glyphs {
        match pieces.last_mut() {
            Some(piece) if piece.tone == glyph.tone => piece.text.push_str(glyph.text),
            _ => pieces.push(Piece { tone: glyph.tone, text: glyph.text.to_owned() }),
        }
    }
    pieces
}

fn wide(glyphs: &[Glyph<'_>]) -> usize {
    glyphs.iter().map(|glyph| glyph.width).sum()
}

fn lay(line: &Line, width: usize, ellipsis: &str, out: &mut Vec<Laid>) {
    let all = glyphs(&line.pieces);
    let tail = glyphs(&line.tail);
    if line.flow == Flow::Cut {
        let taken = wide(&tail);
        // What stands at the right edge gives way where it would leave less than half.
        let (tail, room) = if taken == 0 || taken + 1 > width / 2 + width / 4 {
            (&tail[..0], width)
        } else {
            (&tail[..], width - taken - 1)
        };
        let mut shown = cut_glyphs(&all, room, ellipsis);
        if !tail.is_empty() {
            let used: usize = shown.iter().map(|piece| piece.text.width()).sum();
            shown.push(Piece { tone: Tone::Plain, text: " ".repeat(width - taken - used) });
            shown.extend(pieces(tail));
        }
        out.push(Laid { pieces: shown, row: line.row });
        return;
    }
    let hang = if line.hang + 8 <= width { line.hang } else { 0 };
    let mut rest = &all[..];
    let mut first = true;
    loop {
        let room = if first { width } else { width - hang };
        let (end, next) = match line.flow {
            Flow::Columns => fitting(rest, room),
            Flow::Words | Flow::Cut => words(rest, room),
        };
        let mut shown = pieces(&rest[..end]);
        if !first && hang > 0 {
            shown.insert(0, Piece { tone: Tone::Plain, text: " ".repeat(hang) });
        }
        out.push(Laid { pieces: shown, row: line.row });
        rest = &rest[next..];
        first = false;
        if rest.is_empty() {
            return;
        }
    }
}

/// As many as fit, one at least; where they end, and where what follows begins.
fn fitting(glyphs: &[Glyph<'_>], room: usize) -> (usize, usize) {
    let mut used = 0;
    for (index, glyph) in glyphs.iter().enumerate() {
        used += glyph.width;
        if used > room && index > 0 {
            return (index, index);
        }
    }
    (glyphs.len(), glyphs.len())
}

fn words(glyphs: &[Glyph<'_>], room: usize) -> (usize, usize) {
    let (end, _) = fitting(glyphs, room);
    if end == glyphs.len() {
        return (end, end);
    }
    let is_blank = |index: usize| glyphs[index].text == " ";
    // The blank at the edge may be the first that does not fit.
    let text_starts = (0..end).find(|&index| !is_blank(index)).unwrap_or(end);
    if let Some(blank) = (text_starts..=end).rev().find(|&index| is_blank(index)) {
        let stop = (text_starts..blank).rev().find(|&index| !is_blank(index)).map_or(blank, |last| last + 1);
        let next = (blank..glyphs.len()).find(|&index| !is_blank(index)).unwrap_or(glyphs.len());
        return (stop, next);
    }
    // One word: a path goes on after a separator, if that does not leave the line half empty.
    let separator = (end / 2..end).rev().find(|&index| matches!(glyphs[index].text, "/" | "\\" | "," | "="));
    let at = separator.map_or(end, |index| index + 1);
    (at, at)
}

fn cut_glyphs(glyphs: &[Glyph<'_>], width: usize, ellipsis: &str) -> Vec<Piece> {
    if wide(glyphs) <= width {
        return pieces(glyphs);
    }
    let room = width.saturating_sub(ellipsis.width());
    let mut used = 0;
    let kept = glyphs.iter().take_while(|glyph| {
        used += glyph.width;
        used <= room
    });
    let mut shown = pieces(&kept.copied().collect::<Vec<_>>());
    match shown.last_mut() {
        Some(piece) => piece.text.push_str(ellipsis),
        None if ellipsis.width() <= width => shown.push(Piece { tone: Tone::Plain, text: ellipsis.to_owned() }),
        None => {}
    }
    shown
}

/// `text` in at most `width` columns, its end left out.
pub fn cut_end(text: &str, width: usize, ellipsis: &str) -> String {
    let line = [Piece { tone: Tone::Plain, text: clean(text).replace('\n', " ") }];
    cut_glyphs(&glyphs(&line), width, ellipsis).into_iter().map(|piece| piece.text).collect()
}

/// A path in at most `width` columns: its end says more than its middle.
pub fn cut_middle(text: &str, width: usize, ellipsis: &str) -> String {
    let text = clean(text).replace('\n', " ");
    if text.width() <= width {
        return text;
    }
    let Some(room) = width.checked_sub(ellipsis.width()) else { return cut_end(&text, width, "") };
    let all: Vec<_> = text.graphemes(true).collect();
    let head_room = room / 3;
    let mut used = 0;
    let head = all.iter().take_while(|glyph| {
        used += glyph.width();
        used <= head_room
    });
    let head = head.count();
    let mut used = all[..head].iter().map(|glyph| glyph.width()).sum::<usize>();
    let tail = all[head..].iter().rev().take_while(|glyph| {
        used += glyph.width();
        used <= room
    });
    let tail = tail.count();
    format!("{}{ellipsis}{}", all[..head].concat(), all[all.len() - tail..].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: Line, width: usize) -> Vec<String> {
        let laid = Doc(vec![line]).lay(width, "…");
        laid.iter().map(|laid| laid.pieces.iter().map(|piece| piece.text.as_str()).collect()).collect()
    }

    #[test]
    fn words_go_on_below() {
        let line = |hang| Line::of(Tone::Plain, "one two three four").hang(hang);
        assert_eq!(shown(line(0), 9), ["one two", "three", "four"]);
        assert_eq!(shown(line(2), 12), ["one two", "  three four"]);
        assert_eq!(shown(line(0), 3), ["one", "two", "thr", "ee", "fou", "r"]);
        assert_eq!(shown(line(0), 100), ["one two three four"]);
        assert_eq!(shown(Line::new(), 5), [""]);
    }

    #[test]
    fn a_path_goes_on_after_a_separator() {
        assert_eq!(shown(Line::of(Tone::Plain, "/opt/android/ndk/27.0"), 14), ["/opt/android/", "ndk/27.0"]);
    }

    #[test]
    fn wide_characters_are_never_halved() {
        assert_eq!(shown(Line::of(Tone::Plain, "漢字漢字").columns(), 5), ["漢字", "漢字"]);
        assert_eq!(shown(Line::of(Tone::Plain, "漢字漢字").cut(), 6), ["漢字…"]);
        assert_eq!(cut_end("漢字", 3, "…"), "漢…");
        assert_eq!(shown(Line::of(Tone::Plain, "漢").columns(), 1), ["漢"]);
    }

    #[test]
    fn the_right_edge_gives_way() {
        let line = || Line::of(Tone::Plain, "aarch64-unknown").tail(Tone::Good, "ready").cut();
        assert_eq!(shown(line(), 24), ["aarch64-unknown    ready"]);
        assert_eq!(shown(line(), 16), ["aarch64-u… ready"]);
        assert_eq!(shown(line(), 7), ["aarch6…"]);
    }

    #[test]
    fn a_long_path_keeps_its_end() {
        assert_eq!(cut_middle("/home/user/project/.cargo/config.toml", 20, "…"), "/home/…o/config.toml");
        assert_eq!(cut_middle("short", 20, "…"), "short");
        assert_eq!(cut_middle("longer", 2, "..."), "lo");
    }

    #[test]
    fn nothing_steers_the_terminal() {
        let line = Line::of(Tone::Plain, "a\u{1b}[2Jb\nc\td\u{202e}");
        assert_eq!(line.text(), "ab c    d");
    }

    #[test]
    fn backticks_stand_out() {
        let line = Line::new().prose(Tone::Plain, "run `cargo build` now");
        let tones: Vec<_> = line.pieces.iter().map(|piece| (piece.tone, piece.text.as_str())).collect();
        assert_eq!(tones, [(Tone::Plain, "run "), (Tone::Name, "`cargo build`"), (Tone::Plain, " now")]);
    }
}

//! How tones look: the terminal's own sixteen colours only, so that the user's palette decides; meaning never by colour
//! alone.

use ratatui::style::{Color, Modifier, Style};

use crate::report::Tone;

/// What the terminal is, and what the user wants of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    pub ground: Ground,
    pub colour: bool,
    /// Symbols and lines beyond ASCII.
    pub unicode: bool,
}

/// The terminal's background.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ground {
    #[default]
    Dark,
    Light,
}

impl Default for Theme {
    fn default() -> Self {
        Self { ground: Ground::Dark, colour: true, unicode: true }
    }
}

impl Theme {
    pub fn style(self, tone: Tone) -> Style {
        let plain = Style::new();
        let style = match tone {
            Tone::Plain => return plain,
            Tone::Strong => return plain.add_modifier(Modifier::BOLD),
            Tone::Faint => return plain.add_modifier(Modifier::DIM),
            Tone::Good | Tone::Added => plain.fg(Color::Green),
            Tone::Bad => plain.fg(Color::Red).add_modifier(Modifier::BOLD),
            // Yellow on white and cyan on white cannot be read.
            Tone::Warning => plain.fg(match self.ground {
                Ground::Dark => Color::Yellow,
                Ground::Light => Color::Magenta,
            }),
            Tone::Name => plain.fg(match self.ground {
                Ground::Dark => Color::Cyan,
                Ground::Light => Color::Blue,
            }),
            Tone::Removed => plain.fg(Color::Red),
        };
        if self.colour { style } else { Style { fg: None, ..style } }
    }

    /// The selected row of the pane that has the keys; of another pane.
    pub fn selected(self, focused: bool) -> Style {
        if focused {
            // One colour throughout: what is reversed shows its colours as grounds.
            Style::new().fg(Color::Reset).remove_modifier(Modifier::DIM).add_modifier(Modifier::REVERSED)
        } else {
            Style::new().add_modifier(Modifier::BOLD)
        }
    }

    /// `unicode` where the terminal shows it, else `ascii`.
    pub fn symbol(self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.unicode { unicode } else { ascii }
    }

    /// What turns while something runs; `beat` counts tenths of a second.
    pub fn spinner(self, beat: u64) -> &'static str {
        const DOTS: [&str; 10] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
        const BARS: [&str; 4] = ["|", "/", "-", "\\"];
        let frames: &[&str] = if self.unicode { &DOTS } else { &BARS };
        frames[usize::try_from(beat).unwrap_or(0) % frames.len()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TONES: [Tone; 9] = [
        Tone::Plain,
        Tone::Strong,
        Tone::Faint,
        Tone::Good,
        Tone::Bad,
        Tone::Warning,
        Tone::Name,
        Tone::Added,
        Tone::Removed,
    ];

    #[test]
    fn only_the_terminals_own_colours_are_used() {
        for ground in [Ground::Dark, Ground::Light] {
            for tone in TONES {
                let style = Theme { ground, ..Theme::default() }.style(tone);
                assert!(!matches!(style.fg, Some(Color::Rgb(..) | Color::Indexed(_))), "{tone:?}");
                assert_eq!(style.bg, None, "{tone:?}");
            }
        }
    }

    #[test]
    fn without_colours_none_is_set() {
        for tone in TONES {
            let style = Theme { colour: false, ..Theme::default() }.style(tone);
            assert_eq!((style.fg, style.bg), (None, None), "{tone:?}");
        }
    }
}

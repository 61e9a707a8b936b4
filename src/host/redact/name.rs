//! A name that is replaced where it stands by itself, and not where it is a part of a longer one.

/// A text, what it becomes, and where it counts as standing by itself.
#[derive(Debug)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) replacement: String,
    pub(super) place: Place,
    pub(super) ignore_case: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// An absolute directory: not inside of another path, nor the beginning of another name; but right after the
    /// letters of an option (`-L/home/me`).
    Directory,
    /// A component of a path, a quoted text or a whole one.
    Component,
    /// What precedes the `@` of an address.
    User,
    /// A word.
    Word,
}

impl Name {
    pub(super) fn replace(&self, text: &str) -> Option<String> {
        let searched = if self.ignore_case { text.to_ascii_lowercase() } else { text.to_owned() };
        let name = if self.ignore_case { self.text.to_ascii_lowercase() } else { self.text.clone() };
        let found = searched.match_indices(&name).filter(|(at, _)| {
            let (before, after) = (&text[..*at], &text[at + name.len()..]);
            self.place.begins(before) && self.place.ends(after)
        });
        let mut redacted = String::new();
        let mut done = 0;
        for (at, _) in found {
            redacted.push_str(&text[done..at]);
            redacted.push_str(&self.replacement);
            done = at + name.len();
        }
        (done > 0).then(|| redacted + &text[done..])
    }
}

impl Place {
    fn begins(self, before: &str) -> bool {
        let Some(last) = before.chars().next_back() else { return true };
        match self {
            Self::Directory => {
                let above = before.trim_end_matches(|c| is_word(c) || c == '-');
                let is_option = before[above.len()..].starts_with('-');
                before.ends_with("//")
                    || (above.len() == before.len() || is_option) && !above.ends_with(['.', '/', '\\'])
            }
            Self::Component => matches!(last, '/' | '\\' | '"' | '\''),
            Self::User => !is_word(last) && !matches!(last, '.' | '-'),
            Self::Word => !is_word(last) && !matches!(last, '.' | '-'),
        }
    }

    fn ends(self, after: &str) -> bool {
        let mut chars = after.chars();
        let Some(first) = chars.next() else { return self != Self::User };
        match self {
            // A full stop ends a sentence, unless a name goes on after it.
            Self::Directory if first == '.' => chars.next().is_none_or(|next| !is_word(next)),
            Self::Directory | Self::Word => !is_word(first) && first != '-',
            Self::Component => !is_word(first) && !matches!(first, '.' | '-' | '+' | '~'),
            Self::User => first == '@',
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

//! From the text of a script to commands and their words, each with its place.

/// How a script is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// POSIX shells, bash, and as far as it goes PowerShell.
    Shell,
    Make,
    Just,
}

/// Words up to a line's end or an operator.
#[derive(Debug, Default)]
pub(crate) struct Command<'a> {
    pub(crate) words: Vec<Word<'a>>,
}

#[derive(Clone, Debug)]
pub(crate) struct Word<'a> {
    /// Without quotes.
    pub(crate) text: String,
    /// As it stands.
    raw: &'a str,
    /// Where it stands in the file.
    start: usize,
}

impl<'a> Word<'a> {
    /// The name of the program if this word calls one: without directory, `.exe`, and the marks of make and just.
    pub(crate) fn program(&self) -> &str {
        let text = self.text.trim_start_matches(['@', '-', '+']);
        let name = text.rsplit(['/', '\\']).next().unwrap_or(text);
        name.strip_suffix(".exe").unwrap_or(name)
    }

    /// `NAME=value`, `NAME:=value`, `NAME+=value`.
    pub(crate) fn assignment(&self) -> Option<(&str, &str)> {
        let (name, value) = self.text.split_once('=')?;
        let name = name.trim_end_matches([':', '?', '+']);
        is_identifier(name).then_some((name, value))
    }

    /// The variable that this word names, also as PowerShell writes it.
    pub(crate) fn variable(&self) -> &str {
        self.text.trim_start_matches("$env:").trim_start_matches('$')
    }

    /// Where `part` of this word stands in the file.
    pub(crate) fn offset_of(&self, part: &str) -> Option<usize> {
        self.raw.find(part).map(|at| self.start + at)
    }

    /// What stands between the word's quotes, and where.
    pub(crate) fn inside(&self) -> Option<(&'a str, usize)> {
        let quote = self.raw.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
        let inside = self.raw.strip_prefix(quote)?.strip_suffix(quote)?;
        Some((inside, self.start + 1))
    }
}

fn is_identifier(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The commands of `text`, which begins at `base` in its file.
pub(crate) fn commands(text: &str, base: usize, dialect: Dialect) -> Vec<Command<'_>> {
    let mut scanner = Scanner {
        text,
        base,
        at: 0,
        dialect,
        word: None,
        command: Command::default(),
        commands: Vec::new(),
        array: false,
    };
    scanner.run();
    scanner.commands
}

struct Scanner<'a> {
    text: &'a str,
    base: usize,
    at: usize,
    dialect: Dialect,
    /// Where the current word starts, and its text so far.
    word: Option<(usize, String)>,
    command: Command<'a>,
    commands: Vec<Command<'a>>,
    /// Inside `NAME=( ... )`, where a line's end divides words only.
    array: bool,
}

impl<'a> Scanner<'a> {
    fn run(&mut self) {
        while let Some(c) = self.rest().chars().next() {
            match c {
                '\\' | '`' if self.continuation() => {}
                '\\' => {
                    self.push(c.len_utf8());
                }
                '\n' if self.array => self.skip(1, Self::end_word),
                '\n' | ';' | '|' | '`' => self.skip(1, Self::end_command),
                '&' if !self.word.as_ref().is_some_and(|(_, word)| word.ends_with('>')) => {
                    self.skip(1, Self::end_command);
                }
                ')' => {
                    self.array = false;
                    self.skip(1, Self::end_command);
                }
                '(' if self.word.as_ref().is_some_and(|(_, word)| word.ends_with('=')) => {
                    self.array = true;
                    self.skip(1, Self::end_word);
                }
                '(' => self.skip(1, Self::end_command),
                '#' if self.word.is_none() => self.at = self.line_end(),
                c if c.is_whitespace() => self.skip(c.len_utf8(), Self::end_word),
                '\'' | '"' => self.quoted(c),
                '$' | '{' => self.expansion(),
                '}' if self.word.is_none() => self.skip(1, Self::end_command),
                _ => self.push(c.len_utf8()),
            }
        }
        self.end_command();
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn line_end(&self) -> usize {
        self.rest().find('\n').map_or(self.text.len(), |to| self.at + to)
    }

    /// Takes `length` bytes into the current word.
    fn push(&mut self, length: usize) {
        let taken = &self.rest()[..length];
        self.word.get_or_insert_with(|| (self.at, String::new())).1.push_str(taken);
        self.at += length;
    }

    fn skip(&mut self, length: usize, end: fn(&mut Self)) {
        end(self);
        self.at += length;
    }

    fn end_word(&mut self) {
        if let Some((start, text)) = self.word.take() {
            self.command.words.push(Word { text, raw: &self.text[start..self.at], start: self.base + start });
        }
    }

    fn end_command(&mut self) {
        self.end_word();
        if !self.command.words.is_empty() {
            self.commands.push(std::mem::take(&mut self.command));
        }
    }

    /// A backslash, or PowerShell's backtick, before the line's end.
    fn continuation(&mut self) -> bool {
        let after = &self.rest()[1..];
        let Some(rest) = after.strip_prefix("\r\n").or_else(|| after.strip_prefix('\n')) else { return false };
        self.end_word();
        self.at = self.text.len() - rest.len();
        true
    }

    /// A quoted stretch; a lone quote is a character like others. In makefiles and justfiles it ends with its line.
    fn quoted(&mut self, quote: char) {
        let start = self.at;
        let limit = match self.dialect {
            Dialect::Shell => self.text.len(),
            Dialect::Make | Dialect::Just => self.line_end(),
        };
        let inside = &self.text[start + 1..limit.max(start + 1)];
        let mut escaped = false;
        let end = inside.char_indices().find(|(_, c)| {
            let ends = *c == quote && !escaped;
            escaped = *c == '\\' && quote == '"' && !escaped;
            ends
        });
        let Some((end, _)) = end else { return self.push(1) };
        self.word.get_or_insert_with(|| (start, String::new())).1.push_str(&inside[..end]);
        self.at = start + 1 + end + 1;
    }

    /// `$NAME`, `${NAME}`, `$(NAME)` and `{{ name }}` stay in the word; `$(command)` and `{` begin commands.
    fn expansion(&mut self) {
        let rest = self.rest();
        let through = |close: &str| rest.find(close).map(|to| to + close.len());
        let length = if rest.starts_with("${{") || rest.starts_with("{{") {
            through("}}")
        } else if rest.starts_with("${") {
            through("}")
        } else if let Some(inside) = rest.strip_prefix("$(") {
            match inside.split_once(')').filter(|(name, _)| is_identifier(name)) {
                Some((name, _)) => Some(name.len() + 3),
                None => return self.skip(2, Self::end_command),
            }
        } else if rest.starts_with('{') && self.word.is_none() {
            return self.skip(1, Self::end_command);
        } else {
            None
        };
        self.push(length.unwrap_or(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<Vec<String>> {
        let commands = commands(text, 0, Dialect::Shell).into_iter();
        commands.map(|command| command.words.into_iter().map(|word| word.text).collect()).collect()
    }

    #[test]
    fn operators_divide_commands_and_blanks_words() {
        assert_eq!(split("a b && c|d;e\nf 2>&1 g"), [&["a", "b"][..], &["c"], &["d"], &["e"], &["f", "2>&1", "g"]]);
        assert_eq!(split("a \\\n b \\\r\n c `\n d"), [["a", "b", "c", "d"]]);
    }

    #[test]
    fn quotes_join_and_comments_vanish() {
        assert_eq!(split("a 'b c' \"d \\\" e\"f # g 'h\nit's"), [&["a", "b c", "d \\\" ef"][..], &["it's"]]);
        assert_eq!(split("a b#c"), [["a", "b#c"]]);
    }

    #[test]
    fn expansions_stay_whole() {
        assert_eq!(split("$(X) ${Y z} ${{ a b }} {{ c d }} $e"), [["$(X)", "${Y z}", "${{ a b }}", "{{ c d }}", "$e"]]);
        assert_eq!(split("x=$(a b) c"), [&["x="][..], &["a", "b"], &["c"]]);
    }
}

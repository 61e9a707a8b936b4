//! The regex crate's syntax, as far as the catalogue's patterns use it.

use super::{Literals, Part, SPELLINGS, Sequence};

/// What the pattern says of the texts that it matches; none where something in it is not known here.
pub(super) fn parse(pattern: &str) -> Option<Part> {
    let mut parser = Parser { rest: pattern.chars(), any_case: false };
    let whole = parser.alternatives()?;
    // A parenthesis that nothing opened is no pattern.
    parser.rest.next().is_none().then_some(whole)
}

/// `None`: something that it does not know.
struct Parser<'a> {
    rest: std::str::Chars<'a>,
    any_case: bool,
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.clone().next()
    }

    fn take(&mut self, expected: char) -> bool {
        let is_next = self.peek() == Some(expected);
        if is_next {
            self.rest.next();
        }
        is_next
    }

    /// Up to the end or a closing parenthesis.
    fn alternatives(&mut self) -> Option<Part> {
        let any_case = self.any_case;
        let mut branches = vec![self.sequence()?];
        while self.take('|') {
            branches.push(self.sequence()?);
        }
        // A flag holds to the end of its group.
        self.any_case = any_case;
        Some(if branches.len() == 1 { branches.pop()? } else { Part::any(branches) })
    }

    fn sequence(&mut self) -> Option<Part> {
        let mut sequence = Sequence::new();
        while let Some(next) = self.peek() {
            if matches!(next, '|' | ')') {
                break;
            }
            if let Some(c) = self.plain() {
                sequence.push_text(c.to_ascii_lowercase().encode_utf8(&mut [0; 4]).as_bytes());
                continue;
            }
            let part = self.one()?;
            sequence.push(self.repeated(part)?);
        }
        Some(sequence.finish())
    }

    /// The next character, where it stands for itself and once: most do.
    fn plain(&mut self) -> Option<char> {
        let mut rest = self.rest.clone();
        let is_plain = |c: char| c.is_ascii() && !r"()[].^$\|*+?{".contains(c);
        let c = rest.next().filter(|c| is_plain(*c))?;
        let is_once = rest.clone().next().is_none_or(|next| !matches!(next, '*' | '+' | '?' | '{'));
        is_once.then(|| self.rest = rest)?;
        Some(c)
    }

    fn one(&mut self) -> Option<Part> {
        Some(match self.rest.next()? {
            '(' => return self.group(),
            '[' => self.class()?,
            '.' => Part::default(),
            '^' | '$' => Part::empty(),
            '\\' => self.escape()?,
            c => self.char(c),
        })
    }

    fn char(&self, c: char) -> Part {
        if self.any_case && !c.is_ascii() && c.is_alphabetic() {
            return Part::default();
        }
        Part::of(vec![c.to_ascii_lowercase().to_string().into_bytes()])
    }

    fn group(&mut self) -> Option<Part> {
        let any_case = self.any_case;
        if self.take('?') {
            let mut to = true;
            loop {
                match self.rest.next()? {
                    'i' => self.any_case = to,
                    '-' => to = false,
                    ':' => break,
                    // For what follows.
                    ')' => return Some(Part::empty()),
                    _ => return None,
                }
            }
        }
        let inner = self.alternatives()?;
        self.any_case = any_case;
        self.take(')').then_some(inner)
    }

    fn escape(&mut self) -> Option<Part> {
        Some(match self.rest.next()? {
            'b' | 'B' | 'A' | 'z' => Part::empty(),
            'd' | 'D' | 's' | 'S' | 'w' | 'W' => Part::default(),
            't' => self.char('\t'),
            'n' => self.char('\n'),
            'r' => self.char('\r'),
            'x' => {
                let code: String = [self.rest.next()?, self.rest.next()?].into_iter().collect();
                self.char(u8::from_str_radix(&code, 16).ok()?.into())
            }
            c if c.is_ascii_punctuation() || c == ' ' => self.char(c),
            _ => return None,
        })
    }

    /// A class is known where it names a few characters one by one.
    fn class(&mut self) -> Option<Part> {
        let is_negated = self.take('^');
        let mut texts: Literals = Vec::new();
        let mut is_known = !is_negated;
        let mut is_first = true;
        loop {
            let c = self.rest.next()?;
            let part = match c {
                ']' if !is_first => break,
                // A class of its own, or one by name.
                '[' => return None,
                '\\' => self.escape()?,
                _ => self.char(c),
            };
            is_first = false;
            if self.peek() == Some('-') && !self.rest.as_str().starts_with("-]") {
                self.rest.next();
                if self.rest.next()? == '\\' {
                    self.escape()?;
                }
                is_known = false;
            }
            is_known &= part.is.is_some();
            texts.extend(part.is.unwrap_or_default());
        }
        texts.sort();
        texts.dedup();
        Some(if is_known && texts.len() <= SPELLINGS { Part::of(texts) } else { Part::default() })
    }

    /// What the part says where it is repeated as the next characters tell.
    fn repeated(&mut self, part: Part) -> Option<Part> {
        let (least, most) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                let (inside, _) = self.rest.as_str()[1..].split_once('}')?;
                let (least, most) = inside.split_once(',').unwrap_or((inside, inside));
                self.rest = self.rest.as_str()[1 + inside.len()..].chars();
                (least.trim().parse().ok()?, most.trim().parse().ok())
            }
            _ => return Some(part),
        };
        self.rest.next();
        // As few as possible, or as many.
        self.take('?');
        let mut is = part.is.filter(|texts| least == 0 && most == Some(1) && texts.len() < SPELLINGS);
        if let Some(texts) = &mut is {
            texts.push(Vec::new());
        }
        let repeated = Part { is, has: part.has.filter(|_| least > 0) };
        // What may be repeated further is repeated as a whole.
        self.repeated(repeated)
    }
}

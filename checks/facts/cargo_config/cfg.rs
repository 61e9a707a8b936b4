//! `cfg(..)` expressions as table names (cargo `crates/cargo-platform/src/cfg.rs`).

use std::{collections::BTreeSet, iter::Peekable, str::CharIndices};

/// One `cfg` value of a target, or of an expression.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cfg {
    Name(String),
    Pair(String, String),
}

/// What an expression asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CfgExpression {
    Not(Box<CfgExpression>),
    All(Vec<CfgExpression>),
    Any(Vec<CfgExpression>),
    Value(Cfg),
    True,
    False,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token<'a> {
    Open,
    Close,
    Comma,
    Equals,
    Text(&'a str),
    Name { raw: bool, name: &'a str },
    Wrong,
}

impl Cfg {
    /// A line of `rustc --print cfg`.
    pub fn parse(line: &str) -> Option<Self> {
        let mut parser = Parser::new(line);
        let cfg = parser.cfg()?;
        parser.at_end().then_some(cfg)
    }
}

impl CfgExpression {
    /// The expression of a table's name `cfg(..)`. None: the name is no such expression, so it never matches.
    pub fn of_table(name: &str) -> Option<Self> {
        Self::parse(name.strip_prefix("cfg(")?.strip_suffix(')')?)
    }

    /// What stands between the parentheses.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parser = Parser::new(text);
        let expression = parser.expression()?;
        parser.at_end().then_some(expression)
    }

    /// The value, where it follows from what `known` says of single ones: whether each is set, or nothing.
    pub fn decide(&self, known: &impl Fn(&Cfg) -> Option<bool>) -> Option<bool> {
        // `end` of one part is the value of the whole; else the whole is known if each part is.
        let list = |inner: &[Self], end: bool| {
            let mut values = inner.iter().map(|each| each.decide(known)).collect::<Vec<_>>().into_iter();
            if values.clone().any(|value| value == Some(end)) {
                Some(end)
            } else {
                values.try_fold(!end, |_, value| value)
            }
        };
        match self {
            Self::Not(inner) => inner.decide(known).map(|value| !value),
            Self::All(inner) => list(inner, false),
            Self::Any(inner) => list(inner, true),
            Self::Value(value) => known(value),
            Self::True => Some(true),
            Self::False => Some(false),
        }
    }

    pub fn matches(&self, cfg: &BTreeSet<Cfg>) -> bool {
        match self {
            Self::Not(inner) => !inner.matches(cfg),
            Self::All(inner) => inner.iter().all(|each| each.matches(cfg)),
            Self::Any(inner) => inner.iter().any(|each| each.matches(cfg)),
            Self::Value(value) => cfg.contains(value),
            Self::True => true,
            Self::False => false,
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    rest: Peekable<CharIndices<'a>>,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, rest: text.char_indices().peekable() }
    }

    fn at_end(&mut self) -> bool {
        self.rest.all(|(_, c)| c == ' ')
    }

    fn peek(&self) -> Option<Token<'a>> {
        Self { text: self.text, rest: self.rest.clone() }.token()
    }

    fn take(&mut self, token: &Token<'_>) -> bool {
        let there = self.peek().as_ref() == Some(token);
        if there {
            self.token();
        }
        there
    }

    fn expression(&mut self) -> Option<CfgExpression> {
        match self.peek()? {
            Token::Name { raw: false, name: name @ ("all" | "any") } => {
                self.token();
                let inner = self.list()?;
                Some(if name == "all" { CfgExpression::All(inner) } else { CfgExpression::Any(inner) })
            }
            Token::Name { raw: false, name: "not" } => {
                self.token();
                let inner = self.take(&Token::Open).then(|| self.expression())??;
                self.take(&Token::Close).then(|| CfgExpression::Not(Box::new(inner)))
            }
            Token::Open
            | Token::Close
            | Token::Comma
            | Token::Equals
            | Token::Text(_)
            | Token::Name { .. }
            | Token::Wrong => Some(match self.cfg()? {
                Cfg::Name(name) if name == "true" => CfgExpression::True,
                Cfg::Name(name) if name == "false" => CfgExpression::False,
                value => CfgExpression::Value(value),
            }),
        }
    }

    fn list(&mut self) -> Option<Vec<CfgExpression>> {
        if !self.take(&Token::Open) {
            return None;
        }
        let mut inner = Vec::new();
        while !self.take(&Token::Close) {
            inner.push(self.expression()?);
            if !self.take(&Token::Comma) {
                return self.take(&Token::Close).then_some(inner);
            }
        }
        Some(inner)
    }

    fn cfg(&mut self) -> Option<Cfg> {
        let Some(Token::Name { name, .. }) = self.token() else { return None };
        if !self.take(&Token::Equals) {
            return Some(Cfg::Name(name.to_owned()));
        }
        let Some(Token::Text(value)) = self.token() else { return None };
        Some(Cfg::Pair(name.to_owned(), value.to_owned()))
    }

    fn token(&mut self) -> Option<Token<'a>> {
        let (start, c) = self.rest.find(|(_, c)| *c != ' ')?;
        Some(match c {
            '(' => Token::Open,
            ')' => Token::Close,
            ',' => Token::Comma,
            '=' => Token::Equals,
            '"' => match self.rest.find(|(_, c)| *c == '"') {
                Some((end, _)) => Token::Text(&self.text[start + 1..end]),
                None => Token::Wrong,
            },
            'r' if matches!(self.rest.peek(), Some((_, '#'))) => {
                self.rest.next();
                match self.rest.next() {
                    Some((start, c)) if starts_name(c) => self.name(start, true),
                    Some(_) | None => Token::Wrong,
                }
            }
            c if starts_name(c) => self.name(start, false),
            _ => Token::Wrong,
        })
    }

    fn name(&mut self, start: usize, raw: bool) -> Token<'a> {
        while self.rest.next_if(|(_, c)| starts_name(*c) || c.is_ascii_digit()).is_some() {}
        let end = self.rest.peek().map_or(self.text.len(), |(end, _)| *end);
        Token::Name { raw, name: &self.text[start..end] }
    }
}

fn starts_name(c: char) -> bool {
    c == '_' || c.is_ascii_alphabetic()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn linux() -> BTreeSet<Cfg> {
        ["unix", "target_os=\"linux\"", "target_arch=\"aarch64\"", "target_feature=\"neon\""]
            .into_iter()
            .filter_map(Cfg::parse)
            .collect()
    }

    #[test]
    fn expressions_match_as_cargo_has_it() {
        for (name, expected) in [
            ("cfg(unix)", true),
            ("cfg( unix )", true),
            ("cfg(windows)", false),
            ("cfg(not(windows))", true),
            ("cfg(all())", true),
            ("cfg(any())", false),
            ("cfg(all(unix, target_os = \"linux\",))", true),
            ("cfg(any(windows, target_arch = \"aarch64\"))", true),
            ("cfg(true)", true),
            ("cfg(false)", false),
            ("cfg(r#unix)", true),
            ("cfg(r#true)", true),
            ("cfg(target_os = \"linux \")", false),
            ("cfg(not(all(unix, not(windows))))", false),
        ] {
            let expression = CfgExpression::of_table(name).unwrap_or_else(|| panic!("{name} is an expression"));
            assert_eq!(expression.matches(&linux()), expected, "{name}");
        }
    }

    #[test]
    fn an_expression_is_decided_where_what_is_known_is_enough() {
        let known = |cfg: &Cfg| match cfg {
            Cfg::Name(name) if name == "own" => None,
            Cfg::Pair(key, _) if key == "target_feature" => None,
            value => Some(linux().contains(value)),
        };
        for (name, expected) in [
            ("cfg(unix)", Some(true)),
            ("cfg(own)", None),
            ("cfg(not(own))", None),
            ("cfg(all())", Some(true)),
            ("cfg(any())", Some(false)),
            ("cfg(all(unix, own))", None),
            ("cfg(all(own, windows))", Some(false)),
            ("cfg(any(own, unix))", Some(true)),
            ("cfg(any(own, windows))", None),
            ("cfg(all(unix, not(target_os = \"macos\")))", Some(true)),
            ("cfg(not(any(windows, target_feature = \"neon\")))", None),
        ] {
            let expression = CfgExpression::of_table(name).unwrap_or_else(|| panic!("{name} is an expression"));
            assert_eq!(expression.decide(&known), expected, "{name}");
        }
    }

    #[test]
    fn what_is_no_expression_never_matches() {
        for name in [
            "cfg(unix",
            "cfg (unix)",
            "cfg()",
            "cfg(unix windows)",
            "cfg(target_os = linux)",
            "cfg(not())",
            "cfg(all(unix)",
            "cfg(a,b)",
            "cfg(\tunix)",
            "cfg(not unix)",
            "cfg(x = \"y)",
            "cfg(r#1)",
            "unix",
        ] {
            assert_eq!(CfgExpression::of_table(name), None, "{name}");
        }
    }
}

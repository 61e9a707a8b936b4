//! Workflows as trees, in the order in which they are written.

use saphyr_parser::{Event, Parser};

use crate::read;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Yaml {
    Word(String),
    List(Vec<Yaml>),
    Map(Vec<(String, Yaml)>),
}

impl Yaml {
    /// Of a file of this repository; a mistake in its form ends the test.
    pub(crate) fn of(path: &str) -> Self {
        let text = read(path);
        let mut events = Parser::new_from_str(&text).map(|event| match event {
            Ok((event, _)) => event,
            Err(error) => panic!("{path}: {error}"),
        });
        while let Some(event) = events.next() {
            if let Event::DocumentStart(_) = event {
                let first = events.next().expect("a document has a root");
                return Self::from(first, &mut events);
            }
        }
        panic!("{path}: it is empty")
    }

    fn from<'a>(event: Event<'a>, rest: &mut impl Iterator<Item = Event<'a>>) -> Self {
        match event {
            Event::Scalar(word, ..) => Self::Word(word.into_owned()),
            Event::SequenceStart(..) => {
                let mut list = Vec::new();
                loop {
                    match rest.next().expect("a list ends") {
                        Event::SequenceEnd => return Self::List(list),
                        item => list.push(Self::from(item, rest)),
                    }
                }
            }
            Event::MappingStart(..) => {
                let mut map = Vec::new();
                loop {
                    match rest.next().expect("a map ends") {
                        Event::MappingEnd => return Self::Map(map),
                        Event::Scalar(key, ..) => {
                            let value = rest.next().expect("a key has a value");
                            map.push((key.into_owned(), Self::from(value, rest)));
                        }
                        other => panic!("{other:?} as a key"),
                    }
                }
            }
            other => panic!("{other:?} has no place in a workflow"),
        }
    }

    pub(crate) fn find(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find_map(|(name, value)| (name == key).then_some(value))
    }

    /// Of a word: its text.
    pub(crate) fn word(&self) -> &str {
        match self {
            Self::Word(word) => word,
            Self::List(_) | Self::Map(_) => panic!("{self:?} is no word"),
        }
    }

    /// Of a list: its items.
    pub(crate) fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            Self::Word(_) | Self::Map(_) => panic!("{self:?} is no list"),
        }
    }

    /// Of a map: what it holds.
    pub(crate) fn entries(&self) -> &[(String, Self)] {
        match self {
            Self::Map(entries) => entries,
            Self::Word(_) | Self::List(_) => panic!("{self:?} is no map"),
        }
    }
}

impl std::ops::Index<&str> for Yaml {
    type Output = Self;

    fn index(&self, key: &str) -> &Self {
        self.find(key).unwrap_or_else(|| panic!("{self:?} has no `{key}`"))
    }
}

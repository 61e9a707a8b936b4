//! YAML, and with it JSON, with the place of each word.

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::{
    spot::{Lines, without_bom},
    toml::Broken,
};

/// How deep a document may nest before it is not read: far beyond what people write.
const DEPTH: usize = 128;

#[derive(Debug)]
pub(crate) enum Yaml {
    Scalar(Scalar),
    List(Vec<Yaml>),
    /// In the order of the file; an alias is an empty scalar.
    Map(Vec<(Scalar, Yaml)>),
}

#[derive(Debug, Default)]
pub(crate) struct Scalar {
    pub(crate) value: String,
    /// Where the text of the scalar stands in the document, without quotes and without the `|` or `>` of a block.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Its line breaks are blanks: `>`, and plain or quoted text over several lines.
    pub(crate) folded: bool,
}

/// A document and its text.
pub(crate) struct Document<'a> {
    pub(crate) text: &'a str,
    pub(crate) lines: Lines<'a>,
    pub(crate) root: Yaml,
}

impl Yaml {
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|(name, _)| name.value == key).map(|(_, value)| value)
    }

    pub(crate) fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |yaml, key| yaml.get(key))
    }

    pub(crate) fn entries(&self) -> &[(Scalar, Self)] {
        match self {
            Self::Map(entries) => entries,
            Self::Scalar(_) | Self::List(_) => &[],
        }
    }

    pub(crate) fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            Self::Scalar(_) | Self::Map(_) => &[],
        }
    }

    pub(crate) fn scalar(&self) -> Option<&Scalar> {
        match self {
            Self::Scalar(scalar) => Some(scalar),
            Self::List(_) | Self::Map(_) => None,
        }
    }

    /// Every scalar value below, keys not among them.
    pub(crate) fn scalars(&self) -> Vec<&Scalar> {
        match self {
            Self::Scalar(scalar) => vec![scalar],
            Self::List(items) => items.iter().flat_map(Self::scalars).collect(),
            Self::Map(entries) => entries.iter().flat_map(|(_, value)| value.scalars()).collect(),
        }
    }
}

impl<'a> Document<'a> {
    /// Why the text is no YAML, and where; none where it is some.
    pub(crate) fn broken(text: &str) -> Option<Broken> {
        let text = without_bom(text);
        let mut parser = Parser::new_from_str(text);
        loop {
            match parser.next_event()? {
                Ok((Event::StreamEnd, _)) => return None,
                Ok(_) => {}
                Err(error) => {
                    let (line, column) = (error.marker().line(), error.marker().col() + 1);
                    let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
                    let message = error.info().to_owned();
                    return Some(Broken { line: number(line), column: number(column), message });
                }
            }
        }
    }

    /// The first document of the text; none where it is no YAML.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let text = without_bom(text);
        let mut reader = Reader { text, parser: Parser::new_from_str(text), offsets: Offsets::new(text) };
        loop {
            match reader.parser.next_event()?.ok()? {
                (Event::StreamStart | Event::DocumentStart(_), _) => {}
                (event, span) => {
                    let root = reader.node(event, span, 0)?;
                    return Some(Self { text, lines: Lines::new(text), root });
                }
            }
        }
    }
}

/// From the parser's count of characters to bytes.
struct Offsets(Option<Vec<usize>>);

impl Offsets {
    fn new(text: &str) -> Self {
        Self((!text.is_ascii()).then(|| text.char_indices().map(|(at, _)| at).chain([text.len()]).collect()))
    }

    fn byte(&self, index: usize, length: usize) -> usize {
        self.0.as_ref().map_or(index, |offsets| offsets.get(index).copied().unwrap_or(length)).min(length)
    }
}

struct Reader<'a> {
    text: &'a str,
    parser: Parser<'a, saphyr_parser::StrInput<'a>>,
    offsets: Offsets,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<(Event<'a>, Span)> {
        self.parser.next_event()?.ok()
    }

    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Option<Yaml> {
        if depth > DEPTH {
            return None;
        }
        match event {
            Event::Scalar(value, style, ..) => Some(Yaml::Scalar(self.scalar(value.into_owned(), style, span))),
            Event::Alias(_) => Some(Yaml::Scalar(Scalar::default())),
            Event::SequenceStart(..) => {
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, _) => return Some(Yaml::List(items)),
                        (event, span) => items.push(self.node(event, span, depth + 1)?),
                    }
                }
            }
            Event::MappingStart(..) => {
                let mut entries = Vec::new();
                loop {
                    let key = match self.next()? {
                        (Event::MappingEnd, _) => return Some(Yaml::Map(entries)),
                        (event, span) => self.node(event, span, depth + 1)?,
                    };
                    let (event, span) = self.next()?;
                    let value = self.node(event, span, depth + 1)?;
                    if let Yaml::Scalar(key) = key {
                        entries.push((key, value));
                    }
                }
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd
            | Event::SequenceEnd
            | Event::MappingEnd => None,
        }
    }

    fn scalar(&self, value: String, style: ScalarStyle, span: Span) -> Scalar {
        let byte = |index| self.offsets.byte(index, self.text.len());
        let (mut start, mut end) = (byte(span.start.index()), byte(span.end.index()));
        match style {
            ScalarStyle::Plain => {}
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                // The parser's span takes blanks behind the quote in.
                let quoted = self.text[start..end].trim_end();
                (start, end) = (start + 1, (start + quoted.len()).saturating_sub(1));
            }
            // The span begins with the first line's text, behind its indentation.
            ScalarStyle::Literal | ScalarStyle::Folded => {}
        }
        Scalar { value, start, end: end.max(start), folded: style != ScalarStyle::Literal }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<(String, String)> {
        let document = Document::parse(text).expect("YAML");
        let scalars = document.root.scalars().into_iter();
        scalars.map(|scalar| (scalar.value.clone(), document.text[scalar.start..scalar.end].to_owned())).collect()
    }

    #[test]
    fn scalars_stand_where_their_text_stands() {
        let text =
            "a: x\nb: [ 'y', \"z\" ]\nc:\n  - ä: ö\n  - run: |\n      one\n      two\n  - >-\n    three\n    four\n";
        assert_eq!(
            texts(text),
            [
                ("x", "x"),
                ("y", "y"),
                ("z", "z"),
                ("ö", "ö"),
                ("one\ntwo\n", "one\n      two\n  "),
                ("three four", "three\n    four\n"),
            ]
            .map(|(value, text)| (value.to_owned(), text.to_owned()))
        );
    }

    #[test]
    fn json_is_yaml_with_tabs_and_crlf_too() {
        let text = "{\r\n\t\"napi\": {\r\n\t\t\"targets\": [\r\n\t\t\t\"a-b\"\r\n\t\t]\r\n\t}\r\n}\r\n";
        assert_eq!(texts(text), [("a-b".to_owned(), "a-b".to_owned())]);
    }

    #[test]
    fn what_is_no_yaml_is_not_read() {
        for text in ["a: [", "a: b: c", "\t- x: 'y", &"[".repeat(100_000)] {
            assert!(Document::parse(text).is_none(), "{text:.20}");
        }
        assert!(Document::parse("").is_none_or(|document| document.root.scalars().len() <= 1));
    }
}

//! TOML with the place of each word.

use toml_edit::{Document, Item, TableLike, Value};

use super::spot::{Lines, Spot, without_bom};

pub(crate) struct Toml<'a> {
    document: Document<&'a str>,
    lines: Lines<'a>,
    text: &'a str,
}

/// Text that is no TOML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Broken {
    pub(crate) line: u32,
    pub(crate) column: u32,
    pub(crate) message: String,
}

impl<'a> Toml<'a> {
    pub(crate) fn parse(text: &'a str) -> Result<Self, Broken> {
        let text = without_bom(text);
        let lines = Lines::new(text);
        match Document::parse(text) {
            Ok(document) => Ok(Self { document, lines, text }),
            Err(error) => {
                let Spot { line, column, .. } = lines.spot(error.span().map_or(text.len(), |span| span.start), "");
                Err(Broken { line, column, message: error.message().trim().replace('\n', ", ") })
            }
        }
    }

    pub(crate) fn root(&self) -> &Item {
        self.document.as_item()
    }

    pub(crate) fn item(&self, path: &[&str]) -> Option<&Item> {
        path.iter().try_fold(self.root(), |item, key| item.get(key))
    }

    /// The string at `path`, or each string of the list there.
    pub(crate) fn words(&self, path: &[&str]) -> Vec<Spot> {
        self.item(path).map(|item| self.words_of(item)).unwrap_or_default()
    }

    /// The string, or each string of the list.
    pub(crate) fn words_of(&self, item: &Item) -> Vec<Spot> {
        match item.as_value() {
            Some(value @ Value::String(_)) => self.word(value).into_iter().collect(),
            Some(Value::Array(list)) => list.iter().filter_map(|value| self.word(value)).collect(),
            Some(_) | None => Vec::new(),
        }
    }

    pub(crate) fn word(&self, value: &Value) -> Option<Spot> {
        let written = value.as_str()?;
        Some(self.lines.spot(self.start(value)?, written))
    }

    /// Where the text of a string begins, behind its quotes.
    pub(crate) fn start(&self, value: &Value) -> Option<usize> {
        let span = value.span()?;
        let inside = self.text[span.clone()].find(value.as_str()?)?;
        Some(span.start + inside)
    }

    pub(crate) fn lines(&self) -> &Lines<'a> {
        &self.lines
    }

    /// Where the item, or the key it stands at, begins.
    pub(crate) fn place(&self, offset: Option<usize>) -> Spot {
        self.lines.spot(offset.unwrap_or(0), "")
    }

    /// The keys of the table at `path`, each with its item.
    pub(crate) fn keys(&self, path: &[&str]) -> Vec<(Spot, &Item)> {
        self.item(path).and_then(Item::as_table_like).map(|table| self.keys_of(table)).unwrap_or_default()
    }

    pub(crate) fn keys_of<'t>(&self, table: &'t dyn TableLike) -> Vec<(Spot, &'t Item)> {
        table
            .iter()
            .filter_map(|(name, _)| {
                let (key, item) = table.get_key_value(name)?;
                let span = key.span()?;
                let inside = self.text[span.clone()].find(name).unwrap_or(0);
                Some((self.lines.spot(span.start + inside, name), item))
            })
            .collect()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// `(written, line, column)` of each.
    pub(crate) fn places(spots: &[Spot]) -> Vec<(&str, u32, u32)> {
        spots.iter().map(|spot| (spot.written.as_str(), spot.line, spot.column)).collect()
    }

    #[test]
    fn words_stand_behind_their_quotes() {
        let text = "\u{feff}a = 'x' # y\r\n[t]\r\nb = [ \"p\",\r\n  '''q''' ]\r\n";
        let toml = Toml::parse(text).expect("TOML");
        assert_eq!(places(&toml.words(&["a"])), [("x", 1, 6)]);
        assert_eq!(places(&toml.words(&["t", "b"])), [("p", 3, 8), ("q", 4, 6)]);
    }

    #[test]
    fn keys_stand_where_they_are_written() {
        let toml = Toml::parse("[target.'a.b']\nx=1\n[target]\nc.d = 1\n").expect("TOML");
        let keys: Vec<_> = toml.keys(&["target"]).into_iter().map(|(spot, _)| spot).collect();
        assert_eq!(places(&keys), [("a.b", 1, 10), ("c", 4, 1)]);
    }

    #[test]
    fn broken_text_has_its_place() {
        let Err(broken) = Toml::parse("a = 1\nb = \n") else { panic!("no TOML") };
        assert_eq!((broken.line, broken.column), (2, 5));
    }
}

//! From a policy's text to its meaning, or to the first mistake and its place.

use toml_edit::{Item, TableLike, Value};

use super::{
    accept::{self, Acceptance},
    range::Range,
    targets::{self, Entry},
};
use crate::wanted::{
    spot::Spot,
    toml::{Broken, Toml},
};

/// What the text says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    pub targets: Vec<Entry>,
    pub require: Vec<Requirement>,
    pub accept: Vec<Acceptance>,
}

/// A version that a tool must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    pub tool: Tool,
    pub range: Range,
    /// From 1.
    pub line: u32,
}

/// The tools whose versions a policy may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    Rustc,
    Ndk,
    Zig,
    Xcode,
    Cross,
}

impl Tool {
    pub const ALL: [Self; 5] = [Self::Rustc, Self::Ndk, Self::Zig, Self::Xcode, Self::Cross];

    /// In a sentence.
    pub fn told(self) -> &'static str {
        match self {
            Self::Rustc => "rustc",
            Self::Ndk => "the NDK",
            Self::Zig => "zig",
            Self::Xcode => "Xcode",
            Self::Cross => "cross",
        }
    }

    /// The key.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rustc => "rustc",
            Self::Ndk => "ndk",
            Self::Zig => "zig",
            Self::Xcode => "xcode",
            Self::Cross => "cross",
        }
    }
}

/// Why a policy cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unusable {
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// A lowercase phrase.
    pub message: String,
}

pub(super) const KEYS: [&str; 3] = ["targets", "require", "accept"];

/// Reads the table at `path`, or says what is wrong with it first.
pub fn read(text: &str, path: &[&str]) -> Result<Said, Unusable> {
    let toml = Toml::parse(text).map_err(|Broken { line, column, message }| Unusable {
        line,
        column,
        message: format!("not TOML: {message}"),
    })?;
    let mut said = Said::default();
    for (key, item) in toml.keys(path) {
        match key.written.as_str() {
            "targets" => said.targets = targets::targets(&toml, &key, item)?,
            "require" => said.require = requirements(&toml, &key, item)?,
            "accept" => said.accept = accept::acceptances(&toml, &key, item)?,
            _ => return Err(unknown_key(&key, "a policy", &KEYS)),
        }
    }
    Ok(said)
}

fn requirements(toml: &Toml<'_>, key: &Spot, item: &Item) -> Result<Vec<Requirement>, Unusable> {
    let table = table(key, item)?;
    let known = Tool::ALL.map(Tool::name);
    let one = |(key, item): (Spot, &Item)| {
        let Some(named) = Tool::ALL.into_iter().find(|one| one.name() == key.written) else {
            return Err(unknown_key(&key, "`require`", &known));
        };
        let spot = word(toml, item, &key)?;
        let range = Range::parse(&spot.written).ok_or_else(|| {
            at(&spot, format!("`{}` is no range of versions such as `1.85`, `>=27, <29` or `0.15.*`", spot.written))
        })?;
        Ok(Requirement { tool: named, range, line: spot.line })
    };
    toml.keys_of(table).into_iter().map(one).collect()
}

pub(super) fn table<'t>(key: &Spot, item: &'t Item) -> Result<&'t dyn TableLike, Unusable> {
    item.as_table_like().ok_or_else(|| at(key, format!("`{}` is {}, not a table", key.written, a(item.type_name()))))
}

/// The string at a key, where it stands.
pub(super) fn word(toml: &Toml<'_>, item: &Item, key: &Spot) -> Result<Spot, Unusable> {
    match item.as_value() {
        Some(value) => string(toml, value, key),
        None => Err(at(key, format!("`{}` is {}, not a string", key.written, a(item.type_name())))),
    }
}

/// The string, where it stands.
pub(super) fn string(toml: &Toml<'_>, value: &Value, key: &Spot) -> Result<Spot, Unusable> {
    if let Some(spot) = toml.word(value) {
        return Ok(spot);
    }
    let place = toml.place(value.span().map(|span| span.start));
    match value.as_str() {
        // Written with escapes, it has no place inside its quotes.
        Some(written) => Ok(Spot { written: written.to_owned(), ..place }),
        None => {
            Err(at(&place, format!("`{}` has a value that is no string but {}", key.written, a(value.type_name()))))
        }
    }
}

/// A key that is none of `known`, with the nearest of them.
pub(super) fn unknown_key(key: &Spot, of: &str, known: &[&str]) -> Unusable {
    let meant = nearest(&key.written, known);
    let meant = meant.map_or_else(|| "there are ".to_owned(), |meant| format!("did you mean `{meant}`? There are "));
    let known = known.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
    let of = if of == "a policy" { String::new() } else { format!(" of {of}") };
    at(key, format!("unknown key `{}`{of}: {meant}{known}", key.written))
}

/// The candidate that a word is most likely meant to be: a third of its letters may differ.
pub(super) fn nearest<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).max(1);
    let distance = |candidate: &&'a str| strsim::osa_distance(word, candidate);
    candidates.iter().copied().filter(|candidate| distance(candidate) <= limit).min_by_key(distance)
}

pub(super) fn at(spot: &Spot, message: String) -> Unusable {
    Unusable { line: spot.line, column: spot.column, message }
}

/// The name of a type with its article.
pub(super) fn a(name: &str) -> String {
    let article = if name.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> (u32, u32, String) {
        let Unusable { line, column, message } = read(text, &[]).expect_err(text);
        (line, column, message)
    }

    #[test]
    fn required_versions_are_ranges() {
        let said = read("[require]\nrustc = '>=1.85'\nndk = \"27\"\n", &[]).expect("it can be read");
        let told: Vec<_> = said.require.iter().map(|one| (one.tool, one.range.to_string(), one.line)).collect();
        assert_eq!(told, [(Tool::Rustc, ">=1.85".to_owned(), 2), (Tool::Ndk, "27".to_owned(), 3)]);
    }

    #[test]
    fn a_policy_may_stand_inside_a_manifest() {
        let text = "[workspace]\n[workspace.metadata.xdoctor]\nrequire.zig = '0.15'\ntarget = []\n";
        let error = read(text, &["workspace", "metadata", "xdoctor"]).expect_err("a slip of the pen");
        assert_eq!((error.line, error.column), (4, 1));
        assert_eq!(read(text, &["workspace", "metadata", "other"]), Ok(Said::default()));
    }

    #[test]
    fn what_is_not_understood_has_its_place_and_the_nearest_key() {
        for (text, place, message) in [
            (
                "[require]\nrust = '1'",
                (2, 1),
                "unknown key `rust` of `require`: did you mean `rustc`? There are `rustc`, `ndk`, `zig`, `xcode`, `cross`",
            ),
            (
                "[require]\ngcc = '1'",
                (2, 1),
                "unknown key `gcc` of `require`: there are `rustc`, `ndk`, `zig`, `xcode`, `cross`",
            ),
            ("require = 3", (1, 1), "`require` is an integer, not a table"),
            ("require.rustc = 1.85", (1, 17), "`rustc` has a value that is no string but a float"),
            ("require.rustc = 'new'", (1, 18), "`new` is no range of versions such as `1.85`, `>=27, <29` or `0.15.*`"),
            ("[require.rustc]\n", (1, 10), "`rustc` is a table, not a string"),
            (
                "requires = {}",
                (1, 1),
                "unknown key `requires`: did you mean `require`? There are `targets`, `require`, `accept`",
            ),
        ] {
            assert_eq!(refused(text), (place.0, place.1, message.to_owned()), "{text}");
        }
        assert!(refused("targets = [").2.starts_with("not TOML: "));
    }
}

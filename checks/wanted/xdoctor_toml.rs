//! `xdoctor.toml`: what the project says to xdoctor itself.
//!
//! ```toml
//! # The targets the project ships for: all of them are required.
//! targets = ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-musl"]
//! ```
//!
//! Or, where the likeliest way to reach one of them is not the project's:
//!
//! ```toml
//! [targets.x86_64-unknown-linux-gnu]
//! [targets.aarch64-apple-darwin]
//! route = "zig"
//! [targets.aarch64-unknown-linux-gnu]
//! route = "zig"
//! glibc = "2.17"
//! ```
//!
//! `targets` is a list or a table, not both: TOML has one value at a key. In the table each target has its own table,
//! which may be empty. It is read from where the user stands upwards, the nearest one only. What is not understood is an
//! error of usage, since it is xdoctor's own input.

use toml_edit::{Item, Value};

use super::{
    spot::{Spot, glibc, triples},
    toml::{Broken, Toml},
};
use crate::targets::Route;

/// The file as understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct XdoctorToml {
    pub targets: Vec<Entry>,
}

/// A target and what is said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub name: Spot,
    pub route: Option<Route>,
    /// The oldest glibc that it is to run with: cargo-zigbuild's suffix of the target, `2.17`.
    pub glibc: Option<String>,
}

/// Why it cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unusable {
    pub line: u32,
    pub column: u32,
    /// A lowercase phrase.
    pub message: String,
}

pub const FILE: &str = "xdoctor.toml";

/// Reads the text, or says what is wrong with it first.
pub fn parse(text: &str) -> Result<XdoctorToml, Unusable> {
    let toml = Toml::parse(text).map_err(|Broken { line, column, message }| Unusable {
        line,
        column,
        message: format!("not TOML: {message}"),
    })?;
    let mut read = XdoctorToml::default();
    for (key, item) in toml.keys(&[]) {
        match key.written.as_str() {
            "targets" => read.targets = targets(&toml, &key, item)?,
            other => return Err(at(&key, format!("unknown key `{other}`; it knows `targets`"))),
        }
    }
    Ok(read)
}

/// The names in `targets` where that is a list; none where it is a table or absent.
pub fn listed(text: &str) -> Option<Vec<String>> {
    let toml = Toml::parse(text).ok()?;
    let list = toml.item(&["targets"])?.as_array()?;
    Some(list.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

fn targets(toml: &Toml<'_>, key: &Spot, item: &Item) -> Result<Vec<Entry>, Unusable> {
    if let Some(list) = item.as_array() {
        return list.iter().map(|value| entry(word(toml, value, key)?, None, None)).collect();
    }
    let Some(table) = item.as_table_like() else {
        return Err(at(key, format!("`targets` is a {}, not a list or a table", item.type_name())));
    };
    let mut targets = Vec::new();
    for (name, item) in toml.keys_of(table) {
        // A dotted triple without quotes: `[targets.thumbv8m.main-none-eabi]`.
        let Some(settings) = item.as_table_like() else {
            return Err(at(&name, format!("`targets.{}` is a {}, not a table", name.written, item.type_name())));
        };
        let (mut route, mut glibc) = (None, None);
        let mut inner = Vec::new();
        for (key, item) in toml.keys_of(settings) {
            match (key.written.as_str(), item) {
                ("route", _) => route = Some(read_route(toml, &key, item)?),
                ("glibc", _) => glibc = Some(read_glibc(toml, &key, item)?),
                (rest, item) if rest.contains('-') && item.is_table_like() => inner.push((key, item)),
                (other, _) => {
                    return Err(at(&key, format!("unknown key `{other}` of a target; it knows `route` and `glibc`")));
                }
            }
        }
        if inner.is_empty() {
            targets.push(entry(name, route, glibc)?);
            continue;
        }
        let (key, _) = &inner[0];
        return Err(at(
            key,
            format!("a name with a dot needs quotes: `[targets.\"{}.{}\"]`", name.written, key.written),
        ));
    }
    Ok(targets)
}

fn read_route(toml: &Toml<'_>, key: &Spot, item: &Item) -> Result<Route, Unusable> {
    let value = item.as_value().ok_or_else(|| at(key, "`route` is no string".into()))?;
    let spot = word(toml, value, key)?;
    Route::parse(&spot.written).ok_or_else(|| {
        let known = Route::ALL.map(|route| format!("`{}`", route.name())).join(", ");
        at(&spot, format!("unknown route `{}`; there are {known}", spot.written))
    })
}

fn read_glibc(toml: &Toml<'_>, key: &Spot, item: &Item) -> Result<Spot, Unusable> {
    let value = item.as_value().ok_or_else(|| at(key, "`glibc` is no string".into()))?;
    let spot = word(toml, value, key)?;
    let is_version = spot.written.split('.').count() >= 2
        && spot.written.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    if is_version { Ok(spot) } else { Err(at(&spot, format!("`{}` is no version of glibc: `2.17`", spot.written))) }
}

/// A target by its name, which may carry cargo-zigbuild's glibc version. Nothing but zig builds for an older glibc.
fn entry(name: Spot, route: Option<Route>, version: Option<Spot>) -> Result<Entry, Unusable> {
    let name = triple(name)?;
    let suffix = glibc(&name.written).map(|(_, version)| version.to_owned());
    let place = version.clone().unwrap_or_else(|| name.clone());
    let glibc = version.map(|spot| spot.written).or(suffix);
    let route = match (&glibc, route) {
        (Some(_), None) => Some(Route::Zig),
        (Some(_), Some(other)) if other != Route::Zig => {
            let message = format!("an older glibc is for the route `zig`, not for `{}`", other.name());
            return Err(at(&place, message));
        }
        (Some(_) | None, route) => route,
    };
    Ok(Entry { name, route, glibc })
}

fn word(toml: &Toml<'_>, value: &Value, key: &Spot) -> Result<Spot, Unusable> {
    toml.word(value).ok_or_else(|| {
        let place = toml.place(value.span().map(|span| span.start));
        at(&place, format!("`{}` has a value that is no string: {}", key.written, value.type_name()))
    })
}

/// A word that can be a triple; whether it is one is for the rustc to say.
fn triple(spot: Spot) -> Result<Spot, Unusable> {
    if triples(&spot.written).is_empty() {
        return Err(at(&spot, format!("`{}` is no name of a target", spot.written)));
    }
    Ok(spot)
}

fn at(spot: &Spot, message: String) -> Unusable {
    Unusable { line: spot.line, column: spot.column, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Targets = Vec<(String, u32, Option<Route>)>;

    fn read(text: &str) -> Result<Targets, (u32, u32, String)> {
        match parse(text) {
            Ok(read) => {
                Ok(read.targets.into_iter().map(|entry| (entry.name.written, entry.name.line, entry.route)).collect())
            }
            Err(Unusable { line, column, message }) => Err((line, column, message)),
        }
    }

    #[test]
    fn a_list_or_a_table_names_targets() {
        assert_eq!(read(""), Ok(vec![]));
        assert_eq!(
            read("targets = [\n  'wasm32-wasip1', # yes\n  'x86_64-unknown-none'\n]\n"),
            Ok(vec![("wasm32-wasip1".into(), 2, None), ("x86_64-unknown-none".into(), 3, None)])
        );
        assert_eq!(
            read("[targets.aarch64-apple-darwin]\nroute = 'zig'\n[targets.'thumbv8m.main-none-eabi']\n"),
            Ok(vec![("aarch64-apple-darwin".into(), 1, Some(Route::Zig)), ("thumbv8m.main-none-eabi".into(), 3, None)])
        );
        assert_eq!(
            read("targets.x86_64-unknown-none.route = 'native'"),
            Ok(vec![("x86_64-unknown-none".into(), 1, Some(Route::Native))])
        );
    }

    #[test]
    fn an_older_glibc_is_zigs() {
        let floor = |text: &str| parse(text).map(|read| (read.targets[0].route, read.targets[0].glibc.clone()));
        let expected = Ok((Some(Route::Zig), Some("2.17".to_owned())));
        assert_eq!(floor("[targets.aarch64-unknown-linux-gnu]\nglibc = '2.17'\n"), expected);
        assert_eq!(floor("targets = ['aarch64-unknown-linux-gnu.2.17']\n"), expected);
        for text in ["[targets.a-b]\nroute = 'gcc'\nglibc = '2.17'\n", "[targets.a-b]\nglibc = 'old'\n"] {
            assert!(floor(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_not_understood_is_an_error_with_its_place() {
        for (text, line, column, message) in [
            ("target = []", 1, 1, "unknown key `target`; it knows `targets`"),
            ("targets = 'x'", 1, 1, "`targets` is a string, not a list or a table"),
            ("targets = ['a-b', 3]", 1, 19, "`targets` has a value that is no string: integer"),
            ("targets = ['$HOME']", 1, 13, "`$HOME` is no name of a target"),
            (
                "\n[targets.a-b]\nroute = 'magic'",
                3,
                10,
                "unknown route `magic`; there are `native`, `gcc`, `clang`, `zig`, `xwin`, `ndk`, `xcode`, `bundled`, `container`",
            ),
            ("[targets.a-b]\nrote = 'zig'", 2, 1, "unknown key `rote` of a target; it knows `route` and `glibc`"),
            ("[targets]\na-b = 1", 2, 1, "`targets.a-b` is a integer, not a table"),
            (
                "[targets.thumbv8m.main-none-eabi]",
                1,
                19,
                "a name with a dot needs quotes: `[targets.\"thumbv8m.main-none-eabi\"]`",
            ),
        ] {
            assert_eq!(read(text), Err((line, column, message.into())), "{text}");
        }
        assert!(read("targets = [").is_err_and(|(line, _, message)| line == 1 && message.starts_with("not TOML: ")));
    }
}

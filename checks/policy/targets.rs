//! `targets`: what the project ships for, and by which routes.
//!
//! A list or a table, not both: TOML has one value at a key. In the table each target has its own table, which may be
//! empty.

use toml_edit::{Item, Value};

use super::read::{Unusable, a, at, nearest, string, unknown_key, word};
use crate::{
    targets::Route,
    wanted::{
        spot::{Spot, glibc, triples},
        toml::Toml,
    },
};

/// A target and what is said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub name: Spot,
    pub route: Option<Route>,
    /// The oldest glibc that it is to run with: cargo-zigbuild's suffix of the target, `2.17`.
    pub glibc: Option<String>,
}

/// The names in `targets` below `path` where that is a list; none where it is a table or absent.
pub fn listed(text: &str, path: &[&str]) -> Option<Vec<String>> {
    let toml = Toml::parse(text).ok()?;
    let list = toml.item(&[path, &["targets"]].concat())?.as_array()?;
    Some(list.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

pub(super) fn targets(toml: &Toml<'_>, key: &Spot, item: &Item) -> Result<Vec<Entry>, Unusable> {
    if let Some(list) = item.as_array() {
        return list.iter().map(|value| entry(string(toml, value, key)?, None, None)).collect();
    }
    let Some(table) = item.as_table_like() else {
        return Err(at(key, format!("`targets` is {}, not a list or a table", a(item.type_name()))));
    };
    let mut targets = Vec::new();
    for (name, item) in toml.keys_of(table) {
        // A dotted triple without quotes: `[targets.thumbv8m.main-none-eabi]`.
        let Some(settings) = item.as_table_like() else {
            return Err(at(&name, format!("`targets.{}` is {}, not a table", name.written, a(item.type_name()))));
        };
        let (mut route, mut glibc) = (None, None);
        let mut inner = Vec::new();
        for (key, item) in toml.keys_of(settings) {
            match (key.written.as_str(), item) {
                ("route", item) => route = Some(read_route(toml, &key, item)?),
                ("glibc", item) => glibc = Some(read_glibc(toml, &key, item)?),
                (rest, item) if rest.contains('-') && item.is_table_like() => inner.push((key, item)),
                (_, _) => return Err(unknown_key(&key, "a target", &["route", "glibc"])),
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
    let spot = word(toml, item, key)?;
    Route::parse(&spot.written).ok_or_else(|| {
        let names = Route::ALL.map(Route::name);
        let meant = nearest(&spot.written, &names).map(|name| format!(": did you mean `{name}`?")).unwrap_or_default();
        let known = names.map(|name| format!("`{name}`")).join(", ");
        let there = if meant.is_empty() { "; there are" } else { " There are" };
        at(&spot, format!("unknown route `{}`{meant}{there} {known}", spot.written))
    })
}

fn read_glibc(toml: &Toml<'_>, key: &Spot, item: &Item) -> Result<Spot, Unusable> {
    let spot = word(toml, item, key)?;
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

/// A word that can be a triple; whether it is one is for the rustc to say.
pub(super) fn triple(spot: Spot) -> Result<Spot, Unusable> {
    if triples(&spot.written).is_empty() {
        return Err(at(&spot, format!("`{}` is no name of a target", spot.written)));
    }
    Ok(spot)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::read::read as policy;

    fn parse(text: &str) -> Result<Vec<Entry>, Unusable> {
        policy(text, &[]).map(|policy| policy.targets)
    }

    type Targets = Vec<(String, u32, Option<Route>)>;

    fn read(text: &str) -> Result<Targets, (u32, u32, String)> {
        match parse(text) {
            Ok(read) => Ok(read.into_iter().map(|entry| (entry.name.written, entry.name.line, entry.route)).collect()),
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
        let floor = |text: &str| parse(text).map(|read| (read[0].route, read[0].glibc.clone()));
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
            (
                "target = []",
                1,
                1,
                "unknown key `target`: did you mean `targets`? There are `targets`, `require`, `accept`",
            ),
            ("targets = 'x'", 1, 1, "`targets` is a string, not a list or a table"),
            ("targets = ['a-b', 3]", 1, 19, "`targets` has a value that is no string but an integer"),
            ("targets = ['$HOME']", 1, 13, "`$HOME` is no name of a target"),
            (
                "\n[targets.a-b]\nroute = 'magic'",
                3,
                10,
                "unknown route `magic`; there are `native`, `gcc`, `clang`, `zig`, `xwin`, `ndk`, `xcode`, `bundled`, `container`",
            ),
            (
                "[targets.a-b]\nroute = 'gc'",
                2,
                10,
                "unknown route `gc`: did you mean `gcc`? There are `native`, `gcc`, `clang`, `zig`, `xwin`, `ndk`, `xcode`, `bundled`, `container`",
            ),
            (
                "[targets.a-b]\nrote = 'zig'",
                2,
                1,
                "unknown key `rote` of a target: did you mean `route`? There are `route`, `glibc`",
            ),
            ("[targets]\na-b = 1", 2, 1, "`targets.a-b` is an integer, not a table"),
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

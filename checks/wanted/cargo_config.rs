//! One file of cargo's configuration: `build.target`, `[target.<triple>]` tables and `--target` in aliases.

use toml_edit::{Item, Value};

use super::{
    builders::built_by,
    shell,
    spot::{BuiltBy, Spot},
    toml::Toml,
};

/// What the file names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CargoConfigFile {
    pub(crate) build_target: BuildTarget,
    pub(crate) tables: Vec<Table>,
    pub(crate) aliases: Vec<Spot>,
    /// Files that it includes, as written.
    pub(crate) include: Vec<String>,
}

/// `build.target`. A list joins with those of other files, a string does not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum BuildTarget {
    #[default]
    None,
    One(Spot),
    Many(Vec<Spot>),
}

/// A `[target.<triple>]` table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) triple: Spot,
    /// cargo reads it. It splits the key at dots, so that a dotted triple in quotes is never found
    /// (cargo `src/context/target.rs`, `load_target_triple`).
    pub(crate) found: bool,
}

/// None where the text is no TOML, which a check of its own reports.
pub(crate) fn parse(text: &str) -> Option<CargoConfigFile> {
    let toml = Toml::parse(text).ok()?;
    let build_target = match toml.item(&["build", "target"]).and_then(Item::as_value) {
        Some(value @ Value::String(_)) => toml.word(value).map_or(BuildTarget::None, BuildTarget::One),
        Some(Value::Array(_)) => BuildTarget::Many(toml.words(&["build", "target"])),
        Some(_) | None => BuildTarget::None,
    };
    let mut aliases = Vec::new();
    for (_, item) in toml.keys(&["alias"]) {
        match item.as_value() {
            Some(value @ Value::String(text)) => {
                if let Some(start) = toml.start(value) {
                    aliases.extend(shell::cargo_arguments(text.value(), start, toml.lines()).settled());
                }
            }
            Some(Value::Array(list)) => aliases.extend(alias_list(&toml, list)),
            Some(_) | None => {}
        }
    }
    Some(CargoConfigFile { build_target, tables: tables(&toml), aliases, include: include(&toml) })
}

fn tables(toml: &Toml<'_>) -> Vec<Table> {
    let mut tables = Vec::new();
    for (key, item) in toml.keys(&["target"]) {
        if key.written.starts_with("cfg(") {
            continue;
        }
        let Some(table) = item.as_table_like() else { continue };
        // `[target.thumbv8m.main-none-eabi]` without quotes is two keys.
        let dotted: Vec<_> = toml
            .keys_of(table)
            .into_iter()
            .filter(|(rest, item)| !key.written.contains('-') && rest.written.contains('-') && item.is_table_like())
            .collect();
        if dotted.is_empty() {
            let found = !key.written.contains('.');
            tables.push(Table { triple: key, found });
            continue;
        }
        for (rest, _) in dotted {
            let column = rest.column.saturating_sub(super::spot::count(key.written.chars().count()) + 1).max(1);
            let written = format!("{}.{}", key.written, rest.written);
            let triple = Spot { written, line: rest.line, column, built_by: BuiltBy::Unsaid };
            tables.push(Table { triple, found: true });
        }
    }
    tables
}

/// `x = ["build", "--target", "T"]`, also `"--target=T"`.
fn alias_list(toml: &Toml<'_>, list: &toml_edit::Array) -> Vec<Spot> {
    let words: Vec<_> = list.iter().filter_map(|value| toml.word(value)).collect();
    let by = built_by("cargo", words.iter().map(|word| word.written.as_str()));
    let mut targets = Vec::new();
    for (index, word) in words.iter().enumerate() {
        if word.written == "--" {
            break;
        }
        if word.written == "--target" {
            targets.extend(words.get(index + 1).map(|next| Spot { built_by: by.clone(), ..next.clone() }));
        } else if let Some(target) = word.written.strip_prefix("--target=") {
            let column = word.column + super::spot::count("--target=".len());
            targets.push(Spot { written: target.to_owned(), line: word.line, column, built_by: by.clone() });
        }
    }
    targets
}

fn include(toml: &Toml<'_>) -> Vec<String> {
    let text = |value: &Value| match value {
        Value::String(path) => Some(path.value().clone()),
        other => other.as_inline_table()?.get("path")?.as_str().map(str::to_owned),
    };
    match toml.item(&["include"]).and_then(Item::as_value) {
        Some(Value::Array(list)) => list.iter().filter_map(text).collect(),
        Some(other) => text(other).into_iter().collect(),
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::toml::tests::places, *};

    fn read(text: &str) -> CargoConfigFile {
        parse(text).expect("TOML")
    }

    fn table_names(text: &str) -> Vec<(String, u32, u32, bool)> {
        let tables = read(text).tables.into_iter();
        tables.map(|Table { triple, found }| (triple.written, triple.line, triple.column, found)).collect()
    }

    #[test]
    fn build_target_is_a_string_or_a_list() {
        let BuildTarget::One(one) = read("[build]\ntarget = 'a-b-c'\n").build_target else { panic!("one") };
        assert_eq!(places(&[one]), [("a-b-c", 2, 11)]);
        let BuildTarget::Many(many) = read("build.target = ['a-b-c',\n'd.json']").build_target else { panic!("many") };
        assert_eq!(places(&many), [("a-b-c", 1, 18), ("d.json", 2, 2)]);
        assert_eq!(read("[build]\ntarget-dir = 'x'\n").build_target, BuildTarget::None);
    }

    #[test]
    fn tables_of_triples_and_not_of_cfg() {
        assert_eq!(
            table_names("[target.a-b-c]\nlinker='x'\n[target.'cfg(unix)']\nrunner='y'\n[target]\n'd-e'.linker = 'z'\n"),
            [("a-b-c".into(), 1, 9, true), ("d-e".into(), 6, 2, true)]
        );
    }

    #[test]
    fn a_dotted_triple_is_found_without_quotes_only() {
        assert_eq!(
            table_names("[target.thumbv8m.main-none-eabi]\nrunner = 'x'\n"),
            [("thumbv8m.main-none-eabi".into(), 1, 9, true)]
        );
        assert_eq!(
            table_names("[target.'thumbv8m.main-none-eabi']\nrunner = 'x'\n"),
            [("thumbv8m.main-none-eabi".into(), 1, 10, false)]
        );
        // An override of a `links` key is no part of the triple.
        assert_eq!(table_names("[target.a-b-c.foo-bar]\nrustc-link-lib = ['x']\n"), [("a-b-c".into(), 1, 9, true)]);
    }

    #[test]
    fn aliases_name_targets() {
        let text = "[alias]\narm = 'build --release --target a-b-c'\nlist = ['run', '--target', 'd-e', '--', '--target', 'no']\neq = ['b', '--target=f-g']\nxtask = 'run -p xtask --'\n";
        assert_eq!(places(&read(text).aliases), [("a-b-c", 2, 33), ("d-e", 3, 29), ("f-g", 4, 22)]);
    }

    #[test]
    fn includes_are_strings_or_tables() {
        assert_eq!(read("include = ['a.toml', { path = 'b.toml', optional = true }]").include, ["a.toml", "b.toml"]);
    }
}

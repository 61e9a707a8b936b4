//! Documents of cargo's settings in every shape that TOML allows, and an operation on each.

use std::{collections::BTreeMap, ops::Range};

use xdoctor_fixes::{Edit, document::Document};

use crate::{Plain, plain, random::Random, writer::Writer};

pub(crate) struct Generated {
    pub(crate) text: String,
    pub(crate) document: Document,
    pub(crate) operation: Operation,
    /// Where the value stands that is replaced or removed, if there is one.
    pub(crate) old: Option<Range<usize>>,
}

#[derive(Debug)]
pub(crate) enum Operation {
    Set { key: Vec<String>, value: String },
    Push { key: Vec<String>, value: String },
    Remove { key: Vec<String> },
    Pull { key: Vec<String>, value: String },
}

pub(crate) const TRIPLES: [&str; 4] = [
    "aarch64-unknown-linux-gnu",
    "thumbv8m.main-none-eabi",
    "cfg(all(unix, target_os = \"linux\"))",
    "x86_64-pc-windows-gnu",
];
pub(crate) const SCALARS: [&str; 9] = [
    "\"aarch64-linux-gnu-gcc\"",
    "'C:\\cc.exe'",
    "\"a # b, ] }\"",
    "'''l'''",
    "\"\"\"m\"\"\"",
    "true",
    "4",
    "1.5",
    "1979-05-27",
];
pub(crate) const ELEMENTS: [&str; 5] = ["\"-C\"", "'link-arg=-s'", "\"#\"", "\",\"", "\"]\""];
pub(crate) const COMMENTS: [&str; 5] = ["# plain", "#", "# a = 1", "# [table]", "# « ü, \"]"];

/// Keys with their values; `[` stands for an array, which is written in one of many styles.
pub(crate) type Keys = Vec<(&'static str, String)>;

/// A table and how it is to be written.
pub(crate) struct Group {
    /// `[["build"]]`, or `target` with one path for each triple.
    pub(crate) name: &'static str,
    pub(crate) tables: Vec<(Option<&'static str>, Keys)>,
}

pub(crate) fn document(random: &mut Random) -> Generated {
    let newline = if random.one_in(3) { "\r\n" } else { "\n" };
    let mut writer = Writer { random, newline };
    let groups = writer.groups();
    let mut text = writer.document(&groups);
    if writer.random.one_in(4) {
        while text.ends_with(['\n', '\r']) {
            text.pop();
        }
    }
    if writer.random.one_in(6) {
        text.insert(0, '\u{feff}');
    }
    let document = match Document::parse(&text) {
        Ok(document) => document,
        Err(error) => panic!("the generator made a bad document: {error}\n{text}"),
    };
    let operation = operation(writer.random, &groups);
    let old = document.at(operation.key()).map(|node| node.span.clone());
    Generated { text, document, operation, old }
}

fn operation(random: &mut Random, groups: &[Group]) -> Operation {
    let present: Vec<_> = groups
        .iter()
        .flat_map(|group| {
            group.tables.iter().flat_map(|(table, keys)| {
                keys.iter().map(|(key, value)| (path(group.name, *table, key), value.starts_with('[')))
            })
        })
        .collect();
    let arrays: Vec<_> = present.iter().filter(|(_, array)| *array).map(|(key, _)| key.clone()).collect();
    let value = random.pick(&["\"new\"", "'new # one'", "false", "[\"x\", 'y']", "{ a = 1, b = 'c' }", "[]", "-7"]);
    match random.below(10) {
        0..3 if !present.is_empty() => {
            let key = present[random.below(present.len())].0.clone();
            Operation::Set { key, value: value.into() }
        }
        3..5 if !present.is_empty() => Operation::Remove { key: present[random.below(present.len())].0.clone() },
        5..7 if !arrays.is_empty() => {
            let key = arrays[random.below(arrays.len())].clone();
            if random.one_in(3) {
                Operation::Pull { key, value: random.pick(&["\"-C\"", "'-C'", ELEMENTS[2], ELEMENTS[3]]).into() }
            } else {
                Operation::Push { key, value: random.pick(&["\"new\"", "'#new'", ELEMENTS[0]]).into() }
            }
        }
        choice => {
            let triple = random.pick(&TRIPLES);
            let mut key = match random.below(7) {
                0 => path("build", None, "new-key"),
                1 => path("env", None, "NEW_KEY"),
                2 => path("net", None, "new key"),
                3 => vec!["new-top".to_owned()],
                4 => path("target", Some("new-triple"), "linker"),
                _ => path("target", Some(triple), "new"),
            };
            if random.one_in(12) {
                key = path("profile", Some("release"), "lto");
            }
            if choice == 9 {
                Operation::Push { key, value: "'new'".into() }
            } else {
                Operation::Set { key, value: value.into() }
            }
        }
    }
}

fn path(group: &str, table: Option<&str>, key: &str) -> Vec<String> {
    [Some(group), table, Some(key)].into_iter().flatten().map(str::to_owned).collect()
}

impl Operation {
    pub(crate) fn key(&self) -> &[String] {
        match self {
            Self::Set { key, .. } | Self::Push { key, .. } | Self::Pull { key, .. } | Self::Remove { key } => key,
        }
    }

    pub(crate) fn edit(&self) -> Edit {
        match self {
            Self::Set { key, value } => Edit::SetToml { key: key.clone(), value: value.clone() },
            Self::Push { key, value } => Edit::PushToml { key: key.clone(), value: value.clone() },
            Self::Remove { key } => Edit::RemoveToml { key: key.clone() },
            Self::Pull { key, value } => Edit::PullToml { key: key.clone(), values: vec![value.clone()] },
        }
    }

    /// Do to the meaning what the edit is to do to the text.
    pub(crate) fn perform(&self, meaning: &mut Plain) {
        match self {
            Self::Set { key, value } => *at(meaning, key) = parsed(value),
            Self::Push { key, value } => {
                let place = at(meaning, key);
                let mut items = if let Plain::List(items) = place { std::mem::take(items) } else { Vec::new() };
                let value = parsed(value);
                if !items.contains(&value) {
                    items.push(value);
                }
                *place = Plain::List(items);
            }
            Self::Remove { key } => remove(meaning, key),
            Self::Pull { key, value } => {
                if let Plain::List(items) = at(meaning, key) {
                    let value = parsed(value);
                    items.retain(|item| *item != value);
                }
            }
        }
    }
}

fn parsed(value: &str) -> Plain {
    let document = Document::parse(&format!("x = {value}")).expect("the value is TOML");
    plain(document.at(&["x"]).expect("set"))
}

fn at<'a>(meaning: &'a mut Plain, key: &[String]) -> &'a mut Plain {
    key.iter().fold(meaning, |place, part| {
        let Plain::Map(entries) = place else { panic!("no table on the way") };
        entries.entry(part.clone()).or_insert_with(|| Plain::Map(BTreeMap::new()))
    })
}

/// Without the value, and without the tables that are empty then; an explicit `[target]` may stay.
fn remove(meaning: &mut Plain, key: &[String]) {
    for depth in (1..=key.len()).rev() {
        let Plain::Map(entries) = at(meaning, &key[..depth - 1]) else { return };
        entries.remove(&key[depth - 1]);
        if !entries.is_empty() {
            return;
        }
    }
}

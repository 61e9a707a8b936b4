//! Documents of cargo's settings in every shape that TOML allows, and an operation on each.

use std::{collections::BTreeMap, ops::Range};

use xdoctor_fixes::{Edit, document::Document};

use crate::{Plain, plain, random::Random};

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
}

const TRIPLES: [&str; 4] = [
    "aarch64-unknown-linux-gnu",
    "thumbv8m.main-none-eabi",
    "cfg(all(unix, target_os = \"linux\"))",
    "x86_64-pc-windows-gnu",
];
const SCALARS: [&str; 9] = [
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
const ELEMENTS: [&str; 5] = ["\"-C\"", "'link-arg=-s'", "\"#\"", "\",\"", "\"]\""];
const COMMENTS: [&str; 5] = ["# plain", "#", "# a = 1", "# [table]", "# « ü, \"]"];

/// A table and how it is to be written.
struct Group {
    /// `[["build"]]`, or `target` with one path for each triple.
    name: &'static str,
    tables: Vec<(Option<&'static str>, Vec<(&'static str, String)>)>,
}

struct Writer<'a> {
    random: &'a mut Random,
    newline: &'static str,
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
            Operation::Push { key, value: random.pick(&["\"new\"", "'#new'", ELEMENTS[0]]).into() }
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

impl Writer<'_> {
    fn groups(&mut self) -> Vec<Group> {
        let mut groups = Vec::new();
        for (name, keys) in [
            ("build", &["target", "rustflags", "jobs"][..]),
            ("env", &["CC", "quoted key", "AR"]),
            ("net", &["offline", "retry"]),
        ] {
            let keys = self.keys(keys);
            if self.random.one_in(2) && !keys.is_empty() {
                groups.push(Group { name, tables: vec![(None, keys)] });
            }
        }
        let mut tables = Vec::new();
        for triple in TRIPLES {
            let keys = self.keys(&["linker", "runner", "rustflags"]);
            if self.random.one_in(2) && !keys.is_empty() {
                tables.push((Some(triple), keys));
            }
        }
        self.random.shuffle(&mut tables);
        if !tables.is_empty() {
            groups.push(Group { name: "target", tables });
        }
        self.random.shuffle(&mut groups);
        groups
    }

    fn keys(&mut self, names: &[&'static str]) -> Vec<(&'static str, String)> {
        let mut keys: Vec<_> =
            names.iter().filter(|_| !self.random.one_in(3)).map(|name| (*name, String::new())).collect();
        for (name, value) in &mut keys {
            let array = *name == "rustflags" || self.random.one_in(4);
            *value = if array { "[".into() } else { self.random.pick(&SCALARS).to_owned() };
        }
        self.random.shuffle(&mut keys);
        keys
    }

    fn document(&mut self, groups: &[Group]) -> String {
        let mut top = Vec::new();
        let mut sections = Vec::new();
        for group in groups {
            let shape = self.random.below(6);
            match (shape, group.name) {
                (0, _) => self.dotted(group, &mut top),
                (1, _) => top.push(self.inline(group)),
                (2, "target") => sections.push(self.one_section(group)),
                _ => self.sections(group, &mut sections),
            }
        }
        if self.random.one_in(8) {
            top.push(self.entry("paths", "[", false));
        }
        if self.random.one_in(8) {
            let body = self.entry("name", "'b'", false);
            sections.push(format!("[[bin]]{}{body}", self.newline));
        }
        self.random.shuffle(&mut top);
        self.random.shuffle(&mut sections);
        let mut out = self.above();
        for entry in top {
            out.push_str(&entry);
            out.push_str(&self.above());
        }
        for section in sections {
            out.push_str(&section);
            out.push_str(&self.above());
        }
        out
    }

    /// `[build]`, `[target.x]`, and now and then the table above them, before or after.
    fn sections(&mut self, group: &Group, sections: &mut Vec<String>) {
        for (table, keys) in &group.tables {
            let name = match table {
                None => self.key(group.name),
                Some(table) => format!("{}.{}", self.key(group.name), self.key(table)),
            };
            let indent = if self.random.one_in(6) { "  " } else { "" };
            let mut out = format!("{indent}[{name}]{}", self.line_end());
            for (key, value) in keys {
                out.push_str(&self.above_key());
                let entry = self.entry(key, value, false);
                out.push_str(indent);
                out.push_str(&entry);
            }
            sections.push(out);
        }
        if group.name == "target" && self.random.one_in(4) {
            sections.push(format!("[target]{}", self.line_end()));
        }
    }

    /// `[target]` with dotted keys or inline tables.
    fn one_section(&mut self, group: &Group) -> String {
        let mut out = format!("[{}]{}", self.key(group.name), self.line_end());
        for (table, keys) in &group.tables {
            let name = self.key(table.unwrap_or_default());
            if self.random.one_in(2) {
                for (key, value) in keys {
                    let key = self.key(key);
                    out.push_str(&self.above_key());
                    out.push_str(&self.written(&format!("{name}.{key}"), value, false));
                }
            } else {
                let inline = self.inline_table(keys);
                out.push_str(&self.written(&name, &inline, false));
            }
        }
        out
    }

    /// `build.jobs = 1`, `target.x.linker = 1`: at the top, mixed with others.
    fn dotted(&mut self, group: &Group, top: &mut Vec<String>) {
        for (table, keys) in &group.tables {
            for (key, value) in keys {
                let parts = [Some(group.name), *table, Some(*key)];
                let parts: Vec<_> = parts.into_iter().flatten().map(|part| self.key(part)).collect();
                let dot = if self.random.one_in(6) { " . " } else { "." };
                top.push(self.written(&parts.join(dot), value, false));
            }
        }
    }

    /// `build = { .. }`
    fn inline(&mut self, group: &Group) -> String {
        let mut entries = Vec::new();
        for (table, keys) in &group.tables {
            match table {
                None => entries.extend(keys.iter().map(|(key, value)| self.inline_entry(key, value))),
                Some(table) if self.random.one_in(3) => {
                    let table = self.key(table);
                    for (key, value) in keys {
                        let entry = self.inline_entry(key, value);
                        entries.push(format!("{table}.{entry}"));
                    }
                }
                Some(table) => {
                    let inner = self.inline_table(keys);
                    entries.push(format!("{} = {inner}", self.key(table)));
                }
            }
        }
        let body = self.braces(&entries);
        let key = self.key(group.name);
        self.written(&key, &body, false)
    }

    fn inline_table(&mut self, keys: &[(&'static str, String)]) -> String {
        let entries: Vec<_> = keys.iter().map(|(key, value)| self.inline_entry(key, value)).collect();
        self.braces(&entries)
    }

    fn inline_entry(&mut self, key: &str, value: &str) -> String {
        let value = if value == "[" { self.array(true) } else { value.to_owned() };
        format!("{}{}{value}", self.key(key), self.random.pick(&[" = ", "=", "  =  "]))
    }

    fn braces(&mut self, entries: &[String]) -> String {
        let comma = self.random.pick(&[", ", ",", " , "]);
        let body = entries.join(comma);
        if self.random.one_in(3) { format!("{{{body}}}") } else { format!("{{ {body} }}") }
    }

    fn entry(&mut self, key: &str, value: &str, inline: bool) -> String {
        let key = self.key(key);
        self.written(&key, value, inline)
    }

    fn written(&mut self, key: &str, value: &str, inline: bool) -> String {
        let value = if value == "[" { self.array(inline) } else { value.to_owned() };
        let equals = self.random.pick(&[" = ", " = ", "=", "\t=\t", "    = "]);
        let indent = self.random.pick(&["", "", "", "  ", "\t"]);
        format!("{indent}{key}{equals}{value}{}", self.line_end())
    }

    fn array(&mut self, inline: bool) -> String {
        let count = self.random.below(4);
        let mut elements = ELEMENTS;
        self.random.shuffle(&mut elements);
        if inline || self.random.one_in(2) {
            let space = self.random.pick(&["", " "]);
            let body = elements[..count].join(self.random.pick(&[", ", ",", " , "]));
            let last = if count > 0 && self.random.one_in(4) { "," } else { "" };
            return format!("[{space}{body}{last}{space}]");
        }
        let indent = self.random.pick(&["    ", "  ", "\t", ""]);
        let mut out = format!("[{}", self.line_end());
        let trailing = self.random.one_in(2);
        for (index, element) in elements[..count].iter().enumerate() {
            if self.random.one_in(6) {
                out.push_str(&format!("{indent}{}{}", self.comment(), self.newline));
            }
            let comma = if index + 1 < count || trailing { self.random.pick(&[",", ",", " ,"]) } else { "" };
            out.push_str(&format!("{indent}{element}{comma}"));
            // The closing bracket now and then stands behind the last element.
            if index + 1 == count && self.random.one_in(5) {
                return out + "]";
            }
            out.push_str(&self.line_end());
        }
        if self.random.one_in(5) {
            out.push_str(&format!("{indent}{}{}", self.comment(), self.newline));
        }
        out.push_str(self.random.pick(&["", "", "  "]));
        out + "]"
    }

    /// Bare where that is possible, or quoted.
    fn key(&mut self, name: &str) -> String {
        let bare = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        match self.random.below(6) {
            0 => format!("\"{}\"", name.replace('"', "\\\"")),
            1 => format!("'{name}'"),
            _ if bare => name.to_owned(),
            _ => format!("'{name}'"),
        }
    }

    fn comment(&mut self) -> &'static str {
        self.random.pick(&COMMENTS)
    }

    /// The end of a line, with a comment now and then.
    fn line_end(&mut self) -> String {
        match self.random.below(8) {
            0 => format!(" {}{}", self.comment(), self.newline),
            1 => format!("\t{}{}", self.comment(), self.newline),
            2 => format!("  {}", self.newline),
            _ => self.newline.to_owned(),
        }
    }

    /// Blank lines and comments between entries and sections.
    fn above(&mut self) -> String {
        let mut out = String::new();
        for _ in 0..self.random.below(3) {
            match self.random.below(4) {
                0 => out.push_str(&format!("{}{}", self.comment(), self.newline)),
                1 => out.push_str(&format!("  {}{}", self.comment(), self.newline)),
                _ => out.push_str(self.newline),
            }
        }
        out
    }

    fn above_key(&mut self) -> String {
        if self.random.one_in(5) { self.above() } else { String::new() }
    }
}

impl Operation {
    pub(crate) fn key(&self) -> &[String] {
        match self {
            Self::Set { key, .. } | Self::Push { key, .. } | Self::Remove { key } => key,
        }
    }

    pub(crate) fn edit(&self) -> Edit {
        match self {
            Self::Set { key, value } => Edit::SetToml { key: key.clone(), value: value.clone() },
            Self::Push { key, value } => Edit::PushToml { key: key.clone(), value: value.clone() },
            Self::Remove { key } => Edit::RemoveToml { key: key.clone() },
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

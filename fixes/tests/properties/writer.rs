//! Settings as text: a shape for each group, trivia everywhere.

use std::fmt::Write as _;

use crate::{
    generate::{COMMENTS, ELEMENTS, Group, Keys, SCALARS, TRIPLES},
    random::Random,
};

pub(crate) struct Writer<'a> {
    pub(crate) random: &'a mut Random,
    pub(crate) newline: &'static str,
}

impl Writer<'_> {
    pub(crate) fn groups(&mut self) -> Vec<Group> {
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

    fn keys(&mut self, names: &[&'static str]) -> Keys {
        let mut keys: Vec<_> =
            names.iter().filter(|_| !self.random.one_in(3)).map(|name| (*name, String::new())).collect();
        for (name, value) in &mut keys {
            let array = *name == "rustflags" || self.random.one_in(4);
            *value = if array { "[".into() } else { self.random.pick(&SCALARS).to_owned() };
        }
        self.random.shuffle(&mut keys);
        keys
    }

    pub(crate) fn document(&mut self, groups: &[Group]) -> String {
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
                let _ = write!(out, "{indent}{}{}", self.comment(), self.newline);
            }
            let comma = if index + 1 < count || trailing { self.random.pick(&[",", ",", " ,"]) } else { "" };
            let _ = write!(out, "{indent}{element}{comma}");
            // The closing bracket now and then stands behind the last element.
            if index + 1 == count && self.random.one_in(5) {
                return out + "]";
            }
            out.push_str(&self.line_end());
        }
        if self.random.one_in(5) {
            let _ = write!(out, "{indent}{}{}", self.comment(), self.newline);
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
                0 => drop(write!(out, "{}{}", self.comment(), self.newline)),
                1 => drop(write!(out, "  {}{}", self.comment(), self.newline)),
                _ => out.push_str(self.newline),
            }
        }
        out
    }

    fn above_key(&mut self) -> String {
        if self.random.one_in(5) { self.above() } else { String::new() }
    }
}

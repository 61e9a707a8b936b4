//! What a crate's root file says of `std`: its inner attributes, and `extern crate std`.

use super::{
    cfg::Cfg,
    source_text::{after_block_comment, without_comments},
};

/// The root file of a crate, as far as it decides what the crate links.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CrateRoot {
    /// Under which predicates `no_std` (or `no_core`) stands; none of them: always.
    no_std: Vec<Option<Cfg>>,
    /// Under which predicates `extern crate std` stands.
    extern_std: Vec<Option<Cfg>>,
    pub(super) panic_handler: bool,
}

impl CrateRoot {
    pub(super) fn parse(text: &str) -> Self {
        let mut root = Self::default();
        let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
        if rest.starts_with("#!") && !rest.starts_with("#![") {
            rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
        }
        loop {
            rest = skip_blank(rest);
            let Some(attribute) = rest.strip_prefix("#!").map(str::trim_start).and_then(|rest| rest.strip_prefix('['))
            else {
                break;
            };
            let Some((inner, after)) = until_close(attribute) else { break };
            root.attribute(inner, &mut Vec::new());
            rest = after;
        }
        let code = without_comments(rest);
        root.panic_handler = code.contains("#[panic_handler]");
        root.find_extern_std(&code);
        root
    }

    /// Whether the crate does without std, where `atom` says what holds.
    pub(super) fn is_no_std(&self, atom: &impl Fn(&str, Option<&str>) -> bool) -> bool {
        let any = |list: &[Option<Cfg>]| list.iter().any(|cfg| cfg.as_ref().is_none_or(|cfg| cfg.holds(atom)));
        any(&self.no_std) && !any(&self.extern_std)
    }

    fn attribute(&mut self, text: &str, conditions: &mut Vec<Cfg>) {
        let text = text.trim();
        if text == "no_std" || text == "no_core" {
            self.no_std.push(match conditions.as_slice() {
                [] => None,
                all => Some(Cfg::All(all.to_vec())),
            });
            return;
        }
        let Some(inner) = text.strip_prefix("cfg_attr").map(str::trim_start).and_then(|text| text.strip_prefix('('))
        else {
            return;
        };
        let inner = inner.strip_suffix(')').unwrap_or(inner);
        let Some((cfg, rest)) = Cfg::parse(inner) else { return };
        conditions.push(cfg);
        for part in split_top(rest) {
            self.attribute(part, conditions);
        }
        conditions.pop();
    }

    fn find_extern_std(&mut self, code: &str) {
        for (at, _) in code.match_indices("extern crate std") {
            let after = &code[at + "extern crate std".len()..];
            if after.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let mut condition = None;
            let mut before = code[..at].trim_end();
            // The attributes in front of it, nearest first; none of ours holds a bracket.
            while let Some(open) = before.strip_suffix(']').and_then(|text| text.rfind("#[")) {
                let attribute = &before[open + 2..before.len() - 1];
                if let Some(inner) = attribute.trim().strip_prefix("cfg(") {
                    condition = Cfg::parse(inner).map(|(cfg, _)| cfg);
                }
                before = before[..open].trim_end();
            }
            self.extern_std.push(condition);
        }
    }
}

/// After blanks and comments.
fn skip_blank(mut text: &str) -> &str {
    loop {
        text = text.trim_start();
        if text.starts_with("//") {
            text = text.split_once('\n').map_or("", |(_, rest)| rest);
        } else if text.starts_with("/*") {
            text = after_block_comment(text);
        } else {
            return text;
        }
    }
}

/// What stands before the `]` that closes, and after it.
fn until_close(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0_u32;
    let mut quoted = false;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '[' => depth += 1,
            ']' if depth == 0 => return Some((&text[..at], &text[at + 1..])),
            ']' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The parts between commas that stand in no bracket.
fn split_top(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start, mut quoted) = (0_i32, 0, false);
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn no_std(text: &str) -> bool {
        // A build without further flags: not a test, the default features hold `std`, the target is Linux.
        let atom = |key: &str, value: Option<&str>| {
            key == "debug_assertions"
                || (key, value) == ("feature", Some("std"))
                || (key, value) == ("target_os", Some("linux"))
        };
        CrateRoot::parse(text).is_no_std(&atom)
    }

    #[test]
    fn no_std_is_found_behind_comments_and_other_attributes() {
        for text in [
            "#![no_std]",
            "#!/usr/bin/env rustx\n#![no_std]",
            "\u{feff}// hi\n//! docs\n/* a /* b */ c */\n#![doc = \"]\"]\n#![ no_std ]\nfn main() {}",
            "#![cfg_attr(not(test), no_std)]",
            "#![cfg_attr(all(not(test), target_os = \"linux\"), no_main, no_std)]",
            "#![cfg_attr(not(test), cfg_attr(debug_assertions, no_std))]",
            "#![no_std]\n#[cfg(test)]\nextern crate std;",
            "#![no_std]\nextern crate standalone;",
            "#![no_std]\n// extern crate std;",
        ] {
            assert!(no_std(text), "{text}");
        }
    }

    #[test]
    fn what_holds_only_elsewhere_is_not_no_std() {
        for text in [
            "",
            "fn main() {}\n// #![no_std]",
            "#![cfg_attr(not(feature = \"std\"), no_std)]",
            "#![cfg_attr(target_os = \"none\", no_std)]",
            "#![no_std]\nextern crate std;",
            "#![no_std]\n#[cfg(feature = \"std\")]\n#[macro_use]\nextern crate std;",
            "#![doc = \"#![no_std]\"]",
        ] {
            assert!(!no_std(text), "{text}");
        }
    }
}

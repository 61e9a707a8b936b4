//! Conditions in a build script: what its text, and what cargo tells every script, say of whether they hold.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    cfg::Cfg,
    settled,
    source_text::{Piece, pieces},
};
use crate::{
    Cx, Pause, Triple,
    facts::{
        cargo_config,
        rustc::{Rustc, SpecCfg},
    },
};

/// What is known where the script runs.
#[derive(Clone, Debug, Default)]
pub(super) struct Known<'a> {
    /// None where only cargo could say.
    pub(super) features: Option<&'a BTreeSet<String>>,
    pub(super) target: Option<&'a str>,
    pub(super) systems: Systems,
}

/// The two systems that a script may ask about.
#[derive(Clone, Debug, Default)]
pub(super) struct Systems {
    host: Option<String>,
    /// What `cfg` in the text is of: a script runs there.
    of_host: Option<Arc<SpecCfg>>,
    of_target: Option<Arc<SpecCfg>>,
}

impl Systems {
    /// Where the text is a crate's that is compiled for the target: its `cfg` is the target's.
    pub(super) fn of_crate(target: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        Ok(Self { host: None, of_host: SpecCfg::known(target, cx)?, of_target: None })
    }

    #[cfg(test)]
    pub(super) fn of(crate_s: BTreeSet<cargo_config::Cfg>) -> Self {
        Self { of_host: Some(Arc::new(SpecCfg(crate_s))), ..Self::default() }
    }

    /// Asked for only where the script does.
    pub(super) fn asked_for(text: &str, target: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let (by_cfg, by_variable) = (text.contains("cfg!(") || text.contains("#[cfg"), text.contains("CARGO_CFG_"));
        let host = if by_cfg || text.contains("\"HOST\"") {
            settled(cx.fact::<Rustc>(()))?.map(|rustc| rustc.host.clone())
        } else {
            None
        };
        let of_host = match &host {
            Some(host) if by_cfg => SpecCfg::known(host, cx)?,
            Some(_) | None => None,
        };
        let of_target = if by_variable { SpecCfg::known(target, cx)? } else { None };
        Ok(Self { host: host.map(|host| host.to_string()), of_host, of_target })
    }
}

/// The conditions of one script.
pub(super) struct Conditions<'a> {
    known: &'a Known<'a>,
    /// `let` of a name that stands for nothing else in the text.
    bound: BTreeMap<&'a str, &'a str>,
}

/// How deep names stand for names.
const DEPTH: u8 = 8;

impl<'a> Conditions<'a> {
    pub(super) fn of(code: &'a str, known: &'a Known<'a>) -> Self {
        Self { known, bound: bindings(code) }
    }

    /// Whether the condition of an `if` holds; none where only the build knows.
    pub(super) fn holds(&self, text: &str) -> Option<bool> {
        self.decide(text, DEPTH)
    }

    /// What `cfg` comes to in the script itself.
    pub(super) fn cfg(&self, cfg: &Cfg) -> Option<bool> {
        let may = |cfg: &Cfg| [true, false].into_iter().any(|unknown| cfg.holds(&|k, v| self.atom(k, v, unknown)));
        match (may(cfg), may(&Cfg::Not(Box::new(cfg.clone())))) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        }
    }

    fn atom(&self, key: &str, value: Option<&str>, unknown: bool) -> bool {
        match (key, value, self.known.features) {
            ("feature", Some(feature), Some(on)) => on.contains(feature),
            _ => says(self.known.systems.of_host.as_ref(), key, value).unwrap_or(unknown),
        }
    }

    fn decide(&self, text: &str, depth: u8) -> Option<bool> {
        let depth = depth.checked_sub(1)?;
        let text = text.trim();
        let any = split(text, "||");
        if any.len() > 1 {
            return together(any.iter().map(|part| self.decide(part, depth)), true);
        }
        let all = split(text, "&&");
        if all.len() > 1 {
            return together(all.iter().map(|part| self.decide(part, depth)), false);
        }
        if let Some(pattern) = text.strip_prefix("let ") {
            let (pattern, subject) = pattern.split_once(" = ")?;
            return fits(pattern, &self.value_in(subject, depth)?);
        }
        for (operator, equal) in [("==", true), ("!=", false)] {
            if let [one, other] = split(text, operator)[..] {
                return Some((self.value_in(one, depth)? == self.value_in(other, depth)?) == equal);
            }
        }
        if let Some(inner) = text.strip_prefix('!') {
            return self.decide(inner, depth).map(|holds| !holds);
        }
        if let Some(inner) = whole(text, "(") {
            return self.decide(inner, depth);
        }
        if let Some(inner) = whole(text, "cfg!(") {
            let (cfg, rest) = Cfg::parse(inner)?;
            return rest.trim().is_empty().then(|| self.cfg(&cfg))?;
        }
        if let Some(inner) = whole(text, "matches!(") {
            let [subject, pattern] = split(inner.trim_end().trim_end_matches(','), ",")[..] else { return None };
            return fits(pattern, &self.value_in(subject, depth)?);
        }
        for (call, there) in [(".is_ok()", true), (".is_some()", true), (".is_err()", false), (".is_none()", false)] {
            if let Some(subject) = text.strip_suffix(call) {
                return self.is_set(variable(self.unbound(subject, depth))?).map(|set| set == there);
            }
        }
        if let Some(holds) = self.by_method(text, depth) {
            return Some(holds);
        }
        match text {
            "true" => Some(true),
            "false" => Some(false),
            name => self.decide(self.bound.get(name)?, depth),
        }
    }

    /// `target.contains("windows")`, `["ios", "macos"].contains(&os.as_str())`.
    fn by_method(&self, text: &str, depth: u8) -> Option<bool> {
        let (subject, call) = last_call(text)?;
        let (subject, method) = subject.rsplit_once('.')?;
        if let Some(list) = subject.strip_prefix('[').filter(|_| method == "contains") {
            let list: Option<Vec<_>> =
                split(list.strip_suffix(']')?, ",").into_iter().map(|item| self.value_in(item, depth)).collect();
            return Some(list?.contains(&self.value_in(call, depth)?));
        }
        let by_name = ["target", "target_triple", "triple"].contains(&subject) && !self.bound.contains_key(subject);
        let value = match self.known.target.filter(|_| by_name) {
            Some(target) => target.to_owned(),
            None => self.value_in(subject, depth)?,
        };
        let part = text_of(call.trim())?;
        match method {
            "contains" => Some(value.contains(part)),
            "starts_with" => Some(value.starts_with(part)),
            "ends_with" => Some(value.ends_with(part)),
            _ => None,
        }
    }

    /// The text that an expression comes to.
    pub(super) fn value(&self, text: &str) -> Option<String> {
        self.value_in(text, DEPTH)
    }

    fn value_in(&self, text: &str, depth: u8) -> Option<String> {
        let depth = depth.checked_sub(1)?;
        let text = bare(text);
        if let Some(text) = text_of(text) {
            return Some(text.to_owned());
        }
        match variable(text) {
            Some(name) => self.variable(name),
            None => self.value_in(self.bound.get(text)?, depth),
        }
    }

    /// What a name stands for, or the text itself.
    fn unbound<'t>(&'t self, text: &'t str, depth: u8) -> &'t str {
        let text = bare(text);
        match (self.bound.get(text), depth.checked_sub(1)) {
            (Some(bound), Some(depth)) => self.unbound(bound, depth),
            _ => text,
        }
    }

    /// A variable that cargo sets (The Cargo Book, *Environment Variables*, "set for build scripts").
    fn variable(&self, name: &str) -> Option<String> {
        match name {
            "TARGET" => self.known.target.map(str::to_owned),
            "HOST" => self.known.systems.host.clone(),
            // Nobody's build command has `--release`.
            "PROFILE" => Some("debug".to_owned()),
            name => {
                let key = name.strip_prefix("CARGO_CFG_")?.to_ascii_lowercase();
                self.known.systems.of_target.as_ref()?.value(&key).map(str::to_owned)
            }
        }
    }

    fn is_set(&self, name: &str) -> Option<bool> {
        if let Some(feature) = name.strip_prefix("CARGO_FEATURE_") {
            let on = self.known.features?;
            return Some(on.iter().any(|name| name.replace('-', "_").eq_ignore_ascii_case(feature)));
        }
        if let Some(key) = name.strip_prefix("CARGO_CFG_") {
            let key = key.to_ascii_lowercase();
            return says(self.known.systems.of_target.as_ref(), &key, None)
                .or_else(|| self.variable(name).map(|_| true));
        }
        ["TARGET", "HOST", "PROFILE", "OUT_DIR", "CARGO_MANIFEST_DIR"].contains(&name).then_some(true)
    }
}

fn says(of: Option<&Arc<SpecCfg>>, key: &str, value: Option<&str>) -> Option<bool> {
    let asked = match value {
        Some(value) => cargo_config::Cfg::Pair(key.to_owned(), value.to_owned()),
        None => cargo_config::Cfg::Name(key.to_owned()),
    };
    of?.says(&asked)
}

/// `||` where one that holds decides, `&&` where one that does not.
fn together(parts: impl Iterator<Item = Option<bool>>, decides: bool) -> Option<bool> {
    let mut all = Some(!decides);
    for part in parts {
        match part {
            Some(holds) if holds == decides => return Some(decides),
            Some(_) => {}
            None => all = None,
        }
    }
    all
}

/// Whether a pattern takes a value that is there.
pub(super) fn fits(pattern: &str, value: &str) -> Option<bool> {
    let pattern = pattern.trim().trim_start_matches('|');
    if split(pattern, " if ").len() > 1 {
        return None;
    }
    let one = |pattern: &str| {
        let pattern = pattern.trim();
        let inner = ["Ok(", "Some("].iter().find_map(|around| whole(pattern, around)).unwrap_or(pattern).trim();
        match inner {
            "_" => Some(true),
            "None" | "Err(_)" | "Err(..)" => Some(false),
            inner => text_of(inner).map(|text| text == value),
        }
    };
    together(split(pattern, "|").into_iter().map(one), true)
}

/// The parts between a separator that stands in no bracket and no literal.
pub(super) fn split<'t>(text: &'t str, separator: &str) -> Vec<&'t str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_u32);
    for (at, piece) in pieces(text) {
        match piece {
            Piece::Char(_) if depth == 0 && at >= start && text[at..].starts_with(separator) => {
                parts.push(&text[start..at]);
                start = at + separator.len();
            }
            Piece::Char('(' | '[' | '{') => depth += 1,
            Piece::Char(')' | ']' | '}') => depth = depth.saturating_sub(1),
            Piece::Char(_) | Piece::Literal(_) => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// What stands between `open`, which ends with its parenthesis, and the one that closes it, where that is all.
fn whole<'t>(text: &'t str, open: &str) -> Option<&'t str> {
    let inner = text.strip_prefix(open)?.strip_suffix(')')?;
    let mut depth = 0_u32;
    for (_, piece) in pieces(inner) {
        match piece {
            Piece::Char('(') => depth += 1,
            Piece::Char(')') => depth = depth.checked_sub(1)?,
            Piece::Char(_) | Piece::Literal(_) => {}
        }
    }
    (depth == 0).then_some(inner)
}

/// What is called last, and with what: `a.b(c).d` and `e(f)` of `a.b(c).d(e(f))`.
fn last_call(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_suffix(')')?;
    let mut open = Vec::new();
    for (at, piece) in pieces(inner) {
        match piece {
            Piece::Char('(') => open.push(at),
            Piece::Char(')') => drop(open.pop()?),
            Piece::Char(_) | Piece::Literal(_) => {}
        }
    }
    let [at] = open[..] else { return None };
    Some((&inner[..at], &inner[at + 1..]))
}

/// Without what changes nothing but the type.
fn bare(text: &str) -> &str {
    const CALLS: [&str; 11] = [
        ".unwrap()",
        ".unwrap_or_default()",
        ".as_str()",
        ".as_ref()",
        ".as_deref()",
        ".clone()",
        ".to_string()",
        ".to_owned()",
        ".into()",
        ".ok()",
        ".as_ref().map(String::as_str)",
    ];
    const AROUND: [&str; 3] = ["Ok(", "Some(", "String::from("];
    let mut text = text.trim();
    loop {
        let before = text;
        text = text.trim_start_matches(['&', '*']).trim();
        text = CALLS.iter().find_map(|call| text.strip_suffix(call)).unwrap_or(text);
        text = AROUND.iter().find_map(|around| whole(text, around)).unwrap_or(text);
        if let Some((subject, said)) = text.rsplit_once(".expect(")
            && said.strip_suffix(')').is_some_and(|said| text_of(said.trim()).is_some())
        {
            text = subject;
        }
        if text == before {
            return text;
        }
    }
}

/// The text of a literal that means what it looks like.
fn text_of(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    (!inner.contains(['"', '\\'])).then_some(inner)
}

/// `env::var("NAME")`.
fn variable(text: &str) -> Option<&str> {
    let text = text.strip_prefix("std::").unwrap_or(text);
    let text = text.strip_prefix("env::").unwrap_or(text);
    let inner = ["var(", "var_os("].iter().find_map(|call| whole(text, call))?;
    text_of(inner.trim())
}

/// What names stand for that are bound once, by `let`, and never assigned.
fn bindings(code: &str) -> BTreeMap<&str, &str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut bound = BTreeMap::new();
    for (at, _) in code.match_indices("let ") {
        let rest = code[at + "let ".len()..].trim_start();
        let name = &rest[..rest.find(|c| !is_word(c)).unwrap_or(rest.len())];
        let rest = rest[name.len()..].trim_start();
        let Some((kind, expression)) = rest.split_once('=') else { continue };
        let is_plain = kind.is_empty() || kind.starts_with(':') && !kind.contains([';', '{']);
        if is_plain && name != "mut" && !code[..at].ends_with(is_word) && binders(code, name) == 1 {
            bound.insert(name, split(expression, ";")[0]);
        }
    }
    bound
}

/// How often the text gives a meaning to the name: by `let`, as a parameter, in a pattern, by an assignment.
fn binders(code: &str, name: &str) -> usize {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let binds = |at: &usize| {
        let (before, after) = (&code[..*at], &code[at + name.len()..]);
        if before.ends_with(is_word) || before.ends_with('.') || after.starts_with(is_word) {
            return false;
        }
        let (before, after) = (before.trim_end(), after.trim_start());
        let by_word = ["let", "mut", "ref", "for", "static", "const"]
            .iter()
            .any(|word| before.strip_suffix(word).is_some_and(|before| !before.ends_with(is_word)));
        let closes = after.trim_start_matches([')', '|']).trim_start();
        let assigned = |text: &str| text.starts_with('=') && !text.starts_with("==");
        let typed = after.starts_with(':') && !after.starts_with("::");
        by_word || typed || assigned(after) || closes.len() < after.len() && assigned(closes) || before.ends_with('|')
    };
    code.match_indices(name).filter(|(at, _)| binds(at)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(of: &[(&str, &str)], names: &[&str]) -> Arc<SpecCfg> {
        let pairs = of.iter().map(|(key, value)| cargo_config::Cfg::Pair((*key).to_owned(), (*value).to_owned()));
        let names = names.iter().map(|name| cargo_config::Cfg::Name((*name).to_owned()));
        Arc::new(SpecCfg(pairs.chain(names).collect()))
    }

    /// For Windows, on Linux.
    fn holds(code: &str, condition: &str) -> Option<bool> {
        let features = BTreeSet::from(["fast-math".to_owned()]);
        let known = Known {
            features: Some(&features),
            target: Some("x86_64-pc-windows-gnu"),
            systems: Systems {
                host: Some("x86_64-unknown-linux-gnu".to_owned()),
                of_host: Some(values(&[("target_os", "linux"), ("target_env", "gnu")], &["unix"])),
                of_target: Some(values(&[("target_os", "windows"), ("target_env", "gnu")], &["windows"])),
            },
        };
        Conditions::of(code, &known).holds(condition)
    }

    #[test]
    fn what_cargo_tells_every_script_decides() {
        let os =
            "let os = std::env::var(\"CARGO_CFG_TARGET_OS\").expect(\"cargo sets it\"); let w = os == \"windows\";";
        for (condition, expected) in [
            ("os == \"windows\"", true),
            ("os.as_str() != \"windows\"", false),
            ("w && !cfg!(windows)", true),
            ("matches!(os.as_str(), \"linux\" | \"windows\")", true),
            ("[\"ios\", \"macos\"].contains(&os.as_str())", false),
            ("env::var(\"CARGO_CFG_TARGET_OS\").as_deref() == Ok(\"macos\")", false),
            ("env::var(\"CARGO_CFG_TARGET_ENV\").unwrap_or_default() == \"gnu\"", true),
            ("let Ok(\"windows\") = env::var(\"CARGO_CFG_TARGET_OS\").as_deref()", true),
            ("env::var_os(\"CARGO_CFG_WINDOWS\").is_some()", true),
            ("std::env::var(\"CARGO_CFG_UNIX\").is_ok()", false),
            ("env::var(\"TARGET\").unwrap().ends_with(\"-gnu\")", true),
            ("env::var(\"TARGET\") == env::var(\"HOST\")", false),
            ("std::env::var(\"PROFILE\").unwrap() == \"release\"", false),
            ("cfg!(target_os = \"linux\") || unknown()", true),
            ("(cfg!(target_os = \"linux\") && unknown()) && os == \"linux\"", false),
            ("env::var(\"CARGO_FEATURE_FAST_MATH\").is_err()", false),
            ("target.contains(\"windows\")", true),
        ] {
            assert_eq!(holds(os, condition), Some(expected), "{condition}");
        }
    }

    #[test]
    fn what_only_the_build_knows_is_left_open() {
        for (code, condition) in [
            ("", "env::var(\"CI\").is_ok()"),
            ("", "env::var(\"MODE\").unwrap() == \"fast\""),
            ("", "os == \"linux\""),
            ("", "cfg!(target_feature = \"avx\")"),
            ("", "cfg!(windows) || unknown()"),
            ("", "env::var(\"CARGO_CFG_TARGET_FEATURE\").unwrap().contains(\"sse\")"),
            ("let mut os = env::var(\"TARGET\").unwrap();", "os == \"linux\""),
            ("let os = env::var(\"TARGET\").unwrap(); let os = f(os);", "os == \"linux\""),
            ("let os = env::var(\"TARGET\").unwrap(); fn f(os: &str) {}", "os == \"linux\""),
            ("let os = env::var(\"TARGET\").unwrap(); if let Ok(os) = g() {}", "os == \"linux\""),
            ("let os = os;", "os == \"linux\""),
            ("", "matches!(f(), Some(1))"),
        ] {
            assert_eq!(holds(code, condition), None, "{code} {condition}");
        }
    }
}

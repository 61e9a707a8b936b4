//! Conditions in a build script: what its text, and what cargo tells every script, say of whether they hold.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    cfg::Cfg,
    expression::{bare, bindings, last_call, split, text_of, variable, whole},
    settled,
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
            // The proof is of a `cargo build` without `--release`.
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

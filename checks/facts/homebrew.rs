//! Homebrew, read from its directories: `brew` itself takes a second to answer.

use crate::{
    Cx, Fact, HostPath, Pause,
    answer::{Dir, Metadata},
};

/// The prefix of the Homebrew that is in use: that of the first `brew` on `PATH`, else `HOMEBREW_PREFIX` or the place of
/// this architecture (Homebrew's `Library/Homebrew/brew.sh`; its documentation, *Installation*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Homebrew(pub Option<HostPath>);

const APPLE_SILICON: &str = "/opt/homebrew";
const INTEL: &str = "/usr/local";
const LINUX: &str = "/home/linuxbrew/.linuxbrew";

impl Fact for Homebrew {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let (brew, variable, host) = (cx.which("brew"), cx.env("HOMEBREW_PREFIX"), cx.host());
        let (brew, variable, host) = (brew?, variable?, host?);
        if let Some(prefix) = brew.first().and_then(|brew| brew.parent()?.parent()) {
            return Ok(Self(Some(prefix)));
        }
        let places: &[&str] = match (host.os.as_str(), host.arch.as_str()) {
            ("macos", "aarch64") => &[APPLE_SILICON, INTEL],
            ("macos", _) => &[INTEL],
            ("linux", _) => &[LINUX],
            _ => return Ok(Self(None)),
        };
        let places = variable.into_iter().chain(places.iter().copied()).filter_map(HostPath::parse);
        let asked: Vec<_> = places.map(|place| (cx.metadata(&place.join("bin/brew")), place)).collect();
        for (brew, place) in asked {
            if matches!(brew?, Metadata::Found(_)) {
                return Ok(Self(Some(place)));
            }
        }
        Ok(Self(None))
    }
}

/// An installed formula: the link that follows its versions, which is what `brew --prefix FORMULA` prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keg(pub Option<HostPath>);

impl Fact for Keg {
    /// The formula without a version. Where it is not installed, its newest versioned sister counts: `llvm@19`.
    type Key = &'static str;

    fn conclude(formula: &&'static str, cx: &Cx<'_>) -> Result<Self, Pause> {
        let Some(prefix) = &cx.fact::<Homebrew>(())?.0 else { return Ok(Self(None)) };
        let opt = prefix.join("opt");
        let (plain, all) = (cx.metadata(&opt.join(formula)), cx.list(&opt));
        if matches!(plain?, Metadata::Found(_)) {
            return Ok(Self(Some(opt.join(formula))));
        }
        let Dir::Entries(entries) = all? else { return Ok(Self(None)) };
        let version = |name: &str| name.strip_prefix(formula)?.strip_prefix('@')?.parse::<u32>().ok();
        let newest = entries.iter().filter_map(|entry| Some((version(&entry.name)?, &entry.name))).max();
        Ok(Self(newest.map(|(_, name)| opt.join(name))))
    }
}

/// A path below Homebrew's LLVM or lld, whether or not something stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrewPath {
    pub prefix: HostPath,
    /// `llvm`, `llvm@19`, `lld`.
    pub formula: String,
    /// A directory in the Cellar, which an upgrade removes.
    pub version: Option<String>,
    /// `bin/clang`.
    pub rest: String,
}

impl BrewPath {
    pub fn parse(path: &HostPath) -> Option<Self> {
        let text = path.as_str();
        let (prefix, inside, in_cellar) = if let Some((prefix, inside)) = text.split_once("/Cellar/") {
            (prefix, inside, true)
        } else {
            // `/opt` is in one of the prefixes too
            let known = [APPLE_SILICON, INTEL, LINUX].into_iter().find(|prefix| text.starts_with(*prefix));
            let at = match known {
                Some(prefix) => text[prefix.len()..].find("/opt/").map(|at| at + prefix.len()),
                None => text.rfind("/opt/ll").filter(|at| *at > 0),
            }?;
            (&text[..at], &text[at + "/opt/".len()..], false)
        };
        let (formula, rest) = inside.split_once('/').unwrap_or((inside, ""));
        let is_llvm = ["llvm", "lld"].into_iter().any(|name| {
            formula.strip_prefix(name).is_some_and(|version| version.is_empty() || version.starts_with('@'))
        });
        let (version, rest) = match rest.split_once('/') {
            Some((version, rest)) if in_cellar => (Some(version.to_owned()), rest),
            Some(_) | None => (None, rest),
        };
        is_llvm.then(|| Self {
            prefix: HostPath::parse(prefix).unwrap_or_else(|| path.clone()),
            formula: formula.to_owned(),
            version,
            rest: rest.to_owned(),
        })
    }

    /// The formula that has this file today: lld is one of its own since LLVM 20.
    pub fn keg(&self) -> &'static str {
        const OF_LLD: [&str; 5] = ["bin/lld", "bin/ld.lld", "bin/ld64.lld", "bin/lld-link", "bin/wasm-ld"];
        if self.formula.starts_with("lld") || OF_LLD.contains(&self.rest.as_str()) { "lld" } else { "llvm" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Fake, path};

    fn mac() -> Fake {
        Fake::macos().missing_rest()
    }

    fn prefix(fake: &Fake) -> Option<String> {
        fake.fact::<Homebrew>(&()).expect("known").0.as_ref().map(ToString::to_string)
    }

    #[test]
    fn the_brew_on_path_says_the_prefix() {
        let both = mac().program("/opt/homebrew/bin/brew").program("/usr/local/bin/brew");
        assert_eq!(prefix(&both).as_deref(), Some("/opt/homebrew"));
        let intel = both.clone().env("PATH", "/usr/local/bin:/opt/homebrew/bin");
        assert_eq!(prefix(&intel).as_deref(), Some("/usr/local"));
        let own = both.env("HOMEBREW_PREFIX", "/Users/user/brew").program("/Users/user/brew/bin/brew");
        assert_eq!(prefix(&own).as_deref(), Some("/Users/user/brew"));
        assert_eq!(prefix(&mac()), None);
    }

    #[test]
    fn a_keg_is_found_by_its_link_or_its_newest_version() {
        let keg = |fake: &Fake| fake.fact::<Keg>(&"llvm").expect("known").0.as_ref().map(ToString::to_string);
        let brew = mac().program("/opt/homebrew/bin/brew");
        assert_eq!(keg(&brew), None);
        let old = ["9", "18", "19"].into_iter().fold(brew, |fake, version| {
            fake.dir(&format!("/opt/homebrew/Cellar/llvm@{version}/{version}.1"))
                .symlink(&format!("/opt/homebrew/opt/llvm@{version}"), &format!("../Cellar/llvm@{version}/{version}.1"))
        });
        assert_eq!(keg(&old).as_deref(), Some("/opt/homebrew/opt/llvm@19"));
        let new =
            old.dir("/opt/homebrew/Cellar/llvm/21.1.8").symlink("/opt/homebrew/opt/llvm", "../Cellar/llvm/21.1.8");
        assert_eq!(keg(&new).as_deref(), Some("/opt/homebrew/opt/llvm"));
    }

    #[test]
    fn paths_of_llvm_are_told_from_others() {
        let parsed = |text: &str| {
            let brew = BrewPath::parse(&path(text))?;
            Some((brew.prefix.to_string(), brew.formula.clone(), brew.version.clone(), brew.keg()))
        };
        let is = |prefix: &str, formula: &str, version: Option<&str>, keg| {
            Some((prefix.to_owned(), formula.to_owned(), version.map(str::to_owned), keg))
        };
        for (text, expected) in [
            ("/opt/homebrew/opt/llvm/bin/clang", is("/opt/homebrew", "llvm", None, "llvm")),
            ("/usr/local/opt/llvm@19/lib", is("/usr/local", "llvm@19", None, "llvm")),
            ("/opt/homebrew/Cellar/llvm/17.0.6_1/bin/clang", is("/opt/homebrew", "llvm", Some("17.0.6_1"), "llvm")),
            ("/opt/homebrew/opt/llvm/bin/ld64.lld", is("/opt/homebrew", "llvm", None, "lld")),
            ("/Users/user/brew/opt/llvm/bin/clang", is("/Users/user/brew", "llvm", None, "llvm")),
            ("/opt/homebrew/bin/clang", None),
            ("/opt/homebrew/opt/gcc/bin/gcc-14", None),
            ("/opt/llvm/bin/clang", None),
        ] {
            assert_eq!(parsed(text), expected, "{text}");
        }
    }
}

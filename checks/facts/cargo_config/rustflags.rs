//! The four sources of rustflags, of which cargo takes the first that there is
//! (cargo `src/compiler/build_context/target_info.rs`, `extra_args`).

use std::{collections::BTreeSet, fmt};

use super::{Cfg, Config, ConfigError, Located, Origin, target::matching_tables};
use crate::{Cx, Pause};

/// The flags that cargo gives rustc for a target, and those that it does not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RustFlags {
    pub source: RustFlagsSource,
    pub flags: Vec<Located<String>>,
    /// The sources after it that have flags, which have no effect.
    pub hidden: Vec<(RustFlagsSource, Vec<Located<String>>)>,
}

/// Where rustflags come from; an earlier one hides those after it, even if it is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RustFlagsSource {
    /// `CARGO_ENCODED_RUSTFLAGS`.
    Encoded,
    /// `RUSTFLAGS`.
    Variable,
    /// `target.<triple>.rustflags`, its variable, and every `target.'cfg(..)'.rustflags` that matches.
    Target,
    /// `build.rustflags` and its variable.
    Build,
    #[default]
    None,
}

impl fmt::Display for RustFlagsSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Encoded => "CARGO_ENCODED_RUSTFLAGS",
            Self::Variable => "RUSTFLAGS",
            Self::Target => "target.<triple>.rustflags",
            Self::Build => "build.rustflags",
            Self::None => "no rustflags",
        })
    }
}

/// The two variables that come before the configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FlagVariables {
    encoded: Option<Vec<Located<String>>>,
    plain: Option<Vec<Located<String>>>,
}

impl FlagVariables {
    pub(super) fn ask(cx: &Cx<'_>) -> Result<Self, Pause> {
        let (encoded, plain) = (cx.env("CARGO_ENCODED_RUSTFLAGS"), cx.env("RUSTFLAGS"));
        Ok(Self::of(encoded?, plain?))
    }

    /// From the values of `CARGO_ENCODED_RUSTFLAGS` and `RUSTFLAGS`; an empty one counts.
    pub fn of(encoded: Option<&str>, plain: Option<&str>) -> Self {
        Self {
            encoded: encoded.map(|text| {
                let flags = if text.is_empty() { Vec::new() } else { text.split('\u{1f}').collect() };
                located("CARGO_ENCODED_RUSTFLAGS", flags)
            }),
            plain: plain.map(|text| {
                let flags = text.split(' ').map(str::trim).filter(|flag| !flag.is_empty()).collect();
                located("RUSTFLAGS", flags)
            }),
        }
    }
}

fn located(name: &str, flags: Vec<&str>) -> Vec<Located<String>> {
    flags.into_iter().map(|flag| Located::new(flag.to_owned(), Origin::Env { name: name.to_owned() })).collect()
}

impl Config {
    /// The flags for the target named `name`, where `cfg` decides which `cfg(..)` tables match; none of them without.
    pub(super) fn rustflags(
        &self,
        name: &str,
        variables: &FlagVariables,
        cfg: Option<&BTreeSet<Cfg>>,
    ) -> Result<RustFlags, ConfigError> {
        let mut target = self.target_list(name)?;
        if let Some(cfg) = cfg {
            for key in matching_tables(self, cfg, "rustflags") {
                target.extend(self.try_string_list(&key, false)?.unwrap_or_default());
            }
        }
        let build = self.try_build_rustflags()?;
        let full = |flags: Vec<_>| Some(flags).filter(|flags: &Vec<_>| !flags.is_empty());
        let sources = [
            (RustFlagsSource::Encoded, variables.encoded.clone()),
            (RustFlagsSource::Variable, variables.plain.clone()),
            (RustFlagsSource::Target, full(target)),
            (RustFlagsSource::Build, full(build)),
        ];
        let mut given = sources.into_iter().filter_map(|(source, flags)| Some((source, flags?)));
        let Some((source, flags)) = given.next() else { return Ok(RustFlags::default()) };
        Ok(RustFlags { source, flags, hidden: given.filter(|(_, flags)| !flags.is_empty()).collect() })
    }
}

//! What cargo has set for one target (cargo `src/context/target.rs`, `src/compiler/compilation.rs`).

use std::collections::BTreeSet;

use super::{
    CargoConfig, Cfg, CfgExpression, Config, ConfigError, Key, Located, Node, RustFlags, ToolPath,
    rustflags::FlagVariables, typed::expected,
};
use crate::{
    Cx, Fact, Failure, Pause, Triple,
    answer::Ran,
    facts::{
        rustc::{Rustc, SpecCfg, TargetCfg},
        toolchain::Toolchain,
    },
};

/// The settings that cargo uses for a build with this target. Without `--target` the host's are used for everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TargetSettings {
    /// None: rustc's own default.
    pub linker: Option<Located<ToolPath>>,
    /// Where `linker` stands in the files, if it does: `["target", "cfg(unix)", "linker"]`.
    pub linker_key: Vec<String>,
    /// The program (resolved) and its arguments.
    pub runner: Option<Located<Vec<String>>>,
    pub runner_key: Vec<String>,
    pub rustflags: RustFlags,
    /// What stops cargo when it looks for these settings. Where there are any, the settings are those of the rest.
    pub errors: Vec<ConfigError>,
}

impl Fact for TargetSettings {
    type Key = Triple;

    fn conclude(triple: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let (config, variables) = (cx.fact::<CargoConfig>(()), FlagVariables::ask(cx));
        let (config, variables) = (config?, variables?);
        Self::resolve(&config, triple, Some(&variables), |flags| target_cfg(&config, triple, flags, cx))
    }
}

impl TargetSettings {
    /// The settings for `triple`; without `variables` those of what is built for the host and gets no rustflags.
    /// `cfg_with` says what the target's `cfg` is when rustc gets these flags; it is asked
    /// only where there are `cfg(..)` tables.
    pub fn resolve(
        config: &Config,
        triple: &Triple,
        variables: Option<&FlagVariables>,
        mut cfg_with: impl FnMut(&[&str]) -> Result<BTreeSet<Cfg>, Pause>,
    ) -> Result<Self, Pause> {
        let name = short_name(triple);
        let mut errors = config.target_table_errors(name);
        let mut note = |error: ConfigError| {
            if !errors.contains(&error) {
                errors.push(error);
            }
        };
        let Some(variables) = variables else {
            let mut script = Self::default();
            let cfg = if config.cfg_tables().next().is_some() { cfg_with(&[])? } else { BTreeSet::new() };
            script.pick_programs(config, name, &cfg, &mut note);
            script.errors = errors;
            return Ok(script);
        };
        let mut rustflags = config.rustflags(name, variables, None).map_err(&mut note).unwrap_or_default();
        let mut cfg = BTreeSet::new();
        if config.cfg_tables().next().is_some() {
            cfg = cfg_with(&texts(&rustflags))?;
            let again = config.rustflags(name, variables, Some(&cfg)).map_err(&mut note).unwrap_or_default();
            // Flags decide `cfg`, which decides flags: cargo asks twice, and keeps the flags it asked with last, whatever
            // they lead to (`TargetInfo::new`).
            if texts(&again) != texts(&rustflags) {
                cfg = cfg_with(&texts(&again))?;
            }
            rustflags = again;
        }
        let mut settings = Self { rustflags, ..Self::default() };
        settings.pick_programs(config, name, &cfg, &mut note);
        settings.errors = errors;
        Ok(settings)
    }

    fn pick_programs(&mut self, config: &Config, name: &str, cfg: &BTreeSet<Cfg>, mut note: impl FnMut(ConfigError)) {
        let table = Key::parse(&format!("target.{name}"));
        let linker = config.pick(&table, "linker", cfg, |key, exact| config.try_program(key, exact));
        if let Some((linker, key)) = linker.map_err(&mut note).unwrap_or_default() {
            (self.linker, self.linker_key) = (Some(linker), key);
        }
        let runner = config.pick(&table, "runner", cfg, |key, exact| config.try_program_and_arguments(key, exact));
        if let Some((runner, key)) = runner.map_err(&mut note).unwrap_or_default() {
            (self.runner, self.runner_key) = (Some(runner), key);
        }
    }
}

/// What cargo has set for build scripts and procedural macros of a build with `--target`: the host's settings without any
/// rustflags, so that a `cfg(..)` table that only matches with them does not count. Without `--target` it is the host's
/// [`TargetSettings`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScriptSettings(pub TargetSettings);

impl Fact for ScriptSettings {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let (config, rustc) = (cx.fact::<CargoConfig>(()), cx.fact::<Rustc>(()));
        let (config, host) = (config?, rustc?.host.clone());
        TargetSettings::resolve(&config, &host, None, |flags| target_cfg(&config, &host, flags, cx)).map(Self)
    }
}

/// The name by which the configuration knows a target: a specification's file name without its extension.
fn short_name(triple: &Triple) -> &str {
    let name = triple.as_str();
    let Some(path) = name.strip_suffix(".json") else { return name };
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

fn texts(flags: &RustFlags) -> Vec<&str> {
    flags.flags.iter().map(|flag| flag.value.as_str()).collect()
}

type Picked<T> = Option<(Located<T>, Vec<String>)>;

impl Config {
    /// `target.<triple>.rustflags` and its variable.
    pub(super) fn target_list(&self, name: &str) -> Result<Vec<Located<String>>, ConfigError> {
        Ok(self.try_string_list(&Key::parse(&format!("target.{name}.rustflags")), true)?.unwrap_or_default())
    }

    /// The `cfg(..)` tables by name, in the order in which cargo goes through them.
    pub(super) fn cfg_tables(&self) -> impl Iterator<Item = (&str, &Node)> {
        self.tables(&["target"]).filter(|(name, _)| name.starts_with("cfg("))
    }

    /// The triple's own table before those that match; two of them are an error (`target_linker`, `target_runner`).
    fn pick<T>(
        &self,
        table: &Key,
        field: &str,
        cfg: &BTreeSet<Cfg>,
        read: impl Fn(&Key, bool) -> Result<Option<Located<T>>, ConfigError>,
    ) -> Result<Picked<T>, ConfigError> {
        let key = table.with(field);
        if let Some(value) = read(&key, true)? {
            return Ok(Some((value, key.parts().to_vec())));
        }
        if field == "linker" && !self.rules.cfg_linker {
            return Ok(None);
        }
        let mut found: Picked<T> = None;
        for key in matching_tables(self, cfg, field) {
            let Some(value) = read(&key, false)? else { continue };
            if let Some((first, first_key)) = &found {
                let message = format!(
                    "two tables match this target and set `{field}`: `{}` in {}, and `{}`",
                    first_key.get(1).map_or("", String::as_str),
                    first.origin,
                    key.parts()[1],
                );
                return Err(ConfigError::at(message, &value.origin));
            }
            found = Some((value, key.parts().to_vec()));
        }
        Ok(found)
    }

    /// What in `[target]` stops a build for the target `name`: every table's shapes, as cargo reads them all
    /// (`load_target_cfgs`), and those of its own (`load_config_table`).
    fn target_table_errors(&self, name: &str) -> Vec<ConfigError> {
        let key = Key::parse("target");
        let mut errors = Vec::new();
        match self.in_files(&key) {
            Err(error) => errors.push(error),
            Ok(Some(node)) if node.as_table().is_none() => return vec![expected("a table", &key, node)],
            Ok(Some(_) | None) => {}
        }
        for (table, node) in self.tables(&["target"]) {
            let key = key.with_exact(table);
            if node.as_table().is_none() {
                errors.push(expected("a table", &key, node));
                continue;
            }
            let given = |field: &str| node.at(&[field]).is_some();
            let results = [
                given("runner").then(|| self.try_program_and_arguments(&key.with_exact("runner"), false).map(drop)),
                given("rustflags").then(|| self.try_string_list(&key.with_exact("rustflags"), false).map(drop)),
                given("linker").then(|| self.try_program(&key.with_exact("linker"), false).map(drop)),
            ];
            errors.extend(results.into_iter().flatten().filter_map(Result::err));
        }
        let own = Key::parse(&format!("target.{name}"));
        errors.extend(self.try_string_list(&own.with("rustdocflags"), true).err());
        match self.in_files(&own) {
            Err(error) => errors.push(error),
            Ok(Some(node)) => errors.extend(super::links::errors(&own, node)),
            Ok(None) => {}
        }
        errors.dedup();
        errors
    }
}

/// The keys of `field` in the tables that match and have it, in order. What a file does not give, no variable adds here:
/// cargo goes through the entries that there are.
pub(super) fn matching_tables(config: &Config, cfg: &BTreeSet<Cfg>, field: &str) -> Vec<Key> {
    let matching = config.cfg_tables().filter(|(name, node)| {
        node.at(&[field]).is_some() && CfgExpression::of_table(name).is_some_and(|expression| expression.matches(cfg))
    });
    matching.map(|(name, _)| Key::parse("target").with_exact(name).with_exact(field)).collect()
}

/// The target's `cfg` with these flags, which is what cargo asks rustc for; only what its specification says, where that
/// decides every table.
fn target_cfg(config: &Config, triple: &Triple, flags: &[&str], cx: &Cx<'_>) -> Result<BTreeSet<Cfg>, Pause> {
    let deciding = deciding_flags(flags);
    if deciding.is_empty() {
        if let Some(spec) = SpecCfg::known(triple, cx)? {
            let mut expressions = config.cfg_tables().filter_map(|(name, _)| CfgExpression::of_table(name));
            if expressions.all(|expression| expression.decide(&|value| spec.says(value)).is_some()) {
                return Ok(spec.0.clone());
            }
        }
        return Ok(cx.fact::<TargetCfg>(triple.clone())?.values());
    }
    let toolchain = cx.fact::<Toolchain>(())?;
    let arguments = ["--print", "cfg", "--target", triple.as_str()].map(str::to_owned);
    let run = toolchain.rustc(arguments.into_iter().chain(deciding));
    match cx.run(run)? {
        Ran::Finished { exit, stdout, .. } if exit.success() => Ok(stdout.lines().filter_map(Cfg::parse).collect()),
        Ran::Finished { stderr, .. } => {
            let message = format!("`{} --print cfg` with the configured rustflags: {}", toolchain.rustc, stderr.trim());
            Err(Pause::Unknown(Failure::Failed { message }))
        }
        Ran::NotFound | Ran::NotExecutable { .. } => {
            Err(Pause::Unknown(Failure::Failed { message: format!("cannot run `{}`", toolchain.rustc) }))
        }
    }
}

/// The flags without those that cannot change a `cfg`: arguments for the linker, libraries, lints.
fn deciding_flags(flags: &[&str]) -> Vec<String> {
    const HARMLESS: [&str; 12] = [
        "link-arg",
        "link-args",
        "linker",
        "linker-flavor",
        "link-self-contained",
        "strip",
        "rpath",
        "debuginfo",
        "codegen-units",
        "lto",
        "prefer-dynamic",
        "symbol-mangling-version",
    ];
    let harmless = |option: &str| {
        let name = option.split('=').next().unwrap_or(option).replace('_', "-");
        HARMLESS.contains(&name.as_str())
    };
    let mut deciding = Vec::new();
    let mut rest = flags.iter();
    while let Some(flag) = rest.next() {
        match *flag {
            "-C" | "--codegen" => {
                let Some(option) = rest.next() else { continue };
                if !harmless(option) {
                    deciding.extend([(*flag).to_owned(), (*option).to_owned()]);
                }
            }
            "-L" | "-l" | "-W" | "-A" | "-D" | "-F" => {
                rest.next();
            }
            flag if flag.strip_prefix("-C").is_some_and(harmless) => {}
            flag if ["-L", "-l", "-W", "-A", "-D", "-F"].iter().any(|start| flag.starts_with(start)) => {}
            flag => deciding.push(flag.to_owned()),
        }
    }
    deciding
}

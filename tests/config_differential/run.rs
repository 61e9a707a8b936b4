//! What cargo really hands on, recorded by a program in rustc's place, against the resolved settings.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
    process::Command,
};

use tempfile::TempDir;
use xdoctor_checks::{
    Triple,
    facts::cargo_config::{Cfg, Config, ConfigError, EnvTable, FlagVariables, TargetSettings},
};

use crate::{
    cargo::{CARGO, RULES, cargo},
    hierarchy::{Care, Hierarchy},
    host::fact,
    random::Random,
    recorder::{SEPARATOR, cfg_of},
    settings::{HOST, TARGETS},
};

/// The compiled recorder.
pub(crate) struct Recorder {
    program: PathBuf,
    _directory: TempDir,
}

impl Recorder {
    pub(crate) fn compile() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let program = directory.path().join("recorder");
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/config_differential/recorder.rs");
        let rustc = CARGO.with_file_name(format!("rustc{}", std::env::consts::EXE_SUFFIX));
        let rustc = if rustc.exists() { rustc } else { "rustc".into() };
        let arguments = ["--edition=2024", "-Copt-level=1", "-Cstrip=symbols", source, "-o"];
        let status = Command::new(rustc).args(arguments).arg(&program).status().expect("rustc runs");
        assert!(status.success(), "the recorder compiles");
        Self { program, _directory: directory }
    }
}

pub(crate) fn case(seed: u64, recorder: &Recorder) -> Result<(), String> {
    let care = if seed.is_multiple_of(3) { Care::Odd } else { Care::Sane };
    let hierarchy = Hierarchy::new(seed.wrapping_add(1 << 32), care);
    let difference = differences(&hierarchy, recorder, &mut Random::new(!seed));
    difference.map_err(|difference| {
        let message = format!("{difference}\n{}", hierarchy.describe());
        if std::env::var_os("CONFIG_DIFFERENTIAL_SEED").is_some() {
            hierarchy.keep();
        }
        message
    })
}

fn differences(hierarchy: &Hierarchy, recorder: &Recorder, random: &mut Random) -> Result<(), String> {
    write_package(hierarchy);
    // Through a link too, so that cargo can write there.
    let home = hierarchy.variables.get("CARGO_HOME").map(|home| hierarchy.cwd.join(home));
    if let Some(home) = home {
        fs::create_dir_all(fs::read_link(&home).unwrap_or(home)).expect("a directory");
    }
    let config = fact::<Config>(hierarchy, &RULES).map_err(|pause| format!("{pause:?}"))?;

    let chosen = (!random.one_in(3)).then(|| random.pick(&TARGETS));
    let configured = || {
        let targets = config.try_build_targets().unwrap_or_default().into_iter();
        let targets: BTreeSet<_> = targets.map(|target| Some(target.value)).collect();
        if targets.is_empty() { vec![None] } else { targets.into_iter().collect() }
    };
    let targets: Vec<Option<String>> = chosen.map_or_else(configured, |target| vec![Some(target.to_owned())]);
    let outcome = record(hierarchy, recorder, chosen);
    let settings = |target: &Option<String>| settings(hierarchy, &config, target.as_deref().unwrap_or(HOST), true);
    let host = if targets == [None] { settings(&None) } else { self::settings(hierarchy, &config, HOST, false) };
    let errors: Vec<ConfigError> = config
        .errors
        .iter()
        .cloned()
        .chain(config.table_errors())
        .chain(if chosen.is_none() { config.build_target_errors() } else { Vec::new() })
        .chain(targets.iter().flat_map(|target| settings(target).errors))
        .chain(host.errors.clone())
        .collect();
    if !errors.is_empty() || outcome.compiled.is_empty() {
        if !errors.is_empty() && outcome.compiled.is_empty() {
            return Ok(());
        }
        return Err(format!("we refuse for {errors:#?}\ncargo says {}", outcome.said));
    }
    let table = EnvTable::resolve(&config, |name| hierarchy.variables.get(name).cloned());
    for target in &targets {
        let own = settings(target);
        outcome.check_program(target.as_deref(), &own)?;
        outcome.check_script(target.as_deref(), &own, &table)?;
        let quiet = config.root.at(&["term", "quiet"]).is_some_and(|quiet| quiet.to_toml() == "true");
        if chosen.is_some() && config.unstable.is_empty() && !quiet {
            outcome.check_runner(&own)?;
        }
    }
    outcome.check_script_build(&host)
}

fn settings(hierarchy: &Hierarchy, config: &Config, target: &str, with_flags: bool) -> TargetSettings {
    let variable = |name: &str| hierarchy.variables.get(name).map(String::as_str);
    let variables = FlagVariables::of(variable("CARGO_ENCODED_RUSTFLAGS"), variable("RUSTFLAGS"));
    let cfg_with = |flags: &[&str]| {
        let arguments: Vec<_> = ["--target", target].iter().chain(flags).map(|text| (*text).to_owned()).collect();
        Ok(cfg_of(&arguments).iter().filter_map(|line| Cfg::parse(line)).collect())
    };
    TargetSettings::resolve(config, &Triple::new(target), with_flags.then_some(&variables), cfg_with)
        .expect("everything is answered")
}

fn write_package(hierarchy: &Hierarchy) {
    let write = |name: &str, text: &str| fs::write(hierarchy.cwd.join(name), text).expect("written");
    write("Cargo.toml", "[package]\nname = \"x\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[workspace]\n");
    write("build.rs", "");
    fs::create_dir_all(hierarchy.cwd.join("src")).expect("a directory");
    write("src/main.rs", "");
}

/// What cargo handed on.
struct Recorded {
    /// Arguments of every compilation.
    compiled: Vec<Vec<String>>,
    /// The environment of every build script and program.
    ran: Vec<BTreeMap<String, String>>,
    /// What cargo printed.
    said: String,
}

fn record(hierarchy: &Hierarchy, recorder: &Recorder, target: Option<&str>) -> Recorded {
    let file = hierarchy.cwd.join("record");
    let mut command = cargo(hierarchy);
    command.env("RUSTC", &recorder.program).env("RECORD", &file);
    match target {
        Some(target) => command.args(["run", "--offline", "--target", target]),
        None => command.args(["build", "--offline"]),
    };
    let output = command.output().expect("cargo runs");
    let text = fs::read_to_string(&file).unwrap_or_default();
    let (mut compiled, mut ran) = (Vec::new(), Vec::new());
    for line in text.lines() {
        let mut parts = line.split(SEPARATOR).map(str::to_owned);
        match parts.next().as_deref() {
            Some("rustc") => compiled.push(parts.collect()),
            _ => ran.push(
                parts.filter_map(|part| part.split_once('=').map(|(n, v)| (n.to_owned(), v.to_owned()))).collect(),
            ),
        }
    }
    Recorded { compiled, ran, said: String::from_utf8_lossy(&output.stderr).into_owned() }
}

impl Recorded {
    /// The compilation of a crate for a target (none: no `--target`).
    fn compilation(&self, name: &str, target: Option<&str>) -> Result<&[String], String> {
        let of = |arguments: &[String], option: &str| {
            arguments.windows(2).find(|pair| pair[0] == option).map(|pair| pair[1].clone())
        };
        let mut found = self.compiled.iter().filter(|arguments| {
            of(arguments, "--crate-name").as_deref() == Some(name) && of(arguments, "--target").as_deref() == target
        });
        let first = found.next().ok_or_else(|| format!("cargo compiled no `{name}` for {target:?}: {}", self.said))?;
        Ok(first)
    }

    fn check_program(&self, target: Option<&str>, settings: &TargetSettings) -> Result<(), String> {
        check_flags(self.compilation("x", target)?, settings)
    }

    fn check_script_build(&self, host: &TargetSettings) -> Result<(), String> {
        check_flags(self.compilation("build_script_build", None)?, host)
    }

    fn check_script(&self, target: Option<&str>, settings: &TargetSettings, table: &EnvTable) -> Result<(), String> {
        let target = target.unwrap_or(HOST);
        let script = self.ran.iter().find(|variables| variables.get("TARGET").is_some_and(|name| name == target));
        let variables = script.ok_or_else(|| format!("no build script ran for {target}: {}", self.said))?;
        let linker = settings.linker.as_ref().map(|linker| linker.value.resolved.as_str());
        let flags: Vec<_> = settings.rustflags.flags.iter().map(|flag| flag.value.as_str()).collect();
        let flags = flags.join("\u{1f}");
        let mut expected = vec![("RUSTC_LINKER", linker), ("CARGO_ENCODED_RUSTFLAGS", Some(flags.as_str()))];
        for name in ["A", "B", "SYSROOT", "CC_aarch64"] {
            let inherited = table.entries.get(name).and_then(|entry| entry.inherited.as_deref());
            let ours = table.value(name).map(|value| value.value.as_str()).or(inherited);
            if table.entries.contains_key(name) {
                expected.push((name, ours));
            }
        }
        for (name, ours) in expected {
            let theirs = variables.get(name).map(String::as_str);
            if ours != theirs {
                return Err(format!("{name} of the build script: ours {ours:?}, cargo {theirs:?}"));
            }
        }
        Ok(())
    }

    fn check_runner(&self, settings: &TargetSettings) -> Result<(), String> {
        let line = self.said.lines().find_map(|line| {
            let command = line.trim_start().strip_prefix("Running `")?.strip_suffix("/debug/x`")?;
            Some(command.rsplit_once(' ').map_or("", |(runner, _)| runner).to_owned())
        });
        let ours = settings.runner.as_ref().map(|runner| runner.value.join(" ")).unwrap_or_default();
        match line {
            Some(theirs) if theirs == ours => Ok(()),
            theirs => Err(format!("runner: ours `{ours}`, cargo {theirs:?}: {}", self.said)),
        }
    }
}

/// rustflags stand last, and the linker before them.
fn check_flags(arguments: &[String], settings: &TargetSettings) -> Result<(), String> {
    let flags: Vec<_> = settings.rustflags.flags.iter().map(|flag| flag.value.clone()).collect();
    let Some(before) = arguments.strip_suffix(flags.as_slice()) else {
        return Err(format!("flags: ours {flags:?}, cargo {arguments:?}"));
    };
    let linkers: Vec<_> =
        before.windows(2).filter(|pair| pair[0] == "-C").filter_map(|pair| pair[1].strip_prefix("linker=")).collect();
    let ours: Vec<_> = settings.linker.iter().map(|linker| linker.value.resolved.as_str()).collect();
    if linkers != ours {
        return Err(format!("linker: ours {ours:?}, cargo {arguments:?}"));
    }
    // A shorter list would be a suffix as well: what cargo puts before the flags is its own.
    let own = before.last().is_some_and(|last| {
        last.starts_with("dependency=") || last.starts_with("linker=") || last.starts_with("incremental=")
    });
    if own { Ok(()) } else { Err(format!("flags: ours {flags:?}, cargo {arguments:?}")) }
}

//! Rules of one version or another, which the differential test sees only in the cargo that runs it.

use semver::Version;

use super::*;
use crate::{
    Triple,
    cargo_config::testing::{AARCH64, HOST, THUMB, with_version},
    testing::Fake,
};

const FILE: &str = "/p/.cargo/config.toml";

fn by(minor: u64, fake: Fake) -> Fake {
    with_version(fake, Version::new(1, minor, 0))
}

fn config(minor: u64, fake: Fake) -> std::sync::Arc<CargoConfig> {
    by(minor, fake).fact::<CargoConfig>(&()).expect("concluded")
}

fn settings(fake: Fake, target: &str) -> std::sync::Arc<TargetSettings> {
    by(96, fake).fact::<TargetSettings>(&Triple::new(target)).expect("concluded")
}

fn texts(flags: &[Located<String>]) -> Vec<&str> {
    flags.iter().map(|flag| flag.value.as_str()).collect()
}

fn messages(config: &Config) -> Vec<String> {
    config.errors.iter().map(ToString::to_string).collect()
}

#[test]
fn includes_are_followed_from_1_94_on() {
    let fake = Fake::linux()
        .file(FILE, "include = ['more.toml']\nbuild.jobs = 1\n")
        .file("/p/.cargo/more.toml", "[target.t]\nlinker = 'tools/cc'\n");
    let linker = |config: &Config| config.string(&["target", "t", "linker"]).map(|linker| linker.origin.to_string());
    assert_eq!(linker(&config(94, fake.clone())), Some("`/p/.cargo/more.toml` line 2".into()));
    assert_eq!(linker(&config(93, fake.clone())), None);
    assert_eq!(messages(&config(93, fake)), [""; 0]);
}

#[test]
fn the_table_form_of_include_kills_an_older_cargo() {
    let fake = Fake::linux().file(FILE, "include = [{ path = 'more.toml', optional = true }]\n");
    assert_eq!(messages(&config(94, fake.clone())), [""; 0]);
    assert_eq!(
        messages(&config(92, fake)),
        [format!("`{FILE}` line 1 column 12: a list of cargo before 1.93 holds strings only, at `include`")]
    );
}

#[test]
fn toml_1_1_needs_1_94() {
    for text in ["env.A = { value = 'x', }\n", "env.A = {\n  value = 'x'\n}\n", "env.A = \"\\e\"\n"] {
        let fake = Fake::linux().file(FILE, text);
        assert_eq!(config(94, fake.clone()).errors, [], "{text}");
        assert_eq!(config(93, fake).errors.len(), 1, "{text}");
    }
    let fake = Fake::linux().file(FILE, "env.A = \"\\\\e\"\nenv.B = { value = '''\n''' }\nenv.C = '\\e'\n");
    assert_eq!(config(93, fake).errors, []);
}

#[test]
fn a_nearer_runner_replaces_from_1_86_on() {
    let fake = Fake::linux()
        .file(FILE, "[target.aarch64-unknown-linux-gnu]\nrunner = ['near']\n")
        .file("/.cargo/config.toml", "[target.aarch64-unknown-linux-gnu]\nrunner = ['far', '-x']\n");
    let runner = |minor| {
        let settings = by(minor, fake.clone()).fact::<TargetSettings>(&Triple::new(AARCH64)).expect("concluded");
        settings.runner.clone().expect("set").value
    };
    assert_eq!(runner(86), ["near"]);
    assert_eq!(runner(85), ["far", "-x", "near"]);
}

#[test]
fn a_list_that_cargo_joins_by_chance_is_noted() {
    let both = |text: &str| {
        let far = text.replace("near", "far");
        config(96, Fake::linux().file(FILE, text).file("/.cargo/config.toml", &far)).unstable.len()
    };
    assert_eq!(both("[target.t]\nrunner = ['near']\n"), 0);
    assert_eq!(both("[target.t]\nrunner = ['near']\nlinker = 'near'\n"), 1);
}

#[test]
fn relative_variables_start_at_their_value_from_1_97_on() {
    let fake = Fake::linux()
        .file(FILE, "include = ['sub/more.toml']\nenv.A = { value = 'x', relative = true }\n")
        .file("/p/.cargo/sub/more.toml", "env.A = { value = 'y', relative = true }\n");
    let value = |minor| {
        let table = by(minor, fake.clone()).fact::<EnvTable>(&()).expect("concluded");
        table.value("A").expect("set").value.clone()
    };
    assert_eq!(value(97), "/p/x");
    assert_eq!(value(96), "/p/.cargo/x");
}

#[test]
fn cargos_home_is_read_once_also_through_a_link() {
    let text = "[build]\nrustflags = ['-Clink-arg=a']\n";
    let flags = |fake: Fake| config(96, fake).list(&["build", "rustflags"]).map(|flags| flags.len());
    let project = Fake::linux().file(FILE, text);
    assert_eq!(flags(project.clone().env("CARGO_HOME", "/p/.cargo")), Some(1));
    assert_eq!(flags(project.clone().symlink("/link", "/p/.cargo").env("CARGO_HOME", "/link")), Some(1));
    assert_eq!(flags(project.file("/home/user/.cargo/config", text).env("CARGO_HOME", "")), Some(2));
}

#[test]
fn no_home_is_an_error_of_cargo() {
    let config = config(96, Fake::linux().no_home());
    assert_eq!(config.errors.len(), 1);
    assert_eq!(config.home, None);
}

#[test]
fn an_empty_variable_of_flags_hides_the_rest() {
    let fake = Fake::linux().env("RUSTFLAGS", "").file(FILE, "[build]\nrustflags = '-Clink-arg=a  -Clink-arg=b'\n");
    let flags = settings(fake, AARCH64).rustflags.clone();
    assert_eq!((flags.source, texts(&flags.flags)), (RustFlagsSource::Variable, vec![]));
    assert_eq!(flags.hidden[0].0, RustFlagsSource::Build);
    assert_eq!(texts(&flags.hidden[0].1), ["-Clink-arg=a", "-Clink-arg=b"]);
}

#[test]
fn flags_of_the_target_and_of_its_expressions_are_joined_in_the_order_of_names() {
    let text = "[target.'cfg(unix)']\nrustflags = ['-Clink-arg=2']\n[target.'cfg(not(windows))']\nrustflags = \
                ['-Clink-arg=1']\n[target.aarch64-unknown-linux-gnu]\nrustflags = ['-Clink-arg=0']\n";
    let fake = Fake::linux().file(FILE, text).env("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUSTFLAGS", "-lv");
    let flags = settings(fake, AARCH64).rustflags.clone();
    assert_eq!(flags.source, RustFlagsSource::Target);
    assert_eq!(texts(&flags.flags), ["-Clink-arg=0", "-lv", "-Clink-arg=1", "-Clink-arg=2"]);
    assert_eq!(flags.flags[1].origin.variable(), Some("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUSTFLAGS"));
}

#[test]
fn a_dotted_triple_is_found_unquoted_and_by_its_variable() {
    let linker = |fake: Fake| settings(fake, THUMB).linker.clone().map(|linker| linker.value.resolved);
    let unquoted = Fake::linux().file(FILE, "[target.thumbv8m.main-none-eabi]\nlinker = 'a/b'\n");
    assert_eq!(linker(unquoted), Some("/p/a/b".into()));
    assert_eq!(linker(Fake::linux().file(FILE, "[target.'thumbv8m.main-none-eabi']\nlinker = 'a'\n")), None);
    let variable = Fake::linux().env("CARGO_TARGET_THUMBV8M_MAIN_NONE_EABI_LINKER", "c/d").cwd("/p/sub");
    assert_eq!(linker(variable), Some("/p/sub/c/d".into()));
}

#[test]
fn build_scripts_of_a_build_for_a_target_get_no_flags_and_match_without_them() {
    let text = "build.rustflags = ['-Clink-arg=a']\n[target.'cfg(unix)']\nlinker = 'l'\n";
    let scripts = by(96, Fake::linux().file(FILE, text)).fact::<ScriptSettings>(&()).expect("concluded");
    assert_eq!(scripts.0.rustflags, RustFlags::default());
    assert_eq!(scripts.0.linker.as_ref().map(|linker| linker.value.text.as_str()), Some("l"));
    let own = settings(Fake::linux().file(FILE, text), HOST);
    assert_eq!(texts(&own.rustflags.flags), ["-Clink-arg=a"]);
}

#[test]
fn host_tuple_is_the_host_from_1_91_on() {
    let fake = Fake::linux().file(FILE, "[build]\ntarget = 'host-tuple'\n");
    let target = |minor| by(minor, fake.clone()).fact::<BuildTargets>(&()).expect("concluded").0[0].value.clone();
    assert_eq!(target(91), Triple::new(HOST));
    assert_eq!(target(90), Triple::new("host-tuple"));
}

#[test]
fn a_windows_machine_is_read_by_its_own_paths() {
    let fake =
        Fake::windows().file("C:\\p\\.cargo\\config.toml", "[target.t]\nlinker = 'tools/cc.exe'\nrunner = 'r\\x a'\n");
    let config = config(96, fake);
    assert_eq!(config.files.iter().map(ToString::to_string).collect::<Vec<_>>(), ["C:\\p\\.cargo\\config.toml"]);
    let linker = config.try_program(&Key::parse("target.t.linker"), true).expect("a string").expect("set");
    assert_eq!(linker.value.resolved, "C:\\p\\tools/cc.exe");
}

#[test]
fn flags_that_undo_their_own_condition_stay_as_they_were_asked_with() {
    // Without the table the flags of `[build]` apply, with which the table matches, which hides them.
    let text = "[build]\nrustflags = ['--cfg', 'own']\n[target.'cfg(own)']\nrustflags = ['-Dwarnings']\n";
    let config = by(96, Fake::linux().file(FILE, text)).fact::<Config>(&Rules::NEWEST).expect("concluded");
    let cfg = |flags: &[&str]| Ok(if flags.contains(&"own") { [Cfg::Name("own".into())].into() } else { [].into() });
    let settings = TargetSettings::resolve(&config, &Triple::new(AARCH64), Some(&FlagVariables::default()), cfg);
    assert_eq!(texts(&settings.expect("resolved").rustflags.flags), ["-Dwarnings"]);
}

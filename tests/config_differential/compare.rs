//! Values, their places and refusals, against `cargo config get`.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use xdoctor_checks::facts::cargo_config::{Config, Key, Node, Origin, Unstable, Value};

use crate::{
    cargo::{RULES, config_get},
    hierarchy::{Care, Hierarchy},
    host::fact,
    random::Random,
    settings::TARGETS,
};

pub(crate) fn case(seed: u64) -> Result<(), String> {
    let hierarchy = Hierarchy::new(seed, [Care::Sane, Care::Odd, Care::Odd, Care::Broken][(seed % 4) as usize]);
    let difference = differences(&hierarchy, &mut Random::new(!seed));
    difference.map_err(|difference| {
        let message = format!("{difference}\n{}", hierarchy.describe());
        if std::env::var_os("CONFIG_DIFFERENTIAL_SEED").is_some() {
            hierarchy.keep();
        }
        message
    })
}

fn differences(hierarchy: &Hierarchy, random: &mut Random) -> Result<(), String> {
    let config = fact::<Config>(hierarchy, &RULES).map_err(|pause| format!("{pause:?}"))?;
    let theirs = config_get(hierarchy, &["--format", "json"]);
    let errors: Vec<_> = config.errors.iter().cloned().chain(config.terminal_errors()).collect();
    let theirs: Json = match (theirs, errors.is_empty()) {
        (Ok(text), true) => serde_json::from_str(&text).map_err(|error| error.to_string())?,
        (Err(_), false) => return Ok(()),
        (Ok(_), false) => return Err(format!("cargo takes what we refuse: {errors:#?}")),
        (Err(message), true) => return Err(format!("cargo refuses: {message}")),
    };
    let ours = json(&config.root);
    if ours != theirs && !(joined(&config).contains(&theirs)) {
        return Err(format!("ours {ours}\ncargo {theirs}"));
    }
    if random.one_in(3) {
        places(hierarchy, &config)?;
    }
    let key = key(random);
    let theirs = config_get(hierarchy, &["--format", "json-value", &key])
        .and_then(|text| serde_json::from_str::<Json>(&text).map_err(|error| error.to_string()));
    let ours = config.with_variable(&Key::parse(&key));
    match (ours, theirs) {
        (Err(_) | Ok(None), Err(_)) => Ok(()),
        (Ok(Some(node)), Ok(theirs)) if json(&node) == theirs => Ok(()),
        (Ok(Some(_)), Ok(_)) if config.unstable.iter().any(|unstable| unstable.key.join(".").starts_with(&key)) => {
            Ok(())
        }
        (ours, theirs) => Err(format!("at `{key}` ours {ours:#?}\ncargo {theirs:?}")),
    }
}

fn key(random: &mut Random) -> String {
    let target = random.pick(&TARGETS);
    match random.below(8) {
        0 => format!("target.{target}"),
        1..=4 => format!("target.{target}.{}", random.pick(&["linker", "runner", "rustflags"])),
        5 => format!("build.{}", random.pick(&["target", "rustflags", "jobs", "incremental"])),
        6 => "env.A".into(),
        _ => "env".into(),
    }
}

fn json(node: &Node) -> Json {
    match &node.value {
        Value::Boolean(boolean) => json!(boolean),
        Value::Integer(number) => json!(number),
        Value::String(text) => json!(text),
        Value::List(list) => Json::Array(list.iter().map(json).collect()),
        Value::Table(table) => Json::Object(table.iter().map(|(name, node)| (name.clone(), json(node))).collect()),
    }
}

/// What cargo says instead where it joins some of the lists that it should replace.
fn joined(config: &Config) -> Vec<Json> {
    let mut all = vec![json(&config.root)];
    for Unstable { key, joined, .. } in &config.unstable {
        // No generated key has what a JSON pointer escapes.
        let pointer = format!("/{}", key.join("/"));
        for mut value in all.clone() {
            if let Some(place) = value.pointer_mut(&pointer) {
                *place = Json::Array(joined.iter().map(json).collect());
                all.push(value);
            }
        }
    }
    all
}

/// The file of every value, as `--show-origin` comments it.
fn places(hierarchy: &Hierarchy, config: &Config) -> Result<(), String> {
    if !config.unstable.is_empty() {
        return Ok(());
    }
    let text = config_get(hierarchy, &["--show-origin"])?;
    let mut theirs = BTreeMap::new();
    let mut list: Option<(String, usize)> = None;
    for line in text.lines() {
        if let Some((key, at)) = &mut list {
            if line == "]" {
                list = None;
            } else if let Some((_, place)) = line.rsplit_once(", # ") {
                theirs.insert(format!("{key}[{at}]"), place.to_owned());
                *at += 1;
            }
        } else if let Some(key) = line.strip_suffix(" = [") {
            list = Some((key.to_owned(), 0));
        } else if let Some((assignment, place)) = line.rsplit_once(" # ")
            && let Some((key, _)) = assignment.split_once(" = ")
        {
            theirs.insert(key.to_owned(), place.to_owned());
        }
    }
    let mut ours = BTreeMap::new();
    places_below(&config.root, &mut Vec::new(), &mut ours);
    // Keys with quotes are printed by rules of their own, and text with line breaks is cut: the plain ones are compared.
    let plain = |key: &&String| !key.contains(['\'', '"', '=']);
    let pick = |map: &BTreeMap<String, String>| {
        map.iter().filter(|(key, _)| plain(key)).map(|(k, v)| (k.clone(), v.clone())).collect::<BTreeMap<_, _>>()
    };
    let (ours, theirs) = (pick(&ours), pick(&theirs));
    if ours == theirs { Ok(()) } else { Err(format!("places: ours {ours:#?}\ncargo {theirs:#?}")) }
}

fn places_below(node: &Node, key: &mut Vec<String>, out: &mut BTreeMap<String, String>) {
    let place = |origin: &Origin| origin.file().map(ToString::to_string).unwrap_or_default();
    match &node.value {
        Value::Table(table) => {
            for (name, node) in table {
                key.push(name.clone());
                places_below(node, key, out);
                key.pop();
            }
        }
        Value::List(list) => {
            for (at, node) in list.iter().enumerate() {
                out.insert(format!("{}[{at}]", dotted(key)), place(&node.origin));
            }
        }
        Value::Boolean(_) | Value::Integer(_) | Value::String(_) => {
            out.insert(dotted(key), place(&node.origin));
        }
    }
}

fn dotted(key: &[String]) -> String {
    let plain = |part: &String| part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    key.iter().map(|part| if plain(part) { part.clone() } else { format!("\"{part}\"") }).collect::<Vec<_>>().join(".")
}

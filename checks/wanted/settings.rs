//! Targets in the settings of tools: cross, dist, and the `metadata` tables of manifests.

use toml_edit::{Item, TableLike};

use super::{SourceKind, spot::Spot, toml::Toml};

/// `Cross.toml`: its default target and the targets it has settings for (cross `docs/config_file.md`).
pub(crate) fn cross_toml(text: &str) -> Vec<Spot> {
    Toml::parse(text).map(|toml| cross(&toml, &[])).unwrap_or_default()
}

fn cross(toml: &Toml<'_>, at: &[&str]) -> Vec<Spot> {
    let path = |rest: &[&'static str]| -> Vec<&str> { [at, rest].concat() };
    let mut spots = toml.words(&path(&["build", "default-target"]));
    // Dotted triples without quotes are two keys, as in cargo's configuration.
    for (key, item) in toml.keys(&path(&["target"])) {
        spots.push(joined(toml, key, item));
    }
    spots
}

/// The key, or with the one below it where a dotted triple stands without quotes.
fn joined(toml: &Toml<'_>, key: Spot, item: &Item) -> Spot {
    if key.written.contains('-') {
        return key;
    }
    let below = item.as_table_like().map(|table| toml.keys_of(table)).unwrap_or_default();
    match below.into_iter().find(|(rest, item)| rest.written.contains('-') && item.is_table_like()) {
        Some((rest, _)) => Spot { written: format!("{}.{}", key.written, rest.written), ..key },
        None => key,
    }
}

/// `dist-workspace.toml` and `dist.toml`: what is released (dist's book, *Config*).
pub(crate) fn dist_toml(text: &str) -> Vec<Spot> {
    Toml::parse(text).map(|toml| toml.words(&["dist", "targets"])).unwrap_or_default()
}

/// A manifest's `[package.metadata]` and `[workspace.metadata]`.
pub(crate) fn manifest(text: &str) -> Vec<(SourceKind, Spot)> {
    let Ok(toml) = Toml::parse(text) else { return Vec::new() };
    let mut found = Vec::new();
    for owner in ["package", "workspace"] {
        let at = [owner, "metadata"];
        let below = |rest: &[&'static str]| -> Vec<&str> { [&at, rest].concat() };
        let mut take = |kind, spots: Vec<Spot>| found.extend(spots.into_iter().map(|spot| (kind, spot)));
        take(SourceKind::Dist, toml.words(&below(&["dist", "targets"])));
        take(SourceKind::CrossToml, cross(&toml, &below(&["cross"])));
        for path in TOOLS {
            take(SourceKind::CargoMetadata, toml.words(&below(path)));
        }
        for path in TABLES {
            let keys = toml.keys(&below(path)).into_iter().map(|(key, item)| joined(&toml, key, item));
            take(SourceKind::CargoMetadata, keys.collect());
        }
    }
    // Cargo's own, on a nightly: `per-package-target`.
    for key in ["default-target", "forced-target"] {
        found.extend(toml.words(&["package", key]).into_iter().map(|spot| (SourceKind::CargoMetadata, spot)));
    }
    found
}

/// Lists or single names of targets below `metadata`.
const TOOLS: &[&[&str]] = &[
    // docs.rs builds documentation for these (docs.rs, *About: metadata*).
    &["docs", "rs", "targets"],
    &["docs", "rs", "default-target"],
    // cargo-apk, ndk-glue and xbuild (cargo-apk README).
    &["android", "build_targets"],
    // cargo-ndk before 4 (its README, *Configuration*).
    &["ndk", "targets"],
    // bootimage before 0.8.
    &["bootimage", "default-target"],
    // cargo-lambda (its reference, *cargo lambda build*).
    &["lambda", "build", "target"],
    // cargo-leptos (its README).
    &["leptos", "bin-target-triple"],
    &["leptos", "lib-target-triple"],
    // cargo-xwin and cargo-zigbuild have none; cargo-bundle and cargo-deb take theirs from the command line.
];

/// Tables whose keys are targets.
const TABLES: &[&[&str]] = &[
    // cargo-binstall (its SUPPORT.md, *overrides*).
    &["binstall", "overrides"],
];

/// `pyproject.toml`: maturin's settings of one target (maturin's book, *Config*).
pub(crate) fn pyproject(text: &str) -> Vec<Spot> {
    let Ok(toml) = Toml::parse(text) else { return Vec::new() };
    let mut spots = toml.words(&["tool", "maturin", "target"]);
    if let Some(table) = toml.item(&["tool", "maturin", "target"]).and_then(Item::as_table_like) {
        spots.extend(tables(&toml, table));
    }
    spots
}

fn tables(toml: &Toml<'_>, table: &dyn TableLike) -> Vec<Spot> {
    toml.keys_of(table).into_iter().filter(|(_, item)| item.is_table_like()).map(|(key, _)| key).collect()
}

#[cfg(test)]
mod tests {
    use super::{super::toml::tests::places, *};

    #[test]
    fn cross_has_a_default_and_tables() {
        let text = "[build]\ndefault-target = \"a-b\"\nzig = true\n[target.c-d]\nimage = 'x-y-z'\n[target.thumbv8m.main-none-eabi]\nimage = 'x'\n";
        assert_eq!(places(&cross_toml(text)), [("a-b", 2, 19), ("c-d", 4, 9), ("thumbv8m.main-none-eabi", 6, 9)]);
    }

    #[test]
    fn dist_lists_what_is_released() {
        let text = "[workspace]\nmembers = ['cargo:.']\n[dist]\ntargets = ['a-b', \"c-d\"]\ninstallers = ['shell']\n";
        assert_eq!(places(&dist_toml(text)), [("a-b", 4, 13), ("c-d", 4, 20)]);
    }

    #[test]
    fn metadata_of_tools() {
        let text = "\
[package]
name = 'x'
[package.metadata.docs.rs]
targets = ['a-b']
default-target = 'c-d'
[package.metadata.component]
target = 'my-wit-world'
[package.metadata.android]
build_targets = ['e-f']
[package.metadata.binstall.overrides.g-h]
pkg-url = 'x'
[workspace.metadata.dist]
targets = ['i-j']
[package.metadata.cross.target.k-l]
image = 'x'
[target.m-n.dependencies]
libc = '1'
[package.metadata.bundle]
targets = ['not-one']
";
        let read: Vec<_> = manifest(text).into_iter().map(|(kind, spot)| (kind, spot.written, spot.line)).collect();
        assert_eq!(
            read,
            [
                (SourceKind::CrossToml, "k-l".into(), 14),
                (SourceKind::CargoMetadata, "a-b".into(), 4),
                (SourceKind::CargoMetadata, "c-d".into(), 5),
                (SourceKind::CargoMetadata, "e-f".into(), 9),
                (SourceKind::CargoMetadata, "g-h".into(), 10),
                (SourceKind::Dist, "i-j".into(), 13),
            ]
        );
    }

    #[test]
    fn maturin_has_settings_of_a_target() {
        let text = "[tool.maturin]\nfeatures = ['a-b']\n[tool.maturin.target.c-d]\nmacos-deployment-target = '11.0'\n";
        assert_eq!(places(&pyproject(text)), [("c-d", 3, 22)]);
    }
}

//! cross's settings: `Cross.toml`, `metadata.cross` of manifests, and variables.

use std::collections::BTreeMap;

use toml_edit::{Document, Item};

use crate::{Cx, Fact, HostPath, Pause, Triple, facts::project::Project};

/// What cross is told of a target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CrossTarget {
    /// The image's name, or the part of one (`-centos`, `:edge`).
    pub image: Option<String>,
    /// An image is built from a file of the project.
    pub dockerfile: bool,
    /// The image with zig is used for it.
    pub zig: bool,
}

/// The settings of every target, a variable before the file (cross `src/config.rs`), `Cross.toml` before the manifest
/// (`src/lib.rs`, `toml`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrossSettings {
    /// The file that is read, where there is one.
    pub file: Option<HostPath>,
    /// The directory of the workspace.
    pub root: HostPath,
    texts: Vec<(String, &'static [&'static str])>,
    variables: BTreeMap<String, String>,
}

impl Fact for CrossSettings {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let (project, host) = (Project::here(cx), cx.host());
        let (named, variables) = (cx.env("CROSS_CONFIG"), cx.env_prefix("CROSS_"));
        let (project, host, named, variables) = (project?, host?, named?, variables?);
        let root = project.as_ref().map_or_else(|| host.cwd.clone(), |project| project.root.clone());
        let file = named.map_or_else(|| root.join("Cross.toml"), |named| host.cwd.join(named));
        let (own, manifest) = (cx.text(&file), cx.text(&root.join("Cargo.toml")));
        let (own, manifest) = (own?.map(str::to_owned), manifest?.map(str::to_owned));
        let mut texts: Vec<(String, &'static [&'static str])> = Vec::new();
        let is_there = own.is_some();
        texts.extend(own.map(|text| (text, [].as_slice())));
        for at in [["workspace", "metadata", "cross"].as_slice(), ["package", "metadata", "cross"].as_slice()] {
            texts.extend(manifest.clone().map(|text| (text, at)));
        }
        Ok(Self { file: is_there.then_some(file), root, texts, variables: variables.clone() })
    }
}

impl CrossSettings {
    /// What they say of a target.
    pub fn of(&self, target: &Triple) -> CrossTarget {
        let name = target.as_str().replace(['-', '.'], "_").to_ascii_uppercase();
        let variable = |key: &str| {
            let of_target = self.variables.get(&format!("CROSS_TARGET_{name}_{key}"));
            of_target.or_else(|| self.variables.get(&format!("CROSS_BUILD_{key}"))).cloned()
        };
        let mut settings = CrossTarget {
            image: self.variables.get(&format!("CROSS_TARGET_{name}_IMAGE")).cloned(),
            dockerfile: variable("DOCKERFILE").is_some(),
            zig: variable("ZIG").is_some_and(|value| super::is_on(&value)),
        };
        for (text, at) in &self.texts {
            let Ok(document) = Document::parse(text.as_str()) else { continue };
            let root = document.as_item();
            let Some(root) = at.iter().try_fold(root, |item, key| item.get(*key)) else { continue };
            let own = root.get("target").and_then(|table| table.get(target.as_str()));
            let build = root.get("build");
            let image = own.and_then(|own| own.get("image"));
            settings.image = settings.image.or_else(|| image.and_then(image_name));
            let both = [own, build];
            settings.dockerfile |= both.into_iter().flatten().any(|table| table.get("dockerfile").is_some());
            settings.zig |= both.into_iter().flatten().filter_map(|table| table.get("zig")).any(is_zig);
        }
        settings
    }
}

/// A string, or a table with a name.
fn image_name(item: &Item) -> Option<String> {
    item.as_str().or_else(|| item.get("name").and_then(Item::as_str)).map(str::to_owned)
}

/// `true`, a glibc version, or a table that does not say no.
fn is_zig(item: &Item) -> bool {
    item.as_bool().unwrap_or(true) && item.get("enable").and_then(Item::as_bool).unwrap_or(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Fake;

    fn of(fake: &Fake, target: &str) -> CrossTarget {
        fake.fact::<CrossSettings>(&()).expect("settings").of(&Triple::new(target))
    }

    #[test]
    fn file_manifest_and_variables_are_read_in_this_order() {
        let fake = Fake::linux()
            .file(
                "/p/Cargo.toml",
                "[package]\nname = \"app\"\n[package.metadata.cross.target.riscv64gc-unknown-linux-gnu]\nzig = \"2.27\"\n",
            )
            .file("/p/src/main.rs", "")
            .file(
                "/p/Cross.toml",
                "[target.aarch64-unknown-linux-gnu]\nimage = \"ours/aarch64:1\"\n\
                 [target.csky-unknown-linux-gnuabiv2]\ndockerfile = \"docker/csky\"\n",
            )
            .env("CROSS_TARGET_ARMV7_UNKNOWN_LINUX_GNUEABIHF_IMAGE", "-local")
            .missing_rest();
        let image = |name: &str| CrossTarget { image: Some(name.into()), ..CrossTarget::default() };
        assert_eq!(of(&fake, "aarch64-unknown-linux-gnu"), image("ours/aarch64:1"));
        assert_eq!(of(&fake, "armv7-unknown-linux-gnueabihf"), image("-local"));
        let dockerfile = CrossTarget { dockerfile: true, ..CrossTarget::default() };
        assert_eq!(of(&fake, "csky-unknown-linux-gnuabiv2"), dockerfile);
        assert!(of(&fake, "riscv64gc-unknown-linux-gnu").zig);
        assert_eq!(of(&fake, "x86_64-unknown-linux-gnu"), CrossTarget::default());
    }
}

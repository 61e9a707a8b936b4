//! The installations of Visual Studio and its Build Tools, 2017 and later.

use serde::Deserialize;

use crate::{
    Cx, Fact, HostPath, Pause,
    answer::{Dir, FileBytes, Ran},
    question::{Limit, Run},
};

/// Every installation, the newest first.
///
/// find-msvc-tools asks Microsoft's setup API, which reads `state.json` of each instance below `ProgramData`
/// (ziglang/zig `lib/std/zig/WindowsSdk.zig`, `findViaCOM`, does the same); where that cannot be read, `vswhere` is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installations(pub Vec<Installation>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    pub path: HostPath,
    /// `17.12.35527.113`.
    pub version: String,
    /// `Visual Studio Build Tools 2022`, where it says so.
    pub name: Option<String>,
}

impl Installation {
    /// As in a sentence.
    pub fn phrase(&self) -> String {
        match &self.name {
            Some(name) => format!("{name} in `{}`", self.path),
            None => format!("Visual Studio {} in `{}`", self.version, self.path),
        }
    }

    fn numbers(&self) -> Vec<u64> {
        self.version.split('.').map(|part| part.parse().unwrap_or(0)).collect()
    }
}

/// Of `state.json`, and of `vswhere -format json`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct State {
    installation_path: Option<String>,
    installation_version: Option<String>,
    catalog_info: Option<Catalog>,
    catalog: Option<Catalog>,
    display_name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Catalog {
    build_version: Option<String>,
}

impl State {
    fn installation(self) -> Option<Installation> {
        let catalog = self.catalog_info.or(self.catalog).and_then(|catalog| catalog.build_version);
        Some(Installation {
            path: HostPath::parse(&self.installation_path?)?,
            version: self.installation_version.or(catalog)?,
            name: self.display_name,
        })
    }
}

impl Fact for Installations {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let (data, programs) = (cx.env("ProgramData"), cx.env("ProgramFiles(x86)"));
        let (data, programs) = (data?, programs?);
        let data = data.and_then(HostPath::parse).or_else(|| HostPath::parse("C:\\ProgramData"));
        let instances = data.map(|data| data.join("Microsoft\\VisualStudio\\Packages\\_Instances"));
        let mut found = match &instances {
            Some(instances) => states(instances, cx)?,
            None => Vec::new(),
        };
        if found.is_empty() {
            let programs = programs.and_then(HostPath::parse).or_else(|| HostPath::parse("C:\\Program Files (x86)"));
            if let Some(programs) = programs {
                found = vswhere(&programs.join("Microsoft Visual Studio\\Installer\\vswhere.exe"), cx)?;
            }
        }
        found.sort_by_key(|installation| std::cmp::Reverse(installation.numbers()));
        Ok(Self(found))
    }
}

fn states(instances: &HostPath, cx: &Cx<'_>) -> Result<Vec<Installation>, Pause> {
    let names: Vec<_> = match cx.list(instances)? {
        Dir::Entries(entries) => entries.iter().map(|entry| entry.name.as_str()).collect(),
        Dir::Missing | Dir::NotADirectory | Dir::Unreadable { .. } => return Ok(Vec::new()),
    };
    let files: Vec<_> = names.iter().map(|name| cx.read(&instances.join(name).join("state.json"))).collect();
    let mut found = Vec::new();
    for file in files {
        let text = match file? {
            FileBytes::Text(text) => text.trim_start_matches('\u{feff}'),
            FileBytes::Missing
            | FileBytes::Directory
            | FileBytes::NotUtf8 { .. }
            | FileBytes::TooLarge { .. }
            | FileBytes::Unreadable { .. } => continue,
        };
        found.extend(serde_json::from_str::<State>(text).ok().and_then(State::installation));
    }
    Ok(found)
}

fn vswhere(program: &HostPath, cx: &Cx<'_>) -> Result<Vec<Installation>, Pause> {
    let run = Run::probe(program.as_str(), ["-all", "-products", "*", "-format", "json", "-utf8", "-nologo"])
        .limit(Limit { seconds: 20, bytes: 1 << 20 });
    Ok(match cx.run(run)? {
        Ran::Finished { stdout, .. } => {
            let states: Vec<State> = serde_json::from_str(stdout).unwrap_or_default();
            states.into_iter().filter_map(State::installation).collect()
        }
        Ran::NotFound | Ran::NotExecutable { .. } => Vec::new(),
    })
}

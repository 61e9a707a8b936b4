//! Every place that names a target.

use std::collections::HashMap;

use super::{
    Source, SourceKind,
    collect::Collector,
    files::{Files, Own, effective_configs},
    rust_toolchain::ToolchainFile,
    tree::{Tree, known},
    xdoctor_toml::Unusable,
};
use crate::{Cx, Evidence, Fact, HostPath, Pause, Triple, facts::project::Project, targets::Route};

/// One place that names a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    pub triple: Triple,
    pub kind: SourceKind,
    /// None for a variable.
    pub place: Option<Place>,
    /// The tool that the file belongs to reads it from here.
    pub in_effect: bool,
    pub required: bool,
}

/// Where a word stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub file: HostPath,
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// The text there that stands for the triple; it differs from it for an ABI, a universal binary, a file.
    pub written: String,
}

impl Mention {
    pub fn source(&self) -> Source {
        Source {
            kind: self.kind,
            file: self.place.as_ref().map(|place| place.file.clone()),
            line: self.place.as_ref().map(|place| place.line),
            in_effect: self.in_effect,
        }
    }

    /// The line it stands on, or the variable.
    pub fn evidence(&self, cx: &Cx<'_>) -> Result<Evidence, Pause> {
        let Some(place) = &self.place else {
            return Ok(Evidence::Env { name: "CARGO_BUILD_TARGET".into(), value: self.triple.to_string() });
        };
        let text = known(cx.text(&place.file))?.flatten().unwrap_or_default();
        let line = text.lines().nth(place.line as usize - 1).unwrap_or_default().trim();
        Ok(Evidence::File { file: place.file.clone(), line: Some(place.line), text: line.to_owned() })
    }
}

/// The toolchain file that rustup finds from where the user stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PinFile {
    pub file: HostPath,
    pub content: ToolchainFile,
}

/// All of them, in order of the sources' weight.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mentions {
    pub all: Vec<Mention>,
    by_triple: HashMap<Triple, Vec<usize>>,
    /// From `xdoctor.toml`.
    pub routes: HashMap<Triple, Route>,
    pub pin_file: Option<PinFile>,
    /// `xdoctor.toml`, where it cannot be used.
    pub unusable: Option<(HostPath, Unusable)>,
}

impl Mentions {
    pub fn of<'a>(&'a self, triple: &Triple) -> impl Iterator<Item = &'a Mention> {
        self.by_triple.get(triple).into_iter().flatten().map(|index| &self.all[*index])
    }

    /// Those of a kind that are in effect.
    pub fn from(&self, kind: SourceKind) -> impl Iterator<Item = &Mention> {
        self.all.iter().filter(move |mention| mention.kind == kind && mention.in_effect)
    }
}

impl Fact for Mentions {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let host = cx.host();
        let (cargo_home, variable, cross) =
            (cx.env("CARGO_HOME"), cx.env("CARGO_BUILD_TARGET"), cx.env("CROSS_CONFIG"));
        let (project, tree) = (Project::here(cx), cx.fact::<Tree>(()));
        let host = host?;
        let (cargo_home, variable, cross) =
            (known(cargo_home)?.flatten(), known(variable)?.flatten(), known(cross)?.flatten());
        let own = Own::read(&host.cwd, cx);
        let home = match (cargo_home, &host.home) {
            (Some(home), _) => Some(host.cwd.join(home)),
            (None, Some(home)) => Some(home.join(".cargo")),
            (None, None) => None,
        };
        let configs = effective_configs(&host.cwd, home.as_ref(), cx);
        let (own, configs, project, tree) = (own?, configs?, known(project)?.flatten(), tree?);
        let project = project.as_deref();
        let root = project.map_or(&host.cwd, |project| &project.root);
        let others = Files::read(&tree, cx)?;

        let mut collector = Collector { cx, cwd: &host.cwd, mentions: Self::default(), pending: false };
        collector.own(own);
        collector.configs(&configs, variable);
        let cross = cross.map(|path| host.cwd.join(path));
        collector.others(&others, project, root, cross.as_ref(), &configs);
        collector.tables_of_specifications();
        if collector.pending {
            return Err(Pause::Pending);
        }
        let mut mentions = collector.mentions;
        for (index, mention) in mentions.all.iter().enumerate() {
            mentions.by_triple.entry(mention.triple.clone()).or_default().push(index);
        }
        Ok(mentions)
    }
}

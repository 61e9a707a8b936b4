//! Every place that names a target.

use std::collections::HashMap;

use super::{
    Source, SourceKind,
    collect::Collector,
    files::{Configs, Files, Own},
    rust_toolchain::ToolchainFile,
    spot::without_bom,
    tree::{Tree, known},
};
use crate::{
    Cx, Evidence, Fact, HostPath, Pause, Triple,
    facts::project::Project,
    policy::PolicyHere,
    targets::{Builder, Route},
};

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
        let line = line_of(&place.file, place.line, cx)?.unwrap_or_default();
        let text = excerpt(line, place.column).trim().to_owned();
        Ok(Evidence::File { file: place.file.clone(), line: Some(place.line), text })
    }
}

/// Where each line of a file begins.
struct LineStarts(Vec<usize>);

impl Fact for LineStarts {
    type Key = HostPath;

    fn conclude(file: &HostPath, cx: &Cx<'_>) -> Result<Self, Pause> {
        let text = known(cx.text(file))?.flatten().unwrap_or_default();
        Ok(Self(std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()))
    }
}

/// A line of a text file, from 1, without its end and without a byte order mark.
pub(crate) fn line_of<'a>(file: &HostPath, line: u32, cx: &Cx<'a>) -> Result<Option<&'a str>, Pause> {
    let starts = cx.fact::<LineStarts>(file.clone())?;
    let text = known(cx.text(file))?.flatten().unwrap_or_default();
    let Some(start) = line.checked_sub(1).and_then(|index| starts.0.get(index as usize)) else { return Ok(None) };
    Ok(text.get(*start..).and_then(|rest| rest.lines().next()).map(without_bom))
}

/// The line, or of a very long one what stands around the column.
fn excerpt(line: &str, column: u32) -> String {
    const WIDTH: usize = 160;
    if line.len() <= WIDTH {
        return line.to_owned();
    }
    let skipped = (column as usize).saturating_sub(WIDTH / 2);
    let mut shown: String = line.chars().skip(skipped).take(WIDTH).collect();
    if skipped > 0 {
        shown.insert_str(0, "... ");
    }
    if line.len() > skipped + shown.len() {
        shown.push_str(" ...");
    }
    shown
}

/// The toolchain file that rustup finds from where the user stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PinFile {
    pub file: HostPath,
    pub content: ToolchainFile,
}

/// A route that the policy names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedRoute {
    pub route: Route,
    /// The glibc that cargo-zigbuild is to link for.
    pub glibc: Option<String>,
    pub file: HostPath,
    /// From 1.
    pub line: u32,
}

/// A place that builds a target with a tool that brings its linker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolMention {
    pub builder: Builder,
    /// The API level for cargo-ndk.
    pub detail: Option<String>,
    /// The glibc version behind the triple, for cargo-zigbuild.
    pub glibc: Option<String>,
    pub kind: SourceKind,
    pub file: HostPath,
    /// From 1.
    pub line: u32,
}

/// A file that may name targets, and nobody can say which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    pub file: HostPath,
    /// From 1; none where the whole file is meant.
    pub place: Option<(u32, u32)>,
    /// A lowercase phrase.
    pub message: String,
    /// What it asks for would count.
    pub required: bool,
}

/// All of them, in order of the sources' weight.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mentions {
    pub all: Vec<Mention>,
    by_triple: HashMap<Triple, Vec<usize>>,
    /// From the policy.
    pub routes: HashMap<Triple, NamedRoute>,
    /// The tools with linkers of their own that some command, or cross's settings, builds a target with.
    pub tools: HashMap<Triple, Vec<ToolMention>>,
    pub pin_file: Option<PinFile>,
    /// Required ones first. Those that cargo, rustup or xdoctor itself stops at are told elsewhere.
    pub unread: Vec<Unread>,
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
        let (host, cross) = (cx.host(), cx.env("CROSS_CONFIG"));
        let policy = cx.fact::<PolicyHere>(());
        let (project, tree, configs) = (Project::here(cx), cx.fact::<Tree>(()), Configs::read(cx));
        let host = host?;
        let own = Own::read(&host.cwd, cx);
        let (own, cross, project, tree) = (own?, known(cross)?.flatten(), known(project)?.flatten(), tree?);
        let project = project.as_deref();
        let root = project.map_or(&host.cwd, |project| &project.root);
        let others = Files::read(&tree, cx);
        let (others, configs, policy) = (others?, configs?, policy?);

        let mut collector = Collector { cx, cwd: &host.cwd, mentions: Self::default(), pending: false };
        collector.policy(policy.policy());
        collector.own(own);
        collector.configs(&configs);
        let cross = cross.map(|path| host.cwd.join(path));
        collector.others(&others, project, root, cross.as_ref(), &configs);
        collector.tables_of_specifications();
        if collector.pending {
            return Err(Pause::Pending);
        }
        let mut mentions = collector.mentions;
        mentions.unread.sort_by_key(|unread| !unread.required);
        for (index, mention) in mentions.all.iter().enumerate() {
            mentions.by_triple.entry(mention.triple.clone()).or_default().push(index);
        }
        Ok(mentions)
    }
}

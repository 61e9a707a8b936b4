//! Why a target has no standard library in the toolchain that will run.

use crate::{
    Cx, Fact, HostPath, Pause, Triple,
    answer::{Dir, Passages},
    facts::{
        build_std::BuildStd,
        rustc::{Rustc, TargetList, TargetSpec},
        std_library::StdLibrary,
        toolchain::{ChosenBy, ReleaseManifest, Rustup, RustupHome, Toolchain},
    },
};

/// The one reason, in the order in which an earlier one makes the later ones pointless.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StdGap {
    /// Something is there, or the build makes its own, or nobody knows the target.
    None,
    /// The build was to make its own, and its cargo ignores that.
    BuildStdIgnored,
    /// It is the host's own.
    Host { libdir: HostPath },
    /// rustup did not bring this rustc (it may be linked into rustup all the same), so it can add nothing to it.
    NotRustups { libdir: HostPath },
    /// Nobody builds one for this target.
    NoPrebuilt { libdir: HostPath, why: NoPrebuilt },
    /// Another toolchain of rustup's has it, and something other than the default chose this one.
    InOtherToolchain { libdir: HostPath, others: Vec<String> },
    /// It was never added.
    NotAdded { libdir: HostPath },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPrebuilt {
    /// A specification of one's own.
    OwnSpecification,
    /// The toolchain's release has no such component.
    NotInRelease,
    /// rustc counts the target to this tier.
    Tier(u8),
}

impl Fact for StdGap {
    type Key = Triple;

    fn conclude(triple: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let (library, targets, rustc, build_std) = (
            cx.fact::<StdLibrary>(triple.clone()),
            cx.fact::<TargetList>(()),
            cx.fact::<Rustc>(()),
            cx.fact::<BuildStd>(()),
        );
        let library = library?;
        let StdLibrary::Missing { libdir } = &*library else { return Ok(Self::None) };
        let libdir = libdir.clone();
        let own_specification = triple.as_str().strip_suffix(".json").is_some();
        if !targets?.knows(triple) && !own_specification {
            return Ok(Self::None);
        }
        if *triple == rustc?.host {
            return Ok(Self::Host { libdir });
        }
        match &*build_std? {
            BuildStd::InEffect { .. } => return Ok(Self::None),
            BuildStd::Ignored { .. } => return Ok(Self::BuildStdIgnored),
            BuildStd::NotConfigured => {}
        }
        if own_specification {
            return Ok(Self::NoPrebuilt { libdir, why: NoPrebuilt::OwnSpecification });
        }
        let toolchain = cx.fact::<Toolchain>(())?;
        let Some(rustup) = &toolchain.rustup else { return Ok(Self::NotRustups { libdir }) };
        if let Some(why) = never_built(triple, rustup, cx)? {
            return Ok(Self::NoPrebuilt { libdir, why });
        }
        if !matches!(toolchain.chosen_by, ChosenBy::Default { .. }) {
            let others = others_with(triple, rustup, cx)?;
            if !others.is_empty() {
                return Ok(Self::InOtherToolchain { libdir, others });
            }
        }
        if rustup.custom { Ok(Self::NotRustups { libdir }) } else { Ok(Self::NotAdded { libdir }) }
    }
}

/// Why no standard library of this target can be had, if so.
fn never_built(triple: &Triple, rustup: &Rustup, cx: &Cx<'_>) -> Result<Option<NoPrebuilt>, Pause> {
    if !rustup.custom {
        // What the toolchain's own release consists of. The tier in a specification is not always right: some were
        // promoted in it before anything was built.
        const HEADING: &str = "[pkg.rust-std.target.";
        let manifest = ReleaseManifest::file(&rustup.root);
        match cx.passages(&manifest, HEADING, 1)? {
            Passages::Found(passages) if !passages.is_empty() => {
                let heading = format!("{HEADING}{triple}]");
                // A triple with a dot is quoted: `[pkg.rust-std.target."thumbv8m.main-none-eabi"]`.
                let quoted = format!("{HEADING}\"{triple}\"]");
                let available = passages.iter().any(|passage| {
                    let mut lines = passage.lines().map(str::trim);
                    let named = lines.next().is_some_and(|line| line == heading || line == quoted);
                    named && lines.next() == Some("available = true")
                });
                return Ok((!available).then_some(NoPrebuilt::NotInRelease));
            }
            Passages::Found(_) | Passages::Missing | Passages::Unreadable { .. } => {}
        }
    }
    let tier = cx.fact::<TargetSpec>(triple.clone())?.metadata.tier;
    Ok(tier.filter(|tier| *tier > 2).map(NoPrebuilt::Tier))
}

/// The other installed toolchains whose library directory for the target holds something.
fn others_with(triple: &Triple, rustup: &Rustup, cx: &Cx<'_>) -> Result<Vec<String>, Pause> {
    let home = cx.fact::<RustupHome>(())?;
    let below = format!("lib/rustlib/{triple}/lib");
    let listed: Vec<_> = home
        .installed
        .iter()
        .filter(|name| **name != rustup.name)
        .map(|name| (name, cx.list(&home.toolchain(name).join(&below))))
        .collect();
    let mut others = Vec::new();
    for (name, entries) in listed {
        if let Dir::Entries(entries) = entries?
            && entries.iter().any(|entry| entry.name.starts_with("libcore-"))
        {
            others.push(name.clone());
        }
    }
    Ok(others)
}

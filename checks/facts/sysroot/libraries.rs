//! Libraries that the flags name: `-l` of rustc's and of the linker's.

use super::{
    Needed, Sysroot, SysrootOf,
    walk::{self, Walk},
};
use crate::{
    Cx, Fact, HostPath, Pause,
    answer::{Header, Standing},
    facts::{cargo_config::Located, linker::Linker},
};

/// Each library that the effective rustflags name, and what a link finds of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedLibraries(pub Vec<NamedLibrary>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedLibrary {
    pub name: Located<String>,
    pub found: Found,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// For the target's architecture, as far as its header says.
    Right {
        path: HostPath,
    },
    /// Files of its name, each for another architecture.
    Foreign {
        files: Vec<(HostPath, Header)>,
    },
    Absent {
        dirs: Vec<HostPath>,
    },
}

impl Fact for NamedLibraries {
    type Key = SysrootOf;

    fn conclude(of: &SysrootOf, cx: &Cx<'_>) -> Result<Self, Pause> {
        let sysroot = cx.fact::<Sysroot>(of.clone())?;
        let Sysroot::Judged(judged) = &*sysroot else { return Ok(Self::default()) };
        let walk = Walk::new((&judged.linker, &judged.says), judged.root.as_ref(), &judged.dirs, cx);
        let named = named(&judged.linker);
        let results: Vec<_> = named.iter().map(|name| find(&name.value, &judged.dirs, &walk, cx)).collect();
        let found = named.into_iter().zip(results);
        found.map(|(name, found)| Ok(NamedLibrary { name, found: found? })).collect::<Result<_, _>>().map(Self)
    }
}

/// Libraries of these names, where the link's directories are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchedLibraries(pub Vec<Found>);

impl Fact for SearchedLibraries {
    type Key = (SysrootOf, Vec<String>);

    fn conclude((of, names): &(SysrootOf, Vec<String>), cx: &Cx<'_>) -> Result<Self, Pause> {
        let sysroot = cx.fact::<Sysroot>(of.clone())?;
        let Sysroot::Judged(judged) = &*sysroot else { return Ok(Self(Vec::new())) };
        let walk = Walk::new((&judged.linker, &judged.says), judged.root.as_ref(), &judged.dirs, cx);
        let results: Vec<_> = names.iter().map(|name| find(name, &judged.dirs, &walk, cx)).collect();
        results.into_iter().collect::<Result<_, _>>().map(Self)
    }
}

fn named(linker: &Linker) -> Vec<Located<String>> {
    let args = linker.options.args.iter().filter_map(|arg| {
        let name = arg.value.strip_prefix("-l").or_else(|| arg.value.strip_prefix("-Wl,-l"))?;
        // `-l:libfoo.so.1` names a file, which has its own rule
        let plain = !name.is_empty() && !name.starts_with(':') && !name.contains(',');
        plain.then(|| Located { value: name.to_owned(), origin: arg.origin.clone() })
    });
    linker.options.libraries.iter().cloned().chain(args).collect()
}

fn find(name: &str, dirs: &[HostPath], walk: &walk::Walk<'_, '_>, cx: &Cx<'_>) -> Result<Found, Pause> {
    let hits = cx.search(dirs.iter().cloned(), Needed::library(name).files)?;
    let files: Vec<_> = hits
        .values()
        .flatten()
        .filter(|hit| matches!(hit.standing, Standing::File { .. }))
        .map(|hit| (hit.path.clone(), walk.foreign(&hit.path)))
        .collect();
    if files.is_empty() {
        return Ok(Found::Absent { dirs: dirs.to_vec() });
    }
    let mut foreign = Vec::new();
    for (path, header) in files {
        match header? {
            Some(header) => foreign.push((path, header)),
            None => return Ok(Found::Right { path }),
        }
    }
    Ok(Found::Foreign { files: foreign })
}

//! A walk through what a link would open: each needed file, and what the linker scripts among them name.

use super::{Cause, Needed, Problem, Reference, Root, Search, added_dirs, ends_in, references};
use crate::{
    Cx, HostPath, Pause,
    answer::{Found, Header, Metadata},
    facts::{
        linker::{Linker, Says},
        rustc::TargetSpec,
    },
};

/// Scripts are a few hundred bytes; libraries are larger than this.
const LARGEST_SCRIPT: u64 = 4096;

pub(super) struct Walk<'a, 'cx> {
    linker: &'a Linker,
    root: Option<&'a Root>,
    dirs: &'a [HostPath],
    /// As the driver names it.
    machine: &'a str,
    cx: &'a Cx<'cx>,
}

impl<'a, 'cx> Walk<'a, 'cx> {
    pub(super) fn new(
        (linker, says): (&'a Linker, &'a Says),
        root: Option<&'a Root>,
        dirs: &'a [HostPath],
        cx: &'a Cx<'cx>,
    ) -> Self {
        Self { linker, root, dirs, machine: says.machine.as_str(), cx }
    }

    /// What a link would not get, and the first start file that it does get.
    pub(super) fn problems(&self, needed: Vec<Needed>) -> Result<(Vec<Problem>, Option<HostPath>), Pause> {
        let mut problems = Vec::new();
        let mut start = None;
        let mut scripts = Vec::new();
        for (needed, search) in self.search(needed)? {
            if let Some(cause) = self.cause(&search)? {
                problems.push(Problem { needed, cause });
                continue;
            }
            let Some((path, _, size)) = search.taken else { continue };
            if start.is_none() && ends_in(&needed.name, "o") {
                start = Some(path.clone());
            }
            if ends_in(path.as_str(), "so") && size < LARGEST_SCRIPT {
                scripts.push(path);
            }
        }
        let mut named = Vec::new();
        for (script, read) in scripts.iter().map(|script| (script, self.cx.text(script))).collect::<Vec<_>>() {
            for reference in read?.and_then(references).unwrap_or_default() {
                named.push((script, reference));
            }
        }
        let results: Vec<_> = named.iter().map(|(script, reference)| self.follow(script, reference)).collect();
        for result in results {
            problems.extend(result?);
        }
        Ok((problems, start))
    }

    fn search(&self, needed: Vec<Needed>) -> Result<Vec<(Needed, Search)>, Pause> {
        let names = needed.iter().flat_map(|needed| needed.files.iter().cloned());
        let hits = self.cx.search(self.dirs.iter().cloned(), names)?;
        Ok(needed
            .into_iter()
            .map(|needed| {
                let search = Search::of(&needed, self.dirs, hits);
                (needed, search)
            })
            .collect())
    }

    /// A library directory of the sysroot that is a link out of it, or to nowhere: a driver leaves such directories out of
    /// its search.
    fn hidden(&self) -> Result<Option<Cause>, Pause> {
        let Some(root) = self.root else { return Ok(None) };
        let multiarch = self.machine.replace("-unknown-", "-").replace("-pc-", "-");
        let dirs = ["usr", "usr/lib", "usr/lib64", "lib", "lib64"].map(str::to_owned).into_iter();
        let dirs = dirs.chain([format!("usr/lib/{multiarch}"), format!("lib/{multiarch}")]);
        let asked: Vec<_> = dirs.map(|dir| root.path.join(&dir)).map(|dir| (self.cx.metadata(&dir), dir)).collect();
        for (metadata, dir) in asked {
            match metadata? {
                Metadata::Dangling { link } => return Ok(Some(self.dangling(&dir, link))),
                Metadata::Found(Found { link: Some(text), real, .. }) if real.below(&root.real).is_none() => {
                    return Ok(Some(Cause::AbsoluteLink { link: dir, text: text.clone() }));
                }
                Metadata::Found(_) | Metadata::Missing | Metadata::Unreadable { .. } => {}
            }
        }
        Ok(None)
    }

    /// What is wrong with the outcome of a search; none where the link gets a right file.
    fn cause(&self, search: &Search) -> Result<Option<Cause>, Pause> {
        if search.taken.is_none() && search.passed_over.is_empty() {
            return Ok(Some(self.hidden()?.unwrap_or(Cause::Missing { at: None })));
        }
        Ok(self.wrong(search))
    }

    fn wrong(&self, search: &Search) -> Option<Cause> {
        let Some((path, real, _)) = &search.taken else {
            let (link, text) = search.passed_over.first()?;
            return Some(self.dangling(link, text));
        };
        if let Some((link, text)) = search.fell_back() {
            return Some(self.dangling(link, text));
        }
        let root = self.root?;
        let inside = path.below(&root.path).is_some() || path.below(&root.real).is_some();
        // a link out of the sysroot, into what the host happens to have there
        (inside && real.below(&root.real).is_none())
            .then(|| Cause::AbsoluteLink { link: path.clone(), text: real.to_string() })
    }

    /// An absolute link of the running system is as good as a relative one: it is merely broken.
    fn dangling(&self, link: &HostPath, text: &str) -> Cause {
        let (link, text) = (link.clone(), text.to_owned());
        let of_root =
            self.root.is_some_and(|root| link.below(&root.path).is_some() || link.below(&root.real).is_some());
        if of_root && text.starts_with('/') {
            Cause::AbsoluteLink { link, text }
        } else {
            Cause::BrokenLink { link, text }
        }
    }

    /// What a script names: searched if it is a name, and as a path taken below the sysroot if the script itself lies there
    /// (ld's manual, `INPUT`; lld does the same).
    fn follow(&self, script: &HostPath, reference: &Reference) -> Result<Option<Problem>, Pause> {
        let text = reference.text.as_str();
        let problem = |needed, cause| Some(Problem { needed, cause });
        let below_root = text.strip_prefix('=').or_else(|| text.strip_prefix("$SYSROOT"));
        let path = below_root.unwrap_or(text);
        if !path.starts_with('/') {
            let needed = match path.strip_prefix("-l") {
                Some(library) => Needed::library(library),
                None => Needed::file(path),
            };
            // a name in a script is also looked for beside the script
            let mut found = self.search(vec![needed])?;
            let Some((needed, search)) = found.pop() else { return Ok(None) };
            return Ok(self.cause(&search)?.and_then(|cause| problem(needed, cause)));
        }
        let needed = Needed::file(path.rsplit('/').next().unwrap_or(path));
        let root = self.root.filter(|root| {
            below_root.is_some() || script.below(&root.path).is_some() || script.below(&root.real).is_some()
        });
        let Some(root) = root else {
            return Ok(self.on_the_host(script, reference, path)?.and_then(|cause| problem(needed, cause)));
        };
        let at = root.path.join(path.trim_start_matches('/'));
        Ok(self.in_the_way(root, &at, script, reference, &needed)?.and_then(|cause| problem(needed, cause)))
    }

    /// Without a sysroot the path is one of the host's: there must be such a file, for the target's architecture.
    fn on_the_host(&self, script: &HostPath, reference: &Reference, path: &str) -> Result<Option<Cause>, Pause> {
        let at = self.linker.cwd.join(path);
        let (metadata, foreign) = (self.cx.metadata(&at), self.foreign(&at));
        // what `-L` adds may be the host's: then the linker passes over it, as over any library of another architecture
        let added = added_dirs(self.linker).any(|dir| script.below(&dir).is_some_and(|rest| !rest.contains('/')));
        let right = match metadata? {
            Metadata::Found(_) => added || foreign?.is_none(),
            Metadata::Missing | Metadata::Dangling { .. } | Metadata::Unreadable { .. } => {
                self.in_own_sysroot(script, path)?
            }
        };
        Ok((!right).then(|| Cause::AbsoluteInScript { script: script.clone(), reference: reference.clone() }))
    }

    /// A toolchain with a sysroot of its own (crosstool-NG, Buildroot) takes the path below it.
    fn in_own_sysroot(&self, script: &HostPath, path: &str) -> Result<bool, Pause> {
        // the sysroot is one of the directories above the script: the nearest with such a file below it
        let above: Vec<_> = script.ancestors().skip(1).filter(|dir| dir.parent().is_some()).collect();
        let questions: Vec<_> =
            above.iter().map(|dir| self.cx.metadata(&dir.join(path.trim_start_matches('/')))).collect();
        for metadata in questions {
            if let Metadata::Found(_) = metadata? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What keeps a link from the file `at`, looking at each directory on the way from the root.
    fn in_the_way(
        &self,
        root: &Root,
        at: &HostPath,
        script: &HostPath,
        reference: &Reference,
        needed: &Needed,
    ) -> Result<Option<Cause>, Pause> {
        let mut way: Vec<_> = at.ancestors().take_while(|path| path.below(&root.path) != Some("")).collect();
        way.reverse();
        let elsewhere = self.search(vec![needed.clone()]);
        let steps: Vec<_> = way.iter().map(|path| (path, self.cx.metadata(path))).collect();
        for (path, metadata) in steps {
            match metadata? {
                Metadata::Found(Found { link: Some(text), real, .. }) if real.below(&root.real).is_none() => {
                    return Ok(Some(Cause::AbsoluteLink { link: path.clone(), text: text.clone() }));
                }
                Metadata::Found(_) => {}
                Metadata::Dangling { link } => return Ok(Some(self.dangling(path, link))),
                Metadata::Missing | Metadata::Unreadable { .. } => {
                    // the file is there, at another place than the script says
                    let found = elsewhere?.iter().any(|(_, search)| search.taken.is_some());
                    return Ok(Some(if found {
                        Cause::AbsoluteInScript { script: script.clone(), reference: reference.clone() }
                    } else {
                        Cause::Missing { at: Some(at.clone()) }
                    }));
                }
            }
        }
        Ok(None)
    }

    /// The header of a file that is for another architecture than the target's.
    pub(super) fn foreign(&self, path: &HostPath) -> Result<Option<Header>, Pause> {
        let header = self.cx.header(path)?;
        let object = match header {
            Header::Archive { member: Some(member) } => member,
            header => header,
        };
        let wrong = is_foreign(object, &self.linker.spec);
        Ok(wrong.then(|| object.clone()))
    }
}

/// The object or shared library is for another architecture or another kind of system than the target's, as far as its
/// header says.
pub(crate) fn is_foreign(object: &Header, spec: &TargetSpec) -> bool {
    let elf = !["windows", "macos", "ios", "tvos", "watchos", "visionos"].contains(&spec.os.as_str());
    match object {
        Header::Elf { arch, bits, .. } => !elf || *arch != spec.arch && !is_same(arch, *bits, &spec.arch),
        Header::MachO { .. } => elf || spec.os == "windows",
        Header::Archive { member: Some(member) } => is_foreign(member, spec),
        Header::Missing
        | Header::Unreadable { .. }
        | Header::Pe { .. }
        | Header::Wasm
        | Header::Script { .. }
        | Header::Archive { member: None }
        | Header::Other => false,
    }
}

/// One `e_machine` serves several of rustc's architectures.
fn is_same(arch: &str, bits: u8, target: &str) -> bool {
    match target {
        "riscv32" | "riscv64" => arch.starts_with("riscv") && target.ends_with(&bits.to_string()),
        "mips" | "mips64" | "mips32r6" | "mips64r6" => arch.starts_with("mips"),
        "powerpc64" => arch == "powerpc64le",
        "sparc64" => arch.starts_with("sparc"),
        _ => arch.parse::<u32>().is_ok(),
    }
}

//! What stands where rustc would find a program.

use crate::{
    Cx, Fact, HostPath, Pause, Style,
    answer::{EntryKind, Found, Header, Metadata, Standing},
    facts::rustc::Rustc,
};

/// What rustc finds when it runs a program by this text: a path, or a name that is first looked up among rustc's own
/// tools and then on `PATH` (`get_tools_search_paths` in rust-lang/rust `compiler/rustc_session/src/session.rs`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tool {
    Absent,
    /// A symbolic link that leads nowhere.
    Dangling {
        path: HostPath,
        link: String,
    },
    Directory {
        path: HostPath,
    },
    /// A file that this user may not execute.
    NotExecutable {
        path: HostPath,
    },
    Executable(Executable),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Executable {
    pub path: HostPath,
    /// With every link resolved.
    pub real: HostPath,
    pub header: Header,
    /// It came with rustc.
    pub bundled: bool,
}

impl Fact for Tool {
    /// An absolute path or a bare name.
    type Key = String;

    fn conclude(program: &String, cx: &Cx<'_>) -> Result<Self, Pause> {
        if let Some(path) = HostPath::parse(program) {
            return Self::at(path, false, cx);
        }
        let (rustc, found) = (cx.fact::<Rustc>(()), cx.which(program));
        let rustc = rustc?;
        let own =
            rustc.sysroot.join("lib/rustlib").join(rustc.host.as_str()).join("bin").join(&with_exe(program, &rustc));
        if let tool @ Self::Executable(_) = Self::at(own, true, cx)? {
            return Ok(tool);
        }
        match found?.first() {
            Some(path) => Self::at(path.clone(), false, cx),
            None if rustc.host.as_str().ends_with("-windows-gnu") => {
                Self::at(self_contained(program, &rustc), true, cx)
            }
            None => Self::passed_over(program, cx),
        }
    }
}

impl Tool {
    pub(crate) fn at_path(path: HostPath, cx: &Cx<'_>) -> Result<Self, Pause> {
        Self::at(path, false, cx)
    }

    fn at(path: HostPath, bundled: bool, cx: &Cx<'_>) -> Result<Self, Pause> {
        let (metadata, header) = (cx.metadata(&path), cx.header(&path));
        Ok(match metadata? {
            Metadata::Missing | Metadata::Unreadable { .. } => Self::Absent,
            Metadata::Dangling { link } => Self::Dangling { path, link: link.clone() },
            Metadata::Found(Found { kind: EntryKind::Directory, .. }) => Self::Directory { path },
            Metadata::Found(Found { executable: false, .. }) => Self::NotExecutable { path },
            Metadata::Found(Found { real, .. }) => {
                Self::Executable(Executable { path, real: real.clone(), header: header?.clone(), bundled })
            }
        })
    }

    /// What `PATH` has of this name and cannot be run: the search goes on behind it, and if nothing better comes, the
    /// error is about permission (`execvp(3)`).
    fn passed_over(program: &str, cx: &Cx<'_>) -> Result<Self, Pause> {
        let cwd = &cx.host()?.cwd;
        if cwd.style() == Style::Windows {
            return Ok(Self::Absent);
        }
        let path = cx.env("PATH")?.unwrap_or_default();
        let dirs = path.split(':').filter(|dir| !dir.is_empty()).map(|dir| cwd.join(dir));
        let hits = cx.search(dirs, [program.to_owned()])?;
        for hit in hits.get(program).into_iter().flatten() {
            match &hit.standing {
                Standing::File { .. } => return Ok(Self::NotExecutable { path: hit.path.clone() }),
                Standing::Dangling { link } => {
                    return Ok(Self::Dangling { path: hit.path.clone(), link: link.clone() });
                }
                Standing::Directory => {}
            }
        }
        Ok(Self::Absent)
    }
}

/// Where rustup's `rust-mingw` puts its gcc: used where `PATH` has none of that name (rust-lang/rust
/// `compiler/rustc_codegen_ssa/src/back/link.rs`, `detect_self_contained_mingw`).
fn self_contained(program: &str, rustc: &Rustc) -> HostPath {
    let host = rustc.sysroot.join("lib/rustlib").join(rustc.host.as_str());
    host.join("bin/self-contained").join(&with_exe(program, rustc))
}

fn with_exe(program: &str, rustc: &Rustc) -> String {
    match rustc.sysroot.style() {
        Style::Windows if !program.contains('.') => format!("{program}.exe"),
        Style::Windows | Style::Unix => program.to_owned(),
    }
}

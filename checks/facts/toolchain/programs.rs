//! The cargo and rustc that the shell finds, and whether they are rustup's proxies.

use super::settings::home_directory;
use crate::{
    Cx, Fact, HostPath, Pause, Style,
    answer::{EntryKind, Found, Header, Metadata},
};

/// What `cargo` and `rustc` mean on `PATH`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Programs {
    /// `CARGO_HOME`.
    pub cargo_home: HostPath,
    pub cargo: Option<Program>,
    /// As cargo finds it: below a proxy, with cargo's `bin` on `PATH`.
    pub rustc: Option<Program>,
    /// The rustup behind the proxies, on `PATH` or in cargo's `bin`.
    pub rustup: Option<HostPath>,
    /// cargo was not found on `PATH` but in cargo's `bin`.
    pub off_path: bool,
}

/// An executable, by what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Program {
    /// rustup under another name: it runs a toolchain's own program.
    Proxy { path: HostPath },
    /// The program itself.
    Itself { path: HostPath, real: HostPath },
    /// A script or another program that runs one: what it leads to, only running it can tell.
    Wrapper { path: HostPath },
}

impl Program {
    pub fn path(&self) -> &HostPath {
        match self {
            Self::Proxy { path } | Self::Itself { path, .. } | Self::Wrapper { path } => path,
        }
    }

    pub fn is_proxy(&self) -> bool {
        matches!(self, Self::Proxy { .. })
    }
}

impl Programs {
    /// A plain `cargo` is rustup's proxy.
    pub fn chosen_by_rustup(&self) -> bool {
        self.cargo.as_ref().is_some_and(Program::is_proxy)
    }
}

impl Fact for Programs {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let (cargo, rustc, rustup) = (cx.which("cargo"), cx.which("rustc"), cx.which("rustup"));
        let style = cx.host()?.cwd.style();
        let cargo_home = home_directory(cx.env("CARGO_HOME")?, ".cargo", cx)?;
        let bin = |name: &str| cargo_home.join("bin").join(&executable(name, style));
        let (bin_cargo, bin_rustc, bin_rustup) = (bin("cargo"), bin("rustc"), bin("rustup"));
        let at_home = (present(&bin_cargo, cx), present(&bin_rustc, cx), present(&bin_rustup, cx));
        let (cargo, rustc, rustup) = (cargo?, rustc?, rustup?);
        let (home_cargo, home_rustc, home_rustup) = (at_home.0?, at_home.1?, at_home.2?);

        let off_path = cargo.is_empty() && home_cargo.is_some();
        let cargo = cargo.first().or(home_cargo.as_ref()).map(|path| Program::of("cargo", path, cx)).transpose()?;
        // rustup puts cargo's `bin` first where it is not on PATH (`src/toolchain.rs`, `set_ldpath`).
        let below_proxy = cargo.as_ref().is_some_and(Program::is_proxy);
        let hidden = home_rustc.as_ref().filter(|home| below_proxy && !rustc.contains(home));
        let rustc = hidden.or(rustc.first()).map(|path| Program::of("rustc", path, cx)).transpose()?;
        Ok(Self { rustup: rustup.first().or(home_rustup.as_ref()).cloned(), cargo, rustc, off_path, cargo_home })
    }
}

impl Program {
    /// What the executable at `path`, called as `name`, is.
    pub(super) fn of(name: &str, path: &HostPath, cx: &Cx<'_>) -> Result<Self, Pause> {
        let style = path.style();
        let sibling = path.parent().map(|dir| dir.join(&executable("rustup", style)));
        let (found, header) = (cx.metadata(path), cx.header(path));
        let sibling = sibling.map(|sibling| cx.metadata(&sibling)).transpose();
        let Metadata::Found(found) = found? else { return Ok(Self::Wrapper { path: path.clone() }) };
        let stem = |path: &HostPath| {
            let name = path.file_name().unwrap_or_default().to_ascii_lowercase();
            name.strip_suffix(".exe").unwrap_or(&name).to_owned()
        };
        let target = stem(&found.real);
        // A symbolic link to rustup, or (before 1.28, and on Windows) a hard link or copy of it, which has its size: so
        // cargo tells them too (`src/context/mod.rs`, `get_tool`).
        let copy = matches!(sibling?, Some(Metadata::Found(rustup)) if rustup.size == found.size && found.size > 0);
        if copy || ["rustup", "rustup-init"].contains(&target.as_str()) {
            return Ok(Self::Proxy { path: path.clone() });
        }
        // Debian and Ubuntu put a version behind: `rustc-1.85`.
        if matches!(header?, Header::Script { .. }) || !target.starts_with(name) {
            return Ok(Self::Wrapper { path: path.clone() });
        }
        Ok(Self::Itself { path: path.clone(), real: found.real.clone() })
    }
}

/// The path, if an executable file stands there.
pub(super) fn present(path: &HostPath, cx: &Cx<'_>) -> Result<Option<HostPath>, Pause> {
    let file = matches!(cx.metadata(path)?, Metadata::Found(Found { kind: EntryKind::File, executable: true, .. }));
    Ok(file.then(|| path.clone()))
}

pub(super) fn executable(name: &str, style: Style) -> String {
    match style {
        Style::Unix => name.to_owned(),
        Style::Windows => format!("{name}.exe"),
    }
}

//! The OpenSSL that the crate openssl-sys finds for a target.

use super::{
    environment::{Set, first_set, variable},
    pkg_config::{Module, PkgConfig},
};
use crate::{
    Cx, Fact, HostPath, Pause, Triple,
    answer::{Metadata, Standing},
    facts::{
        rustc::{Rustc, TargetSpec},
        sysroot::is_foreign,
    },
};

/// openssl-sys 0.9 `build/find_normal.rs`, without the feature `vendored`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Openssl {
    /// Where it is, in a phrase.
    Found { place: String },
    /// `OPENSSL_DIR` and its like say where, and it is not there.
    NotInDir { set: Set, why: String },
    /// Nothing but pkg-config could say, and this is what it says.
    NotByPkgConfig(Module),
    /// Microsoft's target, where vcpkg is looked for: nothing says where it is.
    NoVcpkg,
    /// A place that is not looked into here: vcpkg's tree, a system that brings OpenSSL.
    NotJudged,
}

/// The versions that openssl-sys looks for in Homebrew.
const FORMULAE: [&str; 3] = ["openssl@4", "openssl@3", "openssl@3.0"];

impl Fact for Openssl {
    type Key = Triple;

    fn conclude(target: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let names = |name: &str| [format!("{}_{name}", target.as_env()), name.to_owned()];
        let [dir, lib, include] =
            ["OPENSSL_DIR", "OPENSSL_LIB_DIR", "OPENSSL_INCLUDE_DIR"].map(|name| first_set(&names(name), cx));
        let (rustc, vcpkg) = (cx.fact::<Rustc>(()), variable("VCPKG_ROOT", cx));
        let (dir, lib, include, rustc, vcpkg) = (dir?, lib?, include?, rustc?, vcpkg?);
        if dir.is_some() || lib.is_some() && include.is_some() {
            return in_dirs(dir.as_ref(), lib.as_ref(), include.as_ref(), target, cx);
        }
        let (name, is_host) = (target.as_str(), rustc.host == *target);
        if is_host
            && name.ends_with("-apple-darwin")
            && let Some(place) = on_a_mac(name, cx)?
        {
            return Ok(Self::Found { place });
        }
        if name.contains("-windows-msvc") {
            return Ok(if vcpkg.is_some() || has_integrated_vcpkg(cx)? { Self::NotJudged } else { Self::NoVcpkg });
        }
        if is_host && ["freebsd", "openbsd", "aix", "dragonfly"].iter().any(|os| name.contains(os)) {
            return Ok(Self::NotJudged);
        }
        let settings = cx.fact::<PkgConfig>(target.clone())?;
        // openssl-sys itself allows it between the toolchains of one Windows.
        if name.contains("windows")
            && (vcpkg.is_some() || rustc.host.as_str().contains("windows") && settings.found.is_some())
        {
            return Ok(Self::NotJudged);
        }
        Ok(match &*cx.fact::<Module>((target.clone(), "openssl"))? {
            Module::Found { file: Some(file) } => Self::Found { place: format!("`{file}`, by pkg-config") },
            Module::Found { file: None } => Self::Found { place: "pkg-config's directories".to_owned() },
            other => Self::NotByPkgConfig(other.clone()),
        })
    }
}

fn on_a_mac(target: &str, cx: &Cx<'_>) -> Result<Option<String>, Pause> {
    let brew = if target.starts_with("aarch64") { "/opt/homebrew/opt" } else { "/usr/local/opt" };
    let brewed = FORMULAE.map(|formula| format!("{brew}/{formula}"));
    let others = ["/opt/pkg/include/openssl".to_owned(), "/opt/local/include/openssl".to_owned()];
    let paths = brewed.into_iter().chain(others).filter_map(|path| HostPath::parse(&path));
    let standing: Vec<_> = paths.map(|path| (cx.metadata(&path), path)).collect();
    for (metadata, path) in standing {
        if matches!(metadata?, Metadata::Found(_)) {
            return Ok(Some(format!("`{path}`")));
        }
    }
    Ok(None)
}

/// `vcpkg integrate install` leaves a file that says where vcpkg is (vcpkg-rs `src/lib.rs`, `find_vcpkg_root`).
fn has_integrated_vcpkg(cx: &Cx<'_>) -> Result<bool, Pause> {
    let Some(local) = variable("LOCALAPPDATA", cx)? else { return Ok(false) };
    let Some(local) = HostPath::parse(&local.value) else { return Ok(false) };
    Ok(matches!(cx.metadata(&local.join("vcpkg").join("vcpkg.path.txt"))?, Metadata::Found(_)))
}

fn in_dirs(
    dir: Option<&Set>,
    lib: Option<&Set>,
    include: Option<&Set>,
    target: &Triple,
    cx: &Cx<'_>,
) -> Result<Openssl, Pause> {
    let cwd = &cx.host()?.cwd;
    let spec = cx.fact::<TargetSpec>(target.clone());
    let at = |set: &Set| cwd.join(&set.value.value);
    let libs = match (lib, dir) {
        (Some(lib), _) => vec![at(lib)],
        (None, Some(dir)) => vec![at(dir).join("lib64"), at(dir).join("lib")],
        (None, None) => Vec::new(),
    };
    let include_set = include.or(dir);
    let header = include.map(at).or_else(|| dir.map(|dir| at(dir).join("include")));
    let header = header.map(|path| cx.metadata(&path.join("openssl/opensslv.h")));
    let names = ["libssl.so", "libssl.a", "libssl.dylib", "libssl.dll.a", "libssl.lib", "ssl.lib"].map(str::to_owned);
    let found = cx.search(libs.iter().cloned(), names);
    let (header, found, spec) = (header.transpose()?, found?, spec?);
    let not_in = |set: Option<&Set>, why: String| match set {
        Some(set) => Openssl::NotInDir { set: set.clone(), why },
        None => Openssl::NotJudged,
    };
    if !matches!(header, Some(Metadata::Found(_))) {
        return Ok(not_in(include_set, "it has no `openssl/opensslv.h`".to_owned()));
    }
    let files: Vec<_> = found
        .values()
        .flatten()
        .filter(|hit| matches!(hit.standing, Standing::File { .. }))
        .map(|hit| (hit.path.clone(), cx.header(&hit.path)))
        .collect();
    let mut foreign = None;
    for (path, header) in files {
        if !is_foreign(header?, &spec) {
            return Ok(Openssl::Found { place: format!("`{path}`") });
        }
        foreign.get_or_insert(path);
    }
    let why = match foreign {
        Some(path) => format!("`{path}` is for another machine"),
        None => "it has no `libssl`".to_owned(),
    };
    Ok(not_in(lib.or(dir), why))
}

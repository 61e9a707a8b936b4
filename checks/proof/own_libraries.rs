//! Libraries that the project's own code names for every build: its build scripts, and the blocks of foreign functions of
//! its crates' roots. What stands under a condition that nobody but the build can decide is not looked at.

use std::collections::BTreeSet;

use super::{
    condition::{Known, Systems},
    in_effect::{always_printed, in_effect, instruction},
    reach::reach,
    source_text::{Piece, pieces, without_comments},
};
use crate::{
    Cx, Fact, HostPath, Pause, Triple,
    facts::{
        cargo_config::CargoConfig,
        project::{CrateType, Lib, Package, Project},
    },
    targets::Family,
};

/// Those that a build for the target is asked for, without a directory of the project's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnLibraries {
    pub libraries: Vec<OwnLibrary>,
    /// No package from elsewhere may bring a directory that has them.
    pub sure: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnLibrary {
    pub name: String,
    pub kind: LibraryKind,
    pub file: HostPath,
    /// From 1.
    pub line: u32,
    /// The line's text.
    pub text: String,
}

/// What rustc makes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LibraryKind {
    /// As the program is linked, statically or not (rustc `compiler/rustc_codegen_ssa/src/back/link.rs`,
    /// `add_native_libs_from_crate`).
    Any,
    /// `-lNAME`.
    Dylib,
    /// `-lNAME` below `-Bstatic`, or an archive that rustc looks for itself.
    Static,
    /// For Windows alone, where rustc makes an import library of what is declared.
    RawDylib,
    /// For Apple's systems alone.
    Framework,
}

impl LibraryKind {
    /// As `#[link(kind = "...")]` has it.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Any => None,
            Self::Dylib => Some("dylib"),
            Self::Static => Some("static"),
            Self::RawDylib => Some("raw-dylib"),
            Self::Framework => Some("framework"),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Dylib, Self::Static, Self::RawDylib, Self::Framework].into_iter().find(|kind| kind.name() == Some(text))
    }

    /// Whether it is looked for at all: by what the target's own system alone has, nobody but a build can tell.
    fn tells(self, target: &Triple) -> bool {
        let of = |families: &[Family]| families.contains(&Family::of(target));
        match self {
            Self::Any | Self::Dylib | Self::Static => true,
            Self::RawDylib => !of(&[Family::WindowsMsvc, Family::WindowsGnu, Family::WindowsGnullvm, Family::Uefi]),
            Self::Framework => !of(&[Family::Darwin, Family::AppleDevice]),
        }
    }
}

impl OwnLibrary {
    /// One of those that rustc and std ask for themselves: by far the most systems have them.
    pub fn is_of_std(&self) -> bool {
        ["c", "m", "dl", "rt", "pthread", "util", "gcc", "gcc_s", "unwind"].contains(&self.name.as_str())
    }
}

/// What may bring a library, or the directory of one, that nobody sees from outside.
const BRINGS: [&str; 7] =
    ["rustc-link-search", "rustc-flags", ".compile(", "pkg_config", "vcpkg", "system_deps", "cmake"];

impl Fact for OwnLibraries {
    type Key = Triple;

    fn conclude(target: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let Some(project) = Project::here(cx)? else { return Ok(Self::default()) };
        let config = cx.fact::<CargoConfig>(())?;
        // An override answers for a build script, which then does not run.
        if config.tables(&["target", target.as_str()]).any(|(_, node)| node.as_table().is_some()) {
            return Ok(Self::default());
        }
        let reached = reach(&project, Some(target), |_| false, cx)?;
        let reached: Vec<_> = reached.iter().filter(|node| !node.for_host).map(|node| (node.package, node)).collect();
        let roots = |package: &Package| -> Vec<HostPath> {
            let lib = package.lib.iter().map(|lib| lib.path.clone());
            lib.chain(package.bins.iter().map(|bin| bin.path.clone())).collect()
        };
        let texts = |package| roots(package).into_iter().map(|file| (cx.text(&file), file)).collect::<Vec<_>>();
        let asked: Vec<_> = reached
            .iter()
            .map(|(package, node)| {
                let script = package.build_script.clone();
                (*package, *node, script.map(|file| (cx.text(&file), file)), texts(package))
            })
            .collect();
        let mut known = Vec::new();
        for (package, node, script, texts) in asked {
            let script = match script {
                Some((text, file)) => text?.map(|text| (text, file)),
                None => None,
            };
            let mut read = Vec::new();
            for (text, file) in texts {
                read.extend(text?.map(|text| (text, file)));
            }
            known.push((package, node, script, read));
        }
        let linked = linked(&project);
        let of_crate = if known.iter().flat_map(|(.., read)| read).any(|(text, _)| text.contains("link(")) {
            Systems::of_crate(target, cx)?
        } else {
            Systems::default()
        };
        let linking: Vec<_> = known
            .iter()
            .flat_map(|(.., read)| read)
            .filter(|(_, file)| linked.contains(file))
            .map(|(text, _)| without_comments(text))
            .collect();
        let mut all = Vec::new();
        for (package, node, script, read) in &known {
            let own =
                package.lib.is_none() || read.iter().any(|(_, file)| is_lib(package, file) && linked.contains(file));
            let used = own || linking.iter().any(|text| uses(text, &package.name.replace('-', "_")));
            if let Some((text, file)) = script {
                let systems = Systems::asked_for(text, target, cx)?;
                let known = Known { features: Some(&node.features), target: Some(target.as_str()), systems };
                // One script's directory serves every crate's libraries.
                let Some(names) = by_script(text, &known) else { return Ok(Self::default()) };
                // An argument is for what is linked of its own package.
                let root = read.iter().any(|(_, file)| linked.contains(file));
                let counts = |argument: bool| if argument { root } else { used };
                let found = names.into_iter().filter(|found| counts(found.argument));
                all.extend(found.map(|found| located((found.name, found.kind), text, file)));
            }
            let counts = |file| linked.contains(file) || used && is_lib(package, file);
            for (text, file) in read.iter().filter(|(_, file)| counts(file)) {
                let known = Known { features: Some(&node.features), target: None, systems: of_crate.clone() };
                all.extend(by_attribute(text, &known).into_iter().map(|library| located(library, text, file)));
            }
        }
        all.retain(|library| library.kind.tells(target));
        Ok(Self { libraries: all, sure: !others_may_bring(&project) })
    }
}

/// Whether a package that is not the project's may have a build script that names directories: those hold for the whole
/// link. By custom such packages are named `-sys` or `-src`; without a lock file nobody knows what is behind a dependency.
fn others_may_bring(project: &Project) -> bool {
    let brings = |name: &str| name.ends_with("-sys") || name.ends_with("-src");
    if let Some(lock) = &project.lock {
        return lock.packages.iter().any(|package| package.source.is_some() && brings(&package.name));
    }
    let packages = project.members.iter().chain(&project.beside);
    packages.flat_map(|package| &package.dependencies).any(|dependency| project.on_path(dependency).is_none())
}

/// The roots of what is linked: programs, and libraries that are more than Rust's own.
fn linked(project: &Project) -> BTreeSet<HostPath> {
    let links = |lib: &&Lib| lib.crate_types.iter().any(|kind| matches!(kind, CrateType::Cdylib | CrateType::Dylib));
    let libs = project.built().filter_map(|package| package.lib.as_ref().filter(links)).map(|lib| lib.path.clone());
    let bins = project.built().flat_map(|package| &package.bins).map(|bin| bin.path.clone());
    libs.chain(bins).collect()
}

fn is_lib(package: &Package, file: &HostPath) -> bool {
    package.lib.as_ref().is_some_and(|lib| lib.path == *file)
}

/// Whether a crate's root names another one: rustc links only what is named somewhere.
fn uses(code: &str, name: &str) -> bool {
    [format!("{name}::"), format!("use {name}"), format!("extern crate {name}")].iter().any(|words| {
        code.match_indices(words.as_str()).any(|(at, _)| {
            let before = code[..at].chars().next_back();
            !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
        })
    })
}

fn located((name, kind): (String, LibraryKind), text: &str, file: &HostPath) -> OwnLibrary {
    let is_place = |line: &&str| {
        let names = [format!("\"{name}\""), format!("={name}\""), format!("={name}:"), format!("=-l{name}\"")];
        line.contains("link") && names.iter().any(|quoted| line.contains(quoted.as_str()))
    };
    let at = text.lines().position(|line| is_place(&line)).unwrap_or(0);
    let line = text.lines().nth(at).unwrap_or_default().trim().to_owned();
    OwnLibrary { name, kind, file: file.clone(), line: u32::try_from(at + 1).unwrap_or(u32::MAX), text: line }
}

/// What a script asks for.
struct Asked {
    name: String,
    kind: LibraryKind,
    /// By an argument for the linker.
    argument: bool,
}

/// What the script's `main` always prints; none where the script may bring a directory as well.
fn by_script(text: &str, known: &Known<'_>) -> Option<Vec<Asked>> {
    let code = in_effect(&without_comments(text), known);
    if BRINGS.iter().any(|word| code.contains(word)) {
        return None;
    }
    Some(always_printed(&code).into_iter().filter_map(printed).collect())
}

/// `cargo:rustc-link-lib=[KIND[:MODIFIERS]=]NAME[:RENAME]`, or `cargo:rustc-link-arg=-lNAME`.
fn printed(literal: &str) -> Option<Asked> {
    const ARGUMENTS: [&str; 4] =
        ["rustc-link-arg", "rustc-link-arg-bins", "rustc-link-arg-cdylib", "rustc-cdylib-link-arg"];
    let (key, value) = instruction(literal)?;
    let argument = ARGUMENTS.contains(&key);
    let value = if argument { value.strip_prefix("-l")? } else { value };
    if !argument && key != "rustc-link-lib" || argument && value.contains(['=', ':']) {
        return None;
    }
    let (kind, name) = match value.split_once('=') {
        Some((kind, name)) => (LibraryKind::parse(kind.split(':').next().unwrap_or_default())?, name),
        None => (LibraryKind::Any, value),
    };
    let name = name.split([':', '\\']).next().unwrap_or_default().trim();
    let plain = !name.is_empty() && !name.contains(['{', ' ', '/']);
    plain.then(|| Asked { name: name.to_owned(), kind, argument })
}

/// The libraries in `#[link(name = "...")]` outside of any module or function and under no condition that is open.
fn by_attribute(text: &str, known: &Known<'_>) -> Vec<(String, LibraryKind)> {
    const LINK: &str = "#[link(";
    if !text.contains("link(") {
        return Vec::new();
    }
    let code = in_effect(&without_comments(text), known);
    if code.contains("#![cfg") {
        return Vec::new();
    }
    let mut found = Vec::new();
    let (mut depth, mut item) = (0_u32, 0);
    for (at, piece) in pieces(&code) {
        match piece {
            Piece::Char('{') => depth += 1,
            Piece::Char('}') => {
                depth = depth.saturating_sub(1);
                item = at + 1;
            }
            Piece::Char(';') if depth == 0 => item = at + 1,
            Piece::Char('#') if depth == 0 && code[at..].starts_with(LINK) => {
                let rest = &code[at + LINK.len()..];
                let args = rest.split(")]").next().unwrap_or_default();
                let attributes = rest.split("extern").next().unwrap_or_default();
                let conditional = code[item..at].contains("cfg") || attributes.contains("cfg");
                found.extend(Some(args).filter(|_| !conditional).and_then(of_arguments));
            }
            Piece::Char(_) | Piece::Literal(_) => {}
        }
    }
    found
}

/// `name = "z"`, `name = "z", kind = "dylib"`.
fn of_arguments(args: &str) -> Option<(String, LibraryKind)> {
    let value = |key: &str| {
        let rest =
            args.split(',').map(str::trim).find_map(|arg| arg.strip_prefix(key)?.trim_start().strip_prefix('='))?;
        rest.trim().strip_prefix('"')?.strip_suffix('"')
    };
    let kind = match value("kind") {
        Some(kind) => LibraryKind::parse(kind)?,
        None if args.contains("kind") => return None,
        None => LibraryKind::Any,
    };
    value("name").filter(|name| !name.is_empty()).map(|name| (name.to_owned(), kind))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::cargo_config::Cfg;

    fn script(text: &str) -> Option<Vec<String>> {
        let names = |found: Vec<Asked>| found.into_iter().map(|found| found.name).collect();
        by_script(text, &Known { target: Some("aarch64-unknown-linux-gnu"), ..Known::default() }).map(names)
    }

    fn names(of: &[&str]) -> Vec<String> {
        of.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn what_main_always_prints_is_read() {
        let text = "fn main() {\n println!(\"cargo:rustc-link-lib=z\"); // \"cargo:rustc-link-lib=no\"\n \
                    println!(\"cargo::rustc-link-lib=dylib=ssl\");\n println!(\"cargo:rustc-link-lib=static=part\");\n \
                    if many() { println!(\"cargo:rustc-link-lib=perhaps\"); }\n \
                    if target.contains(\"windows\") { println!(\"cargo:rustc-link-lib=user32\"); }\n \
                    println!(\"cargo:rustc-link-arg=-lcrypto\");\n println!(\"cargo:rustc-link-arg=-s\");\n}\n\
                    fn unused() { println!(\"cargo:rustc-link-lib=unused\"); }\n";
        assert_eq!(script(text), Some(names(&["z", "ssl", "part", "crypto"])));
    }

    #[test]
    fn what_is_not_always_reached_or_may_bring_a_directory_is_not() {
        let early = "fn main() { if x { return; } println!(\"cargo:rustc-link-lib=z\"); }";
        assert_eq!(script(early), Some(names(&[])));
        let searched =
            "fn main() { println!(\"cargo:rustc-link-search={}\", dir()); println!(\"cargo:rustc-link-lib=z\"); }";
        assert_eq!(script(searched), None);
        assert_eq!(script("fn main() { println!(\"cargo:rustc-link-lib={}\", name()); }"), Some(names(&[])));
        let cfg = "fn main() { #[cfg(windows)] println!(\"cargo:rustc-link-lib=user32\"); }";
        assert_eq!(script(cfg), Some(names(&[])));
        assert_eq!(script("fn main() { r#\"a\"b\"#; \""), Some(names(&[])));
    }

    fn attributes(text: &str) -> Vec<(String, LibraryKind)> {
        let on = Cfg::Pair("target_os".into(), "linux".into());
        let systems = Systems::of([on, Cfg::Name("unix".into())].into());
        by_attribute(text, &Known { systems, ..Known::default() })
    }

    #[test]
    fn attributes_that_hold_for_the_target_are_read() {
        let text = "// #[link(name = \"no\")]\n#[link(name = \"z\")]\nextern \"C\" { fn f(); }\n\
                    #[cfg(windows)]\n#[link(name = \"user32\")]\nextern \"C\" {}\n\
                    #[link(name = \"kernel32\", kind = \"raw-dylib\")]\nextern \"C\" {}\n\
                    #[cfg(target_os = \"linux\")]\n#[link(name = \"ssl\", kind = \"dylib\")]\nunsafe extern \"C\" {}\n\
                    #[cfg(unknown)]\n#[link(name = \"unknown\")]\nextern \"C\" {}\n\
                    #[cfg_attr(unix, link(name = \"part\", kind = \"static\"))]\n\
                    #[cfg_attr(windows, link(name = \"ws2_32\"))]\nextern \"C\" {}\n\
                    #[cfg_attr(unknown, link(name = \"unknown\"))]\nextern \"C\" {}\n\
                    mod inner { #[link(name = \"inner\")] extern \"C\" {} }\n";
        let expected = [
            ("z", LibraryKind::Any),
            ("kernel32", LibraryKind::RawDylib),
            ("ssl", LibraryKind::Dylib),
            ("part", LibraryKind::Static),
        ];
        assert_eq!(attributes(text), expected.map(|(name, kind)| (name.to_owned(), kind)));
        assert_eq!(attributes("#![cfg(unix)]\n#[link(name = \"z\")] extern \"C\" {}"), []);
    }

    #[test]
    fn what_only_the_target_s_own_system_has_is_left_to_the_build() {
        let told = |kind: LibraryKind, target: &str| kind.tells(&Triple::new(target));
        assert!(told(LibraryKind::RawDylib, "x86_64-unknown-linux-gnu"));
        assert!(!told(LibraryKind::RawDylib, "x86_64-pc-windows-gnu"));
        assert!(told(LibraryKind::Framework, "x86_64-pc-windows-gnu"));
        assert!(!told(LibraryKind::Framework, "aarch64-apple-ios"));
    }
}

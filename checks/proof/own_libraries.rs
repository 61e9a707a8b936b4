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
};

/// Those that a link for the target is asked for as `-lNAME`, without a directory of the project's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnLibraries {
    pub libraries: Vec<OwnLibrary>,
    /// No package from elsewhere may bring a directory that has them.
    pub sure: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnLibrary {
    pub name: String,
    pub file: HostPath,
    /// From 1.
    pub line: u32,
    /// The line's text.
    pub text: String,
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
                let names = names.into_iter().filter(|(_, argument)| counts(*argument));
                all.extend(names.map(|(name, _)| located(name, text, file)));
            }
            let counts = |file| linked.contains(file) || used && is_lib(package, file);
            for (text, file) in read.iter().filter(|(_, file)| counts(file)) {
                all.extend(by_attribute(text).into_iter().map(|name| located(name, text, file)));
            }
        }
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

fn located(name: String, text: &str, file: &HostPath) -> OwnLibrary {
    let is_place = |line: &&str| {
        let names = [format!("\"{name}\""), format!("={name}\""), format!("={name}:"), format!("=-l{name}\"")];
        line.contains("link") && names.iter().any(|quoted| line.contains(quoted.as_str()))
    };
    let at = text.lines().position(|line| is_place(&line)).unwrap_or(0);
    let line = text.lines().nth(at).unwrap_or_default().trim().to_owned();
    OwnLibrary { name, file: file.clone(), line: u32::try_from(at + 1).unwrap_or(u32::MAX), text: line }
}

/// What the script's `main` always prints, and whether as an argument; none where the script may bring a directory as well.
fn by_script(text: &str, known: &Known<'_>) -> Option<Vec<(String, bool)>> {
    let code = in_effect(&without_comments(text), known);
    if BRINGS.iter().any(|word| code.contains(word)) {
        return None;
    }
    Some(always_printed(&code).into_iter().filter_map(printed).collect())
}

/// The name in `cargo:rustc-link-lib=[KIND[:MODIFIERS]=]NAME[:RENAME]`, of a kind that the linker searches for. For a
/// static one rustc searches itself. Or that in `cargo:rustc-link-arg=-lNAME`: then it is an argument.
fn printed(literal: &str) -> Option<(String, bool)> {
    const ARGUMENTS: [&str; 4] =
        ["rustc-link-arg", "rustc-link-arg-bins", "rustc-link-arg-cdylib", "rustc-cdylib-link-arg"];
    let (key, value) = instruction(literal)?;
    let argument = ARGUMENTS.contains(&key);
    let value = if argument { value.strip_prefix("-l")? } else { value };
    if !argument && key != "rustc-link-lib" || argument && value.contains(['=', ':']) {
        return None;
    }
    let name = match value.split_once('=') {
        Some((kind, name)) if kind.split(':').next() == Some("dylib") => name,
        Some(_) => return None,
        None => value,
    };
    let name = name.split([':', '\\']).next().unwrap_or_default().trim();
    let plain = !name.is_empty() && !name.contains(['{', ' ', '/']);
    plain.then(|| (name.to_owned(), argument))
}

/// The names in `#[link(name = "...")]` outside of any module or function and under no condition.
fn by_attribute(text: &str) -> Vec<String> {
    const LINK: &str = "#[link(";
    let code = without_comments(text);
    if code.contains("#![cfg") {
        return Vec::new();
    }
    let mut names = Vec::new();
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
                names.extend(Some(args).filter(|_| !conditional).and_then(dynamic));
            }
            Piece::Char(_) | Piece::Literal(_) => {}
        }
    }
    names
}

/// `name = "z"`, `name = "z", kind = "dylib"`.
fn dynamic(args: &str) -> Option<String> {
    let value = |key: &str| {
        let rest =
            args.split(',').map(str::trim).find_map(|arg| arg.strip_prefix(key)?.trim_start().strip_prefix('='))?;
        rest.trim().strip_prefix('"')?.strip_suffix('"')
    };
    let searched =
        matches!(value("kind"), None | Some("dylib")) && !args.contains("kind") || value("kind") == Some("dylib");
    value("name").filter(|name| searched && !name.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script(text: &str) -> Option<Vec<String>> {
        let names = |found: Vec<(String, bool)>| found.into_iter().map(|(name, _)| name).collect();
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
        assert_eq!(script(text), Some(names(&["z", "ssl", "crypto"])));
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

    #[test]
    fn attributes_without_a_condition_are_read() {
        let text = "// #[link(name = \"no\")]\n#[link(name = \"z\")]\nextern \"C\" { fn f(); }\n\
                    #[cfg(windows)]\n#[link(name = \"user32\")]\nextern \"C\" {}\n\
                    #[link(name = \"kernel32\", kind = \"raw-dylib\")]\nextern \"C\" {}\n\
                    #[link(name = \"ssl\", kind = \"dylib\")]\nunsafe extern \"C\" {}\n\
                    mod inner { #[link(name = \"inner\")] extern \"C\" {} }\n";
        assert_eq!(by_attribute(text), names(&["z", "ssl"]));
        assert_eq!(by_attribute("#![cfg(unix)]\n#[link(name = \"z\")] extern \"C\" {}"), names(&[]));
    }
}

//! Whether the project's programs start threads, where a C library without any is usual: on WASI.
//!
//! rust-lang.org's std for `wasm32-wasip1` starts none. One that is built elsewhere may ask the C library for threads that it
//! has not got (Debian's), and whatever starts none is linked with it all the same. There a program that does nothing is no
//! proof for a project with threads, and one with threads would make a sound project red. So the proof starts one where
//! the project's programs do, in code that no condition takes out.

use std::collections::BTreeSet;

use super::{
    condition::{Known, Systems},
    in_effect::in_effect,
    reach::reach,
    source_text::{Piece, after_item, pieces, without_comments},
};
use crate::{
    Cx, HostPath, Pause, Triple,
    facts::project::{DependencyKind, Project},
    targets::Family,
};

/// Crates that are threads and nothing else.
const CRATES: [&str; 2] = ["rayon", "threadpool"];
/// Of more modules nobody looks at all.
const FILES: usize = 64;

/// By the programs' own modules, or by what they are given directly.
pub(super) fn starts_threads(project: &Project, target: &Triple, cx: &Cx<'_>) -> Result<bool, Pause> {
    if Family::of(target) != Family::Wasi {
        return Ok(false);
    }
    let reached = reach(project, Some(target), |dependency| CRATES.contains(&dependency.name.as_str()), cx)?;
    let systems = Systems::of_crate(target, cx)?;
    for node in reached.iter().filter(|node| !node.for_host && !node.package.bins.is_empty()) {
        let is_normal = |name: &str| {
            node.active.iter().any(|dependency| dependency.kind == DependencyKind::Normal && dependency.name == name)
        };
        if CRATES.iter().any(|name| is_normal(name)) {
            return Ok(true);
        }
        let known = Known { features: Some(&node.features), target: None, systems: systems.clone() };
        let roots = node.package.bins.iter().map(|bin| bin.path.clone()).collect();
        if in_modules(roots, &known, cx)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether the crates with these roots start threads in a module that is always compiled.
fn in_modules(roots: Vec<HostPath>, known: &Known<'_>, cx: &Cx<'_>) -> Result<bool, Pause> {
    let mut seen: BTreeSet<HostPath> = roots.iter().cloned().collect();
    let mut open: Vec<_> = roots.into_iter().map(|root| (root, true)).collect();
    while !open.is_empty() {
        let asked: Vec<_> = open.iter().map(|(file, is_root)| (file, *is_root, cx.text(file))).collect();
        let mut next = Vec::new();
        for (file, is_root, text) in asked {
            let Some(code) = text?.and_then(|text| certain(text, known)) else { continue };
            if starts_one(&code) {
                return Ok(true);
            }
            for name in modules(&code) {
                next.extend(places(file, is_root, name).into_iter().filter(|file| seen.insert(file.clone())));
            }
        }
        if seen.len() > 2 * FILES {
            return Ok(false);
        }
        open = next.into_iter().map(|file| (file, false)).collect();
    }
    Ok(false)
}

/// The code that is compiled whatever holds; none where nobody can tell it from the rest.
fn certain(text: &str, known: &Known<'_>) -> Option<String> {
    let code = in_effect(&without_comments(text), known);
    if ["#![cfg(", "cfg!(", "cfg_if!", "macro_rules!"].iter().any(|word| code.contains(word)) {
        return None;
    }
    let mut kept = String::with_capacity(code.len());
    let mut rest = code.as_str();
    while let Some(at) = rest.find("#[cfg") {
        kept.push_str(&rest[..at]);
        let attribute = &rest[at..];
        rest = after_item(attribute.split_once(']').map_or("", |(_, item)| item));
    }
    kept.push_str(rest);
    Some(kept)
}

/// A call of std's, by the names that it is imported by.
fn starts_one(code: &str) -> bool {
    const CALLS: [&str; 3] = ["thread::spawn(", "thread::scope(", "thread::Builder::new("];
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut uses = code.split("use std::").skip(1).filter_map(|after| after.split(';').next());
    let imported = uses.any(|names| names.split(|c: char| !is_word(c)).any(|name| name == "thread"));
    pieces(code).any(|(at, piece)| {
        let (before, whole) = match code[..at].strip_suffix("std::") {
            Some(before) => (before, true),
            None => (&code[..at], false),
        };
        let begins = !before.ends_with(|c: char| is_word(c) || c == ':');
        let calls = || CALLS.iter().any(|call| code[at..].starts_with(call));
        piece == Piece::Char('t') && (whole || imported) && begins && calls()
    })
}

/// `mod NAME;`
fn modules(code: &str) -> impl Iterator<Item = &str> {
    code.split(';').filter_map(|item| {
        let (before, name) = item.rsplit_once("mod ")?;
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        (!before.ends_with(is_word) && !name.is_empty() && name.chars().all(is_word)).then_some(name)
    })
}

/// Where a module's file may stand (The Rust Reference, *Modules*, "Module Source Filenames").
fn places(file: &HostPath, is_root: bool, name: &str) -> Vec<HostPath> {
    let Some(dir) = file.parent() else { return Vec::new() };
    let dir = match file.file_name().and_then(|file| file.strip_suffix(".rs")) {
        Some(stem) if !is_root && stem != "mod" => dir.join(stem),
        _ => dir,
    };
    vec![dir.join(&format!("{name}.rs")), dir.join(name).join("mod.rs")]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        facts::{cargo_config::Cfg, linker::scene, rustc::SpecCfg},
        testing::Fake,
    };

    const WASI: &str = "wasm32-wasip1";

    fn starts(manifest: &str, main: &str, target: &str, more: &[(&str, &str)]) -> bool {
        let wasi = SpecCfg(
            [Cfg::Pair("target_os".into(), "wasi".into()), Cfg::Pair("target_family".into(), "wasm".into())].into(),
        );
        let fake: Fake = scene::debian()
            .file("/p/Cargo.toml", &format!("[package]\nname = \"app\"\nversion = \"0.1.0\"\n{manifest}"))
            .file("/p/src/main.rs", main)
            .granted(Triple::new(WASI), wasi);
        let fake = more.iter().fold(fake, |fake, (at, text)| fake.file(at, text)).missing_rest();
        let asked = fake.ask(|cx| {
            let project = Project::here(cx)?.expect("a project");
            starts_threads(&project, &Triple::new(target), cx)
        });
        asked.expect("decided")
    }

    #[test]
    fn a_program_that_always_starts_one_does() {
        for main in [
            "fn main() { std::thread::spawn(|| {}); }",
            "use std::thread;\nfn work() { thread::scope(|_| ()); }\nfn main() { work() }",
            "use std::{fs, thread};\nfn main() { thread::Builder::new().spawn(|| {}); }",
            "#[cfg(target_os = \"wasi\")]\nfn main() { std::thread::spawn(|| {}); }",
            "fn main() { if cfg!(target_os = \"wasi\") { std::thread::spawn(|| {}); } }",
        ] {
            assert!(starts("", main, WASI, &[]), "{main}");
            assert!(!starts("", main, scene::AARCH64, &[]), "{main}");
        }
        assert!(starts("[dependencies]\nrayon = \"1\"\n", "fn main() {}", WASI, &[]));
        let deep = [("/p/src/a.rs", "pub mod b;"), ("/p/src/a/b.rs", "pub fn f() { std::thread::spawn(|| {}); }")];
        assert!(starts("", "mod a;\nfn main() { a::b::f() }", WASI, &deep));
    }

    #[test]
    fn what_only_others_start_does_not_count() {
        for main in [
            "fn main() { println!(\"std::thread::spawn(\"); } // std::thread::spawn(",
            "fn main() { std::thread::sleep(d); tokio::thread::spawn(f); }",
            "#[cfg(not(target_os = \"wasi\"))]\nfn f() { std::thread::spawn(|| {}); }\nfn main() {}",
            "#[cfg(feature = \"threads\")]\nuse std::thread;\n#[cfg(test)]\nmod tests { fn f() { std::thread::spawn(|| {}); } }",
            "fn main() { if cfg!(target_family = \"wasm\") { return one(); } std::thread::sleep(d) }",
            "#[cfg(unknown)]\nfn f() { std::thread::spawn(|| {}); }\nfn main() {}",
            "fn main() { if cfg!(unknown) { std::thread::spawn(|| {}); } }",
            "mod thread { pub fn spawn() {} }\nfn main() { thread::spawn(); }",
        ] {
            assert!(!starts("", main, WASI, &[]), "{main}");
        }
        assert!(!starts("[dev-dependencies]\nrayon = \"1\"\n", "fn main() {}", WASI, &[]));
        assert!(!starts("[target.'cfg(unix)'.dependencies]\nrayon = \"1\"\n", "fn main() {}", WASI, &[]));
        let unused =
            [("/p/src/lib.rs", "pub fn f() { std::thread::spawn(|| {}); }"), ("/p/src/b.rs", "std::thread::spawn(")];
        assert!(!starts("", "#[cfg(unix)]\nmod b;\nfn main() {}", WASI, &unused));
    }
}

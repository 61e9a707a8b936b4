//! Whether a build has procedural macros: libraries that are linked for the host and loaded by rustc.

use super::{locked::in_lock_file, reach::reach, settled};
use crate::{
    Cx, Pause, Triple,
    facts::{
        cargo_config::TargetSettings,
        demands::Tree,
        linker::LinkOptions,
        project::{LockedPackage, Project},
        rustc::{Rustc, TargetSpec},
    },
};

/// The project's own are known. Of others cargo is asked where the answer decides; elsewhere, and where cargo cannot say,
/// only what the lock file makes as good as certain counts.
pub(super) fn uses_macros(project: &Project, target: &Triple, cx: &Cx<'_>) -> Result<bool, Pause> {
    let reached = reach(project, Some(target), |_| false, cx)?;
    if reached.iter().any(|node| node.for_host && node.package.is_proc_macro()) {
        return Ok(true);
    }
    let locked = in_lock_file(project, &reached);
    if locked.iter().any(|package| package.source.is_some())
        && flags_reach_macros(target, cx)?
        && let Some(tree) = settled(cx.fact::<Tree>(target.clone()))?
        && let Some(resolved) = &tree.0
    {
        return Ok(resolved.macros);
    }
    Ok(locked.iter().any(|package| package.source.is_some() && is_macro(package)))
}

/// Without `--target` cargo gives the host's rustflags to procedural macros as well, and some of them no library stands:
/// then a macro that only another platform's build has would make a red of a sound set-up.
fn flags_reach_macros(target: &Triple, cx: &Cx<'_>) -> Result<bool, Pause> {
    let rustc = settled(cx.fact::<Rustc>(()));
    let (settings, spec) = (cx.fact::<TargetSettings>(target.clone()), cx.fact::<TargetSpec>(target.clone()));
    if rustc?.is_none_or(|rustc| rustc.host != *target) {
        return Ok(false);
    }
    let options = settled(settings)?.map(|settings| LinkOptions::of(&settings.rustflags.flags)).unwrap_or_default();
    let by_default = settled(spec)?.is_some_and(|spec| spec.crt_static_default);
    Ok(options.crt_static.unwrap_or(by_default) || !options.args.is_empty())
}

/// By custom named so, and written with the crates that procedural macros are written with.
fn is_macro(package: &LockedPackage) -> bool {
    const KNOWN: [&str; 6] = [
        "async-trait",
        "async-recursion",
        "displaydoc",
        "pin-project-internal",
        "thiserror-impl",
        "tracing-attributes",
    ];
    const ENDS: [&str; 6] = ["-derive", "_derive", "-macro", "_macro", "-macros", "_macros"];
    let name = package.name.as_str();
    let named = KNOWN.contains(&name) || ENDS.iter().any(|end| name.ends_with(end));
    let uses = |crates: &str| ["proc-macro2", "quote", "syn"].contains(&crates);
    named && package.dependencies.iter().any(|dependency| dependency.split(' ').next().is_some_and(uses))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        facts::{demands::Resolved, linker::scene},
        testing::Fake,
    };

    const MEMBER: &str = "[package]\nname = \"app\"\nversion = \"0.1.0\"\n[dependencies]\nserde_derive = \"1\"\n";
    const MACRO: &str = "[[package]]\nname = \"serde_derive\"\nversion = \"1.0.0\"\nsource = \"registry\"\n\
                         dependencies = [\"proc-macro2\", \"quote\"]\n";

    fn locked(lock: &str) -> Fake {
        let fake = scene::debian().file("/p/Cargo.toml", MEMBER).file("/p/src/main.rs", "fn main() {}\n");
        let own = "[[package]]\nname = \"app\"\nversion = \"0.1.0\"\ndependencies = [\"serde_derive\"]\n";
        fake.file("/p/Cargo.lock", &format!("version = 4\n{own}{lock}")).missing_rest()
    }

    fn uses(fake: &Fake, target: &str) -> bool {
        let asked = fake.ask(|cx| {
            let project = Project::here(cx)?.expect("a project");
            uses_macros(&project, &Triple::new(target), cx)
        });
        asked.expect("an answer")
    }

    #[test]
    fn a_locked_macro_is_known_by_its_name_and_what_it_is_written_with() {
        assert!(uses(&locked(MACRO), HOST));
        assert!(!uses(&locked(&MACRO.replace("\"proc-macro2\", \"quote\"", "\"memchr\"")), HOST));
        assert!(!uses(&locked(""), HOST));
    }

    const HOST: &str = "x86_64-unknown-linux-gnu";

    #[test]
    fn cargo_is_asked_where_a_macro_gets_the_rustflags() {
        let told = |flags: &str, macros: bool| {
            let tree = Tree(Some(Resolved { macros, ..Resolved::default() }));
            let unnamed = MACRO.replace("serde_derive", "tricks");
            let fake = locked(&format!("{MACRO}{unnamed}")).env("RUSTFLAGS", flags);
            uses(&fake.granted(Triple::new(HOST), tree), HOST)
        };
        // Of the lock file's two none, or one, is built for this system.
        assert!(!told("-C target-feature=+crt-static", false));
        assert!(told("-C target-feature=+crt-static", true));
        assert!(!told("-C link-arg=-static", false));
        // Nobody asks where no flag can break one.
        assert!(told("-C target-cpu=native", false));
    }
}

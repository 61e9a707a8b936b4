//! Whether a build has procedural macros: libraries that are linked for the host and loaded by rustc.

use super::{locked::in_lock_file, reach::reach};
use crate::{
    Cx, Pause, Triple,
    facts::project::{LockedPackage, Project},
};

/// The project's own are known; of others the lock file does not tell, so that only what is as good as certain counts.
pub(super) fn uses_macros(project: &Project, target: &Triple, cx: &Cx<'_>) -> Result<bool, Pause> {
    let reached = reach(project, Some(target), |_| false, cx)?;
    if reached.iter().any(|node| node.for_host && node.package.is_proc_macro()) {
        return Ok(true);
    }
    Ok(in_lock_file(project, &reached).iter().any(|package| package.source.is_some() && is_macro(package)))
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
    use crate::testing::Fake;

    const MEMBER: &str = "[package]\nname = \"app\"\nversion = \"0.1.0\"\n[dependencies]\nserde_derive = \"1\"\n";

    fn uses(lock: &str) -> bool {
        let fake = Fake::linux().file("/p/Cargo.toml", MEMBER).file("/p/src/main.rs", "fn main() {}\n");
        let own = "[[package]]\nname = \"app\"\nversion = \"0.1.0\"\ndependencies = [\"serde_derive\"]\n";
        let fake = fake.file("/p/Cargo.lock", &format!("version = 4\n{own}{lock}")).missing_rest();
        let asked = fake.ask(|cx| {
            let project = Project::here(cx)?.expect("a project");
            uses_macros(&project, &Triple::new("x86_64-unknown-linux-gnu"), cx)
        });
        asked.expect("an answer")
    }

    #[test]
    fn a_locked_macro_is_known_by_its_name_and_what_it_is_written_with() {
        let locked = |dependencies: &str| {
            format!(
                "[[package]]\nname = \"serde_derive\"\nversion = \"1.0.0\"\nsource = \"registry\"\n\
                 dependencies = [{dependencies}]\n"
            )
        };
        assert!(uses(&locked("\"proc-macro2\", \"quote\"")));
        assert!(!uses(&locked("\"memchr\"")));
        assert!(!uses(""));
    }
}

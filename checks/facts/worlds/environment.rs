//! The variables as build scripts see them: cargo's `[env]` over what the user's environment has.

use crate::{
    Cx, Pause, Triple,
    facts::{
        cargo_config::{EnvTable, Located, Origin},
        rustc::Rustc,
    },
};

/// A variable that is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    pub name: String,
    pub value: Located<String>,
}

/// The value that build scripts see under this name, be it empty.
pub fn variable(name: &str, cx: &Cx<'_>) -> Result<Option<Located<String>>, Pause> {
    let (table, inherited) = (cx.fact::<EnvTable>(()), cx.env(name));
    let (table, inherited) = (table?, inherited?);
    let own = || inherited.map(|value| Located::new(value.to_owned(), Origin::Env { name: name.to_owned() }));
    Ok(table.value(name).cloned().or_else(own))
}

/// The first of these names that is set.
pub fn first_set(names: &[String], cx: &Cx<'_>) -> Result<Option<Set>, Pause> {
    let values: Vec<_> = names.iter().map(|name| variable(name, cx)).collect();
    for (name, value) in names.iter().zip(values) {
        if let Some(value) = value? {
            return Ok(Some(Set { name: name.clone(), value }));
        }
    }
    Ok(None)
}

/// The names under which cc, cmake and pkg-config look a setting of a target up, nearest first (cc `src/lib.rs`,
/// `target_envs`; pkg-config-rs `src/lib.rs`, `targeted_env_var`).
pub fn names(base: &str, target: &Triple, is_host: bool) -> Vec<String> {
    let kind = if is_host { "HOST" } else { "TARGET" };
    vec![
        format!("{base}_{target}"),
        format!("{base}_{}", target.underscored()),
        format!("{kind}_{base}"),
        base.to_owned(),
    ]
}

/// The setting `base` of a target in the nearest form that is set.
pub fn targeted(base: &str, target: &Triple, cx: &Cx<'_>) -> Result<Option<Set>, Pause> {
    let is_host = cx.fact::<Rustc>(())?.host == *target;
    first_set(&names(base, target, is_host), cx)
}

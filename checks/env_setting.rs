//! Fixes that set variables for build scripts, in `[env]` of cargo's configuration.

use xdoctor_fixes::{
    Applicability, Change, Fix, Scope,
    cargo_config::{Setting, Wanted, place},
};

use crate::{Cx, HostPath, Pause, Triple, facts::config_layout::ConfigLayout};

/// Paths of this machine: the variables go to the user's file, or to the project's local one. Nothing where one of them
/// has no place.
pub(crate) fn set_paths(
    id: &str,
    triple: &Triple,
    title: &str,
    variables: &[(String, HostPath)],
    cx: &Cx<'_>,
) -> Result<Vec<Fix>, Pause> {
    let layout = cx.fact::<ConfigLayout>(())?;
    let mut fixes: Vec<Fix> = Vec::new();
    for scope in [Scope::User, Scope::Local] {
        let mut edits = Vec::new();
        let mut placed_in = scope;
        for (name, path) in variables {
            let key = vec!["env".to_owned(), name.clone()];
            // a TOML string, by the rules of JSON, which are a part of TOML's basic strings
            let change = Wanted::Value(serde_json::Value::from(path.as_str()).to_string());
            let Ok(placed) = place(&Setting { key, change, scope }, &layout.0) else { return Ok(Vec::new()) };
            placed_in = placed.scope;
            edits.extend(placed.edits);
        }
        if edits.is_empty() || fixes.iter().any(|fix| fix.scope == placed_in) {
            continue;
        }
        fixes.push(Fix {
            id: format!("{id}/{triple}"),
            title: title.to_owned(),
            change: Change::Edit { edits },
            applicability: Applicability::Safe,
            scope: placed_in,
        });
    }
    Ok(fixes)
}

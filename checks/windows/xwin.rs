//! `cargo xwin`: the way to msvc targets from other systems.

use xdoctor_fixes::{Applicability, Change, CommandLine, Edit, FileEdit, Fix, Scope};

use crate::{
    Cx, Pause, Triple,
    facts::{config_layout::ConfigLayout, project::Project},
};

/// Whether cargo finds `cargo-xwin`: on `PATH`, or in the `bin` of its home.
pub(super) fn is_installed(cx: &Cx<'_>) -> Result<bool, Pause> {
    let (found, layout) = (cx.which("cargo-xwin"), cx.fact::<ConfigLayout>(()));
    if !found?.is_empty() {
        return Ok(true);
    }
    let own = layout?.0.cargo_home.join("bin/cargo-xwin");
    Ok(matches!(cx.metadata(&own)?, crate::answer::Metadata::Found(_)))
}

/// Going this way: said in `xdoctor.toml` where the tool is there, else the tool installed.
pub(super) fn fixes(id: &str, triple: &Triple, cx: &Cx<'_>) -> Result<Vec<Fix>, Pause> {
    let (installed, project, host) = (is_installed(cx), Project::here(cx), cx.host());
    let (installed, project, host) = (installed?, project?, host?);
    if !installed {
        let args = ["install", "--locked", "cargo-xwin"].map(str::to_owned).to_vec();
        return Ok(vec![Fix {
            id: format!("{id}/cargo-xwin"),
            title: "install `cargo xwin`, which fetches Microsoft's libraries under their licence".to_owned(),
            change: Change::Command(CommandLine { program: "cargo".to_owned(), args, env: Vec::new() }),
            applicability: Applicability::System,
            scope: Scope::User,
        }]);
    }
    let root = project.map_or_else(|| host.cwd.clone(), |project| project.root.clone());
    let key = ["targets", triple.as_str(), "route"].map(str::to_owned).to_vec();
    let edit = Edit::SetToml { key, value: "\"xwin\"".to_owned() };
    Ok(vec![Fix {
        id: format!("{id}/{triple}"),
        title: format!("build `{triple}` with `cargo xwin build`"),
        change: Change::Edit { edits: vec![FileEdit { path: root.join("xdoctor.toml"), edit }] },
        applicability: Applicability::Safe,
        scope: Scope::Project,
    }])
}

//! Fixes that several checks of this family propose.

use xdoctor_fixes::{Applicability, Change, CommandLine, Fix, Scope};

use crate::{
    Cx, Evidence, HostPath, Pause, Triple,
    facts::{
        release::{Offer, StdOffer},
        toolchain::{ChosenBy, ReleaseManifest},
    },
    linker::privileged,
};

/// `rustup target add`, always with the toolchain's name: without it rustup takes that of the directory it runs in.
/// `toolchain`: its full name and its directory.
pub(crate) fn add_target(
    check: &str,
    triple: &Triple,
    toolchain: (&str, &HostPath),
    cx: &Cx<'_>,
) -> Result<Fix, Pause> {
    add(check, ["target", triple.as_str()], toolchain, cx)
}

/// The same, unless the server is known to lack what rustup would fetch.
pub(super) fn add_offered(
    check: &str,
    triple: &Triple,
    toolchain: (&str, &HostPath),
    cx: &Cx<'_>,
) -> Result<Fix, Pause> {
    let (offer, fix) = (cx.fact::<StdOffer>(triple.clone()), add_target(check, triple, toolchain, cx));
    match &offer?.0 {
        Offer::NotAsked | Offer::There { .. } | Offer::Unreachable { .. } => fix,
        Offer::Lacking { what, .. } => Ok(manual(
            format!("{check}/{triple}"),
            format!("get the standard library of `{triple}` from a server that has it"),
            [
                format!("`rustup target add` would fail: there is no {what}"),
                "let `RUSTUP_DIST_SERVER` name a complete mirror, or unset it for rustup's own server".to_owned(),
                format!("rustup target add {triple} --toolchain {}", toolchain.0),
            ],
        )),
    }
}

pub(super) fn add_component(
    check: &str,
    component: &str,
    toolchain: (&str, &HostPath),
    cx: &Cx<'_>,
) -> Result<Fix, Pause> {
    add(check, ["component", component], toolchain, cx)
}

/// Without the manifest of its release a toolchain is installed again, with what it lacks: tried with rustup 1.29, which
/// keeps the rest, unless its own lists in the toolchain are gone as well.
fn add(check: &str, [kind, what]: [&str; 2], toolchain: (&str, &HostPath), cx: &Cx<'_>) -> Result<Fix, Pause> {
    let ((name, root), id) = (toolchain, format!("{check}/{what}"));
    let manifest = cx.fact::<ReleaseManifest>(root.clone())?;
    if !manifest.is_there {
        return Ok(manual(
            id,
            format!("install toolchain `{name}` again, with `{what}`: its installation was not completed"),
            [
                format!("`rustup {kind} add` would fail: there is no `{}`", manifest.file),
                format!("rustup toolchain install {name} --{kind} {what} --no-self-update"),
                format!("where that meets a `detected conflict`, `rustup toolchain uninstall {name}` goes before"),
            ],
        ));
    }
    let args = [kind, "add", what, "--toolchain", name];
    Ok(rustup(id, format!("add `{what}` to toolchain `{name}`"), &args, Applicability::Safe))
}

/// Takes a target away and adds it anew. Both want the manifest of the toolchain's release (tried with rustup 1.29).
pub(super) fn add_target_again(
    check: &str,
    triple: &Triple,
    (name, root): (&str, &HostPath),
    cx: &Cx<'_>,
) -> Result<Fix, Pause> {
    let manifest = cx.fact::<ReleaseManifest>(root.clone())?;
    let title = format!("install the standard library for `{triple}` again");
    let steps = if manifest.is_there {
        let command = |verb: &str| format!("rustup target {verb} {triple} --toolchain {name}");
        vec![command("remove"), command("add")]
    } else {
        vec![
            format!("`rustup target remove` would fail: there is no `{}`", manifest.file),
            format!("rustup toolchain uninstall {name}"),
            format!("rustup toolchain install {name} --target {triple} --no-self-update"),
        ]
    };
    Ok(manual(format!("{check}/{triple}"), title, steps))
}

pub(super) fn rustup(id: String, title: String, args: &[&str], applicability: Applicability) -> Fix {
    let args = args.iter().map(|arg| (*arg).to_owned()).collect();
    let change = Change::Command(CommandLine { program: "rustup".into(), args, env: Vec::new() });
    Fix { id, title, change, applicability, scope: Scope::User }
}

pub(super) fn manual<S: Into<String>>(
    id: impl Into<String>,
    title: impl Into<String>,
    steps: impl IntoIterator<Item = S>,
) -> Fix {
    Fix {
        id: id.into(),
        title: title.into(),
        change: Change::Manual { steps: steps.into_iter().map(Into::into).collect() },
        applicability: Applicability::Manual,
        scope: Scope::User,
    }
}

pub(super) fn absent(file: &HostPath) -> Evidence {
    Evidence::File { file: file.clone(), line: None, text: "no such file or directory".into() }
}

/// What decided for the toolchain, as evidence.
pub(super) fn choice(chosen_by: &ChosenBy, toolchain: &str) -> Option<Evidence> {
    match chosen_by {
        ChosenBy::Env { name, value } => Some(Evidence::Env { name: (*name).to_owned(), value: value.clone() }),
        ChosenBy::RustcEnv { name, value } => Some(Evidence::Env { name: name.clone(), value: value.clone() }),
        ChosenBy::Override { .. }
        | ChosenBy::ToolchainFile { .. }
        | ChosenBy::Default { .. }
        | ChosenBy::RustcConfig { .. } => {
            let (file, line) = chosen_by.place()?;
            Some(Evidence::File { file: file.clone(), line, text: toolchain.to_owned() })
        }
        ChosenBy::CommandLine { .. } | ChosenBy::Path { .. } => None,
    }
}

/// A package manager's command, with the privileges it needs.
pub(super) fn system(id: String, title: String, command: &[&str], cx: &Cx<'_>) -> Result<Fix, Pause> {
    let change = Change::Command(privileged(command, cx)?);
    Ok(Fix { id, title, change, applicability: Applicability::System, scope: Scope::User })
}

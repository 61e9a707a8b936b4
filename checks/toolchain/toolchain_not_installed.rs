//! The toolchain that is asked for is not installed.

use xdoctor_fixes::{Applicability, Fix};

use super::mend;
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic,
    check::Severity,
    facts::{
        release::{Offer, ReleaseOffer},
        toolchain::{Resolution, RustupHome, Selection, SelectionError, ToolchainKind, Unresolved},
    },
};

pub static CHECK: Check = Check {
    id: "toolchain-not-installed",
    topic: Topic::Toolchain,
    title: "the toolchain that is asked for is not installed",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A toolchain file, `RUSTUP_TOOLCHAIN`, an override or the default names a toolchain of rustup's that is not installed; or \
nothing names one and there is no default. rustup installs an official toolchain by itself when its `cargo` is called, \
unless `RUSTUP_AUTO_INSTALL=0` or `rustup set auto-install disable` forbids it (and 1.28.0 never did); a custom one it \
cannot install.
## Why it breaks the build
rustup's `cargo` stops before it runs anything, or first downloads a few hundred megabytes.
## What to do
`rustup toolchain install NAME` (its targets and components come from the toolchain file). A custom toolchain has to be \
linked: `rustup toolchain link NAME DIRECTORY`. Without any default: `rustup default stable`.
## Sources
rustup's book, *Overrides* and *Environment variables*; rustup's `src/config.rs`, `should_auto_install`, and its \
changelog of 1.28.",
    links: &["https://rust-lang.github.io/rustup/overrides.html"],
    symptoms: &[
        Symptom {
            all: &[r"(^|error: )the active toolchain `[^`]+` is not installed"],
            none: &[],
            weight: 0.9,
            printed_by: "rustup 1.28 and later",
            source: "rust-lang/rustup src/errors.rs, ToolchainNotInstalled",
        },
        Symptom {
            all: &[r"the '[^']+' binary, normally provided by the '[^']+' component, is not applicable to the '[^']+' toolchain"],
            none: &[],
            weight: 0.6,
            printed_by: "rustup 1.8 and later, where an installation was not completed",
            source: "rust-lang/rustup src/toolchain.rs, `component_status.installed`",
        },
        Symptom {
            all: &[r"(override |custom )?toolchain '[^']+' (specified in override file '[^']+' )?is not installed"],
            none: &[],
            weight: 0.95,
            printed_by: "rustup 1.20 and later",
            source: "rust-lang/rustup src/errors.rs, ToolchainNotInstalled; src/toolchain.rs, with_source",
        },
        Symptom {
            all: &[r"rustup could not choose a version of \S+ to run"],
            none: &[],
            weight: 0.95,
            printed_by: "rustup 1.26 and later",
            source: "rust-lang/rustup src/errors.rs, ToolchainNotSelected",
        },
        Symptom {
            all: &[r"error: no (default|active) toolchain( configured)?"],
            none: &[],
            weight: 0.9,
            printed_by: "rustup",
            source: "rust-lang/rustup src/cli/rustup_mode.rs, show_active_toolchain",
        },
        Symptom {
            all: &[r"'(rustc|cargo)(\.exe)?' (binary|is) not installed for (the )?(custom )?toolchain"],
            none: &[],
            weight: 0.9,
            printed_by: "rustup 1.20 and later",
            source: "rust-lang/rustup src/toolchain.rs, create_command",
        },
        Symptom {
            all: &[r"toolchain '[^']+' is not installed|toolchain '[^']+' is not installable|override toolchain '[^']+' is not installed|the active toolchain is not installed|no override and no default toolchain set"],
            none: &[],
            weight: 0.93,
            printed_by: "rustup 1.20 and later",
            source: "rust-lang/rustup src/errors.rs, ToolchainNotInstalled",
        },
        Symptom {
            all: &[r"[Tt]oolchain .{1,120} is (custom and )?not installed|[Tt]oolchain [`'\x22]?[\w.-]+[`'\x22]? (was )?not (found|installed)|custom toolchain .{1,80}not installed"],
            none: &[r"is not installed for the|component"],
            weight: 0.6,
            printed_by: "rustup and what asks it",
            source: "rust-lang/rustup src/errors.rs, ToolchainNotInstalled",
        },
    ],
    live: Live::Host(check),
};

fn check(cx: &Cx<'_>) -> Judgement {
    let resolution = cx.fact::<Resolution>(())?;
    let finding = match &resolution.0 {
        Ok(toolchain) => {
            let Some(rustup) = &toolchain.rustup else { return Ok(Outcome::NotApplicable) };
            return Ok(Outcome::Pass(format!("`{}` is installed, chosen by {}", rustup.name, toolchain.chosen_by)));
        }
        Err(Unresolved::NotInstalled(selection)) => absent(selection, cx)?,
        Err(Unresolved::Incomplete { selection, program }) => Finding::new(
            format!("toolchain `{}` has no {program}", selection.name),
            "rustup's proxy finds no such program in the toolchain that is chosen",
        )
        .evidence([mend::absent(&selection.root.join("bin").join(program))])
        .fix([match selection.kind {
            ToolchainKind::Official => mend::add_component(CHECK.id, program, (&selection.name, &selection.root), cx)?,
            ToolchainKind::Custom | ToolchainKind::Path => mend::manual(
                CHECK.id,
                format!("complete the toolchain `{}`", selection.name),
                [format!("`{}` is not rustup's: link or copy one that has `bin/{program}`", selection.root)],
            ),
        }]),
        Err(Unresolved::Selection(SelectionError::NoDefault)) => {
            let home = cx.fact::<RustupHome>(())?;
            Finding::new(
                "rustup has no default toolchain, and nothing else names one",
                "rustup's `cargo` does not know which one to run",
            )
            .evidence([Evidence::File {
                file: home.path.join("settings.toml"),
                line: None,
                text: "no `default_toolchain`".into(),
            }])
            .fix([default(&home)])
        }
        Err(
            Unresolved::Selection(_)
            | Unresolved::NoCargo
            | Unresolved::NoRustc { .. }
            | Unresolved::RustcSetting { .. },
        ) => return Ok(Outcome::NotApplicable),
    };
    Ok(finding.conclusive().into())
}

fn absent(selection: &Selection, cx: &Cx<'_>) -> Result<Finding, Pause> {
    let (home, forbidden) = (cx.fact::<RustupHome>(()), cx.env("RUSTUP_AUTO_INSTALL"));
    let (home, forbidden) = (home?, forbidden?);
    let name = &selection.name;
    let mut message = format!("the toolchain `{name}` is not installed, which {} asks for", selection.chosen_by);
    let disabled = home.settings.as_ref().is_ok_and(|settings| settings.auto_install_disabled);
    let by_itself = match forbidden.filter(|value| !value.is_empty()) {
        Some(value) => value != "0",
        None => !disabled,
    };
    let fix = if selection.kind == ToolchainKind::Official {
        let offer = cx.fact::<ReleaseOffer>(name.clone())?;
        message += match (&offer.0, by_itself) {
            (Offer::Lacking { .. }, _) => ", and the server that rustup would download it from does not have it",
            (_, true) => "; rustup would download it with the first build",
            (_, false) => "; rustup is told not to download it by itself",
        };
        match &offer.0 {
            Offer::NotAsked | Offer::There { .. } | Offer::Unreachable { .. } => install(selection),
            Offer::Lacking { what, .. } => mend::manual(
                CHECK.id,
                "name a release that the server has",
                [
                    format!("`rustup toolchain install {name}` would fail: there is no {what}"),
                    format!("let {} name another release", selection.chosen_by),
                ],
            ),
        }
    } else {
        mend::manual(
            CHECK.id,
            format!("link the toolchain `{name}`, or name another"),
            [
                format!("rustup toolchain link {name} DIRECTORY (where it was built or unpacked)"),
                match home.installed.join(", ") {
                    none if none.is_empty() => format!("or take {} away", selection.chosen_by),
                    names => format!("or let {} name an installed one: {names}", selection.chosen_by),
                },
            ],
        )
    };
    Ok(Finding::new(message, "rustup's `cargo` runs the toolchain that is asked for, and no other")
        .evidence(mend::choice(&selection.chosen_by, name))
        .evidence([mend::absent(&selection.root)])
        .fix([fix]))
}

/// With what the toolchain file asks for beside it.
fn install(selection: &Selection) -> Fix {
    let mut args = vec!["toolchain", "install", selection.name.as_str()];
    if let Some(file) = &selection.file {
        for (flag, names) in [("--target", &file.targets), ("--component", &file.components)] {
            args.extend(names.iter().flatten().flat_map(|name| [flag, name.as_str()]));
        }
        args.extend(file.profile.iter().flat_map(|profile| ["--profile", profile.as_str()]));
    }
    let title = format!("install the toolchain `{}`", selection.name);
    mend::rustup(CHECK.id.to_owned(), title, &args, Applicability::System)
}

/// An installed toolchain as the default, stable before others; else stable is downloaded.
fn default(home: &RustupHome) -> Fix {
    let installed =
        ["stable-", "nightly-", ""].iter().find_map(|start| home.installed.iter().find(|name| name.starts_with(start)));
    let name = installed.map_or("stable", String::as_str);
    let title = format!("make `{name}` the default toolchain");
    mend::rustup(CHECK.id.to_owned(), title, &["default", name], Applicability::System)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toolchain::scene::{HOST, command, finding, root, rustup};

    #[test]
    fn fires_for_a_pinned_release_and_says_whether_rustup_would_fetch_it() {
        let text = "[toolchain]\nchannel = \"1.90\"\ntargets = [\"wasm32-wasip1\"]\n";
        let fake = rustup().file("/p/rust-toolchain.toml", text);
        let pinned = finding(&fake, &CHECK, HOST);
        assert_eq!(
            pinned.message,
            "the toolchain `1.90-x86_64-unknown-linux-gnu` is not installed, which `/p/rust-toolchain.toml` asks for; \
             rustup would download it with the first build"
        );
        assert_eq!(
            command(&pinned.fixes[0]),
            "rustup toolchain install 1.90-x86_64-unknown-linux-gnu --target wasm32-wasip1"
        );
        let told = finding(&fake.env("RUSTUP_AUTO_INSTALL", "0"), &CHECK, HOST);
        assert!(told.message.ends_with("; rustup is told not to download it by itself"));
    }

    #[test]
    fn fires_for_a_custom_one_without_a_command_that_cannot_work() {
        let finding = finding(&rustup().env("RUSTUP_TOOLCHAIN", "fork"), &CHECK, HOST);
        assert!(matches!(finding.fixes[0].change, xdoctor_fixes::Change::Manual { .. }));
    }

    #[test]
    fn fires_without_a_default_and_for_a_toolchain_without_rustc() {
        let none = rustup().file("/home/user/.rustup/settings.toml", "version = \"12\"\n");
        assert_eq!(command(&finding(&none, &CHECK, HOST).fixes[0]), "rustup default stable-x86_64-unknown-linux-gnu");
        let half = "1.90-x86_64-unknown-linux-gnu";
        let half = rustup().program(&format!("{}/bin/cargo", root(half))).env("RUSTUP_TOOLCHAIN", "1.90");
        assert_eq!(finding(&half, &CHECK, HOST).message, "toolchain `1.90-x86_64-unknown-linux-gnu` has no rustc");
    }

    #[test]
    fn passes_with_the_reason_of_the_choice() {
        let Ok(Outcome::Pass(message)) = rustup().judge(&CHECK, HOST) else { panic!("it is installed") };
        assert!(message.ends_with("chosen by the default in `/home/user/.rustup/settings.toml`"), "{message}");
    }
}

//! The target's standard library was never added to the toolchain that builds.

use super::mend;
use crate::{
    Check, Cx, Finding, Judgement, Live, Outcome, Symptom, Topic,
    check::Severity,
    facts::{
        std_gap::StdGap,
        std_library::StdLibrary,
        toolchain::{RustupChoice, Selection, Toolchain},
    },
    targets::{Builder, ChosenRoute},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "target-std-missing",
    topic: Topic::Toolchain,
    title: "the target's standard library is not installed",
    severity: Severity::Failure,
    docs: "\
## What is wrong
rustc can compile for every target it knows, but it links the standard library that was built for exactly that target. \
This toolchain has none for it.
## Why it breaks the build
The first crate that is compiled asks for `std` (or `core`) of the target and stops with E0463. The advice in that \
message, `rustup target add TRIPLE`, is printed by every rustc, also by one that rustup knows nothing of.
## What to do
`rustup target add TRIPLE --toolchain NAME`, with the name of the toolchain that builds: without `--toolchain` rustup \
adds the target to the toolchain of the directory the command runs in, which is often another one. For everybody who \
builds the project, name it in `targets` of `rust-toolchain.toml`. (To a toolchain that was linked with `rustup \
toolchain link` rustup adds nothing: that is `non-rustup-rust`.)
## Sources
rustup's book, pages *Cross-compilation* and *Overrides*; rustup's `src/config.rs` on when a toolchain file's targets \
are installed; the error index of rustc, E0463.",
    links: &[
        "https://rust-lang.github.io/rustup/cross-compilation.html",
        "https://doc.rust-lang.org/error_codes/E0463.html",
    ],
    symptoms: &[
        Symptom {
            all: &[r"can't find crate for [`']?compiler_builtins[`']?\s*$"],
            none: &[r"which [`']?(core|std)", r"-Z ?build-std", r"xargo"],
            weight: 0.6,
            printed_by: "rustc before 1.35, whose `no_std` crates asked for it beside core",
            source: "rust-lang/rust src/libsyntax/std_inject.rs, maybe_inject_crates_ref",
        },
        Symptom {
            all: &[r"can't find crate for [`']?(std|core|alloc)\b", r"the [`'][^`']+[`'] target may not be installed"],
            none: &[
                r"target may not support the standard library",
                r"failed to compile `[^`]+`, intermediate artifacts",
            ],
            weight: 0.6,
            printed_by: "rustc 1.20 and later",
            source: "rust-lang/rust compiler/rustc_metadata/messages.ftl, metadata_target_not_installed (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"\berror(\[E0463\])?: can't find crate for [`']?(std|core|alloc)\b"],
            none: &[
                r"target may not",
                r"unused manifest key: `?unstable",
                r"failed to compile `[^`]+`, intermediate artifacts",
            ],
            weight: 0.4,
            printed_by: "rustc 1.0 and later, its notes cut off or written by a tool that drops them",
            source: "rust-lang/rust compiler/rustc_metadata/messages.ftl, metadata_cannot_find_crate (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"error: target '[^']+' not found in channel", r"rustup target add"],
            none: &[],
            weight: 0.5,
            printed_by: "wasm-pack and trunk, passing on rustup before 1.20",
            source: "rust-lang/rustup src/errors.rs, before 1.20",
        },
        Symptom {
            all: &[r#"target not found in sysroot: "[^"]*[/\\]\.?rustup[/\\]"#],
            none: &[],
            weight: 0.85,
            printed_by: "wasm-pack 0.9 and later",
            source: "rustwasm/wasm-pack src/build/wasm_target.rs",
        },
        Symptom {
            all: &[
                r#"Target `?[a-z0-9_]+-[a-z0-9_.-]+`? is not installed|[Tt]he [`'"]?[a-z0-9_]+-[a-z0-9_.-]+[`'"]? target is not installed"#,
            ],
            none: &[],
            weight: 0.9,
            printed_by: "tauri-cli and cargo-mobile2",
            source: "tauri-apps/cargo-mobile2 src/target.rs, and tauri-cli's interface/rust/desktop.rs",
        },
        Symptom {
            all: &[r#"[Rr]ust target [`'"]?[a-z0-9_]+-[a-z0-9_.-]+[`'"]? (is )?(not installed|missing|not found)"#],
            none: &[],
            weight: 0.85,
            printed_by: "maturin, cargo-apk, cargo-ndk, trunk and others that look at rustup's list",
            source: "their own checks before cargo runs",
        },
        Symptom {
            all: &[
                r"the [`'][^`']+[`'] target may not be installed",
                r"(help|consider): ?(consider )?downloading the target with [`']rustup target add|consider downloading the target",
            ],
            none: &[r"can't find crate for", r"failed to compile `[^`]+`, intermediate artifacts"],
            weight: 0.3,
            printed_by: "rustc through tools that quote it",
            source: "rust-lang/rust compiler/rustc_metadata/messages.ftl, metadata_target_not_installed (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[
                r"[Mm]issing rust target [`'\x22]?[a-z0-9_]+-[a-z0-9_.-]+|You need to install [a-z0-9_]+-[a-z0-9_.-]+ to build for |this build requires rustup toolchain for \S+, but it isn't installed",
            ],
            none: &[],
            weight: 0.8,
            printed_by: "dioxus-cli; cargo-xcode",
            source: "DioxusLabs/dioxus packages/cli/src/build/request.rs and apple.rs; cargo-xcode src/xcodebuild.sh",
        },
        Symptom {
            all: &[
                r"(?i)(please|try|need to|must|should|by) (first )?(run(ning)? )?[`'\x22]?rustup target (add|install)",
            ],
            none: &[r"can't find crate for", r"does not support target|is unavailable for download"],
            weight: 0.35,
            printed_by: "plugins and scripts that look at the installed targets",
            source: "the thing's name beside any wording of its absence: what other symptoms know is surer",
        },
        Symptom {
            all: &[r"does not contain component '[a-z0-9_]+-[a-z0-9_]+-[a-z0-9_.-]+' for target '"],
            none: &[],
            weight: 0.6,
            printed_by: "rustup 1.2 and later, asked to add a target as a component",
            source: "rust-lang/rustup src/errors.rs, UnknownComponent",
        },
        Symptom {
            all: &[
                r"error(\[E0\d+\])?: (cannot find .{1,60} `(Some|None|Ok|Err|Option|Result)` in this scope|requires `(sized|copy|pointee_sized)` lang_item)",
            ],
            none: &[r"can't find crate for", r"#!\[no_core\]"],
            weight: 0.3,
            printed_by: "rustc 1.0 and later, of what follows from a missing `core`, where its own line is cut off",
            source: "rust-lang/rust compiler/rustc_resolve/src/diagnostics.rs; rustc_middle/src/middle/lang_items.rs, require: these names are of every prelude",
        },
        Symptom {
            all: &[r"the `[^`]+` target may not be installed|consider downloading the target with `rustup target add"],
            none: &[
                r"can't find crate for",
                r"failed to compile `[^`]+`, intermediate artifacts",
                r"-[0-9]{10,}` target may not",
            ],
            weight: 0.3,
            printed_by: "rustc 1.20 and later, its first line cut off",
            source: "rust-lang/rust compiler/rustc_metadata/messages.ftl, metadata_target_not_installed and metadata_std_install (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"a rust std library for that target installed\. Try:"],
            none: &[],
            weight: 0.7,
            printed_by: "configure of Firefox and of what is built like it",
            source: "mozilla-firefox/firefox build/moz.configure/rust.configure, rust_compile_test of rust_target_triple",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let triple = &wanted.triple;
    // cross adds it to the toolchain that it mounts.
    if cx.fact::<ChosenRoute>(triple.clone())?.builder == Builder::Cross {
        return Ok(Outcome::NotApplicable);
    }
    let (gap, library, toolchain) =
        (cx.fact::<StdGap>(triple.clone()), cx.fact::<StdLibrary>(triple.clone()), cx.fact::<Toolchain>(()));
    let (gap, library, toolchain) = (gap?, library?, toolchain?);
    let (StdGap::NotAdded { libdir }, Some(rustup)) = (&*gap, &toolchain.rustup) else {
        return Ok(match &*library {
            StdLibrary::Present { libdir } => Outcome::Pass(format!("the standard library is in `{libdir}`")),
            StdLibrary::CoreOnly { .. } | StdLibrary::Missing { .. } | StdLibrary::Damaged { .. } => {
                Outcome::NotApplicable
            }
        });
    };
    let mut message = format!("toolchain `{}` has no standard library for `{triple}`", rustup.name);
    if listed_in_file(triple.as_str(), cx) {
        message += ", though the toolchain file lists the target";
    }
    let why = "every crate links std or core of its target, and rustc stops at the first one with E0463";
    let fix = mend::add_offered(CHECK.id, triple, (&rustup.name, &rustup.root), cx)?;
    let finding = Finding::new(message, why).evidence([mend::absent(libdir)]).conclusive();
    Ok(finding.fix([fix]).into())
}

/// The toolchain file asks for the target; rustup would add it by itself unless it is told not to.
fn listed_in_file(triple: &str, cx: &Cx<'_>) -> bool {
    let Ok(choice) = cx.fact::<RustupChoice>(()) else { return false };
    let targets = |selection: &Selection| selection.file.as_ref()?.targets.clone();
    let targets = choice.selection.as_ref().ok().and_then(targets).unwrap_or_default();
    targets.iter().any(|target| target == triple)
}

#[cfg(test)]
mod tests {
    use xdoctor_fixes::Change;

    use super::*;
    use crate::toolchain::scene::{AARCH64, HOST, STABLE, command, finding, lab, rustup};

    #[test]
    fn fires_with_the_command_that_names_the_toolchain() {
        let finding = finding(&rustup(), &CHECK, AARCH64);
        assert_eq!(finding.message, format!("toolchain `{STABLE}` has no standard library for `{AARCH64}`"));
        assert_eq!(command(&finding.fixes[0]), format!("rustup target add {AARCH64} --toolchain {STABLE}"));
        assert!(finding.conclusive);
    }

    #[test]
    fn a_toolchain_whose_installation_was_cut_is_installed_again() {
        let mut fake = rustup();
        fake.0.entries.retain(|path, _| !path.as_str().ends_with("multirust-channel-manifest.toml"));
        let fixes = finding(&fake, &CHECK, AARCH64).fixes;
        let Change::Manual { steps } = &fixes[0].change else { panic!("{fixes:?}") };
        assert_eq!(steps[1], format!("rustup toolchain install {STABLE} --target {AARCH64} --no-self-update"));
    }

    #[test]
    fn a_linked_toolchain_gets_no_command_that_cannot_work() {
        assert_eq!(lab().judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
    }

    #[test]
    fn in_a_container_cross_adds_it() {
        let text = format!("[targets.{AARCH64}]\nroute = \"container\"\n");
        let fake = rustup().file("/p/xdoctor.toml", &text);
        assert_eq!(fake.judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
    }

    #[test]
    fn a_target_that_the_file_lists_is_told_apart() {
        let text = format!("[toolchain]\nchannel = \"stable\"\ntargets = [\"{AARCH64}\"]\n");
        let fake = rustup().file("/p/rust-toolchain.toml", &text);
        assert!(finding(&fake, &CHECK, AARCH64).message.ends_with(", though the toolchain file lists the target"));
    }

    #[test]
    fn does_not_fire_where_it_is_installed() {
        let fake = rustup().std(STABLE, AARCH64);
        assert!(matches!(fake.judge(&CHECK, AARCH64), Ok(Outcome::Pass(_))));
        assert!(matches!(fake.judge(&CHECK, HOST), Ok(Outcome::Pass(_))));
    }
}

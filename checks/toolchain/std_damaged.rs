//! The target's standard library was installed, and its files are missing or cut.

use super::mend;
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Symptom, Topic,
    check::Severity,
    facts::{
        rustc::TargetSpec,
        std_library::{Damage, StdLibrary},
        toolchain::Toolchain,
    },
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "std-damaged",
    topic: Topic::Toolchain,
    title: "the target's standard library is damaged",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The standard library of the target was installed, but a file of it is gone or cut: an interrupted download, a full \
disk, a virus scanner, a container image that copied only some of the files.
## Why it breaks the build
rustup counts it as installed and changes nothing. Without its `.rlib` a crate can be checked but not linked (``crate \
`std` required to be available in rlib format``, without any error code); a damaged `.rmeta` gives E0786.
## What to do
Take it away and add it again: `rustup target remove TRIPLE --toolchain NAME`, then `rustup target add TRIPLE \
--toolchain NAME`. Where the removal fails too, or the toolchain has lost the manifest of its release, uninstall the \
toolchain and install it again.
## Sources
rustc's `compiler/rustc_metadata/src/dependency_format.rs` and `locator.rs`; rustup's `src/dist/component/package.rs` \
(the list `manifest-rust-std-TRIPLE`).",
    links: &["https://doc.rust-lang.org/error_codes/E0786.html"],
    symptoms: &[
        Symptom {
            all: &[
                r"crate `(std|core|alloc|compiler_builtins)` required to be available in rlib format, but was not found in this form",
            ],
            none: &[],
            weight: 0.9,
            printed_by: "rustc 1.40 and later",
            source: "rust-lang/rust compiler/rustc_metadata/messages.ftl, metadata_rlib_required (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"found invalid metadata files for crate `(std|core|alloc|compiler_builtins)`"],
            none: &[],
            weight: 0.95,
            printed_by: "rustc 1.59 and later",
            source: "rust-lang/rust compiler/rustc_metadata/messages.ftl, metadata_invalid_meta_files (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[
                r"lib(std|core|alloc|compiler_builtins)-[0-9a-f]+\.rlib: .*(truncated|malformed archive|format not recognized)",
            ],
            none: &[],
            weight: 0.95,
            printed_by: "GNU ld and lld, for a code file that is cut while its metadata is whole",
            source: "an experiment: rustc 1.95 with half of `libstd-*.rlib`",
        },
        Symptom {
            all: &[r"can't find crate for [`']?(panic_abort|panic_unwind\b|compiler_builtins[`']? which)"],
            none: &[r"target may not be installed", r"-Z ?build-std"],
            weight: 0.97,
            printed_by: "rustc, for a crate that std brings along",
            source: "an experiment: rustc 1.96 without `libpanic_abort-*.rlib`",
        },
        Symptom {
            all: &[
                r"(cannot find|unable to find|cannot open) (r|S)?crt1\.o",
                r"rustlib/\S+/lib/self-contained/crt(i|n|beginS?|endS?)\.o",
            ],
            none: &[],
            weight: 0.97,
            printed_by: "rustc, which asks the system's linker for a start file that its own folder no longer has",
            source: "an experiment: rustc 1.96 without `self-contained/rcrt1.o`",
        },
        Symptom {
            all: &[r"cannot (find|open) \S*rustlib/\S+/lib/self-contained/\S+\.o"],
            none: &[],
            weight: 0.9,
            printed_by: "GNU ld and lld, for a start file that came with the library",
            source: "an experiment: rustc 1.96 without `self-contained/crt1.o`",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let triple = &wanted.triple;
    let (library, toolchain) = (cx.fact::<StdLibrary>(triple.clone()), cx.fact::<Toolchain>(()));
    let (library, toolchain) = (library?, toolchain?);
    let (libdir, message, text) = match &*library {
        StdLibrary::Missing { .. } => return Ok(Outcome::NotApplicable),
        StdLibrary::Present { libdir } => {
            return Ok(Outcome::Pass(format!("every file of it is in `{libdir}`")));
        }
        StdLibrary::CoreOnly { libdir } => {
            if cx.fact::<TargetSpec>(triple.clone())?.metadata.std != Some(true) {
                return Ok(Outcome::NotApplicable);
            }
            (
                libdir,
                format!("`core` is there for `{triple}`, but `std`, which the target has, is gone"),
                "no libstd".to_owned(),
            )
        }
        StdLibrary::Damaged { libdir, file, damage } => {
            let (how, text) = match damage {
                Damage::Absent => ("is gone".to_owned(), "no such file".to_owned()),
                Damage::Cut { bytes } => (format!("has only {bytes} bytes"), format!("{bytes} bytes")),
            };
            let message = format!("`{file}` of the standard library for `{triple}` {how}");
            (&libdir.join(file), message, text)
        }
    };
    let fix = match &toolchain.rustup {
        Some(rustup) if !rustup.custom => mend::add_target_again(CHECK.id, triple, (&rustup.name, &rustup.root), cx)?,
        Some(_) | None => mend::manual(
            format!("{}/{triple}", CHECK.id),
            "install the toolchain again",
            [format!("`{}` is not rustup's to repair: install it again the way it was installed", toolchain.rustc)],
        ),
    };
    Ok(Finding::new(message, "the library counts as installed, and a link with it fails")
        .evidence([Evidence::File { file: libdir.clone(), line: None, text }])
        .fix([fix])
        .into())
}

#[cfg(test)]
mod tests {
    use xdoctor_fixes::Change;

    use super::*;
    use crate::testing::Fake;
    use crate::toolchain::scene::{AARCH64, HOST, STABLE, THUMB, finding, root, rustup};

    fn file(name: &str) -> String {
        format!("{}/lib/rustlib/{AARCH64}/lib/{name}", root(STABLE))
    }

    #[test]
    fn fires_for_a_file_that_is_cut() {
        let fake = rustup().std(STABLE, AARCH64).file(&file("libstd-0123.rlib"), "half");
        let finding = finding(&fake, &CHECK, AARCH64);
        assert_eq!(
            finding.message,
            format!("`libstd-0123.rlib` of the standard library for `{AARCH64}` has only 4 bytes")
        );
    }

    #[test]
    fn what_rustup_cannot_take_away_is_installed_anew_as_a_whole() {
        let damaged = || rustup().std(STABLE, AARCH64).file(&file("libstd-0123.rlib"), "half");
        let steps = |fake: &Fake| match &finding(fake, &CHECK, AARCH64).fixes[0].change {
            Change::Manual { steps } => steps.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(
            steps(&damaged()),
            ["remove", "add"].map(|verb| format!("rustup target {verb} {AARCH64} --toolchain {STABLE}"))
        );
        let mut lost = damaged();
        lost.0.entries.retain(|path, _| !path.as_str().ends_with("multirust-channel-manifest.toml"));
        assert_eq!(steps(&lost)[1], format!("rustup toolchain uninstall {STABLE}"));
    }

    #[test]
    fn fires_for_a_file_that_the_installer_listed() {
        let list = format!("file:lib/rustlib/{AARCH64}/lib/libunwind-9.rlib\n");
        let manifest = format!("{}/lib/rustlib/manifest-rust-std-{AARCH64}", root(STABLE));
        let fake = rustup().std(STABLE, AARCH64).file(&manifest, &list);
        assert!(finding(&fake, &CHECK, AARCH64).message.starts_with("`libunwind-9.rlib` of"));
    }

    #[test]
    fn fires_for_a_start_file_that_came_with_it() {
        let musl = "x86_64-unknown-linux-musl";
        let dir = format!("{}/lib/rustlib/{musl}/lib/self-contained", root(STABLE));
        let start = |names: &[&str]| {
            names.iter().fold(rustup().std(STABLE, musl), |fake, name| fake.file(&format!("{dir}/{name}"), ""))
        };
        let lost = finding(&start(&["crti.o", "crtn.o", "libc.a"]), &CHECK, musl);
        assert_eq!(lost.message, format!("`self-contained/crt1.o` of the standard library for `{musl}` is gone"));
        assert!(matches!(start(&["crt1.o", "crti.o", "crtn.o"]).judge(&CHECK, musl), Ok(Outcome::Pass(_))));
    }

    #[test]
    fn a_lost_std_is_damage_only_where_the_target_has_one() {
        let core = |triple| rustup().library(&root(STABLE), triple, &["core", "alloc", "compiler_builtins"]);
        assert!(finding(&core(AARCH64), &CHECK, AARCH64).message.ends_with("is gone"));
        assert_eq!(core(THUMB).judge(&CHECK, THUMB), Ok(Outcome::NotApplicable));
    }

    #[test]
    fn a_whole_library_passes() {
        assert!(matches!(rustup().judge(&CHECK, HOST), Ok(Outcome::Pass(_))));
        assert_eq!(rustup().judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
    }
}

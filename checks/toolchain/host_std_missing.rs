//! The host's own standard library is missing.

use super::mend;
use crate::{
    Check, Cx, Finding, Judgement, Live, Outcome, Symptom, Topic,
    check::Severity,
    facts::{
        rustc::{Rustc, Vendor},
        std_library::StdLibrary,
        toolchain::Toolchain,
    },
};

pub static CHECK: Check = Check {
    id: "host-std-missing",
    topic: Topic::Toolchain,
    title: "the host's own standard library is missing",
    severity: Severity::Failure,
    docs: "\
## What is wrong
rustc is there, but not the standard library of the machine it runs on: a compiler that was built or packaged without it \
(Nix's bare `rustc`, Debian's without `libstd-rust-dev`), a copy of `bin` alone, or a `--sysroot` that leads elsewhere.
## Why it breaks the build
Whatever the build is for, build scripts and procedural macros are compiled for the host: E0463 stands in somebody \
else's `build.rs`, or carries no note about a target.
## What to do
Install the missing half: `rustup component add rust-std --toolchain NAME`, Debian's `libstd-rust-dev`, in Nix the \
package that combines rustc with its library (`rustPlatform`, rust-overlay's `rust-bin.stable.latest.default`). A toolchain built from source needs \
`x.py build library` for its host.
## Sources
The error index of rustc, E0463; mozilla/nixpkgs-mozilla issue 21; the rustc development guide, *Bootstrapping*.",
    links: &["https://doc.rust-lang.org/error_codes/E0463.html"],
    symptoms: &[
        Symptom {
            all: &[r"can't find crate for [`']?(std|core)\b", r"(/|-->.*)build\.rs:\d+"],
            none: &[r"target may not be installed"],
            weight: 0.75,
            printed_by: "rustc, compiling a build script",
            source: "rust-lang/rust compiler/rustc_metadata/messages.ftl, metadata_cannot_find_crate (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[
                r"can't find crate for [`']?core\b",
                r"can't find crate for [`']?std\b",
                r"(C|c)ould not compile `(lazy_static|proc-macro2|libc|autocfg|version_check)`",
            ],
            none: &[r"target may not", r"--target"],
            weight: 0.45,
            printed_by: "rustc without any note about a target: it compiles for the host",
            source: "rust-lang/rust compiler/rustc_metadata/src/locator.rs, `triple != host`",
        },
        Symptom {
            all: &[r"can't find crate for [`']?(std|core|proc_macro)\b"],
            none: &[r"failed to compile `[^`]+`, intermediate artifacts"],
            weight: 0.12,
            printed_by: "rustc 1.0 and later",
            source: "rust-lang/rust compiler/rustc_metadata/messages.ftl (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"can't find crate for [`']?proc_macro\b"],
            none: &[],
            weight: 0.6,
            printed_by: "rustc 1.0 and later, for a procedural macro",
            source: "rust-lang/rust compiler/rustc_metadata: proc_macro is the host's",
        },
        Symptom {
            all: &[r"error(\[E0463\])?: can't find crate for [`']?core\b", r"error(\[E0463\])?: can't find crate for [`']?std\b"],
            none: &[r"target may not", r"--target", r"rustup target add"],
            weight: 0.55,
            printed_by: "rustc 1.0 and later, without a note on the target",
            source: "rust-lang/rust compiler/rustc_metadata/messages.ftl (in 1.95 src/errors.rs): the note names the target where it is not the host",
        },
        Symptom {
            all: &[r"\berror(\[E0463\])?: can't find crate for [`']?(std|core)\b", r"^error: ([Cc]ould not compile [`'](proc-macro2|syn|quote|autocfg|version_check|unicode-ident|unicode-xid|cc|pkg-config|cmake|bindgen|[\w-]+[_-](derive|macros?|impl|codegen))[`']|aborting due to)"],
            none: &[r"target may not", r"failed to compile `[^`]+`, intermediate artifacts", r"unused manifest key: `?unstable"],
            weight: 0.45,
            printed_by: "rustc up to 1.8x, whose whole message has no note on the target: it compiles for its own host",
            source: "rust-lang/rust compiler/rustc_metadata/src/locator.rs before its notes were always printed: `triple != host`",
        },
        Symptom {
            all: &[r"consider adding the standard library to the sysroot with `x(\.py)? build library --target (x86_64-unknown-linux-gnu|aarch64-unknown-linux-gnu|(aarch64|x86_64)-apple-darwin|(x86_64|aarch64)-pc-windows-(msvc|gnu))`"],
            none: &[],
            weight: 0.82,
            printed_by: "a rustc of the channel `dev`, which somebody built, of what it runs on itself",
            source: "rust-lang/rust compiler/rustc_metadata/messages.ftl, metadata_consider_adding_std (in 1.95 src/errors.rs)",
        },
    ],
    live: Live::Host(check),
};

fn check(cx: &Cx<'_>) -> Judgement {
    let (rustc, toolchain) = (cx.fact::<Rustc>(()), cx.fact::<Toolchain>(()));
    let (rustc, toolchain) = (rustc?, toolchain?);
    let library = cx.fact::<StdLibrary>(rustc.host.clone())?;
    let libdir = match &*library {
        StdLibrary::Present { .. } => return Ok(Outcome::Pass(format!("rustc has std for its host `{}`", rustc.host))),
        // `std-damaged` is told of it where the host is wanted.
        StdLibrary::Damaged { .. } => return Ok(Outcome::NotApplicable),
        StdLibrary::CoreOnly { libdir } | StdLibrary::Missing { libdir } => libdir,
    };
    let fix = match (&toolchain.rustup, rustc.vendor) {
        (Some(rustup), _) if !rustup.custom => {
            mend::add_component(CHECK.id, "rust-std", (&rustup.name, &rustup.root), cx)?
        }
        (None, Vendor::Debian) => mend::system(
            CHECK.id.to_owned(),
            "install the standard library of Debian's rustc".into(),
            &["apt-get", "install", "-y", "libstd-rust-dev"],
            cx,
        )?,
        (Some(_) | None, _) => mend::manual(
            CHECK.id,
            "complete the toolchain",
            [
                format!(
                    "`{}` was installed without its standard library: install the package or component that brings it",
                    toolchain.rustc
                ),
                "or build with a toolchain of rustup's: https://rustup.rs".to_owned(),
            ],
        ),
    };
    Ok(Finding::new(
        format!("`{}` has no standard library for its own host `{}`", toolchain.rustc, rustc.host),
        "build scripts and procedural macros are compiled for the host, whatever the target is",
    )
    .evidence([mend::absent(libdir)])
    .fix([fix])
    .into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        testing::Fake,
        toolchain::scene::{HOST, command, debian, finding, root, rustup},
    };

    #[test]
    fn fires_for_a_compiler_without_its_library() {
        let bare = Fake::linux()
            .env("PATH", "/usr/bin")
            .program("/usr/bin/cargo")
            .program("/usr/bin/rustc")
            .answers("/usr/bin/rustc", "/usr", "1.85.0", "(4d91de4e4 2025-02-17) (built from a source tarball)")
            .missing_rest();
        assert_eq!(command(&finding(&bare, &CHECK, HOST).fixes[0]), "apt-get install -y libstd-rust-dev");
        let finding = finding(&bare.program("/usr/bin/sudo"), &CHECK, HOST);
        assert_eq!(finding.message, format!("`/usr/bin/rustc` has no standard library for its own host `{HOST}`"));
        assert_eq!(command(&finding.fixes[0]), "sudo apt-get install -y libstd-rust-dev");
    }

    #[test]
    fn rustups_is_completed_by_its_component() {
        let name = "1.90.0-x86_64-unknown-linux-gnu";
        let fake = rustup().toolchain(name, "1.90.0", "(x y)").manifest(name).env("RUSTUP_TOOLCHAIN", "1.90.0");
        let mut fake = fake.missing_rest();
        let lost = root(name);
        fake.0.entries.retain(|at, _| !at.as_str().starts_with(&format!("{lost}/lib/rustlib/{HOST}")));
        let finding = finding(&fake, &CHECK, HOST);
        assert_eq!(
            command(&finding.fixes[0]),
            "rustup component add rust-std --toolchain 1.90.0-x86_64-unknown-linux-gnu"
        );
    }

    #[test]
    fn passes_where_it_is() {
        assert!(matches!(debian().judge(&CHECK, HOST), Ok(Outcome::Pass(_))));
    }
}

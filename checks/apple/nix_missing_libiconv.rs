//! A Nix environment on macOS without libiconv.

use super::{iconv, mend, show, work::Work};
use crate::{
    Check, Cx, Finding, Judgement, Live, Outcome, Symptom, Topic,
    check::Severity,
    facts::apple::{AppleCc, Maker, NixLibraries},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "nix-missing-libiconv",
    topic: Topic::Apple,
    title: "the Nix environment has no libiconv",
    severity: Severity::Failure,
    docs: "\
## What is wrong
Nix's linker wrapper searches the environment's packages and not `/usr/lib`, and libiconv is none of them. On macOS the library \
belongs to the system, so that crates ask for it without a word: `libc` links it on every Apple target, and so do crates around \
C libraries such as `libgit2-sys`.
## Why it breaks the build
`ld: library not found for -liconv`, already at the first build script or proc macro that uses `libc`.
## What to do
Add it to the shell or the derivation: `buildInputs = lib.optionals stdenv.hostPlatform.isDarwin [ pkgs.libiconv ]`. The SDK of \
nixpkgs 24.11 and later brings it along: updating the flake's inputs does as well.
## Sources
nixpkgs' manual, *Darwin (macOS)*; the crate libc, `src/unix/bsd/apple/mod.rs` (`link(name = \"iconv\")`); RELEASES.md of Rust \
1.66, since which std itself does not link it.",
    links: &["https://nixos.org/manual/nixpkgs/stable/#sec-darwin"],
    symptoms: &[
        Symptom {
            all: &[r"library not found for -liconv|library 'iconv' not found|cannot find -liconv"],
            none: &[r"library not found for -lSystem|library 'System' not found", r"-linux-(gnu|musl)"],
            weight: 0.9,
            printed_by: "Apple's ld64 and ld-prime",
            source: "apple-oss-distributions/ld64 src/ld/Options.cpp, findLibrary",
        },
        Symptom {
            all: &[r"library not found for -liconv|library 'iconv' not found"],
            none: &[],
            weight: 0.5,
            printed_by: "Apple's ld64 and ld-prime",
            source: "apple-oss-distributions/ld64 src/ld/Options.cpp, findLibrary",
        },
        Symptom {
            all: &[r"library not found for -l(iconv|charset)\b|library '(iconv|charset)' not found|unable to find library -liconv|cannot find -liconv"],
            none: &[],
            weight: 0.85,
            printed_by: "ld64, Apple's new ld, lld",
            source: "apple-oss ld64 src/ld/Options.cpp: rust's std and libgit2 ask for iconv",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let Some(work) = Work::of(wanted, cx)? else { return Ok(Outcome::NotApplicable) };
    let links_here = work.host_links || work.links && work.for_mac();
    let AppleCc::Found { path, maker: Maker::NixWrapper | Maker::NixBare, .. } = &*cx.fact::<AppleCc>(())? else {
        return Ok(Outcome::NotApplicable);
    };
    let Some(by) = iconv::linked_by(cx)?.filter(|_| links_here) else { return Ok(Outcome::NotApplicable) };
    let dirs = cx.fact::<NixLibraries>(())?;
    if let Some(found) = iconv::first(dirs.0.iter().cloned(), cx)? {
        return Ok(Outcome::Pass(format!("libiconv is `{found}`")));
    }
    let steps = vec![
        "add `libiconv` to the shell's `buildInputs`, and enter it again".to_owned(),
        "for a try: `nix-shell -p libiconv`".to_owned(),
        "or update nixpkgs: from 24.11 on its SDK brings libiconv along".to_owned(),
    ];
    let looked = dirs.0.iter().map(|dir| show::file(dir.clone(), "no `libiconv`"));
    Ok(Finding::new(
        "the Nix environment has no `libiconv`".to_owned(),
        format!("`{by}` links it, and Nix's linker does not search `/usr/lib`"),
    )
    .evidence([show::file(path.clone(), "the first `cc` on `PATH`")])
    .evidence(looked.take(4))
    .fix([mend::manual(&CHECK, "add", "add `libiconv` to the environment", steps)])
    .into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        apple::scene::{DARWIN, finding, locked, mac, nix, xcode},
        testing::Fake,
    };

    fn shell() -> Fake {
        locked(nix(mac()), &[("libc", "0.2.170")])
    }

    #[test]
    fn fires_where_a_crate_links_it_and_the_shell_has_none() {
        let found = finding(&shell(), &CHECK, DARWIN);
        assert_eq!(found.message, "the Nix environment has no `libiconv`");
        assert_eq!(found.why, "`libc` links it, and Nix's linker does not search `/usr/lib`");
    }

    #[test]
    fn it_is_found_among_the_flags_and_in_the_sdk() {
        let flags = shell()
            .env("NIX_LDFLAGS", "-rpath /x -L/nix/store/ccc-libiconv/lib")
            .file("/nix/store/ccc-libiconv/lib/libiconv.dylib", "");
        let at = "/nix/store/ccc-libiconv/lib/libiconv.dylib";
        assert_eq!(flags.judge(&CHECK, DARWIN), Ok(Outcome::Pass(format!("libiconv is `{at}`"))));
        let sdk = "/nix/store/ddd-apple-sdk/Platforms/MacOSX.platform/Developer/SDKs/MacOSX.sdk";
        let sdk =
            shell().env("DEVELOPER_DIR", "/nix/store/ddd-apple-sdk").file(&format!("{sdk}/usr/lib/libiconv.tbd"), "");
        assert!(matches!(sdk.judge(&CHECK, DARWIN), Ok(Outcome::Pass(_))));
    }

    #[test]
    fn without_a_crate_that_links_it_or_without_nix_nothing_is_missing() {
        assert_eq!(nix(mac()).judge(&CHECK, DARWIN), Ok(Outcome::NotApplicable));
        let apple = locked(xcode(mac()), &[("libc", "0.2.170")]);
        assert_eq!(apple.judge(&CHECK, DARWIN), Ok(Outcome::NotApplicable));
    }
}

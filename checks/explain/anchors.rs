//! How rare a text is in what builds print when nothing is wrong.

use std::sync::LazyLock;

use super::{groups::Hashes, literals::Literals};

/// What tools print in every build: cargo and rustc with all their details, a test run, a warning, build scripts. Composed
/// after `src/cargo/core/compiler` (the commands of `-vv`), libtest's `formatters/pretty.rs` and cc-rs' own messages.
pub(super) const ORDINARY: &str = r#"
   compiling openssl-sys v0.9.102
 downloaded libgit2-sys v0.16.2 (registry `crates-io`)
       fresh ring v0.17.8
    updating crates.io index
     running `cargo=/home/user/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/bin/cargo cargo_manifest_dir=/home/user/.cargo/registry/src/index.crates.io-6f17d22bba15001f/cc-1.0.1 /home/user/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/bin/rustc --crate-name build_script_build --edition=2021 build.rs --error-format=json --json=diagnostic-rendered-ansi,artifacts,future-incompat --crate-type bin --emit=dep-info,link,metadata -c embed-bitcode=no -c debuginfo=2 -c linker=aarch64-linux-gnu-gcc -c link-arg=-fuse-ld=lld --cfg feature="std" --out-dir /home/user/app/target/aarch64-unknown-linux-musl/debug/build/cc-0a1b --target aarch64-apple-darwin -l native=/home/user/app/target/release/deps --extern libc=/home/user/app/target/debug/deps/liblibc-0123456789abcdef.rlib --cap-lints allow`
     running `rustc --crate-name proc_macro2 --target x86_64-pc-windows-msvc --target wasm32-unknown-unknown --target thumbv7em-none-eabihf --target aarch64-linux-android --target x86_64-pc-windows-gnu`
     running `c:\users\user\.cargo\bin\rustc.exe d:\a\app\app\target\debug\build\app-0a1b\build-script-build.exe`
     running /users/user/.cargo/bin/cargo /opt/homebrew/bin /root/.cargo /applications/xcode.app
     running unittests src/lib.rs (target/debug/deps/app-0123456789abcdef)
test tests::an_error_is_shown ... ok
test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
warning: unused variable: `linker`
warning: function `linker` is never used
  --> src/linker.rs:12:9
   = note: `#[warn(unused_variables)]` on by default
   = help: consider removing it
warning: `app` (lib) generated 1 warning
[openssl-sys 0.9.102] cargo:rerun-if-env-changed=x86_64_unknown_linux_gnu_openssl_lib_dir
[openssl-sys 0.9.102] openssl_dir unset
[cc 1.0.1] running: "cc" "-o0" "-ffunction-sections" "-fdata-sections" "-fpic" "-m64" "-i" "include" "-wall" "-wextra" "-c" "src/a.c"
[cc 1.0.1] target = some("x86_64-unknown-linux-gnu")
[cc 1.0.1] host = some("x86_64-unknown-linux-gnu")
[cc 1.0.1] exit status: 0
[cmake 0.1.50] -- the c compiler identification is gnu 12.2.0
[cmake 0.1.50] -- detecting c compiler abi info - done
[cmake 0.1.50] -- looking for pthread.h - found
[cmake 0.1.50] make[2]: entering directory '/home/user/app/target/debug/build/z-0a1b/out/build'
"#;

/// Its groups of four bytes, by which most texts are seen not to stand in it.
static ORDINARY_HASHES: LazyLock<Hashes> = LazyLock::new(|| Hashes::of(ORDINARY.as_bytes()));

/// What stands in errors of all kinds.
const OF_ERRORS: &str = "
error: fatal error: warning: error[e0: cannot find could not can't failed to unable to no such file or directory
` not found: ' not found, is not found ... not found; undefined reference to ` undefined symbol: expected
";

/// Four bytes of what builds print, when they pass or not: what is looked for is better known by others.
pub(super) static COMMON_HASHES: LazyLock<Hashes> =
    LazyLock::new(|| Hashes::of([ORDINARY, OF_ERRORS].concat().as_bytes()));

/// Does one of them stand in what every build prints?
pub(super) fn is_ordinary(literals: &[Vec<u8>]) -> bool {
    let stands = |literal: &Vec<u8>| memchr::memmem::find(ORDINARY.as_bytes(), literal).is_some();
    literals.iter().any(|literal| ORDINARY_HASHES.may_hold(literal) && stands(literal))
}

/// Shorter texts stand by chance in what means nothing; and the sieve needs as many bytes to look at every fourth place.
pub(super) const SHORTEST: usize = 7;

/// Those for whose sake a line is looked at wherever it stands.
pub(super) fn rare(literals: &Literals) -> impl Iterator<Item = &[u8]> {
    let is_rare = |literal: &&Vec<u8>| literal.len() >= SHORTEST && !is_ordinary(std::slice::from_ref(*literal));
    literals.iter().filter(is_rare).map(Vec::as_slice)
}

/// The greater, the better it is to look for them: all of them rare, then some, then few and long ones.
pub(super) fn rarity(literals: &Literals) -> Option<(bool, usize)> {
    let count = rare(literals).count();
    let shortest = rare(literals).map(<[u8]>::len).min()?;
    Some((count == literals.len(), (shortest * 64).saturating_sub(count)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{catalog::CHECKS, explain::literals};

    #[test]
    fn the_sample_is_in_lower_case_as_the_literals_are() {
        assert_eq!(ORDINARY, ORDINARY.to_ascii_lowercase());
    }

    /// Whose symptoms say nothing by themselves: they count near to an error, and at the beginning of a log.
    const NEAR_AN_ERROR: [&str; 0] = [];

    #[test]
    fn each_cause_has_a_text_that_ordinary_builds_do_not_print() {
        let is_seen_anywhere = |check: &&&crate::Check| {
            let literals = check.symptoms.iter().flat_map(|symptom| symptom.all).filter_map(|text| literals::of(text));
            check.symptoms.is_empty() || literals.into_iter().any(|found| rare(&found).next().is_some())
        };
        let mut unseen: Vec<_> = CHECKS.iter().filter(|check| !is_seen_anywhere(check)).map(|check| check.id).collect();
        unseen.sort_unstable();
        assert_eq!(unseen, NEAR_AN_ERROR, "far from errors they are not seen");
    }
}

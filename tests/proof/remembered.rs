//! A proof that passed is recalled exactly while nothing that it rests on has changed.

use std::fs;

use xdoctor_checks::report::{ProofStatus, Verdict};

use crate::place::{Place, host_triple};

/// Proves twice, so that the second is recalled.
#[track_caller]
fn recalled(place: &Place) {
    assert!(!place.look(None, true).proof.cached);
    assert!(place.look(None, false).proof.cached, "a proof that passed is remembered");
}

#[test]
fn nothing_changed_and_it_is_recalled_unless_asked_anew() {
    let place = Place::program();
    recalled(&place);
    assert!(!place.look(None, true).proof.cached);
}

#[test]
fn a_proof_that_failed_is_made_again() {
    let place = Place::program().env("RUSTFLAGS", "-Clink-arg=-labsent-library");
    assert_eq!(place.look(None, false).verdict, Verdict::Blocked);
    let again = place.look(None, false);
    assert_eq!((again.verdict, again.proof.cached), (Verdict::Blocked, false));
}

#[test]
fn a_library_that_the_link_read_is_missed_when_it_goes() {
    let place = Place::program().env("RUSTFLAGS", "-Clink-arg=-L./libs -Clink-arg=-lprivate");
    let place = place.file("libs/libprivate.so", "/* a linker script */ INPUT(-lc)\n");
    recalled(&place);
    fs::remove_file(place.root().join("libs/libprivate.so")).expect("it was there");
    let seen = place.look(None, false);
    assert_eq!((seen.verdict, seen.proof.status), (Verdict::Blocked, ProofStatus::Failed));
}

#[test]
fn a_library_that_the_link_read_is_seen_when_it_changes() {
    let place = Place::program().env("RUSTFLAGS", "-Clink-arg=-L./libs -Clink-arg=-lprivate");
    let place = place.file("libs/libprivate.so", "INPUT(-lc)\n");
    recalled(&place);
    let place = place.file("libs/libprivate.so", "INPUT(-labsent-library)\n");
    assert_eq!(place.look(None, false).verdict, Verdict::Blocked);
}

#[test]
fn a_library_that_appears_on_the_search_path_is_seen() {
    let place = Place::program().env("RUSTFLAGS", "-Clink-arg=-L./first -Clink-arg=-L./libs -Clink-arg=-lprivate");
    let place = place.file("first/keep", "").file("libs/libprivate.so", "INPUT(-lc)\n");
    recalled(&place);
    let place = place.file("first/libprivate.so", "INPUT(-labsent-library)\n");
    assert_eq!(place.look(None, false).verdict, Verdict::Blocked);
}

#[test]
fn a_tool_that_appears_earlier_on_the_path_is_seen() {
    let place = Place::program();
    recalled(&place);
    let place = place.tool("cc", "exit 1");
    assert_eq!(place.look(None, false).verdict, Verdict::Blocked);
}

#[test]
fn a_linker_that_is_rewritten_is_seen() {
    let place = Place::program().tool("my-cc", "exec cc \"$@\"");
    let place = place.env(&format!("CARGO_TARGET_{}_LINKER", host_triple().replace('-', "_").to_uppercase()), "my-cc");
    recalled(&place);
    let place = place.tool("my-cc", "exit 1");
    assert_eq!(place.look(None, false).verdict, Verdict::Blocked);
}

#[test]
fn a_configuration_that_appears_above_is_seen() {
    let place = Place::program();
    recalled(&place);
    let place = place.file("../.cargo/config.toml", "[build]\nrustflags = [\"-Clink-arg=-labsent-library\"]\n");
    assert_eq!(place.look(None, false).verdict, Verdict::Blocked);
}

#[test]
fn a_variable_that_no_list_of_ours_names_counts() {
    let place = Place::program().tool("cc", "[ -z \"$SECRET_SWITCH\" ] || exit 1; PATH=${PATH#*:} exec cc \"$@\"");
    recalled(&place);
    assert_eq!(place.env("SECRET_SWITCH", "1").look(None, false).verdict, Verdict::Blocked);
}

#[test]
fn a_header_that_the_c_file_read_is_seen() {
    let lock = "version = 4\n[[package]]\nname = \"app\"\nversion = \"0.0.0\"\ndependencies = [\"z\"]\n\
                [[package]]\nname = \"z\"\nversion = \"1.0.0\"\nsource = \"registry+x\"\ndependencies = [\"cc\"]\n\
                [[package]]\nname = \"cc\"\nversion = \"1.2.0\"\nsource = \"registry+x\"\n";
    let place = Place::program().file("Cargo.lock", lock).file("include/string.h", "#include_next <string.h>\n");
    let include = place.root().join("include").to_string_lossy().into_owned();
    let place = place.env("CFLAGS", &format!("-I{include}"));
    recalled(&place);
    let place = place.file("include/string.h", "#error no\n");
    assert_eq!(place.look(None, false).verdict, Verdict::Blocked);
}

#[test]
fn a_project_that_changes_its_kind_is_seen() {
    let place = Place::library("", "").tool("cc", "exit 1");
    recalled(&place);
    let place = place.file("build.rs", "fn main() {}\n");
    assert_eq!(place.look(None, false).verdict, Verdict::Blocked);
}

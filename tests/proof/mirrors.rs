//! The tiny package mirrors what the project's build depends on, and nothing else.

use std::process::Command;

use xdoctor_checks::report::{ProofKind, ProofStatus, Verdict};

use crate::place::{Place, host_triple};

/// A linker that says no.
const BROKEN: &str = "echo 'broken-ld: error: cannot link' >&2; exit 1";

fn broken_linker(place: Place) -> Place {
    let linker = place.bin().join("broken-ld").to_string_lossy().into_owned();
    place
        .tool("broken-ld", BROKEN)
        .file(".cargo/config.toml", &format!("[target.{}]\nlinker = \"{linker}\"\n", host_triple()))
}

#[test]
fn a_program_is_linked_and_run_and_nothing_in_the_project_changes() {
    let place = Place::program();
    let before = place.listing();
    let seen = place.look(None, true);
    assert_eq!(
        (seen.verdict, seen.proof.status, seen.proof.kind),
        (Verdict::Ready, ProofStatus::Passed, ProofKind::Link)
    );
    assert_eq!(seen.proof.run.map(|run| run.status), Some(ProofStatus::Passed));
    assert_eq!(seen.build_command, ["cargo", "build"]);
    assert_eq!(place.listing(), before);
}

#[test]
fn outside_of_any_project_a_program_is_proved() {
    let seen = Place::new().look(None, true);
    assert_eq!(seen.verdict, Verdict::Ready);
    let seen = broken_linker(Place::new()).look(None, true);
    assert_eq!(seen.verdict, Verdict::Blocked);
}

#[test]
fn a_broken_linker_stops_what_is_linked() {
    assert!(!broken_linker(Place::program()).agrees());
    for kind in ["cdylib", "dylib"] {
        assert!(!broken_linker(Place::library(&format!("crate-type = [\"{kind}\"]"), "")).agrees(), "{kind}");
    }
}

#[test]
fn a_broken_linker_does_not_stop_what_is_not_linked() {
    for kind in ["lib", "rlib", "staticlib"] {
        assert!(broken_linker(Place::library(&format!("crate-type = [\"{kind}\"]"), "")).agrees(), "{kind}");
    }
    let seen = broken_linker(Place::library("", "")).look(None, true);
    assert_eq!((seen.verdict, seen.proof.kind), (Verdict::Ready, ProofKind::Compile));
}

#[test]
fn a_library_beside_the_program_is_not_taken_for_the_package_s_own() {
    let place = Place::program()
        .file(
            "Cargo.toml",
            "[package]\nname = \"app\"\nedition = \"2021\"\n[dependencies]\npart = { path = \"part\" }\n",
        )
        .file("src/main.rs", "fn main() {\n    app::run();\n}\n")
        .file("src/lib.rs", "pub fn run() {\n    part::run();\n}\n")
        .file("part/Cargo.toml", "[package]\nname = \"part\"\nedition = \"2021\"\n")
        .file("part/src/lib.rs", "pub fn run() {}\n");
    assert!(place.agrees());
    assert_eq!(place.look(None, true).verdict, Verdict::Ready);
}

#[test]
fn a_library_that_the_code_names_is_asked_for() {
    // The library is found, and the linker does not like it.
    let place = |code: &str| {
        let place = Place::program().file("src/main.rs", &format!("{code}\nextern \"C\" {{}}\nfn main() {{}}\n"));
        let place = place.file("lib/libpart.a", "!<arch>\n");
        let (bin, lib) = (place.bin().join("picky-cc"), place.root().join("lib"));
        let config =
            format!("[target.{}]\nlinker = {bin:?}\nrustflags = [\"-Lnative={}\"]\n", host_triple(), lib.display());
        let script = "case \"$*\" in *-lpart*) echo 'picky-cc: error: not that one' >&2; exit 1;; esac\nexec cc \"$@\"";
        place.tool("picky-cc", script).file(".cargo/config.toml", &config)
    };
    assert!(!place("#[link(name = \"part\")]").agrees());
    assert!(place("#[cfg(windows)]\n#[link(name = \"part\")]").agrees());
}

#[test]
fn a_procedural_macro_alone_is_linked_for_the_host() {
    assert!(Place::library("proc-macro = true", "").agrees());
    assert!(!broken_linker(Place::library("proc-macro = true", "")).agrees());
}

#[test]
fn a_build_script_needs_the_host_s_linker() {
    let library = |place: Place| place.file("build.rs", "fn main() {}\n");
    assert!(library(Place::library("", "")).agrees());
    assert!(!library(broken_linker(Place::library("", ""))).agrees());
}

#[test]
fn a_locked_crate_with_a_build_script_needs_the_host_s_linker() {
    let place = broken_linker(Place::library("", "")).file(
        "Cargo.lock",
        "version = 4\n[[package]]\nname = \"app\"\nversion = \"0.0.0\"\ndependencies = [\"x-sys\"]\n\
         [[package]]\nname = \"x-sys\"\nversion = \"1.0.0\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n",
    );
    assert_eq!(place.look(None, true).proof.status, ProofStatus::Failed);
}

#[test]
fn a_member_s_build_script_in_a_workspace_counts_where_it_is_built() {
    let workspace = |default: &str| {
        broken_linker(Place::new())
            .file("Cargo.toml", &format!("[workspace]\nmembers = [\"a\", \"b\"]\nresolver = \"2\"\n{default}"))
            .file("a/Cargo.toml", "[package]\nname = \"a\"\nedition = \"2021\"\n")
            .file("a/src/lib.rs", "")
            .file("b/Cargo.toml", "[package]\nname = \"b\"\nedition = \"2021\"\n")
            .file("b/src/lib.rs", "")
            .file("b/build.rs", "fn main() {}\n")
    };
    assert!(!workspace("").agrees());
    assert!(workspace("default-members = [\"a\"]\n").agrees());
    assert!(workspace("").stand_in("a/src").agrees());
}

#[test]
fn no_std_libraries_need_a_profile_without_unwinding() {
    let text = "#![no_std]\n#[panic_handler]\nfn panic(_: &core::panic::PanicInfo) -> ! { loop {} }\n";
    let place = |profile: &str| {
        let manifest =
            format!("[package]\nname = \"app\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"staticlib\"]\n{profile}");
        Place::new().file("Cargo.toml", &manifest).file("src/lib.rs", text)
    };
    assert!(!place("").agrees());
    assert!(place("[profile.dev]\npanic = \"abort\"\n").agrees());
}

#[test]
fn a_no_std_program_that_libc_starts() {
    let text = "#![no_std]\n#![no_main]\n#[link(name = \"c\")]\nextern \"C\" {}\n\
                #[no_mangle]\npub extern \"C\" fn main() -> i32 { 0 }\n\
                #[panic_handler]\nfn panic(_: &core::panic::PanicInfo) -> ! { loop {} }\n";
    let manifest = "[package]\nname = \"app\"\nedition = \"2021\"\n[profile.dev]\npanic = \"abort\"\n";
    let place = Place::new().file("Cargo.toml", manifest).file("src/main.rs", text);
    assert!(place.agrees());
    assert_eq!(place.look(None, true).proof.run.map(|run| run.status), Some(ProofStatus::Passed));
}

#[test]
fn the_profile_is_the_project_s() {
    let place = |profile: &str| {
        let manifest = format!("[package]\nname = \"app\"\nedition = \"2021\"\n[profile.dev]\n{profile}\n");
        // A linker that takes everything but the option of one setting.
        let refuses = "case \"$*\" in *strip-all*) exit 1;; esac; PATH=${PATH#*:} exec cc \"$@\"";
        Place::program().file("Cargo.toml", &manifest).tool("cc", refuses)
    };
    assert!(place("strip = false").agrees());
    assert!(!place("strip = true").agrees());
}

/// Denies each lint that is allowed by default, as a project may. What the linker prints is no matter of the package.
fn lints() -> Vec<String> {
    let rustc = |args: &[&str]| Command::new("rustc").args(args).output().expect("rustc runs");
    let help = String::from_utf8(rustc(&["-W", "help"]).stdout).expect("text");
    let allowed = help.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        let name = words.next()?;
        (words.next() == Some("allow") && name != "linker-messages").then_some(name)
    });
    let denied: Vec<_> = allowed.map(|lint| format!("-D{lint}")).collect();
    // A stable rustc lists the unstable ones too, and does not take them.
    let arguments = ["-", "--crate-type=lib", "--emit=metadata", "-o", "/dev/null"];
    let arguments: Vec<_> = arguments.into_iter().chain(denied.iter().map(String::as_str)).collect();
    let said = String::from_utf8(rustc(&arguments).stderr).expect("text");
    let unstable = |flag: &String| said.contains(&format!("unknown lint: `{}`", flag[2..].replace('-', "_")));
    let kept: Vec<_> = denied.iter().filter(|flag| !unstable(flag)).cloned().collect();
    assert!(kept.len() > 20, "{help}");
    kept
}

/// With a procedural macro beside it.
fn uses_macro(place: Place) -> Place {
    place
        .file(
            "Cargo.toml",
            "[package]\nname = \"app\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\
             [dependencies]\nmacros = { path = \"macros\" }\n",
        )
        .file(
            "macros/Cargo.toml",
            "[package]\nname = \"macros\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[lib]\nproc-macro = true\n",
        )
        .file("macros/src/lib.rs", "//! None.\n")
}

#[test]
fn no_lint_flag_has_anything_to_deny() {
    let flags = format!("-Dwarnings -Funsafe_code {}", lints().join(" "));
    let library = "//! Documented.\n";
    let program = "//! Documented.\nfn main() {}\n";
    for (name, place) in [
        ("program", Place::program().file("src/main.rs", program)),
        ("library", Place::library("crate-type = [\"cdylib\", \"rlib\"]", library)),
        ("macro", Place::library("proc-macro = true", library)),
        ("script", Place::library("", library).file("build.rs", "//! Documented.\nfn main() {}\n")),
        ("compiles C", with_c(Place::library("", library))),
        (
            "names a library",
            Place::program().file("src/main.rs", &format!("{program}#[link(name = \"resolv\")]\nextern \"C\" {{}}\n")),
        ),
        ("uses a macro", uses_macro(Place::program().file("src/main.rs", program))),
    ] {
        let seen = place.env("RUSTFLAGS", &flags).look(None, true);
        assert_eq!(seen.proof.status, ProofStatus::Passed, "{name}: {}", seen.proof.output);
        assert!(!seen.proof.output.contains("warning"), "{name}: {}", seen.proof.output);
    }
}

#[test]
fn relative_arguments_resolve_as_in_the_project() {
    let script = "SECTIONS { }\nINSERT AFTER .data;\n";
    let place = |flag: &str| {
        Place::program()
            .file("libs/keep", "")
            .file("src/extra.ld", script)
            .file("memory.x", script)
            .env("RUSTFLAGS", flag)
    };
    for flag in ["-Clink-arg=-L./libs", "-Clink-arg=-Tmemory.x", "-Clink-arg=-Wl,-T,src/extra.ld"] {
        assert!(place(flag).agrees(), "{flag}");
        assert!(place(flag).stand_in("src/deep").agrees(), "{flag} from below");
    }
    assert!(!place("-Clink-arg=-Tabsent.x").agrees());
    let above = |flag: &str| place(flag).file("../shared/x.ld", script).agrees();
    assert!(above("-Clink-arg=-T../shared/x.ld"));
    assert!(!above("-Clink-arg=-T../shared/y.ld"));
    // What the package itself is made of is not the project's.
    let place = Place::program().file("xdoctor-proof/main.rs", "compile_error!(\"the project's\");");
    assert!(place.agrees());
}

#[test]
fn configuration_counts_from_where_the_user_stands() {
    let flags = "[build]\nrustflags = [\"-Clink-arg=-labsent-library\"]\n";
    assert!(!Place::program().file("../.cargo/config.toml", flags).agrees());
    assert!(!Place::program().file("../../home/cargo/config.toml", flags).agrees());
    let below = || Place::program().file("sub/.cargo/config.toml", flags);
    assert!(below().agrees());
    assert!(!below().stand_in("sub/dir").agrees());
}

#[test]
fn an_empty_variable_hides_the_configured_flags() {
    let place = Place::program().file(".cargo/config.toml", "[build]\nrustflags = [\"-Clink-arg=-labsent-library\"]\n");
    assert!(place.env("RUSTFLAGS", "").agrees());
}

#[test]
fn a_target_in_the_configuration_is_named_in_the_command() {
    let host = host_triple();
    let place = Place::program().file(".cargo/config.toml", &format!("[build]\ntarget = \"{host}\"\n"));
    let seen = place.look(None, true);
    assert_eq!(seen.build_command, ["cargo".to_owned(), "build".into(), "--target".into(), host.clone()]);
    // With it, flags reach no build script: a flag that no host program could be linked with is harmless there.
    let flags = format!("[build]\ntarget = \"{host}\"\nrustflags = [\"-Clink-arg=-labsent-library\"]\n");
    let library = Place::library("", "").file("build.rs", "fn main() {}\n");
    assert!(library.file(".cargo/config.toml", &flags).agrees());
    let flags = "[build]\nrustflags = [\"-Clink-arg=-labsent-library\"]\n";
    let library = Place::library("", "").file("build.rs", "fn main() {}\n");
    assert!(!library.file(".cargo/config.toml", flags).agrees());
}

/// A project whose lock file has a crate that compiles C.
fn with_c(place: Place) -> Place {
    place.file(
        "Cargo.lock",
        "version = 4\n[[package]]\nname = \"app\"\nversion = \"0.0.0\"\ndependencies = [\"z\"]\n\
         [[package]]\nname = \"z\"\nversion = \"1.0.0\"\nsource = \"registry+x\"\ndependencies = [\"cc\"]\n\
         [[package]]\nname = \"cc\"\nversion = \"1.2.0\"\nsource = \"registry+x\"\n",
    )
}

#[test]
fn c_is_compiled_with_the_compiler_that_build_scripts_would_find() {
    let seen = with_c(Place::program()).look(None, true);
    assert_eq!(seen.proof.status, ProofStatus::Passed, "{}", seen.proof.output);
    for name in ["CC", "HOST_CC", &format!("CC_{}", host_triple().replace('-', "_"))] {
        let seen = with_c(Place::program()).env(name, "absent-compiler").look(None, true);
        assert_eq!(seen.proof.status, ProofStatus::Failed, "{name}");
        assert!(seen.proof.output.contains("failed to find tool \"absent-compiler\""), "{}", seen.proof.output);
        // Without such a crate nobody asks for it.
        assert_eq!(Place::program().env(name, "absent-compiler").look(None, true).verdict, Verdict::Ready, "{name}");
    }
    let flags = with_c(Place::program()).env("CFLAGS", "--no-such-option").look(None, true);
    assert_eq!(flags.proof.status, ProofStatus::Failed);
    let env = "[env]\nCC = \"absent-compiler\"\n";
    assert_eq!(
        with_c(Place::program()).file(".cargo/config.toml", env).look(None, true).proof.status,
        ProofStatus::Failed
    );
}

#[test]
fn an_object_for_another_machine_is_seen_at_the_link() {
    // A compiler that makes what the linker cannot take, as an unscoped `CC` does.
    let script = "out=; for word in \"$@\"; do case $last in -o) out=$word;; -MF) echo 'x: y' > \"$word\";; esac; last=$word; \
                  case $word in -E) exec cc \"$@\";; -print-prog-name=*) exit 0;; esac; done; echo nonsense > \"$out\"";
    let place = with_c(Place::program()).tool("other-cc", script).env("CC", "other-cc");
    assert_eq!(place.look(None, true).proof.status, ProofStatus::Failed);
}

#[test]
fn the_whole_project_can_be_the_proof() {
    let locked = "version = 4\n[[package]]\nname = \"app\"\nversion = \"0.0.0\"\n";
    let broken = Place::program().file("Cargo.lock", locked).file("src/main.rs", "fn main() { undefined() }\n");
    assert_eq!(broken.look(None, true).verdict, Verdict::Ready);
    let seen = broken.project_mode().look(None, true);
    assert_eq!((seen.verdict, seen.proof.kind), (Verdict::Blocked, ProofKind::Project));
    let sound = Place::program().project_mode();
    let before = sound.listing();
    let seen = sound.look(None, true);
    // A build would write the lock file, which the project does not have yet.
    assert_eq!(
        (seen.verdict, seen.proof.reason.as_deref()),
        (Verdict::Unproved, Some("the build would write `Cargo.lock`"))
    );
    assert_eq!(sound.listing(), before);
    let sound = sound.file("Cargo.lock", locked);
    let before = sound.listing();
    assert_eq!(sound.look(None, true).verdict, Verdict::Ready);
    assert_eq!(sound.listing(), before);
}

const SERDE: &str = "version = 4\n[[package]]\nname = \"app\"\nversion = \"0.0.0\"\ndependencies = [\"serde\"]\n\
[[package]]\nname = \"serde\"\nversion = \"1.0.200\"\n\
source = \"registry+https://github.com/rust-lang/crates.io-index\"\n\
checksum = \"ddc6f9cc94d67c0e21aaf7eda3a010fd3af78ebf6e096aa6e2e13c79749cce4f\"\n";

#[test]
fn a_package_that_is_not_here_is_not_fetched() {
    let place = Place::program()
        .file("Cargo.toml", "[package]\nname = \"app\"\nedition = \"2021\"\n[dependencies]\nserde = \"1\"\n")
        .file("Cargo.lock", SERDE)
        .project_mode();
    let seen = place.look(None, true);
    assert_eq!((seen.verdict, seen.proof.status), (Verdict::Unproved, ProofStatus::Skipped));
    assert!(seen.proof.reason.is_some_and(|reason| reason.starts_with("would-download")));
}

#[test]
fn a_failure_names_a_cause_and_shows_what_was_printed() {
    let seen = broken_linker(Place::program()).look(None, true);
    assert_eq!(seen.verdict, Verdict::Blocked);
    assert!(seen.proof.output.contains("broken-ld: error: cannot link"), "{}", seen.proof.output);
    let first = seen.blockers.first().expect("a cause");
    assert!(seen.checks.iter().any(|check| check.id == *first), "each blocker stands in the checks");
}

#[test]
fn waiting_for_another_cargo_is_unknown() {
    let place = Place::program().proof_limit(2);
    let cache = place.home().join("cargo");
    std::fs::create_dir_all(&cache).expect("a directory");
    let lock = std::fs::File::create(cache.join(".package-cache")).expect("a file");
    lock.lock().expect("nobody has it");
    let seen = place.look(None, true);
    assert_eq!((seen.verdict, seen.proof.status), (Verdict::Unknown, ProofStatus::Skipped));
    assert_eq!(seen.proof.reason.as_deref(), Some("another cargo holds the lock on package cache: waited 2 s"));
}

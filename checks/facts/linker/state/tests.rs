use super::*;
use crate::{
    facts::{
        cargo_config::Origin,
        linker::scene::{
            AARCH64, AARCH64_MUSL, ARMV7, DARWIN, HOST, I686, MINGW, MUSL, THUMB, WASM, bare, config, debian, driver,
            elf, toolchain, with_cross_gcc,
        },
    },
    testing::{Fake, path},
};

fn state(fake: &Fake, target: &str) -> LinkerState {
    fake.fact::<States>(&Triple::new(target)).expect("decided").state.clone()
}

/// The name of the state: `Works`, `NameAbsent`.
fn kind(fake: &Fake, target: &str) -> String {
    let debug = format!("{:?}", state(fake, target));
    debug.split([' ', '{', '(']).next().unwrap_or_default().to_owned()
}

fn linker(value: &str, target: &str) -> String {
    format!("[target.{target}]\nlinker = \"{value}\"\n")
}

#[test]
fn without_any_setting_the_hosts_driver_decides() {
    let debian = debian();
    for (target, expected) in [
        (HOST, "Works"),
        // rustc says -m32
        (I686, "Works"),
        // brings its own libc
        (MUSL, "Works"),
        (AARCH64, "HostDriverForForeignTarget"),
        (AARCH64_MUSL, "HostDriverForForeignTarget"),
        (ARMV7, "HostDriverForForeignTarget"),
        (DARWIN, "HostDriverForForeignTarget"),
        (MINGW, "CrossDriverAbsent"),
        (WASM, "Works"),
        (THUMB, "Works"),
        ("never-heard-of", "UnknownTarget"),
    ] {
        assert_eq!(kind(&debian, target), expected, "{target}");
    }
}

#[test]
fn without_a_compiler_only_what_needs_one_fails() {
    let bare = bare();
    for (target, expected) in [
        (HOST, "HostDriverAbsent"),
        (MUSL, "HostDriverAbsent"),
        (AARCH64, "HostDriverForForeignTarget"),
        (WASM, "Works"),
        (THUMB, "Works"),
    ] {
        assert_eq!(kind(&bare, target), expected, "{target}");
    }
    let library = bare.granted((), LinkNeed::Never);
    assert_eq!(kind(&library, HOST), "NotNeeded");
}

#[test]
fn an_absent_setting_is_told_by_how_it_is_written() {
    for (written, target, expected) in [
        ("aarch64-linux-gnu-gcc", AARCH64, "CrossDriverAbsent"),
        ("musl-gcc", MUSL, "CrossDriverAbsent"),
        // made for the target, but here the target is the host: a cross-configured repository
        ("x86_64-linux-gnu-gcc-13", HOST, "NameAbsent"),
        ("arm-linux-gnueabihf-gcc", AARCH64, "NameAbsent"),
        ("aarch64-our-board-gcc", AARCH64, "NameAbsent"),
        ("mold", HOST, "NameAbsent"),
        ("clang", AARCH64, "NameAbsent"),
        ("tools/cc", AARCH64, "NameAbsent"),
        ("/opt/gone/gcc", AARCH64, "PathGone"),
        ("zig cc", AARCH64, "Arguments"),
        ("/usr/bin/gcc -m64", HOST, "Arguments"),
        ("/opt/my tools/gcc", AARCH64, "PathGone"),
    ] {
        let fake = config(debian(), &linker(written, target));
        assert_eq!(kind(&fake, target), expected, "{written} for {target}");
    }
}

#[test]
fn a_flag_wins_over_the_setting() {
    let text = format!("{}rustflags = [\"-Clinker=/opt/gone\"]\n", linker("aarch64-linux-gnu-gcc", AARCH64));
    let fake = config(with_cross_gcc(), &text);
    assert_eq!(state(&fake, AARCH64), LinkerState::PathGone { path: path("/opt/gone") });
}

#[test]
fn what_is_there_is_judged_by_running_it() {
    let cross = with_cross_gcc();
    for (written, target, expected) in [
        ("aarch64-linux-gnu-gcc", AARCH64, "Works"),
        ("aarch64-linux-gnu-gcc", AARCH64_MUSL, "Works"),
        ("aarch64-linux-gnu-gcc", ARMV7, "WrongMachine"),
        ("gcc", AARCH64, "WrongMachine"),
    ] {
        let fake = config(cross.clone(), &linker(written, target));
        assert_eq!(kind(&fake, target), expected, "{written} for {target}");
    }
}

#[test]
fn clang_is_judged_with_the_target_it_is_told() {
    let text = "[target.aarch64-unknown-linux-gnu]\nlinker = \"clang\"\n\
                rustflags = [\"-Clink-arg=--target=aarch64-linux-gnu\"]\n";
    let fake = config(debian(), text)
        .program("/usr/bin/clang")
        .command(["clang", "--target=aarch64-linux-gnu", "-dumpmachine"], "aarch64-unknown-linux-gnu\n")
        .command(
            ["clang", "--target=aarch64-linux-gnu", "-print-search-dirs"],
            "programs: =/usr/bin\nlibraries: =/lib\n",
        );
    assert_eq!(kind(&fake, AARCH64), "Works");
}

#[test]
fn what_cannot_be_run_is_told_with_the_reason() {
    let set = |fake, written: &str| config(fake, &linker(written, AARCH64));
    let (at, why) = (path("/usr/bin/ld-wrap"), "its mode does not allow it".to_owned());
    let plain = set(debian().file("/usr/bin/ld-wrap", "#!/bin/sh"), "ld-wrap");
    assert_eq!(state(&plain, AARCH64), LinkerState::NotExecutable { path: at, why });
    let directory = set(debian().dir("/opt/gcc"), "/opt/gcc");
    assert_eq!(
        state(&directory, AARCH64),
        LinkerState::NotExecutable { path: path("/opt/gcc"), why: "it is a directory".into() }
    );
    let foreign = set(debian().program_with("/opt/gcc", elf("aarch64")), "/opt/gcc").ran(crate::machine::Command {
        argv: vec!["/opt/gcc".into(), "...".into()],
        env: std::collections::BTreeMap::new(),
        ran: Ok(crate::answer::Ran::NotExecutable { message: "Exec format error (os error 8)".into() }),
    });
    assert_eq!(kind(&foreign, AARCH64), "NotExecutable");
}

#[test]
fn a_bare_linker_is_enough_where_rustc_brings_the_rest() {
    let ld = debian().program("/usr/bin/ld").program("/usr/bin/mold").failing_command(
        ["mold", "-dumpmachine"],
        1,
        "mold: fatal: unknown command line option: -dumpmachine",
    );
    let ld = ld
        .failing_command(["mold", "-print-search-dirs"], 1, "")
        .command(["mold", "--version"], "mold 1.10.1 (compatible with GNU ld)\n");
    for (written, target, expected) in [
        ("ld", HOST, "Bare"),
        ("rust-lld", AARCH64, "Bare"),
        ("mold", HOST, "Bare"),
        ("ld", MUSL, "Works"),
        ("rust-lld", AARCH64_MUSL, "Works"),
    ] {
        let fake = config(ld.clone(), &linker(written, target));
        assert_eq!(kind(&fake, target), expected, "{written} for {target}");
    }
}

#[test]
fn the_linker_that_a_driver_is_told_to_run_must_be_there() {
    let text = |name: &str| {
        format!("{}rustflags = [\"-C\", \"link-arg=-fuse-ld={name}\"]\n", linker("aarch64-linux-gnu-gcc", AARCH64))
    };
    let asked = |name: &str| config(with_cross_gcc(), &text(name));
    let echo = |fake: Fake, name: &str| {
        fake.ran(crate::machine::Command::prints(
            ["/usr/bin/aarch64-linux-gnu-gcc".to_owned(), format!("-print-prog-name=ld.{name}")],
            &format!("ld.{name}\n"),
        ))
    };
    // a cross gcc does not look for the plain name
    let absent = echo(asked("lld").program("/usr/bin/ld.lld"), "lld");
    assert_eq!(
        state(&absent, AARCH64),
        LinkerState::FuseLdAbsent {
            executable: Executable {
                path: path("/usr/bin/aarch64-linux-gnu-gcc"),
                real: path("/usr/bin/aarch64-linux-gnu-gcc"),
                header: Header::Elf { arch: "x86_64".into(), bits: 64, little_endian: true, interpreter: None },
                bundled: false,
            },
            asked: Located {
                value: "lld".into(),
                origin: Origin::File { path: path("/p/.cargo/config.toml"), line: 3 },
            },
            searched: vec!["aarch64-linux-gnu-ld.lld".into()],
        }
    );
    let found = echo(asked("lld").program("/usr/bin/aarch64-linux-gnu-ld.lld"), "lld");
    assert_eq!(kind(&found, AARCH64), "Works");
}

#[test]
fn a_wrapper_that_gives_gcc_musls_specs_links_with_musl() {
    let script = Header::Script { interpreter: "/bin/sh".into() };
    let fake = debian()
        .program_with("/usr/bin/musl-gcc", script)
        .command(["musl-gcc", "-dumpmachine"], "x86_64-linux-gnu\n")
        .command(["musl-gcc", "-print-search-dirs"], "")
        .failing_command(["musl-gcc", "-###"], 0, "Reading specs from /usr/lib/x86_64-linux-musl/musl-gcc.specs\n");
    for (target, expected) in [(HOST, "WrongMachine"), (MUSL, "Works")] {
        assert_eq!(kind(&config(fake.clone(), &linker("musl-gcc", target)), target), expected, "{target}");
    }
}

#[test]
fn a_gcc_before_nine_does_not_know_lld() {
    let old = driver(debian().program("/opt/gcc-8"), "/opt/gcc-8", &[], "aarch64-linux-gnu", "/opt/lib/gcc", 8);
    let text = format!("{}rustflags = [\"-Clink-arg=-fuse-ld=lld\"]\n", linker("/opt/gcc-8", AARCH64));
    assert_eq!(kind(&config(old.clone(), &text), AARCH64), "GccTooOld");
    assert_eq!(kind(&config(old, &linker("/opt/gcc-8", AARCH64)), AARCH64), "Works");
}

#[test]
fn apples_cc_is_not_run_to_be_judged() {
    let mac = toolchain(Fake::macos(), DARWIN).program("/usr/bin/cc").program("/usr/bin/clang");
    assert_eq!(kind(&mac, DARWIN), "PlatformsOwn");
    assert_eq!(state(&mac, HOST), LinkerState::HostDriverForForeignTarget { machine: None });
    // nothing stands behind the placeholder
    assert_eq!(kind(&config(mac, &linker("clang", DARWIN)), DARWIN), "PlatformsOwn");
}

#[test]
fn a_mac_whose_path_has_no_cc_has_no_linker() {
    assert_eq!(state(&toolchain(Fake::macos(), DARWIN), DARWIN), LinkerState::HostDriverAbsent);
}

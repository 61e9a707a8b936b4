use super::*;
use crate::testing::Fake;

/// `triple[!] kind file:line[-]` for each source: `!` a required target, `-` a source that is not in effect.
fn wanted_of(fake: Fake, only: &[&str]) -> Vec<String> {
    let only: Vec<_> = only.iter().map(|triple| Triple::new(*triple)).collect();
    let wanted = fake.missing_rest().fact::<WantedTargets>(&only).expect("wanted targets");
    let show = |wanted: &Wanted, source: &Source| {
        let required = if wanted.required { "!" } else { "" };
        let kind = serde_json::to_string(&source.kind).expect("a name");
        let place = match (&source.file, source.line) {
            (Some(file), Some(line)) => format!(" {file}:{line}"),
            _ => String::new(),
        };
        let effect = if source.in_effect { "" } else { " -" };
        format!("{}{required} {}{place}{effect}", wanted.triple, kind.trim_matches('"'))
    };
    wanted.0.iter().flat_map(|wanted| wanted.sources.iter().map(move |source| show(wanted, source))).collect()
}

fn project() -> Fake {
    Fake::linux()
        .file("/p/Cargo.toml", "[package]\nname = 'p'\nversion = '1.0.0'\nedition = '2024'\n")
        .file("/p/src/main.rs", "")
}

#[test]
fn without_a_source_it_is_the_host() {
    assert_eq!(wanted_of(project(), &[]), ["x86_64-unknown-linux-gnu! host"]);
    assert_eq!(wanted_of(Fake::macos(), &[]), ["aarch64-apple-darwin! host"]);
}

#[test]
fn a_mere_mention_leaves_the_host_required() {
    let fake = project().file("/p/.cargo/config.toml", "[target.a-b]\nlinker = 'x'\n");
    assert_eq!(
        wanted_of(fake, &[]),
        ["a-b cargo-target-table /p/.cargo/config.toml:1", "x86_64-unknown-linux-gnu! host"]
    );
}

#[test]
fn required_sources_come_first_and_the_same_triple_is_one_target() {
    let fake = project()
        .file("/p/xdoctor.toml", "targets = ['a-b']\n")
        .file("/p/rust-toolchain.toml", "[toolchain]\nchannel = '1.90'\ntargets = ['c-d', 'a-b']\n")
        .file(
            "/p/.cargo/config.toml",
            "[build]\ntarget = 'e-f'\n[target.g-h]\nlinker = 'x'\n[alias]\nx = 'b --target i-j'\n",
        )
        .file("/p/Cross.toml", "[target.k-l]\nimage = 'x'\n")
        .file("/p/dist-workspace.toml", "[dist]\ntargets = ['m-n']\n")
        .file("/p/Makefile", "all:\n\tcargo build --target o-p\n");
    assert_eq!(
        wanted_of(fake, &[]),
        [
            "a-b! xdoctor-toml /p/xdoctor.toml:1",
            "a-b! rust-toolchain /p/rust-toolchain.toml:3",
            "c-d! rust-toolchain /p/rust-toolchain.toml:3",
            "e-f! cargo-config /p/.cargo/config.toml:2",
            "g-h cargo-target-table /p/.cargo/config.toml:3",
            "i-j cargo-alias /p/.cargo/config.toml:6",
            "k-l! cross-toml /p/Cross.toml:1",
            "m-n! dist /p/dist-workspace.toml:2",
            "o-p makefile /p/Makefile:2",
        ]
    );
}

#[test]
fn the_command_line_is_alone_but_hears_who_agrees() {
    let fake = project().file("/p/rust-toolchain.toml", "[toolchain]\ntargets = ['a-b', 'c-d']\n");
    assert_eq!(
        wanted_of(fake, &["c-d", "x-y", "c-d", "host-tuple"]),
        [
            "c-d! command-line",
            "c-d! rust-toolchain /p/rust-toolchain.toml:2",
            "x-y! command-line",
            "x86_64-unknown-linux-gnu! command-line"
        ]
    );
}

#[test]
fn the_nearest_toolchain_file_is_in_effect() {
    let fake = project()
        .cwd("/p/a")
        .file("/p/a/rust-toolchain", "[toolchain]\ntargets = ['a-b']\n")
        .file("/p/a/rust-toolchain.toml", "[toolchain]\ntargets = ['c-d']\n")
        .file("/p/rust-toolchain.toml", "[toolchain]\ntargets = ['e-f']\n");
    assert_eq!(
        wanted_of(fake, &[]),
        [
            "a-b! rust-toolchain /p/a/rust-toolchain:2",
            "c-d rust-toolchain /p/a/rust-toolchain.toml:2 -",
            "e-f rust-toolchain /p/rust-toolchain.toml:2 -",
        ]
    );
}

#[test]
fn a_members_own_configuration_is_not_in_effect_from_the_root() {
    let fake = project()
        .file("/p/Cargo.toml", "[workspace]\nmembers = ['fw']\n")
        .file(
            "/p/fw/Cargo.toml",
            "[package]\nname = 'fw'\nversion = '1.0.0'\n[package.metadata.docs.rs]\ntargets = ['g-h']\n",
        )
        .file("/p/fw/src/main.rs", "")
        .file("/p/fw/.cargo/config.toml", "[build]\ntarget = 'a-b'\n[target.c-d]\nrunner = 'x'\n")
        .file("/p/fw/rust-toolchain.toml", "[toolchain]\ntargets = ['e-f']\n");
    let from_root = [
        "e-f rust-toolchain /p/fw/rust-toolchain.toml:2 -",
        "a-b cargo-config /p/fw/.cargo/config.toml:2 -",
        "c-d cargo-target-table /p/fw/.cargo/config.toml:3 -",
        "g-h cargo-metadata /p/fw/Cargo.toml:5",
        "x86_64-unknown-linux-gnu! host",
    ];
    assert_eq!(wanted_of(fake.clone(), &[]), from_root);
    let from_member = [
        "e-f! rust-toolchain /p/fw/rust-toolchain.toml:2",
        "a-b! cargo-config /p/fw/.cargo/config.toml:2",
        "c-d cargo-target-table /p/fw/.cargo/config.toml:3",
        "g-h cargo-metadata /p/fw/Cargo.toml:5",
    ];
    assert_eq!(wanted_of(fake.cwd("/p/fw"), &[]), from_member);
}

#[test]
fn another_packages_files_do_not_speak_for_this_one() {
    let fake = project()
        .file(
            "/p/fuzz/Cargo.toml",
            "[package]\nname = 'f'\nversion = '1.0.0'\n[workspace]\n[package.metadata.docs.rs]\ntargets = ['a-b']\n",
        )
        .file("/p/fuzz/run.sh", "cargo build --target c-d\n");
    assert_eq!(
        wanted_of(fake, &[]),
        [
            "a-b cargo-metadata /p/fuzz/Cargo.toml:6 -",
            "c-d shell-script /p/fuzz/run.sh:1 -",
            "x86_64-unknown-linux-gnu! host"
        ]
    );
}

#[test]
fn build_target_is_hidden_by_what_is_nearer_and_by_the_variable() {
    let fake = project()
        .cwd("/p/x")
        .file("/p/x/.cargo/config", "[build]\ntarget = 'a-b'\n")
        .file("/p/x/.cargo/config.toml", "[build]\ntarget = 'unread'\n")
        .file("/p/.cargo/config.toml", "build.target = 'c-d'\ninclude = ['more.toml']\n")
        .file("/p/.cargo/more.toml", "build.target = 'e-f'\n");
    assert_eq!(
        wanted_of(fake.clone(), &[]),
        [
            "a-b! cargo-config /p/x/.cargo/config:2",
            "c-d cargo-config /p/.cargo/config.toml:1 -",
            "e-f cargo-config /p/.cargo/more.toml:1 -",
            "unread cargo-config /p/x/.cargo/config.toml:2 -",
        ]
    );
    let targets: Vec<_> = wanted_of(fake.env("CARGO_BUILD_TARGET", "v-w"), &[]).into_iter().take(2).collect();
    assert_eq!(targets, ["v-w! cargo-build-target", "a-b cargo-config /p/x/.cargo/config:2 -"]);
}

#[test]
fn lists_of_build_targets_join() {
    let fake = project()
        .cwd("/p/x")
        .file("/p/x/.cargo/config.toml", "build.target = ['a-b']\n")
        .file("/p/.cargo/config.toml", "build.target = ['c-d']\n");
    assert_eq!(
        wanted_of(fake, &[]),
        ["a-b! cargo-config /p/x/.cargo/config.toml:1", "c-d! cargo-config /p/.cargo/config.toml:1"]
    );
}

#[test]
fn cargos_home_only_mentions() {
    let fake = project().file("/home/user/.cargo/config.toml", "[build]\ntarget = 'a-b'\n[target.c-d]\nlinker = 'x'\n");
    let expected = [
        "a-b cargo-config /home/user/.cargo/config.toml:2",
        "c-d cargo-target-table /home/user/.cargo/config.toml:3",
        "x86_64-unknown-linux-gnu! host",
    ];
    assert_eq!(wanted_of(fake.clone(), &[]), expected);
    // Also where the project lies below it and the walk upwards meets it.
    let below = Fake::linux()
        .cwd("/home/user/p")
        .file("/home/user/p/Cargo.toml", "[workspace]\n")
        .file("/home/user/.cargo/config.toml", "[build]\ntarget = 'a-b'\n[target.c-d]\nlinker = 'x'\n");
    assert_eq!(wanted_of(below, &[]), expected);
}

#[test]
fn a_specification_of_the_projects_own_is_named_from_where_the_user_stands() {
    let fake = project().cwd("/p/x").file("/p/.cargo/config.toml", "build.target = ['boards/a.json', 'x/b.json']\n");
    assert_eq!(
        wanted_of(fake.clone(), &[]),
        ["/p/boards/a.json! cargo-config /p/.cargo/config.toml:1", "b.json! cargo-config /p/.cargo/config.toml:1"]
    );
    assert_eq!(
        wanted_of(fake, &["./b.json"]),
        ["b.json! command-line", "b.json! cargo-config /p/.cargo/config.toml:1"]
    );
}

#[test]
fn a_table_named_by_a_specifications_stem_is_its_own() {
    let fake = project().file("/p/.cargo/config.toml", "build.target = 'boards/a.json'\n[target.a]\nrunner = 'x'\n");
    assert_eq!(
        wanted_of(fake, &[]),
        [
            "boards/a.json! cargo-config /p/.cargo/config.toml:1",
            "boards/a.json! cargo-target-table /p/.cargo/config.toml:2"
        ]
    );
}

#[test]
fn ten_thousand_targets_are_read_in_one_go() {
    let names: Vec<_> = (0..10_000).map(|n| format!("'t{n}-unknown-none'")).collect();
    let fake = project().file("/p/xdoctor.toml", &format!("targets = [\n{}\n]\n", names.join(",\n")));
    let wanted = wanted_of(fake, &[]);
    assert_eq!(wanted.len(), 10_000);
    assert_eq!(wanted[9_999], "t9999-unknown-none! xdoctor-toml /p/xdoctor.toml:10001");
}

//! `xdoctor setup` without a terminal: what it says, what it writes, how it ends.

use serde_json::Value;

use crate::sandbox::Sandbox;

const HOST: &str = "x86_64-unknown-linux-gnu";
const PI: &str = "aarch64-unknown-linux-gnu";

/// A machine with a cross linker, and a Rust that has std for itself alone and no rustup that could add one.
fn with_cross_linker() -> Sandbox {
    let mut sandbox = Sandbox::new();
    sandbox.only_path("nothing-else");
    sandbox.rust();
    sandbox.tool("aarch64-linux-gnu-gcc", "case \"$*\" in *-dumpmachine*) echo aarch64-linux-gnu ;; *) exit 1 ;; esac");
    sandbox.package();
    sandbox
}

fn user_config(sandbox: &Sandbox) -> Option<String> {
    std::fs::read_to_string(sandbox.home().join(".cargo/config.toml")).ok()
}

#[test]
fn without_a_route_they_are_listed_and_nothing_is_changed() {
    let sandbox = with_cross_linker();
    let ran = sandbox.run(&["setup", "-t", PI]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    for route in ["gcc", "clang", "zig", "container", "(recommended)"] {
        assert!(ran.stdout.contains(route), "{route}: {}", ran.stdout);
    }
    assert!(!ran.stdout.contains("xcode"), "what leads nowhere from here is not listed: {}", ran.stdout);
    assert!(ran.stderr.contains("nothing was changed") && ran.stderr.contains("--route ROUTE"), "{}", ran.stderr);
    assert_eq!((sandbox.read("xdoctor.toml"), user_config(&sandbox)), (None, None));
}

#[test]
fn programs_get_all_nine_routes() {
    let sandbox = with_cross_linker();
    let ran = sandbox.run(&["setup", "-t", PI, "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let value: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let routes = value["targets"][0]["routes"].as_array().expect("a list");
    let names: Vec<_> = routes.iter().filter_map(|route| route["route"].as_str()).collect();
    let all = ["native", "gcc", "clang", "zig", "xwin", "ndk", "xcode", "bundled", "container"];
    assert!(names.len() == all.len() && all.iter().all(|name| names.contains(name)), "{names:?}");
    let recommended = routes.iter().filter(|route| route["recommended"] == true).count();
    assert_eq!(recommended, 1);
}

#[test]
fn a_dry_run_shows_what_would_be_written_and_writes_nothing() {
    let sandbox = with_cross_linker();
    let ran = sandbox.run(&["setup", "-t", PI, "--route", "gcc", "--dry-run", "--no-proof"]);
    assert_eq!(ran.code, 1, "the target is blocked as before: {}", ran.stderr);
    for line in
        ["+linker = \"aarch64-linux-gnu-gcc\"", "+++ xdoctor.toml", "+route = \"gcc\"", "left: get the standard"]
    {
        assert!(ran.stdout.contains(line), "{line}: {}", ran.stdout);
    }
    assert_eq!((sandbox.read("xdoctor.toml"), user_config(&sandbox)), (None, None));
    let json = sandbox.run(&["setup", "-t", PI, "--route", "gcc", "--dry-run", "--json", "--no-proof"]);
    let value: Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!(value["schema_version"], 1, "{value:#}");
}

#[test]
fn without_yes_and_without_a_terminal_the_plan_is_shown_and_nothing_happens() {
    let sandbox = with_cross_linker();
    let ran = sandbox.run(&["setup", "-t", PI, "--route", "gcc", "--no-proof"]);
    assert_eq!(ran.code, 2, "{}", ran.stdout);
    assert!(ran.stdout.contains("+route = \"gcc\"") && ran.stderr.contains("--yes"), "{}{}", ran.stdout, ran.stderr);
    assert_eq!((sandbox.read("xdoctor.toml"), user_config(&sandbox)), (None, None));
}

#[test]
fn what_is_set_up_is_written_once_and_taken_back_to_the_byte() {
    let sandbox = with_cross_linker();
    sandbox.write("xdoctor.toml", "# what we ship\ntargets = ['x86_64-unknown-linux-gnu']\n");
    let before = sandbox.read("xdoctor.toml");
    let args = ["setup", "-t", PI, "--route", "gcc", "--yes", "--no-proof"];
    let ran = sandbox.run(&args);
    assert_eq!(ran.code, 1, "std is not there: {}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("left: get the standard library of"), "{}", ran.stdout);
    let linker = "[target.aarch64-unknown-linux-gnu]\nlinker = \"aarch64-linux-gnu-gcc\"\n";
    assert_eq!(user_config(&sandbox).as_deref(), Some(linker));
    let own = sandbox.read("xdoctor.toml").expect("it was there");
    assert!(own.starts_with("# what we ship\n") && own.contains("route = \"gcc\"") && own.contains(HOST), "{own}");
    // A second time there is nothing to do, and that is said.
    let again = sandbox.run(&args);
    assert_eq!(again.code, 1, "{}", again.stderr);
    assert!(again.stdout.contains("nothing to change") && !again.stdout.contains("did not help"), "{}", again.stdout);
    assert_eq!((sandbox.read("xdoctor.toml"), user_config(&sandbox)), (Some(own), Some(linker.to_owned())));
    let undone = sandbox.run(&["undo"]);
    assert_eq!(undone.code, 0, "{}", undone.stderr);
    assert_eq!((sandbox.read("xdoctor.toml"), user_config(&sandbox)), (before, None));
}

#[test]
fn the_user_says_where_it_is_written_and_that_the_choice_is_not() {
    let sandbox = with_cross_linker();
    let ran =
        sandbox.run(&["setup", "-t", PI, "--route", "gcc", "--yes", "--no-proof", "--scope", "project", "--no-record"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let config = sandbox.read(".cargo/config.toml").unwrap_or_default();
    assert!(config.contains("linker = \"aarch64-linux-gnu-gcc\""), "{config}");
    assert_eq!((sandbox.read("xdoctor.toml"), user_config(&sandbox)), (None, None));
}

#[test]
fn a_toolchain_file_gets_the_target_too() {
    let sandbox = with_cross_linker();
    sandbox.write("rust-toolchain.toml", "[toolchain]\nchannel = \"1.95.0\" # ours\n");
    sandbox.run(&["setup", "-t", PI, "--route", "gcc", "--yes", "--no-proof"]);
    assert_eq!(
        sandbox.read("rust-toolchain.toml").as_deref(),
        Some("[toolchain]\nchannel = \"1.95.0\" # ours\ntargets = [\"aarch64-unknown-linux-gnu\"]\n")
    );
}

#[test]
fn this_machines_own_target_is_set_up_and_proved() {
    let sandbox = Sandbox::new();
    sandbox.package();
    let ran = sandbox.run(&["setup", "-t", HOST, "--route", "native", "--yes"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(
        sandbox.read("xdoctor.toml").as_deref(),
        Some("[targets.x86_64-unknown-linux-gnu]\nroute = \"native\"\n")
    );
    let (code, report) = sandbox.json(&["--json", "-v"]);
    assert_eq!((code, &report["targets"][0]["route"]), (0, &Value::from("native")));
    let told = sandbox.run(&["-v"]).stdout;
    assert!(told.contains("route      `native`, since ") && told.contains("xdoctor.toml"), "{told}");
}

#[test]
fn what_cannot_be_meant_is_wrong_usage_with_what_would_be_right() {
    let sandbox = with_cross_linker();
    for (args, told) in [
        (&["setup", "-t", PI, "--route", "carrier-pigeon"][..], "possible values: native, gcc"),
        (&["setup", "-t", PI, "--route", "xcode", "--yes"], "does not lead to"),
        (&["setup", "-t", HOST, "--route", "ndk", "--dry-run"], "these do: `native`"),
        (
            &["setup", "-t", "aarch64-unknown-linux-gn", "--route", "gcc", "--yes"],
            "did you mean `aarch64-unknown-linux-gnu",
        ),
        (&["setup", "-t", "aarch64-unknown-linux-gnu.2.17", "--route", "gcc", "--yes"], "the route `zig` does"),
        (&["setup", "--yes"], "--target"),
        (&["setup", "--route", "gcc"], "--target"),
        (&["setup", "-t", PI, "--dry-run", "--yes"], "cannot be used with"),
        (&["setup"], "there is no terminal to ask on"),
    ] {
        let ran = sandbox.run(args);
        assert_eq!(ran.code, 2, "{args:?}: {}{}", ran.stdout, ran.stderr);
        assert!(ran.stderr.contains(told), "{args:?}: {}", ran.stderr);
        assert_eq!((sandbox.read("xdoctor.toml"), user_config(&sandbox)), (None, None), "{args:?}");
    }
}

#[test]
fn a_recorded_machine_is_planned_for_and_not_changed() {
    let sandbox = Sandbox::new();
    sandbox.package();
    let machine = format!("{}/tests/hosts/mac-arm-clt-only.toml", env!("CARGO_MANIFEST_DIR"));
    let args = ["setup", "-t", "x86_64-apple-darwin", "--machine", &machine];
    for more in [&["--route", "xcode", "--yes"][..], &["--yes"], &["--route", "xcode"]] {
        let refused = sandbox.run(&[&args[..], more].concat());
        assert_eq!(refused.code, 2, "{}", refused.stdout);
        assert!(refused.stderr.contains("a recorded machine cannot be set up"), "{}", refused.stderr);
    }
    let routes = sandbox.run(&args);
    assert!(routes.code == 2 && routes.stdout.contains("(recommended)"), "{}{}", routes.stdout, routes.stderr);
    assert_eq!(sandbox.read("xdoctor.toml"), None);
}

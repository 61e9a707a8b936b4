//! No false alarm in builds that pass, nor in failures that are none of the toolchain's, whatever words stand in them.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use xdoctor_checks::explain::{Reader, explain};

/// What alarming words a build prints that passes, or that fails for reasons of the code. After the sources of the tools:
/// cargo's `src/cargo/core/compiler`, rustc's lint `linker_messages`, libtest's `formatters`, GNU ld's warnings, CMake's
/// and autoconf's probes, cc-rs' `flag_if_supported`.
const HARMLESS: &[&str] = &[
    "   Compiling error-chain v0.12.4\n   Compiling linker v0.1.0\n   Compiling cc v1.1.0\n    Finished `dev` profile [unoptimized + debuginfo] target(s) in 1.20s\n",
    "warning: linker stderr: /usr/bin/ld: warning: /tmp/rustc1/x.o: missing .note.GNU-stack section implies executable stack\n  |\n  = note: `#[warn(linker_messages)]` on by default\n\nwarning: `demo` (bin \"demo\") generated 1 warning\n    Finished `dev` profile [unoptimized + debuginfo] target(s) in 0.20s\n",
    "warning: ld: warning: object file (libz.a) was built for newer 'macOS' version (14.0) than being linked (11.0)\n    Finished `release` profile [optimized] target(s) in 3.20s\n",
    "[cmake 0.1.50] -- Looking for pthread.h - not found\n[cmake 0.1.50] -- Performing Test HAVE_STD_REGEX -- failed to compile\n[cmake 0.1.50] -- Could NOT find OpenSSL (missing: OPENSSL_CRYPTO_LIBRARY)\n    Finished `dev` profile [unoptimized + debuginfo] target(s) in 9.00s\n",
    "[zstd-sys 2.0.10] checking for gcc... no\n[zstd-sys 2.0.10] checking for cc... cc\n[zstd-sys 2.0.10] checking whether the C compiler works... yes\n    Finished `dev` profile [unoptimized + debuginfo] target(s) in 9.00s\n",
    "[openssl-sys 0.9.102] OPENSSL_DIR unset\n[openssl-sys 0.9.102] OPENSSL_LIB_DIR unset\n[openssl-sys 0.9.102] cargo:rustc-link-lib=ssl\n    Finished `dev` profile [unoptimized + debuginfo] target(s) in 9.00s\n",
    "warning: demo@0.1.0: could not find a system sqlite3, building the bundled one\n    Finished `dev` profile [unoptimized + debuginfo] target(s) in 9.00s\n",
    "running 3 tests\ntest linker_not_found_is_told ... ok\ntest exec_format_error ... ok\ntest glibc_2_34_not_found ... ok\n\ntest result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\n",
    "running 1 test\ntest it_works ... FAILED\n\nfailures:\n\n---- it_works stdout ----\n\nthread 'it_works' panicked at src/lib.rs:9:9:\nassertion `left == right` failed\n  left: \"error: linker `cc` not found\"\n right: \"\"\nnote: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n\n\nfailures:\n    it_works\n\ntest result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\nerror: test failed, to rerun pass `--lib`\n",
    "warning: this function has too many arguments (8/7)\n = help: for further information visit https://rust-lang.github.io/rust-clippy/master/index.html#too_many_arguments\n\nerror: this loop never actually loops\n --> src/main.rs:3:5\n  |\n3 |     loop { break }\n  |     ^^^^^^^^^^^^^^\n  |\n  = note: `#[deny(clippy::never_loop)]` on by default\n\nerror: could not compile `demo` (bin \"demo\") due to 1 previous error; 1 warning emitted\n",
    "error: failed to select a version for the requirement `serde = \"^9\"`\ncandidate versions found which didn't match: 1.0.228, 1.0.227\nlocation searched: crates.io index\nrequired by package `demo v0.1.0 (/home/user/demo)`\n",
    "error: no matching package named `serde_jsn` found\nlocation searched: crates.io index\nrequired by package `demo v0.1.0 (/home/user/demo)`\n",
    "error[E0463]: can't find crate for `serde`\n --> src/main.rs:1:1\n  |\n1 | extern crate serde;\n  | ^^^^^^^^^^^^^^^^^^^ can't find crate\n\nerror: could not compile `demo` (bin \"demo\") due to 1 previous error\n",
    "error: unused variable: `linker`\n --> src/main.rs:2:9\n  |\n2 |     let linker = \"cc\";\n  |         ^^^^^^ help: if this is intentional, prefix it with an underscore: `_linker`\n\nerror: could not compile `demo` (bin \"demo\") due to 1 previous error\n",
    "error: the lock file /home/user/demo/Cargo.lock needs to be updated but --locked was passed to prevent this\n",
    "error: package `clap v4.5.0` cannot be built because it requires rustc features\n",
    "thread 'main' panicked at src/main.rs:4:5:\nindex out of bounds: the len is 3 but the index is 7\nnote: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n",
    "error: process didn't exit successfully: `target/debug/demo` (exit status: 101)\n",
    "    Updating crates.io index\n     Locking 12 packages to latest compatible versions\n      Adding cross v0.2.5\n      Adding qemu-exit v3.0.2\n    Finished `dev` profile [unoptimized + debuginfo] target(s) in 4.10s\n     Running `target/debug/demo`\nerror: no such host\n",
    "error: recipe `lint` failed on line 12 with exit code 1\n",
    "make: *** [Makefile:12: all] Error 2\n",
    "error: 2 targets failed:\n    `--lib`\n    `--test all`\n",
    "error: this file contains an unclosed delimiter\n --> src/main.rs:9:3\n",
    "fatal: not a git repository (or any of the parent directories): .git\n    Finished `dev` profile [unoptimized + debuginfo] target(s) in 0.10s\n",
    "{\"reason\":\"compiler-artifact\",\"package_id\":\"path+file:///home/user/demo#0.1.0\",\"target\":{\"kind\":[\"bin\"],\"name\":\"linker\"},\"fresh\":false}\n{\"reason\":\"build-finished\",\"success\":true}\n",
    "{\"reason\":\"compiler-message\",\"message\":{\"rendered\":\"warning: unused variable: `linker`\\n --> src/main.rs:2:9\\n\\n\",\"level\":\"warning\",\"message\":\"unused variable: `linker`\"}}\n{\"reason\":\"build-finished\",\"success\":true}\n",
    "{\"reason\":\"compiler-message\",\"message\":{\"rendered\":\"error[E0308]: mismatched types\\n --> src/main.rs:2:9\\n\\n\",\"level\":\"error\",\"message\":\"mismatched types\"}}\n{\"reason\":\"build-finished\",\"success\":false}\n",
];

fn alarms(log: &[u8]) -> Vec<&'static str> {
    let mut reader = Reader::default();
    reader.push(log);
    reader.finish(&[]).causes.iter().map(|cause| cause.check.id).collect()
}

#[test]
fn alarming_words_alone_are_no_causes() {
    let mut wrong = Vec::new();
    for log in HARMLESS {
        let prefixed = |prefix: &str| log.lines().flat_map(|line| [prefix, line, "\n"]).collect::<String>();
        for shown in [
            (*log).to_owned(),
            prefixed("2024-05-01T12:34:56.1234567Z "),
            prefixed("#9 1.234 "),
            log.replace("error", "\u{1b}[1m\u{1b}[31merror\u{1b}[0m"),
            log.replace('\n', "\r\n"),
        ] {
            let found = alarms(shown.as_bytes());
            if !found.is_empty() {
                wrong.push(format!("WRONG {found:?}\n{shown}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const LIBRARY: &str = "\
//! A package with everything that alarms.
pub fn linker_not_found() -> &'static str {\n    let error = \"cannot find -lssl\";\n    error\n}
#[allow(dead_code)]\nfn quiet() {}\nfn unused_error() {}
#[cfg(test)]\nmod tests {
    #[test]\n    fn file_in_wrong_format() { println!(\"ld: file in wrong format\"); }
    #[test]\n    fn fails() { assert_eq!(super::linker_not_found(), \"error: linker `cc` not found\"); }
}
";
const BUILD: &str = "fn main() {
    println!(\"cargo:warning=pkg-config was not found, building the bundled library\");
    println!(\"cargo:rerun-if-env-changed=CC\");
    eprintln!(\"checking for aarch64-linux-gnu-gcc... no\");
}
";

/// A package of its own in a scratch folder, which goes with it.
struct Package(PathBuf);

impl Package {
    fn new() -> Self {
        let folder = env::temp_dir().join(format!("xdoctor-passing-{}", std::process::id()));
        fs::create_dir_all(folder.join("src")).expect("a scratch folder");
        let manifest = "[package]\nname = \"error-linker\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[workspace]\n";
        for (file, text) in [("Cargo.toml", manifest), ("src/lib.rs", LIBRARY), ("build.rs", BUILD)] {
            fs::write(folder.join(file), text).expect("a scratch file");
        }
        Self(folder)
    }

    /// What cargo prints, and whether it succeeds.
    fn cargo(&self, args: &[&str]) -> (String, bool) {
        let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let done = Command::new(cargo)
            .args(args)
            .current_dir(&self.0)
            .env("CARGO_TARGET_DIR", self.0.join("target"))
            .env("CARGO_NET_OFFLINE", "true")
            .stdin(Stdio::null())
            .output()
            .expect("cargo starts");
        let both = [done.stderr, done.stdout].concat();
        (String::from_utf8_lossy(&both).into_owned(), done.status.success())
    }

    fn touch(&self) {
        let file: &Path = &self.0.join("build.rs");
        fs::write(file, BUILD).expect("a scratch file");
    }
}

impl Drop for Package {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn what_cargo_prints_of_a_package_that_alarms_is_no_cause() {
    let package = Package::new();
    for (args, passes) in [
        (&["build"][..], true),
        (&["build", "-vv", "--color", "always"], true),
        (&["build", "--message-format=json"], true),
        (&["check", "--message-format=short"], true),
        (&["test", "--no-fail-fast"], false),
        (&["test", "-v", "--", "--nocapture"], false),
        (&["rustc", "--", "-Dunused"], false),
        (&["build", "--bin", "absent"], false),
    ] {
        package.touch();
        let (printed, success) = package.cargo(args);
        assert_eq!(success, passes, "{args:?}: {printed}");
        let found = explain(&printed);
        let causes: Vec<_> = found.causes.iter().map(|cause| cause.check.id).collect();
        assert_eq!(causes, Vec::<&str>::new(), "{args:?}: {printed}");
        assert_eq!(found.ordinary.is_empty(), passes, "{args:?}: {printed}");
    }
}

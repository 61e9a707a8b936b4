//! A project that cannot be written to, and a disk that is full: real ones, mounted in a namespace of the test's own. Where
//! nobody may mount (no root, no user namespaces), a test says so and ends.

use std::process::Command;

use crate::sandbox::{Ran, Sandbox, ran};

/// A word that the fix corrects.
const MISSPELT: &str = "[build]\ntarget = \"x86_64-unkown-linux-gnu\"\n";

fn broken() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.package().write(".cargo/config.toml", MISSPELT);
    sandbox
}

/// Runs `script` where mounts are nobody else's, with the program as `$XDOCTOR`; none where that is not allowed.
fn in_namespace(sandbox: &Sandbox, script: &str) -> Option<Ran> {
    let ways: [&[&str]; 2] = [&["--mount"], &["--mount", "--map-root-user"]];
    let allowed = |way: &&&[&str]| {
        let tried = Command::new("unshare").args(**way).args(["sh", "-c", "mount -t tmpfs none /mnt"]).output();
        tried.is_ok_and(|tried| tried.status.success())
    };
    let Some(way) = ways.iter().find(allowed) else {
        skipped();
        return None;
    };
    let own = sandbox.command(&[]);
    let mut command = Command::new("unshare");
    command.args(*way).args(["sh", "-ec", script]).current_dir(sandbox.project()).env_clear();
    command.envs(own.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.env("XDOCTOR", own.get_program()).stdin(std::process::Stdio::null());
    Some(ran(&command.output().expect("unshare starts")))
}

#[expect(clippy::print_stderr, reason = "who reads the test's output must know that nothing was tested")]
fn skipped() {
    eprintln!("skipped: nobody may mount here");
}

#[test]
fn a_read_only_project_is_looked_at_and_not_mended() {
    let sandbox = broken();
    let script = "mount --bind . .; mount -o remount,bind,ro .; cd \"$PWD\"; ! touch x 2>/dev/null; \
                  set +e; $XDOCTOR check --no-proof >/dev/null; echo \"check $?\"; $XDOCTOR fix --yes --no-proof; echo \"fix $?\"";
    let Some(ran) = in_namespace(&sandbox, script) else { return };
    assert!(ran.stdout.contains("check 1\n"), "{}{}", ran.stdout, ran.stderr);
    assert!(!ran.stdout.contains("fix 0\n"), "{}{}", ran.stdout, ran.stderr);
    let told = format!("{}{}", ran.stdout, ran.stderr);
    assert!(told.contains("Read-only file system"), "{told}");
    assert_eq!(sandbox.read(".cargo/config.toml").as_deref(), Some(MISSPELT));
}

#[test]
fn a_read_only_project_is_ready_where_cargo_writes_elsewhere() {
    let sandbox = Sandbox::new();
    sandbox.package();
    let script = "cp -a . ../locked; (cd ../locked; cargo generate-lockfile --offline 2>/dev/null); mount --bind . .; mount -o remount,bind,ro .; cd \"$PWD\"; ! touch x 2>/dev/null; set +e; \
                  cargo build --offline --target-dir target >/dev/null 2>&1; echo \"cargo $?\"; \
                  $XDOCTOR check; echo \"here $?\"; export CARGO_TARGET_DIR=$HOME/built; \
                  cargo build --offline >/dev/null 2>&1; echo \"cargo $?\"; $XDOCTOR check; echo \"elsewhere $?\"; \
                  mount --bind ../locked .; mount -o remount,bind,ro .; cd \"$PWD\"; \
                  cargo build --offline >/dev/null 2>&1; echo \"cargo $?\"; $XDOCTOR check; echo \"elsewhere $?\"";
    let Some(ran) = in_namespace(&sandbox, script) else { return };
    let said: Vec<_> = ran.stdout.lines().filter(|line| line.starts_with(['c', 'h', 'e'])).collect();
    // its lock file cannot be written either, until there is one
    let expected = ["cargo 101", "here 1", "cargo 101", "elsewhere 1", "cargo 0", "elsewhere 0"];
    assert_eq!(said, expected, "{}{}", ran.stdout, ran.stderr);
}

/// The project moves to a disk of sixteen kilobytes, which is then filled.
const FULL: &str = "cp -a . ../copy; mount -t tmpfs -o size=64k none .; cp -a ../copy/. \"$PWD\"; cd \"$PWD\"; \
                    head -c 1000000 /dev/zero > filler 2>/dev/null || true; ";

#[test]
fn on_a_full_disk_a_file_stays_whole() {
    let sandbox = broken();
    let script = format!(
        "{FULL} set +e; $XDOCTOR fix --yes --no-proof; echo \"fix $?\"; echo ---; cat .cargo/config.toml; ls -A .cargo"
    );
    let Some(ran) = in_namespace(&sandbox, &script) else { return };
    let told = format!("{}{}", ran.stdout, ran.stderr);
    assert!(told.contains("No space left on device"), "{told}");
    assert!(!ran.stdout.contains("fix 0\n"), "{told}");
    assert!(ran.stdout.ends_with(&format!("---\n{MISSPELT}config.toml\n")), "{told}");
}

#[test]
fn without_room_for_the_proof_nothing_is_called_ready() {
    let sandbox = Sandbox::new();
    sandbox.package();
    let script = "mkdir -p ../home/.cache; mount -t tmpfs -o size=64k none ../home/.cache; \
                  head -c 1000000 /dev/zero > ../home/.cache/filler 2>/dev/null || true; exec $XDOCTOR check";
    let Some(ran) = in_namespace(&sandbox, script) else { return };
    assert_eq!(ran.code, 3, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("No space left on device"), "{}{}", ran.stdout, ran.stderr);
}

//! No false alarm: the errors of the code itself are none of the toolchain's. rustc brings an example of each with it,
//! and cargo builds them.

use std::{
    env, fs,
    path::Path,
    process::{Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use xdoctor_checks::explain::{Explanation, explain};

/// So many different errors are looked at.
const ENOUGH: usize = 320;

/// The erroneous example of an error code, as `rustc --explain` tells it.
fn example(code: &str) -> Option<String> {
    let told = Command::new(rustc()).args(["--explain", code]).output().ok()?;
    let text = String::from_utf8(told.stdout).ok()?;
    let (_, rest) = text.split_once("```")?;
    let (_, body) = rest.split_once('\n')?;
    let (body, _) = body.split_once("```")?;
    // As rustdoc shows them, without the lines that it hides.
    Some(body.lines().map(|line| line.strip_prefix("# ").unwrap_or(line)).collect::<Vec<_>>().join("\n"))
}

fn rustc() -> String {
    env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned())
}

/// A package in a folder of its own, whose only source is one example after the other.
struct Package<'a>(&'a Path);

impl Package<'_> {
    fn new(folder: &Path) -> Package<'_> {
        fs::create_dir_all(folder.join("src")).expect("a scratch folder");
        let manifest = "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[workspace]\n";
        fs::write(folder.join("Cargo.toml"), manifest).expect("a scratch file");
        Package(folder)
    }

    /// What cargo prints of this source; none where it compiles.
    fn failure(&self, source: &str) -> Option<String> {
        fs::write(self.0.join("src/lib.rs"), source).expect("a scratch file");
        let done = Command::new(env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()))
            .args(["check", "--offline", "--lib"])
            .current_dir(self.0)
            .env("CARGO_TARGET_DIR", self.0.join("target"))
            .env("CARGO_INCREMENTAL", "0")
            .stdin(Stdio::null())
            .output()
            .expect("cargo starts");
        let printed = [done.stdout, done.stderr].concat();
        (!done.status.success()).then(|| String::from_utf8_lossy(&printed).into_owned())
    }
}

fn alarms(found: &Explanation) -> Vec<&'static str> {
    found.causes.iter().map(|cause| cause.check.id).collect()
}

#[test]
fn errors_of_the_code_are_no_causes() {
    let folder = env::temp_dir().join(format!("xdoctor-ordinary-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a scratch folder");
    let (next, failed) = (AtomicUsize::new(1), AtomicUsize::new(0));
    let wrong = std::sync::Mutex::new(Vec::new());
    thread::scope(|scope| {
        for number in 0..4 {
            let folder = folder.join(number.to_string());
            let (next, failed, wrong) = (&next, &failed, &wrong);
            scope.spawn(move || {
                let package = Package::new(&folder);
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number > 810 || failed.load(Ordering::Relaxed) >= ENOUGH {
                        return;
                    }
                    let code = format!("E{number:04}");
                    let Some(source) = example(&code) else { continue };
                    let Some(log) = package.failure(&source) else { continue };
                    failed.fetch_add(1, Ordering::Relaxed);
                    let found = explain(&log);
                    if !found.causes.is_empty() || found.ordinary.is_empty() {
                        wrong.lock().expect("nobody panics").push(format!("{code}: {:?}\n{log}", alarms(&found)));
                    }
                }
            });
        }
    });
    fs::remove_dir_all(&folder).expect("the scratch folder goes");
    let wrong = wrong.into_inner().expect("nobody panics");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let failed = failed.into_inner();
    assert!(failed >= ENOUGH, "only {failed} examples fail: does `rustc --explain` work?");
}

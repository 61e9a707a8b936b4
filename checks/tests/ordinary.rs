//! No false alarm: the errors of the code itself are none of the toolchain's. rustc brings an example of each with it.

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

/// What rustc and cargo print for this code; none where it compiles.
fn failure(folder: &Path, code: &str, source: &str) -> Option<String> {
    let file = folder.join(format!("{code}.rs"));
    fs::write(&file, source).expect("a scratch file");
    let done = Command::new(rustc())
        .args(["--edition=2021", "--crate-type=lib", "--emit=metadata", "--out-dir"])
        .arg(folder)
        .arg(&file)
        .stdin(Stdio::null())
        .output()
        .expect("rustc starts");
    let printed = String::from_utf8_lossy(&done.stderr).into_owned();
    (!done.status.success()).then(|| {
        format!("   Compiling demo v0.1.0\n{printed}error: could not compile `demo` (lib) due to 1 previous error\n")
    })
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
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number > 810 || failed.load(Ordering::Relaxed) >= ENOUGH {
                        return;
                    }
                    let code = format!("E{number:04}");
                    let Some(source) = example(&code) else { continue };
                    let Some(log) = failure(&folder, &code, &source) else { continue };
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

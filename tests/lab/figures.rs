//! How fast and how small: ratios against the tools that everybody has, measured in one run so that the machine and what
//! else runs on it cancel out. Needs the lab (`tests/lab/provision`), and a rustc that rustup installed.
//!
//! What is looked at is a toolchain as rustup installs it, which is what people have: `rustup show` reads its manifest of a
//! megabyte. For a toolchain that is only linked, such as the lab's, it has nothing to read and takes a quarter of the
//! time; the last line says how long, so that nobody takes the one for the other.
//!
//! `cargo bench --bench figures` prints the table that the README shows, and fails where a limit is passed.
//! `XDOCTOR_PROGRAM` measures another program than the one of the bench profile: the released one, from its archive.

use std::{
    env, fs,
    os::unix::fs as unix,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    time::{Duration, Instant},
};

/// The lab's targets, the host's own among them.
const TWELVE: [&str; 12] = [
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
    "armv7-unknown-linux-gnueabihf",
    "x86_64-unknown-linux-musl",
    "x86_64-pc-windows-gnu",
    "wasm32-unknown-unknown",
    "wasm32-wasip1",
    "aarch64-linux-android",
    "aarch64-apple-darwin",
    "aarch64-apple-ios",
    "aarch64-apple-ios-sim",
    "thumbv7em-none-eabihf",
];
/// Those that link on this machine with nothing but their linker's name.
const SIX: [&str; 6] = [TWELVE[0], TWELVE[1], TWELVE[2], TWELVE[3], TWELVE[4], TWELVE[5]];
const LINKERS: &str = "\
[target.aarch64-unknown-linux-gnu]\nlinker = \"aarch64-linux-gnu-gcc\"\n\
[target.armv7-unknown-linux-gnueabihf]\nlinker = \"arm-linux-gnueabihf-gcc\"\n";
const CFG_TABLE: &str = "[target.'cfg(all(unix, not(target_os = \"macos\")))']\nrustflags = [\"-Cdebuginfo=1\"]\n";
/// Entries of the sysroot that is scanned.
const ENTRIES: usize = 200_000;
/// Own memory at its highest, in MiB.
const MEMORY: f64 = 32.0;

/// The lab's toolchain, which links for real.
const LINKED: &str = "lab";

fn program() -> String {
    env::var("XDOCTOR_PROGRAM").unwrap_or_else(|_| env!("CARGO_BIN_EXE_xdoctor").to_owned())
}

struct Place {
    folder: tempfile::TempDir,
    /// The name of the toolchain that rustup installed.
    installed: String,
}

/// A ratio and what it may be at most.
struct Figure {
    what: &'static str,
    against: &'static str,
    ratio: f64,
    limit: f64,
    times: (Duration, Duration),
}

fn main() -> ExitCode {
    let place = Place::new();
    let mut figures = Vec::new();
    let triples = |list: &[&str]| format!("[build]\ntarget = {list:?}\n");
    let look = |place: &Place| place.xdoctor(&["check", "--no-proof", "--json"]);
    let rustup = |place: &Place| place.time("rustup", &["show"]);

    place.configure(&(triples(&TWELVE) + LINKERS + CFG_TABLE));
    let (ours, theirs) = compare(15, || place.forget(), || look(&place), || rustup(&place));
    figures.push(Figure::new("12 targets looked at, nothing cached", "`rustup show`", 4.0, ours, theirs));
    let memory = place.peak_memory(&["check", "--no-proof", "--json"]);
    let (ours, theirs) = compare(15, || (), || look(&place), || rustup(&place));
    figures.push(Figure::new("the same, cached", "`rustup show`", 0.5, ours, theirs));
    place.configure(&(triples(&TWELVE) + LINKERS));
    let (ours, theirs) = compare(15, || place.forget(), || look(&place), || rustup(&place));
    figures.push(Figure::new("12 targets, no `cfg()` table, nothing cached", "`rustup show`", 2.0, ours, theirs));

    place.choose(LINKED);
    let (linked, _) = compare(15, || (), || rustup(&place), || Duration::ZERO);
    place.configure(&(triples(&SIX) + LINKERS));
    let prove = |place: &Place| place.xdoctor(&["check", "--json"]);
    let build = |place: &Place| SIX.iter().map(|triple| place.build(triple)).sum();
    let (ours, theirs) = compare(5, || place.forget(), || prove(&place), || build(&place));
    figures.push(Figure::new("6 targets proved", "6 times `cargo build`", 0.7, ours, theirs));
    let (ours, _) = compare(9, || (), || prove(&place), || Duration::ZERO);
    figures.push(Figure::new("the same, cached", "6 times `cargo build`", 0.05, ours, theirs));

    let sysroot = place.big_sysroot();
    place.configure(&format!(
        "[build]\ntarget = \"{}\"\n[target.{0}]\nlinker = \"clang\"\nrustflags = [\"-Clink-arg=--target=aarch64-linux-gnu\", \
         \"-Clink-arg=--sysroot={}\"]\n",
        TWELVE[1],
        sysroot.display()
    ));
    let find = |place: &Place| place.time("find", &[&sysroot.to_string_lossy(), "-xtype", "l"]);
    let (ours, theirs) = compare(5, || (), || look(&place), || find(&place));
    figures.push(Figure::new("a target whose sysroot has 200,000 entries", "`find -xtype l`", 0.6, ours, theirs));
    let memory = memory.max(place.peak_memory(&["check", "--no-proof", "--json"]));
    report(&figures, memory, &place.installed, linked)
}

#[expect(clippy::print_stdout, reason = "this program's output is its result")]
fn report(figures: &[Figure], memory: f64, installed: &str, linked: Duration) -> ExitCode {
    println!("| what | against | ratio | at most |\n|---|---|---|---|");
    for figure in figures {
        let (ours, theirs) = (figure.times.0.as_secs_f64() * 1e3, figure.times.1.as_secs_f64() * 1e3);
        let Figure { what, against, ratio, limit, .. } = figure;
        println!("| {what} ({ours:.0} ms) | {against} ({theirs:.0} ms) | {ratio:.2} | {limit:.2} |");
    }
    println!("| own memory at its highest | | {memory:.1} MiB | {MEMORY:.0} MiB |");
    println!(
        "\nlooked at: `{installed}`, as rustup installed it, with std for the 12 targets; proved: the lab's linked toolchain, \
         for which `rustup show` takes {:.0} ms",
        linked.as_secs_f64() * 1e3
    );
    let passed = memory <= MEMORY && figures.iter().all(|figure| figure.ratio <= figure.limit);
    println!("\nresult: {}", if passed { "within the limits" } else { "A LIMIT IS PASSED" });
    if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Medians of both, taken in turns so that what else the machine does meets both.
fn compare(
    times: usize,
    before: impl Fn(),
    ours: impl Fn() -> Duration,
    theirs: impl Fn() -> Duration,
) -> (Duration, Duration) {
    before();
    ours();
    theirs();
    let (mut mine, mut other) = (Vec::new(), Vec::new());
    for _ in 0..times {
        before();
        mine.push(ours());
        other.push(theirs());
    }
    mine.sort();
    other.sort();
    (mine[times / 2], other[times / 2])
}

impl Figure {
    fn new(what: &'static str, against: &'static str, limit: f64, ours: Duration, theirs: Duration) -> Self {
        Self { what, against, ratio: ours.as_secs_f64() / theirs.as_secs_f64(), limit, times: (ours, theirs) }
    }
}

impl Place {
    /// A home of its own with the lab's toolchains, and a small program.
    fn new() -> Self {
        let lab = std::env::var_os("XDOCTOR_LAB").map_or_else(
            || PathBuf::from(std::env::var_os("HOME").expect("HOME is set")).join(".cache/xdoctor-lab"),
            PathBuf::from,
        );
        assert!(lab.join(".ready").exists(), "there is no lab in {}: make it with tests/lab/provision", lab.display());
        let folder = tempfile::tempdir().expect("a scratch folder can be made");
        let place = Self { folder, installed: format!("{}-{}", rustc_says("release"), TWELVE[0]) };
        let root = place.folder.path();
        let rustup = on_path("rustup");
        for folder in ["home/.cargo/bin", "home/.rustup/toolchains", "project/src", "project/.cargo"] {
            fs::create_dir_all(root.join(folder)).expect("a folder can be made");
        }
        for name in ["rustup", "cargo", "rustc"] {
            unix::symlink(&rustup, root.join("home/.cargo/bin").join(name)).expect("a link can be made");
        }
        for name in ["lab", "lab-old"] {
            unix::symlink(lab.join(name).join("usr"), root.join("home/.rustup/toolchains").join(name)).expect("a link");
        }
        install(&root.join("home/.rustup/toolchains").join(&place.installed), &lab.join("lab/usr/lib/rustlib"));
        place.choose(&place.installed);
        let manifest = "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2021\"\n";
        for (file, text) in
            [("project/Cargo.toml", manifest), ("project/src/main.rs", "fn main() {\n    println!(\"works\");\n}\n")]
        {
            fs::write(root.join(file), text).expect("a file can be written");
        }
        place
    }

    /// What `rustup default` does.
    fn choose(&self, toolchain: &str) {
        let settings =
            format!("version = \"12\"\ndefault_toolchain = \"{toolchain}\"\nprofile = \"minimal\"\n\n[overrides]\n");
        fs::write(self.folder.path().join("home/.rustup/settings.toml"), settings).expect("a file can be written");
    }

    fn configure(&self, text: &str) {
        fs::write(self.folder.path().join("project/.cargo/config.toml"), text).expect("a file can be written");
    }

    /// Remove xdoctor's caches.
    fn forget(&self) {
        let _ = fs::remove_dir_all(self.folder.path().join("home/.cache"));
    }

    fn xdoctor(&self, args: &[&str]) -> Duration {
        self.time(&program(), args)
    }

    fn build(&self, triple: &str) -> Duration {
        let out = self.folder.path().join("out");
        let _ = fs::remove_dir_all(&out);
        self.time("cargo", &["build", "--offline", "--target", triple, "--target-dir", &out.to_string_lossy()])
    }

    fn time(&self, program: &str, args: &[&str]) -> Duration {
        let mut command = self.command(program, args);
        let started = Instant::now();
        let status = command.status().expect("the program can be started");
        let took = started.elapsed();
        // 1 and 3 are xdoctor's ways to say that a target is not ready
        assert!(matches!(status.code(), Some(0 | 1 | 3)), "{program} {args:?}: {status}");
        took
    }

    fn command(&self, program: &str, args: &[&str]) -> Command {
        let home = self.folder.path().join("home");
        let mut command = Command::new(if program == "rustup" || program == "cargo" {
            home.join(".cargo/bin").join(program)
        } else {
            program.into()
        });
        command
            .args(args)
            .current_dir(self.folder.path().join("project"))
            .env_clear()
            .env("HOME", &home)
            .env("PATH", format!("{}:/usr/bin:/bin", home.join(".cargo/bin").display()))
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    /// The highest resident memory of xdoctor itself, in MiB. The kernel keeps the mark, so that asking often is enough.
    fn peak_memory(&self, args: &[&str]) -> f64 {
        self.forget();
        let mut child = self.command(&program(), args).spawn().expect("xdoctor can be started");
        let status = PathBuf::from(format!("/proc/{}/status", child.id()));
        let mut peak = 0.0;
        while child.try_wait().expect("a child can be asked").is_none() {
            let text = fs::read_to_string(&status).unwrap_or_default();
            let mark =
                text.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok());
            peak = mark.map_or(peak, |kib: f64| f64::max(peak, kib / 1024.0));
            std::thread::sleep(Duration::from_micros(200));
        }
        peak
    }

    /// A sysroot as large as a distribution's, every tenth entry a link, every hundredth of those broken.
    fn big_sysroot(&self) -> PathBuf {
        let root = self.folder.path().join("sysroot");
        for folder in 0..200 {
            let folder = root.join(format!("usr/share/part{folder}"));
            fs::create_dir_all(&folder).expect("a folder can be made");
            for entry in 0..ENTRIES / 200 - 1 {
                let path = folder.join(entry.to_string());
                let target = if entry % 1000 == 0 { Path::new("gone") } else { Path::new("1") };
                let made = if entry % 10 == 0 { unix::symlink(target, path) } else { fs::write(path, "") };
                made.expect("an entry can be made");
            }
        }
        fs::create_dir_all(root.join("usr/lib")).expect("a folder can be made");
        root
    }
}

/// A copy of this machine's toolchain, the part that runs, with the manifests that rustup reads, and the lab's std for the
/// other targets entered as `rustup target add` would. Copied, not linked: rustc looks for its libraries beside itself.
fn install(to: &Path, std: &Path) {
    let from = PathBuf::from(rustc(&["--print", "sysroot"]).trim());
    let (libraries, new) = (from.join("lib/rustlib"), to.join("lib/rustlib"));
    let manifest = libraries.join("multirust-channel-manifest.toml");
    assert!(manifest.exists(), "{} was not installed by rustup", from.display());
    fs::create_dir_all(&new).expect("a folder can be made");
    for folder in ["bin", "lib"] {
        fs::create_dir_all(to.join(folder)).expect("a folder can be made");
        for entry in entries(&from.join(folder)).filter(|entry| entry.is_file()) {
            let copy = to.join(folder).join(entry.file_name().expect("an entry has a name"));
            fs::copy(entry, copy).expect("a file can be copied");
        }
    }
    for entry in entries(&libraries) {
        unix::symlink(&entry, new.join(entry.file_name().expect("an entry has a name"))).expect("a link can be made");
    }
    let read = |name: &str| fs::read_to_string(libraries.join(name)).expect("rustup wrote it");
    let (mut components, mut config) = (read("components"), read("multirust-config.toml"));
    for target in &TWELVE[1..] {
        unix::symlink(std.join(target), new.join(target)).expect("a link can be made");
        let library = std.join(target).join("lib");
        let names = entries(&library).filter_map(|file| Some(file.file_name()?.to_string_lossy().into_owned()));
        let list: String =
            names.map(|name| format!("file:lib/rustlib/{target}/lib/{name}\n")).collect::<Vec<_>>().concat();
        fs::write(new.join(format!("manifest-rust-std-{target}")), list).expect("a file can be written");
        components.extend(["rust-std-", target, "\n"]);
        config.extend(["\n[[components]]\npkg = \"rust-std\"\ntarget = \"", target, "\"\nis_extension = false\n"]);
    }
    for (name, text) in [("components", components), ("multirust-config.toml", config)] {
        fs::remove_file(new.join(name)).expect("the link is there");
        fs::write(new.join(name), text).expect("a file can be written");
    }
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let list = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    list.map(|entry| entry.expect("a folder can be read").path())
}

fn rustc_says(field: &str) -> String {
    let said = rustc(&["-vV"]);
    let value = said.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(": "));
    value.expect("each rustc says so").to_owned()
}

fn rustc(args: &[&str]) -> String {
    let out = Command::new("rustc").args(args).output().expect("there is a rustc");
    String::from_utf8(out.stdout).expect("text")
}

fn on_path(program: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file());
    fs::canonicalize(found.unwrap_or_else(|| panic!("`{program}` is not on PATH"))).expect("what was found is there")
}

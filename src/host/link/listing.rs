//! Which files a link read: the linker is run once more as rustc ran it, without the objects that rustc has removed
//! since, and told to list what it opens. It proves nothing; it says what a proof rests on.

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use xdoctor_checks::question::Link;

use super::{cargo::text, command_line::CommandLine, scratch::Scratch};
use crate::host::{
    OsHost,
    process::{Bounds, Keep, bounded},
};

/// What a link rests on beside the question itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Listing {
    /// Files that were read.
    pub(super) files: BTreeSet<PathBuf>,
    /// Directories that were searched: a file that appears there may be taken instead.
    pub(super) dirs: BTreeSet<PathBuf>,
    /// Files that were looked for in vain.
    pub(super) absent: BTreeSet<PathBuf>,
}

/// None where a link cannot be listed: then nothing is remembered of it.
pub(super) async fn list(host: &OsHost, link: &Link, scratch: &Scratch, links: &[CommandLine]) -> Option<Listing> {
    let mut listing = Listing::default();
    for (number, line) in links.iter().enumerate() {
        one(host, link, scratch, line, number, &mut listing).await?;
    }
    c_probe(host, link, scratch, &mut listing)?;
    let scratch = fs::canonicalize(scratch.dir()).ok()?;
    let foreign = |path: &PathBuf| !path.starts_with(&scratch);
    listing.files.retain(foreign);
    listing.dirs.retain(foreign);
    listing.absent.retain(foreign);
    Some(listing)
}

/// How a linker takes its options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Through a compiler: `-Wl,`.
    Driver,
    /// GNU's options, directly.
    Gnu,
    /// `wasm-ld`, which has no list of what it reads; but all it reads stands in the command or beside it.
    Wasm,
}

fn kind(line: &CommandLine) -> Option<Kind> {
    let name = Path::new(&line.program).file_stem()?.to_string_lossy().into_owned();
    let flavor = line.args.windows(2).find(|pair| pair[0] == "-flavor").map(|pair| pair[1].as_str());
    match flavor {
        Some("wasm") => return Some(Kind::Wasm),
        Some("gnu") => return Some(Kind::Gnu),
        Some(_) => return None,
        None => {}
    }
    match name.as_str() {
        "wasm-ld" | "wasm-component-ld" => Some(Kind::Wasm),
        "ld" | "ld.lld" | "ld.bfd" | "ld.gold" | "ld.mold" | "mold" | "lld" => Some(Kind::Gnu),
        "link" | "lld-link" => None,
        _ if line.args.iter().any(|arg| arg == "-arch" || arg == "-dynamiclib") => None,
        _ => Some(Kind::Driver),
    }
}

async fn one(
    host: &OsHost,
    link: &Link,
    scratch: &Scratch,
    command_line: &CommandLine,
    number: usize,
    listing: &mut Listing,
) -> Option<()> {
    let package = scratch.package();
    let args = remaining(&command_line.args, &package, &text(&scratch.file("listing.out")));
    explicit(&args, &package, listing);
    let kind = kind(command_line)?;
    let path = command_line.env.iter().find(|(name, _)| name == "PATH").map(|(_, value)| value.clone());
    let path = path.or_else(|| host.env.text("PATH"));
    let program = resolve(&command_line.program, &package, path.as_deref())?;
    read(listing, &program, &package);
    if kind == Kind::Wasm {
        return wasm(&args, &package, listing);
    }
    let dependencies = scratch.file(&format!("listing-{number}.d"));
    let _ = fs::remove_file(&dependencies);
    let list = format!("--dependency-file={}", text(&dependencies));
    let extra = match kind {
        Kind::Driver => vec![
            "-v".to_owned(),
            format!("-Wl,{list}"),
            "-Wl,--verbose".to_owned(),
            "-Wl,--unresolved-symbols=ignore-all".to_owned(),
        ],
        Kind::Gnu | Kind::Wasm => vec![list, "--verbose".to_owned(), "--unresolved-symbols=ignore-all".to_owned()],
    };
    let mut env = host.child_env(link.env.iter().map(|(name, value)| (name.as_str(), value.as_deref())));
    for (name, value) in &command_line.env {
        env.retain(|(known, _)| known != name.as_str());
        env.push((name.into(), value.into()));
    }
    let mut command = Command::new(&program);
    command.args(&args).args(extra).current_dir(&package).env_clear().envs(env);
    let bounds = Bounds { time: Duration::from_secs(30), keep: Keep::Each(16 << 20) };
    let done = bounded(command, bounds).await.ok()?;
    let listed = fs::read_to_string(&dependencies).ok()?;
    for file in rule(&listed) {
        read(listing, Path::new(&file), &package);
    }
    told(&String::from_utf8_lossy(&done.stdout), &package, listing);
    told(&String::from_utf8_lossy(&done.stderr), &package, listing);
    // The linker itself, where a driver found it: beside itself, or on the path.
    for name in LINKERS {
        if let Some(file) = resolve(name, &package, path.as_deref()) {
            read(listing, &file, &package);
        }
    }
    for dir in path.iter().flat_map(env::split_paths) {
        listing.dirs.insert(package.join(dir));
    }
    Some(())
}

/// The arguments without the files that rustc removed after its link, and with another output.
fn remaining(args: &[String], package: &Path, output: &str) -> Vec<String> {
    let mut kept = Vec::new();
    let mut previous = "";
    for arg in args {
        let before = std::mem::replace(&mut previous, arg);
        if before == "-o" {
            kept.push(output.to_owned());
            continue;
        }
        if before == "-L" {
            kept.push(arg.clone());
            continue;
        }
        let value = arg.rsplit(['=', ',']).next().unwrap_or(arg);
        let names_file = Path::new(value).is_absolute() || Path::new(arg).extension().is_some_and(|end| end == "o");
        let is_search = arg.starts_with("-L") || arg.starts_with("-B") || arg == "/dev/null";
        if names_file && !is_search && !package.join(value).exists() && !value.starts_with("/dev/") {
            continue;
        }
        kept.push(arg.clone());
    }
    kept
}

/// Files and directories that stand in the command itself.
fn explicit(args: &[String], package: &Path, listing: &mut Listing) {
    let mut previous = "";
    for arg in args {
        if previous == "-L" {
            listing.dirs.insert(absolute(arg, package));
        } else if let Some(dir) = arg.strip_prefix("-L").filter(|dir| !dir.is_empty()) {
            listing.dirs.insert(absolute(dir, package));
        } else if previous != "-o" {
            for part in arg.split([',', '=']) {
                let part = part.strip_prefix("-T").unwrap_or(part);
                let file = absolute(part, package);
                if !part.is_empty() && file.is_file() {
                    read(listing, &file, package);
                }
            }
        }
        previous = arg;
    }
}

/// What a driver may run as its linker.
const LINKERS: [&str; 6] = ["ld", "ld.lld", "ld.bfd", "ld.gold", "ld.mold", "collect2"];

/// `-l` by the directories of `-L`, as `wasm-ld` looks for it.
fn wasm(args: &[String], package: &Path, listing: &mut Listing) -> Option<()> {
    let mut previous = "";
    let mut libraries = Vec::new();
    for arg in args {
        if previous == "-l" {
            libraries.push(arg.as_str());
        } else if let Some(name) = arg.strip_prefix("-l").filter(|name| !name.is_empty()) {
            libraries.push(name);
        }
        previous = arg;
    }
    let dirs = listing.dirs.clone();
    for library in libraries {
        let found = dirs.iter().map(|dir| dir.join(format!("lib{library}.a"))).find(|file| file.is_file())?;
        read(listing, &found, package);
    }
    Some(())
}

/// What a driver's `-v` and GNU ld's `--verbose` tell: programs and directories, and the files that were not there.
fn told(printed: &str, package: &Path, listing: &mut Listing) {
    for line in printed.lines() {
        if let Some(rest) = line.strip_prefix("attempt to open ") {
            if let Some(file) = rest.strip_suffix(" failed")
                && Path::new(file).is_absolute()
            {
                listing.absent.insert(file.into());
            }
            continue;
        }
        if line.starts_with("SEARCH_DIR(") {
            let dirs = line.split('"').skip(1).step_by(2).map(|dir| dir.trim_start_matches('='));
            listing.dirs.extend(dirs.filter(|dir| !dir.is_empty()).map(PathBuf::from));
            continue;
        }
        if let Some(dirs) = line.strip_prefix("LIBRARY_PATH=").or_else(|| line.strip_prefix("COMPILER_PATH=")) {
            for dir in env::split_paths(dirs).map(|dir| package.join(dir)) {
                for linker in LINKERS {
                    let file = dir.join(linker);
                    if file.is_file() {
                        read(listing, &file, package);
                    }
                }
                listing.dirs.insert(dir);
            }
            continue;
        }
        if let Some(specs) = line.strip_prefix("Reading specs from ") {
            read(listing, Path::new(specs.trim()), package);
            continue;
        }
        if let Some(wrapper) = line.strip_prefix("COLLECT_LTO_WRAPPER=") {
            read(listing, Path::new(wrapper.trim()), package);
            continue;
        }
        // The command that a driver runs: its program, its plugins, its directories.
        if line.starts_with(" /") || line.starts_with(" \"/") {
            let words: Vec<String> = line.split_whitespace().map(|word| word.trim_matches('"').to_owned()).collect();
            explicit(&words, package, listing);
        }
    }
}

/// The C probes' compilers, their parts and what they read; `Some` too where there was none.
fn c_probe(host: &OsHost, link: &Link, scratch: &Scratch, listing: &mut Listing) -> Option<()> {
    let mut outs = Vec::new();
    for dir in [scratch.build(), scratch.target()] {
        find_outs(&dir, 7, &mut outs);
    }
    let is_probe = |(name, text): &(&String, &String)| name.ends_with("build.rs") && text.contains("xdoctor_probe_c");
    let probes = link.files.iter().filter(is_probe).count();
    if probes == 0 {
        return Some(());
    }
    let package = scratch.package();
    let path = host.env.text("PATH");
    outs.retain(|out| out.join("tools").is_file());
    if outs.len() < probes {
        return None;
    }
    for out in outs {
        for name in ["probe.c.d", "probe.cc.d", "probe.cpp.d"] {
            let Ok(text) = fs::read_to_string(out.join(name)) else { continue };
            for file in rule(&text) {
                read(listing, Path::new(&file), &package);
            }
        }
        for tool in fs::read_to_string(out.join("tools")).ok()?.lines() {
            read(listing, &resolve(tool, &package, path.as_deref())?, &package);
        }
    }
    for dir in path.iter().flat_map(env::split_paths) {
        listing.dirs.insert(package.join(dir));
    }
    Some(())
}

/// Build scripts' output directories, at most `depth` levels down.
fn find_outs(dir: &Path, depth: u32, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if !path.is_dir() || path.is_symlink() {
            continue;
        }
        if entry.file_name() == "out" {
            found.push(path);
        } else if depth > 0 {
            find_outs(&path, depth - 1, found);
        }
    }
}

/// The prerequisites of the first rule of a Makefile, as linkers and compilers write them.
fn rule(text: &str) -> Vec<String> {
    let joined = text.replace("\\\r\n", " ").replace("\\\n", " ");
    let first = joined.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let Some((_, files)) = first.split_once(": ") else { return Vec::new() };
    let mut found = Vec::new();
    let mut word = String::new();
    let mut chars = files.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek() == Some(&' ') || chars.peek() == Some(&'#') => {
                word.extend(chars.next());
            }
            '$' if chars.peek() == Some(&'$') => {
                word.extend(chars.next());
            }
            c if c.is_whitespace() => {
                if !word.is_empty() {
                    found.push(std::mem::take(&mut word));
                }
            }
            c => word.push(c),
        }
    }
    if !word.is_empty() {
        found.push(word);
    }
    found
}

/// Notes a file, and the directory it was found in.
fn read(listing: &mut Listing, file: &Path, package: &Path) {
    let file = package.join(file);
    // A relative one leads through the package's links into the project.
    let file = if file.starts_with(package) { fs::canonicalize(&file).unwrap_or(file) } else { file };
    if let Some(dir) = file.parent() {
        listing.dirs.insert(dir.to_owned());
    }
    listing.files.insert(file);
}

fn absolute(path: &str, package: &Path) -> PathBuf {
    let path = package.join(path);
    if path.starts_with(package) { fs::canonicalize(&path).unwrap_or(path) } else { path }
}

fn resolve(program: &str, package: &Path, path: Option<&str>) -> Option<PathBuf> {
    if Path::new(program).components().count() > 1 {
        return Some(package.join(program)).filter(|file| file.is_file());
    }
    let mut dirs = path.into_iter().flat_map(env::split_paths);
    dirs.find_map(|dir| {
        let file = package.join(dir).join(program);
        if file.is_file() {
            return Some(file);
        }
        let file = file.with_extension(env::consts::EXE_EXTENSION);
        file.is_file().then_some(file)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_s_prerequisites_may_hold_spaces() {
        let text = "out: \\\n  /a/b.o \\\n  /c\\ d/e.so\n\n/a/b.o:\n";
        assert_eq!(rule(text), ["/a/b.o", "/c d/e.so"]);
    }

    #[test]
    fn failed_attempts_and_search_directories_are_told() {
        let mut listing = Listing::default();
        let printed = "attempt to open /a/libc.so failed\nattempt to open /b/libc.so succeeded\n\
                       SEARCH_DIR(\"=/usr/lib\"); SEARCH_DIR(\"/opt/lib\");\nLIBRARY_PATH=/x:/y\n";
        told(printed, Path::new("/p"), &mut listing);
        assert_eq!(listing.absent, BTreeSet::from(["/a/libc.so".into()]));
        let dirs = ["/opt/lib", "/usr/lib", "/x", "/y"].map(PathBuf::from);
        assert_eq!(listing.dirs, BTreeSet::from(dirs));
    }
}

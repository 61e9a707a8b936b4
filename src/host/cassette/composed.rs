//! Composed cassettes: a machine as tables, written by hand.
//!
//! ```toml
//! cassette = 1
//! kind = "composed"
//! sources = ["experiment: Debian 13, rustc 1.96"]   # of each text that a tool prints here
//! parts = ["parts/debian.toml"]                     # tables below these; what stands here goes first
//!
//! today = "2026-11-21"                          # the day on which it answers
//!
//! [host]
//! os = "linux"
//! arch = "x86_64"
//! cwd = "/home/user/p"
//! home = "/home/user"
//! distribution = ["debian"]
//!
//! [env]
//! PATH = "/usr/bin"
//!
//! [files]                                     # directories follow from what is below them
//! "/home/user/p/Cargo.toml" = "[package]\nname = \"p\"\n"
//! "/home/user/p/spec.json" = { from = "spec.json" }
//! "/usr/bin/gcc" = { program = "elf x86_64" }  # `elf ARCH [BITS] [big] [/INTERPRETER]`, `script /INTERPRETER`, `mach-o
//! "/usr/bin/cc" = { link = "gcc" }             # ARCH...`, `pe ARCH`, `wasm`, `other`; `archive HEADER` for a blob
//! "/usr/lib/libc.a" = { blob = "archive elf x86_64" }
//! "/opt/empty" = { directory = true }
//! "/etc/secret" = { unreadable = "permission denied" }
//!
//! [[commands]]                                # a last `...` stands for any further arguments
//! run = ["gcc", "-dumpmachine"]               # or "gcc -dumpmachine", split at blanks
//! stdout = "x86_64-linux-gnu\n"               # or { from = "FILE" }, or a list of both; also `stderr`, `exit`, `signal`
//! env = { LC_ALL = "C" }                      # only if the question sets it so; false: if it removes it
//!
//! [[commands]]
//! run = "clang --version"
//! failure = { why = "timed-out", seconds = 10 }
//!
//! [scans."/opt/sysroot"]
//! visited = 3
//!
//! [fetches]                                   # what servers have: `text`, `status` or `unreachable`
//! "https://static.rust-lang.org/dist/x.toml" = { status = 404 }
//! ```
//!
//! A file that is named stands in the cassette's folder or below it: whoever sends a cassette says nothing about other
//! files.
//!
//! What the tables do not name is absent; with `rest = "unknown"` it was not recorded.

use std::{collections::BTreeMap, path::Path};

use serde::Deserialize;
use xdoctor_checks::{
    Failure, HostPath,
    answer::{Exit, FileBytes, Header, Host, LinkScan, Ran},
    machine::{Command, Entry, Machine, Served},
    policy::Day,
};

use super::{Cassette, CassetteError, FORM, Kind, Tape, read};

/// What is parsed takes a multiple of its size.
const MAX_TEXT: usize = 4 << 20;
/// As deep as parts may name parts.
const MAX_DEPTH: u32 = 8;
/// As many parts as a machine may have, with those that they name.
const MAX_PARTS: u32 = 200;

/// What is read first, so that a later form is told as such and not as a mistake.
#[derive(Deserialize)]
struct Form {
    cassette: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Tables {
    cassette: Option<u32>,
    kind: Option<Kind>,
    #[serde(default)]
    sources: Vec<String>,
    #[serde(default)]
    parts: Vec<String>,
    today: Option<Day>,
    host: Option<Host>,
    #[serde(default)]
    env: BTreeMap<String, String>,
    #[serde(default)]
    files: BTreeMap<HostPath, toml::Spanned<File>>,
    #[serde(default)]
    commands: Vec<toml::Spanned<CommandTable>>,
    #[serde(default)]
    scans: BTreeMap<HostPath, LinkScan>,
    #[serde(default)]
    fetches: BTreeMap<String, Served>,
    rest: Option<Rest>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Rest {
    Absent,
    Unknown,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum File {
    Text(String),
    Other(Other),
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Other {
    From(String),
    Link(String),
    Directory(bool),
    Program(String),
    Blob(String),
    Unreadable(String),
    TooLarge(u64),
    /// The text before the first byte that is not UTF-8.
    NotUtf8(String),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Text {
    Here(String),
    There {
        from: String,
    },
    /// One after the other.
    Pieces(Vec<Text>),
}

impl Default for Text {
    fn default() -> Self {
        Self::Here(String::new())
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Words {
    Line(String),
    Each(Vec<String>),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Change {
    Set(String),
    /// False: removed.
    Kept(bool),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CommandTable {
    run: Words,
    #[serde(default)]
    env: BTreeMap<String, Change>,
    #[serde(default)]
    stdout: Text,
    #[serde(default)]
    stderr: Text,
    exit: Option<i32>,
    signal: Option<i32>,
    failure: Option<Failure>,
}

pub(super) fn parse(text: &str, file: &Path) -> Result<Cassette, CassetteError> {
    if let Some(form) = toml::<Form>(text, file)?.cassette.filter(|form| *form > FORM.into()) {
        let message = format!("it has form {form}, later than form {FORM}, which this xdoctor reads: update xdoctor");
        return Err(CassetteError::new(file, None, message));
    }
    let tables: Tables = toml(text, file)?;
    if tables.cassette != Some(FORM) || tables.kind != Some(Kind::Composed) {
        let message = format!("a composed cassette begins with `cassette = {FORM}` and `kind = \"composed\"`");
        return Err(CassetteError::new(file, Some(1), message));
    }
    let mut composing = Composing::default();
    composing.add(tables, text, file, 0)?;
    let Some(host) = composing.host else {
        return Err(CassetteError::new(file, None, "no `[host]` says which machine it is"));
    };
    let mut machine = Machine::new(host);
    machine.today = composing.today;
    machine.env = composing.env;
    machine.commands = composing.commands;
    machine.scans = composing.scans;
    machine.fetches = composing.fetches;
    machine.complete = matches!(composing.rest, None | Some(Rest::Absent));
    for (path, entry) in composing.files {
        machine.put(&path, entry);
    }
    let tape = Tape::Machine(Box::new(machine));
    Ok(Cassette { kind: Kind::Composed, xdoctor: None, sources: composing.sources, tape })
}

fn toml<T: serde::de::DeserializeOwned>(text: &str, file: &Path) -> Result<T, CassetteError> {
    if text.len() > MAX_TEXT {
        let message = format!("it has more than {} MiB, which nobody writes by hand", MAX_TEXT >> 20);
        return Err(CassetteError::new(file, None, message));
    }
    toml::from_str(text).map_err(|error: toml::de::Error| match error.span() {
        Some(span) => CassetteError::at(file, text, span.start, error.message()),
        None => CassetteError::new(file, None, error.message()),
    })
}

/// The tables of the file and of its parts, those that were read first before the others.
#[derive(Default)]
struct Composing {
    sources: Vec<String>,
    host: Option<Host>,
    today: Option<Day>,
    env: BTreeMap<String, String>,
    files: BTreeMap<HostPath, Entry>,
    commands: Vec<Command>,
    scans: BTreeMap<HostPath, LinkScan>,
    fetches: BTreeMap<String, Served>,
    rest: Option<Rest>,
    /// How many parts were read.
    read: u32,
}

impl Composing {
    fn add(&mut self, tables: Tables, text: &str, file: &Path, depth: u32) -> Result<(), CassetteError> {
        self.sources.extend(tables.sources);
        self.host = self.host.take().or(tables.host);
        self.today = self.today.or(tables.today);
        self.rest = self.rest.or(tables.rest);
        for (name, value) in tables.env {
            self.env.entry(name).or_insert(value);
        }
        for (url, served) in tables.fetches {
            self.fetches.entry(url).or_insert(served);
        }
        for (path, scan) in tables.scans {
            self.scans.entry(path).or_insert(scan);
        }
        for (path, entry) in tables.files {
            let at = entry.span().start;
            let entry = entry.into_inner().entry(file).map_err(|error| error.or_at(file, text, at))?;
            self.files.entry(path).or_insert(entry);
        }
        for run in tables.commands {
            let at = run.span().start;
            self.commands.push(run.into_inner().command(file).map_err(|error| error.or_at(file, text, at))?);
        }
        for part in tables.parts {
            let part = beside(file, &part).map_err(|mistake| mistake.or_at(file, text, 0))?;
            self.read += 1;
            if depth == MAX_DEPTH || self.read > MAX_PARTS {
                return Err(CassetteError::new(&part, None, "parts name parts without end"));
            }
            let text = read(&part)?;
            self.add(toml(&text, &part)?, &text, &part, depth + 1)?;
        }
        Ok(())
    }
}

/// A mistake in another file, or in the entry at hand.
enum Mistake {
    Elsewhere(CassetteError),
    Here(String),
}

impl Mistake {
    fn or_at(self, file: &Path, text: &str, offset: usize) -> CassetteError {
        match self {
            Self::Elsewhere(error) => error,
            Self::Here(message) => CassetteError::at(file, text, offset, message),
        }
    }
}

impl File {
    fn entry(self, file: &Path) -> Result<Entry, Mistake> {
        Ok(match self {
            Self::Text(text) => Entry::Text(text),
            Self::Other(Other::From(name)) => Entry::Text(from(file, &name)?),
            Self::Other(Other::Link(text)) => Entry::Link(text),
            Self::Other(Other::Directory(true)) => Entry::Directory,
            Self::Other(Other::Directory(false)) => {
                return Err(Mistake::Here("`directory = false` says nothing".into()));
            }
            Self::Other(Other::Program(text)) => Entry::Program(header(&text)?),
            Self::Other(Other::Blob(text)) => Entry::Blob(header(&text)?),
            Self::Other(Other::Unreadable(message)) => Entry::Odd(FileBytes::Unreadable { message }),
            Self::Other(Other::TooLarge(size)) => Entry::Odd(FileBytes::TooLarge { size }),
            Self::Other(Other::NotUtf8(valid)) => Entry::Odd(FileBytes::NotUtf8 { offset: valid.len() as u64, valid }),
        })
    }
}

impl CommandTable {
    fn command(self, file: &Path) -> Result<Command, Mistake> {
        let argv: Vec<_> = match self.run {
            Words::Line(line) => line.split_whitespace().map(str::to_owned).collect(),
            Words::Each(words) => words,
        };
        if argv.is_empty() {
            return Err(Mistake::Here("`run` names no program".into()));
        }
        let mut env = BTreeMap::new();
        for (name, change) in self.env {
            env.insert(
                name,
                match change {
                    Change::Set(value) => Some(value),
                    Change::Kept(false) => None,
                    Change::Kept(true) => return Err(Mistake::Here("a variable is a text, or false".into())),
                },
            );
        }
        let exit = match (self.exit, self.signal) {
            (Some(_), Some(_)) => return Err(Mistake::Here("either `exit` or `signal`".into())),
            (code, None) => Exit::Code(code.unwrap_or(0)),
            (None, Some(signal)) => Exit::Signal(signal),
        };
        let ran = match self.failure {
            Some(failure) => Err(failure),
            None => Ok(Ran::Finished { exit, stdout: self.stdout.text(file)?, stderr: self.stderr.text(file)? }),
        };
        Ok(Command { argv, env, ran })
    }
}

impl Text {
    fn text(self, file: &Path) -> Result<String, Mistake> {
        match self {
            Self::Here(text) => Ok(text),
            Self::There { from: name } => from(file, &name),
            Self::Pieces(pieces) => pieces.into_iter().map(|piece| piece.text(file)).collect(),
        }
    }
}

fn from(file: &Path, name: &str) -> Result<String, Mistake> {
    read(&beside(file, name)?).map_err(Mistake::Elsewhere)
}

/// A file named in another, seen from where that stands. It leads nowhere else.
fn beside(file: &Path, name: &str) -> Result<std::path::PathBuf, Mistake> {
    let leaves = HostPath::parse(name).is_some() || name.split(['/', '\\']).any(|part| part == "..");
    if leaves {
        return Err(Mistake::Here(format!("`{name}` leads out of the cassette's folder")));
    }
    Ok(file.parent().unwrap_or(Path::new("")).join(name))
}

/// A header as words: `elf aarch64 64 /lib/ld-linux-aarch64.so.1`.
fn header(text: &str) -> Result<Header, Mistake> {
    let wrong =
        || Mistake::Here(format!("`{text}` is no header such as `elf aarch64`, `pe x86_64` or `script /bin/sh`"));
    let (form, rest) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
    let words: Vec<_> = rest.split_whitespace().collect();
    Ok(match (form, words.as_slice()) {
        ("elf", [arch, details @ ..]) => {
            let bits = details.iter().find_map(|word| word.parse().ok());
            let known = |word: &str| word == "big" || word.starts_with('/') || word.parse::<u8>().is_ok();
            if !details.iter().all(|word| known(word)) {
                return Err(wrong());
            }
            Header::Elf {
                arch: (*arch).to_owned(),
                bits: bits.unwrap_or(if is_narrow(arch) { 32 } else { 64 }),
                little_endian: !details.contains(&"big"),
                interpreter: details.iter().find(|word| word.starts_with('/')).map(|word| (*word).to_owned()),
            }
        }
        ("mach-o", [_, ..]) => Header::MachO { archs: words.iter().map(|word| (*word).to_owned()).collect() },
        ("pe", [arch]) => Header::Pe { arch: (*arch).to_owned() },
        ("script", [interpreter]) => Header::Script { interpreter: (*interpreter).to_owned() },
        ("wasm", []) => Header::Wasm,
        ("archive", []) => Header::Archive { member: None },
        ("archive", [_, ..]) => Header::Archive { member: Some(Box::new(header(rest)?)) },
        ("other", []) => Header::Other,
        _ => return Err(wrong()),
    })
}

fn is_narrow(arch: &str) -> bool {
    matches!(arch, "x86" | "arm" | "riscv32" | "powerpc" | "mips" | "sparc" | "m68k" | "loongarch32" | "avr" | "msp430")
}

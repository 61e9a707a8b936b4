//! The libclang that the crate bindgen loads, found as the crate clang-sys finds it.

use super::environment::{Set, first_set, variable};
use crate::{
    Cx, Fact, HostPath, Pause,
    answer::{Dir, EntryKind, Exit, Header, Host, Ran},
    question::Run,
};

/// clang-sys 1.8 `build/dynamic.rs` and `build/common.rs`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Libclang {
    /// The first that can be loaded. Of several, clang-sys prefers the newest.
    Found { path: HostPath },
    /// `LIBCLANG_PATH` is set, so that nothing else is searched, and leads to none.
    PathWrong { set: Set, why: String },
    /// None anywhere; what was found and cannot be loaded, and why.
    Missing { unusable: Vec<(HostPath, String)> },
}

impl Fact for Libclang {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let (set, host) = (first_set(&["LIBCLANG_PATH".to_owned()], cx), cx.host());
        let (set, host) = (set?, host?);
        if let Some(set) = set {
            return told(set, host, cx);
        }
        libclang_elsewhere(cx)
    }
}

/// What is found where `LIBCLANG_PATH` does not say.
pub fn libclang_elsewhere(cx: &Cx<'_>) -> Result<Libclang, Pause> {
    let host = cx.host()?;
    let mut unusable = Vec::new();
    if let Some(path) = look_in(&named_dirs(host, cx)?, host, &mut unusable, cx)? {
        return Ok(Libclang::Found { path });
    }
    // The usual places, level by level: a search of all of `/usr/lib/*/*` is the last resort.
    let mut level = roots(host);
    while !level.dirs.is_empty() {
        if let Some(path) = look_in(&level.dirs, host, &mut unusable, cx)? {
            return Ok(Libclang::Found { path });
        }
        level = level.below(cx)?;
    }
    Ok(Libclang::Missing { unusable })
}

/// `LIBCLANG_PATH` names the library or its directory.
fn told(set: Set, host: &Host, cx: &Cx<'_>) -> Result<Libclang, Pause> {
    let path = host.cwd.join(&set.value.value);
    let (mut dirs, mut unusable) = (vec![path.clone()], Vec::new());
    let is_file = path.file_name().is_some_and(|name| is_libclang(name, &host.os));
    if let Some(parent) = path.parent().filter(|_| is_file) {
        dirs = vec![parent];
    }
    let is_directory = cx.list(&dirs[0])?;
    if let Some(found) = look_in(&dirs, host, &mut unusable, cx)? {
        return Ok(Libclang::Found { path: found });
    }
    let why = match (unusable.first(), is_directory) {
        (Some((_, why)), _) => why.clone(),
        (None, Dir::Entries(_)) => format!("it has no `{}`", usual_name(&host.os)),
        (None, Dir::Missing) => "there is no such directory".to_owned(),
        (None, Dir::NotADirectory) => "it is not a library of that name, and no directory".to_owned(),
        (None, Dir::Unreadable { message }) => message.clone(),
    };
    Ok(Libclang::PathWrong { set, why })
}

/// Directories that a tool or a variable names.
fn named_dirs(host: &Host, cx: &Cx<'_>) -> Result<Vec<HostPath>, Pause> {
    let (config, library, search) =
        (variable("LLVM_CONFIG_PATH", cx), variable("LD_LIBRARY_PATH", cx), variable("LIBRARY_PATH", cx));
    let (config, library, search) = (config?, library?, search?);
    let program = config.map_or_else(|| "llvm-config".to_owned(), |set| set.value);
    let prefix = cx.run(Run::probe(program, ["--prefix"]));
    let xcode = if host.os == "macos" { Some(cx.run(Run::probe("xcode-select", ["--print-path"]))) } else { None };
    let line = |ran: &Ran| match ran {
        Ran::Finished { exit: Exit::Code(0), stdout, .. } => stdout.lines().next().and_then(HostPath::parse),
        Ran::Finished { .. } | Ran::NotFound | Ran::NotExecutable { .. } => None,
    };
    let mut dirs = Vec::new();
    if let Some(prefix) = line(prefix?) {
        dirs.extend(["bin", "lib", "lib64"].map(|dir| prefix.join(dir)));
    }
    if let Some(developer) = xcode.transpose()?.and_then(line) {
        dirs.push(developer.join("Toolchains/XcodeDefault.xctoolchain/usr/lib"));
    }
    let separator = if host.os == "windows" { ';' } else { ':' };
    for value in [library, search].into_iter().flatten() {
        dirs.extend(value.value.split(separator).filter_map(HostPath::parse));
    }
    Ok(dirs)
}

/// Directories of one depth, and how the ones below them are chosen.
struct Level {
    dirs: Vec<HostPath>,
    /// What the names below must look like; nothing left: no deeper.
    below: Vec<fn(&str) -> bool>,
}

fn any(_: &str) -> bool {
    true
}

fn starts_with_lib(name: &str) -> bool {
    name.to_ascii_lowercase().starts_with("lib")
}

fn is_llvm(name: &str) -> bool {
    name.starts_with("llvm")
}

fn is_lib(name: &str) -> bool {
    name == "lib"
}

fn roots(host: &Host) -> Level {
    let paths = |texts: &[&str]| texts.iter().filter_map(|text| HostPath::parse(text)).collect();
    match host.os.as_str() {
        "macos" => Level {
            dirs: paths(&[
                "/Library/Developer/CommandLineTools/usr/lib",
                "/Applications/Xcode.app/Contents/Developer/Toolchains/XcodeDefault.xctoolchain/usr/lib",
                "/usr/local/opt",
            ]),
            below: vec![is_llvm, is_lib],
        },
        "windows" => Level {
            dirs: paths(&[
                "C:\\Program Files\\LLVM\\bin",
                "C:\\Program Files (x86)\\LLVM\\bin",
                "C:\\LLVM\\bin",
                "C:\\msys64\\mingw64\\bin",
                "C:\\msys64\\clang64\\bin",
                "C:\\Program Files\\Microsoft Visual Studio\\2022\\Community\\VC\\Tools\\Llvm\\x64\\bin",
                "C:\\Program Files\\Microsoft Visual Studio\\2022\\Professional\\VC\\Tools\\Llvm\\x64\\bin",
                "C:\\Program Files\\Microsoft Visual Studio\\2022\\Enterprise\\VC\\Tools\\Llvm\\x64\\bin",
                "C:\\Program Files (x86)\\Microsoft Visual Studio\\2022\\BuildTools\\VC\\Tools\\Llvm\\x64\\bin",
            ])
            .into_iter()
            .chain(host.home.iter().map(|home: &HostPath| home.join("scoop\\apps\\llvm\\current\\bin")))
            .collect(),
            below: Vec::new(),
        },
        // Linux, FreeBSD.
        _ => Level { dirs: paths(&["/usr/local", "/usr"]), below: vec![starts_with_lib, any, any] },
    }
}

impl Level {
    fn below(mut self, cx: &Cx<'_>) -> Result<Self, Pause> {
        if self.below.is_empty() {
            return Ok(Self { dirs: Vec::new(), below: Vec::new() });
        }
        let fits = self.below.remove(0);
        let listed: Vec<_> = self.dirs.iter().map(|dir| (dir, cx.list(dir))).collect();
        let mut dirs = Vec::new();
        for (dir, entries) in listed {
            let Dir::Entries(entries) = entries? else { continue };
            let inner = entries.iter().filter(|entry| matches!(entry.kind, EntryKind::Directory | EntryKind::Link));
            dirs.extend(inner.filter(|entry| fits(&entry.name)).map(|entry| dir.join(&entry.name)));
        }
        Ok(Self { dirs, below: self.below })
    }
}

/// The first usable library in these directories; unusable ones are noted.
fn look_in(
    dirs: &[HostPath],
    host: &Host,
    unusable: &mut Vec<(HostPath, String)>,
    cx: &Cx<'_>,
) -> Result<Option<HostPath>, Pause> {
    let listed: Vec<_> = dirs.iter().map(|dir| (dir, cx.list(dir))).collect();
    let mut files = Vec::new();
    let mut pending = false;
    for (dir, entries) in listed {
        match entries {
            Err(Pause::Pending) => pending = true,
            Err(unknown) => return Err(unknown),
            Ok(Dir::Entries(entries)) => {
                let here = entries.iter().filter(|entry| entry.kind != EntryKind::Directory);
                files
                    .extend(here.filter(|entry| is_libclang(&entry.name, &host.os)).map(|entry| dir.join(&entry.name)));
            }
            Ok(Dir::Missing | Dir::NotADirectory | Dir::Unreadable { .. }) => {}
        }
    }
    let headers: Vec<_> = files.into_iter().map(|file| (cx.header(&file), file)).collect();
    for (header, file) in headers {
        match unfit(header?, host) {
            None => return Ok(Some(file)),
            Some(why) => unusable.push((file, why)),
        }
    }
    if pending { Err(Pause::Pending) } else { Ok(None) }
}

/// Why this library cannot be loaded by a build script of this host.
fn unfit(header: &Header, host: &Host) -> Option<String> {
    match header {
        Header::Elf { arch, .. } | Header::Pe { arch } => {
            (*arch != host.arch && arch.parse::<u32>().is_err()).then(|| format!("it is for {arch}"))
        }
        Header::MachO { archs } => (!archs.contains(&host.arch)).then(|| format!("it is for {}", archs.join(" and "))),
        Header::Missing => Some("it is a link that leads nowhere".to_owned()),
        Header::Unreadable { message } => Some(message.clone()),
        Header::Wasm | Header::Script { .. } | Header::Archive { .. } | Header::Other => {
            Some("it is no shared library".to_owned())
        }
    }
}

/// The file names that are loaded at run time. `libclang-cpp` is another library.
fn is_libclang(name: &str, os: &str) -> bool {
    if name.contains("-cpp.") {
        return false;
    }
    match os {
        "windows" => ["clang.dll", "libclang.dll"].iter().any(|known| name.eq_ignore_ascii_case(known)),
        "macos" => name == "libclang.dylib",
        _ => {
            let Some(rest) = name.strip_prefix("libclang") else { return false };
            rest == ".so"
                || rest.starts_with(".so.")
                || rest.starts_with('-') && (rest.strip_suffix(".so").is_some() || rest.contains(".so."))
        }
    }
}

pub(super) fn usual_name(os: &str) -> &'static str {
    match os {
        "windows" => "libclang.dll",
        "macos" => "libclang.dylib",
        _ => "libclang.so",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Fake, elf, path};

    fn machine() -> Fake {
        Fake::linux()
            .env("PATH", "/usr/bin")
            .missing_rest()
            .granted((), crate::facts::cargo_config::EnvTable::default())
    }

    fn libclang(fake: &Fake) -> Libclang {
        (*fake.fact::<Libclang>(&()).expect("decided")).clone()
    }

    #[test]
    fn it_is_found_where_distributions_put_it() {
        for at in [
            "/usr/lib/x86_64-linux-gnu/libclang-14.so.1",
            "/usr/lib/llvm-19/lib/libclang.so.1",
            "/usr/lib64/libclang.so.18.1",
            "/usr/lib/libclang.so",
        ] {
            assert_eq!(libclang(&machine().blob(at, elf("x86_64", 64))), Libclang::Found { path: path(at) });
        }
    }

    #[test]
    fn another_library_and_another_machine_s_are_none() {
        let cpp = machine().blob("/usr/lib/x86_64-linux-gnu/libclang-cpp.so.14", elf("x86_64", 64));
        assert_eq!(libclang(&cpp), Libclang::Missing { unusable: vec![] });
        let at = "/usr/lib/aarch64-linux-gnu/libclang.so";
        let foreign = machine().blob(at, elf("aarch64", 64));
        let unusable = vec![(path(at), "it is for aarch64".to_owned())];
        assert_eq!(libclang(&foreign), Libclang::Missing { unusable });
    }

    #[test]
    fn a_variable_that_leads_nowhere_hides_the_rest() {
        let at = "/usr/lib/llvm-19/lib/libclang.so.1";
        let there = machine().blob(at, elf("x86_64", 64));
        for (value, why) in [("/opt/llvm/lib", "there is no such directory"), ("/usr/lib", "it has no `libclang.so`")] {
            let Libclang::PathWrong { why: said, .. } = libclang(&there.clone().env("LIBCLANG_PATH", value)) else {
                panic!("not wrong: {value}")
            };
            assert_eq!(said, why);
        }
        for value in ["/usr/lib/llvm-19/lib", at] {
            let told = there.clone().env("LIBCLANG_PATH", value);
            assert_eq!(libclang(&told), Libclang::Found { path: path(at) });
        }
    }

    #[test]
    fn llvm_config_says_where_it_is() {
        let fake = machine()
            .program("/usr/bin/llvm-config")
            .command(["llvm-config", "--prefix"], "/opt/llvm\n")
            .blob("/opt/llvm/lib/libclang.so", elf("x86_64", 64));
        assert_eq!(libclang(&fake), Libclang::Found { path: path("/opt/llvm/lib/libclang.so") });
    }
}

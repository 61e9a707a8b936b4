//! What the proof gives the linker in place of arguments that a build script gives it.
//!
//! An option is known to a linker or not, whatever its value; the value may be a symbol or a file that only the project has.
//! So the option is tried with a value that no link stumbles over. Where there is none, the argument is left out.

use super::package::NAME;
use crate::{Triple, targets::Family};

/// A file of the proof's package, for options that read one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct File {
    pub(super) name: &'static str,
    pub(super) text: &'static str,
}

/// Nothing to GNU ld 2.40, gold 1.16 and lld 14, beside rustc's own too; but for a library GNU ld takes no second one,
/// whatever stands in it (`ld/ldlang.c`, `lang_register_vers_node`).
const VERSIONS: File = File { name: "version-script", text: "{ };\n" };
const DYNAMIC: File = File { name: "dynamic-list", text: "{ xdoctor_nowhere; };\n" };
/// For linkers that do not know the option, and may take its value for an input.
const SYMBOLS: File = File { name: "symbols", text: "_xdoctor_nowhere\n" };

const FILES: [File; 3] = [VERSIONS, DYNAMIC, SYMBOLS];

/// The files that what is printed names.
pub(super) fn files(printed: &[String]) -> impl Iterator<Item = File> {
    FILES.into_iter().filter(|file| printed.iter().any(|instruction| instruction.contains(&path(*file))))
}

/// From where the linker is run.
fn path(file: File) -> String {
    format!("{NAME}/{}", file.name)
}

/// What an option takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Takes {
    /// What means the same in any package.
    Same,
    /// A text that may be any.
    Text,
    /// A symbol that has to be defined: WebAssembly's.
    Export,
    /// A symbol that is looked for.
    Wanted,
    /// A symbol that may not be there at all.
    Symbol,
    /// Where the program starts.
    Entry,
    Definition,
    Map,
    Section,
    Versions,
    Dynamic,
    /// The layout of the whole: another one is another link.
    Script,
    /// Apple's: a file, a symbol, a name.
    Symbols,
    Exported,
    Framework,
    /// What some other package may bring, or what nobody sees from here.
    Unseen,
}

/// Options by their names without dashes: `-NAME VALUE`, `--NAME=VALUE`.
const OPTIONS: [(&str, Takes); 42] = [
    ("export", Takes::Export),
    ("export-if-defined", Takes::Symbol),
    ("export-dynamic-symbol", Takes::Symbol),
    ("u", Takes::Wanted),
    ("undefined", Takes::Wanted),
    ("wrap", Takes::Symbol),
    ("init", Takes::Symbol),
    ("fini", Takes::Symbol),
    ("e", Takes::Entry),
    ("entry", Takes::Entry),
    ("defsym", Takes::Definition),
    ("Map", Takes::Map),
    ("section-start", Takes::Section),
    ("version-script", Takes::Versions),
    ("dynamic-list", Takes::Dynamic),
    ("T", Takes::Script),
    ("script", Takes::Script),
    ("exported_symbols_list", Takes::Symbols),
    ("unexported_symbols_list", Takes::Symbols),
    ("exported_symbol", Takes::Exported),
    ("unexported_symbol", Takes::Exported),
    ("framework", Takes::Framework),
    ("soname", Takes::Text),
    ("h", Takes::Text),
    ("rpath", Takes::Text),
    ("install_name", Takes::Text),
    ("rpath-link", Takes::Same),
    ("dynamic-linker", Takes::Same),
    ("z", Takes::Same),
    ("stack", Takes::Same),
    ("subsystem", Takes::Same),
    ("arch", Takes::Same),
    ("current_version", Takes::Same),
    ("compatibility_version", Takes::Same),
    ("require-defined", Takes::Unseen),
    ("retain-symbols-file", Takes::Unseen),
    ("out-implib", Takes::Unseen),
    ("l", Takes::Unseen),
    ("L", Takes::Unseen),
    ("o", Takes::Unseen),
    ("x", Takes::Unseen),
    ("F", Takes::Unseen),
];

/// Options of one letter whose value may follow at once (binutils, *LD*, "Command-line Options").
const JOINED: &str = "uTlLoxFze";
/// Words that Apple's `-undefined` takes, and others for a symbol's name.
const UNDEFINED: [&str; 4] = ["dynamic_lookup", "suppress", "warning", "error"];
const NOWHERE: &str = "xdoctor_nowhere";

/// What is linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Bins,
    Cdylib,
}

/// An argument as it reaches a driver or, behind one, a linker.
struct Token<'a> {
    text: &'a str,
    argument: usize,
    /// `-Wl,` or `-Xlinker` passes it on.
    passed: bool,
}

/// Arguments in order: what is given in place of each, or none where it is left out.
pub(super) fn stand_ins(arguments: &[&str], kind: Kind, target: &Triple) -> Vec<Option<String>> {
    let tokens = tokens(arguments);
    let mut given: Vec<Option<String>> = vec![None; tokens.len()];
    let mut is_value = vec![false; tokens.len()];
    let case = Case { kind, target, family: Family::of(target) };
    for (at, token) in tokens.iter().enumerate() {
        if is_value[at] {
            continue;
        }
        let next = (at + 1..tokens.len()).find(|next| tokens[*next].passed == token.passed);
        match Named::parse(token.text) {
            Some(Named { takes, option, value: Some(value) }) => {
                given[at] = case.value(takes, value).map(|value| format!("{option}{value}"));
            }
            Some(Named { takes, option, value: None }) => {
                let Some(next) = next else { continue };
                is_value[next] = true;
                if let Some(value) = case.value(takes, tokens[next].text) {
                    (given[at], given[next]) = (Some(option.to_owned()), Some(value));
                }
            }
            // Emscripten's settings, which may name symbols.
            None if token.text == "-s" && next.is_some_and(|next| is_setting(tokens[next].text)) => {
                let next = next.expect("there is one");
                is_value[next] = true;
                if case.family != Family::Emscripten {
                    (given[at], given[next]) = (Some("-s".to_owned()), Some(tokens[next].text.to_owned()));
                }
            }
            None => given[at] = case.is_plain(token.text).then(|| token.text.to_owned()),
        }
    }
    assemble(arguments, &tokens, &given)
}

fn tokens<'a>(arguments: &[&'a str]) -> Vec<Token<'a>> {
    let mut tokens = Vec::new();
    let mut passes = false;
    for (argument, text) in arguments.iter().enumerate() {
        if *text == "-Xlinker" {
            passes = true;
            continue;
        }
        match text.strip_prefix("-Wl,") {
            Some(parts) => tokens.extend(parts.split(',').map(|text| Token { text, argument, passed: true })),
            None => tokens.push(Token { text, argument, passed: passes }),
        }
        passes = false;
    }
    tokens
}

fn assemble(arguments: &[&str], tokens: &[Token<'_>], given: &[Option<String>]) -> Vec<Option<String>> {
    let mut all: Vec<Option<String>> = vec![None; arguments.len()];
    for (token, given) in tokens.iter().zip(given) {
        let (Some(given), at) = (given, token.argument) else { continue };
        let passes = at.checked_sub(1).filter(|before| arguments[*before] == "-Xlinker");
        if let Some(passes) = passes {
            all[passes] = Some("-Xlinker".to_owned());
        }
        all[at] = Some(match all[at].take() {
            Some(before) => format!("{before},{given}"),
            None if arguments[at].starts_with("-Wl,") => format!("-Wl,{given}"),
            None => given.clone(),
        });
    }
    all
}

/// An option that takes a value.
struct Named<'a> {
    takes: Takes,
    /// Up to the value, or all of it where the value is the next argument.
    option: &'a str,
    value: Option<&'a str>,
}

impl<'a> Named<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let name = text.strip_prefix('-')?;
        let short = !name.starts_with('-');
        let name = name.trim_start_matches('-');
        let known = |name: &str| OPTIONS.iter().find(|(known, _)| *known == name).map(|(_, takes)| *takes);
        if let Some(takes) = known(name) {
            return Some(Self { takes, option: text, value: None });
        }
        if let Some((before, value)) = name.split_once('=')
            && let Some(takes) = known(before)
        {
            return Some(Self { takes, option: &text[..text.len() - value.len()], value: Some(value) });
        }
        // `-Ttext=0x8000` places what another package does not have
        let (letter, value) = name.split_at_checked(1).filter(|(letter, _)| short && JOINED.contains(letter))?;
        let takes = if ["text", "data", "bss"].iter().any(|section| letter == "T" && value.starts_with(section)) {
            Takes::Unseen
        } else {
            known(letter)?
        };
        Some(Self { takes, option: &text[..2], value: Some(value) })
    }
}

fn is_setting(text: &str) -> bool {
    text.split_once('=').is_some_and(|(name, _)| name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
}

/// Neither formatted nor escaped.
fn is_literal(text: &str) -> bool {
    !text.contains(['{', '}', '\\'])
}

/// For what is linked, and what for.
struct Case<'a> {
    kind: Kind,
    target: &'a Triple,
    family: Family,
}

impl Case<'_> {
    fn value(&self, takes: Takes, value: &str) -> Option<String> {
        // Its linker takes these for others, or passes over them.
        if self.family == Family::WindowsMsvc {
            return None;
        }
        let apple = matches!(self.family, Family::Darwin | Family::AppleDevice);
        let wasm = matches!(self.family, Family::Wasm | Family::Wasi | Family::Emscripten);
        let literal = is_literal(value).then(|| value.to_owned());
        let not_apple = |text: &str| (!apple).then(|| text.to_owned());
        match takes {
            Takes::Same => literal,
            Takes::Text => literal.or_else(|| Some(NOWHERE.to_owned())),
            // `__heap_base` is the linker's own (llvm-project, `lld/wasm/Driver.cpp`, `createOptionalSymbols`).
            Takes::Export => Some("__heap_base".to_owned()),
            Takes::Wanted if UNDEFINED.contains(&value) => literal,
            Takes::Wanted if wasm => Some("__heap_base".to_owned()),
            Takes::Wanted | Takes::Symbol => not_apple(NOWHERE),
            Takes::Entry => self.entry(),
            Takes::Definition => not_apple("xdoctor_nowhere=0"),
            Takes::Map => Some(format!("{NAME}.map")),
            Takes::Section => Some(".xdoctor=0x10000".to_owned()),
            Takes::Versions => Some(path(VERSIONS)),
            Takes::Dynamic => Some(path(DYNAMIC)),
            // Who knows it is given a layout by it.
            Takes::Script => (wasm || apple).then(|| path(SYMBOLS)),
            Takes::Symbols => not_apple(&path(SYMBOLS)),
            Takes::Exported => not_apple("_xdoctor_nowhere"),
            Takes::Framework => not_apple(NOWHERE),
            Takes::Unseen => None,
        }
    }

    /// Where programs start anyway, so that they still run.
    fn entry(&self) -> Option<String> {
        let name = match self.family {
            Family::Wasm | Family::Wasi => "__wasm_call_ctors",
            Family::LinuxGnu | Family::LinuxMusl if self.kind == Kind::Bins => "_start",
            Family::WindowsGnu if self.kind == Kind::Bins && self.target.as_str().starts_with("x86_64") => {
                "mainCRTStartup"
            }
            _ => return None,
        };
        Some(name.to_owned())
    }

    /// Whether an argument without a value that stands apart means the same in any package.
    fn is_plain(&self, text: &str) -> bool {
        // paths of the machine
        const DIRS: [&str; 3] = ["-B/", "--sysroot=/", "-fuse-ld=/"];
        if !is_literal(text) || self.family == Family::Emscripten && text.contains("EXPORT") {
            return false;
        }
        let option = text.starts_with('-') && !text.contains(['/', '.', '@', '$', ' ']);
        option || DIRS.iter().any(|dir| text.starts_with(dir)) || self.is_microsoft_s(text)
    }

    /// `/STACK:8388608`, which is a file's name to any other linker.
    fn is_microsoft_s(&self, text: &str) -> bool {
        const PLAIN: [&str; 8] =
            ["STACK", "HEAP", "SUBSYSTEM", "NODEFAULTLIB", "INCREMENTAL", "OPT", "DYNAMICBASE", "LARGEADDRESSAWARE"];
        let Some(text) = text.strip_prefix('/') else { return false };
        let name = text.split(':').next().unwrap_or_default();
        let known = PLAIN.iter().any(|plain| plain.eq_ignore_ascii_case(name));
        let is_word = name.len() > 1 && name.chars().all(|c| c.is_ascii_uppercase());
        known || is_word && text.len() > name.len() && self.family != Family::WindowsMsvc
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINUX: &str = "aarch64-unknown-linux-gnu";
    const WASM: &str = "wasm32-unknown-unknown";
    const MAC: &str = "aarch64-apple-darwin";
    const MSVC: &str = "x86_64-pc-windows-msvc";

    fn given(arguments: &[&str], target: &str) -> Vec<String> {
        stand_ins(arguments, Kind::Bins, &Triple::new(target)).into_iter().flatten().collect()
    }

    #[test]
    fn what_names_a_symbol_or_a_file_of_the_project_gets_a_value_that_no_link_stumbles_over() {
        for (argument, expected) in [
            ("-Wl,--export=add", "-Wl,--export=__heap_base"),
            ("--export=add", "--export=__heap_base"),
            ("-Wl,--version-script={}/app.map", "-Wl,--version-script=xdoctor-proof/version-script"),
            ("-Wl,--version-script,app.map", "-Wl,--version-script,xdoctor-proof/version-script"),
            ("-Wl,--dynamic-list=app.list", "-Wl,--dynamic-list=xdoctor-proof/dynamic-list"),
            ("-Wl,-exported_symbols_list,app.exports", "-Wl,-exported_symbols_list,xdoctor-proof/symbols"),
            ("-Wl,-exported_symbol,_add", "-Wl,-exported_symbol,_xdoctor_nowhere"),
            ("-Wl,-Map,{}", "-Wl,-Map,xdoctor-proof.map"),
            ("-Wl,-Map=app.map,--cref", "-Wl,-Map=xdoctor-proof.map,--cref"),
            ("-Wl,--defsym=start=main", "-Wl,--defsym=xdoctor_nowhere=0"),
            ("-Wl,--wrap=malloc,--gc-sections", "-Wl,--wrap=xdoctor_nowhere,--gc-sections"),
            ("-uadd", "-uxdoctor_nowhere"),
            ("-Wl,-undefined,dynamic_lookup", "-Wl,-undefined,dynamic_lookup"),
            ("-Wl,--entry=go", "-Wl,--entry=_start"),
            ("-Wl,-soname,lib{}.so", "-Wl,-soname,xdoctor_nowhere"),
            ("-Wl,-z,now", "-Wl,-z,now"),
            ("-zstack-size=65536", "-zstack-size=65536"),
            ("/STACK:8388608", "/STACK:8388608"),
            ("/DEF:app.def", "/DEF:app.def"),
            ("--sysroot=/opt/root", "--sysroot=/opt/root"),
        ] {
            assert_eq!(given(&[argument], LINUX), [expected]);
        }
    }

    #[test]
    fn a_value_that_stands_apart_goes_with_its_option() {
        for (arguments, expected) in [
            (&["-Xlinker", "--export=add"][..], &["-Xlinker", "--export=__heap_base"][..]),
            (&["-Xlinker", "-u", "-Xlinker", "add"], &["-Xlinker", "-u", "-Xlinker", "xdoctor_nowhere"]),
            (&["-Wl,-z", "-Wl,now"], &["-Wl,-z", "-Wl,now"]),
            (&["-framework", "CoreFoundation"], &["-framework", "xdoctor_nowhere"]),
            (&["-undefined", "dynamic_lookup"], &["-undefined", "dynamic_lookup"]),
            (&["-s", "EXPORTED_FUNCTIONS=_add"], &["-s", "EXPORTED_FUNCTIONS=_add"]),
            // neither without the other
            (&["-Xlinker", "-T", "-Xlinker", "link.x"], &[]),
            (&["-T", "link.x", "-s"], &["-s"]),
            (&["-L", "libs", "-l", "z"], &[]),
            (&["-Wl,-T", "-s", "-Wl,link.x"], &["-s"]),
            (&["-z"], &[]),
        ] {
            assert_eq!(given(arguments, LINUX), expected, "{arguments:?}");
        }
    }

    #[test]
    fn what_no_value_stands_in_for_is_left_out() {
        for argument in
            ["-Tlink.x", "-Wl,-T,link.x", "-Ttext=0x8000", "-lz", "-Llibs", "part.o", "/opt/part.o", "-fuse-ld={}"]
        {
            assert_eq!(given(&[argument], LINUX), Vec::<String>::new(), "{argument}");
        }
        for argument in ["-Wl,-exported_symbols_list,a", "-framework", "-Wl,-u,_add", "-Wl,-e,_go"] {
            assert_eq!(given(&[argument, "X"], MAC), Vec::<String>::new(), "{argument}");
        }
        assert_eq!(given(&["/DEF:app.def", "/EXPORT:add", "/STACK:1"], MSVC), ["/STACK:1"]);
    }

    #[test]
    fn where_a_linker_takes_no_scripts_any_tells() {
        assert_eq!(given(&["-Tlink.x", "--entry=go"], WASM), ["-Txdoctor-proof/symbols", "--entry=__wasm_call_ctors"]);
        assert_eq!(given(&["-uadd", "--wrap=add"], WASM), ["-u__heap_base", "--wrap=xdoctor_nowhere"]);
    }

    #[test]
    fn the_files_that_are_named_are_there() {
        let printed = ["rustc-link-arg-bins=-Wl,--version-script=xdoctor-proof/version-script".to_owned()];
        assert_eq!(files(&printed).collect::<Vec<_>>(), [VERSIONS]);
    }
}

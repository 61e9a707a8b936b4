//! The tiny package, as files: what mirrors the shape of a build and gives no lint anything to deny.
//!
//! Its own files stand in `xdoctor-proof/`, so that the project's `src` and all else can be linked in beside them.

use std::{collections::BTreeMap, fmt::Write as _};

use super::{
    cpp::Cpp,
    own_libraries::LibraryKind,
    shape::{HostLink, Shape, Std},
    stand_in,
};
use crate::facts::project::CrateType;

/// The package's name, and so its program's.
pub(super) const NAME: &str = "xdoctor-proof";
/// Its own names at the top level, which no entry of the project may take.
pub(super) const OWN_NAMES: [&str; 3] = ["Cargo.toml", "Cargo.lock", NAME];

/// What else decides the files.
#[expect(clippy::struct_excessive_bools, reason = "each is a property of the build of its own")]
pub(super) struct Settings<'a> {
    /// `[profile]` and `cargo-features` of the project.
    pub(super) profiles: &'a str,
    /// Compile only: the link script comes from a dependency, which the package does not have.
    pub(super) compile_only: bool,
    /// What clang calls the target.
    pub(super) llvm_target: &'a str,
    /// What clang calls the host; needed where C is compiled for it.
    pub(super) llvm_host: &'a str,
    /// A program there needs no libc.
    pub(super) hosted: bool,
    /// The C that the build compiles includes headers of a C library.
    pub(super) c_library: bool,
    /// Cargo takes `src/lib.rs` for a library whatever the manifest says of `autolib`.
    pub(super) infers_library: bool,
}

pub(super) fn files(shape: &Shape, settings: &Settings<'_>) -> BTreeMap<String, String> {
    let mut files = BTreeMap::from([("Cargo.toml".to_owned(), manifest(shape, settings))]);
    let mut add = |name: &str, text: String| files.insert(format!("{NAME}/{name}"), text);
    let mut probe = if needs_probe(shape) { "use xdoctor_probe as _;\n".to_owned() } else { String::new() };
    if shape.host_link == Some(HostLink::Macros) {
        probe.push_str("use xdoctor_macros as _;\n");
    }
    let probe = probe.as_str();
    if let Some(std) = shape.bin {
        if settings.compile_only {
            add("lib.rs", format!("//! A library that is only compiled.\n{}\n{probe}", no_std(std)));
        } else {
            let uses = format!("{probe}{}", foreign(&shape.libraries));
            add("main.rs", program(std, settings, &uses, if shape.threads { THREAD } else { "" }));
        }
    }
    if let Some((types, std)) = &shape.lib
        && !settings.compile_only
    {
        let libraries = if shape.bin.is_none() { foreign(&shape.libraries) } else { String::new() };
        add("lib.rs", library(types.contains(&CrateType::Rlib), *std, &format!("{probe}{libraries}")));
    }
    if shape.only_proc_macros {
        add("lib.rs", format!("{NO_MACROS}{probe}"));
    }
    if is_in_place(shape, settings) {
        add("lib.rs", NOTHING.to_owned());
    }
    if needs_probe(shape) {
        let host = if shape.host_c.is_some() { HOST_PROBE } else { "" };
        add("probe/Cargo.toml", format!("{}{host}", probe_manifest("xdoctor-probe")));
        add("probe/lib.rs", PROBE.to_owned());
        let script = match &shape.c {
            Some(c) => c_script(c, settings.llvm_target, [settings.c_library, settings.hosted || settings.c_library]),
            None => EMPTY_SCRIPT.to_owned(),
        };
        let used = if shape.host_c.is_some() { "\nuse xdoctor_host_probe as _;\n" } else { "" };
        add("probe/build.rs", format!("{script}{used}"));
    }
    if gives_args(shape, settings) {
        add("build.rs", args_script(&shape.script_args));
        for file in stand_in::files(&shape.script_args) {
            add(file.name, file.text.to_owned());
        }
    }
    if shape.host_link == Some(HostLink::Macros) {
        add("macros/Cargo.toml", MACROS_MANIFEST.to_owned());
        add("macros/lib.rs", NO_MACROS.to_owned());
    }
    if let Some(c) = &shape.host_c {
        add("host/Cargo.toml", probe_manifest("xdoctor-host-probe"));
        add("host/lib.rs", PROBE.to_owned());
        add("host/build.rs", c_script(c, settings.llvm_host, [true, true]));
    }
    files
}

/// A block of none needs no `unsafe`, which is not in every rustc, nor is the lint that asks for it.
const PLAIN_EXTERN: &str = "#[allow(unknown_lints, missing_unsafe_on_extern)]\n";

/// Blocks of foreign functions that have none: the link is asked for the library all the same.
fn foreign(libraries: &[(LibraryKind, String)]) -> String {
    libraries.iter().fold(String::new(), |mut text, (kind, name)| {
        let kind = kind.name().map(|kind| format!(", kind = {kind:?}")).unwrap_or_default();
        let _ = writeln!(text, "{PLAIN_EXTERN}#[link(name = {name:?}{kind})]\nextern \"C\" {{}}");
        text
    })
}

const MACROS_MANIFEST: &str = "[package]\nname = \"xdoctor-macros\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\
publish = false\n[lib]\npath = \"lib.rs\"\nproc-macro = true\n";

const NO_MACROS: &str = "//! A library of macros that has none.\n";

const NOTHING: &str = "//! Not the project's library.\n#![no_std]\n";

/// Whether an empty library stands where cargo would take the project's, which is linked in with `src`.
fn is_in_place(shape: &Shape, settings: &Settings<'_>) -> bool {
    settings.infers_library && shape.lib.is_none() && !shape.only_proc_macros && !settings.compile_only
}

fn gives_args(shape: &Shape, settings: &Settings<'_>) -> bool {
    !shape.script_args.is_empty() && !settings.compile_only
}

fn args_script(instructions: &[String]) -> String {
    let mut text = "//! Gives the linker what the project's own build scripts give it.\nfn main() {\n".to_owned();
    for instruction in instructions {
        let _ = writeln!(text, "    println!(\"{{}}\", {:?});", format!("cargo:{instruction}"));
    }
    text + "}\n"
}

fn needs_probe(shape: &Shape) -> bool {
    shape.host_link.is_some() || shape.c.is_some() || shape.host_c.is_some()
}

fn manifest(shape: &Shape, settings: &Settings<'_>) -> String {
    let mut text = String::new();
    if !settings.profiles.is_empty() {
        let _ = writeln!(text, "{}", settings.profiles.trim_end());
    }
    let _ = writeln!(text, "[package]\nname = \"{NAME}\"\nversion = \"0.0.0\"\nedition = \"2021\"\npublish = false");
    // What stands in `src` and beside it is the project's. cargo before 1.83 does not know the first of these keys
    // (rust-lang/cargo#14591), and warns.
    for auto in ["autolib", "autobins", "autoexamples", "autotests", "autobenches"] {
        let _ = writeln!(text, "{auto} = false");
    }
    // Not the project's `build.rs`, which may be linked in.
    let script = if gives_args(shape, settings) { format!("{:?}", format!("{NAME}/build.rs")) } else { "false".into() };
    let _ = writeln!(text, "build = {script}");
    if shape.bin.is_some() && !settings.compile_only {
        let _ = writeln!(text, "[[bin]]\nname = \"{NAME}\"\npath = \"{NAME}/main.rs\"");
    }
    let types: Vec<_> = match (&shape.lib, settings.compile_only) {
        (Some((types, _)), false) => types.iter().map(|kind| kind.name()).collect(),
        (_, true) => vec!["rlib"],
        (None, false) if is_in_place(shape, settings) => vec!["rlib"],
        (None, false) => Vec::new(),
    };
    if shape.only_proc_macros {
        let _ = writeln!(text, "[lib]\nname = \"xdoctor_proof_lib\"\npath = \"{NAME}/lib.rs\"\nproc-macro = true");
    } else if !types.is_empty() {
        let _ = writeln!(
            text,
            "[lib]\nname = \"xdoctor_proof_lib\"\npath = \"{NAME}/lib.rs\"\ncrate-type = {types:?}\ndoctest = false"
        );
    }
    let probe = needs_probe(shape).then_some(("xdoctor-probe", "probe"));
    let macros = (shape.host_link == Some(HostLink::Macros)).then_some(("xdoctor-macros", "macros"));
    text.push_str("[dependencies]\n");
    for (name, folder) in probe.into_iter().chain(macros) {
        let _ = writeln!(text, "{name} = {{ path = \"{NAME}/{folder}\" }}");
    }
    // A root of its own, whatever workspace lies above the scratch directory.
    text.push_str("[workspace]\n");
    text
}

fn probe_manifest(name: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2021\"\npublish = false\n\
         build = \"build.rs\"\n[lib]\npath = \"lib.rs\"\n"
    )
}

/// Built for the host, as what build scripts rest on is.
const HOST_PROBE: &str = "[build-dependencies]\nxdoctor-host-probe = { path = \"../host\" }\n";

const PROBE: &str = "//! What a dependency with a build script is.\n#![no_std]\n";

const EMPTY_SCRIPT: &str = "//! A build script: it has to be linked for the host and to run there.\n\
fn main() {\n    println!(\"cargo:rerun-if-changed=build.rs\");\n}\n";

fn no_std(std: Std) -> &'static str {
    match std {
        Std::Std => "",
        Std::NoStd => "#![no_std]",
    }
}

/// A panic handler, which a linked crate without std has to bring.
const PANIC_HANDLER: &str = "#[panic_handler]\nfn panic(_: &core::panic::PanicInfo<'_>) -> ! {\n    loop {}\n}\n";

const THREAD: &str = include_str!("templates/thread.rs.in");

fn program(std: Std, settings: &Settings<'_>, probe: &str, body: &str) -> String {
    match std {
        // No output: it may run where nothing reads it. What it uses of std is linked in by the start-up code.
        Std::Std => format!("//! A program that does nothing.\n{probe}fn main() {{{body}}}\n"),
        Std::NoStd if settings.hosted => format!(
            "//! A program without std that does nothing.\n#![no_std]\n#![no_main]\n{probe}{PANIC_HANDLER}\
             {PLAIN_EXTERN}#[link(name = \"c\")]\nextern \"C\" {{}}\n\
             /// Called by libc's start-up code.\n#[no_mangle]\npub extern \"C\" fn main() -> i32 {{\n    0\n}}\n"
        ),
        Std::NoStd => {
            format!("//! A program without std that does nothing.\n#![no_std]\n#![no_main]\n{probe}{PANIC_HANDLER}")
        }
    }
}

fn library(rlib: bool, std: Std, probe: &str) -> String {
    let handler = if std == Std::NoStd && !rlib { PANIC_HANDLER } else { "" };
    format!("//! A library that has nothing.\n{}\n{probe}{handler}", no_std(std))
}

/// Compiles as cc-rs would. Of the libraries of C and of C++, each is there or not.
fn c_script(cpp: &Cpp, llvm_target: &str, [c_library, cpp_library]: [bool; 2]) -> String {
    let text = |text: Option<&str>| format!("{:?}", text.unwrap_or_default());
    let mut libraries: Vec<_> = cpp.libraries.iter().map(String::as_str).collect();
    libraries.extend(cpp.default_library.then_some("cc"));
    let libraries: Vec<_> = libraries.iter().map(|name| format!("{name:?}")).collect();
    include_str!("templates/c_build.rs.in")
        .replace("\"LLVM_TARGET\"", &format!("{llvm_target:?}"))
        .replace("\"C_SOURCE\"", &text((!cpp.alone).then_some(c_source(c_library))))
        .replace("\"CPP_SOURCE\"", &text(cpp.by_cxx.as_ref().map(|_| cpp_source(cpp, cpp_library))))
        .replace(
            "\"CPP_BY_CC_SOURCE\"",
            &text(cpp.by_cc.as_ref().map(|_| if cpp_library { HEADER_ONLY } else { BARE })),
        )
        .replace("\"LIBRARIES\"", &libraries.join(", "))
}

fn c_source(libc: bool) -> &'static str {
    if libc {
        // Nearly every C library needs it, and it drags in libc's inner headers.
        "#include <string.h>\nint xdoctor_probe_c(const char *text) { return (int)strlen(text); }\n"
    } else {
        "int xdoctor_probe_c(int number) { return number + 1; }\n"
    }
}

/// C++ whose library is linked uses it; else nothing may be left to be found.
fn cpp_source(cpp: &Cpp, library: bool) -> &'static str {
    match (library, cpp.default_library || !cpp.libraries.is_empty()) {
        (true, true) => {
            "#include <new>\nextern \"C\" int xdoctor_probe_cpp(int number) {\n    int *copy = new int(number);\n    \
             int result = *copy;\n    delete copy;\n    return result;\n}\n"
        }
        (true, false) => HEADER_ONLY,
        (false, _) => BARE,
    }
}

/// C++ that includes a header of its library and needs nothing of it at the link.
const HEADER_ONLY: &str = "#include <new>\nextern \"C\" int xdoctor_probe_plain(int number) { return number + 1; }\n";

/// C++ where there is no library.
const BARE: &str = "extern \"C\" int xdoctor_probe_plain(int number) { return number + 1; }\n";

#[cfg(test)]
mod tests {
    use super::*;

    /// The library's text, and its path in the manifest.
    fn library_of(infers_library: bool) -> (Option<String>, bool) {
        let settings = Settings {
            profiles: "",
            compile_only: false,
            llvm_target: "x86_64-unknown-linux-gnu",
            llvm_host: "",
            hosted: true,
            c_library: true,
            infers_library,
        };
        let mut files = files(&Shape::program(false), &settings);
        let named = files["Cargo.toml"].contains("path = \"xdoctor-proof/lib.rs\"");
        (files.remove("xdoctor-proof/lib.rs"), named)
    }

    #[test]
    fn where_cargo_would_take_the_projects_library_there_is_an_empty_one() {
        assert_eq!(library_of(true), (Some(NOTHING.to_owned()), true));
        assert_eq!(library_of(false), (None, false));
    }
}

//! Arguments that the project's build scripts give the linker for every build: `cargo:rustc-link-arg=-fuse-ld=mold`.
//!
//! The same holds as for rustflags: an argument can be all that stops a link. What names a file or a symbol of the project
//! cannot be mirrored, nor can what stands under a condition.

use std::collections::BTreeSet;

use super::{
    build_script::{Known, always_printed, in_effect, instruction},
    reach::reach,
    source_text::without_comments,
};
use crate::{
    Cx, Fact, Pause, Triple,
    facts::{
        cargo_config::{Located, Origin},
        project::{CrateType, Package, Project},
    },
};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ScriptArgs(pub(crate) Vec<ScriptArg>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ScriptArg {
    pub(crate) value: Located<String>,
    /// It is for programs, and its package has one.
    pub bins: bool,
    /// The same for a `cdylib`.
    pub cdylib: bool,
}

impl ScriptArgs {
    /// The instructions of one build script that gives them all.
    pub(super) fn printed(&self) -> Vec<String> {
        let of = |key: &'static str, is_it: fn(&ScriptArg) -> bool| {
            self.0.iter().filter(move |arg| is_it(arg)).map(move |arg| format!("{key}={}", arg.value.value))
        };
        // The older of the two names for the latter.
        let all = of("rustc-link-arg-bins", |arg| arg.bins).chain(of("rustc-cdylib-link-arg", |arg| arg.cdylib));
        let mut told = BTreeSet::new();
        all.filter(|instruction| told.insert(instruction.clone())).collect()
    }
}

impl Fact for ScriptArgs {
    type Key = Triple;

    fn conclude(target: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let Some(project) = Project::here(cx)? else { return Ok(Self::default()) };
        let with_script: Vec<_> = project
            .built()
            .filter(|package| !package.is_proc_macro())
            .filter_map(|package| Some((package, package.build_script.as_ref()?)))
            .map(|(package, file)| (package, file, cx.text(file)))
            .collect();
        if with_script.is_empty() {
            return Ok(Self::default());
        }
        let reached = reach(&project, Some(target), |_| false, cx)?;
        let mut all = Vec::new();
        for (package, file, text) in with_script {
            let Some(text) = text? else { continue };
            let node = reached.iter().find(|node| !node.for_host && node.package.manifest == package.manifest);
            let known = Known { features: node.map(|node| &node.features), target: Some(target.as_str()) };
            all.extend(given(package, text, &known).into_iter().map(|(arg, printed)| {
                let at = text.lines().position(|line| line.contains(printed.as_str())).unwrap_or(0);
                let line = u32::try_from(at + 1).unwrap_or(u32::MAX);
                let origin = Origin::File { path: file.clone(), line };
                ScriptArg { value: Located::new(arg.0, origin), bins: arg.1, cdylib: arg.2 }
            }));
        }
        Ok(Self(all))
    }
}

/// The arguments of one script, whether they are for programs and for a `cdylib`, and the instructions as printed.
fn given(package: &Package, text: &str, known: &Known<'_>) -> Vec<((String, bool, bool), String)> {
    let code = in_effect(&without_comments(text), known);
    let is_cdylib = package.lib.as_ref().is_some_and(|lib| lib.crate_types.contains(&CrateType::Cdylib));
    let mut all = Vec::new();
    for printed in always_printed(&code) {
        let Some((key, value)) = instruction(printed) else { continue };
        let (bins, cdylib) = match key {
            "rustc-link-arg" => (true, true),
            "rustc-link-arg-bins" | "rustc-link-arg-bin" => (true, false),
            "rustc-link-arg-cdylib" | "rustc-cdylib-link-arg" => (false, true),
            _ => continue,
        };
        // That of one program is named before the argument.
        let value = if key == "rustc-link-arg-bin" { value.split_once('=').map_or("", |of| of.1) } else { value };
        let (bins, cdylib) = (bins && !package.bins.is_empty(), cdylib && is_cdylib);
        if (bins || cdylib) && is_plain(value) {
            all.push(((value.to_owned(), bins, cdylib), printed.to_owned()));
        }
    }
    all
}

/// An argument that means the same in any package: it names no file, no directory, no symbol and no library (which some
/// other package may bring).
fn is_plain(argument: &str) -> bool {
    const NAMES: [&str; 22] = [
        "-l",
        "-L",
        "-T",
        "-u",
        "-e",
        "-o",
        "-x",
        "-Map",
        "--entry",
        "--export",
        "--undefined",
        "--defsym",
        "--wrap",
        "--require-defined",
        "--version-script",
        "--dynamic-list",
        "--script",
        "--init",
        "--fini",
        "--section-start",
        "-framework",
        "-exported_symbol",
    ];
    // Those that begin like one of these, and take no name.
    const NONE: [&str; 3] = ["--export-dynamic", "--export-table", "--exclude-libs"];
    let parts: Vec<_> = match argument.strip_prefix("-Wl,") {
        Some(passed) => passed.split(',').collect(),
        None => vec![argument],
    };
    let names = |part: &str| !NONE.contains(&part) && NAMES.iter().any(|name| part.starts_with(name));
    // A value that may be anything, in any package.
    let is_value = |at: usize| at > 0 && ["-z", "-soname", "-rpath"].contains(&parts[at - 1]);
    let is_option = |part: &str| part.starts_with('-') && !names(part) && !part.contains(['/', '.', '@', '$', ' ']);
    let mut numbered = parts.iter().enumerate();
    !argument.contains(['{', '}', '\\']) && numbered.all(|(at, part)| is_value(at) || is_option(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Fake;

    fn args(manifest: &str, script: &str) -> Vec<String> {
        let fake = Fake::linux()
            .file("/p/Cargo.toml", &format!("[package]\nname = \"app\"\nversion = \"0.1.0\"\n{manifest}"))
            .file("/p/src/main.rs", "fn main() {}\n")
            .file("/p/src/lib.rs", "")
            .file("/p/build.rs", script)
            .missing_rest();
        fake.fact::<ScriptArgs>(&Triple::new("aarch64-unknown-linux-gnu")).expect("decided").printed()
    }

    #[test]
    fn what_every_build_gets_is_read_for_what_it_is_linked_into() {
        let script = "fn main() {\n println!(\"cargo:rustc-link-arg=-fuse-ld=mold\");\n \
                      println!(\"cargo::rustc-link-arg-bins=-Wl,-z,now\");\n \
                      println!(\"cargo:rustc-link-arg-bin=app=-no-pie\");\n \
                      println!(\"cargo:rustc-cdylib-link-arg=-Wl,--no-undefined\");\n \
                      println!(\"cargo:rustc-link-arg-tests=-m32\");\n}\n";
        let bins = ["-fuse-ld=mold", "-Wl,-z,now", "-no-pie"].map(|arg| format!("rustc-link-arg-bins={arg}")).to_vec();
        assert_eq!(args("", script), bins);
        let cdylib = ["-fuse-ld=mold", "-Wl,--no-undefined"].map(|arg| format!("rustc-cdylib-link-arg={arg}"));
        assert_eq!(args("[lib]\ncrate-type = [\"cdylib\"]\n", script), [&bins[..], &cdylib[..]].concat());
    }

    #[test]
    fn what_only_this_package_has_or_some_build_gets_is_not() {
        for line in [
            "println!(\"cargo:rustc-link-arg=-Tlink.x\");",
            "println!(\"cargo:rustc-link-arg=/opt/part.o\");",
            "println!(\"cargo:rustc-link-arg=part.o\");",
            "println!(\"cargo:rustc-link-arg=-lz\");",
            "println!(\"cargo:rustc-link-arg=-Wl,--export=add\");",
            "println!(\"cargo:rustc-link-arg=--entry=start\");",
            "println!(\"cargo:rustc-link-arg=-Wl,-Map,app.map\");",
            "println!(\"cargo:rustc-link-arg=-fuse-ld={}\", linker());",
            "if mold() { println!(\"cargo:rustc-link-arg=-fuse-ld=mold\"); }",
            "#[cfg(windows)] println!(\"cargo:rustc-link-arg=-fuse-ld=mold\");",
            "if std::env::var(\"CARGO_CFG_WINDOWS\").is_err() { return; } println!(\"cargo:rustc-link-arg=-mwindows\");",
        ] {
            assert_eq!(args("", &format!("fn main() {{ {line} }}")), Vec::<String>::new(), "{line}");
        }
        for plain in ["-Wl,--export-dynamic", "-Wl,-soname,libapp.so.1", "-Wl,-rpath,$ORIGIN/../lib"] {
            let script = format!("fn main() {{ println!(\"cargo:rustc-link-arg={plain}\"); }}");
            assert_eq!(args("", &script), [format!("rustc-link-arg-bins={plain}")]);
        }
    }
}

//! Arguments that the project's build scripts give the linker for every build: `cargo:rustc-link-arg=-fuse-ld=mold`.
//!
//! The same holds as for rustflags: an argument can be all that stops a link. What names a file or a symbol of the project
//! is tried with another value; what stands under a condition that only the build can decide is not looked at.

use std::collections::BTreeSet;

use super::{
    condition::{Known, Systems},
    in_effect::{always_printed, in_effect, instruction},
    reach::reach,
    source_text::without_comments,
    stand_in::{Kind, stand_ins},
};
use crate::{
    Cx, Fact, Pause, Triple,
    facts::{
        cargo_config::{Located, Origin},
        project::{CrateType, Package, Project},
    },
};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ScriptArgs(Vec<ScriptArg>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct ScriptArg {
    /// As the project's script has it.
    value: Located<String>,
    kind: Kind,
    /// What the proof gives the linker in its place.
    given: String,
    /// It means nothing without its neighbours.
    bound: bool,
}

impl ScriptArgs {
    /// The instructions of one build script that gives them all.
    pub(super) fn printed(&self) -> Vec<String> {
        let of = |key: &'static str, kind: Kind| {
            let args = self.0.iter().filter(move |arg| arg.kind == kind);
            args.map(move |arg| (format!("{key}={}", arg.given), arg.bound))
        };
        // The older of the two names for the latter.
        let all = of("rustc-link-arg-bins", Kind::Bins).chain(of("rustc-cdylib-link-arg", Kind::Cdylib));
        // Several packages may say the same.
        let mut told = BTreeSet::new();
        let new = all.filter(|(instruction, bound)| *bound || told.insert(instruction.clone()));
        new.map(|(instruction, _)| instruction).collect()
    }

    /// Those that the proof gives the linker as they are, each once.
    pub(crate) fn exact(&self) -> impl Iterator<Item = &Located<String>> {
        let of = |kind: Kind| self.0.iter().filter(move |arg| arg.kind == kind);
        let other = move |arg: &&ScriptArg| of(Kind::Bins).all(|bins| bins.value != arg.value);
        let all = of(Kind::Bins).chain(of(Kind::Cdylib).filter(other));
        all.filter(|arg| arg.given == arg.value.value).map(|arg| &arg.value)
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
            let Some(text) = text?.filter(|text| text.contains("link-arg")) else { continue };
            let node = reached.iter().find(|node| !node.for_host && node.package.manifest == package.manifest);
            let systems = Systems::asked_for(text, target, cx)?;
            let known = Known { features: node.map(|node| &node.features), target: Some(target.as_str()), systems };
            let code = in_effect(&without_comments(text), &known);
            for kind in [Kind::Bins, Kind::Cdylib] {
                let (values, lines): (Vec<_>, Vec<_>) = linked(package, &code, kind).into_iter().unzip();
                let given = stand_ins(&values, kind, target);
                let bound: Vec<_> =
                    (0..values.len()).map(|at| is_bound(values[at]) || at > 0 && is_bound(values[at - 1])).collect();
                for (((value, printed), given), bound) in values.iter().zip(lines).zip(given).zip(bound) {
                    let Some(given) = given else { continue };
                    let at = text.lines().position(|line| line.contains(printed)).unwrap_or(0);
                    let line = u32::try_from(at + 1).unwrap_or(u32::MAX);
                    let origin = Origin::File { path: file.clone(), line };
                    all.push(ScriptArg { value: Located::new((*value).to_owned(), origin), kind, given, bound });
                }
            }
        }
        Ok(Self(all))
    }
}

/// Whether an argument may be the first part of something: one without a value of its own.
fn is_bound(argument: &str) -> bool {
    argument == "-Xlinker" || argument.starts_with('-') && !argument.contains(['=', ',']) || argument == "-Wl,-z"
}

/// What a script always gives the link of one kind, and the instructions as they stand there.
fn linked<'c>(package: &Package, code: &'c str, kind: Kind) -> Vec<(&'c str, &'c str)> {
    let is_cdylib = package.lib.as_ref().is_some_and(|lib| lib.crate_types.contains(&CrateType::Cdylib));
    let is_there = match kind {
        Kind::Bins => !package.bins.is_empty(),
        Kind::Cdylib => is_cdylib,
    };
    if !is_there {
        return Vec::new();
    }
    let of = |printed: &'c str| {
        let (key, value) = instruction(printed)?;
        let value = match (key, kind) {
            ("rustc-link-arg", _)
            | ("rustc-link-arg-bins", Kind::Bins)
            | ("rustc-link-arg-cdylib" | "rustc-cdylib-link-arg", Kind::Cdylib) => value,
            // The program is named before the argument.
            ("rustc-link-arg-bin", Kind::Bins) => value.split_once('=')?.1,
            _ => return None,
        };
        Some((value, printed))
    };
    always_printed(code).into_iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{cargo_config::Cfg, linker::scene, rustc::SpecCfg};

    fn args(manifest: &str, script: &str) -> Vec<String> {
        let target = Triple::new("aarch64-unknown-linux-gnu");
        let fake = scene::debian()
            .file("/p/Cargo.toml", &format!("[package]\nname = \"app\"\nversion = \"0.1.0\"\n{manifest}"))
            .file("/p/src/main.rs", "fn main() {}\n")
            .file("/p/src/lib.rs", "")
            .file("/p/build.rs", script)
            .granted(target.clone(), SpecCfg([Cfg::Pair("target_os".into(), "linux".into())].into()))
            .missing_rest();
        fake.fact::<ScriptArgs>(&target).expect("decided").printed()
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
    fn what_only_some_build_gets_is_not() {
        for line in [
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

    #[test]
    fn what_holds_for_the_target_is_read() {
        let script = "fn main() {\n let os = std::env::var(\"CARGO_CFG_TARGET_OS\").unwrap();\n \
                      if os == \"macos\" {\n println!(\"cargo:rustc-link-arg=-dead_strip\");\n } else if \
                      os == \"linux\" {\n println!(\"cargo:rustc-link-arg=-Wl,--version-script=app.map\");\n }\n}\n";
        assert_eq!(args("", script), ["rustc-link-arg-bins=-Wl,--version-script=xdoctor-proof/version-script"]);
    }

    #[test]
    fn arguments_that_belong_together_stay_together() {
        let lines = ["-Xlinker", "--export=add", "-Xlinker", "-z", "-Xlinker", "now", "-s", "-s"];
        let lines = lines.map(|arg| format!("println!(\"cargo:rustc-link-arg={arg}\");"));
        let expected = ["-Xlinker", "--export=__heap_base", "-Xlinker", "-z", "-Xlinker", "now", "-s", "-s"];
        let expected = expected.map(|arg| format!("rustc-link-arg-bins={arg}"));
        assert_eq!(args("", &format!("fn main() {{ {} }}", lines.concat())), expected);
    }
}

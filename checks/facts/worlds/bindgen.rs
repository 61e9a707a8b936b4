//! What the crate bindgen hands to clang for a target, and whether clang finds the target's headers then.

use super::environment::{Set, first_set, variable};
use crate::{
    Cx, Fact, HostPath, Pause, Triple,
    answer::{Metadata, Ran},
    facts::{
        linker::Tool,
        rustc::{Rustc, TargetSpec},
    },
    linker::gnu_prefix,
    question::Run,
};

/// bindgen 0.72 `lib.rs` (`get_target_dependent_env_var`, `find_effective_target`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bindgen {
    /// `BINDGEN_EXTRA_CLANG_ARGS` in its nearest form.
    pub args: Option<Set>,
    /// What is handed to clang: `--target=` in a build for another target, then those.
    pub words: Vec<String>,
    /// The `clang` whose directories bindgen adds, if there is one: `CLANG_PATH`, else the first on `PATH`.
    pub clang: Option<String>,
}

impl Fact for Bindgen {
    type Key = Triple;

    fn conclude(target: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        const NAME: &str = "BINDGEN_EXTRA_CLANG_ARGS";
        // Dots stay, unlike in cc's names.
        let underscored = target.as_str().replace('-', "_");
        let names = [format!("{NAME}_{target}"), format!("{NAME}_{underscored}"), NAME.to_owned()];
        let (rustc, args) = (cx.fact::<Rustc>(()), first_set(&names, cx));
        let (path, clang) = (variable("CLANG_PATH", cx), cx.fact::<Tool>("clang".to_owned()));
        let (rustc, args, path, clang) = (rustc?, args?, path?, clang?);
        let extra = args.as_ref().map(|set| words(&set.value.value)).unwrap_or_default();
        let explicit = extra.iter().any(|word| word.starts_with("--target=") || word == "-target");
        let mut all = Vec::new();
        if rustc.host != *target && !explicit {
            all.push(format!("--target={}", clang_target(target.as_str())));
        }
        all.extend(extra);
        let chosen = match &path {
            Some(path) => {
                matches!(&*cx.fact::<Tool>(path.value.clone())?, Tool::Executable(_)).then(|| path.value.clone())
            }
            None => None,
        };
        let on_path = matches!(&*clang, Tool::Executable(_)).then(|| "clang".to_owned());
        Ok(Self { args, words: all, clang: chosen.or(on_path) })
    }
}

/// bindgen `lib.rs`, `rust_to_clang_target`.
fn clang_target(target: &str) -> String {
    let mut parts: Vec<_> = target.split('-').map(str::to_owned).collect();
    for bits in ["riscv32", "riscv64"] {
        if parts[0].starts_with(bits) {
            bits.clone_into(&mut parts[0]);
        }
    }
    if parts.get(1).is_some_and(|vendor| vendor == "apple") {
        if parts[0] == "aarch64" {
            "arm64".clone_into(&mut parts[0]);
        }
        if parts.get(3).is_some_and(|environment| environment == "sim") {
            "simulator".clone_into(&mut parts[3]);
        }
    }
    parts.join("-")
}

/// As a shell splits it, for the quotes that people use here.
fn words(text: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in text.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// Whether a header that includes the C library's can be read for the target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetHeaders {
    /// Not a target whose C library is looked for in this way.
    NotJudged,
    /// clang itself reads them, or they stand where it looks.
    Found,
    /// clang was asked, and what it said.
    NotRead { command: Vec<String>, said: String },
    /// There is no clang to ask, and none of these directories has them.
    Nowhere { dirs: Vec<HostPath> },
}

impl Fact for TargetHeaders {
    type Key = Triple;

    fn conclude(target: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let (spec, bindgen, rustc) =
            (cx.fact::<TargetSpec>(target.clone()), cx.fact::<Bindgen>(target.clone()), cx.fact::<Rustc>(()));
        let (host, spec, bindgen, rustc) = (cx.host()?, spec?, bindgen?, rustc?);
        if host.os == "windows" || spec.os != "linux" || !["gnu", "musl"].contains(&spec.env.as_str()) {
            return Ok(Self::NotJudged);
        }
        if let Some(clang) = &bindgen.clang {
            let own = ["-x", "c", "-fsyntax-only", "-include", "string.h", "/dev/null"];
            let args: Vec<_> = bindgen.words.iter().cloned().chain(own.map(str::to_owned)).collect();
            let command = std::iter::once(clang.clone()).chain(args.iter().cloned()).collect();
            return Ok(match cx.run(Run::probe(clang.clone(), args))? {
                Ran::Finished { exit, stderr, .. } if !exit.success() => {
                    Self::NotRead { command, said: stderr.trim().to_owned() }
                }
                Ran::Finished { .. } => Self::Found,
                Ran::NotFound | Ran::NotExecutable { .. } => Self::NotJudged,
            });
        }
        let told = bindgen
            .words
            .iter()
            .any(|word| word.contains("sysroot") || word.starts_with("-I") || word.starts_with("-isystem"));
        if told || rustc.host == *target {
            return Ok(Self::NotJudged);
        }
        let Some(gnu) = gnu_prefix(target.as_str()) else { return Ok(Self::NotJudged) };
        let dirs: Vec<_> = [format!("/usr/{gnu}/include"), format!("/usr/include/{gnu}")]
            .iter()
            .filter_map(|dir| HostPath::parse(dir))
            .collect();
        let standing: Vec<_> = dirs.iter().map(|dir| cx.metadata(&dir.join("bits"))).collect();
        for metadata in standing {
            if matches!(metadata?, Metadata::Found(_)) {
                return Ok(Self::Found);
            }
        }
        Ok(Self::Nowhere { dirs })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::linker::scene::{AARCH64, HOST, debian};

    #[test]
    fn the_nearest_arguments_come_after_the_target() {
        let fake = debian()
            .env("BINDGEN_EXTRA_CLANG_ARGS", "-DX")
            .env("BINDGEN_EXTRA_CLANG_ARGS_aarch64_unknown_linux_gnu", "--sysroot='/a b' -DY");
        let of = |target: &str| fake.fact::<Bindgen>(&Triple::new(target)).expect("decided").words.clone();
        assert_eq!(of(AARCH64), ["--target=aarch64-unknown-linux-gnu", "--sysroot=/a b", "-DY"]);
        assert_eq!(of(HOST), ["-DX"]);
        assert_eq!(clang_target("aarch64-apple-ios-sim"), "arm64-apple-ios-simulator");
        assert_eq!(clang_target("riscv64gc-unknown-linux-gnu"), "riscv64-unknown-linux-gnu");
    }

    #[test]
    fn without_clang_the_usual_directories_tell() {
        let headers = |fake: &crate::testing::Fake| {
            (*fake.fact::<TargetHeaders>(&Triple::new(AARCH64)).expect("decided")).clone()
        };
        assert!(matches!(headers(&debian()), TargetHeaders::Nowhere { .. }));
        assert_eq!(headers(&debian().dir("/usr/aarch64-linux-gnu/include/bits")), TargetHeaders::Found);
    }
}

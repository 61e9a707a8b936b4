//! The compilers for C and C++ that the crate cc runs for a target, and who says so.

use super::{
    environment::{Set, first_set, names, variable},
    gnu_prefix::gnu_prefixes,
};
use crate::{
    Cx, Fact, HostPath, Pause, Triple,
    facts::{
        cargo_config::{Located, Origin, TargetSettings},
        linker::Tool,
        rustc::Rustc,
    },
};

/// cc 1.11 `src/lib.rs`, `get_base_compiler`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CCompiler {
    /// What is run: a bare name or a path.
    pub program: String,
    /// What the setting has beside it.
    pub args: Vec<String>,
    /// `ccache` and its like, before it.
    pub wrapper: Option<String>,
    pub chosen_by: CcChosenBy,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CcChosenBy {
    /// `CC` in one of its forms.
    Variable(Set),
    /// `CROSS_COMPILE` says the prefix.
    CrossCompile(Located<String>),
    /// The linker that cargo is told of ends in `-gcc` (`RUSTC_LINKER`).
    Linker(Origin),
    /// By the target's name.
    Target,
    /// The crate knows no name for the target: the host's compiler is run, whatever it compiles for.
    HostsOwn,
}

const WRAPPERS: [&str; 7] = ["ccache", "distcc", "sccache", "icecc", "cachepot", "buildcache", "kache"];

/// The compiler for C++, by the same rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CppCompiler(pub CCompiler);

/// What the crate calls a language's compilers.
struct Names {
    variable: &'static str,
    gnu: &'static str,
    clang: &'static str,
    plain: &'static str,
}

const C: Names = Names { variable: "CC", gnu: "gcc", clang: "clang", plain: "cc" };
const CPP: Names = Names { variable: "CXX", gnu: "g++", clang: "clang++", plain: "c++" };

impl Fact for CCompiler {
    type Key = Triple;

    fn conclude(target: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        Self::choose(target, &C, cx)
    }
}

impl Fact for CppCompiler {
    type Key = Triple;

    fn conclude(target: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        CCompiler::choose(target, &CPP, cx).map(Self)
    }
}

impl CCompiler {
    fn choose(target: &Triple, names_of: &Names, cx: &Cx<'_>) -> Result<Self, Pause> {
        let (rustc, host) = (cx.fact::<Rustc>(()), cx.host());
        let is_host = rustc?.host == *target;
        let host = host?;
        let set = first_set(&names(names_of.variable, target, is_host), cx);
        let (prefix, settings) = (variable("CROSS_COMPILE", cx), cx.fact::<TargetSettings>(target.clone()));
        let (custom, set) = (variable("CC_KNOWN_WRAPPER_CUSTOM", cx), set?);
        // The first that is set decides; where that is blank, nobody does.
        if let Some(set) = set.filter(|set| !set.value.value.trim().is_empty()) {
            let custom = custom?.map(|custom| custom.value);
            return Self::of_variable(set, custom.as_deref(), cx);
        }
        if let Some(program) = fixed(target.as_str(), &host.os, names_of) {
            return Ok(Self::plain(program, CcChosenBy::Target));
        }
        if is_host {
            return Ok(Self::plain(names_of.plain.to_owned(), CcChosenBy::HostsOwn));
        }
        let end = if target.as_str().ends_with("gnullvm") { names_of.clang } else { names_of.gnu };
        if let Some(prefix) = prefix? {
            let program = format!("{}-{end}", prefix.value.trim_end_matches('-'));
            return Ok(Self::plain(program, CcChosenBy::CrossCompile(prefix)));
        }
        if let Some(linker) = &settings?.linker
            && let Some(prefix) = linker.value.resolved.strip_suffix("-gcc")
        {
            return Ok(Self::plain(format!("{prefix}-{end}"), CcChosenBy::Linker(linker.origin.clone())));
        }
        let Some(prefixes) = gnu_prefixes(target.as_str()) else {
            return Ok(Self::plain(names_of.plain.to_owned(), CcChosenBy::HostsOwn));
        };
        let candidates: Vec<_> = prefixes.iter().map(|prefix| format!("{prefix}-{end}")).collect();
        let found =
            if candidates.len() > 1 { Some(candidates.iter().map(|name| cx.which(name)).collect()) } else { None };
        let found: Vec<_> = found.unwrap_or_default();
        for (name, paths) in candidates.iter().zip(found) {
            if !paths?.is_empty() {
                return Ok(Self::plain(name.clone(), CcChosenBy::Target));
            }
        }
        Ok(Self::plain(candidates[0].clone(), CcChosenBy::Target))
    }

    fn plain(program: String, chosen_by: CcChosenBy) -> Self {
        Self { program, args: Vec::new(), wrapper: None, chosen_by }
    }

    /// A value is a path if such a file exists; else words, a known wrapper first.
    fn of_variable(set: Set, custom: Option<&str>, cx: &Cx<'_>) -> Result<Self, Pause> {
        let text = set.value.value.trim().to_owned();
        let is_wrapper = |word: &str| {
            let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
            let stem = name.strip_suffix(".exe").unwrap_or(name);
            WRAPPERS.iter().copied().chain(custom).any(|wrapper| wrapper.eq_ignore_ascii_case(stem))
        };
        if text.contains(' ')
            && let Some(path) = HostPath::parse(&text)
            && matches!(Tool::at_path(path, cx)?, Tool::Executable(_))
        {
            return Ok(Self::plain(text, CcChosenBy::Variable(set)));
        }
        let mut words = text.split_whitespace().map(str::to_owned).peekable();
        let first = words.next().unwrap_or_default();
        let (wrapper, program) = if is_wrapper(&first) && words.peek().is_some() {
            (Some(first), words.next())
        } else {
            (None, Some(first))
        };
        let program = program.unwrap_or_default();
        Ok(Self { program, args: words.collect(), wrapper, chosen_by: CcChosenBy::Variable(set) })
    }

    /// What stands there. None where only the build script knows: a path relative to its package.
    pub fn tool(&self, cx: &Cx<'_>) -> Result<Option<Tool>, Pause> {
        if HostPath::parse(&self.program).is_none() && self.program.contains(['/', '\\']) {
            return Ok(None);
        }
        Ok(Some((*cx.fact::<Tool>(self.program.clone())?).clone()))
    }

    /// The variable that names it.
    pub fn variable(&self) -> Option<&Set> {
        match &self.chosen_by {
            CcChosenBy::Variable(set) => Some(set),
            CcChosenBy::CrossCompile(_) | CcChosenBy::Linker(_) | CcChosenBy::Target | CcChosenBy::HostsOwn => None,
        }
    }
}

/// Targets whose compiler has one name. Android's is searched for, which is a matter of its own.
fn fixed(target: &str, host_os: &str, names: &Names) -> Option<String> {
    let windows = target.contains("-windows");
    let is_cpp = names.variable == CPP.variable;
    if target.contains("emscripten") {
        Some(if is_cpp { "em++" } else { "emcc" }.to_owned())
    } else if windows && target.contains("msvc") && host_os == "windows" {
        Some("cl.exe".to_owned())
    } else if windows && host_os == "windows" {
        Some(format!("{}.exe", if target.ends_with("gnullvm") { names.clang } else { names.gnu }))
    } else if ["-ios", "-tvos", "-watchos", "-visionos"].iter().any(|os| target.contains(os))
        || target.starts_with("wasm")
    {
        Some(names.clang.to_owned())
    } else if target.contains("-nto-") {
        Some(if is_cpp { "q++" } else { "qcc" }.to_owned())
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        facts::linker::scene::{AARCH64, MUSL, config, debian, with_cross_gcc},
        testing::Fake,
    };

    fn compiler(fake: &Fake, target: &str) -> (String, Vec<String>) {
        let fact = fake.fact::<CCompiler>(&Triple::new(target)).expect("decided");
        let by = match &fact.chosen_by {
            CcChosenBy::Variable(set) => set.name.clone(),
            CcChosenBy::CrossCompile(_) => "CROSS_COMPILE".into(),
            CcChosenBy::Linker(_) => "linker".into(),
            CcChosenBy::Target => "target".into(),
            CcChosenBy::HostsOwn => "host".into(),
        };
        let mut words = vec![by];
        words.extend(fact.wrapper.iter().cloned().chain(fact.args.iter().cloned()));
        (fact.program.clone(), words)
    }

    fn says(program: &str, words: &[&str]) -> (String, Vec<String>) {
        (program.into(), words.iter().map(|word| (*word).to_owned()).collect())
    }

    #[test]
    fn forms_of_the_variable_go_from_near_to_far() {
        let near = debian().env("CC", "a").env("TARGET_CC", "b").env("CC_aarch64_unknown_linux_gnu", "c -x");
        assert_eq!(compiler(&near, AARCH64), says("c", &["CC_aarch64_unknown_linux_gnu", "-x"]));
        assert_eq!(compiler(&debian().env("CC", "a").env("TARGET_CC", "b"), AARCH64), says("b", &["TARGET_CC"]));
        assert_eq!(compiler(&debian().env("CC", "ccache a -y"), AARCH64), says("a", &["CC", "ccache", "-y"]));
        // not a form: upper case
        let upper = debian().env("CC_AARCH64_UNKNOWN_LINUX_GNU", "a");
        assert_eq!(compiler(&upper, AARCH64), says("aarch64-linux-gnu-gcc", &["target"]));
        // blank: nobody says
        let blank = debian().env("CC", "a").env("TARGET_CC", "");
        assert_eq!(compiler(&blank, AARCH64), says("aarch64-linux-gnu-gcc", &["target"]));
    }

    #[test]
    fn cargos_table_counts_and_gives_way_to_the_environment() {
        let table = config(debian(), "[env]\nCC_aarch64-unknown-linux-gnu = \"clang\"\n");
        assert_eq!(compiler(&table, AARCH64), says("clang", &["CC_aarch64-unknown-linux-gnu"]));
        let both = table.env("CC_aarch64-unknown-linux-gnu", "tcc");
        assert_eq!(compiler(&both, AARCH64), says("tcc", &["CC_aarch64-unknown-linux-gnu"]));
    }

    #[test]
    fn cpp_goes_the_same_way_by_names_of_its_own() {
        let cpp = |fake: &Fake, target: &str| {
            fake.fact::<CppCompiler>(&Triple::new(target)).expect("decided").0.program.clone()
        };
        assert_eq!(cpp(&debian().env("CC", "gcc-12").env("CXX", "g++-12"), AARCH64), "g++-12");
        let linker = config(with_cross_gcc(), "[target.aarch64-unknown-linux-gnu]\nlinker = \"my-gcc\"\n");
        assert_eq!(cpp(&linker, AARCH64), "my-g++");
        assert_eq!(cpp(&debian().program("/usr/bin/musl-gcc"), MUSL), "x86_64-linux-musl-g++");
        assert_eq!(cpp(&debian(), "x86_64-unknown-freebsd"), "c++");
        assert_eq!(cpp(&debian(), "wasm32-wasip1"), "clang++");
    }

    #[test]
    fn names_are_derived_where_nothing_is_set() {
        let linker = config(with_cross_gcc(), "[target.aarch64-unknown-linux-gnu]\nlinker = \"my-gcc\"\n");
        assert_eq!(compiler(&linker, AARCH64), says("my-gcc", &["linker"]));
        let prefix = debian().env("CROSS_COMPILE", "arm-linux-");
        assert_eq!(compiler(&prefix, AARCH64), says("arm-linux-gcc", &["CROSS_COMPILE"]));
        assert_eq!(compiler(&debian(), MUSL), says("x86_64-linux-musl-gcc", &["target"]));
        assert_eq!(compiler(&debian().program("/usr/bin/musl-gcc"), MUSL), says("musl-gcc", &["target"]));
        assert_eq!(compiler(&debian(), "x86_64-unknown-freebsd"), says("cc", &["host"]));
        assert_eq!(compiler(&debian(), "wasm32-wasip1"), says("clang", &["target"]));
    }
}

//! What is said of a compiler that is not there, or is the host's own, and what is offered instead.

use xdoctor_fixes::{Fix, packages::Need};

use super::{
    c_cross_compiler_missing::CHECK,
    judge::{by_hand, evidence},
};
use crate::{
    Cx, Evidence, Finding, Pause, Triple,
    cargo_config::mend,
    facts::{
        cargo_config::{CargoConfig, Node},
        linker::{Executable, Tool},
        worlds::{CCompiler, CcChosenBy, Set},
    },
    linker::{dumpmachine, gnu_prefix, install},
    proof::Cpp,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    C,
    Cpp,
}

impl Language {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::C => "C",
            Self::Cpp => "C++",
        }
    }

    fn variable(self) -> &'static str {
        match self {
            Self::C => "CC",
            Self::Cpp => "CXX",
        }
    }

    fn gnu(self) -> &'static str {
        match self {
            Self::C => "gcc",
            Self::Cpp => "g++",
        }
    }

    /// Who compiles it.
    pub(super) fn by(self, cpp: &Cpp) -> String {
        match (self, &cpp.by_cxx) {
            (Self::Cpp, Some(package)) => format!("`{package}` compiles C++"),
            (Self::Cpp, None) | (Self::C, _) => format!("a crate of the build compiles {}", self.name()),
        }
    }
}

pub(super) fn hosts(target: &Triple, language: Language, cpp: &Cpp, executable: &Executable, machine: &str) -> Finding {
    let name = format!("{}_{}", language.variable(), target.underscored());
    let steps =
        vec![format!("set `{name}` to a compiler for `{target}`, and `AR_{}` to its `ar`", target.underscored())];
    Finding::new(
        format!("no compiler is named for `{target}`, and `{}` compiles for `{machine}`", executable.path),
        format!("{}; the crate cc knows no compiler's name for this target and runs the host's", language.by(cpp)),
    )
    .evidence([dumpmachine(executable.path.as_str(), machine)])
    .fix([by_hand(
        &format!("{}/{target}", CHECK.id),
        &format!("name the {} compiler for the target", language.name()),
        steps,
    )])
}

pub(super) fn absent(
    target: &Triple,
    language: Language,
    cpp: &Cpp,
    compiler: &CCompiler,
    cx: &Cx<'_>,
) -> Result<Finding, Pause> {
    let name = &compiler.program;
    let path = cx.env("PATH")?.unwrap_or_default().to_owned();
    let mut shown = vec![Evidence::Env { name: "PATH".into(), value: path }];
    let mut fixes = Vec::new();
    let by = match &compiler.chosen_by {
        CcChosenBy::Variable(set) => {
            shown.insert(0, evidence(set));
            fixes.extend(installed_instead(target, language, set, cx)?);
            format!("`{}` names it", set.name)
        }
        CcChosenBy::CrossCompile(value) => {
            shown.insert(0, value.evidence("env.CROSS_COMPILE"));
            "`CROSS_COMPILE` names its prefix".to_owned()
        }
        CcChosenBy::Linker(origin) => format!("the linker of {origin} has this prefix"),
        CcChosenBy::Target | CcChosenBy::HostsOwn => "the crate cc looks for it by the target's name".to_owned(),
    };
    let title = format!("install what has `{name}`");
    fixes.extend(install(CHECK.id, &title, Need::of_program(name), cx)?);
    if language == Language::Cpp && target.as_str().ends_with("-musl") {
        fixes.push(for_musl(target));
    }
    Ok(Finding::new(
        format!("`{name}`, which compiles {} for `{target}`, is not installed", language.name()),
        format!("{}, and {by}", language.by(cpp)),
    )
    .evidence(shown)
    .fix(fixes))
}

/// No distribution but Alpine has C++ for musl.
fn for_musl(target: &Triple) -> Fix {
    let name = target.underscored();
    by_hand(
        &format!("{}/{target}/musl", CHECK.id),
        "build with a C++ compiler that has a library for musl",
        vec![
            format!("either build with zig: `cargo zigbuild --target {target}`"),
            format!("or unpack a musl toolchain with g++, and set `CC_{name}` and `CXX_{name}` to its compilers"),
        ],
    )
}

/// The compiler of the usual name, where a setting of cargo's table names one that is absent.
fn installed_instead(target: &Triple, language: Language, set: &Set, cx: &Cx<'_>) -> Result<Vec<Fix>, Pause> {
    let Some((file, _)) = mend::place(&set.value) else { return Ok(Vec::new()) };
    let Some(usual) = gnu_prefix(target.as_str()).map(|prefix| format!("{prefix}-{}", language.gnu())) else {
        return Ok(Vec::new());
    };
    let (tool, config) = (cx.fact::<Tool>(usual.clone()), cx.fact::<CargoConfig>(()));
    let (Tool::Executable(_), config) = (&*tool?, config?) else { return Ok(Vec::new()) };
    let written = config.root.at(&["env", set.name.as_str()]);
    let mut key = vec!["env".to_owned(), set.name.clone()];
    key.extend(written.and_then(Node::as_table).map(|_| "value".to_owned()));
    let edit = mend::set(file, &key, mend::toml_string(&usual));
    let title = format!("set `{}` to `{usual}`", set.name);
    Ok(vec![mend::edit(&CHECK, &set.name, title, mend::scope_of(file, &config), vec![edit])])
}

//! What a build script's text says of the C++ that it compiles.

use std::collections::BTreeSet;

use super::{
    condition::Known,
    in_effect::in_effect,
    source_text::{pieces, without_comments},
};

/// What scripts say, together.
#[expect(clippy::struct_excessive_bools, reason = "independent findings in one text, none of which excludes another")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Says {
    /// The crate cc, or one that runs it, is asked for C++.
    pub(super) cpp: bool,
    /// Files of C++ are given to the C compiler, which knows them by their names.
    pub(super) cpp_files: bool,
    /// The crate cmake is used. Which languages those are is said by `CMakeLists.txt` in one of these directories.
    pub(super) cmake: Option<BTreeSet<String>>,
    /// C is compiled too.
    pub(super) c: bool,
    /// C++'s library is not left to the crate cc: which one is linked instead, if any.
    pub(super) library: Option<BTreeSet<String>>,
    /// The library is named where the script prints what to link.
    names_library: bool,
}

impl Says {
    pub(super) fn read(text: &str, known: &Known<'_>) -> Self {
        let code = in_effect(&without_comments(text), known);
        let literals: Vec<_> = pieces(&code).filter_map(|(_, piece)| piece.text()).collect();
        let builds = code.matches("Build::new()").count();
        let asked = arguments(&code, ".cpp(").filter(|value| *value != "false").count();
        let bridges = ["cxx_build::", "cpp_build::", "autocxx_build::"].iter().any(|name| code.contains(name));
        let cmake = code.contains("cmake::");
        let named = literals.iter().any(|text| is_cpp_file(text));
        let cpp = asked > 0 || bridges;
        let mut says = Self {
            cpp,
            cpp_files: named && !cpp && !cmake && builds > 0,
            cmake: cmake.then(|| cmake_dirs(&code)),
            c: builds > asked || asked == 0 && !bridges,
            library: if cpp { library(&code) } else { None },
            names_library: literals.iter().any(|text| text.contains("stdc++")),
        };
        if named && cmake {
            says.by_cmake();
        }
        says
    }

    /// CMake compiles C++, and links nothing into what Rust makes.
    pub(super) fn by_cmake(&mut self) {
        if !self.cpp {
            self.cpp = true;
            self.library = (!self.names_library).then(BTreeSet::new);
        }
    }

    /// Both together.
    pub(super) fn join(&mut self, other: Self) {
        self.cpp |= other.cpp;
        self.cpp_files |= other.cpp_files;
        self.c |= other.c;
        self.names_library |= other.names_library;
        if let Some(dirs) = other.cmake {
            self.cmake.get_or_insert_default().extend(dirs);
        }
        if let Some(libraries) = other.library {
            self.library.get_or_insert_default().extend(libraries);
        }
    }
}

/// Whether a `CMakeLists.txt` makes CMake look for a C++ compiler: `project` enables C and C++ where it names no language
/// (cmake-commands(7), `project`).
pub(super) fn cmake_wants_cpp(text: &str) -> bool {
    const OPTIONS: [&str; 4] = ["version", "description", "homepage_url", "compat_version"];
    let code: String =
        text.lines().map(|line| line.split('#').next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    let lower = code.to_ascii_lowercase();
    let calls = |name: &str| {
        let found: Vec<_> = lower
            .match_indices(name)
            .filter(|(at, _)| !lower[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
            .filter_map(|(at, _)| {
                let rest = lower[at + name.len()..].trim_start().strip_prefix('(')?;
                Some(
                    rest.split(')')
                        .next()
                        .unwrap_or_default()
                        .split_whitespace()
                        .map(str::to_owned)
                        .collect::<Vec<_>>(),
                )
            })
            .collect();
        found
    };
    let is_cpp = |words: &[String]| words.iter().any(|word| word == "cxx");
    if calls("enable_language").iter().any(|words| is_cpp(words)) {
        return true;
    }
    let Some(words) = calls("project").into_iter().next() else { return true };
    let languages = match words.iter().position(|word| word == "languages") {
        Some(at) => &words[at + 1..],
        None if words.iter().any(|word| OPTIONS.contains(&word.as_str())) => &[],
        None => words.get(1..).unwrap_or_default(),
    };
    languages.is_empty() || is_cpp(languages)
}

/// The directories that `cmake::Config::new` and `cmake::build` name; the script's package where it is no literal.
fn cmake_dirs(code: &str) -> BTreeSet<String> {
    let named = ["cmake::Config::new(", "cmake::build(", " Config::new(", "=Config::new("].into_iter();
    let mut found: BTreeSet<String> = named
        .flat_map(|call| code.match_indices(call).map(move |(at, _)| &code[at + call.len()..]))
        .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next())
        .map(str::to_owned)
        .collect();
    if found.is_empty() {
        found.insert(String::new());
    }
    found
}

/// What is said in place of the library that the crate cc would link; none where nothing is said.
fn library(code: &str) -> Option<BTreeSet<String>> {
    let mut said: Vec<&str> = Vec::new();
    for call in [".cpp_link_stdlib(", ".cpp_set_stdlib("] {
        said.extend(arguments(code, call));
    }
    if said.is_empty() {
        return None;
    }
    // Of several, each may be for another target: then nothing is sure to be linked.
    let [one] = said[..] else { return Some(BTreeSet::new()) };
    let name = one.strip_prefix("Some(").unwrap_or(one).strip_prefix('"').and_then(|rest| rest.split('"').next());
    Some(name.into_iter().filter(|name| !name.is_empty()).map(str::to_owned).collect())
}

/// The text up to the closing parenthesis of each call.
fn arguments<'a>(code: &'a str, call: &'a str) -> impl Iterator<Item = &'a str> {
    code.match_indices(call).map(move |(at, _)| code[at + call.len()..].split(')').next().unwrap_or_default().trim())
}

fn is_cpp_file(text: &str) -> bool {
    let name = text.rsplit('/').next().unwrap_or(text);
    [".cc", ".cpp", ".cxx", ".c++", ".C"]
        .iter()
        .any(|end| name.strip_suffix(end).is_some_and(|stem| !stem.is_empty() && !stem.contains(char::is_whitespace)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says_of(text: &str, features: Option<&[&str]>) -> Says {
        let features = features.map(|on| on.iter().map(|feature| (*feature).to_owned()).collect());
        Says::read(
            text,
            &Known { features: features.as_ref(), target: Some("aarch64-unknown-linux-gnu"), ..Known::default() },
        )
    }

    fn cpp(text: &str) -> (bool, bool, bool) {
        let says = says_of(text, Some(&[]));
        (says.cpp, says.cpp_files, says.c)
    }

    #[test]
    fn cpp_is_asked_for_in_several_ways() {
        assert_eq!(cpp("fn main() { cc::Build::new().file(\"a.c\").compile(\"a\") }"), (false, false, true));
        assert_eq!(cpp("cc::Build::new().cpp(true).file(\"a.cc\")"), (true, false, false));
        assert_eq!(cpp("cc::Build::new().cpp(is_cpp).file(\"a.cc\")"), (true, false, false));
        assert_eq!(cpp("cc::Build::new().cpp(false).file(\"a.c\")"), (false, false, true));
        assert_eq!(cpp("cc::Build::new().cpp(true); cc::Build::new().file(\"b.c\")"), (true, false, true));
        assert_eq!(cpp("cxx_build::bridge(\"src/main.rs\").file(\"src/a.cc\")"), (true, false, false));
        assert_eq!(cpp("cc::Build::new().file(\"src/a.cpp\")"), (false, true, true));
    }

    #[test]
    fn comments_say_nothing() {
        let template = "let mut c = cc::Build::new();\n/*\nlet mut cpp = cc::Build::new();\ncpp.cpp(true);\n\
                        cpp.file(\"scanner.cc\");\n*/\n// c.cpp(true);\nc.file(\"http://x/parser.c\");";
        assert_eq!(cpp(template), (false, false, true));
    }

    #[test]
    fn what_features_and_the_target_turn_off_says_nothing() {
        let item = "#[cfg(feature = \"cpp\")]\nfn main() { cc::Build::new().cpp(true).compile(\"}\"); }\n\
                    #[cfg(not(feature = \"cpp\"))]\nfn main() {}\n";
        let branch = "if cfg!(feature = \"cpp\") { b.cpp(true); } else { b.file(\"a.c\"); }";
        let variable = "if env::var_os(\"CARGO_FEATURE_CPP\").is_some() { b.cpp(true); }";
        for text in [item, branch, variable] {
            assert!(!says_of(text, Some(&[])).cpp, "{text}");
            assert!(says_of(text, Some(&["cpp"])).cpp, "{text}");
            // nobody knows
            assert!(says_of(text, None).cpp, "{text}");
        }
        assert!(!cpp("if target.contains(\"msvc\") { b.cpp(true); }").0);
        assert!(cpp("if !target.contains(\"msvc\") && other() { b.cpp(true); }").0);
        assert!(cpp("#[cfg(windows)]\nb.cpp(true);").0);
    }

    #[test]
    fn the_library_may_be_named() {
        let library = |call: &str| says_of(&format!("cc::Build::new().cpp(true){call};"), None).library;
        let named = |name: &str| Some(BTreeSet::from([name.to_owned()]));
        assert_eq!(library(""), None);
        assert_eq!(library(".cpp_link_stdlib(None)"), Some(BTreeSet::new()));
        assert_eq!(library(".cpp_link_stdlib(\"c++_static\")"), named("c++_static"));
        assert_eq!(library(".cpp_set_stdlib(Some(\"c++\"))"), named("c++"));
        assert_eq!(library(".cpp_link_stdlib(name)"), Some(BTreeSet::new()));
    }

    #[test]
    fn cmake_s_languages_are_read() {
        let dirs = says_of("let dst = cmake::Config::new(\"zstd\").build();", None).cmake;
        assert_eq!(dirs, Some(BTreeSet::from(["zstd".to_owned()])));
        for (text, expected) in [
            ("project(x)", true),
            ("project(x C)", false),
            ("PROJECT (x VERSION 1 LANGUAGES C)\n", false),
            ("project(x LANGUAGES C CXX)", true),
            ("project(x VERSION 1.0)", true),
            ("# project(x)\nproject(x C)\nenable_language(CXX)", true),
            ("", true),
        ] {
            assert_eq!(cmake_wants_cpp(text), expected, "{text}");
        }
    }
}

//! Whether the C that the project's own build scripts compile wants a C library.

use super::needs::compiling_own_c;
use crate::{
    Cx, Fact, HostPath, Pause, Triple,
    facts::project::{Package, Project},
};

/// The first header of a C library that such C includes. Only the project's own and path dependencies' is looked at, as
/// far as a build script names its files in so many words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostedC(pub Option<Include>);

/// `#include <HEADER>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Include {
    pub file: HostPath,
    /// From 1.
    pub line: u32,
    pub header: String,
}

/// At most so many files of a package.
const FILES: usize = 32;

impl Fact for HostedC {
    type Key = Triple;

    fn conclude(target: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let Some(project) = Project::here(cx)? else { return Ok(Self(None)) };
        let packages = compiling_own_c(&project, target, cx)?;
        let scripts: Vec<_> = packages.iter().filter_map(|package| script(package, cx)).collect();
        let mut files = Vec::new();
        for (dir, text) in scripts {
            let named = text?.map(sources).unwrap_or_default();
            files.extend(named.into_iter().take(FILES).map(|name| dir.join(name)));
        }
        let asked: Vec<_> = files.iter().map(|file| (file, cx.text(file))).collect();
        let mut first = None;
        for (file, text) in asked {
            let include = text?.and_then(hosted);
            first =
                first.or(include.map(|(line, header)| Include { file: file.clone(), line, header: header.to_owned() }));
        }
        Ok(Self(first))
    }
}

type Script<'a> = (HostPath, Result<Option<&'a str>, Pause>);

fn script<'a>(package: &Package, cx: &Cx<'a>) -> Option<Script<'a>> {
    let dir = package.manifest.parent()?;
    Some((dir, cx.text(package.build_script.as_ref()?)))
}

/// The C files that a build script names.
fn sources(script: &str) -> Vec<&str> {
    script
        .split('"')
        .skip(1)
        .step_by(2)
        .filter(|text| text.strip_suffix(".c").is_some_and(|stem| !stem.is_empty()))
        .collect()
}

/// The first header that only a C library has, of C that does not look out for WebAssembly itself. What clang brings is
/// enough for the freestanding ones (ISO/IEC 9899:2018, 4, paragraph 6).
fn hosted(source: &str) -> Option<(u32, &str)> {
    const LIBRARY: [&str; 22] = [
        "assert.h",
        "complex.h",
        "ctype.h",
        "errno.h",
        "fcntl.h",
        "fenv.h",
        "inttypes.h",
        "locale.h",
        "math.h",
        "pthread.h",
        "setjmp.h",
        "signal.h",
        "stdio.h",
        "stdlib.h",
        "string.h",
        "strings.h",
        "threads.h",
        "time.h",
        "unistd.h",
        "wchar.h",
        "wctype.h",
        "dirent.h",
    ];
    if source.contains("__wasm") {
        return None;
    }
    source.lines().zip(1..).find_map(|(line, number)| {
        let rest = line.trim_start().strip_prefix('#')?.trim_start().strip_prefix("include")?.trim_start();
        let header = rest.strip_prefix('<')?.split('>').next()?;
        (LIBRARY.contains(&header) || header.starts_with("sys/")).then_some((number, header))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_script_names_its_sources() {
        let script = "fn main() { cc::Build::new().file(\"src/a.c\").files([\"b.c\", \"c.cpp\"]).compile(\"x\"); }";
        assert_eq!(sources(script), ["src/a.c", "b.c"]);
    }

    #[test]
    fn headers_of_a_c_library_are_told_from_those_of_the_compiler() {
        assert_eq!(hosted("#include <stdint.h>\n # include <stdio.h>\n"), Some((2, "stdio.h")));
        assert_eq!(hosted("#include <sys/time.h>"), Some((1, "sys/time.h")));
        assert_eq!(hosted("#include <stddef.h>\n#include \"string.h\"\n"), None);
        assert_eq!(hosted("#ifndef __wasm__\n#include <stdio.h>\n#endif"), None);
    }
}

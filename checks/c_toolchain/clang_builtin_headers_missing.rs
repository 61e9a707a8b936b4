//! libclang is there, and clang's own headers are not.

use xdoctor_fixes::packages::Need;

use super::judge::{asked, confirmed};
use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Outcome, Pause, Symptom, Topic,
    answer::{Metadata, Ran},
    check::Severity,
    facts::{
        demands::{Demand, Want},
        worlds::{Bindgen, Libclang},
    },
    linker::install,
    question::Run,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "clang-builtin-headers-missing",
    topic: Topic::CToolchain,
    title: "clang's own headers are not installed",
    severity: Severity::Failure,
    docs: "\
## What is wrong
clang brings headers of its own (`stddef.h`, `stdarg.h`, `stdbool.h`) in its resource directory, which a distribution may \
package apart (`libclang-common-NN-dev` on Debian), and which libclang looks for relative to itself. They are not there, so \
that headers of the C library, which include them, cannot be read.
## Why it breaks the build
bindgen stops: `fatal error: 'stddef.h' file not found`, told from a header of the C library.
## What to do
Install clang with its headers, or let the arguments name a directory that has them: \
`BINDGEN_EXTRA_CLANG_ARGS=-I$(clang -print-resource-dir)/include`. Where `LIBCLANG_PATH` names a libclang out of its \
installation, name the one inside.
## Sources
clang's manual, `-print-resource-dir`; llvm-project `clang/lib/Driver/Driver.cpp` (`GetResourcesPath`); bindgen's book, \
*Requirements*.",
    links: &["https://rust-lang.github.io/rust-bindgen/requirements.html"],
    symptoms: &[
        Symptom {
            all: &[r"fatal error: '(stddef|stdarg|stdbool|float|limits|iso646|xmmintrin|emmintrin|immintrin|arm_neon|mm_malloc|stdalign)\.h' file not found"],
            none: &[r"fatal error: '(stdio|stdlib|string|errno|features|unistd)\.h' file not found"],
            weight: 0.85,
            printed_by: "libclang 3.9 and later",
            source: "llvm-project clang/include/clang/Basic/DiagnosticLexKinds.td, err_pp_file_not_found",
        },
        Symptom {
            all: &[r"ClangDiagnostic\(.*'(stddef|stdarg|stdbool)\.h' file not found"],
            none: &[],
            weight: 0.9,
            printed_by: "bindgen 0.60 and later",
            source: "rust-bindgen bindgen/lib.rs, BindgenError",
        },
        Symptom {
            all: &[r"'(stddef|stdarg|stdbool|float|iso646|stdalign|stdnoreturn|varargs|xmmintrin|emmintrin|immintrin|mm_malloc|arm_neon|arm_acle|cpuid|x86intrin|__stddef_\w+|__stdarg_\w+|tgmath|tmmintrin|smmintrin|wmmintrin)\.h' file not found"],
            none: &[],
            weight: 0.88,
            printed_by: "libclang without clang's own headers",
            source: "llvm-project clang/lib/Headers",
        },
        Symptom {
            all: &[r"'(limits|stdint|inttypes|unwind)\.h' file not found"],
            none: &[r"wasm32", r"(gnu|bits|sys|asm)/\S+\.h' file not found"],
            weight: 0.6,
            printed_by: "libclang without clang's own headers",
            source: "llvm-project clang/lib/Headers",
        },
    ],
    live: Live::Target(check),
};

fn is_libclang(want: Want) -> bool {
    want == Want::Libclang
}

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let target = &wanted.triple;
    if asked(target, is_libclang, cx)?.is_none() {
        return Ok(Outcome::NotApplicable);
    }
    let (libclang, bindgen) = (cx.fact::<Libclang>(()), cx.fact::<Bindgen>(target.clone()));
    let (Libclang::Found { path }, bindgen) = (&*libclang?, bindgen?) else { return Ok(Outcome::NotApplicable) };
    if bindgen.words.iter().any(|word| word.starts_with("-resource-dir") || word.ends_with("/include")) {
        return Ok(Outcome::NotApplicable);
    }
    let (dirs, shown) = match &bindgen.clang {
        // bindgen adds the directories of the `clang` that it finds.
        Some(clang) => {
            let Ran::Finished { exit, stdout, .. } = cx.run(Run::probe(clang.clone(), ["-print-resource-dir"]))? else {
                return Ok(Outcome::NotApplicable);
            };
            let Some(dir) = HostPath::parse(stdout.trim()).filter(|_| exit.success()) else {
                return Ok(Outcome::NotApplicable);
            };
            let command = vec![clang.clone(), "-print-resource-dir".to_owned()];
            (vec![dir], Some(Evidence::Command { command, exit: Some(0), output: stdout.trim().to_owned() }))
        }
        None => (beside(path, cx)?, None),
    };
    let headers: Vec<_> = dirs.iter().map(|dir| cx.metadata(&dir.join("include").join("stddef.h"))).collect();
    for (dir, header) in dirs.iter().zip(headers) {
        if matches!(header?, Metadata::Found(_)) {
            return Ok(Outcome::Pass(format!("clang's own headers are in `{dir}`")));
        }
    }
    let shown: Vec<_> =
        shown.into_iter().chain([Evidence::File { file: path.clone(), line: None, text: "libclang".into() }]).collect();
    confirmed(target, is_libclang, |demand| finding(dirs.first(), shown, demand, cx), cx)
}

/// Resource directories that go with this libclang: relative to it, and where distributions keep those of its version.
fn beside(libclang: &HostPath, cx: &Cx<'_>) -> Result<Vec<HostPath>, Pause> {
    let real = match cx.metadata(libclang)? {
        Metadata::Found(found) => found.real.clone(),
        Metadata::Missing | Metadata::Dangling { .. } | Metadata::Unreadable { .. } => libclang.clone(),
    };
    let name = real.file_name().unwrap_or_default();
    let major: String = name
        .trim_start_matches("libclang")
        .trim_start_matches(['-', '.'])
        .trim_start_matches("so.")
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    let mut homes: Vec<_> =
        real.parent().into_iter().flat_map(|dir| [dir.join("clang"), dir.join("../lib/clang")]).collect();
    let usual =
        ["/usr/lib/clang".to_owned(), "/usr/lib64/clang".to_owned(), format!("/usr/lib/llvm-{major}/lib/clang")];
    homes.extend(usual.iter().filter_map(|dir| HostPath::parse(dir)));
    let listed: Vec<_> = homes.iter().map(|home| (home, cx.list(home))).collect();
    let mut dirs = Vec::new();
    for (home, entries) in listed {
        if let crate::answer::Dir::Entries(entries) = entries? {
            dirs.extend(entries.iter().map(|entry| home.join(&entry.name)));
        }
    }
    if dirs.is_empty() {
        dirs.extend(homes.first().cloned());
    }
    Ok(dirs)
}

fn finding(dir: Option<&HostPath>, shown: Vec<Evidence>, demand: &Demand, cx: &Cx<'_>) -> Result<Finding, Pause> {
    let place = dir.map(|dir| format!(" (`{dir}/include/stddef.h`)")).unwrap_or_default();
    Ok(Finding::new(
        format!("clang's own headers are not there{place}"),
        format!("`{}` of the build reads C headers with libclang, and those include clang's", demand.told()),
    )
    .evidence(shown)
    .fix(install(CHECK.id, "install clang's headers", Some(Need::Libclang), cx)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        c_toolchain::testing::locked,
        facts::linker::scene::{HOST, debian, elf},
        testing::Fake,
    };

    fn project() -> Fake {
        locked(debian(), "zstd-sys", "2.0.9", &["bindgen", "cc"])
            .blob("/usr/lib/x86_64-linux-gnu/libclang-14.so.1", elf("x86_64"))
    }

    #[test]
    fn fires_where_no_directory_has_them() {
        let Ok(Outcome::Found(finding)) = project().judge(&CHECK, HOST) else { panic!("did not fire") };
        assert!(finding.message.starts_with("clang's own headers are not there"), "{}", finding.message);
        let told = project().program("/usr/bin/clang").command(["clang", "-print-resource-dir"], "/usr/lib/clang/14\n");
        let Ok(Outcome::Found(finding)) = told.judge(&CHECK, HOST) else { panic!("did not fire") };
        assert_eq!(finding.message, "clang's own headers are not there (`/usr/lib/clang/14/include/stddef.h`)");
    }

    #[test]
    fn headers_beside_libclang_or_clang_are_fine() {
        let debian = project().file("/usr/lib/llvm-14/lib/clang/14.0.6/include/stddef.h", "");
        let fine = Outcome::Pass("clang's own headers are in `/usr/lib/llvm-14/lib/clang/14.0.6`".into());
        assert_eq!(debian.judge(&CHECK, HOST), Ok(fine));
        let told = project()
            .program("/usr/bin/clang")
            .command(["clang", "-print-resource-dir"], "/usr/lib/clang/14\n")
            .file("/usr/lib/clang/14/include/stddef.h", "");
        assert!(matches!(told.judge(&CHECK, HOST), Ok(Outcome::Pass(_))));
    }
}

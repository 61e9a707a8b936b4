//! The sysroot's links or linker scripts lead out of it, into the host.

use xdoctor_fixes::{Applicability, Change, Fix, Relink, Scope};

use super::judge::{judge, named, names, setting, with_cause};
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Pause, Symptom, Topic,
    answer::ScannedLink,
    check::Severity,
    facts::sysroot::{Cause, Judged, Problem, Root, Sysroot, ends_in},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "sysroot-absolute-paths",
    topic: Topic::Sysroot,
    title: "the sysroot leads out of itself by absolute paths",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A file that the link needs lies behind a symbolic link with an absolute text (`libm.so -> /lib/aarch64-linux-gnu/libm.so.6`), \
or a linker script of the sysroot (`libc.so`) names an absolute path that does not hold there. On the machine that the \
sysroot was copied from both were right; here they lead into the host.
## Why it breaks the build
The file is not found, or the host's file is found. A dangling `libpthread.so` or `libm.so` makes the linker take the \
static library beside it without a word, which ends in undefined symbols (`_dl_stack_flags`, `__libc_...`) or in a program \
that crashes.
## What to do
Make the links relative: xdoctor replaces those whose target exists inside the sysroot, and nothing outside of it. Scripts \
stay as they are: ld and lld take their paths below the sysroot if the script itself lies in the directory of `--sysroot`, \
so pass that and not merely `-L`. `docker export` and `rsync -l` keep absolute links; so do not skip this after copying.
## Sources
ld's manual, *Commands Dealing with Files*, `INPUT`; `symlinks(1)`; raspberrypi/tools#64; by experiment with ld 2.40 and \
lld 14.",
    links: &["https://sourceware.org/binutils/docs/ld/File-Commands.html"],
    symptoms: &[
        Symptom {
            all: &[r"cannot find /\S+\.(so|a)[.\d]* inside /"],
            none: &[],
            weight: 0.9,
            printed_by: "GNU ld 2.25 and later, where a sysroot is in effect",
            source: "binutils-gdb ld/ldfile.c, ldfile_open_file: a linker script's absolute path is looked for below the sysroot",
        },
        Symptom {
            all: &[r"cannot find /(usr/)?lib(64)?/\S+"],
            none: &[],
            weight: 0.8,
            printed_by: "GNU ld 2, lld 6 and later",
            source: "by experiment with ld 2.40 and lld 14: a script's path, `inside DIR` where there is a sysroot",
        },
        Symptom {
            all: &[r"attempt to open /(usr/)?lib(64)?/\S+ failed"],
            none: &[],
            weight: 0.7,
            printed_by: "GNU ld 2 with --verbose",
            source: "binutils-gdb ld/ldfile.c",
        },
        Symptom {
            all: &[r"undefined (symbol|reference)s?:? .{0,4}(_dl_\w+|_nl_\w+|__libc_\w+|__pthread_\w+)"],
            none: &[],
            weight: 0.6,
            printed_by: "GNU ld 2, lld 6 and later",
            source: "glibc's internals, needed by its static libraries: the shared one was not found",
        },
        Symptom {
            all: &[r"cannot find /(usr/)?lib(64|32)?/\S+( inside)?"],
            none: &[],
            weight: 0.85,
            printed_by: "lld, GNU ld",
            source: "llvm-project lld/ELF/ScriptParser.cpp: inside; binutils-gdb ld/ldfile.c",
        },
        Symptom {
            all: &[r"attempt to open /(usr/)?lib(64|32)?/\S+ failed"],
            none: &[],
            weight: 0.72,
            printed_by: "GNU ld --verbose, bfd",
            source: "binutils-gdb ld/ldfile.c",
        },
        Symptom {
            all: &[r"undefined (symbol|reference)s?:? .{0,4}(_dl_(stack_flags|pagesize|\w+)|__libc_(csu_\w+|multiple_libcs|\w+)|__pthread_(initialize_minimal|unwind|\w+)|_nl_\w+)"],
            none: &[],
            weight: 0.62,
            printed_by: "any linker that falls back to a static libc or libpthread",
            source: "glibc's internal names",
        },
        Symptom {
            all: &[r"lld: error: cannot open /(usr/)?lib(64|32)?/\S*(lib\w+\.so[.\d]*|_nonshared\.a|ld-[\w.-]+): No such file"],
            none: &[],
            weight: 0.8,
            printed_by: "lld 6 and later, of a path in a linker script",
            source: "llvm-project lld/ELF/InputFiles.cpp, readFile; lld/ELF/ScriptParser.cpp, addFile",
        },
    ],
    live: Live::Target(check),
};

/// Enough for a whole Debian root; the scan of a sysroot is bounded.
const SCAN: u32 = 1 << 20;

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let fine = |judged: &Judged| format!("{} has what a link needs without absolute paths", named(judged));
    judge(wanted, cx, |sysroot| find(sysroot, cx), fine)
}

fn find(sysroot: &Sysroot, cx: &Cx<'_>) -> Result<Option<Finding>, Pause> {
    let Sysroot::Judged(judged) = sysroot else { return Ok(None) };
    let problems = with_cause(judged, |cause| match cause {
        Cause::AbsoluteLink { .. } | Cause::AbsoluteInScript { .. } => true,
        Cause::BrokenLink { .. } | Cause::Missing { .. } => false,
    });
    if problems.is_empty() {
        return Ok(None);
    }
    let finding = Finding::new(
        format!("{} leads out of itself: the link does not get {}", named(judged), names(&problems)),
        "absolute paths of the machine that the sysroot comes from lead into this host",
    )
    .evidence(setting(judged))
    .evidence(evidence(&problems));
    Ok(Some(match &judged.root {
        Some(root) => finding.fix(relinks(root, cx)?).fix(by_hand(judged)),
        None => finding.fix(by_hand(judged)),
    }))
}

fn evidence(problems: &[&Problem]) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    for problem in problems {
        let line = match &problem.cause {
            Cause::AbsoluteLink { link, text } => {
                Evidence::File { file: link.clone(), line: None, text: format!("a symbolic link to `{text}`") }
            }
            Cause::AbsoluteInScript { script, reference } => {
                Evidence::File { file: script.clone(), line: Some(reference.line), text: reference.text.clone() }
            }
            Cause::BrokenLink { .. } | Cause::Missing { .. } => continue,
        };
        if !evidence.contains(&line) {
            evidence.push(line);
        }
    }
    evidence
}

/// Every absolute link of a library, an object or a directory whose target exists inside the sysroot, as a relative one.
fn relinks(root: &Root, cx: &Cx<'_>) -> Result<Option<Fix>, Pause> {
    let scan = cx.scan_links(&root.real, SCAN)?;
    let links: Vec<_> =
        scan.links.iter().filter(|link| is_of_a_link(link)).filter_map(|link| relink(root, link)).collect();
    Ok((!links.is_empty()).then(|| Fix {
        id: format!("{}/{}", CHECK.id, root.path),
        title: format!("make {} absolute links of `{}` relative", links.len(), root.path),
        change: Change::Symlink { root: root.real.clone(), links },
        applicability: Applicability::Safe,
        scope: Scope::User,
    }))
}

/// What a linker looks at: libraries, objects, and names without an ending, which are directories.
fn is_of_a_link(link: &ScannedLink) -> bool {
    let name = link.path.rsplit('/').next().unwrap_or_default();
    name.contains(".so") || ends_in(name, "o") || ends_in(name, "a") || !name.contains('.')
}

fn relink(root: &Root, link: &ScannedLink) -> Option<Relink> {
    let new = link.relative.clone()?;
    Some(Relink { link: root.real.join(&link.path), old: link.target.clone(), new })
}

fn by_hand(judged: &Judged) -> Option<Fix> {
    let script = judged.problems.iter().find_map(|problem| match &problem.cause {
        Cause::AbsoluteInScript { script, reference } => Some((script, reference)),
        Cause::AbsoluteLink { .. } | Cause::BrokenLink { .. } | Cause::Missing { .. } => None,
    });
    let steps = match (&judged.root, script) {
        (None, Some((script, _))) => vec![format!(
            "pass the root of the sysroot that `{script}` lies in as `-Clink-arg=--sysroot=DIR`, besides or instead of `-L`"
        )],
        (Some(root), Some((script, reference))) => vec![format!(
            "`{script}` line {} names `{}`: copy the sysroot again in its original layout, so that this path exists below \
             `{}`, or write the file's name without its directories",
            reference.line, reference.text, root.path
        )],
        (Some(root), None) => vec![format!(
            "the target of the link is not in `{}`: copy the sysroot again, with all of `/lib` and `/usr/lib`",
            root.path
        )],
        (None, None) => return None,
    };
    Some(Fix {
        id: format!("{}/by-hand", CHECK.id),
        title: "give the link the sysroot's own files".to_owned(),
        change: Change::Manual { steps },
        applicability: Applicability::Manual,
        scope: Scope::User,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Outcome,
        answer::{LinkProblem, LinkScan},
        facts::{
            linker::scene::AARCH64,
            sysroot::tests::{with_sysroot, without},
        },
        testing::path,
    };

    #[test]
    fn fires_for_an_absolute_link_and_makes_it_relative() {
        let scanned = |path: &str, target: &str, relative: &str| ScannedLink {
            path: path.into(),
            target: target.into(),
            problem: LinkProblem::Absolute,
            relative: Some(relative.into()),
        };
        let fake = with_sysroot().symlink("/s/lib", "/usr/lib").scan(
            "/s",
            LinkScan {
                visited: 30,
                links: vec![
                    scanned("etc/localtime.conf", "/usr/share/zoneinfo/UTC", "../usr/share/zoneinfo/UTC"),
                    scanned("lib", "/usr/lib", "usr/lib"),
                ],
                absolute: 2,
                ..LinkScan::default()
            },
        );
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, AARCH64) else { panic!("did not fire") };
        assert_eq!(
            finding.message,
            "the sysroot `/s` leads out of itself: the link does not get `libc.so.6`, `ld-linux-aarch64.so.1`"
        );
        let relink = Relink { link: path("/s/lib"), old: "/usr/lib".into(), new: "usr/lib".into() };
        assert_eq!(finding.fixes[0].change, Change::Symlink { root: path("/s"), links: vec![relink] });
        assert_eq!(finding.fixes[0].applicability, Applicability::Safe);
    }

    #[test]
    fn relative_links_and_missing_files_are_another_matter() {
        let passed = Outcome::Pass("the sysroot `/s` has what a link needs without absolute paths".into());
        assert_eq!(with_sysroot().judge(&CHECK, AARCH64), Ok(passed.clone()));
        let missing = without(with_sysroot(), "/s/usr/lib/aarch64-linux-gnu/Scrt1.o");
        assert_eq!(missing.judge(&CHECK, AARCH64), Ok(passed));
    }
}

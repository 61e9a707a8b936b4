//! A `--sysroot` is configured, and there is none.

use xdoctor_fixes::{Applicability, Change, Fix, Scope};

use super::judge::judge;
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Symptom, Topic, check::Severity, facts::sysroot::Sysroot,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "sysroot-not-found",
    topic: Topic::Sysroot,
    title: "the configured sysroot is not there",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The link arguments hold `--sysroot=DIR`, and `DIR` does not exist, or holds no system: neither `lib` nor `usr`.
## Why it breaks the build
The driver looks for start files and libraries below that directory, and finds none: `cannot find crt1.o`, `unable to \
find library -lc`. Worse, a driver can find the host's own instead: gcc and clang of Debian then link with their \
distribution's cross libraries, without a word.
## What to do
Put the sysroot where the flag says, or correct the flag where it stands. A relative path is resolved from the directory \
that rustc runs in, the workspace's root, whatever file it is written in. If the driver has its own sysroot, remove the \
flag.
## Sources
gcc's manual, *Directory Options*, `--sysroot`; clang's `-Wmissing-sysroot`; by experiment with gcc 12 and clang 14.",
    links: &["https://gcc.gnu.org/onlinedocs/gcc/Directory-Options.html"],
    symptoms: &[Symptom {
        all: &[r"warning: no such sysroot directory: '"],
        none: &[],
        weight: 0.9,
        printed_by: "clang 10 and later",
        source: "llvm-project clang/include/clang/Basic/DiagnosticDriverKinds.td, warn_missing_sysroot",
    }],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    judge(
        wanted,
        cx,
        |sysroot| Ok(find(sysroot, wanted)),
        |judged| match &judged.root {
            Some(root) => format!("the sysroot `{}` is there", root.path),
            None => "no sysroot is configured: the driver uses its own".to_owned(),
        },
    )
}

fn find(sysroot: &Sysroot, wanted: &Wanted) -> Option<Finding> {
    let Sysroot::NotFound { root, setting, why, anyway } = sysroot else { return None };
    let steps = vec![
        format!("put the sysroot of `{}` into `{root}`", wanted.triple),
        format!("or correct `--sysroot={}` in {}", setting.value, setting.origin),
    ];
    let consequence = if *anyway {
        "the driver links with what it finds elsewhere instead"
    } else {
        "the driver looks for start files and libraries in the sysroot"
    };
    let finding = Finding::new(format!("`--sysroot` is `{root}`, and {why}"), consequence)
        .evidence([
            setting.evidence("rustflags"),
            Evidence::File { file: root.clone(), line: None, text: (*why).to_owned() },
        ])
        .fix([Fix {
            id: format!("{}/{root}", CHECK.id),
            title: format!("provide the sysroot `{root}`, or correct the flag"),
            change: Change::Manual { steps },
            applicability: Applicability::Manual,
            scope: Scope::User,
        }]);
    Some(if *anyway { finding.warning() } else { finding })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Outcome,
        facts::{linker::scene::AARCH64, sysroot::tests::with_sysroot},
        testing::path,
    };

    #[test]
    fn fires_where_the_folder_is_gone() {
        let mut fake = with_sysroot();
        fake.0.entries.retain(|at, _| at.below(&path("/s")).is_none());
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, AARCH64) else { panic!("did not fire") };
        assert_eq!(finding.message, "`--sysroot` is `/s`, and there is no such directory");
        assert!(!finding.conclusive);
    }

    #[test]
    fn a_sysroot_passes() {
        let passed = Outcome::Pass("the sysroot `/s` is there".into());
        assert_eq!(with_sysroot().judge(&CHECK, AARCH64), Ok(passed));
    }
}

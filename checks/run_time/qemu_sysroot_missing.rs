//! qemu-user runs a dynamic program and has no path to its loader.

use xdoctor_fixes::{
    Change, Fix, Scope,
    cargo_config::{Setting, Wanted as Placing, place},
};

use super::loader::loader;
use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Outcome, Pause, Symptom, Topic,
    answer::Metadata,
    cargo_config::mend,
    check::Severity,
    facts::{
        cargo_config::{Located, TargetSettings},
        config_layout::ConfigLayout,
        linker::Linker,
        rustc::TargetSpec,
        worlds::{Set, variable},
    },
    linker::gnu_prefix,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "qemu-sysroot-missing",
    topic: Topic::RunTime,
    title: "qemu is not told where the target's loader is",
    severity: Severity::Warning,
    docs: "\
## What is wrong
The configured runner is qemu's user emulation. A dynamic program names its loader by an absolute path \
(`/lib/ld-linux-aarch64.so.1`), which qemu looks for below `-L` or `QEMU_LD_PREFIX`, and then on the host. Neither has it.
## Why it breaks the build
A build does not need it. A run stops: \
`qemu-aarch64: Could not open '/lib/ld-linux-aarch64.so.1': No such file or directory`.
## What to do
Give the runner the sysroot: `runner = \"qemu-aarch64 -L /usr/aarch64-linux-gnu\"` where Debian's cross packages are \
installed, or set `QEMU_LD_PREFIX`. A static program (musl, `-Ctarget-feature=+crt-static`) needs none.
## Sources
QEMU `linux-user/main.c` (`-L`, `QEMU_LD_PREFIX`, `CONFIG_QEMU_INTERP_PREFIX`), `linux-user/elfload.c` \
(`load_elf_interp`); QEMU's manual, *User Mode Emulation*.",
    links: &["https://www.qemu.org/docs/master/user/main.html"],
    symptoms: &[
        Symptom {
            all: &[r"\S+: Could not open '[^']*/ld[\w.-]*\.so[^']*': No such file or directory"],
            // An emulator of the commonest machine says that this one is another.
            none: &[r"qemu-x86_64"],
            weight: 0.97,
            printed_by: "qemu-user 3 and later",
            source: "QEMU linux-user/elfload.c, load_elf_interp",
        },
        Symptom {
            all: &[r"^(qemu-\w+(-static)?: )?/(system/bin/linker(64)?|lib(64)?/ld(64)?-?[\w.-]*\.so\.\d): No such file or directory"],
            none: &[],
            weight: 0.9,
            printed_by: "qemu-user before 3",
            source: "QEMU linux-user/elfload.c, load_elf_interp",
        },
        Symptom {
            all: &[
                r"error while loading shared libraries: [\w.+-]+: (cannot open shared object file|wrong ELF class|ELF file OS ABI invalid)",
                r"\bqemu-(aarch64|arm|riscv64|s390x|ppc64(le)?|mips\w*|i386|x86_64|loongarch64)",
            ],
            none: &[],
            weight: 0.75,
            printed_by: "glibc's loader under qemu-user",
            source: "glibc elf/dl-load.c",
        },
        Symptom {
            all: &[r"(qemu-(aarch64|arm|armeb|riscv\d+|ppc\w*|mips\w*|s390x|sparc\w*|i386|loongarch64|m68k|sh4|hexagon)\S*|\S+-binfmt-P): Could not open '|Could not open '/lib(64)?/ld-(linux-(aarch64|arm|riscv|loongarch|armhf)\S*|musl-(aarch64|arm|riscv)\S*|\S+)'"],
            none: &[r"qemu-x86_64"],
            weight: 0.93,
            printed_by: "qemu-user, binfmt_misc",
            source: "qemu linux-user/elfload.c, load_elf_interp",
        },
        Symptom {
            all: &[r"^/lib(64)?/ld(64)?(-linux[\w-]*|-musl[\w-]*)?\.so\.\d: No such file or directory"],
            none: &[r"rustup|rustc|cargo"],
            weight: 0.95,
            printed_by: "qemu-user before 2.12, as the shell passes it on: it names the loader, a shell would name the program",
            source: "qemu linux-user/elfload.c, load_elf_interp",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let settings = cx.fact::<TargetSettings>(wanted.triple.clone())?;
    let Some(runner) = settings.runner.as_ref().filter(|runner| is_qemu(&runner.value)) else {
        return Ok(Outcome::NotApplicable);
    };
    let (spec, linker) = (cx.fact::<TargetSpec>(wanted.triple.clone()), cx.fact::<Linker>(wanted.triple.clone()));
    let (host, told) = (cx.host()?, variable("QEMU_LD_PREFIX", cx));
    let (spec, linker, told) = (spec?, linker?, told?);
    let Some(loader) = loader(&spec) else { return Ok(Outcome::NotApplicable) };
    if host.os != "linux" || linker.is_static() {
        return Ok(Outcome::NotApplicable);
    }
    let option = prefix(&runner.value).map(|dir| Located { value: dir, origin: runner.origin.clone() });
    let prefix = option.as_ref().or(told.as_ref());
    // Debian's build looks here where nothing says otherwise.
    let usual = HostPath::parse(&format!("/etc/qemu-binfmt/{}", spec.arch));
    let places = prefix.map(|dir| host.cwd.join(&dir.value)).or(usual).into_iter();
    let places: Vec<_> = places.map(|dir| dir.join(&loader[1..])).chain(HostPath::parse(&loader)).collect();
    let standing: Vec<_> = places.iter().map(|place| cx.metadata(place)).collect();
    for (place, metadata) in places.iter().zip(standing) {
        if matches!(metadata?, Metadata::Found(_)) {
            return Ok(Outcome::Pass(format!("qemu finds `{place}`")));
        }
    }
    let message = match prefix {
        Some(dir) => format!("qemu is told to look in `{}`, which has no `{loader}`", dir.value),
        None => format!("qemu is not told where `{loader}` is"),
    };
    let mut finding =
        Finding::new(message, "no build needs it; a dynamic program does not start under qemu without its loader")
            .evidence([runner.clone().map(|words| words.join(" ")).evidence(&settings.runner_key.join("."))]);
    let absent = places.iter().map(|place| Evidence::File { file: place.clone(), line: None, text: "absent".into() });
    finding = finding.evidence(
        told.map(|value| super::super::c_toolchain::judge::evidence(&Set { name: "QEMU_LD_PREFIX".into(), value })),
    );
    finding = finding.evidence(absent);
    if let Some(root) = root_with_loader(wanted, &linker, &loader, cx)? {
        finding = finding.fix(with_prefix(wanted, runner, &settings.runner_key, &root, cx)?);
    }
    Ok(finding.into())
}

fn is_qemu(words: &[String]) -> bool {
    let Some(program) = words.first() else { return false };
    let name = program.rsplit('/').next().unwrap_or_default();
    name.starts_with("qemu-") && !name.starts_with("qemu-system")
}

/// The directory of `-L`, or of `-E QEMU_LD_PREFIX=`.
fn prefix(words: &[String]) -> Option<String> {
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        if word == "-L" {
            return rest.next().cloned();
        }
        if let Some(dir) = word.strip_prefix("-L").filter(|dir| !dir.is_empty()) {
            return Some(dir.to_owned());
        }
    }
    None
}

/// The sysroot that the linker has, or Debian's cross packages, if the loader is in it.
fn root_with_loader(wanted: &Wanted, linker: &Linker, loader: &str, cx: &Cx<'_>) -> Result<Option<HostPath>, Pause> {
    let configured = linker.options.args.iter().find_map(|arg| arg.value.strip_prefix("--sysroot="));
    let configured = configured.map(|root| linker.cwd.join(root));
    let debian = gnu_prefix(wanted.triple.as_str()).and_then(|gnu| HostPath::parse(&format!("/usr/{gnu}")));
    let roots: Vec<_> = configured.into_iter().chain(debian).collect();
    let standing: Vec<_> = roots.iter().map(|root| cx.metadata(&root.join(&loader[1..]))).collect();
    for (root, metadata) in roots.into_iter().zip(standing) {
        if matches!(metadata?, Metadata::Found(_)) {
            return Ok(Some(root));
        }
    }
    Ok(None)
}

/// The runner with `-L`, for this machine, as it names a place of it.
fn with_prefix(
    wanted: &Wanted,
    runner: &Located<Vec<String>>,
    key: &[String],
    root: &HostPath,
    cx: &Cx<'_>,
) -> Result<Vec<Fix>, Pause> {
    let title = format!("have qemu look for `{}`'s libraries in `{root}`", wanted.triple);
    let layout = cx.fact::<ConfigLayout>(())?;
    let mut words: Vec<_> = runner.value.clone();
    if let Some(at) = words.iter().position(|word| word == "-L") {
        words.drain(at..(at + 2).min(words.len()));
    }
    words.retain(|word| !word.starts_with("-L"));
    words.splice(1..1, ["-L".to_owned(), root.to_string()]);
    let value = mend::toml_list(words.iter().map(String::as_str));
    let setting = Setting { key: key.to_vec(), change: Placing::Value(value), scope: Scope::User };
    let about = wanted.triple.as_str();
    Ok(match (runner.origin.file(), place(&setting, &layout.0)) {
        (Some(_), Ok(placed)) => vec![Fix {
            id: format!("{}/{about}", CHECK.id),
            title,
            change: Change::Edit { edits: placed.edits },
            applicability: xdoctor_fixes::Applicability::Safe,
            scope: placed.scope,
        }],
        (None, _) | (Some(_), Err(_)) => {
            vec![mend::manual(&CHECK, about, title, vec![format!("set `QEMU_LD_PREFIX={root}`")])]
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        facts::linker::scene::{AARCH64, AARCH64_MUSL, config, elf, layout, with_cross_gcc},
        testing::Fake,
    };

    fn runner(text: &str) -> Fake {
        let set = format!("[target.aarch64-unknown-linux-gnu]\nrunner = \"{text}\"\n");
        config(with_cross_gcc(), &set).granted((), layout(&set))
    }

    #[test]
    fn fires_where_the_loader_is_nowhere() {
        let Ok(Outcome::Found(finding)) = runner("qemu-aarch64").judge(&CHECK, AARCH64) else { panic!("did not fire") };
        assert_eq!(finding.message, "qemu is not told where `/lib/ld-linux-aarch64.so.1` is");
        let Ok(Outcome::Found(finding)) = runner("qemu-aarch64 -L /opt/gone").judge(&CHECK, AARCH64) else {
            panic!("did not fire")
        };
        let expected = "qemu is told to look in `/opt/gone`, which has no `/lib/ld-linux-aarch64.so.1`";
        assert_eq!(finding.message, expected);
    }

    #[test]
    fn the_place_of_debians_cross_packages_is_proposed() {
        let fake = runner("qemu-aarch64 -L /opt/gone")
            .blob("/usr/aarch64-linux-gnu/lib/ld-linux-aarch64.so.1", elf("aarch64"));
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, AARCH64) else { panic!("did not fire") };
        let expected = format!("have qemu look for `{AARCH64}`'s libraries in `/usr/aarch64-linux-gnu`");
        assert_eq!((finding.fixes[0].title.as_str(), finding.fixes[0].scope), (expected.as_str(), Scope::User));
    }

    #[test]
    fn a_loader_that_is_there_and_what_needs_none_are_fine() {
        let there = runner("qemu-aarch64 -L /usr/aarch64-linux-gnu")
            .blob("/usr/aarch64-linux-gnu/lib/ld-linux-aarch64.so.1", elf("aarch64"));
        assert!(matches!(there.judge(&CHECK, AARCH64), Ok(Outcome::Pass(_))));
        let by_variable =
            runner("qemu-aarch64").env("QEMU_LD_PREFIX", "/s").blob("/s/lib/ld-linux-aarch64.so.1", elf("aarch64"));
        assert!(matches!(by_variable.judge(&CHECK, AARCH64), Ok(Outcome::Pass(_))));
        let musl = config(with_cross_gcc(), "[target.aarch64-unknown-linux-musl]\nrunner = \"qemu-aarch64\"\n");
        assert_eq!(musl.judge(&CHECK, AARCH64_MUSL), Ok(Outcome::NotApplicable));
        assert_eq!(with_cross_gcc().judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
    }
}

//! A setting forces a linker that does not exist in this environment.

use xdoctor_fixes::{Applicability, Change, CommandLine, Fix, Scope, packages::Need};

use super::{
    judge::{Case, Seen, judge},
    mend,
};
use crate::{
    Check, Cx, Finding, Judgement, Live, Pause, Symptom, Topic,
    check::Severity,
    facts::linker::{Executable, LinkerState},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "config-names-absent-linker",
    topic: Topic::Linker,
    title: "a setting names a linker that is not there",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A cargo configuration file or a variable sets the linker of a target to a program that this environment does not have. \
Typical are a repository that sets `aarch64-linux-gnu-gcc` for everybody and is built on an aarch64 machine, a container \
that inherits the host's setting, and a favourite linker (`mold`, `lld`, `clang`) that the next machine lacks.
## Why it breaks the build
rustc runs exactly the named program; it has no second choice. The setting of the host's triple is also used for build \
scripts and proc macros, so a wrong one there stops every build, whatever it is for.
## What to do
Remove the setting where it stands, if rustc's own choice is right for this machine (it is for the native target), or \
install the program. A path is relative to the parent of the `.cargo` directory; in a variable, to the working directory.
## Sources
cargo's book, *Configuration*, `target.<triple>.linker`; cargo's `src/context/path.rs`.",
    links: &["https://doc.rust-lang.org/cargo/reference/config.html#targettriplelinker"],
    symptoms: &[
        Symptom {
            all: &[
                r"error: linker `[^`\s]*-(linux|w64|none)-[^`\s]*(gcc|clang)(-\d+)?` not found",
                r"could not compile `(proc-macro2|quote|syn|serde|libc|serde_derive|autocfg|anyhow|thiserror)`|\(build script\)",
            ],
            none: &[r"error: linker `[^`]*mingw32"],
            weight: 0.8,
            printed_by: "rustc 1.0 and later, cargo",
            source: "build scripts are linked for the host: a cross driver there was set for the host's own triple",
        },
        Symptom {
            all: &[r"error: linker `(lld|ld\.lld|lld-link|mold|clang(-\d+)?|wild|sold|ld64\.lld)(\.exe)?` not found"],
            none: &[],
            weight: 0.85,
            printed_by: "rustc 1.0 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_linker_not_found (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"error: linker `[^`\s]+` not found"],
            none: &[r"error: linker `(cc|gcc|link\.exe|rust-lld|emcc|emcc\.bat)` not found", r"error: linker `[^`]*mingw32"],
            weight: 0.5,
            printed_by: "rustc 1.0 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_linker_not_found (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"linker [`'](lld|ld\.lld|mold|clang(\+\+)?(-\d+)?|gcc-\d+|wild|sold|ld64\.lld|zig|zigcc|zig-cc|ld\.mold|flip-link|ccache|sccache)(\.exe|\.bat|\.cmd|\.sh)?[`'] not found"],
            none: &[],
            weight: 0.9,
            printed_by: "rustc 1.30 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl (in 1.95 src/errors.rs): no target has these as its default driver",
        },
        Symptom {
            all: &[r"linker [`'][^`'\s/\\]*-(linux|none|unknown)[^`'\s/\\]*(gcc|g\+\+|clang|cc)(-\d+)?[`'] not found", r"([Cc]ould not compile [`'](proc-macro2|quote|syn|serde|serde_derive|serde_json|serde_core|libc|memchr|log|slab|anyhow|thiserror|semver|rustversion|parking_lot_core|lock_api|typenum|generic-array|httparse|ahash|portable-atomic|crossbeam-\w+|num-traits|autocfg|cfg-if|zerocopy|getrandom|ring|futures-\w+|rustix|indexmap|version_check|rayon-core|unicode-ident)[`']|[Cc]ould not compile `[^`]+` \(build script\))"],
            none: &[],
            weight: 0.86,
            printed_by: "rustc 1.30 and later: only build scripts and programs are linked, and these crates are no programs",
            source: "rust-lang/cargo: without --target the configured linker also links build scripts",
        },
        Symptom {
            all: &[r"could not exec the linker [`'][^`'\s/\\]+[`']: (No such file|The system cannot find|program not found)"],
            none: &[r"could not exec the linker [`'](cc|gcc|link\.exe)[`']"],
            weight: 0.5,
            printed_by: "rustc 1.0 to 1.30",
            source: "rust-lang/rust src/librustc_trans/back/link.rs",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    judge(wanted, cx, |case| look(case, cx))
}

fn look(case: &Case, cx: &Cx<'_>) -> Result<Seen, Pause> {
    let linker = &case.linker;
    if case.state != LinkerState::NameAbsent {
        let fine = |(executable, _): (&Executable, _)| format!("`{}` is `{}`", linker.written, executable.path);
        return Ok(case.works_as_set().map(fine).map_or(Seen::Beside, Seen::Fine));
    }
    let origin = linker.chosen_by.origin().map_or_else(String::new, ToString::to_string);
    let message =
        format!("{origin} sets the linker for {} to `{}`, which is not there", case.links_what(), linker.written);
    // flip-link is right for everybody, and comes by cargo itself
    let mut fixes = if linker.name() == "flip-link" {
        vec![install_flip_link()]
    } else {
        mend::instead_of_absent(CHECK.id, linker, cx)?
    };
    let need = Need::of_program(linker.name());
    fixes.extend(mend::install(CHECK.id, &format!("install what has `{}`", linker.name()), need, cx)?);
    if fixes.is_empty() {
        fixes.push(mend::bring(CHECK.id, linker));
    }
    Ok(Finding::new(message, "rustc runs exactly the program that is set")
        .evidence(case.evidence(cx)?)
        .fix(fixes)
        .conclusive()
        .into())
}

fn install_flip_link() -> Fix {
    let args = ["install", "flip-link"].map(str::to_owned).into();
    Fix {
        id: format!("{}/flip-link", CHECK.id),
        title: "install flip-link".to_owned(),
        change: Change::Command(CommandLine { program: "cargo".to_owned(), args, env: Vec::new() }),
        applicability: Applicability::System,
        scope: Scope::User,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Evidence, Outcome,
        facts::linker::{
            HostLinkerNeed,
            scene::{DARWIN, HOST, WASM, config, debian},
        },
        testing::path,
    };

    const MOLD: &str = "[target.x86_64-unknown-linux-gnu]\nlinker = \"mold-wrapper\"\n";

    #[test]
    fn fires_with_the_very_line() {
        let Ok(Outcome::Found(finding)) = config(debian(), MOLD).judge(&CHECK, HOST) else { panic!("did not fire") };
        assert_eq!(
            finding.message,
            format!(
                "`/p/.cargo/config.toml` line 2 sets the linker for `{HOST}` to `mold-wrapper`, which is not there"
            )
        );
        let setting = Evidence::Config {
            key: format!("target.{HOST}.linker"),
            value: "mold-wrapper".into(),
            file: Some(path("/p/.cargo/config.toml")),
            line: Some(2),
        };
        assert_eq!(finding.evidence, [setting, Evidence::Env { name: "PATH".into(), value: "/usr/bin".into() }]);
        assert!(finding.conclusive);
    }

    #[test]
    fn the_hosts_setting_stops_build_scripts_of_every_target() {
        let fake = config(debian(), MOLD);
        assert_eq!(fake.judge(&CHECK, WASM), Ok(Outcome::NotApplicable));
        let scripts = fake.granted((), HostLinkerNeed::Needed { by: "cc".into() });
        assert!(matches!(scripts.judge(&CHECK, WASM), Ok(Outcome::Found(finding)) if !finding.conclusive));
    }

    #[test]
    fn a_setting_stays_where_nothing_links_without_it() {
        let fixes = |triple: &str, name: &str| {
            let set = format!("[target.{triple}]\nlinker = \"{name}\"\n");
            match config(debian(), &set).judge(&CHECK, triple) {
                Ok(Outcome::Found(finding)) => finding.fixes.into_iter().map(|fix| fix.title).collect::<Vec<_>>(),
                other => panic!("did not fire: {other:?}"),
            }
        };
        assert_eq!(fixes(DARWIN, "oa64-clang"), ["install what has `oa64-clang`"]);
        assert_eq!(fixes(WASM, "wasm-linker"), ["remove the linker `wasm-linker` from `/p/.cargo/config.toml`"]);
    }

    #[test]
    fn a_name_that_is_there_passes() {
        let fake = config(debian(), MOLD).program("/usr/bin/mold-wrapper");
        let fake = fake
            .command(["mold-wrapper", "-dumpmachine"], "x86_64-linux-gnu\n")
            .command(["mold-wrapper", "-print-search-dirs"], "");
        let passed = Outcome::Pass("`mold-wrapper` is `/usr/bin/mold-wrapper`".into());
        assert_eq!(fake.judge(&CHECK, HOST), Ok(passed));
    }
}

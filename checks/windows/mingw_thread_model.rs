//! A MinGW without the standard library's threads, and C++ that is compiled with it.

use super::{
    judge::{Case, Seen, is_mingw, judge},
    mingw_incompatible_distribution::major,
};
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Pause, Symptom, Topic,
    answer::Ran,
    check::Severity,
    facts::{
        cargo_config::EnvTable,
        linker::{LinkerState, Subject},
        project::Project,
    },
    linker::privileged,
    proof::target_packages,
    question::Run,
    wanted::Wanted,
};
use xdoctor_fixes::{Applicability, Change, Fix, Scope};

pub static CHECK: Check = Check {
    id: "mingw-thread-model",
    topic: Topic::Windows,
    title: "the MinGW in use has no C++ threads, and C++ is compiled with it",
    severity: Severity::Warning,
    docs: "\
## What is wrong
MinGW-w64's gcc comes in flavours, told by the thread model that `-v` prints. Before gcc 13 the flavour `win32` has no \
`std::thread`, `std::mutex` and `std::condition_variable`; `posix` has them, through winpthreads. A dependency compiles C++ \
with the flavour `win32`.
## Why it breaks the build
Where that C++ uses threads, it does not compile: `'mutex' in namespace 'std' does not name a type`. Rust code and C are not \
concerned, so this is a warning.
## What to do
On Debian and Ubuntu choose the other flavour: `update-alternatives --set x86_64-w64-mingw32-g++ \
/usr/bin/x86_64-w64-mingw32-g++-posix`, and the same for `gcc`; or set `CXX_x86_64_pc_windows_gnu` to the one that ends in \
`-posix`.
## Sources
gcc's `configure` option `--enable-threads`; the release notes of gcc 13 (C++11 threads for the thread model `win32`); Debian's \
`gcc-mingw-w64`, README.Debian; the crate cc, which runs `<prefix>-g++`.",
    links: &["https://gcc.gnu.org/gcc-13/changes.html"],
    symptoms: &[
        Symptom {
            all: &[
                r"(mingw|w64|windows-gnu)",
                r"error: .(mutex|thread|condition_variable|recursive_mutex|shared_mutex|once_flag|call_once|future|this_thread). (in namespace .(std|::std). )?(does not name a type|is not a member of .std.|was not declared|has not been declared)",
            ],
            none: &[],
            weight: 0.85,
            printed_by: "g++ 12 of MinGW-w64, thread model win32",
            source: "gcc gcc/cp/name-lookup.cc, qualified_name_lookup_error; experiment on Debian 12",
        },
        Symptom {
            all: &[
                r"(mingw|w64|windows-gnu)",
                r"note: .std::(mutex|thread|condition_variable|lock_guard)[^']*. is defined in header .<(mutex|thread|condition_variable)>.; (did you forget|this is probably fixable)",
            ],
            none: &[],
            weight: 0.6,
            printed_by: "g++ 12 of MinGW-w64, thread model win32",
            source: "gcc gcc/cp/name-lookup.cc, maybe_suggest_missing_std_header",
        },
        Symptom {
            all: &[r"error: '?(std::)?(mutex|thread|condition_variable|once_flag|recursive_mutex|unique_lock|this_thread|shared_mutex|call_once|lock_guard)'? (in namespace 'std' does not name a type|is not a member of 'std'|has not been declared)", r"mingw|w64|windows-gnu"],
            none: &[],
            weight: 0.85,
            printed_by: "g++ of MinGW with win32 threads",
            source: "gcc libstdc++: gthr-win32 has no C++11 threads",
        },
    ],
    live: Live::Target(check),
};

/// Crates that compile C++ with threads of the standard library.
const WITH_THREADS: &[&str] = &[
    "cxx",
    "duckdb",
    "libduckdb-sys",
    "librocksdb-sys",
    "link-cplusplus",
    "llama-cpp-sys-2",
    "opencv",
    "rusty_v8",
    "sentencepiece-sys",
    "shaderc-sys",
    "skia-bindings",
    "whisper-rs-sys",
    "z3-sys",
];

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    judge(wanted, is_mingw, cx, |case| look(case, cx))
}

fn look(case: &Case<'_>, cx: &Cx<'_>) -> Result<Seen, Pause> {
    let LinkerState::Works { says: Some(says), .. } = &case.state else { return Ok(Seen::Beside) };
    // From gcc 13 on every flavour has them.
    if case.subject == Subject::BuildScripts || major(says).is_none_or(|major| major >= 13) {
        return Ok(Seen::Beside);
    }
    let Some(project) = Project::here(cx)? else { return Ok(Seen::Beside) };
    let packages = target_packages(&project, &case.linker.triple, cx)?;
    let Some(package) = packages.iter().find(|package| WITH_THREADS.contains(&package.name.as_str())) else {
        return Ok(Seen::Beside);
    };
    if is_named(case, cx)? {
        return Ok(Seen::Beside);
    }
    let arch = if case.linker.spec.arch == "x86" { "i686" } else { "x86_64" };
    let compiler = if case.on_windows() { "g++".to_owned() } else { format!("{arch}-w64-mingw32-g++") };
    let run = Run::probe(compiler.as_str(), ["-v"]).env("LC_ALL", Some("C"));
    let Ran::Finished { stderr, .. } = cx.run(run)? else { return Ok(Seen::Beside) };
    let Some(model) = stderr.lines().find_map(|line| line.strip_prefix("Thread model: ")) else {
        return Ok(Seen::Beside);
    };
    if model.trim() != "win32" {
        return Ok(Seen::Fine(format!("`{compiler}` has the thread model `{}`", model.trim())));
    }
    let message = format!("`{compiler}` has the thread model `win32`, and `{}` compiles C++ with it", package.name);
    let command = vec![compiler.clone(), "-v".to_owned()];
    let evidence = Evidence::Command { command, exit: Some(0), output: format!("Thread model: {model}") };
    Ok(Finding::new(message, "before gcc 13 that flavour has no `std::thread` and no `std::mutex`")
        .evidence([evidence])
        .fix(other_flavour(&compiler, cx)?)
        .into())
}

/// Somebody says which compiler it is.
fn is_named(case: &Case<'_>, cx: &Cx<'_>) -> Result<bool, Pause> {
    let triple = &case.linker.triple;
    let own = [format!("CXX_{triple}"), format!("CXX_{}", triple.underscored())];
    let names: Vec<_> = own.into_iter().chain(["TARGET_CXX", "CXX"].map(str::to_owned)).collect();
    let (table, inherited) = (cx.fact::<EnvTable>(()), names.iter().map(|name| cx.env(name)).collect::<Vec<_>>());
    let table = table?;
    let mut is_set = names.iter().any(|name| table.value(name).is_some());
    for value in inherited {
        is_set |= value?.is_some();
    }
    Ok(is_set)
}

/// Debian's alternatives, where the other flavour is installed.
fn other_flavour(compiler: &str, cx: &Cx<'_>) -> Result<Vec<Fix>, Pause> {
    let (posix, alternatives) = (cx.which(&format!("{compiler}-posix")), cx.which("update-alternatives"));
    let (posix, alternatives) = (posix?, alternatives?);
    let (Some(posix), false) = (posix.first(), alternatives.is_empty()) else { return Ok(Vec::new()) };
    let command = privileged(&["update-alternatives", "--set", compiler, posix.as_str()], cx)?;
    Ok(vec![Fix {
        id: format!("{}/{compiler}", CHECK.id),
        title: format!("make `{compiler}` the flavour with POSIX threads"),
        change: Change::Command(command),
        applicability: Applicability::System,
        scope: Scope::User,
    }])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Outcome,
        machine::Command,
        testing::Fake,
        windows::scene::{GNU, linux_mingw, project},
    };

    const LOCK: &str = "[[package]]\nname = \"app\"\nversion = \"0.1.0\"\ndependencies = [\"dep\"]\n\
                        [[package]]\nname = \"dep\"\nversion = \"1.0.0\"\nsource = \"r\"\ndependencies = [\"cxx\"]\n\
                        [[package]]\nname = \"cxx\"\nversion = \"1.0.0\"\nsource = \"r\"\n";

    fn with(model: &str, lock: &str) -> Fake {
        let said = format!("Target: x86_64-w64-mingw32\nThread model: {model}\ngcc version 12-{model} (GCC)\n");
        project(linux_mingw(), "/p", "", lock).program("/usr/bin/x86_64-w64-mingw32-g++").ran(Command::exits(
            ["x86_64-w64-mingw32-g++", "-v"],
            0,
            "",
            &said,
        ))
    }

    #[test]
    fn fires_where_cpp_meets_the_other_flavour() {
        let Ok(Outcome::Found(finding)) = with("win32", LOCK).judge(&CHECK, GNU) else { panic!("did not fire") };
        let expected = "`x86_64-w64-mingw32-g++` has the thread model `win32`, and `cxx` compiles C++ with it";
        assert_eq!(finding.message, expected);
    }

    #[test]
    fn posix_threads_pass_and_without_cpp_it_does_not_matter() {
        let fine = "`x86_64-w64-mingw32-g++` has the thread model `posix`".to_owned();
        assert_eq!(with("posix", LOCK).judge(&CHECK, GNU), Ok(Outcome::Pass(fine)));
        assert_eq!(with("win32", "").judge(&CHECK, GNU), Ok(Outcome::NotApplicable));
        let named = with("win32", LOCK).env("CXX_x86_64_pc_windows_gnu", "x86_64-w64-mingw32-g++-posix");
        assert_eq!(named.judge(&CHECK, GNU), Ok(Outcome::NotApplicable));
    }
}

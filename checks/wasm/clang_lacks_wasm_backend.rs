//! The clang that compiles C for WebAssembly has no back end for it.

use xdoctor_fixes::{Fix, packages::Need};

use super::compiler::{Backend, Compiler, backend};
use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Outcome, Pause, Symptom, Topic, answer::Metadata,
    check::Severity, env_setting::set_paths, linker::install, wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "clang-lacks-wasm-backend",
    topic: Topic::Wasm,
    title: "the clang in use makes no WebAssembly",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A crate of the build compiles C for WebAssembly, and the clang that does it was built without that back end. Apple's \
clang, of Xcode and of the Command Line Tools, is such a one; so are those of the NDK and of some SDKs that stand first \
on `PATH`.
## Why it breaks the build
clang stops at the first file: `unable to create target: 'No available targets are compatible with triple \
\"wasm32-unknown-unknown\"'`. rustc itself needs no clang, so pure Rust builds.
## What to do
On macOS install LLVM (`brew install llvm`) and name its clang and `llvm-ar` for the target alone: \
`CC_wasm32_unknown_unknown`, `AR_wasm32_unknown_unknown`. For WASI, wasi-sdk brings both. Putting LLVM first on `PATH` \
would change every other build too.
## Sources
llvm-project `llvm/lib/MC/TargetRegistry.cpp` (`lookupTarget`); `clang --print-targets`; cc-rs `src/lib.rs`, \
`get_base_compiler`, which takes `clang` for WebAssembly.",
    links: &["https://docs.rs/cc/latest/cc/#external-configuration-via-environment-variables"],
    symptoms: &[
        Symptom {
            all: &[r"No available targets are compatible with (this )?triple.*wasm(32|64)"],
            none: &[],
            weight: 0.97,
            printed_by: "clang 4 and later, Apple's included",
            source: "llvm-project llvm/lib/MC/TargetRegistry.cpp, lookupTarget; clang/lib/CodeGen/BackendUtil.cpp",
        },
        Symptom {
            all: &[r"No available targets are compatible with (this )?triple", r"wasm(32|64)-|wasi"],
            none: &[],
            weight: 0.9,
            printed_by: "clang before 12, whose text names no triple",
            source: "llvm-project llvm/lib/Support/TargetRegistry.cpp before LLVM 12, lookupTarget",
        },
        Symptom {
            all: &[r"error: unknown target triple '?wasm(32|64)|unsupported architecture 'wasm|error: invalid (arch|target)[^\n]*wasm(32|64)"],
            none: &[],
            weight: 0.85,
            printed_by: "clang whose front end does not know the architecture",
            source: "llvm-project clang/include/clang/Basic/DiagnosticCommonKinds.td, err_target_unknown_triple",
        },
        Symptom {
            all: &[r"wasm(32|64)", r"(cc|gcc)(-\d+)?: error: unrecognized (command[- ]line )?option ['‘]--target=wasm(32|64)"],
            none: &[],
            weight: 0.8,
            printed_by: "gcc where `CC` names it",
            source: "gcc gcc/opts-common.cc; cc-rs src/lib.rs, add_default_flags",
        },
        Symptom {
            all: &[r"unable to create target:|unknown target triple '?wasm|unsupported option '--target=wasm|(unknown|invalid) target .{0,10}wasm32"],
            none: &[r#"compatible with triple ['\\"]*[^w'\\"]"#],
            weight: 0.97,
            printed_by: "clang without the WebAssembly back end",
            source: "llvm-project llvm/lib/MC/TargetRegistry.cpp, lookupTarget",
        },
        Symptom {
            all: &[r#"[Cc]ommand "?\S*clang"? .*"?--target=wasm32.*did not execute successfully|did not execute successfully.*clang"? .*"--target=wasm32"#, r"/Users/|apple-darwin|macOS"],
            none: &[r"file not found|undeclared|fatal error|clang-?(cl)?\x22?: (error: )?no such"],
            weight: 0.3,
            printed_by: "the crate cc, below Apple's clang, whose own words are cut off",
            source: "rust-lang/cc-rs src/command_helpers.rs, run_output",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let Some(compiler) = Compiler::of(wanted, cx)? else { return Ok(Outcome::NotApplicable) };
    let Some(path) = &compiler.path else { return Ok(Outcome::NotApplicable) };
    let apple = match compiler.backend(cx)? {
        Backend::Wasm => return Ok(Outcome::Pass(format!("`{path}` makes WebAssembly"))),
        Backend::Unclear => return Ok(Outcome::NotApplicable),
        Backend::None { apple } => apple,
    };
    let whose = if apple { "Apple's clang" } else { "this clang" };
    let message = format!("`{path}`, which compiles C for `{}`, makes no WebAssembly", wanted.triple);
    let mut finding =
        Finding::new(message, format!("a crate of the build compiles C, and {whose} was built without that back end"));
    if let Some((name, setting)) = &compiler.variable {
        finding = finding.evidence([setting.evidence(&format!("env.{name}"))]);
    }
    let shown = if apple {
        Evidence::File { file: path.clone(), line: None, text: "Apple's own".into() }
    } else {
        Evidence::Command {
            command: vec![path.to_string(), "--print-targets".into()],
            exit: Some(0),
            output: "no line for wasm32".into(),
        }
    };
    Ok(finding.evidence([shown]).fix(fixes(path, wanted, cx)?).into())
}

/// Another clang that is here already, else its package.
fn fixes(taken: &HostPath, wanted: &Wanted, cx: &Cx<'_>) -> Result<Vec<Fix>, Pause> {
    let on_path = cx.which("clang");
    let brewed = if cx.host()?.os == "macos" {
        // each formula's own prefix, on either processor; the file system answers where `brew` need not be asked
        ["/opt/homebrew/opt/llvm/bin/clang", "/usr/local/opt/llvm/bin/clang"]
            .iter()
            .filter_map(|path| HostPath::parse(path))
            .collect()
    } else {
        Vec::new()
    };
    let asked: Vec<_> = brewed.iter().map(|path| cx.metadata(path)).collect();
    let mut candidates = Vec::new();
    for (path, metadata) in brewed.iter().zip(asked) {
        if matches!(metadata?, Metadata::Found(_)) {
            candidates.push(path.clone());
        }
    }
    candidates.extend(on_path?.iter().filter(|path| *path != taken).cloned());
    for clang in candidates {
        if backend(&clang, cx)? != Backend::Wasm {
            continue;
        }
        let triple = wanted.triple.underscored();
        let archiver = clang.parent().map(|dir| dir.join("llvm-ar"));
        let mut variables = vec![(format!("CC_{triple}"), clang.clone())];
        if let Some(archiver) = archiver
            && matches!(cx.metadata(&archiver)?, Metadata::Found(_))
        {
            variables.push((format!("AR_{triple}"), archiver));
        }
        let title = format!("compile C for `{}` with `{clang}`", wanted.triple);
        return set_paths(CHECK.id, &wanted.triple, &title, &variables, cx);
    }
    install(CHECK.id, "install a clang that makes WebAssembly", Some(Need::Clang), cx)
}

#[cfg(test)]
mod tests {
    use xdoctor_fixes::{Change, Scope};

    use super::*;
    use crate::{
        facts::linker::scene::{DARWIN, layout, toolchain},
        testing::Fake,
        wasm::scene::{UNKNOWN, WITH_WASM, clang, compiles_c},
    };

    const WITHOUT_WASM: &str =
        "\n  Registered Targets:\n    aarch64    - AArch64 (little endian)\n    arm64      - ARM64 (little endian)\n";

    fn mac() -> Fake {
        toolchain(Fake::macos(), DARWIN)
            .granted((), layout(""))
            .program("/usr/bin/clang")
            .file("/p/Cargo.toml", "[package]\nname = \"p\"\n[dependencies]\npart = { path = \"part\" }\n")
            .file("/p/src/main.rs", "fn main() {}")
            .file("/p/part/Cargo.toml", "[package]\nname = \"part\"\n[build-dependencies]\ncc = \"1\"\n")
            .file("/p/part/build.rs", "fn main() {}")
    }

    #[test]
    fn apples_clang_is_known_and_not_run() {
        let Ok(Outcome::Found(finding)) = mac().judge(&CHECK, UNKNOWN) else { panic!("did not fire") };
        let expected = "`/usr/bin/clang`, which compiles C for `wasm32-unknown-unknown`, makes no WebAssembly";
        assert_eq!(finding.message, expected);
    }

    #[test]
    fn homebrews_is_named_for_the_target_alone() {
        let brewed = "/opt/homebrew/opt/llvm/bin/clang";
        let fake = mac()
            .program(brewed)
            .program("/opt/homebrew/opt/llvm/bin/llvm-ar")
            .command([brewed, "--print-targets"], WITH_WASM);
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, UNKNOWN) else { panic!("did not fire") };
        assert_eq!(finding.fixes[0].title, format!("compile C for `{UNKNOWN}` with `{brewed}`"));
        assert_eq!(finding.fixes[0].scope, Scope::User);
        let Change::Edit { edits } = &finding.fixes[0].change else { panic!("no edit") };
        assert_eq!(edits.len(), 2);
    }

    #[test]
    fn another_clang_is_asked() {
        let fake = compiles_c().program("/usr/bin/clang").command(["/usr/bin/clang", "--print-targets"], WITHOUT_WASM);
        assert!(matches!(fake.judge(&CHECK, UNKNOWN), Ok(Outcome::Found(_))));
        let fine = clang(compiles_c(), "/usr/bin/clang", UNKNOWN, &[]);
        assert_eq!(fine.judge(&CHECK, UNKNOWN), Ok(Outcome::Pass("`/usr/bin/clang` makes WebAssembly".into())));
        let named = fine.env("CC_wasm32_unknown_unknown", "/opt/sdk/clang").program("/opt/sdk/clang");
        let named = named.command(["/opt/sdk/clang", "--print-targets"], WITHOUT_WASM);
        let Ok(Outcome::Found(finding)) = named.judge(&CHECK, UNKNOWN) else { panic!("did not fire") };
        assert_eq!(finding.fixes[0].title, format!("compile C for `{UNKNOWN}` with `/usr/bin/clang`"));
    }

    #[test]
    fn pure_rust_and_other_targets_need_no_clang() {
        let pure = toolchain(Fake::macos(), DARWIN).program("/usr/bin/clang");
        assert_eq!(pure.judge(&CHECK, UNKNOWN), Ok(Outcome::NotApplicable));
        assert_eq!(mac().judge(&CHECK, DARWIN), Ok(Outcome::NotApplicable));
    }
}

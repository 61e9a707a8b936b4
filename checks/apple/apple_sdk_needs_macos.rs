//! A link for one of Apple's platforms on a host that has none of its SDKs.

use xdoctor_fixes::{Fix, packages::Need};

use super::mend;
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic,
    check::Severity,
    facts::{
        apple::{Platform, SdkRoot, SdkRootUse, Variable},
        linker::{LinkNeed, Linker},
        project::Project,
    },
    linker::install,
    proof::Needs,
    targets::{Builder, ChosenRoute},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "apple-sdk-needs-macos",
    topic: Topic::Apple,
    title: "linking for an Apple platform needs an SDK that this host does not have",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The target is one of Apple's, and the host is no Mac. The libraries and frameworks that every program for these systems is \
linked with are in Apple's SDKs, which come with Xcode and whose licence is for Apple's own machines.
## Why it breaks the build
rustc finds no `xcrun` to ask for the SDK and runs `cc`, which is the host's own compiler: `unrecognized command-line option \
'-target'` or `'-arch'`. The crate cc stops at `failed to find tool \"xcrun\"` where C is compiled for such a target.
## What to do
What needs no linker builds anywhere: `rlib`s and static libraries of pure Rust (`crate-type = [\"staticlib\"]`), to be linked on \
a Mac. Programs for macOS without frameworks can be linked by zig, which has the symbols of `libSystem`: `cargo zigbuild \
--target aarch64-apple-darwin`; frameworks need an SDK in `SDKROOT`. Apps for iOS, tvOS, watchOS and visionOS, and their \
simulators, are built on a Mac, for instance by CI.
## Sources
rustc's `compiler/rustc_codegen_ssa/src/back/apple.rs` (`get_sdk_root`); cargo-zigbuild's README; by experiment with rustc \
1.96 on Linux: a static library for aarch64-apple-ios builds, a dynamic one does not.",
    links: &[
        "https://doc.rust-lang.org/rustc/platform-support/apple-ios.html",
        "https://github.com/rust-cross/cargo-zigbuild",
    ],
    symptoms: &[
        Symptom {
            all: &[r"unable to find dynamic system library '", r"-apple-(darwin|ios|tvos|watchos|visionos)"],
            none: &[],
            weight: 0.6,
            printed_by: "zig 0.11 and later",
            source: "ziglang/zig src/main.zig",
        },
        Symptom {
            all: &[r"clang(-\d+)?: error: unsupported option ['‘](-arch|-mmacosx-version-min)[^\n]* for target ['‘][\w.-]*linux"],
            none: &[],
            weight: 0.7,
            printed_by: "clang off macOS, without --target",
            source: "llvm-project clang/include/clang/Basic/DiagnosticDriverKinds.td, err_drv_unsupported_opt_for_target",
        },
        Symptom {
            all: &[r"(^|\s)\S*(cc|gcc): error: unrecognized command[- ]line option ['‘]-target"],
            none: &[],
            weight: 0.88,
            printed_by: "gcc, as the linker for Apple's systems other than macOS",
            source: "gcc gcc/opts-common.cc; by experiment with gcc 12 for aarch64-apple-ios",
        },
        Symptom {
            all: &[r#"invoking `"xcrun" "--sdk" "\w+" "--show-sdk-path"` to find \w+\.sdk failed: No such file"#, r"unrecognized command[- ]line option ['‘]-(arch|mmacosx-version-min)"],
            none: &[],
            weight: 0.88,
            printed_by: "rustc 1.88 and later with gcc",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_xcrun_failed_invoking (in 1.95 src/errors.rs); by experiment",
        },
        Symptom {
            all: &[r#"invoking `"xcrun" "--sdk" "\w+" "--show-sdk-path"` to find \w+\.sdk failed: (No such file|program not found)"#],
            none: &[],
            weight: 0.7,
            printed_by: "rustc 1.88 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_xcrun_failed_invoking (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r#"failed to find tool "xcrun"|Failed to find tool\. Is `xcrun` installed\?"#],
            none: &[r"/nix/store/|/Users/"],
            weight: 0.8,
            printed_by: "the crate cc 1.0.63 and later",
            source: "rust-lang/cc-rs src/command_helpers.rs, spawn",
        },
        Symptom {
            all: &[r"failed to get \w+ SDK path: No such file or directory"],
            none: &[],
            weight: 0.7,
            printed_by: "rustc 1.19 to 1.87",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_apple_sdk_error_sdk_path, up to 1.85",
        },
        Symptom {
            all: &[r"(ld64\.lld|rust-lld): error: (library not found for -l|framework not found )"],
            none: &[],
            weight: 0.75,
            printed_by: "lld 12 and later for Mach-O",
            source: "llvm-project lld/MachO/Driver.cpp, addLibrary and addFramework",
        },
        Symptom {
            all: &[r"framework not found for '-framework |error: FrameworkNotFound\b"],
            none: &[],
            weight: 0.8,
            printed_by: "zig 0.9 to 0.11, whose own linker does Mach-O",
            source: "ziglang/zig src/link/MachO.zig",
        },
        Symptom {
            all: &[r"error: unable to find framework '"],
            none: &[],
            weight: 0.6,
            printed_by: "zig 0.11 and later, for macOS without an SDK",
            source: "ziglang/zig src/link.zig and src/main.zig",
        },
        Symptom {
            all: &[r"library not found for -lSystem|library 'System' not found"],
            none: &[],
            weight: 0.42,
            printed_by: "lld and ports of ld64 on other hosts",
            source: "apple-oss-distributions/ld64 src/ld/Options.cpp, findLibrary",
        },
        Symptom {
            all: &[r#"failed to find tool[.:]? ?(Is )?[`"]xcrun[`"]|xcrun: ([Cc]ommand )?not found|xcrun[`'"]?: No such file"#],
            none: &[],
            weight: 0.85,
            printed_by: "cc 1.0 and later off macOS",
            source: "rust-lang/cc-rs src/lib.rs, apple_sdk_root: xcrun",
        },
        Symptom {
            all: &[r"unrecognized command[- ]line option ['‘`](-framework|-dynamiclib|-install_name)|(cannot find|unable to find library) -l(System|objc)\b|unable to find (dynamic )?(system library|framework) '(System|objc|\w+Foundation|Security|AppKit|CoreServices|IOKit)'"],
            none: &[],
            weight: 0.85,
            printed_by: "gcc, GNU ld, lld, zig off macOS",
            source: "gcc/gcc.cc; binutils-gdb; ziglang/zig src/link/MachO.zig",
        },
        Symptom {
            all: &[r"unrecognized command[- ]line option ['‘`](-arch|-target|-mmacosx-version-min|-isysroot)"],
            none: &[],
            weight: 0.62,
            printed_by: "gcc off macOS given an Apple target's options",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/src/back/link.rs",
        },
        Symptom {
            all: &[r#"invoking `"?xcrun"?.*No such file or directory|when targeting (iOS|macOS|tvOS|watchOS|visionOS).*(SDK|xcrun)|failed to get (iphoneos|iphonesimulator|macosx|appletvos|watchos|xros)\S* SDK path: No such file"#, r"unknown-linux|/home/|pc-windows"],
            none: &[],
            weight: 0.6,
            printed_by: "rustc 1.88 and later off macOS",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/src/back/apple.rs",
        },
        Symptom {
            all: &[r"\bxcrun\b.*(No such file or directory|not found|cannot find|os error 2)"],
            none: &[r"/nix/store/|/Users/", r"xcrun: error:"],
            weight: 0.6,
            printed_by: "the crate cc and build scripts off macOS",
            source: "rust-lang/cc-rs src/lib.rs, run_output and apple_sdk_root",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let Some(platform) = Platform::of(&wanted.triple) else { return Ok(Outcome::NotApplicable) };
    let os = &cx.host()?.os;
    if ["macos", "ios"].contains(&os.as_str()) {
        return Ok(Outcome::NotApplicable);
    }
    let triple = &wanted.triple;
    let (need, needs) = (cx.fact::<LinkNeed>(()), cx.fact::<Needs>(Some(triple.clone())));
    let (chosen, root) = (ChosenRoute::of(wanted, cx), cx.fact::<SdkRoot>(platform));
    let linker = cx.fact::<Linker>(triple.clone());
    let named_cc = names_compiler(wanted, cx);
    let (links, compiles) = (*need? == LinkNeed::Links, needs?.c_compiler);
    if !links && !compiles {
        return Ok(Outcome::Pass("rustc writes this library by itself, without a linker".to_owned()));
    }
    let brings_its_own = match chosen?.builder {
        // zig has the symbols of macOS's libSystem, and of no other system of Apple's
        Builder::Zigbuild => platform == Platform::MacOs,
        Builder::Cross => true,
        Builder::Cargo | Builder::Xwin | Builder::CargoNdk => false,
    };
    if brings_its_own {
        return Ok(Outcome::NotApplicable);
    }
    if let SdkRoot::Set { is: SdkRootUse::Taken(path), .. } = &*root? {
        return Ok(Outcome::Pass(format!("`SDKROOT` is `{path}`")));
    }
    let linker = linker?;
    let lacks_linker = links && linker.chosen_by.origin().is_none();
    let lacks_compiler = compiles && !named_cc?;
    if !lacks_linker && !lacks_compiler {
        return Ok(Outcome::NotApplicable);
    }
    let what = if lacks_linker { "linking" } else { "compiling C" };
    let mut finding = Finding::new(
        format!("{what} for `{triple}` needs Apple's SDK, which is for macOS alone"),
        "the system libraries of the target are nowhere on this host, and its own compiler makes nothing for Apple",
    )
    .evidence([Evidence::Config {
        key: format!("target.{triple}.linker"),
        value: "not set".to_owned(),
        file: None,
        line: None,
    }]);
    if platform == Platform::MacOs {
        finding = finding.fix(with_zig(wanted, cx)?);
    }
    finding = finding.fix([on_a_mac(wanted, platform, compiles)]);
    // nothing but an SDK has the libraries of these systems
    let hopeless = lacks_linker && !platform.is_mac();
    Ok(if hopeless { finding.conclusive() } else { finding }.into())
}

/// Somebody says which C compiler it is for the target: osxcross', zig.
fn names_compiler(wanted: &Wanted, cx: &Cx<'_>) -> Result<bool, Pause> {
    let own = [format!("CC_{}", wanted.triple), format!("CC_{}", wanted.triple.underscored())];
    let names = own.into_iter().chain(["TARGET_CC", "CC"].map(str::to_owned));
    let asked: Vec<_> = names.map(|name| cx.fact::<Variable>(name)).collect();
    let mut is_set = false;
    for variable in asked {
        is_set |= variable?.value().is_some();
    }
    Ok(is_set)
}

fn with_zig(wanted: &Wanted, cx: &Cx<'_>) -> Result<Vec<Fix>, Pause> {
    let zig = cx.which("zig")?.is_empty();
    let mut fixes = if zig { install(CHECK.id, "install zig", Some(Need::Zig), cx)? } else { Vec::new() };
    let mut steps = vec![
        "install zig and cargo-zigbuild: `pip install ziglang cargo-zigbuild`, or `cargo install cargo-zigbuild`"
            .to_owned(),
        format!("`cargo zigbuild --target {}`", wanted.triple),
        format!("tell xdoctor: `xdoctor setup -t {} --route zig`", wanted.triple),
    ];
    if let Some(framework) = links_frameworks(cx)? {
        steps.push(format!("`{framework}` links frameworks, which zig does not have: name an SDK in `SDKROOT`"));
    }
    fixes.push(mend::manual(&CHECK, "zig", "link with zig", steps));
    Ok(fixes)
}

/// A locked package that links frameworks.
fn links_frameworks(cx: &Cx<'_>) -> Result<Option<String>, Pause> {
    const NAMES: [&str; 12] = [
        "cocoa",
        "core-foundation-sys",
        "core-graphics",
        "coreaudio-sys",
        "coremidi-sys",
        "io-kit-sys",
        "metal",
        "objc2-app-kit",
        "objc2-core-foundation",
        "objc2-foundation",
        "security-framework-sys",
        "system-configuration-sys",
    ];
    let Some(project) = Project::here(cx)? else { return Ok(None) };
    let locked = project.lock.iter().flat_map(|lock| &lock.packages).map(|package| &package.name);
    Ok(locked.into_iter().find(|name| NAMES.contains(&name.as_str())).cloned())
}

fn on_a_mac(wanted: &Wanted, platform: Platform, compiles: bool) -> Fix {
    let mut steps = vec![format!("build `{}` on a Mac, or on a macOS runner of CI", wanted.triple)];
    if !compiles {
        let library = "here, a library of pure Rust builds: `crate-type = [\"staticlib\"]`, to be linked on a Mac";
        steps.push(library.to_owned());
    }
    mend::manual(&CHECK, "mac", format!("build for {} on a Mac", platform.name()), steps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        apple::scene::{IOS, IOS_SIM, add_ios, compiles_c, finding, library},
        facts::linker::scene::{DARWIN, HOST, config, debian},
        testing::Fake,
    };

    fn linux() -> Fake {
        add_ios(debian())
    }

    #[test]
    fn fires_for_what_is_linked_and_says_what_zig_can() {
        let found = finding(&linux(), &CHECK, DARWIN);
        assert_eq!(found.message, "linking for `aarch64-apple-darwin` needs Apple's SDK, which is for macOS alone");
        assert!(!found.conclusive);
        let titles: Vec<_> = found.fixes.iter().map(|fix| fix.title.as_str()).collect();
        assert_eq!(titles, ["link with zig", "build for macOS on a Mac"]);
        for target in [IOS, IOS_SIM] {
            let found = finding(&linux(), &CHECK, target);
            assert!(found.conclusive);
            assert_eq!(found.fixes.len(), 1, "{target}");
        }
    }

    #[test]
    fn a_static_library_of_pure_rust_needs_nothing() {
        let passes = Outcome::Pass("rustc writes this library by itself, without a linker".into());
        for target in [IOS, DARWIN] {
            assert_eq!(library(linux()).judge(&CHECK, target), Ok(passes.clone()), "{target}");
        }
        let found = finding(&compiles_c(linux()), &CHECK, IOS);
        assert_eq!(found.message, "compiling C for `aarch64-apple-ios` needs Apple's SDK, which is for macOS alone");
        let named = compiles_c(linux()).env("CC_aarch64_apple_ios", "/opt/osxcross/bin/clang");
        assert_eq!(named.judge(&CHECK, IOS), Ok(Outcome::NotApplicable));
    }

    #[test]
    fn zig_a_configured_linker_and_an_sdk_are_ways() {
        let zig = linux()
            .file("/p/xdoctor.toml", &format!("[targets.{DARWIN}]\nroute = 'zig'\n[targets.{IOS}]\nroute = 'zig'\n"));
        assert_eq!(zig.judge(&CHECK, DARWIN), Ok(Outcome::NotApplicable));
        assert!(matches!(zig.judge(&CHECK, IOS), Ok(Outcome::Found(_))));
        let osxcross = config(linux(), &format!("[target.{DARWIN}]\nlinker = 'oa64-clang'\n"));
        assert_eq!(osxcross.judge(&CHECK, DARWIN), Ok(Outcome::NotApplicable));
        let sdk = linux().dir("/opt/MacOSX14.sdk").env("SDKROOT", "/opt/MacOSX14.sdk");
        assert_eq!(sdk.judge(&CHECK, DARWIN), Ok(Outcome::Pass("`SDKROOT` is `/opt/MacOSX14.sdk`".into())));
    }

    #[test]
    fn other_targets_and_macs_are_no_matter() {
        assert_eq!(linux().judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
        assert_eq!(crate::apple::scene::mac().judge(&CHECK, DARWIN), Ok(Outcome::NotApplicable));
    }
}

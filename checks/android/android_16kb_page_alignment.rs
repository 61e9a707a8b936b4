//! A shared library for a 64-bit Android that cannot be loaded where pages have 16 KB.

use xdoctor_fixes::{
    Applicability, Change, Fix, Scope,
    cargo_config::{Setting, Wanted as Setters, place, target_key},
};

use super::{android_ndk_too_old::revision, build::Build};
use crate::{
    Check, Cx, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic,
    check::Severity,
    facts::{
        config_layout::ConfigLayout,
        ndk::aligns_to_16_kb,
        project::{CrateType, Project},
    },
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "android-16kb-page-alignment",
    topic: Topic::Android,
    title: "the shared library is not aligned for pages of 16 KB",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The segments of a shared library for arm64-v8a or x86_64 are aligned to 4 KB. Devices with pages of 16 KB exist since \
Android 15, and Google Play asks for it of apps that target Android 15 or later since November 2025. The NDK's linker \
aligns to 16 KB by itself since r28; before, it has to be told.
## Why it breaks the build
The build passes. The store refuses the app, Android Studio warns of it, and on such a device the library is not loaded: \
`program alignment (4096) cannot be smaller than system page size (16384)`.
## What to do
Build with NDK r28 or later, or pass `-Wl,-z,max-page-size=16384` to the linker for the 64-bit targets (with r22 and \
older `-Wl,-z,common-page-size=16384` too). cargo-ndk does it by itself. Libraries that come prebuilt have to be aligned \
by their makers: `llvm-readelf -lW libX.so` shows `0x4000` in the column *Align* of each `LOAD`.
## Sources
developer.android.com, *Support 16 KB page sizes*; the NDK's changelogs of r27 and r28; cargo-ndk `src/cargo.rs`, \
`build_env`; bionic `linker/linker_phdr.cpp`.",
    links: &["https://developer.android.com/guide/practices/page-sizes"],
    symptoms: &[
        Symptom {
            all: &[r"empty/missing DT_HASH.*(new hash type|16 ?KB)|\.so\b.*\bUNALIGNED \(2\*\*1[23]\)|\blib/(arm64-v8a|x86_64)/\S+\.so \(BAD - \d+\)"],
            none: &[],
            weight: 0.85,
            printed_by: "AOSP's check_elf_alignment.sh, zipalign",
            source: "AOSP system/extras tools/check_elf_alignment.sh; build/tools/zipalign/ZipAlign.cpp",
        },
        Symptom {
            all: &[r"(?i)\b16 ?KB (page|device|boundar|compatib|align|ELF align|memory)|16 ?KB native library|16 ?KB-(align|compatib)|not (aligned|compatible)( at| with| to)? 16 ?KB|LOAD segments? (is |are )?not aligned|supports? (a )?16 ?KB (memory )?page|program alignment \(\d+\) cannot be smaller than system page size|\b(ELF|APK) alignment check failed"],
            none: &[],
            weight: 0.95,
            printed_by: "Android Studio 2024.2 and later, the Android Gradle plugin and lint, Google Play, Android 15 and later",
            source: "developer.android.com, Support 16 KB page sizes; bionic linker/linker_phdr.cpp, ElfReader::LoadSegments",
        },
        Symptom {
            all: &[r"(?i)\balign\w*\b.{0,60}\b(0x1000|4096|4 ?KB|2\*\*12)\b.{0,60}(0x4000|16384|16 ?KB|2\*\*14)|\bexpected .{0,20}0x4000\b|\bLOAD off .* align 2\*\*1[23]\b"],
            none: &[],
            weight: 0.8,
            printed_by: "scripts that compare a library's alignment with 16 KB; llvm-objdump -p",
            source: "the ELF header's p_align of LOAD segments: developer.android.com, Support 16 KB page sizes; llvm-project llvm/tools/llvm-objdump/ELFDump.cpp",
        },
        Symptom {
            all: &[r"^\s*(LOAD\s+0x[0-9a-f]+ )?0x[0-9a-f]{16} 0x[0-9a-f]{16}( 0x[0-9a-f]+ 0x[0-9a-f]+)?\s+(R|R E|RW|RWE|R W)\s+0x1000$"],
            none: &[],
            weight: 0.6,
            printed_by: "readelf -l and -lW of a 64-bit library: what is read out of it is its alignment",
            source: "binutils-gdb binutils/readelf.c, process_program_headers",
        },
        Symptom {
            all: &[r"(?i)\b4 ?KB?i?B?[- ]align(ed|ment)\b"],
            none: &[],
            weight: 0.5,
            printed_by: "checks of a library's segments, in words of their own",
            source: "what other symptoms know is surer",
        },
        Symptom {
            all: &[r"Found \d+ unaligned libs \(only arm64-v8a/x86_64"],
            none: &[],
            weight: 0.93,
            printed_by: "check_elf_alignment.sh",
            source: "AOSP system/extras tools/check_elf_alignment.sh",
        },
        Symptom {
            all: &[r"^\s*LOAD\b.{0,120} align 2\*\*1[23]\b"],
            none: &[],
            weight: 0.8,
            printed_by: "objdump -p, of binutils and LLVM",
            source: "binutils-gdb binutils/objdump.c; llvm-project llvm/tools/llvm-objdump/ELFDump.cpp",
        },
    ],
    live: Live::Target(check),
};

const FLAG: &str = "-Wl,-z,max-page-size=16384";

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let Some(build) = Build::of(wanted, cx)? else { return Ok(Outcome::NotApplicable) };
    let is_64_bit = ["aarch64", "x86_64"].contains(&build.linker.spec.arch.as_str());
    // Tools of a route do it themselves.
    if !is_64_bit || build.by_tool || !build.used.is_set {
        return Ok(Outcome::NotApplicable);
    }
    let (Some(ndk), Some(project)) = (&build.used.ndk, Project::here(cx)?) else { return Ok(Outcome::NotApplicable) };
    let shared = |types: &std::collections::BTreeSet<CrateType>| types.contains(&CrateType::Cdylib);
    if !project.built().any(|package| package.lib.as_ref().is_some_and(|lib| shared(&lib.crate_types))) {
        return Ok(Outcome::NotApplicable);
    }
    if aligns_to_16_kb(&ndk.revision) {
        return Ok(Outcome::Pass(format!("NDK {} aligns for pages of 16 KB by itself", ndk.revision)));
    }
    if let Some(arg) = build.linker.options.args.iter().find(|arg| is_told(&arg.value)) {
        return Ok(Outcome::Pass(format!("`{}` is passed to the linker", arg.value)));
    }
    if in_build_script(&project, cx)? {
        return Ok(Outcome::Pass("a build script tells the linker the page size".to_owned()));
    }
    let message =
        format!("NDK {} aligns shared libraries to 4 KB, and nothing tells its linker otherwise", ndk.revision);
    Ok(Finding::new(message, "devices with pages of 16 KB do not load such a library, and Google Play refuses the app")
        .evidence([revision(ndk)])
        .fix(fixes(wanted, cx)?)
        .warning()
        .into())
}

fn is_told(arg: &str) -> bool {
    let size = arg.split("max-page-size=").nth(1).and_then(|rest| rest.split(',').next());
    let bytes = size.and_then(|size| match size.strip_prefix("0x") {
        Some(hex) => u64::from_str_radix(hex, 16).ok(),
        None => size.parse().ok(),
    });
    bytes.is_some_and(|bytes| bytes >= 16384)
}

fn in_build_script(project: &Project, cx: &Cx<'_>) -> Result<bool, Pause> {
    let scripts: Vec<_> =
        project.built().filter_map(|package| package.build_script.as_ref()).map(|path| cx.text(path)).collect();
    let mut told = false;
    for text in scripts {
        told |= text?.is_some_and(|text| text.contains("max-page-size"));
    }
    Ok(told)
}

/// The flag is right on every machine, and does no harm with an NDK that needs none.
fn fixes(wanted: &Wanted, cx: &Cx<'_>) -> Result<Vec<Fix>, Pause> {
    let layout = cx.fact::<ConfigLayout>(())?;
    let key = target_key(wanted.triple.as_str(), "rustflags");
    let setting = Setting { key, change: Setters::Words(vec![format!("-Clink-arg={FLAG}")]), scope: Scope::Project };
    let Ok(placed) = place(&setting, &layout.0) else { return Ok(Vec::new()) };
    Ok(vec![Fix {
        id: format!("{}/{}", CHECK.id, wanted.triple),
        title: format!("pass `{FLAG}` to the linker for `{}`", wanted.triple),
        change: Change::Edit { edits: placed.edits },
        applicability: Applicability::Safe,
        scope: placed.scope,
    }])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        android::scene::{ANDROID, ARMV7_ANDROID, BIN, NDK_27, linked_with, ndk},
        facts::linker::scene::config,
        testing::Fake,
    };

    fn cdylib(revision: &str, target: &str, program: &str) -> Fake {
        linked_with(ndk("1.95.0", revision), target, program)
            .file("/p/Cargo.toml", "[package]\nname = \"p\"\n[lib]\ncrate-type = [\"cdylib\"]\n")
            .file("/p/src/lib.rs", "")
    }

    #[test]
    fn fires_for_a_64_bit_library_of_an_older_ndk() {
        let fake = cdylib(NDK_27, ANDROID, "aarch64-linux-android24-clang");
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, ANDROID) else { panic!("did not fire") };
        assert!(finding.warning);
        assert_eq!(finding.fixes[0].title, format!("pass `{FLAG}` to the linker for `{ANDROID}`"));
        assert_eq!(finding.fixes[0].scope, Scope::Project);
    }

    #[test]
    fn a_newer_ndk_and_a_flag_pass() {
        let new = cdylib("28.2.13676358", ANDROID, "aarch64-linux-android24-clang");
        let passed = |text: &str| Ok(Outcome::Pass(text.to_owned()));
        assert_eq!(new.judge(&CHECK, ANDROID), passed("NDK 28.2.13676358 aligns for pages of 16 KB by itself"));
        let linker = format!("{BIN}/aarch64-linux-android24-clang");
        let text = format!("[target.{ANDROID}]\nlinker = \"{linker}\"\nrustflags = [\"-Clink-arg={FLAG}\"]\n");
        let told = config(cdylib(NDK_27, ANDROID, "aarch64-linux-android24-clang"), &text);
        assert_eq!(told.judge(&CHECK, ANDROID), passed(&format!("`{FLAG}` is passed to the linker")));
        assert!(is_told("max-page-size=0x10000") && !is_told("max-page-size=4096"));
    }

    #[test]
    fn programs_and_32_bits_are_not_concerned() {
        let program = linked_with(ndk("1.95.0", NDK_27), ANDROID, "aarch64-linux-android24-clang");
        assert_eq!(program.judge(&CHECK, ANDROID), Ok(Outcome::NotApplicable));
        let arm = cdylib(NDK_27, ARMV7_ANDROID, "armv7a-linux-androideabi24-clang");
        assert_eq!(arm.judge(&CHECK, ARMV7_ANDROID), Ok(Outcome::NotApplicable));
    }
}

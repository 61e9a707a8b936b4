//! A library exists, for another processor.

use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Outcome, Symptom, Topic,
    answer::Header,
    check::Severity,
    facts::sysroot::{LibraryFound, NamedLibraries, Sysroot, SysrootOf},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "library-wrong-architecture",
    topic: Topic::Linker,
    title: "a library is for another processor",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A library that the link needs is found, and it holds objects of another architecture: the host's copy of a system \
library, a static library that was built for the other half of a team's machines, a sysroot of the wrong board.
## Why it breaks the build
GNU ld skips it (`skipping incompatible ...`) and then reports `cannot find -lX`; lld says it `is incompatible`; Apple's \
ld warns `ignoring file ..., building for macOS-arm64 but attempting to link with file built for macOS-x86_64`, and the \
undefined symbols that follow are a consequence.
## What to do
Install or build the library for the target, and let the search path (`-L`, `--sysroot`, `PKG_CONFIG_SYSROOT_DIR`) lead \
to that copy alone. A path of the host like `/usr/lib/x86_64-linux-gnu` has no place in a cross build's flags.
## Sources
ld's manual, *Options*, `-L`; by experiment with ld 2.40 and lld 14; mozilla-mobile/mozilla-vpn-client#3942.",
    links: &["https://sourceware.org/binutils/docs/ld/Options.html"],
    symptoms: &[
        Symptom {
            all: &[r"\.rlib\([^)]*\.o\):? is incompatible with"],
            none: &[r"(\.rcgu|symbols)\.o\)?:? is incompatible with"],
            weight: 0.85,
            printed_by: "lld, of an object in an rlib that rustc did not make",
            source: "llvm-project lld/ELF/InputFiles.cpp, isCompatible",
        },
        Symptom {
            all: &[r"architecture of input file [`'][^']*\.(rlib|a)\([^)]*\)' is incompatible with"],
            none: &[r"\.rcgu\.o\)?' is incompatible with"],
            weight: 0.85,
            printed_by: "GNU ld, of a member of an archive that no rustc made",
            source: "binutils-gdb ld/ldlang.c, lang_check",
        },
        Symptom {
            all: &[r"cannot link object files with different (floating-point ABI|EF_RISCV_RVE)"],
            none: &[],
            weight: 0.7,
            printed_by: "lld, of RISC-V objects",
            source: "llvm-project lld/ELF/Arch/RISCV.cpp, calcEFlags",
        },
        Symptom {
            all: &[r"(rust-lld|wasm-ld|ld\.lld)(\.exe)?: error: unknown file type: \S+\.(a|rlib)(\([^)]*\)|: \S+\.o)"],
            none: &[r"(Producer|Reader):"],
            weight: 0.7,
            printed_by: "lld, of an object that is none of its target's format",
            source: "llvm-project lld/wasm/InputFiles.cpp, createObjectFile; lld/ELF/InputFiles.cpp",
        },
        Symptom {
            all: &[r"(aarch64|arm\w*|riscv\w*|powerpc\w*|s390x|mips\w*|loongarch64)[\w-]*-linux-\w+(/bin/|-)ld(\.\w+)?: \S+\.rlib\([^)\s]+\.o\): Relocations in generic ELF \(EM: (3|62)\)"],
            none: &[],
            weight: 0.9,
            printed_by: "GNU ld of the target, given C objects of the host",
            source: "binutils-gdb bfd/elf.c, elf_generic_info_to_howto; include/elf/common.h, EM_386, EM_X86_64",
        },
        Symptom {
            all: &[r"ld: symbol\(s\) not found for architecture (arm64|x86_64)", r#""_(SSL|EVP|RSA|EC_KEY|ECDSA|DSA|X509|BIO|ERR|CRYPTO|BN|HMAC|PQ)_?\w+", referenced from|"_PQ\w+", referenced from|liblibssh2_sys-\w+\.rlib"#],
            none: &[r"ignoring file|built for newer|library not found|library '"],
            weight: 0.55,
            printed_by: "ld64 of Xcode 12 and later, where the line that names the ignored file is cut",
            source: "apple-oss-distributions/ld64 src/ld/Resolver.cpp, checkUndefines: a C library of Homebrew's other prefix is passed over",
        },
        Symptom {
            all: &[r"ld: warning: ignoring file .*building for .* but attempting to link with file built for"],
            none: &[],
            weight: 0.9,
            printed_by: "Apple's ld64",
            source: "apple-oss-distributions/ld64 src/ld/InputFiles.cpp",
        },
        Symptom {
            all: &[r"ld: warning: ignoring file .*found architecture '[^']+', required architecture '"],
            none: &[],
            weight: 0.9,
            printed_by: "Apple's ld-prime (Xcode 15 and later)",
            source: "its message, as reported in homebrew/discussions",
        },
        Symptom {
            all: &[r"lib[^/\s]+\.(so|a)[^/\s]* is incompatible with (elf|/|aarch64|arm|x86|riscv)"],
            none: &[r"symbols\.o is incompatible", r"\.rcgu\.o is incompatible"],
            weight: 0.8,
            printed_by: "lld 6 and later",
            source: "llvm-project lld/ELF/InputFiles.cpp, isCompatible",
        },
        Symptom {
            all: &[r"skipping incompatible \S+/libxdoctor_probe_c\.a when searching for -l"],
            none: &[],
            // The proof's own C file, of which nothing else is named so: a compiler for another machine made it.
            weight: 0.95,
            printed_by: "GNU ld 2.20 and later",
            source: "binutils-gdb ld/ldfile.c, ldfile_try_open_bfd",
        },
        Symptom {
            all: &[r"skipping incompatible \S+ when searching for -l"],
            none: &[r"cannot find -l"],
            weight: 0.6,
            printed_by: "GNU ld 2.20 and later",
            source: "binutils-gdb ld/ldfile.c, ldfile_try_open_bfd",
        },
        Symptom {
            all: &[r"lib[^/\s]+\.(so|a): (error adding symbols: )?file in wrong format"],
            none: &[r"\.rcgu\.o: ", r"symbols\.o: "],
            weight: 0.7,
            printed_by: "GNU ld 2.20 and later",
            source: "binutils-gdb bfd/bfd.c",
        },
        Symptom {
            all: &[r"(module machine type '[^']+' conflicts with target machine type|machine type \w+ conflicts with \w+)"],
            none: &[],
            weight: 0.8,
            printed_by: "link.exe (LNK1112), lld-link",
            source: "learn.microsoft.com, Linker Tools Error LNK1112; llvm-project lld/COFF/Driver.cpp",
        },
        Symptom {
            all: &[r"(lib\S+\.a\([^)]*\) is incompatible with|ignoring file .*(building for|which is not the architecture being linked|found architecture|not (of )?required architecture|missing required architecture))"],
            none: &[r"0x7F 0x45 0x4C 0x46", r"unsupported file format", r"built for (iOS|tvOS|watchOS|visionOS)", r"built for '(iOS|tvOS|watchOS|visionOS)"],
            weight: 0.85,
            printed_by: "ld64 and Apple's new ld",
            source: "apple-oss ld64 src/ld/ld.cpp: ignoring file",
        },
        Symptom {
            all: &[r"LNK1112|LNK4272|machine type '?\w+'? conflicts with|fatal error LNK1112"],
            none: &[],
            weight: 0.85,
            printed_by: "link.exe and lld-link",
            source: "Microsoft's LNK1112, LNK4272; llvm-project lld/COFF/Driver.cpp",
        },
        Symptom {
            all: &[r"\((mach-o file, but is an incompatible architecture|fat file, but missing compatible architecture) \(have '"],
            none: &[r"libclang"],
            weight: 0.75,
            printed_by: "dyld",
            source: "apple-oss dyld: a library of another architecture",
        },
        Symptom {
            all: &[r"lib[\w.+-]+\.(so(\.\d+)*|a)(\([^)]*\))?: (error adding symbols: )?(file in wrong format|incompatible file type|incompatible target|file not recognized)"],
            none: &[r"(\.rcgu|symbols)\.o\)?: "],
            weight: 0.7,
            printed_by: "GNU ld, gold, mold, lld",
            source: "binutils-gdb ld/ldfile.c",
        },
        Symptom {
            all: &[r"wild: error: .*`[^`]*lib[^`/]*\.(so[.\d]*|a)\b[^`]*` has incompatible architecture"],
            none: &[],
            weight: 0.8,
            printed_by: "wild",
            source: "davidlattimore/wild libwild/src/elf.rs",
        },
        Symptom {
            all: &[r"file is universal \([^)]*\) but does not contain the \S+ architecture|building for [\w ]+-\w+ but attempting to link with file built for |mach-o, but wrong architecture"],
            none: &[r"0x7F 0x45 0x4C 0x46", r"unsupported file format", r"libclang"],
            weight: 0.8,
            printed_by: "Apple's ld64; dyld before macOS 12",
            source: "apple-oss-distributions/ld64 src/ld/InputFiles.cpp, makeFile; apple-oss-distributions/dyld src/ImageLoaderMachO.cpp of dyld 3 and older",
        },
        Symptom {
            all: &[r"\b(aarch64[\w./-]*ld(\.\w+)?: \S*[/\\]aarch64|arm[\w./-]*ld(\.\w+)?: \S*[/\\]arm|riscv64[\w./-]*ld(\.\w+)?: \S*[/\\]riscv64|powerpc[\w./-]*ld(\.\w+)?: \S*[/\\]powerpc|mips[\w./-]*ld(\.\w+)?: \S*[/\\]mips|s390x[\w./-]*ld(\.\w+)?: \S*[/\\]s390x|loongarch64[\w./-]*ld(\.\w+)?: \S*[/\\]loongarch64)\S+\.rlib(\([^)]*\))?: (error adding symbols: )?[Ff]ile in wrong format"],
            none: &[r"\.rcgu\.o\)?: (error adding symbols: )?[Ff]ile in wrong format"],
            weight: 0.88,
            printed_by: "GNU ld of the target, given an rlib with C objects of another machine",
            source: "binutils-gdb ld/ldmain.c, add_archive_element, and bfd/bfd.c",
        },
        Symptom {
            all: &[r"archive member '[^']+' (is neither (ET_REL|Wasm object file) nor LLVM bitcode|not a mach-o file)"],
            none: &[r"(Producer|Reader):"],
            weight: 0.92,
            printed_by: "lld and ld64, of an archive for another platform",
            source: "llvm-project lld/ELF/InputFiles.cpp and lld/wasm/InputFiles.cpp, parse; apple-oss-distributions/ld64 src/ld/parsers/archive_file.cpp",
        },
        Symptom {
            all: &[r"lib[^/\s]+\.(dylib|so|a)\S* has architecture \S+ which is incompatible with target architecture"],
            none: &[],
            weight: 0.9,
            printed_by: "ld64.lld",
            source: "llvm-project lld/MachO/InputFiles.cpp, compatWithTargetArch",
        },
        Symptom {
            all: &[r"skipping incompatible \S+ while searching for \S+"],
            none: &[r"cannot find -l"],
            weight: 0.6,
            printed_by: "gold",
            source: "binutils-gdb gold/readsyms.cc",
        },
        Symptom {
            all: &[r"(\S+\.(a|so|dylib)(\([^)]*\))?: (unknown file type|could not read symbols: [Ff]ile in wrong format|endianness incompatible with that of the selected emulation|ABI is incompatible with that of the selected emulation)|unknown file type(:| in) '?\S+\.(a|so|dylib)\b|not a relocatable wasm file|compiled for a (big|little) endian system and target is)"],
            none: &[r"(Producer|Reader):", r"\.rcgu\.o|symbols\.o"],
            weight: 0.75,
            printed_by: "lld, mold, wasm-ld, older GNU ld",
            source: "llvm-project lld/ELF/Driver.cpp, addFile, and lld/wasm/InputFiles.cpp; rui314/mold src/input-files.cc; binutils-gdb bfd/merge, bfd/elfxx-mips.c",
        },
        Symptom {
            all: &[r"\S+\.a\([^)]*\) uses VFP register arguments, \S+ does not|\S+\.a\([^)]*\): can't link (soft|single|double|quad)-float modules with"],
            none: &[r"\.rlib\("],
            weight: 0.92,
            printed_by: "GNU ld for Arm and RISC-V, of a library's object",
            source: "binutils-gdb bfd/elf32-arm.c, elf32_arm_merge_eabi_attributes; bfd/elfnn-riscv.c, _bfd_riscv_elf_merge_private_bfd_data",
        },
        Symptom {
            all: &[r"ld: in \S+, file was built for \S+ which is not the architecture being linked"],
            none: &[],
            weight: 0.85,
            printed_by: "ld64",
            source: "apple-oss-distributions/ld64 src/ld/ld.cpp",
        },
        Symptom {
            all: &[r"ignoring file \S*/usr/lib/\S+\.so\S*, building for (macOS|iOS)[^,]* but attempting to link with file built for"],
            none: &[],
            weight: 0.97,
            printed_by: "ld64 of a cross toolchain, of a library of the host's",
            source: "apple-oss-distributions/ld64 src/ld/InputFiles.cpp",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let of = SysrootOf::Target(wanted.triple.clone());
    let (sysroot, named) = (cx.fact::<Sysroot>(of.clone()), cx.fact::<NamedLibraries>(of));
    let (sysroot, named) = (sysroot?, named?);
    let Sysroot::Judged(judged) = &*sysroot else { return Ok(Outcome::NotApplicable) };
    if let Some((path, header)) = &judged.foreign {
        return Ok(finding(
            format!("the start file for `{}`, `{path}`, is {}", wanted.triple, kind(header)),
            "the driver takes start files and libraries from there, and the linker rejects them",
            judged.root.as_ref().map(|root| root.setting.evidence("rustflags")),
            &[(path.clone(), header.clone())],
        ));
    }
    for library in &named.0 {
        if let LibraryFound::Foreign { files } = &library.found {
            return Ok(finding(
                format!(
                    "each `{}` that the link of `{}` finds is for another processor",
                    library.name.value, wanted.triple
                ),
                "the linker passes over libraries of another architecture",
                Some(library.name.evidence("rustflags")),
                files,
            ));
        }
    }
    Ok(Outcome::Pass(format!("what the link of `{}` finds is for its processor", wanted.triple)))
}

fn finding(message: String, why: &str, setting: Option<Evidence>, files: &[(HostPath, Header)]) -> Outcome {
    let files =
        files.iter().map(|(file, header)| Evidence::File { file: file.clone(), line: None, text: kind(header) });
    Finding::new(message, why).evidence(setting.into_iter().chain(files)).into()
}

fn kind(header: &Header) -> String {
    match header {
        Header::Elf { arch, bits, .. } => format!("{bits}-bit ELF for {arch}"),
        Header::MachO { archs } => format!("Mach-O for {}", archs.join(", ")),
        Header::Pe { arch } => format!("PE for {arch}"),
        Header::Wasm => "WebAssembly".to_owned(),
        Header::Missing
        | Header::Unreadable { .. }
        | Header::Script { .. }
        | Header::Archive { .. }
        | Header::Other => "of another kind".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        facts::{
            linker::scene::{AARCH64, HOST, config, debian, elf},
            sysroot::tests::with_sysroot,
        },
        testing::Fake,
    };

    fn with_library(arch: &str) -> Fake {
        let text = "[target.x86_64-unknown-linux-gnu]\nrustflags = [\"-L/opt/lib\", \"-lfoo\"]\n";
        config(debian(), text).blob("/opt/lib/libfoo.so", elf(arch))
    }

    #[test]
    fn fires_for_a_library_of_another_processor() {
        let Ok(Outcome::Found(finding)) = with_library("aarch64").judge(&CHECK, HOST) else { panic!("did not fire") };
        assert_eq!(finding.message, format!("each `foo` that the link of `{HOST}` finds is for another processor"));
    }

    #[test]
    fn fires_for_a_sysroot_of_another_board() {
        let fake = with_sysroot().blob("/s/usr/lib/aarch64-linux-gnu/Scrt1.o", elf("arm"));
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, AARCH64) else { panic!("did not fire") };
        assert_eq!(
            finding.message,
            format!("the start file for `{AARCH64}`, `/s/usr/lib/aarch64-linux-gnu/Scrt1.o`, is 64-bit ELF for arm")
        );
    }

    #[test]
    fn the_right_ones_pass() {
        let passed = |target| Ok(Outcome::Pass(format!("what the link of `{target}` finds is for its processor")));
        assert_eq!(with_library("x86_64").judge(&CHECK, HOST), passed(HOST));
        assert_eq!(with_sysroot().judge(&CHECK, AARCH64), passed(AARCH64));
    }
}

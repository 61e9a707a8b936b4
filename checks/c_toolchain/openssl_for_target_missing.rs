//! The crate openssl-sys finds no OpenSSL for the target.

use xdoctor_fixes::packages::Need;

use super::judge::{asked, by_hand, confirmed, evidence, foreign_package, pkg_config_settings, told};
use crate::{
    Check, Cx, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic,
    check::Severity,
    facts::{
        demands::{Demand, Want},
        rustc::Rustc,
        worlds::{Module, Openssl, PkgConfig},
    },
    linker::install,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "openssl-for-target-missing",
    topic: Topic::CToolchain,
    title: "there is no OpenSSL for the target",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A crate of the build links OpenSSL (openssl-sys, most often below `native-tls` or `reqwest`), and its build script finds \
none for this target. The host's own OpenSSL does not count: its libraries are for another processor. In a build for \
another target, pkg-config is not even asked, unless a variable says that it knows the target.
## Why it breaks the build
The build script stops: `Could not find directory of OpenSSL installation`. Where `PKG_CONFIG_ALLOW_CROSS=1` lets the \
host's OpenSSL through, the link fails instead, with `cannot find -lssl` or `file in wrong format`.
## What to do
The shortest way is to need none: rustls instead (`reqwest` with `default-features = false, features = [\"rustls-tls\"]`), \
or the feature `vendored` of the crate openssl, which compiles OpenSSL with the target's C compiler (and needs perl and \
make). Else install OpenSSL for the target (`libssl-dev:arm64` on Debian, after `dpkg --add-architecture arm64`) and tell \
pkg-config: `PKG_CONFIG_aarch64_unknown_linux_gnu=aarch64-linux-gnu-pkg-config`, or `PKG_CONFIG_SYSROOT_DIR_...` with \
`PKG_CONFIG_LIBDIR_...` for a sysroot. `AARCH64_UNKNOWN_LINUX_GNU_OPENSSL_DIR` names an installation by hand.
## Sources
openssl-sys 0.9 `build/main.rs`, `build/find_normal.rs`; pkg-config-rs 0.3 `src/lib.rs` (`target_supported`, \
`targeted_env_var`).",
    links: &[
        "https://docs.rs/openssl/latest/openssl/#building",
        "https://docs.rs/pkg-config/latest/pkg_config/#environment-variables",
    ],
    symptoms: &[
        Symptom {
            all: &[r"could not find system library '(openssl|libssl|libcrypto)' required by the '"],
            none: &[],
            weight: 0.85,
            printed_by: "pkg-config 0.3.20 to 0.3.26",
            source: "rust-lang/pkg-config-rs src/lib.rs, impl Display for Error (Failure)",
        },
        Symptom {
            all: &[r#"run pkg_config fail: "?(CrossCompilation|pkg-config has not been configured to support cross-compilation|Cross compilation detected|Failure|The system library `openssl)"#],
            none: &[],
            weight: 0.85,
            printed_by: "openssl-sys up to 0.9.98",
            source: "sfackler/rust-openssl openssl-sys/build/find_normal.rs, try_pkg_config",
        },
        Symptom {
            all: &[r"symbol\(s\) not found for architecture|undefined reference to", r#"["`']_?(SSL|EVP|RSA|EC_KEY|ECDSA|DSA|X509|BIO|ERR|CRYPTO)_\w+["'](,| ?$)"#],
            none: &[],
            weight: 0.5,
            printed_by: "ld64, GNU ld",
            source: "apple-oss-distributions/ld64 src/ld/Resolver.cpp, checkUndefines; binutils-gdb ld/ldmain.c, undefined_symbol",
        },
        Symptom {
            all: &[r"Could not find directory of OpenSSL installation, and this `-sys` crate cannot"],
            none: &[r"It looks like you're compiling on Linux and also targeting Linux\. Currently this", r"The pkg-config command could not be found"],
            weight: 0.9,
            printed_by: "openssl-sys 0.9",
            source: "rust-openssl openssl-sys/build/find_normal.rs, find_openssl_dir",
        },
        Symptom {
            all: &[r"(error: )?failed to run custom build command for `openssl-sys v[^`]*`"],
            none: &[r"The pkg-config command could not be found", r"It looks like you're compiling on Linux and also targeting Linux\. Currently this", r"failed to find tool", r"Command 'perl' not found", r"GLIBC(XX)?_[\d.]+' not found", r"cannot execute|Exec format error"],
            weight: 0.6,
            printed_by: "cargo",
            source: "rust-lang/cargo src/compiler/custom_build.rs",
        },
        Symptom {
            all: &[r"pkg-config has not been configured to support cross-compilation|Cross compilation detected\. Use PKG_CONFIG_ALLOW_CROSS=1", r"openssl-sys|[Cc]ould not find openssl via pkg-config"],
            none: &[],
            weight: 0.9,
            printed_by: "pkg-config-rs 0.3, below openssl-sys",
            source: "pkg-config-rs src/lib.rs, impl Display for Error (CrossCompilation)",
        },
        Symptom {
            all: &[r"The system library `(openssl|libssl|libcrypto)` required by crate `[^`]+` was not found"],
            none: &[],
            weight: 0.85,
            printed_by: "pkg-config-rs 0.3.27 and later",
            source: "pkg-config-rs src/lib.rs, impl Display for Error (ProbeFailure)",
        },
        Symptom {
            all: &[r"If you're in a situation where you think the directory \*should\* be found"],
            none: &[r"It looks like you're compiling on Linux and also targeting Linux\. Currently this", r"The pkg-config command could not be found"],
            weight: 0.85,
            printed_by: "openssl-sys 0.9",
            source: "rust-openssl openssl-sys/build/find_normal.rs, find_openssl_dir",
        },
        Symptom {
            all: &[r"OpenSSL (include|library) directory does not exist: "],
            none: &[],
            weight: 0.9,
            printed_by: "openssl-sys 0.9",
            source: "rust-openssl openssl-sys/build/main.rs",
        },
        Symptom {
            all: &[r"ld(\.\w+)?: (skipping incompatible \S*libssl\.|cannot find -l(ssl|crypto)\b)", r"cannot find -l(ssl|crypto)\b"],
            none: &[],
            weight: 0.7,
            printed_by: "GNU ld 2",
            source: "binutils-gdb ld/ldfile.c",
        },
        Symptom {
            all: &[r"unable to find library -l(ssl|crypto)\b|lib(ssl|crypto)\.(so|a)[^:]* is incompatible with "],
            none: &[],
            weight: 0.7,
            printed_by: "lld 6 and later",
            source: "llvm-project lld/ELF/Driver.cpp, lld/ELF/InputFiles.cpp",
        },
        Symptom {
            all: &[r"fatal error: '?openssl/(opensslconf|opensslv|ssl|configuration)[\w-]*\.h'?(:| file not found)"],
            none: &[],
            weight: 0.8,
            printed_by: "gcc and clang, below openssl-sys",
            source: "rust-openssl openssl-sys/build/main.rs, validate_headers",
        },
        Symptom {
            all: &[r"Package openssl was not found in the pkg-config search path|Package 'openssl'.* not found|No package 'openssl' found"],
            none: &[],
            weight: 0.7,
            printed_by: "pkg-config 0.29, pkgconf 1 and 2",
            source: "pkgconf libpkgconf/pkg.c; pkg-config pkg.c",
        },
        Symptom {
            all: &[r#"Could not find openssl via pkg-config|required by crate `openssl-sys`|The file `openssl\.pc` needs to be installed|Package openssl was not found|Could not find directory of OpenSSL installation|OpenSSL (lib|include )dir(ectory)? .{0,60}(does not|not) |openssl/(opensslconf|opensslv|ssl|crypto|evp|err|sha|bio|configuration)\.h['"]?(: No such file| file not found)|openssl-sys = 0\.\d|Header expansion error"#],
            none: &[r"The pkg-config command could not be found"],
            weight: 0.86,
            printed_by: "openssl-sys 0.9",
            source: "rust-openssl openssl-sys/build/find_normal.rs",
        },
        Symptom {
            all: &[r"failed to run custom build command for `openssl-sys|OPENSSL_(LIB_|INCLUDE_)?DIR unset|[Cc]ould not compile `openssl-sys`|(cannot find|unable to find library) -l(ssl|crypto)\b.*openssl"],
            none: &[r"GLIBC_", r"failed to find tool|Failed to find tool|not installed\?", r"Exec format error"],
            weight: 0.72,
            printed_by: "openssl-sys 0.9",
            source: "rust-openssl openssl-sys/build/main.rs",
        },
        Symptom {
            all: &[r"The pkg-config command could not be found", r"openssl|OpenSSL"],
            none: &[],
            weight: 0.7,
            printed_by: "openssl-sys 0.9 without pkg-config",
            source: "rust-openssl openssl-sys/build/find_normal.rs",
        },
        Symptom {
            all: &[r"(?i)\b(find|locate|missing|requires|install|detect)\s(an?\s|the\s)?(openssl|libssl)\b|\bopenssl\b.{0,40}(not|n't)\s(be\s)?(found|installed|available)"],
            none: &[],
            weight: 0.3,
            printed_by: "configure scripts, CMake and build scripts",
            source: "the thing's name beside any wording of its absence: what other symptoms know is surer",
        },
        Symptom {
            all: &[r"fatal error: '?openssl/\w+\.h'?(:| file not found)"],
            none: &[],
            weight: 0.8,
            printed_by: "gcc and clang, of any header of OpenSSL",
            source: "gcc libcpp/errors.c; llvm-project DiagnosticLexKinds.td, err_pp_file_not_found",
        },
        Symptom {
            all: &[r"failed to run custom build command for `openssl(-sys-extras)? v"],
            none: &[r"The pkg-config command could not be found", r"[Ff]ailed to find tool", r"GLIBC(XX)?_[\d.]+' not found", r"Exec format error|cannot execute"],
            weight: 0.55,
            printed_by: "cargo, of openssl before 0.8, whose C code and build scripts were those of three crates",
            source: "sfackler/rust-openssl, openssl-sys-extras/build.rs of 0.7",
        },
        Symptom {
            all: &[r"(cannot find|unable to find library|library not found for) -l(ssl|crypto)(\s|:|$)|library '(ssl|crypto)' not found|could not find native static library `(lib)?(ssl|crypto)`|\b(LNK1181|LNK1104)\b.*\b(libssl|libcrypto|ssleay32|libeay32)\w*\.lib|could not open '(libssl|libcrypto|ssleay32|libeay32)\w*\.lib'"],
            none: &[],
            weight: 0.68,
            printed_by: "GNU ld, lld, ld64, rustc and link.exe: OpenSSL's own libraries",
            source: "binutils ld/ldfile.c; llvm-project lld/ELF/Driver.cpp; rust-lang/rust compiler/rustc_codegen_ssa",
        },
    ],
    live: Live::Target(check),
};

fn is_openssl(want: Want) -> bool {
    want == Want::Openssl
}

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let target = &wanted.triple;
    if asked(target, is_openssl, cx)?.is_none() {
        return Ok(Outcome::NotApplicable);
    }
    let openssl = cx.fact::<Openssl>(target.clone())?;
    match &*openssl {
        Openssl::Found { place } => Ok(Outcome::Pass(format!("OpenSSL for `{target}` is at {place}"))),
        // A cause of its own.
        Openssl::NotByPkgConfig(Module::NoProgram) | Openssl::NotJudged => Ok(Outcome::NotApplicable),
        bad => confirmed(target, is_openssl, |demand| finding(wanted, bad, demand, cx), cx),
    }
}

fn finding(wanted: &Wanted, openssl: &Openssl, demand: &Demand, cx: &Cx<'_>) -> Result<Finding, Pause> {
    let target = &wanted.triple;
    let is_host = cx.fact::<Rustc>(())?.host == *target;
    let why = format!("`{}` of the build needs it to link", demand.told());
    let (message, shown) = match openssl {
        Openssl::NotInDir { set, why } => (
            format!("`{}` names `{}`, which has no OpenSSL for `{target}`: {why}", set.name, set.value.value),
            vec![evidence(set)],
        ),
        Openssl::NoVcpkg => {
            (format!("neither `OPENSSL_DIR` nor vcpkg says where OpenSSL for `{target}` is"), Vec::new())
        }
        Openssl::NotByPkgConfig(module) => {
            let settings = cx.fact::<PkgConfig>(target.clone())?;
            (by_pkg_config(module, wanted), told(module, &settings))
        }
        Openssl::Found { .. } | Openssl::NotJudged => (String::new(), Vec::new()),
    };
    let mut fixes = Vec::new();
    let by_module = matches!(openssl, Openssl::NotByPkgConfig(_));
    if is_host && by_module {
        fixes.extend(install(CHECK.id, "install OpenSSL's development files", Some(Need::Openssl), cx)?);
    } else if by_module {
        fixes.extend(pkg_config_settings(CHECK.id, "openssl", target, cx)?);
    }
    let vendored =
        "or compile it: `cargo add openssl --features vendored` (openssl-sys's feature reaches every user of it)";
    let mut steps = vec![
        "if the dependency offers it, take rustls instead: no OpenSSL is needed then".to_owned(),
        vendored.to_owned(),
    ];
    steps.extend(foreign_package("libssl-dev", target).filter(|_| !is_host).into_iter().flatten());
    if target.as_str().contains("windows-msvc") {
        steps.push("or install it: `vcpkg install openssl:x64-windows-static-md`, and set `VCPKG_ROOT`".to_owned());
    }
    fixes.push(by_hand(&format!("{}/{target}/by-hand", CHECK.id), "have no need of a system's OpenSSL", steps));
    Ok(Finding::new(message, why).evidence(shown).fix(fixes))
}

fn by_pkg_config(module: &Module, wanted: &Wanted) -> String {
    let target = &wanted.triple;
    match module {
        Module::NotAllowed => {
            format!("nothing says where OpenSSL for `{target}` is, and pkg-config is not asked about another target")
        }
        Module::Unknown { .. } => format!("pkg-config knows no OpenSSL for `{target}`"),
        Module::Foreign { file, .. } => format!("pkg-config gives the OpenSSL of another machine: `{file}`"),
        Module::Absent { library, .. } => {
            format!("pkg-config names `{library}`, which no directory of a link for `{target}` has")
        }
        Module::NoProgram | Module::Found { .. } => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        c_toolchain::testing::{asks, locked},
        facts::linker::scene::{AARCH64, HOST, elf, with_cross_gcc},
        testing::Fake,
    };

    fn project(fake: Fake) -> Fake {
        locked(fake, "openssl-sys", "0.9.109", &["cc", "pkg-config"])
    }

    fn with_pkg_config(fake: Fake) -> Fake {
        fake.program("/usr/bin/pkg-config")
    }

    const HOSTS: &str = "-I/usr/include/x86_64-linux-gnu -L/usr/lib/x86_64-linux-gnu -lssl -lcrypto\n";

    fn message(fake: &Fake, target: &str) -> String {
        match fake.judge(&CHECK, target) {
            Ok(Outcome::Found(finding)) => {
                assert!(finding.conclusive);
                finding.message
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn pkg_config_is_not_asked_about_another_target() {
        let fake = project(with_pkg_config(with_cross_gcc()));
        assert_eq!(
            message(&fake, AARCH64),
            format!("nothing says where OpenSSL for `{AARCH64}` is, and pkg-config is not asked about another target")
        );
    }

    #[test]
    fn the_hosts_openssl_is_none_for_another_target() {
        let fake = project(with_pkg_config(with_cross_gcc()))
            .env("PKG_CONFIG_ALLOW_CROSS", "1")
            .command(["pkg-config", "--libs", "--cflags", "openssl"], HOSTS)
            .blob("/usr/lib/x86_64-linux-gnu/libssl.so", elf("x86_64"))
            .blob("/usr/lib/x86_64-linux-gnu/libcrypto.so", elf("x86_64"));
        let expected = "pkg-config gives the OpenSSL of another machine: `/usr/lib/x86_64-linux-gnu/libssl.so`";
        assert_eq!(message(&fake, AARCH64), expected);
    }

    #[test]
    fn the_targets_own_is_fine_and_so_is_the_hosts_for_the_host() {
        let native = project(with_pkg_config(with_cross_gcc()))
            .command(["pkg-config", "--libs", "--cflags", "openssl"], HOSTS)
            .blob("/usr/lib/x86_64-linux-gnu/libssl.so", elf("x86_64"))
            .blob("/usr/lib/x86_64-linux-gnu/libcrypto.so", elf("x86_64"));
        assert!(matches!(native.judge(&CHECK, HOST), Ok(Outcome::Pass(_))));
        let cross = native
            .env("PKG_CONFIG_aarch64_unknown_linux_gnu", "aarch64-linux-gnu-pkg-config")
            .program("/usr/bin/aarch64-linux-gnu-pkg-config")
            .command(
                ["aarch64-linux-gnu-pkg-config", "--libs", "--cflags", "openssl"],
                "-L/usr/lib/aarch64-linux-gnu -lssl -lcrypto\n",
            )
            .blob("/usr/lib/aarch64-linux-gnu/libssl.so", elf("aarch64"))
            .blob("/usr/lib/aarch64-linux-gnu/libcrypto.so", elf("aarch64"));
        assert!(matches!(cross.judge(&CHECK, AARCH64), Ok(Outcome::Pass(_))));
    }

    #[test]
    fn what_is_not_asked_for_is_not_missed() {
        let fake = with_pkg_config(with_cross_gcc());
        assert_eq!(fake.judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
        let vendored = locked(fake, "openssl-sys", "0.9.109", &["cc", "openssl-src"]);
        assert_eq!(vendored.judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
        // cargo knows better than the lock file
        let off = asks(project(with_pkg_config(with_cross_gcc())), AARCH64, "openssl-sys", false);
        assert_eq!(off.judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
    }

    #[test]
    fn a_variable_that_names_nothing_is_named() {
        let fake = project(with_cross_gcc()).env("AARCH64_UNKNOWN_LINUX_GNU_OPENSSL_DIR", "/opt/ssl");
        assert_eq!(
            message(&fake, AARCH64),
            format!(
                "`AARCH64_UNKNOWN_LINUX_GNU_OPENSSL_DIR` names `/opt/ssl`, which has no OpenSSL for `{AARCH64}`: it has \
                 no `openssl/opensslv.h`"
            )
        );
        let there = fake.file("/opt/ssl/include/openssl/opensslv.h", "").blob("/opt/ssl/lib/libssl.a", elf("aarch64"));
        assert!(matches!(there.judge(&CHECK, AARCH64), Ok(Outcome::Pass(_))));
    }

    #[test]
    fn a_multiarch_openssl_only_needs_settings() {
        let fake = project(with_pkg_config(with_cross_gcc()))
            .granted((), crate::facts::linker::scene::layout(""))
            .file("/usr/lib/aarch64-linux-gnu/pkgconfig/openssl.pc", "");
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, AARCH64) else { panic!("did not fire") };
        assert_eq!(
            finding.fixes[0].title,
            format!("have pkg-config look for `{AARCH64}` in `/usr/lib/aarch64-linux-gnu/pkgconfig`")
        );
    }
}

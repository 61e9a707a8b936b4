//! One text, several causes: each row is an error that tools print alike for different causes, with logs that tell them
//! apart, and what is said where a log cannot. The logs are composed after the sources that the symptoms name.

use xdoctor_checks::{catalog, explain::Reader};

/// Logs of one text.
struct Row {
    text: &'static str,
    /// Each with its cause.
    told: &'static [(&'static str, &'static str)],
    /// A log that does not decide, and what it leaves.
    open: Option<(&'static str, &'static [&'static str])>,
}

fn read(log: &str) -> xdoctor_checks::explain::Explanation {
    let mut reader = Reader::default();
    reader.push(log.as_bytes());
    reader.finish(&[])
}

#[test]
fn causes_of_one_text_are_told_apart() {
    let mut wrong = Vec::new();
    for row in ROWS {
        let mut causes: Vec<_> = row.told.iter().map(|(cause, _)| *cause).collect();
        causes.sort_unstable();
        causes.dedup();
        assert!(causes.len() > 1 || row.open.is_some(), "{}: nothing to confuse", row.text);
        for (cause, log) in row.told {
            assert!(catalog::find(cause).is_some(), "{cause}");
            let found: Vec<_> = read(log).causes.iter().map(|cause| (cause.check.id, cause.confidence)).collect();
            if found.first().map(|(id, _)| id) != Some(cause) {
                wrong.push(format!("{}: {cause}, found {found:?}\n{log}", row.text));
            }
        }
        let Some((log, remaining)) = row.open else { continue };
        let found = read(log);
        let Some(undecided) = found.undecided else {
            let causes: Vec<_> = found.causes.iter().map(|cause| (cause.check.id, cause.confidence)).collect();
            wrong.push(format!("{}: decided as {causes:?}\n{log}", row.text));
            continue;
        };
        assert!(undecided.remaining.len() <= 3 && !undecided.command.is_empty() && !undecided.look_for.is_empty());
        if !remaining.iter().all(|id| undecided.remaining.contains(id)) {
            wrong.push(format!("{}: remain {:?}, not {remaining:?}\n{log}", row.text, undecided.remaining));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

const ROWS: &[Row] = &[
    Row {
        text: "can't find crate for `std`",
        told: &[
            (
                "target-std-missing",
                "   Compiling demo v0.1.0\nerror[E0463]: can't find crate for `std`\n  |\n  = note: the `aarch64-apple-ios` target may not be installed\n  = help: consider downloading the target with `rustup target add aarch64-apple-ios`\n\nerror: could not compile `demo` (lib) due to 1 previous error\n",
            ),
            (
                "no-prebuilt-std",
                "error[E0463]: can't find crate for `core`\n  |\n  = note: the `mips-unknown-linux-musl` target may not be installed\n  = help: consider building the standard library from source with `cargo build -Zbuild-std`\n",
            ),
            (
                "no-prebuilt-std",
                "error[E0463]: can't find crate for `core`\n  |\n  = note: the `kernel-1234567890123456789` target may not be installed\n",
            ),
            (
                "bare-metal-target-has-no-std",
                "error[E0463]: can't find crate for `std`\n  |\n  = note: the `thumbv7em-none-eabihf` target may not support the standard library\n  = note: `std` is required by `rand` because it does not declare `#![no_std]`\n",
            ),
            (
                "host-std-missing",
                "   Compiling proc-macro2 v1.0.86\nerror[E0463]: can't find crate for `std`\n --> /home/user/.cargo/registry/src/index.crates.io-1/proc-macro2-1.0.86/build.rs:1:1\n\nerror: could not compile `proc-macro2` (build script) due to 1 previous error\n",
            ),
            (
                "ambient-build-target-applied",
                "  Installing flip-link v0.1.8\n   Compiling libc v0.2.155\nerror[E0463]: can't find crate for `std`\n  |\n  = note: the `thumbv7em-none-eabihf` target may not support the standard library\n\nerror: could not compile `libc` (lib) due to 1 previous error\nerror: failed to compile `flip-link v0.1.8`, intermediate artifacts can be found at `/tmp/cargo-installXyZ`\n",
            ),
        ],
        open: Some((
            "error[E0463]: can't find crate for `core`\n  |\n  = note: the `aarch64-unknown-linux-gnu` target may not be installed\n  = help: consider downloading the target with `rustup target add aarch64-unknown-linux-gnu`\n",
            &["target-std-missing"],
        )),
    },
    Row {
        text: "linker `...` not found",
        told: &[
            (
                "cross-linker-not-installed",
                "   Compiling demo v0.1.0\nerror: linker `arm-linux-gnueabihf-gcc` not found\n  |\n  = note: No such file or directory (os error 2)\n\nerror: could not compile `demo` (bin \"demo\") due to 1 previous error\n",
            ),
            (
                "config-names-absent-linker",
                "error: linker `aarch64-linux-gnu-gcc` not found\n  |\n  = note: No such file or directory (os error 2)\n\nerror: could not compile `libc` (build script) due to 1 previous error\n",
            ),
            (
                "host-linker-not-installed",
                "error: linker `cc` not found\n  |\n  = note: No such file or directory (os error 2)\n\nerror: could not compile `libc` (build script) due to 1 previous error\n",
            ),
            (
                "linker-setting-contains-arguments",
                "error: linker `zig cc -target aarch64-linux-gnu` not found\n  |\n  = note: No such file or directory (os error 2)\n",
            ),
            (
                "config-stale-path",
                "error: linker `/opt/cross/bin/armv7-gcc` not found\n  |\n  = note: No such file or directory (os error 2)\n",
            ),
            (
                "msvc-target-on-non-windows-host",
                "error: linker `link.exe` not found\n  |\n  = note: No such file or directory (os error 2)\n\nnote: the msvc targets depend on the msvc linker but `link.exe` was not found\n",
            ),
            (
                "msvc-build-tools-missing",
                "error: linker `link.exe` not found\n  |\n  = note: program not found\n\nnote: the msvc targets depend on the msvc linker but `link.exe` was not found\n",
            ),
            (
                "android-ndk-too-new-for-tool",
                "error: linker `aarch64-linux-android-ld` not found\n  |\n  = note: No such file or directory (os error 2)\n",
            ),
        ],
        open: None,
    },
    Row {
        text: "the linker cannot find -lc or -lgcc_s",
        told: &[
            (
                "bare-ld-as-linker",
                "error: linking with `aarch64-linux-gnu-ld` failed: exit status: 1\n  |\n  = note:  \"aarch64-linux-gnu-ld\" \"/tmp/rustc1/symbols.o\" \"-lgcc_s\" \"-lc\"\n  = note: aarch64-linux-gnu-ld: cannot find -lgcc_s: No such file or directory\n          aarch64-linux-gnu-ld: cannot find -lc: No such file or directory\n",
            ),
            (
                "sysroot-missing-crt-or-libc",
                "error: linking with `aarch64-linux-gnu-gcc` failed: exit status: 1\n  |\n  = note:  \"aarch64-linux-gnu-gcc\" \"/tmp/rustc1/symbols.o\" \"--sysroot=/opt/sysroot\"\n  = note: /usr/lib/gcc-cross/aarch64-linux-gnu/12/../../../../aarch64-linux-gnu/bin/ld: cannot find crt1.o: No such file or directory\n          /usr/lib/gcc-cross/aarch64-linux-gnu/12/../../../../aarch64-linux-gnu/bin/ld: cannot find -lc: No such file or directory\n          collect2: error: ld returned 1 exit status\n",
            ),
            (
                "target-library-missing",
                "error: linking with `aarch64-linux-gnu-gcc` failed: exit status: 1\n  |\n  = note:  \"aarch64-linux-gnu-gcc\" \"/tmp/rustc1/symbols.o\" \"-lasound\" \"-lc\"\n  = note: /usr/lib/gcc-cross/aarch64-linux-gnu/12/../../../../aarch64-linux-gnu/bin/ld: cannot find -lasound: No such file or directory\n          collect2: error: ld returned 1 exit status\n",
            ),
            (
                "android-ndk-r23-lgcc",
                "error: linking with `aarch64-linux-android21-clang` failed: exit status: 1\n  |\n  = note:  \"aarch64-linux-android21-clang\" \"/tmp/rustc1/symbols.o\" \"-lgcc\" \"-lc\"\n  = note: ld: error: unable to find library -lgcc\n          clang-14: error: linker command failed with exit code 1 (use -v to see invocation)\n",
            ),
            (
                "mingw-incompatible-distribution",
                "error: linking with `x86_64-w64-mingw32-gcc` failed: exit code: 1\n  |\n  = note: \"x86_64-w64-mingw32-gcc\" \"-lgcc_eh\" \"-lgcc\" \"C:\\\\demo\\\\target\\\\x86_64-pc-windows-gnu\\\\debug\\\\deps\\\\demo.exe\"\n  = note: C:/TDM-GCC-64/bin/../lib/gcc/x86_64-w64-mingw32/10.3.0/ld.exe: cannot find -lgcc_eh: No such file or directory\n          collect2.exe: error: ld returned 1 exit status\n",
            ),
        ],
        open: None,
    },
    Row {
        text: "file in wrong format",
        told: &[
            (
                "host-linker-for-foreign-target",
                "error: linking with `cc` failed: exit status: 1\n  |\n  = note:  \"cc\" \"/tmp/rustc1/symbols.o\" \"<sysroot>/lib/rustlib/aarch64-unknown-linux-gnu/lib/libstd-1.rlib\"\n  = note: /usr/bin/ld: /tmp/rustc1/symbols.o: error adding symbols: file in wrong format\n          collect2: error: ld returned 1 exit status\n",
            ),
            (
                "library-wrong-architecture",
                "error: linking with `cc` failed: exit status: 1\n  |\n  = note: ld: warning: ignoring file '/usr/local/lib/libpq.a', building for macOS-arm64 but attempting to link with file built for macOS-x86_64\n          Undefined symbols for architecture arm64:\n            \"_PQconnectdb\", referenced from:\n                _main in demo.o\n          ld: symbol(s) not found for architecture arm64\n",
            ),
        ],
        open: None,
    },
    Row {
        text: "version `GLIBC_...' not found",
        told: &[
            (
                "build-script-glibc-newer-than-container",
                "error: failed to run custom build command for `libc v0.2.155`\n\nCaused by:\n  process didn't exit successfully: `/target/debug/build/libc-1a/build-script-build` (exit status: 1)\n  --- stderr\n  /target/debug/build/libc-1a/build-script-build: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /target/debug/build/libc-1a/build-script-build)\n",
            ),
            (
                "glibc-too-old-on-run-host",
                "./demo: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by ./demo)\n",
            ),
        ],
        open: None,
    },
    Row {
        text: "exec format error",
        told: &[
            ("binary-for-other-architecture", "bash: ./demo: cannot execute binary file: Exec format error\n"),
            (
                "host-toolchain-wrong-architecture",
                "error: command failed: '/home/user/.rustup/toolchains/stable-aarch64-unknown-linux-gnu/bin/rustc': Exec format error (os error 8)\n",
            ),
            ("container-image-other-architecture", "exec /bin/sh: exec format error\n"),
            (
                "no-runner-for-target",
                "    Finished `dev` profile [unoptimized + debuginfo] target(s) in 0.10s\n     Running `target/aarch64-unknown-linux-gnu/debug/demo`\nerror: could not execute process `target/aarch64-unknown-linux-gnu/debug/demo` (never executed)\n\nCaused by:\n  Exec format error (os error 8)\n",
            ),
            (
                "linker-not-executable",
                "error: could not exec the linker `/home/user/bin/aarch64-gcc`: Exec format error (os error 8)\n",
            ),
        ],
        open: None,
    },
    Row {
        text: "a program that is there and is not found",
        told: &[
            ("elf-interpreter-missing", "sh: ./demo: not found\n"),
            ("elf-interpreter-missing", "exec ./demo: no such file or directory\n"),
            (
                "runtime-shared-library-missing",
                "./demo: error while loading shared libraries: libssl.so.1.1: cannot open shared object file: No such file or directory\n",
            ),
            (
                "qemu-sysroot-missing",
                "qemu-aarch64: Could not open '/lib/ld-linux-aarch64.so.1': No such file or directory\n",
            ),
        ],
        open: None,
    },
    Row {
        text: "could not execute process",
        told: &[
            (
                "config-names-absent-runner",
                "     Running `qemu-arm -L /usr/arm-linux-gnueabihf target/armv7-unknown-linux-gnueabihf/debug/demo`\nerror: could not execute process `qemu-arm -L /usr/arm-linux-gnueabihf target/armv7-unknown-linux-gnueabihf/debug/demo` (never executed)\n\nCaused by:\n  No such file or directory (os error 2)\n",
            ),
            (
                "no-runner-for-target",
                "     Running `target\\x86_64-unknown-linux-gnu\\debug\\demo`\nerror: could not execute process `target\\x86_64-unknown-linux-gnu\\debug\\demo` (never executed)\n\nCaused by:\n  %1 is not a valid Win32 application. (os error 193)\n",
            ),
            (
                "host-toolchain-wrong-architecture",
                "error: could not execute process `rustc -vV` (never executed)\n\nCaused by:\n  Bad CPU type in executable (os error 86)\n",
            ),
        ],
        open: None,
    },
    Row {
        text: "C code for wasm",
        told: &[
            (
                "clang-lacks-wasm-backend",
                "error: failed to run custom build command for `ring v0.17.8`\n  TARGET = Some(\"wasm32-unknown-unknown\")\n  cargo:warning=error: unable to create target: 'No available targets are compatible with triple \"wasm32-unknown-unknown\"'\n",
            ),
            (
                "c-dependency-on-wasm-unknown",
                "error: failed to run custom build command for `zstd-sys v2.0.10`\n  TARGET = Some(\"wasm32-unknown-unknown\")\n  cargo:warning=zstd/lib/common/zstd_deps.h:26:10: fatal error: 'limits.h' file not found\n  cargo:warning=a.c:1:10: fatal error: 'string.h' file not found\n",
            ),
            (
                "wasi-sysroot-missing",
                "error: failed to run custom build command for `zstd-sys v2.0.10`\n  TARGET = Some(\"wasm32-wasip1\")\n  cargo:warning=a.c:1:10: fatal error: 'string.h' file not found\n",
            ),
            (
                "c-code-uses-host-headers-for-wasm",
                "error: failed to run custom build command for `sqlite v0.1.0`\n  TARGET = Some(\"wasm32-unknown-unknown\")\n  cargo:warning=/usr/include/gnu/stubs.h:7:11: fatal error: 'gnu/stubs-32.h' file not found\n",
            ),
        ],
        open: None,
    },
    Row {
        text: "a header is not found",
        told: &[
            (
                "clang-builtin-headers-missing",
                "error: failed to run custom build command for `demo-sys v0.1.0`\n  --- stderr\n  /usr/include/stdio.h:33:10: fatal error: 'stddef.h' file not found\n  thread 'main' panicked at build.rs:9:10:\n  Unable to generate bindings: ClangDiagnostic(\"/usr/include/stdio.h:33:10: fatal error: 'stddef.h' file not found\\n\")\n",
            ),
            (
                "bindgen-no-target-sysroot",
                "error: failed to run custom build command for `demo-sys v0.1.0`\n  TARGET = Some(\"aarch64-unknown-linux-gnu\")\n  HOST = Some(\"x86_64-unknown-linux-gnu\")\n  --- stderr\n  /usr/include/features.h:392:12: fatal error: 'features-time64.h' file not found\n  thread 'main' panicked at build.rs:9:10:\n  Unable to generate bindings: ClangDiagnostic(\"/usr/include/features.h:392:12: fatal error: 'features-time64.h' file not found\\n\")\n",
            ),
        ],
        open: None,
    },
    Row {
        text: "libclang",
        told: &[
            (
                "libclang-missing",
                "thread 'main' panicked at 'Unable to find libclang: \"couldn't find any valid shared libraries matching: ['libclang.so', 'libclang-*.so'], set the `LIBCLANG_PATH` environment variable to a path where one of these files can be found (invalid: [])\"', src/lib.rs:1\n",
            ),
            (
                "libclang-path-wrong",
                "LIBCLANG_PATH=/opt/absent/lib\nthread 'main' panicked at 'Unable to find libclang: \"couldn't find any valid shared libraries matching: ['libclang.so'], set the `LIBCLANG_PATH` environment variable to a path where one of these files can be found (invalid: [(/opt/absent/lib/libclang.so: invalid ELF header)])\"', src/lib.rs:1\n",
            ),
        ],
        open: None,
    },
    Row {
        text: "OpenSSL's directory is not found",
        told: &[
            (
                "openssl-for-target-missing",
                "error: failed to run custom build command for `openssl-sys v0.9.102`\n  run pkg_config fail: pkg-config has not been configured to support cross-compilation.\n  Could not find directory of OpenSSL installation, and this `-sys` crate cannot\n  $HOST = x86_64-unknown-linux-gnu\n  $TARGET = aarch64-unknown-linux-gnu\n",
            ),
            (
                "pkg-config-not-installed",
                "error: failed to run custom build command for `openssl-sys v0.9.102`\n  run pkg_config fail: Could not run `pkg-config --libs --cflags openssl`\n  The pkg-config command could not be found.\n  Could not find directory of OpenSSL installation, and this `-sys` crate cannot\n  $HOST = x86_64-unknown-linux-gnu\n  $TARGET = x86_64-unknown-linux-gnu\n",
            ),
        ],
        open: None,
    },
    Row {
        text: "linking with `link.exe` failed",
        told: &[
            (
                "msvc-link-shadowed-by-gnu-link",
                "error: linking with `link.exe` failed: exit code: 1\n  |\n  = note: \"link.exe\" \"/NOLOGO\" \"C:\\\\Temp\\\\rustc1\\\\symbols.o\"\n  = note: /usr/bin/link: extra operand 'C:\\\\Temp\\\\rustc1\\\\symbols.o'\n          Try '/usr/bin/link --help' for more information.\n",
            ),
            (
                "windows-sdk-missing",
                "error: linking with `link.exe` failed: exit code: 1181\n  |\n  = note: \"C:\\\\Program Files\\\\Microsoft Visual Studio\\\\2022\\\\link.exe\" \"/NOLOGO\" \"kernel32.lib\"\n  = note: LINK : fatal error LNK1181: cannot open input file 'kernel32.lib'\n",
            ),
        ],
        open: None,
    },
    Row {
        text: "dlltool",
        told: &[
            (
                "dlltool-missing",
                "error: error calling dlltool 'x86_64-w64-mingw32-dlltool': No such file or directory (os error 2)\n",
            ),
            (
                "dlltool-incompatible",
                "error: dlltool could not create import library with dlltool.exe -d x.def -D x.dll -l x.lib -m i386:x86-64 -f --64:\n       OVERVIEW: llvm-dlltool\n       USAGE: llvm-dlltool [options] file...\n",
            ),
        ],
        open: None,
    },
    Row {
        text: "xcrun",
        told: &[
            (
                "xcode-clt-missing",
                "xcrun: error: invalid active developer path (/Library/Developer/CommandLineTools), missing xcrun at: /Library/Developer/CommandLineTools/usr/bin/xcrun\n",
            ),
            (
                "xcode-not-selected",
                "xcrun: error: SDK \"iphoneos\" cannot be located\nxcrun: error: unable to lookup item 'Path' in SDK 'iphoneos'\n",
            ),
            (
                "xcode-license-not-accepted",
                "error: linking with `cc` failed: exit status: 69\n  |\n  = note: You have not agreed to the Xcode license agreements. Please run 'sudo xcodebuild -license' from within a Terminal window to review and agree to the Xcode and Apple SDKs license.\n",
            ),
        ],
        open: None,
    },
    Row {
        text: "-m64 is not known",
        told: &[
            (
                "unscoped-cc-env",
                "warning: ring@0.17.8: aarch64-linux-gnu-gcc: error: unrecognized command-line option '-m64'\nerror: failed to run custom build command for `ring v0.17.8`\n  TARGET = Some(\"x86_64-unknown-linux-gnu\")\n  HOST = Some(\"x86_64-unknown-linux-gnu\")\n  HOST_CC = None\n  CC = Some(\"aarch64-linux-gnu-gcc\")\n",
            ),
            (
                "host-linker-for-foreign-target",
                "error: linking with `cc` failed: exit status: 1\n  |\n  = note: \"cc\" \"-m64\" \"/home/user/.rustup/toolchains/stable-aarch64-unknown-linux-gnu/lib/rustlib/x86_64-unknown-linux-gnu/lib/libstd-1.rlib\"\n  = note: cc: error: unrecognized command-line option '-m64'\n",
            ),
        ],
        open: None,
    },
    Row {
        text: "a C compiler is not found",
        told: &[
            (
                "c-cross-compiler-missing",
                "error: failed to run custom build command for `ring v0.17.8`\n  error occurred in cc-rs: failed to find tool \"aarch64-linux-musl-gcc\": No such file or directory (os error 2)\n",
            ),
            (
                "android-cc-not-configured",
                "error: failed to run custom build command for `ring v0.17.8`\n  error occurred in cc-rs: failed to find tool \"aarch64-linux-android-clang\": No such file or directory (os error 2)\n",
            ),
            (
                "msvc-target-on-non-windows-host",
                "error: failed to run custom build command for `ring v0.17.8`\n  HOST = Some(\"x86_64-unknown-linux-gnu\")\n  error occurred in cc-rs: failed to find tool \"lib.exe\": No such file or directory (os error 2)\n",
            ),
        ],
        open: None,
    },
    Row {
        text: "Docker is not reached",
        told: &[
            (
                "docker-socket-permission",
                "docker: permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock\n",
            ),
            (
                "container-daemon-not-running",
                "docker: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n",
            ),
            (
                "container-engine-missing",
                "Error: \n   0: no container engine found\n   1: is docker or podman installed and reachable?\n",
            ),
            (
                "container-user-mapping",
                "$ cross build --target aarch64-unknown-linux-gnu\nerror: failed to open: /target/aarch64-unknown-linux-gnu/debug/.cargo-lock\n\nCaused by:\n  Permission denied (os error 13)\n",
            ),
        ],
        open: Some((
            "thread 'main' panicked at 'Unable to obtain Docker version: Error(Msg(\"`docker version` failed with exit code: Some(1)\"))'\n",
            &["container-daemon-not-running", "docker-socket-permission"],
        )),
    },
    Row {
        text: "rust-src's lock file does not exist",
        told: &[
            (
                "rust-src-layout-mismatch",
                "info: component 'rust-src' for target 'x86_64-unknown-linux-gnu' is up to date\nerror: \"/home/user/.rustup/toolchains/nightly-x86_64-unknown-linux-gnu/lib/rustlib/src/rust/Cargo.lock\" does not exist, unable to build with the standard library, try:\n",
            ),
            (
                "rust-src-missing",
                "error: \"/home/user/.rustup/toolchains/nightly-x86_64-unknown-linux-gnu/lib/rustlib/src/rust/library/Cargo.lock\" does not exist, unable to build with the standard library, try:\n        rustup component add rust-src --toolchain nightly-x86_64-unknown-linux-gnu\n",
            ),
        ],
        open: None,
    },
    Row {
        text: "a target that rustc does not know",
        told: &[
            (
                "target-spec-not-found",
                "error: error loading target specification: could not find specification for target \"aarch64-linux-gnu\"\n",
            ),
            (
                "target-renamed-or-removed",
                "error: error loading target specification: could not find specification for target \"wasm32-wasi\"\n",
            ),
        ],
        open: None,
    },
    Row {
        text: "objects of another platform in an Apple link",
        told: &[
            (
                "ios-device-object-in-simulator-link",
                "ld: building for 'iOS-simulator', but linking in object file (libdemo.a[3](demo.o)) built for 'iOS'\n",
            ),
            (
                "macos-lib-path-leaks-into-ios-link",
                "ld: building for iOS, but linking in .tbd built for macOS/Mac Catalyst, file '/Library/Developer/CommandLineTools/SDKs/MacOSX.sdk/usr/lib/libSystem.tbd' for architecture arm64\n",
            ),
        ],
        open: None,
    },
    Row {
        text: "an iconv that does not fit",
        told: &[
            (
                "nix-missing-libiconv",
                "error: linking with `cc` failed: exit status: 1\n  |\n  = note: \"cc\" \"-L\" \"/nix/store/abc-rustc-1.80.0/lib/rustlib/aarch64-apple-darwin/lib\" \"-liconv\"\n  = note: ld: library not found for -liconv\n          clang-16: error: linker command failed with exit code 1 (use -v to see invocation)\n",
            ),
            (
                "foreign-libiconv-shadows-system",
                "error: linking with `cc` failed: exit status: 1\n  |\n  = note: \"cc\" \"-L/opt/local/lib\" \"-liconv\"\n  = note: Undefined symbols for architecture x86_64:\n            \"_iconv\", referenced from:\n                _demo in libgit2.a(path.o)\n          ld: symbol(s) not found for architecture x86_64\n",
            ),
        ],
        open: None,
    },
];

//! Symptoms of causes whose own files are still to come.

use crate::Symptom;

pub(super) const ROWS: &[(&str, Symptom)] = &[
    (
        "msvc-build-tools-missing",
        Symptom {
            all: &[
                r"linker [`'](link\.exe|link)[`'] not found|could not exec the linker [`']link\.exe[`']|the msvc targets depend on the msvc linker but `link\.exe` was not found",
            ],
            none: &[
                r"linker [`'](lld|lld-link|rust-lld|clang)(\.exe)?[`'] not found",
                r"No such file or directory \(os error 2\)",
            ],
            weight: 0.86,
            printed_by: "rustc 1.0 and later on Windows",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_msvc_missing_linker",
        },
    ),
    (
        "msvc-build-tools-missing",
        Symptom {
            all: &[r#"[Ff]ailed to find tool[.:]? ?(Is )?[`"](cl|lib|ml64|ml|armasm64)\.exe[`"]"#],
            none: &[r"No such file or directory \(os error 2\)"],
            weight: 0.7,
            printed_by: "cc 1.0 and later",
            source: "rust-lang/cc-rs src/windows/find_tools.rs",
        },
    ),
    (
        "msvc-build-tools-missing",
        Symptom {
            all: &[
                r"couldn't determine visual studio generator|could not find any instance of Visual Studio|couldn't find required build tool|No CMAKE_C_COMPILER could be found.*Visual Studio|failed to find the MSVC toolchain",
            ],
            none: &[],
            weight: 0.85,
            printed_by: "cmake 0.1 (the crate), CMake 3 and later",
            source: "rust-lang/cmake-rs src/lib.rs; Kitware CMake Source/cmGlobalVisualStudioVersionedGenerator.cxx",
        },
    ),
    (
        "msvc-build-tools-missing",
        Symptom {
            all: &[
                r"Rust requires (a linker and Windows API libraries|the Microsoft C\+\+ build tools)|installing msvc toolchain without its prerequisites|Microsoft Visual C\+\+ \d+\.\d+ or greater is required|Visual Studio .{0,30}C\+\+ build tools.{0,40}(not|missing|required)",
            ],
            none: &[],
            weight: 0.8,
            printed_by: "rustup-init on Windows, setuptools, node-gyp",
            source: "rust-lang/rustup src/cli/self_update/windows.rs; their messages for the same absence",
        },
    ),
    (
        "msvc-target-on-non-windows-host",
        Symptom {
            all: &[
                r"linker [`'](link\.exe|link)[`'] not found|could not exec the linker [`']link\.exe[`']|the msvc targets depend on the msvc linker but `link\.exe` was not found",
                r"No such file or directory \(os error 2\)",
            ],
            none: &[r"linker [`'](lld|lld-link|rust-lld|clang)[`'] not found"],
            weight: 0.93,
            printed_by: "rustc 1.0 and later on Linux and macOS",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl; the words of the error are the system's",
        },
    ),
    (
        "msvc-target-on-non-windows-host",
        Symptom {
            all: &[
                r#"[Ff]ailed to find tool[.:]? ?(Is )?[`"](cl|lib|ml64|ml|link|llvm-lib|clang-cl|lld-link|rc)(\.exe)?[`"]"#,
                r"No such file or directory \(os error 2\)|/home/|/Users/|unknown-linux-gnu|apple-darwin",
            ],
            none: &[],
            weight: 0.85,
            printed_by: "cc 1.0 and later on Linux and macOS",
            source: "rust-lang/cc-rs src/windows/find_tools.rs",
        },
    ),
    (
        "msvc-target-on-non-windows-host",
        Symptom {
            all: &[r"linker [`']link\.exe[`'] not found"],
            none: &[r"program not found|The system cannot find"],
            weight: 0.3,
            printed_by: "rustc 1.0 and later, its note cut off",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl",
        },
    ),
    (
        "msvc-link-shadowed-by-gnu-link",
        Symptom {
            all: &[
                r"(^|[\s/\\])link(\.exe)?: (extra operand|missing operand|cannot create link|unknown option|unrecognized option|invalid option)|Try '(\S*[/\\])?link(\.exe)? --help' for more information",
            ],
            none: &[],
            weight: 0.97,
            printed_by: "GNU coreutils' link",
            source: "coreutils src/link.c and lib/long-options.c",
        },
    ),
    (
        "windows-sdk-missing",
        Symptom {
            all: &[
                r"(?i)LNK(1181|1104): .*'(kernel32|ntdll|user32|userenv|ws2_32|advapi32|bcrypt|dbghelp|msvcrtd?|libcmtd?|ucrtd?|libucrtd?|vcruntime\w*|libvcruntime|oldnames|uuid|gdi32|shell32|ole32|synchronization|msvcprtd?|libcpmtd?|legacy_stdio_definitions)\.lib'",
            ],
            none: &[],
            weight: 0.92,
            printed_by: "link.exe",
            source: "Microsoft's LNK1181 and LNK1104, with a library of the Windows SDK or the C run time",
        },
    ),
    (
        "windows-sdk-missing",
        Symptom {
            all: &[
                r"could not open '(kernel32|ntdll|user32|userenv|ws2_32|advapi32|bcrypt|dbghelp|msvcrtd?|libcmtd?|ucrtd?|libucrtd?|vcruntime\w*|libvcruntime|oldnames|uuid|gdi32|shell32|ole32|synchronization|msvcprtd?)\.lib'",
            ],
            none: &[],
            weight: 0.92,
            printed_by: "lld-link",
            source: "llvm-project lld/COFF/Driver.cpp",
        },
    ),
    (
        "windows-sdk-missing",
        Symptom {
            all: &[r"linking with `(\S*[/\\])?(link\.exe|lld-link(\.exe)?|rust-lld)` failed: exit code: (1181|1104)"],
            none: &[r"LNK1181: .*'(\S+)\.lib'", r"cannot open (input )?file"],
            weight: 0.75,
            printed_by: "rustc 1.0 and later: link.exe's exit code is its LNK number",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/src/back/link.rs",
        },
    ),
    (
        "windows-sdk-missing",
        Symptom {
            all: &[
                r"(C1083: .*'(windows|stdio|stdlib|string|stddef|stdint|assert|corecrt|winsock2|errno|sys/types|vcruntime|excpt|crtdbg|limits|math|memory|iostream|cstddef|cstdint|new|vector|algorithm)(\.h)?')|(fatal error: '(windows|corecrt|vcruntime|winsock2|excpt|sdkddkver)\.h' file not found)",
            ],
            none: &[],
            weight: 0.85,
            printed_by: "cl and clang-cl",
            source: "Microsoft's C1083; llvm-project clang",
        },
    ),
    (
        "windows-sdk-missing",
        Symptom {
            all: &[
                r"(?i)(windows sdk|windows kit).{0,40}(not found|not installed|missing|could not be found|cannot be found)|could not find (a )?windows (10 |11 )?sdk",
            ],
            none: &[],
            weight: 0.7,
            printed_by: "vswhom and others that look for the SDK",
            source: "Windows SDK registry keys",
        },
    ),
    (
        "msvc-flags-given-to-gnu-clang",
        Symptom {
            all: &[
                r#"(no such file or directory|unknown argument|unsupported option|unrecognized).{0,8}['"][-/](imsvc|FS|MDd?|MTd?|Zc:|EHsc|GS|Gy|std:|external:|nologo|W4|Brepro|utf-8|arch:)|error: no such file or directory: '/(imsvc|FS|MDd?|Zi|EHsc|nologo|O2|W4|Fo|c)\b"#,
            ],
            none: &[r"linking with `"],
            weight: 0.95,
            printed_by: "clang that is run as the GNU driver",
            source: "llvm-project clang/lib/Driver: /imsvc is clang-cl's",
        },
    ),
    (
        "dlltool-missing",
        Symptom {
            all: &[r"[Ee]rror calling dlltool [`'][^`']*[`']"],
            none: &[r"Dlltool could not create import library"],
            weight: 0.96,
            printed_by: "rustc 1.64 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_error_calling_dlltool",
        },
    ),
    (
        "dlltool-missing",
        Symptom {
            all: &[
                r#"dlltool(\.exe)?[`'"]?:? (program |command )?not found|dlltool(\.exe)?[`'"]?: No such file|[Ff]ailed to find tool[.:]? ?(Is )?[`"]\S*dlltool"#,
            ],
            none: &[],
            weight: 0.9,
            printed_by: "rustc 1.64 and later, shells",
            source: "rust-lang/rust; POSIX sh",
        },
    ),
    (
        "dlltool-missing",
        Symptom {
            all: &[r"dlltool(\.exe)?: CreateProcess"],
            none: &[],
            weight: 0.5,
            printed_by: "GNU dlltool that finds no assembler",
            source: "binutils-gdb binutils/dlltool.c",
        },
    ),
    (
        "dlltool-incompatible",
        Symptom {
            all: &[
                r"[Dd]lltool could not create import library|OVERVIEW: llvm-dlltool|dlltool\S*: (unknown|unrecognized|invalid) (option|argument)|dlltool\S*: .*(not recognised|no such option)",
            ],
            none: &[r"CreateProcess"],
            weight: 0.9,
            printed_by: "rustc 1.64 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_dlltool_fail_import_library",
        },
    ),
    (
        "mingw-incompatible-distribution",
        Symptom {
            all: &[
                r"(mingw|w64|\bld\.exe|windows-gnu|collect2\.exe|[A-Z]:[/\\]|/opt/llvm-mingw).*(cannot find|unable to find library) -l:?(gcc_eh|gcc_s|gcc|libpthread\.a|pthread|mingwex|msvcrt|mingw32)\b",
            ],
            none: &[],
            weight: 0.88,
            printed_by: "GNU ld and lld of a MinGW without these",
            source: "binutils-gdb ld/ldlang.c; rust-lang/rust library/unwind: windows-gnu asks for gcc_eh",
        },
    ),
    (
        "mingw-incompatible-distribution",
        Symptom {
            all: &[
                r"(cannot find|unable to find library) -l:?(gcc_eh|gcc_s|gcc|libpthread\.a|mingwex|msvcrt|mingw32)\b",
                r"mingw|windows-gnu|ld\.exe|gnullvm",
            ],
            none: &[],
            weight: 0.85,
            printed_by: "GNU ld and lld of a MinGW without these",
            source: "binutils-gdb ld/ldlang.c",
        },
    ),
    (
        "mingw-incompatible-distribution",
        Symptom {
            all: &[
                r"(undefined (symbol|reference).*(__imp___acrt_iob_func|_CRT_MT|__gxx_personality_s[je]\w+|__mingw_\w+|_Unwind_Resume|__emutls_\w+|__imp__errno|__chkstk_ms|__ms_vsnprintf|_set_invalid_parameter_handler))",
                r"mingw|windows-gnu|ld\.exe|gnullvm",
            ],
            none: &[],
            weight: 0.72,
            printed_by: "GNU ld and lld with another C run time than Rust's",
            source: "mingw-w64 crt",
        },
    ),
    (
        "mingw-incompatible-distribution",
        Symptom {
            all: &[r"(dll)?crt2\.o: (No such file|[Ff]ile (format )?not recognized)|cannot (find|open) (dll)?crt2\.o"],
            none: &[],
            weight: 0.6,
            printed_by: "GNU ld and gcc of MinGW",
            source: "mingw-w64 crt: start-up objects",
        },
    ),
    (
        "mingw-incompatible-distribution",
        Symptom {
            all: &[
                r"(cannot find|unable to find library) -l:?(gcc_eh|gcc_s|gcc|libpthread\.a|mingwex|msvcrt|mingw32)\b",
            ],
            none: &[],
            weight: 0.4,
            printed_by: "a linker, with nothing said of the target",
            source: "rust-lang/rust library/unwind",
        },
    ),
    (
        "import-library-name-case",
        Symptom {
            all: &[r"(cannot find|unable to find library) -l[A-Z][A-Za-z0-9_]+"],
            none: &[
                r"System|SDL|library -l(X11|GL|EGL|GLU|Xrandr|Xi|Xcursor|Xinerama|Qt)",
                r"cannot find -l(X11|GL|EGL|GLU|Xrandr|Xi|Xcursor|Xinerama|Qt)",
            ],
            weight: 0.94,
            printed_by: "GNU ld and lld for MinGW",
            source: "binutils-gdb ld/ldlang.c: file names as the crate writes them",
        },
    ),
    (
        "import-library-name-case",
        Symptom {
            all: &[r"lld-link: (error|warning): could not open '([A-Z]\w*|\w+[A-Z]\w*)\.[Ll][Ii][Bb]'"],
            none: &[],
            weight: 0.8,
            printed_by: "lld-link on a file system that distinguishes case",
            source: "llvm-project lld/COFF/Driver.cpp",
        },
    ),
    (
        "import-library-name-case",
        Symptom {
            all: &[
                r"'?(Windows|WinSock2|Winsock2|Shlobj|ShlObj|Psapi|WS2tcpip|DbgHelp|Dbghelp|Userenv|Shlwapi|Winuser)\.h'?(: No such file or directory| file not found)",
            ],
            none: &[],
            weight: 0.6,
            printed_by: "clang and gcc on a file system that distinguishes case",
            source: "headers of the Windows SDK as the code writes them",
        },
    ),
    (
        "windres-missing",
        Symptom {
            all: &[
                r#"(windres|llvm-rc|[Rr][Cc]\.(exe|EXE))[`'"]?:? (program |command )?(not found|No such file|not installed|is not (recognized|installed))|(find|run|execute|spawn|locate|calling|launch) [`'"]?\S*(windres|llvm-rc|rc\.exe)|Are you sure you have (RC\.EXE|\S*windres|llvm-rc) in your|Is `?\S*windres`? installed|windres\S* .*(NotFound|No such file)"#,
            ],
            none: &[],
            weight: 0.92,
            printed_by: "winres, winresource, embed-resource, tauri-winres",
            source: "mxre/winres lib.rs; nabijaczleweli/rust-embed-resource src/non_windows.rs",
        },
    ),
    (
        "windres-missing",
        Symptom {
            all: &[r#"Os \{ code: 2, kind: NotFound, message: ""#],
            none: &[r"cmake|nasm|pkg-config|protoc|git"],
            weight: 0.04,
            printed_by: "a build script that starts a program by a name that is not there",
            source: "Rust's std::io::Error as Debug prints it",
        },
    ),
    (
        "windres-missing",
        Symptom {
            all: &[
                r"(winres|winresource|embed.resource|windows_exe_info|static_vcruntime)",
                r"Os \{ code: 2, kind: NotFound|program not found|No such file or directory \(os error 2\)",
            ],
            none: &[],
            weight: 0.85,
            printed_by: "winres, winresource, embed-resource, tauri-winres",
            source: "their panics",
        },
    ),
    (
        "mingw-thread-model",
        Symptom {
            all: &[
                r"error: '?(std::)?(mutex|thread|condition_variable|once_flag|recursive_mutex|unique_lock|this_thread|shared_mutex|call_once|lock_guard)'? (in namespace 'std' does not name a type|is not a member of 'std'|has not been declared)",
                r"mingw|w64|windows-gnu",
            ],
            none: &[],
            weight: 0.85,
            printed_by: "g++ of MinGW with win32 threads",
            source: "gcc libstdc++: gthr-win32 has no C++11 threads",
        },
    ),
    (
        "macos-lib-path-leaks-into-ios-link",
        Symptom {
            all: &[
                r"building for '?(iOS|tvOS|watchOS|visionOS)(-| )?([Ss]imulator)?'?.*(MacOSX\S*\.sdk|built for '?(macOS|OSX))",
            ],
            none: &[],
            weight: 0.9,
            printed_by: "ld64 and Apple's new ld",
            source: "apple-oss ld64 src/ld: a library of macOS in a link for iOS",
        },
    ),
    (
        "macos-lib-path-leaks-into-ios-link",
        Symptom {
            all: &[r"using sysroot for 'MacOSX' but targeting '(iPhone|AppleTV|Watch|XR|iOS)\w*'"],
            none: &[],
            weight: 0.85,
            printed_by: "clang",
            source: "llvm-project clang/lib/Driver/ToolChains/Darwin.cpp",
        },
    ),
    (
        "nix-missing-libiconv",
        Symptom {
            all: &[
                r"library not found for -l(iconv|charset)\b|library '(iconv|charset)' not found|unable to find library -liconv|cannot find -liconv",
            ],
            none: &[],
            weight: 0.85,
            printed_by: "ld64, Apple's new ld, lld",
            source: "apple-oss ld64 src/ld/Options.cpp: rust's std and libgit2 ask for iconv",
        },
    ),
    (
        "nix-apple-env-incomplete",
        Symptom {
            all: &[
                r"library not found for -lSystem|library 'System' not found|cannot find -lSystem",
                r"clang-\d+: error:|/nix/store/|nix[ -](develop|shell|build)",
            ],
            none: &[],
            weight: 0.88,
            printed_by: "ld64 below a clang that is not Apple's",
            source: "nixpkgs: an unwrapped clang knows no SDK; its name carries the version",
        },
    ),
    (
        "nix-apple-env-incomplete",
        Symptom {
            all: &[
                r"framework not found \w+|framework '\w+' not found",
                r"clang-\d+: error:|/nix/store/|nix[ -](develop|shell|build)",
            ],
            none: &[],
            weight: 0.85,
            printed_by: "ld64 in Nix",
            source: "nixpkgs apple_sdk.frameworks",
        },
    ),
    (
        "nix-apple-env-incomplete",
        Symptom {
            all: &[
                r"error: unable to find sdk: '|xcrun: error: (unable to find sdk|sh: )|error: tool '\w+' not found\b.*nix",
            ],
            none: &[],
            weight: 0.9,
            printed_by: "nixpkgs' xcbuild",
            source: "nixpkgs pkgs/by-name/xc/xcbuild: its xcrun",
        },
    ),
    (
        "foreign-libiconv-shadows-system",
        Symptom {
            all: &[
                r#""_(lib)?iconv(_open|_close)?", referenced from|undefined symbols?:? _?(lib)?iconv(_open|_close)?\b|undefined reference to [`'](lib)?iconv(_open|_close)?'"#,
            ],
            none: &[],
            weight: 0.92,
            printed_by: "ld64 and Apple's new ld",
            source: "GNU libiconv's iconv.h renames its functions to libiconv_*",
        },
    ),
    (
        "ios-device-object-in-simulator-link",
        Symptom {
            all: &[
                r"building for '?iOS[ -][Ss]imulator'?,? .*built for '?iOS'?([^ -]|, for|\s*$|,)|building for '?iOS'?,.*built for '?iOS[ -][Ss]imulator|building for '?tvOS[ -][Ss]imulator.*built for '?tvOS'?|building for '?visionOS[ -][Ss]imulator.*built for '?visionOS'?|building for '?watchOS[ -][Ss]imulator.*built for '?watchOS'?",
            ],
            none: &[r"built for '?macOS"],
            weight: 0.92,
            printed_by: "ld64 and Apple's new ld",
            source: "apple-oss ld64 src/ld: objects of the device in a link for the simulator, or the reverse",
        },
    ),
    (
        "ios-device-object-in-simulator-link",
        Symptom {
            all: &[
                r"have the same architectures \(arm64\) and can't be in the same fat output file|[Bb]oth (ios-arm64|.*represent two equivalent library definitions)",
            ],
            none: &[],
            weight: 0.85,
            printed_by: "lipo, xcodebuild -create-xcframework",
            source: "Apple's lipo: two slices of one CPU",
        },
    ),
    (
        "clang-rejects-ios-sim-triple",
        Symptom {
            all: &[
                r#"version 'sim' in target triple|-(ios|tvos|watchos|xros|visionos)[\d.]*-sim['"`]? (is invalid|is not|unknown|unsupported)|(invalid|unknown|unsupported|unrecognized) .{0,40}-(ios|tvos|watchos|xros|visionos)[\d.]*-sim\b"#,
            ],
            none: &[r"can't find crate|target may not be installed|Could not find specification|is not installed"],
            weight: 0.97,
            printed_by: "clang 10 and later, Apple clang 16.3",
            source: "llvm-project clang/lib/Driver/Driver.cpp, err_drv_invalid_version_number; Triple.cpp",
        },
    ),
    (
        "apple-deployment-target-mismatch",
        Symptom {
            all: &[r#""____?chkstk_darwin", referenced from|undefined symbols?:? .{0,20}___?chkstk_darwin"#],
            none: &[],
            weight: 0.85,
            printed_by: "ld64 and Apple's new ld",
            source: "apple-oss ld64 src/ld: ___chkstk_darwin came with iOS 13 and macOS 10.15",
        },
    ),
    (
        "apple-deployment-target-mismatch",
        Symptom {
            all: &[
                r"was built for newer '?(iOS|macOS|OSX|tvOS|watchOS|visionOS)[^(]*version \([\d.]+\) than being linked",
            ],
            none: &[],
            weight: 0.7,
            printed_by: "ld64 and Apple's new ld",
            source: "apple-oss ld64 src/ld: warning of the version",
        },
    ),
    (
        "apple-deployment-target-mismatch",
        Symptom {
            all: &[
                r"is unavailable: introduced in (macOS|iOS|tvOS|watchOS)|is only available (on|in) (macOS|iOS|tvOS|watchOS) [\d.]+ or newer|thread-local storage is not supported for the current target|targeted OS version does not support use of thread local variables|has a minimum deployment target of (iOS|macOS)|\w+_DEPLOYMENT_TARGET' is set to [\d.]+, but",
            ],
            none: &[],
            weight: 0.88,
            printed_by: "clang, swiftc",
            source: "llvm-project clang/lib/Sema: availability",
        },
    ),
    (
        "macos-too-old-for-binary",
        Symptom {
            all: &[
                r"dyld(\[\d+\])?: (lazy symbol binding failed: )?Symbol not found: |built for (Mac OS X|macOS) [\d.]+\)|load command 0x[0-9a-f]+ is unknown|which was built for (newer|Mac OS X|macOS)|requires macOS [\d.]+ or later|built for newer macOS version",
            ],
            none: &[],
            weight: 0.9,
            printed_by: "dyld",
            source: "apple-oss dyld: symbols and load commands of a newer system",
        },
    ),
    (
        "brew-llvm-prefix-stale",
        Symptom {
            all: &[
                r#"(linker [`']|[Ff]ailed to find tool[.:]? ?(Is )?[`"]|could not execute process `|no such file or directory: ')?(/opt/homebrew|/usr/local)/(opt|Cellar)/llvm(@\d+)?/[^`'"]*[`'"] ?(not found|installed|\(never executed\)|: No such file)"#,
            ],
            none: &[],
            weight: 0.88,
            printed_by: "rustc 1.30 and later, cc 1.0 and later",
            source: "a Homebrew prefix in cargo's configuration",
        },
    ),
    (
        "brew-lld-missing",
        Symptom {
            all: &[
                r"linker [`'](/opt/homebrew|/usr/local)/opt/(llvm(@\d+)?|lld(@\d+)?)/bin/(ld64\.lld|ld\.lld|lld|wasm-ld|lld-link)[`'] not found|linker [`'](ld64\.lld|wasm-ld)[`'] not found",
            ],
            none: &[],
            weight: 0.75,
            printed_by: "rustc 1.30 and later, clang",
            source: "Homebrew's formula lld is not a part of llvm any more",
        },
    ),
    (
        "brew-lld-missing",
        Symptom {
            all: &[
                r"(/opt/homebrew|/usr/local/(opt|Cellar))",
                r#"invalid linker name in (argument )?['"`]?-fuse-ld=(lld|\S*lld)"#,
            ],
            none: &[],
            weight: 0.7,
            printed_by: "Homebrew's clang",
            source: "llvm-project clang/lib/Driver/ToolChain.cpp",
        },
    ),
    (
        "container-engine-missing",
        Symptom {
            all: &[
                r#"no container engine found|(docker|podman)(\.exe)?: ((command )?not found|No such file)|[`'"]?(docker|podman)[`'"]? is not recognized|could not execute process `(docker|podman)[^`]*` \(never executed\)|[Cc]ould ?n[o']t find (docker|podman|a container engine)|[Ii]s (docker|podman) installed|(docker|podman) (is|was) not (found|installed)|failed to (execute|run|find|spawn) [`'"]?(docker|podman)[`'"]?"#,
            ],
            none: &[r"daemon"],
            weight: 0.94,
            printed_by: "cross 0.1 and later, shells",
            source: "cross-rs/cross src/docker/engine.rs",
        },
    ),
    (
        "container-daemon-not-running",
        Symptom {
            all: &[
                r"[Cc]an(no|')t connect to (the )?[Dd]ocker|Is the docker daemon running|error during connect: |docker daemon is not running|(docker_engine|dockerDesktopLinuxEngine).{0,60}(cannot find the file|system cannot find)|Cannot connect to Podman|unable to connect to Podman|podman\.sock: connect: (no such file|connection refused)|docker\.sock: connect: (no such file|connection refused)|failed to connect to the docker API",
            ],
            none: &[r"permission denied"],
            weight: 0.96,
            printed_by: "docker and podman clients",
            source: "moby client/errors.go, ErrorConnectionFailed; podman's bindings",
        },
    ),
    (
        "docker-socket-permission",
        Symptom {
            all: &[
                r"[Pp]ermission denied while trying to connect to the [Dd]ocker|docker\.sock.{0,12}:? .{0,10}permission denied|connect: permission denied|permission denied.{0,60}docker\.sock",
            ],
            none: &[],
            weight: 0.97,
            printed_by: "docker clients",
            source: "moby client/request.go",
        },
    ),
    (
        "container-user-mapping",
        Symptom {
            all: &[
                r"(failed to (create|open|write|read|remove)( directory| file)?|could not create|unable to create|couldn't create|mkdir)[: ]+`?/(target|project|cargo|rust|xargo|src|app|workspace|io|github/workspace|home/rust|usr/local/cargo)\b",
                r"[Pp]ermission denied",
            ],
            none: &[],
            weight: 0.88,
            printed_by: "cargo in a container as another user",
            source: "rust-lang/cargo: the target directory and registry that cross mounts",
        },
    ),
    (
        "container-user-mapping",
        Symptom {
            all: &[
                r#"Permission denied \(os error 13\) at path "/(usr/src|target|project|cargo|app|work|workspace|src|code|build|io)\b"#,
            ],
            none: &[],
            weight: 0.8,
            printed_by: "cargo in a container as another user",
            source: "rust-lang/cargo: temporary files of the target directory",
        },
    ),
    (
        "container-user-mapping",
        Symptom {
            all: &[
                r"failed to read configuration file `/cargo/|could not load Cargo configuration",
                r"Permission denied \(os error 13\)",
            ],
            none: &[],
            weight: 0.93,
            printed_by: "cargo in cross' container",
            source: "cross-rs/cross: cargo's home is mounted at /cargo",
        },
    ),
    (
        "container-user-mapping",
        Symptom {
            all: &[
                r"(insufficient|not enough) (UIDs or GIDs|IDs) available|requested .{0,20}(uid|gid|UID|GID).{0,20}not mapped|newuidmap|no subuid ranges|potentially insufficient UIDs|userns.{0,40}(invalid|not supported|failed)",
            ],
            none: &[],
            weight: 0.9,
            printed_by: "podman, docker rootless",
            source: "containers/storage: user namespaces",
        },
    ),
    (
        "container-image-other-architecture",
        Symptom {
            all: &[
                r"exec /(usr/)?(s?bin|local/bin|lib)/\S+: exec format error|exec /(usr/)?bin/\S+.{0,6}exec format error|The requested image's platform \([^)]+\) does not match the detected host platform|exec (\S*/)?(sh|bash|dash|ash|tini|entrypoint\.sh|docker-entrypoint\.sh|cargo|rustc|rustup|apt-get): exec format error|no matching manifest for",
            ],
            none: &[],
            weight: 0.92,
            printed_by: "runc, containerd, Docker",
            source: "moby and opencontainers/runc: the shell or the first program of the image",
        },
    ),
    (
        "container-image-other-architecture",
        Symptom {
            all: &[r#"standard_init_linux\.go:\d+: exec user process caused:? "?exec format error"#],
            none: &[],
            weight: 0.62,
            printed_by: "runc before 1.0",
            source: "opencontainers/runc standard_init_linux.go",
        },
    ),
    (
        "container-image-other-architecture",
        Symptom {
            all: &[r"(process|executor failed).{0,60}/bin/sh -c.{0,120}(exec format error|exit code: 255)"],
            none: &[],
            weight: 0.6,
            printed_by: "Docker's BuildKit",
            source: "moby/buildkit: a step's shell",
        },
    ),
    (
        "cross-no-image-for-target",
        Symptom {
            all: &[
                r"does not provide a Docker image for target|no (default |Docker )?image (is )?(provided|available|found) for (the )?target|`cross` does not provide",
            ],
            none: &[],
            weight: 0.95,
            printed_by: "cross 0.2 and later",
            source: "cross-rs/cross src/docker/image.rs and provided_images.rs",
        },
    ),
    (
        "cross-no-image-for-target",
        Symptom {
            all: &[r"Falling back to `cargo` on the host"],
            none: &[r"rust-std|toolchain"],
            weight: 0.5,
            printed_by: "cross 0.2 and later",
            source: "cross-rs/cross src/lib.rs",
        },
    ),
    (
        "cross-needs-non-host-toolchain",
        Symptom {
            all: &[
                r"may not be able to (run|be run) on this (system|host)|--force-non-host|toolchain '[^']+' may not (run|be able to)|is not supported on this host|DEPRECATED: future versions of rustup will require --force-non-host",
            ],
            none: &[],
            weight: 0.93,
            printed_by: "rustup 1.26 and later",
            source: "rust-lang/rustup src/cli/rustup_mode.rs and errors.rs",
        },
    ),
    (
        "cross-toolchain-not-usable-in-container",
        Symptom {
            all: &[
                r"(^|\s)(/bin/)?(da)?sh: (line )?(\d+: )?(cargo|rustc|xargo|/rust/bin/cargo): (not found|command not found|Permission denied|No such file)|/rust/bin/(cargo|rustc).{0,40}(No such file|not found|cannot execute)",
            ],
            none: &[],
            weight: 0.92,
            printed_by: "sh in cross' container",
            source: "cross-rs/cross src/docker/shared.rs: the toolchain is mounted at /rust",
        },
    ),
    (
        "cross-toolchain-not-usable-in-container",
        Symptom {
            all: &[
                r"(^|[\s/])(cargo|rustc|librustc_driver-[0-9a-f]+\.so): /\S+: version [`']GLIBC(XX)?_[\d.]+' not found|required by (cargo|rustc|/rust/\S+|\S*librustc_driver\S*)\)",
            ],
            none: &[],
            weight: 0.92,
            printed_by: "glibc's loader in cross' container",
            source: "glibc elf/dl-version.c: cargo or rustc of the host",
        },
    ),
    (
        "cross-toolchain-not-usable-in-container",
        Symptom {
            all: &[
                r#"exec: "?(cargo|rustc)"?: executable file not found in \$PATH|starting container process caused:? .{0,20}exec: "cargo""#,
            ],
            none: &[],
            weight: 0.7,
            printed_by: "cross 0.1 and later",
            source: "cross-rs/cross: no executable in the image's PATH",
        },
    ),
    (
        "cross-docker-in-docker",
        Symptom {
            all: &[
                r#"CROSS_(CONTAINER_IN_CONTAINER|DOCKER_IN_DOCKER)|docker[- ]in[- ]docker|(inspect|find|identify|get) .{0,30}(own|this|current|outer) container|No such (object|container): [0-9a-f]{12}|docker inspect.{0,60}(failed|No such|exit)|mount source path .{0,60}(not found|does not exist)|invalid mount config for type "bind"|Unable to find .{0,20}container( id)?"#,
            ],
            none: &[],
            weight: 0.92,
            printed_by: "cross 0.2 and later",
            source: "cross-rs/cross src/docker/shared.rs, docker_read_mount_paths",
        },
    ),
    (
        "build-script-glibc-newer-than-container",
        Symptom {
            all: &[
                r"(build-script-\w+|[/\\]build[/\\]\S+[/\\]build-script\S*): .*version [`']GLIBC(XX)?_[\w.]+' not found|required by \S*(build-script|/deps/lib\S+\.so)",
            ],
            none: &[],
            weight: 0.96,
            printed_by: "glibc's loader",
            source: "glibc elf/dl-version.c, with cargo's build scripts and procedural macros",
        },
    ),
    (
        "build-script-glibc-newer-than-container",
        Symptom {
            all: &[
                r"(/target/|/deps/)\S*lib\w+-[0-9a-f]+\.so.{0,200}GLIBC(XX)?_[\w.]+' not found|error: /\S+: version [`']GLIBC(XX)?_[\w.]+' not found",
            ],
            none: &[],
            weight: 0.92,
            printed_by: "rustc 1.0 and later loading a procedural macro",
            source: "rust-lang/rust compiler/rustc_metadata/src/creader.rs",
        },
    ),
];

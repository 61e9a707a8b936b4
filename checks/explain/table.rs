//! Symptoms of causes whose own files are still to come.

use crate::Symptom;

pub(super) const ROWS: &[(&str, Symptom)] = &[
    (
        "rustup-server-unreachable",
        Symptom {
            all: &[
                r"could not download (file from|nonexistent) '?https?://|failed to download (file )?from `?'?https?://static\.rust-lang\.org|error: (could not|failed to) (fetch|download|make network request).*static\.rust-lang\.org|Could not resolve host: static\.rust-lang\.org",
            ],
            none: &[r"release channel|toolchain version"],
            weight: 0.93,
            printed_by: "rustup 1.0 and later",
            source: "rust-lang/rustup src/errors.rs, could not download file; download/src/lib.rs",
        },
    ),
    (
        "rustup-server-unreachable",
        Symptom {
            all: &[
                r"downloading component|syncing channel updates",
                r"(?i)could not resolve host|error sending request for url|operation timed out|certificate verify failed|tunneling socket|proxy connect|dns error|network is unreachable|connection (refused|reset)",
            ],
            none: &[],
            weight: 0.7,
            printed_by: "rustup 1.0 and later",
            source: "rust-lang/rustup download/src/lib.rs",
        },
    ),
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
            weight: 0.28,
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
        "android-env-var-missing",
        Symptom {
            all: &[
                r#"((ANDROID_(HOME|NDK(_HOME|_ROOT|_PATH)?|SDK_ROOT|SDK_HOME)|NDK_(HOME|ROOT|PATH))[`'"]?( environment)?( variable| variables)?.{0,20}(isn't set|is not set|not set|not found|must be set|undefined|is required|unset|is missing|was not set|not defined|needs to be set|NotPresent|is empty))|([Pp]lease|[Mm]ust|[Yy]ou need to) (set|export|define) .{0,30}(ANDROID_(HOME|NDK\w*|SDK_ROOT)|NDK_HOME)"#,
            ],
            none: &[r"ANDROID_NDK_HOME` is set", r"Could not find any NDK"],
            weight: 0.88,
            printed_by: "tauri, cargo-mobile2, cargo-ndk, cargo-apk, gradle plugins",
            source: "their checks of the environment",
        },
    ),
    (
        "android-ndk-not-found",
        Symptom {
            all: &[
                r#"Failed to spawn "[^"]*[/\\]ndk[/\\][^"]*" as linker|NDK is not installed|NDK not configured|No version of NDK matched the requested version|[Cc]ould ?n[o']t (find|locate|detect) (any |the |an? )?(Android )?NDK|Android NDK (is )?not (found|installed)|NDK (was |is )?not found|Preferred NDK version .* (was|is) not found|did not have a source\.properties file|Neither the NDK (n?or )?a standalone toolchain was found|[Nn]o (Android )?NDK (found|installed|detected)|NDK at \S+ does not exist|NDK .{0,40}(path|directory) .{0,40}(does not exist|not exist|invalid)|Failed to find (the )?(Android )?NDK|Have you installed the NDK|Unable to find (an? )?(Android )?NDK|NDK path not found"#,
            ],
            none: &[r"environment variable"],
            weight: 0.92,
            printed_by: "Android Gradle plugin, cargo-ndk, cargo-apk, CMake",
            source: "Android's com.android.build.gradle.internal.ndk; bbqsrc/cargo-ndk src/cli.rs; rust-mobile/ndk ndk-build/src/error.rs",
        },
    ),
    (
        "android-ndk-too-old",
        Symptom {
            all: &[r"cannot (open|find) (\S*/)?crt(begin|end)_(so|dynamic|static|android)\.o"],
            none: &[],
            weight: 0.8,
            printed_by: "lld of an NDK without this API level",
            source: "Android NDK: start-up objects stand in a directory of each API level",
        },
    ),
    (
        "android-ndk-too-old",
        Symptom {
            all: &[r"(unable to find library|cannot find) -lunwind\b"],
            none: &[],
            weight: 0.92,
            printed_by: "lld of an NDK before r23",
            source: "rust-lang/rust library/unwind: since 1.68 std asks for unwind on Android",
        },
    ),
    (
        "android-ndk-too-old",
        Symptom {
            all: &[
                r"NDK (version )?(less than|older than|below|versions? .{0,20}(is|are) (not|no longer) supported|.{0,10}too old|r?\d+ or (newer|later|above) (is )?required)|[Uu]nsupported NDK version|requires? (at least )?NDK (version )?r?\d+|detected NDK .* (lower|older|less) than",
            ],
            none: &[],
            weight: 0.85,
            printed_by: "cargo-ndk, cargo-apk, xbuild, gradle plugins",
            source: "bbqsrc/cargo-ndk src/cli.rs",
        },
    ),
    (
        "android-ndk-too-old",
        Symptom {
            all: &[
                r#"-linux-android(eabi)?\d+-clang(\+\+)?(\.cmd)?["'`]? ?(doesn't exist|does not exist|not found|: No such file)"#,
            ],
            none: &[],
            weight: 0.75,
            printed_by: "tools that name a wrapper for an API level",
            source: "rust-mobile/ndk ndk-build/src/ndk.rs: NDK r19 and later have wrappers",
        },
    ),
    (
        "android-ndk-r23-lgcc",
        Symptom {
            all: &[r"(unable to find library|cannot find) -lgcc(\s|$|:)", r"(?i)ndk|android"],
            none: &[],
            weight: 0.92,
            printed_by: "lld of NDK r23 and later",
            source: "rust-lang/rust library/unwind before 1.68: std asked for gcc",
        },
    ),
    (
        "android-ndk-r23-lgcc",
        Symptom {
            all: &[r"(^|\s)(ld|ld\.lld): error: unable to find library -lgcc(\s|$)"],
            none: &[r"-linux-gnu"],
            weight: 0.78,
            printed_by: "lld 11 and later as a driver's ld",
            source: "llvm-project lld/ELF/Driver.cpp",
        },
    ),
    (
        "android-ndk-too-new-for-tool",
        Symptom {
            all: &[
                r#"[`'"\s/\\](arm|aarch64|i686|x86_64|armv7a?)-linux-android(eabi)?-(ar|ld\.gold|ld\.bfd|ld|ranlib|strip|nm|objcopy|objdump|readelf|as)(\.exe)?\b.{0,4}(installed|not found|: No such file|: command not found|doesn't exist|does not exist)|(find|locate|tool[.:]? ?(Is )?|execute|run) ?[`'"]?(\S*[/\\])?(arm|aarch64|i686|x86_64|armv7a?)-linux-android(eabi)?-(ar|ld\.gold|ranlib|strip|nm|objcopy|readelf)\b|[Ff]ailed to find (ar|ranlib|strip|ld|nm|objcopy) for \S*android"#,
            ],
            none: &[],
            weight: 0.93,
            printed_by: "cc, cargo-ndk, cargokit, ring, openssl-src and others that name NDK binutils",
            source: "Android NDK r23's changelog: GNU binutils were removed",
        },
    ),
    (
        "android-ndk-too-new-for-tool",
        Symptom {
            all: &[
                r"No toolchains found in the NDK toolchains folder|toolchains[/\\](arm-linux-androideabi|aarch64-linux-android|x86(_64)?)-4\.9.{0,80}(No such file|not found|does not exist|doesn't exist)|platforms[/\\]android-\d+.{0,60}(No such file|not found|does not exist|doesn't exist|no such)|make[_-]standalone[_-]toolchain|does not (contain|have) .{0,20}(gcc|binutils|platforms)",
            ],
            none: &[],
            weight: 0.85,
            printed_by: "Android Gradle plugin 3, cargo-apk and others",
            source: "NDK r18 to r25 removed gcc, platforms and prebuilt binutils",
        },
    ),
    (
        "android-cc-not-configured",
        Symptom {
            all: &[
                r#"(Is `|failed to find tool[.:]? ?"|[Ff]ailed to find tool[.:]? ?`|Failed to execute |failed to execute )["`\[]{0,2}(armv7a|armv7|arm|thumbv7neon|aarch64|i686|x86_64)-linux-android(eabi)?\d*-(clang|gcc|g\+\+|clang\+\+|cc|c\+\+)(\.cmd|\.exe)?["`]"#,
            ],
            none: &[],
            weight: 0.9,
            printed_by: "cc 1.0 and later",
            source: "rust-lang/cc-rs src/lib.rs, get_base_compiler: autodetect_android_compiler",
        },
    ),
    (
        "android-cc-not-configured",
        Symptom {
            all: &[
                r#"(armv7a|armv7|arm|aarch64|i686|x86_64)-linux-android(eabi)?\d*-(clang|gcc|g\+\+|clang\+\+)(\.cmd|\.exe)?["'`]?: ((command )?not found|No such file)"#,
            ],
            none: &[r"linker [`']"],
            weight: 0.75,
            printed_by: "shells, make, configure and CMake in build scripts",
            source: "POSIX sh, GNU make, CMake",
        },
    ),
    (
        "android-16kb-page-alignment",
        Symptom {
            all: &[
                r"not aligned at 16 ?KB|16 ?KB (page|device|boundar|compatib|align|ELF)|program alignment \(\d+\) cannot be smaller than system page size|LOAD segments? (is |are )?not aligned|support(s)? 16 KB (memory )?page",
            ],
            none: &[],
            weight: 0.95,
            printed_by: "Android Studio, zipalign, Google Play, bionic's linker",
            source: "Android's guide to 16 KB page sizes",
        },
    ),
    (
        "android-api-level-too-low",
        Symptom {
            all: &[
                r#"(undefined (symbol|reference).*[`'"\s_](getifaddrs|freeifaddrs|stderr|stdout|stdin|aligned_alloc|getrandom|epoll_create1|ftello|fseeko|pread64|posix_memalign|getentropy|lockf|preadv2?|pwritev2?|memfd_create|pthread_setname_np|__register_atfork|nl_langinfo|iconv_open|glob|sync_file_range|copy_file_range|syncfs|strerror_r|signal|rand|getpwuid_r|android_set_abort_message)\b)"#,
                r"(?i)android",
            ],
            none: &[],
            weight: 0.8,
            printed_by: "lld and bionic's linker",
            source: "bionic libc.map.txt: symbols with their API level",
        },
    ),
    (
        "android-api-level-too-low",
        Symptom {
            all: &[r#"cannot locate symbol "[^"]+" referenced by"#],
            none: &[],
            weight: 0.75,
            printed_by: "bionic's linker",
            source: "bionic linker/linker.cpp",
        },
    ),
    (
        "android-api-level-too-low",
        Symptom {
            all: &[
                r"(platform|API( level)?|minSdkVersion|minSdk).{0,30}(is )?(too low|lower than|not supported|less than|below the minimum|unsupported)|requires (a )?(minSdk|API level|min(imum)? SDK)",
            ],
            none: &[],
            weight: 0.85,
            printed_by: "cargo-ndk, NDK's clang",
            source: "bbqsrc/cargo-ndk; Android NDK meta/platforms.json",
        },
    ),
    (
        "android-host-unsupported",
        Symptom {
            all: &[
                r"prebuilt/linux-x86_64/.{0,80}(Exec format error|cannot execute binary file|required file not found|Syntax error)|ndk.{0,140}Exec format error",
            ],
            none: &[],
            weight: 0.93,
            printed_by: "shells, rustc on an arm64 Linux",
            source: "Android NDK: prebuilt for linux-x86_64 only",
        },
    ),
    (
        "android-host-unsupported",
        Symptom {
            all: &[
                r"[Uu]n(known|supported) host( platform| architecture| tag)?:? .{0,20}(aarch64|arm64)|prebuilt/linux-(aarch64|arm64).{0,80}(No such file|not found|does not exist|doesn't exist)|HOST_ARCH.{0,20}(aarch64|arm64).{0,20}not supported",
            ],
            none: &[],
            weight: 0.9,
            printed_by: "NDK's scripts, cargo-ndk, CMake",
            source: "Android NDK build/tools/ndk_bin_common.sh",
        },
    ),
    (
        "clang-lacks-wasm-backend",
        Symptom {
            all: &[
                r"No available targets are compatible with (this )?triple|unable to create target:|unknown target triple '?wasm|unsupported option '--target=wasm|(unknown|invalid) target .{0,10}wasm32",
            ],
            none: &[],
            weight: 0.97,
            printed_by: "clang without the WebAssembly back end",
            source: "llvm-project llvm/lib/MC/TargetRegistry.cpp, lookupTarget",
        },
    ),
    (
        "c-code-uses-host-headers-for-wasm",
        Symptom {
            all: &[
                r"(/usr/(local/)?include|/Library/Developer\S*|MacOSX\S*\.sdk/usr/include)/\S+:\d+:\d+: (fatal )?error:|'(gnu/stubs-32\.h|bits/[\w-]+\.h|asm/[\w-]+\.h|sys/cdefs\.h)' file not found",
                r"wasm32|wasm64",
            ],
            none: &[],
            weight: 0.9,
            printed_by: "clang for wasm with the host's headers",
            source: "glibc's gnu/stubs.h and bits/wordsize.h",
        },
    ),
    (
        "c-code-uses-host-headers-for-wasm",
        Symptom {
            all: &[r"'(gnu/stubs-32\.h|bits/[\w-]+\.h|asm/[\w-]+\.h|sys/cdefs\.h)' file not found"],
            none: &[],
            weight: 0.3,
            printed_by: "clang, with nothing said of the target",
            source: "glibc's gnu/stubs.h and bits/wordsize.h",
        },
    ),
    (
        "c-dependency-on-wasm-unknown",
        Symptom {
            all: &[
                r"'(stdio|stdlib|string|strings|assert|math|errno|ctype|time|unistd|inttypes|stdint|sys/\w+|pthread|signal|memory|wchar|setjmp|fcntl|cstdlib|cstring|cstdint|cstddef|string\.h|vector|iostream|algorithm|limits|locale)(\.h)?' file not found",
                r"wasm32-unknown-unknown|wasm32v1-none|wasm32-unknown-none",
            ],
            none: &[r"wasi-sysroot|wasm32-wasi"],
            weight: 0.87,
            printed_by: "clang for wasm32-unknown-unknown",
            source: "rust-lang/rust: this target has no libc",
        },
    ),
    (
        "c-dependency-on-wasm-unknown",
        Symptom {
            all: &[
                r#"(import|resolve module specifier|module) .{0,20}[`'"]env[`'"]|undefined symbol: (malloc|free|memcpy|strlen|printf|abort|fopen|__cxa_\w+|_Zn\w+|calloc|realloc|fprintf|stderr)\b"#,
                r"wasm32-unknown-unknown|wasm-bindgen|wasm-ld|\.wasm",
            ],
            none: &[],
            weight: 0.75,
            printed_by: "wasm-ld, wasm-bindgen and browsers",
            source: "llvm-project lld/wasm: imports of the C library under `env`",
        },
    ),
    (
        "c-dependency-on-wasm-unknown",
        Symptom {
            all: &[
                r"fatal error: '(stdio|stdlib|string|assert|math|errno|ctype|time|unistd|inttypes)\.h' file not found",
            ],
            none: &[],
            weight: 0.3,
            printed_by: "clang, with nothing said of the target",
            source: "headers of the C library",
        },
    ),
    (
        "wasi-sysroot-missing",
        Symptom {
            all: &[
                r"'(stdio|stdlib|string|strings|assert|math|errno|ctype|time|unistd|inttypes|stdint|sys/\w+|pthread|signal|wchar|setjmp|fcntl|cstdlib|cstring|vector|iostream|wasi/\w+|__header_\w+)(\.h)?' file not found",
                r"wasm32-wasi|wasi-sysroot|wasi-sdk|wasip[123]",
            ],
            none: &[],
            weight: 0.9,
            printed_by: "clang for WASI without wasi-libc",
            source: "WebAssembly/wasi-sdk README",
        },
    ),
    (
        "wasi-sysroot-missing",
        Symptom {
            all: &[
                r"(cannot open|no such file).{0,40}(crt1(-command|-reactor)?\.o|libclang_rt\.builtins-wasm32)|wasm-ld: error: (cannot open|unable to find library) .{0,60}(-lc\b|libc\.a|crt1)",
            ],
            none: &[],
            weight: 0.9,
            printed_by: "wasm-ld, clang",
            source: "llvm-project clang/lib/Driver/ToolChains/WebAssembly.cpp",
        },
    ),
    (
        "wasi-sysroot-missing",
        Symptom {
            all: &[
                r"(WASI_(SDK(_PATH|_DIR)?|SYSROOT)).{0,30}(not set|isn't set|is not set|must be set|NotPresent|not found|undefined|required)|[Cc]ould not find (the )?wasi[- ]?(sdk|sysroot)|wasi[- ]?(sdk|sysroot) (was |is )?not (found|installed)|no such sysroot directory: '[^']*wasi",
            ],
            none: &[],
            weight: 0.85,
            printed_by: "build scripts that look for wasi-sdk",
            source: "their messages",
        },
    ),
    (
        "wasi-sysroot-missing",
        Symptom {
            all: &[
                r"fatal error: '(stdio|stdlib|string|assert|math|errno|ctype|time|unistd|inttypes)\.h' file not found",
            ],
            none: &[],
            weight: 0.3,
            printed_by: "clang, with nothing said of the target",
            source: "headers of the C library",
        },
    ),
    (
        "wasm-bindgen-version-mismatch",
        Symptom {
            all: &[
                r"rust wasm file schema version|this binary schema version|linked against version of wasm-bindgen that|wasm-bindgen .{0,60}(version mismatch|does not match|out of sync|differs from|incompatible version)|uses a different bindgen format than this binary",
            ],
            none: &[],
            weight: 0.97,
            printed_by: "wasm-bindgen-cli 0.2",
            source: "rustwasm/wasm-bindgen crates/cli-support/src/wit/mod.rs",
        },
    ),
    (
        "link-script-lost",
        Symptom {
            all: &[
                r"cannot find linker script|cannot open linker script file|could not open linker script|linker script file .* (not found|appears multiple)",
            ],
            none: &[],
            weight: 0.93,
            printed_by: "lld, GNU ld",
            source: "llvm-project lld/ELF/Driver.cpp; binutils-gdb ld/ldfile.c",
        },
    ),
    (
        "link-script-lost",
        Symptom {
            all: &[
                r"(no|contains no|has no|not contain any) (loadable|flashable) (segments|sections|data)|No loadable (segments|sections) (were )?found|entry point is not in mapped part of file|[Nn]o \.?vector table|program has no .{0,12}\.vector_table",
            ],
            none: &[],
            weight: 0.8,
            printed_by: "probe-rs, cargo-flash, cargo-embed, elf2uf2, espflash",
            source: "their checks of the program",
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
    (
        "glibc-too-old-on-run-host",
        Symptom {
            all: &[
                r"version [`'‘]?(GLIBC|GLIBCXX|CXXABI)_[\w.]+['’]? not found|(GLIBC|GLIBCXX)_[\d.]+['’`]? (not found|is required|required)|[Rr]equires (glibc|GLIBC).{0,4}\d+\.\d+",
            ],
            none: &[r"build-script", r"/deps/lib\S+\.so", r"required by (cargo|rustc|/rust/|\S*librustc)"],
            weight: 0.86,
            printed_by: "glibc's loader",
            source: "glibc elf/dl-version.c",
        },
    ),
    (
        "runtime-shared-library-missing",
        Symptom {
            all: &[
                r"error while loading shared libraries: [^:]+: cannot open shared object file|Error loading shared library [^:]+: No such file|dyld(\[\d+\])?: Library not loaded: |Library not loaded: |STATUS_DLL_NOT_FOUND|0xc0000135|-1073741515|code execution cannot proceed because \S+\.dll|\.dll (was not found|is missing)",
            ],
            none: &[r"Error loading shared library ld-linux", r"libclang", r"LIBCLANG"],
            weight: 0.88,
            printed_by: "glibc's and musl's loaders, dyld, Windows",
            source: "glibc elf/dl-load.c; musl ldso/dynlink.c; apple-oss dyld; Windows' loader",
        },
    ),
    (
        "runtime-shared-library-missing",
        Symptom {
            all: &[r"Error relocating \S+: \w+: symbol not found"],
            none: &[r"Error loading shared library ld-linux"],
            weight: 0.7,
            printed_by: "musl's loader",
            source: "musl ldso/dynlink.c",
        },
    ),
    (
        "elf-interpreter-missing",
        Symptom {
            all: &[
                r#"cannot execute: required file not found|exec /\S+: no such file or directory|exec user process caused:? "?no such file or directory|Could not start dynamically linked executable|NixOS cannot run dynamically linked|Error loading shared library ld-linux|(ld-linux\S*|ld-musl\S*|/lib/ld\S*): (No such file or directory|bad ELF interpreter|not found)|bad ELF interpreter|stat /\S+: no such file or directory: unknown"#,
            ],
            none: &[r"qemu", r"binfmt", r"/bin/sh: no such file"],
            weight: 0.9,
            printed_by: "bash 5.2, Docker, runc, NixOS, musl",
            source: "bash execute_cmd.c; opencontainers/runc; nixpkgs stub-ld",
        },
    ),
    (
        "elf-interpreter-missing",
        Symptom {
            all: &[
                r"(^|\s)(/bin/)?(ba|da|a|z)?sh: (line )?(\d+: )?(\./|/)\S+: (not found|No such file or directory)|(^|\s)(zsh|sh|bash|ash): (no such file or directory|not found): \./",
            ],
            none: &[r"cargo|rustc|\.sh\b|gcc|clang"],
            weight: 0.62,
            printed_by: "shells",
            source: "dash, ash, bash: the same words for a file and its interpreter",
        },
    ),
    (
        "binary-for-other-architecture",
        Symptom {
            all: &[
                r"[Ee]xec format error|[Bb]ad CPU type in executable|not a valid Win32 application|\(os error 193\)|\(os error 86\)|cannot execute binary file|is not compatible with the version of Windows|rosetta error:|qemu-x86_64(-static)?: Could not open",
            ],
            none: &[
                r"\(never executed\)",
                r"prebuilt/linux-x86_64",
                r"could not exec the linker",
                r"exec /(usr/)?(s?bin)/",
            ],
            weight: 0.86,
            printed_by: "shells, Linux, macOS, Windows",
            source: "ENOEXEC, EBADARCH, ERROR_BAD_EXE_FORMAT",
        },
    ),
    (
        "binary-for-other-architecture",
        Symptom {
            all: &[
                r"could not execute process `[^`]*` \(never executed\)",
                r"Exec format error|Bad CPU type|os error 193|os error 86",
            ],
            none: &[],
            weight: 0.55,
            printed_by: "cargo run and cargo test",
            source: "rust-lang/cargo src/cargo/util/process_error.rs",
        },
    ),
    (
        "host-toolchain-wrong-architecture",
        Symptom {
            all: &[
                r#"(rustc|cargo|rustup|rustup-init|clippy-driver|rustdoc)(\.exe)?[`'"]?( [^`'"]*)?[`'"]?( \(never executed\))?: .{0,40}([Ee]xec format error|Bad CPU type|cannot execute binary file|not a valid Win32)|toolchains/\S+/bin/\S+.{0,60}([Ee]xec format error|Bad CPU type|cannot execute)|([Ee]xec format error|bad CPU type in executable): (rustc|cargo|rustup|\S*\.cargo/bin/\S+)"#,
            ],
            none: &[],
            weight: 0.9,
            printed_by: "shells, rustup, cargo",
            source: "ENOEXEC, EBADARCH for rustc or cargo themselves",
        },
    ),
    (
        "host-toolchain-wrong-architecture",
        Symptom {
            all: &[
                r"could not execute process `(\S*[/\\])?(rustc|rustup|cargo)(\.exe)?( [^`]*)?` \(never executed\)",
                r"[Ee]xec format error|Bad CPU type|os error 193|os error 86",
            ],
            none: &[],
            weight: 0.85,
            printed_by: "cargo",
            source: "rust-lang/cargo src/cargo/util/rustc.rs",
        },
    ),
    (
        "no-runner-for-target",
        Symptom {
            all: &[
                r"could not execute process `[^` ]*([/\\]target[/\\]|^target[/\\]|debug[/\\]|release[/\\]|[/\\]deps[/\\])[^`]*` \(never executed\)",
                r"Exec format error|os error 193|os error 86|Bad CPU type|cannot execute binary|os error 8\)",
            ],
            none: &[r"build-script"],
            weight: 0.92,
            printed_by: "cargo run, test and bench",
            source: "rust-lang/cargo src/cargo/util/process_error.rs: the program itself was started",
        },
    ),
    (
        "no-runner-for-target",
        Symptom {
            all: &[
                r"(Running|Caused by:|error: test failed|cargo (test|run|bench)).{0,200}",
                r"(target[/\\][a-z0-9_]+-[\w.-]+[/\\](debug|release)\S*).{0,80}([Ee]xec format error|cannot execute binary file|Bad CPU type|cannot execute: required file not found)",
            ],
            none: &[],
            weight: 0.85,
            printed_by: "cargo test and cargo run for a foreign target",
            source: "rust-lang/cargo src/cargo/ops/cargo_test.rs",
        },
    ),
    (
        "qemu-sysroot-missing",
        Symptom {
            all: &[
                r"(qemu-(aarch64|arm|armeb|riscv\d+|ppc\w*|mips\w*|s390x|sparc\w*|i386|loongarch64|m68k|sh4|hexagon)\S*|\S+-binfmt-P): Could not open '|Could not open '/lib(64)?/ld-(linux-(aarch64|arm|riscv|loongarch|armhf)\S*|musl-(aarch64|arm|riscv)\S*|\S+)'",
            ],
            none: &[r"qemu-x86_64"],
            weight: 0.93,
            printed_by: "qemu-user, binfmt_misc",
            source: "qemu linux-user/elfload.c, load_elf_interp",
        },
    ),
    (
        "config-names-absent-runner",
        Symptom {
            all: &[
                r"could not execute process `[^` ]+ [^`]*([/\\]target[/\\]|[/\\]deps[/\\]|[/\\](debug|release)[/\\]|\.wasm|\.elf)[^`]*` \(never executed\)",
            ],
            none: &[
                r"Exec format error",
                r"could not execute process `(\S*[/\\])?(rustc|cargo|rustdoc|clippy-driver|sccache)",
            ],
            weight: 0.92,
            printed_by: "cargo run, test and bench",
            source: "rust-lang/cargo src/cargo/core/compiler/compilation.rs: the configured runner is started",
        },
    ),
    (
        "config-names-absent-runner",
        Symptom {
            all: &[
                r"could not execute process `(\S*[/\\])?(qemu-\S+|wasmtime|wasmer|wasm-bindgen-test-runner|wine(64)?|probe-rs|probe-run|node|cargo-\S+|adb|ssh|gdb|openocd|arm-none-eabi-gdb|gdb-multiarch|espflash|elf2uf2-rs|picotool|simavr|ravedude|avrdude|uefi-run|qemu-system-\S+|wasm-server-runner|cargo) [^`]*` \(never executed\)",
            ],
            none: &[r"Exec format error"],
            weight: 0.85,
            printed_by: "cargo run, test and bench",
            source: "rust-lang/cargo src/cargo/core/compiler/compilation.rs",
        },
    ),
];

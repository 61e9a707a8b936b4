//! Symptoms of causes whose own files are still to come.

use crate::Symptom;

pub(super) const ROWS: &[(&str, Symptom)] = &[
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
];

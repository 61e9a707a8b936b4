//! A shared library that the program needs is absent where it runs.

use crate::{Check, Live, Symptom, Topic, check::Severity};

pub static CHECK: Check = Check {
    id: "runtime-shared-library-missing",
    topic: Topic::RunTime,
    title: "a shared library is missing where the program runs",
    severity: Severity::Warning,
    docs: "\
## What is wrong
The program is linked against a shared library (`libssl.so.3`, `libgcc_s.so.1`, `libpq.so.5`, a DLL) that the machine that \
runs it does not have, or has in another version or in a directory that the loader does not search.
## Why it breaks the build
The build passes; the program does not start: `error while loading shared libraries: libssl.so.1.1: cannot open shared \
object file`. musl says `Error loading shared library`, macOS `Library not loaded`, Windows `0xc0000135`.
## What to do
Install the run-time package in the image that runs it (`libssl3`, `libgcc-s1`, `libgcc` on Alpine), or link statically: \
the crate's `vendored` or `static` feature, `-Ctarget-feature=+crt-static`. `ldd ./app` (or `objdump -p`, `otool -L`, \
`dumpbin /dependents`) lists what it needs. A library in a place of its own needs an rpath \
(`-Clink-arg=-Wl,-rpath,$ORIGIN`).
## Sources
glibc `elf/dl-load.c`, `elf/dl-error-skeleton.c`; musl `ldso/dynlink.c` (`load_deps`); dyld's `DyldProcessConfig.cpp`; \
ld.so(8).",
    links: &["https://man7.org/linux/man-pages/man8/ld.so.8.html"],
    symptoms: &[
        Symptom {
            all: &[r"^\s*lib[\w.+-]+\.so[.\d]* => not found"],
            none: &[],
            weight: 0.8,
            printed_by: "ldd of glibc",
            source: "glibc elf/ldd.bash.in; elf/rtld.c, print of an unresolved DT_NEEDED",
        },
        Symptom {
            all: &[r"runtime_loader: Cannot open file \S+ \(needed by "],
            none: &[],
            weight: 0.95,
            printed_by: "Haiku",
            source: "haiku src/system/runtime_loader/images.cpp, load_dependencies",
        },
        Symptom {
            all: &[r"error while loading shared libraries: [^:]+: cannot open shared object file"],
            none: &[r"(^|[\s/])(rustc|cargo|rustdoc|clippy-driver|cc1(plus)?|lto1|ld|as|collect2|clang(-\d+)?|ld\.lld|lld|cmake|nasm|python\d?)(\.exe)?: error while loading", r"\bqemu-(aarch64|arm|riscv64|s390x|ppc64)"],
            weight: 0.92,
            printed_by: "glibc 2.0 and later",
            source: "glibc elf/dl-load.c, _dl_map_object",
        },
        Symptom {
            all: &[r"Error loading shared library [^:]+: (No such file or directory|Exec format error)"],
            none: &[r"needed by [^)]*(rustc|cargo)\)"],
            weight: 0.9,
            printed_by: "musl 1.0 and later",
            source: "musl ldso/dynlink.c, load_deps",
        },
        Symptom {
            all: &[r"Error relocating \S+: (_Unwind_\w+|SSL_\w+|\w+): symbol not found"],
            none: &[],
            weight: 0.75,
            printed_by: "musl 1.0 and later",
            source: "musl ldso/dynlink.c, do_relocs",
        },
        Symptom {
            all: &[r"(dyld(\[\d+\])?: )?(Library not loaded: |Symbol not found: )"],
            none: &[r"(linking with|ld: )", r"built for newer macOS", r"(rustc|cargo)\b.*Library not loaded"],
            weight: 0.8,
            printed_by: "dyld",
            source: "apple-oss-distributions/dyld dyld/DyldProcessConfig.cpp",
        },
        Symptom {
            all: &[r"0xc0000135|STATUS_DLL_NOT_FOUND|The code execution cannot proceed because \S+\.dll was not found|err:module:import_dll Library \S+ .*not found"],
            none: &[],
            weight: 0.85,
            printed_by: "Windows, wine",
            source: "Windows ntstatus.h; wine dlls/ntdll/loader.c, import_dll",
        },
        Symptom {
            all: &[r"error while loading shared libraries: [^:]+: cannot open shared object file|Error loading shared library [^:]+: No such file|dyld(\[\d+\])?: Library not loaded: |Library not loaded: |STATUS_DLL_NOT_FOUND|0xc0000135|-1073741515|code execution cannot proceed because \S+\.dll|\.dll (was not found|is missing)"],
            none: &[r"Error loading shared library ld-linux", r"libclang", r"LIBCLANG"],
            weight: 0.88,
            printed_by: "glibc's and musl's loaders, dyld, Windows",
            source: "glibc elf/dl-load.c; musl ldso/dynlink.c; apple-oss dyld; Windows' loader",
        },
        Symptom {
            all: &[r"Error relocating \S+: \w+: symbol not found"],
            none: &[r"Error loading shared library ld-linux"],
            weight: 0.7,
            printed_by: "musl's loader",
            source: "musl ldso/dynlink.c",
        },
        Symptom {
            all: &[r"CANNOT LINK EXECUTABLE .*library \x22[^\x22]+\x22 .*not found|dlopen failed: library \x22[^\x22]+\x22 .*not found"],
            none: &[r"com\.termux"],
            weight: 0.9,
            printed_by: "Android's dynamic linker",
            source: "bionic linker/linker.cpp, load_library",
        },
        Symptom {
            all: &[r"\blib[\w.+-]+\.so[.\d]*: cannot open shared object file"],
            none: &[r"libclang|LIBCLANG", r"(rustc|cargo|rustdoc|clippy-driver|cc1(plus)?|lto1|ld|as|collect2|clang(-\d+)?|ld\.lld|lld|cmake|nasm)(\.exe)?: error while loading", r"\bqemu-(aarch64|arm|riscv64|s390x|ppc64)"],
            weight: 0.85,
            printed_by: "glibc's dlopen, as Python, Java and others hand it on",
            source: "glibc elf/dl-load.c, _dl_map_object",
        },
        Symptom {
            all: &[r"ld\.so\.1: .*: fatal: \S+: open failed: No such file|Shared object \x22[^\x22]+\x22 not found|: can't load library '[^']+'$"],
            none: &[],
            weight: 0.88,
            printed_by: "the loaders of illumos and Solaris, of the BSDs, of uClibc",
            source: "illumos usr/src/cmd/sgs/rtld/common/rtld.msg; freebsd libexec/rtld-elf/rtld.c, load_needed_objects; uClibc-ng ldso/ldso/ldso.c",
        },
        Symptom {
            all: &[r"0xc0000139|STATUS_ENTRYPOINT_NOT_FOUND|-1073741511|could not be located in the dynamic link library"],
            none: &[],
            weight: 0.6,
            printed_by: "Windows, of a library of another version",
            source: "ntstatus.h, STATUS_ENTRYPOINT_NOT_FOUND",
        },
        Symptom {
            all: &[r"\blib[\w.+-]+\.so[.\d]* ?: (无法打开共享对象文件|無法開啟共用物件|Kann die Shared-Object-Datei nicht öffnen|Ne peut ouvrir le fichier d.objet partagé|no se puede abrir el fichero del objeto compartido|não é possível abrir arquivo compartilhado|невозможно открыть разделяемый объектный файл|共有オブジェクトファイルを開けません|동적 오브젝트 파일을 열 수 없습니다|impossibile aprire il file oggetto condiviso|nie można otworzyć pliku obiektu dzielonego|не вдалося відкрити файл об’єктів спільного використання)"],
            none: &[r"libclang|LIBCLANG"],
            weight: 0.85,
            printed_by: "glibc's dlopen in other languages",
            source: "glibc po/*.po, of elf/dl-load.c, _dl_map_object",
        },
        Symptom {
            all: &[r"找不到 \S+\.dll，无法继续执行|丢失 ?\S+\.dll|da \S+\.dll nicht gefunden wurde|da \S+\.dll auf dem Computer fehlt|car \S+\.dll est introuvable|no se encontró \S+\.dll|porque \S+\.dll não foi encontrado|система не обнаружила \S+\.dll|\.dll が見つからないため"],
            none: &[],
            weight: 0.85,
            printed_by: "Windows in other languages",
            source: "ntdll's hard errors, STATUS_DLL_NOT_FOUND",
        },
        Symptom {
            all: &[r"ImportError: DLL load failed"],
            none: &[],
            weight: 0.6,
            printed_by: "CPython on Windows",
            source: "python/cpython Python/dynload_win.c, _PyImport_FindSharedFuncptrWindows",
        },
        Symptom {
            all: &[r"version [`'](CURL_)?(OPENSSL|LIBXML2|NCURSES\w*|ALSA|XZ|LIBSSH2)_[\w.]+' not found \(required by "],
            none: &[r"build[-_]script[-_](build|main)"],
            weight: 0.7,
            printed_by: "glibc's loader: the library is there in another version",
            source: "glibc elf/dl-version.c, match_symbol",
        },
    ],
    live: Live::LogOnly("only the machine that runs the program knows its libraries"),
};

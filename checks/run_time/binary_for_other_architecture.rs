//! The program is for another processor than the machine that runs it.

use crate::{Check, Live, Symptom, Topic, check::Severity};

pub static CHECK: Check = Check {
    id: "binary-for-other-architecture",
    topic: Topic::RunTime,
    title: "the program is for another processor than the machine that runs it",
    severity: Severity::Warning,
    docs: "\
## What is wrong
The artefact was built for one processor and started on another: an x86_64 program copied to an ARM board, an image built \
on Apple silicon and run on an x86_64 server, the wrong file taken from `target/` (the host's `target/release` instead of \
`target/<triple>/release`).
## Why it breaks the build
The build passes; the program does not start: `Exec format error`, `cannot execute binary file`, `Bad CPU type in \
executable`, `is not a valid Win32 application`.
## What to do
`file ./app` says what it is for. Build with `--target` of the machine that runs it and take it from \
`target/<triple>/`; in containers, give both stages the same `--platform`.
## Sources
execve(2), `ENOEXEC`; bash `execute_cmd.c`; XNU `bsd/kern/kern_exec.c` (`EBADARCH`); winerror.h, \
`ERROR_BAD_EXE_FORMAT`.",
    links: &["https://man7.org/linux/man-pages/man2/execve.2.html"],
    symptoms: &[
        Symptom {
            all: &[r"cannot execute binary file(: Exec format error)?"],
            none: &[r"(rustc|cargo|rustup|rustup-init)[`']?: cannot execute", r"build-script-build"],
            weight: 0.9,
            printed_by: "bash",
            source: "bash execute_cmd.c, shell_execve",
        },
        Symptom {
            all: &[r"[Ee]xec format error"],
            none: &[
                r"[Cc]ould not execute process `[^` ]*[/\\]target[/\\]\w+-\w+-[\w-]+[/\\]",
                r"[Cc]ould not execute process `(\S*/)?rustc -vV`",
                r#"/bin/(ba)?sh"?: exec format error"#,
                r"(rustc|cargo|rustup|rustup-init)[`']?: ",
                r"could not compile `[^`]*` \(build script\)",
            ],
            weight: 0.8,
            printed_by: "shells, runc, systemd, cargo",
            source: "execve(2), ENOEXEC; opencontainers/runc",
        },
        Symptom {
            all: &[r"[Bb]ad CPU type in executable"],
            none: &[r"(rustc|cargo|rustup|rustup-init)[`']?: ", r"[Cc]ould not execute process `(\S*/)?rustc"],
            weight: 0.9,
            printed_by: "macOS shells and cargo",
            source: "apple-oss-distributions/xnu bsd/kern/kern_exec.c; errno EBADARCH",
        },
        Symptom {
            all: &[r"is not a valid Win32 application|This version of .* is not compatible with the version of Windows|os error (193|216)\b"],
            none: &[],
            weight: 0.85,
            printed_by: "Windows",
            source: "winerror.h, ERROR_BAD_EXE_FORMAT, ERROR_EXE_MACHINE_TYPE_MISMATCH",
        },
        Symptom {
            all: &[r"(wrong ELF class: ELFCLASS(32|64)|cannot execute: required file not found.*ELF 32-bit|^(\S+: )?/?\S*/[\w.+-]+: (line )?\d+: (Syntax error: (word unexpected|\x22?\W\x22? unexpected|Unterminated quoted string|EOF in backquote substitution)|\S*ELF\S*: not found)|Syntax error: (word|\W) unexpected)"],
            none: &[r"\.sh\b", r"\bqemu-"],
            weight: 0.6,
            printed_by: "glibc's loader; dash, which reads a foreign program as a script",
            source: "glibc elf/dl-load.c, open_verify; dash exec.c, tryexec",
        },
        Symptom {
            all: &[r"[Ee]xec format error|[Bb]ad CPU type in executable|not a valid Win32 application|\(os error 193\)|\(os error 86\)|cannot execute binary file|is not compatible with the version of Windows|rosetta error:|qemu-x86_64(-static)?: Could not open"],
            none: &[r"\(never executed\)", r"prebuilt/linux-x86_64", r"could not exec the linker", r"exec /(usr/)?(s?bin)/(ba|da|a)?sh\b", r"(rustc|cargo|rustup|rustup-init)[`']?: "],
            weight: 0.86,
            printed_by: "shells, Linux, macOS, Windows",
            source: "ENOEXEC, EBADARCH, ERROR_BAD_EXE_FORMAT",
        },
        Symptom {
            all: &[r"[Cc]ould not execute process `[^`]*` \(never executed\)", r"Exec format error|Bad CPU type|os error 193|os error 86"],
            none: &[],
            weight: 0.55,
            printed_by: "cargo run and cargo test",
            source: "rust-lang/cargo crates/cargo-util/src/process_builder.rs and process_error.rs, could_not_execute",
        },
        Symptom {
            all: &[r": Invalid ELF image for this architecture"],
            none: &[r"\.buildkit_qemu_emulator"],
            weight: 0.85,
            printed_by: "qemu-user, given a program of another processor",
            source: "qemu linux-user/elfload.c, load_elf_image",
        },
        Symptom {
            all: &[r"Failed to execute /\S+ \(error -8\)|Requested init \S+ failed \(error -8\)"],
            none: &[],
            weight: 0.9,
            printed_by: "Linux, of its first program",
            source: "linux init/main.c, try_to_run_init_process and kernel_init: -ENOEXEC",
        },
        Symptom {
            all: &[r": not executable: ((32|64)-bit ELF file|magic [0-9A-F]{4})"],
            none: &[],
            weight: 0.88,
            printed_by: "mksh, the shell of Android",
            source: "MirBSD/mksh exec.c, scriptexec",
        },
        Symptom {
            all: &[r"has unexpected e_machine: \d+|\x22 is (32|64)-bit instead of (32|64)-bit"],
            none: &[],
            weight: 0.9,
            printed_by: "Android's dynamic linker",
            source: "bionic linker/linker_phdr.cpp, ElfReader::VerifyElfHeader",
        },
        Symptom {
            all: &[r"^(\S+: )?/?\S*[\w.+-]+: (line )?\d: (\S+: )?[Ss]yntax error: (unexpected (word|redirection|\x22?\W)|(word|\x22?\W\x22?) unexpected)"],
            none: &[r"\.sh\b", r"\bqemu-"],
            weight: 0.6,
            printed_by: "dash and the shell of busybox, which read a foreign program as a script",
            source: "dash src/parser.c, synexpect; busybox shell/ash.c, raise_error_unexpected_syntax",
        },
        Symptom {
            all: &[r"\x22 has bad ELF magic(: [0-9a-f]{8})?"],
            none: &[],
            weight: 0.85,
            printed_by: "Android's dynamic linker, of a file of another system",
            source: "bionic linker/linker_phdr.cpp, ElfReader::VerifyElfHeader",
        },
        Symptom {
            all: &[r"Failed to execute process:? '[^']+'.{0,12} the file could not be run by the operating system|The file '[^']+' is not executable by this system|exec: Maybe the interpreter directive \(#! line\) is broken"],
            none: &[],
            weight: 0.75,
            printed_by: "fish 2 and later",
            source: "fish-shell/fish-shell src/fork_exec/postfork.rs, safe_report_exec_error, ENOEXEC; src/postfork.cpp before 4",
        },
        Symptom {
            all: &[r"dlopen\(\S+\.(so|node|bundle|jnilib)(\)|, ).*\((mach-o file, but is an incompatible architecture|fat file, but missing compatible architecture|mach-o, but wrong architecture)"],
            none: &[r"libclang"],
            weight: 0.88,
            printed_by: "dyld, of a plug-in of Python, Node.js, Ruby or Java",
            source: "apple-oss-distributions/dyld dyld/Loader.cpp and common/MachOFile.cpp, compatibleSlice",
        },
        Symptom {
            all: &[r": invalid ELF header$|: invalid ELF header\b"],
            none: &[],
            weight: 0.7,
            printed_by: "glibc's loader, of a file of another system",
            source: "glibc elf/dl-load.c, open_verify",
        },
        Symptom {
            all: &[r"specified executable is not a valid application for this OS platform|Unsupported 16-Bit Application"],
            none: &[],
            weight: 0.85,
            printed_by: "PowerShell, Windows",
            source: "dotnet/runtime src/libraries/System.Private.CoreLib/src/Resources/Strings.resx; winerror.h, ERROR_BAD_EXE_FORMAT and ERROR_EXE_MACHINE_TYPE_MISMATCH",
        },
        Symptom {
            all: &[r"spawn Unknown system error -(8|86)\b"],
            none: &[],
            weight: 0.85,
            printed_by: "Node.js",
            source: "libuv src/uv-common.c, uv_err_name: ENOEXEC of Linux and EBADARCH of macOS have no name there",
        },
        Symptom {
            all: &[r"\.whl is not a supported wheel on this platform"],
            none: &[],
            weight: 0.3,
            printed_by: "pip, of a wheel for another processor, system or Python",
            source: "pypa/pip src/pip/_internal/resolution/resolvelib/factory.py, UnsupportedWheel",
        },
        Symptom {
            all: &[r"可执行文件格式错误|可執行檔格式錯誤|Fehler im Format der Programmdatei|Erreur de format pour exec|Formato de ejecutable incorrecto|Erro no formato exec|Erro de formato do executável|Ошибка формата выполняемого файла|実行形式エラー|Exec 형식 오류|Formato eseguibile non valido|Błędny format pliku wykonywalnego|Помилка, пов’язана з форматом виконуваних файлів|Chybný formát spustitelného souboru|Formatfel på körbar fil|无法执行二进制文件|無法執行二進位檔案|Kann die Binärdatei nicht ausführen|exécute[r]? le fichier binaire|no se puede ejecutar (el )?fichero binario|executar o arquivo binário|не удаётся запустить бинарный файл|バイナリファイルを実行できません|이진 파일을 실행할 수 없음|impossibile eseguire il file binario|nie można uruchomić pliku binarnego|не вдалося виконати бінарний файл"],
            none: &[r"build-script-build", r"(rustc|cargo|rustup|rustup-init)[`']? ?: "],
            weight: 0.86,
            printed_by: "bash and glibc in other languages",
            source: "bash po/*.po, of execute_cmd.c, shell_execve; glibc po/*.po, of ENOEXEC",
        },
        Symptom {
            all: &[r"spawn(Sync)? \S+ Unknown system error -(8|86)\b|spawn(Sync)? \S+ (EBADARCH|ENOEXEC)\b"],
            none: &[],
            weight: 0.8,
            printed_by: "Node.js",
            source: "libuv src/unix/process.c; errno of macOS and Linux",
        },
    ],
    live: Live::LogOnly("only the machine that runs the program knows its processor"),
};

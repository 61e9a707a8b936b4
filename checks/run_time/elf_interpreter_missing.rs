//! A program exists, and the loader that it names does not.

use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Outcome, Symptom, Topic,
    answer::{Header, Metadata},
    cargo_config::mend,
    check::Severity,
    facts::{rustc::Rustc, toolchain::Resolution},
    proof::settled,
};

pub static CHECK: Check = Check {
    id: "elf-interpreter-missing",
    topic: Topic::RunTime,
    title: "the loader that a program names does not exist here",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A dynamic ELF program names its loader by an absolute path, `/lib64/ld-linux-x86-64.so.2` for glibc and \
`/lib/ld-musl-x86_64.so.1` for musl, and the machine that runs it has none there: a glibc program on Alpine or in a \
`scratch` image, any foreign dynamic program on NixOS. xdoctor looks at the toolchain's own programs; of what you build, \
only the machine that runs it can tell.
## Why it breaks the build
The kernel answers `No such file or directory` for a file that plainly exists, and a shell says `not found`.
## What to do
For the program you ship: build for the C library of where it runs, or link it statically \
(`--target x86_64-unknown-linux-musl`). For rustup on Alpine: the toolchain for musl (`rustup set default-host \
x86_64-unknown-linux-musl`), or Alpine's own rust. On NixOS: Rust from nixpkgs or an overlay, or `programs.nix-ld.enable`.
## Sources
execve(2), `ENOENT`; the ELF specification, `PT_INTERP`; glibc `sysdeps/unix/sysv/linux/x86_64/64/ldconfig.h`; \
the NixOS wiki, *Rust*.",
    links: &["https://man7.org/linux/man-pages/man2/execve.2.html", "https://wiki.nixos.org/wiki/Rust"],
    symptoms: &[
        Symptom {
            all: &[r"strace: exec: No such file or directory"],
            none: &[],
            weight: 0.9,
            printed_by: "strace, which has found the file before it starts it",
            source: "strace src/strace.c, startup_child and exec_or_die",
        },
        Symptom {
            all: &[r"^\S*(ba|da|a|z)?sh: (line )?(\d+: )?([\w.-]+: )?[./\w-]+: (not found|No such file or directory)$", r"^-rwx\S* +\d+ .*\S$"],
            none: &[],
            weight: 0.65,
            printed_by: "a shell, where `ls` shows that the file stands there and may be run",
            source: "dash exec.c, shellexec: ENOENT of execve is also its interpreter's",
        },
        Symptom {
            all: &[r"Could not start dynamically linked executable: |NixOS cannot run dynamically linked executables"],
            none: &[],
            weight: 0.97,
            printed_by: "NixOS 23.11 and later (stub-ld)",
            source: "nixpkgs nixos/modules/config/stub-ld.nix",
        },
        Symptom {
            all: &[r"exec container process \(missing dynamic library\?\)"],
            none: &[r"docker-entrypoint|entrypoint\.sh|\.sh\b"],
            weight: 0.9,
            printed_by: "crun, by which podman runs containers on Fedora and others",
            source: "containers/crun src/libcrun/container.c: ENOENT of an executable that is there",
        },
        Symptom {
            all: &[r"required file not found"],
            none: &[],
            weight: 0.9,
            printed_by: "bash 5.2 and later",
            source: "bash execute_cmd.c, shell_execve",
        },
        Symptom {
            all: &[r"bad (ELF )?interpreter: No such file or directory"],
            none: &[r"bad interpreter: No such file or directory.*\.(sh|py|pl)\b"],
            weight: 0.85,
            printed_by: "bash 4 and later",
            source: "bash execute_cmd.c, shell_execve",
        },
        Symptom {
            all: &[r"(\bexec\b|starting container process caused|exec user process|standard_init_linux\.go:\d+).*(no such file or directory|not found)"],
            none: &[r"exec format error", r"program not found", r"exec: [\w.+-]+: not found", r"executable file not found in", r"docker-entrypoint|entrypoint\.sh|\.sh\b"],
            weight: 0.75,
            printed_by: "runc, docker",
            source: "opencontainers/runc libcontainer/standard_init_linux.go",
        },
        Symptom {
            all: &[r"[Cc]ould not execute process `[^` ]*[/\\](target|build)[/\\][^`]*` \(never executed\)", r"No such file or directory \(os error 2\)"],
            none: &[r"[Cc]ould not execute process `(\S*/)?(qemu-|wine|wasmtime|rustc|rustdoc)"],
            weight: 0.7,
            printed_by: "cargo 1.0 and later",
            source: "rust-lang/cargo crates/cargo-util/src/process_builder.rs, exec; execve(2)",
        },
        Symptom {
            all: &[r"^(\S*sh: (line )?\d*:? ?|-?\w*sh: )?(\./|/)[\w./-]+: (not found|No such file or directory)$"],
            none: &[r"\.(sh|py|rs|toml|so|a|o|h|c)(:|\s|$)", r"GLIBC_", r"fatal error"],
            weight: 0.6,
            printed_by: "dash, busybox sh, bash",
            source: "dash exec.c, shellexec; busybox shell/ash.c",
        },
        Symptom {
            all: &[r"(interpreter|ld-linux|ld-musl)[\w./-]*.*(No such file or directory|not found|does not exist)"],
            none: &[r"qemu-", r"Could not open '", r"cannot find .*ld-linux", r"lld: error", r"cannot open"],
            weight: 0.7,
            printed_by: "ldd, file, patchelf, readelf beside the failure",
            source: "musl ldso/dynlink.c; glibc elf/ldd.bash.in",
        },
        Symptom {
            all: &[r#"cannot execute: required file not found|exec /\S+: no such file or directory|exec user process caused:? "?no such file or directory|Could not start dynamically linked executable|NixOS cannot run dynamically linked|Error loading shared library ld-linux|(ld-linux\S*|ld-musl\S*|/lib/ld\S*): (No such file or directory|bad ELF interpreter|not found)|bad ELF interpreter|stat /\S+: no such file or directory: unknown"#],
            none: &[r"qemu", r"binfmt", r"/bin/sh: no such file"],
            weight: 0.9,
            printed_by: "bash 5.2, Docker, runc, NixOS, musl",
            source: "bash execute_cmd.c; opencontainers/runc; nixpkgs stub-ld",
        },
        Symptom {
            all: &[r"(^|\s)(/bin/)?(ba|da|a|z)?sh: (line )?(\d+: )?(\./|/)\S+: (not found|No such file or directory)|(^|\s)(zsh|sh|bash|ash): (no such file or directory|not found): \./"],
            none: &[r"cargo|rustc|\.sh\b|gcc|clang"],
            weight: 0.62,
            printed_by: "shells",
            source: "dash, ash, bash: the same words for a file and its interpreter",
        },
        Symptom {
            all: &[r"specified the interpreter [\x22'“][^\x22'”]*/ld[-.\w]*[^\x22'”]*[\x22'”], which is not an executable command|a script or ELF interpreter does not exist|The file exists and is executable\. Check the interpreter or linker"],
            none: &[],
            weight: 0.93,
            printed_by: "fish 2 and later",
            source: "fish-shell/fish-shell src/fork_exec/postfork.rs, safe_report_exec_error; src/postfork.cpp before 4",
        },
        Symptom {
            all: &[r"sudo: unable to execute \S+: No such file or directory|: failed to run command [‘'`\x22]\S*/\S+: No such file or directory|chroot: failed to run command \S+: No such file"],
            none: &[],
            weight: 0.7,
            printed_by: "sudo; env, chroot, timeout and nice of coreutils",
            source: "sudo src/exec_common.c, where the command was found before; coreutils src/chroot.c and src/env.c",
        },
        Symptom {
            all: &[r"\.service: Failed to execute (command|/\S+): No such file or directory|at step EXEC spawning \S+: No such file or directory"],
            none: &[],
            weight: 0.6,
            printed_by: "systemd",
            source: "systemd src/core/exec-invoke.c, exec_invoke: the program was found before it is started",
        },
        Symptom {
            all: &[r"\[FATAL tini \(\d+\)\] exec \S+ failed: No such file or directory|can't run '/\S+': No such file or directory"],
            none: &[],
            weight: 0.75,
            printed_by: "tini; busybox init",
            source: "krallin/tini src/tini.c, spawn_process; busybox init/init.c, init_exec",
        },
        Symptom {
            all: &[r"Failed to execute /\S+ \(error -2\)|Requested init \S+ failed \(error -2\)"],
            none: &[],
            weight: 0.85,
            printed_by: "Linux, of its first program",
            source: "linux init/main.c, kernel_init: -ENOENT of a program that stands there is its interpreter's",
        },
        Symptom {
            all: &[r"\bfork/exec /\S+: no such file or directory|\bspawn /\S+ ENOENT"],
            none: &[r"\.sh\b"],
            weight: 0.5,
            printed_by: "programs in Go and Node.js that start others",
            source: "golang src/os/exec_posix.go, startProcess; nodejs lib/internal/child_process.js",
        },
        Symptom {
            all: &[r"Error relocating \S+: (__\w+_chk|__rawmemchr|strto\w+_l|__(is(nan|inf)[fl]?|mbrlen|finite[fl]?)|gnu_get_libc_version|\w+64|__res_\w+|__register_atfork|__isoc23_\w+|__strdup|__strtok_r|__cxa_thread_atexit_impl|_dl_\w+|backtrace(_symbols(_fd)?)?|qsort_r|mallinfo2?): symbol not found"],
            none: &[],
            weight: 0.86,
            printed_by: "musl's loader, which a link makes take the place of glibc's",
            source: "musl ldso/dynlink.c, do_relocs; the names are glibc's: its own loader is what is missing",
        },
        Symptom {
            all: &[r"\bELF (32|64)-bit .*\binterpreter /\S*ld", r": (not found|[Nn]o such file or directory)|[Nn]o such file or directory: (\./|/)"],
            none: &[],
            weight: 0.85,
            printed_by: "a shell, where `file` shows that the program stands there and which loader it wants",
            source: "file's magic/Magdir/elf; execve(2), ENOENT",
        },
        Symptom {
            all: &[r"(?i)\b(dynamic (linker|loader)|elf interpreter|program interpreter)\b.{0,40}(not found|missing|does not exist|no such file)"],
            none: &[],
            weight: 0.4,
            printed_by: "whatever tells of a program that does not start",
            source: "the thing's name beside any wording of its absence: what other symptoms know is surer",
        },
        Symptom {
            all: &[r"https://nix\.dev/permalink/stub-ld|cannot run dynamically linked executables intended for generic"],
            none: &[],
            weight: 0.95,
            printed_by: "NixOS 23.11 and later (stub-ld)",
            source: "nixpkgs nixos/modules/config/stub-ld.nix",
        },
        Symptom {
            all: &[r"collect2: error: ld returned 127 exit status"],
            none: &[],
            weight: 0.25,
            printed_by: "gcc 4 and later: the linker that it found could not be started",
            source: "gcc gcc/collect2.cc, collect_wait; POSIX sh, 2.8.2: 127 is of what was not found, its interpreter included",
        },
        Symptom {
            all: &[r"(: not found|No such file or directory)$", r"\[Requesting program interpreter: /\S+\]|, interpreter /\S+"],
            none: &[r"\bqemu-|\(never executed\)"],
            weight: 0.76,
            printed_by: "a shell, beside what readelf or file say of the program",
            source: "binutils-gdb binutils/readelf.c, process_program_headers; file magic/Magdir/elf",
        },
        Symptom {
            all: &[r"execve\(\x22\./[^\x22]+\x22, \[.*= -1 ENOENT"],
            none: &[],
            weight: 0.6,
            printed_by: "strace, of a program that was named by its path",
            source: "strace src/execve.c; execve(2), ENOENT",
        },
        Symptom {
            all: &[r"(failed to load|Failed to create init process: .*) /\S+: no such file or directory"],
            none: &[r"exec format error|\.sh\b"],
            weight: 0.7,
            printed_by: "gVisor, by which Cloud Run starts containers",
            source: "google/gvisor pkg/sentry/loader/loader.go",
        },
        Symptom {
            all: &[r"无法执行：找不到需要的文件|無法執行：找不到必須檔案|le fichier requis n.a pas été trouvé|no se ha encontrado el fichero requerido|実行できません: 必要なファイルがありません|실행할 수 없음: 필요한 파일이 없습니다|nie znaleziono wymaganego pliku|не знайдено потрібного файла|požadovaný soubor neexistuje|vereist bestand is niet gevonden"],
            none: &[],
            weight: 0.9,
            printed_by: "bash 5.2 and later in other languages",
            source: "bash po/*.po, of execute_cmd.c, shell_execve",
        },
        Symptom {
            all: &[r"(^|\s)(ba|z)?sh ?: (\./|/)[\w./-]+ ?: (没有那个文件或目录|沒有此一檔案或目錄|Datei oder Verzeichnis nicht gefunden|Aucun fichier ou dossier de ce type|No existe el (fichero|archivo) o el directorio|Arquivo ou diretório inexistente|Нет такого файла или каталога|そのようなファイルやディレクトリはありません|그런 파일이나 디렉터리가 없습니다|File o directory non esistente|Nie ma takiego pliku ani katalogu|Немає такого файла або каталогу)$"],
            none: &[r"\.sh\b|\.py\b|cargo|rustc|gcc|clang"],
            weight: 0.6,
            printed_by: "bash in other languages: the same words for a file and its interpreter",
            source: "bash execute_cmd.c, shell_execve; glibc po/*.po, of ENOENT",
        },
    ],
    live: Live::Host(check),
};

fn check(cx: &Cx<'_>) -> Judgement {
    let (resolution, host) = (cx.fact::<Resolution>(()), cx.host());
    let (resolution, host) = (resolution?, host?);
    let Ok(toolchain) = &resolution.0 else { return Ok(Outcome::NotApplicable) };
    if host.os != "linux" {
        return Ok(Outcome::NotApplicable);
    }
    let header = cx.header(&toolchain.rustc)?;
    let Header::Elf { arch, interpreter: Some(loader), .. } = header else { return Ok(Outcome::NotApplicable) };
    let Some(path) = HostPath::parse(loader).filter(|_| *arch == host.arch) else { return Ok(Outcome::NotApplicable) };
    let (metadata, rustc) = (cx.metadata(&path), cx.fact::<Rustc>(()));
    // NixOS has a program in its place that only says what is wrong.
    let is_there = matches!(metadata?, Metadata::Found(found) if !found.real.as_str().contains("stub-ld"));
    if is_there || settled(rustc)?.is_some() {
        return Ok(Outcome::Pass(format!("the toolchain's programs find `{loader}`")));
    }
    let steps = steps(host.distribution.iter().map(String::as_str), &host.arch);
    Ok(Finding::new(
        format!("`{}` needs the loader `{loader}`, which this system does not have", toolchain.rustc),
        "the kernel does not start it, and says that the file does not exist",
    )
    .evidence([
        Evidence::File { file: toolchain.rustc.clone(), line: None, text: format!("interpreter {loader}") },
        Evidence::File { file: path, line: None, text: "absent, or a stub".into() },
    ])
    .fix([mend::manual(&CHECK, "toolchain", "install a toolchain for this system's C library", steps)])
    .conclusive()
    .into())
}

fn steps<'a>(distribution: impl Iterator<Item = &'a str>, arch: &str) -> Vec<String> {
    let ids: Vec<_> = distribution.collect();
    if ids.contains(&"nixos") {
        return vec![
            "take Rust from nixpkgs or rust-overlay: `nix shell nixpkgs#cargo nixpkgs#rustc`".to_owned(),
            "or set `programs.nix-ld.enable = true`, and keep rustup".to_owned(),
        ];
    }
    vec![
        format!("`rustup set default-host {arch}-unknown-linux-musl`, then `rustup toolchain install stable`"),
        "or install the distribution's own Rust (on Alpine: `apk add cargo`)".to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        facts::toolchain::{ChosenBy, Toolchain},
        machine::Command,
        testing::{Fake, path},
    };

    fn with_loader(fake: Fake, interpreter: Option<&str>) -> Fake {
        let chosen = Toolchain {
            rustc: path("/rust/bin/rustc"),
            cargo: path("/rust/bin/cargo"),
            rustup: None,
            chosen_by: ChosenBy::Path { rustc: path("/rust/bin/rustc") },
            environment: std::collections::BTreeMap::new(),
        };
        let header = Header::Elf {
            arch: "x86_64".into(),
            bits: 64,
            little_endian: true,
            interpreter: interpreter.map(str::to_owned),
        };
        fake.granted((), Resolution(Ok(chosen)))
            .program_with("/rust/bin/rustc", header)
            .ran(Command::exits(["/rust/bin/rustc", "..."], 127, "", "not found\n"))
            .missing_rest()
    }

    const GLIBC: &str = "/lib64/ld-linux-x86-64.so.2";

    #[test]
    fn fires_where_the_toolchains_loader_is_absent() {
        let fake = with_loader(Fake::linux(), Some(GLIBC));
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, "") else { panic!("did not fire") };
        let expected = format!("`/rust/bin/rustc` needs the loader `{GLIBC}`, which this system does not have");
        assert_eq!(finding.message, expected);
        assert!(finding.conclusive);
    }

    #[test]
    fn a_loader_that_is_there_and_static_programs_are_fine() {
        let there = with_loader(Fake::linux(), Some(GLIBC)).blob(GLIBC, crate::testing::elf("x86_64", 64));
        let fine = Outcome::Pass(format!("the toolchain's programs find `{GLIBC}`"));
        assert_eq!(there.judge(&CHECK, ""), Ok(fine));
        assert_eq!(with_loader(Fake::linux(), None).judge(&CHECK, ""), Ok(Outcome::NotApplicable));
    }
}

//! A stand-in for Android's NDK, whose clang really links: wrappers around this machine's clang and lld, with start files
//! and libraries of bionic's names that are empty.
//!
//! What differs from release to release is as Google's changelogs tell: libgcc or libunwind, the API levels, GNU's tools.

use std::{fs, path::Path, process::Command};

use serde::Deserialize;

use crate::world::set_mode;

/// An NDK of the scenario's.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ndk {
    /// `Pkg.Revision`.
    pub revision: String,
    /// The architectures that it links for, as Rust calls them.
    #[serde(default = "aarch64")]
    pub arch: Vec<String>,
}

fn aarch64() -> Vec<String> {
    vec!["aarch64".into()]
}

/// Puts the NDK at `root`.
pub(crate) fn make(root: &Path, ndk: &Ndk) {
    let major: u32 = ndk.revision.split('.').next().and_then(|major| major.parse().ok()).expect("a revision");
    let llvm = root.join("toolchains/llvm/prebuilt/linux-x86_64");
    let (bin, sysroot) = (llvm.join("bin"), llvm.join("sysroot"));
    fs::create_dir_all(&bin).expect("a folder can be made");
    let properties = format!("Pkg.Desc = Android NDK\nPkg.Revision = {}\n", ndk.revision);
    fs::write(root.join("source.properties"), properties).expect("a scenario may write its own files");
    let levels = match major {
        ..=22 => 21..=30,
        23 => 21..=31,
        24..=25 => 21..=33,
        26 => 21..=34,
        _ => 21..=35,
    };
    for arch in &ndk.arch {
        let target = format!("{arch}-linux-android");
        let libraries = sysroot.join("usr/lib").join(&target);
        stubs(&libraries, &target, major);
        for level in levels.clone() {
            let of_level = libraries.join(level.to_string());
            fs::create_dir_all(&of_level).expect("a folder can be made");
            for file in STUBS {
                std::os::unix::fs::symlink(Path::new("..").join(file), of_level.join(file))
                    .expect("a link can be made");
            }
            let name = format!("{target}{level}-clang");
            let text = format!(
                "#!/bin/sh\nexec /usr/bin/clang --target={target}{level} --sysroot={} --ld-path={} \"$@\"\n",
                sysroot.display(),
                bin.join("ld.lld").display()
            );
            script(&bin.join(name), &text);
            script(&bin.join(format!("{target}{level}-clang++")), &text);
        }
        if major < 23 {
            script(&bin.join(format!("{target}-ar")), "#!/bin/sh\nexec /usr/bin/llvm-ar \"$@\"\n");
        }
    }
    // bionic's functions are not there, and who calls them is not the question
    let linker = "#!/bin/sh\nexec /usr/bin/ld.lld --unresolved-symbols=ignore-all \"$@\"\n";
    script(&bin.join("ld.lld"), linker);
    script(&bin.join("clang"), "#!/bin/sh\nexec /usr/bin/clang \"$@\"\n");
    script(&bin.join("llvm-ar"), "#!/bin/sh\nexec /usr/bin/llvm-ar \"$@\"\n");
    let include = sysroot.join("usr/include");
    fs::create_dir_all(&include).expect("a folder can be made");
    // what the C of the projects and of the proof wants
    let headers = [
        ("string.h", "#include <stddef.h>\nsize_t strlen(const char *);\n"),
        ("stdio.h", "typedef struct FILE FILE;\nextern FILE *stdout;\nint puts(const char *);\nint fflush(FILE *);\n"),
    ];
    for (name, text) in headers {
        fs::write(include.join(name), text).expect("a scenario may write its own files");
    }
}

const STUBS: [&str; 9] = [
    "crtbegin_dynamic.o",
    "crtbegin_static.o",
    "crtbegin_so.o",
    "crtend_android.o",
    "crtend_so.o",
    "libc.so",
    "libm.so",
    "libdl.so",
    "liblog.so",
];

fn stubs(folder: &Path, target: &str, major: u32) {
    fs::create_dir_all(folder).expect("a folder can be made");
    let start = folder.join("start.s");
    fs::write(&start, ".globl _start\n_start:\n").expect("a scenario may write its own files");
    let target = format!("--target={target}21");
    for file in STUBS {
        let out = folder.join(file);
        let mut clang = Command::new("/usr/bin/clang");
        clang.arg(&target).arg("-o").arg(&out);
        if file.starts_with("lib") {
            clang.args(["-shared", "-nostdlib", "-fuse-ld=lld", "-x", "c", "/dev/null"]);
        } else if ["crtbegin_dynamic.o", "crtbegin_static.o"].contains(&file) {
            clang.arg("-c").arg(&start);
        } else {
            clang.args(["-c", "-x", "c", "/dev/null"]);
        }
        assert!(clang.status().is_ok_and(|status| status.success()), "clang makes {file}");
    }
    let unwinder = if major < 23 { "libgcc.a" } else { "libunwind.a" };
    let made = Command::new("/usr/bin/llvm-ar").arg("rc").arg(folder.join(unwinder)).status();
    assert!(made.is_ok_and(|status| status.success()), "llvm-ar makes {unwinder}");
}

fn script(path: &Path, text: &str) {
    fs::write(path, text).expect("a scenario may write its own files");
    set_mode(path, 0o755);
}

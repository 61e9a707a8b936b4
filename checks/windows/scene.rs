//! A Windows machine for the tests of this family.

use crate::{
    answer::Header,
    facts::linker::{HostLinkerNeed, LinkNeed, scene},
    testing::Fake,
};

pub(crate) use scene::{ARM64_MSVC, MINGW as GNU, MSVC};

/// A toolchain for msvc, with nothing of Microsoft's.
pub(crate) fn windows() -> Fake {
    on_windows(MSVC)
}

/// A Windows machine whose rustc is for `host`.
pub(crate) fn on_windows(host: &str) -> Fake {
    scene::toolchain(Fake::windows(), host)
        .env("PATH", "C:\\Windows\\System32")
        .env("ProgramFiles(x86)", "C:\\Program Files (x86)")
        .env("ProgramData", "C:\\ProgramData")
        .granted((), LinkNeed::Links)
        .granted((), HostLinkerNeed::NotSeen)
}

/// The Build Tools, with tools that run on x64 for these architectures.
pub(crate) fn build_tools(fake: Fake, archs: &[&str]) -> Fake {
    let toolset = "C:\\BuildTools\\VC\\Tools\\MSVC\\14.42.34433";
    let fake = fake
        .file(
            "C:\\ProgramData\\Microsoft\\VisualStudio\\Packages\\_Instances\\1a2b3c4d\\state.json",
            "{\"installationPath\": \"C:\\\\BuildTools\", \"installationVersion\": \"17.12.35527.113\", \
             \"catalogInfo\": {\"buildVersion\": \"17.12.35527.113\"}}",
        )
        .file("C:\\BuildTools\\VC\\Auxiliary\\Build\\Microsoft.VCToolsVersion.default.txt", "14.42.34433\r\n");
    archs.iter().fold(fake, |fake, arch| {
        fake.program(&format!("{toolset}\\bin\\HostX64\\{arch}\\link.exe"))
            .blob(&format!("{toolset}\\lib\\{arch}\\msvcrt.lib"), Header::Other)
    })
}

/// A Windows SDK with libraries for these architectures.
pub(crate) fn sdk(fake: Fake, archs: &[&str]) -> Fake {
    let lib = "C:\\Program Files (x86)\\Windows Kits\\10\\Lib\\10.0.22621.0";
    archs.iter().fold(fake, |fake, arch| {
        fake.blob(&format!("{lib}\\um\\{arch}\\kernel32.lib"), Header::Other)
            .blob(&format!("{lib}\\um\\{arch}\\ntdll.lib"), Header::Other)
            .blob(&format!("{lib}\\ucrt\\{arch}\\ucrt.lib"), Header::Other)
    })
}

/// Debian with MinGW-w64's gcc.
pub(crate) fn linux_mingw() -> Fake {
    let fake = scene::debian().program("/usr/bin/x86_64-w64-mingw32-gcc");
    scene::driver(
        fake,
        "/usr/bin/x86_64-w64-mingw32-gcc",
        &["x86_64-w64-mingw32-gcc"],
        "x86_64-w64-mingw32",
        "/usr/lib/gcc",
        12,
    )
}

/// A project `app` in `dir` with one dependency, this program and this lock file.
pub(crate) fn project(fake: Fake, dir: &str, main: &str, lock: &str) -> Fake {
    let separator = if dir.starts_with('/') { '/' } else { '\\' };
    let at = |name: &str| format!("{dir}{separator}{}", name.replace('/', &separator.to_string()));
    let fake = fake
        .file(&at("Cargo.toml"), "[package]\nname = \"app\"\n[dependencies]\ndep = \"1\"\n")
        .file(&at("src/main.rs"), main);
    if lock.is_empty() { fake } else { fake.file(&at("Cargo.lock"), lock) }
}

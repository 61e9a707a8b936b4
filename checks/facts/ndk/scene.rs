//! NDKs for tests: their files, by revision and host.

use super::Revision;
use crate::testing::Fake;

/// An NDK for Linux.
pub(crate) fn with_ndk(fake: Fake, root: &str, revision: &str) -> Fake {
    ndk_files(fake, root, revision, "linux-x86_64")
}

/// The files of an NDK that are looked at: its properties and its compilers. Which levels and tools a revision has: the
/// NDK's changelogs.
pub(crate) fn ndk_files(fake: Fake, root: &str, revision: &str, tag: &str) -> Fake {
    let windows = tag.starts_with("windows");
    let separator = if root.starts_with('/') { "/" } else { "\\" };
    let (exe, cmd) = if windows { (".exe", ".cmd") } else { ("", "") };
    let bin = [root, "toolchains", "llvm", "prebuilt", tag, "bin"].join(separator);
    let properties = format!("Pkg.Desc = Android NDK\nPkg.Revision = {revision}\n");
    let mut fake = fake
        .file(&format!("{root}{separator}source.properties"), &properties)
        .program(&format!("{bin}{separator}clang{exe}"))
        .program(&format!("{bin}{separator}llvm-ar{exe}"));
    let major = Revision::parse(revision).expect("a revision").major;
    let (lowest, highest) = match major {
        ..=18 => return fake,
        19..=22 => (16, 30),
        23 => (16, 31),
        24 => (19, 32),
        25 => (19, 33),
        26 => (21, 34),
        27..=28 => (21, 35),
        _ => (21, 36),
    };
    for level in lowest..=highest {
        for prefix in
            ["aarch64-linux-android", "armv7a-linux-androideabi", "i686-linux-android", "x86_64-linux-android"]
        {
            let is_64 = prefix.contains("64");
            if level != 20 && (!is_64 || level >= 21) {
                fake = fake.program(&format!("{bin}{separator}{prefix}{level}-clang{cmd}"));
            }
        }
    }
    if major < 23 {
        for prefix in ["aarch64-linux-android", "arm-linux-androideabi", "i686-linux-android", "x86_64-linux-android"] {
            for tool in ["ar", "ld", "ld.gold", "strip"] {
                fake = fake.program(&format!("{bin}{separator}{prefix}-{tool}{exe}"));
            }
        }
    }
    fake
}

//! Which variables a cassette shows: those that a build reads. Of any other it says only that it is set.

/// Beginnings of names, in upper case.
const SHOWN_PREFIXES: [&str; 62] = [
    "ANDROID_",
    "AR",
    "BINDGEN_",
    "CARGO",
    "CC",
    "CFLAGS",
    "CLANG",
    "CMAKE",
    "COMPILER_PATH",
    "CONDA_PREFIX",
    "CPATH",
    "CPLUS_INCLUDE_PATH",
    "CPP",
    "CROSS_",
    "CXX",
    "C_INCLUDE_PATH",
    "DEVELOPER_DIR",
    "DOCKER_",
    "DYLD_",
    "EMCC_",
    "EMSDK",
    "EM_",
    "GCC_",
    "HOMEBREW_",
    "HOST_",
    "INCLUDE",
    "IPHONEOS_",
    "LANG",
    "LC_",
    "LD",
    "LIB",
    "MACOSX_",
    "MINGW",
    "MSYS",
    "NDK_",
    "NIX_",
    "NM",
    "NUMBER_OF_PROCESSORS",
    "OBJC",
    "OPENSSL_",
    "PATH",
    "PKG_CONFIG",
    "PODMAN_",
    "PROCESSOR_",
    "PROGRAMFILES",
    "QEMU_",
    "RANLIB",
    "RUST",
    "SCCACHE_",
    "SDKROOT",
    "STRIP",
    "SYSROOT",
    "TARGET_",
    "UCRT",
    "UNIVERSALCRT",
    "VC",
    "VISUALSTUDIO",
    "VS",
    "WASI_",
    "WINDOWSSDK",
    "WINE",
    "ZIG",
];
const SHOWN: [&str; 21] = [
    "AS",
    "CI",
    "COMSPEC",
    "DEBIAN_FRONTEND",
    "HOME",
    "JAVA_HOME",
    "MAKE",
    "MAKEFLAGS",
    "OS",
    "PWD",
    "SHELL",
    "SYSTEMDRIVE",
    "SYSTEMROOT",
    "TEMP",
    "TERM",
    "TMP",
    "TMPDIR",
    "TVOS_DEPLOYMENT_TARGET",
    "USERPROFILE",
    "WINDIR",
    "XDG_CACHE_HOME",
];
/// Parts of names, for variables that begin with a target.
const SHOWN_PARTS: [&str; 5] = ["OPENSSL", "PKG_CONFIG", "_CFLAGS", "_DEPLOYMENT_TARGET", "_SYSROOT"];
/// Words of names whose values open doors.
const SECRET_WORDS: [&str; 16] = [
    "ACCESS",
    "AUTH",
    "AUTHORIZATION",
    "COOKIE",
    "CREDENTIAL",
    "CREDENTIALS",
    "KEY",
    "KEYS",
    "PASS",
    "PASSPHRASE",
    "PASSWD",
    "PASSWORD",
    "PRIVATE",
    "SECRET",
    "SECRETS",
    "TOKEN",
];

pub(super) fn is_shown(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    !is_secret(&upper)
        && (SHOWN.contains(&upper.as_str())
            || SHOWN_PREFIXES.iter().any(|prefix| upper.starts_with(prefix))
            || SHOWN_PARTS.iter().any(|part| upper.contains(part)))
}

pub(super) fn is_secret(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    upper.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| SECRET_WORDS.contains(&word))
        || ["TOKEN", "SECRET", "PASSWORD", "APIKEY"].iter().any(|word| upper.ends_with(word))
}

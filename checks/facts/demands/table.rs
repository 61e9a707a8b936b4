//! Which crates ask what of the machine, beside a C compiler: one table.
//!
//! A row holds for a crate's versions from `since` to before `until`. Nothing here is guessed: each row cites the build
//! script that asks.

use crate::Triple;

/// What a build script needs to find, or it stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Want {
    /// OpenSSL for the target, which the crate openssl-sys finds in its own way.
    Openssl,
    /// A library that pkg-config has to know by this name.
    Module(&'static str),
    /// CMake.
    Cmake,
    /// NASM.
    Nasm,
    /// libclang, which the crate bindgen loads, and the headers of the target's C library.
    Libclang,
    /// A program called `clang`.
    Clang,
}

/// One crate and what it asks.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) krate: &'static str,
    pub(super) since: (u64, u64),
    pub(super) until: (u64, u64),
    pub(super) want: Want,
    pub(super) on: On,
    /// A feature without which it does not ask; empty: always.
    pub(super) feature: &'static str,
    /// It does not ask with one of these features.
    pub(super) not_with_features: &'static [&'static str],
    /// It does not ask where it depends on one of these.
    pub(super) not_with: &'static [&'static str],
    /// It does not ask where one of these variables is set (`NAME`), or set to a value (`NAME=1`).
    pub(super) not_if_set: &'static [&'static str],
    /// The build script, or the experiment.
    pub(super) source: &'static str,
}

/// For which targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum On {
    Any,
    Linux,
    NotWindows,
    WindowsX86_64,
    WindowsAarch64,
    Ohos,
}

impl On {
    pub(super) fn includes(self, target: &Triple) -> bool {
        let name = target.as_str();
        let windows = name.contains("-windows");
        match self {
            Self::Any => true,
            Self::Linux => name.contains("-linux") && !name.contains("android"),
            Self::NotWindows => !windows,
            Self::WindowsX86_64 => windows && name.starts_with("x86_64"),
            Self::WindowsAarch64 => windows && (name.starts_with("aarch64") || name.starts_with("arm64ec")),
            Self::Ohos => name.ends_with("-ohos"),
        }
    }
}

/// Later than every version.
const NEVER: (u64, u64) = (u64::MAX, 0);

const fn row(krate: &'static str, want: Want, on: On, source: &'static str) -> Row {
    Row {
        krate,
        since: (0, 0),
        until: NEVER,
        want,
        on,
        feature: "",
        not_with_features: &[],
        not_with: &[],
        not_if_set: &[],
        source,
    }
}

impl Row {
    const fn since(mut self, major: u64, minor: u64) -> Self {
        self.since = (major, minor);
        self
    }

    const fn until(mut self, major: u64, minor: u64) -> Self {
        self.until = (major, minor);
        self
    }

    const fn only_with(mut self, feature: &'static str) -> Self {
        self.feature = feature;
        self
    }

    const fn not_with_features(mut self, features: &'static [&'static str]) -> Self {
        self.not_with_features = features;
        self
    }

    const fn not_with(mut self, dependencies: &'static [&'static str]) -> Self {
        self.not_with = dependencies;
        self
    }

    const fn not_if_set(mut self, variables: &'static [&'static str]) -> Self {
        self.not_if_set = variables;
        self
    }
}

/// `system-deps` asks pkg-config for the module that the manifest's `[package.metadata.system-deps]` names.
const fn by_system_deps(krate: &'static str, module: &'static str) -> Row {
    row(krate, Want::Module(module), On::Any, "system-deps src/lib.rs, Config::probe_full")
}

const AWS_LC: &str = "aws-lc-sys builder/main.rs (get_builder), builder/cmake_builder.rs (check_dependencies)";

pub(super) static ROWS: &[Row] = &[
    row("openssl-sys", Want::Openssl, On::Any, "openssl-sys build/main.rs, build/find_normal.rs").not_with(&[
        "openssl-src",
        "aws-lc-sys",
        "aws-lc-fips-sys",
        "bssl-sys",
    ]),
    row("alsa-sys", Want::Module("alsa"), On::Linux, "alsa-sys build.rs"),
    row("libudev-sys", Want::Module("libudev"), On::Linux, "libudev-sys build.rs"),
    row("hidapi", Want::Module("libudev"), On::Linux, "hidapi build.rs, compile_linux")
        .only_with("linux-static-hidraw"),
    row("libdbus-sys", Want::Module("dbus-1"), On::Any, "libdbus-sys build.rs")
        .not_with(&["cc"])
        .not_with_features(&["vendored"]),
    row("yeslogic-fontconfig-sys", Want::Module("fontconfig"), On::Any, "yeslogic-fontconfig-sys build.rs")
        .not_with(&["dlib"])
        .not_with_features(&["dlopen"])
        .not_if_set(&["RUST_FONTCONFIG_DLOPEN"]),
    row("wayland-sys", Want::Module("wayland-client"), On::Linux, "wayland-sys build.rs")
        .only_with("client")
        .not_with_features(&["dlopen"]),
    row("x11", Want::Module("x11"), On::NotWindows, "x11 build.rs").only_with("xlib").not_with_features(&["dox"]),
    by_system_deps("glib-sys", "glib-2.0"),
    by_system_deps("gobject-sys", "gobject-2.0"),
    by_system_deps("gio-sys", "gio-2.0"),
    by_system_deps("cairo-sys-rs", "cairo"),
    by_system_deps("pango-sys", "pango"),
    by_system_deps("atk-sys", "atk"),
    by_system_deps("gdk-pixbuf-sys", "gdk-pixbuf-2.0"),
    by_system_deps("gdk-sys", "gdk-3.0"),
    by_system_deps("gtk-sys", "gtk+-3.0"),
    by_system_deps("gtk4-sys", "gtk4"),
    by_system_deps("libadwaita-sys", "libadwaita-1"),
    by_system_deps("gstreamer-sys", "gstreamer-1.0"),
    by_system_deps("gstreamer-base-sys", "gstreamer-base-1.0"),
    by_system_deps("javascriptcore-rs-sys", "javascriptcoregtk-4.1").since(1, 0),
    by_system_deps("webkit2gtk-sys", "webkit2gtk-4.1").since(2, 0),
    by_system_deps("soup3-sys", "libsoup-3.0"),
    // The builder that needs no CMake came with 0.16.
    row("aws-lc-sys", Want::Cmake, On::Any, AWS_LC).until(0, 16),
    row("aws-lc-sys", Want::Cmake, On::Any, AWS_LC).since(0, 16).only_with("ssl"),
    row("aws-lc-sys", Want::Cmake, On::Any, AWS_LC).since(0, 16).only_with("bindgen"),
    row("aws-lc-sys", Want::Cmake, On::Ohos, AWS_LC).since(0, 16),
    row("aws-lc-fips-sys", Want::Cmake, On::Any, "aws-lc-fips-sys builder/main.rs, get_builder"),
    row("aws-lc-sys", Want::Nasm, On::WindowsX86_64, AWS_LC)
        .not_with_features(&["prebuilt-nasm"])
        .not_if_set(&["AWS_LC_SYS_PREBUILT_NASM=1", "AWS_LC_SYS_NO_ASM=1"]),
    row("ring", Want::Clang, On::WindowsAarch64, "ring build.rs, configure_cc").since(0, 17),
];

/// Crates that depend on `cmake` and run it only now and then, as told above.
pub(super) const CMAKE_IF_TOLD: [&str; 2] = ["aws-lc-sys", "aws-lc-fips-sys"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_says_where_it_is_from() {
        for row in ROWS {
            assert!(row.source.contains(".rs"), "{}", row.krate);
            assert!(row.since < row.until, "{}", row.krate);
        }
    }
}

//! By which route a target is built, as things are set up.

use super::{Family, Route};
use crate::{
    Cx, Fact, Pause, Triple,
    facts::{
        linker::{ChosenBy, Linker},
        rustc::Rustc,
    },
    wanted::Mentions,
};

/// The route that `xdoctor.toml` names; else the one that the linker tells which rustc will run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChosenRoute {
    pub route: Route,
    /// `xdoctor.toml` says so.
    pub named: bool,
}

impl Fact for ChosenRoute {
    type Key = Triple;

    fn conclude(triple: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let (mentions, linker, rustc) =
            (cx.fact::<Mentions>(()), cx.fact::<Linker>(triple.clone()), cx.fact::<Rustc>(()));
        if let Some(route) = mentions?.routes.get(triple) {
            return Ok(Self { route: *route, named: true });
        }
        let told = |route| Ok(Self { route, named: false });
        let linker = match linker {
            Ok(linker) => linker,
            Err(Pause::Pending) => return Err(Pause::Pending),
            Err(Pause::Unknown(_)) => return told(Route::Native),
        };
        let is_default = match linker.chosen_by {
            ChosenBy::Specification | ChosenBy::Default => true,
            ChosenBy::Config { .. } | ChosenBy::Rustflags(_) => false,
        };
        if rustc?.host == *triple && is_default {
            return told(Route::Native);
        }
        told(of_linker(&linker.program, Family::of(triple)))
    }
}

/// The route that a linker's name tells.
fn of_linker(program: &str, family: Family) -> Route {
    let lower = program.to_ascii_lowercase();
    let name = lower.rsplit(['/', '\\']).next().unwrap_or(&lower);
    if name.contains("zig") {
        Route::Zig
    } else if matches!(family, Family::Android) && (lower.contains("ndk") || name.contains("android")) {
        Route::Ndk
    } else if name.starts_with("rust-lld") || name.starts_with("wasm-component-ld") {
        Route::Bundled
    } else if matches!(family, Family::AppleDevice) {
        Route::Xcode
    } else if matches!(family, Family::WindowsMsvc) && name.starts_with("lld-link") {
        Route::Xwin
    } else if name.contains("clang") {
        Route::Clang
    } else if name.contains("gcc") {
        Route::Gcc
    } else {
        Route::Native
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{proof::build_command, testing, toolchain::scene};

    #[test]
    fn a_named_route_decides_the_command() {
        for (route, words) in [
            ("zig", &["cargo", "zigbuild"][..]),
            ("xwin", &["cargo", "xwin", "build"]),
            ("container", &["cross", "build"]),
            ("gcc", &["cargo", "build"]),
        ] {
            let text = format!("[targets.{}]\nroute = '{route}'\n", scene::AARCH64);
            let fake = scene::rustup().file("/p/xdoctor.toml", &text);
            let chosen = fake.fact::<ChosenRoute>(&Triple::new(scene::AARCH64)).expect("a route");
            assert_eq!((chosen.route.name(), chosen.named), (route, true));
            let command = fake.ask(|cx| build_command(&testing::wanted(scene::AARCH64), cx)).expect("a command");
            assert_eq!(command, [words, &["--target", scene::AARCH64]].concat());
        }
    }

    #[test]
    fn a_linkers_name_tells_the_route() {
        for (program, triple, route) in [
            ("/usr/bin/aarch64-linux-gnu-gcc", "aarch64-unknown-linux-gnu", Route::Gcc),
            ("/p/tools/zig-cc.sh", "aarch64-unknown-linux-gnu", Route::Zig),
            ("clang", "aarch64-unknown-linux-gnu", Route::Clang),
            ("rust-lld", "aarch64-unknown-linux-musl", Route::Bundled),
            ("/opt/ndk/27/toolchains/llvm/prebuilt/linux-x86_64/bin/clang", "aarch64-linux-android", Route::Ndk),
            ("aarch64-linux-android24-clang", "aarch64-linux-android", Route::Ndk),
            ("lld-link", "x86_64-pc-windows-msvc", Route::Xwin),
            ("cc", "aarch64-apple-ios", Route::Xcode),
            ("cc", "aarch64-apple-darwin", Route::Native),
            ("C:\\mingw\\bin\\x86_64-w64-mingw32-gcc.exe", "x86_64-pc-windows-gnu", Route::Gcc),
        ] {
            assert_eq!(of_linker(program, Family::of(&Triple::new(triple))), route, "{program}");
        }
    }
}

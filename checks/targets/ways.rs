//! The ways to a target from a host: which routes there are, and what each needs.

use xdoctor_fixes::packages::Need;

use super::{Family, Parts, Route, catalogue};
use crate::{Triple, answer::Host};

/// One route and what it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    pub route: Route,
    /// The `linker` to configure; none where none needs to be.
    pub linker: Option<&'static str>,
    /// What has to be installed from packages.
    pub needs: Vec<Need>,
    /// What it cannot do, or needs besides, as a phrase.
    pub limit: Option<&'static str>,
}

const fn way(route: Route) -> Way {
    Way { route, linker: None, needs: Vec::new(), limit: None }
}

impl Way {
    fn linker(mut self, linker: Option<&'static str>) -> Self {
        self.linker = linker;
        self
    }

    fn needs<const N: usize>(mut self, needs: [Need; N]) -> Self {
        self.needs = needs.into();
        self
    }

    fn limit(mut self, limit: &'static str) -> Self {
        self.limit = Some(limit);
        self
    }
}

/// The routes from `host` to `triple`, the simplest first. Sources: the rustc book's pages of *Platform Support*; the
/// READMEs of cargo-zigbuild, cargo-xwin, cargo-ndk and cross.
pub fn ways(triple: &Triple, host: &Host) -> Vec<Way> {
    let Some(parts) = Parts::of(triple) else { return Vec::new() };
    let same_arch = parts.arch == host.arch;
    let driver = catalogue::find(triple).and_then(|entry| entry.driver);
    let (linux, macos, windows) = (host.os == "linux", host.os == "macos", host.os == "windows");
    let zig = way(Route::Zig).needs([Need::Zig]);
    let container = way(Route::Container).limit("Docker or Podman; settings of the host's linker do not apply");
    let cross_gcc = driver.and_then(Need::of_program).map(|need| way(Route::Gcc).linker(driver).needs([need]));
    let mut ways = Vec::new();
    match Family::of(triple) {
        Family::LinuxGnu if linux && same_arch => ways.push(way(Route::Native).needs([Need::HostCc])),
        Family::LinuxGnu => {
            if linux {
                ways.extend(cross_gcc);
                ways.push(
                    way(Route::Clang)
                        .linker(Some("clang"))
                        .needs([Need::Clang, Need::Lld])
                        .limit("a sysroot of the target"),
                );
            }
            ways.extend([zig, container]);
        }
        Family::LinuxMusl => {
            if linux && same_arch {
                ways.push(way(Route::Native).needs([Need::HostCc]).limit("C dependencies need `musl-gcc`"));
            }
            ways.push(way(Route::Bundled).linker(Some("rust-lld")).limit("pure Rust, linked statically"));
            if linux && driver.is_some() {
                ways.push(
                    way(Route::Gcc).linker(driver).limit("a cross compiler for musl, which few distributions have"),
                );
            }
            ways.extend([zig, container]);
        }
        Family::Android => {
            ways.extend([way(Route::Ndk).linker(driver).limit("the NDK, for x86_64 and macOS hosts"), container]);
        }
        Family::Darwin if macos => ways.push(way(Route::Native).needs([Need::HostCc])),
        Family::Darwin => ways.push(zig.limit("no frameworks without Apple's SDK")),
        Family::AppleDevice if macos => ways.push(way(Route::Xcode).limit("the whole Xcode")),
        Family::AppleDevice => {}
        Family::WindowsMsvc if windows => ways.push(way(Route::Native).limit("the Visual C++ build tools")),
        Family::WindowsMsvc => ways.push(
            way(Route::Xwin)
                .needs([Need::Clang, Need::Lld])
                .limit("fetches Microsoft's libraries, under their licence"),
        ),
        Family::WindowsGnu => {
            let need = if parts.arch == "i686" { Need::Mingw("i686") } else { Need::Mingw("x86_64") };
            // The driver is rustc's default.
            ways.push(way(Route::Gcc).needs([need]));
            ways.extend((!windows).then_some(zig));
            ways.extend(linux.then_some(container));
        }
        Family::WindowsGnullvm => ways.push(way(Route::Clang).limit("llvm-mingw on `PATH`")),
        Family::Wasm | Family::Wasi | Family::BareMetal | Family::Uefi => ways.push(way(Route::Bundled)),
        Family::Emscripten => ways.push(way(Route::Native).limit("the emsdk, for `emcc`")),
        Family::Bsd if parts.os == host.os && same_arch => ways.push(way(Route::Native).needs([Need::HostCc])),
        Family::Bsd => ways.extend([
            zig,
            way(Route::Clang)
                .linker(Some("clang"))
                .needs([Need::Clang, Need::Lld])
                .limit("a sysroot from the base system"),
            container,
        ]),
        Family::Solaris | Family::OpenHarmony | Family::Other => {
            if parts.os == host.os && same_arch {
                ways.push(way(Route::Native).needs([Need::HostCc]));
            }
        }
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Fake;

    fn routes(triple: &str, host: &Fake) -> Vec<Route> {
        ways(&Triple::new(triple), &host.0.host).into_iter().map(|way| way.route).collect()
    }

    #[test]
    fn each_family_has_its_routes() {
        use Route::{Bundled, Clang, Container, Gcc, Native, Ndk, Xcode, Xwin, Zig};
        let (linux, macos, windows) = (Fake::linux(), Fake::macos(), Fake::windows());
        for (triple, host, expected) in [
            ("x86_64-unknown-linux-gnu", &linux, &[Native][..]),
            ("aarch64-unknown-linux-gnu", &linux, &[Gcc, Clang, Zig, Container]),
            ("aarch64-unknown-linux-gnu", &macos, &[Zig, Container]),
            ("x86_64-unknown-linux-musl", &linux, &[Native, Bundled, Gcc, Zig, Container]),
            ("x86_64-unknown-linux-musl", &windows, &[Bundled, Zig, Container]),
            ("aarch64-linux-android", &linux, &[Ndk, Container]),
            ("aarch64-apple-darwin", &macos, &[Native]),
            ("aarch64-apple-darwin", &linux, &[Zig]),
            ("aarch64-apple-ios", &macos, &[Xcode]),
            ("aarch64-apple-ios", &linux, &[]),
            ("x86_64-pc-windows-msvc", &windows, &[Native]),
            ("x86_64-pc-windows-msvc", &linux, &[Xwin]),
            ("x86_64-pc-windows-gnu", &linux, &[Gcc, Zig, Container]),
            ("wasm32-wasip1", &linux, &[Bundled]),
            ("thumbv7em-none-eabihf", &macos, &[Bundled]),
            ("x86_64-unknown-freebsd", &linux, &[Zig, Clang, Container]),
        ] {
            assert_eq!(routes(triple, host), expected, "{triple} from {}", host.0.host.os);
        }
    }

    #[test]
    fn a_gnu_cross_compiler_is_a_package_and_a_setting() {
        let ways = ways(&Triple::new("aarch64-unknown-linux-gnu"), &Fake::linux().0.host);
        assert_eq!(
            ways[0],
            way(Route::Gcc).linker(Some("aarch64-linux-gnu-gcc")).needs([Need::CrossGcc("aarch64-linux-gnu".into())])
        );
    }
}

//! The ways to a target from a host: which routes there are, what each takes, and what it cannot do.

use super::{Family, Parts, Route, catalogue};
use crate::{Triple, answer::Host, facts::apple::Platform, linker::gnu_prefix};

/// One route, what it takes, and what cargo has to be told for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    pub route: Route,
    /// Beside the target's standard library, which every route takes.
    pub parts: Vec<Part>,
    /// The `linker` to configure; none where rustc's own choice is right, or a tool sets it.
    pub linker: Option<String>,
    /// The `rustflags` to configure with it.
    pub rustflags: Vec<String>,
    /// What it cannot do, as phrases.
    pub limits: Vec<&'static str>,
}

/// Something that a route takes, to be asked of the machine.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// A compiler driver that links for the target when it is given these arguments, with the C library it links to.
    Driver {
        program: String,
        args: Vec<String>,
    },
    /// A program on `PATH`, or among rustc's own.
    Program(&'static str),
    /// The linker that rustc's specification of the target names.
    SpecifiedLinker,
    /// The start files and the C library that come with the target's standard library.
    SelfContained,
    /// A folder with the target's libraries, which only its owner can give.
    Sysroot,
    /// zig, as cargo-zigbuild looks for it.
    Zig,
    /// A subcommand of cargo that is a program of its own.
    Subcommand(&'static str),
    /// cross itself.
    Cross,
    /// Docker or Podman.
    ContainerEngine,
    Ndk,
    /// An SDK of Apple's, by xcrun's name for it.
    AppleSdk(Platform),
    /// Microsoft's compiler and libraries, on Windows.
    VisualCpp,
    /// Microsoft's libraries as cargo-xwin keeps them.
    XwinCache,
}

impl Way {
    fn new(route: Route, parts: impl IntoIterator<Item = Part>) -> Self {
        Self { route, parts: parts.into_iter().collect(), linker: None, rustflags: Vec::new(), limits: Vec::new() }
    }

    fn linker(mut self, linker: &str) -> Self {
        self.linker = Some(linker.to_owned());
        self
    }

    fn limits<const N: usize>(mut self, limits: [&'static str; N]) -> Self {
        self.limits.extend(limits);
        self
    }

    /// A driver that is configured as linker.
    fn driver(route: Route, program: &str) -> Self {
        Self::new(route, [Part::driver(program)]).linker(program)
    }

    /// clang, which links for every target that it is told.
    fn clang(target: &str) -> Self {
        let args = vec![format!("--target={target}")];
        let mut way = Self::new(
            Route::Clang,
            [Part::Driver { program: "clang".to_owned(), args: args.clone() }, Part::Program("ld.lld")],
        )
        .linker("clang");
        way.rustflags = args.iter().map(String::as_str).chain(["-fuse-ld=lld"]).map(link_arg).collect();
        way
    }

    fn zig() -> Self {
        Self::new(Route::Zig, [Part::Subcommand("zigbuild"), Part::Zig])
    }

    fn container() -> Self {
        Self::new(Route::Container, [Part::Cross, Part::ContainerEngine])
            .limits(["a container's image is pulled", "settings of this machine's linker do not apply in it"])
    }
}

fn link_arg(arg: &str) -> String {
    format!("-Clink-arg={arg}")
}

impl Part {
    fn driver(program: &str) -> Self {
        Self::Driver { program: program.to_owned(), args: Vec::new() }
    }
}

/// The routes from a host, whose own triple is `own`, to `triple`: the simplest first. None for what is no triple.
///
/// Sources: the rustc book's pages of *Platform Support*; the READMEs of cargo-zigbuild, cargo-xwin, cargo-ndk and cross.
pub fn ways(triple: &Triple, host: &Host, own: &Triple) -> Vec<Way> {
    let Some(parts) = Parts::of(triple) else { return Vec::new() };
    let machine = Machine::of(host, own);
    let family = Family::of(triple);
    if triple == own {
        return native(family, &machine, &parts);
    }
    match family {
        Family::LinuxGnu => linux_gnu(triple, &parts, &machine),
        Family::LinuxMusl => linux_musl(triple, &parts, &machine),
        Family::Android => android(&machine),
        Family::Darwin if machine.macos => native(family, &machine, &parts),
        Family::Darwin => vec![Way::zig().limits(["no frameworks without Apple's SDK, which `SDKROOT` names"])],
        Family::AppleDevice => vec![apple_device(triple, &machine)],
        Family::WindowsMsvc if machine.windows => native(family, &machine, &parts),
        Family::WindowsMsvc => vec![
            Way::new(
                Route::Xwin,
                [
                    Part::Subcommand("xwin"),
                    Part::Program("clang"),
                    Part::Program("lld-link"),
                    Part::Program("llvm-lib"),
                    Part::XwinCache,
                ],
            )
            .limits(["fetches Microsoft's libraries, under their licence"]),
        ],
        Family::WindowsGnu => windows_gnu(&parts, &machine),
        Family::WindowsGnullvm => vec![
            Way::new(Route::Clang, [Part::SpecifiedLinker])
                .limits(["LLVM-MinGW, which few distributions have as a package"]),
        ],
        Family::Wasm => vec![bundled().limits(["no C library: C code cannot use one"])],
        Family::Wasi => vec![bundled().limits(["C code needs the WASI SDK"])],
        Family::BareMetal | Family::Uefi => vec![bundled().limits(["no operating system: `no_std` alone"])],
        Family::Emscripten => {
            let emsdk = Way::new(Route::Native, [Part::Program("emcc")]).limits(["the emsdk, active in this shell"]);
            vec![emsdk, Way::container()]
        }
        Family::Bsd => bsd(triple, &machine),
        Family::Solaris => vec![specified(), Way::container()],
        Family::OpenHarmony => {
            vec![specified().limits(["the SDK of OpenHarmony, whose clang is configured as linker"]), Way::zig()]
        }
        Family::Other => vec![specified().limits(["what the page of this platform in the rustc book asks for"])],
    }
}

/// What the host says of itself, as far as it decides.
struct Machine<'a> {
    linux: bool,
    macos: bool,
    windows: bool,
    /// As rustc names architectures, which is finer than what the machine says.
    arch: &'a str,
}

impl<'a> Machine<'a> {
    fn of(host: &'a Host, own: &'a Triple) -> Self {
        let is = |os| host.os == os;
        let arch = Parts::of(own).map_or(host.arch.as_str(), |parts| parts.arch);
        Self { linux: is("linux"), macos: is("macos"), windows: is("windows"), arch }
    }
}

fn native(family: Family, machine: &Machine<'_>, parts: &Parts<'_>) -> Vec<Way> {
    if machine.macos {
        return vec![Way::new(Route::Native, [Part::AppleSdk(Platform::MacOs)])];
    }
    match family {
        Family::WindowsMsvc => vec![Way::new(Route::Native, [Part::VisualCpp])],
        // The standard library of a Windows host brings MinGW's start files, libraries and linker (`rust-mingw`).
        Family::WindowsGnu => vec![Way::new(Route::Native, [Part::SelfContained])],
        Family::WindowsGnullvm => vec![Way::new(Route::Native, [Part::SpecifiedLinker])],
        _ if parts.os == "linux" => vec![Way::new(Route::Native, [Part::driver("cc")])],
        _ => vec![Way::new(Route::Native, [Part::Program("cc")])],
    }
}

fn bundled() -> Way {
    Way::new(Route::Bundled, [Part::Program("rust-lld")])
}

fn specified() -> Way {
    Way::new(Route::Native, [Part::SpecifiedLinker])
}

fn linux_gnu(triple: &Triple, parts: &Parts<'_>, machine: &Machine<'_>) -> Vec<Way> {
    let mut ways = Vec::new();
    let prefix = gnu_prefix(triple.as_str());
    if machine.linux {
        if machine.arch == "x86_64" && ["i586", "i686"].contains(&parts.arch) {
            ways.push(
                Way::new(Route::Native, [Part::driver("cc")]).limits(["the host's compiler with 32-bit libraries"]),
            );
        }
        ways.extend(prefix.as_ref().map(|prefix| Way::driver(Route::Gcc, &format!("{prefix}-gcc"))));
        ways.extend(prefix.as_ref().map(|prefix| Way::clang(prefix)));
    }
    if machine.macos && prefix.is_some() {
        // The tap messense/macos-cross-toolchains keeps Rust's names.
        let program = format!("{}-gcc", triple.as_str().replace("riscv64gc", "riscv64"));
        ways.push(Way::driver(Route::Gcc, &program));
    }
    ways.extend([Way::zig(), Way::container()]);
    ways
}

fn linux_musl(triple: &Triple, parts: &Parts<'_>, machine: &Machine<'_>) -> Vec<Way> {
    let mut ways = Vec::new();
    if !is_static(parts) {
        // Its start files come with a standard library that is linked dynamically by default: only a real toolchain has
        // the rest.
        ways.extend(musl_gcc(triple));
        ways.extend([Way::zig(), Way::container()]);
        return ways;
    }
    let pure = "C dependencies need `musl-gcc` besides";
    if machine.linux && machine.arch == parts.arch {
        ways.push(Way::new(Route::Native, [Part::Program("cc"), Part::SelfContained]).limits([pure]));
    }
    ways.push(
        Way::new(Route::Bundled, [Part::Program("rust-lld"), Part::SelfContained])
            .linker("rust-lld")
            .limits(["pure Rust, linked statically"]),
    );
    ways.extend(musl_gcc(triple));
    ways.extend([Way::zig(), Way::container()]);
    ways
}

/// Whether std's musl targets are linked statically by default (rust-lang/rust `compiler/rustc_target/src/spec/targets`,
/// `crt_static_default`): not those that came after 2023.
fn is_static(parts: &Parts<'_>) -> bool {
    !["riscv64gc", "riscv32gc", "loongarch64", "powerpc", "powerpc64", "s390x", "mips64", "wasm32"]
        .contains(&parts.arch)
}

/// A whole musl toolchain. Debian's `musl-gcc`, which gives the host's gcc other specs, is none: what it links with
/// rustc's start files crashes (experiment: Debian 12, Rust 1.96).
fn musl_gcc(triple: &Triple) -> Option<Way> {
    let driver = catalogue::find(triple).and_then(|entry| entry.driver)?;
    Some(Way::driver(Route::Gcc, driver).limits(["a cross compiler for musl, which few distributions have"]))
}

fn android(machine: &Machine<'_>) -> Vec<Way> {
    let mut ways = Vec::new();
    if !(machine.linux && machine.arch != "x86_64") {
        ways.push(Way::new(Route::Ndk, [Part::Ndk, Part::Subcommand("ndk")]));
    }
    ways.push(Way::container());
    ways
}

fn apple_device(triple: &Triple, machine: &Machine<'_>) -> Way {
    if machine.macos {
        return Way::new(Route::Xcode, Platform::of(triple).map(Part::AppleSdk))
            .limits(["the whole Xcode: the Command Line Tools are not enough"]);
    }
    // Nothing is linked: rustc writes such archives by itself.
    Way::new(Route::Bundled, []).limits(["static libraries of pure Rust alone: what is linked needs Xcode, on a Mac"])
}

fn windows_gnu(parts: &Parts<'_>, machine: &Machine<'_>) -> Vec<Way> {
    // MinGW's driver is rustc's default: nothing is configured.
    let mut ways = vec![Way::new(Route::Gcc, [Part::SpecifiedLinker])];
    if !machine.windows && ["x86_64", "i686"].contains(&parts.arch) {
        ways.push(Way::zig());
    }
    if machine.linux {
        ways.push(Way::container());
    }
    ways
}

fn bsd(triple: &Triple, machine: &Machine<'_>) -> Vec<Way> {
    let mut ways = Vec::new();
    let freebsd = triple.as_str().ends_with("freebsd");
    if freebsd {
        ways.push(Way::zig());
    }
    if machine.linux || machine.macos {
        let mut clang = Way::clang(triple.as_str()).limits(["a sysroot out of the system's base archive"]);
        clang.parts = vec![Part::Program("clang"), Part::Program("ld.lld"), Part::Sysroot];
        ways.push(clang);
    }
    ways.push(Way::container());
    ways
}

/// Why a route does not lead from this host to the target.
pub fn why_not(route: Route, triple: &Triple, host: &Host) -> String {
    let family = Family::of(triple);
    let told = match route {
        Route::Ndk if family == Family::Android => "the NDK has no tools for this kind of host",
        Route::Ndk => "the NDK is for Android",
        Route::Xcode if family == Family::AppleDevice => "Xcode runs on macOS alone",
        Route::Xcode => "Xcode is for Apple's devices",
        Route::Xwin if family == Family::WindowsMsvc => "this host is Windows itself: Visual C++ links there",
        Route::Xwin => "cargo-xwin is for `*-windows-msvc`",
        Route::Container => "cross has no image for it",
        Route::Zig => "zig does not link for it",
        Route::Bundled => "what comes with rustc does not link for it",
        Route::Native => {
            return format!("{} has no linker for it without a further setting", operating_system(&host.os));
        }
        Route::Gcc => "there is no GNU cross compiler for it here",
        Route::Clang => "it takes another linker than clang",
    };
    told.to_owned()
}

fn operating_system(os: &str) -> &str {
    match os {
        "linux" => "Linux",
        "macos" => "macOS",
        "windows" => "Windows",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{targets::names, testing::Fake, wanted::likely_triple};

    fn found(triple: &str, host: &Fake) -> Vec<Way> {
        ways(&Triple::new(triple), &host.0.host, &likely_triple(&host.0.host))
    }

    #[test]
    fn each_family_has_its_routes() {
        use Route::{Bundled, Clang, Container, Gcc, Native, Ndk, Xcode, Xwin, Zig};
        let (linux, macos, windows) = (Fake::linux(), Fake::macos(), Fake::windows());
        for (triple, host, expected) in [
            ("x86_64-unknown-linux-gnu", &linux, &[Native][..]),
            ("i686-unknown-linux-gnu", &linux, &[Native, Gcc, Clang, Zig, Container]),
            ("aarch64-unknown-linux-gnu", &linux, &[Gcc, Clang, Zig, Container]),
            ("aarch64-unknown-linux-gnu", &macos, &[Gcc, Zig, Container]),
            ("aarch64-unknown-linux-gnu", &windows, &[Zig, Container]),
            // Debian's `arm-linux-gnueabihf` is for ARMv7.
            ("arm-unknown-linux-gnueabihf", &linux, &[Zig, Container]),
            ("x86_64-unknown-linux-musl", &linux, &[Native, Bundled, Gcc, Zig, Container]),
            ("x86_64-unknown-linux-musl", &windows, &[Bundled, Gcc, Zig, Container]),
            ("riscv64gc-unknown-linux-musl", &linux, &[Gcc, Zig, Container]),
            ("aarch64-linux-android", &linux, &[Ndk, Container]),
            ("aarch64-apple-darwin", &macos, &[Native]),
            ("x86_64-apple-darwin", &macos, &[Native]),
            ("aarch64-apple-darwin", &linux, &[Zig]),
            ("aarch64-apple-ios", &macos, &[Xcode]),
            ("aarch64-apple-ios", &linux, &[Bundled]),
            ("x86_64-pc-windows-msvc", &windows, &[Native]),
            ("aarch64-pc-windows-msvc", &windows, &[Native]),
            ("x86_64-pc-windows-msvc", &linux, &[Xwin]),
            ("x86_64-pc-windows-gnu", &linux, &[Gcc, Zig, Container]),
            ("wasm32-wasip1", &linux, &[Bundled]),
            ("thumbv7em-none-eabihf", &macos, &[Bundled]),
            ("x86_64-unknown-freebsd", &linux, &[Zig, Clang, Container]),
            ("x86_64-unknown-haiku", &linux, &[Native]),
        ] {
            let routes: Vec<_> = found(triple, host).into_iter().map(|way| way.route).collect();
            assert_eq!(routes, expected, "{triple} from {}", host.0.host.os);
        }
    }

    #[test]
    fn every_target_has_a_way_from_every_host() {
        for host in [Fake::linux(), Fake::macos(), Fake::windows()] {
            for triple in names::all() {
                assert_ne!(found(triple, &host), [], "{triple} from {}", host.0.host.os);
            }
        }
    }

    #[test]
    fn no_route_stands_twice() {
        for host in [Fake::linux(), Fake::macos(), Fake::windows()] {
            for triple in names::all() {
                let mut routes: Vec<_> = found(triple, &host).into_iter().map(|way| way.route).collect();
                let all = routes.len();
                routes.sort();
                routes.dedup();
                assert_eq!(routes.len(), all, "{triple}");
            }
        }
    }

    #[test]
    fn clang_is_told_its_target() {
        let clang = found("aarch64-unknown-linux-gnu", &Fake::linux()).remove(1);
        assert_eq!(clang.linker.as_deref(), Some("clang"));
        assert_eq!(clang.rustflags, ["-Clink-arg=--target=aarch64-linux-gnu", "-Clink-arg=-fuse-ld=lld"]);
    }
}

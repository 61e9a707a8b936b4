//! By which route a target is built, as the project and this machine are set up, and why that one.

use super::{Builder, Family, Route, state::Ways};
use crate::{
    Cx, Fact, HostPath, Pause, Triple,
    facts::{
        cargo_config::Origin,
        linker::{ChosenBy, Linker},
        rustc::Rustc,
    },
    wanted::{Mentions, NamedRoute, SourceKind, ToolMention, Wanted},
};

/// The route, the command that goes it, and who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenRoute {
    pub route: Route,
    pub builder: Builder,
    /// The glibc version behind the triple, for cargo-zigbuild, as the command has it.
    pub glibc: Option<String>,
    /// The API level, for cargo-ndk.
    pub platform: Option<String>,
    pub by: RouteBy,
}

/// Who says by which route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RouteBy {
    /// The command line, by a glibc version behind the triple.
    CommandLine,
    /// The policy.
    Named { file: HostPath, line: u32 },
    /// A linker that cargo is told of.
    Linker { program: String, origin: Origin },
    /// A command of a script, a workflow or an alias, or the settings of cross.
    Tool { builder: Builder, kind: SourceKind, file: HostPath, line: u32 },
    /// The target is this host's own.
    Host,
    /// Nobody: rustc's own choice of a linker.
    Nobody { program: Option<String> },
}

impl RouteBy {
    /// The file and line that say so.
    pub fn place(&self) -> Option<(&HostPath, u32)> {
        match self {
            Self::Named { file, line } | Self::Tool { file, line, .. } => Some((file, *line)),
            Self::Linker { origin, .. } => origin.file().zip(origin.line()),
            Self::CommandLine | Self::Host | Self::Nobody { .. } => None,
        }
    }
}

/// As the end of a sentence: "by the route `zig`, since ...".
impl std::fmt::Display for RouteBy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::CommandLine => write!(f, "the command line asks for a glibc version"),
            Self::Named { file, .. } if file.file_name() == Some("Cargo.toml") => {
                write!(f, "`workspace.metadata.xdoctor` names it")
            }
            Self::Named { .. } => write!(f, "`xdoctor.toml` names it"),
            Self::Linker { program, origin } => write!(f, "`{program}` is the linker, by {origin}"),
            Self::Tool { kind: SourceKind::CrossToml, .. } => write!(f, "cross has settings for it"),
            Self::Tool { builder, kind, .. } => write!(f, "{} builds it with `{}`", kind.phrase(), builder.name()),
            Self::Host => write!(f, "it is this host's own target"),
            Self::Nobody { program: Some(program) } => write!(f, "nothing is configured, and rustc runs `{program}`"),
            Self::Nobody { program: None } => write!(f, "nothing is configured"),
        }
    }
}

impl ChosenRoute {
    /// That of a wanted target, with what the command line says of it.
    pub fn of(wanted: &Wanted, cx: &Cx<'_>) -> Result<Self, Pause> {
        if let Some(glibc) = &wanted.glibc {
            return Ok(Self { glibc: Some(glibc.clone()), ..Self::new(Route::Zig, RouteBy::CommandLine) });
        }
        Ok((*cx.fact::<Self>(wanted.triple.clone())?).clone())
    }

    fn new(route: Route, by: RouteBy) -> Self {
        Self { route, builder: route.builder(), glibc: None, platform: None, by }
    }

    /// Plain cargo goes it.
    fn by_cargo(route: Route, by: RouteBy) -> Self {
        Self { builder: Builder::Cargo, ..Self::new(route, by) }
    }
}

impl Fact for ChosenRoute {
    type Key = Triple;

    fn conclude(triple: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let (mentions, linker, rustc) =
            (cx.fact::<Mentions>(()), cx.fact::<Linker>(triple.clone()), cx.fact::<Rustc>(()));
        let mentions = mentions?;
        let linker = match linker {
            Ok(linker) => Some(linker),
            Err(Pause::Pending) => return Err(Pause::Pending),
            Err(Pause::Unknown(_)) => None,
        };
        let native = match rustc {
            Ok(rustc) => rustc.host == *triple,
            Err(Pause::Pending) => return Err(Pause::Pending),
            Err(Pause::Unknown(_)) => false,
        };
        let set = linker.as_deref().and_then(|linker| configured(linker, triple));
        if let Some(named) = mentions.routes.get(triple) {
            return Ok(by_name(named, set.as_ref()));
        }
        if let Some(set) = set {
            return Ok(set);
        }
        if let Some(tool) = tool(mentions.tools.get(triple).map(Vec::as_slice).unwrap_or_default(), triple, native, cx)?
        {
            return Ok(by_tool(tool));
        }
        if native {
            return Ok(Self::by_cargo(Route::Native, RouteBy::Host));
        }
        let Some(linker) = linker else {
            return Ok(Self::by_cargo(Route::Native, RouteBy::Nobody { program: None }));
        };
        let route = of_linker(&linker.program, Family::of(triple));
        Ok(Self::by_cargo(route, RouteBy::Nobody { program: Some(linker.program.clone()) }))
    }
}

/// A linker that somebody configured tells the route, and plain cargo goes it.
fn configured(linker: &Linker, triple: &Triple) -> Option<ChosenRoute> {
    match &linker.chosen_by {
        ChosenBy::Config { origin, .. } | ChosenBy::Rustflags(origin) => {
            let by = RouteBy::Linker { program: linker.written.clone(), origin: origin.clone() };
            Some(ChosenRoute::by_cargo(of_linker(&linker.program, Family::of(triple)), by))
        }
        ChosenBy::Specification | ChosenBy::Default => None,
    }
}

fn by_name(named: &NamedRoute, set: Option<&ChosenRoute>) -> ChosenRoute {
    let by = RouteBy::Named { file: named.file.clone(), line: named.line };
    // The NDK's clang does it where it is configured, and then cargo-ndk is not needed.
    if named.route == Route::Ndk && set.is_some_and(|set| set.route == Route::Ndk) {
        return ChosenRoute::by_cargo(Route::Ndk, by);
    }
    ChosenRoute { glibc: named.glibc.clone(), ..ChosenRoute::new(named.route, by) }
}

fn by_tool(tool: &ToolMention) -> ChosenRoute {
    let ToolMention { builder, detail, glibc, kind, file, line } = tool;
    let by = RouteBy::Tool { builder: *builder, kind: *kind, file: file.clone(), line: *line };
    let route = builder.route().expect("plain cargo is no tool");
    ChosenRoute { builder: *builder, glibc: glibc.clone(), platform: detail.clone(), ..ChosenRoute::new(route, by) }
}

/// The mention that speaks for how one builds here: what a developer types before what CI does. A tool that does not
/// lead to the target is passed over: cross, for one, builds natively what it has no image for.
fn tool<'a>(
    mentions: &'a [ToolMention],
    triple: &Triple,
    native: bool,
    cx: &Cx<'_>,
) -> Result<Option<&'a ToolMention>, Pause> {
    if mentions.is_empty() {
        return Ok(None);
    }
    let ways = cx.fact::<Ways>(triple.clone())?;
    let leads = |tool: &&ToolMention| {
        // One's own target is built by plain cargo, but for an older glibc.
        if native { tool.glibc.is_some() } else { ways.0.iter().any(|way| Some(way.route) == tool.builder.route()) }
    };
    Ok(mentions.iter().filter(leads).min_by_key(|tool| weight(tool.kind)))
}

fn weight(kind: SourceKind) -> u8 {
    match kind {
        SourceKind::CommandLine | SourceKind::XdoctorToml | SourceKind::CargoAlias => 0,
        SourceKind::Justfile | SourceKind::Makefile => 1,
        SourceKind::ShellScript | SourceKind::PackageJson => 2,
        SourceKind::CrossToml | SourceKind::Dist | SourceKind::CargoMetadata | SourceKind::Pyproject => 3,
        SourceKind::GithubWorkflow => 4,
        SourceKind::RustToolchain
        | SourceKind::CargoBuildTarget
        | SourceKind::CargoConfig
        | SourceKind::CargoTargetTable
        | SourceKind::Host => 5,
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
    use crate::{proof::build_command, testing, testing::Fake, toolchain::scene};

    fn told(fake: &Fake, target: &str) -> (&'static str, String, String) {
        let wanted = testing::wanted(target);
        let chosen = fake.ask(|cx| ChosenRoute::of(&wanted, cx)).expect("a route");
        let command = fake.ask(|cx| build_command(&wanted, cx)).expect("a command");
        (chosen.route.name(), chosen.by.to_string(), command.join(" "))
    }

    #[test]
    fn a_named_route_decides_the_command() {
        for (route, words) in [
            ("zig", "cargo zigbuild"),
            ("xwin", "cargo xwin build"),
            ("container", "cross build"),
            ("gcc", "cargo build"),
        ] {
            let text = format!("[targets.{}]\nroute = '{route}'\n", scene::AARCH64);
            let fake = scene::rustup().file("/p/xdoctor.toml", &text);
            let command = format!("{words} --target {}", scene::AARCH64);
            assert_eq!(told(&fake, scene::AARCH64), (route, "`xdoctor.toml` names it".to_owned(), command));
        }
    }

    #[test]
    fn a_glibc_version_is_passed_on_as_it_is_written() {
        let text = "[targets.aarch64-unknown-linux-gnu]\nglibc = '2.17'\n";
        let expected = "cargo zigbuild --target aarch64-unknown-linux-gnu.2.17";
        assert_eq!(told(&scene::rustup().file("/p/xdoctor.toml", text), scene::AARCH64).2, expected);
        let recipe = "release:\n    cargo zigbuild --release --target aarch64-unknown-linux-gnu.2.17\n";
        let fake = scene::rustup()
            .file("/p/Cargo.toml", "[package]\nname = \"p\"\n")
            .file("/p/src/main.rs", "fn main() {}")
            .file("/p/justfile", recipe);
        let (route, reason, command) = told(&fake, scene::AARCH64);
        assert_eq!((route, command.as_str()), ("zig", expected));
        assert_eq!(reason, "a justfile builds it with `cargo zigbuild`");
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

//! How much of what a route takes is here, asked of the machine.

mod kits;

use xdoctor_fixes::{Applicability, Change, CommandLine, Fix, Scope, packages::Need};

pub(crate) use kits::xwin_libraries_are_here;

use super::{
    Builder, ChosenRoute, Route,
    ways::{Part, Way, ways},
};
use crate::{
    Cx, Fact, Failure, HostPath, Pause, Triple,
    answer::Metadata,
    facts::{
        linker::{Driver, DriverKey, LinkOptions, Linker, Tool},
        rustc::{Rustc, TargetSpec},
        std_gap::StdGap,
        std_library::StdLibrary,
        sysroot,
        toolchain::{Programs, Toolchain},
        zig::Zig,
    },
    linker::install,
    toolchain::add_target,
    wanted::likely_triple,
};

/// The parts of a route to a target, each with what is there of it. The key is the target and the route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteState {
    pub way: Way,
    pub parts: Vec<Found>,
}

/// A part, and whether it is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// None for the target's standard library.
    pub part: Option<Part>,
    /// In words: "the standard library of `wasm32-wasip1`".
    pub what: String,
    pub standing: Standing,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// What was found, as a phrase.
    Here(String),
    /// How to get it, the best first; empty where nobody knows a way that works here.
    Missing(Vec<Fix>),
    /// It could not be asked, and why.
    Unknown(String),
}

/// The ways from this machine to a target.
pub(super) struct Ways(pub(super) Vec<Way>);

impl Fact for Ways {
    type Key = Triple;

    fn conclude(triple: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let (host, rustc) = (cx.host(), settled(cx.fact::<Rustc>(())));
        let (host, rustc) = (host?, rustc?);
        let own = rustc.map_or_else(|_| likely_triple(host), |rustc| rustc.host.clone());
        Ok(Self(ways(triple, host, &own)))
    }
}

impl Fact for RouteState {
    type Key = (Triple, Route);

    fn conclude((triple, route): &(Triple, Route), cx: &Cx<'_>) -> Result<Self, Pause> {
        let ways = cx.fact::<Ways>(triple.clone())?;
        let Some(way) = ways.0.iter().find(|way| way.route == *route) else {
            let message = format!("no such route leads from here to `{triple}`");
            return Err(Pause::Unknown(Failure::Failed { message }));
        };
        let asking = Asking { triple, route: *route, cx };
        // cross brings its own standard library into the container.
        let library = (*route != Route::Container).then(|| asking.library());
        // Where the NDK's clang is configured as linker, cargo-ndk is not needed.
        let by_cargo = *route == Route::Ndk
            && cx
                .fact::<ChosenRoute>(triple.clone())
                .is_ok_and(|chosen| chosen.route == Route::Ndk && chosen.builder == Builder::Cargo);
        let needed = way.parts.iter().filter(|part| !(by_cargo && matches!(part, Part::Subcommand(_))));
        let asked: Vec<_> = library.into_iter().chain(needed.map(|part| asking.part(part))).collect();
        let parts = asked.into_iter().collect::<Result<_, Pause>>()?;
        Ok(Self { way: way.clone(), parts })
    }
}

/// What cannot be asked is a standing of its own, so that one deaf tool does not hide the others.
fn settled<T>(result: Result<T, Pause>) -> Result<Result<T, Failure>, Pause> {
    match result {
        Ok(value) => Ok(Ok(value)),
        Err(Pause::Unknown(failure)) => Ok(Err(failure)),
        Err(Pause::Pending) => Err(Pause::Pending),
    }
}

/// The ids of these fixes: no check proposes them.
pub(super) fn id(triple: &Triple, route: Route) -> String {
    format!("setup/{triple}/{}", route.name())
}

struct Asking<'a, 'c> {
    triple: &'a Triple,
    route: Route,
    cx: &'a Cx<'c>,
}

impl Asking<'_, '_> {
    fn library(&self) -> Result<Found, Pause> {
        found(None, format!("the standard library of `{}`", self.triple), self.try_library())
    }

    fn try_library(&self) -> Result<Standing, Pause> {
        let (library, gap) =
            (self.cx.fact::<StdLibrary>(self.triple.clone()), self.cx.fact::<StdGap>(self.triple.clone()));
        let (library, gap) = (library?, gap?);
        Ok(match &*library {
            StdLibrary::Present { libdir } => Standing::Here(format!("in `{libdir}`")),
            StdLibrary::CoreOnly { libdir } => Standing::Here(format!("`core` and `alloc` in `{libdir}`")),
            StdLibrary::Missing { .. } if *gap == StdGap::None => Standing::Here("the build makes its own".into()),
            StdLibrary::Missing { .. } | StdLibrary::Damaged { .. } => {
                let toolchain = self.cx.fact::<Toolchain>(())?;
                let rustup = toolchain
                    .rustup
                    .as_ref()
                    .filter(|rustup| !rustup.custom && !matches!(*gap, StdGap::NoPrebuilt { .. }));
                let id = id(self.triple, self.route);
                let fix = rustup.map(|rustup| add_target(&id, self.triple, (&rustup.name, &rustup.root), self.cx));
                Standing::Missing(fix.transpose()?.into_iter().collect())
            }
        })
    }

    fn part(&self, part: &Part) -> Result<Found, Pause> {
        let triple = self.triple;
        let (what, asked) = match part {
            Part::Driver { program, args } => {
                let command = std::iter::once(program).chain(args).map(String::as_str).collect::<Vec<_>>().join(" ");
                (format!("`{command}`, which links for `{triple}`"), self.driver(program, args))
            }
            Part::Program(name) => (format!("`{name}`"), self.program(name)),
            Part::SpecifiedLinker => self.specified_linker()?,
            Part::SelfContained => (format!("the start files of `{triple}`"), self.self_contained()),
            Part::Sysroot => (format!("a sysroot of `{triple}`"), self.sysroot()),
            Part::Zig => ("zig".to_owned(), self.zig()),
            Part::Subcommand(name) => (format!("`cargo-{name}`"), self.subcommand(name)),
            Part::Cross => ("`cross`".to_owned(), self.cross()),
            Part::ContainerEngine => ("Docker or Podman".to_owned(), self.engine()),
            Part::Ndk => ("the Android NDK".to_owned(), self.ndk()),
            Part::AppleSdk(platform) => (format!("Apple's SDK `{}`", platform.sdk()), self.apple_sdk(*platform)),
            Part::VisualCpp => ("the Visual C++ build tools".to_owned(), self.visual_cpp()),
            Part::XwinCache => ("Microsoft's libraries".to_owned(), self.xwin_cache()),
        };
        found(Some(part.clone()), what, asked)
    }

    fn driver(&self, program: &str, args: &[String]) -> Result<Standing, Pause> {
        let (linker, tool) = (self.cx.fact::<Linker>(self.triple.clone()), self.cx.fact::<Tool>(program.to_owned()));
        let (linker, tool) = (linker?, tool?);
        let get = |asking: &Self| asking.install(program, Need::of_program(program));
        let Tool::Executable(executable) = &*tool else { return get(self) };
        let linker = as_if(&linker, program, args);
        let says = match &*self.cx.fact::<Driver>(DriverKey::of(&linker, executable))? {
            Driver::Driver(says) => says.clone(),
            Driver::BareLinker { .. } | Driver::Unclear { .. } | Driver::CannotStart { .. } => {
                return Ok(Standing::Missing(Vec::new()));
            }
        };
        if says.machine.mismatch(&linker.spec, linker.is_self_contained()).is_some() {
            return Ok(Standing::Missing(Vec::new()));
        }
        let lacks = sysroot::lacks(&linker, &says, self.cx)?;
        let Some(first) = lacks.first() else {
            return Ok(Standing::Here(format!("`{}`", executable.path)));
        };
        // The package of the cross compiler depends on that of its C library.
        let gcc = crate::linker::gnu_prefix(self.triple.as_str()).map(Need::CrossGcc);
        let need = if program == "cc" {
            let multilib = linker.spec.arch == "x86" && self.cx.fact::<Rustc>(())?.host.as_str().starts_with("x86_64");
            Some(if multilib { Need::Multilib } else { Need::HostCc })
        } else {
            gcc
        };
        self.install(&format!("`{}` of the target", first.needed.name), need)
    }

    fn program(&self, name: &str) -> Result<Standing, Pause> {
        match &*self.cx.fact::<Tool>(name.to_owned())? {
            Tool::Executable(executable) => Ok(Standing::Here(format!("`{}`", executable.path))),
            Tool::Absent | Tool::Dangling { .. } | Tool::Directory { .. } | Tool::NotExecutable { .. } => {
                self.install(name, Need::of_program(name))
            }
        }
    }

    fn specified_linker(&self) -> Result<(String, Result<Standing, Pause>), Pause> {
        let name = match settled(self.cx.fact::<TargetSpec>(self.triple.clone()))? {
            Ok(spec) => spec.linker.clone().unwrap_or_else(|| "cc".to_owned()),
            Err(failure) => {
                return Ok((format!("the linker of `{}`", self.triple), Err(Pause::Unknown(failure))));
            }
        };
        Ok(if name == "cc" {
            // The host's driver is none for another system: one has to be configured.
            (format!("a linker for `{}`", self.triple), self.sysroot())
        } else {
            (format!("`{name}`"), self.program(&name))
        })
    }

    fn self_contained(&self) -> Result<Standing, Pause> {
        let library = self.cx.fact::<StdLibrary>(self.triple.clone())?;
        let StdLibrary::Present { libdir } = &*library else { return Ok(Standing::Missing(Vec::new())) };
        let folder = libdir.join("self-contained");
        Ok(match self.cx.metadata(&folder)? {
            Metadata::Found(_) => Standing::Here(format!("in `{folder}`")),
            Metadata::Missing | Metadata::Dangling { .. } | Metadata::Unreadable { .. } => {
                Standing::Missing(Vec::new())
            }
        })
    }

    /// Whoever has one has configured a linker that knows it.
    fn sysroot(&self) -> Result<Standing, Pause> {
        use crate::facts::linker::ChosenBy;
        let linker = self.cx.fact::<Linker>(self.triple.clone())?;
        Ok(match linker.chosen_by {
            ChosenBy::Config { .. } | ChosenBy::Rustflags(_) => {
                Standing::Here(format!("`{}` is configured as linker", linker.written))
            }
            ChosenBy::Specification | ChosenBy::Default => Standing::Missing(vec![self.by_hand(
                format!("configure a linker for `{}`", self.triple),
                [format!("the rustc book, *Platform Support*, page of `{}`, says what it takes", self.triple)],
            )]),
        })
    }

    fn zig(&self) -> Result<Standing, Pause> {
        if let Zig::Found { version, command } = &*self.cx.fact::<Zig>(())? {
            return Ok(Standing::Here(format!("zig {version} as `{}`", command.join(" "))));
        }
        let mut fixes = match self.install("zig", Some(Need::Zig))? {
            Standing::Missing(fixes) => fixes,
            Standing::Here(_) | Standing::Unknown(_) => Vec::new(),
        };
        fixes.push(
            self.by_hand(
                "install zig".to_owned(),
                [
                    "`pip install ziglang`, in a virtual environment where the distribution manages Python's packages"
                        .to_owned(),
                    "or unpack the archive of https://ziglang.org/download and put its folder on `PATH`".to_owned(),
                ],
            ),
        );
        Ok(Standing::Missing(fixes))
    }

    /// cargo looks in the `bin` of its home and on `PATH` (cargo `src/bin/cargo/main.rs`, `search_directories`).
    fn subcommand(&self, name: &str) -> Result<Standing, Pause> {
        let program = format!("cargo-{name}");
        if let Some(path) = self.installed(&program)? {
            return Ok(Standing::Here(format!("`{path}`")));
        }
        Ok(Standing::Missing(vec![self.cargo_install(&program, &["--locked", &program])]))
    }

    fn cross(&self) -> Result<Standing, Pause> {
        if let Some(path) = self.installed("cross")? {
            return Ok(Standing::Here(format!("`{path}`")));
        }
        // The last release is of 2023; its README asks for the repository.
        let fix = self.cargo_install("cross", &["cross", "--git", "https://github.com/cross-rs/cross"]);
        Ok(Standing::Missing(vec![fix]))
    }

    fn installed(&self, program: &str) -> Result<Option<HostPath>, Pause> {
        let (programs, on_path) = (self.cx.fact::<Programs>(()), self.cx.which(program));
        let programs = programs?;
        let file = if self.cx.host()?.os == "windows" { format!("{program}.exe") } else { program.to_owned() };
        let own = programs.cargo_home.join("bin").join(&file);
        let at_home = self.cx.metadata(&own);
        if matches!(at_home?, Metadata::Found(found) if found.executable) {
            return Ok(Some(own));
        }
        Ok(on_path?.first().cloned())
    }

    fn engine(&self) -> Result<Standing, Pause> {
        // cross takes what `CROSS_CONTAINER_ENGINE` names, else docker, else podman (cross `src/docker/engine.rs`).
        let chosen = self.cx.env("CROSS_CONTAINER_ENGINE")?;
        let names: Vec<&str> = chosen.map_or_else(|| vec!["docker", "podman"], |name| vec![name]);
        let found: Vec<_> = names.iter().map(|name| self.cx.which(name)).collect();
        for paths in found {
            if let Some(path) = paths?.first() {
                return Ok(Standing::Here(format!("`{path}`")));
            }
        }
        Ok(Standing::Missing(vec![self.by_hand(
            "install Docker or Podman".to_owned(),
            ["https://docs.docker.com/engine/install or https://podman.io/docs/installation".to_owned()],
        )]))
    }

    fn install(&self, what: &str, need: Option<Need>) -> Result<Standing, Pause> {
        let title = if what.starts_with('`') { format!("install {what}") } else { format!("install `{what}`") };
        Ok(Standing::Missing(install(&id(self.triple, self.route), &title, need, self.cx)?))
    }

    fn cargo_install(&self, program: &str, args: &[&str]) -> Fix {
        let args = std::iter::once("install").chain(args.iter().copied()).map(str::to_owned).collect();
        Fix {
            id: format!("{}/{program}", id(self.triple, self.route)),
            title: format!("install `{program}`"),
            change: Change::Command(CommandLine { program: "cargo".into(), args, env: Vec::new() }),
            applicability: Applicability::System,
            scope: Scope::User,
        }
    }

    fn by_hand<const N: usize>(&self, title: String, steps: [String; N]) -> Fix {
        Fix {
            id: format!("{}/{}", id(self.triple, self.route), title.replace([' ', '`'], "-")),
            title,
            change: Change::Manual { steps: steps.into() },
            applicability: Applicability::Manual,
            scope: Scope::User,
        }
    }
}

fn found(part: Option<Part>, what: String, asked: Result<Standing, Pause>) -> Result<Found, Pause> {
    let standing = match settled(asked)? {
        Ok(standing) => standing,
        Err(failure) => Standing::Unknown(failure.to_string()),
    };
    Ok(Found { part, what, standing })
}

/// The target's linker as it would be with this program and these arguments.
fn as_if(linker: &Linker, program: &str, args: &[String]) -> Linker {
    use crate::facts::cargo_config::{Located, Origin};
    let args = args.iter().map(|arg| Located { value: arg.clone(), origin: Origin::Default }).collect();
    Linker {
        program: program.to_owned(),
        written: program.to_owned(),
        options: LinkOptions { args, ..LinkOptions::default() },
        ..linker.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        facts::linker::scene::{AARCH64, debian, with_cross_gcc},
        testing::{Fake, path},
    };

    /// With the target's standard library.
    pub(super) fn with_std(fake: Fake, triple: &str) -> Fake {
        let libdir = path(&format!("/rust/lib/rustlib/{triple}/lib"));
        fake.granted(Triple::new(triple), StdLibrary::Present { libdir }).granted(Triple::new(triple), StdGap::None)
    }

    pub(super) fn standing(fake: &Fake, triple: &str, route: Route) -> Vec<(String, Option<Vec<String>>)> {
        let state = fake.fact::<RouteState>(&(Triple::new(triple), route)).expect("a state");
        let told = |standing: &Standing| match standing {
            Standing::Here(_) => None,
            Standing::Missing(fixes) => Some(fixes.iter().map(|fix| fix.title.clone()).collect()),
            Standing::Unknown(why) => Some(vec![format!("unknown: {why}")]),
        };
        state.parts.iter().map(|part| (part.what.clone(), told(&part.standing))).collect()
    }

    #[test]
    fn a_cross_gcc_is_run_to_see_what_it_links_for() {
        let library = (format!("the standard library of `{AARCH64}`"), None);
        let driver = format!("`aarch64-linux-gnu-gcc`, which links for `{AARCH64}`");
        // It is there, and its C library is not.
        let incomplete = Some(vec!["install `Scrt1.o` of the target".to_owned()]);
        let fake = with_std(with_cross_gcc(), AARCH64);
        assert_eq!(standing(&fake, AARCH64, Route::Gcc), [library.clone(), (driver.clone(), incomplete)]);
        let absent = Some(vec!["install `aarch64-linux-gnu-gcc`".to_owned()]);
        assert_eq!(standing(&with_std(debian(), AARCH64), AARCH64, Route::Gcc), [library, (driver, absent)]);
    }

    #[test]
    fn zig_is_looked_for_as_cargo_zigbuild_does() {
        let fake = with_std(debian(), AARCH64).program("/home/user/.cargo/bin/cargo-zigbuild");
        let asked = standing(&fake, AARCH64, Route::Zig);
        assert_eq!(asked[1], ("`cargo-zigbuild`".to_owned(), None));
        assert_eq!(asked[2], ("zig".to_owned(), Some(vec!["install zig".to_owned()])));
        let fake = fake.program("/usr/bin/python3").command(["python3", "-m", "ziglang", "version"], "0.15.2\n");
        assert_eq!(standing(&fake, AARCH64, Route::Zig)[2], ("zig".to_owned(), None));
    }

    #[test]
    fn a_route_that_does_not_lead_there_is_unknown() {
        let state = debian().fact::<RouteState>(&(Triple::new(AARCH64), Route::Xcode));
        assert!(matches!(state, Err(Pause::Unknown(_))), "{state:?}");
    }
}

//! The sysroot of a link: where the driver finds start files and the C library, and what stands in their way.

mod libraries;
mod needed;
mod script;
mod walk;

use std::sync::Arc;

pub use libraries::{Found as LibraryFound, NamedLibraries, NamedLibrary, SearchedLibraries};
pub use needed::{Needed, Part, ends_in};
use needed::{Search, dynamic_program};
pub use script::{Reference, references};
pub(crate) use walk::is_foreign;

use crate::{
    Cx, Fact, HostPath, Pause, Triple,
    answer::{Dir, EntryKind, Found, Header, Metadata},
    facts::{
        cargo_config::Located,
        linker::{DriverKind, HostLinkerState, Linker, LinkerState, Says, States},
    },
};

/// Whose link it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SysrootOf {
    Target(Triple),
    BuildScripts,
}

/// What a link of the usual kind finds of the system it needs.
///
/// Judged for `*-linux-gnu*` and drivers that say where they search: other targets bring their own (musl, WebAssembly,
/// bare metal), or are another platform's matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sysroot {
    /// Nothing to judge: the linker does not work, the target brings its own, the flags say that nothing is wanted.
    NotJudged,
    /// The configured folder is absent or holds no system.
    NotFound {
        root: HostPath,
        setting: Located<String>,
        why: &'static str,
        /// The driver finds what it needs in places of its own, and links all the same.
        anyway: bool,
    },
    Judged(Box<Judged>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    pub linker: Arc<Linker>,
    pub says: Says,
    /// The folder of `--sysroot`, if one is configured, and its path with every link resolved.
    pub root: Option<Root>,
    /// Where the link searches, in order.
    pub dirs: Vec<HostPath>,
    /// In the order in which a link would meet them.
    pub problems: Vec<Problem>,
    /// A start file of another architecture than the target's.
    pub foreign: Option<(HostPath, Header)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    pub path: HostPath,
    pub real: HostPath,
    pub setting: Located<String>,
}

/// A needed file that the link does not get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub needed: Needed,
    pub cause: Cause,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A symbolic link with an absolute text, which leads into the host.
    AbsoluteLink { link: HostPath, text: String },
    /// A linker script names a path that does not hold where it is used.
    AbsoluteInScript { script: HostPath, reference: Reference },
    /// A relative link that leads nowhere.
    BrokenLink { link: HostPath, text: String },
    /// Nothing of its name in any directory of the search (or at the place where a script has it).
    Missing { at: Option<HostPath> },
}

impl Fact for Sysroot {
    type Key = SysrootOf;

    fn conclude(of: &SysrootOf, cx: &Cx<'_>) -> Result<Self, Pause> {
        let states = match of {
            SysrootOf::Target(triple) => (*cx.fact::<States>(triple.clone())?).clone(),
            SysrootOf::BuildScripts => cx.fact::<HostLinkerState>(())?.0.clone(),
        };
        let (Some(linker), LinkerState::Works { says: Some(says), .. }) = (states.linker, states.state) else {
            return Ok(Self::NotJudged);
        };
        if !is_judged(&linker, &says) {
            return Ok(Self::NotJudged);
        }
        let needed = dynamic_program(!is_fixed_position(&linker));
        let dirs = search_dirs(&linker, &says);
        let root = match configured(&linker) {
            Some(setting) => match Root::at(&linker, &setting, cx)? {
                Ok(root) => Some(root),
                Err((root, why)) => {
                    let (problems, _) = walk::Walk::new((&linker, &says), None, &dirs, cx).problems(needed)?;
                    return Ok(Self::NotFound { root, setting, why, anyway: problems.is_empty() });
                }
            },
            None => None,
        };
        let walk = walk::Walk::new((&linker, &says), root.as_ref(), &dirs, cx);
        let (problems, start) = walk.problems(needed)?;
        let foreign = match start {
            Some(start) => walk.foreign(&start)?.map(|header| (start, header)),
            None => None,
        };
        Ok(Self::Judged(Box::new(Judged { linker, says, root, dirs, problems, foreign })))
    }
}

/// What a link by this linker would not find of the system, in the order in which it would meet it; nothing where that
/// cannot be judged.
pub fn lacks(linker: &Linker, says: &Says, cx: &Cx<'_>) -> Result<Vec<Problem>, Pause> {
    if !is_judged(linker, says) {
        return Ok(Vec::new());
    }
    let dirs = search_dirs(linker, says);
    let (problems, _) =
        walk::Walk::new((linker, says), None, &dirs, cx).problems(dynamic_program(!is_fixed_position(linker)))?;
    Ok(problems)
}

/// Whether the usual start files and libraries of glibc are what this link wants.
fn is_judged(linker: &Linker, says: &Says) -> bool {
    const UNUSUAL: [&str; 6] =
        ["-nostdlib", "-nostartfiles", "-nodefaultlibs", "--rtlib=compiler-rt", "-rtlib=compiler-rt", "-static"];
    let known_driver = match says.kind {
        DriverKind::Gcc { .. } | DriverKind::Clang => !says.library_dirs.is_empty(),
        DriverKind::Other => false,
    };
    known_driver
        && linker.spec.os == "linux"
        && linker.spec.env == "gnu"
        && !linker.is_static()
        && !linker.options.args.iter().any(|arg| UNUSUAL.contains(&arg.value.as_str()))
}

fn is_fixed_position(linker: &Linker) -> bool {
    linker.options.fixed_position || linker.options.args.iter().any(|arg| arg.value == "-no-pie")
}

/// The last `--sysroot` among the link arguments, in any of its spellings.
fn configured(linker: &Linker) -> Option<Located<String>> {
    let args = &linker.options.args;
    let at = |index: usize, value: &str| Located { value: value.to_owned(), origin: args[index].origin.clone() };
    (0..args.len()).rev().find_map(|index| {
        let arg = args[index].value.as_str();
        if let Some(value) = arg.strip_prefix("--sysroot=").or_else(|| arg.strip_prefix("-Wl,--sysroot=")) {
            return Some(at(index, value.split(',').next().unwrap_or(value)));
        }
        if let Some(value) = arg.strip_prefix("-Wl,--sysroot,") {
            return Some(at(index, value.split(',').next().unwrap_or(value)));
        }
        (arg == "--sysroot").then(|| args.get(index + 1)).flatten().map(|next| at(index + 1, &next.value))
    })
}

type NoRoot = (HostPath, &'static str);

impl Root {
    /// Or the path that is none, and why.
    fn at(linker: &Linker, setting: &Located<String>, cx: &Cx<'_>) -> Result<Result<Self, NoRoot>, Pause> {
        let path = linker.cwd.join(&setting.value);
        let (metadata, entries) = (cx.metadata(&path), cx.list(&path));
        let not_found = |root, why| Ok(Err((root, why)));
        let real = match metadata? {
            Metadata::Found(Found { kind: EntryKind::Directory, real, .. }) => real.clone(),
            Metadata::Found(_) => return not_found(path, "it is no directory"),
            Metadata::Missing => return not_found(path, "there is no such directory"),
            Metadata::Dangling { .. } => return not_found(path, "it is a link that leads nowhere"),
            Metadata::Unreadable { .. } => return not_found(path, "it cannot be read"),
        };
        let holds_a_system = match entries? {
            Dir::Entries(entries) => entries.iter().any(|entry| ["lib", "lib64", "usr"].contains(&entry.name.as_str())),
            Dir::Missing | Dir::NotADirectory | Dir::Unreadable { .. } => false,
        };
        if !holds_a_system {
            return not_found(path, "it has neither `lib` nor `usr`");
        }
        Ok(Ok(Self { path, real, setting: setting.clone() }))
    }
}

/// `-L` of the flags before the driver's own.
fn search_dirs(linker: &Linker, says: &Says) -> Vec<HostPath> {
    added_dirs(linker).chain(says.library_dirs.iter().cloned()).collect()
}

fn added_dirs(linker: &Linker) -> impl Iterator<Item = HostPath> {
    let flags = linker.options.search.iter().map(|dir| dir.value.as_str());
    let args = linker.options.args.iter().filter_map(|arg| {
        arg.value.strip_prefix("-L").or_else(|| arg.value.strip_prefix("-Wl,-L")).filter(|dir| !dir.is_empty())
    });
    flags.chain(args).map(|dir| linker.cwd.join(dir))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::{
        facts::{
            cargo_config::Origin,
            linker::scene::{AARCH64, HOST, config, debian, elf, toolchain},
        },
        machine::{Command, Entry},
        testing::{Fake, path},
    };

    const LIBC_SCRIPT: &str = "OUTPUT_FORMAT(elf64-littleaarch64)\nGROUP ( /lib/aarch64-linux-gnu/libc.so.6 \
                               /usr/lib/aarch64-linux-gnu/libc_nonshared.a AS_NEEDED ( /lib/ld-linux-aarch64.so.1 ) )\n";

    /// clang with a whole sysroot of Debian's for `aarch64` in `/s`.
    pub(crate) fn with_sysroot() -> Fake {
        let text = "[target.aarch64-unknown-linux-gnu]\nlinker = \"clang\"\nrustflags = [\n  \
                    \"-Clink-arg=--target=aarch64-linux-gnu\",\n  \"-Clink-arg=--sysroot=/s\",\n]\n";
        let args = ["clang", "--target=aarch64-linux-gnu", "--sysroot=/s"];
        let asked = |last: &str, printed: &str| Command::prints([args[0], args[1], args[2], last], printed);
        let fake = config(debian(), text)
            .program("/usr/bin/clang")
            .ran(asked("-dumpmachine", "aarch64-unknown-linux-gnu\n"))
            .ran(asked(
                "-print-search-dirs",
                "programs: =/usr/bin\nlibraries: =/s/usr/lib/gcc/aarch64-linux-gnu/12:/s/usr/lib/aarch64-linux-gnu\n",
            ))
            .symlink("/s/lib", "usr/lib")
            .file("/s/usr/lib/aarch64-linux-gnu/libc.so", LIBC_SCRIPT)
            .file("/s/usr/lib/gcc/aarch64-linux-gnu/12/libgcc_s.so", "GROUP ( libgcc_s.so.1 -lgcc )\n")
            .symlink("/s/usr/lib/aarch64-linux-gnu/libm.so", "libm.so.6");
        let gcc =
            ["crtbeginS.o", "crtendS.o", "libgcc.a"].map(|name| format!("/s/usr/lib/gcc/aarch64-linux-gnu/12/{name}"));
        let libc = [
            "Scrt1.o",
            "crti.o",
            "crtn.o",
            "libc.so.6",
            "libc_nonshared.a",
            "libm.so.6",
            "libgcc_s.so.1",
            "librt.a",
            "libdl.a",
            "libpthread.a",
            "libutil.a",
        ];
        let libc = libc.map(|name| format!("/s/usr/lib/aarch64-linux-gnu/{name}"));
        let files = gcc.into_iter().chain(libc).chain(["/s/usr/lib/ld-linux-aarch64.so.1".to_owned()]);
        files.fold(fake, |fake, file| fake.blob(&file, elf("aarch64")))
    }

    pub(crate) fn without(mut fake: Fake, at: &str) -> Fake {
        fake.0.entries.remove(&path(at)).expect("was there");
        fake
    }

    fn sysroot(fake: &Fake, target: &str) -> Sysroot {
        (*fake.fact::<Sysroot>(&SysrootOf::Target(Triple::new(target))).expect("decided")).clone()
    }

    fn causes(fake: &Fake) -> Vec<(String, Cause)> {
        match sysroot(fake, AARCH64) {
            Sysroot::Judged(judged) => judged.problems.into_iter().map(|p| (p.needed.name, p.cause)).collect(),
            other => panic!("{other:?}"),
        }
    }

    const LIBS: &str = "/s/usr/lib/aarch64-linux-gnu";

    #[test]
    fn a_whole_sysroot_has_no_problem() {
        assert_eq!(causes(&with_sysroot()), []);
    }

    #[test]
    fn what_is_absent_is_named_as_the_linker_would() {
        let missing = |at| Cause::Missing { at };
        for (gone, name, cause) in [
            ("Scrt1.o", "Scrt1.o", missing(None)),
            ("libpthread.a", "-lpthread", missing(None)),
            ("libgcc_s.so.1", "libgcc_s.so.1", missing(None)),
            ("libc.so.6", "libc.so.6", missing(Some(path("/s/lib/aarch64-linux-gnu/libc.so.6")))),
        ] {
            let fake = without(with_sysroot(), &format!("{LIBS}/{gone}"));
            assert_eq!(causes(&fake), [(name.to_owned(), cause)], "without {gone}");
        }
    }

    #[test]
    fn an_absolute_link_on_the_way_is_the_cause() {
        let fake = with_sysroot().symlink("/s/lib", "/usr/lib");
        let link = Cause::AbsoluteLink { link: path("/s/lib"), text: "/usr/lib".into() };
        let [a, b] = ["libc.so.6", "ld-linux-aarch64.so.1"].map(|name| (name.to_owned(), link.clone()));
        assert_eq!(causes(&fake), [a, b]);

        let text = "/lib/aarch64-linux-gnu/libm.so.6";
        let at = format!("{LIBS}/libm.so");
        let fake = with_sysroot().symlink(&at, text).file(&format!("{LIBS}/libm.a"), "!<arch>\n");
        // the archive is empty here, as in a glibc that has no such library any more
        assert_eq!(causes(&fake), []);
        let fake = without(fake, &format!("{LIBS}/libm.a"));
        assert_eq!(causes(&fake), [("-lm".to_owned(), Cause::AbsoluteLink { link: path(&at), text: text.into() })]);
    }

    #[test]
    fn an_absolute_link_of_a_directory_hides_what_is_in_it() {
        let mut fake = with_sysroot();
        fake.0.entries.retain(|at, _| at.below(&path(LIBS)).is_none());
        let fake = fake.symlink(LIBS, "/opt/libs");
        let link = Cause::AbsoluteLink { link: path(LIBS), text: "/opt/libs".into() };
        let found = causes(&fake);
        assert_eq!(found[0], ("Scrt1.o".to_owned(), link.clone()));
        assert!(found.iter().all(|(_, cause)| *cause == link), "{found:?}");
    }

    #[test]
    fn a_library_of_the_hosts_on_the_search_path_is_passed_over() {
        let text = "[target.aarch64-unknown-linux-gnu]\nlinker = \"clang\"\nrustflags = [\"-L/usr/lib/x\", \
                    \"-Clink-arg=--target=aarch64-linux-gnu\", \"-Clink-arg=--sysroot=/s\"]\n";
        let fake = config(with_sysroot(), text)
            .file("/usr/lib/x/libc.so", "GROUP ( /lib/x/libc.so.6 )\n")
            .blob("/lib/x/libc.so.6", elf("x86_64"));
        assert_eq!(causes(&fake), []);
    }

    #[test]
    fn a_static_library_behind_a_dangling_link_is_a_trap() {
        let at = format!("{LIBS}/libm.so");
        let mut fake = with_sysroot().symlink(&at, "libm.so.5");
        fake.0.put(&path(&format!("{LIBS}/libm.a")), Entry::Text("!<arch>\nfull of objects".into()));
        let cause = Cause::BrokenLink { link: path(&at), text: "libm.so.5".into() };
        assert_eq!(causes(&fake), [("-lm".to_owned(), cause)]);
    }

    #[test]
    fn a_script_with_the_paths_of_another_machine_is_the_cause() {
        let at = format!("{LIBS}/libc.so");
        let fake = with_sysroot().file(&at, "GROUP ( /opt/x/libc.so.6 )\n");
        let reference = Reference { text: "/opt/x/libc.so.6".into(), line: 1 };
        assert_eq!(causes(&fake), [("libc.so.6".to_owned(), Cause::AbsoluteInScript { script: path(&at), reference })]);
    }

    #[test]
    fn a_folder_without_a_system_is_no_sysroot() {
        let text = "[target.aarch64-unknown-linux-gnu]\nlinker = \"clang\"\nrustflags = [\"-Clink-arg=--target=aarch64-linux-gnu\", \
                    \"-Clink-arg=--sysroot=../sysroots/pi\"]\n";
        let fake = config(debian(), text)
            .program("/usr/bin/clang")
            .command(
                ["clang", "--target=aarch64-linux-gnu", "--sysroot=../sysroots/pi", "-dumpmachine"],
                "aarch64-linux-gnu\n",
            )
            .command(
                ["clang", "--target=aarch64-linux-gnu", "--sysroot=../sysroots/pi", "-print-search-dirs"],
                "programs: =\nlibraries: =/usr/lib\n",
            );
        let not_found = |why| Sysroot::NotFound {
            anyway: false,
            root: path("/sysroots/pi"),
            setting: Located {
                value: "../sysroots/pi".into(),
                origin: Origin::File { path: path("/p/.cargo/config.toml"), line: 3 },
            },
            why,
        };
        assert_eq!(sysroot(&fake, AARCH64), not_found("there is no such directory"));
        let empty = fake.dir("/sysroots/pi/home");
        assert_eq!(sysroot(&empty, AARCH64), not_found("it has neither `lib` nor `usr`"));
    }

    #[test]
    fn what_cannot_be_linked_is_not_judged() {
        assert_eq!(sysroot(&debian(), AARCH64), Sysroot::NotJudged);
        assert_eq!(sysroot(&toolchain(Fake::macos(), "aarch64-apple-darwin"), HOST), Sysroot::NotJudged);
    }
}

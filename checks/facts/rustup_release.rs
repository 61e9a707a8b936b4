//! Whether there is a newer rustup than the one that chooses the toolchain here. Asked only where the host may use the
//! network; it decides nothing.
//!
//! The address and the form are rustup's (1.29): `src/cli/self_update.rs`, `update_root` and
//! `get_available_rustup_version`.

use semver::Version;
use toml_edit::Document;

use crate::{
    Cx, Fact, HostPath, Pause,
    answer::{Exit, Fetched, Ran, Unreachable},
    facts::toolchain::{Programs, Toolchain},
    question::{Fetch, Run, shown_url},
};

const DEFAULT_ROOT: &str = "https://static.rust-lang.org/rustup";
/// Ten times what such a file has.
const BYTES: u32 = 1024;

/// None where rustup chooses nothing, or no server may be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RustupRelease(pub Option<Compared>);

/// The rustup at hand beside the newest one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    pub here: Version,
    /// Or why that is not known.
    pub newest: Result<Version, String>,
    /// rustup installed itself and can update itself; else something else did, which updates it.
    pub updates_itself: bool,
    pub program: HostPath,
}

impl Compared {
    pub fn is_outdated(&self) -> bool {
        self.newest.as_ref().is_ok_and(|newest| self.here < *newest)
    }
}

impl Fact for RustupRelease {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let (root, programs) = (cx.env("RUSTUP_UPDATE_ROOT"), cx.fact::<Programs>(()));
        let (root, programs) = (root?, programs?);
        let Some(program) = programs.rustup.as_ref().filter(|_| programs.chosen_by_rustup()) else {
            return Ok(Self(None));
        };
        let url = format!("{}/release-stable.toml", root.unwrap_or(DEFAULT_ROOT));
        let fetched = cx.fetch(Fetch { bytes: BYTES, ..Fetch::passages(url.clone(), "", 0) })?;
        let newest = match fetched {
            Fetched::NotAsked => return Ok(Self(None)),
            Fetched::Found { passages } => newest(&passages.join("\n")).ok_or_else(|| "it names no release".to_owned()),
            Fetched::Refused { status } => Err(format!("the server answers {status}")),
            Fetched::Unreachable { reason: reason @ Unreachable::TimedOut, .. } => Err(reason.to_string()),
            Fetched::Unreachable { reason, message } => Err(format!("{reason}: {message}")),
        };
        let newest = newest.map_err(|why| format!("`{}`: {why}", shown_url(&url)));
        // It also looks at the toolchain that it would run: one that is there, so that no rustup installs any.
        let toolchain = cx.fact::<Toolchain>(())?;
        let Some(rustup) = &toolchain.rustup else { return Ok(Self(None)) };
        let run = Run::probe(program.as_str(), ["--version"]).env("RUSTUP_TOOLCHAIN", Some(&rustup.name));
        let here = match cx.run(run.steady_by([program.clone()]))? {
            Ran::Finished { exit: Exit::Code(0), stdout, .. } => version(stdout),
            Ran::Finished { .. } | Ran::NotFound | Ran::NotExecutable { .. } => None,
        };
        let updates_itself = program.below(&programs.cargo_home).is_some();
        let program = program.clone();
        Ok(Self(here.map(|here| Compared { here, newest, updates_itself, program })))
    }
}

/// The version in the release file, whose form is 1 as long as this rustup reads it.
fn newest(text: &str) -> Option<Version> {
    let file = Document::parse(text).ok()?;
    let says = |key: &str| file.get(key)?.as_str();
    says("schema-version").filter(|form| *form == "1")?;
    Version::parse(says("version")?).ok()
}

/// `rustup 1.29.0 (28d1352db 2026-03-05)`.
fn version(stdout: &str) -> Option<Version> {
    let first = stdout.lines().find_map(|line| line.strip_prefix("rustup "))?;
    Version::parse(first.split(' ').next()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        machine::Served,
        testing::Fake,
        toolchain::scene::{STABLE, rustup},
    };

    const ROOT: &str = "https://user:secret@mirror.example/rustup";
    const PROGRAM: &str = "/home/user/.cargo/bin/rustup";

    fn here(version: &str) -> Fake {
        let printed = format!("rustup {version} (28d1352db 2026-03-05)\n");
        rustup().env("RUSTUP_UPDATE_ROOT", ROOT).command([PROGRAM, "--version"], &printed)
    }

    fn compared(fake: &Fake) -> Option<Compared> {
        fake.fact::<RustupRelease>(&()).expect("concluded").0.clone()
    }

    fn served(version: &str, served: Served) -> Option<Compared> {
        let mut fake = here(version);
        fake.0.fetches.insert(format!("{ROOT}/release-stable.toml"), served);
        compared(&fake)
    }

    fn release(text: &str) -> Served {
        Served::Text(text.to_owned())
    }

    #[test]
    fn the_newest_is_beside_the_one_at_hand() {
        let says = "schema-version = '1'\nversion = '1.29.0'\n";
        for (version, outdated) in
            [("1.28.2", true), ("1.29.0", false), ("1.29.0+3 (0123 2026)", false), ("1.30.0", false)]
        {
            let compared = served(version, release(says)).expect("asked");
            assert_eq!(compared.newest, Ok(Version::new(1, 29, 0)));
            assert_eq!((compared.is_outdated(), compared.updates_itself), (outdated, true), "{version}");
        }
    }

    #[test]
    fn where_the_server_does_not_say_it_the_reason_is_kept() {
        let url = "`https://mirror.example/rustup/release-stable.toml`";
        for (served_so, why) in [
            (Served::Status(404), "the server answers 404"),
            (Served::Unreachable { reason: Unreachable::Dns, message: "m".into() }, "its name cannot be resolved: m"),
            (Served::Unreachable { reason: Unreachable::TimedOut, message: "m".into() }, "no answer in time"),
            (release("schema-version = '2'\nversion = '9.0.0'\n"), "it names no release"),
            (release("<html>log in</html>\n"), "it names no release"),
            (release("schema-version = '1'\nversion = '\u{1b}[2J'\n"), "it names no release"),
        ] {
            let compared = served("1.28.2", served_so).expect("asked");
            assert_eq!(compared.newest, Err(format!("{url}: {why}")));
            assert!(!compared.is_outdated());
        }
    }

    #[test]
    fn nobody_is_asked_where_no_server_may_be_or_rustup_chooses_nothing() {
        // rustup itself is not asked then either: that command would be a mistake of the test.
        assert_eq!(compared(&rustup()), None);
        let mut debian = crate::toolchain::scene::debian();
        let url = format!("{DEFAULT_ROOT}/release-stable.toml");
        debian.0.fetches.insert(url, release("schema-version = '1'\nversion = '1.29.0'\n"));
        assert_eq!(compared(&debian), None);
    }

    #[test]
    fn what_a_package_manager_installed_does_not_update_itself() {
        let mut fake = rustup();
        fake.0.entries.retain(|path, _| !path.as_str().starts_with("/home/user/.cargo/bin"));
        let mut fake = fake
            .program_with("/usr/bin/rustup", rustups_header())
            .symlink("/usr/bin/cargo", "rustup")
            .symlink("/usr/bin/rustc", "rustup")
            .env("PATH", "/usr/bin")
            .command(["/usr/bin/rustup", "--version"], "rustup 1.28.2 (Debian 1.28.2-1)\n");
        let url = format!("{DEFAULT_ROOT}/release-stable.toml");
        fake.0.fetches.insert(url, release("schema-version = '1'\nversion = '1.29.0'\n"));
        let compared = compared(&fake).unwrap_or_else(|| panic!("{STABLE} is rustup's"));
        assert!(compared.is_outdated() && !compared.updates_itself, "{compared:?}");
    }

    fn rustups_header() -> crate::answer::Header {
        crate::answer::Header::Elf { arch: "x86_64".into(), bits: 64, little_endian: true, interpreter: None }
    }
}

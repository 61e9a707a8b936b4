//! What the distribution server has of what rustup would fetch. Asked only where a fix would fetch something and the host
//! may use the network; a file that answers comes first.
//!
//! The addresses are rustup's (1.29): `src/config.rs`, `dist_root_server`; `src/dist/manifestation.rs`, where a server
//! other than the default takes its place in the addresses of a manifest, and `xz_url` goes before `url`.

use crate::{
    Cx, Evidence, Fact, Pause, Triple,
    answer::{Fetched, Passages, Unreachable},
    facts::{
        std_gap::StdGap,
        toolchain::{OfficialName, ReleaseManifest, Toolchain},
    },
    question::{Fetch, shown_url},
};

const DEFAULT: &str = "https://static.rust-lang.org";

/// The server that rustup fetches from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DistServer {
    /// Without a slash at its end.
    pub url: String,
    /// The variable that names it, with its value; none: it is rustup's own.
    pub by: Option<(&'static str, String)>,
}

impl Fact for DistServer {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let (server, root) = (cx.env("RUSTUP_DIST_SERVER"), cx.env("RUSTUP_DIST_ROOT"));
        let (server, root) = (server?, root?);
        let named = |name: &'static str, value: Option<&str>| {
            value.filter(|value| !value.is_empty()).map(|value| (name, value.to_owned()))
        };
        let by = named("RUSTUP_DIST_SERVER", server).or_else(|| named("RUSTUP_DIST_ROOT", root));
        let url = match &by {
            Some(("RUSTUP_DIST_ROOT", value)) => value.strip_suffix("/dist").unwrap_or(value),
            Some((_, value)) => value,
            None => DEFAULT,
        };
        Ok(Self { url: url.trim_end_matches('/').to_owned(), by })
    }
}

impl DistServer {
    /// As far as a reader is concerned.
    pub fn shown(&self) -> String {
        shown_url(&self.url)
    }

    /// Who named it.
    pub fn evidence(&self) -> Option<Evidence> {
        let (name, value) = self.by.as_ref()?;
        Some(Evidence::Env { name: (*name).to_owned(), value: shown_url(value) })
    }

    /// An address of a manifest's, on this server.
    fn address(&self, url: &str) -> String {
        match url.strip_prefix(DEFAULT) {
            Some(path) => format!("{}{path}", self.url),
            None => url.to_owned(),
        }
    }
}

/// What came of looking for something on the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    /// Nothing is to be fetched, or no server may be asked.
    NotAsked,
    There {
        what: String,
    },
    /// The server answers that it has no such thing.
    Lacking {
        what: String,
        status: Option<u16>,
    },
    Unreachable {
        what: String,
        why: String,
    },
}

impl Offer {
    fn of(what: String, fetched: &Fetched) -> Self {
        match fetched {
            Fetched::NotAsked => Self::NotAsked,
            Fetched::Found { .. } => Self::There { what },
            // `Not Found` and `Gone`. `Forbidden` may be a proxy's word as well.
            Fetched::Refused { status: status @ (404 | 410) } => Self::Lacking { what, status: Some(*status) },
            Fetched::Refused { status } => Self::Unreachable { what, why: format!("the server answers {status}") },
            Fetched::Unreachable { reason: reason @ Unreachable::TimedOut, .. } => {
                Self::Unreachable { what, why: reason.to_string() }
            }
            Fetched::Unreachable { reason, message } => Self::Unreachable { what, why: format!("{reason}: {message}") },
        }
    }
}

/// The standard library that `rustup target add` would fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StdOffer(pub Offer);

impl Fact for StdOffer {
    type Key = Triple;

    fn conclude(triple: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        match &*cx.fact::<StdGap>(triple.clone())? {
            StdGap::NotAdded { .. } | StdGap::InOtherToolchain { .. } => {}
            StdGap::None
            | StdGap::BuildStdIgnored
            | StdGap::Host { .. }
            | StdGap::NotRustups { .. }
            | StdGap::NoPrebuilt { .. } => return Ok(Self(Offer::NotAsked)),
        }
        let (toolchain, server) = (cx.fact::<Toolchain>(()), cx.fact::<DistServer>(()));
        let (toolchain, server) = (toolchain?, server?);
        let Some(rustup) = toolchain.rustup.as_ref().filter(|rustup| !rustup.custom) else {
            return Ok(Self(Offer::NotAsked));
        };
        // The toolchain's own manifest names the very file.
        let manifest = ReleaseManifest::file(&rustup.root);
        if let Passages::Found(passages) = cx.passages(&manifest, &heading(triple), 5)?
            && let Some(url) = passages.iter().find_map(|passage| archive(passage))
        {
            let url = server.address(url);
            let fetched = cx.fetch(Fetch::presence(url.clone()))?;
            return Ok(Self(Offer::of(format!("`{}`", shown_url(&url)), fetched)));
        }
        let Some(name) = OfficialName::parse(&rustup.name) else { return Ok(Self(Offer::NotAsked)) };
        let url = format!("{}{}", server.url, name.manifest_path());
        let fetched = cx.fetch(Fetch::passages(url.clone(), heading(triple), 1))?;
        Ok(Self(match fetched {
            Fetched::Found { passages } => {
                let what = format!("standard library of `{triple}` in `{}`", shown_url(&url));
                let available = passages.iter().any(|passage| passage.lines().any(|line| line == "available = true"));
                if available { Offer::There { what } } else { Offer::Lacking { what, status: None } }
            }
            Fetched::NotAsked | Fetched::Refused { .. } | Fetched::Unreachable { .. } => {
                Offer::of(format!("`{}`", shown_url(&url)), fetched)
            }
        }))
    }
}

/// A release as a whole, by the full name of its toolchain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseOffer(pub Offer);

impl Fact for ReleaseOffer {
    type Key = String;

    fn conclude(name: &String, cx: &Cx<'_>) -> Result<Self, Pause> {
        let server = cx.fact::<DistServer>(())?;
        let Some(name) = OfficialName::parse(name) else { return Ok(Self(Offer::NotAsked)) };
        let url = format!("{}{}", server.url, name.manifest_path());
        let fetched = cx.fetch(Fetch::presence(url.clone()))?;
        Ok(Self(Offer::of(format!("`{}`", shown_url(&url)), fetched)))
    }
}

/// A triple with a dot is quoted: `[pkg.rust-std.target."thumbv8m.main-none-eabi"]`.
fn heading(triple: &Triple) -> String {
    let quote = if triple.as_str().contains('.') { "\"" } else { "" };
    format!("[pkg.rust-std.target.{quote}{triple}{quote}]")
}

/// The archive that rustup fetches, of the passage of a component.
fn archive(passage: &str) -> Option<&str> {
    let own = |line: &&str| !line.starts_with('[');
    let value = |key: &str| {
        let mut lines = passage.lines().skip(1).take_while(own);
        lines.find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"'))
    };
    value("xz_url").or_else(|| value("url")).filter(|url| !url.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        machine::Served,
        toolchain::scene::{AARCH64, STABLE, root, rustup},
    };

    const MIRROR: &str = "https://user:secret@mirror.example/rust/";
    const XZ: &str = "/dist/2026-04-16/rust-std-1.95.0-aarch64-unknown-linux-gnu.tar.xz";

    fn offer(fake: &crate::testing::Fake) -> Offer {
        fake.fact::<StdOffer>(&Triple::new(AARCH64)).expect("concluded").0.clone()
    }

    fn with_manifest(fake: crate::testing::Fake) -> crate::testing::Fake {
        let text = format!(
            "[pkg.rust-std.target.{AARCH64}]\navailable = true\nurl = \"{DEFAULT}/gz\"\nhash = \"0\"\n\
             xz_url = \"{DEFAULT}{XZ}\"\nxz_hash = \"1\"\n"
        );
        fake.file(&format!("{}/lib/rustlib/multirust-channel-manifest.toml", root(STABLE)), &text)
    }

    #[test]
    fn the_very_archive_is_looked_for_on_the_mirror() {
        let mut fake = with_manifest(rustup()).env("RUSTUP_DIST_SERVER", MIRROR);
        assert_eq!(offer(&fake), Offer::NotAsked);
        let what = format!("`https://mirror.example/rust{XZ}`");
        let url = format!("{}{XZ}", MIRROR.trim_end_matches('/'));
        fake.0.fetches.insert(url.clone(), Served::Status(404));
        assert_eq!(offer(&fake), Offer::Lacking { what: what.clone(), status: Some(404) });
        fake.0.fetches.insert(url.clone(), Served::Status(503));
        assert_eq!(offer(&fake), Offer::Unreachable { what: what.clone(), why: "the server answers 503".into() });
        fake.0.fetches.insert(url, Served::Text(String::new()));
        assert_eq!(offer(&fake), Offer::There { what });
    }

    #[test]
    fn a_toolchain_without_its_manifest_is_looked_up_in_the_channels() {
        let mut fake = rustup();
        fake.0.entries.retain(|path, _| !path.as_str().ends_with("multirust-channel-manifest.toml"));
        let url = format!("{DEFAULT}/dist/channel-rust-stable.toml");
        let what = format!("standard library of `{AARCH64}` in `{url}`");
        let section =
            |available| Served::Text(format!("{}\navailable = {available}\n", heading(&Triple::new(AARCH64))));
        fake.0.fetches.insert(url.clone(), section(true));
        assert_eq!(offer(&fake), Offer::There { what: what.clone() });
        fake.0.fetches.insert(url, section(false));
        assert_eq!(offer(&fake), Offer::Lacking { what, status: None });
    }

    #[test]
    fn a_server_is_named_as_rustup_reads_it() {
        let server = |fake: &crate::testing::Fake| fake.fact::<DistServer>(&()).expect("concluded").url.clone();
        let fake = rustup();
        assert_eq!(server(&fake), DEFAULT);
        let fake = fake.env("RUSTUP_DIST_ROOT", "http://old/dist");
        assert_eq!(server(&fake), "http://old");
        assert_eq!(server(&fake.env("RUSTUP_DIST_SERVER", "http://new/")), "http://new");
    }
}

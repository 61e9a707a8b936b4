//! rustup cannot reach the distribution server.

use super::mend;
use crate::{
    Check, Cx, Failure, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic,
    check::Severity,
    facts::{
        release::{DistServer, Offer, ReleaseOffer, StdOffer},
        toolchain::{Resolution, ToolchainKind, Unresolved},
    },
    targets::{Builder, ChosenRoute},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "rustup-server-unreachable",
    topic: Topic::Toolchain,
    title: "rustup's distribution server cannot be reached",
    severity: Severity::Failure,
    docs: "\
## What is wrong
rustup has to fetch a toolchain, a component or a target, and the server does not answer as it should: no name resolution, \
a proxy that is not set or wants a login, a TLS inspection whose certificate rustup does not know, a mirror that is down or \
lacks the file (`RUSTUP_DIST_SERVER`), or no network at all.
## Why it breaks the build
The build does not begin: `could not download file from 'https://static.rust-lang.org/...'`. Where rustup installs by \
itself (a toolchain file names what is not there), every `cargo` fails so.
## What to do
Read the innermost line: `dns error` (name resolution), `tunnel error` or `407` (proxy: set `HTTPS_PROXY`), `certificate` \
(the company's root certificate belongs into the system's store; `RUSTUP_USE_CURL=1` uses curl's), `404` (the mirror or the \
release lacks it), `403` or `503` (the server). `RUSTUP_DIST_SERVER` names a mirror. Behind no network, copy a toolchain \
and `rustup toolchain link` it.
## Sources
rustup 1.29 `src/download/mod.rs`, `src/errors.rs`; rustup's book, *Environment variables* and *Network proxies*.",
    links: &[
        "https://rust-lang.github.io/rustup/network-proxies.html",
        "https://rust-lang.github.io/rustup/environment-variables.html",
    ],
    symptoms: &[
        Symptom {
            all: &[r"could not download (nonexistent )?file from '?https?://\S+"],
            none: &[r"checksum|does not support target|is unavailable for download"],
            weight: 0.9,
            printed_by: "rustup 1.0 and later",
            source: "rust-lang/rustup src/errors.rs, RustupError::DownloadingFile",
        },
        Symptom {
            all: &[
                r"failed to make network request|error sending request for url \(https?://(static\.rust-lang\.org|[^)]*/dist/)",
            ],
            none: &[r"crates\.io|index\.crates"],
            weight: 0.85,
            printed_by: "rustup 1.15 and later",
            source: "rust-lang/rustup src/download/mod.rs, reqwest_be",
        },
        Symptom {
            all: &[
                r"(Could not resolve host|Failed to connect to|Could not resolve proxy|unable to resolve host address|Temporary failure in name resolution).*(sh\.rustup\.rs|static\.rust-lang\.org|win\.rustup\.rs)|(sh\.rustup\.rs|static\.rust-lang\.org)\S*.*(Could not resolve|Connection (refused|timed out|reset)|SSL|certificate)",
            ],
            none: &[],
            weight: 0.92,
            printed_by: "curl and wget, below rustup-init.sh",
            source: "rust-lang/rustup rustup-init.sh, downloader; curl lib/strerror.c",
        },
        Symptom {
            all: &[
                r"component download failed for |could not (fetch|sync) .*(channel|manifest)|error: (failed to )?download(ing)? .*(toolchain|component|rustup)",
                r"network|timed? ?out|connection|dns|resolve|certificate|proxy|tunnel|operation timed out|status code",
            ],
            none: &[],
            weight: 0.8,
            printed_by: "rustup 1.0 and later",
            source: "rust-lang/rustup src/errors.rs, RustupError::ComponentDownloadFailed",
        },
        Symptom {
            all: &[r"could not download (file from|nonexistent) '?https?://|failed to download (file )?from `?'?https?://static\.rust-lang\.org|error: (could not|failed to) (fetch|download|make network request).*static\.rust-lang\.org|Could not resolve host: static\.rust-lang\.org"],
            none: &[r"release channel|toolchain version"],
            weight: 0.93,
            printed_by: "rustup 1.0 and later",
            source: "rust-lang/rustup src/errors.rs, could not download file; download/src/lib.rs",
        },
        Symptom {
            all: &[r"downloading component|syncing channel updates", r"(?i)could not resolve host|error sending request for url|operation timed out|certificate verify failed|tunneling socket|proxy connect|dns error|network is unreachable|connection (refused|reset)"],
            none: &[],
            weight: 0.7,
            printed_by: "rustup 1.0 and later",
            source: "rust-lang/rustup download/src/lib.rs",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let (server, offer) = (cx.fact::<DistServer>(()), needed(wanted, cx));
    let (server, offer) = match (server, offer) {
        (Ok(server), Ok(offer)) => (server, offer),
        (Err(Pause::Pending), _) | (_, Err(Pause::Pending)) => return Err(Pause::Pending),
        // What is to be fetched is not known, which other checks tell.
        (Err(Pause::Unknown(_)), _) | (_, Err(Pause::Unknown(_))) => return Ok(Outcome::NotApplicable),
    };
    let finding = match offer {
        Offer::NotAsked => return Ok(Outcome::NotApplicable),
        Offer::There { what } => return Ok(Outcome::Pass(format!("the server has {what}"))),
        Offer::Unreachable { what, why } => {
            return Err(Pause::Unknown(Failure::Failed { message: format!("cannot ask for {what}: {why}") }));
        }
        Offer::Lacking { what, status } => {
            let status = status.map_or_else(String::new, |status| format!(" (it answers {status})"));
            Finding::new(
                format!("`{}` has no {what}{status}", server.shown()),
                "rustup has to fetch it from that server before anything can be built",
            )
        }
    };
    let step = match &server.by {
        Some((name, _)) => format!("unset `{name}`, or let it name a complete mirror"),
        None => "name a release that exists: https://forge.rust-lang.org/infra/other-installation-methods.html".into(),
    };
    let fix = mend::manual(CHECK.id, "fetch from a server that has it", [step]);
    Ok(finding.evidence(server.evidence()).fix([fix]).into())
}

/// What rustup is to fetch for this target, looked for on the server. Asked only where rustup is what mends, and where
/// the host may use the network.
fn needed(wanted: &Wanted, cx: &Cx<'_>) -> Result<Offer, Pause> {
    let resolution = cx.fact::<Resolution>(())?;
    match &resolution.0 {
        // cross adds the target to the toolchain that it mounts.
        Ok(_) if cx.fact::<ChosenRoute>(wanted.triple.clone())?.builder == Builder::Cross => Ok(Offer::NotAsked),
        Ok(_) => Ok(cx.fact::<StdOffer>(wanted.triple.clone())?.0.clone()),
        Err(Unresolved::NotInstalled(selection)) if selection.kind == ToolchainKind::Official => {
            Ok(cx.fact::<ReleaseOffer>(selection.name.clone())?.0.clone())
        }
        Err(
            Unresolved::NotInstalled(_)
            | Unresolved::Incomplete { .. }
            | Unresolved::Selection(_)
            | Unresolved::NoCargo
            | Unresolved::NoRustc { .. }
            | Unresolved::RustcSetting { .. },
        ) => Ok(Offer::NotAsked),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        answer::Unreachable,
        machine::Served,
        testing::Fake,
        toolchain::scene::{AARCH64, HOST, finding, rustup},
    };

    const URL: &str = "https://mirror/dist/channel-rust-1.90.toml";

    /// What `mirror` serves of a release that is not installed.
    fn served(served: Served) -> Fake {
        let mut fake = rustup().env("RUSTUP_TOOLCHAIN", "1.90").env("RUSTUP_DIST_SERVER", "https://mirror");
        fake.0.fetches.insert(URL.to_owned(), served);
        fake
    }

    #[test]
    fn fires_where_the_mirror_lacks_the_release() {
        let finding = finding(&served(Served::Status(404)), &CHECK, HOST);
        assert_eq!(finding.message, format!("`https://mirror` has no `{URL}` (it answers 404)"));
    }

    #[test]
    fn what_cannot_be_reached_is_unknown_with_its_reason() {
        let reasons = [
            (Unreachable::Dns, "its name cannot be resolved: m"),
            (Unreachable::Proxy, "the proxy does not lead there: m"),
            (Unreachable::Tls, "its certificate is not trusted, or TLS fails otherwise: m"),
            (Unreachable::TimedOut, "no answer in time"),
        ];
        for (reason, why) in reasons {
            let judged = served(Served::Unreachable { reason, message: "m".into() }).judge(&CHECK, HOST);
            let message = format!("cannot ask for `{URL}`: {why}");
            assert_eq!(judged, Err(Pause::Unknown(Failure::Failed { message })));
        }
    }

    #[test]
    fn does_not_fire_where_it_is_there_or_nobody_is_asked_or_nothing_is_missing() {
        assert!(matches!(served(Served::Text(String::new())).judge(&CHECK, HOST), Ok(Outcome::Pass(_))));
        assert_eq!(rustup().judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
        assert_eq!(rustup().judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
    }
}

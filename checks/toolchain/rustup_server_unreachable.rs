//! rustup cannot reach the distribution server.

use crate::{Check, Live, Symptom, Topic, check::Severity};

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
    live: Live::LogOnly("a look fetches nothing"),
};

//! Texts of servers with what validates them. A text is used only where the server says that it still holds, so an
//! entry never goes stale; what cannot be read is no entry.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use serde::{Deserialize, Serialize};
use xdoctor_checks::question::shown_url;

/// Another form has another name.
const FORM: &str = "fetched-1";

pub(super) struct Kept(PathBuf);

/// A text, and how the server knows it again (RFC 9110, 8.8).
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
    pub(super) text: String,
}

#[derive(Serialize, Deserialize)]
struct Whole<E> {
    /// Without a password: this is a file.
    url: String,
    entry: E,
}

impl Kept {
    pub(super) fn below(dir: &Path) -> Self {
        Self(dir.join(FORM))
    }

    pub(super) fn find(&self, url: &str) -> Option<Entry> {
        let text = fs::read_to_string(self.file(url)).ok()?;
        let whole: Whole<Entry> = serde_json::from_str(&text).ok()?;
        (whole.url == shown_url(url)).then_some(whole.entry)
    }

    /// A cache that cannot be written is an empty one.
    pub(super) fn keep(&self, url: &str, entry: &Entry) {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let text = serde_json::to_string(&Whole { url: shown_url(url), entry }).expect("it has only string keys");
        let file = self.file(url);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let new = file.with_extension(format!("{}-{count}.new", std::process::id()));
        let written =
            fs::create_dir_all(&self.0).and_then(|()| fs::write(&new, text)).and_then(|()| fs::rename(&new, &file));
        if written.is_err() {
            let _ = fs::remove_file(&new);
        }
    }

    /// FNV-1a of the address: the same in every build; that it is the right one is read in the file.
    fn file(&self, url: &str) -> PathBuf {
        let hash = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        self.0.join(format!("{:016x}", url.bytes().fold(0xcbf2_9ce4_8422_2325, hash)))
    }
}

//! A distribution server for rustup on loopback: a channel's manifest (version 2), its checksums and its archives.
//!
//! The layout is what rustup asks for (rust-lang/rustup, `src/dist/`): `dist/channel-rust-<release>.toml` beside its
//! `.sha256`, and archives as rust-installer makes them, a folder with `rust-installer-version`, `components` and, for
//! each component, a folder with `manifest.in`.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::{BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
};

use sha2::{Digest as _, Sha256};

/// The date of the one release that is served.
const DATE: &str = "2026-05-28";

/// A component of the release for one target.
pub(crate) struct Component {
    /// `rustc`, `cargo` or `rust-std`.
    pub package: &'static str,
    pub target: String,
    /// Where each file goes in the toolchain, and what it holds.
    pub files: Vec<(String, Vec<u8>)>,
}

/// The newest rustup, so new that it will not be overtaken.
pub(crate) const NEWEST_RUSTUP: &str = "999.0.1";

/// A server that answers until the program ends.
pub(crate) struct DistServer {
    pub url: String,
    #[allow(dead_code, reason = "the lab does not look at what was asked")]
    asked: Arc<Mutex<Vec<String>>>,
}

impl DistServer {
    /// Serve `release` for `host`. The minimal profile is rustc, cargo and the host's std; whatever std there is beside
    /// it can be added.
    pub(crate) fn start(release: &str, host: &str, components: &[Component]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let url = format!("http://{}", listener.local_addr().expect("a listener has an address"));
        let mut pages = BTreeMap::new();
        let mut packages: BTreeMap<&str, String> = BTreeMap::new();
        for component in components {
            let name = format!("{}-{release}-{}", component.package, component.target);
            let archive = archive(&name, component);
            let path = format!("/dist/{DATE}/{name}.tar.gz");
            let entry = packages.entry(component.package).or_default();
            let _ = write!(
                entry,
                "[pkg.{}.target.{}]\navailable = true\nurl = \"{url}{path}\"\nhash = \"{}\"\n",
                component.package,
                component.target,
                sha256(&archive)
            );
            pages.insert(path, archive);
        }
        let manifest = manifest(release, host, components, &packages);
        let channel = format!("/dist/channel-rust-{release}.toml");
        let checksum = format!("{}  channel-rust-{release}.toml\n", sha256(manifest.as_bytes()));
        pages.insert(format!("{channel}.sha256"), checksum.into_bytes());
        pages.insert(channel, manifest.into_bytes());
        let rustup = format!("schema-version = '1'\nversion = '{NEWEST_RUSTUP}'\n");
        pages.insert("/rustup/release-stable.toml".to_owned(), rustup.into_bytes());
        let (pages, asked) = (Arc::new(pages), Arc::new(Mutex::new(Vec::new())));
        let heard = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (pages, heard) = (Arc::clone(&pages), Arc::clone(&heard));
                std::thread::spawn(move || answer(&stream, &pages, &heard));
            }
        });
        Self { url, asked }
    }

    /// The paths that were asked for since this was last looked at.
    #[allow(dead_code, reason = "as above")]
    pub(crate) fn take_asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().expect("no panic"))
    }
}

fn manifest(release: &str, host: &str, components: &[Component], packages: &BTreeMap<&str, String>) -> String {
    let mut text =
        format!("manifest-version = \"2\"\ndate = \"{DATE}\"\n\n[pkg.rust]\nversion = \"{release} (0 {DATE})\"\n");
    // rustup takes the whole for available where it has an archive; it fetches the components' own
    let _ = write!(text, "[pkg.rust.target.{host}]\navailable = true\nurl = \"\"\nhash = \"\"\n");
    for component in components {
        let is_own = component.target == host;
        let kind = if is_own { "components" } else { "extensions" };
        let (package, target) = (component.package, &component.target);
        let _ = write!(text, "[[pkg.rust.target.{host}.{kind}]]\npkg = \"{package}\"\ntarget = \"{target}\"\n");
    }
    for (package, targets) in packages {
        let _ = write!(text, "\n[pkg.{package}]\nversion = \"{release} (0 {DATE})\"\n{targets}");
    }
    text.push_str("\n[profiles]\nminimal = [\"rustc\", \"cargo\", \"rust-std\"]\ndefault = [\"rustc\", \"cargo\", \"rust-std\"]\n");
    text
}

fn archive(name: &str, component: &Component) -> Vec<u8> {
    // without compression: the archive goes no further than loopback
    let mut tar = tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none()));
    let part = if component.package == "rust-std" {
        format!("rust-std-{}", component.target)
    } else {
        component.package.to_owned()
    };
    let list: Vec<_> = component.files.iter().map(|(path, _)| format!("file:{path}")).collect();
    let mut add = |path: String, mode: u32, bytes: &[u8]| {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(mode);
        tar.append_data(&mut header, path, bytes).expect("memory can be written");
    };
    add(format!("{name}/rust-installer-version"), 0o644, b"3\n");
    add(format!("{name}/components"), 0o644, format!("{part}\n").as_bytes());
    add(format!("{name}/{part}/manifest.in"), 0o644, list.join("\n").as_bytes());
    for (path, bytes) in &component.files {
        add(format!("{name}/{part}/{path}"), if path.starts_with("bin/") { 0o755 } else { 0o644 }, bytes);
    }
    tar.into_inner().and_then(flate2::write::GzEncoder::finish).expect("memory can be written")
}

fn answer(stream: &TcpStream, pages: &BTreeMap<String, Vec<u8>>, log: &Mutex<Vec<String>>) {
    let mut lines = BufReader::new(stream).lines();
    let Some(Ok(request)) = lines.next() else { return };
    // the rest of the request says nothing that matters here
    for line in lines.by_ref().map_while(Result::ok) {
        if line.is_empty() {
            break;
        }
    }
    let path = request.split(' ').nth(1).unwrap_or_default();
    log.lock().expect("no panic").push(path.to_owned());
    let (status, body) = pages.get(path).map_or(("404 Not Found", &[][..]), |body| ("200 OK", body.as_slice()));
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    let mut stream = stream;
    // a client that went away is its own affair
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

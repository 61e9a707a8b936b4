use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
};

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::*;

/// What a request said, line by line.
type Request = Vec<String>;

/// A server on loopback that answers each connection as `answer` says, until the program ends.
struct Server {
    port: u16,
    asked: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    fn start(answer: impl Fn(&Request) -> Vec<u8> + Send + 'static) -> Self {
        Self::speaking(move |stream, asked| {
            let request = request(&stream);
            let answer = answer(&request);
            asked.lock().expect("no panic").push(request);
            // A client that went away is its own affair.
            let _ = (&stream).write_all(&answer);
        })
    }

    fn speaking(speak: impl Fn(TcpStream, &Mutex<Vec<Request>>) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let port = listener.local_addr().expect("a listener has an address").port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&asked);
        std::thread::spawn(move || listener.incoming().flatten().for_each(|stream| speak(stream, &heard)));
        Self { port, asked }
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn asked(&self) -> Vec<Request> {
        self.asked.lock().expect("no panic").clone()
    }
}

fn request(stream: &TcpStream) -> Request {
    BufReader::new(stream).lines().map_while(Result::ok).take_while(|line| !line.is_empty()).collect()
}

fn reply(status: &str, headers: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n{body}", body.len()).into()
}

fn ask(online: &Online, fetch: &Fetch) -> Fetched {
    ask_in(online, fetch, &[])
}

fn ask_in(online: &Online, fetch: &Fetch, env: &[(&str, &str)]) -> Fetched {
    let env = Environment::new(env.iter().copied());
    crate::driver::block_on(online.ask(fetch, &env)).expect("a runtime")
}

/// Without a cache.
fn plain() -> Online {
    Online::new(None, false)
}

fn lines(url: impl Into<String>) -> Fetch {
    Fetch { bytes: 1000, ..Fetch::passages(url, "version", 0) }
}

fn found(passages: &[&str]) -> Fetched {
    Fetched::Found { passages: passages.iter().map(|text| (*text).to_owned()).collect() }
}

#[track_caller]
fn assert_unreachable(fetched: &Fetched, reason: Unreachable) {
    match fetched {
        Fetched::Unreachable { reason: is, .. } if *is == reason => {}
        other => panic!("{other:?} is not {reason:?}"),
    }
}

#[test]
fn only_the_wanted_passages_are_kept() {
    let server = Server::start(|_| reply("200 OK", "", "schema = 1\nversion = 2\n"));
    assert_eq!(ask(&plain(), &lines(server.url("/x"))), found(&["version = 2"]));
    assert_eq!(server.asked()[0][0], "GET /x HTTP/1.1");
}

#[test]
fn presence_is_asked_without_a_body_and_again_where_a_server_knows_no_head() {
    let server = Server::start(|request| {
        let is_head = request[0].starts_with("HEAD");
        if is_head { reply("405 Method Not Allowed", "", "") } else { reply("200 OK", "", "much") }
    });
    assert_eq!(ask(&plain(), &Fetch::presence(server.url("/x"))), found(&[]));
    assert_eq!(server.asked().len(), 2);
    let server = Server::start(|_| reply("404 Not Found", "", ""));
    assert_eq!(ask(&plain(), &Fetch::presence(server.url("/x"))), Fetched::Refused { status: 404 });
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn a_text_that_is_the_same_is_not_sent_again() {
    let dir = tempfile::tempdir().expect("a folder");
    let server = Server::start(|request| {
        let same = request.iter().any(|line| line == "if-none-match: \"a\"");
        if same { reply("304 Not Modified", "", "") } else { reply("200 OK", "ETag: \"a\"\r\n", "version = 1\n") }
    });
    let kept = || Online::new(Some(dir.path()), false);
    let fetch = lines(server.url("/x"));
    assert_eq!([ask(&kept(), &fetch), ask(&kept(), &fetch)], [found(&["version = 1"]), found(&["version = 1"])]);
    let validated = |request: &Request| request.iter().any(|line| line.starts_with("if-none-match"));
    assert_eq!(server.asked().iter().map(validated).collect::<Vec<_>>(), [false, true]);
    // Afresh nothing is taken from there, and a damaged entry is none.
    assert_eq!(ask(&Online::new(Some(dir.path()), true), &fetch), found(&["version = 1"]));
    let entry = std::fs::read_dir(dir.path().join("fetched-1")).expect("kept").next().expect("one").expect("read");
    std::fs::write(entry.path(), "{").expect("written");
    assert_eq!(ask(&kept(), &fetch), found(&["version = 1"]));
    assert_eq!(server.asked().iter().map(validated).collect::<Vec<_>>(), [false, true, false, false]);
}

#[test]
fn a_new_text_replaces_the_kept_one() {
    let dir = tempfile::tempdir().expect("a folder");
    let count = Mutex::new(0);
    let server = Server::start(move |_| {
        let mut count = count.lock().expect("no panic");
        *count += 1;
        reply("200 OK", "Last-Modified: Sat, 21 Nov 2026 00:00:00 GMT\r\n", &format!("version = {count}\n"))
    });
    let fetch = lines(server.url("/x"));
    let asked = [(); 2].map(|()| ask(&Online::new(Some(dir.path()), false), &fetch));
    assert_eq!(asked, [found(&["version = 1"]), found(&["version = 2"])]);
    assert!(server.asked()[1].iter().any(|line| line.starts_with("if-modified-since: Sat, 21 Nov")));
}

#[test]
fn a_slow_server_is_given_up() {
    // It takes what is said, and says nothing.
    let server = Server::speaking(|mut stream, _| drop(stream.read_to_end(&mut Vec::new())));
    let impatient = Online { limit: Duration::from_millis(100), ..plain() };
    assert_unreachable(&ask(&impatient, &lines(server.url("/x"))), Unreachable::TimedOut);
}

#[test]
fn an_answer_that_breaks_off_is_none() {
    let server = Server::start(|_| b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nversion = 1\n".to_vec());
    assert_unreachable(&ask(&plain(), &lines(server.url("/x"))), Unreachable::Broken);
    let server = Server::start(|_| b"220 smtp.example ESMTP\r\n".to_vec());
    assert_unreachable(&ask(&plain(), &lines(server.url("/x"))), Unreachable::Broken);
    let server = Server::start(|_| [&reply("200 OK", "", "")[..17], b"Content-Length: 2\r\n\r\n\xff\xfe"].concat());
    assert_unreachable(&ask(&plain(), &lines(server.url("/x"))), Unreachable::Broken);
}

#[test]
fn a_huge_answer_is_not_read_to_its_end() {
    let server = Server::start(|_| b"HTTP/1.1 200 OK\r\nContent-Length: 9000000000\r\n\r\nversion = 1\n".to_vec());
    assert_unreachable(&ask(&plain(), &lines(server.url("/x"))), Unreachable::TooLarge);
    // One that does not say how long it is, and does not end.
    let server = Server::speaking(|stream, _| {
        request(&stream);
        let mut stream = stream;
        let mut alive = stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").is_ok();
        while alive {
            alive = stream.write_all(b"8\r\nversion\n\r\n").is_ok();
        }
    });
    assert_unreachable(&ask(&plain(), &lines(server.url("/x"))), Unreachable::TooLarge);
}

#[test]
fn redirects_are_followed_but_not_for_ever() {
    let server = Server::start(|request| match request[0].as_str() {
        "GET /old HTTP/1.1" => reply("302 Found", "Location: /new\r\n", ""),
        "GET /new HTTP/1.1" => reply("200 OK", "", "version = 1\n"),
        _ => reply("302 Found", "Location: /loop\r\n", ""),
    });
    assert_eq!(ask(&plain(), &lines(server.url("/old"))), found(&["version = 1"]));
    assert_unreachable(&ask(&plain(), &lines(server.url("/loop"))), Unreachable::TooManyRedirects);
    assert_eq!(server.asked().len(), 2 + REDIRECTS + 1);
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_refused() {
    let own = rcgen::generate_simple_self_signed(["localhost".to_owned(), "127.0.0.1".to_owned()]).expect("made");
    let key = rustls::pki_types::PrivatePkcs8KeyDer::from(own.signing_key.serialize_der());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the provider has them")
        .with_no_client_auth()
        .with_single_cert(vec![own.cert.der().clone()], key.into())
        .expect("the key is the certificate's");
    let config = Arc::new(config);
    let server = Server::speaking(move |stream, asked| {
        let connection = ServerConnection::new(Arc::clone(&config)).expect("a connection");
        let mut tls = StreamOwned::new(connection, stream);
        let mut line = String::new();
        if BufReader::new(&mut tls).read_line(&mut line).is_ok_and(|read| read > 0) {
            asked.lock().expect("no panic").push(vec![line]);
        }
    });
    let fetched = ask(&plain(), &lines(format!("https://127.0.0.1:{}/x", server.port)));
    assert_unreachable(&fetched, Unreachable::Tls);
    assert_eq!(server.asked(), Vec::<Request>::new());
}

#[test]
fn a_name_that_cannot_be_resolved_is_told_from_a_port_where_nobody_listens() {
    // A label of more than 63 bytes is refused before any name server is asked (RFC 1035, 2.3.4).
    let url = format!("http://{}.invalid/", "x".repeat(64));
    assert_unreachable(&ask(&plain(), &lines(url)), Unreachable::Dns);
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let url = format!("http://{}/", listener.local_addr().expect("a listener has an address"));
    drop(listener);
    assert_unreachable(&ask(&plain(), &lines(url)), Unreachable::Connection);
}

#[test]
fn proxies_are_honoured_and_blamed() {
    let proxy = Server::start(|request| {
        let tunnel = request[0].starts_with("CONNECT");
        if tunnel { reply("407 Proxy Authentication Required", "", "") } else { reply("200 OK", "", "version = 1\n") }
    });
    let (url, server) = (proxy.url(""), Server::start(|_| reply("200 OK", "", "version = 2\n")));
    let env = [("http_proxy", url.as_str()), ("HTTPS_PROXY", &url), ("NO_PROXY", "127.0.0.1")];
    assert_eq!(ask_in(&plain(), &lines("http://mirror.invalid/x"), &env), found(&["version = 1"]));
    assert_eq!(proxy.asked()[0][0], "GET http://mirror.invalid/x HTTP/1.1");
    assert_unreachable(&ask_in(&plain(), &lines("https://mirror.invalid/x"), &env), Unreachable::Proxy);
    assert_eq!(proxy.asked()[1][0], "CONNECT mirror.invalid:443 HTTP/1.1");
    assert_eq!(ask_in(&plain(), &lines(server.url("/x")), &env), found(&["version = 2"]));
}

#[test]
fn what_is_no_server_is_not_asked() {
    assert_eq!(ask(&plain(), &lines("file:///etc/passwd")), Fetched::NotAsked);
}

//! What servers have: within two seconds, up to a limit, and with what an earlier answer said of itself, so that a text
//! that is the same is not sent again.

mod kept;

use std::{error::Error as _, io, path::Path, sync::OnceLock, time::Duration};

use kept::{Entry, Kept};
use reqwest::{
    Client, Method, NoProxy, Proxy, RequestBuilder, Response, StatusCode,
    header::{ETAG, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED},
    redirect::Policy,
};
use tokio::time::timeout;
use xdoctor_checks::{
    answer::{Fetched, Unreachable},
    question::Fetch,
};

use super::Environment;

/// The whole of an answer, redirects included.
const LIMIT: Duration = Duration::from_secs(2);
const REDIRECTS: usize = 5;

/// The way to servers.
pub(super) struct Online {
    client: OnceLock<Result<Client, String>>,
    kept: Option<Kept>,
    limit: Duration,
}

impl Online {
    pub(super) fn new(dir: Option<&Path>, fresh: bool) -> Self {
        Self { client: OnceLock::new(), kept: dir.filter(|_| !fresh).map(Kept::below), limit: LIMIT }
    }

    pub(super) async fn ask(&self, fetch: &Fetch, env: &Environment) -> Fetched {
        if !fetch.url.starts_with("http://") && !fetch.url.starts_with("https://") {
            // rustup reads `file:` as well; what is a file needs no server.
            return Fetched::NotAsked;
        }
        let client = match self.client.get_or_init(|| client(env).map_err(|error| innermost(&error))) {
            Ok(client) => client,
            Err(message) => return unreachable(Unreachable::Connection, message),
        };
        match timeout(self.limit, self.answer(client, fetch)).await {
            Ok(Ok(fetched) | Err(fetched)) => fetched,
            Err(_) => unreachable(Unreachable::TimedOut, &format!("no answer within {:?}", self.limit)),
        }
    }

    async fn answer(&self, client: &Client, fetch: &Fetch) -> Result<Fetched, Fetched> {
        if fetch.passages.is_none() {
            let head = send(client.request(Method::HEAD, &fetch.url)).await?;
            // A server may know no HEAD (RFC 9110, 9.1: only GET and HEAD are a must, which mirrors do not all heed).
            let unknown = matches!(
                head.status(),
                StatusCode::FORBIDDEN | StatusCode::METHOD_NOT_ALLOWED | StatusCode::NOT_IMPLEMENTED
            );
            let response = if unknown { send(client.get(&fetch.url)).await? } else { head };
            return Ok(status(&response).unwrap_or(Fetched::Found { passages: Vec::new() }));
        }
        let known = self.kept.as_ref().and_then(|kept| kept.find(&fetch.url));
        let mut request = client.get(&fetch.url);
        if let Some(known) = &known {
            for (name, value) in [(IF_NONE_MATCH, &known.etag), (IF_MODIFIED_SINCE, &known.last_modified)] {
                if let Some(value) = value {
                    request = request.header(name, value);
                }
            }
        }
        let response = send(request).await?;
        if let (StatusCode::NOT_MODIFIED, Some(known)) = (response.status(), &known) {
            return Ok(Fetched::of(&known.text, fetch));
        }
        if let Some(refused) = status(&response) {
            return Ok(refused);
        }
        let header = |name: HeaderName| Some(response.headers().get(name)?.to_str().ok()?.to_owned());
        let (etag, last_modified) = (header(ETAG), header(LAST_MODIFIED));
        let text = body(response, fetch.bytes).await?;
        let fetched = Fetched::of(&text, fetch);
        if let Some(kept) = self.kept.as_ref().filter(|_| etag.is_some() || last_modified.is_some()) {
            kept.keep(&fetch.url, &Entry { etag, last_modified, text });
        }
        Ok(fetched)
    }
}

/// With the certificates that this system trusts, and the proxies that the environment names.
fn client(env: &Environment) -> reqwest::Result<Client> {
    // The one provider of this program; that it stands already is no error.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = Client::builder()
        .user_agent(concat!("xdoctor/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::limited(REDIRECTS))
        // Each diagnosis has a runtime of its own, and a connection ends with the one that it was made in.
        .pool_max_idle_per_host(0)
        .no_proxy();
    for proxy in proxies(env) {
        builder = builder.proxy(proxy?);
    }
    builder.build()
}

/// As curl and rustup take them: a small name before a capital one, `all_proxy` for what has none. `HTTP_PROXY` is not
/// heeded in a CGI program, where a request's `Proxy:` header makes that variable.
fn proxies(env: &Environment) -> Vec<reqwest::Result<Proxy>> {
    let first = |names: &[&str]| names.iter().filter_map(|name| env.text(name)).find(|value| !value.is_empty());
    let except = first(&["no_proxy", "NO_PROXY"]).and_then(|list| NoProxy::from_string(&list));
    let is_cgi = env.value("REQUEST_METHOD").is_some();
    let http: &[&str] = if is_cgi { &["http_proxy"] } else { &["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] };
    let https = first(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]).map(Proxy::https);
    let http = first(http).map(Proxy::http);
    [http, https].into_iter().flatten().map(|proxy| proxy.map(|proxy| proxy.no_proxy(except.clone()))).collect()
}

async fn send(request: RequestBuilder) -> Result<Response, Fetched> {
    request.send().await.map_err(|error| failed(&error))
}

/// None: success.
fn status(response: &Response) -> Option<Fetched> {
    let status = response.status();
    if status == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
        return Some(unreachable(Unreachable::Proxy, "the proxy wants a login (407)"));
    }
    (!status.is_success()).then(|| Fetched::Refused { status: status.as_u16() })
}

async fn body(mut response: Response, limit: u32) -> Result<String, Fetched> {
    let limit = usize::try_from(limit).expect("32 bits fit");
    let too_large = || unreachable(Unreachable::TooLarge, &format!("more than {limit} bytes"));
    if response.content_length().is_some_and(|length| length > limit as u64) {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failed(&error))? {
        if bytes.len() + chunk.len() > limit {
            return Err(too_large());
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|_| unreachable(Unreachable::Broken, "not UTF-8"))
}

fn failed(error: &reqwest::Error) -> Fetched {
    unreachable(reason(error), &innermost(error))
}

/// Told apart by types where there are any, else by the fixed words of hyper-util (`src/client/legacy/connect/http.rs`,
/// `dns error`; `src/client/legacy/connect/proxy/tunnel.rs`, `tunnel error`).
fn reason(error: &reqwest::Error) -> Unreachable {
    let says = |word: &str| chain(error).any(|error| error.to_string().contains(word));
    if error.is_redirect() {
        Unreachable::TooManyRedirects
    } else if says("tunnel error") || says("socks") || says("proxy") {
        Unreachable::Proxy
    } else if chain(error).any(is_tls) {
        Unreachable::Tls
    } else if says("dns error") {
        Unreachable::Dns
    } else if error.is_connect() {
        Unreachable::Connection
    } else {
        Unreachable::Broken
    }
}

fn chain(error: &reqwest::Error) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
    let mut next = error.source();
    std::iter::from_fn(move || {
        let error = next?;
        next = error.source();
        Some(error)
    })
}

/// An error of the system's may hold one of another kind, which is not its source: what is asked for is the held one's.
fn is_tls(error: &(dyn std::error::Error + 'static)) -> bool {
    let held = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    error.is::<rustls::Error>() || held.is_some_and(|held| is_tls(held))
}

/// The cause that is named last says most.
fn innermost(error: &reqwest::Error) -> String {
    chain(error).last().map_or_else(|| error.to_string(), ToString::to_string)
}

fn unreachable(reason: Unreachable, message: &str) -> Fetched {
    Fetched::Unreachable { reason, message: message.to_owned() }
}

#[cfg(test)]
mod tests;

//! Addresses as people have them: copied out of a browser, in quotes, without a scheme.
//!
//! What cannot be known from the text alone, whether a server without a scheme speaks TLS and where its path ends, is
//! left open: [`Address::candidates`] are tried in turn by `find`.

use std::net::{IpAddr, Ipv6Addr};

use url::Url;

use crate::texts::Fault;

/// The schemes that a proxy may have.
const PROXY_SCHEMES: [&str; 5] = ["http", "https", "socks5", "socks5h", "socks4"];

/// Where the pages and the API of TestOps begin; what stands before them is the path under which it is served.
const PAGES: [&str; 22] = [
    "admin",
    "api",
    "dashboard",
    "dashboards",
    "index.html",
    "job",
    "jobs",
    "launch",
    "launches",
    "login",
    "oauth2",
    "profile",
    "project",
    "projects",
    "settings",
    "swagger-ui",
    "swagger-ui.html",
    "test-cases",
    "testcase",
    "testcases",
    "user",
    "users",
];

/// How many parts of a path are tried as the place of the server, besides the whole path.
const SHORTER: usize = 2;

/// The address of a server, as far as its text tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    candidates: Vec<Url>,
    scheme_typed: bool,
    project_id: Option<i64>,
}

impl Address {
    pub(crate) fn read(typed: &str) -> Result<Self, Fault<'static>> {
        let typed = Typed::read(typed)?;
        let https = typed.url(typed.scheme.as_deref().unwrap_or("https"))?;
        let mut schemes = vec![https];
        if typed.scheme.is_none() && (typed.names_port() || testops::is_near(&schemes[0])) {
            schemes.push(typed.url("http")?);
        }
        let parts = schemes[0].path().split('/').filter(|part| !part.is_empty()).map(str::to_owned);
        let parts = parts.collect::<Vec<_>>();
        let is_page = |part: &String| PAGES.iter().any(|page| part.eq_ignore_ascii_case(page));
        let (place, page) = parts.split_at(parts.iter().position(is_page).unwrap_or(parts.len()));
        let lengths = std::iter::once(place.len()).chain((0..place.len().min(SHORTER + 1)).rev());
        let lengths = lengths.collect::<Vec<_>>();
        let candidates = schemes.iter().flat_map(|url| {
            lengths.iter().map(|length| {
                let mut url = url.clone();
                url.set_path(&place[..*length].join("/"));
                url
            })
        });
        let project_id = page.split_first().filter(|(page, _)| page.eq_ignore_ascii_case("project"));
        Ok(Self {
            candidates: candidates.collect(),
            scheme_typed: typed.scheme.is_some(),
            project_id: project_id.and_then(|(_, rest)| rest.first()?.parse().ok()),
        })
    }

    /// What may be meant, the likeliest first; all name the same host.
    pub(crate) fn candidates(&self) -> &[Url] {
        &self.candidates
    }

    pub(crate) fn likeliest(&self) -> &Url {
        &self.candidates[0]
    }

    /// As it goes into a form: a scheme that was not typed stays open.
    pub(crate) fn shown(&self) -> String {
        let url = stored(self.likeliest());
        if self.scheme_typed {
            url
        } else {
            url.split_once("://").map_or(url.clone(), |(_, rest)| rest.to_owned())
        }
    }

    pub(crate) fn has_scheme(&self) -> bool {
        self.scheme_typed
    }

    /// The project whose page it was.
    pub(crate) fn project_id(&self) -> Option<i64> {
        self.project_id
    }

    /// A token that was given over TLS is not tried without it.
    pub(crate) fn only_encrypted(mut self) -> Self {
        if !self.scheme_typed {
            self.candidates.retain(|url| url.scheme() == "https");
        }
        self
    }
}

/// As addresses are stored and shown.
pub(crate) fn stored(url: &Url) -> String {
    url.as_str().trim_end_matches('/').to_owned()
}

/// The address of a Bot API server, whose path is its own. One on this machine speaks plain HTTP.
pub(crate) fn bot_api(typed: &str) -> Result<Url, Fault<'static>> {
    let typed = Typed::read(typed)?;
    let url = typed.url(typed.scheme.as_deref().unwrap_or("https"))?;
    if typed.scheme.is_none() && is_this_machine(&url) { typed.url("http") } else { Ok(url) }
}

/// Only behind the schemes of the web is an IPv4 host told apart from a name, so its text is read.
pub(crate) fn is_this_machine(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

/// A proxy's address; it may hold a name and a password.
pub(crate) fn proxy(typed: &str) -> Result<Url, Fault<'static>> {
    let (scheme, rest) = scheme_of(cleaned(typed));
    let scheme = scheme.unwrap_or_else(|| "http".to_owned());
    let rest = rest.split(['/', '\\', '?', '#']).next().unwrap_or(rest);
    let parsed = |scheme: &str| Url::parse(&format!("{scheme}://{}", bracketed(rest))).ok();
    // Hosts are brought into their usual form only behind the schemes of the web.
    let (Some(mut url), Some(web)) = (parsed(&scheme), parsed("http")) else { return Err(Fault::NotProxy) };
    let host = web.host_str().unwrap_or_default().trim_end_matches('.');
    if !PROXY_SCHEMES.contains(&url.scheme()) || host.is_empty() || url.set_host(Some(host)).is_err() {
        return Err(Fault::NotProxy);
    }
    Ok(url)
}

/// A text that names a host, taken apart.
struct Typed<'a> {
    /// In lower case.
    scheme: Option<String>,
    /// From the host on.
    rest: &'a str,
}

impl<'a> Typed<'a> {
    fn read(typed: &'a str) -> Result<Self, Fault<'static>> {
        let typed = cleaned(typed);
        if typed.is_empty() {
            return Err(Fault::Empty);
        }
        let (scheme, rest) = scheme_of(typed);
        match scheme.as_deref() {
            None | Some("http" | "https") => Ok(Self { scheme, rest }),
            Some(_) => Err(Fault::UrlScheme),
        }
    }

    /// Without query and fragment.
    fn url(&self, scheme: &str) -> Result<Url, Fault<'static>> {
        let mut url =
            Url::parse(&format!("{scheme}://{}", bracketed(self.rest))).map_err(|_| Fault::NotUrl)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Fault::UrlCredentials);
        }
        let host = url.host_str().map(|host| host.trim_end_matches('.').to_owned()).unwrap_or_default();
        if host.is_empty() || url.set_host(Some(&host)).is_err() {
            return Err(Fault::NotUrl);
        }
        url.set_query(None);
        url.set_fragment(None);
        Ok(url)
    }

    fn names_port(&self) -> bool {
        let host = bracketed(self.rest.split(['/', '\\', '?', '#']).next().unwrap_or(self.rest));
        let after = host.rsplit_once(']').map_or(host.as_str(), |(_, after)| after);
        after.rsplit_once(':').is_some_and(|(_, port)| !port.is_empty())
    }
}

/// Without what a copied address is wrapped in.
fn cleaned(typed: &str) -> &str {
    let wrapping = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || "\"'`“”„‘’«»<>\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{2060}\u{feff}".contains(c)
    };
    typed.trim_matches(wrapping).trim_end_matches(|c: char| wrapping(c) || matches!(c, ',' | ';'))
}

/// The scheme, if one was typed, and what stands behind it. `localhost:8080` has none.
fn scheme_of(typed: &str) -> (Option<String>, &str) {
    const SLASHES: [char; 2] = ['/', '\\'];
    let (before, behind) = typed.split_once(':').unwrap_or(("", typed));
    let is_word = before.starts_with(|c: char| c.is_ascii_alphabetic())
        && before.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    let scheme = before.to_ascii_lowercase();
    if is_word && (behind.starts_with("//") || matches!(scheme.as_str(), "http" | "https")) {
        return (Some(scheme), behind.trim_start_matches(SLASHES).trim_start());
    }
    (None, typed.trim_start_matches(SLASHES))
}

/// An IPv6 address that stands alone gets the brackets that it needs in a URL.
fn bracketed(rest: &str) -> String {
    let (host, path) = rest.split_at(rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len()));
    if host.parse::<Ipv6Addr>().is_ok() { format!("[{host}]{path}") } else { rest.to_owned() }
}

#[cfg(test)]
#[path = "address_tests.rs"]
mod tests;

//! The way to Telegram: base URL and proxy become a client.
//!
//! The token stands in the path of every request. Over https a proxy sees the host alone; over plain http it would read
//! the token. So what the environment names is asked for https only, and a proxy that a person chose for plain http must
//! be on this machine.

use std::time::Duration;

use companion::view::BotRoute;
use reqwest::redirect::Policy;
use secrecy::{ExposeSecret as _, SecretString};
use teloxide::Bot;
use thiserror::Error;
use url::{Host, Url};

/// Longer than the longest poll.
const PATIENCE: Duration = Duration::from_secs(45);

const TELEGRAM: &str = "https://api.telegram.org";

#[derive(Debug, Error)]
pub(crate) enum RouteError {
    #[error("the base URL is not an address")]
    BaseUrl,
    #[error("the proxy is not an address")]
    Proxy,
    #[error("over http the proxy would read the bot's token: the base URL has to begin with https")]
    Readable,
    #[error("no client could be made")]
    Client,
}

/// Through which proxy.
#[derive(Debug, PartialEq, Eq)]
enum Way {
    Direct,
    /// What the environment says, which may be none.
    Environment,
    Proxy(Url),
}

/// A password only goes to the proxy of the route.
pub(crate) fn client(
    token: &SecretString,
    route: &BotRoute,
    proxy_password: Option<&SecretString>,
) -> Result<Bot, RouteError> {
    let base_url: Url =
        route.base_url.as_deref().unwrap_or(TELEGRAM).parse().map_err(|_| RouteError::BaseUrl)?;
    let builder = reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(10))
        .timeout(PATIENCE)
        .tcp_nodelay(true)
        // Another host would be told the address that it was sent from, which holds the token.
        .redirect(Policy::none())
        .referer(false);
    let builder = match way(&base_url, route.proxy.as_deref())? {
        Way::Direct => builder.no_proxy(),
        Way::Environment => builder,
        Way::Proxy(proxy) => builder.proxy(proxy_of(proxy, proxy_password)?),
    };
    let client = builder.build().map_err(|_| RouteError::Client)?;
    Ok(Bot::with_client(token.expose_secret(), client).set_api_url(base_url))
}

fn way(base_url: &Url, proxy: Option<&str>) -> Result<Way, RouteError> {
    let readable = base_url.scheme() != "https";
    let Some(proxy) = proxy else {
        let direct = readable || is_this_machine(base_url);
        return Ok(if direct { Way::Direct } else { Way::Environment });
    };
    let proxy: Url = proxy.parse().map_err(|_| RouteError::Proxy)?;
    if readable && !is_this_machine(&proxy) {
        return Err(RouteError::Readable);
    }
    Ok(Way::Proxy(proxy))
}

fn proxy_of(mut proxy: Url, password: Option<&SecretString>) -> Result<reqwest::Proxy, RouteError> {
    if let Some(password) = password {
        proxy.set_password(Some(password.expose_secret())).map_err(|()| RouteError::Proxy)?;
    }
    // With a local look-up a name that only the proxy knows cannot be reached.
    if proxy.scheme() == "socks5" {
        let remote = proxy.as_str().replacen("socks5://", "socks5h://", 1);
        proxy = remote.parse().map_err(|_| RouteError::Proxy)?;
    }
    reqwest::Proxy::all(proxy).map_err(|_| RouteError::Proxy)
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost") || is_loopback(name),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => {
            address.is_loopback() || address.to_ipv4_mapped().is_some_and(|address| address.is_loopback())
        }
        None => false,
    }
}

/// The host of an address whose scheme is not of the web is kept as it was typed.
fn is_loopback(host: &str) -> bool {
    host.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(base_url: &str, proxy: Option<&str>) -> Result<Way, RouteError> {
        way(&base_url.parse().expect("an address"), proxy)
    }

    #[test]
    fn the_proxy_of_the_environment_never_reads_a_token() {
        for base_url in [
            "http://127.0.0.1:8081",
            "http://localhost:8081/bots",
            "https://localhost:8081",
            "https://[::1]",
            "https://[::ffff:127.0.0.1]",
            "http://bot-api.example.org",
            "http://10.0.0.7:8081",
        ] {
            assert!(matches!(of(base_url, None), Ok(Way::Direct)), "{base_url}");
        }
        for base_url in [TELEGRAM, "https://bot-api.example.org", "https://10.0.0.7"] {
            assert!(matches!(of(base_url, None), Ok(Way::Environment)), "{base_url}");
        }
    }

    #[test]
    fn a_proxy_elsewhere_is_refused_where_it_would_read_the_token() {
        for proxy in
            ["http://proxy.example.org:3128", "socks5://me@proxy.example.org:1080", "http://10.0.0.7"]
        {
            for base_url in ["http://bot-api.example.org", "http://127.0.0.1:8081"] {
                assert!(matches!(of(base_url, Some(proxy)), Err(RouteError::Readable)), "{base_url} {proxy}");
            }
            assert!(matches!(of(TELEGRAM, Some(proxy)), Ok(Way::Proxy(_))), "{proxy}");
        }
        for proxy in ["http://127.0.0.1:3128", "socks5://localhost:1080", "socks5://127.0.0.1:1080"] {
            assert!(matches!(of("http://bot-api.example.org", Some(proxy)), Ok(Way::Proxy(_))), "{proxy}");
        }
        assert!(matches!(of(TELEGRAM, Some("no address")), Err(RouteError::Proxy)));
    }
}

//! The way to the server: straight, or through a proxy. A client has one server, so it is found once.
//!
//! Proxies of the environment (`HTTPS_PROXY` and the like, unless `NO_PROXY` says otherwise) are not used for names and
//! addresses near by: whoever set them thought of the internet, and the token is not theirs to see.

use std::env;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use secrecy::SecretString;
use url::{Host, Url};

use crate::config::{Config, without_user};

pub(super) struct Way {
    pub(super) proxy: Option<WayProxy>,
}

pub(super) struct WayProxy {
    /// Without user and password.
    pub(super) address: Url,
    pub(super) from_environment: bool,
    pub(super) has_password: bool,
    /// Of a proxy of the environment, in the spellings in which they may show up.
    pub(super) secrets: Vec<SecretString>,
}

impl Way {
    pub(super) fn find(config: &Config, environment: &Matcher) -> Self {
        let proxy = match &config.proxy {
            Some(proxy) => Some(WayProxy {
                address: without_user(&proxy.url),
                from_environment: false,
                has_password: proxy.password.is_some() || proxy.url.password().is_some(),
                secrets: Vec::new(),
            }),
            None if is_near(&config.base_url) => None,
            None => {
                let server = config.base_url.as_str().parse().ok();
                server
                    .and_then(|server| environment.intercept(&server))
                    .and_then(|found| of_environment(&found))
            }
        };
        Self { proxy }
    }

    pub(super) fn has_password(&self) -> bool {
        self.proxy.as_ref().is_some_and(|proxy| proxy.has_password)
    }

    /// The proxy's scheme, host and port, as a person may see it.
    pub(super) fn shown(&self) -> String {
        let address = self.proxy.as_ref().map(|proxy| proxy.address.as_str().trim_end_matches('/'));
        address.unwrap_or_default().to_owned()
    }
}

fn of_environment(found: &Intercept) -> Option<WayProxy> {
    let address = Url::parse(&found.uri().to_string()).ok()?;
    let basic =
        found.basic_auth().and_then(|value| value.to_str().ok()?.strip_prefix("Basic ").map(str::to_owned));
    let plain = basic.as_ref().and_then(|basic| String::from_utf8(STANDARD.decode(basic).ok()?).ok());
    let password = match (found.raw_auth(), &plain) {
        (Some((_, password)), _) => Some(password.to_owned()),
        (None, Some(plain)) => plain.split_once(':').map(|(_, password)| password.to_owned()),
        (None, None) => None,
    };
    let password = password.filter(|password| !password.is_empty());
    Some(WayProxy {
        address,
        from_environment: true,
        has_password: password.is_some(),
        secrets: basic.into_iter().chain(password).map(SecretString::from).collect(),
    })
}

/// The environment's proxies, with `NO_PROXY` as people write it: in any case, and with `*.` before a domain.
pub(super) fn environment() -> Matcher {
    let first = |names: [&str; 2]| names.into_iter().find_map(|name| env::var(name).ok()).unwrap_or_default();
    let matcher = Matcher::builder()
        .all(first(["ALL_PROXY", "all_proxy"]))
        .https(first(["HTTPS_PROXY", "https_proxy"]))
        .http(first(["HTTP_PROXY", "http_proxy"]));
    matcher.no(exceptions(&first(["NO_PROXY", "no_proxy"]))).build()
}

fn exceptions(list: &str) -> String {
    let names = list.split(',').map(|name| name.trim().to_ascii_lowercase());
    names.map(|name| name.strip_prefix("*.").unwrap_or(&name).to_owned()).collect::<Vec<_>>().join(",")
}

/// Whether the address is on this machine or in its network, or its name is one that the internet does not know.
pub fn is_near(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            const PRIVATE: [&str; 4] = ["localhost", "local", "internal", "home.arpa"];
            let name = name.trim_end_matches('.');
            let ends_in = |domain: &str| {
                name.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            };
            !name.contains('.') || PRIVATE.into_iter().any(ends_in)
        }
        Some(Host::Ipv4(address)) => is_near_v4(address),
        Some(Host::Ipv6(address)) => is_near_v6(address),
        None => false,
    }
}

fn is_near_v4(address: Ipv4Addr) -> bool {
    address.is_loopback() || address.is_private() || address.is_link_local() || address.is_unspecified()
}

fn is_near_v6(address: Ipv6Addr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_near_v4(address),
        IpAddr::V6(address) => {
            address.is_loopback()
                || address.is_unique_local()
                || address.is_unicast_link_local()
                || address.is_unspecified()
        }
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;
    use crate::{Limits, Outside, Proxy};

    fn config(server: &str, proxy: Option<Proxy>) -> Config {
        Config {
            base_url: Url::parse(server).expect("a URL"),
            token: "t".to_owned().into(),
            ca_pem: None,
            proxy,
            user_agent: String::new(),
            limits: Limits::default(),
            outside: Outside::default(),
        }
    }

    fn way(server: &str, no_proxy: &str) -> Option<WayProxy> {
        let environment = Matcher::builder()
            .http("http://anna:s%40crit@proxy.example:3128")
            .https("socks5h://anna:s%40crit@proxy.example:1080")
            .no(exceptions(no_proxy))
            .build();
        Way::find(&config(server, None), &environment).proxy
    }

    #[test]
    fn what_is_near_is_reached_without_the_environment_s_proxy() {
        for near in [
            "localhost:8080",
            "LOCALHOST",
            "localhost.",
            "testops.localhost",
            "127.0.0.1",
            "127.8.9.1:80",
            "0x7f.1",
            "0.0.0.0",
            "[::1]:8080",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:10.0.0.1]",
            "10.1.2.3",
            "172.31.0.1",
            "192.168.0.7",
            "169.254.1.1",
            "[fd00::1]",
            "[fe80::1]",
            "testops",
            "testops.local",
            "testops.corp.internal",
            "testops.home.arpa.",
        ] {
            for scheme in ["http", "https"] {
                assert!(way(&format!("{scheme}://{near}/x"), "").is_none(), "{scheme}://{near}");
            }
        }
        for far in ["testops.example.com", "notlocalhost.example", "8.8.8.8", "172.32.0.1", "[2001:db8::1]"] {
            assert!(way(&format!("https://{far}"), "").is_some(), "{far}");
        }
    }

    #[test]
    fn exceptions_are_taken_as_people_write_them() {
        for exception in ["testops.example.com", "EXAMPLE.com", ".example.com", "*.Example.com ", "a, *", "*"]
        {
            assert!(way("https://testops.example.com", exception).is_none(), "{exception}");
        }
        assert!(way("https://203.0.113.9", "203.0.113.0/24").is_none());
        for exception in ["", "other.example.com", "ample.com"] {
            assert!(way("https://testops.example.com", exception).is_some(), "{exception}");
        }
    }

    #[test]
    fn a_proxy_of_the_environment_is_known_with_its_secrets() {
        for (server, address) in [
            ("http://testops.example.com", "http://proxy.example:3128/"),
            ("https://testops.example.com", "socks5h://proxy.example:1080/"),
        ] {
            let proxy = way(server, "").expect("a proxy");
            assert_eq!((proxy.address.as_str(), proxy.has_password), (address, true));
            assert!(proxy.secrets.iter().any(|secret| secret.expose_secret() == "s@crit"));
        }
    }

    #[test]
    fn a_proxy_that_was_set_up_is_used_for_every_server() {
        let proxy = Proxy { url: Url::parse("http://anna@10.0.0.1:3128").expect("a URL"), password: None };
        let way = Way::find(&config("http://127.0.0.1", Some(proxy)), &Matcher::builder().build());
        assert_eq!(way.shown(), "http://10.0.0.1:3128");
        assert!(!way.proxy.expect("a proxy").has_password);
    }
}

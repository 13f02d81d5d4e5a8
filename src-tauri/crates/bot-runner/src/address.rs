//! Addresses that only this machine or its own network can reach: nothing is fetched from there unasked.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// A literal address is looked at; of names only those that never leave the machine or its network. What a name
/// resolves to is checked again when it is fetched.
pub(crate) fn names_a_private_host(url: &Url) -> bool {
    url.host().is_some_and(|host| is_private_host(&host))
}

pub(crate) fn is_private_host(host: &Host<impl AsRef<str>>) -> bool {
    match host {
        Host::Ipv4(address) => is_private(IpAddr::V4(*address)),
        Host::Ipv6(address) => is_private(IpAddr::V6(*address)),
        Host::Domain(name) => is_private_name(name.as_ref()),
    }
}

fn is_private_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    ["localhost", "local", "internal", "localdomain", "home.arpa"]
        .iter()
        .any(|zone| name == *zone || name.strip_suffix(zone).is_some_and(|head| head.ends_with('.')))
}

/// Everything that is not a public unicast address.
pub(crate) fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_private_v4(address),
        IpAddr::V6(address) => is_private_v6(address),
    }
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || a == 0
        || a >= 240
        // Shared by carriers, benchmarks, protocol assignments, and the former relays to IPv6.
        || (a == 100 && (64..128).contains(&b))
        || (a == 198 && (18..20).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
}

fn is_private_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    // Only 2000::/3 is handed out; what carries an IPv4 address inside is judged by that one.
    if let Some(inner) = inner_v4(&segments) {
        return is_private_v4(inner);
    }
    (segments[0] & 0xe000) != 0x2000
        || (segments[0] == 0x2001 && segments[1] < 0x0200)
        || (segments[0] == 0x2001 && segments[1] == 0x0db8)
        || (segments[0] == 0x3fff && segments[1] < 0x1000)
}

/// The address inside of a mapped, translated (`64:ff9b::/96`) or 6to4 one.
fn inner_v4(segments: &[u16; 8]) -> Option<Ipv4Addr> {
    let of = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match *segments {
        [0, 0, 0, 0, 0, 0xffff, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => Some(of(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_are_known_however_they_are_written() {
        for text in [
            "http://127.0.0.1/x",
            "http://127.1/x",
            "http://2130706433/x",
            "http://0x7f.1/x",
            "http://0177.0.0.1/x",
            "http://127%2e0.0.1/x",
            "http://①②⑦.⓪.⓪.①/x",
            "http://127.0.0.1./x",
            "http://0.0.0.0/x",
            "http://10.1.2.3/x",
            "http://172.31.0.1/x",
            "http://192.168.1.1/x",
            "http://169.254.169.254/latest",
            "http://100.64.0.1/x",
            "http://198.19.0.1/x",
            "http://224.0.0.1/x",
            "http://255.255.255.255/x",
            "http://[::1]/x",
            "http://[::]/x",
            "http://[::ffff:10.0.0.1]/x",
            "http://[::127.0.0.1]/x",
            "http://[::ffff:7f00:1]/x",
            "http://[::ffff:0:127.0.0.1]/x",
            "http://[64:ff9b:1::1]/x",
            "http://[2001:0:7f00:1::]/x",
            "http://[64:ff9b::7f00:1]/x",
            "http://[2002:7f00:1::]/x",
            "http://[fe80::1]/x",
            "http://[fd00::1]/x",
            "http://[2001:db8::1]/x",
            "http://localhost/x",
            "http://LOCALHOST./x",
            "http://a.localhost/x",
            "http://printer.local/x",
            "http://metadata.google.internal/x",
        ] {
            assert!(names_a_private_host(&Url::parse(text).expect(text)), "{text}");
        }
    }

    #[test]
    fn public_addresses_are_let_through() {
        for text in [
            "https://example.org/x",
            "https://8.8.8.8/x",
            "https://172.32.0.1/x",
            "https://[2606:4700::1111]/x",
            "https://[64:ff9b::808:808]/x",
            "https://notlocalhost/x",
            "https://mylocal/x",
        ] {
            assert!(!names_a_private_host(&Url::parse(text).expect(text)), "{text}");
        }
    }
}

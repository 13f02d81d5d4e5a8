//! The program of a fence, written as an ELF file: code that hands rules to the kernel, and the rules.
//!
//! The code is assembled from `x86_64.s` and `aarch64.s`; no compiler for the engine's machine and no registry is needed.

use std::net::{Ipv4Addr, Ipv6Addr};

const X86_64: &[u8] = include_bytes!("x86_64.bin");
const AARCH64: &[u8] = include_bytes!("aarch64.bin");

/// Addresses of a network, in the bytes of an IPv4 or IPv6 address.
struct Net<'a>(&'a [u8], u8);

const V4: u8 = 2;
const V6: u8 = 10;
const UDP: u8 = 17;
const TCP: u8 = 6;
const DNS: u16 = 53;

/// `None` for a machine that nobody wrote the code for; `arch` is the engine's word for it.
pub(super) fn of(arch: &str) -> Option<Vec<u8>> {
    let (machine, code) = match arch {
        "amd64" | "x86_64" => (62, X86_64),
        "arm64" | "aarch64" => (183, AARCH64),
        _ => return None,
    };
    let (first, second) = (rules_v4(), rules_v6());
    let mut body = code.to_vec();
    for rules in [&first, &second] {
        body.extend(u32::try_from(rules.len()).unwrap_or(0).to_le_bytes());
    }
    body.extend(first);
    body.extend(second);
    Some(elf(machine, &body))
}

/// Private, link-local (with the metadata of clouds) and carriers' addresses. An engine's own networks are among them, so
/// that neither this machine nor other bots are reached there.
fn rules_v4() -> Vec<u8> {
    let nets = [
        ([10, 0, 0, 0], 8),
        ([172, 16, 0, 0], 12),
        ([192, 168, 0, 0], 16),
        ([169, 254, 0, 0], 16),
        ([100, 64, 0, 0], 10),
    ];
    let nets = nets.map(|(address, bits)| (Ipv4Addr::from(address).octets(), bits));
    rules(V4, nets.iter().map(|(address, bits)| Net(address, *bits)))
}

fn rules_v6() -> Vec<u8> {
    let nets = [(Ipv6Addr::from_bits(0xfc << 120), 7), (Ipv6Addr::from_bits(0xfe80 << 112), 10)];
    let nets = nets.map(|(address, bits)| (address.octets(), bits));
    rules(V6, nets.iter().map(|(address, bits)| Net(address, *bits)))
}

/// As `ip rule` would set them. Names have to be resolved, and whoever does that mostly has a private address.
fn rules<'a>(family: u8, nets: impl Iterator<Item = Net<'a>>) -> Vec<u8> {
    const TO_TABLE: u8 = 1;
    const UNREACHABLE: u8 = 7;
    const DESTINATION: u16 = 1;
    const PRIORITY: u16 = 6;
    const PROTOCOL: u16 = 22;
    const PORTS: u16 = 24;
    let mut all = Vec::new();
    for protocol in [UDP, TCP] {
        let ports = [DNS.to_le_bytes(), DNS.to_le_bytes()].concat();
        let what = [
            attribute(PRIORITY, &100_u32.to_le_bytes()),
            attribute(PROTOCOL, &[protocol]),
            attribute(PORTS, &ports),
        ];
        all.extend(rule(family, 0, TO_TABLE, &what.concat()));
    }
    for Net(address, bits) in nets {
        let what = [attribute(PRIORITY, &200_u32.to_le_bytes()), attribute(DESTINATION, address)];
        all.extend(rule(family, bits, UNREACHABLE, &what.concat()));
    }
    all
}

/// A netlink message that asks for one rule: its header, the rule's own, and what it is about.
fn rule(family: u8, bits: u8, action: u8, what: &[u8]) -> Vec<u8> {
    const NEW_RULE: u16 = 32;
    const REQUEST_AND_CREATE: u16 = 0x401;
    const MAIN_TABLE: u8 = 254;
    let table = if action == 1 { MAIN_TABLE } else { 0 };
    let length = u32::try_from(28 + what.len()).unwrap_or(0);
    let mut message = Vec::new();
    message.extend(length.to_le_bytes());
    message.extend(NEW_RULE.to_le_bytes());
    message.extend(REQUEST_AND_CREATE.to_le_bytes());
    message.extend([1, 0, 0, 0, 0, 0, 0, 0]);
    message.extend([family, bits, 0, 0, table, 0, 0, action, 0, 0, 0, 0]);
    message.extend(what);
    message
}

fn attribute(kind: u16, value: &[u8]) -> Vec<u8> {
    let length = u16::try_from(4 + value.len()).unwrap_or(0);
    let mut attribute = [length.to_le_bytes(), kind.to_le_bytes()].concat();
    attribute.extend(value);
    attribute.resize(attribute.len().next_multiple_of(4), 0);
    attribute
}

/// An executable of one segment, which begins with its code.
fn elf(machine: u16, body: &[u8]) -> Vec<u8> {
    const BASE: u64 = 0x40_0000;
    const HEADERS: u16 = 64 + 56;
    let size = u64::from(HEADERS) + body.len() as u64;
    let words = |words: &[u64]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
    let halves = |halves: &[u16]| halves.iter().flat_map(|half| half.to_le_bytes()).collect::<Vec<u8>>();
    let mut file = vec![0x7f, b'E', b'L', b'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    // Executable, its machine, version 1; where it begins, and where the segment's header lies.
    file.extend(halves(&[2, machine, 1, 0]));
    file.extend(words(&[BASE + u64::from(HEADERS), 64, 0]));
    file.extend(halves(&[0, 0, 64, 56, 1, 0, 0, 0]));
    // To be loaded for reading and running.
    file.extend(halves(&[1, 0, 5, 0]));
    file.extend(words(&[0, BASE, BASE, size, size, 0x1_0000]));
    file.extend(body);
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_what_the_kernel_reads() {
        let ten =
            rule(V4, 8, 7, &[attribute(6, &200_u32.to_le_bytes()), attribute(1, &[10, 0, 0, 0])].concat());
        assert_eq!(ten.len(), 44);
        assert_eq!(ten[..8], [44, 0, 0, 0, 32, 0, 1, 4]);
        assert_eq!(ten[16..28], [2, 8, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0]);
        assert_eq!(ten[28..], [8, 0, 6, 0, 200, 0, 0, 0, 8, 0, 1, 0, 10, 0, 0, 0]);
    }

    #[test]
    fn the_lengths_of_the_rules_follow_the_code() {
        for (arch, code) in [("amd64", X86_64), ("arm64", AARCH64)] {
            let file = of(arch).expect("code");
            let at = 120 + code.len();
            let length = |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().expect("four bytes"));
            assert_eq!(at % 4, 0);
            assert_eq!(file.len(), at + 8 + length(at) as usize + length(at + 4) as usize);
        }
        assert!(of("riscv64").is_none());
    }
}

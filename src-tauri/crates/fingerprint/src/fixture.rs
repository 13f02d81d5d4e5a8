//! Failures for known reasons, as frameworks of several languages report them. Each reason has words of its own; ids, times,
//! paths and addresses are drawn anew for each failure.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

pub struct Failed {
    /// Which of the reasons.
    pub reason: usize,
    pub message: String,
    pub trace: Option<String>,
}

const THINGS: [&str; 25] = [
    "cart",
    "order",
    "payment",
    "delivery",
    "invoice",
    "profile",
    "catalogue",
    "search",
    "coupon",
    "refund",
    "address",
    "password",
    "session",
    "review",
    "wishlist",
    "banner",
    "report",
    "courier",
    "stock",
    "price",
    "корзина",
    "заказ",
    "оплата",
    "доставка",
    "профиль",
];

/// `{thing}` and `{n}` with a digit belong to the reason; everything else in braces is drawn for each failure.
const SHAPES: [&str; 12] = [
    "Service {thing} answered with status {code} for request {uuid}",
    "org.openqa.selenium.NoSuchElementException: no such element: Unable to locate element: {\"method\":\"css selector\",\"selector\":\"#{thing}-button\"}\n  (Session info: chrome={version})\nBuild info: version: '{version}'\nSystem info: host: '{host}', ip: '{ip}'",
    "Timed out after {number} ms waiting for {thing} to become visible",
    "expected: \"{thing} saved\" but was: \"{thing} rejected at {time}\"",
    "connect ECONNREFUSED {ip}:{number} while reading {thing}",
    "Cannot open {path}/{thing}.json: no such file or directory",
    "ERROR: duplicate key value violates unique constraint \"{thing}_pkey\"\n  Detail: Key (id)=({number}) already exists.",
    "locator.click: Timeout {number}ms exceeded.\nCall log:\n  - waiting for locator('[data-test={thing}]')\n  - {number} × waiting for element to be stable",
    "GET {url}/api/{thing}/{number} failed: socket hang up",
    "KeyError: '{thing}' in response of {time}",
    "Сервис «{thing}» не ответил за {number} с, запрос {uuid}",
    "User {email} has no permission to edit {thing} {number}",
];

/// With the reasons in turn, so that each is met about equally often.
pub fn failures(reasons: usize, count: usize, seed: u64) -> Vec<Failed> {
    let mut dice = StdRng::seed_from_u64(seed);
    (0..count)
        .map(|n| {
            let reason = n % reasons;
            let thing = THINGS[reason / SHAPES.len() % THINGS.len()];
            let shape = SHAPES[reason % SHAPES.len()];
            let code = ["500", "502", "404"][reason % 3];
            let message = filled(shape, thing, code, &mut dice);
            let trace = (n % 3 != 0).then(|| trace(&message, thing, &mut dice));
            Failed { reason, message, trace }
        })
        .collect()
}

fn filled(shape: &str, thing: &str, code: &str, dice: &mut StdRng) -> String {
    let mut text = shape.replace("{thing}", thing).replace("{code}", code);
    for slot in ["{uuid}", "{number}", "{time}", "{ip}", "{path}", "{url}", "{email}", "{version}", "{host}"]
    {
        while text.contains(slot) {
            text = text.replacen(slot, &drawn(slot, dice), 1);
        }
    }
    text
}

fn drawn(slot: &str, dice: &mut StdRng) -> String {
    let n = dice.random_range(2..900_000_u32);
    match slot {
        "{uuid}" => format!(
            "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
            dice.random::<u32>(),
            n % 65_536,
            n % 4096,
            n % 4095,
            dice.random::<u64>() >> 16
        ),
        "{time}" => format!(
            "2026-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
            n % 12 + 1,
            n % 28 + 1,
            n % 24,
            n % 60,
            n % 59,
            n % 1000
        ),
        "{ip}" => format!("10.{}.{}.{}", n % 256, n % 255, n % 254),
        "{path}" => [
            format!("/home/runner/work/{n}/shop/target"),
            format!("/tmp/run-{n:x}"),
            format!("/builds/qa-{}/shop", n % 90),
        ][n as usize % 3]
            .clone(),
        "{url}" => [
            format!("https://stage-{}.shop.example:8443", n % 9),
            format!("http://10.0.{}.7:{}", n % 250, 1024 + n % 60_000),
        ][n as usize % 2]
            .clone(),
        "{email}" => format!("tester+{n}@shop.example"),
        "{version}" => format!("{}.{}.{}", n % 130, n % 9000, n % 99),
        "{host}" => format!("agent-{n}"),
        _ => n.to_string(),
    }
}

fn trace(message: &str, thing: &str, dice: &mut StdRng) -> String {
    let first = message.lines().next().unwrap_or_default();
    let mut trace = format!("java.lang.AssertionError: {first}\n\tat org.junit.Assert.fail(Assert.java:89)");
    for depth in 0..dice.random_range(4..30) {
        let line = dice.random_range(1..900);
        let _ = write!(trace, "\n\tat com.shop.{thing}.Page{depth}.open(Page{depth}.java:{line})");
    }
    trace
}

/// Over all pairs of failures: of those in one group, how many have one reason; of those with one reason, how many are in
/// one group.
pub fn quality(failures: &[Failed], groups: &[Vec<usize>]) -> (f64, f64) {
    let pairs = |count: usize| {
        let count = f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        count * (count - 1.0).max(0.0) / 2.0
    };
    let mut by_reason = BTreeMap::<usize, usize>::new();
    for failed in failures {
        *by_reason.entry(failed.reason).or_default() += 1;
    }
    let (mut together, mut rightly) = (0.0, 0.0);
    for members in groups {
        let mut inside = BTreeMap::<usize, usize>::new();
        for member in members {
            *inside.entry(failures[*member].reason).or_default() += 1;
        }
        together += pairs(members.len());
        rightly += inside.values().copied().map(pairs).sum::<f64>();
    }
    let alike: f64 = by_reason.values().copied().map(pairs).sum();
    (rightly / together, rightly / alike)
}

//! Puts aside what varies in a message.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::word;

/// What stands for something that varies, as in `⟨n⟩`: characters that no message brings by itself.
pub(crate) const OPEN: char = '⟨';
pub(crate) const CLOSE: char = '⟩';

/// Longer messages hold a page's source or a log; what went wrong stands at their head.
const LINES: usize = 12;
const LINE_BYTES: usize = 600;

/// From here on a message describes the machine, not the failure.
const TAILS: [&str; 9] = [
    "Build info:",
    "System info:",
    "Driver info:",
    "Session ID:",
    "Session info:",
    "Capabilities {",
    "For documentation on this error",
    "Page URL:",
    "Screenshot:",
];

/// In the order in which they are tried at each place.
#[expect(clippy::expect_used, reason = "the pattern is a constant, and every test uses it")]
static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    let month = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*";
    let parts = [
        r"(?P<ansi>\x1b\[[0-9;]*[A-Za-z])".to_owned(),
        r#"(?P<url>[A-Za-z][A-Za-z0-9+.-]*://[^\s"'<>()\[\]{}]+)"#.to_owned(),
        r"(?P<email>[\w.+-]+@[\w-]+\.[\w.-]*\w)".to_owned(),
        r"(?P<uuid>\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b)".to_owned(),
        format!(
            r"(?P<time>(?:\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? )?(?:\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}\.\d{{1,2}}\.\d{{4}}|\d{{1,4}}/\d{{1,2}}/\d{{2,4}}|\d{{1,2}}[ -]{month}[ -]\d{{4}}|\b{month} \d{{1,2}},? \d{{4}})(?:(?:T|,? )\d{{1,2}}:\d{{2}}(?::\d{{2}}(?:[.,]\d+)?)?)?(?: ?(?:Z\b|GMT\b|UTC\b|MSK\b|[AP]M\b|[+-]\d{{2}}:?\d{{2}}))?|\b\d{{1,2}}:\d{{2}}:\d{{2}}(?:[.,]\d+)?(?: ?[AP]M\b)?)"
        ),
        r"(?P<ip>\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b|\[?(?:[0-9a-fA-F]{1,4}:){3,7}:?[0-9a-fA-F]{1,4}\]?(?::\d+)?)".to_owned(),
        r"(?P<hex>\b0[xX][0-9a-fA-F]+|@[0-9a-f]{3,16}\b)".to_owned(),
        r"(?P<windows>\b[A-Za-z]:\\[^\s\x22'<>|:*?]+|\\\\[\w.$-]+\\[^\s\x22'<>|:*?]+)".to_owned(),
        r"(?P<path>(?:~|\.{1,2})?(?:/[\w.@+%=-]+){2,}/?)".to_owned(),
        r"(?P<blob>[A-Za-z0-9+/_-]{24,}={0,2}(?:\.[A-Za-z0-9+/_=-]{8,})*)".to_owned(),
        r"(?P<word>[\p{L}_$#][\p{L}\p{M}\p{N}_$-]*|\d[\p{N}]*[\p{L}_][\p{L}\p{N}_-]*)".to_owned(),
        r"(?P<number>\d[\d_]*(?:[.,]\d+)*)".to_owned(),
    ];
    Regex::new(&parts.join("|")).expect("a pattern")
});

/// A whole message: its first lines, without frames of a stack and without what describes the machine.
pub(crate) fn message(text: &str) -> String {
    let mut normal = String::with_capacity(text.len().min(LINES * LINE_BYTES));
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !crate::trace::is_frame(line));
    for one in lines.take_while(|line| !TAILS.iter().any(|tail| line.starts_with(tail))).take(LINES) {
        if !normal.is_empty() {
            normal.push('\n');
        }
        normal.push_str(&line(one));
    }
    normal
}

/// One line of a message.
pub(crate) fn line(text: &str) -> String {
    let text = cut(text);
    let mut normal = String::with_capacity(text.len());
    let mut context = word::Context::default();
    let mut at = 0;
    for found in PATTERN.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        spaced(&mut normal, text.get(at..whole.start()).unwrap_or_default());
        at = whole.end();
        one(&mut normal, &found, &mut context);
    }
    spaced(&mut normal, text.get(at..).unwrap_or_default());
    normal.trim().to_owned()
}

fn one(normal: &mut String, found: &Captures<'_>, context: &mut word::Context) {
    let named = |name: &str| found.name(name).map(|part| part.as_str());
    if named("ansi").is_some() {
    } else if let Some(url) = named("url") {
        self::url(normal, url);
    } else if named("email").is_some() {
        mark(normal, "email");
    } else if named("time").is_some() {
        mark(normal, "time");
    } else if named("ip").is_some() {
        mark(normal, "address");
    } else if named("uuid").is_some() || named("hex").is_some() {
        mark(normal, "id");
    } else if let Some(path) = named("windows") {
        segment(normal, path.rsplit('\\').find(|part| !part.is_empty()).unwrap_or_default());
    } else if let Some(path) = named("path") {
        self::path(normal, path);
    } else if let Some(blob) = named("blob") {
        if word::is_random(blob) { mark(normal, "id") } else { segment(normal, blob) }
    } else if let Some(word) = named("word") {
        context.word(word);
        word::push(normal, word);
    } else if let Some(number) = named("number") {
        if context.keeps(number) { normal.push_str(number) } else { mark(normal, "n") }
    }
}

/// Where a service listens differs from stand to stand; what was asked of it does not.
fn url(normal: &mut String, url: &str) {
    mark(normal, "address");
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let path = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or_default();
    let path = path.split(['?', '#', ';']).next().unwrap_or_default();
    for part in path.trim_end_matches(['.', ',', ':', '!']).split('/').filter(|part| !part.is_empty()) {
        normal.push('/');
        segment(normal, part);
    }
}

/// Folders at which files lie on a machine; a path that does not begin with one belongs to a service.
const ROOTS: [&str; 26] = [
    "home",
    "Users",
    "root",
    "tmp",
    "var",
    "opt",
    "usr",
    "etc",
    "mnt",
    "media",
    "srv",
    "private",
    "proc",
    "dev",
    "builds",
    "build",
    "workspace",
    "workdir",
    "work",
    "app",
    "github",
    "__w",
    "jenkins",
    "agent",
    "data",
    "Volumes",
];

fn path(normal: &mut String, path: &str) {
    let parts = || path.split('/').filter(|part| !part.is_empty());
    let first = parts().next().unwrap_or_default();
    if path.starts_with(['~', '.']) || ROOTS.contains(&first) {
        segment(normal, parts().next_back().unwrap_or_default());
        return;
    }
    for part in parts() {
        normal.push('/');
        segment(normal, part);
    }
}

/// A part of a path: words and numbers.
fn segment(normal: &mut String, part: &str) {
    if word::is_random(part) {
        mark(normal, "id");
        return;
    }
    let mut at = 0;
    for found in PATTERN.captures_iter(part) {
        let Some(whole) = found.get(0) else { continue };
        normal.push_str(part.get(at..whole.start()).unwrap_or_default());
        at = whole.end();
        match found.name("word") {
            Some(word) => word::push(normal, word.as_str()),
            None if found.name("number").is_some() => mark(normal, "n"),
            None => mark(normal, "id"),
        }
    }
    normal.push_str(part.get(at..).unwrap_or_default());
}

pub(crate) fn mark(normal: &mut String, what: &str) {
    normal.push(OPEN);
    normal.push_str(what);
    normal.push(CLOSE);
}

/// What stands between two words, with any run of white space as one space.
fn spaced(normal: &mut String, between: &str) {
    for letter in between.chars() {
        if !letter.is_whitespace() && !letter.is_control() {
            // A message that brings our own marks cannot pretend to be one of them.
            normal.push(match letter {
                OPEN => '<',
                CLOSE => '>',
                other => other,
            });
        } else if !normal.ends_with(' ') {
            normal.push(' ');
        }
    }
}

fn cut(text: &str) -> &str {
    let mut end = text.len().min(LINE_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

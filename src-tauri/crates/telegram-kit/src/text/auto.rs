//! What Telegram marks by itself in a plain text.

use super::{Entity, EntityKind, units};

/// Domains that are taken for links when they stand alone.
const TOP_LEVEL: [&str; 16] =
    ["com", "org", "net", "io", "dev", "ru", "me", "app", "info", "de", "uk", "eu", "by", "kz", "ua", "tech"];

pub(super) fn find(text: &str) -> Vec<Entity> {
    let mut found: Vec<Entity> = Vec::new();
    for (start, word) in words(text) {
        let offset = units(&text[..start]);
        if let Some((from, to, kind)) = link(word) {
            found.push(Entity::new(kind, offset + units(&word[..from]), units(&word[from..to])));
        } else {
            marks(word, offset, &mut found);
        }
    }
    found
}

/// The stretches between white space, with the byte at which each begins.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let start = text.as_ptr() as usize;
    text.split(char::is_whitespace)
        .filter(|word| !word.is_empty())
        .map(move |word| (word.as_ptr() as usize - start, word))
}

/// An address or a mail address within a word: its bytes.
fn link(word: &str) -> Option<(usize, usize, EntityKind)> {
    let opening: &[char] = &['(', '[', '{', '"', '\'', '«', '<'];
    let closing: &[char] = &[')', ']', '}', '"', '\'', '»', '>', '.', ',', ';', ':', '!', '?'];
    let begun = word.trim_start_matches(opening);
    let from = word.len() - begun.len();
    let body = begun.trim_end_matches(closing);
    let to = from + body.len();
    let with_scheme = ["http://", "https://", "ftp://", "tg://"].iter().find_map(|s| body.strip_prefix(s));
    if let Some(rest) = with_scheme {
        let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
        return (host.contains('.') || body.starts_with("tg://")).then_some((from, to, EntityKind::Url));
    }
    let host = body.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let is_domain = |host: &str| {
        let mut labels = host.rsplit('.');
        let last = labels.next().unwrap_or_default().to_ascii_lowercase();
        let label = |l: &str| !l.is_empty() && l.chars().all(|c| c.is_alphanumeric() || c == '-');
        TOP_LEVEL.contains(&last.as_str()) && host.contains('.') && labels.all(label)
    };
    if let Some((name, domain)) = host.split_once('@') {
        let is_name = |c: char| c.is_ascii_alphanumeric() || "._-+".contains(c);
        let is_mail = !name.is_empty() && name.chars().all(is_name) && is_domain(domain);
        return is_mail.then_some((from, from + host.len(), EntityKind::Email));
    }
    is_domain(host).then_some((from, to, EntityKind::Url))
}

/// Commands, mentions and hashtags within a word.
fn marks(word: &str, offset: usize, found: &mut Vec<Entity>) {
    let mut before: Option<char> = None;
    let mut at = 0;
    while let Some(c) = word[at..].chars().next() {
        let stands_free = before.is_none_or(|c| !is_word(c) && c != '/' && c != '<' && c != '>');
        let mark = if stands_free { mark(&word[at..]) } else { None };
        if let Some((length, kind)) = mark {
            found.push(Entity::new(kind, offset + units(&word[..at]), units(&word[at..at + length])));
            before = word[..at + length].chars().next_back();
            at += length;
        } else {
            before = Some(c);
            at += c.len_utf8();
        }
    }
}

fn mark(text: &str) -> Option<(usize, EntityKind)> {
    let ascii =
        |body: &str| body.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(body.len());
    let body = text.get(1..)?;
    match text.as_bytes().first()? {
        b'/' => {
            let length = ascii(body);
            let name = body[length..].strip_prefix('@').map(ascii).filter(|name| (3..=32).contains(name));
            let whole = 1 + length + name.map_or(0, |name| 1 + name);
            let follows = text[whole..].chars().next();
            let is_command = (1..=64).contains(&length) && follows.is_none_or(|c| !is_word(c) && c != '/');
            is_command.then_some((whole, EntityKind::BotCommand))
        }
        b'@' => {
            let length = ascii(body);
            let follows = body[length..].chars().next();
            let is_name = (3..=32).contains(&length) && follows.is_none_or(|c| !is_word(c));
            is_name.then_some((1 + length, EntityKind::Mention))
        }
        b'#' => {
            let length = body.find(|c: char| !is_word(c)).unwrap_or(body.len());
            let has_letter = body[..length].chars().any(char::is_alphabetic);
            has_letter.then_some((1 + length, EntityKind::Hashtag))
        }
        _ => None,
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

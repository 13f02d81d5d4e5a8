//! What the parsers share: the text that has been read out of the markup, and the marks that are open in it.

use url::Url;

use super::{Entity, EntityKind, Text};

/// A mark that has been opened: where it stands in the markup (bytes) and in the text (UTF-16 units).
#[derive(Debug)]
pub(super) struct Open<T> {
    pub(super) what: T,
    pub(super) byte: usize,
    pub(super) offset: usize,
    /// Where its text begins, in bytes of the output.
    pub(super) from: usize,
}

#[derive(Debug)]
pub(super) struct Reader<'t, T> {
    pub(super) input: &'t str,
    pub(super) at: usize,
    pub(super) open: Vec<Open<T>>,
    out: String,
    units: usize,
    entities: Vec<Entity>,
}

impl<'t, T> Reader<'t, T> {
    pub(super) fn new(input: &'t str) -> Self {
        Self { input, at: 0, open: Vec::new(), out: String::new(), units: 0, entities: Vec::new() }
    }

    pub(super) fn rest(&self) -> &'t str {
        &self.input[self.at..]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The character after the next one.
    pub(super) fn second(&self) -> Option<char> {
        self.rest().chars().nth(1)
    }

    pub(super) fn skip(&mut self, bytes: usize) {
        self.at += bytes;
    }

    pub(super) fn push(&mut self, c: char) {
        self.out.push(c);
        self.units += c.len_utf16();
    }

    /// Reads characters while they are such.
    pub(super) fn take_while(&mut self, such: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c| !such(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    pub(super) fn skip_spaces(&mut self) {
        self.take_while(|c| c.is_ascii_whitespace());
    }

    pub(super) fn open(&mut self, what: T, byte: usize) {
        self.open.push(Open { what, byte, offset: self.units, from: self.out.len() });
    }

    pub(super) fn units(&self) -> usize {
        self.units
    }

    pub(super) fn text_since(&self, open: &Open<T>) -> &str {
        &self.out[open.from..]
    }

    pub(super) fn ends_with_newline(&self) -> bool {
        self.out.ends_with('\n')
    }

    pub(super) fn add(&mut self, entity: Entity) {
        if entity.length > 0 {
            self.entities.push(entity);
        }
    }

    /// An entity from where the mark was opened up to here.
    pub(super) fn close(&self, open: &Open<T>, kind: EntityKind) -> Entity {
        Entity::new(kind, open.offset, self.units - open.offset)
    }

    /// A link from where the mark was opened; nothing when Telegram would not take the address.
    pub(super) fn link(&self, open: &Open<T>, url: &str) -> Option<Entity> {
        if let Some(id) = url.strip_prefix("tg://user?id=") {
            let id: i64 = id.parse().ok()?;
            let entity = self.close(open, EntityKind::TextMention);
            return Some(Entity { user: Some(serde_json::json!({"id": id})), ..entity });
        }
        let url = address(url)?;
        Some(Entity { url: Some(url), ..self.close(open, EntityKind::TextLink) })
    }

    pub(super) fn finish(mut self) -> Text {
        self.entities.sort_by(Entity::order);
        Text { text: self.out, entities: self.entities }
    }
}

/// The address as Telegram keeps it; `None` when it is none, or one that no app opens.
pub(crate) fn address(given: &str) -> Option<String> {
    let with_scheme = if given.contains("://") || given.starts_with("mailto:") || given.starts_with("tel:") {
        Url::parse(given).ok()?
    } else {
        Url::parse(&format!("http://{given}")).ok()?
    };
    let is_one = match with_scheme.scheme() {
        "http" | "https" | "ftp" => {
            with_scheme.host_str().is_some_and(|host| host.contains('.') || host.contains(':'))
        }
        scheme => matches!(scheme, "tg" | "ton" | "tonsite" | "mailto" | "tel"),
    };
    is_one.then(|| with_scheme.to_string())
}

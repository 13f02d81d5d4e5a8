//! What was given for each key, and where.
//!
//! A variable of ours goes before the file, and the file before what the programs that ran before were told. Every
//! fault is gathered, so that one start tells all of them.

use std::collections::BTreeMap;

use secrecy::SecretString;
use toml::{Table, Value};

use super::fault::{Fault, Wrong};
use super::keys::{KEYS, Key, Kind, PREFIX, find};
use crate::nearest::nearest;

/// Names one variable beside the keys: where the file lies.
pub(crate) const CONFIG_VARIABLE: &str = "TESTOPS_AGENT_CONFIG";

#[derive(Clone, Debug)]
pub(crate) enum Item {
    Text(String),
    Number(u32),
    List(Vec<String>),
    Secret(SecretString),
}

#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) item: Item,
    /// A variable's name, or the file's.
    pub(crate) by: String,
}

#[derive(Default)]
pub(crate) struct AllGiven {
    pub(crate) items: BTreeMap<&'static str, Given>,
    pub(crate) faults: Vec<Fault>,
}

impl AllGiven {
    pub(crate) fn fault(&mut self, at: impl Into<String>, why: Wrong) {
        self.faults.push(Fault::new(at, why));
    }

    /// Variables that begin with our prefix.
    pub(crate) fn take_variables(&mut self, variables: &BTreeMap<String, String>) {
        for (name, value) in variables.range(PREFIX.to_owned()..) {
            if !name.starts_with(PREFIX) {
                break;
            }
            if name == CONFIG_VARIABLE {
                continue;
            }
            if let Some(key) = KEYS.iter().find(|key| key.variable() == *name) {
                self.put_text(key, value, name);
            } else {
                let known = KEYS.iter().map(Key::variable).collect::<Vec<_>>();
                let nearest = nearest(name, known.iter().map(String::as_str)).map(str::to_owned);
                self.fault(name, Wrong::Unknown { nearest });
            }
        }
    }

    pub(crate) fn take_file(&mut self, text: &str, file: &str) {
        match text.parse::<Table>() {
            Ok(table) => self.take_table("", table, file),
            // Its own words would show the line, and with it what may be a secret.
            Err(error) => {
                let at =
                    error.span().map_or(1, |span| text[..span.start.min(text.len())].lines().count().max(1));
                self.fault(file, Wrong::NotToml(format!("line {at}: {}", error.message())));
            }
        }
    }

    fn take_table(&mut self, within: &str, table: Table, file: &str) {
        for (name, value) in table {
            let name = if within.is_empty() { name } else { format!("{within}.{name}") };
            let is_section =
                KEYS.iter().any(|key| key.name.strip_prefix(&name).is_some_and(|rest| rest.starts_with('.')));
            match (find(&name), value) {
                (None, Value::Table(table)) if is_section => self.take_table(&name, table, file),
                (Some(key), value) => self.put_value(key, value, file),
                (None, _) => {
                    let nearest = nearest(&name, KEYS.iter().map(|key| key.name)).map(str::to_owned);
                    self.fault(name, Wrong::Unknown { nearest });
                }
            }
        }
    }

    /// What the programs that ran before were told, for keys that nothing else gives.
    pub(crate) fn fill_in(&mut self, variables: &BTreeMap<String, String>) {
        for key in &KEYS {
            let file = find(&format!("{}_file", key.name));
            if self.items.contains_key(key.name)
                || file.is_some_and(|file| self.items.contains_key(file.name))
            {
                continue;
            }
            let given = key.before.iter().find_map(|name| {
                let value =
                    variables.get(*name).map(|value| value.trim()).filter(|value| !value.is_empty())?;
                Some((*name, value))
            });
            if let Some((name, value)) = given {
                // A username was written without its sign.
                let value = if name == "OWNER_USERNAME" {
                    format!("@{}", value.trim_start_matches('@'))
                } else {
                    value.to_owned()
                };
                self.put_text(key, &value, name);
            }
        }
    }

    fn put_value(&mut self, key: &'static Key, value: Value, file: &str) {
        let item = match (key.kind, value) {
            (Kind::Secret, _) => {
                self.fault(key.name, Wrong::SecretInFile { variable: key.variable() });
                return;
            }
            (Kind::Text, Value::String(text)) => Item::Text(text),
            (Kind::Text, _) => return self.fault(key.name, Wrong::NotText),
            (Kind::Number, Value::Integer(number)) => match u32::try_from(number) {
                Ok(number) => Item::Number(number),
                Err(_) => return self.fault(key.name, Wrong::NotNumber),
            },
            (Kind::Number, _) => return self.fault(key.name, Wrong::NotNumber),
            (Kind::List, Value::Array(items)) => {
                let items = items.into_iter().map(|item| match item {
                    Value::String(text) => Some(text),
                    Value::Integer(number) => Some(number.to_string()),
                    Value::Float(_)
                    | Value::Boolean(_)
                    | Value::Datetime(_)
                    | Value::Array(_)
                    | Value::Table(_) => None,
                });
                match items.collect() {
                    Some(items) => Item::List(items),
                    None => return self.fault(key.name, Wrong::NotList),
                }
            }
            (Kind::List, _) => return self.fault(key.name, Wrong::NotList),
        };
        self.put(key, item, file, key.name);
    }

    fn put_text(&mut self, key: &'static Key, text: &str, by: &str) {
        let text = text.trim();
        let item = match key.kind {
            Kind::Secret if text.is_empty() => return self.fault(by, Wrong::Empty),
            Kind::Secret => Item::Secret(text.to_owned().into()),
            Kind::Text => Item::Text(text.to_owned()),
            Kind::Number => match text.parse() {
                Ok(number) => Item::Number(number),
                Err(_) => return self.fault(by, Wrong::NotNumber),
            },
            Kind::List => {
                let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
                Item::List(items.map(str::to_owned).collect())
            }
        };
        self.put(key, item, by, by);
    }

    /// What was given first stays.
    fn put(&mut self, key: &'static Key, item: Item, by: &str, at: &str) {
        let texts = match &item {
            Item::Text(text) => std::slice::from_ref(text),
            Item::List(items) => items.as_slice(),
            Item::Number(_) | Item::Secret(_) => &[],
        };
        if texts.iter().any(|text| looks_secret(text)) {
            return self.fault(at, Wrong::LooksSecret);
        }
        if texts.iter().any(|text| text.trim().is_empty()) {
            return self.fault(at, Wrong::Empty);
        }
        self.items.entry(key.name).or_insert_with(|| Given { item, by: by.to_owned() });
    }
}

/// A bot's token, or an address with a password in it.
fn looks_secret(text: &str) -> bool {
    let is_token = |word: &str| {
        word.split_once(':').is_some_and(|(id, rest)| {
            id.len() >= 6
                && id.bytes().all(|byte| byte.is_ascii_digit())
                && rest.len() >= 20
                && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        })
    };
    let in_address = url::Url::parse(text).is_ok_and(|url| url.password().is_some());
    in_address || text.split(['/', ' ', ',']).any(|word| is_token(word.strip_prefix("bot").unwrap_or(word)))
}

//! From what was given to a configuration that can be used.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use companion::EnvLine;
use companion::bot::Who;
use companion::view::Language;
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::fault::{Fault, Wrong};
use super::given::{AllGiven, Item};
use super::keys::KEYS;
use super::{Configuration, Database, Http, Peer, Shown, Telegram, Watch, Webhook};

/// A secret is a line; what is longer is another file.
const LONGEST_SECRET: usize = 16 * 1024;

const DATA_DIR: &str = "/var/lib/testops-companion-agent";
const LISTEN: &str = "127.0.0.1:8087";

/// Seconds: as long as most leases of clusters.
const LEASE: u32 = 15;
/// Ending in order takes a moment of it.
const SHORTEST_LEASE: u32 = 3;

/// Texts with the names under which a fault of theirs is told.
pub(crate) struct Sources {
    pub(crate) file: Option<(String, String)>,
    pub(crate) env_file: Option<(String, String)>,
    pub(crate) variables: BTreeMap<String, String>,
}

pub(crate) fn read(
    sources: &Sources,
    secret_file: impl Fn(&Path) -> io::Result<String>,
) -> Result<Configuration, Vec<Fault>> {
    let mut given = AllGiven::default();
    given.take_variables(&sources.variables);
    if let Some((name, text)) = &sources.file {
        given.take_file(text, name);
    }
    given.fill_in(&sources.variables);
    if let Some((name, text)) = &sources.env_file {
        let variables = dotenv(text, name, &mut given);
        given.fill_in(&variables);
    }
    Reading { given, secret_file }.configuration()
}

/// `NAME=value` lines, as the programs that ran before read them.
fn dotenv(text: &str, file: &str, given: &mut AllGiven) -> BTreeMap<String, String> {
    let mut variables = HashMap::new();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (line, words) in (1..).zip(text.lines()) {
        match companion::env_line(words, &variables) {
            EnvLine::Assignment { key, value } => drop(variables.insert(key, value)),
            EnvLine::Nothing => {}
            EnvLine::NotUnderstood => given.fault(file, Wrong::NotDotenv { line }),
        }
    }
    variables.into_iter().collect()
}

pub(super) struct Reading<F> {
    pub(super) given: AllGiven,
    secret_file: F,
}

impl<F: Fn(&Path) -> io::Result<String>> Reading<F> {
    fn configuration(mut self) -> Result<Configuration, Vec<Fault>> {
        let data_dir = self.path("data_dir").unwrap_or_else(|| DATA_DIR.into());
        let exports_dir = self.path("exports_dir").unwrap_or_else(|| data_dir.join("exports"));
        let plans_file = self.path("plans_file");
        let language = match self.text("language").as_deref() {
            None | Some("en") => Language::En,
            Some("ru") => Language::Ru,
            Some(_) => self.refuse("language", Wrong::NotLanguage, Language::En),
        };
        let zone = match self.text("zone").map(|zone| zone.parse()) {
            None => chrono_tz::UTC,
            Some(Ok(zone)) => zone,
            Some(Err(_)) => self.refuse("zone", Wrong::NotZone, chrono_tz::UTC),
        };
        let database = self.database();
        let url = self.url("testops.url");
        let token = self.secret("testops.token");
        for (key, missing) in
            [("testops.url", self.is_missing("testops.url")), ("testops.token", token.is_none())]
        {
            // Where it was given and is wrong, that is told already.
            if missing && !self.given.faults.iter().any(|fault| fault.at.starts_with(key)) {
                self.given.fault(key, Wrong::Missing);
            }
        }
        let (proxy, proxy_password) = (self.text("testops.proxy"), self.secret("testops.proxy_password"));
        let ca_file = self.text("testops.ca_file");
        let telegram = self.telegram();
        let webhook = self.webhook();
        let s3 = self.s3();
        let http = self.http();
        let watch = Watch {
            seconds: self.number("watch.seconds"),
            idle_seconds: self.number("watch.idle_seconds"),
            request_budget: self.number("watch.request_budget"),
            timeout_hours: self.number("watch.timeout_hours"),
            keep_runs_days: self.number("watch.keep_runs_days"),
        };
        let (Some(url), Some(token), Some(http), true) = (url, token, http, self.given.faults.is_empty())
        else {
            return Err(self.given.faults);
        };
        let shown = self.shown();
        let testops = Peer { url, token, proxy, proxy_password };
        Ok(Configuration {
            data_dir,
            exports_dir,
            plans_file,
            language,
            zone,
            database,
            testops,
            ca_file,
            telegram,
            webhook,
            s3,
            http,
            watch,
            shown,
        })
    }

    /// `None` where nothing of it was given.
    fn telegram(&mut self) -> Option<Telegram> {
        let is_wanted =
            self.given.items.keys().any(|key| key.starts_with("telegram.") && *key != "telegram.users")
                || self.given.items.get("telegram.users").is_some_and(|given| given.by != "OWNER_USERNAME");
        let (token, url) = (self.secret("telegram.token"), self.url("telegram.base_url"));
        let (proxy, proxy_password) = (self.text("telegram.proxy"), self.secret("telegram.proxy_password"));
        let (admins, users) = (self.people("telegram.admins"), self.people("telegram.users"));
        let Some(token) = token else {
            if is_wanted && !self.given.faults.iter().any(|fault| fault.at.starts_with("telegram.token")) {
                self.given.fault("telegram.token", Wrong::Missing);
            }
            return None;
        };
        Some(Telegram { peer: Peer { url, token, proxy, proxy_password }, admins, users })
    }

    fn database(&mut self) -> Option<Database> {
        let (url, password) = (self.text("database.url"), self.secret("database.password"));
        let seconds = self.number("database.lease_seconds").unwrap_or(LEASE);
        if seconds < SHORTEST_LEASE {
            self.given.fault("database.lease_seconds", Wrong::TooShort { least: SHORTEST_LEASE });
        }
        let Some(url) = url else {
            let is_wanted = self.given.items.keys().any(|key| key.starts_with("database."));
            let is_told = self.given.faults.iter().any(|fault| fault.at.starts_with("database."));
            if is_wanted && !is_told {
                self.given.fault("database.url", Wrong::Missing);
            }
            return None;
        };
        let url = Url::parse(&url).ok().filter(|url| matches!(url.scheme(), "postgres" | "postgresql"));
        let Some(url) = url else {
            self.given.fault("database.url", Wrong::NotDatabase);
            return None;
        };
        Some(Database { url, password, lease: Duration::from_secs(seconds.into()) })
    }

    fn webhook(&mut self) -> Option<Webhook> {
        let (url, secret) = (self.secret("webhook.url"), self.secret("webhook.secret"));
        let Some(url) = url else {
            let is_told = self.given.faults.iter().any(|fault| fault.at.starts_with("webhook."));
            if secret.is_some() && !is_told {
                self.given.fault("webhook.url", Wrong::Missing);
            }
            return None;
        };
        if parsed(url.expose_secret()).is_none() {
            self.given.fault("webhook.url", Wrong::NotUrl);
        }
        Some(Webhook { url, secret })
    }

    fn http(&mut self) -> Option<Http> {
        let listen = self.text("http.listen");
        let Ok(listen) = listen.as_deref().unwrap_or(LISTEN).parse::<SocketAddr>() else {
            self.given.fault("http.listen", Wrong::NotAddress);
            return None;
        };
        let (token, user_header) = (self.secret("http.token"), self.text("http.user_header"));
        let is_wrong = self.given.faults.iter().any(|fault| fault.at.starts_with("http."));
        if !listen.ip().is_loopback() && token.is_none() && user_header.is_none() && !is_wrong {
            self.given.fault("http.listen", Wrong::Open);
        }
        Some(Http { listen, token, user_header })
    }

    fn is_missing(&self, key: &str) -> bool {
        !self.given.items.contains_key(key)
    }

    pub(super) fn refuse<T>(&mut self, key: &str, why: Wrong, instead: T) -> T {
        self.given.fault(key, why);
        instead
    }

    pub(super) fn text(&self, key: &str) -> Option<String> {
        match &self.given.items.get(key)?.item {
            Item::Text(text) => Some(text.clone()),
            Item::Number(_) | Item::List(_) | Item::Secret(_) => None,
        }
    }

    pub(super) fn number(&self, key: &str) -> Option<u32> {
        match &self.given.items.get(key)?.item {
            Item::Number(number) => Some(*number),
            Item::Text(_) | Item::List(_) | Item::Secret(_) => None,
        }
    }

    fn path(&mut self, key: &str) -> Option<PathBuf> {
        let path = PathBuf::from(self.text(key)?);
        if !path.is_absolute() {
            self.given.fault(key, Wrong::NotAbsolute);
        }
        Some(path)
    }

    pub(super) fn url(&mut self, key: &str) -> Option<Url> {
        let url = parsed(&self.text(key)?);
        if url.is_none() {
            self.given.fault(key, Wrong::NotUrl);
        }
        url
    }

    fn people(&mut self, key: &str) -> Vec<Who> {
        let Some(Item::List(items)) = self.given.items.get(key).map(|given| given.item.clone()) else {
            return Vec::new();
        };
        let mut people = Vec::new();
        for item in items {
            match (item.strip_prefix('@'), item.parse::<i64>()) {
                (_, Ok(id)) if id > 0 => people.push(Who::Id(id)),
                // More than a user is somebody who is known by id: a username may change hands.
                (Some(name), _) if key == "telegram.users" && !name.is_empty() => {
                    people.push(Who::Username(name.to_owned()));
                }
                _ => self.given.fault(key, Wrong::NotPerson(item)),
            }
        }
        people
    }

    /// From its variable, or from the file that is named for it.
    pub(super) fn secret(&mut self, key: &str) -> Option<SecretString> {
        let file_key = format!("{key}_file");
        let direct = self.given.items.get(key).map(|given| (given.item.clone(), given.by.clone()));
        match (direct, self.text(&file_key)) {
            (Some((Item::Secret(_), by)), Some(_)) => {
                self.given.fault(file_key, Wrong::GivenTwice { other: by });
                None
            }
            (Some((Item::Secret(secret), _)), None) => Some(secret),
            (_, Some(path)) => match (self.secret_file)(Path::new(&path)) {
                Ok(text) if text.trim().is_empty() => {
                    self.given.fault(file_key, Wrong::Empty);
                    None
                }
                Ok(text) if text.len() > LONGEST_SECRET || text.trim().contains(['\n', '\0']) => {
                    self.given.fault(file_key, Wrong::Unreadable(format!("{path} holds more than one line")));
                    None
                }
                Ok(text) => Some(text.trim().to_owned().into()),
                Err(error) => {
                    self.given.fault(file_key, Wrong::Unreadable(format!("{path}: {error}")));
                    None
                }
            },
            (_, None) => None,
        }
    }

    fn shown(&self) -> Vec<Shown> {
        let given = KEYS.iter().filter_map(|key| Some((key, self.given.items.get(key.name)?)));
        given
            .map(|(key, given)| Shown {
                key: key.name,
                value: match &given.item {
                    Item::Text(text) => text.clone(),
                    Item::Number(number) => number.to_string(),
                    Item::List(items) => items.join(", "),

                    Item::Secret(_) => "•".repeat(8),
                },
                by: given.by.clone(),
            })
            .collect()
    }
}

fn parsed(url: &str) -> Option<Url> {
    Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some())
}

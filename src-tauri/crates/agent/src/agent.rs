//! The domain, put together from the configuration.

use std::path::Path;
use std::sync::Arc;

use companion::Companion;
use companion::bot::{Change, Who};
use companion::ports::{Clock, Ports};
use companion::view::{
    BotDraft, BotRole, BotRoute, BotSaved, ConnectionDraft, ConnectionSaved, LanguageChoice, Saved, Settings,
};
use machine::DataLock;
use secrecy::{ExposeSecret as _, SecretString};
use store::{ConnectionRow, Opened, Store};
use telegram::{Leadership, TelegramBot};
use url::Url;

use crate::bucket;
use crate::configuration::{Configuration, Peer, Telegram};
use crate::headless::{Headless, NoDemo, ZonedClock};
use crate::secrets::Given;
use crate::trouble::Trouble;
use crate::webhook::Webhook;

/// The domain, and the data folder that is its own for as long as it runs.
pub(crate) struct Agent {
    pub(crate) companion: Companion,
    pub(crate) clock: Arc<dyn Clock>,
    /// Where the data folder is not held by somebody else of this process.
    _lock: Option<DataLock>,
}

/// What of the domain is to run.
#[derive(Clone, Debug)]
pub(crate) enum Extent {
    Everything,
    /// Everything, for as long as this agent leads.
    Leading(Leadership),
    /// No bot.
    Silent,
}

impl Agent {
    /// The database is migrated, the configuration is in force; the server is not waited for.
    pub(crate) async fn start(configuration: &Configuration, extent: Extent) -> Result<Self, Trouble> {
        let lock = lock(&configuration.data_dir)?;
        let clock: Arc<dyn Clock> = Arc::new(ZonedClock::new(configuration.zone));
        let opened = Store::open(&configuration.data_dir, clock.now()).await?;
        let agent = Self::start_on(configuration, extent, clock, opened).await?;
        Ok(Self { _lock: Some(lock), ..agent })
    }

    /// The same on a database that is open.
    pub(crate) async fn start_on(
        configuration: &Configuration,
        extent: Extent,
        clock: Arc<dyn Clock>,
        opened: Opened,
    ) -> Result<Self, Trouble> {
        let secrets = Arc::new(Given::default());
        let stored = match settle(configuration, &opened.store, &secrets).await {
            Ok(stored) => stored,
            Err(trouble) => {
                opened.store.close().await;
                return Err(trouble);
            }
        };
        let is_as_configured = stored.as_ref().is_some_and(|row| row_is(row, configuration));
        if let Some(row) = stored.filter(|_| is_as_configured) {
            hand_over(&secrets, row.id, &configuration.testops);
        }
        let mut ports = ports(configuration, &configuration.data_dir, &clock, secrets)?;
        let has_bot = !matches!(extent, Extent::Silent);
        ports.bot = match extent {
            Extent::Everything => ports.bot,
            Extent::Leading(leadership) => {
                Some(Arc::new(TelegramBot::new(clock.clone()).leading(leadership)))
            }
            Extent::Silent => None,
        };
        let companion = Companion::start_on(ports, opened).await?;
        let agent = Self { companion, clock, _lock: None };
        match agent.put_in_force(configuration, has_bot, is_as_configured).await {
            Ok(()) => Ok(agent),
            Err(trouble) => {
                agent.companion.shutdown().await;
                Err(trouble)
            }
        }
    }

    async fn put_in_force(
        &self,
        configuration: &Configuration,
        has_bot: bool,
        is_connected: bool,
    ) -> Result<(), Trouble> {
        let companion = &self.companion;
        let settings = settings(configuration, companion.state().await?.settings);
        if let Saved::Refused { faults } = companion.save_settings(settings).await? {
            return Err(Trouble::Refused { what: "watch".to_owned(), faults });
        }
        if !is_connected
            && let ConnectionSaved::Refused { faults } =
                companion.save_connection(draft(configuration)).await?
        {
            return Err(Trouble::Refused { what: "testops".to_owned(), faults });
        }
        bucket::put_in_force(companion, configuration.s3.as_ref()).await?;
        match &configuration.telegram {
            Some(telegram) if has_bot => self.begin_bot(telegram).await,
            Some(_) | None => Ok(()),
        }
    }

    /// It never begins by itself: no token meets the server of an earlier configuration.
    async fn begin_bot(&self, telegram: &Telegram) -> Result<(), Trouble> {
        let companion = &self.companion;
        companion.bot_start_with_program(false).await?;
        if let BotSaved::Refused { faults } = companion.bot_save_settings(bot_draft(telegram)).await? {
            return Err(Trouble::Refused { what: "telegram".to_owned(), faults });
        }
        for (people, role) in [(&telegram.admins, BotRole::Admin), (&telegram.users, BotRole::User)] {
            for who in people {
                let change = companion.bot_allow(None, who, role).await?;
                match change {
                    Change::Done(_) | Change::Already(_) => {}
                    Change::NotAllowed | Change::Unknown | Change::NeedsId | Change::NotAUsername => {
                        return Err(Trouble::Said(format!("telegram: {} cannot be let in", shown(who))));
                    }
                }
            }
        }
        companion.switch_bot(true).await?;
        Ok(())
    }
}

/// A domain in an empty folder that is connected to nothing, to try peers with.
pub(crate) async fn trial(configuration: &Configuration, folder: &Path) -> Result<Companion, Trouble> {
    let clock: Arc<dyn Clock> = Arc::new(ZonedClock::new(configuration.zone));
    Ok(Companion::start(ports(configuration, folder, &clock, Arc::default())?).await?)
}

fn ports(
    configuration: &Configuration,
    data_dir: &Path,
    clock: &Arc<dyn Clock>,
    secrets: Arc<Given>,
) -> Result<Ports, Trouble> {
    let webhook = configuration.webhook.as_ref().map(Webhook::new).transpose()?;
    Ok(Ports {
        clock: clock.clone(),
        host: Arc::new(Headless { language: configuration.language, webhook, clock: clock.clone() }),
        secrets,
        demo: Arc::new(NoDemo),
        bot: Some(Arc::new(TelegramBot::new(clock.clone()))),
        containers: None,
        data_dir: data_dir.to_owned(),
        cache_dir: data_dir.join("cache"),
        exports_dir: configuration.exports_dir.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
}

/// Takes the data folder, or says who has it.
pub(crate) fn lock(data_dir: &Path) -> Result<DataLock, Trouble> {
    DataLock::take(data_dir).map_err(|taken| Trouble::InUse {
        path: data_dir.to_owned(),
        by: taken.by.map(|holder| format!(" (process {} on {})", holder.process, holder.machine)),
    })
}

/// Before the domain starts. A database that belongs to another server is refused: its runs and plans would be lost.
async fn settle(
    configuration: &Configuration,
    store: &Store,
    secrets: &Given,
) -> Result<Option<ConnectionRow>, Trouble> {
    bucket::settle(store, configuration, secrets).await?;
    let row = store.connections().real().await?;
    if let Some(row) = &row
        && !is_same_server(&row.url, &configuration.testops.url)
    {
        let configured = configuration.testops.url.to_string();
        return Err(Trouble::OtherServer { stored: row.url.clone(), configured });
    }
    Ok(row)
}

fn is_same_server(stored: &str, configured: &Url) -> bool {
    let server = |url: &Url| (url.host_str().map(str::to_ascii_lowercase), url.port_or_known_default());
    Url::parse(stored).is_ok_and(|stored| server(&stored) == server(configured))
}

/// Whether the connection is used as it is stored.
fn row_is(row: &ConnectionRow, configuration: &Configuration) -> bool {
    row.url.trim_end_matches('/') == configuration.testops.url.as_str().trim_end_matches('/')
        && row.ca_file == configuration.ca_file
        && row.proxy.as_deref().map(|proxy| proxy.trim_end_matches('/'))
            == configuration.testops.proxy.as_deref().map(|proxy| proxy.trim_end_matches('/'))
}

/// Under the names by which the domain asks.
fn hand_over(secrets: &Given, connection: i64, peer: &Peer<Url>) {
    secrets.put(format!("connection/{connection}/token"), peer.token.clone());
    if let Some(password) = &peer.proxy_password {
        secrets.put(format!("connection/{connection}/proxy_password"), password.clone());
    }
}

pub(crate) fn draft(configuration: &Configuration) -> ConnectionDraft {
    let Peer { url, token, proxy, proxy_password } = &configuration.testops;
    ConnectionDraft {
        url: url.to_string(),
        token: Some(token.expose_secret().to_owned()),
        ca_file: configuration.ca_file.clone(),
        proxy: proxy.clone(),
        proxy_password: proxy_password.as_ref().map(exposed),
    }
}

pub(crate) fn bot_draft(telegram: &Telegram) -> BotDraft {
    let Peer { url, token, proxy, proxy_password } = &telegram.peer;
    BotDraft {
        token: Some(token.expose_secret().to_owned()),
        route: BotRoute { base_url: url.as_ref().map(ToString::to_string), proxy: proxy.clone() },
        proxy_password: proxy_password.as_ref().map(exposed),
    }
}

fn exposed(secret: &SecretString) -> String {
    secret.expose_secret().to_owned()
}

fn settings(configuration: &Configuration, stored: Settings) -> Settings {
    let usual = Settings::default();
    let watch = &configuration.watch;
    Settings {
        language: LanguageChoice::System,
        autostart: false,
        export_folder: None,
        watch_seconds: watch.seconds.unwrap_or(usual.watch_seconds),
        idle_seconds: watch.idle_seconds.unwrap_or(usual.idle_seconds),
        request_budget: watch.request_budget.unwrap_or(usual.request_budget),
        timeout_hours: watch.timeout_hours.unwrap_or(usual.timeout_hours),
        keep_runs_days: watch.keep_runs_days.unwrap_or(usual.keep_runs_days),
        ..stored
    }
}

fn shown(who: &Who) -> String {
    match who {
        Who::Id(id) | Who::Forwarded { id, .. } => id.to_string(),
        Who::Username(name) => format!("@{name}"),
    }
}

//! The outside, as the domain sees it: small traits that the shell fulfils and that tests double.

use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDateTime, Utc};
use futures::future::BoxFuture;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::bot::{BotEnd, BotJob, BotName, BotTry};
use crate::view::{Event, Language, NoticeKind, PathKind, Place, SecretHome};

/// Time, passed in.
pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> DateTime<Utc>;

    /// The same instant on the wall clock of this machine.
    fn local(&self, at: DateTime<Utc>) -> NaiveDateTime;

    /// Ends once `now()` is at or past `at`, also when the clock jumped there: after a sleep of the machine it
    /// ends within two seconds. Where the clock is set back it ends early, after as long as it was to take.
    fn sleep_until(&self, at: DateTime<Utc>) -> BoxFuture<'_, ()>;
}

/// The desktop around the program.
pub trait Host: Send + Sync + 'static {
    fn emit(&self, event: Event);
    /// Shows a notification; an error is why the desktop did not take it.
    fn notify(&self, notification: Notification) -> BoxFuture<'_, Result<(), String>>;
    fn show_tray(&self, tray: TrayView);
    fn open_url(&self, url: &str) -> Result<(), String>;
    /// With the desktop's program for it.
    fn open_path(&self, path: &Path) -> Result<(), String>;
    fn show_in_folder(&self, path: &Path) -> Result<(), String>;
    /// Whether it lies in the system's bin; `false` where there is none, and nothing was done.
    fn move_to_bin(&self, path: &Path) -> Result<bool, String>;
    /// Lets a person pick; `None` when nothing was picked.
    fn choose_path<'a>(&'a self, kind: PathKind, suggested: &'a str) -> BoxFuture<'a, Option<PathBuf>>;
    fn set_autostart(&self, on: bool) -> Result<(), String>;
    fn system_language(&self) -> Language;
    fn has_tray(&self) -> bool;
    /// Ends the program, as the tray's menu does.
    fn quit(&self);
}

/// A toast that is due. What was not taken comes again under the same key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// Names what happened.
    pub key: String,
    /// When it happened.
    pub at: DateTime<Utc>,
    pub toast: Toast,
}

/// A native notification; a click on it opens `place`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Toast {
    /// A later toast with the same tag takes the place of the earlier one.
    pub tag: String,
    pub kind: NoticeKind,
    pub title: String,
    pub body: String,
    pub place: Option<Place>,
}

/// What the tray shows; words are in the language in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrayView {
    pub mark: TrayMark,
    /// One line for the tooltip and for the first, disabled line of the menu.
    pub status: String,
    pub menu: Vec<TrayItem>,
}

/// The icon's state; each has its own shape, not only its own colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrayMark {
    Idle,
    Running,
    Attention,
    Offline,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrayItem {
    pub label: String,
    pub action: TrayAction,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrayAction {
    Open(Place),
    Repeat { run_id: i64 },
    SwitchBot { on: bool },
    Separator,
    Quit,
}

/// Why a secret could not be read or kept. None of these says that it is not there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// The keyring waits for the person's password.
    #[error("the keyring is locked")]
    Locked,
    /// No keyring answers, or not yet.
    #[error("no keyring answers: {0}")]
    Unavailable(String),
    /// It answered that it cannot.
    #[error("{0}")]
    Failed(String),
}

/// The system's keyring, or its declared fallback. Keys look like `connection/3/token`.
///
/// Each method answers within seconds, also where the keyring waits for a person or hangs.
pub trait SecretStore: Send + Sync + 'static {
    fn home(&self) -> SecretHome;
    /// Where the secrets of before lie, when they could not be read and were kept aside.
    fn kept_aside(&self) -> Option<PathBuf> {
        None
    }
    /// `None` only where it is certain that there is none.
    fn get<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<SecretString>, SecretError>>;
    fn set<'a>(&'a self, key: &'a str, value: SecretString) -> BoxFuture<'a, Result<(), SecretError>>;
    fn delete<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<(), SecretError>>;
}

/// The TestOps server inside the program.
pub trait DemoServer: Send + Sync + 'static {
    /// Starts it afresh, or answers with the one that runs already.
    fn start(&self) -> BoxFuture<'_, Result<DemoAccess, String>>;
    fn stop(&self) -> BoxFuture<'_, ()>;
}

pub struct DemoAccess {
    pub url: String,
    pub token: SecretString,
}

/// The Telegram bot, one life after another.
pub trait BotRunner: Send + Sync + 'static {
    /// Polls and answers until it is stopped or cannot go on; a panic of it is noticed and mended.
    fn run(&self, job: BotJob) -> BoxFuture<'static, BotEnd>;

    /// Asks Telegram once who the bot is; takes no update and tells nobody anything.
    fn try_out(&self, wish: BotTry) -> BoxFuture<'static, Result<BotName, BotEnd>>;
}

/// The container engine that people's bots run on.
pub trait Containers: Send + Sync + 'static {
    /// Looks for it anew. What it answers with is bound to this data folder.
    fn find(&self) -> BoxFuture<'_, Result<bot_runner::Runner, bot_runner::Fault>>;
}

/// All of the outside that the domain is given.
pub struct Ports {
    pub clock: std::sync::Arc<dyn Clock>,
    pub host: std::sync::Arc<dyn Host>,
    pub secrets: std::sync::Arc<dyn SecretStore>,
    pub demo: std::sync::Arc<dyn DemoServer>,
    /// `None` where the program has no bot: its switch then says so.
    pub bot: Option<std::sync::Arc<dyn BotRunner>>,
    /// `None` where no engine is looked for.
    pub containers: Option<std::sync::Arc<dyn Containers>>,
    /// Holds the database; made when missing.
    pub data_dir: PathBuf,
    /// Holds what can be fetched anew; made when missing, and may be emptied while the program does not run.
    pub cache_dir: PathBuf,
    /// Where exports land unless the settings or a plan name another folder; made when the first one lands.
    pub exports_dir: PathBuf,
    /// The program's version, for the page and the user agent.
    pub version: String,
}

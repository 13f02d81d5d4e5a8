//! The machine around the program: a desktop that remembers, a keyring that may lock, no demo.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use companion::ports::{
    DemoAccess, DemoServer, Host, Notification, SecretError, SecretStore, Toast, TrayView,
};
use companion::view::{Event, Language, PathKind, SecretHome};
use futures::future::BoxFuture;
use secrecy::SecretString;
use tokio::sync::watch;

use crate::clock::SimClock;
use crate::doubts::{Doubts, Of};

/// The desktop, with all that it was told.
pub(crate) struct Desktop {
    clock: Arc<SimClock>,
    told: Mutex<Told>,
}

#[derive(Default)]
struct Told {
    /// Each with the time at which it was shown.
    toasts: Vec<(DateTime<Utc>, Toast)>,
    trouble: Option<Trouble>,
    tray: Option<TrayView>,
}

/// Notifications are refused; or they are shown, and whoever asked for it never hears of it.
#[derive(Clone, Copy)]
struct Trouble {
    silent: bool,
    until: DateTime<Utc>,
}

impl Desktop {
    pub(crate) fn new(clock: Arc<SimClock>) -> Self {
        Self { clock, told: Mutex::default() }
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn toasts(&self) -> Vec<(DateTime<Utc>, Toast)> {
        self.told().toasts.clone()
    }

    pub(crate) fn trouble(&self, silent: bool, lasting: Duration, doubts: &Doubts) {
        let until = self.clock.truth() + lasting;
        self.told().trouble = Some(Trouble { silent, until });
        if silent {
            doubts.add(Of::Desktop, lasting);
        }
    }

    pub(crate) fn tray(&self) -> Option<TrayView> {
        self.told().tray.clone()
    }
}

impl Host for Desktop {
    fn emit(&self, _: Event) {}

    fn notify(&self, Notification { toast, .. }: Notification) -> BoxFuture<'_, Result<(), String>> {
        Box::pin(async move {
            let at = self.clock.truth();
            let trouble = self.told().trouble.filter(|trouble| at < trouble.until);
            if trouble.is_some_and(|trouble| !trouble.silent) {
                return Err("there is no notification service".to_owned());
            }
            self.told().toasts.push((at, toast));
            if trouble.is_some() {
                std::future::pending::<()>().await;
            }
            Ok(())
        })
    }

    fn show_tray(&self, tray: TrayView) {
        self.told().tray = Some(tray);
    }

    fn open_url(&self, _: &str) -> Result<(), String> {
        Ok(())
    }

    fn open_path(&self, _: &Path) -> Result<(), String> {
        Ok(())
    }

    fn show_in_folder(&self, _: &Path) -> Result<(), String> {
        Ok(())
    }

    fn move_to_bin(&self, _: &Path) -> Result<bool, String> {
        Ok(false)
    }

    fn choose_path<'a>(&'a self, _: PathKind, _: &'a str) -> BoxFuture<'a, Option<PathBuf>> {
        Box::pin(async { None })
    }

    fn set_autostart(&self, _: bool) -> Result<(), String> {
        Ok(())
    }

    fn system_language(&self) -> Language {
        Language::En
    }

    fn has_tray(&self) -> bool {
        true
    }

    fn quit(&self) {}
}

/// How a keyring answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lock {
    Open,
    /// It refuses.
    Locked,
    /// A prompt stands open and nobody answers it.
    Asking,
}

/// A keyring in memory.
pub(crate) struct Keyring {
    kept: Mutex<BTreeMap<String, SecretString>>,
    lock: watch::Sender<Lock>,
}

impl Default for Keyring {
    fn default() -> Self {
        Self { kept: Mutex::default(), lock: watch::Sender::new(Lock::Open) }
    }
}

impl Keyring {
    pub(crate) fn turn(&self, lock: Lock) {
        self.lock.send_replace(lock);
    }

    pub(crate) fn locked(&self) -> bool {
        *self.lock.borrow() != Lock::Open
    }

    async fn opened(&self) -> Result<MutexGuard<'_, BTreeMap<String, SecretString>>, SecretError> {
        let mut lock = self.lock.subscribe();
        // The keyring lives as long as its sender.
        let lock = lock.wait_for(|lock| *lock != Lock::Asking).await.map_or(Lock::Open, |lock| *lock);
        match lock {
            Lock::Locked => Err(SecretError::Locked),
            Lock::Open | Lock::Asking => Ok(self.kept.lock().unwrap_or_else(PoisonError::into_inner)),
        }
    }
}

impl SecretStore for Keyring {
    fn home(&self) -> SecretHome {
        SecretHome::Keyring
    }

    fn get<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<SecretString>, SecretError>> {
        Box::pin(async move { Ok(self.opened().await?.get(key).cloned()) })
    }

    fn set<'a>(&'a self, key: &'a str, value: SecretString) -> BoxFuture<'a, Result<(), SecretError>> {
        Box::pin(async move {
            self.opened().await?.insert(key.to_owned(), value);
            Ok(())
        })
    }

    fn delete<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<(), SecretError>> {
        Box::pin(async move {
            self.opened().await?.remove(key);
            Ok(())
        })
    }
}

/// No demo is tried in a simulation.
pub(crate) struct NoDemo;

impl DemoServer for NoDemo {
    fn start(&self) -> BoxFuture<'_, Result<DemoAccess, String>> {
        Box::pin(async { Err("there is no demo".to_owned()) })
    }

    fn stop(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

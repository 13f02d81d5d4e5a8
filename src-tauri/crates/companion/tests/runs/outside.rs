//! The outside of the domain, for tests: a clock that can be moved, a host that remembers, secrets in memory.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use companion::ports::{
    Clock, DemoAccess, DemoServer, Host, Notification, Ports, SecretError, SecretStore, Toast, TrayView,
};
use companion::view::{Event, Language, PathKind, SecretHome};
use futures::future::BoxFuture;
use secrecy::SecretString;
use tokio::sync::Notify;

/// What outlives a restart of the program: the machine around it.
#[derive(Clone, Default)]
pub(crate) struct Outside {
    pub(crate) clock: Arc<MovedClock>,
    pub(crate) host: Arc<Recorder>,
    pub(crate) secrets: Arc<Memory>,
    pub(crate) demo: Arc<Demo>,
}

impl Outside {
    pub(crate) fn ports(&self, data_dir: &Path) -> Ports {
        Ports {
            clock: self.clock.clone(),
            host: self.host.clone(),
            secrets: self.secrets.clone(),
            demo: self.demo.clone(),
            bot: None,
            data_dir: data_dir.to_owned(),
            cache_dir: data_dir.join("cache"),
            containers: None,
            exports_dir: data_dir.join("exports"),
            version: "0.0.0-test".to_owned(),
        }
    }
}

/// The machine's clock, moved by so many milliseconds.
#[derive(Default)]
pub(crate) struct MovedClock(AtomicI64);

impl MovedClock {
    pub(crate) fn advance(&self, by: TimeDelta) {
        self.0.fetch_add(by.num_milliseconds(), Ordering::SeqCst);
    }
}

impl Clock for MovedClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now() + TimeDelta::milliseconds(self.0.load(Ordering::SeqCst))
    }

    fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.naive_utc()
    }

    fn sleep_until(&self, at: DateTime<Utc>) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            while let Ok(left) = (at - self.now()).to_std()
                && !left.is_zero()
            {
                tokio::time::sleep(left.min(Duration::from_millis(20))).await;
            }
        })
    }
}

#[derive(Default)]
pub(crate) struct Recorder {
    told: Mutex<Told>,
    news: Notify,
    /// It panics once, at the next event of this kind.
    pub(crate) breaks_at: Mutex<Option<Break>>,
}

/// The event at which something breaks.
pub(crate) type Break = fn(&Event) -> bool;

#[derive(Clone, Default)]
pub(crate) struct Told {
    pub(crate) events: Vec<Event>,
    pub(crate) toasts: Vec<Toast>,
    pub(crate) trays: Vec<TrayView>,
    pub(crate) opened: Vec<String>,
}

impl Recorder {
    pub(crate) fn told(&self) -> Told {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Ends with the next thing that is told.
    pub(crate) async fn news(&self) {
        self.news.notified().await;
    }

    fn tell(&self, tell: impl FnOnce(&mut Told)) {
        tell(&mut self.told.lock().unwrap_or_else(PoisonError::into_inner));
        self.news.notify_one();
    }
}

impl Host for Recorder {
    fn emit(&self, event: Event) {
        let broken =
            self.breaks_at.lock().unwrap_or_else(PoisonError::into_inner).take_if(|is_it| is_it(&event));
        assert!(broken.is_none(), "the host breaks at {event:?}");
        self.tell(|told| told.events.push(event));
    }

    fn notify(&self, Notification { toast, .. }: Notification) -> BoxFuture<'_, Result<(), String>> {
        self.tell(|told| told.toasts.push(toast));
        Box::pin(async { Ok(()) })
    }

    fn show_tray(&self, tray: TrayView) {
        self.tell(|told| told.trays.push(tray));
    }

    fn open_url(&self, url: &str) -> Result<(), String> {
        self.tell(|told| told.opened.push(url.to_owned()));
        Ok(())
    }

    fn open_path(&self, path: &Path) -> Result<(), String> {
        self.tell(|told| told.opened.push(path.to_string_lossy().into_owned()));
        Ok(())
    }

    fn show_in_folder(&self, _: &Path) -> Result<(), String> {
        Ok(())
    }

    fn move_to_bin(&self, _: &Path) -> Result<bool, String> {
        Ok(false)
    }

    /// The person takes what is suggested.
    fn choose_path<'a>(&'a self, _: PathKind, suggested: &'a str) -> BoxFuture<'a, Option<PathBuf>> {
        Box::pin(async move { Some(PathBuf::from(suggested)) })
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

#[derive(Default)]
pub(crate) struct Memory(Mutex<HashMap<String, SecretString>>);

impl Memory {
    fn all(&self) -> std::sync::MutexGuard<'_, HashMap<String, SecretString>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn keys(&self) -> Vec<String> {
        self.all().keys().cloned().collect()
    }
}

impl SecretStore for Memory {
    fn home(&self) -> SecretHome {
        SecretHome::Keyring
    }

    fn get<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<SecretString>, SecretError>> {
        Box::pin(async move { Ok(self.all().get(key).cloned()) })
    }

    fn set<'a>(&'a self, key: &'a str, value: SecretString) -> BoxFuture<'a, Result<(), SecretError>> {
        Box::pin(async move {
            self.all().insert(key.to_owned(), value);
            Ok(())
        })
    }

    fn delete<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<(), SecretError>> {
        Box::pin(async move {
            self.all().remove(key);
            Ok(())
        })
    }
}

#[derive(Default)]
pub(crate) struct Demo(tokio::sync::Mutex<Option<testops_sim::Running>>);

impl DemoServer for Demo {
    fn start(&self) -> BoxFuture<'_, Result<DemoAccess, String>> {
        Box::pin(async move {
            let running =
                testops_sim::serve(super::server::options()).await.map_err(|error| error.to_string())?;
            let access = DemoAccess { url: running.url.clone(), token: running.token.clone().into() };
            if let Some(old) = self.0.lock().await.replace(running) {
                old.stop().await;
            }
            Ok(access)
        })
    }

    fn stop(&self) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            if let Some(running) = self.0.lock().await.take() {
                running.stop().await;
            }
        })
    }
}

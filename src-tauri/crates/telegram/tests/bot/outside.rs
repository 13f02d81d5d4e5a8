//! The outside of the domain, for tests: the machine's clock, a silent host, secrets in memory.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use companion::ports::{
    Clock, DemoAccess, DemoServer, Host, Notification, Ports, SecretError, SecretStore, TrayView,
};
use companion::view::{Event, Language, PathKind, SecretHome};
use futures::future::BoxFuture;
use secrecy::SecretString;

/// What outlives a restart of the program: the machine around it.
#[derive(Clone, Default)]
pub(crate) struct Outside {
    pub(crate) clock: Arc<MachineClock>,
    secrets: Arc<Memory>,
    demo: Arc<Demo>,
}

impl Outside {
    pub(crate) fn ports(&self, data_dir: &Path) -> Ports {
        Ports {
            clock: self.clock.clone(),
            host: Arc::new(Silent),
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

/// The machine's clock, moved by so many milliseconds; its wall shows UTC.
#[derive(Default)]
pub(crate) struct MachineClock(AtomicI64);

impl MachineClock {
    pub(crate) fn advance(&self, by: TimeDelta) {
        self.0.fetch_add(by.num_milliseconds(), Ordering::SeqCst);
    }
}

impl Clock for MachineClock {
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

struct Silent;

impl Host for Silent {
    fn emit(&self, _: Event) {}

    fn notify(&self, _: Notification) -> BoxFuture<'_, Result<(), String>> {
        Box::pin(async { Ok(()) })
    }

    fn show_tray(&self, _: TrayView) {}

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

#[derive(Default)]
struct Memory(Mutex<HashMap<String, SecretString>>);

impl Memory {
    fn all(&self) -> std::sync::MutexGuard<'_, HashMap<String, SecretString>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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
struct Demo(tokio::sync::Mutex<Option<testops_sim::Running>>);

impl DemoServer for Demo {
    fn start(&self) -> BoxFuture<'_, Result<DemoAccess, String>> {
        Box::pin(async move {
            let running =
                testops_sim::serve(crate::stage::options()).await.map_err(|error| error.to_string())?;
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

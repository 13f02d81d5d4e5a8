//! The outside for a bench: the machine's clock, secrets in memory, and a host that hands every event on.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Local, NaiveDateTime, Utc};
use companion::ports::{
    Clock, DemoAccess, DemoServer, Host, Notification, Ports, SecretError, SecretStore, TrayView,
};
use companion::view::{Event, Language, PathKind, SecretHome};
use futures::future::BoxFuture;
use secrecy::SecretString;

/// `hear` is called with every event, in order.
pub(crate) fn ports(data_dir: &Path, hear: impl Fn(Event) + Send + Sync + 'static) -> Ports {
    Ports {
        clock: Arc::new(SystemClock),
        host: Arc::new(Listener(hear)),
        secrets: Arc::new(Memory::default()),
        demo: Arc::new(NoDemo),
        bot: None,
        data_dir: data_dir.to_owned(),
        cache_dir: data_dir.join("cache"),
        containers: None,
        exports_dir: data_dir.join("exports"),
        version: "bench".to_owned(),
    }
}

struct Listener<F>(F);

impl<F: Fn(Event) + Send + Sync + 'static> Host for Listener<F> {
    fn emit(&self, event: Event) {
        self.0(event);
    }

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

struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.with_timezone(&Local).naive_local()
    }

    fn sleep_until(&self, at: DateTime<Utc>) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            if let Ok(left) = (at - self.now()).to_std() {
                tokio::time::sleep(left).await;
            }
        })
    }
}

#[derive(Default)]
struct Memory {
    secrets: Mutex<HashMap<String, SecretString>>,
}

impl SecretStore for Memory {
    fn home(&self) -> SecretHome {
        SecretHome::Keyring
    }

    fn get<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<SecretString>, SecretError>> {
        let secret = self.secrets.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned();
        Box::pin(async { Ok(secret) })
    }

    fn set<'a>(&'a self, key: &'a str, value: SecretString) -> BoxFuture<'a, Result<(), SecretError>> {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), value);
        Box::pin(async { Ok(()) })
    }

    fn delete<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<(), SecretError>> {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
        Box::pin(async { Ok(()) })
    }
}

struct NoDemo;

impl DemoServer for NoDemo {
    fn start(&self) -> BoxFuture<'_, Result<DemoAccess, String>> {
        Box::pin(async { Err("the bench has no demo".to_owned()) })
    }

    fn stop(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

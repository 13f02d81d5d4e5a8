//! The outside of the domain where there is no desktop.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;
use companion::ports::{Clock, DemoAccess, DemoServer, Host, Notification, Toast, TrayView};
use companion::view::{Event, Language, PathKind};
use futures::future::BoxFuture;
use machine::SystemClock;

use crate::webhook::Webhook;

/// What the desktop would show is logged, and sent to the web service that is configured.
pub(crate) struct Headless {
    pub(crate) language: Language,
    pub(crate) webhook: Option<Webhook>,
    pub(crate) clock: Arc<dyn Clock>,
}

const NO_DESKTOP: &str = "there is no desktop";

impl Host for Headless {
    fn emit(&self, _: Event) {}

    fn notify(&self, notification: Notification) -> BoxFuture<'_, Result<(), String>> {
        Box::pin(async move {
            if let Some(webhook) = &self.webhook {
                webhook.tell(&notification, self.clock.now()).await?;
            }
            let Toast { kind, title, body, .. } = notification.toast;
            tracing::info!(?kind, title, text = body, "told");
            Ok(())
        })
    }

    fn show_tray(&self, _: TrayView) {}

    fn open_url(&self, _: &str) -> Result<(), String> {
        Err(NO_DESKTOP.to_owned())
    }

    fn open_path(&self, _: &Path) -> Result<(), String> {
        Err(NO_DESKTOP.to_owned())
    }

    fn show_in_folder(&self, _: &Path) -> Result<(), String> {
        Err(NO_DESKTOP.to_owned())
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
        self.language
    }

    fn has_tray(&self) -> bool {
        true
    }

    /// Only a signal ends it.
    fn quit(&self) {}
}

/// The machine's clock, with the wall of a time zone: a container's own is UTC.
pub(crate) struct ZonedClock {
    machine: SystemClock,
    zone: Tz,
}

impl ZonedClock {
    pub(crate) fn new(zone: Tz) -> Self {
        Self { machine: SystemClock::new(), zone }
    }
}

impl Clock for ZonedClock {
    fn now(&self) -> DateTime<Utc> {
        self.machine.now()
    }

    fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.with_timezone(&self.zone).naive_local()
    }

    fn sleep_until(&self, at: DateTime<Utc>) -> BoxFuture<'_, ()> {
        self.machine.sleep_until(at)
    }
}

pub(crate) struct NoDemo;

impl DemoServer for NoDemo {
    fn start(&self) -> BoxFuture<'_, Result<DemoAccess, String>> {
        Box::pin(async { Err("the agent has no demo".to_owned()) })
    }

    fn stop(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

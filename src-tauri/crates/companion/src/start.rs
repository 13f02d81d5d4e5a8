//! The start: what the last end left, and what a person must know of it.

use std::path::Path;

use secrecy::SecretString;
use store::{OpenOutcome, StoreError};
use url::Url;

use crate::Companion;
use crate::companion::Inner;
use crate::export;
use crate::failure;
use crate::ports::Toast;
use crate::session::{Access, Session, proxy_password_key, token_key};
use crate::settings_check;
use crate::texts::{StartNotice, Texts, Trouble};
use crate::view::{Event, Failure, Notice, NoticeKind, Settings};
use crate::watch::Message;

const SETTINGS: &str = "settings";

pub(crate) fn cannot_open(texts: Texts, dir: &Path, error: &StoreError) -> Failure {
    tracing::error!(%error, "the database could not be opened");
    let details = Some(error.to_string());
    match error {
        StoreError::ReadOnly => {
            texts.failure(Trouble::ReadOnlyFolder { dir: &dir.to_string_lossy() }, details)
        }
        StoreError::Database(_) | StoreError::File { .. } => texts.failure(Trouble::NoDatabase, details),
        StoreError::Newer { .. }
        | StoreError::DiskFull
        | StoreError::Damaged(_)
        | StoreError::Busy
        | StoreError::Conflict(_)
        | StoreError::Json(_)
        | StoreError::Migration(_) => failure::of_store(texts, error),
    }
}

/// A row that cannot be read, or that nobody could have saved, is kept aside, and the defaults are in force.
pub(crate) async fn read_settings(inner: &Inner) -> Result<(), StoreError> {
    let read = inner.store.kv().get_or_set_aside::<Settings>(SETTINGS, inner.now()).await?;
    let mut set_aside = read.set_aside;
    match read.value {
        Some(settings) if settings_check::check(&settings, inner.texts()).is_empty() => {
            inner.settings.send_replace(settings);
        }
        Some(_) => set_aside = Some(inner.store.kv().set_aside(SETTINGS, inner.now()).await?),
        None => {}
    }
    if let Some(key) = &set_aside {
        add_notice(inner, inner.texts().notice(StartNotice::SettingsSetAside { key }));
    }
    Ok(())
}

/// What [`read_settings`] will read, where nothing is in its way.
pub(crate) async fn peek_at_settings(data_dir: &Path) -> Option<Settings> {
    let text = store::peek(data_dir, SETTINGS).await.ok().flatten()?;
    serde_json::from_str(&text).ok()
}

pub(crate) async fn write_settings(inner: &Inner, settings: &Settings) -> Result<(), StoreError> {
    inner.store.kv().put(SETTINGS, settings).await
}

pub(crate) fn note_how_it_opened(inner: &Inner, outcome: &OpenOutcome) {
    let texts = inner.texts();
    if let Some(aside) = inner.ports.secrets.kept_aside() {
        let aside = aside.to_string_lossy();
        add_notice(inner, texts.notice(StartNotice::SecretsSetAside { aside: &aside }));
    }
    match outcome {
        OpenOutcome::Fresh | OpenOutcome::Ready | OpenOutcome::Migrated { .. } => {}
        OpenOutcome::RestoredBackup { aside, backup_from } => {
            let aside = aside.to_string_lossy();
            let backup_age = texts.age(inner.now() - *backup_from);
            let notice = StartNotice::RestoredBackup { aside: &aside, backup_age: &backup_age };
            add_notice(inner, texts.notice(notice));
        }
        OpenOutcome::StartedAfresh { aside } => {
            let aside = aside.to_string_lossy();
            add_notice(inner, texts.notice(StartNotice::StartedAfresh { aside: &aside }));
        }
    }
}

/// A task of the domain panicked; the program lives on without it. Told in the window and, where that is closed, on the
/// desktop.
pub(crate) fn say_what_broke(inner: &Inner) {
    tracing::error!("a task of the domain broke");
    let notice = Texts(inner.window_language()).notice(StartNotice::Broken);
    let Notice { id, message, advice } = notice.clone();
    inner.ports.host.notify(Toast {
        tag: id,
        kind: NoticeKind::Summary,
        title: message,
        body: advice,
        place: None,
    });
    add_notice(inner, notice);
    inner.emit(Event::StateChanged);
}

pub(crate) fn add_notice(inner: &Inner, notice: Notice) {
    inner.notices.send_modify(|notices| {
        notices.retain(|old| old.id != notice.id);
        notices.push(notice);
    });
}

impl Companion {
    /// Connects with what is stored. The demo begins afresh each time: its server forgot everything.
    pub(crate) async fn resume(&self) -> Result<(), Failure> {
        let inner = &self.inner;
        let current = inner.store.connections().current().await.map_err(|error| inner.stored(&error))?;
        match current {
            None => Ok(()),
            Some(connection) if connection.demo => {
                // The program is of use without its demo.
                if let Err(failure) = self.try_demo().await {
                    let Failure { message, advice, .. } = failure;
                    add_notice(inner, Notice { id: "demo".to_owned(), message, advice });
                }
                Ok(())
            }
            Some(connection) => {
                let session = self.stored_session(connection).await;
                self.change_session(session).await
            }
        }
    }

    /// The session of a stored connection; `None` when its token or its files are gone, which a notice tells.
    pub(crate) async fn stored_session(&self, connection: store::ConnectionRow) -> Option<Session> {
        let inner = &self.inner;
        let token = self.secret(&token_key(connection.id)).await;
        let proxy_password = self.secret(&proxy_password_key(connection.id)).await;
        let (token_set, proxy_password_set) = (token.is_some(), proxy_password.is_some());
        if !token_set {
            add_notice(inner, inner.texts().notice(StartNotice::TokenMissing));
        }
        let access = Access {
            url: Url::parse(&connection.url).ok()?,
            // Without one the server says that the token is not accepted, which is what has to be mended.
            token: token.unwrap_or_else(|| SecretString::from(String::new())),
            ca_file: connection.ca_file.clone(),
            proxy: connection.proxy.as_deref().and_then(|proxy| Url::parse(proxy).ok()),
            proxy_password,
        };
        match access.client(&inner.ports.version).await {
            Ok(client) => {
                Some(Session { connection: connection.into(), client, token_set, proxy_password_set })
            }
            Err(error) => {
                tracing::error!(%error, "the stored connection cannot be used");
                let server = failure::Server::of(&connection);
                let failure = failure::of_access(inner.texts(), server, &error);
                add_notice(
                    inner,
                    Notice { id: "connection".to_owned(), message: failure.message, advice: failure.advice },
                );
                None
            }
        }
    }

    pub(crate) async fn secret(&self, key: &str) -> Option<SecretString> {
        match self.inner.ports.secrets.get(key).await {
            Ok(secret) => secret,
            Err(error) => {
                tracing::error!(%error, "the secret store does not answer");
                None
            }
        }
    }

    /// Makes this the connection in use; answers when its runs are watched and its plans are in.
    pub(crate) async fn change_session(&self, session: Option<Session>) -> Result<(), Failure> {
        let inner = &self.inner;
        inner.session.send_replace(session.clone());
        let same = session.clone();
        inner.ask_watcher(|done| Message::Session(session, done)).await?;
        inner.ask_exporter(|done| export::Message::Session(same, done)).await?;
        inner.emit(Event::StateChanged);
        inner.emit(Event::CatalogueChanged);
        Ok(())
    }
}

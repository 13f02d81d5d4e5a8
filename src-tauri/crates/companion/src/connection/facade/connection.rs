use std::sync::Arc;

use secrecy::SecretString;
use store::{ConnectionRow, NewConnection};
use uuid::Uuid;

use crate::Companion;
use crate::connection::address::stored;
use crate::connection::awaited::NOTICE as AWAITED;
use crate::connection::draft::{self, Kept, Ready, given};
use crate::connection::find::find;
use crate::core::failure::{Server, host_of, of_access};
use crate::core::ports::SecretError;
use crate::core::session::{Session, proxy_password_key, token_key};
use crate::texts::{StartNotice, Trouble};
use crate::view::{ConnectionDraft, ConnectionSaved, Event, Failure, PlanSaved, SecretHome};

impl Companion {
    /// Takes the place of the connection in use. Rows of another server are forgotten with it.
    pub async fn save_connection(&self, draft: ConnectionDraft) -> Result<ConnectionSaved, Failure> {
        let inner = &self.inner;
        let _one_at_a_time = inner.connecting.lock().await;
        let old = inner.store.connections().real().await.map_err(|error| inner.stored(&error))?;
        let kept = self.kept_secrets(old.as_ref(), &draft).await?;
        let ready = match draft::read(&draft, kept, inner.texts()).await {
            Ok(ready) => ready,
            Err(faults) => return Ok(ConnectionSaved::Refused { faults }),
        };
        let Ready { access, address, proxy, keeps_token, keeps_password } = ready;
        let (token, password) = (access.token.clone(), access.proxy_password.clone());
        let ca_file = access.ca_file.clone();
        // First, so that a connection that cannot be used takes no other's place.
        let (url, client) = match address.candidates() {
            [only] => access.client(&inner.ports).await.map(|client| (only.clone(), client)),
            _ => find(&address, &access, &inner.ports).await.map(|found| (found.url, found.client)),
        }
        .map_err(|error| {
            let server = Server { host: host_of(address.likeliest().as_str()) };
            of_access(inner.texts(), server, &error)
        })?;
        let url = stored(&url);
        if let Some(old) = &old {
            self.forget_changed(old.id, keeps_token, keeps_password).await?;
        }
        let created_at = inner.now().timestamp_millis();
        let new = NewConnection { url, demo: false, ca_file, proxy, user_name: None, created_at };
        let is_first = old.is_none();
        let row = self.replace(old, &new).await?;
        if let Some(project_id) = address.project_id().filter(|_| is_first) {
            let flags = inner.store.project_flags();
            flags.set_favourite(row.id, project_id, true).await.map_err(|error| inner.stored(&error))?;
        }
        self.keep_secrets(row.id, token, password.clone()).await?;
        inner.imported.send_replace(None);
        inner.notices.send_modify(|notices| {
            notices.retain(|notice| !["token_missing", AWAITED].contains(&notice.id.as_str()));
        });
        self.say_where_secrets_are();
        let session = Session {
            connection: row.into(),
            client,
            token_set: true,
            proxy_password_set: password.is_some(),
        };
        let connection = session.view();
        self.change_session(Some(session)).await?;
        self.learn_user();
        Ok(ConnectionSaved::Saved { connection })
    }

    /// Writes the row, and leaves the demo if it is in use.
    async fn replace(
        &self,
        old: Option<ConnectionRow>,
        new: &NewConnection,
    ) -> Result<ConnectionRow, Failure> {
        let inner = &self.inner;
        let connections = inner.store.connections();
        let stored = |error| inner.stored(&error);
        self.drop_demo().await?;
        if let Some(old) = old
            && host_of(&old.url) != host_of(&new.url)
        {
            connections.delete(old.id).await.map_err(stored)?;
            self.inner.forget_evidence(&old).await;
        }
        connections.save(new).await.map_err(stored)
    }

    pub async fn forget_connection(&self) -> Result<(), Failure> {
        let inner = &self.inner;
        let _one_at_a_time = inner.connecting.lock().await;
        let stored = |error| inner.stored(&error);
        let Some(current) = inner.store.connections().current().await.map_err(stored)? else { return Ok(()) };
        self.change_session(None).await?;
        self.drop_secrets(current.id).await;
        inner.store.connections().delete(current.id).await.map_err(stored)?;
        inner.forget_evidence(&current).await;
        if current.demo {
            inner.ports.demo.stop().await;
        }
        inner.emit(Event::StateChanged);
        self.resume_real().await
    }

    /// A TestOps server inside the program; it begins afresh each time.
    pub async fn try_demo(&self) -> Result<(), Failure> {
        let inner = &self.inner;
        let _one_at_a_time = inner.connecting.lock().await;
        self.change_session(None).await?;
        self.drop_demo().await?;
        let access = inner.ports.demo.start().await.map_err(|error| {
            tracing::error!(error, "the demo did not start");
            inner.texts().failure(Trouble::Demo, Some(error))
        })?;
        let new = NewConnection {
            url: access.url.trim_end_matches('/').to_owned(),
            demo: true,
            ca_file: None,
            proxy: None,
            user_name: None,
            created_at: inner.now().timestamp_millis(),
        };
        let row = inner.store.connections().save(&new).await.map_err(|error| inner.stored(&error))?;
        let url = row.url.parse().map_err(|_| inner.trouble(Trouble::Demo))?;
        let access = crate::core::session::Access {
            url,
            token: access.token,
            ca_file: None,
            proxy: None,
            proxy_password: None,
        };
        let client = match access.client(&inner.ports).await {
            Ok(client) => client,
            Err(error) => return Err(of_access(inner.texts(), Server::of(&row), &error)),
        };
        let session = Session { connection: row.into(), client, token_set: true, proxy_password_set: false };
        self.change_session(Some(session)).await?;
        let companion = self.clone();
        inner.spawn(async move {
            if let Err(failure) = companion.begin_with_a_plan().await {
                tracing::warn!(failure.message, "the demo begins without an export");
            }
        });
        self.learn_user();
        Ok(())
    }

    /// A demo without any plan gets one, and its first file: there is something to look at in Exports at once.
    async fn begin_with_a_plan(&self) -> Result<(), Failure> {
        // Nobody leaves the demo meanwhile: a real connection is never given a plan.
        let _one_at_a_time = self.inner.connecting.lock().await;
        let is_demo = self.inner.session.borrow().as_ref().is_some_and(|session| session.connection.demo);
        if !is_demo || !self.exports().await?.plans.is_empty() {
            return Ok(());
        }
        let projects = self.projects(false).await?.items;
        let Some(project) = projects.iter().min_by_key(|project| project.id) else { return Ok(()) };
        let draft = self.plan_draft(None, project.id).await?;
        if let PlanSaved::Saved { id } = self.save_plan(draft).await? {
            self.run_plan(Uuid::new_v4().to_string(), id).await?;
        }
        Ok(())
    }

    pub async fn leave_demo(&self) -> Result<(), Failure> {
        let _one_at_a_time = self.inner.connecting.lock().await;
        self.change_session(None).await?;
        self.drop_demo().await?;
        // The page may have read the state while the demo was still in the database.
        self.inner.emit(Event::StateChanged);
        self.inner.ports.demo.stop().await;
        self.resume_real().await
    }

    async fn resume_real(&self) -> Result<(), Failure> {
        let inner = &self.inner;
        let real = inner.store.connections().real().await.map_err(|error| inner.stored(&error))?;
        match real {
            Some(real) => self.go_on_with(real).await,
            None => Ok(()),
        }
    }

    /// Forgets the demo's rows; nothing of it is in the keyring.
    async fn drop_demo(&self) -> Result<(), Failure> {
        let inner = &self.inner;
        let stored = |error| inner.stored(&error);
        let current = inner.store.connections().current().await.map_err(stored)?;
        match current {
            Some(row) if row.demo => {
                inner.store.connections().delete(row.id).await.map_err(stored)?;
                inner.forget_evidence(&row).await;
                Ok(())
            }
            Some(_) | None => Ok(()),
        }
    }

    /// What is kept for a draft to leave as it is. A store that does not say what it holds is a failure only where
    /// the draft needs that.
    pub(crate) async fn kept_secrets(
        &self,
        old: Option<&ConnectionRow>,
        draft: &ConnectionDraft,
    ) -> Result<Kept, Failure> {
        let imported_token =
            self.inner.imported.borrow().as_ref().and_then(|imported| imported.token.clone());
        let Some(old) = old else { return Ok(Kept { imported_token, ..Kept::default() }) };
        let needs_token = imported_token.is_none() && given(draft.token.as_deref()).is_none();
        let needs_password = given(draft.proxy.as_deref()).is_some()
            && old.proxy.is_some()
            && given(draft.proxy_password.as_deref()).is_none();
        Ok(Kept {
            url: Some(old.url.clone()),
            proxy: old.proxy.clone(),
            token: if needs_token { self.kept_secret(&token_key(old.id)).await? } else { None },
            proxy_password: if needs_password { self.kept_password(old.id).await? } else { None },
            imported_token,
        })
    }

    async fn kept_secret(&self, key: &str) -> Result<Option<SecretString>, Failure> {
        self.inner.ports.secrets.get(key).await.map_err(|error| self.inner.secrets_failed(&error))
    }

    /// Without a keyring a connection can be set up anew all the same; a proxy that wants a password then asks for it.
    async fn kept_password(&self, id: i64) -> Result<Option<SecretString>, Failure> {
        match self.inner.ports.secrets.get(&proxy_password_key(id)).await {
            Ok(password) => Ok(password),
            Err(SecretError::Unavailable(_)) => Ok(None),
            Err(error @ (SecretError::Locked | SecretError::Failed(_))) => {
                Err(self.inner.secrets_failed(&error))
            }
        }
    }

    /// Old secrets go before the row does, and new ones come after it: whatever fails between, none is used with
    /// another server or proxy than its own.
    async fn forget_changed(&self, id: i64, keeps_token: bool, keeps_password: bool) -> Result<(), Failure> {
        for (key, keeps) in [(token_key(id), keeps_token), (proxy_password_key(id), keeps_password)] {
            if !keeps {
                self.inner
                    .ports
                    .secrets
                    .delete(&key)
                    .await
                    .map_err(|error| self.inner.secrets_failed(&error))?;
            }
        }
        Ok(())
    }

    async fn keep_secrets(
        &self,
        id: i64,
        token: SecretString,
        password: Option<SecretString>,
    ) -> Result<(), Failure> {
        let secrets = &self.inner.ports.secrets;
        let token = secrets.set(&token_key(id), token).await;
        let key = proxy_password_key(id);
        let password = match password {
            Some(password) => secrets.set(&key, password).await,
            None => secrets.delete(&key).await,
        };
        token.and(password).map_err(|error| self.inner.secrets_failed(&error))
    }

    /// Where no keyring answers, a person must know.
    fn say_where_secrets_are(&self) {
        if let SecretHome::File { path } = self.inner.ports.secrets.home() {
            self.inner.add_notice(self.inner.texts().notice(StartNotice::SecretsInFile { path: &path }));
        }
    }

    async fn drop_secrets(&self, id: i64) {
        for key in [token_key(id), proxy_password_key(id)] {
            if let Err(error) = self.inner.ports.secrets.delete(&key).await {
                tracing::warn!(%error, "a secret could not be forgotten");
            }
        }
    }

    /// Asks, beside everything else, who the token belongs to.
    pub(crate) fn learn_user(&self) {
        let inner = self.inner.clone();
        self.inner.spawn(async move {
            let Some(session) = inner.session.borrow().clone() else { return };
            let Ok(account) = session.client.account().await else { return };
            let Some(user) = account.shown_name() else { return };
            // What is corrected meanwhile must not be written over with what was tried before.
            let _one_at_a_time = inner.connecting.lock().await;
            let current = inner.session.borrow().clone();
            if current.is_none_or(|current| !Arc::ptr_eq(&current.connection, &session.connection)) {
                return;
            }
            let row = ConnectionRow { user_name: Some(user.clone()), ..(*session.connection).clone() };
            if let Err(error) = inner.store.connections().update(&row).await {
                tracing::warn!(%error, "the user's name could not be kept");
            }
            inner.session.send_if_modified(|current| {
                let Some(current) = current.as_mut().filter(|current| current.connection.id == row.id) else {
                    return false;
                };
                current.connection = row.into();
                true
            });
            inner.emit(Event::StateChanged);
        });
    }
}

use std::sync::Arc;

use secrecy::SecretString;
use store::{ConnectionRow, NewConnection};

use crate::Companion;
use crate::draft::{self, Kept, Ready};
use crate::failure::{Server, host_of, of_access};
use crate::session::{Session, proxy_password_key, token_key};
use crate::start::add_notice;
use crate::texts::{StartNotice, Trouble};
use crate::view::{ConnectionDraft, ConnectionSaved, Event, Failure, PlanSaved, SecretHome};

impl Companion {
    /// Takes the place of the connection in use. Rows of another server are forgotten with it.
    pub async fn save_connection(&self, draft: ConnectionDraft) -> Result<ConnectionSaved, Failure> {
        let inner = &self.inner;
        let _one_at_a_time = inner.connecting.lock().await;
        let old = inner.store.connections().real().await.map_err(|error| inner.stored(&error))?;
        let ready = match draft::read(&draft, self.kept_secrets(old.as_ref()).await, inner.texts()) {
            Ok(ready) => ready,
            Err(faults) => return Ok(ConnectionSaved::Refused { faults }),
        };
        let Ready { access, url, proxy } = ready;
        let (token, password) = (access.token.clone(), access.proxy_password.clone());
        let ca_file = access.ca_file.clone();
        // First, so that a connection that cannot be used takes no other's place.
        let client = access.client(&inner.ports.version).await.map_err(|error| {
            let server = Server { host: host_of(&url), proxy: proxy.as_deref() };
            of_access(inner.texts(), server, &error)
        })?;
        let created_at = inner.now().timestamp_millis();
        let new = NewConnection { url, demo: false, ca_file, proxy, user_name: None, created_at };
        let row = self.replace(old, &new).await?;
        self.keep_secrets(row.id, token, password.clone()).await?;
        inner.imported.send_replace(None);
        inner.notices.send_modify(|notices| notices.retain(|notice| notice.id != "token_missing"));
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
            self.drop_secrets(old.id).await;
            connections.delete(old.id).await.map_err(stored)?;
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
        let access = crate::session::Access {
            url,
            token: access.token,
            ca_file: None,
            proxy: None,
            proxy_password: None,
        };
        let client = match access.client(&inner.ports.version).await {
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
            self.run_plan(id).await?;
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
        let Some(real) = real else { return Ok(()) };
        let session = self.stored_session(real).await;
        self.change_session(session).await
    }

    /// Forgets the demo's rows; nothing of it is in the keyring.
    async fn drop_demo(&self) -> Result<(), Failure> {
        let inner = &self.inner;
        let stored = |error| inner.stored(&error);
        let current = inner.store.connections().current().await.map_err(stored)?;
        match current {
            Some(row) if row.demo => inner.store.connections().delete(row.id).await.map_err(stored),
            Some(_) | None => Ok(()),
        }
    }

    pub(crate) async fn kept_secrets(&self, old: Option<&ConnectionRow>) -> Kept {
        let imported_token =
            self.inner.imported.borrow().as_ref().and_then(|imported| imported.token.clone());
        let Some(old) = old else { return Kept { imported_token, ..Kept::default() } };
        Kept {
            url: Some(old.url.clone()),
            token: self.secret(&token_key(old.id)).await,
            proxy_password: self.secret(&proxy_password_key(old.id)).await,
            imported_token,
        }
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
        token.and(password).map_err(|error| {
            tracing::error!(error, "the secrets could not be kept");
            self.inner.texts().failure(Trouble::Secrets, Some(error))
        })
    }

    /// Where no keyring answers, a person must know.
    fn say_where_secrets_are(&self) {
        if let SecretHome::File { path } = self.inner.ports.secrets.home() {
            add_notice(&self.inner, self.inner.texts().notice(StartNotice::SecretsInFile { path: &path }));
        }
    }

    async fn drop_secrets(&self, id: i64) {
        for key in [token_key(id), proxy_password_key(id)] {
            if let Err(error) = self.inner.ports.secrets.delete(&key).await {
                tracing::warn!(error, "a secret could not be forgotten");
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
            // What was corrected meanwhile must not be written over with what was tried before.
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

//! Going on with the stored connection.

use secrecy::SecretString;
use url::Url;

use crate::Companion;
use crate::core::failure;
use crate::core::ports::SecretError;
use crate::core::session::{Access, Session, proxy_password_key, token_key};
use crate::runs::Message;
use crate::texts::StartNotice;
use crate::view::{Event, Failure, Notice};
use crate::{exports, schedules};

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
                    inner.add_notice(Notice { id: "demo".to_owned(), message, advice });
                }
                Ok(())
            }
            Some(connection) => self.go_on_with(connection).await,
        }
    }

    /// The session of a stored connection; `None` when its token or its files are gone, which a notice tells. Fails
    /// where the secret store does not say what it holds.
    pub(super) async fn stored_session(
        &self,
        connection: store::ConnectionRow,
    ) -> Result<Option<Session>, SecretError> {
        let inner = &self.inner;
        let secrets = &inner.ports.secrets;
        let token = secrets.get(&token_key(connection.id)).await?;
        // Where there is no proxy, nobody need be asked for its password.
        let proxy_password = match connection.proxy {
            Some(_) => secrets.get(&proxy_password_key(connection.id)).await?,
            None => None,
        };
        Ok(self.session_with(connection, token, proxy_password).await)
    }

    async fn session_with(
        &self,
        connection: store::ConnectionRow,
        token: Option<SecretString>,
        proxy_password: Option<SecretString>,
    ) -> Option<Session> {
        let inner = &self.inner;
        let (token_set, proxy_password_set) = (token.is_some(), proxy_password.is_some());
        if !token_set {
            inner.add_notice(inner.texts().notice(StartNotice::TokenMissing));
        }
        let access = Access {
            url: Url::parse(&connection.url).ok()?,
            // Without one the server says that the token is not accepted, which is what has to be mended.
            token: token.unwrap_or_else(|| SecretString::from(String::new())),
            ca_file: connection.ca_file.clone(),
            proxy: connection.proxy.as_deref().and_then(|proxy| Url::parse(proxy).ok()),
            proxy_password,
        };
        match access.client(&inner.ports).await {
            Ok(client) => {
                Some(Session { connection: connection.into(), client, token_set, proxy_password_set })
            }
            Err(error) => {
                tracing::error!(%error, "the stored connection cannot be used");
                let server = failure::Server::of(&connection);
                let failure = failure::of_access(inner.texts(), server, &error);
                inner.add_notice(Notice {
                    id: "connection".to_owned(),
                    message: failure.message,
                    advice: failure.advice,
                });
                None
            }
        }
    }

    /// Makes this the connection in use; answers when its runs are watched and its plans are in.
    pub(crate) async fn change_session(&self, session: Option<Session>) -> Result<(), Failure> {
        let inner = &self.inner;
        inner.session.send_replace(session);
        inner.read_runs(Message::Session).await?;
        inner.ask_exporter(exports::Message::Session).await?;
        inner.ask_scheduler(schedules::Message::Session).await?;
        inner.emit(Event::StateChanged);
        inner.emit(Event::CatalogueChanged);
        Ok(())
    }
}

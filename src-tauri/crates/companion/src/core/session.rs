//! The connection in use, with the client that speaks to its server.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use store::ConnectionRow;
use testops::{Client, Config, Limits, Outside, Proxy};
use url::Url;

use crate::ports::{Clock, Ports};
use crate::view::ConnectionView;

/// The longest wait within a request. It is shorter than a look's patience, so that a server that asks for a longer
/// one is heard, and left alone until the next look.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// A connection that is set up. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) connection: Arc<ConnectionRow>,
    pub(crate) client: Client,
    pub(crate) token_set: bool,
    pub(crate) proxy_password_set: bool,
}

/// What a client is made from; nothing of it is stored.
#[derive(Clone)]
pub(crate) struct Access {
    pub(crate) url: Url,
    pub(crate) token: SecretString,
    pub(crate) ca_file: Option<String>,
    pub(crate) proxy: Option<Url>,
    pub(crate) proxy_password: Option<SecretString>,
}

/// Why no client could be made, before anything was asked of the server.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AccessError {
    #[error("the file {path} cannot be read: {source}")]
    CaFile { path: String, source: std::io::Error },
    #[error(transparent)]
    Client(#[from] testops::Error),
}

impl Access {
    pub(crate) async fn client(self, ports: &Ports) -> Result<Client, AccessError> {
        self.client_with(ports.clock.clone(), &ports.version).await
    }

    pub(crate) async fn client_with(
        self,
        clock: Arc<dyn Clock>,
        version: &str,
    ) -> Result<Client, AccessError> {
        let ca_pem = match self.ca_file {
            Some(path) => match tokio::fs::read(&path).await {
                Ok(pem) => Some(pem),
                Err(source) => return Err(AccessError::CaFile { path, source }),
            },
            None => None,
        };
        let proxy = self.proxy.map(|url| Proxy { url, password: self.proxy_password });
        let config = Config {
            base_url: self.url,
            token: self.token,
            ca_pem,
            proxy,
            user_agent: format!("testops-companion/{version}"),
            limits: Limits { longest_wait: LONGEST_WAIT, ..Limits::default() },
            outside: Outside { now: Arc::new(move || clock.now()), ..Outside::default() },
        };
        Ok(Client::new(config)?)
    }
}

/// The key of a connection's token in the secret store.
pub(crate) fn token_key(connection_id: i64) -> String {
    format!("connection/{connection_id}/token")
}

/// The key of a connection's proxy password in the secret store.
pub(crate) fn proxy_password_key(connection_id: i64) -> String {
    format!("connection/{connection_id}/proxy_password")
}

impl Session {
    pub(crate) fn view(&self) -> ConnectionView {
        view(&self.connection, self.token_set, self.proxy_password_set)
    }
}

pub(crate) fn view(connection: &ConnectionRow, token_set: bool, proxy_password_set: bool) -> ConnectionView {
    ConnectionView {
        id: connection.id,
        url: connection.url.clone(),
        demo: connection.demo,
        ca_file: connection.ca_file.clone(),
        proxy: connection.proxy.clone(),
        token_set,
        proxy_password_set,
        user: connection.user_name.clone(),
    }
}

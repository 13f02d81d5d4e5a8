//! The server that a command line sends to: the connection of the window, or one that is named.

use std::sync::Arc;

use secrecy::SecretString;
use store::{Store, StoreError};
use testops::{Client, Project};
use url::Url;

use crate::connection::address::{self, Address};
use crate::core::ports::{Clock, SecretError, SecretStore};
use crate::core::session::{Access, proxy_password_key, token_key};

/// A server with what opens it.
pub(crate) struct Door {
    pub(crate) client: Client,
    /// Its address, by which uploads are found again.
    pub(crate) server: String,
}

/// Why there is no way to a server.
#[derive(Debug, thiserror::Error)]
pub enum NoDoor {
    /// No connection is set up, or only the demo.
    #[error("no connection is set up")]
    NotSetUp,
    #[error("the token of the connection is not stored")]
    NoToken,
    #[error("the address cannot be read")]
    Address,
    #[error(transparent)]
    Secrets(#[from] SecretError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{0}")]
    Access(String),
}

/// What a client needs beside an address and a token.
pub(crate) struct Around {
    pub(crate) clock: Arc<dyn Clock>,
    /// The program's, for the user agent.
    pub(crate) version: String,
}

impl Door {
    /// The connection that the window uses.
    pub(crate) async fn stored(
        store: &Store,
        secrets: &dyn SecretStore,
        around: &Around,
    ) -> Result<Self, NoDoor> {
        let current = store.connections().current().await?.filter(|connection| !connection.demo);
        let connection = current.ok_or(NoDoor::NotSetUp)?;
        let token = secrets.get(&token_key(connection.id)).await?.ok_or(NoDoor::NoToken)?;
        let proxy = connection.proxy.as_deref().and_then(|proxy| Url::parse(proxy).ok());
        let proxy_password = match proxy {
            Some(_) => secrets.get(&proxy_password_key(connection.id)).await?,
            None => None,
        };
        let url = Url::parse(&connection.url).map_err(|_| NoDoor::Address)?;
        let access = Access { url, token, ca_file: connection.ca_file.clone(), proxy, proxy_password };
        Self::of(access, connection.url.clone(), around).await
    }

    /// A server by its address, with the environment's proxy.
    pub(crate) async fn named(typed: &str, token: SecretString, around: &Around) -> Result<Self, NoDoor> {
        let address = Address::read(typed).map_err(|_| NoDoor::Address)?;
        let url = address.likeliest().clone();
        let server = address::stored(&url);
        let access = Access { url, token, ca_file: None, proxy: None, proxy_password: None };
        Self::of(access, server, around).await
    }

    async fn of(access: Access, server: String, around: &Around) -> Result<Self, NoDoor> {
        let client = access.client_with(around.clock.clone(), &around.version).await;
        let client = client.map_err(|error| NoDoor::Access(error.to_string()))?;
        Ok(Self { client, server })
    }

    /// The project with this id, or else the one with this name or abbreviation; `None` where there is not exactly one.
    pub(crate) async fn project(&self, said: &str) -> testops::Result<Option<Project>> {
        let projects = self.client.all_projects().await?;
        let is_named = |project: &&Project| {
            let same = |name: &str| name.to_lowercase() == said.trim().to_lowercase();
            same(&project.name) || project.abbr.as_deref().is_some_and(same)
        };
        let by_id = said.trim().parse().ok();
        if let Some(project) = projects.iter().find(|project| Some(project.id) == by_id) {
            return Ok(Some(project.clone()));
        }
        let mut named = projects.iter().filter(is_named);
        Ok(named.next().filter(|_| named.next().is_none()).cloned())
    }
}

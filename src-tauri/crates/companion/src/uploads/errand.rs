//! An upload from the command line, from the stored connection to the closed launch, without the rest of the domain.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use store::Store;
use testops::LaunchName;
use tokio_util::sync::CancellationToken;

use crate::core::ports::{Clock, SecretStore};
use crate::uploads::door::{Around, Door, NoDoor};
use crate::uploads::end::{Halt, Report};
use crate::uploads::order::{Contents, Target, UploadOrder};
use crate::uploads::sending::{Progress, Uploader};

/// What the command line brings.
pub struct Errand {
    /// Holds the database.
    pub data_dir: PathBuf,
    pub clock: Arc<dyn Clock>,
    /// The program's, for the user agent.
    pub version: String,
    /// A server's address and token; none for the stored connection.
    pub server: Option<(String, SecretString)>,
    /// Its id, name or abbreviation.
    pub project: String,
    pub target: Target,
    pub environment: Vec<(String, String)>,
    pub anew: bool,
    pub close: bool,
}

/// Makes the database, or brings it up to date. Only for who has the data folder to itself meanwhile.
pub async fn prepare(data_dir: &Path, now: DateTime<Utc>) -> Result<(), NotBegun> {
    let opened = Store::open(data_dir, now).await.map_err(|error| NotBegun::Halt(error.into()))?;
    opened.store.close().await;
    Ok(())
}

/// Why an upload did not begin.
#[derive(Debug)]
pub enum NotBegun {
    Door(NoDoor),
    NoProject,
    /// The name of the launch is empty or too long.
    Name(String),
    Halt(Halt),
}

/// How one that began went.
#[derive(Debug)]
pub struct Gone {
    pub report: Report,
    /// Where the launch is seen.
    pub link: Option<String>,
    pub outcome: Result<(), Halt>,
}

impl Errand {
    /// Carries it out beside whoever has the database open, which was prepared. `secrets` is asked only where the stored connection is used.
    pub async fn carry_out(
        self,
        contents: &Contents,
        secrets: impl FnOnce() -> Arc<dyn SecretStore>,
        stop: CancellationToken,
        tell: impl Fn(&Progress) + Send + Sync + 'static,
    ) -> Result<Gone, NotBegun> {
        if let Target::New { name, .. } = &self.target {
            LaunchName::new(name.clone()).map_err(|fault| NotBegun::Name(fault.to_string()))?;
        }
        let store = Store::join(&self.data_dir).await.map_err(|error| NotBegun::Halt(error.into()))?;
        let gone = self.send(&store, contents, secrets, stop, tell).await;
        store.close().await;
        gone
    }

    async fn send(
        self,
        store: &Store,
        contents: &Contents,
        secrets: impl FnOnce() -> Arc<dyn SecretStore>,
        stop: CancellationToken,
        tell: impl Fn(&Progress) + Send + Sync + 'static,
    ) -> Result<Gone, NotBegun> {
        let around = Around { clock: self.clock.clone(), version: self.version };
        let door = match self.server {
            Some((url, token)) => Door::named(&url, token, &around).await,
            None => Door::stored(store, &*secrets(), &around).await,
        };
        let door = door.map_err(NotBegun::Door)?;
        let project = door.project(&self.project).await.map_err(|error| NotBegun::Halt(error.into()))?;
        let project_id = project.ok_or(NotBegun::NoProject)?.id;
        let uploader = Uploader {
            client: door.client,
            server: door.server,
            store: store.clone(),
            clock: self.clock,
            stop,
            data_dir: self.data_dir,
            tell: Box::new(tell),
        };
        let order = UploadOrder {
            project_id,
            target: self.target,
            environment: self.environment,
            upload: None,
            anew: self.anew,
            close: self.close,
            watch: None,
        };
        let (report, outcome) = uploader.run(contents, &order).await;
        let base = uploader.server.trim_end_matches('/');
        let link = report.launch_id.map(|id| format!("{base}/launch/{id}"));
        Ok(Gone { report, link, outcome })
    }
}

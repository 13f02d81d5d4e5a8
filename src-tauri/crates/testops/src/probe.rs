//! *Test connection*, step by step, through the very code that later does the work.

use crate::client::Client;
use crate::discovery::{Prefix, SignIn};
use crate::error::{Error, ErrorKind};
use crate::model::{Account, Project};
use crate::page::{Page, PageRequest};
use crate::{Config, Limits, ProjectQuery};

/// What was found. After the first failed step the following are skipped, except that the account may fail alone:
/// some versions do not tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// The name resolves, the port (and the proxy) answers.
    pub reach: Step<()>,
    pub certificate: Step<Certificate>,
    pub prefix: Step<Prefix>,
    pub sign_in: Step<SignIn>,
    pub account: Step<Account>,
    /// The first ten, with the total.
    pub projects: Step<Page<Project>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step<T> {
    Ok(T),
    Failed(Error),
    Skipped,
}

impl<T> Step<T> {
    pub fn ok(&self) -> Option<&T> {
        match self {
            Self::Ok(found) => Some(found),
            Self::Failed(_) | Self::Skipped => None,
        }
    }

    pub fn failure(&self) -> Option<&Error> {
        match self {
            Self::Failed(error) => Some(error),
            Self::Ok(_) | Self::Skipped => None,
        }
    }
}

impl<T> From<Result<T, Error>> for Step<T> {
    fn from(outcome: Result<T, Error>) -> Self {
        match outcome {
            Ok(found) => Self::Ok(found),
            Err(error) => Self::Failed(error),
        }
    }
}

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Certificate {
    Trusted,
    /// The address is `http://`: there is no certificate, and everybody on the way can read the token.
    NotEncrypted,
}

impl Client {
    /// Tries everything anew, each request once; what this client has found out already is not used.
    pub async fn probe(&self) -> Probe {
        let config = self.config().clone();
        let limits = Limits { tries: 1, ..config.limits.clone() };
        match Self::new(Config { limits, ..config }) {
            Ok(fresh) => fresh.look_around().await,
            Err(error) => Probe { reach: Step::Failed(error), ..Probe::nothing() },
        }
    }

    async fn look_around(&self) -> Probe {
        let found = match self.found().await {
            Ok(found) => found,
            Err(error) => return Probe::up_to(error, self.protection()),
        };
        let (account, projects) = futures::future::join(
            self.account(),
            self.projects(&ProjectQuery::default(), PageRequest::first(10)),
        )
        .await;
        Probe {
            reach: Step::Ok(()),
            certificate: Step::Ok(self.protection()),
            prefix: Step::Ok(found.prefix),
            sign_in: Step::Ok(found.sign_in),
            account: account.into(),
            projects: projects.into(),
        }
    }

    fn protection(&self) -> Certificate {
        if self.is_encrypted() { Certificate::Trusted } else { Certificate::NotEncrypted }
    }
}

impl Probe {
    fn nothing() -> Self {
        Self {
            reach: Step::Skipped,
            certificate: Step::Skipped,
            prefix: Step::Skipped,
            sign_in: Step::Skipped,
            account: Step::Skipped,
            projects: Step::Skipped,
        }
    }

    /// How far it went before `error`.
    fn up_to(error: Error, protection: Certificate) -> Self {
        let mut probe = Self::nothing();
        match error.kind() {
            ErrorKind::Config
            | ErrorKind::Unreachable { .. }
            | ErrorKind::Proxy { .. }
            | ErrorKind::Timeout { .. } => probe.reach = Step::Failed(error),
            ErrorKind::Certificate { .. } => {
                probe.reach = Step::Ok(());
                probe.certificate = Step::Failed(error);
            }
            ErrorKind::Unauthorized { .. } | ErrorKind::Forbidden { .. } => {
                probe.reach = Step::Ok(());
                probe.certificate = Step::Ok(protection);
                probe.prefix = Step::Ok(prefix_of(error.path()));
                probe.sign_in = Step::Failed(error);
            }
            ErrorKind::NotFound { .. }
            | ErrorKind::Conflict { .. }
            | ErrorKind::Rejected { .. }
            | ErrorKind::TooManyRequests { .. }
            | ErrorKind::Server { .. }
            | ErrorKind::Redirected { .. }
            | ErrorKind::Html { .. }
            | ErrorKind::EmptyAnswer { .. }
            | ErrorKind::Cut
            | ErrorKind::Encoding { .. }
            | ErrorKind::Shape { .. }
            | ErrorKind::TooLarge { .. }
            | ErrorKind::EndlessPages { .. } => {
                probe.reach = Step::Ok(());
                probe.certificate = Step::Ok(protection);
                probe.prefix = Step::Failed(error);
            }
        }
        probe
    }
}

fn prefix_of(path: &str) -> Prefix {
    if path.starts_with("/api/rs/") { Prefix::ApiRs } else { Prefix::Api }
}

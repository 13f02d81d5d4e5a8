use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Failure, FieldFault, ProjectView};

/// The connection in use. Secrets never come back: the page learns only that one is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConnectionView {
    /// Ours.
    pub id: i64,
    pub url: String,
    pub demo: bool,
    pub ca_file: Option<String>,
    /// `http://user@host:port` or `socks5://…`, without the password.
    pub proxy: Option<String>,
    pub token_set: bool,
    pub proxy_password_set: bool,
    /// Who the token belongs to, as the server told it.
    pub user: Option<String>,
}

/// What a person typed. `None` for a secret means "keep the one that is set
/// or was imported". No `Debug`: it holds secrets.
#[derive(Clone, Default, Serialize, Deserialize, TS)]
pub struct ConnectionDraft {
    pub url: String,
    pub token: Option<String>,
    pub ca_file: Option<String>,
    pub proxy: Option<String>,
    pub proxy_password: Option<String>,
}

/// What *Test connection* found, step by step; the steps after the first failed one are skipped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ConnectionReport {
    pub ok: bool,
    pub steps: Vec<ConnectionStep>,
    /// The first projects that the token can see.
    pub projects: Vec<ProjectView>,
    pub projects_total: Option<u64>,
    pub user: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ConnectionStep {
    pub step: ConnectionStepKind,
    #[serde(flatten)]
    pub result: StepResult,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionStepKind {
    Reach,
    Certificate,
    Prefix,
    Token,
    Rights,
    Projects,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum StepResult {
    /// `found` says what, for example the prefix or the number of projects.
    Ok {
        found: String,
    },
    Failed {
        failure: Failure,
    },
    Skipped,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum ConnectionSaved {
    Saved { connection: ConnectionView },
    Refused { faults: Vec<FieldFault> },
}

/// What an `.env` of the source projects held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EnvImport {
    pub understood: Vec<EnvKey>,
    /// Lines and keys that were not understood, named so that nothing is lost silently.
    pub ignored: Vec<EnvIgnored>,
    /// The server that the file names.
    pub url: Option<String>,
    /// The file holds a TestOps token. It stays with the domain: the next test or save without a token uses it.
    pub token_found: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EnvKey {
    pub key: String,
    /// The value, or dots for a secret.
    pub shown: String,
    /// What it was taken for.
    pub meaning: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EnvIgnored {
    /// From 1.
    pub line: u32,
    /// The key, or the start of a line that is no `KEY=value`; never a value that could be a secret.
    pub key: String,
    pub reason: String,
}

//! Why a command cannot go on.

use std::path::PathBuf;
use std::process::ExitCode;

use companion::view::{Failure, FieldFault};
use store::StoreError;

use crate::configuration::Fault;

#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    #[error("{}", listed("The configuration cannot be used:", .0))]
    Configuration(Vec<Fault>),
    #[error("{} cannot be read: {error}", .path.display())]
    Unreadable { path: PathBuf, error: std::io::Error },
    #[error("{} cannot be written: {error}", .path.display())]
    Unwritable { path: PathBuf, error: std::io::Error },
    #[error("{} is in use{}: end that program first", .path.display(), .by.as_deref().unwrap_or_default())]
    InUse { path: PathBuf, by: Option<String> },
    #[error(
        "The database belongs to {stored}, and the configuration names {configured}. Name another data_dir for \
         another server."
    )]
    OtherServer { stored: String, configured: String },
    #[error("Another agent leads ({by}): end it first")]
    Led { by: String },
    #[error("The database: {0}")]
    Store(#[from] StoreError),
    #[error("{}", said(.0))]
    Failed(Failure),
    #[error("{what}: {}", fields(.faults))]
    Refused { what: String, faults: Vec<FieldFault> },
    #[error("{0}")]
    Said(String),
}

impl Trouble {
    /// 2 where the command or the configuration is wrong, 1 where what was asked failed.
    pub(crate) fn code(&self) -> ExitCode {
        match self {
            Self::Configuration(_) => ExitCode::from(2),
            Self::Unreadable { .. }
            | Self::Unwritable { .. }
            | Self::InUse { .. }
            | Self::OtherServer { .. }
            | Self::Led { .. }
            | Self::Store(_)
            | Self::Failed(_)
            | Self::Refused { .. }
            | Self::Said(_) => ExitCode::FAILURE,
        }
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// A failure in one line.
pub(crate) fn said(failure: &Failure) -> String {
    let details = failure.details.iter().map(|details| format!("({details})"));
    let parts = [failure.message.clone(), failure.advice.clone()].into_iter().chain(details);
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Every wrong field with what is wrong, in one line.
pub(crate) fn fields(faults: &[FieldFault]) -> String {
    let said = faults.iter().map(|fault| format!("{}: {}", fault.field, fault.message));
    said.collect::<Vec<_>>().join("; ")
}

fn listed(head: &str, faults: &[Fault]) -> String {
    faults.iter().fold(head.to_owned(), |text, fault| format!("{text}\n  {fault}"))
}

//! What a test is told when something is not as it wanted.

use std::fmt;

/// Something was not as the test wanted, or could not be done. `Display` says what; `Debug`, which is what a failing
/// test prints, adds the transcript.
#[derive(Clone, thiserror::Error)]
#[error("{what}")]
pub struct Failure {
    pub(crate) what: String,
    pub(crate) transcript: String,
}

impl Failure {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), transcript: String::new() }
    }

    /// What was said until then; empty where no chat was concerned.
    pub fn transcript(&self) -> &str {
        &self.transcript
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.what)?;
        if self.transcript.is_empty() { Ok(()) } else { write!(f, "\n\n{}", self.transcript) }
    }
}

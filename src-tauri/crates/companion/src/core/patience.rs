//! Requests that may be repeated, tried again while the trouble may pass.

use chrono::TimeDelta;
use testops::{Error, ErrorKind};
use tokio_util::sync::CancellationToken;

use super::ports::Clock;

/// A request is tried so often where the trouble may pass.
const TRIES: u32 = 6;
const LONGEST: TimeDelta = TimeDelta::seconds(20);

pub(crate) struct Patience<'a> {
    pub(crate) clock: &'a dyn Clock,
    /// Ends every wait.
    pub(crate) stop: &'a CancellationToken,
}

/// The server's no to one request, which says nothing of others.
#[derive(Debug)]
pub(crate) struct Refusal {
    /// In the server's words.
    pub(crate) message: String,
    /// What was asked about is not there.
    pub(crate) is_missing: bool,
}

/// Why there will be no answer.
#[derive(Debug)]
pub(crate) enum Unanswered {
    Stopped,
    /// The trouble concerns every request.
    Server(Error),
}

impl Patience<'_> {
    pub(crate) async fn patiently<T, F>(
        &self,
        ask: impl Fn() -> F + Send,
    ) -> Result<Result<T, Refusal>, Unanswered>
    where
        F: Future<Output = Result<T, Error>> + Send,
    {
        let mut failed = 0;
        loop {
            match ask().await {
                Ok(answer) => return Ok(Ok(answer)),
                Err(error) => {
                    if let Some(refusal) = self.wait(error, &mut failed).await? {
                        return Ok(Err(refusal));
                    }
                }
            }
        }
    }

    /// Waits before another try; `None` once it is time for one. `failed` counts the tries.
    #[expect(clippy::wildcard_enum_match_arm, reason = "what is not named here concerns every request")]
    pub(crate) async fn wait(&self, error: Error, failed: &mut u32) -> Result<Option<Refusal>, Unanswered> {
        let asked = match error.kind() {
            ErrorKind::NotFound { .. }
            | ErrorKind::Conflict { .. }
            | ErrorKind::Rejected { .. }
            | ErrorKind::Config => return Ok(Some(Refusal::of(&error))),
            // What a server cannot stomach is often told so.
            ErrorKind::Server { status: 500, .. } if *failed >= 2 => return Ok(Some(Refusal::of(&error))),
            ErrorKind::TooManyRequests { retry_after } | ErrorKind::Server { retry_after, .. } => {
                *retry_after
            }
            ErrorKind::Unreachable { .. }
            | ErrorKind::Timeout { .. }
            | ErrorKind::Html { .. }
            | ErrorKind::Cut => None,
            _ => return Err(Unanswered::Server(error)),
        };
        *failed += 1;
        if *failed >= TRIES {
            return Err(Unanswered::Server(error));
        }
        let usual = TimeDelta::seconds(1 << (*failed - 1)).min(LONGEST);
        let asked = asked.and_then(|asked| TimeDelta::from_std(asked).ok());
        self.sleep(asked.map_or(usual, |asked| asked.max(usual))).await?;
        Ok(None)
    }

    pub(crate) async fn sleep(&self, length: TimeDelta) -> Result<(), Unanswered> {
        tokio::select! {
            () = self.clock.sleep_until(self.clock.now() + length) => Ok(()),
            () = self.stop.cancelled() => Err(Unanswered::Stopped),
        }
    }
}

impl Refusal {
    fn of(error: &Error) -> Self {
        Self {
            message: error.server_message().unwrap_or_else(|| error.detail()).to_owned(),
            is_missing: matches!(error.kind(), ErrorKind::NotFound { .. }),
        }
    }
}

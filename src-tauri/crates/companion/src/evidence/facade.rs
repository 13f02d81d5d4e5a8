use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use testops::{ErrorKind, PageRequest};

use super::cache::Moment;
use super::pieces::digest;
use super::{past, telling};
use crate::Companion;
use crate::companion::Inner;
use crate::core::session::Session;
use crate::texts::Trouble;
use crate::view::{EvidenceFile, Failure, ResultEvidence, ResultPast, TestSource};

/// In so many results of a test's past its variants are looked for.
const PAST: u32 = 100;

impl Companion {
    /// What a test did and left behind; nothing where nothing of it is kept and it was asked for that.
    pub async fn result_evidence(
        &self,
        run_id: i64,
        result_id: i64,
        source: TestSource,
    ) -> Result<Option<ResultEvidence>, Failure> {
        self.row(run_id).await?;
        let inner = &self.inner;
        let session = inner.session()?;
        if source == TestSource::Kept {
            return Ok(inner.kept_evidence(&session, result_id).await);
        }
        match inner.read_evidence(&session, result_id).await {
            Ok(evidence) => Ok(Some(evidence)),
            Err(error) => {
                inner.kept_unless_gone(&session, &error, inner.kept_evidence(&session, result_id)).await
            }
        }
    }

    /// How the same test ended before; nothing where nothing of it is kept and it was asked for that.
    pub async fn result_past(
        &self,
        run_id: i64,
        result_id: i64,
        case_id: Option<i64>,
        source: TestSource,
    ) -> Result<Option<ResultPast>, Failure> {
        self.row(run_id).await?;
        let inner = &self.inner;
        let session = inner.session()?;
        if source == TestSource::Kept {
            return Ok(inner.kept_past(&session, result_id).await);
        }
        match inner.read_past(&session, result_id, case_id).await {
            Ok(past) => Ok(Some(past)),
            Err(error) => {
                inner.kept_unless_gone(&session, &error, inner.kept_past(&session, result_id)).await
            }
        }
    }
}

impl Inner {
    /// Where the server cannot be asked, what is kept; what is gone there is gone.
    pub(crate) async fn kept_unless_gone<T>(
        &self,
        session: &Session,
        error: &testops::Error,
        kept: impl Future<Output = Option<T>>,
    ) -> Result<Option<T>, Failure> {
        let is_gone = matches!(error.kind(), ErrorKind::NotFound { .. } | ErrorKind::Forbidden { .. });
        let kept = if is_gone { None } else { kept.await };
        kept.map(Some).ok_or_else(|| self.asked(session, error))
    }

    async fn kept_evidence(&self, session: &Session, result_id: i64) -> Option<ResultEvidence> {
        self.told_before(session, result_id, "told").await
    }

    async fn kept_past(&self, session: &Session, result_id: i64) -> Option<ResultPast> {
        self.told_before(session, result_id, "past").await
    }

    /// What [`Self::keep_told`] kept last.
    pub(crate) async fn told_before<T: DeserializeOwned>(
        &self,
        session: &Session,
        id: i64,
        what: &str,
    ) -> Option<T> {
        let kept = self.recall(told_name(session, id, what)).await?;
        serde_json::from_slice(&kept).ok()
    }

    /// Keeps what the server told of something for when it cannot be asked; `begun` is from before it was asked.
    pub(crate) async fn keep_told(
        &self,
        session: &Session,
        id: i64,
        what: &str,
        told: &impl Serialize,
        begun: Moment,
    ) {
        let kept = serde_json::to_vec(told).unwrap_or_default();
        self.remember(told_name(session, id, what), kept, begun).await;
    }

    /// Taken before the server is asked, for [`Self::keep_told`].
    pub(crate) fn evidence_moment(&self) -> Moment {
        self.evidence.cache.moment()
    }

    async fn read_evidence(
        &self,
        session: &Session,
        result_id: i64,
    ) -> Result<ResultEvidence, testops::Error> {
        let (client, begun) = (&session.client, self.evidence_moment());
        let (result, steps, fixtures, files) = tokio::try_join!(
            client.test_result(result_id),
            async { or_none(client.result_steps(result_id).await) },
            async { or_none(client.result_fixtures(result_id).await) },
            async { or_none(client.result_attachments(result_id).await) },
        )?;
        let ahead = client.clock_offset().unwrap_or_default();
        let read = telling::Read { result, steps, fixtures, files };
        let evidence = telling::told(read, ahead, self.now());
        let name = told_name(session, result_id, "told");
        self.evidence.retell(Some((name, Arc::new(evidence.clone()))));
        self.keep_told(session, result_id, "told", &evidence, begun).await;
        Ok(evidence)
    }

    async fn read_past(
        &self,
        session: &Session,
        result_id: i64,
        case_id: Option<i64>,
    ) -> Result<ResultPast, testops::Error> {
        let (client, begun) = (&session.client, self.evidence_moment());
        let own = PageRequest::first(u32::try_from(past::SHOWN).unwrap_or(PAST));
        let (same, all, attempts) = tokio::try_join!(
            async { or_none(client.result_history(result_id, own).await.map(|page| page.items)) },
            async {
                match case_id {
                    Some(id) => or_none(
                        client.case_history(id, PageRequest::first(PAST)).await.map(|page| page.items),
                    ),
                    None => Ok(Vec::new()),
                }
            },
            async { or_none(client.result_attempts(result_id).await) },
        )?;
        let ahead = client.clock_offset().unwrap_or_default();
        let read = past::Read { same, all, attempts };
        let told = past::told(result_id, read, ahead, self.now());
        self.keep_told(session, result_id, "past", &told, begun).await;
        Ok(told)
    }

    /// A file that the server told of, by its result and key.
    pub(super) async fn evidence_file(
        &self,
        session: &Session,
        result_id: i64,
        key: &str,
    ) -> Result<(EvidenceFile, testops::Attachment), Failure> {
        let name = told_name(session, result_id, "told");
        let evidence = if let Some(told) = self.evidence.told(&name) {
            told
        } else {
            let evidence = if let Some(kept) = self.kept_evidence(session, result_id).await {
                kept
            } else {
                let read = self.read_evidence(session, result_id).await;
                read.map_err(|error| self.asked(session, &error))?
            };
            let evidence = Arc::new(evidence);
            self.evidence.retell(Some((name, evidence.clone())));
            evidence
        };
        let file = telling::find(&evidence, key).ok_or_else(|| self.trouble(Trouble::NotFound))?;
        let attachment = telling::attachment(file).ok_or_else(|| self.trouble(Trouble::NotFound))?;
        Ok((file.clone(), attachment))
    }
}

/// A part of a result that the server does not have is empty.
fn or_none<T>(read: testops::Result<Vec<T>>) -> testops::Result<Vec<T>> {
    match read {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound { .. }) => Ok(Vec::new()),
        read => read,
    }
}

fn told_name(session: &Session, result_id: i64, what: &str) -> String {
    format!("{}.{what}", digest(session, &["told", &result_id.to_string()]))
}

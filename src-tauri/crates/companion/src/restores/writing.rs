//! One test case after the other, written to the server; what each is at stands in the store before it is asked.

use std::sync::Arc;

use chrono::TimeDelta;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use futures::{FutureExt as _, StreamExt as _};
use store::{RestoreCaseRow, RestoreRow, StoreError};
use testops::{CaseFacts, CaseOverview, Client, Error, PageRequest, Sent, aql};
use tokio_util::sync::CancellationToken;

use super::cells::wish;
use super::columns::{Meaning, meaning};
use crate::companion::Inner;
use crate::core::failpoint::failpoint;
use crate::core::patience::{Patience, Refusal, Unanswered};
use crate::core::session::Session;
use crate::view::{CaseField, ExportColumn, RestoreNote, RestoreWhy};

/// So many are read from the store at once, and so many written at a time.
const BATCH: u32 = 100;
const AT_A_TIME: usize = 4;
/// How long a test case may take to be found once it was asked for.
const LAG: TimeDelta = TimeDelta::seconds(2);
/// The server takes no longer names.
const LONGEST_NAME: usize = 255;

/// Why a restore does not go on.
#[derive(Debug)]
pub(super) enum Halt {
    Paused,
    Store(StoreError),
    Server(Error),
    /// What was written could not be read back.
    Unread(crate::exports::Problem),
}

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Unanswered> for Halt {
    fn from(unanswered: Unanswered) -> Self {
        match unanswered {
            Unanswered::Stopped => Self::Paused,
            Unanswered::Server(error) => Self::Server(error),
        }
    }
}

pub(super) struct Writer {
    pub(super) inner: Arc<Inner>,
    pub(super) session: Session,
    pub(super) row: RestoreRow,
    pub(super) columns: Vec<ExportColumn>,
    pub(super) stop: CancellationToken,
}

impl Writer {
    pub(super) async fn write_all(&self, tell: impl Fn()) -> Result<(), Halt> {
        let restores = self.inner.store.restores();
        let mut after = i64::MIN;
        loop {
            let states = ["waiting", "asked", "made"];
            let batch = restores.cases(self.row.id, &states, after, BATCH).await?;
            let Some(last) = batch.last() else { break };
            after = last.case_id;
            let mut waiting = batch.into_iter();
            let mut under_way: FuturesUnordered<BoxFuture<'_, Result<(), Halt>>> = FuturesUnordered::new();
            let mut halt = None;
            loop {
                // Where one ends the restore, those under way come to their end, and no other begins.
                while halt.is_none() && under_way.len() < AT_A_TIME {
                    let Some(case) = waiting.next() else { break };
                    under_way.push(self.write(case).boxed());
                }
                match under_way.next().await {
                    Some(Ok(())) => tell(),
                    Some(Err(why)) => halt = halt.or(Some(why)),
                    None => break,
                }
            }
            if let Some(halt) = halt {
                return Err(halt);
            }
        }
        self.sweep().await
    }

    async fn write(&self, mut case: RestoreCaseRow) -> Result<(), Halt> {
        if self.stop.is_cancelled() {
            return Err(Halt::Paused);
        }
        let notes = match case.act.as_str() {
            "make" => self.make(&mut case).await?,
            "bring_back" => self.bring_back(&mut case).await?,
            _ => self.change(&mut case).await?,
        };
        if !notes.is_empty() {
            case.told = serde_json::to_string(&notes).ok();
        }
        Ok(self.inner.store.restores().write(self.row.id, &case).await?)
    }

    async fn bring_back(&self, case: &mut RestoreCaseRow) -> Result<Vec<RestoreNote>, Halt> {
        self.note(case, "asked").await?;
        match self.patiently(|| self.client().restore_case(case.case_id)).await? {
            Ok(_) => {
                (case.new_id, case.state) = (Some(case.case_id), "written".to_owned());
                Ok(Vec::new())
            }
            Err(refusal) => Ok(failed(case, why(&refusal))),
        }
    }

    async fn change(&self, case: &mut RestoreCaseRow) -> Result<Vec<RestoreNote>, Halt> {
        let id = case.new_id.unwrap_or(case.case_id);
        let Ok(live) = self.patiently(|| self.client().case_overview(id)).await? else {
            return Ok(failed(case, RestoreWhy::Gone));
        };
        let modified = live.facts.last_modified_date.map(|at| at.timestamp_millis());
        // One that was begun differs by what was written of it.
        if case.state == "waiting" && modified != case.seen_at {
            "conflict".clone_into(&mut case.state);
            return Ok(vec![RestoreNote { column: None, why: RestoreWhy::ChangedMeanwhile }]);
        }
        self.note(case, "asked").await?;
        let heads: Vec<String> = read(case.changes.as_deref());
        let wish = wish(&cells(case), &self.columns, Some(&heads));
        let notes = self.fill(id, &wish, &live, false).await?;
        (case.new_id, case.state) = (Some(id), "written".to_owned());
        Ok(notes)
    }

    async fn make(&self, case: &mut RestoreCaseRow) -> Result<Vec<RestoreNote>, Halt> {
        let is_new = case.new_id.is_none();
        let id = match case.new_id {
            Some(id) => id,
            None => match self.made(case).await? {
                Ok(id) => id,
                Err(refusal) => return Ok(failed(case, why(&refusal))),
            },
        };
        let wish = wish(&cells(case), &self.columns, None);
        let notes = self.fill(id, &wish, &CaseOverview::default(), is_new).await?;
        // Its name comes last: without it, it is not there.
        let is_named = |note: &RestoreNote| {
            note.column.as_ref().is_some_and(|head| meaning(&self.columns, head) == Some(Meaning::Name))
        };
        if notes.iter().any(is_named) {
            "failed".clone_into(&mut case.state);
            return Ok(notes);
        }
        "written".clone_into(&mut case.state);
        Ok(notes)
    }

    /// The number of the test case on the server: of one that was asked for before, or of a new one.
    async fn made(&self, case: &mut RestoreCaseRow) -> Result<Result<i64, Refusal>, Halt> {
        let mut found = if case.state == "asked" { self.look_for(case.case_id).await? } else { None };
        if found.is_none() {
            self.note(case, "asked").await?;
        }
        let name = self.marked(case);
        let mut failed = 0;
        let id = loop {
            if let Some(id) = found {
                break id;
            }
            failpoint!("restores/make");
            match self.client().create_case(self.row.project_id, &name).await {
                Ok(made) => break made.id,
                Err(error) => {
                    if error.sent() == Sent::Maybe {
                        self.sleep(LAG).await?;
                        found = self.look_for(case.case_id).await?;
                        if found.is_some() {
                            continue;
                        }
                    }
                    if let Some(refusal) = self.wait(error, &mut failed).await? {
                        return Ok(Err(refusal));
                    }
                }
            }
        };
        case.new_id = Some(id);
        self.note(case, "made").await?;
        Ok(Ok(id))
    }

    fn mark(&self) -> String {
        format!("restore-{}-", self.row.mark)
    }

    fn marked(&self, case: &RestoreCaseRow) -> String {
        let name = format!("{}{}: {}", self.mark(), case.case_id, case.name);
        name.chars().take(LONGEST_NAME).collect()
    }

    async fn look_for(&self, case_id: i64) -> Result<Option<i64>, Halt> {
        let mark = format!("{}{case_id}:", self.mark());
        let found = self.with_mark(&mark).await?;
        Ok(found.into_iter().find(|case| case.name.starts_with(&mark)).map(|case| case.id))
    }

    async fn with_mark(&self, mark: &str) -> Result<Vec<CaseFacts>, Halt> {
        let query = format!("name ~= {}", aql::text(mark));
        let page = PageRequest::first(100);
        let found = self.client().case_facts(self.row.project_id, &query, page).await;
        Ok(found.map_err(Halt::Server)?.items)
    }

    /// What still carries the mark is nobody's: made by a request whose answer came to no one, or refused its name.
    pub(super) async fn sweep(&self) -> Result<(), Halt> {
        let mark = self.mark();
        loop {
            let left = self.with_mark(&mark).await?;
            let ours: Vec<i64> =
                left.into_iter().filter(|case| case.name.starts_with(&mark)).map(|case| case.id).collect();
            if ours.is_empty() {
                return Ok(());
            }
            for id in ours {
                if self.patiently(|| self.client().delete_case(id)).await?.is_err() {
                    return Ok(());
                }
            }
        }
    }

    /// Deletes what a drill made, for good: it was compared by now, or never will be.
    pub(super) async fn purge(&self) -> Result<(), Halt> {
        if !self.row.drill {
            return Ok(());
        }
        for id in self.inner.store.restores().made(self.row.id).await? {
            if let Err(refusal) = self.patiently(|| self.client().purge_case(id)).await? {
                tracing::warn!(id, why = refusal.message, "a test case of a drill stays");
            }
        }
        Ok(())
    }

    /// A request that may be repeated.
    pub(super) async fn patiently<T, F>(&self, ask: impl Fn() -> F + Send) -> Result<Result<T, Refusal>, Halt>
    where
        F: Future<Output = Result<T, Error>> + Send,
    {
        Ok(self.patience().patiently(ask).await?)
    }

    /// Waits before another try. A refusal of this one request is answered; what concerns all ends the restore.
    pub(super) async fn wait(&self, error: Error, failed: &mut u32) -> Result<Option<Refusal>, Halt> {
        Ok(self.patience().wait(error, failed).await?)
    }

    async fn sleep(&self, length: TimeDelta) -> Result<(), Halt> {
        Ok(self.patience().sleep(length).await?)
    }

    fn patience(&self) -> Patience<'_> {
        Patience { clock: &*self.inner.ports.clock, stop: &self.stop }
    }

    async fn note(&self, case: &mut RestoreCaseRow, state: &str) -> Result<(), Halt> {
        state.clone_into(&mut case.state);
        Ok(self.inner.store.restores().write(self.row.id, case).await?)
    }

    pub(super) fn client(&self) -> &Client {
        &self.session.client
    }
}

pub(super) fn why(refusal: &Refusal) -> RestoreWhy {
    RestoreWhy::Refused { message: refusal.message.clone() }
}

fn failed(case: &mut RestoreCaseRow, why: RestoreWhy) -> Vec<RestoreNote> {
    "failed".clone_into(&mut case.state);
    vec![RestoreNote { column: None, why }]
}

pub(super) fn cells(case: &RestoreCaseRow) -> Vec<CaseField> {
    read(case.cells.as_deref())
}

pub(super) fn read<T: serde::de::DeserializeOwned + Default>(json: Option<&str>) -> T {
    json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
}

//! One test case after the other, written to the server; what each is at stands in the store before it is asked.

use std::sync::Arc;

use chrono::TimeDelta;
use futures::{FutureExt as _, StreamExt as _, stream};
use store::{CaseEditRow, EditedCaseRow, StoreError};
use testops::{CaseChange, Client, Error, FieldValue, Ref, Sent, TagRef};
use tokio_util::sync::CancellationToken;

use super::reading::{Live, read};
use super::values::{differing, is_between, restricted, same};
use crate::cases::add_steps;
use crate::companion::Inner;
use crate::core::failpoint::failpoint;
use crate::core::patience::{Patience, Refusal, Unanswered};
use crate::core::session::Session;
use crate::view::{CaseStep, CaseValues, EditChoice, EditNote, EditWhy};

const AT_A_TIME: usize = 3;
/// How long a version may take to be listed, or to be in force, once it was asked for.
pub(super) const LAG: TimeDelta = TimeDelta::seconds(1);
/// A version that is restored is looked for so often.
pub(super) const LOOKS: u32 = 5;

/// Why an edit does not go on.
#[derive(Debug)]
pub(super) enum Halt {
    Stopped,
    Store(StoreError),
    Server(Error),
}

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Unanswered> for Halt {
    fn from(unanswered: Unanswered) -> Self {
        match unanswered {
            Unanswered::Stopped => Self::Stopped,
            Unanswered::Server(error) => Self::Server(error),
        }
    }
}

pub(super) struct Writer {
    pub(super) inner: Arc<Inner>,
    pub(super) session: Session,
    pub(super) row: CaseEditRow,
    pub(super) stop: CancellationToken,
}

type Written = Result<(), Halt>;

impl Writer {
    pub(super) async fn write_all(&self, tell: impl Fn()) -> Written {
        let cases = self.inner.store.case_edits().cases(self.row.id).await?;
        let left = cases.into_iter().filter(|case| is_left(&case.state));
        let writes: Vec<_> = left.map(|case| self.write(case).boxed()).collect();
        let mut all = stream::iter(writes).buffer_unordered(AT_A_TIME);
        let mut halt = None;
        while let Some(written) = all.next().await {
            match written {
                Ok(()) => tell(),
                Err(why) => {
                    // Those under way come to their end, and no other begins.
                    self.stop.cancel();
                    halt = halt.or(Some(why));
                }
            }
        }
        halt.map_or(Ok(()), Err)
    }

    async fn write(&self, mut case: EditedCaseRow) -> Written {
        if self.stop.is_cancelled() {
            return Err(Halt::Stopped);
        }
        let notes = match case.act.as_str() {
            "add" => self.add(&mut case).await?,
            "remove" => self.remove(&mut case).await?,
            _ => self.change(&mut case).await?,
        };
        case.told = if notes.is_empty() { None } else { serde_json::to_string(&notes).ok() };
        self.store(&case).await
    }

    async fn change(&self, case: &mut EditedCaseRow) -> Result<Vec<EditNote>, Halt> {
        let (was, wanted) = (parsed(&case.was), parsed(&case.wanted));
        let id = case.case_id.unwrap_or_default();
        let Some(live) = self.live(id, &wanted).await? else {
            return Ok(ended(case, "failed", EditWhy::Gone));
        };
        let now = restricted(&live.values, &wanted);
        let is_undo = self.row.undoes.is_some();
        let is_as_seen = if case.state == "waiting" {
            same(&now, &was) && (is_undo || live.modified() == case.seen_at)
        } else {
            is_between(&now, &was, &wanted)
        };
        if !is_as_seen {
            return Ok(ended(case, "conflict", live.changed_meanwhile()));
        }
        let mut notes = Vec::new();
        if !same(&now, &wanted) {
            if !is_undo {
                self.keep(case, id).await?;
            }
            // What others wrote since the edit stays: then only the edit's own values go back.
            let version = case.version_id.filter(|_| is_undo && live.modified() == case.seen_at);
            self.note(case, "writing").await?;
            failpoint!("edits/write");
            let is_restored = match version {
                Some(version) => self.restore(id, version, &wanted).await?,
                None => false,
            };
            if !is_restored {
                notes = self.put(id, &live, &now, &wanted).await?;
            }
        }
        self.judge(case, id, &wanted, notes).await
    }

    /// Has the server keep the test case as it is. Where that is refused, what is stored here is enough to take the edit back.
    async fn keep(&self, case: &mut EditedCaseRow, id: i64) -> Written {
        if case.version_id.is_some() || !self.has_versions().await? {
            return Ok(());
        }
        if case.state == "keeping" {
            case.version_id = self.kept(id).await?;
        }
        self.note(case, "keeping").await?;
        let title = self.inner.texts().version_before_edit(&self.row.mark);
        let mut failed = 0;
        while case.version_id.is_none() {
            match self.client().keep_case_version(id, &title).await {
                Ok(version) => case.version_id = Some(version.id),
                Err(error) => {
                    if error.sent() == Sent::Maybe {
                        self.patience().sleep(LAG).await?;
                        case.version_id = self.kept(id).await?;
                    }
                    if case.version_id.is_none()
                        && let Some(refusal) = self.patience().wait(error, &mut failed).await?
                    {
                        tracing::warn!(id, why = refusal.message, "no version was kept before an edit");
                        break;
                    }
                }
            }
        }
        Ok(())
    }

    async fn has_versions(&self) -> Result<bool, Halt> {
        self.client().has_v2().await.map_err(Halt::Server)
    }

    async fn kept(&self, id: i64) -> Result<Option<i64>, Halt> {
        let all = self.client().case_versions(id).await.map_err(Halt::Server)?;
        Ok(all.into_iter().find(|version| version.title.contains(&self.row.mark)).map(|version| version.id))
    }

    /// Whether the server took it; it is in force some time after the answer.
    async fn restore(&self, id: i64, version: i64, wanted: &CaseValues) -> Result<bool, Halt> {
        let asked = self.patience().patiently(|| self.client().restore_case_version(version)).await?;
        if let Err(refusal) = asked {
            tracing::warn!(id, version, why = refusal.message, "a version was not restored");
            return Ok(false);
        }
        for _ in 0..LOOKS {
            let live = self.live(id, wanted).await?;
            if live.is_none_or(|live| same(&restricted(&live.values, wanted), wanted)) {
                break;
            }
            self.patience().sleep(LAG).await?;
        }
        Ok(true)
    }

    pub(super) async fn put(
        &self,
        id: i64,
        live: &Live,
        now: &CaseValues,
        wanted: &CaseValues,
    ) -> Result<Vec<EditNote>, Halt> {
        let differing = differing(now, wanted);
        let mut notes = Vec::new();
        if let Some(steps) = wanted.steps.as_ref().filter(|_| differing.iter().any(|own| own == "scenario"))
            && let Err(refusal) = self.scenario(id, steps).await?
        {
            notes.push(EditNote { column: Some("scenario".to_owned()), why: why(&refusal) });
        }
        let change = change(live, wanted);
        if change == CaseChange::default() || self.patch(id, &change).await?.is_ok() {
            return Ok(notes);
        }
        // Part by part, so that one value that is refused takes no other along.
        for (columns, part) in parts(change, wanted) {
            if part != CaseChange::default()
                && let Err(refusal) = self.patch(id, &part).await?
            {
                let note = |column| EditNote { column: Some(column), why: why(&refusal) };
                notes.extend(columns.into_iter().map(note));
            }
        }
        Ok(notes)
    }

    async fn patch(&self, id: i64, change: &CaseChange) -> Result<Result<(), Refusal>, Halt> {
        let asked = self.patience().patiently(|| self.client().change_case(id, change)).await?;
        Ok(asked.map(drop))
    }

    /// In place of the steps that are there.
    async fn scenario(&self, id: i64, steps: &[CaseStep]) -> Result<Result<(), Refusal>, Halt> {
        let write = || async move {
            self.client().clear_scenario(id).await?;
            add_steps(self.client(), id, steps).await
        };
        Ok(self.patience().patiently(write).await?)
    }

    /// Reads back: that the server says yes is no proof.
    pub(super) async fn judge(
        &self,
        case: &mut EditedCaseRow,
        id: i64,
        wanted: &CaseValues,
        mut notes: Vec<EditNote>,
    ) -> Result<Vec<EditNote>, Halt> {
        let Some(live) = self.live(id, wanted).await? else {
            return Ok(ended(case, "failed", EditWhy::Gone));
        };
        let became = restricted(&live.values, wanted);
        case.left_at = live.modified();
        case.became = serde_json::to_string(&became).ok();
        let columns = differing(&became, wanted);
        let state = if columns.is_empty() { "written" } else { "differs" };
        state.clone_into(&mut case.state);
        // Why a column could not be written says more than that it differs.
        let is_told = |column: &String| notes.iter().any(|note| note.column.as_ref() == Some(column));
        let untold: Vec<String> = columns.into_iter().filter(|column| !is_told(column)).collect();
        let differs = |column| EditNote { column: Some(column), why: EditWhy::Differs };
        notes.extend(untold.into_iter().map(differs));
        Ok(notes)
    }

    /// `None` for one that is not there.
    pub(super) async fn live(&self, id: i64, wanted: &CaseValues) -> Result<Option<Live>, Halt> {
        let field = |own: &crate::view::CaseFieldValues| EditChoice { id: own.id, name: own.name.clone() };
        let fields: Vec<EditChoice> = wanted.fields.iter().map(field).collect();
        let fields = &fields;
        let look = || read(self.client(), id, fields, wanted.steps.is_some());
        match self.patience().patiently(look).await? {
            Ok(live) => Ok(Some(live)),
            Err(refusal) if refusal.is_missing => Ok(None),
            Err(refusal) => {
                tracing::warn!(id, why = refusal.message, "a test case could not be read");
                Ok(None)
            }
        }
    }

    pub(super) async fn note(&self, case: &mut EditedCaseRow, state: &str) -> Written {
        state.clone_into(&mut case.state);
        self.store(case).await
    }

    async fn store(&self, case: &EditedCaseRow) -> Written {
        Ok(self.inner.store.case_edits().write(self.row.id, case).await?)
    }

    pub(super) fn patience(&self) -> Patience<'_> {
        Patience { clock: &*self.inner.ports.clock, stop: &self.stop }
    }

    pub(super) fn client(&self) -> &Client {
        &self.session.client
    }
}

pub(super) fn is_left(state: &str) -> bool {
    matches!(state, "waiting" | "keeping" | "writing")
}

pub(super) fn ended(case: &mut EditedCaseRow, state: &str, why: EditWhy) -> Vec<EditNote> {
    state.clone_into(&mut case.state);
    vec![EditNote { column: None, why }]
}

pub(super) fn why(refusal: &Refusal) -> EditWhy {
    EditWhy::Refused { message: refusal.message.clone() }
}

pub(super) fn parsed(json: &str) -> CaseValues {
    serde_json::from_str(json).unwrap_or_default()
}

/// Of all but the steps. A list is written whole.
fn change(live: &Live, wanted: &CaseValues) -> CaseChange {
    let known = |name: &String| live.overview.tags.iter().find(|own| own.name == *name).map(|own| own.id);
    let tag = |name: &String| TagRef { id: known(name), name: name.clone() };
    let values = || field_values(&live.overview.custom_fields, wanted);
    CaseChange {
        name: wanted.name.clone(),
        description: wanted.description.clone(),
        precondition: wanted.precondition.clone(),
        expected_result: wanted.expected_result.clone(),
        status_id: wanted.status.as_ref().map(|status| status.id),
        workflow_id: wanted.status.as_ref().map(|status| status.workflow_id),
        test_layer_id: wanted.layer.as_ref().map(|layer| layer.id),
        tags: wanted.tags.as_ref().map(|tags| tags.iter().map(tag).collect()),
        custom_fields: (!wanted.fields.is_empty()).then(values),
        ..CaseChange::default()
    }
}

/// With the columns that each part concerns.
fn parts(change: CaseChange, wanted: &CaseValues) -> [(Vec<String>, CaseChange); 6] {
    let none = CaseChange::default;
    let named = |columns: &[&str]| columns.iter().map(|column| (*column).to_owned()).collect();
    let fields = wanted.fields.iter().map(|field| field.name.clone()).collect();
    [
        (named(&["name"]), CaseChange { name: change.name, ..none() }),
        (
            named(&["description", "precondition", "expected_result"]),
            CaseChange {
                description: change.description,
                precondition: change.precondition,
                expected_result: change.expected_result,
                ..none()
            },
        ),
        (
            named(&["status"]),
            CaseChange { status_id: change.status_id, workflow_id: change.workflow_id, ..none() },
        ),
        (named(&["layer"]), CaseChange { test_layer_id: change.test_layer_id, ..none() }),
        (named(&["tag"]), CaseChange { tags: change.tags, ..none() }),
        (fields, CaseChange { custom_fields: change.custom_fields, ..none() }),
    ]
}

/// The values of the fields that are not named stay.
fn field_values(live: &[FieldValue], wanted: &CaseValues) -> Vec<FieldValue> {
    let is_named = |id: Option<Ref>| wanted.fields.iter().any(|field| Some(Ref { id: field.id }) == id);
    let mut all: Vec<FieldValue> = live.iter().filter(|own| !is_named(own.custom_field)).cloned().collect();
    for field in &wanted.fields {
        let custom_field = Some(Ref { id: field.id });
        let known = |name: &String| {
            live.iter()
                .find(|own| own.custom_field == custom_field && own.name == *name)
                .and_then(|own| own.id)
        };
        let value = |name: &String| FieldValue { id: known(name), name: name.clone(), custom_field };
        all.extend(field.values.iter().map(value));
    }
    all
}

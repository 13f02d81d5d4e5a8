//! Drills: a sample of a copy is restored into a scratch project, compared, and deleted there.

use std::sync::Arc;

use casebook::Kept;
use chrono::{DateTime, TimeDelta, Utc};
use store::{Alongside, ExportFileRow, NewCommand, RestoreCaseRow, RestoreRow, StoreError};
use uuid::Uuid;

use super::columns::known;
use super::look::{Copy, fields, source};
use super::notice::news_of_lost_drill;
use super::task::{start, view};
use super::text;
use crate::companion::Inner;
use crate::core::encoding::instant;
use crate::core::session::Session;
use crate::texts::Trouble;
use crate::view::{ColumnChoice, Drill, Failure, PlanDraft};

/// What is to be drilled.
pub(super) struct Order {
    /// A key acts once.
    pub(super) key: String,
    pub(super) server: String,
    pub(super) copy: Copy,
    pub(super) copy_at: DateTime<Utc>,
    /// The columns of the plan that wrote the copy, where it is still there.
    pub(super) plan: Option<ColumnChoice>,
    pub(super) drill: Drill,
    /// Which of the possible samples.
    pub(super) turn: usize,
}

/// An export that ended well.
pub(crate) struct Exported {
    pub(crate) session: Session,
    pub(crate) server: String,
    pub(crate) draft: PlanDraft,
    pub(crate) attempt_id: i64,
    pub(crate) files: Vec<ExportFileRow>,
}

/// Begins the drill that an export is followed by, where one is due; what keeps it from beginning is told.
pub(crate) fn after_export(inner: &Arc<Inner>, exported: Exported) {
    let Some(drill) = exported.draft.drill.clone() else { return };
    let task = inner.clone();
    inner.spawn(async move {
        let inner = &task;
        match follow(inner, &exported, drill).await {
            Ok(()) => {}
            Err(failure) => {
                let owed = news_of_lost_drill(inner, &exported, &failure).await;
                match inner.store.deliveries().owe(&owed).await {
                    Ok(()) => inner.owed_is_stored(&owed).await,
                    Err(error) => tracing::error!(%error, "that a drill did not begin could not be stored"),
                }
            }
        }
    });
}

async fn follow(inner: &Arc<Inner>, exported: &Exported, drill: Drill) -> Result<(), Failure> {
    let Exported { session, server, draft, attempt_id, files } = exported;
    let source = source(server, draft.project_id);
    let restores = inner.store.restores();
    // One that was interrupted still has to take away what it made.
    let left = restores.unfinished_drill(&source).await.map_err(|error| inner.stored(&error))?;
    if let Some(row) = left {
        let shown = view(inner, &row).await;
        start(inner, session, row, shown);
        return Ok(());
    }
    let last = restores.last_drill(&source).await.map_err(|error| inner.stored(&error))?;
    if !is_due(last.map(instant), drill.every_days, inner.now()) {
        return Ok(());
    }
    let turn = usize::try_from(*attempt_id).unwrap_or_default();
    let Some(file) = files.get(turn % files.len().max(1)) else { return Ok(()) };
    let separator = draft.separator.bytes().next().unwrap_or(b';');
    let order = Order {
        key: format!("drill/{attempt_id}"),
        server: server.clone(),
        copy: text::of_file(inner, &file.path, separator, source).await?,
        copy_at: instant(file.written_at),
        plan: Some(draft.columns.clone()),
        drill,
        turn,
    };
    begin(inner, session, order).await.map(|_| ())
}

/// A clock that was set back asks for none before its time.
fn is_due(last: Option<DateTime<Utc>>, every_days: u32, now: DateTime<Utc>) -> bool {
    // An export that comes a little earlier than the last one did is not put off by a day.
    let slack = TimeDelta::hours(1);
    last.is_none_or(|last| now - last + slack >= TimeDelta::days(every_days.into()))
}

/// The number of the restore; `None` where the copy has nothing to restore.
pub(super) async fn begin(
    inner: &Arc<Inner>,
    session: &Session,
    order: Order,
) -> Result<Option<i64>, Failure> {
    let Order { key, server, copy, copy_at, plan, drill, turn } = order;
    let columns = known(&session.client, drill.project_id, &copy.day.columns, plan.as_ref()).await;
    let columns = columns.map_err(|error| inner.asked(session, &error))?;
    if !columns.iter().any(|column| column.field == "name") {
        return Err(inner.trouble(Trouble::Forgotten));
    }
    let mut cases = Vec::new();
    for kept in sample(&copy.day.cases, drill.cases as usize, turn) {
        let said = copy.book.kept_fields(kept).await.map_err(|error| inner.not_read(&error))?;
        if !kept.name.trim().is_empty() {
            cases.push(made_anew(kept, serde_json::to_string(&fields(said)).ok()));
        }
    }
    if cases.is_empty() {
        return Ok(None);
    }
    let now = inner.now().timestamp_millis();
    let row = RestoreRow {
        id: 0,
        server,
        project_id: drill.project_id,
        project_name: drill.project_name,
        source: copy.source,
        drill: true,
        copy_at: copy_at.timestamp_millis(),
        mark: Uuid::new_v4().simple().to_string().chars().take(12).collect(),
        columns: serde_json::to_string(&columns).unwrap_or_default(),
        begun_at: now,
        finished_at: None,
    };
    let command = NewCommand { key, kind: "restore".to_owned(), subject: None, reply: None, at: now };
    let alongside = Alongside { command: Some(command), ..Alongside::default() };
    let id = match inner.store.restores().begin(&row, &cases, &alongside).await {
        Ok(id) => id,
        Err(StoreError::Conflict(_)) => return Ok(None),
        Err(error) => return Err(inner.stored(&error)),
    };
    let row = RestoreRow { id, ..row };
    let shown = view(inner, &row).await;
    start(inner, session, row, shown);
    Ok(Some(id))
}

fn made_anew(kept: &Kept, cells: Option<String>) -> RestoreCaseRow {
    RestoreCaseRow {
        case_id: kept.id,
        name: kept.name.clone(),
        act: "make".to_owned(),
        cells,
        changes: None,
        seen_at: None,
        state: "waiting".to_owned(),
        new_id: None,
        told: None,
    }
}

/// So many, spread over all; the next turn takes their neighbours, so that in time each has its turn.
fn sample<T>(all: &[T], number: usize, turn: usize) -> Vec<&T> {
    let step = all.len().div_ceil(number.max(1)).max(1);
    all.iter().skip(turn % step).step_by(step).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn samples_are_no_larger_than_asked_and_reach_all(length in 0_usize..300, number in 1_usize..40) {
            let all: Vec<usize> = (0..length).collect();
            let mut reached: BTreeSet<usize> = BTreeSet::new();
            for turn in 0..length.max(1) {
                let some = sample(&all, number, turn);
                prop_assert!(some.len() <= number);
                prop_assert!(!some.is_empty() || length == 0);
                reached.extend(some.into_iter().copied());
            }
            prop_assert_eq!(reached.len(), length);
        }
    }

    #[test]
    fn a_drill_is_due_after_so_many_days() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(100);
        assert!(is_due(None, 7, now));
        assert!(!is_due(Some(now - TimeDelta::days(6)), 7, now));
        assert!(is_due(Some(now - TimeDelta::days(7) + TimeDelta::minutes(2)), 7, now));
        assert!(!is_due(Some(now + TimeDelta::days(1)), 7, now));
    }
}

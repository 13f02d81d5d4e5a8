//! The look before a restore: each test case of a copy against the project as it is.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;

use casebook::{Casebook, DayCopy, Field, Kept, Loose};
use store::Millis;
use tempfile::TempDir;
use testops::{CaseFacts, PageRequest};

use super::columns::known;
use super::judge::{differing, loses, name};
use super::moment::{Wanted, moment};
use crate::companion::Inner;
use crate::core::failure::Server;
use crate::core::session::Session;
use crate::exports::Problem;
use crate::texts::Trouble;
use crate::view::{
    CaseField, CaseMisfit, ColumnChoice, ExportColumn, Failure, LookState, RestoreAct, RestoreKind,
    RestoreNote, RestoreRow, RestoreWhy,
};

/// So many test cases are asked about at once.
const ASKED: usize = 100;
/// After so many compared test cases the page is told.
const TOLD: u64 = 200;

/// What is looked at.
#[derive(Clone)]
pub(super) struct Aim {
    pub(super) server: String,
    /// The project that the copy is held against.
    pub(super) into: i64,
    /// The columns of the plan that wrote the copy, where it is still there.
    pub(super) plan: Option<ColumnChoice>,
    /// Where the project of this moment is written to.
    pub(super) file: PathBuf,
}

/// Whose copy it is.
pub(crate) fn source(server: &str, project_id: i64) -> String {
    format!("{server}/{project_id}")
}

/// Which numbers the test cases of a copy have on the server.
struct Numbers {
    /// What earlier restores made anew: the number on the server by that of the copy.
    made_anew: HashMap<i64, i64>,
    /// The copy is of another project.
    elsewhere: bool,
}

impl Numbers {
    /// What the server calls a test case of the copy; in its own project, whether it is there or not.
    fn there(&self, id: i64, now: &Loose) -> Option<i64> {
        let made = self.made_anew.get(&id).copied().filter(|made| now.has(*made));
        if self.elsewhere { made } else { made.filter(|_| !now.has(id)).or(Some(id)) }
    }
}

/// What is held against the project.
pub(super) struct Copy {
    pub(super) book: Casebook,
    pub(super) day: DayCopy,
    /// Whose it is; see [`source`].
    pub(super) source: String,
    /// Files that are no test cases; some of them, where there are many.
    pub(super) misfits: Vec<CaseMisfit>,
    pub(super) misfits_total: u64,
    /// What the copy is read from, where it is the look's own.
    pub(super) _scrap: Option<TempDir>,
}

impl Copy {
    pub(super) fn of_day(book: Casebook, day: DayCopy, source: String) -> Self {
        Self { book, day, source, misfits: Vec::new(), misfits_total: 0, _scrap: None }
    }
}

/// What was seen.
pub(super) struct Seen {
    pub(super) copy: Copy,
    /// The copy is of another project.
    pub(super) elsewhere: bool,
    pub(super) columns: Vec<ExportColumn>,
    pub(super) lost_columns: Vec<String>,
    pub(super) rows: Vec<Row>,
    pub(super) same: u64,
    pub(super) others: u64,
    pub(super) now: Loose,
    file: PathBuf,
}

impl Drop for Seen {
    /// It lies in the cache: one that stays is no harm.
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.file);
    }
}

/// A test case that is not in the project as the copy has it.
pub(super) struct Row {
    pub(super) kept: Kept,
    /// Its number on the server; `None` where it has none yet.
    pub(super) there: Option<i64>,
    pub(super) kind: RestoreKind,
    pub(super) shown: RestoreRow,
    /// When it was last changed on the server.
    pub(super) seen_at: Option<Millis>,
}

pub(super) async fn look(
    inner: &Inner,
    session: &Session,
    copy: Copy,
    aim: &Aim,
    tell: impl Fn(LookState),
) -> Result<Seen, Failure> {
    let client = &session.client;
    let asked = |error: testops::Error| inner.asked(session, &error);
    let columns = known(client, aim.into, &copy.day.columns, aim.plan.as_ref()).await.map_err(asked)?;
    if !columns.iter().any(|column| column.field == "name") {
        return Err(inner.trouble(Trouble::Forgotten));
    }
    let is_known = |head: &&String| columns.iter().any(|column| column.name == **head);
    let lost_columns = copy.day.columns.iter().filter(|head| !is_known(head)).cloned().collect();
    let wanted = Wanted { server: &aim.server, project_id: aim.into, cases: &[], columns: &columns };
    let now = moment(inner, session, &wanted, &aim.file).await;
    let now =
        now.map_err(|problem: Problem| problem.failure(inner.texts(), Server::of(&session.connection)))?;
    let elsewhere = copy.source != source(&aim.server, aim.into);
    let made_anew = inner.store.restores().made_anew(&aim.server, aim.into, &copy.source).await;
    let made_anew = made_anew.map_err(|error| inner.stored(&error))?.into_iter().collect();
    let numbers = Numbers { made_anew, elsewhere };
    let bin = if elsewhere { Vec::new() } else { client.deleted_cases(aim.into).await.map_err(asked)? };
    let bin: HashSet<i64> = bin.into_iter().map(|case| case.id).collect();

    let of = copy.day.cases.len() as u64;
    let (mut rows, mut same) = (Vec::new(), 0);
    for (done, kept) in (0_u64..).zip(&copy.day.cases) {
        if done % TOLD == 0 {
            tell(LookState::Comparing { done, of });
        }
        let there = numbers.there(kept.id, &now);
        match compared(&copy.book, &now, &columns, kept, there, &bin).await {
            Some(row) => rows.push(row),
            None => same += 1,
        }
    }
    about(session, aim.into, &mut rows).await.map_err(asked)?;
    spare_files(session, &columns, &mut rows).await.map_err(asked)?;
    let known: HashSet<i64> = copy.day.cases.iter().filter_map(|kept| numbers.there(kept.id, &now)).collect();
    let others = now.ids().filter(|id| !known.contains(id)).count() as u64;
    Ok(Seen { copy, elsewhere, columns, lost_columns, rows, same, others, now, file: aim.file.clone() })
}

/// `None` where nothing is to be written.
async fn compared(
    book: &Casebook,
    now: &Loose,
    columns: &[ExportColumn],
    kept: &Kept,
    there: Option<i64>,
    bin: &HashSet<i64>,
) -> Option<Row> {
    // The row of one that was made anew has another number in it.
    let state = match there {
        Some(there) if there == kept.id => now.says_the_same(kept).map(|same| (there, same)),
        there => there.map(|there| (there, false)),
    };
    if state.is_some_and(|(_, same)| same) {
        return None;
    }
    let blocked = |why| Row {
        kept: kept.clone(),
        there,
        kind: RestoreKind::Blocked,
        shown: RestoreRow { notes: vec![RestoreNote { column: None, why }], ..shown(kept) },
        seen_at: None,
    };
    let Ok(was) = book.kept_fields(kept).await else { return Some(blocked(RestoreWhy::Unreadable)) };
    let was = fields(was);
    let (kind, act, heads) = match state {
        None if bin.contains(&kept.id) => (RestoreKind::Missing, RestoreAct::BringBack, Vec::new()),
        None => (RestoreKind::Missing, RestoreAct::Make, Vec::new()),
        Some((there, _)) => {
            let Ok(Some(is)) = now.fields(there) else { return Some(blocked(RestoreWhy::Unreadable)) };
            let heads = differing(&was, &fields(is), columns);
            if heads.is_empty() {
                return None;
            }
            (RestoreKind::Changed, RestoreAct::Change, heads)
        }
    };
    if name(&was, columns).trim().is_empty() {
        return Some(blocked(RestoreWhy::NoName));
    }
    let automated = columns.iter().find(|column| column.field == "automated");
    let automated = automated.is_some_and(|column| super::judge::value(&was, &column.name) == "true");
    let shown = RestoreRow { act: Some(act), columns: heads, automated, ..shown(kept) };
    Some(Row { kept: kept.clone(), there, kind, shown, seen_at: None })
}

fn shown(kept: &Kept) -> RestoreRow {
    RestoreRow {
        id: kept.id,
        name: kept.name.clone(),
        act: None,
        columns: Vec::new(),
        automated: false,
        changed_by: None,
        changed_at: None,
        notes: Vec::new(),
    }
}

pub(super) fn fields(fields: Vec<Field>) -> Vec<CaseField> {
    fields.into_iter().map(|field| CaseField { name: field.name, value: field.value }).collect()
}

/// Who changed those that are there, and when.
async fn about(session: &Session, project_id: i64, rows: &mut [Row]) -> Result<(), testops::Error> {
    let changed: Vec<i64> = of_changed(rows).filter_map(|row| row.there).collect();
    let mut facts: BTreeMap<i64, CaseFacts> = BTreeMap::new();
    for ids in changed.chunks(ASKED) {
        let list: Vec<String> = ids.iter().map(i64::to_string).collect();
        let query = format!("id in [{}]", list.join(","));
        let page = PageRequest::first(u32::try_from(ASKED).unwrap_or(100));
        let found = session.client.case_facts(project_id, &query, page).await?;
        facts.extend(found.items.into_iter().map(|one| (one.id, one)));
    }
    for row in rows.iter_mut() {
        let Some(one) = row.there.and_then(|there| facts.get(&there)) else { continue };
        row.seen_at = one.last_modified_date.map(|at| at.timestamp_millis());
        row.shown.changed_at = one.last_modified_date;
        row.shown.changed_by.clone_from(&one.last_modified_by);
        row.shown.automated |= one.automated;
    }
    Ok(())
}

/// A scenario that has files or shared steps is left alone: no copy has those.
async fn spare_files(
    session: &Session,
    columns: &[ExportColumn],
    rows: &mut [Row],
) -> Result<(), testops::Error> {
    let Some(scenario) = columns.iter().find(|column| column.field == "scenario") else { return Ok(()) };
    for row in rows.iter_mut().filter(|row| row.shown.columns.contains(&scenario.name)) {
        let Some(there) = row.there else { continue };
        let steps = session.client.case_scenario(there).await?;
        let Some(note) = loses(&steps, &scenario.name) else { continue };
        row.shown.columns.retain(|head| *head != scenario.name);
        row.shown.notes.push(note);
        if row.shown.columns.is_empty() {
            (row.kind, row.shown.act) = (RestoreKind::Blocked, None);
        }
    }
    Ok(())
}

fn of_changed(rows: &[Row]) -> impl Iterator<Item = &Row> {
    rows.iter().filter(|row| row.kind == RestoreKind::Changed)
}

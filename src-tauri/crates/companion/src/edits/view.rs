//! What the page sees of edits. Pure.

use store::{CaseEditRow, EditedCaseRow};

use super::undo::is_touched;
use super::values::{changes, columns};
use super::writing::parsed;
use crate::core::encoding::instant;
use crate::view::{EditAct, EditNote, EditOutcome, EditState, EditView, EditedCase};

pub(super) fn edit(
    row: CaseEditRow,
    cases: &[EditedCaseRow],
    held: Option<EditState>,
    undone: bool,
) -> EditView {
    let count = |outcome| {
        let of_it = cases.iter().filter(|case| outcome_of(&case.state) == outcome).count();
        u32::try_from(of_it).unwrap_or(u32::MAX)
    };
    let state = held.unwrap_or(match row.finished_at {
        Some(_) => EditState::Done,
        None => EditState::Interrupted,
    });
    let is_touched = cases.iter().any(|case| is_touched(&case.state));
    let mut heads: Vec<String> = Vec::new();
    for column in cases.iter().flat_map(|case| columns(&parsed(&case.wanted))) {
        if !heads.contains(&column.name) {
            heads.push(column.name);
        }
    }
    EditView {
        id: row.id,
        project_id: row.project_id,
        at: instant(row.at),
        by: row.by_whom,
        undoes: row.undoes,
        undone,
        can_undo: !undone && row.undoes.is_none() && is_touched && state != EditState::Writing,
        state,
        act: cases.first().map_or(EditAct::Change, |case| act(&case.act)),
        first: cases.first().map(|case| case.name.clone()).unwrap_or_default(),
        columns: heads,
        total: u32::try_from(cases.len()).unwrap_or(u32::MAX),
        waiting: count(EditOutcome::Waiting) + count(EditOutcome::Unknown),
        written: count(EditOutcome::Written),
        differing: count(EditOutcome::Differs),
        conflicts: count(EditOutcome::Conflict),
        failed: count(EditOutcome::Failed),
    }
}

pub(super) fn case(row: EditedCaseRow) -> EditedCase {
    let notes: Option<Vec<EditNote>> = row.told.and_then(|told| serde_json::from_str(&told).ok());
    EditedCase {
        id: row.case_id,
        name: row.name,
        act: act(&row.act),
        outcome: outcome_of(&row.state),
        changes: changes(&parsed(&row.was), &parsed(&row.wanted)),
        notes: notes.unwrap_or_default(),
    }
}

fn act(act: &str) -> EditAct {
    match act {
        "add" => EditAct::Add,
        "remove" => EditAct::Remove,
        _ => EditAct::Change,
    }
}

fn outcome_of(state: &str) -> EditOutcome {
    match state {
        "written" => EditOutcome::Written,
        "differs" => EditOutcome::Differs,
        "conflict" => EditOutcome::Conflict,
        "failed" => EditOutcome::Failed,
        "writing" => EditOutcome::Unknown,
        _ => EditOutcome::Waiting,
    }
}

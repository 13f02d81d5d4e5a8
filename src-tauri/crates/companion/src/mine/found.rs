//! What a look at a project finds.

use chrono::{DateTime, Utc};
use store::MineRow;

use crate::core::encoding::instant;
use crate::view::{MineItem, MineKind};

/// What was found of one kind.
pub(super) struct Found {
    pub(super) kind: MineKind,
    pub(super) rows: Vec<MineRow>,
}

impl Found {
    pub(super) fn new(kind: MineKind) -> Self {
        Self { kind, rows: Vec::new() }
    }

    pub(super) fn add(&mut self, row: MineRow) {
        self.rows.push(MineRow { kind: self.kind.to_string(), ..row });
    }
}

/// Something with its name and since when it is so.
pub(super) fn row(subject: i64, title: &str, at: Option<DateTime<Utc>>) -> MineRow {
    let at = at.map(|at| at.timestamp_millis());
    MineRow { subject, title: title.to_owned(), at, ..MineRow::default() }
}

pub(super) fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// `None` for a row of a program that knows other kinds.
pub(super) fn view(row: MineRow, project_name: &str, run_id: Option<i64>) -> Option<MineItem> {
    let number = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    Some(MineItem {
        kind: row.kind.parse().ok()?,
        project_id: row.project_id,
        project_name: project_name.to_owned(),
        subject: row.subject,
        title: row.title,
        launch_id: row.launch_id,
        launch_name: row.launch_name,
        count: number(row.count),
        more: number(row.more),
        at: row.at.map(instant),
        run_id,
    })
}

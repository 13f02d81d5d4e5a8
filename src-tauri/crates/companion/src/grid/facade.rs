//! Files opened as tables, and compared.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::TimeDelta;
use table::Cancel;

use crate::Companion;
use crate::companion::Inner;
use crate::grid::{self, Grid, Opening, Pair, Saving, StopOnDrop, open_table};
use crate::texts::{GridTrouble, Trouble};
use crate::view::*;

/// Between two tellings of how far an index is.
const TELLING: TimeDelta = TimeDelta::milliseconds(200);

impl Companion {
    /// The first rows come with the answer; the index goes on and is told of by events.
    pub async fn grid_open(&self, source: GridSource, read_as: ReadAs) -> Result<GridInfo, Failure> {
        let inner = &self.inner;
        let texts = inner.texts();
        let opening = match source {
            GridSource::Export { file_id } => Opening { read_as, ..inner.exported(file_id).await? },
            GridSource::Path { path } => {
                self.may_open(&path).await?;
                Opening { path: PathBuf::from(path), headers: true, read_as }
            }
        };
        let opened = opening.clone();
        let table = grid::run(inner, Cancel::new(), move |_| open_table(&opened, texts)).await??;
        let grid = inner.grids.add(|id| Grid::new(id, opening.path, table, opening.headers));
        let shown = grid.clone();
        let info = grid::run(inner, Cancel::new(), move |_| shown.info(texts)).await?;
        if !info.progress.done {
            inner.index(grid);
        }
        Ok(info)
    }

    /// A later query of the same grid overtakes this one.
    pub async fn grid_query(&self, id: u32, query: GridQuery) -> Result<GridAnswer, Failure> {
        let grid = self.grid(id)?;
        let texts = self.inner.texts();
        let asked = grid.ask();
        grid::run(&self.inner, asked, move |cancel| grid.find(&query, cancel, texts)).await?
    }

    /// Rows of a view, or of the file as far as its index is.
    pub async fn grid_rows(
        &self,
        id: u32,
        view: Option<u32>,
        from: u64,
        count: u32,
    ) -> Result<Vec<GridRow>, Failure> {
        let grid = self.grid(id)?;
        let texts = self.inner.texts();
        grid::run(&self.inner, Cancel::new(), move |_| grid.rows(view, from, count, texts)).await?
    }

    pub async fn grid_cell(&self, id: u32, record: u64, column: u32) -> Result<CellText, Failure> {
        let grid = self.grid(id)?;
        let texts = self.inner.texts();
        grid::run(&self.inner, Cancel::new(), move |_| grid.cell(record, column, texts)).await?
    }

    pub async fn grid_save(&self, save: GridSave) -> Result<FileSaved, Failure> {
        let grid = self.grid(save.id)?;
        self.may_save(&save.path, &grid.path).await?;
        let texts = self.inner.texts();
        let saved = grid::run(&self.inner, Cancel::new(), move |cancel| {
            let saving = Saving::of_grid(&grid, save, cancel, texts)?;
            Ok(grid::save(&saving, cancel, texts))
        })
        .await??;
        self.note_saved(&saved);
        Ok(saved)
    }

    /// A copy that Excel reads; without a path it lies beside the file. The separator is one ASCII character, or the
    /// usual one of Excel in the window's language.
    pub async fn excel_copy(
        &self,
        file_id: i64,
        path: Option<String>,
        separator: Option<String>,
        replace: bool,
    ) -> Result<FileSaved, Failure> {
        let inner = &self.inner;
        let texts = inner.texts();
        let opening = inner.exported(file_id).await?;
        if let Some(path) = &path {
            self.may_save(path, &opening.path).await?;
        }
        let path = path.map(PathBuf::from);
        let saved = grid::run(inner, Cancel::new(), move |cancel| {
            let saving = Saving::for_excel(opening, path, separator.as_deref(), replace, cancel, texts)?;
            Ok(grid::save(&saving, cancel, texts))
        })
        .await??;
        self.note_saved(&saved);
        Ok(saved)
    }

    #[expect(clippy::unused_async, reason = "every command is one")]
    pub async fn grid_close(&self, id: u32) -> Result<(), Failure> {
        self.inner.grids.close(id);
        Ok(())
    }

    pub async fn compare_files(&self, old_id: i64, new_id: i64) -> Result<FileComparison, Failure> {
        Ok(self.pair(old_id, new_id).await?.summary.clone())
    }

    pub async fn differences(&self, query: DifferenceQuery) -> Result<DifferencePage, Failure> {
        let pair = self.pair(query.old_id, query.new_id).await?;
        let texts = self.inner.texts();
        grid::run(&self.inner, Cancel::new(), move |cancel| pair.page(&query, cancel, texts)).await?
    }

    fn note_saved(&self, saved: &FileSaved) {
        match saved {
            FileSaved::Saved { path, .. } => self.inner.chosen.saved(Path::new(path)),
            FileSaved::Exists { .. } | FileSaved::Refused { .. } => {}
        }
    }

    fn grid(&self, id: u32) -> Result<Arc<Grid>, Failure> {
        let inner = &self.inner;
        inner.grids.get(id).ok_or_else(|| inner.texts().grid_failure(GridTrouble::Closed, None))
    }

    /// The comparison as it was kept, or made anew.
    async fn pair(&self, old_id: i64, new_id: i64) -> Result<Arc<Pair>, Failure> {
        let inner = &self.inner;
        let texts = inner.texts();
        let one_at_a_time = inner.grids.comparing.lock().await;
        if let Some(pair) = inner.grids.pair(old_id, new_id).filter(|pair| pair.is_current()) {
            return Ok(pair);
        }
        let files = (inner.exported(old_id).await?, inner.exported(new_id).await?);
        let compare =
            move |cancel: &Cancel| Pair::compare((old_id, new_id), (&files.0, &files.1), cancel, texts);
        let pair = grid::run(inner, Cancel::new(), compare).await??;
        let pair = inner.grids.keep(pair);
        drop(one_at_a_time);
        Ok(pair)
    }
}

impl Inner {
    /// Indexes the rest of a file and tells how far it is, until it is done or the grid is closed.
    fn index(self: &Arc<Self>, grid: Arc<Grid>) {
        let inner = self.clone();
        self.spawn(async move {
            let (table, cancel) = (grid.table.clone(), grid.indexing());
            let stop = StopOnDrop(cancel.clone());
            let indexing = inner.tasks.spawn_blocking(move || table.index(&cancel));
            let tell = |failure| {
                let progress = GridProgress { failure, ..grid.progress(inner.texts()) };
                inner.emit(Event::GridProgressed { id: grid.id, progress });
            };
            loop {
                // First of all a pause: the page must know of the grid before it is told of it.
                inner.ports.clock.sleep_until(inner.now() + TELLING).await;
                if indexing.is_finished() {
                    break;
                }
                tell(None);
            }
            tell(match indexing.await {
                Ok(Ok(_)) => None,
                Ok(Err(error)) => Some(grid.unreadable(inner.texts(), &error)),
                Err(_) => Some(inner.trouble(Trouble::Internal)),
            });
            drop(stop);
        });
    }

    /// A file of a plan, and whether it begins with headers.
    async fn exported(&self, file_id: i64) -> Result<Opening, Failure> {
        let stored = |error| self.stored(&error);
        let row = self.store.export_files().get(file_id).await.map_err(stored)?;
        let row = row.ok_or_else(|| self.trouble(Trouble::Forgotten))?;
        let plan = match row.plan_id {
            Some(plan) => self.store.export_plans().get(plan).await.map_err(stored)?,
            None => None,
        };
        let draft = plan.and_then(|plan| serde_json::from_str::<PlanDraft>(&plan.draft).ok());
        let read_as = ReadAs::default();
        Ok(Opening { path: row.path.into(), read_as, headers: draft.is_none_or(|draft| draft.headers) })
    }
}

//! The looks before restores: how they begin, and the copies that they read.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio_util::sync::CancellationToken;

use super::look::{Aim, Copy, Seen, look};
use super::room::{Look, tell_look};
use super::task::file;
use super::text;
use crate::Companion;
use crate::cases::name_of;
use crate::core::session::Session;
use crate::texts::Trouble;
use crate::view::{ColumnChoice, Event, Failure, LookState, PathKind, RestoreKind, RestoreLook};

impl Companion {
    /// Begins to hold the copy of this moment against the project on the server.
    pub async fn look_before_restore(&self, project_id: i64, copy_at: DateTime<Utc>) -> Result<(), Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let (server, book) = self.case_index().await?;
        let copy = book.copy_of(&server, project_id, copy_at.timestamp_millis()).await;
        let copy = copy.map_err(|error| inner.not_read(&error))?;
        let day = copy.ok_or_else(|| inner.trouble(Trouble::Forgotten))?;
        let plan = self.columns_of(&day.key).await;
        let copy = Copy::of_day(book.clone(), day);
        let read = async move { Ok(copy) };
        self.begin_look(session, server, project_id, (copy_at, None), plan, read).await
    }

    /// Begins to hold a folder of Markdown files against the project on the server; `Input` where the folder is no
    /// plan's and nobody chose it.
    pub async fn look_at_folder_before_restore(&self, project_id: i64, folder: String) -> Result<(), Failure> {
        let inner = self.inner.clone();
        let session = inner.session()?;
        let (server, _) = self.case_index().await?;
        let plans = self.stored_plans().await?;
        let writes = |markdown: &crate::view::MarkdownFiles| markdown.folder == folder;
        let plan = plans.into_iter().find(|plan| plan.markdown.as_ref().is_some_and(writes));
        if plan.is_none() && !inner.chosen.holds(PathKind::Folder, Path::new(&folder)) {
            return Err(inner.trouble(Trouble::NotChosen { path: &folder }));
        }
        let at = inner.now();
        let place = folder.clone();
        let read = async move { text::read(&inner, &place, project_id).await };
        let columns = plan.map(|plan| plan.columns);
        self.begin_look(session, server, project_id, (at, Some(folder)), columns, read).await
    }

    async fn begin_look(
        &self,
        session: Session,
        server: String,
        project_id: i64,
        (copy_at, folder): (DateTime<Utc>, Option<String>),
        plan: Option<ColumnChoice>,
        read: impl Future<Output = Result<Copy, Failure>> + Send + 'static,
    ) -> Result<(), Failure> {
        let inner = &self.inner;
        let names = self.project_names(&server).await?;
        let number = inner.next_epoch();
        let stop = inner.cancel.child_token();
        let shown = asking(project_id, name_of(&names, project_id), copy_at, folder);
        let begun = Look { server: server.clone(), shown, seen: None, number, stop: stop.clone() };
        if let Some(before) = inner.restores.looks().insert(project_id, begun) {
            before.stop.cancel();
        }
        inner.emit(Event::RestoresChanged);
        let file = file(inner, &format!("now-{project_id}-{number}.csv"));
        let made_anew = inner.store.restores().made_anew(&server, project_id).await;
        let made_anew = made_anew.map_err(|error| inner.stored(&error))?.into_iter().collect();
        let aim = Aim { server, project_id, plan, made_anew, file };
        self.compare(session, aim, number, stop, read);
        Ok(())
    }

    /// The task of a look.
    fn compare(
        &self,
        session: Session,
        aim: Aim,
        number: u64,
        stop: CancellationToken,
        read: impl Future<Output = Result<Copy, Failure>> + Send + 'static,
    ) {
        let task = self.clone();
        self.inner.spawn(async move {
            let inner = &task.inner;
            let project_id = aim.project_id;
            let tell = |state| tell_look(inner, project_id, number, |look| look.shown.state = state);
            let seen = async { look(inner, &session, read.await?, &aim, tell).await };
            let seen = tokio::select! {
                seen = seen => seen,
                () = stop.cancelled() => return,
            };
            tell_look(inner, project_id, number, |look| look.end(seen));
        });
    }

    /// What the plan that wrote a line of copies asks for, where it is still there.
    async fn columns_of(&self, key: &str) -> Option<ColumnChoice> {
        let plan_id = key.split('/').next()?.parse().ok()?;
        Some(self.stored_plan(plan_id).await.ok()?.columns)
    }
}

fn asking(
    project_id: i64,
    project_name: String,
    copy_at: DateTime<Utc>,
    folder: Option<String>,
) -> RestoreLook {
    RestoreLook {
        project_id,
        project_name,
        copy_at,
        folder,
        state: LookState::Asking,
        missing: 0,
        changed: 0,
        same: 0,
        blocked: 0,
        others: 0,
        lost_columns: Vec::new(),
        misfits: Vec::new(),
        misfits_total: 0,
    }
}

impl Look {
    fn end(&mut self, seen: Result<Seen, Failure>) {
        match seen {
            Ok(seen) => {
                let count = |kind| seen.rows.iter().filter(|row| row.kind == kind).count() as u64;
                let shown = &mut self.shown;
                shown.state = LookState::Ready;
                shown.missing = count(RestoreKind::Missing);
                shown.changed = count(RestoreKind::Changed);
                shown.blocked = count(RestoreKind::Blocked);
                (shown.same, shown.others) = (seen.same, seen.others);
                shown.lost_columns.clone_from(&seen.lost_columns);
                shown.misfits.clone_from(&seen.copy.misfits);
                shown.misfits_total = seen.copy.misfits_total;
                self.seen = Some(Arc::new(seen));
            }
            Err(Failure { message, advice, .. }) => self.shown.state = LookState::Failed { message, advice },
        }
    }
}

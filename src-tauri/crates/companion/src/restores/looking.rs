//! The looks before restores: how they begin, and the copies that they read.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::look::{Aim, Copy, Seen, look, source};
use super::room::{Look, tell_look};
use super::task::file;
use super::text;
use crate::Companion;
use crate::connection::catalogue;
use crate::core::session::Session;
use crate::texts::Trouble;
use crate::view::{ColumnChoice, Event, Failure, LookState, PathKind, RestoreKind, RestoreLook};

/// What a look is about.
struct Asked {
    session: Session,
    server: String,
    project_id: i64,
    /// The project that the copy is held against.
    into: i64,
    copy_at: DateTime<Utc>,
    folder: Option<String>,
    /// The columns of the plan that wrote the copy, where it is still there.
    plan: Option<ColumnChoice>,
}

impl Companion {
    /// Begins to hold the copy of this moment against a project on the server: its own, unless `into` names another.
    pub async fn look_before_restore(
        &self,
        project_id: i64,
        copy_at: DateTime<Utc>,
        into: Option<i64>,
    ) -> Result<(), Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let (server, copy, plan) = self.day_copy(project_id, copy_at).await?;
        let into = into.unwrap_or(project_id);
        let asked = Asked { session, server, project_id, into, copy_at, folder: None, plan };
        self.begin_look(asked, async move { Ok(copy) }).await
    }

    /// Begins to hold a folder of Markdown files against a project on the server; `Input` where the folder is no plan's
    /// and nobody chose it.
    pub async fn look_at_folder_before_restore(
        &self,
        project_id: i64,
        folder: String,
        into: Option<i64>,
    ) -> Result<(), Failure> {
        let inner = self.inner.clone();
        let session = inner.session()?;
        let (server, _) = self.case_index().await?;
        let plans = self.stored_plans().await?;
        let writes = |markdown: &crate::view::MarkdownFiles| markdown.folder == folder;
        let plan = plans.into_iter().find(|plan| plan.markdown.as_ref().is_some_and(writes));
        if plan.is_none() && !inner.chosen.holds(PathKind::Folder, Path::new(&folder)) {
            return Err(inner.trouble(Trouble::NotChosen { path: &folder }));
        }
        let own = source(&server, project_id);
        let asked = Asked {
            session,
            server,
            project_id,
            into: into.unwrap_or(project_id),
            copy_at: inner.now(),
            folder: Some(folder.clone()),
            plan: plan.map(|plan| plan.columns),
        };
        self.begin_look(asked, async move { text::read(&inner, &folder, own).await }).await
    }

    async fn begin_look(
        &self,
        asked: Asked,
        read: impl Future<Output = Result<Copy, Failure>> + Send + 'static,
    ) -> Result<(), Failure> {
        let inner = &self.inner;
        let Asked { session, server, project_id, into, copy_at, folder, plan } = asked;
        let into_name = catalogue::project_name(&inner.store, session.connection.id, into).await;
        let number = inner.next_epoch();
        let stop = inner.cancel.child_token();
        let shown = RestoreLook { folder, ..asking(project_id, into, into_name, copy_at) };
        let begun = Look { server: server.clone(), shown, seen: None, number, stop: stop.clone() };
        if let Some(before) = inner.restores.looks().insert(project_id, begun) {
            before.stop.cancel();
        }
        inner.emit(Event::RestoresChanged);
        let file = file(inner, &format!("now-{project_id}-{number}.csv"));
        let aim = Aim { server, into, plan, file };
        let task = self.clone();
        inner.spawn(async move {
            let inner = &task.inner;
            let tell = |state| tell_look(inner, project_id, number, |look| look.shown.state = state);
            let seen = async { look(inner, &session, read.await?, &aim, tell).await };
            let seen = tokio::select! {
                seen = seen => seen,
                () = stop.cancelled() => return,
            };
            tell_look(inner, project_id, number, |look| look.end(seen));
        });
        Ok(())
    }

    /// The copy of this moment, with the server and the columns of the plan that wrote it, where that is still there.
    pub(super) async fn day_copy(
        &self,
        project_id: i64,
        copy_at: DateTime<Utc>,
    ) -> Result<(String, Copy, Option<ColumnChoice>), Failure> {
        let inner = &self.inner;
        let (server, book) = self.case_index().await?;
        let copy = book.copy_of(&server, project_id, copy_at.timestamp_millis()).await;
        let copy = copy.map_err(|error| inner.not_read(&error))?;
        let day = copy.ok_or_else(|| inner.trouble(Trouble::Forgotten))?;
        let plan = self.columns_of(&day.key).await;
        let copy = Copy::of_day(book.clone(), day, source(&server, project_id));
        Ok((server, copy, plan))
    }

    /// What the plan that wrote a line of copies asks for, where it is still there.
    async fn columns_of(&self, key: &str) -> Option<ColumnChoice> {
        let plan_id = key.split('/').next()?.parse().ok()?;
        Some(self.stored_plan(plan_id).await.ok()?.columns)
    }
}

fn asking(project_id: i64, into_id: i64, into_name: String, copy_at: DateTime<Utc>) -> RestoreLook {
    RestoreLook {
        project_id,
        into_id,
        into_name,
        elsewhere: false,
        copy_at,
        folder: None,
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
                shown.elsewhere = seen.elsewhere;
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

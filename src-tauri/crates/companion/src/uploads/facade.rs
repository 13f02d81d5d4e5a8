//! The methods of [`Companion`] about uploads.

use std::path::Path;

use store::UploadRow;
use testops::LaunchName;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::Companion;
use crate::companion::Inner;
use crate::connection::catalogue;
use crate::core::encoding::instant;
use crate::core::session::Session;
use crate::texts::{Fault, Trouble};
use crate::uploads::order::{Target, UploadOrder, look};
use crate::uploads::reading;
use crate::uploads::room::{is_under_way, start};
use crate::uploads::target::new_upload;
use crate::view::{
    DropKind, Event, Failure, FailureCode, FieldFault, PathKind, ResultsFound, UploadAnswer, UploadDraft,
    UploadState, UploadTarget, UploadView,
};

impl Companion {
    /// What was dropped, by what lies at the paths.
    pub async fn dropped_kind(&self, paths: Vec<String>) -> Result<DropKind, Failure> {
        for path in &paths {
            self.inner.must_be_chosen(path)?;
        }
        let looked = self.inner.tasks.spawn_blocking(move || reading::kind(&paths)).await;
        looked.map_err(|_| self.inner.trouble(Trouble::Internal))
    }

    /// What is in a folder or an archive that a person chose or dropped.
    pub async fn look_at_results(&self, path: String) -> Result<ResultsFound, Failure> {
        let inner = &self.inner;
        inner.must_be_chosen(&path)?;
        let looked = inner.tasks.spawn_blocking(move || look(Path::new(&path), None)).await;
        let looked = looked.map_err(|_| inner.trouble(Trouble::Internal))?;
        let texts = inner.texts();
        let contents = looked.map_err(|why| Failure {
            code: FailureCode::Input,
            message: texts.unreadable_results(&why),
            advice: String::new(),
            details: Some(why.to_string()),
        })?;
        let mut found = reading::found(&contents, texts);
        // Under its own name too, where links lead to it.
        let kind = if found.is_folder { PathKind::Folder } else { PathKind::File };
        inner.chosen.note(kind, &contents.path);
        let is_same = |upload: &UploadView| upload.path == found.path && !is_done(&upload.state);
        found.unfinished = self.uploads().await?.into_iter().filter(is_same).collect();
        Ok(found)
    }

    /// Sends results into a launch; once for each key.
    pub async fn begin_upload(&self, key: String, draft: UploadDraft) -> Result<UploadAnswer, Failure> {
        let inner = &self.inner;
        inner.must_be_chosen(&draft.path)?;
        let session = inner.session()?;
        let faults = inner.upload_faults(&draft);
        if !faults.is_empty() {
            return Ok(UploadAnswer::Refused { faults });
        }
        let mut begun = inner.uploads.begun.lock().await;
        if let Some(id) = begun.get(&key) {
            return Ok(UploadAnswer::Begun { id: *id });
        }
        let unreadable = || inner.trouble(Trouble::FileUnreadable { path: &draft.path });
        let path = tokio::fs::canonicalize(&draft.path).await.map_err(|_| unreadable())?;
        let order = order(&draft);
        let server = &session.connection.url;
        let new = new_upload(server, path.to_string_lossy().into_owned(), &order, inner.now());
        let row = inner.store.uploads().begin(&new).await.map_err(|error| inner.stored(&error))?;
        begun.insert(key, row.id);
        let view = inner.upload_view(&session, &row, 0).await;
        start(inner, &session, &row, view);
        Ok(UploadAnswer::Begun { id: row.id })
    }

    /// Those to the server in use that did not end, and those that ended since the program started.
    pub async fn uploads(&self) -> Result<Vec<UploadView>, Failure> {
        let inner = &self.inner;
        let Some(session) = inner.session.borrow().clone() else { return Ok(Vec::new()) };
        let server = session.connection.url.clone();
        let rows = inner.store.uploads().all_unfinished(&server).await;
        let rows = rows.map_err(|error| inner.stored(&error))?;
        let held = inner.uploads.held().clone();
        let here = held.values().filter(|held| held.server == server);
        let mut all: Vec<UploadView> = here.map(|held| held.view.clone()).collect();
        for (row, stored) in rows {
            if !held.contains_key(&row.id) {
                all.push(inner.upload_view(&session, &row, stored.unsigned_abs()).await);
            }
        }
        all.sort_by_key(|upload| std::cmp::Reverse(upload.id));
        Ok(all)
    }

    /// Pauses it once the request under way is answered.
    #[expect(clippy::unused_async, reason = "every command is one")]
    pub async fn pause_upload(&self, id: i64) -> Result<(), Failure> {
        if let Some(held) = self.inner.uploads.held().get_mut(&id)
            && is_under_way(&held.view.state)
        {
            held.view.state = UploadState::Pausing;
            held.stop.cancel();
        }
        self.inner.emit(Event::UploadsChanged);
        Ok(())
    }

    /// Goes on with one that did not end.
    pub async fn resume_upload(&self, id: i64) -> Result<(), Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let row = inner.store.uploads().get(id).await.map_err(|error| inner.stored(&error))?;
        let row = row.filter(|row| row.finished_at.is_none());
        let row = row.ok_or_else(|| inner.trouble(Trouble::Forgotten))?;
        if row.server != session.connection.url {
            return Err(inner.trouble(Trouble::OtherServer));
        }
        let known = inner.uploads.held().get(&id).map(|held| held.view.clone());
        let view = match known {
            Some(view) => view,
            None => inner.upload_view(&session, &row, 0).await,
        };
        start(inner, &session, &row, view);
        Ok(())
    }

    /// Watches the folder no longer; what is in it still goes.
    #[expect(clippy::unused_async, reason = "every command is one")]
    pub async fn finish_upload(&self, id: i64) -> Result<(), Failure> {
        if let Some(held) = self.inner.uploads.held().get(&id) {
            held.finish.cancel();
        }
        Ok(())
    }

    /// Forgets one that is not under way; what the server has stays there.
    pub async fn forget_upload(&self, id: i64) -> Result<(), Failure> {
        let inner = &self.inner;
        let state = {
            let mut held = inner.uploads.held();
            let state = held.get(&id).map(|held| held.view.state.clone());
            if state.as_ref().is_some_and(is_under_way) {
                return Ok(());
            }
            held.remove(&id);
            state
        };
        // What ended is kept in the store: the folder was sent.
        if !state.as_ref().is_some_and(is_done) {
            inner.store.uploads().forget(id).await.map_err(|error| inner.stored(&error))?;
        }
        inner.emit(Event::UploadsChanged);
        Ok(())
    }
}

fn is_done(state: &UploadState) -> bool {
    matches!(state, UploadState::Done { .. })
}

fn order(draft: &UploadDraft) -> UploadOrder {
    let trimmed = |all: &[String]| -> Vec<String> {
        all.iter().map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect()
    };
    let target = match &draft.target {
        UploadTarget::New { name, tags, links } => {
            Target::New { name: name.trim().to_owned(), tags: trimmed(tags), links: trimmed(links) }
        }
        UploadTarget::Existing { launch_id } => Target::Existing { launch_id: launch_id.unwrap_or_default() },
    };
    let environment = draft.environment.iter().filter(|variable| !variable.name.trim().is_empty());
    UploadOrder {
        project_id: draft.project_id,
        target,
        environment: environment
            .map(|variable| (variable.name.trim().to_owned(), variable.value.clone()))
            .collect(),
        upload: None,
        anew: true,
        close: draft.close,
        watch: draft.watch.then(CancellationToken::new),
    }
}

impl Inner {
    fn must_be_chosen(&self, path: &str) -> Result<(), Failure> {
        let is_chosen =
            [PathKind::File, PathKind::Folder].iter().any(|kind| self.chosen.holds(*kind, Path::new(path)));
        if is_chosen { Ok(()) } else { Err(self.trouble(Trouble::NotChosen { path })) }
    }

    fn upload_faults(&self, draft: &UploadDraft) -> Vec<FieldFault> {
        let fault = |field: &str, fault: Fault<'_>| FieldFault {
            field: field.to_owned(),
            message: self.texts().fault(fault),
        };
        let mut faults = Vec::new();
        if draft.project_id <= 0 {
            faults.push(fault("project", Fault::Empty));
        }
        match &draft.target {
            UploadTarget::New { name, links, .. } => {
                let name = name.trim();
                if name.is_empty() {
                    faults.push(fault("name", Fault::Empty));
                } else if LaunchName::new(name.to_owned()).is_err() {
                    let is = name.encode_utf16().count();
                    faults.push(fault("name", Fault::TooLong { max: LaunchName::LIMIT, is }));
                }
                let is_address = |link: &&String| {
                    Url::parse(link.trim()).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
                };
                if links.iter().any(|link| !link.trim().is_empty() && !is_address(&link)) {
                    faults.push(fault("links", Fault::NotUrl));
                }
            }
            UploadTarget::Existing { launch_id: None } => faults.push(fault("launch", Fault::Empty)),
            UploadTarget::Existing { launch_id: Some(_) } => {}
        }
        faults
    }

    /// One that is not under way, from what is stored.
    async fn upload_view(&self, session: &Session, row: &UploadRow, stored: u64) -> UploadView {
        let project_name = catalogue::project_name(&self.store, session.connection.id, row.project_id).await;
        UploadView {
            id: row.id,
            project_id: row.project_id,
            project_name,
            path: row.folder.clone(),
            launch_name: row.launch_name.clone(),
            launch_id: row.launch_id,
            run_id: None,
            begun_at: instant(row.begun_at),
            results: stored,
            of_results: row.of_results.map(i64::unsigned_abs),
            bytes: 0,
            of_bytes: None,
            state: UploadState::Paused,
        }
    }
}

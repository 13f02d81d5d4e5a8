//! The form of an export plan.

use std::collections::HashMap;
use std::iter::successors;
use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use tokio::io::AsyncReadExt as _;

use super::plan_folder as folder;
use crate::Companion;
use crate::companion::Inner;
use crate::connection::catalogue;
use crate::cron::Schedule;
use crate::exports::decide::{FolderFault, FolderFaults, Found, MOST_BYTES, check, file_names};
use crate::texts::Trouble;
use crate::view::{Failure, FieldFault, PlanCheck, PlanDraft, PlanImport};

/// How long a form waits for a disk.
const DISK: TimeDelta = TimeDelta::seconds(3);

const NEXT_SHOWN: usize = 5;

impl Companion {
    /// What the form shows beside what is typed; does not ask the server.
    pub async fn check_plan(&self, draft: PlanDraft) -> Result<PlanCheck, Failure> {
        let inner = &self.inner;
        let (texts, now) = (inner.texts(), inner.now());
        let schedule = Schedule::parse(&draft.cron, &draft.zone).ok();
        let due = |schedule: &Schedule| {
            let next = |at: &_| schedule.next_after(*at);
            successors(next(&now), next).take(NEXT_SHOWN).collect::<Vec<_>>()
        };
        let next = schedule.as_ref().map(due).unwrap_or_default();
        let names = file_names(&draft, next.first().copied().unwrap_or(now), texts).unwrap_or_default();
        Ok(PlanCheck {
            faults: self.plan_faults(&draft).await?,
            words: schedule.map(|schedule| schedule.words(texts)),
            next,
            file_names: names.into_iter().map(|file| file.name).collect(),
            folder: inner.plan_folder(&draft, inner.in_demo()).to_string_lossy().into_owned(),
        })
    }

    /// Every field of the plan that is wrong, its folder looked at.
    pub(super) async fn plan_faults(&self, draft: &PlanDraft) -> Result<Vec<FieldFault>, Failure> {
        let inner = &self.inner;
        let stored = self.stored_plans().await?;
        let (files, markdown) = tokio::join!(inner.folder_fault(draft), inner.markdown_fault(draft));
        Ok(check(draft, &stored, FolderFaults { files, markdown }, inner.texts(), inner.now()))
    }
}

impl Companion {
    /// A `projects.json` or an `.env` of the source projects; each is read with the other one that lies beside it.
    pub async fn import_plans_file(&self, path: String) -> Result<PlanImport, Failure> {
        self.may_read(&path)?;
        self.import_plans_named(path).await
    }

    /// A file that was named where only a person can name one, such as the command line.
    pub async fn import_plans_named(&self, path: String) -> Result<PlanImport, Failure> {
        let inner = &self.inner;
        let file = PathBuf::from(&path);
        let of_schedule = file.file_name().is_some_and(|name| name.to_string_lossy().ends_with(".env"));
        let other = file.with_file_name(if of_schedule { "projects.json" } else { ".env" });
        let text = read_text(&file).await.map_err(|error| {
            inner.texts().failure(Trouble::FileUnreadable { path: &path }, Some(error.to_string()))
        })?;
        let text = text.ok_or_else(|| inner.trouble(Trouble::FileTooLarge { path: &path }))?;
        // Nobody chose it: it may well be missing.
        let beside = read_text(&other).await.ok().flatten().unwrap_or_default();
        let mut found = Found::default();
        for text in [beside, text].iter().filter(|text| !text.trim().is_empty()) {
            found.read(text, file.parent());
        }
        Ok(self.imported(found).await)
    }

    /// The same, as text.
    pub async fn import_plans_text(&self, text: String) -> Result<PlanImport, Failure> {
        let mut found = Found::default();
        if text.len() > MOST_BYTES {
            found.too_long();
        } else {
            found.read(&text, None);
        }
        Ok(self.imported(found).await)
    }

    async fn imported(&self, mut found: Found) -> PlanImport {
        let inner = &self.inner;
        let texts = inner.texts();
        let connection = inner.session.borrow().as_ref().map(|session| session.connection.id);
        let names = match connection {
            Some(connection) => catalogue::project_names(&inner.store, connection).await,
            None => HashMap::new(),
        };
        found.finish();
        found.import(texts, |id| names.get(&id).cloned().unwrap_or_else(|| texts.project_of(id)))
    }
}

/// `None` for a file that is too long.
async fn read_text(path: &Path) -> std::io::Result<Option<String>> {
    let file = tokio::fs::File::open(path).await?;
    let mut bytes = Vec::new();
    file.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes).await?;
    Ok((bytes.len() <= MOST_BYTES).then(|| String::from_utf8_lossy(&bytes).into_owned()))
}

impl Inner {
    async fn folder_fault(&self, draft: &PlanDraft) -> Option<FolderFault> {
        let demo = self.in_demo();
        let folder = self.plan_folder(draft, demo);
        let made_when_needed = folder == self.own_folder(demo);
        let looked = self.looked_at(folder).await;
        looked.filter(|fault| !(made_when_needed && *fault == FolderFault::Missing))
    }

    async fn markdown_fault(&self, draft: &PlanDraft) -> Option<FolderFault> {
        let folder = PathBuf::from(&draft.markdown.as_ref()?.folder);
        // Elsewhere it would be looked for below the program's own folder.
        if folder.is_absolute() { self.looked_at(folder).await } else { None }
    }

    async fn looked_at(&self, folder: PathBuf) -> Option<FolderFault> {
        let clock = &self.ports.clock;
        tokio::select! {
            looked = tokio::task::spawn_blocking(move || folder::look_at(&folder)) => looked.unwrap_or(None),
            () = clock.sleep_until(clock.now() + DISK) => Some(FolderFault::Silent),
        }
    }
}

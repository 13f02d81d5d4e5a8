//! The form of an export plan.

use std::iter::successors;
use std::path::PathBuf;

use chrono::TimeDelta;

use super::plan_folder as folder;
use crate::Companion;
use crate::companion::Inner;
use crate::export::decide::{FolderFault, Schedule, check, file_names};
use crate::view::{Failure, FieldFault, PlanCheck, PlanDraft};

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
            faults: inner.plan_faults(&draft).await,
            words: schedule.map(|schedule| schedule.words(texts)),
            next,
            file_names: names.into_iter().map(|file| file.name).collect(),
            folder: inner.plan_folder(&draft).to_string_lossy().into_owned(),
        })
    }
}

impl Inner {
    /// Every field of the plan that is wrong, its folder looked at.
    pub(crate) async fn plan_faults(&self, draft: &PlanDraft) -> Vec<FieldFault> {
        check(draft, self.folder_fault(draft).await, self.texts(), self.now())
    }

    /// The folder in force for the plan.
    pub(crate) fn plan_folder(&self, draft: &PlanDraft) -> PathBuf {
        folder::in_force(draft, &self.settings.borrow(), &self.ports.exports_dir)
    }

    async fn folder_fault(&self, draft: &PlanDraft) -> Option<FolderFault> {
        let folder = self.plan_folder(draft);
        let made_when_needed = folder == self.ports.exports_dir;
        let clock = &self.ports.clock;
        let looked = tokio::select! {
            looked = tokio::task::spawn_blocking(move || folder::look_at(&folder)) => looked.unwrap_or(None),
            () = clock.sleep_until(clock.now() + DISK) => Some(FolderFault::Silent),
        };
        looked.filter(|fault| !(made_when_needed && *fault == FolderFault::Missing))
    }
}

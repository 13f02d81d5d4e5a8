//! The methods of [`Companion`] about scheduled launches.

use std::iter::successors;

use tokio::sync::oneshot;

use super::check::check;
use super::entry::{times_of, words};
use super::{Message, Reply};
use crate::Companion;
use crate::bot::Follower;
use crate::texts::Trouble;
use crate::view::{
    Failure, FieldFault, LaunchAnswer, LaunchRequest, ScheduleCheck, ScheduleDraft, ScheduleSaved,
    ScheduleView, TestChoice,
};

const NEXT_SHOWN: usize = 5;

impl Companion {
    pub async fn schedules(&self) -> Result<Vec<ScheduleView>, Failure> {
        self.ask_scheduler(Message::Views).await
    }

    /// What the form shows beside what is typed; does not ask the server.
    pub async fn check_schedule(&self, draft: ScheduleDraft) -> Result<ScheduleCheck, Failure> {
        let inner = &self.inner;
        let times = times_of(&draft);
        let first = times.as_ref().and_then(|times| times.next_after(inner.now()));
        let next = successors(first, |at| times.as_ref()?.next_after(*at)).take(NEXT_SHOWN).collect();
        let words = words(&draft, times.as_ref(), inner.texts());
        Ok(ScheduleCheck {
            faults: self.schedule_faults(&draft).await?,
            words: (!words.is_empty()).then_some(words),
            next,
        })
    }

    pub async fn save_schedule(&self, draft: ScheduleDraft) -> Result<ScheduleSaved, Failure> {
        let faults = self.schedule_faults(&draft).await?;
        if !faults.is_empty() {
            return Ok(ScheduleSaved::Refused { faults });
        }
        let id = self.order_schedule(|reply| Message::Save(Box::new(draft), reply)).await?;
        Ok(ScheduleSaved::Saved { id })
    }

    /// The runs that it began stay.
    pub async fn delete_schedule(&self, schedule_id: i64) -> Result<(), Failure> {
        self.order_schedule(|reply| Message::Delete(schedule_id, reply)).await
    }

    pub async fn pause_schedule(&self, schedule_id: i64, on: bool) -> Result<(), Failure> {
        self.order_schedule(|reply| Message::Pause(schedule_id, on, reply)).await
    }

    /// Passes the next due time over, or takes that back.
    pub async fn skip_scheduled(&self, schedule_id: i64, on: bool) -> Result<(), Failure> {
        self.order_schedule(|reply| Message::Skip(schedule_id, on, reply)).await
    }

    /// Launches once for all that was missed, or lets it go.
    pub async fn answer_missed_launches(&self, schedule_id: i64, launch: bool) -> Result<(), Failure> {
        self.order_schedule(|reply| Message::Answer(schedule_id, launch, reply)).await
    }

    /// A person has looked at what did not happen.
    pub async fn see_schedule(&self, schedule_id: i64) -> Result<(), Failure> {
        self.order_schedule(|reply| Message::See(schedule_id, reply)).await
    }

    /// Launches it now, as a person does; once for each key.
    pub async fn launch_schedule(&self, key: String, schedule_id: i64) -> Result<LaunchAnswer, Failure> {
        Box::pin(self.launch_schedule_for(key, schedule_id, None)).await
    }

    /// The same for somebody in chat, as in [`launch_for`](Self::launch_for).
    pub async fn launch_schedule_for(
        &self,
        key: String,
        schedule_id: i64,
        follower: Option<Follower>,
    ) -> Result<LaunchAnswer, Failure> {
        let inner = &self.inner;
        let all = self.ask_scheduler(Message::Drafts).await?;
        let found = all.into_iter().find(|draft| draft.id == Some(schedule_id));
        let draft = found.ok_or_else(|| inner.trouble(Trouble::Forgotten))?;
        self.launch_for(self.scheduled_request(&draft, key).await?, follower).await
    }

    /// The launch that a schedule means.
    pub(super) async fn scheduled_request(
        &self,
        draft: &ScheduleDraft,
        key: String,
    ) -> Result<LaunchRequest, Failure> {
        let ScheduleDraft { project_id, job_id, .. } = *draft;
        let place = (self.inner.session()?.connection.id, project_id, job_id);
        let name = self.name_of_next(place, &draft.job_name, &draft.project_name).await?;
        Ok(LaunchRequest {
            key,
            project_id,
            job_id,
            name,
            values: draft.values.clone(),
            choice: TestChoice::default(),
        })
    }

    async fn schedule_faults(&self, draft: &ScheduleDraft) -> Result<Vec<FieldFault>, Failure> {
        let others = self.ask_scheduler(Message::Drafts).await?;
        Ok(check(draft, &others, self.inner.texts()))
    }

    async fn ask_scheduler<T>(
        &self,
        message: impl FnOnce(oneshot::Sender<T>) -> Message,
    ) -> Result<T, Failure> {
        self.inner.ask_scheduler(message).await
    }

    async fn order_schedule<T>(&self, message: impl FnOnce(Reply<T>) -> Message) -> Result<T, Failure> {
        self.ask_scheduler(message).await?
    }
}

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString};
use ts_rs::TS;

use super::Place;

/// What a notification is about; each can be switched off in the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Display, EnumString, TS)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum NoticeKind {
    Started,
    Passed,
    Failed,
    /// Passed where the previous run of the same job failed.
    Fixed,
    /// Failed where the previous run of the same job failed too.
    StillFailing,
    /// The CI could not start the run, or it was cancelled, lost or timed out.
    NotFinished,
    Stalled,
    /// A launch request whose fate cannot be told: the person is asked.
    Question,
    ExportDone,
    ExportFailed,
    /// Due times of a plan passed while the program was off.
    ExportMissed,
    /// Test cases were restored as the copy has them, in earnest or for a drill.
    RestoreDone,
    /// A restore ended with test cases that are not as in the copy, or a drill could not be carried out.
    RestoreFailed,
    /// Due times of a scheduled launch passed while the program was off.
    LaunchMissed,
    /// The day has come to ask whether a mute still holds.
    MuteDue,
    /// Tests were assigned to the person.
    AssignedToMe,
    /// Failures without a defect in launches that the person follows.
    Unexplained,
    /// A defect that was closed explains failures again.
    DefectBack,
    /// A test plan differs from the query that fills it.
    PlanDrifted,
    /// A launch of the person's stayed open.
    LaunchLeftOpen,
    /// The Telegram bot stopped by itself, or cannot go on without a person.
    BotDown,
    /// Somebody asks to be let in to the bot.
    AccessAsked,
    /// The summary at the end of the quiet hours.
    Summary,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct InboxItem {
    /// Ours.
    pub id: i64,
    pub at: DateTime<Utc>,
    pub kind: NoticeKind,
    pub title: String,
    pub body: String,
    pub place: Option<Place>,
    pub read: bool,
    /// Held back by quiet hours, a mute or a switch: it is kept here but was not shown on the desktop.
    pub held: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct InboxPage {
    pub items: Vec<InboxItem>,
    pub total: u64,
    pub unread: u32,
}

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{GridProgress, LinkState, PartProgress, RunView};

/// What the domain tells its faces. One channel carries them all; the page maps each to what it must read anew.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    RunChanged {
        run: Box<RunView>,
    },
    RunRemoved {
        id: i64,
    },
    /// Something was decided about results of the run, or taken back: read its tests and its decisions anew.
    DecisionsChanged {
        run_id: i64,
    },
    LinkChanged {
        link: LinkState,
    },
    InboxChanged {
        unread: u32,
    },
    /// Projects, jobs, presets or favourites changed.
    CatalogueChanged,
    /// The connection, the settings or a notice changed: read the state anew.
    StateChanged,
    /// A plan, an attempt or a file came, went or changed: read the exports anew.
    ExportsChanged,
    /// An exported file was read for its test cases: read them anew.
    CasesChanged,
    /// A scheduled launch came, went or changed: read them anew.
    SchedulesChanged,
    /// The bot's state, its settings, its people or its log changed: read the bot anew.
    BotChanged,
    /// A bot in a container, or the engine, changed: read the deployments anew.
    DeploymentsChanged,
    /// The output of a build went on.
    BuildProgressed {
        name: String,
    },
    /// A log that somebody looks at went on.
    LogGrew {
        name: String,
    },
    /// A look before a restore, or a restore, came, went or went on: read them anew.
    RestoresChanged,
    /// An edit of test cases began, went on or ended: read the edits anew.
    CaseEditsChanged,
    /// An upload came, went or went on: read the uploads anew.
    UploadsChanged,
    /// A manual test of the launch was decided, or what became of one is known: read its manual tests and the queue anew.
    ManualChanged {
        launch_id: i64,
    },
    /// What waits for the person was read anew, or a reminder came or went.
    MineChanged,
    /// A running attempt went on.
    ExportProgress {
        plan_id: i64,
        parts: Vec<PartProgress>,
    },
    /// The index of an open file went on.
    GridProgressed {
        id: u32,
        progress: GridProgress,
    },
    /// A file of a result is being saved; `total` is `None` where the server does not say it.
    EvidenceSaving {
        result_id: i64,
        key: String,
        done: u64,
        total: Option<u64>,
    },
    /// Something outside the page (tray, notification, second start) asks for a place.
    Navigate {
        to: Place,
    },
}

impl Event {
    /// The one channel that carries every event to the page.
    pub const CHANNEL: &str = "companion";
}

/// A place of the window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "place", rename_all = "snake_case")]
pub enum Place {
    Launch,
    Job {
        project_id: i64,
        job_id: i64,
    },
    Runs,
    Run {
        id: i64,
    },
    Exports,
    /// A file of a plan, in the grid.
    ExportFile {
        id: i64,
    },
    /// Two files of a plan.
    Comparison {
        old_id: i64,
        new_id: i64,
    },
    /// The restores of a project's test cases.
    Restores {
        project_id: i64,
    },
    Telegram,
    Bots,
    /// A bot in a container, by its name.
    Deployment {
        name: String,
    },
    /// What waits for the person.
    Mine,
    Inbox,
    Settings,
}

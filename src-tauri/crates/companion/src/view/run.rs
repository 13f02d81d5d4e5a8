use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString};
use ts_rs::TS;

/// A launch that we follow, from the click to its outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RunView {
    /// Ours.
    pub id: i64,
    pub project_id: i64,
    pub project_name: String,
    pub job_id: Option<i64>,
    pub job_name: Option<String>,
    pub ci: Option<String>,
    pub launch_id: Option<i64>,
    pub name: String,
    pub origin: Origin,
    pub phase: Phase,
    /// Set exactly when `phase` is `finished`.
    pub outcome: Option<Outcome>,
    /// No result has come for long while something is in progress; stays true after such a run finished.
    pub stalled: bool,
    pub counts: Counts,
    /// What the run waits for while it is not finished.
    pub waiting_for: Option<WaitingFor>,
    /// The CI's or the server's own words, for example why the start failed.
    pub message: Option<String>,
    pub asked_at: DateTime<Utc>,
    /// When a pending launch or rerun goes out; it is a rerun where there is a launch already.
    pub sends_at: Option<DateTime<Utc>>,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
    /// When the server last told us about it.
    pub observed_at: Option<DateTime<Utc>>,
    /// How the runs of its job before it went; `None` where fewer than two are known.
    pub usual: Option<Usual>,
    /// How long it is likely to go on; only while it runs.
    pub estimate: Option<Estimate>,
    /// Whether the launch is closed on the server.
    pub closed: bool,
    pub change: Option<ChangeCounts>,
    /// The page of the launch in the TestOps web.
    pub url: Option<String>,
}

/// How the last runs of a job went. Eight of ten took from `low_ms` to `high_ms`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Usual {
    pub low_ms: i64,
    pub likely_ms: i64,
    pub high_ms: i64,
    /// How many results they brought, in the middle.
    pub results: u32,
    /// Of how many runs; at least two.
    pub runs: u32,
}

/// What was left of a run at `as_of`, from there on by the clock. Past `high_ms` it goes on for longer than usual.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Estimate {
    pub low_ms: i64,
    pub likely_ms: i64,
    pub high_ms: i64,
    pub as_of: DateTime<Utc>,
    pub how: EstimatedBy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EstimatedBy {
    /// By how the results of the earlier runs came.
    Course,
    /// By how long the earlier runs took.
    Duration,
}

impl Estimate {
    /// What is left by now, at least and at most; `None` once it goes on for longer than usual.
    pub fn left(&self, now: DateTime<Utc>) -> Option<[TimeDelta; 3]> {
        let gone = (now - self.as_of).max(TimeDelta::zero());
        let left = |ms| TimeDelta::try_milliseconds(ms).unwrap_or_default() - gone;
        let zero = TimeDelta::zero();
        let high = left(self.high_ms);
        (high > zero).then(|| [left(self.low_ms).max(zero), left(self.likely_ms).max(zero), high])
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Display, EnumString, TS)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Origin {
    /// Launched from this program.
    Here,
    /// Started elsewhere and followed.
    Elsewhere,
    /// Started elsewhere and followed for a chat's subscription; nobody asked for it on the desktop.
    Subscribed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Display, EnumString, TS)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Phase {
    /// The intent to launch or to rerun is stored; the request goes out at `sends_at`, and can be taken back until then.
    Pending,
    /// The intent is stored; the request may be on its way.
    Asked,
    /// The answer was lost: the server is being asked whether the launch exists.
    Checking,
    /// It cannot be told whether the launch exists; the person is asked.
    Unknown,
    Scheduled,
    Running,
    Finished,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Display, EnumString, TS)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Outcome {
    Passed,
    Failed,
    /// It ended and nothing was reported.
    NoResults,
    /// The CI could not start, or the server refused the launch; the words are in `message`.
    StartFailed,
    Cancelled,
    TimedOut,
    /// The launch is no longer on the server.
    Lost,
}

/// Results by status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Counts {
    pub passed: u32,
    pub failed: u32,
    pub broken: u32,
    pub skipped: u32,
    pub unknown: u32,
    pub in_progress: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WaitingFor {
    /// The few seconds in which it can be taken back.
    Sending,
    /// The server's answer to the launch request.
    Answer,
    /// The lookup of a launch whose answer was lost.
    Lookup,
    /// The person's answer.
    Person,
    /// The CI to start.
    Ci,
    /// The first results.
    Results,
    /// Tests in progress.
    Tests,
    /// The CI to end, all results being in.
    CiEnd,
    /// The server to process what was uploaded.
    Processing,
}

/// Against the previous run of the same job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChangeCounts {
    pub newly_failed: u32,
    pub fixed: u32,
    pub still_failing: u32,
    pub gone: u32,
    pub appeared: u32,
    pub slower: u32,
}

/// A run's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RunDetails {
    pub run: RunView,
    pub parameters: Vec<super::NamedValue>,
    pub tags: Vec<String>,
    pub environment: Vec<super::NamedValue>,
    /// Which tests it was asked to run.
    pub tests: super::Tests,
    pub job_runs: Vec<JobRunView>,
    pub timeline: Vec<Moment>,
    pub comparison: Option<Comparison>,
    pub defects: Vec<DefectView>,
    pub actions: RunActions,
    /// For `phase = unknown`: launches on the server that may be the one.
    pub candidates: Vec<super::ServerLaunch>,
}

/// What can be done; `None` means it can, otherwise why not, in the language in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RunActions {
    pub rerun_failed: Option<String>,
    pub close: Option<String>,
    pub repeat: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct JobRunView {
    pub id: i64,
    pub name: String,
    /// As the server spells it: `scheduled`, `in_progress`, `finished`, `run_failure`.
    pub stage: String,
    /// passed, failed, cancelled, unknown; `None` until finished.
    pub status: Option<String>,
    /// The CI build.
    pub url: Option<String>,
    pub error: Option<String>,
}

/// A moment of a run's timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Moment {
    pub at: DateTime<Utc>,
    pub kind: MomentKind,
    /// The server's or the CI's words, a launch id, a name; the page words the kind itself.
    pub detail: Option<String>,
    /// It happened before `at`, which is when it was seen: the server does not say when.
    pub seen: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Display, EnumString, TS)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum MomentKind {
    Asked,
    TakenBack,
    /// Nothing could send it at its time.
    NotSent,
    Accepted,
    Refused,
    AnswerLost,
    Adopted,
    CannotTell,
    AnsweredByPerson,
    Followed,
    Scheduled,
    Started,
    FirstResult,
    FirstFailure,
    Stalled,
    Resumed,
    LinkLost,
    LinkBack,
    RerunAsked,
    CloseAsked,
    Closed,
    Finished,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DefectView {
    pub id: i64,
    pub name: String,
    pub closed: bool,
    pub count: i64,
}

/// This run against the previous finished run of the same job, or against its newest earlier launch on the server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Comparison {
    /// Ours; `None` for a launch that no run of ours follows.
    pub previous_id: Option<i64>,
    /// The server's.
    pub previous_launch_id: Option<i64>,
    pub previous_name: String,
    /// For a launch that no run of ours follows: when it was made.
    pub previous_finished_at: Option<DateTime<Utc>>,
    pub counts: ChangeCounts,
    pub newly_failed: Vec<TestChange>,
    pub fixed: Vec<TestChange>,
    pub gone: Vec<TestChange>,
    /// At least half as long again and one second more.
    pub slower: Vec<TestChange>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TestChange {
    pub name: String,
    pub test_result_id: Option<i64>,
    pub before: Option<TestStatus>,
    pub after: Option<TestStatus>,
    pub before_ms: Option<i64>,
    pub after_ms: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Display, EnumString, TS)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum TestStatus {
    Passed,
    Failed,
    Broken,
    Skipped,
    Unknown,
    InProgress,
}

/// A page of a run's test results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TestPage {
    pub items: Vec<TestView>,
    pub total: u64,
    /// When the server told them; a running run's list grows.
    pub as_of: DateTime<Utc>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TestQuery {
    pub run_id: i64,
    /// Empty means every status.
    pub statuses: Vec<TestStatus>,
    pub text: String,
    /// Only the tests of this group of failures.
    #[serde(default)]
    pub group: Option<String>,
    #[serde(default)]
    pub source: super::TestSource,
    pub offset: u32,
    /// At most 500.
    pub limit: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TestView {
    pub id: i64,
    pub name: String,
    pub full_name: Option<String>,
    pub status: TestStatus,
    pub duration_ms: Option<i64>,
    pub message: Option<String>,
    pub trace: Option<String>,
    pub muted: bool,
    pub flaky: bool,
    pub retries: u32,
    /// Failed now and not in the previous run of the same job.
    pub newly_failed: bool,
    /// Its page in the TestOps web.
    pub url: String,
}

/// Which finished runs the history shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HistoryQuery {
    /// Found in the run's, the job's or the project's name.
    pub text: String,
    pub outcomes: Vec<Outcome>,
    pub project_id: Option<i64>,
    pub job_id: Option<i64>,
    pub offset: u32,
    /// At most 200.
    pub limit: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct HistoryPage {
    pub items: Vec<RunView>,
    pub total: u64,
}

/// The person's answer about a launch whose fate could not be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum FateAnswer {
    Adopt { launch_id: i64 },
    NeverStarted,
    LookAgain,
}

/// What became of something asked of the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Done {
    Done,
    /// It was asked; the server does it in its own time.
    Asked,
    NotPossible {
        why: String,
    },
}

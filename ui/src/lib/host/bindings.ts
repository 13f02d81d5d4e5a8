// Generated from the Rust types by `cargo xtask bindings`. Do not edit.

/**
 * Everything that the page needs before its first frame.
 */
export type AppState = { 
/**
 * No connection has been saved yet: the page opens on the first-run screen.
 */
first_run: boolean, connection: ConnectionView | null, link: LinkState, settings: Settings, 
/**
 * The language in force once `settings.language` has been resolved against the system.
 */
language: Language, secret_home: SecretHome, unread: number, 
/**
 * Things that went wrong at the start and that a person must know, such as a damaged database.
 */
notices: Array<Notice>, 
/**
 * An `.env` that was read and not yet saved as a connection.
 */
imported: EnvImport | null, version: string, data_dir: string, 
/**
 * Whether this desktop shows a tray icon; without one, closing the window says so.
 */
has_tray: boolean, };

/**
 * Against the previous run of the same job.
 */
export type ChangeCounts = { newly_failed: number, fixed: number, still_failing: number, gone: number, appeared: number, slower: number, };

/**
 * This run against the previous finished run of the same job.
 */
export type Comparison = { 
/**
 * Ours.
 */
previous_id: number, previous_name: string, previous_finished_at: string | null, counts: ChangeCounts, newly_failed: Array<TestChange>, fixed: Array<TestChange>, gone: Array<TestChange>, 
/**
 * At least half as long again and one second more.
 */
slower: Array<TestChange>, };

/**
 * What a person typed. `None` for a secret means "keep the one that is set
 * or was imported". No `Debug`: it holds secrets.
 */
export type ConnectionDraft = { url: string, token: string | null, ca_file: string | null, proxy: string | null, proxy_password: string | null, };

/**
 * What *Test connection* found, step by step; the steps after the first failed one are skipped.
 */
export type ConnectionReport = { ok: boolean, steps: Array<ConnectionStep>, 
/**
 * The first projects that the token can see.
 */
projects: Array<ProjectView>, projects_total: number | null, user: string | null, };

export type ConnectionSaved = { "answer": "saved", connection: ConnectionView, } | { "answer": "refused", faults: Array<FieldFault>, };

export type ConnectionStep = { step: ConnectionStepKind, } & ({ "result": "ok", found: string, } | { "result": "failed", failure: Failure, } | { "result": "skipped" });

export type ConnectionStepKind = "reach" | "certificate" | "prefix" | "token" | "rights" | "projects";

/**
 * The connection in use. Secrets never come back: the page learns only that one is set.
 */
export type ConnectionView = { 
/**
 * Ours.
 */
id: number, url: string, demo: boolean, ca_file: string | null, 
/**
 * `http://user@host:port` or `socks5://…`, without the password.
 */
proxy: string | null, token_set: boolean, proxy_password_set: boolean, 
/**
 * Who the token belongs to, as the server told it.
 */
user: string | null, };

/**
 * Results by status.
 */
export type Counts = { passed: number, failed: number, broken: number, skipped: number, unknown: number, in_progress: number, };

export type DefectView = { id: number, name: string, closed: boolean, count: number, };

/**
 * What became of something asked of the server.
 */
export type Done = { "answer": "done" } | { "answer": "asked" } | { "answer": "not_possible", why: string, };

export type EnvIgnored = { 
/**
 * From 1.
 */
line: number, 
/**
 * The key, or the start of a line that is no `KEY=value`; never a value that could be a secret.
 */
key: string, reason: string, };

/**
 * What an `.env` of the source projects held.
 */
export type EnvImport = { understood: Array<EnvKey>, 
/**
 * Lines and keys that were not understood, named so that nothing is lost silently.
 */
ignored: Array<EnvIgnored>, 
/**
 * The server that the file names.
 */
url: string | null, 
/**
 * The file holds a TestOps token. It stays with the domain: the next test or save without a token uses it.
 */
token_found: boolean, };

export type EnvKey = { key: string, 
/**
 * The value, or dots for a secret.
 */
shown: string, 
/**
 * What it was taken for.
 */
meaning: string, };

export type EnvVariable = { id: number, name: string, };

/**
 * What the domain tells its faces. One channel carries them all; the page maps each to what it must read anew.
 */
export type Event = { "event": "run_changed", run: RunView, } | { "event": "run_removed", id: number, } | { "event": "link_changed", link: LinkState, } | { "event": "inbox_changed", unread: number, } | { "event": "catalogue_changed" } | { "event": "state_changed" } | { "event": "navigate", to: Place, };

/**
 * What went wrong, for a person: said in the language in force, with the next step.
 */
export type Failure = { code: FailureCode, message: string, advice: string, 
/**
 * Technical details to copy; never holds a secret.
 */
details: string | null, };

export type FailureCode = "unreachable" | "certificate" | "proxy" | "timeout" | "unauthorized" | "forbidden" | "not_found" | "rejected" | "too_many_requests" | "server_error" | "unexpected_answer" | "not_testops" | "not_connected" | "storage" | "secrets" | "input" | "internal";

/**
 * The person's answer about a launch whose fate could not be told.
 */
export type FateAnswer = { "answer": "adopt", launch_id: number, } | { "answer": "never_started" } | { "answer": "look_again" };

/**
 * A field of a form that is wrong, with what would be right.
 */
export type FieldFault = { 
/**
 * The field's name as in the request, for example `name`, `parameter:17`, `quiet_hours.from`.
 */
field: string, message: string, };

/**
 * What a person put into a job's form. Parameters go by name, so that values survive a job that was made anew.
 */
export type FormValues = { parameters: Array<NamedValue>, tags: Array<string>, 
/**
 * Environment variable and value.
 */
environment: Array<NamedValue>, };

export type HistoryPage = { items: Array<RunView>, total: number, };

/**
 * Which finished runs the history shows.
 */
export type HistoryQuery = { 
/**
 * Found in the run's, the job's or the project's name.
 */
text: string, outcomes: Array<Outcome>, project_id: number | null, job_id: number | null, offset: number, 
/**
 * At most 200.
 */
limit: number, };

export type InboxItem = { 
/**
 * Ours.
 */
id: number, at: string, kind: NoticeKind, title: string, body: string, place: Place | null, read: boolean, 
/**
 * Held back by quiet hours, a mute or a switch: it is kept here but was not shown on the desktop.
 */
held: boolean, };

export type InboxPage = { items: Array<InboxItem>, total: number, unread: number, };

/**
 * All that the form of a job shows.
 */
export type JobForm = { project_id: number, project_name: string, job: JobView, 
/**
 * From the name template, with date and job.
 */
suggested_name: string, parameters: Array<ParameterView>, presets: Array<Preset>, 
/**
 * What the last launch of this job was given, if there was one.
 */
last: FormValues | null, 
/**
 * The project's environment variables.
 */
variables: Array<EnvVariable>, 
/**
 * How long the job usually takes, from its runs that we know.
 */
usual_ms: number | null, as_of: string, stale: boolean, };

export type JobList = { items: Array<JobView>, as_of: string, stale: boolean, };

export type JobRunView = { id: number, name: string, 
/**
 * As the server spells it: `scheduled`, `in_progress`, `finished`, `run_failure`.
 */
stage: string, 
/**
 * passed, failed, cancelled, unknown; `None` until finished.
 */
status: string | null, 
/**
 * The CI build.
 */
url: string | null, error: string | null, };

export type JobView = { id: number, name: string, 
/**
 * The CI's name as the server spells it, for example `jenkins`; an open set.
 */
ci: string, url: string | null, last_outcome: Outcome | null, last_run_at: string | null, 
/**
 * Why the job cannot be launched, in the language in force; `None` when it can.
 */
blocked: string | null, };

export type Language = "en" | "ru";

export type LanguageChoice = "system" | "en" | "ru";

export type LaunchAnswer = { "answer": "asked", run_id: number, } | { "answer": "refused", faults: Array<FieldFault>, };

export type LaunchRequest = { 
/**
 * Made by the face once per form; the same key never launches twice.
 */
key: string, project_id: number, job_id: number, 
/**
 * 1 to 255 characters.
 */
name: string, values: FormValues, };

/**
 * How fresh what we show is.
 */
export type LinkState = { "state": "none" } | { "state": "connecting" } | { "state": "online", as_of: string, } | { "state": "offline", as_of: string | null, since: string, failure: Failure, };

/**
 * A moment of a run's timeline.
 */
export type Moment = { at: string, kind: MomentKind, 
/**
 * The server's or the CI's words, a launch id, a name; the page words the kind itself.
 */
detail: string | null, };

export type MomentKind = "asked" | "accepted" | "refused" | "answer_lost" | "adopted" | "cannot_tell" | "answered_by_person" | "followed" | "scheduled" | "started" | "first_result" | "first_failure" | "stalled" | "resumed" | "link_lost" | "link_back" | "rerun_asked" | "close_asked" | "closed" | "finished";

export type NamedValue = { name: string, value: string, };

export type Notice = { id: string, message: string, advice: string, };

/**
 * What a notification is about; each can be switched off in the settings.
 */
export type NoticeKind = "started" | "passed" | "failed" | "fixed" | "still_failing" | "not_finished" | "stalled" | "question" | "summary";

/**
 * Which notifications are shown on the desktop; the inbox keeps all of them.
 */
export type NotifySettings = { started: boolean, passed: boolean, failed: boolean, fixed: boolean, still_failing: boolean, not_finished: boolean, stalled: boolean, };

export type Origin = "here" | "elsewhere";

export type Outcome = "passed" | "failed" | "no_results" | "start_failed" | "cancelled" | "timed_out" | "lost";

export type ParameterView = { id: number, name: string, default: string, 
/**
 * The value of the last launch, where it differs from the default.
 */
last: string | null, };

export type Phase = "asked" | "checking" | "unknown" | "scheduled" | "running" | "finished";

/**
 * A place of the window.
 */
export type Place = { "place": "launch" } | { "place": "job", project_id: number, job_id: number, } | { "place": "runs" } | { "place": "run", id: number, } | { "place": "inbox" } | { "place": "settings" };

/**
 * Saved values for a job's form.
 */
export type Preset = { 
/**
 * Ours.
 */
id: number, name: string, values: FormValues, 
/**
 * Parameters that the preset knows and the job no longer has.
 */
gone: Array<string>, };

export type PresetDraft = { project_id: number, job_id: number, name: string, values: FormValues, };

/**
 * The projects of the connection; `as_of` is when the server last told them.
 */
export type ProjectList = { items: Array<ProjectView>, as_of: string, 
/**
 * True when the server could not be asked just now and this is what it said at `as_of`.
 */
stale: boolean, };

export type ProjectView = { id: number, name: string, abbr: string | null, description: string | null, favourite: boolean, 
/**
 * Its notifications are held.
 */
muted: boolean, };

/**
 * When notifications are held, in the local time of this machine; may run over midnight.
 */
export type QuietHours = { on: boolean, 
/**
 * `HH:MM`.
 */
from: string, 
/**
 * `HH:MM`.
 */
to: string, };

/**
 * A job that was launched lately, for the palette, the tray and "repeat".
 */
export type RecentJob = { project_id: number, project_name: string, job_id: number, job_name: string, ci: string, last_run_id: number, last_run_at: string, };

/**
 * What can be done; `None` means it can, otherwise why not, in the language in force.
 */
export type RunActions = { rerun_failed: string | null, close: string | null, repeat: string | null, };

/**
 * A run's page.
 */
export type RunDetails = { run: RunView, parameters: Array<NamedValue>, tags: Array<string>, environment: Array<NamedValue>, job_runs: Array<JobRunView>, timeline: Array<Moment>, comparison: Comparison | null, defects: Array<DefectView>, actions: RunActions, 
/**
 * For `phase = unknown`: launches on the server that may be the one.
 */
candidates: Array<ServerLaunch>, };

/**
 * A launch that we follow, from the click to its outcome.
 */
export type RunView = { 
/**
 * Ours.
 */
id: number, project_id: number, project_name: string, job_id: number | null, job_name: string | null, ci: string | null, launch_id: number | null, name: string, origin: Origin, phase: Phase, 
/**
 * Set exactly when `phase` is `finished`.
 */
outcome: Outcome | null, 
/**
 * No result has come for long while something is in progress; stays true after such a run finished.
 */
stalled: boolean, counts: Counts, 
/**
 * What the run waits for while it is not finished.
 */
waiting_for: WaitingFor | null, 
/**
 * The CI's or the server's own words, for example why the start failed.
 */
message: string | null, asked_at: string, started_at: string | null, finished_at: string | null, 
/**
 * When the server last told us about it.
 */
observed_at: string | null, usual_ms: number | null, 
/**
 * Whether the launch is closed on the server.
 */
closed: boolean, change: ChangeCounts | null, 
/**
 * The page of the launch in the TestOps web.
 */
url: string | null, };

/**
 * The answer of a form that is saved: what is expected to happen is data.
 */
export type Saved = { "answer": "saved" } | { "answer": "refused", faults: Array<FieldFault>, };

/**
 * Where secrets are kept.
 */
export type SecretHome = { "kind": "keyring" } | { "kind": "file", path: string, };

/**
 * A launch on the server, to be followed.
 */
export type ServerLaunch = { launch_id: number, name: string, closed: boolean, created_at: string | null, created_by: string | null, 
/**
 * Ours, when it is followed already.
 */
run_id: number | null, };

/**
 * All settings; what is missing in a stored row takes its default.
 */
export type Settings = { language: LanguageChoice, theme: Theme, 
/**
 * Seconds between looks while something runs; 5 to 600.
 */
watch_seconds: number, 
/**
 * Seconds between looks while nothing runs; 30 to 3600.
 */
idle_seconds: number, 
/**
 * Requests a minute that watching may use; 6 to 600.
 */
request_budget: number, 
/**
 * Hours after which a run is given up; 1 to 168.
 */
timeout_hours: number, 
/**
 * Minutes without a new result after which a run counts as stalled; 1 to 1440.
 */
stalled_minutes: number, 
/**
 * The name that a launch is offered: `{job}`, `{project}`, `{date}`, `{time}`.
 */
name_template: string, notify: NotifySettings, quiet_hours: QuietHours, 
/**
 * Start with the session, hidden in the tray.
 */
autostart: boolean, tray_rule: TrayRule, 
/**
 * Days that finished runs are kept; 1 to 3650.
 */
keep_runs_days: number, };

export type TestChange = { name: string, test_result_id: number | null, before: TestStatus | null, after: TestStatus | null, before_ms: number | null, after_ms: number | null, };

/**
 * A page of a run's test results.
 */
export type TestPage = { items: Array<TestView>, total: number, 
/**
 * When the server told them; a running run's list grows.
 */
as_of: string, };

export type TestQuery = { run_id: number, 
/**
 * Empty means every status.
 */
statuses: Array<TestStatus>, text: string, offset: number, 
/**
 * At most 500.
 */
limit: number, };

export type TestStatus = "passed" | "failed" | "broken" | "skipped" | "unknown" | "in_progress";

export type TestView = { id: number, name: string, full_name: string | null, status: TestStatus, duration_ms: number | null, message: string | null, trace: string | null, muted: boolean, flaky: boolean, retries: number, 
/**
 * Failed now and not in the previous run of the same job.
 */
newly_failed: boolean, 
/**
 * Its page in the TestOps web.
 */
url: string, };

export type Theme = "system" | "light" | "dark";

/**
 * What the tray icon shows first when several things are true.
 */
export type TrayRule = "failures_first" | "running_first";

export type WaitingFor = "answer" | "lookup" | "person" | "ci" | "results" | "tests" | "ci_end" | "processing";

/** The host's commands. Each rejects with a `Failure`. */
export interface Commands {
  /** Everything that the page needs before its first frame. */
  state(): Promise<AppState>;
  /** Tries what was typed, step by step, with the code that watching uses. */
  test_connection(draft: ConnectionDraft): Promise<ConnectionReport>;
  save_connection(draft: ConnectionDraft): Promise<ConnectionSaved>;
  forget_connection(): Promise<null>;
  import_env_text(text: string): Promise<EnvImport>;
  import_env_file(path: string): Promise<EnvImport>;
  discard_import(): Promise<null>;
  try_demo(): Promise<null>;
  leave_demo(): Promise<null>;
  /** Looks at once at everything that is watched; also ends the wait of a lost link. */
  look_now(): Promise<null>;
  projects(refresh: boolean): Promise<ProjectList>;
  set_favourite(projectId: number, on: boolean): Promise<null>;
  set_muted(projectId: number, on: boolean): Promise<null>;
  jobs(projectId: number, refresh: boolean): Promise<JobList>;
  job_form(projectId: number, jobId: number): Promise<JobForm>;
  suggest_tags(projectId: number, text: string): Promise<Array<string>>;
  suggest_environment(projectId: number, variableId: number, text: string): Promise<Array<string>>;
  launch(request: LaunchRequest): Promise<LaunchAnswer>;
  repeat(runId: number): Promise<LaunchAnswer>;
  repeat_last(): Promise<LaunchAnswer>;
  recent_jobs(): Promise<Array<RecentJob>>;
  save_preset(draft: PresetDraft): Promise<Saved>;
  delete_preset(id: number): Promise<null>;
  active_runs(): Promise<Array<RunView>>;
  history(query: HistoryQuery): Promise<HistoryPage>;
  run_details(runId: number): Promise<RunDetails>;
  run_tests(query: TestQuery): Promise<TestPage>;
  rerun_failed(runId: number): Promise<Done>;
  close_launch(runId: number): Promise<Done>;
  answer_fate(runId: number, answer: FateAnswer): Promise<Done>;
  server_launches(projectId: number, text: string): Promise<Array<ServerLaunch>>;
  follow(projectId: number, launchId: number): Promise<LaunchAnswer>;
  /** Forgets the run here; the launch on the server stays as it is. */
  stop_following(runId: number): Promise<null>;
  open_run(runId: number): Promise<null>;
  open_ci_build(runId: number, jobRunId: number): Promise<null>;
  open_test(runId: number, testResultId: number): Promise<null>;
  inbox(offset: number, limit: number): Promise<InboxPage>;
  /** Marks these as read, or everything when none is named. */
  mark_read(ids: Array<number>): Promise<null>;
  save_settings(settings: Settings): Promise<Saved>;
  try_notification(): Promise<null>;
  dismiss_notice(id: string): Promise<null>;
  /** What to send with a question: versions, paths, link, counts; no secret and no name of a test. */
  diagnostics(): Promise<string>;
}

/** The arguments of each command, by the names under which they cross. */
export const commandArguments = {
  state: [],
  test_connection: ["draft"],
  save_connection: ["draft"],
  forget_connection: [],
  import_env_text: ["text"],
  import_env_file: ["path"],
  discard_import: [],
  try_demo: [],
  leave_demo: [],
  look_now: [],
  projects: ["refresh"],
  set_favourite: ["projectId", "on"],
  set_muted: ["projectId", "on"],
  jobs: ["projectId", "refresh"],
  job_form: ["projectId", "jobId"],
  suggest_tags: ["projectId", "text"],
  suggest_environment: ["projectId", "variableId", "text"],
  launch: ["request"],
  repeat: ["runId"],
  repeat_last: [],
  recent_jobs: [],
  save_preset: ["draft"],
  delete_preset: ["id"],
  active_runs: [],
  history: ["query"],
  run_details: ["runId"],
  run_tests: ["query"],
  rerun_failed: ["runId"],
  close_launch: ["runId"],
  answer_fate: ["runId", "answer"],
  server_launches: ["projectId", "text"],
  follow: ["projectId", "launchId"],
  stop_following: ["runId"],
  open_run: ["runId"],
  open_ci_build: ["runId", "jobRunId"],
  open_test: ["runId", "testResultId"],
  inbox: ["offset", "limit"],
  mark_read: ["ids"],
  save_settings: ["settings"],
  try_notification: [],
  dismiss_notice: ["id"],
  diagnostics: [],
} as const;

/** The channel that carries every `Event`. */
export const eventChannel = "companion";

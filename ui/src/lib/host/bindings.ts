// Generated from the Rust types by `cargo xtask bindings`. Do not edit.

/**
 * One act of somebody, or about somebody.
 */
export type AccessLogItem = { id: number, at: string, 
/**
 * Who did it; `None` for the person at the window.
 */
telegram_id: number | null, 
/**
 * Empty for the person at the window.
 */
name: string, act: BotAct, 
/**
 * A run's, a plan's or a person's name.
 */
detail: string, };

export type AccessLogPage = { items: Array<AccessLogItem>, total: number, };

/**
 * Somebody who asks to use the bot.
 */
export type AccessRequest = { telegram_id: number, username: string | null, name: string, asked_at: string, };

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
has_tray: boolean, bot: BotGlance, };

export type AttemptCause = "scheduled" | "manual" | "retry" | "catch_up";

export type AttemptOutcome = "running" | "done" | "failed" | "cancelled" | "interrupted" | "missed" | "skipped";

export type AttemptPage = { items: Array<AttemptView>, total: number, };

/**
 * One try of a plan, or a due time that was passed over.
 */
export type AttemptView = { 
/**
 * Ours.
 */
id: number, plan_id: number, plan_name: string, cause: AttemptCause, 
/**
 * From 1; repetitions count on.
 */
number: number, due_at: string | null, started_at: string, finished_at: string | null, outcome: AttemptOutcome, failure: Failure | null, rows: number, bytes: number, 
/**
 * Against the files of the attempt before.
 */
changes: FileChanges | null, };

export type BotAct = "claimed" | "asked" | "allowed" | "refused" | "removed" | "role_changed" | "launched" | "repeated" | "reran" | "ran_export" | "changed_schedule" | "decided" | "sent_file" | "subscribed" | "unsubscribed" | "turned_away";

/**
 * What a person typed. `None` for a secret keeps the one that is set. No `Debug`: it holds secrets.
 */
export type BotDraft = { token: string | null, route: BotRoute, proxy_password: string | null, };

/**
 * What every place of the window shows of the bot.
 */
export type BotGlance = { 
/**
 * The switch.
 */
on: boolean, 
/**
 * It is on and does not poll.
 */
troubled: boolean, 
/**
 * How many people ask to be let in.
 */
requests: number, };

/**
 * What somebody may do with the bot; a later one may all that an earlier one may.
 */
export type BotRole = "user" | "admin" | "owner";

/**
 * How Telegram is reached. A base URL and a proxy can stand together.
 */
export type BotRoute = { 
/**
 * `None` for `https://api.telegram.org`.
 */
base_url: string | null, 
/**
 * `http://user@host:port` or `socks5://…`, without the password.
 */
proxy: string | null, };

export type BotSaved = { "answer": "saved" } | { "answer": "refused", faults: Array<FieldFault>, };

/**
 * What the bot is doing, or exactly why not.
 */
export type BotState = { "state": "off" } | { "state": "starting" } | { "state": "polling", 
/**
 * The bot's own name and username, as Telegram told them.
 */
name: string, username: string, since: string, 
/**
 * When Telegram last answered a poll, with updates or without.
 */
last_poll_at: string | null, last_update_at: string | null, } | { "state": "waiting", until: string, failure: Failure, } | { "state": "stuck", since: string, failure: Failure, } | { "state": "stopping" };

/**
 * What came of trying token and route, with nothing kept.
 */
export type BotTest = { "answer": "works", name: string, username: string, took_ms: number, } | { "answer": "failed", failure: Failure, } | { "answer": "refused", faults: Array<FieldFault>, };

/**
 * The Telegram place.
 */
export type BotView = { 
/**
 * The switch.
 */
on: boolean, 
/**
 * Whether the switch, once on, is on at the next start too.
 */
with_program: boolean, token_set: boolean, state: BotState, route: BotRoute, proxy_password_set: boolean, 
/**
 * `None` until somebody has claimed the bot.
 */
owner: PersonView | null, 
/**
 * By which the owner is bound; only while a code that was asked for is valid.
 */
claim: OwnerClaim | null, people: Array<PersonView>, requests: Array<AccessRequest>, };

/**
 * What a person typed. `None` for a secret keeps the one that is set. No `Debug`: it holds secrets.
 */
export type BucketDraft = { place: BucketPlace, 
/**
 * The secret access key.
 */
secret: string | null, proxy_password: string | null, };

/**
 * What lets us in.
 */
export type BucketKeys = { "by": "fixed", id: string, } | { "by": "web_identity", token_file: string, role: string, 
/**
 * `None` for Amazon's.
 */
sts: string | null, };

/**
 * S3-compatible storage; secrets are not in it.
 */
export type BucketPlace = { 
/**
 * For example `https://s3.example.com`; `None` for Amazon's own.
 */
endpoint: string | null, 
/**
 * `None` for `us-east-1`.
 */
region: string | null, bucket: string, 
/**
 * Before every key; may be empty.
 */
prefix: string, 
/**
 * `https://host/bucket/key` and not `https://bucket.host/key`.
 */
path_style: boolean, keys: BucketKeys, 
/**
 * A PEM file with the company's certificate authority.
 */
ca_file: string | null, 
/**
 * `http://user@host:port` or `socks5://…`, without the password.
 */
proxy: string | null, 
/**
 * Days after which a file that is stored in the bucket is removed from its folder, 1 to 3650; the newest file of
 * each plan and group stays. `None` keeps files as long as their plans say.
 */
keep_here_days: number | null, };

/**
 * How far the files are in the bucket.
 */
export type BucketState = { 
/**
 * The bucket with its endpoint and prefix, as an address.
 */
address: string, stored: number, bytes: number, 
/**
 * Files that are not there yet.
 */
waiting: number, last_at: string | null, 
/**
 * Why the last try failed, where some wait because of it.
 */
failure: Failure | null, 
/**
 * Whether the store refuses to put over an object; `None` until it was asked. Where it does not, keys that nothing
 * else has are what keeps files from being overwritten.
 */
creates_once: boolean | null, };

export type BucketTest = { "answer": "works", creates_once: boolean, 
/**
 * Otherwise a stored file is read as a whole to know it again.
 */
keeps_metadata: boolean, lists: boolean, } | { "answer": "failed", failure: Failure, } | { "answer": "refused", faults: Array<FieldFault>, };

export type BucketView = { 
/**
 * `None` where files lie in their folders only.
 */
place: BucketPlace | null, secret_set: boolean, proxy_password_set: boolean, 
/**
 * `None` where there is no bucket.
 */
state: BucketState | null, };

/**
 * The output of the last build, kept until the next.
 */
export type BuildOutput = { lines: Array<string>, running: boolean, };

export type CaseChange = "appeared" | "changed" | "vanished";

export type CaseComment = { id: number, 
/**
 * Markdown.
 */
text: string, 
/**
 * The person's name, or else the username.
 */
by: string | null, at: string | null, 
/**
 * Somebody changed it afterwards.
 */
changed: boolean, };

/**
 * What people say of a test case on the server, the newest first.
 */
export type CaseComments = { items: Array<CaseComment>, 
/**
 * Older ones are only on the server.
 */
total: number, };

export type CaseDefect = { id: number, name: string, closed: boolean, issue: CaseIssueView | null, };

/**
 * A test case that is not the same on two days.
 */
export type CaseDifference = { id: number, name: string, change: CaseChange, };

/**
 * What test cases are to become; what is `None` or empty stays as it is.
 */
export type CaseEdit = { name: string | null, description: string | null, precondition: string | null, expected_result: string | null, steps: Array<CaseStep> | null, 
/**
 * By name: a status of the test case's own workflow.
 */
status: string | null, layer: EditChoice | null, add_tags: Array<string>, remove_tags: Array<string>, 
/**
 * In place of the values that they have.
 */
fields: Array<CaseFieldValues>, };

export type CaseField = { 
/**
 * As the head of the column has it.
 */
name: string, value: string, };

/**
 * A column in which two versions of a test case differ.
 */
export type CaseFieldChange = { name: string, lines: Array<CaseLine>, };

/**
 * The values of a custom field.
 */
export type CaseFieldValues = { id: number, name: string, values: Array<string>, };

/**
 * Test cases that share a value.
 */
export type CaseGroup = { 
/**
 * Empty for those without a value.
 */
name: string, cases: number, };

export type CaseHit = { project_id: number, id: number, name: string, as_of: string, 
/**
 * The first line outside of the name that has a word of the query, and the column that it stands in.
 */
place: CaseField | null, };

export type CaseIssueView = { 
/**
 * For example `ABC-1`.
 */
name: string, summary: string | null, status: string | null, closed: boolean, 
/**
 * As the server tells it; only `http` and `https`.
 */
url: string | null, };

export type CaseLine = { kind: CaseLineKind, text: string, };

export type CaseLineKind = "same" | "removed" | "added";

export type CaseLink = { name: string, 
/**
 * Only `http` and `https`.
 */
url: string | null, };

/**
 * Test cases as the newest exported files have them.
 */
export type CaseList = { items: Array<CaseHit>, total: number, 
/**
 * Files are still being read.
 */
reading: boolean, };

/**
 * A Markdown file that is no test case.
 */
export type CaseMisfit = { 
/**
 * The file's name.
 */
file: string, line: number, 
/**
 * What is wrong, in English.
 */
wrong: string, };

/**
 * Who did what and when; times are the server's.
 */
export type CaseMoment = { by: string | null, at: string | null, 
/**
 * Of a version its title; of a change the server's words for what changed.
 */
what: Array<string>, };

export type CaseMute = { name: string, reason: string | null, by: string | null, at: string | null, };

/**
 * What the server knows of a test case besides its texts.
 */
export type CaseOnServer = { id: number, name: string, full_name: string | null, automated: boolean, 
/**
 * It is in the server's bin.
 */
deleted: boolean, status: string | null, layer: string | null, tags: Array<string>, 
/**
 * A field with several values is one entry.
 */
fields: Array<CaseField>, members: Array<CaseRole>, issues: Array<CaseIssueView>, links: Array<CaseLink>, 
/**
 * Variants of its parameters.
 */
examples: Array<Array<NamedValue>>, 
/**
 * By which it would be run.
 */
jobs: Array<string>, relations: Array<CaseRelationView>, mutes: Array<CaseMute>, defects: Array<CaseDefect>, 
/**
 * The last results by parameters and environment.
 */
past: Array<PastVariant>, 
/**
 * Our verdict by the server's rule.
 */
flaky: FlakyVerdict, 
/**
 * The newest first; empty up to 4.x.
 */
versions: Array<CaseMoment>, 
/**
 * The newest first.
 */
changes: Array<CaseMoment>, created: CaseMoment, modified: CaseMoment, 
/**
 * What could not be read this time; it stands here as empty.
 */
unread: Array<CasePart>, 
/**
 * When the server told it.
 */
as_of: string, };

/**
 * Test cases below a group, or found by a search.
 */
export type CasePage = { items: Array<CaseView>, 
/**
 * There are no further pages.
 */
last: boolean, 
/**
 * What is wrong with the search, in the server's words.
 */
fault: string | null, };

export type CasePart = "jobs" | "relations" | "mutes" | "defects" | "past" | "versions" | "changes";

export type CaseProject = { id: number, name: string, cases: number, 
/**
 * When the newest file was taken.
 */
as_of: string, };

/**
 * Which test cases of the exported files are wanted.
 */
export type CaseQuery = { 
/**
 * `None` for all projects.
 */
project_id: number | null, 
/**
 * Only those to which this way of `project_id` leads.
 */
within: CaseWay | null, 
/**
 * Words in any form, in English or Russian; the last one may be unfinished. Empty for all, by name.
 */
text: string, offset: number, limit: number, };

export type CaseRelationView = { 
/**
 * The server's word, such as `is automated by`.
 */
kind: string, case_id: number, name: string, };

export type CaseRole = { role: string | null, username: string, };

export type CaseStatus = { id: number, name: string, 
/**
 * 0 where the server does not say it.
 */
workflow_id: number, };

/**
 * A step of a scenario that is only text.
 */
export type CaseStep = { text: string, expected: string | null, steps: Array<CaseStep>, };

/**
 * Values of a test case; what is `None`, and a field that is not named, is not spoken of.
 */
export type CaseValues = { name: string | null, description: string | null, precondition: string | null, expected_result: string | null, steps: Array<CaseStep> | null, status: CaseStatus | null, 
/**
 * The id is 0 where it is of no layer.
 */
layer: EditChoice | null, 
/**
 * By name.
 */
tags: Array<string> | null, fields: Array<CaseFieldValues>, };

export type CaseVersion = { name: string, 
/**
 * The first file that has it like this.
 */
from: string, 
/**
 * The last one.
 */
last_seen: string, 
/**
 * The first file that has it otherwise, or not at all.
 */
until: string | null, };

export type CaseView = { id: number, name: string, automated: boolean, };

/**
 * Levels of groups, by the columns of the exported files, and a way down: a value for each level that it passes.
 */
export type CaseWay = { columns: Array<string>, values: Array<string>, };

/**
 * What happens to due times that passed while the program was off or the machine slept.
 */
export type CatchUp = { "policy": "once" } | { "policy": "skip" } | { "policy": "ask" } | { "policy": "within", hours: number, };

/**
 * Texts are cut at 2 000 characters.
 */
export type CellDifference = { column: string, old: string | null, new: string | null, };

/**
 * A cell's whole text, up to a megabyte.
 */
export type CellText = { text: string, 
/**
 * Of the whole cell, in bytes.
 */
bytes: number, cut: boolean, };

/**
 * Against the previous run of the same job.
 */
export type ChangeCounts = { newly_failed: number, fixed: number, still_failing: number, gone: number, appeared: number, slower: number, };

/**
 * A test case, as it was when it was chosen.
 */
export type ChosenCase = { id: number, name: string, 
/**
 * The ids of the values from the root to its group; empty where it was found by a search.
 */
path: Array<number>, };

export type ColumnChanges = { column: string, cells: number, };

export type ColumnChoice = { "choice": "everything" } | { "choice": "chosen", columns: Array<ExportColumn>, };

/**
 * This run against the previous finished run of the same job, or against its newest earlier launch on the server.
 */
export type Comparison = { 
/**
 * Ours; `None` for a launch that no run of ours follows.
 */
previous_id: number | null, 
/**
 * The server's.
 */
previous_launch_id: number | null, previous_name: string, 
/**
 * For a launch that no run of ours follows: when it was made.
 */
previous_finished_at: string | null, counts: ChangeCounts, newly_failed: Array<TestChange>, fixed: Array<TestChange>, gone: Array<TestChange>, 
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
 * A file in the bucket, or on its way there.
 */
export type CopyView = { "copy": "waiting" } | { "copy": "stored", 
/**
 * `s3://bucket/key`
 */
address: string, at: string, } | { "copy": "failed", failure: Failure, 
/**
 * `None` where it is not tried again.
 */
again_at: string | null, };

/**
 * Results by status.
 */
export type Counts = { passed: number, failed: number, broken: number, skipped: number, unknown: number, in_progress: number, };

/**
 * What came of a decision for one result, as it was read back.
 */
export type DecidedResult = { result_id: number, 
/**
 * The name of its test, where the server told it.
 */
name: string | null, effect: Effect, 
/**
 * Why it did not take, and what can be done.
 */
why: string | null, };

export type Decision = { "kind": "mute", name: string, reason: string, 
/**
 * The day on which to ask whether it still holds.
 */
remind_on: string | null, } | { "kind": "unmute" } | { "kind": "link_defect", defect_id: number, } | { "kind": "unlink_defect", defect_id: number, } | { "kind": "new_defect", name: string, description: string, rule: Rule | null, issue: DefectIssue | null, } | { "kind": "assign", username: string, } | { "kind": "unassign" } | { "kind": "set_status", status: TestStatus, message: string, } | { "kind": "hide" };

/**
 * The decisions that there are.
 */
export type DecisionKind = "mute" | "unmute" | "link_defect" | "unlink_defect" | "new_defect" | "assign" | "unassign" | "set_status" | "hide";

export type DecisionOutcome = { "answer": "refused", why: string, 
/**
 * The launch is closed: it can be decided once it is open again.
 */
closed: boolean, } | { "answer": "decided", decision: DecisionView, };

/**
 * What is decided about results of a run.
 */
export type DecisionRequest = { run_id: number, 
/**
 * Where a group is named, its tests as they are by then are meant instead.
 */
results: Array<number>, group: string | null, decision: Decision, };

export type DecisionRight = { kind: DecisionKind, 
/**
 * Why it cannot be undone, to be said before.
 */
not_undoable: string | null, };

/**
 * What can be decided about the results of a run.
 */
export type DecisionRights = { 
/**
 * Why nothing can be; `None` where all of them can.
 */
why_not: string | null, 
/**
 * That is because the launch is closed, and it can be opened again.
 */
closed: boolean, decisions: Array<DecisionRight>, };

/**
 * A decision as the journal has it.
 */
export type DecisionView = { id: number, run_id: number | null, at: string, 
/**
 * Whose token it was, or who asked for it in chat.
 */
by: string | null, decision: Decision, 
/**
 * The defect that was linked or made.
 */
defect_id: number | null, 
/**
 * Empty while it is not known what came of it.
 */
items: Array<DecidedResult>, 
/**
 * What went wrong on the way; what took all the same is among the items.
 */
problem: string | null, remind_on: string | null, undone_at: string | null, 
/**
 * Why it cannot be undone.
 */
not_undoable: string | null, };

/**
 * A defect that results can be linked with.
 */
export type DefectChoice = { id: number, name: string, 
/**
 * Its rules hold no longer.
 */
closed: boolean, 
/**
 * The server thinks that it explains the result.
 */
likely: boolean, issue: string | null, };

/**
 * An issue that is there, for example `ABC-1`.
 */
export type DefectIssue = { integration_id: number, key: string, };

export type DefectView = { id: number, name: string, closed: boolean, count: number, };

export type DeploymentAct = "start" | "stop" | "restart" | "remove" | "cancel_build";

export type DeploymentAnswer = { "answer": "begun" } | { "answer": "refused", problems: Array<DeploymentProblem>, };

/**
 * What a person says of a bot.
 */
export type DeploymentDraft = { name: string, source: DraftSource, environment: Array<EnvironmentEntry>, limits: DeploymentLimits, };

export type DeploymentEnd = { at: string | null, exit_code: number, out_of_memory: boolean, last_lines: Array<string>, };

export type DeploymentLimits = { memory_mb: number, cpu_cores: number, processes: number, lifetime_hours: number, 
/**
 * It may reach this machine and private addresses.
 */
private_addresses: boolean, };

export type DeploymentMode = "simple" | "custom" | "image";

/**
 * What is wrong with a request or an act, in the language in force.
 */
export type DeploymentProblem = { 
/**
 * For example `QUOTA_EXCEEDED`.
 */
code: string, message: string, 
/**
 * The field of the draft that it concerns.
 */
field: DraftField | null, 
/**
 * The last lines of a build or of the bot, names of running bots, and the like.
 */
details: Array<string>, hint: string | null, example: string | null, };

export type DeploymentState = { "state": "building", running: boolean, } | { "state": "running" } | { "state": "stopping" } | { "state": "waiting", at: string, } | { "state": "stopped" } | { "state": "finished" } | { "state": "gave_up" } | { "state": "lifetime_over" } | { "state": "failed" } | { "state": "gone" };

export type DeploymentView = { name: string, mode: DeploymentMode, 
/**
 * Where it came from, for a person: a path, a URL or an image. Empty where another program of ours made it.
 */
source: string, state: DeploymentState, 
/**
 * Since when it has been in this state.
 */
since: string | null, 
/**
 * When its lifetime is over.
 */
ends_at: string | null, 
/**
 * How often it was started again since it was deployed.
 */
restarts: number, 
/**
 * How it ended last.
 */
end: DeploymentEnd | null, limits: DeploymentLimits, 
/**
 * What it used, the oldest point first; at most sixty.
 */
usage: Array<UsagePoint>, 
/**
 * What was changed on the engine by hand, each in a sentence.
 */
drift: Array<string>, 
/**
 * It was deployed from this window, which knows its source.
 */
can_update: boolean, 
/**
 * Why the last act failed, until the next one.
 */
problem: DeploymentProblem | null, };

/**
 * The bots of this data folder, and the engine that they run on.
 */
export type DeploymentsView = { engine: EngineView, 
/**
 * By name.
 */
bots: Array<DeploymentView>, 
/**
 * How many may run at once.
 */
most: number, 
/**
 * When the engine was last heard.
 */
as_of: string | null, };

export type Difference = { 
/**
 * The `allure_id`.
 */
key: string, 
/**
 * The `name`, where the file has one.
 */
name: string, 
/**
 * The cells that changed; of a test case that came or went, its filled cells.
 */
cells: Array<CellDifference>, };

export type DifferenceKind = "appeared" | "vanished" | "changed";

export type DifferenceOfTest = "failed" | "fixed" | "new" | "missing" | "other";

export type DifferencePage = { items: Array<Difference>, total: number, };

export type DifferenceQuery = { old_id: number, new_id: number, kind: DifferenceKind, 
/**
 * Only changes of this column.
 */
column: string | null, offset: number, 
/**
 * At most 200.
 */
limit: number, };

export type DifferentTest = { test_id: number, name: string, kind: DifferenceOfTest, from: TestStatus | null, to: TestStatus | null, };

/**
 * What became of something asked of the server.
 */
export type Done = { "answer": "done" } | { "answer": "asked" } | { "answer": "not_possible", why: string, };

export type DraftField = "name" | "source" | "entrypoint" | "requirements" | "base_image" | "environment" | "limits" | "login";

export type DraftSource = { "source": "simple", paths: Array<string>, entrypoint: string, requirements: string, base_image: string, } | { "source": "folder", path: string, } | { "source": "archive_url", url: string, } | { "source": "git", repository: string, branch: string, folder: string, username: string, password: string | null, } | { "source": "image", image: string, username: string, password: string | null, };

/**
 * A sample of the exported test cases that is restored into a scratch project, compared and deleted there.
 */
export type Drill = { 
/**
 * Not the plan's project.
 */
project_id: number, project_name: string, 
/**
 * Test cases of a sample, 1 to 500.
 */
cases: number, 
/**
 * Days between two drills, 1 to 365; each follows an export.
 */
every_days: number, };

/**
 * What was dropped on the window.
 */
export type DropKind = "results" | "bot" | "neither";

export type Earlier = { runs: number, 
/**
 * The first of them.
 */
run_id: number, since: string, };

export type EditAct = "change" | "add" | "remove";

export type EditAnswer = { "answer": "begun", id: number, } | { "answer": "not_possible", why: string, };

export type EditChoice = { id: number, name: string, };

/**
 * What a project's test cases can be given.
 */
export type EditChoices = { 
/**
 * By name.
 */
statuses: Array<string>, layers: Array<EditChoice>, 
/**
 * The custom fields.
 */
fields: Array<EditChoice>, };

/**
 * What there is to say of a test case, or of one of its columns.
 */
export type EditNote = { column: string | null, why: EditWhy, };

export type EditOutcome = "waiting" | "unknown" | "written" | "differs" | "conflict" | "failed";

/**
 * What an edit would make of test cases, as they were read for it.
 */
export type EditPreview = { 
/**
 * Tells it from others while the program runs.
 */
id: number, project_id: number, cases: Array<PreviewedCase>, 
/**
 * How many of them would be written.
 */
changing: number, };

export type EditState = { "state": "writing" } | { "state": "interrupted" } | { "state": "stopped", message: string, advice: string, } | { "state": "done" };

/**
 * An edit of test cases, or what takes one back.
 */
export type EditView = { id: number, project_id: number, at: string, by: string | null, 
/**
 * The edit that this one takes back.
 */
undoes: number | null, 
/**
 * Another one takes it back.
 */
undone: boolean, 
/**
 * There is something to take back.
 */
can_undo: boolean, state: EditState, 
/**
 * What is done to its test cases: the same to all.
 */
act: EditAct, 
/**
 * What its first test case is called.
 */
first: string, 
/**
 * The columns that it changes.
 */
columns: Array<string>, total: number, 
/**
 * Not begun, or not known to be over.
 */
waiting: number, written: number, differing: number, 
/**
 * Left as they are, since somebody changed them meanwhile.
 */
conflicts: number, failed: number, };

export type EditWhy = { "why": "old_steps" } | { "why": "not_only_text" } | { "why": "formatted" } | { "why": "no_value" } | { "why": "fields_untold" } | { "why": "other_project" } | { "why": "gone" } | { "why": "changed_meanwhile", by: string | null, at: string | null, } | { "why": "differs" } | { "why": "refused", message: string, };

export type EditedCase = { 
/**
 * `None` for one that is not there yet.
 */
id: number | null, name: string, act: EditAct, outcome: EditOutcome, 
/**
 * From what was seen to what is wanted.
 */
changes: Array<CaseFieldChange>, notes: Array<EditNote>, };

export type Effect = "took" | "not_taken" | "already_so" | "gone";

export type EngineView = { "state": "looking" } | { "state": "ready", name: string, version: string, address: string, } | { "state": "missing", problem: DeploymentProblem, };

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
 * A variable of the bot's environment. What is kept in the keyring is not shown again: `value` is `None`, which leaves it
 * as it is.
 */
export type EnvironmentEntry = { name: string, value: string | null, };

/**
 * What was left of a run at `as_of`, from there on by the clock. Past `high_ms` it goes on for longer than usual.
 */
export type Estimate = { low_ms: number, likely_ms: number, high_ms: number, as_of: string, how: EstimatedBy, };

export type EstimatedBy = "course" | "duration";

/**
 * What the domain tells its faces. One channel carries them all; the page maps each to what it must read anew.
 */
export type Event = { "event": "run_changed", run: RunView, } | { "event": "run_removed", id: number, } | { "event": "decisions_changed", run_id: number, } | { "event": "link_changed", link: LinkState, } | { "event": "inbox_changed", unread: number, } | { "event": "catalogue_changed" } | { "event": "state_changed" } | { "event": "exports_changed" } | { "event": "cases_changed" } | { "event": "schedules_changed" } | { "event": "bot_changed" } | { "event": "deployments_changed" } | { "event": "build_progressed", name: string, } | { "event": "log_grew", name: string, } | { "event": "restores_changed" } | { "event": "case_edits_changed" } | { "event": "uploads_changed" } | { "event": "manual_changed", launch_id: number, } | { "event": "mine_changed" } | { "event": "export_progress", plan_id: number, parts: Array<PartProgress>, } | { "event": "grid_progressed", id: number, progress: GridProgress, } | { "event": "evidence_saving", result_id: number, key: string, done: number, total: number | null, } | { "event": "navigate", to: Place, };

/**
 * A file of a result. What it is called and said to be was written by a test, and need not be true.
 */
export type EvidenceFile = { 
/**
 * Names it among the files of its result.
 */
key: string, name: string, content_type: string | null, bytes: number | null, 
/**
 * The server says that its content is gone.
 */
missing: boolean, };

/**
 * What a file is by its bytes; where these are text, by what it says that it is.
 */
export type EvidenceKind = "picture" | "video" | "audio" | "comparison" | "traffic" | "json" | "text" | "source" | "archive" | "other";

export type EvidenceSaved = { "answer": "saved", path: string, bytes: number, } | { "answer": "exists", path: string, } | { "answer": "refused", message: string, } | { "answer": "cancelled" };

/**
 * How a file stands, once it was asked for.
 */
export type EvidenceState = { "state": "ready", kind: EvidenceKind, bytes: number, 
/**
 * What it says that it is, where its bytes say otherwise.
 */
says: string | null, 
/**
 * Whether the desktop's program for it may be started: a program or a page is never started from here.
 */
opens: boolean, } | { "state": "missing" } | { "state": "empty" } | { "state": "large", bytes: number | null, };

export type EvidenceStep = { kind: EvidenceStepKind, text: string, status: TestStatus | null, 
/**
 * From the start of the test; before it for what prepared the test.
 */
start_ms: number | null, duration_ms: number | null, parameters: Array<NamedValue>, message: string | null, trace: string | null, files: Array<EvidenceFile>, steps: Array<EvidenceStep>, };

export type EvidenceStepKind = "step" | "expected" | "fixture";

/**
 * A piece of a text file.
 */
export type EvidenceText = { text: string, 
/**
 * Of the file, from its begin; the rest is not shown.
 */
shown_bytes: number, bytes: number, };

/**
 * A column that the server can write.
 */
export type ExportColumn = { 
/**
 * The server's word, for example `allure_id`, `custom_field`, `role`.
 */
field: string, 
/**
 * The header.
 */
name: string, 
/**
 * Which custom field, role or integration.
 */
id: number | null, };

/**
 * A file that a plan wrote.
 */
export type ExportFileView = { 
/**
 * Ours.
 */
id: number, 
/**
 * `None` when the plan was deleted.
 */
plan_id: number | null, plan_name: string, project_id: number, project_name: string, 
/**
 * The group's name; `None` where the plan has one file.
 */
part: string | null, name: string, path: string, bytes: number, rows: number, 
/**
 * Of the whole file, in lower-case hex.
 */
sha256: string, took_ms: number, written_at: string, 
/**
 * The file of the same plan and group before this one.
 */
previous_id: number | null, changes: FileChanges | null, 
/**
 * It is no longer where it was written. One that lies in the bucket only is not gone.
 */
gone: boolean, 
/**
 * `None` where there is no bucket.
 */
copy: CopyView | null, };

/**
 * Which test cases a plan covers.
 */
export type ExportScope = { "scope": "all" } | { "scope": "groups", tree_id: number, tree_name: string, groups: Array<ScopeGroup>, } | { "scope": "query", aql: string, };

/**
 * A test case as an exported file has it.
 */
export type ExportedCase = { project_id: number, project_name: string, id: number, name: string, 
/**
 * The days on which it changed, the newest first; never empty.
 */
versions: Array<CaseVersion>, 
/**
 * Which of them this is.
 */
version: number, fields: Array<CaseField>, };

/**
 * The Exports place: the plans, and what all files sum up to.
 */
export type ExportsView = { plans: Array<PlanView>, files: number, bytes: number, last_at: string | null, next_at: string | null, 
/**
 * The default folder in force.
 */
folder: string, 
/**
 * Free bytes on its disk, where that can be told.
 */
free_bytes: number | null, };

export type FailingSince = { first: PastView, 
/**
 * How many results in a row failed.
 */
results: number, 
/**
 * Whether the results known here begin with a failure, so that it may be older.
 */
may_be_older: boolean, };

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
 * Tests that went wrong alike: their messages and traces differ in ids, times, numbers, paths and the like only.
 */
export type FailureGroup = { 
/**
 * The same in every run in which the same goes wrong.
 */
key: string, 
/**
 * The first line, with an ellipsis for what differs; empty where the tests said nothing.
 */
label: string, 
/**
 * The category that the server has the group in; ours have none.
 */
category: string | null, failed: number, broken: number, 
/**
 * Failed now and not in the previous run of the same job.
 */
newly_failed: number, muted: number, 
/**
 * The names of the first three.
 */
tests: Array<string>, 
/**
 * Earlier runs of the job that are kept and in which the same went wrong.
 */
earlier: Earlier | null, };

/**
 * What went wrong in a run, the most frequent first.
 */
export type FailureGroups = { groups: Array<FailureGroup>, 
/**
 * When the server told them; a running run's list grows.
 */
as_of: string, };

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
 * Test cases that came, went and changed between two files.
 */
export type FileChanges = { appeared: number, vanished: number, changed: number, };

/**
 * Two files of a plan by `allure_id`.
 */
export type FileComparison = { old_id: number, new_id: number, old_name: string, new_name: string, appeared: number, vanished: number, changed: number, unchanged: number, columns_appeared: Array<string>, columns_vanished: Array<string>, 
/**
 * The columns of the changed cells, the most frequent first, with how many cells.
 */
changed_columns: Array<ColumnChanges>, 
/**
 * Ids that a file has twice; only the first row of each was compared.
 */
repeated: Array<string>, };

export type FilePage = { items: Array<ExportFileView>, total: number, bytes: number, 
/**
 * Of all folders of the plans; at most 500.
 */
foreign: Array<ForeignFile>, };

export type FileQuery = { plan_id: number | null, project_id: number | null, 
/**
 * Found in the file's, the plan's or the group's name.
 */
text: string, offset: number, 
/**
 * At most 200.
 */
limit: number, };

export type FileSaved = { "answer": "saved", path: string, rows: number, } | { "answer": "exists", path: string, } | { "answer": "refused", message: string, };

/**
 * What became of files that a person deleted.
 */
export type FilesDeleted = { deleted: number, 
/**
 * They lie in the system's bin.
 */
in_bin: boolean, 
/**
 * Why the others stayed.
 */
kept: Array<string>, };

export type FlakyVerdict = { flaky: boolean, 
/**
 * Between passed and failed, among the last ten results, retries included.
 */
changes: number, 
/**
 * Of how many results; at most ten.
 */
results: number, };

/**
 * A CSV file in a folder of exports that the program did not write.
 */
export type ForeignFile = { name: string, path: string, bytes: number, modified_at: string | null, 
/**
 * Kept aside by a failed attempt, for inspection.
 */
kept_aside: boolean, };

/**
 * What a person put into a job's form. Parameters go by name, so that values survive a job that was made anew.
 */
export type FormValues = { parameters: Array<NamedValue>, tags: Array<string>, 
/**
 * Environment variable and value.
 */
environment: Array<NamedValue>, };

/**
 * What a query found.
 */
export type GridAnswer = { "answer": "found", 
/**
 * Of this query: rows are asked for with it.
 */
view: number, rows: number, 
/**
 * Rows of the file so far. While the index goes on more may come, which this view has not: ask anew when it is
 * done.
 */
of: number, hits: GridHits | null, } | { "answer": "refused", column: number, message: string, } | { "answer": "overtaken" };

export type GridCell = { text: string, 
/**
 * The text goes on in the file.
 */
cut: boolean, };

export type GridFilter = { column: number, kind: GridFilterKind, text: string, };

export type GridFilterKind = "contains" | "equals" | "regex" | "empty" | "not_empty";

export type GridHits = { cells: number, rows: number, 
/**
 * The places in the view of the first rows with a hit; at most 10 000.
 */
places: Array<number>, };

/**
 * A file, open. Rows are there at once; the index goes on in the background.
 */
export type GridInfo = { 
/**
 * Until it is closed.
 */
id: number, name: string, path: string, 
/**
 * The header; “1”, “2”, … where there is none.
 */
columns: Array<string>, separator: string, 
/**
 * As it was read: `UTF-8`, `windows-1251`, …
 */
encoding: string, 
/**
 * Whether nobody named it, neither a person nor the file's byte order mark.
 */
encoding_guessed: boolean, 
/**
 * What else it can be read as.
 */
encodings: Array<string>, 
/**
 * The column of `allure_id`, which stays in view.
 */
key_column: number | null, progress: GridProgress, 
/**
 * The first rows.
 */
rows: Array<GridRow>, };

/**
 * How far the index is.
 */
export type GridProgress = { bytes: number, of_bytes: number, 
/**
 * Rows found so far.
 */
rows: number, done: boolean, 
/**
 * Why it stopped before the end of the file.
 */
failure: Failure | null, 
/**
 * What is wrong with the file, each with its line; at most ten.
 */
faults: Array<string>, faults_total: number, };

/**
 * What the grid shows: all rows that meet every filter, in this order.
 */
export type GridQuery = { filters: Array<GridFilter>, sort: GridSort | null, 
/**
 * Hits are counted in what the filters leave.
 */
search: string, };

export type GridRow = { 
/**
 * The row's number in the file, from 0.
 */
record: number, cells: Array<GridCell>, };

/**
 * Saving what the grid shows.
 */
export type GridSave = { id: number, 
/**
 * `None` saves all rows in the file's order.
 */
view: number | null, 
/**
 * In this order.
 */
columns: Array<number>, path: string, 
/**
 * With the mark by which Excel knows UTF-8, and without formulas.
 */
for_excel: boolean, 
/**
 * One ASCII character; `None` is the usual one of Excel in the window's language, or the file's own when it is not
 * for Excel.
 */
separator: string | null, 
/**
 * Writes over a file that is there.
 */
replace: boolean, };

export type GridSort = { column: number, descending: boolean, 
/**
 * Numbers within the text by their value.
 */
natural: boolean, };

/**
 * Which file to open.
 */
export type GridSource = { "source": "export", file_id: number, } | { "source": "path", path: string, };

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
 * Where an issue may be.
 */
export type IssueTracker = { id: number, name: string, };

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
 * How its runs went, as far as we know them.
 */
usual: Usual | null, as_of: string, stale: boolean, };

export type JobList = { items: Array<JobView>, as_of: string, stale: boolean, };

/**
 * How many of the tests a job would run.
 */
export type JobPart = { job_id: number, job_name: string, ci: string, tests: number, };

export type JobResult = { launch_id: number | null, 
/**
 * Ours, when it is followed.
 */
run_id: number | null, 
/**
 * `None` while it goes on.
 */
outcome: Outcome | null, 
/**
 * `None` where the server was not asked for them.
 */
counts: Counts | null, 
/**
 * When it was launched.
 */
at: string, };

export type JobResults = { job_id: number, job_name: string, ci: string, 
/**
 * At most ten, the oldest first.
 */
results: Array<JobResult>, 
/**
 * These are the runs that are followed here and no more: no launch of the server's said that it is of this job.
 */
followed_only: boolean, };

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

export type LaunchAct = { "act": "rename", name: string, } | { "act": "tag", add: Array<string>, remove: Array<string>, } | { "act": "close" } | { "act": "reopen" } | { "act": "copy", suffix: string, } | { "act": "merge", into: number, } | { "act": "delete" };

export type LaunchActItem = { launch_id: number, name: string, effect: Effect, why: string | null, 
/**
 * The copy that was made.
 */
copy_id: number | null, };

export type LaunchActOutcome = { "answer": "refused", why: string, } | { "answer": "done", items: Array<LaunchActItem>, 
/**
 * What the server said where it failed.
 */
problem: string | null, };

/**
 * What an act would do.
 */
export type LaunchActPlan = { launches: Array<PlannedLaunch>, 
/**
 * Results in the launches that it is about.
 */
results: number, 
/**
 * Launches that would change.
 */
changes: number, 
/**
 * What cannot be taken back.
 */
not_undoable: string | null, 
/**
 * Why it is not done.
 */
refused: string | null, };

/**
 * What is done with launches.
 */
export type LaunchActRequest = { project_id: number, launch_ids: Array<number>, act: LaunchAct, };

export type LaunchAnswer = { "answer": "asked", run_id: number, } | { "answer": "refused", faults: Array<FieldFault>, };

/**
 * How two launches differ, by what is kept of them.
 */
export type LaunchDifference = { tests: Array<DifferentTest>, same: number, };

/**
 * Launches of a project on the server, the newest first.
 */
export type LaunchList = { "answer": "found", items: Array<ListedLaunch>, total: number, } | { "answer": "refused", fault: QueryFault, };

export type LaunchRequest = { 
/**
 * Made by the face once per form; the same key never launches twice.
 */
key: string, project_id: number, job_id: number, 
/**
 * 1 to 255 characters.
 */
name: string, values: FormValues, choice: TestChoice, };

/**
 * How fresh what we show is.
 */
export type LinkState = { "state": "none" } | { "state": "connecting" } | { "state": "online", as_of: string, } | { "state": "offline", as_of: string | null, since: string, failure: Failure, };

export type ListedLaunch = { launch_id: number, 
/**
 * Ours, when it is followed.
 */
run_id: number | null, name: string, closed: boolean, created_at: string | null, created_by: string | null, tags: Array<string>, };

/**
 * A test case as the server has it at this moment, and what may be chosen for it.
 */
export type LiveCase = { project_id: number, id: number, 
/**
 * All but the steps are there; those are `None` where they cannot be edited.
 */
values: CaseValues, 
/**
 * Why its steps cannot be edited here.
 */
steps_locked: EditWhy | null, 
/**
 * It comes from automation: when the next launch of its test is closed, some of it is written over.
 */
automated: boolean, 
/**
 * The columns that are; `None` where the server does not say which.
 */
rewritten: Array<string> | null, changed_by: string | null, changed_at: string | null, choices: EditChoices, };

export type LogLine = { 
/**
 * Counted from 0 over the whole log.
 */
number: number, at: string | null, error: boolean, 
/**
 * Without control characters other than colours (`ESC [ … m`), which the page draws.
 */
text: string, 
/**
 * It stands beside a line that holds the text.
 */
beside: boolean, };

export type LogPage = { 
/**
 * Lines that the query finds, with their context.
 */
total: number, 
/**
 * Lines that hold the text.
 */
found: number, from: number, lines: Array<LogLine>, 
/**
 * Older lines than are kept here went.
 */
cut: boolean, };

/**
 * Lines of a bot's log. The log is followed while somebody asks for it.
 */
export type LogQuery = { name: string, 
/**
 * Only lines that hold the text, in any case.
 */
text: string, 
/**
 * With the lines around those that are found.
 */
context: number, 
/**
 * From the oldest one that is kept, counted from 0; `None` for the newest.
 */
from: number | null, count: number, };

export type LookState = { "state": "asking" } | { "state": "comparing", done: number, of: number, } | { "state": "ready" } | { "state": "failed", message: string, advice: string, };

export type ManualAnswer = { "answer": "kept", decision: ManualDecision, } | { "answer": "refused", why: string, };

/**
 * What was decided about a test.
 */
export type ManualDecision = { 
/**
 * Ours.
 */
id: number, project_id: number, launch_id: number, result_id: number, name: string, status: TestStatus, message: string | null, pictures: number, decided_at: string, state: ManualState, 
/**
 * Why the server did not take it, or what of it the server did not keep.
 */
why: string | null, };

/**
 * The tests of a launch that people run.
 */
export type ManualLaunch = { project_id: number, launch_id: number, launch_name: string, closed: boolean, tests: Array<ManualTest>, as_of: string, 
/**
 * The server could not be asked just now.
 */
stale: boolean, };

/**
 * What was decided and is not on the server.
 */
export type ManualQueue = { 
/**
 * In the order in which it was decided.
 */
decisions: Array<ManualDecision>, 
/**
 * Why nothing could be sent when it was tried last.
 */
problem: Failure | null, };

/**
 * What to do in a test, as the result or else its test case has it.
 */
export type ManualScenario = { result_id: number, description: string | null, precondition: string | null, expected_result: string | null, steps: Array<ManualStep>, as_of: string, 
/**
 * The server could not be asked just now.
 */
stale: boolean, };

export type ManualState = "waiting" | "asked" | "sent" | "conflict" | "refused";

export type ManualStep = { 
/**
 * 0 for a step that is in no other.
 */
depth: number, text: string, expected: Array<string>, };

export type ManualStepOutcome = { 
/**
 * 0 for a step that is in no other.
 */
depth: number, text: string, expected: Array<string>, 
/**
 * `None` for a step that was not reached.
 */
status: TestStatus | null, };

/**
 * A result that waits for somebody, or that somebody decided about.
 */
export type ManualTest = { result_id: number, test_case_id: number | null, name: string, assignee: string | null, 
/**
 * Assigned to the person.
 */
mine: boolean, 
/**
 * As the server tells it.
 */
status: TestStatus, tested_by: string | null, 
/**
 * What was decided here last, as long as it is remembered.
 */
decided: ManualDecision | null, };

/**
 * How a test ended that a person ran.
 */
export type ManualVerdict = { project_id: number, launch_id: number, result_id: number, 
/**
 * Of the test.
 */
name: string, 
/**
 * What the person saw it to be.
 */
seen: TestStatus, status: TestStatus, message: string | null, begun_at: string, ended_at: string, steps: Array<ManualStepOutcome>, pictures: Array<PastedPicture>, };

/**
 * Each test case as a Markdown file too.
 */
export type MarkdownFiles = { 
/**
 * An absolute path; the folder is there already.
 */
folder: string, 
/**
 * Whether changes are committed to the Git repository that the folder is in.
 */
git: boolean, };

export type MineItem = { kind: MineKind, project_id: number, project_name: string, 
/**
 * The result, launch, defect, test case or plan.
 */
subject: number, 
/**
 * Its name.
 */
title: string, 
/**
 * The launch in which it is, where it is in one.
 */
launch_id: number | null, launch_name: string | null, 
/**
 * How many failures are unexplained, or test cases a plan would gain.
 */
count: number, 
/**
 * How many test cases a plan would lose.
 */
more: number, 
/**
 * Since when it has been open or muted, or when it came back.
 */
at: string | null, 
/**
 * Ours, of the run that follows its launch.
 */
run_id: number | null, };

/**
 * What waits.
 */
export type MineKind = "assigned" | "manual" | "unexplained" | "defect_back" | "old_mute" | "plan_drifted" | "left_open";

/**
 * What waits for the person, across all projects, as the server last told it.
 */
export type MineView = { items: Array<MineItem>, 
/**
 * Mutes whose day to be asked about has come, the oldest day first.
 */
mutes: Array<DecisionView>, 
/**
 * When the project that was looked at longest ago was; `None` until each was.
 */
as_of: string | null, 
/**
 * Projects that were looked at, of all that there are.
 */
looked: number, projects: number, 
/**
 * Why the last look failed.
 */
problem: Failure | null, };

/**
 * A moment of a run's timeline.
 */
export type Moment = { at: string, kind: MomentKind, 
/**
 * The server's or the CI's words, a launch id, a name; the page words the kind itself.
 */
detail: string | null, 
/**
 * It happened before `at`, which is when it was seen: the server does not say when.
 */
seen: boolean, };

export type MomentKind = "asked" | "taken_back" | "not_sent" | "accepted" | "refused" | "answer_lost" | "adopted" | "cannot_tell" | "answered_by_person" | "followed" | "scheduled" | "started" | "first_result" | "first_failure" | "stalled" | "resumed" | "link_lost" | "link_back" | "rerun_asked" | "close_asked" | "closed" | "finished";

export type NamedFile = { name: string, 
/**
 * What is wrong with it, where that is not the same for all.
 */
why: string | null, };

export type NamedFiles = { total: number, 
/**
 * The first hundred.
 */
first: Array<NamedFile>, };

export type NamedValue = { name: string, value: string, };

export type Notice = { id: string, message: string, advice: string, };

/**
 * What a notification is about; each can be switched off in the settings.
 */
export type NoticeKind = "started" | "passed" | "failed" | "fixed" | "still_failing" | "not_finished" | "stalled" | "question" | "export_done" | "export_failed" | "export_missed" | "restore_done" | "restore_failed" | "launch_missed" | "mute_due" | "assigned_to_me" | "unexplained" | "defect_back" | "plan_drifted" | "launch_left_open" | "bot_down" | "access_asked" | "summary";

/**
 * What is worth a notification. None of them silences what waits for a person.
 */
export type NotifyPreset = "everything" | "only_failures" | "only_new" | "only_mine" | "custom";

/**
 * Which notifications are shown on the desktop; the inbox keeps all of them.
 */
export type NotifySettings = { preset: NotifyPreset, started: boolean, passed: boolean, failed: boolean, fixed: boolean, still_failing: boolean, not_finished: boolean, stalled: boolean, export_done: boolean, export_failed: boolean, export_missed: boolean, restore_done: boolean, restore_failed: boolean, launch_missed: boolean, mute_due: boolean, assigned_to_me: boolean, unexplained: boolean, defect_back: boolean, plan_drifted: boolean, launch_left_open: boolean, bot_down: boolean, access_asked: boolean, };

export type Origin = "here" | "elsewhere" | "subscribed";

/**
 * Another job for the tests of one, or for those that no job can run.
 */
export type OtherJob = { 
/**
 * `None` for the tests without a job.
 */
from: number | null, to: number, };

export type Outcome = "passed" | "failed" | "no_results" | "start_failed" | "cancelled" | "timed_out" | "lost";

/**
 * The one-time code by which the owner is bound on first contact.
 */
export type OwnerClaim = { code: string, 
/**
 * `https://t.me/…?start=…`, once the bot's username is known.
 */
link: string | null, valid_until: string, };

export type ParameterView = { id: number, name: string, default: string, 
/**
 * The value of the last launch, where it differs from the default.
 */
last: string | null, };

/**
 * One file of a running attempt.
 */
export type PartProgress = { 
/**
 * The group's name; `None` where the plan has one file.
 */
name: string | null, stage: PartStage, bytes: number, records: number, 
/**
 * Records that the server counted.
 */
expected: number | null, };

export type PartStage = "waiting" | "queued" | "downloading" | "finishing" | "done" | "failed";

export type PastVariant = { parameters: Array<NamedValue>, environment: Array<string>, 
/**
 * The oldest first, twenty at most.
 */
results: Array<PastView>, };

export type PastView = { 
/**
 * On the server.
 */
id: number, status: TestStatus, at: string | null, duration_ms: number | null, message: string | null, trace: string | null, launch_id: number | null, launch_name: string | null, tested_by: string | null, };

/**
 * A picture from the clipboard.
 */
export type PastedPicture = { 
/**
 * Its bytes in Base64.
 */
data: string, 
/**
 * The step that it belongs to, counted from 0.
 */
step: number | null, };

/**
 * What a person picks on the desktop.
 */
export type PathKind = "folder" | "file" | "save";

export type PersonChoice = { username: string, name: string, };

/**
 * Somebody who may use the bot.
 */
export type PersonView = { 
/**
 * Ours.
 */
id: number, 
/**
 * Telegram's; `None` for a username that is held until its owner first writes.
 */
telegram_id: number | null, username: string | null, name: string, role: BotRole, allowed_at: string, last_seen_at: string | null, language: Language | null, };

export type Phase = "pending" | "asked" | "checking" | "unknown" | "scheduled" | "running" | "finished";

/**
 * A job that a person keeps at hand.
 */
export type PinnedJob = { project_id: number, project_name: string, job_id: number, job_name: string, ci: string, 
/**
 * As in [`JobView`], as far as it is known without asking the server; also that the job is gone.
 */
blocked: string | null, };

/**
 * A place of the window.
 */
export type Place = { "place": "launch" } | { "place": "job", project_id: number, job_id: number, } | { "place": "runs" } | { "place": "run", id: number, } | { "place": "exports" } | { "place": "export_file", id: number, } | { "place": "comparison", old_id: number, new_id: number, } | { "place": "restores", project_id: number, } | { "place": "telegram" } | { "place": "bots" } | { "place": "deployment", name: string, } | { "place": "mine" } | { "place": "inbox" } | { "place": "settings" };

/**
 * What the form shows beside what is typed.
 */
export type PlanCheck = { 
/**
 * `name`, `scope`, `columns`, `separator`, `folder`, `file_name`, `retention_days`, `retries`, `cron`, `zone`,
 * `catch_up`.
 */
faults: Array<FieldFault>, 
/**
 * The schedule in words, for example “every day at 07:00 UTC”.
 */
words: string | null, 
/**
 * The next five due times.
 */
next: Array<string>, 
/**
 * The names that the next attempt would give its files.
 */
file_names: Array<string>, 
/**
 * The folder in force.
 */
folder: string, };

/**
 * What the server offers a plan of this project.
 */
export type PlanChoices = { trees: Array<TreeView>, 
/**
 * All columns, in the server's order.
 */
columns: Array<ExportColumn>, 
/**
 * Test cases of the whole project.
 */
count: number | null, };

/**
 * By how much a plan differs from the AQL that fills it.
 */
export type PlanDifference = { added: number, gone: number, };

/**
 * What a person says of a plan; what a stored plan is, too.
 */
export type PlanDraft = { 
/**
 * Ours; `None` for a plan that is not saved yet.
 */
id: number | null, 
/**
 * 1 to 255 characters.
 */
name: string, project_id: number, project_name: string, scope: ExportScope, columns: ColumnChoice, 
/**
 * One character: a comma, a semicolon, a tab or a vertical bar.
 */
separator: string, headers: boolean, 
/**
 * `None` for the default folder of the settings.
 */
folder: string | null, 
/**
 * `{plan}`, `{project}`, `{group}`, `{date}`, `{time}`; date and time are UTC, of the attempt's start.
 */
file_name: string, 
/**
 * Days that files are kept; `None` for ever. The last good file of each part is always kept.
 */
retention_days: number | null, 
/**
 * Minutes to wait before each repetition of a failed attempt; none repeats nothing.
 */
retries: Array<number>, 
/**
 * Five fields: minute, hour, day of month, month, day of week.
 */
cron: string, 
/**
 * An IANA time zone, for example `UTC` or `Europe/Moscow`.
 */
zone: string, catch_up: CatchUp, 
/**
 * A paused plan runs only when a person asks.
 */
paused: boolean, 
/**
 * `None` where only CSV files are written.
 */
markdown: MarkdownFiles | null, 
/**
 * `None` where nobody wants it proved that the files can be restored.
 */
drill: Drill | null, };

/**
 * What a `projects.json` or an `.env` of the source projects says of exports.
 */
export type PlanImport = { 
/**
 * One for each project; saved by the person, one by one or all.
 */
plans: Array<PlanDraft>, 
/**
 * What was not understood, each with its place in the file.
 */
ignored: Array<string>, };

export type PlanSaved = { "answer": "saved", id: number, } | { "answer": "refused", faults: Array<FieldFault>, };

export type PlanState = { "state": "idle" } | { "state": "running", attempt_id: number, parts: Array<PartProgress>, } | { "state": "retrying", at: string, 
/**
 * The number of the next attempt, from 2.
 */
number: number, of: number, } | { "state": "waiting", since: string, failure: Failure, } | { "state": "asking", missed: Array<string>, };

export type PlanView = { 
/**
 * Ours.
 */
id: number, draft: PlanDraft, state: PlanState, 
/**
 * The schedule in words, in the language in force.
 */
words: string, 
/**
 * `None` while paused.
 */
next_at: string | null, 
/**
 * The due time that will be passed over.
 */
skips_at: string | null, last: AttemptView | null, 
/**
 * A failure that nobody has looked at yet.
 */
failed: boolean, files: number, bytes: number, 
/**
 * The folder in force.
 */
folder: string, };

export type PlannedLaunch = { launch_id: number, name: string, closed: boolean, results: number, 
/**
 * Job runs that are under way.
 */
jobs_running: number, 
/**
 * Ours, when it is followed.
 */
run_id: number | null, 
/**
 * It is not on the server.
 */
gone: boolean, 
/**
 * It is already as it would become.
 */
already_so: boolean, };

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

export type PreviewedCase = { id: number, name: string, 
/**
 * Nothing where it is as wanted already, or cannot be written.
 */
changes: Array<CaseFieldChange>, 
/**
 * What cannot be written, and why.
 */
notes: Array<EditNote>, 
/**
 * It comes from automation: when the next launch of its test is closed, some of it is written over.
 */
automated: boolean, 
/**
 * The columns of the edit that are; `None` where the server does not say which.
 */
rewritten: Array<string> | null, };

/**
 * The projects of the connection; `as_of` is when the server last told them.
 */
export type ProjectList = { items: Array<ProjectView>, as_of: string, 
/**
 * True when the server could not be asked just now and this is what it said at `as_of`.
 */
stale: boolean, };

/**
 * How the last launches of a project's jobs ended, whoever launched them.
 */
export type ProjectResults = { project_id: number, project_name: string, 
/**
 * Whether the server told its launches; otherwise these are the runs that are followed here and no more.
 */
heard: boolean, 
/**
 * Those of which something is known, the job that was launched last first.
 */
jobs: Array<JobResults>, };

export type ProjectView = { id: number, name: string, abbr: string | null, description: string | null, favourite: boolean, 
/**
 * Its notifications are held.
 */
muted: boolean, 
/**
 * Which of its notifications are shown; `None` as the settings say.
 */
notify: NotifyPreset | null, };

export type QueriedDetails = { id: number, message: string | null, launch_id: number | null, 
/**
 * As far as it is known here.
 */
launch_name: string | null, 
/**
 * Ours, when the launch is followed.
 */
run_id: number | null, at: string | null, };

/**
 * What the search does not tell of results, as many as the request budget allows.
 */
export type QueriedParts = { items: Array<QueriedDetails>, 
/**
 * When the others can be asked for; nothing where none is left.
 */
again_at: string | null, };

/**
 * A test result as the server's search tells it; the rest is asked for with `queried_details`.
 */
export type QueriedResult = { 
/**
 * On the server.
 */
id: number, name: string, status: TestStatus, duration_ms: number | null, };

/**
 * What is wrong with a query, and where.
 */
export type QueryFault = { message: string, 
/**
 * From where to where, in UTF-16 code units; `None` where only the server knows what is wrong.
 */
place: [number, number] | null, };

/**
 * What an AQL asks for.
 */
export type QuerySubject = "launches" | "results";

export type QueryVerdict = { 
/**
 * Why it cannot be asked; nothing where it can.
 */
fault: QueryFault | null, 
/**
 * How many it finds; `None` where that is not known.
 */
count: number | null, };

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
 * How to read a file, as a person chose it by hand; what is `None` is guessed.
 */
export type ReadAs = { 
/**
 * One of [`GridInfo::encodings`]. The file's byte order mark outranks it.
 */
encoding: string | null, 
/**
 * One ASCII character.
 */
separator: string | null, };

/**
 * A job that was launched lately, for the palette, the tray and "repeat".
 */
export type RecentJob = { project_id: number, project_name: string, job_id: number, job_name: string, ci: string, last_run_id: number, last_run_at: string, };

/**
 * Results of a run that are to run again.
 */
export type RerunRequest = { 
/**
 * Made by the face once per press; the same key reruns once.
 */
key: string, run_id: number, results: Array<number>, 
/**
 * Instead of `results`: the tests of this group of failures, as they are by then.
 */
group: string | null, 
/**
 * By a person. No CI can run these tests again in this launch from then on.
 */
by_hand: boolean, };

/**
 * How a test case comes back.
 */
export type RestoreAct = "make" | "bring_back" | "change";

/**
 * Whether a restore began.
 */
export type RestoreAnswer = { "answer": "begun", id: number, } | { "answer": "not_possible", why: string, };

/**
 * All of a kind or none, but for those that are turned.
 */
export type RestoreChoice = { missing: boolean, changed: boolean, 
/**
 * Numbers of the copy.
 */
turned: Array<number>, };

/**
 * Which test cases of a look are wanted.
 */
export type RestoreKind = "missing" | "changed" | "blocked";

/**
 * A copy of a project, held against that project or another one as the server has it.
 */
export type RestoreLook = { 
/**
 * Where the person looks at copies.
 */
project_id: number, 
/**
 * The project that the copy is held against.
 */
into_id: number, into_name: string, 
/**
 * The copy is another project's: its test cases have other numbers there.
 */
elsewhere: boolean, 
/**
 * When the copy was taken; a folder is taken when it is looked at.
 */
copy_at: string, 
/**
 * The folder of Markdown files, where the copy is one.
 */
folder: string | null, state: LookState, 
/**
 * In the copy, and not in the project.
 */
missing: number, 
/**
 * Otherwise in the project.
 */
changed: number, same: number, 
/**
 * Cannot be written at all.
 */
blocked: number, 
/**
 * In the project, and not in the copy: they are left alone.
 */
others: number, 
/**
 * Columns of the copy that the project no longer has, or that nobody can write.
 */
lost_columns: Array<string>, 
/**
 * Files of the folder that are no test cases; some of them, where there are many.
 */
misfits: Array<CaseMisfit>, 
/**
 * How many there are in all.
 */
misfits_total: number, };

/**
 * What there is to say of a test case, or of one of its columns.
 */
export type RestoreNote = { column: string | null, why: RestoreWhy, };

export type RestoreOutcome = "waiting" | "restored" | "differs" | "conflict" | "failed";

/**
 * A test case of the copy that is not in the project as it was.
 */
export type RestoreRow = { id: number, name: string, 
/**
 * `None` where it cannot be written.
 */
act: RestoreAct | null, 
/**
 * The columns that would be written to one that is there.
 */
columns: Array<string>, 
/**
 * The next launch of its test writes over it.
 */
automated: boolean, 
/**
 * Who changed it last on the server, and when.
 */
changed_by: string | null, changed_at: string | null, notes: Array<RestoreNote>, };

export type RestoreRows = { items: Array<RestoreRow>, total: number, };

export type RestoreState = { "state": "writing" } | { "state": "checking" } | { "state": "pausing" } | { "state": "paused" } | { "state": "stopped", message: string, advice: string, } | { "state": "done" };

/**
 * Test cases that are written back, or were.
 */
export type RestoreView = { id: number, 
/**
 * The project that is written to.
 */
project_id: number, project_name: string, 
/**
 * The project that the copy is of; `None` where it is of another server.
 */
source_id: number | null, 
/**
 * What is made is compared, and deleted in the end.
 */
drill: boolean, copy_at: string, begun_at: string, state: RestoreState, total: number, 
/**
 * Written, and perhaps not compared yet.
 */
written: number, restored: number, differing: number, 
/**
 * Left as they are, since somebody changed them meanwhile.
 */
conflicts: number, failed: number, };

export type RestoreWhy = { "why": "not_only_text" } | { "why": "no_name" } | { "why": "unreadable" } | { "why": "no_value" } | { "why": "differs" } | { "why": "refused", message: string, } | { "why": "changed_meanwhile" } | { "why": "gone" };

/**
 * What became of a test case.
 */
export type RestoredCase = { 
/**
 * As the copy numbers it.
 */
id: number, 
/**
 * As the server does.
 */
new_id: number | null, name: string, outcome: RestoreOutcome, notes: Array<RestoreNote>, };

export type RestoredCases = { items: Array<RestoredCase>, total: number, };

/**
 * What a test did and left behind.
 */
export type ResultEvidence = { 
/**
 * On the server.
 */
id: number, name: string, full_name: string | null, status: TestStatus, message: string | null, trace: string | null, started_at: string | null, duration_ms: number | null, launch_id: number | null, case_id: number | null, parameters: Array<NamedValue>, category: string | null, 
/**
 * The server's verdict.
 */
flaky: boolean, muted: boolean, before: Array<EvidenceStep>, steps: Array<EvidenceStep>, after: Array<EvidenceStep>, 
/**
 * Files that belong to no step.
 */
files: Array<EvidenceFile>, 
/**
 * When the server told it.
 */
as_of: string, };

/**
 * How the same test ended before.
 */
export type ResultPast = { 
/**
 * What this result replaced in its launch, the oldest first.
 */
attempts: Array<PastView>, 
/**
 * The last results by parameters and environment; those of this result first.
 */
variants: Array<PastVariant>, 
/**
 * Where this result failed: since when it does, without a pass in between.
 */
failing_since: FailingSince | null, 
/**
 * Our verdict by the server's rule.
 */
flaky: FlakyVerdict, as_of: string, };

/**
 * Queries for results that were saved or asked before.
 */
export type ResultQueries = { 
/**
 * By name.
 */
saved: Array<SavedQuery>, 
/**
 * The newest first.
 */
recent: Array<string>, };

export type ResultQueryPage = { items: Array<QueriedResult>, total: number, };

/**
 * What is in a folder or an archive of results, before anything is sent.
 */
export type ResultsFound = { 
/**
 * Absolute.
 */
path: string, 
/**
 * A folder can be watched, an archive not.
 */
is_folder: boolean, 
/**
 * Those that a server can take.
 */
results: number, statuses: Array<ResultsOfStatus>, 
/**
 * Of the results, those that a server counts as retries.
 */
retries: number, attachments: number, 
/**
 * Of all files.
 */
bytes: number, 
/**
 * Files that no result names; they are not sent.
 */
orphans: NamedFiles, 
/**
 * Attachments that a result names and that are not there.
 */
missing: NamedFiles, 
/**
 * Files that a server would refuse or misread; they are not sent.
 */
broken: NamedFiles, 
/**
 * Of `environment.properties`.
 */
environment: Array<NamedValue>, 
/**
 * Uploads of it that did not end, the newest first.
 */
unfinished: Array<UploadView>, };

export type ResultsOfStatus = { status: TestStatus, count: number, };

/**
 * Which failures belong to a defect: regular expressions as Java has them; an empty one is none. Where both are given,
 * both must match.
 */
export type Rule = { message_regex: string, trace_regex: string, };

/**
 * What a rule would meet.
 */
export type RuleTrial = { "answer": "fault", why: string, } | { "answer": "matches", total: number, results: Array<RuledResult>, };

export type RuledResult = { result_id: number, name: string, message: string | null, };

/**
 * What came of the project's rules for a launch.
 */
export type RulesApplied = { "answer": "refused", why: string, 
/**
 * The launch is closed: they can be applied once it is open again.
 */
closed: boolean, } | { "answer": "applied", 
/**
 * Failures that a defect explains since then.
 */
explained: number, 
/**
 * Failures that neither a defect nor a mute explains.
 */
left: number, 
/**
 * The count no longer changes; the server may otherwise still be at it.
 */
settled: boolean, };

/**
 * What can be done; `None` means it can, otherwise why not, in the language in force.
 */
export type RunActions = { rerun_failed: string | null, close: string | null, repeat: string | null, };

/**
 * A run's page.
 */
export type RunDetails = { run: RunView, parameters: Array<NamedValue>, tags: Array<string>, environment: Array<NamedValue>, 
/**
 * Which tests it was asked to run.
 */
tests: Tests, job_runs: Array<JobRunView>, timeline: Array<Moment>, comparison: Comparison | null, defects: Array<DefectView>, actions: RunActions, 
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
message: string | null, asked_at: string, 
/**
 * When a pending launch or rerun goes out; it is a rerun where there is a launch already.
 */
sends_at: string | null, started_at: string | null, finished_at: string | null, 
/**
 * When the server last told us about it.
 */
observed_at: string | null, 
/**
 * How the runs of its job before it went; `None` where fewer than two are known.
 */
usual: Usual | null, 
/**
 * How long it is likely to go on; only while it runs.
 */
estimate: Estimate | null, 
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

export type SavedQuery = { id: number, name: string, query: string, };

/**
 * A choice of tests under a name.
 */
export type SavedTests = { 
/**
 * Ours.
 */
id: number, name: string, tests: Tests, };

/**
 * What the form shows beside what is typed.
 */
export type ScheduleCheck = { 
/**
 * `name`, `cron`, `zone`, `after`, `catch_up`.
 */
faults: Array<FieldFault>, 
/**
 * When it launches, in words.
 */
words: string | null, 
/**
 * The next five due times.
 */
next: Array<string>, };

/**
 * What a person says of a scheduled launch; what a stored one is, too.
 */
export type ScheduleDraft = { 
/**
 * Ours; `None` for one that is not saved yet.
 */
id: number | null, 
/**
 * 1 to 255 characters.
 */
name: string, project_id: number, project_name: string, job_id: number, job_name: string, 
/**
 * With every parameter of the job: one that comes or goes keeps it from being launched.
 */
values: FormValues, trigger: Trigger, 
/**
 * For due times; what follows another job follows its newest end, up to an hour late.
 */
catch_up: CatchUp, 
/**
 * The desktop is told of its runs only when something failed or was mended that was not so before.
 */
only_new: boolean, paused: boolean, };

export type ScheduleSaved = { "answer": "saved", id: number, } | { "answer": "refused", faults: Array<FieldFault>, };

export type ScheduleState = { "state": "idle" } | { "state": "launching" } | { "state": "waiting", since: string, failure: Failure, } | { "state": "asking", missed: Array<string>, };

export type ScheduleView = { 
/**
 * Ours.
 */
id: number, draft: ScheduleDraft, state: ScheduleState, 
/**
 * When it launches, in words and in the language in force.
 */
words: string, 
/**
 * `None` while paused, and where it follows a job.
 */
next_at: string | null, 
/**
 * The due time that will be passed over.
 */
skips_at: string | null, 
/**
 * Why it will not be launched as it is; saved anew it is looked at anew.
 */
problem: string | null, 
/**
 * What became of the last due times, newest first.
 */
turns: Array<TurnView>, 
/**
 * A launch that did not happen, which nobody has looked at.
 */
failed: boolean, };

/**
 * How many test cases a scope covers, as the server counts.
 */
export type ScopeCount = { count: number | null, 
/**
 * What is wrong with it, for example the server's words of a filter, or a group that is gone.
 */
fault: string | null, };

/**
 * A group of a tree, as it was when it was chosen.
 */
export type ScopeGroup = { id: number, 
/**
 * The ids of the values from the root to this group; empty when only the id is known, as from `projects.json`.
 */
path: Array<number>, 
/**
 * The names from the root to this group.
 */
names: Array<string>, };

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
 * Seconds in which a launch can be taken back before it goes out; 0 to 10.
 */
undo_seconds: number, 
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
keep_runs_days: number, 
/**
 * Megabytes of files of test results that are kept on the disk; 16 to 65536.
 */
evidence_mb: number, 
/**
 * Where exports land unless a plan names a folder; `None` for the program's own choice.
 */
export_folder: string | null, };

/**
 * A page of Telegram that the window can open in the browser.
 */
export type TelegramPage = "bot_father" | "bot" | "claim";

export type TestChange = { name: string, test_result_id: number | null, before: TestStatus | null, after: TestStatus | null, before_ms: number | null, after_ms: number | null, };

/**
 * Which tests a launch runs, and who runs those that others would.
 */
export type TestChoice = { tests: Tests, other_jobs: Array<OtherJob>, };

/**
 * A page of a run's test results.
 */
export type TestPage = { items: Array<TestView>, total: number, 
/**
 * When the server told them; a running run's list grows.
 */
as_of: string, };

/**
 * What came of writing a `testplan.json`.
 */
export type TestPlanFile = { "answer": "written", path: string, tests: number, } | { "answer": "refused", why: string, };

/**
 * A test plan of the server.
 */
export type TestPlanView = { id: number, name: string, tests: number, 
/**
 * The AQL that fills it, where it is filled by one.
 */
aql: string | null, };

export type TestQuery = { run_id: number, 
/**
 * Empty means every status.
 */
statuses: Array<TestStatus>, text: string, 
/**
 * Only the tests of this group of failures.
 */
group: string | null, source: TestSource, offset: number, 
/**
 * At most 500.
 */
limit: number, };

/**
 * Where a run's results are read.
 */
export type TestSource = "server" | "kept";

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

export type Tests = { "tests": "all" } | { "tests": "tree", tree_id: number, tree_name: string, groups: Array<ScopeGroup>, cases: Array<ChosenCase>, without: Array<ChosenCase>, } | { "tests": "query", aql: string, } | { "tests": "plan", plan_id: number, name: string, } | { "tests": "run", run_id: number, name: string, which: TestsOfRun, };

/**
 * What a choice of tests would be if it were launched now.
 */
export type TestsCheck = { 
/**
 * What is wrong with it, for example the server's words about a query; it cannot be launched then.
 */
fault: string | null, 
/**
 * Test cases in it, as the server counts; `None` where it was not asked for.
 */
total: number | null, automated: number, manual: number, 
/**
 * Automated, with no job that can run them.
 */
without_job: number, jobs: Array<JobPart>, };

export type TestsOfRun = "failed" | "flaky" | "not_run";

export type Theme = "system" | "light" | "dark";

/**
 * What the tray icon shows first when several things are true.
 */
export type TrayRule = "failures_first" | "running_first" | "only_mine";

export type TreeGroup = { group: ScopeGroup, 
/**
 * Test cases in it, however deep.
 */
count: number | null, 
/**
 * It may have groups below it.
 */
has_groups: boolean, };

export type TreeView = { id: number, name: string, 
/**
 * The custom fields of its levels, from the root.
 */
levels: Array<string>, };

/**
 * What a test came to in a launch.
 */
export type TrendCell = { status: TestStatus | null, 
/**
 * On the server.
 */
result_id: number | null, duration_ms: number | null, };

export type TrendCounts = { total: number, passed: number, failed: number, broken: number, skipped: number, unknown: number, in_progress: number, };

export type TrendJob = { id: number, name: string, };

export type TrendLaunch = { launch_id: number, 
/**
 * Ours, when it is followed.
 */
run_id: number | null, name: string, created_at: string, closed: boolean, counts: TrendCounts, 
/**
 * Of the results that are over, in thousandths; `None` while there is none.
 */
pass_rate: number | null, 
/**
 * How long its longest job run took, in milliseconds; `None` while one is under way, or where it has none.
 */
duration_ms: number | null, };

/**
 * A test in these launches.
 */
export type TrendTest = { 
/**
 * Ours.
 */
id: number, name: string, 
/**
 * One letter for each launch: `p`assed, `f`ailed, `b`roken, `s`kipped, `u`nknown, `i`n progress, `-` where it was not.
 */
statuses: string, 
/**
 * One letter for each launch: `n`ew there, `x` fixed there, `k` flaky by then, `v`anished there, `.` nothing of these.
 */
marks: string, runs: number, 
/**
 * Failed or broken.
 */
failed: number, 
/**
 * How often it went from passed to failed or broken, or back.
 */
changes: number, 
/**
 * By the server's rule: three such changes within its last ten results. Retries are not looked at.
 */
flaky: boolean, 
/**
 * The mean of what it took, in milliseconds.
 */
mean_ms: number | null, };

/**
 * The last launches of a project or of one of its jobs, as they are kept here.
 */
export type Trends = { project_id: number, project_name: string, 
/**
 * The jobs of the launches that are kept.
 */
jobs: Array<TrendJob>, 
/**
 * When the server last told them; `None`: never.
 */
as_of: string | null, 
/**
 * At most a hundred, the oldest first.
 */
launches: Array<TrendLaunch>, 
/**
 * The tests of these launches, by name.
 */
tests: Array<TrendTest>, };

/**
 * What launches the job.
 */
export type Trigger = { "trigger": "times", cron: string, zone: string, } | { "trigger": "after", job_id: number, job_name: string, };

export type TurnOutcome = "launched" | "not_launched" | "missed" | "skipped";

export type TurnView = { due_at: string, outcome: TurnOutcome, 
/**
 * Ours; the run that it began.
 */
run_id: number | null, 
/**
 * Why it began none.
 */
message: string | null, };

export type UploadAnswer = { "answer": "begun", id: number, } | { "answer": "refused", faults: Array<FieldFault>, };

/**
 * What a person asks for.
 */
export type UploadDraft = { 
/**
 * A folder or an archive that a person chose or dropped.
 */
path: string, project_id: number, target: UploadTarget, environment: Array<NamedValue>, 
/**
 * Closes the launch in the end.
 */
close: boolean, 
/**
 * Sends what comes into the folder too, until it is finished.
 */
watch: boolean, };

export type UploadState = { "state": "reading" } | { "state": "sending" } | { "state": "watching" } | { "state": "counting" } | { "state": "pausing" } | { "state": "paused" } | { "state": "stopped", message: string, advice: string, } | { "state": "done", 
/**
 * Results in the launch beyond those that were sent: others add to it.
 */
others: number, closed: boolean, 
/**
 * Files that did not go, with why.
 */
missed: NamedFiles, };

export type UploadTarget = { "target": "new", name: string, tags: Array<string>, links: Array<string>, } | { "target": "existing", launch_id: number | null, };

/**
 * Results that are sent from a folder or an archive into a launch.
 */
export type UploadView = { 
/**
 * Ours.
 */
id: number, project_id: number, project_name: string, path: string, 
/**
 * Of a launch that is made for it.
 */
launch_name: string | null, launch_id: number | null, 
/**
 * Ours, once the launch is followed.
 */
run_id: number | null, begun_at: string, 
/**
 * Results that the server has.
 */
results: number, 
/**
 * `None` until it was looked.
 */
of_results: number | null, 
/**
 * Bytes of the files that the server has, and of all that go.
 */
bytes: number, of_bytes: number | null, state: UploadState, };

export type UsagePoint = { at: string, memory_bytes: number, cpu_cores: number, processes: number, };

/**
 * How the last runs of a job went. Eight of ten took from `low_ms` to `high_ms`.
 */
export type Usual = { low_ms: number, likely_ms: number, high_ms: number, 
/**
 * How many results they brought, in the middle.
 */
results: number, 
/**
 * Of how many runs; at least two.
 */
runs: number, };

export type WaitingFor = "sending" | "answer" | "lookup" | "person" | "ci" | "results" | "tests" | "ci_end" | "processing";

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
  /** Somebody looks at these runs for the next half minute. */
  look_closely(runIds: Array<number>): Promise<null>;
  projects(refresh: boolean): Promise<ProjectList>;
  set_favourite(projectId: number, on: boolean): Promise<null>;
  set_muted(projectId: number, on: boolean): Promise<null>;
  /** Which notifications of the project are shown; `None` as the settings say. */
  set_project_preset(projectId: number, preset: NotifyPreset | null): Promise<null>;
  jobs(projectId: number, refresh: boolean): Promise<JobList>;
  job_form(projectId: number, jobId: number): Promise<JobForm>;
  suggest_tags(projectId: number, text: string): Promise<Array<string>>;
  suggest_environment(projectId: number, variableId: number, text: string): Promise<Array<string>>;
  launch(request: LaunchRequest): Promise<LaunchAnswer>;
  /** The same key launches once. */
  repeat(key: string, runId: number): Promise<LaunchAnswer>;
  recent_jobs(): Promise<Array<RecentJob>>;
  pinned_jobs(): Promise<Array<PinnedJob>>;
  pin_job(projectId: number, jobId: number, on: boolean): Promise<null>;
  /** How the last launches of the project's jobs ended, whoever launched them. With `ask` it waits until the server was */
  /** heard; without, it is what is known. */
  job_results(projectId: number, ask: boolean): Promise<ProjectResults>;
  /** How many tests a choice is by now, and which job would run which. */
  check_tests(projectId: number, choice: TestChoice): Promise<TestsCheck>;
  project_trees(projectId: number): Promise<Array<TreeView>>;
  /** The test cases right below a group; pages are counted from 0. */
  tree_cases(projectId: number, treeId: number, parent: ScopeGroup, page: number): Promise<CasePage>;
  /** The test cases whose names hold the text; pages are counted from 0. */
  find_cases(projectId: number, text: string, page: number): Promise<CasePage>;
  test_plans(projectId: number, text: string): Promise<Array<TestPlanView>>;
  /** By how much a test plan differs from the AQL that fills it. */
  plan_difference(planId: number): Promise<PlanDifference>;
  /** Fills a test plan anew by its AQL. */
  sync_test_plan(planId: number): Promise<TestPlanView>;
  /** Choices of tests that were saved in the project, by name. */
  saved_tests(projectId: number): Promise<Array<SavedTests>>;
  /** Writes over one of the same name. */
  save_tests(projectId: number, name: string, tests: Tests): Promise<Saved>;
  rename_tests(id: number, name: string): Promise<Saved>;
  delete_tests(id: number): Promise<null>;
  /** Writes the `testplan.json` of a choice into a folder that a person chose. */
  write_test_plan(projectId: number, tests: Tests, folder: string): Promise<TestPlanFile>;
  save_preset(draft: PresetDraft): Promise<Saved>;
  delete_preset(id: number): Promise<null>;
  active_runs(): Promise<Array<RunView>>;
  history(query: HistoryQuery): Promise<HistoryPage>;
  run_details(runId: number): Promise<RunDetails>;
  run_tests(query: TestQuery): Promise<TestPage>;
  /** What went wrong in a run; nothing when nothing of it is kept and it was asked for that. */
  failure_groups(runId: number, text: string, source: TestSource): Promise<FailureGroups | null>;
  /** What went wrong in a run as the server groups it, as far as the text is found in it. */
  server_failure_groups(runId: number, text: string): Promise<FailureGroups>;
  /** What can be decided about the results of a run, asked of the server anew. */
  decision_rights(runId: number): Promise<DecisionRights>;
  /** Decides about results, once for each key, and tells what came of it for each as it was read back. The same key asked */
  /** again tells the same, and after a failure what took; it asks nothing anew. */
  decide_results(key: string, request: DecisionRequest): Promise<DecisionOutcome>;
  /** What was decided about results of the run, the newest first. */
  decisions(runId: number): Promise<Array<DecisionView>>;
  /** What was decided about results of any run, the newest first. */
  latest_decisions(): Promise<Array<DecisionView>>;
  /** Opens the run's closed launch again, and answers once the server says that it is open. */
  reopen_launch(key: string, runId: number): Promise<Done>;
  /** Has the rules of the project's open defects meet the failures of the run anew. */
  apply_rules(runId: number): Promise<RulesApplied>;
  /** Takes a decision back for the results in which it took, by decisions of their own, which it answers. */
  undo_decision(key: string, id: number): Promise<Array<DecisionOutcome>>;
  /** Mutes whose day to be asked about has come, the oldest day first. */
  mutes_to_review(today: string): Promise<Array<DecisionView>>;
  /** Reminds of a mute on another day, or no more. */
  remind_of_mute(id: number, on: string | null): Promise<null>;
  /** The manual tests of a launch, asked of the server, else as it told them last. */
  manual_launch(projectId: number, launchId: number): Promise<ManualLaunch>;
  /** What to do in a test, asked of the server, else as it told it last. */
  manual_scenario(resultId: number): Promise<ManualScenario>;
  /** Keeps how a test ended, once for each key, and sends it as soon as the server takes it. */
  decide_manual(key: string, verdict: ManualVerdict): Promise<ManualAnswer>;
  /** What was decided about manual tests and is not on the server. */
  manual_queue(): Promise<ManualQueue>;
  /** Tries at once to send what waits. */
  send_manual(): Promise<null>;
  /** Drops what was decided about a manual test and is not on its way. */
  forget_manual(id: number): Promise<null>;
  /** What waits for the person in all projects, as it was last read. */
  mine(): Promise<MineView>;
  /** Has all projects read anew, in turn and within the request budget. */
  refresh_mine(): Promise<null>;
  /** Opens in the browser what waits there. */
  open_mine(kind: MineKind, projectId: number, subject: number): Promise<null>;
  /** Which failures of the run a rule would meet, before it is saved. */
  try_rule(runId: number, rule: Rule): Promise<RuleTrial>;
  /** Defects to link a result with: what the server thinks likely first, then the open ones of the project. */
  defect_choices(runId: number, resultId: number, text: string): Promise<Array<DefectChoice>>;
  /** People whose names hold the text. */
  people(text: string): Promise<Array<PersonChoice>>;
  /** What a test did and left behind; nothing where nothing of it is kept and it was asked for that. */
  result_evidence(runId: number, resultId: number, source: TestSource): Promise<ResultEvidence | null>;
  /** How the same test ended before, of its test case where one is named in all variants. */
  result_past(runId: number, resultId: number, caseId: number | null, source: TestSource): Promise<ResultPast | null>;
  /** How a file of a result stands and what it is by its bytes; its begin is fetched for that, unless it is too large. */
  evidence_state(resultId: number, key: string): Promise<EvidenceState>;
  /** The text of a file, as much of it as is shown. */
  evidence_text(resultId: number, key: string): Promise<EvidenceText>;
  /** Opens a file of a result with the desktop's program for it. */
  open_evidence(resultId: number, key: string): Promise<null>;
  /** Saves a file of a result under a path that a person chose. */
  save_evidence(resultId: number, key: string, path: string, replace: boolean): Promise<EvidenceSaved>;
  /** Ends the saving of a file, if it is being saved. */
  cancel_evidence(resultId: number, key: string): Promise<null>;
  /** The issue trackers that the run's project is linked with. */
  issue_trackers(runId: number): Promise<Array<IssueTracker>>;
  /** The last launches of a project, or of a job of it, by what is kept here; asks nobody. */
  trends(projectId: number, jobId: number | null): Promise<Trends>;
  /** Asks the server for what changed since, and keeps it for `trends`. */
  read_trends(projectId: number, jobId: number | null): Promise<null>;
  /** What a test came to in a launch, as far as it is kept. */
  trend_cell(projectId: number, launchId: number, testId: number): Promise<TrendCell>;
  /** How two launches differ, by what is kept of them. */
  launch_difference(projectId: number, from: number, to: number): Promise<LaunchDifference>;
  /** In the browser. */
  open_server_launch(launchId: number): Promise<null>;
  /** In the browser. */
  open_server_result(resultId: number): Promise<null>;
  /** A page of the launches of a project, those that an AQL finds where one is given. */
  list_launches(projectId: number, query: string, page: number): Promise<LaunchList>;
  /** What an act would do; changes nothing. */
  plan_launch_act(request: LaunchActRequest): Promise<LaunchActPlan>;
  /** Does it, once for each key, and tells what came of it for each launch as it was read back. */
  act_on_launches(key: string, request: LaunchActRequest): Promise<LaunchActOutcome>;
  /** Whether an AQL can be asked, and how many it finds. */
  check_query(projectId: number, subject: QuerySubject, query: string): Promise<QueryVerdict>;
  /** A page of the results that an AQL finds; the first page notes that it was asked. */
  query_results(projectId: number, query: string, page: number, size: number): Promise<ResultQueryPage>;
  /** What the search does not tell of results, of at most a hundred. */
  queried_details(projectId: number, resultIds: Array<number>): Promise<QueriedParts>;
  /** Queries that were saved or asked before. */
  result_queries(projectId: number): Promise<ResultQueries>;
  /** Another one of that name goes. */
  save_query(projectId: number, name: string, query: string): Promise<Saved>;
  delete_query(id: number): Promise<null>;
  /** Writes all rows of a query as CSV into a file that a person chose. */
  export_results(projectId: number, query: string, path: string, replace: boolean): Promise<FileSaved>;
  rerun_failed(key: string, runId: number): Promise<Done>;
  /** Runs these results again, in one request; once for each key. */
  rerun_tests(request: RerunRequest): Promise<Done>;
  close_launch(key: string, runId: number): Promise<Done>;
  /** Takes a launch back that has not gone out yet. */
  undo_launch(runId: number): Promise<Done>;
  answer_fate(runId: number, answer: FateAnswer): Promise<Done>;
  /** Jobs that are launched by themselves, in the order in which they were made. */
  schedules(): Promise<Array<ScheduleView>>;
  /** What the form shows beside what is typed; does not ask the server. */
  check_schedule(draft: ScheduleDraft): Promise<ScheduleCheck>;
  save_schedule(draft: ScheduleDraft): Promise<ScheduleSaved>;
  /** The runs that it began stay. */
  delete_schedule(scheduleId: number): Promise<null>;
  pause_schedule(scheduleId: number, on: boolean): Promise<null>;
  /** Passes the next due time over, or takes that back. */
  skip_scheduled(scheduleId: number, on: boolean): Promise<null>;
  /** Launches once for all that was missed, or lets it go. */
  answer_missed_launches(scheduleId: number, launch: boolean): Promise<null>;
  /** A person has looked at what did not happen. */
  see_schedule(scheduleId: number): Promise<null>;
  /** Launches it now, as a person does; once for each key. */
  launch_schedule(key: string, scheduleId: number): Promise<LaunchAnswer>;
  server_launches(projectId: number, text: string): Promise<Array<ServerLaunch>>;
  follow(projectId: number, launchId: number): Promise<LaunchAnswer>;
  /** Forgets the run here; the launch on the server stays as it is. */
  stop_following(runId: number): Promise<null>;
  open_run(runId: number): Promise<null>;
  open_ci_build(runId: number, jobRunId: number): Promise<null>;
  open_test(runId: number, testResultId: number): Promise<null>;
  /** Test cases by word, as the newest exported files have them; asks no server. */
  cases(query: CaseQuery): Promise<CaseList>;
  /** The projects of which there is an exported file. */
  case_projects(): Promise<Array<CaseProject>>;
  /** The columns that group the exported test cases of a project. */
  case_groupings(projectId: number): Promise<Array<string>>;
  /** The groups to which the way leads, by name. */
  case_groups(projectId: number, way: CaseWay): Promise<Array<CaseGroup>>;
  /** A test case as an exported file has it; versions count from the newest. */
  test_case(projectId: number, caseId: number, version: number): Promise<ExportedCase>;
  /** In what a version of a test case differs from the one before it. */
  case_changes(projectId: number, caseId: number, version: number): Promise<Array<CaseFieldChange>>;
  /** The moments at which files of the project were taken, newest first. */
  case_days(projectId: number): Promise<Array<string>>;
  /** The test cases that are not the same at two of these moments, by name. */
  case_differences(projectId: number, from: string, to: string): Promise<Array<CaseDifference>>;
  /** What the server knows of a test case besides its texts; nothing where nothing of it is kept and it was asked for */
  /** that. */
  case_on_server(projectId: number, caseId: number, source: TestSource): Promise<CaseOnServer | null>;
  /** Opens an address that the server told of a test case in the browser. */
  open_case_link(caseId: number, url: string): Promise<null>;
  /** What people say of a test case on the server. */
  case_comments(caseId: number): Promise<CaseComments>;
  /** Says something of a test case; once for each key. */
  comment_on_case(key: string, caseId: number, text: string): Promise<null>;
  /** A test case as the server has it at this moment, to be edited. */
  live_case(caseId: number): Promise<LiveCase>;
  /** What test cases of a project can be given; the statuses are those of one of them. */
  edit_choices(projectId: number, caseId: number): Promise<EditChoices>;
  /** Reads test cases, and tells what an edit would make of each. Nothing is written. */
  preview_case_edit(projectId: number, cases: Array<number>, edit: CaseEdit): Promise<EditPreview>;
  /** Writes what a preview showed, without some of its test cases; once for each key. */
  begin_case_edit(key: string, previewId: number, without: Array<number>): Promise<EditAnswer>;
  /** Takes an edit back where nobody changed its test cases since; once for each key. */
  undo_case_edit(key: string, id: number): Promise<EditAnswer>;
  /** Adds a test case to a project; once for each key. What becomes of it is told as of an edit. */
  add_test_case(key: string, projectId: number, name: string, steps: Array<CaseStep>): Promise<EditAnswer>;
  /** Goes on with an edit that did not end. */
  resume_case_edit(id: number): Promise<null>;
  /** The newest first. */
  case_edits(): Promise<Array<EditView>>;
  /** What becomes of each test case of an edit, in their order. */
  edited_cases(id: number): Promise<Array<EditedCase>>;
  /** In the browser. */
  open_test_case(projectId: number, caseId: number): Promise<null>;
  /** Begins to hold the copy of this moment, one of `case_days`, against its project on the server or another one. */
  look_before_restore(projectId: number, copyAt: string, into: number | null): Promise<null>;
  /** Begins to hold a folder of Markdown files, that of a plan or one that was chosen, against the project or another one. */
  look_at_folder_before_restore(projectId: number, folder: string, into: number | null): Promise<null>;
  /** The newest look at a project. */
  restore_look(projectId: number): Promise<RestoreLook | null>;
  /** What the look found of a kind, by name. */
  restore_rows(projectId: number, kind: RestoreKind, offset: number, limit: number): Promise<RestoreRows>;
  /** What would become of a test case, line by line: from the server's text to the copy's. */
  restore_changes(projectId: number, caseId: number): Promise<Array<CaseFieldChange>>;
  /** Writes what was chosen of the look back to the server; once for each key. */
  begin_restore(key: string, projectId: number, choice: RestoreChoice): Promise<RestoreAnswer>;
  /** Restores a sample of a copy into a scratch project, compares it, and deletes it there; once for each key. */
  begin_drill(key: string, projectId: number, copyAt: string, into: number, cases: number): Promise<RestoreAnswer>;
  /** The newest first. */
  restores(): Promise<Array<RestoreView>>;
  /** What became of each test case: of those that came to this end, or of all. */
  restored_cases(id: number, outcome: RestoreOutcome | null, offset: number, limit: number): Promise<RestoredCases>;
  /** Pauses a restore once the requests under way are answered. */
  pause_restore(id: number): Promise<null>;
  /** Goes on with a restore that did not end. */
  resume_restore(id: number): Promise<null>;
  /** Forgets a restore that is not under way; what is half made goes into the server's bin. */
  forget_restore(id: number): Promise<null>;
  /** What was dropped, by what lies at the paths. */
  dropped_kind(paths: Array<string>): Promise<DropKind>;
  /** What is in a folder or an archive of results that a person chose or dropped. */
  look_at_results(path: string): Promise<ResultsFound>;
  /** Sends results into a launch; once for each key. */
  begin_upload(key: string, draft: UploadDraft): Promise<UploadAnswer>;
  /** The uploads to the server in use that did not end, and those that ended since the program started; the newest first. */
  uploads(): Promise<Array<UploadView>>;
  /** Pauses an upload once the request under way is answered. */
  pause_upload(id: number): Promise<null>;
  /** Goes on with an upload that did not end. */
  resume_upload(id: number): Promise<null>;
  /** Watches the folder no longer; what is in it still goes. */
  finish_upload(id: number): Promise<null>;
  /** Forgets an upload that is not under way; what the server has stays there. */
  forget_upload(id: number): Promise<null>;
  exports(): Promise<ExportsView>;
  export_attempts(planId: number | null, offset: number, limit: number): Promise<AttemptPage>;
  export_files(query: FileQuery): Promise<FilePage>;
  /** One of a plan's files, as the list shows it. */
  export_file(fileId: number): Promise<ExportFileView>;
  /** A plan as it is, or what a plan of this project begins with. */
  plan_draft(planId: number | null, projectId: number): Promise<PlanDraft>;
  plan_choices(projectId: number): Promise<PlanChoices>;
  /** The groups below `parent`, or the tree's first. */
  tree_groups(projectId: number, treeId: number, parent: ScopeGroup | null): Promise<Array<TreeGroup>>;
  count_scope(projectId: number, scope: ExportScope): Promise<ScopeCount>;
  /** What the form shows beside what is typed; does not ask the server. */
  check_plan(draft: PlanDraft): Promise<PlanCheck>;
  save_plan(draft: PlanDraft): Promise<PlanSaved>;
  /** The plan's files stay. */
  delete_plan(planId: number): Promise<null>;
  pause_plan(planId: number, on: boolean): Promise<null>;
  /** Passes the next due time over, or takes that back. */
  skip_next(planId: number, on: boolean): Promise<null>;
  /** Once for each key. */
  run_plan(key: string, planId: number): Promise<Done>;
  /** Ends the attempt under way and the repetitions that wait. */
  cancel_plan(planId: number): Promise<null>;
  /** Runs the plan once for all that it missed, or lets them go. */
  answer_missed(planId: number, run: boolean): Promise<null>;
  /** A person has looked at the plan's failure. */
  see_failure(planId: number): Promise<null>;
  import_plans_file(path: string): Promise<PlanImport>;
  import_plans_text(text: string): Promise<PlanImport>;
  delete_files(fileIds: Array<number>): Promise<FilesDeleted>;
  /** Opens the file with the desktop's program for it. */
  open_file(fileId: number): Promise<null>;
  show_in_folder(path: string): Promise<null>;
  /** A copy that Excel reads; without a path it lies beside the file. */
  excel_copy(fileId: number, path: string | null, separator: string | null, replace: boolean): Promise<FileSaved>;
  /** The bucket in which exported files are stored beside their folder, and how far they are. */
  bucket(): Promise<BucketView>;
  /** Tries the bucket with an object of its own; keeps nothing. */
  test_bucket(draft: BucketDraft): Promise<BucketTest>;
  save_bucket(draft: BucketDraft): Promise<Saved>;
  /** What is in the bucket stays there. */
  forget_bucket(): Promise<null>;
  /** Tries at once what waits for the bucket. */
  store_again(): Promise<null>;
  /** An address with which anybody may get the file from the bucket, for a day. */
  file_link(fileId: number): Promise<string>;
  /** Gets a file that lies in the bucket only back into the folder of the exports; answers where it is. */
  fetch_file(fileId: number): Promise<string>;
  /** Lets a person pick on the desktop; `None` when nothing was picked. */
  choose_path(kind: PathKind, suggested: string): Promise<string | null>;
  grid_open(source: GridSource, readAs: ReadAs): Promise<GridInfo>;
  grid_query(id: number, query: GridQuery): Promise<GridAnswer>;
  grid_rows(id: number, view: number | null, from: number, count: number): Promise<Array<GridRow>>;
  grid_cell(id: number, record: number, column: number): Promise<CellText>;
  grid_save(save: GridSave): Promise<FileSaved>;
  grid_close(id: number): Promise<null>;
  compare_files(oldId: number, newId: number): Promise<FileComparison>;
  differences(query: DifferenceQuery): Promise<DifferencePage>;
  bot(): Promise<BotView>;
  /** Tries token and route against Telegram; keeps nothing. */
  test_bot(draft: BotDraft): Promise<BotTest>;
  bot_save_settings(draft: BotDraft): Promise<BotSaved>;
  /** Switches the bot off first. */
  forget_bot_token(): Promise<null>;
  switch_bot(on: boolean): Promise<null>;
  bot_start_with_program(on: boolean): Promise<null>;
  /** A new one-time code by which the owner is bound; an earlier one is worth nothing. */
  bot_owner_code(): Promise<OwnerClaim>;
  bot_answer_request(telegramId: number, allow: boolean): Promise<null>;
  /** By @username or by Telegram's numeric id. */
  bot_let_in(who: string, role: BotRole): Promise<Saved>;
  bot_send_away(personId: number): Promise<null>;
  bot_give_role(personId: number, role: BotRole): Promise<Done>;
  bot_log(offset: number, limit: number): Promise<AccessLogPage>;
  /** Opens a page of Telegram in the browser. */
  open_telegram(page: TelegramPage): Promise<null>;
  /** The bots in containers, and the engine that they run on. */
  deployments(): Promise<DeploymentsView>;
  /** Looks for the engine anew. */
  look_for_engine(): Promise<null>;
  /** What the form begins with: of a bot that is there, of paths that a person chose or dropped, or empty. */
  deployment_draft(name: string | null, paths: Array<string>): Promise<DeploymentDraft>;
  /** Everything that is wrong with it; `update` says that the bot is there already. */
  check_deployment(draft: DeploymentDraft, update: boolean): Promise<Array<DeploymentProblem>>;
  /** Once for each key. With `update` the old version runs until the new one is up. */
  deploy(key: string, draft: DeploymentDraft, update: boolean): Promise<DeploymentAnswer>;
  /** Once for each key. */
  act_on_deployment(key: string, name: string, act: DeploymentAct): Promise<DeploymentAnswer>;
  build_output(name: string): Promise<BuildOutput>;
  deployment_log(query: LogQuery): Promise<LogPage>;
  /** Saves all of a bot's log under a path that a person chose; `rows` are its lines. */
  save_log(name: string, path: string, replace: boolean): Promise<FileSaved>;
  deployment_environment(name: string): Promise<Array<EnvironmentEntry>>;
  /** Puts the bot up anew with it; once for each key. */
  save_environment(key: string, name: string, environment: Array<EnvironmentEntry>): Promise<DeploymentAnswer>;
  inbox(offset: number, limit: number): Promise<InboxPage>;
  mark_read(ids: Array<number>): Promise<null>;
  /** Marks all up to this entry as read, or all that there are by now. */
  mark_all_read(upTo: number | null): Promise<null>;
  save_settings(settings: Settings): Promise<Saved>;
  try_notification(): Promise<null>;
  dismiss_notice(id: string): Promise<null>;
  /** What to send with a question: versions, paths, link, counts; no secret and no name of a test. */
  diagnostics(): Promise<string>;
  /** Ends the program; what is under way is stored first. */
  quit(): Promise<null>;
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
  look_closely: ["runIds"],
  projects: ["refresh"],
  set_favourite: ["projectId", "on"],
  set_muted: ["projectId", "on"],
  set_project_preset: ["projectId", "preset"],
  jobs: ["projectId", "refresh"],
  job_form: ["projectId", "jobId"],
  suggest_tags: ["projectId", "text"],
  suggest_environment: ["projectId", "variableId", "text"],
  launch: ["request"],
  repeat: ["key", "runId"],
  recent_jobs: [],
  pinned_jobs: [],
  pin_job: ["projectId", "jobId", "on"],
  job_results: ["projectId", "ask"],
  check_tests: ["projectId", "choice"],
  project_trees: ["projectId"],
  tree_cases: ["projectId", "treeId", "parent", "page"],
  find_cases: ["projectId", "text", "page"],
  test_plans: ["projectId", "text"],
  plan_difference: ["planId"],
  sync_test_plan: ["planId"],
  saved_tests: ["projectId"],
  save_tests: ["projectId", "name", "tests"],
  rename_tests: ["id", "name"],
  delete_tests: ["id"],
  write_test_plan: ["projectId", "tests", "folder"],
  save_preset: ["draft"],
  delete_preset: ["id"],
  active_runs: [],
  history: ["query"],
  run_details: ["runId"],
  run_tests: ["query"],
  failure_groups: ["runId", "text", "source"],
  server_failure_groups: ["runId", "text"],
  decision_rights: ["runId"],
  decide_results: ["key", "request"],
  decisions: ["runId"],
  latest_decisions: [],
  reopen_launch: ["key", "runId"],
  apply_rules: ["runId"],
  undo_decision: ["key", "id"],
  mutes_to_review: ["today"],
  remind_of_mute: ["id", "on"],
  manual_launch: ["projectId", "launchId"],
  manual_scenario: ["resultId"],
  decide_manual: ["key", "verdict"],
  manual_queue: [],
  send_manual: [],
  forget_manual: ["id"],
  mine: [],
  refresh_mine: [],
  open_mine: ["kind", "projectId", "subject"],
  try_rule: ["runId", "rule"],
  defect_choices: ["runId", "resultId", "text"],
  people: ["text"],
  result_evidence: ["runId", "resultId", "source"],
  result_past: ["runId", "resultId", "caseId", "source"],
  evidence_state: ["resultId", "key"],
  evidence_text: ["resultId", "key"],
  open_evidence: ["resultId", "key"],
  save_evidence: ["resultId", "key", "path", "replace"],
  cancel_evidence: ["resultId", "key"],
  issue_trackers: ["runId"],
  trends: ["projectId", "jobId"],
  read_trends: ["projectId", "jobId"],
  trend_cell: ["projectId", "launchId", "testId"],
  launch_difference: ["projectId", "from", "to"],
  open_server_launch: ["launchId"],
  open_server_result: ["resultId"],
  list_launches: ["projectId", "query", "page"],
  plan_launch_act: ["request"],
  act_on_launches: ["key", "request"],
  check_query: ["projectId", "subject", "query"],
  query_results: ["projectId", "query", "page", "size"],
  queried_details: ["projectId", "resultIds"],
  result_queries: ["projectId"],
  save_query: ["projectId", "name", "query"],
  delete_query: ["id"],
  export_results: ["projectId", "query", "path", "replace"],
  rerun_failed: ["key", "runId"],
  rerun_tests: ["request"],
  close_launch: ["key", "runId"],
  undo_launch: ["runId"],
  answer_fate: ["runId", "answer"],
  schedules: [],
  check_schedule: ["draft"],
  save_schedule: ["draft"],
  delete_schedule: ["scheduleId"],
  pause_schedule: ["scheduleId", "on"],
  skip_scheduled: ["scheduleId", "on"],
  answer_missed_launches: ["scheduleId", "launch"],
  see_schedule: ["scheduleId"],
  launch_schedule: ["key", "scheduleId"],
  server_launches: ["projectId", "text"],
  follow: ["projectId", "launchId"],
  stop_following: ["runId"],
  open_run: ["runId"],
  open_ci_build: ["runId", "jobRunId"],
  open_test: ["runId", "testResultId"],
  cases: ["query"],
  case_projects: [],
  case_groupings: ["projectId"],
  case_groups: ["projectId", "way"],
  test_case: ["projectId", "caseId", "version"],
  case_changes: ["projectId", "caseId", "version"],
  case_days: ["projectId"],
  case_differences: ["projectId", "from", "to"],
  case_on_server: ["projectId", "caseId", "source"],
  open_case_link: ["caseId", "url"],
  case_comments: ["caseId"],
  comment_on_case: ["key", "caseId", "text"],
  live_case: ["caseId"],
  edit_choices: ["projectId", "caseId"],
  preview_case_edit: ["projectId", "cases", "edit"],
  begin_case_edit: ["key", "previewId", "without"],
  undo_case_edit: ["key", "id"],
  add_test_case: ["key", "projectId", "name", "steps"],
  resume_case_edit: ["id"],
  case_edits: [],
  edited_cases: ["id"],
  open_test_case: ["projectId", "caseId"],
  look_before_restore: ["projectId", "copyAt", "into"],
  look_at_folder_before_restore: ["projectId", "folder", "into"],
  restore_look: ["projectId"],
  restore_rows: ["projectId", "kind", "offset", "limit"],
  restore_changes: ["projectId", "caseId"],
  begin_restore: ["key", "projectId", "choice"],
  begin_drill: ["key", "projectId", "copyAt", "into", "cases"],
  restores: [],
  restored_cases: ["id", "outcome", "offset", "limit"],
  pause_restore: ["id"],
  resume_restore: ["id"],
  forget_restore: ["id"],
  dropped_kind: ["paths"],
  look_at_results: ["path"],
  begin_upload: ["key", "draft"],
  uploads: [],
  pause_upload: ["id"],
  resume_upload: ["id"],
  finish_upload: ["id"],
  forget_upload: ["id"],
  exports: [],
  export_attempts: ["planId", "offset", "limit"],
  export_files: ["query"],
  export_file: ["fileId"],
  plan_draft: ["planId", "projectId"],
  plan_choices: ["projectId"],
  tree_groups: ["projectId", "treeId", "parent"],
  count_scope: ["projectId", "scope"],
  check_plan: ["draft"],
  save_plan: ["draft"],
  delete_plan: ["planId"],
  pause_plan: ["planId", "on"],
  skip_next: ["planId", "on"],
  run_plan: ["key", "planId"],
  cancel_plan: ["planId"],
  answer_missed: ["planId", "run"],
  see_failure: ["planId"],
  import_plans_file: ["path"],
  import_plans_text: ["text"],
  delete_files: ["fileIds"],
  open_file: ["fileId"],
  show_in_folder: ["path"],
  excel_copy: ["fileId", "path", "separator", "replace"],
  bucket: [],
  test_bucket: ["draft"],
  save_bucket: ["draft"],
  forget_bucket: [],
  store_again: [],
  file_link: ["fileId"],
  fetch_file: ["fileId"],
  choose_path: ["kind", "suggested"],
  grid_open: ["source", "readAs"],
  grid_query: ["id", "query"],
  grid_rows: ["id", "view", "from", "count"],
  grid_cell: ["id", "record", "column"],
  grid_save: ["save"],
  grid_close: ["id"],
  compare_files: ["oldId", "newId"],
  differences: ["query"],
  bot: [],
  test_bot: ["draft"],
  bot_save_settings: ["draft"],
  forget_bot_token: [],
  switch_bot: ["on"],
  bot_start_with_program: ["on"],
  bot_owner_code: [],
  bot_answer_request: ["telegramId", "allow"],
  bot_let_in: ["who", "role"],
  bot_send_away: ["personId"],
  bot_give_role: ["personId", "role"],
  bot_log: ["offset", "limit"],
  open_telegram: ["page"],
  deployments: [],
  look_for_engine: [],
  deployment_draft: ["name", "paths"],
  check_deployment: ["draft", "update"],
  deploy: ["key", "draft", "update"],
  act_on_deployment: ["key", "name", "act"],
  build_output: ["name"],
  deployment_log: ["query"],
  save_log: ["name", "path", "replace"],
  deployment_environment: ["name"],
  save_environment: ["key", "name", "environment"],
  inbox: ["offset", "limit"],
  mark_read: ["ids"],
  mark_all_read: ["upTo"],
  save_settings: ["settings"],
  try_notification: [],
  dismiss_notice: ["id"],
  diagnostics: [],
  quit: [],
} as const;

/** The channel that carries every `Event`. */
export const eventChannel = "companion";

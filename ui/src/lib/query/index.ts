/**
 * What the shell owns, as the page reads it: `createQuery(() => queries.projects())`. A screen never reads a command
 * on its own; the events of the shell decide what is read anew (see `events.ts`).
 */
import { infiniteQueryOptions, QueryClient, queryOptions } from "@tanstack/svelte-query";
import {
  commands,
  type DifferenceQuery,
  type ExportScope,
  type FileQuery,
  type HistoryQuery,
  type PlanDraft,
  type Rule,
  type ScheduleDraft,
  type ScopeGroup,
  type TestQuery,
  type TestSource,
} from "$lib/host";
import { keys } from "./keys";

export { forgetConnection, readAllAnew, takeIn } from "./events";
export { keys } from "./keys";
export { caseQueries } from "./cases";
export { deploymentQueries, USAGE_MS } from "./deployments";
export { evidenceQueries, type Saving } from "./evidence";
export { heardOf } from "./heard";
export { manualQueries } from "./manual";
export { nameQueries, type Named } from "./names";
export { editQueries } from "./edits";
export { restoreQueries } from "./restores";
export { uploadQueries } from "./uploads";
export { readTrendsOf, RESULT_ROWS, trendQueries } from "./trends";

/** Rows of the history that are read at a time. */
const HISTORY_ROWS = 100;
const TEST_ROWS = 500;
const INBOX_ROWS = 100;
const LOG_ROWS = 50;
const DIFFERENCE_ROWS = 100;
const FILE_ROWS = 200;
const ATTEMPT_ROWS = 100;

/** How long the trees, columns and counts of the server are taken as they were. */
const CHOICES_MS = 60_000;

export function createClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // The shell repeats what is worth repeating, and says when something changed.
      queries: { retry: false, staleTime: Infinity, refetchOnWindowFocus: false, networkMode: "always" },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}

export const queries = {
  state: () => queryOptions({ queryKey: keys.state, queryFn: () => commands.state() }),
  projects: () => queryOptions({ queryKey: keys.projects, queryFn: () => commands.projects(false) }),
  jobs: (projectId: number) =>
    queryOptions({ queryKey: keys.jobs(projectId), queryFn: () => commands.jobs(projectId, false) }),
  jobForm: (projectId: number, jobId: number) =>
    queryOptions({ queryKey: keys.jobForm(projectId, jobId), queryFn: () => commands.job_form(projectId, jobId) }),
  recentJobs: () => queryOptions({ queryKey: keys.recentJobs, queryFn: () => commands.recent_jobs() }),
  pinnedJobs: () => queryOptions({ queryKey: keys.pinnedJobs, queryFn: () => commands.pinned_jobs() }),
  /** What is known of the last results of a project's jobs; see `heardOf`. */
  jobResults: (projectId: number) =>
    queryOptions({ queryKey: keys.jobResults(projectId), queryFn: () => commands.job_results(projectId, false) }),
  // A run that has just ended is still watched until its results are read: it runs no more.
  activeRuns: () =>
    queryOptions({
      queryKey: keys.activeRuns,
      queryFn: async () => (await commands.active_runs()).filter(({ phase }) => phase !== "finished"),
    }),
  run: (id: number) => queryOptions({ queryKey: keys.run(id), queryFn: () => commands.run_details(id) }),
  serverLaunches: (projectId: number, text: string) =>
    queryOptions({
      queryKey: keys.serverLaunches(projectId, text),
      queryFn: () => commands.server_launches(projectId, text),
      staleTime: 0,
    }),
  /** Pages of the history; `data.pages` holds them. */
  history: (query: Omit<HistoryQuery, "offset" | "limit">) => {
    const asked = { ...query, limit: HISTORY_ROWS };
    return infiniteQueryOptions({
      queryKey: keys.history(asked),
      queryFn: ({ pageParam }) => commands.history({ ...asked, offset: pageParam }),
      initialPageParam: 0,
      getNextPageParam: (page, _, offset) => following(offset, page.items.length, page.total),
    });
  },
  /** Of all tests, or of a group of failures; from the server, unless it says otherwise. */
  runTests: (query: Pick<TestQuery, "run_id" | "statuses" | "text"> & Partial<Pick<TestQuery, "group" | "source">>) => {
    const asked: Omit<TestQuery, "offset"> = { group: null, source: "server", ...query, limit: TEST_ROWS };
    return infiniteQueryOptions({
      queryKey: keys.runTests(asked),
      queryFn: ({ pageParam }) => commands.run_tests({ ...asked, offset: pageParam }),
      initialPageParam: 0,
      getNextPageParam: (page, _, offset) => following(offset, page.items.length, page.total),
    });
  },
  /** Of a run, or of all. */
  decisions: (runId: number | null) =>
    queryOptions({
      queryKey: keys.decisions(runId),
      queryFn: () => (runId === null ? commands.latest_decisions() : commands.decisions(runId)),
    }),
  mine: () => queryOptions({ queryKey: keys.mine, queryFn: () => commands.mine() }),
  decisionRights: (runId: number) =>
    queryOptions({
      queryKey: keys.decisionRights(runId),
      queryFn: () => commands.decision_rights(runId),
      staleTime: 60_000,
    }),
  defectChoices: (runId: number, resultId: number, text: string) =>
    queryOptions({
      queryKey: keys.defectChoices(runId, resultId, text),
      queryFn: () => commands.defect_choices(runId, resultId, text),
      gcTime: 60_000,
    }),
  people: (text: string) =>
    queryOptions({ queryKey: keys.people(text), queryFn: () => commands.people(text), gcTime: 60_000 }),
  issueTrackers: (runId: number) =>
    queryOptions({ queryKey: keys.issueTrackers(runId), queryFn: () => commands.issue_trackers(runId) }),
  ruleTrial: (runId: number, rule: Rule) =>
    queryOptions({
      queryKey: keys.ruleTrial(runId, rule),
      queryFn: () => commands.try_rule(runId, rule),
      gcTime: 60_000,
    }),
  failureGroups: (runId: number, text: string, source: TestSource) =>
    queryOptions({
      queryKey: keys.failureGroups(runId, text, source),
      queryFn: () => commands.failure_groups(runId, text, source),
    }),
  serverFailureGroups: (runId: number, text: string) =>
    queryOptions({
      queryKey: keys.serverFailureGroups(runId, text),
      queryFn: () => commands.server_failure_groups(runId, text),
    }),
  schedules: () => queryOptions({ queryKey: keys.schedules, queryFn: () => commands.schedules() }),
  scheduleCheck: (draft: ScheduleDraft) =>
    queryOptions({
      queryKey: keys.scheduleCheck(draft),
      queryFn: () => commands.check_schedule(draft),
      gcTime: 60_000,
    }),
  bucket: () => queryOptions({ queryKey: keys.bucket, queryFn: () => commands.bucket() }),
  exports: () => queryOptions({ queryKey: keys.exports, queryFn: () => commands.exports() }),
  attempts: (planId: number | null) =>
    infiniteQueryOptions({
      queryKey: keys.attempts(planId),
      queryFn: ({ pageParam }) => commands.export_attempts(planId, pageParam, ATTEMPT_ROWS),
      initialPageParam: 0,
      getNextPageParam: (page, _, offset) => following(offset, page.items.length, page.total),
    }),
  files: (query: Omit<FileQuery, "offset" | "limit">) => {
    const asked = { ...query, limit: FILE_ROWS };
    return infiniteQueryOptions({
      queryKey: keys.files(asked),
      queryFn: ({ pageParam }) => commands.export_files({ ...asked, offset: pageParam }),
      initialPageParam: 0,
      getNextPageParam: (page, _, offset) => following(offset, page.items.length, page.total),
    });
  },
  // A form begins with what is so at this moment, never with what it was when it was last open.
  planDraft: (planId: number | null, projectId: number) =>
    queryOptions({
      queryKey: keys.planDraft(planId, projectId),
      queryFn: () => commands.plan_draft(planId, projectId),
      gcTime: 0,
    }),
  planCheck: (draft: PlanDraft) =>
    queryOptions({ queryKey: keys.planCheck(draft), queryFn: () => commands.check_plan(draft), gcTime: 60_000 }),
  planChoices: (projectId: number) =>
    queryOptions({
      queryKey: keys.planChoices(projectId),
      queryFn: () => commands.plan_choices(projectId),
      staleTime: CHOICES_MS,
    }),
  treeGroups: (projectId: number, treeId: number, parent: ScopeGroup | null) =>
    queryOptions({
      queryKey: keys.treeGroups(projectId, treeId, parent?.path ?? []),
      queryFn: () => commands.tree_groups(projectId, treeId, parent),
      staleTime: CHOICES_MS,
    }),
  scopeCount: (projectId: number, scope: ExportScope) =>
    queryOptions({
      queryKey: keys.scopeCount(projectId, scope),
      queryFn: () => commands.count_scope(projectId, scope),
      staleTime: CHOICES_MS,
    }),
  file: (id: number) => queryOptions({ queryKey: keys.file(id), queryFn: () => commands.export_file(id) }),
  comparison: (oldId: number, newId: number) =>
    queryOptions({ queryKey: keys.comparison(oldId, newId), queryFn: () => commands.compare_files(oldId, newId) }),
  /** Pages of what differs between two files. */
  differences: (query: Omit<DifferenceQuery, "offset" | "limit">) => {
    const asked = { ...query, limit: DIFFERENCE_ROWS };
    return infiniteQueryOptions({
      queryKey: keys.differences(asked),
      queryFn: ({ pageParam }) => commands.differences({ ...asked, offset: pageParam }),
      initialPageParam: 0,
      getNextPageParam: (page, _, offset) => following(offset, page.items.length, page.total),
    });
  },
  bot: () => queryOptions({ queryKey: keys.bot, queryFn: () => commands.bot() }),
  botLog: () =>
    infiniteQueryOptions({
      queryKey: keys.botLog,
      queryFn: ({ pageParam }) => commands.bot_log(pageParam, LOG_ROWS),
      initialPageParam: 0,
      getNextPageParam: (page, _, offset) => following(offset, page.items.length, page.total),
    }),
  inbox: () =>
    infiniteQueryOptions({
      queryKey: keys.inbox,
      queryFn: ({ pageParam }) => commands.inbox(pageParam, INBOX_ROWS),
      initialPageParam: 0,
      getNextPageParam: (page, _, offset) => following(offset, page.items.length, page.total),
    }),
};

/** The offset of the next page, if there is one. */
function following(offset: number, got: number, total: number): number | undefined {
  const next = offset + got;
  return got > 0 && next < total ? next : undefined;
}

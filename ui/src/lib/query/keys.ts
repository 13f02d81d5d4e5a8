import type { HistoryQuery, TestQuery } from "$lib/host";

/** The names under which the page keeps what the shell told it. */
export const keys = {
  state: ["state"] as const,
  projects: ["projects"] as const,
  allJobs: ["jobs"] as const,
  jobs: (projectId: number) => ["jobs", projectId] as const,
  allJobForms: ["job-form"] as const,
  jobForm: (projectId: number, jobId: number) => ["job-form", projectId, jobId] as const,
  recentJobs: ["recent-jobs"] as const,
  activeRuns: ["active-runs"] as const,
  allHistory: ["history"] as const,
  history: (query: Omit<HistoryQuery, "offset">) => ["history", query] as const,
  run: (id: number) => ["run", id] as const,
  runTests: (query: Omit<TestQuery, "offset">) => ["run-tests", query.run_id, query] as const,
  allTestsOf: (runId: number) => ["run-tests", runId] as const,
  serverLaunches: (projectId: number, text: string) => ["server-launches", projectId, text] as const,
  inbox: ["inbox"] as const,
};

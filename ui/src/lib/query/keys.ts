import type { DifferenceQuery, ExportScope, FileQuery, HistoryQuery, TestQuery } from "$lib/host";

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
  exports: ["exports"] as const,
  allAttempts: ["attempts"] as const,
  attempts: (planId: number | null) => ["attempts", planId] as const,
  allFiles: ["files"] as const,
  files: (query: Omit<FileQuery, "offset">) => ["files", query] as const,
  allOfFile: ["file"] as const,
  file: (id: number) => ["file", id] as const,
  planChoices: (projectId: number) => ["plan-choices", projectId] as const,
  treeGroups: (projectId: number, treeId: number, parentId: number | null) =>
    ["tree-groups", projectId, treeId, parentId] as const,
  scopeCount: (projectId: number, scope: ExportScope) => ["scope-count", projectId, scope] as const,
  comparison: (oldId: number, newId: number) => ["comparison", oldId, newId] as const,
  differences: (query: Omit<DifferenceQuery, "offset">) => ["differences", query] as const,
  inbox: ["inbox"] as const,
};

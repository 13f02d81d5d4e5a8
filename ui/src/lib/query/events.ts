/** The one map from what the shell tells to what the page must read anew. */
import type { QueryClient, QueryKey } from "@tanstack/svelte-query";
import type { AppState, Event, ExportsView, PartProgress, RunDetails, RunView } from "$lib/host";
import { keys } from "./keys";

export function takeIn(client: QueryClient, event: Event): void {
  patch(client, event);
  for (const queryKey of staleAfter(event)) void readAnew(client, queryKey);
}

async function readAnew(client: QueryClient, queryKey: QueryKey): Promise<void> {
  // The answer to a first question may be older than the event, and the client would not ask a second time.
  await client.cancelQueries({
    queryKey,
    type: "active",
    fetchStatus: "fetching",
    predicate: ({ state }) => state.data === undefined,
  });
  await client.invalidateQueries({ queryKey });
}

/**
 * What was read of one connection says nothing of another: it goes at once, and what is on screen is asked for anew.
 */
export function forgetConnection(client: QueryClient): void {
  void client.resetQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.state[0] });
}

/** After a time without ears. What is being asked for is shown when it comes, and then asked for once more. */
export function readAllAnew(client: QueryClient): void {
  const underway = client.getQueryCache().findAll({ type: "active", fetchStatus: "fetching" });
  void client.invalidateQueries(undefined, { cancelRefetch: false });
  for (const { promise, queryKey } of underway) {
    const again = () => void client.invalidateQueries({ queryKey, exact: true });
    void promise?.then(again, again);
  }
}

/** What an event makes stale. */
export function staleAfter(event: Event): QueryKey[] {
  switch (event.event) {
    case "run_changed": {
      const { id, phase } = event.run;
      const always = [keys.run(id), keys.allTestsOf(id)];
      if (phase === "pending" || phase === "asked") return [...always, keys.recentJobs, keys.allJobResults];
      // The list too: an answer that was asked for while the run went on may come after this event.
      return phase === "finished"
        ? [...always, keys.activeRuns, keys.allHistory, keys.recentJobs, keys.allJobs, keys.allJobResults]
        : always;
    }
    case "run_removed":
      return [keys.run(event.id), keys.activeRuns, keys.allHistory, keys.recentJobs, keys.allJobResults];
    case "decisions_changed":
      return [keys.allTestsOf(event.run_id), keys.allDecisions, keys.decisionRights(event.run_id), keys.mine];
    case "manual_changed":
      return [keys.manualLaunch(event.launch_id), keys.manualQueue];
    case "mine_changed":
      return [keys.mine];
    case "inbox_changed":
      return [keys.inbox];
    case "catalogue_changed":
      return [keys.projects, keys.allJobs, keys.allJobForms, keys.recentJobs, keys.pinnedJobs, keys.allSavedTests];
    case "state_changed":
      return [keys.state];
    case "link_changed":
      return event.link.state === "online" ? [keys.projects, keys.allJobs, keys.pinnedJobs, keys.allHeard] : [];
    case "exports_changed":
      return [keys.exports, keys.bucket, keys.allAttempts, keys.allFiles, keys.allOfFile, keys.allCases];
    case "cases_changed":
      return [keys.allCases];
    case "case_edits_changed":
      return [keys.caseEdits];
    case "restores_changed":
      return [keys.allRestores];
    case "uploads_changed":
      return [keys.uploads];
    case "schedules_changed":
      return [keys.schedules];
    case "bot_changed":
      return [keys.bot, keys.botLog, keys.state];
    case "deployments_changed":
      return [keys.deployments, keys.allDeploymentEnvironments];
    case "build_progressed":
      return [keys.buildOutput(event.name)];
    case "log_grew":
    case "export_progress":
    case "grid_progressed":
    case "evidence_saving":
    case "navigate":
      return [];
  }
}

/** What an event carries goes straight into what is on screen. */
function patch(client: QueryClient, event: Event): void {
  if (event.event === "run_changed") patchRun(client, event.run);
  if (event.event === "link_changed") patchState(client, { link: event.link });
  if (event.event === "export_progress") patchPlan(client, event.plan_id, event.parts);
  if (event.event === "evidence_saving") {
    client.setQueryData(keys.evidenceSaving(event.result_id, event.key), { done: event.done, total: event.total });
  }
  if (event.event === "inbox_changed") patchState(client, { unread: event.unread });
}

function patchState(client: QueryClient, change: Partial<AppState>): void {
  client.setQueryData<AppState>(keys.state, (state) => state && { ...state, ...change });
}

function patchPlan(client: QueryClient, planId: number, parts: PartProgress[]): void {
  client.setQueryData<ExportsView>(keys.exports, (view) => view && { ...view, plans: view.plans.map(patched) });
  function patched(plan: ExportsView["plans"][number]) {
    if (plan.id !== planId || plan.state.state !== "running") return plan;
    return { ...plan, state: { ...plan.state, parts } };
  }
}

function patchRun(client: QueryClient, run: RunView): void {
  client.setQueryData<RunView[]>(keys.activeRuns, (runs) => runs && withRun(runs, run));
  client.setQueryData<RunDetails>(keys.run(run.id), (details) => details && { ...details, run });
}

/** The active runs with this one as it is; a finished one leaves, a new one comes first. */
export function withRun(runs: RunView[], run: RunView): RunView[] {
  if (run.phase === "finished") return runs.filter(({ id }) => id !== run.id);
  if (runs.some(({ id }) => id === run.id)) return runs.map((known) => (known.id === run.id ? run : known));
  return [run, ...runs];
}

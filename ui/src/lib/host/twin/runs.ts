/** The runs of the twin, and how they move. */
import type { ChangeCounts, Counts, Estimate, Outcome, RunView, Usual } from "../bindings";
import { commonJobsOf, jobsOf, projectsOf } from "./catalogue";
import type { Scenario } from "./scenario";

const MINUTE = 60_000;
const NOTHING: Counts = { passed: 0, failed: 0, broken: 0, skipped: 0, unknown: 0, in_progress: 0 };

const USUAL: Usual = { low_ms: 21 * MINUTE, likely_ms: 23 * MINUTE, high_ms: 26 * MINUTE, results: 240, runs: 5 };

function estimateOf(now: number, began: string): Estimate {
  const gone = now - Date.parse(began);
  const left = (ms: number) => Math.max(0, ms - gone);
  return {
    low_ms: left(USUAL.low_ms),
    likely_ms: left(USUAL.likely_ms),
    high_ms: left(USUAL.high_ms),
    as_of: new Date(now).toISOString(),
    how: "duration",
  };
}

function makeRun(scenario: Scenario, id: number, projectId: number, jobAt: number, change: Partial<RunView>): RunView {
  const project = projectsOf(scenario).find((known) => known.id === projectId);
  const job = commonJobsOf(scenario, projectId)[jobAt];
  const asked = change.asked_at ?? new Date(scenario.now() - 10 * MINUTE).toISOString();
  return {
    id,
    project_id: projectId,
    project_name: project?.name ?? "Checkout",
    job_id: job?.id ?? null,
    job_name: job?.name ?? null,
    ci: job?.ci ?? null,
    launch_id: 40_000 + id,
    name: `${job?.name ?? "Launch"} ${asked.slice(0, 16).replace("T", " ")}`,
    origin: "here",
    phase: "running",
    outcome: null,
    stalled: false,
    counts: NOTHING,
    waiting_for: "tests",
    message: null,
    asked_at: asked,
    sends_at: null,
    started_at: asked,
    finished_at: null,
    observed_at: new Date(scenario.now() - 3_000).toISOString(),
    usual: USUAL,
    estimate: (change.phase ?? "running") === "running" ? estimateOf(scenario.now(), asked) : null,
    closed: false,
    change: null,
    url: `https://testops.example.com/launch/${40_000 + id}`,
    ...change,
  };
}

export function activeOf(scenario: Scenario): RunView[] {
  if (["empty", "first-run", "error"].includes(scenario.kind)) return [];
  const ago = (minutes: number) => new Date(scenario.now() - minutes * MINUTE).toISOString();
  const runs = [
    makeRun(scenario, 1, 1, 0, {
      asked_at: ago(9),
      counts: { passed: 182, failed: 3, broken: 1, skipped: 6, unknown: 0, in_progress: 88 },
    }),
    makeRun(scenario, 2, 2, 1, { asked_at: ago(1), phase: "scheduled", waiting_for: "ci", started_at: null }),
    makeRun(scenario, 3, 1, 3, {
      asked_at: ago(64),
      stalled: true,
      counts: { passed: 410, failed: 0, broken: 0, skipped: 2, unknown: 1, in_progress: 4 },
    }),
  ];
  if (scenario.kind !== "many") return runs;
  return [
    ...runs,
    makeRun(scenario, 4, 3, 2, {
      asked_at: ago(2),
      phase: "unknown",
      waiting_for: "person",
      launch_id: null,
      url: null,
    }),
    makeRun(scenario, 5, 3, 0, {
      asked_at: ago(3),
      phase: "checking",
      waiting_for: "lookup",
      launch_id: null,
      url: null,
    }),
    ...Array.from({ length: 8 }, (_, at) =>
      makeRun(scenario, 6 + at, 5, at % 4, {
        asked_at: ago(5 + at * 3),
        origin: at % 2 ? "elsewhere" : "here",
        counts: { passed: 40 * at, failed: at % 3, broken: 0, skipped: at, unknown: 0, in_progress: 120 - at * 10 },
      }),
    ),
  ];
}

export function finishedOf(scenario: Scenario): RunView[] {
  if (["empty", "first-run", "error"].includes(scenario.kind)) return [];
  const outcomes: Outcome[] = [
    "passed",
    "failed",
    "passed",
    "start_failed",
    "passed",
    "cancelled",
    "failed",
    "timed_out",
    "no_results",
    "lost",
    "passed",
    "passed",
  ];
  const change: ChangeCounts = { newly_failed: 2, fixed: 1, still_failing: 3, gone: 0, appeared: 4, slower: 1 };
  const count = scenario.kind === "many" ? 3000 : outcomes.length;
  return Array.from({ length: count }, (_, at) => {
    const outcome = outcomes[at % outcomes.length] ?? "passed";
    const started = scenario.now() - (at + 1) * 83 * MINUTE;
    const reported = ["passed", "failed", "timed_out"].includes(outcome);
    return makeRun(scenario, 100 + at, [1, 2, 3, 5][at % 4] ?? 1, at % 4, {
      asked_at: new Date(started).toISOString(),
      finished_at: new Date(started + (14 + (at % 20)) * MINUTE).toISOString(),
      phase: "finished",
      outcome,
      closed: at % 3 === 0,
      waiting_for: null,
      counts: reported
        ? { ...NOTHING, passed: 260 + (at % 40), failed: outcome === "failed" ? 5 : 0, broken: at % 2, skipped: 7 }
        : NOTHING,
      change: outcome === "failed" ? change : null,
      message: outcome === "start_failed" ? "Jenkins answered 403: no valid crumb was included in the request" : null,
    });
  });
}

/** The run a moment later: scheduled ones start, running ones get results, and end when all are in. */
export function moved(run: RunView, now: number): RunView {
  const at = new Date(now).toISOString();
  if (run.phase === "pending") {
    return Date.parse(run.sends_at ?? at) > now
      ? run
      : run.launch_id === null
        ? { ...run, phase: "asked", waiting_for: "answer", sends_at: null }
        : { ...run, phase: "scheduled", waiting_for: "ci", sends_at: null };
  }
  if (run.phase === "asked") {
    return { ...run, phase: "scheduled", waiting_for: "ci", launch_id: 40_000 + run.id, observed_at: at };
  }
  if (run.phase === "scheduled") {
    return {
      ...run,
      phase: "running",
      started_at: at,
      observed_at: at,
      waiting_for: "tests",
      counts: { ...NOTHING, in_progress: 160 },
    };
  }
  if (run.phase !== "running" || run.stalled) return { ...run, observed_at: at };
  const step = Math.min(run.counts.in_progress, 3 + (now % 6));
  const failed = step > 5 && now % 3 === 0 ? 1 : 0;
  const counts = {
    ...run.counts,
    passed: run.counts.passed + step - failed,
    failed: run.counts.failed + failed,
    in_progress: run.counts.in_progress - step,
  };
  if (counts.in_progress > 0) return { ...run, counts, observed_at: at };
  const outcome = counts.failed + counts.broken > 0 ? "failed" : "passed";
  return { ...run, counts, phase: "finished", outcome, waiting_for: null, finished_at: at, observed_at: at };
}

export function newRun(scenario: Scenario, id: number, projectId: number, jobId: number, name: string): RunView {
  const at = jobsOf(scenario, projectId).findIndex((job) => job.id === jobId);
  const now = new Date(scenario.now()).toISOString();
  return makeRun(scenario, id, projectId, Math.max(0, at), {
    name,
    asked_at: now,
    started_at: null,
    phase: "asked",
    waiting_for: "answer",
    launch_id: null,
    observed_at: null,
  });
}

/** A run that is over, as its rerun waits to be sent. */
export function rerunOf(run: RunView, now: number, seconds: number): RunView {
  const sends_at = new Date(now + seconds * 1000).toISOString();
  return { ...run, phase: "pending", outcome: null, finished_at: null, waiting_for: "sending", sends_at };
}

/** The run as it waits to be sent, where it can be taken back at all. */
export function withUndo(run: RunView, seconds: number): RunView {
  if (seconds === 0) return run;
  const sends_at = new Date(Date.parse(run.asked_at) + seconds * 1000).toISOString();
  return { ...run, phase: "pending", waiting_for: "sending", sends_at, launch_id: null, url: null };
}

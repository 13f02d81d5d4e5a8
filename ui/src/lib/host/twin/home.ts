/** Pinned jobs of the twin, and how the last launches of its jobs ended. */
import type { JobResult, JobResults, Outcome, PinnedJob, ProjectResults, RunView } from "../bindings";
import { jobsOf, projectsOf } from "./catalogue";
import type { Scenario } from "./scenario";

const HOUR = 3_600_000;
const KEPT = 10;
/** What others launched, the newest first; jobs begin at different places of it. */
const COURSE: (Outcome | null)[] = ["passed", "failed", "passed", "passed", "cancelled", "failed", null, "passed"];

export function pinnedOf(scenario: Scenario): PinnedJob[] {
  if (["empty", "first-run", "error"].includes(scenario.kind)) return [];
  const pinned = [1, 5].flatMap((projectId) => {
    const project = projectsOf(scenario).find(({ id }) => id === projectId);
    const job = jobsOf(scenario, projectId)[1];
    if (!project || !job) return [];
    const names = { project_name: project.name, job_name: job.name, ci: job.ci };
    return [{ project_id: projectId, job_id: job.id, ...names, blocked: null }];
  });
  const blocked = "This job is no longer on the server, or is no longer shown to you.";
  const gone = {
    project_id: 77,
    project_name: "Old shop",
    job_id: 7700,
    job_name: "Smoke of the old shop",
    ci: "jenkins",
  };
  return [...pinned, { ...gone, blocked }];
}

export function resultsOf(scenario: Scenario, projectId: number, runs: RunView[], heard: boolean): ProjectResults {
  const project = projectsOf(scenario).find(({ id }) => id === projectId);
  const jobs = (project ? jobsOf(scenario, projectId) : []).flatMap((job, at): JobResults[] => {
    const ours = runs.filter((run) => run.job_id === job.id).map(ofRun);
    const others = heard && job.blocked === null ? ofOthers(scenario, job.id, at) : [];
    const results = [...ours, ...others].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).slice(-KEPT);
    if (results.length === 0) return [];
    return [{ job_id: job.id, job_name: job.name, ci: job.ci, results, followed_only: others.length === 0 }];
  });
  const last = ({ results }: JobResults) => Date.parse(results.at(-1)?.at ?? "");
  return {
    project_id: projectId,
    project_name: project?.name ?? `#${projectId}`,
    heard: heard && project !== undefined,
    jobs: jobs.sort((a, b) => last(b) - last(a)),
  };
}

function ofRun(run: RunView): JobResult {
  return { launch_id: run.launch_id, run_id: run.id, outcome: run.outcome, counts: run.counts, at: run.asked_at };
}

function ofOthers(scenario: Scenario, jobId: number, place: number): JobResult[] {
  return Array.from({ length: KEPT - 2 }, (_, at) => ({
    launch_id: jobId * 100 + at,
    run_id: null,
    outcome: at === 0 && place === 1 ? null : (COURSE[(at + place) % COURSE.length] ?? "passed"),
    counts: null,
    at: new Date(scenario.now() - (2 + place + at * 23) * HOUR).toISOString(),
  }));
}

// A job as the Launch screen shows it in a row, wherever its names come from.
import type { JobResult, JobResults, JobView, PinnedJob, ProjectResults, RecentJob } from "$lib/host";

export type Job = {
  projectId: number;
  projectName: string;
  id: number;
  name: string;
  ci: string;
  /** Why it cannot be launched. */
  blocked: string | null;
};

/** What is known of a job's last launches. */
export type Known = {
  /** The oldest first. */
  results: JobResult[];
  /** Whether the server told its launches. */
  heard: boolean;
};

export const NOTHING: Known = { results: [], heard: false };

/** One key for a job among those of all projects. */
export const keyOf = ({ projectId, id }: Pick<Job, "projectId" | "id">): string => `${projectId}/${id}`;

/** Those that are not among the shown ones, each once. */
export function unlike(shown: ReadonlySet<string>, jobs: readonly Job[]): Job[] {
  const known = new Set(shown);
  return jobs.filter((job) => !known.has(keyOf(job)) && known.add(keyOf(job)));
}

export function ofPinned(job: PinnedJob): Job {
  const { project_id: projectId, project_name: projectName, job_id: id, job_name: name, ci, blocked } = job;
  return { projectId, projectName, id, name, ci, blocked };
}

export function ofRecent(job: RecentJob): Job {
  const { project_id: projectId, project_name: projectName, job_id: id, job_name: name, ci } = job;
  return { projectId, projectName, id, name, ci, blocked: null };
}

export function ofProject(project: { id: number; name: string }, job: JobView): Job {
  const { id, name, ci, blocked } = job;
  return { projectId: project.id, projectName: project.name, id, name, ci, blocked };
}

function ofResults(project: ProjectResults, job: JobResults): Job {
  const { project_id: projectId, project_name: projectName } = project;
  return { projectId, projectName, id: job.job_id, name: job.job_name, ci: job.ci, blocked: null };
}

/** By the keys of the jobs. */
export function knownOf(projects: readonly ProjectResults[]): Map<string, Known> {
  const known = new Map<string, Known>();
  for (const { project_id: projectId, heard, jobs } of projects)
    for (const { job_id: id, results } of jobs) known.set(keyOf({ projectId, id }), { results, heard });
  return known;
}

/** Jobs that were launched lately in these projects and are not shown yet, the newest first. */
export function launchedLately(projects: readonly ProjectResults[], shown: ReadonlySet<string>, most: number): Job[] {
  const last = ({ results }: JobResults) => Date.parse(results.at(-1)?.at ?? "");
  return projects
    .flatMap((project) => project.jobs.map((job) => ({ job: ofResults(project, job), at: last(job) })))
    .filter(({ job }) => !shown.has(keyOf(job)))
    .sort((a, b) => b.at - a.at)
    .slice(0, most)
    .map(({ job }) => job);
}

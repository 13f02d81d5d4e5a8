/** How the last launches of the jobs of some projects ended: what is known at once, and what the server tells then. */
import { createQueries, useQueryClient } from "@tanstack/svelte-query";
import { heardOf, queries } from "$lib/query";
import type { ProjectResults } from "$lib/host";
import { type Job, keyOf, type Known, knownOf, NOTHING } from "./job";

export type Results = {
  readonly projects: ProjectResults[];
  /** Whether each project was asked. */
  readonly complete: boolean;
  of(job: Pick<Job, "projectId" | "id">): Known;
};

/** `ask` says whether the server is asked; without it, it is what is known. */
export function resultsOf(projectIds: () => readonly number[], ask: () => boolean = () => true): Results {
  const client = useQueryClient();
  const known = createQueries(() => ({ queries: projectIds().map((id) => queries.jobResults(id)) }));
  const heard = createQueries(() => ({
    queries: projectIds().map((id) => ({ ...heardOf(client, id), enabled: ask() })),
  }));
  const projects = $derived(known.flatMap(({ data }) => data ?? []));
  const jobs = $derived(knownOf(projects));
  const answered = $derived(projects.filter((project) => project.heard).map((project) => project.project_id));
  return {
    get projects() {
      return projects;
    },
    get complete() {
      return heard.every(({ isPending }) => !isPending);
    },
    of: (job) => jobs.get(keyOf(job)) ?? (answered.includes(job.projectId) ? { ...NOTHING, heard: true } : NOTHING),
  };
}

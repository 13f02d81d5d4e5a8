/** The jobs of all projects: what is known at once, and while somebody looks for one the rest of them too. */
import { createQueries, createQuery, useQueryClient } from "@tanstack/svelte-query";
import type { JobView, ProjectView } from "$lib/host";
import { queries } from "$lib/query";

/** How many projects are asked for their jobs at the same time. */
const AT_ONCE = 3;

export type ProjectJobs = {
  project: ProjectView;
  /** Unknown until the project was asked. */
  jobs: JobView[] | undefined;
  /** Whether they are known, or will not be for now. */
  settled: boolean;
};

type AllJobs = {
  /** As the shell tells them. */
  readonly projects: ProjectView[];
  /** Favourites first. */
  readonly all: ProjectJobs[];
};

/** While `on`, projects whose jobs are not known are asked for them. */
export function allJobs(on: () => boolean): AllJobs {
  const client = useQueryClient();
  const projects = createQuery(() => ({ ...queries.projects(), enabled: on() }));
  const byFavour = $derived(
    [...(projects.data?.items ?? [])].sort((a, b) => Number(b.favourite) - Number(a.favourite)),
  );
  const jobs = createQueries(() => ({
    queries: byFavour.map(({ id }) => ({ ...queries.jobs(id), enabled: false })),
  }));
  const all = $derived(
    byFavour.map((project, at) => ({
      project,
      jobs: jobs[at]?.data?.items,
      settled: jobs[at]?.data !== undefined || jobs[at]?.isError === true,
    })),
  );

  $effect(() => {
    if (!on()) return;
    const left = byFavour.map(({ id }) => id);
    const ask = async (): Promise<void> => {
      for (let id = left.shift(); id !== undefined; id = left.shift()) {
        // A project that does not answer is told of in its place, under Launch.
        await client.fetchQuery(queries.jobs(id)).catch(() => undefined);
      }
    };
    for (let at = 0; at < AT_ONCE; at += 1) void ask();
    return () => left.splice(0);
  });

  return {
    get projects() {
      return projects.data?.items ?? [];
    },
    get all() {
      return all;
    },
  };
}

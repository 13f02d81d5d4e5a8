/** Has the shell hear the server about the last results of jobs, and keeps what it told with what was known. */
import { type QueryClient, queryOptions } from "@tanstack/svelte-query";
import { commands, type ProjectResults } from "$lib/host";
import { keys } from "./keys";

/** As long as the shell takes a list of launches as it was. */
const ANEW_MS = 60_000;

/** While it is looked at, the server is heard once a minute; the answer may wait for its turn. */
export const heardOf = (client: QueryClient, projectId: number) =>
  queryOptions({
    queryKey: keys.heard(projectId),
    queryFn: async ({ signal }) => {
      const results = await commands.job_results(projectId, true);
      // Forgotten meanwhile, with the connection that it was asked of.
      signal.throwIfAborted();
      // An answer that is on its way knows less.
      await client.cancelQueries({ queryKey: keys.jobResults(projectId) });
      client.setQueryData<ProjectResults>(keys.jobResults(projectId), results);
      return results.heard;
    },
    staleTime: ANEW_MS,
    refetchInterval: ANEW_MS,
  });

/** Results that are sent from a folder. */
import { queryOptions } from "@tanstack/svelte-query";
import { commands } from "$lib/host";
import { keys } from "./keys";

export const uploadQueries = {
  all: () => queryOptions({ queryKey: keys.uploads, queryFn: () => commands.uploads() }),
  /** What is in the folder at this moment. */
  found: (path: string) =>
    queryOptions({ queryKey: keys.resultsFound(path), queryFn: () => commands.look_at_results(path), gcTime: 0 }),
};

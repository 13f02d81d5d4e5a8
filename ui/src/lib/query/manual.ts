/** Tests that people run. */
import { queryOptions } from "@tanstack/svelte-query";
import { commands } from "$lib/host";
import { keys } from "./keys";

export const manualQueries = {
  launch: (projectId: number, launchId: number) =>
    queryOptions({
      queryKey: keys.manualLaunch(launchId),
      queryFn: () => commands.manual_launch(projectId, launchId),
    }),
  scenario: (resultId: number) =>
    queryOptions({
      queryKey: keys.manualScenario(resultId),
      queryFn: () => commands.manual_scenario(resultId),
    }),
  /** What was decided and is not on the server. */
  queue: () => queryOptions({ queryKey: keys.manualQueue, queryFn: () => commands.manual_queue() }),
};

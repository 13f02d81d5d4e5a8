/** Bots in containers. */
import { queryOptions } from "@tanstack/svelte-query";
import { commands } from "$lib/host";
import { keys } from "./keys";

/** How often their use is read while somebody looks at it. */
export const USAGE_MS = 5_000;

export const deploymentQueries = {
  all: () => queryOptions({ queryKey: keys.deployments, queryFn: () => commands.deployments() }),
  /** What a form begins with: as it is at this moment, never as it was when a form was last open. */
  draft: (name: string | null, paths: string[]) =>
    queryOptions({
      queryKey: keys.deploymentDraft(name, paths),
      queryFn: () => commands.deployment_draft(name, paths),
      gcTime: 0,
    }),
  build: (name: string) =>
    queryOptions({ queryKey: keys.buildOutput(name), queryFn: () => commands.build_output(name), gcTime: 0 }),
  /** What is typed over it never comes into the cache. */
  environment: (name: string) =>
    queryOptions({
      queryKey: keys.deploymentEnvironment(name),
      queryFn: () => commands.deployment_environment(name),
      gcTime: 0,
    }),
};

/** Test cases that are written back from a copy. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/svelte-query";
import { commands, type RestoreKind, type RestoreOutcome } from "$lib/host";
import { keys } from "./keys";

const ROWS = 100;

const next = (page: { items: unknown[]; total: number }, _: unknown, offset: number) =>
  page.items.length > 0 && offset + page.items.length < page.total ? offset + page.items.length : undefined;

export const restoreQueries = {
  all: () => queryOptions({ queryKey: keys.restores, queryFn: () => commands.restores() }),
  look: (projectId: number) =>
    queryOptions({ queryKey: keys.restoreLook(projectId), queryFn: () => commands.restore_look(projectId) }),
  rows: (projectId: number, kind: RestoreKind) =>
    infiniteQueryOptions({
      queryKey: keys.restoreRows(projectId, kind),
      queryFn: ({ pageParam }) => commands.restore_rows(projectId, kind, pageParam, ROWS),
      initialPageParam: 0,
      getNextPageParam: next,
    }),
  changes: (projectId: number, caseId: number) =>
    queryOptions({
      queryKey: keys.restoreChanges(projectId, caseId),
      queryFn: () => commands.restore_changes(projectId, caseId),
    }),
  cases: (id: number, outcome: RestoreOutcome) =>
    infiniteQueryOptions({
      queryKey: keys.restoredCases(id, outcome),
      queryFn: ({ pageParam }) => commands.restored_cases(id, outcome, pageParam, ROWS),
      initialPageParam: 0,
      getNextPageParam: next,
    }),
};

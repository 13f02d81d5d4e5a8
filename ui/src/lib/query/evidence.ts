/** What a test did and left behind. */
import { queryOptions } from "@tanstack/svelte-query";
import { commands, type TestSource } from "$lib/host";
import { keys } from "./keys";

/** How long what the server told of a result is taken as it was. */
const TOLD_MS = 30_000;

export type Saving = { done: number; total: number | null };

export const evidenceQueries = {
  result: (runId: number, resultId: number, source: TestSource) =>
    queryOptions({
      queryKey: keys.evidence(runId, resultId, source),
      queryFn: () => commands.result_evidence(runId, resultId, source),
      staleTime: TOLD_MS,
    }),
  past: (runId: number, resultId: number, caseId: number | null, source: TestSource) =>
    queryOptions({
      queryKey: keys.resultPast(runId, resultId, source),
      queryFn: () => commands.result_past(runId, resultId, caseId, source),
      staleTime: TOLD_MS,
    }),
  state: (resultId: number, key: string) =>
    queryOptions({
      queryKey: keys.evidenceState(resultId, key),
      queryFn: () => commands.evidence_state(resultId, key),
      staleTime: TOLD_MS,
    }),
  text: (resultId: number, key: string) =>
    queryOptions({
      queryKey: keys.evidenceText(resultId, key),
      queryFn: () => commands.evidence_text(resultId, key),
      // Megabytes that lie on the disk as well.
      gcTime: TOLD_MS,
    }),
  /** Filled by the shell's events. */
  saving: (resultId: number, key: string) =>
    queryOptions<Saving | null>({
      queryKey: keys.evidenceSaving(resultId, key),
      queryFn: () => null,
      enabled: false,
      gcTime: 0,
    }),
};

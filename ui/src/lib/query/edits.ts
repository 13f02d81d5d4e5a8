/** Edits of test cases on the server. */
import { queryOptions } from "@tanstack/svelte-query";
import { commands } from "$lib/host";
import { keys } from "./keys";

export const editQueries = {
  all: () => queryOptions({ queryKey: keys.allCaseEdits, queryFn: () => commands.case_edits() }),
  cases: (id: number) => queryOptions({ queryKey: keys.editedCases(id), queryFn: () => commands.edited_cases(id) }),
  /** Read once for a form: what was typed is held against what was read. */
  live: (caseId: number) =>
    queryOptions({
      queryKey: keys.liveCase(caseId),
      queryFn: () => commands.live_case(caseId),
      staleTime: Infinity,
      gcTime: 0,
    }),
  choices: (projectId: number, caseId: number) =>
    queryOptions({
      queryKey: keys.editChoices(projectId, caseId),
      queryFn: () => commands.edit_choices(projectId, caseId),
    }),
};

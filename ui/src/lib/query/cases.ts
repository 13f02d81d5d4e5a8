/** Test cases as the exported files have them. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/svelte-query";
import { type CaseWay, commands } from "$lib/host";
import { keys } from "./keys";

const ROWS = 100;

export const caseQueries = {
  /** Pages of what was found; `data.pages` holds them. */
  list: (projectId: number | null, text: string, within: CaseWay | null) =>
    infiniteQueryOptions({
      queryKey: keys.cases(projectId, text, within),
      queryFn: ({ pageParam }) =>
        commands.cases({ project_id: projectId, text, within, offset: pageParam, limit: ROWS }),
      initialPageParam: 0,
      getNextPageParam: (page, _, offset) =>
        page.items.length > 0 && offset + page.items.length < page.total ? offset + page.items.length : undefined,
    }),
  projects: () => queryOptions({ queryKey: keys.caseProjects, queryFn: () => commands.case_projects() }),
  /** The columns by which the exported test cases can be grouped. */
  groupings: (projectId: number) =>
    queryOptions({ queryKey: keys.caseGroupings(projectId), queryFn: () => commands.case_groupings(projectId) }),
  groups: (projectId: number, way: CaseWay) =>
    queryOptions({ queryKey: keys.caseGroups(projectId, way), queryFn: () => commands.case_groups(projectId, way) }),
  one: (projectId: number, caseId: number, version: number) =>
    queryOptions({
      queryKey: keys.testCase(projectId, caseId, version),
      queryFn: () => commands.test_case(projectId, caseId, version),
    }),
  changes: (projectId: number, caseId: number, version: number) =>
    queryOptions({
      queryKey: keys.caseChanges(projectId, caseId, version),
      queryFn: () => commands.case_changes(projectId, caseId, version),
    }),
  /** What people say of it on the server. */
  comments: (caseId: number) =>
    queryOptions({ queryKey: keys.caseComments(caseId), queryFn: () => commands.case_comments(caseId) }),
  days: (projectId: number) =>
    queryOptions({ queryKey: keys.caseDays(projectId), queryFn: () => commands.case_days(projectId) }),
  differences: (projectId: number, from: string, to: string) =>
    queryOptions({
      queryKey: keys.caseDifferences(projectId, from, to),
      queryFn: () => commands.case_differences(projectId, from, to),
    }),
};

/** Test cases as the exported files have them. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/svelte-query";
import { type CaseWay, commands } from "$lib/host";
import { keys } from "./keys";

const ROWS = 100;

/** As many as the program answers at once. */
const MEMBERS_AT_ONCE = 200;

/** No more test cases of a group than this are read. */
export const MEMBERS_READ = 2_000;

/** How long what the server told of a test case is taken as it was. */
const TOLD_MS = 30_000;

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
  /** All test cases of a group, in several questions. */
  members: (projectId: number, way: CaseWay) =>
    queryOptions({
      queryKey: keys.caseMembers(projectId, way),
      queryFn: async () => {
        const members: { id: number; name: string }[] = [];
        for (let total = 1; members.length < Math.min(total, MEMBERS_READ);) {
          const page = await commands.cases({
            project_id: projectId,
            text: "",
            within: way,
            offset: members.length,
            limit: MEMBERS_AT_ONCE,
          });
          // Files that are read meanwhile may have taken some away.
          total = page.items.length > 0 ? page.total : 0;
          members.push(...page.items.map(({ id, name }) => ({ id, name })));
        }
        return members;
      },
    }),
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
  /** What the server told of it before; `null` where nothing is kept. */
  kept: (projectId: number, caseId: number) =>
    queryOptions({
      queryKey: keys.keptOfCase(projectId, caseId),
      queryFn: () => commands.case_on_server(projectId, caseId, "kept"),
      staleTime: 0,
    }),
  /** What it tells now. A server that cannot be asked is answered for with what is kept: then nothing is new. */
  asked: (projectId: number, caseId: number) =>
    queryOptions({
      queryKey: keys.askedOfCase(projectId, caseId),
      queryFn: async ({ client }) => {
        const kept = await client.fetchQuery(caseQueries.kept(projectId, caseId));
        const told = await commands.case_on_server(projectId, caseId, "server");
        return { told, isNew: told !== null && told.as_of !== kept?.as_of };
      },
      staleTime: TOLD_MS,
    }),
  days: (projectId: number) =>
    queryOptions({ queryKey: keys.caseDays(projectId), queryFn: () => commands.case_days(projectId) }),
  differences: (projectId: number, from: string, to: string) =>
    queryOptions({
      queryKey: keys.caseDifferences(projectId, from, to),
      queryFn: () => commands.case_differences(projectId, from, to),
    }),
};

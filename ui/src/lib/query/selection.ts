/** What the page reads to choose tests. */
import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/svelte-query";
import { type ChosenCase, commands, type ScopeGroup, type TestChoice } from "$lib/host";
import { keys } from "./keys";

/** How long trees, plans and counts of the server are taken as they were. */
const FRESH_MS = 60_000;

export const selectionQueries = {
  trees: (projectId: number) =>
    queryOptions({
      queryKey: keys.projectTrees(projectId),
      queryFn: () => commands.project_trees(projectId),
      staleTime: FRESH_MS,
    }),
  groups: (projectId: number, treeId: number, parent: ScopeGroup | null) =>
    queryOptions({
      queryKey: keys.groupsBelow(projectId, treeId, parent?.path ?? []),
      queryFn: () => commands.tree_groups(projectId, treeId, parent),
      staleTime: FRESH_MS,
    }),
  cases: (projectId: number, treeId: number, parent: ScopeGroup) =>
    infiniteQueryOptions({
      queryKey: keys.casesBelow(projectId, treeId, parent.path),
      queryFn: ({ pageParam }) => commands.tree_cases(projectId, treeId, parent, pageParam),
      initialPageParam: 0,
      getNextPageParam: (page, _, number) => (page.last ? undefined : number + 1),
      staleTime: FRESH_MS,
    }),
  found: (projectId: number, text: string) =>
    infiniteQueryOptions({
      queryKey: keys.foundCases(projectId, text),
      queryFn: ({ pageParam }) => commands.find_cases(projectId, text, pageParam),
      initialPageParam: 0,
      getNextPageParam: (page, _, number) => (page.last ? undefined : number + 1),
      staleTime: FRESH_MS,
      gcTime: FRESH_MS,
    }),
  check: (projectId: number, choice: TestChoice) =>
    queryOptions({
      queryKey: keys.testsCheck(projectId, choice),
      queryFn: () => commands.check_tests(projectId, choice),
      staleTime: FRESH_MS,
      gcTime: FRESH_MS,
    }),
  plans: (projectId: number) =>
    queryOptions({
      queryKey: keys.testPlans(projectId),
      queryFn: () => commands.test_plans(projectId, ""),
      staleTime: FRESH_MS,
    }),
  planDifference: (planId: number) =>
    queryOptions({
      queryKey: keys.planDifference(planId),
      queryFn: () => commands.plan_difference(planId),
      staleTime: FRESH_MS,
    }),
  saved: (projectId: number) =>
    queryOptions({ queryKey: keys.savedTests(projectId), queryFn: () => commands.saved_tests(projectId) }),
};

/** All that lies right below the group at `path`. */
export async function readBelow(
  client: QueryClient,
  projectId: number,
  treeId: number,
  path: readonly number[],
): Promise<{ groups: ScopeGroup[]; cases: ChosenCase[] }> {
  const parent = await groupAt(client, projectId, treeId, path);
  const groups = await client.fetchQuery(selectionQueries.groups(projectId, treeId, parent));
  const cases: ChosenCase[] = [];
  for (let page = 0, last = false; !last; page++) {
    const read = await commands.tree_cases(projectId, treeId, parent, page);
    cases.push(...read.items.map(({ id, name }) => ({ id, name, path: [...path] })));
    last = read.last;
  }
  return { groups: groups.map(({ group }) => group), cases };
}

/** The group as the tree has it; it was unfolded, so that no more than a level is read anew. */
async function groupAt(
  client: QueryClient,
  projectId: number,
  treeId: number,
  path: readonly number[],
): Promise<ScopeGroup> {
  let group: ScopeGroup | null = null;
  for (const depth of path.keys()) {
    const level: { group: ScopeGroup }[] = await client.fetchQuery(selectionQueries.groups(projectId, treeId, group));
    group = level.find((one) => one.group.path[depth] === path[depth])?.group ?? null;
    if (!group) break;
  }
  if (!group) throw new Error("the group is no longer in the tree");
  return group;
}

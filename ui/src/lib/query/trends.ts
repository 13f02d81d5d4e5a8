/** Launches over time, launches on the server, and results by query. */
import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/svelte-query";
import { commands, type LaunchActRequest, type QuerySubject } from "$lib/host";
import { keys } from "./keys";

const LAUNCH_ROWS = 100;
const RESULT_ROWS = 100;

/** How often the server is asked for what changed while trends are looked at. */
const ANEW_MS = 60_000;

/** How long what a search told is taken as it was. */
const TOLD_MS = 60_000;

export const trendQueries = {
  trends: (projectId: number, jobId: number | null) =>
    queryOptions({ queryKey: keys.trends(projectId, jobId), queryFn: () => commands.trends(projectId, jobId) }),
  cell: (projectId: number, launchId: number, testId: number) =>
    queryOptions({
      queryKey: keys.trendCell(projectId, launchId, testId),
      queryFn: () => commands.trend_cell(projectId, launchId, testId),
      gcTime: TOLD_MS,
    }),
  difference: (projectId: number, from: number, to: number) =>
    queryOptions({
      queryKey: keys.launchDifference(projectId, from, to),
      queryFn: () => commands.launch_difference(projectId, from, to),
    }),
  /** Pages of launches; a query that is wrong is the answer of its first page. */
  launches: (projectId: number, query: string) =>
    infiniteQueryOptions({
      queryKey: keys.launchList(projectId, query),
      queryFn: ({ pageParam }) => commands.list_launches(projectId, query, pageParam),
      initialPageParam: 0,
      getNextPageParam: (page, pages, number) => {
        if (page.answer === "refused" || page.items.length === 0) return undefined;
        const shown = pages.reduce((sum, one) => sum + (one.answer === "found" ? one.items.length : 0), 0);
        return shown < page.total && page.items.length === LAUNCH_ROWS ? number + 1 : undefined;
      },
      staleTime: 0,
    }),
  actPlan: (request: LaunchActRequest) =>
    queryOptions({
      queryKey: keys.launchActPlan(request),
      queryFn: () => commands.plan_launch_act(request),
      staleTime: 0,
      gcTime: 0,
    }),
  verdict: (projectId: number, subject: QuerySubject, query: string) =>
    queryOptions({
      queryKey: keys.queryVerdict(projectId, subject, query),
      queryFn: () => commands.check_query(projectId, subject, query),
      staleTime: TOLD_MS,
      gcTime: TOLD_MS,
    }),
  /** Pages of the results that a query finds; `data.pages` holds them. */
  results: (projectId: number, query: string) =>
    infiniteQueryOptions({
      queryKey: keys.queriedResults(projectId, query),
      queryFn: ({ pageParam }) => commands.query_results(projectId, query, pageParam, RESULT_ROWS),
      initialPageParam: 0,
      getNextPageParam: (page, _, number) =>
        (number + 1) * RESULT_ROWS < page.total && page.items.length > 0 ? number + 1 : undefined,
      staleTime: TOLD_MS,
    }),
  details: (projectId: number, ids: readonly number[]) =>
    queryOptions({
      queryKey: keys.queriedDetails(projectId, ids),
      queryFn: () => commands.queried_details(projectId, [...ids]),
      staleTime: TOLD_MS,
    }),
  remembered: (projectId: number) =>
    queryOptions({ queryKey: keys.resultQueries(projectId), queryFn: () => commands.result_queries(projectId) }),
};

/** Has the shell read what changed on the server, and shows it. */
export const readTrendsOf = (client: QueryClient, projectId: number, jobId: number | null) =>
  queryOptions({
    queryKey: keys.readTrends(projectId, jobId),
    queryFn: async () => {
      await commands.read_trends(projectId, jobId);
      await client.invalidateQueries({ queryKey: keys.trends(projectId, jobId) });
      return true;
    },
    staleTime: ANEW_MS,
    refetchInterval: ANEW_MS,
  });

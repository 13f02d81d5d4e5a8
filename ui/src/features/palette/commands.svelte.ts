/** Everything with a name, from what the shell told. */
import { createQueries, createQuery, useQueryClient } from "@tanstack/svelte-query";
import type { AppState } from "$lib/host";
import { nameQueries, queries, type Named } from "$lib/query";
import { type Command } from "./command";
import { fileCommands, planCommands } from "./export-commands";
import { shelf, type Shelf } from "./found";
import { jobCommands, projectCommands, repeatCommands, runCommands } from "./launch-commands";
import { otherLayout } from "./layout";
import { t } from "./messages";
import { peopleCommands } from "./people-commands";
import { doingCommands, placeCommands } from "./place-commands";

/** How many projects are asked for their jobs at the same time. */
const AT_ONCE = 3;
/** A text shorter than this is not searched for among what lies with the shell. */
const LEAST_TEXT = 2;

type Given = { open: boolean; app: AppState; onhelp: () => void; typed: string };

export function paletteCommands(given: () => Given): { readonly all: Command[]; readonly shelves: Shelf[] } {
  const on = $derived(given().open && given().app.connection !== null);
  const client = useQueryClient();
  const recentJobs = createQuery(() => ({ ...queries.recentJobs(), enabled: on }));
  const active = createQuery(() => ({ ...queries.activeRuns(), enabled: on }));
  const projects = createQuery(() => ({ ...queries.projects(), enabled: on }));
  const exports = createQuery(() => ({ ...queries.exports(), enabled: on }));
  const bot = createQuery(() => ({ ...queries.bot(), enabled: given().open }));
  const newestRuns = createQuery(() => ({ ...nameQueries.runs(""), enabled: on }));
  const newestFiles = createQuery(() => ({ ...nameQueries.files(""), enabled: on }));

  const byFavour = $derived(
    [...(projects.data?.items ?? [])].sort((a, b) => Number(b.favourite) - Number(a.favourite)),
  );
  const jobs = createQueries(() => ({
    queries: byFavour.map(({ id }) => ({ ...queries.jobs(id), enabled: false })),
  }));
  $effect(() => {
    if (!on) return;
    const left = byFavour.map(({ id }) => id);
    const ask = async (): Promise<void> => {
      for (let id = left.shift(); id !== undefined; id = left.shift()) {
        // A project that does not answer is told of in its place, under Launch.
        await client.fetchQuery(queries.jobs(id)).catch(() => undefined);
      }
    };
    for (let at = 0; at < AT_ONCE; at += 1) void ask();
    return () => left.splice(0);
  });

  // What is older than the newest is searched for by the shell, as it was typed and as it was meant.
  const texts = $derived.by(() => {
    const typed = given().typed.trim().toLowerCase();
    if (typed.length < LEAST_TEXT) return [];
    const meant = otherLayout(typed);
    return meant === typed ? [typed] : [typed, meant];
  });
  const olderRuns = createQueries(() => ({
    queries: texts.map((text) => ({ ...nameQueries.runs(text), enabled: on && hasMore(newestRuns.data) })),
  }));
  const olderFiles = createQueries(() => ({
    queries: texts.map((text) => ({ ...nameQueries.files(text), enabled: on && hasMore(newestFiles.data) })),
  }));

  const jobsOf = (favourite: boolean): Command[] =>
    byFavour.flatMap((project, at) =>
      project.favourite === favourite ? jobCommands(project, jobs[at]?.data?.items ?? []) : [],
    );

  const near = $derived([
    ...repeatCommands(recentJobs.data ?? []),
    ...runCommands(active.data ?? [], t.runs),
    ...jobsOf(true),
    ...planCommands(exports.data?.plans ?? []),
    ...placeCommands(given().onhelp),
    ...doingCommands(given().app),
    ...peopleCommands(bot.data),
    ...projectCommands(projects.data?.items ?? []),
  ]);
  const far = $derived([
    ...jobsOf(false),
    ...runCommands(newestRuns.data?.items ?? [], t.pastRuns),
    ...fileCommands(newestFiles.data?.items ?? []),
  ]);
  const older = $derived([
    ...runCommands(
      olderRuns.flatMap(({ data }) => data?.items ?? []),
      t.pastRuns,
    ),
    ...fileCommands(olderFiles.flatMap(({ data }) => data?.items ?? [])),
  ]);

  // Each has an index of its own: what changes each second is small, what is much changes seldom.
  const shelves = $derived([near, far, older].map(shelved));

  return {
    get all() {
      return [...near, ...far];
    },
    get shelves() {
      return shelves;
    },
  };
}

const made = new WeakMap<readonly Command[], Shelf>();

function shelved(commands: readonly Command[]): Shelf {
  const known = made.get(commands) ?? shelf(commands);
  made.set(commands, known);
  return known;
}

function hasMore<T>(newest: Named<T> | undefined): boolean {
  return newest !== undefined && newest.total > newest.items.length;
}

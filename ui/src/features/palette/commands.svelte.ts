/** Everything with a name, from what the shell told. */
import { createQueries, createQuery } from "@tanstack/svelte-query";
import type { AppState } from "$lib/host";
import { deploymentQueries, nameQueries, queries, type Named } from "$lib/query";
import { selectionQueries } from "$lib/query/selection";
import { allJobs } from "./all-jobs.svelte";
import { type Command } from "./command";
import { deploymentCommands } from "./deployment-commands";
import { fileCommands, planCommands } from "./export-commands";
import { shelf, type Shelf } from "./found";
import { jobCommands, projectCommands, repeatCommands, runCommands } from "./launch-commands";
import { otherLayout } from "./layout";
import { t } from "./messages";
import { peopleCommands } from "./people-commands";
import { doingCommands, placeCommands } from "./place-commands";
import { testsCommands } from "./tests-commands";

/** A text shorter than this is not searched for among what lies with the shell. */
const LEAST_TEXT = 2;

type Given = { open: boolean; app: AppState; onhelp: () => void; typed: string };

export function paletteCommands(given: () => Given): { readonly all: Command[]; readonly shelves: Shelf[] } {
  const on = $derived(given().open && given().app.connection !== null);
  const recentJobs = createQuery(() => ({ ...queries.recentJobs(), enabled: on }));
  const active = createQuery(() => ({ ...queries.activeRuns(), enabled: on }));
  const exports = createQuery(() => ({ ...queries.exports(), enabled: on }));
  const bot = createQuery(() => ({ ...queries.bot(), enabled: given().open }));
  const deployments = createQuery(() => ({ ...deploymentQueries.all(), enabled: given().open }));
  const newestRuns = createQuery(() => ({ ...nameQueries.runs(""), enabled: on }));
  const newestFiles = createQuery(() => ({ ...nameQueries.files(""), enabled: on }));

  const catalogue = allJobs(() => on);

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

  // Test plans lie with the server: of the favourites they are asked for while somebody types.
  const favourites = $derived(catalogue.all.map(({ project }) => project).filter(({ favourite }) => favourite));
  const plans = createQueries(() => ({
    queries: favourites.map(({ id }) => ({ ...selectionQueries.plans(id), enabled: on && texts.length > 0 })),
  }));
  const saved = createQueries(() => ({
    queries: favourites.map(({ id }) => ({ ...selectionQueries.saved(id), enabled: on })),
  }));

  const jobsOf = (favourite: boolean): Command[] =>
    catalogue.all.flatMap(({ project, jobs }) =>
      project.favourite === favourite ? jobCommands(project, jobs ?? []) : [],
    );

  const near = $derived([
    ...repeatCommands(recentJobs.data ?? []),
    ...runCommands(active.data ?? [], t.runs),
    ...jobsOf(true),
    ...planCommands(exports.data?.plans ?? []),
    ...deploymentCommands(deployments.data?.bots ?? []),
    ...placeCommands(given().onhelp),
    ...doingCommands(given().app),
    ...peopleCommands(bot.data),
    ...favourites.flatMap((project, at) => testsCommands(project, plans[at]?.data ?? [], saved[at]?.data ?? [])),
    ...projectCommands(catalogue.projects),
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

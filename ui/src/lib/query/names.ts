/** What has a name and is too much for a list that is always at hand: for the palette. */
import { queryOptions } from "@tanstack/svelte-query";
import { commands, type ExportFileView, type RunView } from "$lib/host";
import { keys } from "./keys";

/** The most that the shell gives at a time. */
const ROWS = 200;
/** How many of the newest are read beforehand; older ones are searched for by the shell. */
const NEWEST = 1000;
/** How many of what the shell found are taken. */
const FOUND = 50;

export type Named<T> = { items: T[]; total: number };

export const nameQueries = {
  /** The newest finished runs, or with a text those that the shell finds. */
  runs: (text: string) =>
    queryOptions({
      queryKey: keys.runNames(text),
      queryFn: () =>
        read<RunView>(text, (offset, limit) =>
          commands.history({ text, outcomes: [], project_id: null, job_id: null, offset, limit }),
        ),
    }),
  /** The newest files of the plans, or with a text those that the shell finds. */
  files: (text: string) =>
    queryOptions({
      queryKey: keys.fileNames(text),
      queryFn: () =>
        read<ExportFileView>(text, (offset, limit) =>
          commands.export_files({ plan_id: null, project_id: null, text, offset, limit }),
        ),
    }),
};

async function read<T>(text: string, page: (offset: number, limit: number) => Promise<Named<T>>): Promise<Named<T>> {
  const wanted = text === "" ? NEWEST : FOUND;
  const items: T[] = [];
  let total = 0;
  do {
    const answer = await page(items.length, Math.min(ROWS, wanted - items.length));
    if (answer.items.length === 0) break;
    items.push(...answer.items);
    total = answer.total;
  } while (items.length < Math.min(wanted, total));
  return { items, total };
}

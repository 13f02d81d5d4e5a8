// The order of the active runs and the filters of the history.
import type { HistoryQuery, Outcome, RunView } from "$lib/host";

/** Runs that ask for a person first, then the newest. */
export function byUrgency(a: RunView, b: RunView): number {
  return urgency(b) - urgency(a) || b.asked_at.localeCompare(a.asked_at) || b.id - a.id;
}

const urgency = (run: RunView) => (run.phase === "unknown" ? 2 : run.stalled ? 1 : 0);

export interface HistoryFilter {
  text: string;
  outcomes: Outcome[];
  projectId: number | null;
}

export const NO_FILTER: HistoryFilter = { text: "", outcomes: [], projectId: null };
/** What the history is asked for; the pages are the cache's business. */
export function historyQuery(filter: HistoryFilter): Omit<HistoryQuery, "offset" | "limit"> {
  return { text: filter.text.trim(), outcomes: [...filter.outcomes], project_id: filter.projectId, job_id: null };
}

export function isFiltered(filter: HistoryFilter): boolean {
  return filter.text.trim() !== "" || filter.outcomes.length > 0 || filter.projectId !== null;
}

export function toggled<T>(list: readonly T[], value: T): T[] {
  return list.includes(value) ? list.filter((one) => one !== value) : [...list, value];
}

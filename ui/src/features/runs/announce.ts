// What a screen reader is told while a run goes on: turns of the story and quarters of the way, not every result.
import type { RunView } from "$lib/host";
import { done, total } from "./bar";

/** Equal marks need no new announcement; `null` says that there is nothing to tell. */
export function milestone(run: RunView): string | null {
  if (run.phase === "finished") return `finished:${run.outcome ?? ""}`;
  if (run.stalled) return "stalled";
  if (run.phase !== "running") return run.phase;
  const all = total(run.counts);
  const quarter = all === 0 ? 0 : Math.floor((done(run.counts) / all) * 4);
  const red = run.counts.failed + run.counts.broken > 0 ? "red" : "clean";
  return `running:${String(quarter)}:${red}`;
}

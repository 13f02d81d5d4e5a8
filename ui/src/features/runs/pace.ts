// How long a run has gone on, and how long it is likely to go on.
import type { RunView, Usual } from "$lib/host";

/** A range of lengths, in milliseconds. */
export type Lengths = { low: number; likely: number; high: number };

/** What is left of a run, or that it goes on for longer than usual. */
export type Ahead = { left: Lengths } | "late";

type Known = Pick<RunView, "finished_at" | "started_at" | "origin" | "phase">;

/** What has not gone out, or was seen only when it was over, has no length that anybody knows: nothing is said of it. */
export function hasLength(run: Known, lastedMs: number): boolean {
  if (lastedMs < 1000 || run.phase === "pending") return false;
  return run.finished_at === null || run.started_at !== null || run.origin === "here";
}

export function elapsed(run: Pick<RunView, "asked_at" | "started_at" | "finished_at">, now: number): number {
  const from = Date.parse(run.started_at ?? run.asked_at);
  const to = run.finished_at === null ? now : Date.parse(run.finished_at);
  // The server's clock may be off: a run never has a negative age.
  return Math.max(0, to - from);
}

/** `null` where nothing can be said. */
export function ahead({ estimate }: Pick<RunView, "estimate">, now: number): Ahead | null {
  if (estimate === null) return null;
  const gone = Math.max(0, now - Date.parse(estimate.as_of));
  const high = estimate.high_ms - gone;
  if (high <= 0) return "late";
  return { left: { low: Math.max(0, estimate.low_ms - gone), likely: Math.max(0, estimate.likely_ms - gone), high } };
}

export const lengthsOf = (usual: Usual): Lengths => ({
  low: usual.low_ms,
  likely: usual.likely_ms,
  high: usual.high_ms,
});

/** How many results a run that goes on is to bring; one that is over has brought all of them. */
export function expected(run: Pick<RunView, "usual" | "phase">, came: number): number {
  return run.phase === "finished" ? came : Math.max(came, run.usual?.results ?? 0);
}

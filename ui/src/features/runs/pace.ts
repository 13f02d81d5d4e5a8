// How long a run has gone on, beside how long it usually takes.
import type { RunView } from "$lib/host";

export interface Pace {
  elapsedMs: number;
  usualMs: number | null;
  /** Until the usual duration is reached; `null` when it is unknown or passed. */
  leftMs: number | null;
  /** Share of the usual duration, 0 to 100; `null` when it is unknown. */
  percent: number | null;
  /** Longer than usual by more than a tenth and a minute. */
  late: boolean;
}

/** A run that was seen only when it was over has no length that anybody knows: nothing is said of it. */
export function hasLength(run: Pick<RunView, "finished_at" | "started_at" | "origin">, elapsedMs: number): boolean {
  if (run.finished_at === null) return true;
  return elapsedMs >= 1000 && (run.started_at !== null || run.origin === "here");
}

export function pace(run: Pick<RunView, "asked_at" | "started_at" | "finished_at" | "usual_ms">, now: number): Pace {
  const from = Date.parse(run.started_at ?? run.asked_at);
  const to = run.finished_at === null ? now : Date.parse(run.finished_at);
  // The server's clock may be off: a run never has a negative age.
  const elapsedMs = Math.max(0, to - from);
  const usualMs = run.usual_ms !== null && run.usual_ms > 0 ? run.usual_ms : null;
  if (usualMs === null) return { elapsedMs, usualMs, leftMs: null, percent: null, late: false };
  const left = usualMs - elapsedMs;
  return {
    elapsedMs,
    usualMs,
    leftMs: run.finished_at === null && left > 0 ? left : null,
    percent: Math.min(100, (elapsedMs / usualMs) * 100),
    late: elapsedMs > usualMs * 1.1 + 60_000,
  };
}

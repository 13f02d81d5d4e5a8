// Results as shares of a bar, and what a run's counts add up to.
import type { Counts, TestStatus } from "$lib/host";

/** In the order in which bars, donuts and tables show them. */
export const STATUSES: readonly TestStatus[] = ["failed", "broken", "passed", "skipped", "unknown", "in_progress"];

export interface Segment {
  status: TestStatus;
  count: number;
  /** 0 to 100; the shares of a bar whose results have all come add up to 100. */
  percent: number;
}

export function total(counts: Counts): number {
  return STATUSES.reduce((sum, status) => sum + counts[status], 0);
}

/** Results that have come. */
export function done(counts: Counts): number {
  return total(counts) - counts.in_progress;
}

/** Shares of `expected`, or of all that came where that is more. Only statuses that occur; each takes at least `least` percent, so that one failure in ten thousand is seen. */
export function segments(counts: Counts, least = 0, expected = 0): Segment[] {
  const came = total(counts);
  const all = Math.max(came, expected);
  const present = STATUSES.filter((status) => counts[status] > 0);
  if (came === 0) return [];
  const shares = present.map((status) => Math.max((counts[status] / all) * 100, least));
  // What is yet to come keeps its place.
  const sum = shares.reduce((a, b) => a + b, ((all - came) / all) * 100);
  return present.map((status, index) => ({
    status,
    count: counts[status],
    percent: ((shares[index] ?? 0) / sum) * 100,
  }));
}

/** Whole percent of results that passed among those that came; `null` before the first. */
export function passRate(counts: Counts): number | null {
  const came = done(counts);
  if (came === 0) return null;
  const percent = (counts.passed / came) * 100;
  // 99.96 % must not read as 100 %.
  return percent > 99 && percent < 100 ? 99 : Math.round(percent);
}

/** The letters in which the shell tells what tests came to; see `TrendTest`. */
import type { TestStatus, TrendTest } from "$lib/host";

export type Letter = "p" | "f" | "b" | "s" | "u" | "i" | "-";

/** The colour of each as the tokens name it; none where the test was not in the launch. */
export const COLOURS: Record<Letter, string> = {
  p: "--passed",
  f: "--failed",
  b: "--broken",
  s: "--skipped",
  u: "--unknown",
  i: "--progress",
  "-": "",
};

const STATUSES: Record<Letter, TestStatus | null> = {
  p: "passed",
  f: "failed",
  b: "broken",
  s: "skipped",
  u: "unknown",
  i: "in_progress",
  "-": null,
};

export function statusOf(letter: string | undefined): TestStatus | null {
  return STATUSES[(letter ?? "-") as Letter] ?? null;
}

export type Filter = "all" | "failing" | "flaky" | "new" | "fixed" | "vanished";
export type Order = "name" | "failed" | "slow";

/** The tests that are shown, in order. */
export function shownTests(tests: readonly TrendTest[], text: string, filter: Filter, order: Order): TrendTest[] {
  const wanted = text.trim().toLowerCase();
  const found = tests.filter((test) => isOf(test, filter) && test.name.toLowerCase().includes(wanted));
  if (order === "failed") return found.sort((a, b) => b.failed - a.failed || b.changes - a.changes);
  if (order === "slow") return found.sort((a, b) => (b.mean_ms ?? -1) - (a.mean_ms ?? -1));
  return found;
}

function isOf(test: TrendTest, filter: Filter): boolean {
  switch (filter) {
    case "all":
      return true;
    case "failing":
      return test.failed > 0;
    case "flaky":
      return test.flaky;
    case "new":
      return test.marks.includes("n");
    case "fixed":
      return test.marks.includes("x");
    case "vanished":
      return test.marks.includes("v");
  }
}

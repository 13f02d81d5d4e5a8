/** Steps as rows that are edited one by one, and back. */
import type { CaseStep } from "$lib/host";

export type Row = { key: string; depth: number; text: string; expected: string };

export const emptyRow = (depth: number): Row => ({ key: crypto.randomUUID(), depth, text: "", expected: "" });

export function rowsOf(steps: readonly CaseStep[], depth = 0): Row[] {
  return steps.flatMap(({ text, expected, steps: below }) => [
    { ...emptyRow(depth), text, expected: expected ?? "" },
    ...rowsOf(below, depth + 1),
  ]);
}

/** Rows that say nothing are left out. */
export function stepsOf(rows: readonly Row[]): CaseStep[] {
  const top: CaseStep[] = [];
  const open: CaseStep[] = [];
  for (const { depth, text, expected } of rows) {
    if (text.trim() === "" && expected.trim() === "") continue;
    open.length = Math.min(depth, open.length);
    const step: CaseStep = { text, expected: expected.trim() === "" ? null : expected, steps: [] };
    (open.at(-1)?.steps ?? top).push(step);
    open.push(step);
  }
  return top;
}

/** As people number them, such as `2.1`. */
export function numbers(rows: readonly Row[]): string[] {
  const counts: number[] = [];
  return rows.map(({ depth }) => {
    counts.length = Math.min(counts.length, depth + 1);
    while (counts.length <= depth) counts.push(0);
    counts[depth] = (counts[depth] ?? 0) + 1;
    return counts.map((count) => Math.max(1, count)).join(".");
  });
}

/** A step moves with what is in it, and never deeper than one below the step above. */
export function shifted(rows: readonly Row[], at: number, by: 1 | -1): Row[] {
  const own = rows[at];
  const above = rows[at - 1];
  if (!own || own.depth + by < 0 || (by > 0 && (!above || own.depth > above.depth))) return [...rows];
  const after = rows.findIndex((row, n) => n > at && row.depth <= own.depth);
  const end = after < 0 ? rows.length : after;
  return rows.map((row, n) => (n >= at && n < end ? { ...row, depth: row.depth + by } : row));
}

/** What was in a step that goes comes out. */
export function without(rows: readonly Row[], at: number): Row[] {
  const own = rows[at];
  if (!own) return [...rows];
  const after = rows.findIndex((row, n) => n > at && row.depth <= own.depth);
  const end = after < 0 ? rows.length : after;
  return rows.flatMap((row, n) => (n === at ? [] : [n > at && n < end ? { ...row, depth: row.depth - 1 } : row]));
}

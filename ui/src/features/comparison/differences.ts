/** What the comparison shows first, and what becomes of a difference on its way to the clipboard. */
import type { Difference, DifferenceKind, FileComparison } from "$lib/host";

export const KINDS: DifferenceKind[] = ["appeared", "vanished", "changed"];
/** How a count is written, as in the notification after an export: `+12 −3 ~40`. */
export const SIGNS: Record<DifferenceKind, string> = { changed: "~", appeared: "+", vanished: "−" };
/** At this length the texts of a difference are cut. */
export const CUT_AT = 2_000;

/** What is looked at first: the changes, unless there are only others. */
export function firstKind(comparison: FileComparison): DifferenceKind {
  if (comparison.changed > 0) return "changed";
  return KINDS.find((kind) => comparison[kind] > 0) ?? "changed";
}

/** Whether the files have the same test cases and columns. */
export function isSame(comparison: FileComparison): boolean {
  const columns = comparison.columns_appeared.length + comparison.columns_vanished.length;
  return columns === 0 && KINDS.every((kind) => comparison[kind] === 0);
}

/** A difference as plain text: the test case, and under it a line or more for each cell. */
export function differenceText({ key, name, cells }: Difference, kind: DifferenceKind): string {
  const head = `${SIGNS[kind]} ${key} ${name}`.trimEnd();
  const lines = cells.map(({ column, old, new: now }) => {
    if (kind !== "changed") return `  ${column}: ${old ?? now ?? ""}`;
    return /\n/.test(`${old}${now}`)
      ? `  ${column}:\n${prefixed("- ", old)}\n${prefixed("+ ", now)}`
      : `  ${column}: ${old ?? ""} → ${now ?? ""}`;
  });
  return [head, ...lines].join("\n");
}

function prefixed(sign: string, text: string | null): string {
  return (text ?? "").replace(/^/gm, `    ${sign}`);
}

/** Which columns are shown, in which order and how wide; and where that puts them. */
import type { GridRow } from "$lib/host";
import { oneLine } from "./text";

export const NARROWEST = 56;
export const WIDEST = 900;
/** The filter under the name has room too. */
const FITS_FROM = 84;
const FITS_UP_TO = 560;
const FIRST_UP_TO = 280;
const CELL_PADDING = 20;
/** The sort mark and the menu's button of a header. */
const HEADER_ROOM = 44;
/** Rows that the width of a column is guessed from. */
const SAMPLE = 100;

/** Columns by their numbers in the file. */
export type ColumnPlan = { order: number[]; hidden: number[]; widths: number[] };

/** A shown column: `at` counts the shown ones, `left` is in pixels from the edge of the row. */
export type Placed = { column: number; at: number; left: number; width: number; frozen: boolean };
export type Layout = { columns: Placed[]; numbers: number; frozen: number; width: number };

export type Measure = (text: string) => number;

/** All columns in the file's order, as wide as the first rows ask for. */
export function firstPlan(columns: readonly string[], rows: readonly GridRow[], measure: Measure): ColumnPlan {
  const order = columns.map((_, column) => column);
  const widths = order.map((column) => Math.min(FIRST_UP_TO, fitting(column, columns, rows, measure)));
  return { order, hidden: [], widths };
}

/** The width that shows a column's name and its cells in these rows. */
export function fitting(
  column: number,
  columns: readonly string[],
  rows: readonly GridRow[],
  measure: Measure,
): number {
  let widest = measure(columns[column] ?? "") + HEADER_ROOM;
  for (const { cells } of rows.slice(0, SAMPLE)) {
    if (widest >= FITS_UP_TO) break;
    widest = Math.max(widest, measure(oneLine(cells[column]?.text ?? "")) + CELL_PADDING);
  }
  return Math.round(Math.max(FITS_FROM, Math.min(widest, FITS_UP_TO)));
}

/** The row numbers first, then the key column; both stay in view. */
export function layoutOf(plan: ColumnPlan, key: number | null, rows: number): Layout {
  const numbers = 20 + 8 * Math.max(2, String(rows).length);
  const shown = shownColumns(plan, key);
  let left = numbers;
  const columns = shown.map((column, at) => {
    const placed = { column, at, left, width: plan.widths[column] ?? NARROWEST, frozen: column === key };
    left += placed.width;
    return placed;
  });
  const frozen = columns[0]?.frozen ? columns[0].width : 0;
  return { columns, numbers, frozen: numbers + frozen, width: left };
}

export function shownColumns(plan: ColumnPlan, key: number | null): number[] {
  const rest = plan.order.filter((column) => column !== key && !plan.hidden.includes(column));
  return key === null ? rest : [key, ...rest];
}

/** The columns to draw: the frozen one, those in sight, and one that has the focus wherever it is. */
export function columnsToDraw(layout: Layout, left: number, width: number, focused: number | null): Placed[] {
  const from = left + layout.frozen;
  const to = left + width;
  return layout.columns.filter(
    (placed) => placed.frozen || placed.column === focused || (placed.left < to && placed.left + placed.width > from),
  );
}

/** The nearest horizontal position at which a column is in sight; the frozen one is the beginning of the row. */
export function leftShowing(column: number, layout: Layout, left: number, width: number): number {
  const placed = layout.columns.find((one) => one.column === column);
  if (!placed) return left;
  if (placed.frozen) return 0;
  const furthest = placed.left - layout.frozen;
  return Math.max(0, Math.min(furthest, Math.max(left, placed.left + placed.width - width)));
}

export function withWidth(plan: ColumnPlan, column: number, width: number): ColumnPlan {
  const widths = [...plan.widths];
  widths[column] = Math.round(Math.max(NARROWEST, Math.min(width, WIDEST)));
  return { ...plan, widths };
}

/** The last column stays: a grid without columns shows nothing to bring one back. */
export function withShown(plan: ColumnPlan, column: number, shown: boolean): ColumnPlan {
  const others = plan.hidden.filter((one) => one !== column);
  if (shown) return { ...plan, hidden: others };
  const last = plan.order.length - others.length <= 1;
  return last ? plan : { ...plan, hidden: [...others, column] };
}

/** A column taken to where another stands. */
export function movedTo(plan: ColumnPlan, column: number, target: number): ColumnPlan {
  const to = plan.order.indexOf(target);
  const order = plan.order.filter((one) => one !== column);
  order.splice(to, 0, column);
  return to < 0 ? plan : { ...plan, order };
}

/** A column moved past the next one that can be seen to move: hidden and frozen ones do not count. */
export function moved(plan: ColumnPlan, column: number, by: 1 | -1, passes: readonly number[]): ColumnPlan {
  const target = passes[passes.indexOf(column) + by];
  return target === undefined ? plan : movedTo(plan, column, target);
}

/** Filters, order and search over the made-up export. */
import type { GridAnswer, GridFilter, GridHits, GridQuery } from "../../bindings";
import { cellOf, COLUMN_NAMES } from "./table";

/** Hits are looked for in as many rows: the twin makes each cell anew. */
const SEARCHED_ROWS = 20_000;
const MOST_PLACES = 10_000;

export type Found = { rows: number[]; hits: GridHits | null };

export function refusedBy(filters: readonly GridFilter[]): Extract<GridAnswer, { answer: "refused" }> | null {
  for (const { kind, column, text } of filters) {
    if (kind !== "regex") continue;
    try {
      new RegExp(text);
    } catch (fault) {
      return { answer: "refused", column, message: fault instanceof Error ? fault.message : String(fault) };
    }
  }
  return null;
}

export function find(query: GridQuery, count: number): Found {
  const tests = query.filters.map(testOf);
  const rows: number[] = [];
  for (let row = 0; row < count; row++) if (tests.every((test) => test(row))) rows.push(row);
  if (query.sort) order(rows, query.sort);
  return { rows, hits: query.search === "" ? null : hitsOf(rows, query.search) };
}

function testOf({ column, kind, text }: GridFilter): (row: number) => boolean {
  const low = text.toLowerCase();
  const pattern = kind === "regex" ? new RegExp(text, "iu") : null;
  switch (kind) {
    case "contains":
      return (row) => cellOf(row, column).toLowerCase().includes(low);
    case "equals":
      return (row) => cellOf(row, column).toLowerCase() === low;
    case "regex":
      return (row) => pattern?.test(cellOf(row, column)) ?? false;
    case "empty":
      return (row) => cellOf(row, column).trim() === "";
    case "not_empty":
      return (row) => cellOf(row, column).trim() !== "";
  }
}

function order(rows: number[], { column, descending, natural }: NonNullable<GridQuery["sort"]>): void {
  const keys = new Map<number, string>();
  for (const row of rows) {
    const cell = cellOf(row, column).toLowerCase();
    keys.set(row, natural ? cell.replace(/\d+/g, (digits) => digits.padStart(12, "0")) : cell);
  }
  const sign = descending ? -1 : 1;
  rows.sort((a, b) => {
    const [first, second] = [keys.get(a) ?? "", keys.get(b) ?? ""];
    return first === second ? a - b : first < second ? -sign : sign;
  });
}

function hitsOf(rows: readonly number[], search: string): GridHits {
  const low = search.toLowerCase();
  const hits: GridHits = { cells: 0, rows: 0, places: [] };
  rows.slice(0, SEARCHED_ROWS).forEach((row, place) => {
    const cells = COLUMN_NAMES.filter((_, column) => cellOf(row, column).toLowerCase().includes(low)).length;
    hits.cells += cells;
    if (cells > 0) hits.rows += 1;
    if (cells > 0 && hits.places.length < MOST_PLACES) hits.places.push(place);
  });
  return hits;
}

/** From one hit of the search to the next: within the row first, then over the rows with hits, and round again. */
import type { GridRow } from "$lib/host";
import type { Cell } from "./moves";
import { has } from "./text";

type Way = 1 | -1;

/** The next cell of the chosen row that has the text, in the order of the columns. */
export function hitInRow(
  row: GridRow | undefined,
  columns: readonly number[],
  search: string,
  after: number | null,
  way: Way,
): number | null {
  const order = way === 1 ? columns : [...columns].reverse();
  const rest = after === null ? order : order.slice(order.indexOf(after) + 1);
  return rest.find((column) => has(row?.cells[column]?.text ?? "", search)) ?? null;
}

/** The next row with a hit; `places` ascend. */
export function hitRow(places: readonly number[], from: number | null, way: Way): number | null {
  const ends = { first: places[0] ?? null, last: places.at(-1) ?? null };
  if (from === null) return way === 1 ? ends.first : ends.last;
  if (way === 1) return places.find((place) => place > from) ?? ends.first;
  return places.findLast((place) => place < from) ?? ends.last;
}

/** Where the next hit is; `read` brings a row that has not been read yet. */
export async function nextHit(
  from: Cell | null,
  way: Way,
  places: readonly number[],
  columns: readonly number[],
  search: string,
  read: (row: number) => Promise<GridRow | undefined>,
): Promise<Cell | null> {
  if (from) {
    const here = hitInRow(await read(from.row), columns, search, from.column, way);
    if (here !== null) return { row: from.row, column: here };
  }
  const row = hitRow(places, from?.row ?? null, way);
  if (row === null) return null;
  // A hit in a hidden column, or beyond what the row carries of a cell: the row itself is shown.
  const column = hitInRow(await read(row), columns, search, null, way) ?? from?.column ?? columns[0] ?? 0;
  return { row, column };
}

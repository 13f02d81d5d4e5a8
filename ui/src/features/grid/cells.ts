/** The cells of the drawn rows by their elements: one listener serves them all. */
import type { Cell } from "./moves";

export function cellId({ row, column }: Cell): string {
  return `cell-${row}-${column}`;
}

/** The cell under the pointer. */
export function cellAt(target: EventTarget | null): Cell | null {
  const id = target instanceof Element ? target.closest('[id^="cell-"]')?.id : undefined;
  const [, row, column] = id?.split("-") ?? [];
  return row && column ? { row: Number(row), column: Number(column) } : null;
}

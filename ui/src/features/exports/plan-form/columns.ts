// The columns of a plan as one list: those that are chosen first and in their order, then the others.
import type { ExportColumn } from "$lib/host";

export const keyOf = ({ field, id }: ExportColumn): string => `${field}:${id ?? ""}`;

export type ListedColumn = { column: ExportColumn; key: string; on: boolean };

export function listed(chosen: ExportColumn[], offered: ExportColumn[]): ListedColumn[] {
  const keys = new Set(chosen.map(keyOf));
  const rest = offered.filter((column) => !keys.has(keyOf(column)));
  return [
    ...chosen.map((column) => ({ column, key: keyOf(column), on: true })),
    ...rest.map((column) => ({ column, key: keyOf(column), on: false })),
  ];
}

export function toggled(chosen: ExportColumn[], column: ExportColumn, on: boolean): ExportColumn[] {
  const others = chosen.filter((one) => keyOf(one) !== keyOf(column));
  return on ? [...others, column] : others;
}

/** The chosen columns with one of them a place up (−1) or down (1). */
export function moved(chosen: ExportColumn[], key: string, step: 1 | -1): ExportColumn[] {
  const from = chosen.findIndex((column) => keyOf(column) === key);
  const [column, other] = [chosen[from], chosen[from + step]];
  if (!column || !other) return chosen;
  return chosen.map((one, at) => (at === from ? other : at === from + step ? column : one));
}

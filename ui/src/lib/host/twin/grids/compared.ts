/** Two made-up exports compared: yesterday's and today's. A file beside itself has not changed. */
import type { CellDifference, Difference, DifferencePage, DifferenceQuery, FileComparison } from "../../bindings";
import { failure } from "../connection";
import type { Scenario } from "../scenario";
import { cellOf, COLUMN_NAMES } from "./table";

const COUNTS = { appeared: 12, vanished: 3, changed: 40, unchanged: 145 };
const MANY = { appeared: 1_204, vanished: 318, changed: 4_070, unchanged: 994_408 };

export function comparisonOf(scenario: Scenario, oldId: number, newId: number): FileComparison {
  if (newId >= 9_000) throw failure("not_found", "The file is no longer there", "Choose another file under Exports.");
  const same = oldId === newId || scenario.kind === "empty";
  const counts = scenario.kind === "many" ? MANY : COUNTS;
  const none = { appeared: 0, vanished: 0, changed: 0, unchanged: 200 };
  const changed = Array.from({ length: counts.changed }, (_, at) => changesOf(at));
  return {
    old_id: oldId,
    new_id: newId,
    old_name: "testops_export_Checkout_2026-07-30_07-00.csv",
    new_name: "testops_export_Checkout_2026-07-31_07-00.csv",
    ...(same ? none : counts),
    columns_appeared: same ? [] : ["Squad"],
    columns_vanished: same ? [] : ["Team", "Команда"],
    changed_columns: same ? [] : counted(changed.flat()),
    repeated: !same && scenario.kind === "many" ? ["1007", "1020"] : [],
  };
}

export function differencesOf(scenario: Scenario, query: DifferenceQuery): DifferencePage {
  const counts = comparisonOf(scenario, query.old_id, query.new_id);
  const all = Array.from({ length: counts[query.kind] }, (_, at) => differenceOf(query.kind, at));
  const { column } = query;
  const found = all.filter(({ cells }) => column === null || cells.some((cell) => cell.column === column));
  return { items: found.slice(query.offset, query.offset + Math.min(query.limit, 200)), total: found.length };
}

function differenceOf(kind: DifferenceQuery["kind"], at: number): Difference {
  const row = kind === "appeared" ? 5_000 + at : kind === "vanished" ? 300 + at * 7 : 3 + at * 4;
  const whole = COLUMN_NAMES.map((column, place): CellDifference => {
    const text = cellOf(row, place) || null;
    return kind === "appeared" ? { column, old: null, new: text } : { column, old: text, new: null };
  });
  const cells = kind === "changed" ? changesOf(at) : whole.filter((cell) => cell.old !== null || cell.new !== null);
  return { key: cellOf(row, 0), name: cellOf(row, 1), cells };
}

function changesOf(at: number): CellDifference[] {
  const scenario = {
    column: "scenario",
    old: "1. Открыть страницу заказа\n2. Fill in the card 4111 1111 1111 1111\n3. Нажать «Оплатить»",
    new: "1. Открыть страницу заказа\n2. Fill in the card 5555 5555 5555 4444\n3. Нажать «Оплатить»\n4. Ввести код из SMS",
  };
  const status = { column: "status", old: at % 2 ? "Draft" : "Review", new: "Active" };
  const owner = { column: "Owner", old: at % 3 ? "j.smith" : null, new: "a.petrova" };
  const tags = { column: "tag", old: "regression", new: null };
  return [status, at % 2 === 0 ? scenario : owner, ...(at % 5 === 0 ? [tags] : [])];
}

function counted(cells: readonly CellDifference[]): FileComparison["changed_columns"] {
  const counts = new Map<string, number>();
  for (const { column } of cells) counts.set(column, (counts.get(column) ?? 0) + 1);
  return [...counts].map(([column, cells]) => ({ column, cells })).sort((a, b) => b.cells - a.cells);
}

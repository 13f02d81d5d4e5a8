/**
 * The grids of the twin. `few` has 200 rows, `many` a million with an index that grows, `empty` none; a path with
 * `faulty` opens with faults, one with `gone` and the files from 9000 on are not there.
 */
import type { Event, GridInfo, GridProgress, GridRow, GridSource } from "../bindings";
import { failure } from "./connection";
import { comparisonOf, differencesOf } from "./grids/compared";
import { find, refusedBy } from "./grids/ask";
import { cellOf, COLUMN_NAMES } from "./grids/table";
import type { Answers } from "./host";
import type { Scenario } from "./scenario";

type Part = Pick<
  Answers,
  "grid_open" | "grid_query" | "grid_rows" | "grid_cell" | "grid_save" | "grid_close" | "compare_files" | "differences"
>;

const FIRST_ROWS = 100;
const BYTES_A_ROW = 1_040;
const INDEX_STEP_MS = 200;
const INDEX_STEPS = 12;
const CUT_AT = 2_000;

type Open = { progress: GridProgress; total: number; view: number; rows: number[] | null };

export function gridAnswers(scenario: Scenario, tell: (event: Event) => void): Part {
  const grids = new Map<number, Open>();
  let nextId = 1;

  const gridOf = (id: number): Open => {
    const grid = grids.get(id);
    if (!grid) throw failure("not_found", "This file is no longer open", "Open it again.");
    return grid;
  };
  const goOn = (id: number): void => {
    const grid = grids.get(id);
    if (!grid || grid.progress.done) return;
    grid.progress = progressOf(grid.total, Math.min(grid.total, grid.progress.rows + grid.total / INDEX_STEPS));
    tell({ event: "grid_progressed", id, progress: grid.progress });
    setTimeout(() => goOn(id), INDEX_STEP_MS);
  };

  return {
    grid_open: (source, { encoding, separator }) => {
      const { name, path } = whichFile(source);
      const total = { many: 1_000_000, empty: 0 }[scenario.kind as string] ?? 200;
      const grows = scenario.moving && total > FIRST_ROWS * 10;
      const faults = name.includes("faulty") ? FAULTS : [];
      const progress = { ...progressOf(total, grows ? 60_000 : total), faults, faults_total: faults.length && 214 };
      const id = nextId++;
      grids.set(id, { progress, total, view: 0, rows: null });
      if (grows) setTimeout(() => goOn(id), INDEX_STEP_MS);
      const read = {
        separator: separator ?? ",",
        encoding: encoding ?? (name.includes("cp1251") ? "windows-1251" : "UTF-8"),
        encoding_guessed: encoding === null,
        encodings: ["UTF-8", "windows-1251", "KOI8-R", "IBM866"],
      };
      const shape = { columns: COLUMN_NAMES, ...read, key_column: 0 };
      const first = Array.from({ length: Math.min(total, FIRST_ROWS) }, (_, at) => rowOf(at));
      return { id, name, path, ...shape, progress, rows: first } satisfies GridInfo;
    },
    grid_query: (id, query) => {
      const grid = gridOf(id);
      const refused = refusedBy(query.filters);
      if (refused) return refused;
      const { rows, hits } = find(query, grid.progress.rows);
      Object.assign(grid, { rows, view: grid.view + 1 });
      return { answer: "found", view: grid.view, rows: rows.length, of: grid.progress.rows, hits };
    },
    grid_rows: (id, view, from, count) => {
      const { rows, progress } = gridOf(id);
      const to = Math.min(from + count, view === null || !rows ? progress.rows : rows.length);
      return Array.from({ length: Math.max(0, to - from) }, (_, at) =>
        rowOf(view === null || !rows ? from + at : (rows[from + at] ?? 0)),
      );
    },
    grid_cell: (_, record, column) => {
      const text = cellOf(record, column);
      return { text, bytes: new TextEncoder().encode(text).length, cut: false };
    },
    grid_save: ({ id, path, view, replace }) => {
      const { rows, progress } = gridOf(id);
      if (!path.startsWith("/")) return { answer: "refused", message: "A full path is needed, like /home/me/a.csv" };
      if (path.includes("exists") && !replace) return { answer: "exists", path };
      return { answer: "saved", path, rows: view === null || !rows ? progress.rows : rows.length };
    },
    grid_close: (id) => {
      grids.delete(id);
      return null;
    },
    compare_files: (oldId, newId) => comparisonOf(scenario, oldId, newId),
    differences: (query) => differencesOf(scenario, query),
  };
}

const FAULTS = [
  "Line 118: 25 cells where the header has 26",
  "Line 4 031: a quoted cell that never ends",
  "Line 4 032: a NUL byte",
];

function whichFile(source: GridSource): { name: string; path: string } {
  const own = "testops_export_Checkout_2026-07-31_07-00.csv";
  const path = source.source === "path" ? source.path : `/home/tester/exports/${own}`;
  const gone = path.includes("gone") || (source.source === "export" && source.file_id >= 9_000);
  if (gone) throw failure("not_found", "The file is no longer there", "Choose another file under Exports.");
  return { name: path.split(/[\\/]/).at(-1) ?? path, path };
}

function progressOf(total: number, rows: number): GridProgress {
  const found = Math.floor(rows);
  const bytes = { bytes: found * BYTES_A_ROW, of_bytes: total * BYTES_A_ROW };
  return { ...bytes, rows: found, done: found >= total, failure: null, faults: [], faults_total: 0 };
}

function rowOf(record: number): GridRow {
  const cells = COLUMN_NAMES.map((_, column) => {
    const text = cellOf(record, column);
    return { text: text.slice(0, CUT_AT), cut: text.length > CUT_AT };
  });
  return { record, cells };
}

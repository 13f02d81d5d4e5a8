/** What a person arranges in the grid: the columns, the chosen cell, and what lies beside the rows. */
import type { GridProgress } from "$lib/host";
import { announce } from "$lib/say.svelte";
import * as plans from "./columns";
import { measure } from "./measure";
import { t } from "./messages";
import type { Cell } from "./moves";
import { rememberedPlan, rememberPlan } from "./remembered";
import type { GridSession } from "./session.svelte";

export class Desk {
  plan = $state.raw<plans.ColumnPlan>({ order: [], hidden: [], widths: [] });
  cell = $state.raw<Cell | null>(null);
  aside = $state<"cell" | "columns" | null>(null);
  readonly names: readonly string[];
  readonly key: number | null;
  readonly layout = $derived.by(() => plans.layoutOf(this.plan, this.key, expectedRows(this.session.progress)));
  readonly shown = $derived.by(() => this.layout.columns.map(({ column }) => column));

  constructor(
    readonly session: GridSession,
    info: NonNullable<GridSession["info"]>,
  ) {
    this.names = info.columns;
    this.key = info.key_column;
    this.plan = rememberedPlan(info.columns) ?? plans.firstPlan(info.columns, info.rows, measure);
  }

  /** The column that the header's keys act on. */
  get column(): number | null {
    return this.cell?.column ?? this.shown[0] ?? null;
  }

  nameOf(column: number): string {
    return this.names[column] ?? "";
  }

  choose(cell: Cell): void {
    if (cell.row !== this.cell?.row || cell.column !== this.cell.column) this.cell = cell;
  }

  chooseColumn(column: number): void {
    this.choose({ row: this.cell?.row ?? 0, column });
  }

  arrange(plan: plans.ColumnPlan): void {
    this.plan = plan;
    rememberPlan(this.names, plan);
    const { cell, shown } = this;
    if (cell && !shown.includes(cell.column)) this.cell = { row: cell.row, column: shown[0] ?? cell.column };
  }

  reset(): void {
    this.arrange(plans.firstPlan(this.names, this.session.info?.rows ?? [], measure));
  }

  /** While an edge is dragged; `settle` remembers where it was let go. */
  resize(column: number, width: number): void {
    this.plan = plans.withWidth(this.plan, column, width);
  }

  settle(): void {
    rememberPlan(this.names, this.plan);
  }

  /** By the keyboard: the width is said, as nobody sees the edge being dragged. */
  widen(column: number, by: number): void {
    this.resize(column, (this.plan.widths[column] ?? 0) + by);
    this.settle();
    announce(t.widthNow(this.nameOf(column), this.plan.widths[column] ?? 0));
  }

  fit(column: number, first: number, last: number): void {
    const rows = [];
    for (let at = first; at < last; at++) rows.push(this.session.row(at) ?? []);
    this.resize(column, plans.fitting(column, this.names, rows.flat(), measure));
    this.settle();
  }

  move(column: number, by: 1 | -1, passes: readonly number[] = this.shown): void {
    const free = passes.filter((one) => one !== this.key);
    this.arrange(plans.moved(this.plan, column, by, free));
    announce(t.columnMoved(this.nameOf(column), this.shown.indexOf(column) + 1));
  }

  moveTo(column: number, target: number): void {
    this.arrange(plans.movedTo(this.plan, column, target));
  }

  setShown(column: number, shown: boolean): void {
    this.arrange(plans.withShown(this.plan, column, shown));
  }

  showAll(): void {
    this.arrange({ ...this.plan, hidden: [] });
  }
}

/** Room for the row numbers that will come, so that the columns do not move while the index grows. */
function expectedRows(progress: GridProgress | null): number {
  if (!progress || progress.bytes === 0) return 0;
  return Math.max(progress.rows, Math.round((progress.rows * progress.of_bytes) / progress.bytes));
}

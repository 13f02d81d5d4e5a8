/** The columns as they were left, by the header of the file: every export of a plan has the same. */
import type { ColumnPlan } from "./columns";

const KEY = "grid.columns";
const AT_MOST = 20;

type Kept = { header: string; plan: ColumnPlan };

export function rememberedPlan(columns: readonly string[]): ColumnPlan | null {
  const header = headerOf(columns);
  const plan = kept().find((one) => one.header === header)?.plan;
  return plan && fits(plan, columns.length) ? plan : null;
}

export function rememberPlan(columns: readonly string[], plan: ColumnPlan): void {
  const header = headerOf(columns);
  try {
    const others = kept().filter((one) => one.header !== header);
    localStorage.setItem(KEY, JSON.stringify([{ header, plan }, ...others].slice(0, AT_MOST)));
  } catch {
    // Without a store the columns stand as in the file.
  }
}

function kept(): Kept[] {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(read) ? read.filter(isKept) : [];
  } catch {
    return [];
  }
}

function isKept(value: unknown): value is Kept {
  return typeof value === "object" && value !== null && "header" in value && "plan" in value;
}

/** Whether a plan from the store is one of this header, whoever wrote it. */
function fits(plan: ColumnPlan, count: number): boolean {
  const all = (list: unknown): list is number[] =>
    Array.isArray(list) && list.every((one) => Number.isInteger(one) && one >= 0);
  if (!all(plan.order) || !all(plan.hidden) || !all(plan.widths)) return false;
  const named = new Set(plan.order);
  const whole = named.size === count && plan.order.length === count && plan.widths.length === count;
  return whole && Math.max(...plan.order) < count && plan.hidden.length < count;
}

function headerOf(columns: readonly string[]): string {
  return columns.join("\u001f");
}

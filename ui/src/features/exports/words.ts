// What the Exports place says of plans, schedules and changes, from plain data.
import type { ExportScope, PlanView } from "$lib/host";
import { formatInZone, formatWait } from "$lib/i18n";
import type { StatusKind } from "$lib/status";
import { t } from "./messages";

/** Groups that are named before the rest is counted. */
const NAMED = 3;

/** What a plan covers: `All test cases`, `Payments, Receipts and 2 more`, the filter itself. */
export function scopeWords(scope: ExportScope): string {
  if (scope.scope === "all") return t.scope.all;
  if (scope.scope === "query") return `${t.scope.query}: ${scope.aql}`;
  const names = scope.groups.map((group) => group.names.at(-1) ?? String(group.id));
  const rest = names.length - NAMED;
  return rest > 0 ? t.scope.more(names.slice(0, NAMED).join(", "), rest) : names.join(", ");
}

/** How long until an instant: `next in 3 h 12 m`, or that it is due. */
export function nextWords(at: string, now: number): string {
  const left = Date.parse(at) - now;
  return left > 0 ? t.next(formatWait(left)) : t.nextNow;
}

/** An instant by the plan's clock, and by the local one where that differs; its day only where that differs too. */
export function instantWords(at: string, zone: string): string {
  const [there, here] = [inZone(at, zone), formatInZone(at)];
  if (there === here) return `${there} ${zone}`;
  const day = dayOf(here);
  return `${there} ${zone} (${t.here(dayOf(there) === day ? here.slice(day.length) : here)})`;
}

/** What is said before the hours and minutes. */
function dayOf(words: string): string {
  return words.replace(/\d{2}:\d{2}$/, "");
}

/** An instant by the clock of a zone; one that this machine does not know is shown in UTC. */
export function inZone(at: string, zone: string): string {
  try {
    return formatInZone(at, zone);
  } catch {
    return `${formatInZone(at, "UTC")} UTC`;
  }
}

export function statusOfPlan({ state, draft, last, failed }: PlanView): StatusKind {
  if (state.state === "running") return "in_progress";
  if (state.state === "asking") return "asking";
  if (state.state === "waiting") return "stalled";
  if (state.state === "retrying" || failed) return "failed";
  if (draft.paused) return "skipped";
  if (!last) return "waiting";
  return last.outcome === "done" ? "passed" : last.outcome === "failed" ? "failed" : "cancelled";
}

/** Whether a plan is found by what was typed. */
export function isFound({ draft }: PlanView, text: string): boolean {
  const told = `${draft.name} ${draft.project_name} ${scopeWords(draft.scope)}`.toLowerCase();
  return told.includes(text.trim().toLowerCase());
}

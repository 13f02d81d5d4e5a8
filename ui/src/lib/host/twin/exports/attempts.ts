/** What the twin's plans did so far: attempts of every outcome, and due times that were passed over. */
import type { AttemptView, ExportFileView, PlanView } from "../../bindings";
import { failure } from "../connection";
import type { Scenario } from "../scenario";
import { languageOf } from "./texts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export function attemptsOf(scenario: Scenario, plans: PlanView[], files: ExportFileView[]): AttemptView[] {
  const ago = (ms: number) => new Date(scenario.now() - ms).toISOString();
  const ru = languageOf(scenario) === "ru";
  const fewer = failure(
    "unexpected_answer",
    ru ? "Сервер прислал 4 102 записи из 4 629" : "The server sent 4,102 of 4,629 records",
    ru ? "Файл отложен для проверки. Попытка повторится." : "The file was kept aside. It will be tried again.",
  );
  const of = (plan: PlanView, id: number, change: Partial<AttemptView>): AttemptView => ({
    id,
    plan_id: plan.id,
    plan_name: plan.draft.name,
    cause: "scheduled",
    number: 1,
    due_at: change.started_at ?? ago(HOUR),
    started_at: ago(HOUR),
    finished_at: new Date(Date.parse(change.started_at ?? ago(HOUR)) + 21_000).toISOString(),
    outcome: "done",
    failure: null,
    rows: 0,
    bytes: 0,
    changes: null,
    ...change,
  });
  const done = files
    .filter(({ plan_id, part }) => plan_id !== null && (part === null || part === "Payments"))
    .map((file) => {
      const plan = plans.find(({ id }) => id === file.plan_id)!;
      const started_at = new Date(Date.parse(file.written_at) - file.took_ms).toISOString();
      const told = { started_at, due_at: started_at, finished_at: file.written_at, changes: file.changes };
      return of(plan, file.id, { ...told, rows: file.rows, bytes: file.bytes, number: file.id % 11 === 0 ? 2 : 1 });
    });
  const marked = plans.flatMap((plan): AttemptView[] => {
    const failed = { outcome: "failed", failure: fewer, changes: null } as const;
    if (plan.state.state === "running") {
      const began = { outcome: "running", finished_at: null, started_at: ago(MINUTE), changes: null } as const;
      return [of(plan, 9001, { ...began, cause: "manual", due_at: null, rows: 402, bytes: 1_840_000 })];
    }
    if (plan.state.state === "asking")
      return plan.state.missed.map((at, place) =>
        of(plan, 9100 + place, { outcome: "missed", started_at: at, due_at: at, finished_at: at }),
      );
    if (plan.state.state === "retrying") return [of(plan, 9200, { ...failed, started_at: ago(MINUTE) })];
    if (plan.state.state === "waiting")
      return [of(plan, 9300, { ...failed, failure: plan.state.failure, started_at: ago(38 * MINUTE) })];
    if (plan.draft.paused)
      return [of(plan, 9400, { outcome: "cancelled", cause: "manual", due_at: null, started_at: ago(60 * HOUR) })];
    if (plan.id !== 1) return [];
    return [
      of(plan, 9500, { outcome: "interrupted", started_at: ago(30 * HOUR), cause: "retry", number: 2 }),
      of(plan, 9501, { outcome: "skipped", started_at: ago(54 * HOUR), finished_at: null }),
      of(plan, 9502, { outcome: "done", started_at: ago(70 * HOUR), cause: "catch_up", rows: 4610, bytes: 21_000_000 }),
    ];
  });
  return [...marked, ...done].sort((a, b) => b.started_at.localeCompare(a.started_at));
}

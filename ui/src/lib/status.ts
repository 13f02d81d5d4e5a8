/** The states that have a shape and a colour of their own, and how a run is shown. */
import type { Outcome, RunView, TestStatus } from "$lib/host";
import { messages } from "$lib/i18n";

export type StatusKind =
  TestStatus | "waiting" | "asking" | "stalled" | "start_failed" | "cancelled" | "timed_out" | "lost" | "no_results";

export function statusOfOutcome(outcome: Outcome): StatusKind {
  return outcome;
}

export function statusOfRun(run: Pick<RunView, "phase" | "outcome" | "stalled">): StatusKind {
  switch (run.phase) {
    case "finished":
      return run.outcome ?? "unknown";
    case "running":
      return run.stalled ? "stalled" : "in_progress";
    case "unknown":
      return "asking";
    case "pending":
    case "asked":
    case "checking":
    case "scheduled":
      return "waiting";
  }
}

/** The word for each state of one run or one test. */
export const statusWords = messages({
  en: {
    passed: "Passed",
    failed: "Failed",
    broken: "Broken",
    skipped: "Skipped",
    unknown: "Unknown",
    in_progress: "In progress",
    waiting: "Waiting",
    asking: "Needs your answer",
    stalled: "Stalled",
    start_failed: "Did not start",
    cancelled: "Cancelled",
    timed_out: "Timed out",
    lost: "Gone from the server",
    no_results: "No results",
  },
  ru: {
    passed: "Успешно",
    failed: "Упал",
    broken: "Сломано",
    skipped: "Пропущено",
    unknown: "Неизвестно",
    in_progress: "Выполняется",
    waiting: "Ожидание",
    asking: "Нужен ваш ответ",
    stalled: "Завис",
    start_failed: "Не запустился",
    cancelled: "Отменён",
    timed_out: "Истекло время",
    lost: "Удалён на сервере",
    no_results: "Без результатов",
  },
});

/** The words beside a number of tests. */
export const countWords = messages({
  en: {
    passed: "Passed",
    failed: "Failed",
    broken: "Broken",
    skipped: "Skipped",
    unknown: "Unknown",
    in_progress: "In progress",
  },
  ru: {
    passed: "Прошли",
    failed: "Упали",
    broken: "Сломаны",
    skipped: "Пропущены",
    unknown: "Без статуса",
    in_progress: "Выполняются",
  },
});

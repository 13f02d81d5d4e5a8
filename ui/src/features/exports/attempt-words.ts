/** The words of attempts: how they ended and why they began. */
import type { AttemptOutcome } from "$lib/host";
import { counted, messages } from "$lib/i18n";
import type { StatusKind } from "$lib/status";

export const outcomeWords = messages({
  en: {
    running: "Running",
    done: "Done",
    failed: "Failed",
    cancelled: "Cancelled",
    interrupted: "Interrupted",
    missed: "Missed",
    skipped: "Skipped",
  },
  ru: {
    running: "Выполняется",
    done: "Готово",
    failed: "Ошибка",
    cancelled: "Отменено",
    interrupted: "Прервано",
    missed: "Не состоялось",
    skipped: "Пропущено",
  },
});

export const t = messages({
  en: {
    attempts: (n: number) => counted.en(n, "attempt", "attempts"),
    plan: "Plan",
    allPlans: "All plans",
    causes: { scheduled: "By schedule", manual: "Run by hand", retry: "Repeated", catch_up: "After time off" },
    outcomeWhy: {
      interrupted: "The program ended meanwhile; it was begun anew.",
      missed: "The program was off or the machine slept.",
      skipped: "Skipped at your word.",
    },
    number: (n: number) => `attempt ${n}`,
    due: (moment: string) => `due ${moment}`,
    none: "No attempts yet",
    noneWhy: "Every export, also one that failed or was missed, gets a row here.",
    showMore: "Show more",
    reading: "Reading the attempts…",
  },
  ru: {
    attempts: (n) => counted.ru(n, "попытка", "попытки", "попыток"),
    plan: "План",
    allPlans: "Все планы",
    causes: { scheduled: "По расписанию", manual: "Вручную", retry: "Повтор", catch_up: "После простоя" },
    outcomeWhy: {
      interrupted: "Программа завершилась во время экспорта; он начат заново.",
      missed: "Программа была выключена или компьютер спал.",
      skipped: "Пропущено по вашей просьбе.",
    },
    number: (n) => `попытка ${n}`,
    due: (moment) => `по плану ${moment}`,
    none: "Попыток пока нет",
    noneWhy: "Здесь появится каждый экспорт, в том числе неудачный и пропущенный.",
    showMore: "Показать ещё",
    reading: "Читаем попытки…",
  },
});

export function statusOfOutcome(outcome: AttemptOutcome): StatusKind {
  switch (outcome) {
    case "running":
      return "in_progress";
    case "done":
      return "passed";
    case "failed":
      return "failed";
    case "cancelled":
      return "cancelled";
    case "interrupted":
      return "broken";
    case "missed":
      return "timed_out";
    case "skipped":
      return "skipped";
  }
}

/** The words of a test's last results. */
import type { PastVariant } from "$lib/host";
import { counted, messages } from "$lib/i18n";

export const pastWords = messages({
  en: {
    keys: "Arrow keys go from result to result, Enter opens one.",
    thisVariant: "This variant",
    noVariant: "Without parameters and environment",
    flaky: "Flaky by the server's rule, counted here",
    steady: "Not flaky by the server's rule, counted here",
    changes: (changes: number, results: number) =>
      `${counted.en(changes, "change", "changes")} between passed and failed in the last ${counted.en(results, "result", "results")}, retries included; three make a test flaky.`,
    aLaunch: (id: number) => `launch #${id}`,
  },
  ru: {
    keys: "Стрелки переходят от результата к результату, Enter открывает.",
    thisVariant: "Этот вариант",
    noVariant: "Без параметров и окружения",
    flaky: "Нестабилен по правилу сервера, посчитано здесь",
    steady: "Стабилен по правилу сервера, посчитано здесь",
    changes: (changes, results) =>
      `${counted.ru(changes, "смена", "смены", "смен")} между «успешно» и «упал» за последние ${counted.ru(results, "результат", "результата", "результатов")} с повторами; нестабилен — от трёх.`,
    aLaunch: (id) => `#${id}`,
  },
});

/** What tells a variant of a test from the others: its environment and parameters. */
export function variantName({ parameters, environment }: Pick<PastVariant, "parameters" | "environment">): string {
  const words = [...environment, ...parameters.map(({ name, value }) => `${name} = ${value}`)];
  return words.length > 0 ? words.join(" · ") : pastWords.noVariant;
}

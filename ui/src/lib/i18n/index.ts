/**
 * Texts of the page, by feature. A feature says `const t = messages({ en: …, ru: … })` and reads `t.title` or
 * `t.found(12)`. The compiler holds Russian to the same keys and arguments as English. Reading a text in a template
 * or an effect follows a change of the language.
 */
import type { Language } from "$lib/host";
import { language } from "./language.svelte";

export { language, speak } from "./language.svelte";
export { counted, plural } from "./plural";
export {
  clockOf,
  formatAge,
  formatBytes,
  formatDate,
  formatDuration,
  formatDurations,
  formatDuration as duration,
  formatInZone,
  formatMoment,
  formatNumber,
  formatTime,
  formatWait,
} from "./format";

type Same<T> = {
  [K in keyof T]: T[K] extends (...args: infer A) => string
    ? (...args: A) => string
    : T[K] extends string
      ? string
      : Same<T[K]>;
};

export function messages<T extends object>(texts: { en: T; ru: Same<NoInfer<T>> }): T {
  const byLanguage: Record<Language, T> = { en: texts.en, ru: texts.ru as T };
  return new Proxy(texts.en, { get: (_, key) => Reflect.get(byLanguage[language.current], key) });
}

import type { Language } from "$lib/host";

/** The language in force; every text that is read in a template follows it at once. At first it is the system's. */
export const language = $state<{ current: Language }>({ current: navigator.language.startsWith("ru") ? "ru" : "en" });

export function speak(chosen: Language): void {
  language.current = chosen;
  document.documentElement.lang = chosen;
}

import type { Language } from "$lib/host";

/** The language in force; every text that is read in a template follows it at once. */
export const language = $state<{ current: Language }>({ current: "en" });

export function speak(chosen: Language): void {
  language.current = chosen;
  document.documentElement.lang = chosen;
}

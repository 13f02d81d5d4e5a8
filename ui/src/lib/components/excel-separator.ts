import { language } from "$lib/i18n";

/** What Excel has where people speak the window's language. */
export const usualSeparator = (): string => (language.current === "ru" ? ";" : ",");

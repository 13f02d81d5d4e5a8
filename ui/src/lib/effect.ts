/** What came of an act for one item, in words. */
import type { Effect } from "$lib/host";
import { messages } from "$lib/i18n";

export const effectWords = messages<Record<Effect, string>>({
  en: { took: "took", not_taken: "did not take", already_so: "was so already", gone: "is gone" },
  ru: { took: "сделано", not_taken: "не сделано", already_so: "так уже и было", gone: "больше нет" },
});

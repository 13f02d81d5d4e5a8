/** Leads to a run that was asked for, but nobody away from where they went meanwhile. */
import { messages } from "$lib/i18n";
import { go, stays } from "$lib/router";
import { toast } from "$lib/say.svelte";

const t = messages({
  en: { asked: "The launch was asked for", open: "Open the run" },
  ru: { asked: "Запуск отправлен", open: "Открыть прогон" },
});

/** Called when the person asks; what it returns is called with the answer, and leaves a way to the run in a note. */
export function leadToRun(): (runId: number) => void {
  const here = stays();
  return (id) => {
    const run = { place: "run", id } as const;
    if (here()) go(run);
    else toast({ text: t.asked, action: { label: t.open, act: () => go(run) } });
  };
}

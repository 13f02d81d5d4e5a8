import { onForget } from "$lib/forget";

/** What narrows the lists of the place; it stays while the window lives, also when one goes elsewhere and comes back. */
export const shown = $state(everything());

onForget(() => Object.assign(shown, everything()));

function everything() {
  return {
    plans: "",
    files: { text: "", planId: null as number | null, projectId: null as number | null },
    attemptsOf: null as number | null,
  };
}

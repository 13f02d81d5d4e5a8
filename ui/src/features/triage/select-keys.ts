/**
 * The keys of deciding, on the page of a run: `x` chooses the row with the focus, Shift with an arrow widens the choice,
 * Esc empties it, and a letter asks. They are about what is chosen, else about the row with the focus.
 */
import { isDialogOpen, isTyping, shortcuts } from "$lib/keys";
import type { DecisionKind } from "$lib/host";
import { toast } from "$lib/say.svelte";
import { testOf, type Deciding } from "./deciding.svelte";
import { undoDecision } from "./undo";
import { t } from "./words";

export const DECISION_KEYS: Readonly<Record<string, DecisionKind>> = {
  l: "link_defect",
  n: "new_defect",
  m: "mute",
  a: "assign",
  s: "set_status",
  h: "hide",
};

/** Binds them until the returned function is called. For `{@attach}`. */
export function selectKeys(deciding: Deciding): (list: HTMLElement) => () => void {
  return (list) => {
    const ask = (kind: DecisionKind) => () => {
      const target = deciding.meant(document.activeElement);
      if (target) deciding.ask(kind, target);
    };
    const letters = Object.entries(DECISION_KEYS).map(([key, kind]) => [key, ask(kind)] as const);
    const unbind = shortcuts({ ...Object.fromEntries(letters), u: () => void undoLast(deciding) });
    const press = (event: KeyboardEvent) => onKey(event, list, deciding);
    list.addEventListener("keydown", press);
    return () => {
      list.removeEventListener("keydown", press);
      unbind();
    };
  };
}

async function undoLast(deciding: Deciding): Promise<void> {
  const { last } = deciding;
  if (!last) toast({ text: t.nothingToUndo });
  else if (await undoDecision(last)) deciding.last = null;
}

function onKey(event: KeyboardEvent, list: HTMLElement, deciding: Deciding): void {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isDialogOpen()) return;
  if (event.key === "Escape" && deciding.choosing) {
    event.preventDefault();
    deciding.clear();
    return;
  }
  const here = document.activeElement;
  if (event.code === "KeyX" && !event.shiftKey) {
    const test = testOf(here, deciding);
    if (!test) return;
    event.preventDefault();
    deciding.toggle(test);
    return;
  }
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (!event.shiftKey || step === 0) return;
  // The focus is moved by the keys of the list.
  const rows = [...list.querySelectorAll<HTMLElement>("[data-row]")];
  const at = rows.findIndex((row) => row.contains(here));
  for (const row of [rows[at], rows[at + step]]) {
    const test = testOf(row ?? null, deciding);
    if (test) deciding.chosen.set(test.id, test);
  }
}

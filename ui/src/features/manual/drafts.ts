/** The drafts of the tests of a connection, by the ids of their results. */
import { onForget } from "$lib/forget";
import { Draft } from "./draft.svelte";

const drafts = new Map<number, Draft>();
onForget(() => drafts.clear());

export function draftOf(resultId: number): Draft {
  const known = drafts.get(resultId);
  if (known) return known;
  const made = new Draft();
  drafts.set(resultId, made);
  return made;
}

export function dropDraft(resultId: number): void {
  drafts.delete(resultId);
}

/** The drafts of the tests of a connection, by the ids of their results; kept by the page beyond its end, without pictures. */
import { onForget } from "$lib/forget";
import { Draft, type KeptDraft, STEP_STATUSES } from "./draft.svelte";

const KEY = "manual.drafts";
const AT_MOST = 50;

type Entry = [resultId: number, kept: KeptDraft];

const drafts = new Map<number, Draft>();
onForget(() => {
  drafts.clear();
  localStorage.removeItem(KEY);
});

export function draftOf(resultId: number): Draft {
  const known = drafts.get(resultId);
  if (known) return known;
  const made = new Draft(entries().find(([id]) => id === resultId)?.[1]);
  drafts.set(resultId, made);
  return made;
}

/** Writes down what is marked and written so far. */
export function keepDraft(resultId: number, draft: Draft): void {
  const others = entries().filter(([id]) => id !== resultId);
  const own: Entry[] = draft.isTouched ? [[resultId, draft.kept()]] : [];
  store([...own, ...others].slice(0, AT_MOST));
}

export function dropDraft(resultId: number): void {
  drafts.delete(resultId);
  store(entries().filter(([id]) => id !== resultId));
}

function store(all: Entry[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    // Without a store a draft lives as long as the page.
  }
}

function entries(): Entry[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isEntry) : [];
  } catch {
    return [];
  }
}

function isEntry(entry: unknown): entry is Entry {
  if (!Array.isArray(entry) || typeof entry[0] !== "number") return false;
  const { key, begunAt, message, failing, marks } = (entry[1] ?? {}) as Partial<Record<keyof KeptDraft, unknown>>;
  const isMark = (mark: unknown) =>
    Array.isArray(mark) && typeof mark[0] === "number" && STEP_STATUSES.some((status) => status === mark[1]);
  return (
    [key, begunAt, message].every((text) => typeof text === "string") &&
    typeof failing === "boolean" &&
    Array.isArray(marks) &&
    marks.every(isMark)
  );
}

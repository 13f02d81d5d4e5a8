// What was typed into each job's form, for as long as the window lives: leaving the form and coming back loses nothing.
import { onForget } from "$lib/forget";
import type { JobForm } from "$lib/host";
import { newKey } from "$lib/press";
import { carriedTo } from "../selection/carried.svelte";
import { type Draft, freshDraft, isDirty, reconciled } from "./form";

const held = new Map<string, { draft: Draft; form: JobForm }>();

onForget(() => held.clear());

const placeOf = (form: JobForm) => `${form.project_id}/${form.job.id}/${form.job.name}`;

/** The draft to show for a form that was just read: what was typed before, or a fresh one, with the tests that wait for it. */
export function openedDraft(form: JobForm): Draft {
  const tests = carriedTo(form.project_id)?.tests;
  const typed = typedDraft(form);
  const draft = tests ? { ...typed, choice: { tests, other_jobs: [] } } : typed;
  keepDraft(form, draft);
  return draft;
}

function typedDraft(form: JobForm): Draft {
  const known = held.get(placeOf(form));
  return known && isDirty(known.draft, known.form) ? reconciled(known.draft, form) : fresh(form, known?.draft.key);
}

export function keepDraft(form: JobForm, draft: Draft): void {
  held.set(placeOf(form), { draft, form });
}

/** After a launch: the next one of this job has a key of its own. */
export function dropDraft(form: JobForm): void {
  held.delete(placeOf(form));
}

const fresh = (form: JobForm, key: string = newKey()) => freshDraft(form, key);

/** What a form says as an edit. */
import type { CaseEdit, CaseValues } from "$lib/host";

export const NOTHING: CaseEdit = {
  name: null,
  description: null,
  precondition: null,
  expected_result: null,
  steps: null,
  status: null,
  layer: null,
  add_tags: [],
  remove_tags: [],
  fields: [],
};

/** The lines that say something, each once. */
export const linesOf = (text: string): string[] => [
  ...new Set(
    text
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== ""),
  ),
];

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** From what was read to what a form has: only what a person changed. */
export function editOf(was: CaseValues, now: CaseValues): CaseEdit {
  const changed = <T>(old: T, value: T): T | null => (same(old, value) ? null : value);
  const [oldTags, tags] = [was.tags ?? [], now.tags ?? []];
  return {
    name: changed(was.name, now.name),
    description: changed(was.description, now.description),
    precondition: changed(was.precondition, now.precondition),
    expected_result: changed(was.expected_result, now.expected_result),
    steps: changed(was.steps, now.steps),
    status: changed(was.status?.name ?? null, now.status?.name ?? null),
    layer: changed(was.layer, now.layer),
    add_tags: tags.filter((tag) => !oldTags.includes(tag)),
    remove_tags: oldTags.filter((tag) => !tags.includes(tag)),
    fields: now.fields.filter((field, at) => !same(field.values, was.fields[at]?.values)),
  };
}

export const isNothing = (edit: CaseEdit): boolean => same(edit, NOTHING);

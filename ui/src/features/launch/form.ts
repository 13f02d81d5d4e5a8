// The form of a job as plain data: what a person typed, where it came from, and what will be asked of the server.
// Every function is pure; `drafts.svelte.ts` keeps one draft a job while the window lives.
import type { FieldFault, FormValues, JobForm, LaunchRequest, NamedValue, Preset, TestChoice } from "$lib/host";
import { EVERYTHING } from "../selection/choice";

export interface Draft {
  /** One key a filled form: the same key never launches twice. */
  key: string;
  name: string;
  /** The person wrote the name; a newer suggestion must not replace it. */
  nameTyped: boolean;
  parameters: NamedValue[];
  tags: string[];
  environment: NamedValue[];
  /** Which tests; presets and last values leave it as it is. */
  choice: TestChoice;
  /** Parameters that held a typed value and that the job no longer has. */
  lost: NamedValue[];
}

export function freshDraft(form: JobForm, key: string): Draft {
  return {
    key,
    name: form.suggested_name,
    nameTyped: false,
    parameters: form.parameters.map(({ name, default: value }) => ({ name, value })),
    tags: [],
    environment: [],
    choice: EVERYTHING,
    lost: [],
  };
}

/** The draft against a form that was read anew: typed values stay, vanished parameters are named in `lost`. */
export function reconciled(draft: Draft, form: JobForm): Draft {
  const known = new Set(form.parameters.map((parameter) => parameter.name));
  const held = draft.parameters.reduce((all, entry) => withValue(all, entry.name, entry.value), draft.lost);
  return {
    ...draft,
    name: draft.nameTyped ? draft.name : form.suggested_name,
    parameters: form.parameters.map((parameter) => ({
      name: parameter.name,
      value: valueOf(held, parameter.name) ?? parameter.default,
    })),
    lost: held.filter(({ name, value }) => !known.has(name) && value !== ""),
  };
}

export function valueOf(values: NamedValue[], name: string): string | undefined {
  return values.find((entry) => entry.name === name)?.value;
}

/** `values` with `name` set, in place when it is there. */
export function withValue(values: NamedValue[], name: string, value: string): NamedValue[] {
  return valueOf(values, name) === undefined
    ? [...values, { name, value }]
    : values.map((entry) => (entry.name === name ? { name, value } : entry));
}

/** Parameters, tags or environment differ from what an untouched form holds. */
export function isDirty(draft: Draft, form: JobForm): boolean {
  return (
    draft.nameTyped ||
    draft.tags.length > 0 ||
    draft.environment.length > 0 ||
    draft.choice.tests.tests !== "all" ||
    form.parameters.some((parameter) => valueOf(draft.parameters, parameter.name) !== parameter.default)
  );
}

/** Every value of the last launch; what the last launch did not set goes back to its default. */
export function withLast(draft: Draft, form: JobForm): Draft {
  return form.last ? withValues(draft, form, form.last).draft : draft;
}

/** The preset's values; `gone` names the parameters that the job no longer has. */
export function withPreset(draft: Draft, form: JobForm, preset: Preset): { draft: Draft; gone: string[] } {
  const result = withValues(draft, form, preset.values);
  return { draft: result.draft, gone: [...new Set([...preset.gone, ...result.gone])] };
}

function withValues(draft: Draft, form: JobForm, values: FormValues): { draft: Draft; gone: string[] } {
  const known = new Set(form.parameters.map((parameter) => parameter.name));
  return {
    draft: {
      ...draft,
      parameters: form.parameters.map((parameter) => ({
        name: parameter.name,
        value: valueOf(values.parameters, parameter.name) ?? parameter.default,
      })),
      tags: [...values.tags],
      environment: values.environment.map((entry) => ({ ...entry })),
    },
    gone: values.parameters.map((entry) => entry.name).filter((name) => !known.has(name)),
  };
}

export function valuesOf(draft: Draft): FormValues {
  return {
    parameters: draft.parameters.map((entry) => ({ ...entry })),
    tags: [...draft.tags],
    environment: draft.environment.filter((entry) => entry.value.trim() !== "").map((entry) => ({ ...entry })),
  };
}

export function requestOf(draft: Draft, form: JobForm): LaunchRequest {
  return {
    key: draft.key,
    project_id: form.project_id,
    job_id: form.job.id,
    name: draft.name,
    values: valuesOf(draft),
    choice: draft.choice,
  };
}

/** The preset whose values the draft holds, so that its name can be shown. */
export function presetInForce(draft: Draft, form: JobForm): Preset | undefined {
  const held = JSON.stringify(comparable(valuesOf(draft)));
  return form.presets.find(
    (preset) => JSON.stringify(comparable(valuesOf(withPreset(draft, form, preset).draft))) === held,
  );
}

const comparable = (values: FormValues) => [
  values.parameters.map(({ name, value }) => [name, value]),
  [...values.tags].sort(),
  values.environment.map(({ name, value }) => [name, value]).sort(),
];

/** A tag as typed becomes one tag: trimmed, without a doubled one. */
export function withTag(tags: string[], typed: string): string[] {
  const tag = typed.trim();
  return tag === "" || tags.includes(tag) ? tags : [...tags, tag];
}

export interface Faults {
  name?: string;
  tests?: string;
  tags?: string;
  /** By parameter name. */
  parameters: Record<string, string>;
  /** By variable name. */
  environment: Record<string, string>;
  /** Faults of fields that this form does not show. */
  other: string[];
  /** The first field at fault in the order of the form, as the `id` of its input says after `field-`. */
  first?: string;
}

/** Sorts the domain's faults to the form's fields; a parameter may be named by its id or by its name. */
export function faultsByField(faults: FieldFault[], form: JobForm): Faults {
  const sorted: Faults = { parameters: {}, environment: {}, other: [] };
  for (const { field, message } of faults) {
    const [kind, rest] = split(field);
    const parameter = form.parameters.find((one) => one.name === rest || String(one.id) === rest);
    if (field === "name") sorted.name ??= message;
    else if (field === "tests") sorted.tests ??= message;
    else if (kind === "tags" || kind === "tag") sorted.tags ??= message;
    else if (kind === "parameter" && parameter) sorted.parameters[parameter.name] ??= message;
    else if (kind === "environment" && rest) sorted.environment[rest] ??= message;
    else sorted.other.push(message);
  }
  sorted.first = firstOf(sorted, form);
  return sorted;
}

function firstOf(faults: Faults, form: JobForm): string | undefined {
  if (faults.name !== undefined) return "name";
  if (faults.tests !== undefined) return "tests";
  const index = form.parameters.findIndex((one) => faults.parameters[one.name] !== undefined);
  if (index >= 0) return `parameter-${String(index)}`;
  if (faults.tags !== undefined) return "tags";
  return Object.keys(faults.environment).length > 0 ? "environment-0" : undefined;
}

function split(field: string): [string, string] {
  const colon = field.indexOf(":");
  return colon < 0 ? [field, ""] : [field.slice(0, colon), field.slice(colon + 1)];
}

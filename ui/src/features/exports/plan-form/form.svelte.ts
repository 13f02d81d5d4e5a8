/**
 * The form of a plan while it is open: the draft as it is typed, what is wrong with it, and whether it was changed.
 * What the live check finds wrong is shown beside a field once the person touched it or tried to save.
 */
import type { FieldFault, PlanCheck, PlanDraft } from "$lib/host";

/** The fields in the order of the form, by their names in a fault; each is a field of the draft. */
const FIELDS = [
  "project_id",
  "name",
  "scope",
  "columns",
  "folder",
  "file_name",
  "separator",
  "markdown",
  "retention_days",
  "retries",
  "drill",
  "cron",
  "zone",
  "catch_up",
] as const;

export type Field = (typeof FIELDS)[number];

export class PlanForm {
  draft = $state() as PlanDraft;
  private begun = $state.raw() as PlanDraft;
  private refused = $state.raw<{ faults: FieldFault[]; draft: PlanDraft } | null>(null);

  constructor(draft: PlanDraft) {
    this.draft = structuredClone(draft);
    this.begun = structuredClone(draft);
  }

  /** The draft as plain data, to be sent. */
  plain(): PlanDraft {
    return $state.snapshot(this.draft) as PlanDraft;
  }

  get dirty(): boolean {
    return !same(this.draft, this.begun);
  }

  discard(): void {
    this.draft = structuredClone(this.begun);
    this.refused = null;
  }

  /** What was sent is what the form begins with from here on. */
  accept(sent: PlanDraft): void {
    this.begun = structuredClone(sent);
    this.refused = null;
  }

  /** Keeps what the host found wrong; the first field at fault. */
  refuse(faults: FieldFault[], sent: PlanDraft): Field | null {
    this.refused = { faults, draft: structuredClone(sent) };
    return FIELDS.find((field) => faults.some((fault) => fault.field === field)) ?? null;
  }

  fault(field: Field, check: PlanCheck | undefined): string | null {
    const touched = !same(this.draft[field], this.begun[field]);
    const live = (touched && !isEmpty(this.draft, field)) || this.refused ? messageOf(check?.faults, field) : null;
    const told = this.refused && same(this.draft[field], this.refused.draft[field]);
    return live ?? (told ? messageOf(this.refused?.faults, field) : null);
  }

  /** Faults that belong to no field of the form. */
  get others(): string[] {
    const known: readonly string[] = FIELDS;
    return this.refused?.faults.filter(({ field }) => !known.includes(field)).map(({ message }) => message) ?? [];
  }

  /** Moves a new plan to another project: what was typed stays, what belongs to the old project's server goes. */
  moveTo(fresh: PlanDraft): void {
    const { begun, draft } = this;
    this.draft = {
      ...this.plain(),
      project_id: fresh.project_id,
      project_name: fresh.project_name,
      name: draft.name === begun.name ? fresh.name : draft.name,
      scope: draft.scope.scope === "groups" ? { scope: "all" } : this.plain().scope,
      columns: { choice: "everything" },
    };
    this.begun = structuredClone(fresh);
  }
}

/** A choice that was only begun is not wrong before something could be chosen. */
function isEmpty({ scope, columns }: PlanDraft, field: Field): boolean {
  if (field === "columns") return columns.choice === "chosen" && columns.columns.length === 0;
  if (field !== "scope" || scope.scope === "all") return false;
  return scope.scope === "groups" ? scope.groups.length === 0 : scope.aql.trim() === "";
}

function messageOf(faults: FieldFault[] | undefined, field: Field): string | null {
  return faults?.find((fault) => fault.field === field)?.message ?? null;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** What the fields of a schedule need of the form that they stand in. */
import type { CatchUp, FieldFault } from "$lib/host";

export type TimesCheck = { words: string | null; next: string[]; faults: FieldFault[] };

export type TimesForm = {
  draft: { cron: string; zone: string; catch_up: CatchUp };
  fault(field: "cron" | "zone" | "catch_up", check: TimesCheck | undefined): string | null;
};

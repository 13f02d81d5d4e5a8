/** The form of a scheduled launch: the draft as it is typed, and what is wrong with it. */
import type { CatchUp, FieldFault, ScheduleDraft } from "$lib/host";
import type { TimesCheck, TimesForm } from "../due-times/form";

const TIMES = { cron: "0 7 * * 1-5", zone: Intl.DateTimeFormat().resolvedOptions().timeZone };

export type Kind = "times" | "after";

type Typed = {
  name: string;
  kind: Kind;
  cron: string;
  zone: string;
  catch_up: CatchUp;
  only_new: boolean;
  after: { job_id: number; job_name: string } | null;
};

export type Field = "name" | "cron" | "zone" | "catch_up" | "after";

export class ScheduleForm implements TimesForm {
  draft = $state() as Typed;
  private readonly begun: ScheduleDraft;
  private refused = $state.raw<FieldFault[]>([]);

  constructor(draft: ScheduleDraft) {
    this.begun = draft;
    const { name, catch_up, only_new, trigger } = draft;
    const times = trigger.trigger === "times" ? { cron: trigger.cron, zone: trigger.zone } : TIMES;
    const after = trigger.trigger === "after" ? { job_id: trigger.job_id, job_name: trigger.job_name } : null;
    this.draft = { name, kind: trigger.trigger, ...times, catch_up, only_new, after };
  }

  /** The draft as plain data, to be sent; `null` while the job that it follows is not chosen. */
  get plain(): ScheduleDraft | null {
    const { name, kind, cron, zone, catch_up, only_new, after } = $state.snapshot(this.draft) as Typed;
    const rest = { ...this.begun, name, catch_up, only_new };
    if (kind === "times") return { ...rest, trigger: { trigger: "times", cron, zone } };
    return after && { ...rest, trigger: { trigger: "after", ...after } };
  }

  refuse(faults: FieldFault[]): void {
    this.refused = faults;
  }

  /** What is typed is found wrong at once, except for what was only begun. */
  fault(field: Field, check: TimesCheck | undefined): string | null {
    const faults =
      field === "name" && this.draft.name === "" ? this.refused : [...(check?.faults ?? []), ...this.refused];
    return faults.find((fault) => fault.field === field)?.message ?? null;
  }
}

/** What a schedule of a job begins with: on weekdays in the morning, by the clock of this machine. */
export function freshSchedule(
  place: Pick<ScheduleDraft, "project_id" | "project_name" | "job_id" | "job_name" | "values">,
): ScheduleDraft {
  return {
    ...place,
    id: null,
    name: place.job_name,
    trigger: { trigger: "times", ...TIMES },
    catch_up: { policy: "once" },
    only_new: false,
    paused: false,
  };
}

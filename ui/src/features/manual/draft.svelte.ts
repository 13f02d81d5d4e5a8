/** What a person has marked and written of a test and not saved yet. */
import { SvelteMap } from "svelte/reactivity";
import type { ManualStep, ManualTest, ManualVerdict, TestStatus } from "$lib/host";
import { newKey } from "$lib/press";
import { moment } from "./moment";

/** How a step can end by hand, in the order of the keys 1 to 4. */
export const STEP_STATUSES = ["passed", "failed", "broken", "skipped"] as const;
export type Ending = (typeof STEP_STATUSES)[number];

export type Pasted = { data: string; url: string; step: number | null };

/** What of a draft outlives the page. */
export type KeptDraft = {
  key: string;
  begunAt: string;
  message: string;
  failing: boolean;
  marks: [step: number, status: Ending][];
};

export class Draft {
  /** One draft is one decision: asked again, it is the same. */
  readonly key: string;
  readonly begunAt: string;
  readonly marks: SvelteMap<number, Ending>;
  message = $state("");
  /** The message is asked for. */
  failing = $state(false);
  pictures = $state.raw<Pasted[]>([]);

  constructor(kept?: KeptDraft) {
    this.key = kept?.key ?? newKey();
    this.begunAt = kept?.begunAt ?? moment();
    this.marks = new SvelteMap(kept?.marks);
    this.message = kept?.message ?? "";
    this.failing = kept?.failing ?? false;
  }

  get isTouched(): boolean {
    return this.marks.size > 0 || this.message !== "" || this.failing;
  }

  kept(): KeptDraft {
    const { key, begunAt, message, failing } = this;
    return { key, begunAt, message, failing, marks: [...this.marks] };
  }

  /** Fails the test at a step: those before it passed, unless somebody said otherwise. */
  failAt(step: number): void {
    this.failing = true;
    if ([...this.marks.values()].some((mark) => mark === "failed" || mark === "broken")) return;
    for (let before = 0; before < step; before += 1) if (!this.marks.has(before)) this.marks.set(before, "passed");
    this.marks.set(step, "failed");
  }

  verdict(
    test: ManualTest,
    launch: { project_id: number; launch_id: number },
    steps: ManualStep[],
    status: Ending,
  ): ManualVerdict {
    return {
      project_id: launch.project_id,
      launch_id: launch.launch_id,
      result_id: test.result_id,
      name: test.name,
      seen: shownStatus(test),
      status,
      message: this.message.trim() || null,
      begun_at: this.begunAt,
      ended_at: moment(),
      steps: steps.map((step, at) => ({
        ...step,
        status: this.marks.get(at) ?? (status === "passed" ? "passed" : null),
      })),
      pictures: this.pictures.map(({ data, step }) => ({ data, step })),
    };
  }
}

/** What the server says, or what it was told and has not said yet. */
export function shownStatus({ status, decided }: ManualTest): TestStatus {
  return decided && (decided.state === "asked" || decided.state === "sent") ? decided.status : status;
}

/** Whether the test waits for somebody to run it. */
export function waits(test: ManualTest): boolean {
  const isDecided = test.decided !== null && ["waiting", "asked", "sent"].includes(test.decided.state);
  return test.status === "in_progress" && !isDecided;
}

/** Where to go from a test: the next one of the person's that waits, else one that nobody has taken. */
export function nextOf(tests: ManualTest[], here: number | null): ManualTest | undefined {
  const at = tests.findIndex(({ result_id }) => result_id === here);
  const others = [...tests.slice(at + 1), ...tests.slice(0, at + 1)].filter(
    (test) => test.result_id !== here && waits(test),
  );
  return others.find(({ mine }) => mine) ?? others.find(({ assignee }) => assignee === null);
}

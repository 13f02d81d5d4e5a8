/** The exports of the twin: plans that run, files that come and go. */
import type {
  AttemptView,
  BucketPlace,
  Event,
  ExportFileView,
  ExportsView,
  ForeignFile,
  PlanState,
  PlanView,
} from "../../bindings";
import { failure } from "../connection";
import type { Scenario } from "../scenario";
import { attemptsOf } from "./attempts";
import { placeOf } from "./bucket-place";
import { FOLDER } from "./check";
import { filesOf, foreignOf } from "./files";
import { movedParts, partsOf, plansOf } from "./plans";
import { languageOf } from "./texts";

export class ExportWorld {
  bucket: BucketPlace | null;
  plans: PlanView[];
  files: ExportFileView[];
  foreign: ForeignFile[];
  attempts: AttemptView[];
  private nextId = 50_000;

  constructor(
    readonly scenario: Scenario,
    private readonly tell: (event: Event) => void,
  ) {
    this.bucket = scenario.bucket && placeOf(scenario.bucket);
    this.plans = plansOf(scenario);
    this.files = filesOf(scenario, this.plans);
    this.foreign = foreignOf(scenario);
    this.attempts = attemptsOf(scenario, this.plans, this.files);
  }

  now(): string {
    return new Date(this.scenario.now()).toISOString();
  }

  id(): number {
    return this.nextId++;
  }

  changed(): null {
    this.tell({ event: "exports_changed" });
    return null;
  }

  view(): ExportsView {
    const plans = this.plans.map((plan) => this.summed(plan));
    const kept = this.files.filter(({ gone }) => !gone);
    const next = plans.flatMap(({ next_at }) => next_at ?? []).sort();
    return {
      plans,
      files: kept.length,
      bytes: kept.reduce((sum, { bytes }) => sum + bytes, 0),
      last_at: this.files[0]?.written_at ?? null,
      next_at: next[0] ?? null,
      folder: FOLDER,
      free_bytes: this.scenario.kind === "many" ? 612_000_000 : 84_000_000_000,
    };
  }

  private summed(plan: PlanView): PlanView {
    const files = this.files.filter(({ plan_id, gone }) => plan_id === plan.id && !gone);
    const last = this.attempts.find(({ plan_id, outcome }) => plan_id === plan.id && outcome !== "running") ?? null;
    return { ...plan, last, files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
  }

  plan(id: number): PlanView {
    const plan = this.plans.find((known) => known.id === id);
    const ru = languageOf(this.scenario) === "ru";
    if (!plan) throw failure("not_found", ru ? "Этого плана больше нет" : "This plan is gone", "");
    return plan;
  }

  /** With what the bucket has of it. The newest one waits. */
  copied(file: ExportFileView): ExportFileView {
    if (this.bucket === null) return file;
    const { bucket, prefix } = this.bucket;
    const address = `s3://${[bucket, prefix].filter(Boolean).join("/")}/${file.id}/${file.name}`;
    const at = file.written_at;
    return { ...file, copy: file.id === this.files[0]?.id ? { copy: "waiting" } : { copy: "stored", address, at } };
  }

  file(id: number): ExportFileView {
    const file = this.files.find((known) => known.id === id);
    const ru = languageOf(this.scenario) === "ru";
    if (!file) throw failure("not_found", ru ? "Этого файла больше нет" : "This file is no longer known", "");
    return file;
  }

  change(id: number, change: Partial<PlanView>): null {
    this.plan(id);
    this.plans = this.plans.map((plan) => (plan.id === id ? { ...plan, ...change } : plan));
    return this.changed();
  }

  run(id: number): void {
    const { draft } = this.plan(id);
    const state: PlanState = { state: "running", attempt_id: this.id(), parts: partsOf(draft.scope) };
    const attempt: AttemptView = {
      id: state.attempt_id,
      plan_id: id,
      plan_name: draft.name,
      cause: "manual",
      number: 1,
      due_at: null,
      started_at: this.now(),
      finished_at: null,
      outcome: "running",
      failure: null,
      rows: 0,
      bytes: 0,
      changes: null,
    };
    this.attempts = [attempt, ...this.attempts];
    this.change(id, { state });
  }

  end(id: number, outcome: AttemptView["outcome"]): void {
    const { state } = this.plan(id);
    const attemptId = state.state === "running" ? state.attempt_id : -1;
    this.attempts = this.attempts.map((one) =>
      one.id === attemptId ? { ...one, outcome, finished_at: this.now() } : one,
    );
    this.change(id, { state: { state: "idle" } });
  }

  /** Every running plan a moment later. */
  step(): void {
    for (const { id, state } of this.plans) {
      if (state.state !== "running") continue;
      const parts = movedParts(state.parts);
      this.plans = this.plans.map((plan) => (plan.id === id ? { ...plan, state: { ...state, parts } } : plan));
      if (parts.every(({ stage }) => stage === "done")) this.finish(id);
      else this.tell({ event: "export_progress", plan_id: id, parts });
    }
  }

  private finish(id: number): void {
    const { state, draft, folder } = this.plan(id);
    if (state.state !== "running") return;
    const changes = { appeared: 12, vanished: 3, changed: 40 };
    for (const { name: part, records: rows, bytes } of state.parts) {
      const previous = this.files.find((file) => file.plan_id === id && file.part === part);
      const name = `testops_export_${part ?? "all"}_${this.now().slice(0, 16).replace(/[T:]/g, "-")}.csv`;
      const told = { part, name, path: `${folder}/${name}`, bytes, rows, took_ms: 9000, written_at: this.now() };
      const about = { plan_name: draft.name, project_id: draft.project_id, project_name: draft.project_name };
      const ids = { id: this.id(), plan_id: id, previous_id: previous?.id ?? null };
      this.files = [
        { ...ids, ...about, ...told, sha256: "0".repeat(64), changes, gone: false, copy: null },
        ...this.files,
      ];
    }
    this.attempts = this.attempts.map((one) =>
      one.id === state.attempt_id
        ? {
            ...one,
            changes,
            rows: state.parts.reduce((sum, { records }) => sum + records, 0),
            bytes: state.parts.reduce((sum, { bytes }) => sum + bytes, 0),
          }
        : one,
    );
    this.end(id, "done");
  }
}

/** The commands of scheduled launches, answered from the twin's memory. */
import type { Event, ScheduleCheck, ScheduleDraft, ScheduleView } from "../bindings";
import { jobsOf, projectsOf } from "./catalogue";
import { checkOf, wordsOf as cronWords } from "./exports/check";
import { draftOf } from "./exports/plans";
import { languageOf } from "./exports/texts";
import type { Answers } from "./host";
import type { Scenario } from "./scenario";

type Names =
  | "schedules"
  | "check_schedule"
  | "save_schedule"
  | "delete_schedule"
  | "pause_schedule"
  | "skip_scheduled"
  | "answer_missed_launches"
  | "see_schedule";

const DAY_MS = 86_400_000;

export function scheduleAnswers(scenario: Scenario, tell: (event: Event) => void): Pick<Answers, Names> {
  let all: ScheduleView[] = begun(scenario);
  let nextId = 100;

  function check(draft: ScheduleDraft): ScheduleCheck {
    if (draft.trigger.trigger === "after") return { faults: [], words: wordsOf(scenario, draft), next: [] };
    const { cron, zone } = draft.trigger;
    const { faults, words, next } = checkOf(
      draftOf({ name: draft.name, cron, zone }),
      scenario.now(),
      languageOf(scenario),
    );
    return { faults: faults.filter(({ field }) => ["name", "cron", "zone"].includes(field)), words, next };
  }

  function change(id: number, part: Partial<ScheduleView>): null {
    all = all.map((known) => (known.id === id ? { ...known, ...part } : known));
    tell({ event: "schedules_changed" });
    return null;
  }

  const of = (id: number) => all.find((known) => known.id === id)!;

  return {
    schedules: () => all,
    check_schedule: check,
    save_schedule: (draft) => {
      const { faults, words, next } = check(draft);
      if (faults.length > 0) return { answer: "refused", faults };
      const id = draft.id ?? nextId++;
      const saved = { ...viewOf(id, { ...draft, id }, words ?? "", next[0] ?? null), turns: of(id)?.turns ?? [] };
      all = draft.id === null ? [...all, saved] : all.map((known) => (known.id === id ? saved : known));
      tell({ event: "schedules_changed" });
      return { answer: "saved", id };
    },
    delete_schedule: (id) => {
      all = all.filter((known) => known.id !== id);
      tell({ event: "schedules_changed" });
      return null;
    },
    pause_schedule: (id, paused) => {
      const draft = { ...of(id).draft, paused };
      return change(id, { draft, next_at: paused ? null : (check(draft).next[0] ?? null) });
    },
    skip_scheduled: (id, on) => {
      const [first, second] = check(of(id).draft).next;
      return change(id, { skips_at: on ? (first ?? null) : null, next_at: (on ? second : first) ?? null });
    },
    answer_missed_launches: (id) => change(id, { state: { state: "idle" } }),
    see_schedule: (id) => change(id, { failed: false }),
  };
}

function viewOf(id: number, draft: ScheduleDraft, words: string, next_at: string | null): ScheduleView {
  return {
    id,
    draft,
    state: { state: "idle" },
    words,
    next_at,
    skips_at: null,
    problem: null,
    turns: [],
    failed: false,
  };
}

function wordsOf(scenario: Scenario, { trigger }: ScheduleDraft): string {
  if (trigger.trigger === "times") return cronWords(trigger.cron, trigger.zone, languageOf(scenario));
  return languageOf(scenario) === "ru"
    ? `каждый раз, когда «${trigger.job_name}» проходит успешно`
    : `each time “${trigger.job_name}” passes`;
}

/** One of each kind: a calm one, one that cannot launch, one that asks, one that follows a job. */
function begun(scenario: Scenario): ScheduleView[] {
  if (["empty", "first-run", "error"].includes(scenario.kind)) return [];
  const project = projectsOf(scenario)[0];
  const [first, second] = project ? jobsOf(scenario, project.id) : [];
  if (!project || !first || !second) return [];
  const ru = languageOf(scenario) === "ru";
  const at = (days: number) => new Date(scenario.now() + days * DAY_MS).toISOString();
  const made = (id: number, name: string, change: Partial<ScheduleView>, draft: Partial<ScheduleDraft> = {}) => {
    const whole: ScheduleDraft = {
      id,
      name,
      project_id: project.id,
      project_name: project.name,
      job_id: first.id,
      job_name: first.name,
      values: { parameters: [], tags: [], environment: [] },
      trigger: { trigger: "times", cron: "0 7 * * 1-5", zone: "Europe/Moscow" },
      catch_up: { policy: "once" },
      only_new: false,
      paused: false,
      ...draft,
    };
    const words = wordsOf(scenario, whole);
    const next = whole.trigger.trigger === "times" ? at(1) : null;
    return { ...viewOf(id, whole, words, next), ...change };
  };
  const turn = (days: number, outcome: "launched" | "missed", run_id: number | null) => {
    return { due_at: at(days), outcome, run_id, message: null };
  };
  const silent = {
    ...turn(-1, "missed", null),
    outcome: "not_launched",
    message: ru ? "Сервер не ответил" : "The server did not answer",
  } as const;
  const problem = ru
    ? "В джобе больше нет REGION. Откройте её и сохраните с новыми значениями."
    : "The job no longer has REGION. Open it and save it with new values.";
  const after = { trigger: "after", job_id: second.id, job_name: second.name } as const;
  return [
    made(1, "Nightly regression", { turns: [turn(-1, "launched", 101), turn(-2, "missed", null)] }),
    made(2, "Smoke before the day begins", { problem, failed: true }),
    made(3, "Weekly load test", { state: { state: "asking", missed: [at(-2), at(-1)] } }),
    made(4, "Contract tests", { next_at: null, failed: true, turns: [silent] }, { trigger: after }),
  ];
}

/** The twin's export plans, one in each state that a plan can have. */
import type { ExportScope, PartProgress, PlanDraft, PlanState, PlanView } from "../../bindings";
import { failure } from "../connection";
import type { Scenario } from "../scenario";
import { FOLDER, nextOf, wordsOf } from "./check";
import { languageOf } from "./texts";

const MINUTE = 60_000;

export function draftOf(change: Partial<PlanDraft> = {}): PlanDraft {
  return {
    id: null,
    name: "",
    project_id: 1,
    project_name: "Checkout",
    scope: { scope: "all" },
    columns: { choice: "everything" },
    separator: ",",
    headers: true,
    folder: null,
    file_name: "testops_export_{group}_{date}_{time}.csv",
    retention_days: 30,
    retries: [5, 10, 15],
    cron: "0 7 * * *",
    zone: "UTC",
    catch_up: { policy: "once" },
    paused: false,
    markdown: null,
    drill: null,
    ...change,
  };
}

export const groupNamed = (id: number, ...names: string[]) => ({ id, path: names.map((_, at) => id - at), names });

const PAYMENTS: ExportScope = {
  scope: "groups",
  tree_id: 1,
  tree_name: "Features",
  groups: [groupNamed(10, "Payments"), groupNamed(12, "Receipts"), groupNamed(13, "Доставка")],
};

export function plansOf(scenario: Scenario): PlanView[] {
  if (scenario.kind === "empty") return [];
  const ago = (minutes: number) => new Date(scenario.now() - minutes * MINUTE).toISOString();
  const ahead = (minutes: number) => ago(-minutes);
  /** Seven in the morning, so many days ago. */
  const due = (days: number) => new Date(ago(days * 24 * 60).slice(0, 10) + "T07:00:00Z").toISOString();
  const ru = languageOf(scenario) === "ru";
  const gone = failure(
    "storage",
    ru ? "Папки /mnt/backup/testops нет" : "The folder /mnt/backup/testops is not there",
    ru ? "Подключите диск или выберите другую папку." : "Connect its disk, or choose another folder.",
  );
  const running: PlanState = { state: "running", attempt_id: 9001, parts: partsOf(PAYMENTS) };
  const made: [Partial<PlanDraft>, PlanState][] = [
    [{ name: "Checkout nightly" }, { state: "idle" }],
    [
      {
        name: "Payments and receipts",
        scope: PAYMENTS,
        cron: "30 */4 * * *",
        markdown: { folder: "/home/a/test-cases", git: true },
        drill: { project_id: 5, project_name: "Platform API", cases: 20, every_days: 7 },
      },
      running,
    ],
    [
      { name: "Автотесты банка", project_id: 2, project_name: "Мобильный банк", scope: aql("automation = true") },
      { state: "asking", missed: [due(3), due(2), due(1)] },
    ],
    [
      { name: "Storefront", project_id: 3, project_name: "Storefront", cron: "0 9 * * 1-5", zone: "Europe/Moscow" },
      { state: "retrying", at: ahead(4), number: 2, of: 4 },
    ],
    [
      { name: "Личный кабинет", project_id: 4, project_name: "Личный кабинет", folder: "/mnt/backup/testops" },
      { state: "waiting", since: ago(38), failure: gone },
    ],
    [
      { name: "Platform API", project_id: 5, project_name: "Platform API", cron: "0 6 * * 1", paused: true },
      { state: "idle" },
    ],
  ];
  const more = Array.from({ length: scenario.kind === "many" ? 54 : 0 }, (_, at): [Partial<PlanDraft>, PlanState] => [
    { name: `Team ${String(at + 1).padStart(2, "0")} daily`, project_id: at + 7, project_name: `Team ${at + 1}` },
    { state: "idle" },
  ]);
  return [...made, ...more].map(([change, state], at) => planOf(scenario, draftOf({ id: at + 1, ...change }), state));
}

const aql = (text: string): ExportScope => ({ scope: "query", aql: text });

export function planOf(scenario: Scenario, draft: PlanDraft, state: PlanState): PlanView {
  return {
    id: draft.id ?? 0,
    draft,
    state,
    words: wordsOf(draft.cron, draft.zone, languageOf(scenario)),
    next_at: draft.paused ? null : (nextOf(draft, scenario.now(), 1)[0] ?? null),
    skips_at: null,
    last: null,
    failed: state.state === "retrying" || state.state === "waiting",
    files: 0,
    bytes: 0,
    folder: draft.folder ?? FOLDER,
  };
}

/** The parts of an attempt under way: the first is coming in, the others wait for the server. */
export function partsOf(scope: ExportScope): PartProgress[] {
  const names = scope.scope === "groups" ? scope.groups.map(({ names }) => names.at(-1) ?? null) : [null];
  return names.map((name, at) => ({
    name,
    stage: at === 0 ? "downloading" : at === 1 ? "queued" : "waiting",
    bytes: at === 0 ? 1_840_000 : 0,
    records: at === 0 ? 402 : 0,
    expected: at === 0 ? 1240 : at === 1 ? 212 : null,
  }));
}

/** The parts a moment later. */
export function movedParts(parts: PartProgress[]): PartProgress[] {
  const at = parts.findIndex(({ stage }) => stage !== "done" && stage !== "failed");
  return parts.map((part, place) => {
    if (place !== at) return place === at + 1 && part.stage === "waiting" ? { ...part, stage: "queued" } : part;
    if (part.stage === "waiting") return { ...part, stage: "queued" };
    if (part.stage === "queued") return { ...part, stage: "downloading", expected: part.expected ?? 731 };
    if (part.stage === "finishing") return { ...part, stage: "done" };
    const expected = part.expected ?? 731;
    const records = Math.min(expected, part.records + 160);
    return { ...part, records, bytes: records * 4577, stage: records === expected ? "finishing" : "downloading" };
  });
}

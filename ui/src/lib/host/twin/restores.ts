/** Restores of test cases from a copy, as the twin tells them. */
import type { CaseFieldChange, Event, RestoreLook, RestoreRow, RestoreView, RestoredCase } from "../bindings";
import type { Answers } from "./host";
import type { Scenario } from "./scenario";

type Names =
  | "look_before_restore"
  | "look_at_folder_before_restore"
  | "restore_look"
  | "restore_rows"
  | "restore_changes"
  | "begin_restore"
  | "begin_drill"
  | "restores"
  | "restored_cases"
  | "pause_restore"
  | "resume_restore"
  | "forget_restore";

const row = (id: number, name: string, change: Partial<RestoreRow>): RestoreRow => ({
  id,
  name,
  act: "make",
  columns: [],
  automated: false,
  changed_by: null,
  changed_at: null,
  notes: [],
  ...change,
});

export function restoreAnswers(scenario: Scenario, tell: (event: Event) => void): Pick<Answers, Names> {
  const day = (ago: number) => new Date(scenario.now() - ago * 86_400_000).toISOString();
  const many = Array.from({ length: scenario.kind === "many" ? 300 : 0 }, (_, at) =>
    row(
      6000 + at,
      `Checkout keeps the cart of a very patient customer who comes back after a long weekend, case ${at + 1}`,
      { automated: at % 3 === 0 },
    ),
  );
  const rows = {
    missing: [
      row(300, "Old checkout in two steps", {}),
      row(305, "Gift card covers a part of the order", { act: "bring_back", automated: true }),
      ...many,
    ],
    changed: [
      row(311, "Sign in with a code from the authenticator", {
        act: "change",
        columns: ["scenario", "tag"],
        changed_by: "anna",
        changed_at: day(0.1),
      }),
      row(318, "Refund is shown in the order history", {
        act: "change",
        columns: ["description"],
        automated: true,
        changed_by: "ci",
        changed_at: day(2),
        notes: [{ column: "scenario", why: { why: "not_only_text" } }],
      }),
    ],
    blocked: [
      row(330, "Photo of the product", { act: null, notes: [{ column: "scenario", why: { why: "not_only_text" } }] }),
      row(331, "Search by barcode", { act: null, notes: [{ column: null, why: { why: "unreadable" } }] }),
    ],
  };
  const named = (id: number) => (id === 1 ? "Web Shop" : "Мобильное приложение");
  const lookAt = (projectId: number, at: string, into: number | null, folder: string | null = null): RestoreLook => ({
    project_id: projectId,
    into_id: into ?? projectId,
    into_name: named(into ?? projectId),
    elsewhere: (into ?? projectId) !== projectId,
    copy_at: at,
    folder,
    state: { state: "ready" },
    missing: rows.missing.length,
    changed: rows.changed.length,
    blocked: rows.blocked.length,
    same: 1_842,
    others: 3,
    lost_columns: ["Team"],
    misfits:
      folder === null ? [] : [{ file: "318.md", line: 4, wrong: "the key `tgas` is unknown; did you mean `tag`?" }],
    misfits_total: folder === null ? 0 : 1,
  });
  let look: RestoreLook | null = scenario.kind === "empty" ? null : lookAt(1, day(0.2), 1);
  const view = (change: Partial<RestoreView>): RestoreView => ({
    id: 1,
    project_id: 1,
    project_name: "Web Shop",
    source_id: 1,
    drill: false,
    copy_at: day(1.2),
    begun_at: day(0.01),
    state: { state: "writing" },
    total: 120,
    written: 45,
    restored: 0,
    differing: 0,
    conflicts: 0,
    failed: 0,
    ...change,
  });
  let all: RestoreView[] =
    scenario.kind === "many"
      ? [
          view({ id: 3 }),
          view({
            id: 2,
            state: {
              state: "stopped",
              message: "allure.example does not answer.",
              advice: "Check the network, then continue.",
            },
          }),
          view({
            id: 1,
            state: { state: "done" },
            written: 120,
            restored: 116,
            differing: 2,
            conflicts: 1,
            failed: 1,
          }),
          view({
            id: 4,
            drill: true,
            project_id: 2,
            project_name: "Мобильное приложение",
            state: { state: "done" },
            total: 20,
            written: 20,
            restored: 20,
          }),
        ]
      : [];
  const put = (id: number, change: Partial<RestoreView>) => {
    all = all.map((one) => (one.id === id ? { ...one, ...change } : one));
    tell({ event: "restores_changed" });
    return null;
  };
  const changes: CaseFieldChange[] = [
    {
      name: "scenario",
      lines: [
        { kind: "same", text: "Open the sign-in form" },
        { kind: "removed", text: "Sign in" },
        { kind: "added", text: "Type the name and the password" },
      ],
    },
  ];
  const ended: Record<string, RestoredCase> = {
    restored: { id: 300, new_id: 7001, name: "Old checkout in two steps", outcome: "restored", notes: [] },
    differs: {
      id: 305,
      new_id: 305,
      name: "Gift card covers a part of the order",
      outcome: "differs",
      notes: [{ column: "Owner", why: { why: "refused", message: "'boris' is not a member of the project" } }],
    },
    conflict: {
      id: 311,
      new_id: null,
      name: "Sign in with a code from the authenticator",
      outcome: "conflict",
      notes: [{ column: null, why: { why: "changed_meanwhile" } }],
    },
    failed: {
      id: 331,
      new_id: null,
      name: "Search by barcode",
      outcome: "failed",
      notes: [{ column: null, why: { why: "gone" } }],
    },
  };
  return {
    look_before_restore: (projectId, at, into) => {
      look = lookAt(projectId, at, into);
      tell({ event: "restores_changed" });
      return null;
    },
    look_at_folder_before_restore: (projectId, folder, into) => {
      look = lookAt(projectId, day(0), into, folder);
      tell({ event: "restores_changed" });
      return null;
    },
    restore_look: (projectId) => (look?.project_id === projectId ? look : null),
    restore_rows: (_, kind, offset, limit) => ({
      items: rows[kind].slice(offset, offset + limit),
      total: rows[kind].length,
    }),
    restore_changes: () => changes,
    begin_restore: (_, projectId, choice) => {
      const count = (choice.missing ? rows.missing.length : 0) + (choice.changed ? rows.changed.length : 0);
      const id = all.length + 1;
      all = [view({ id, project_id: projectId, total: Math.max(1, count), written: 0 }), ...all];
      look = null;
      tell({ event: "restores_changed" });
      return { answer: "begun", id };
    },
    begin_drill: (_, projectId, copyAt, into, cases) => {
      const id = all.length + 1;
      const drill = { drill: true, source_id: projectId, project_id: into, project_name: named(into) };
      all = [view({ id, ...drill, copy_at: copyAt, total: cases, written: 0 }), ...all];
      tell({ event: "restores_changed" });
      return { answer: "begun", id };
    },
    restores: () => all,
    restored_cases: (_, outcome) => {
      const one = ended[outcome ?? "restored"];
      return { items: one ? [one] : [], total: one ? 1 : 0 };
    },
    pause_restore: (id) => put(id, { state: { state: "paused" } }),
    resume_restore: (id) => put(id, { state: { state: "writing" } }),
    forget_restore: (id) => {
      all = all.filter((one) => one.id !== id);
      tell({ event: "restores_changed" });
      return null;
    },
  };
}

/** Edits of test cases on the server, as the twin tells them. */
import type {
  CaseEdit,
  CaseFieldChange,
  CaseLine,
  CaseValues,
  EditChoices,
  EditedCase,
  EditPreview,
  EditView,
  Event,
  PreviewedCase,
} from "../bindings";
import type { Answers } from "./host";
import type { Scenario } from "./scenario";

type Names =
  | "live_case"
  | "edit_choices"
  | "preview_case_edit"
  | "begin_case_edit"
  | "undo_case_edit"
  | "add_test_case"
  | "resume_case_edit"
  | "case_edits"
  | "edited_cases";

const CHOICES: EditChoices = {
  statuses: ["Draft", "Active", "Outdated"],
  layers: [
    { id: 1, name: "UI" },
    { id: 2, name: "API" },
  ],
  fields: [
    { id: -1, name: "Epic" },
    { id: -2, name: "Owner" },
  ],
};

const VALUES: CaseValues = {
  name: "Sign in with a code from the authenticator",
  description: "The second factor is asked for at every new device.",
  precondition: "The person has an account and no session.",
  expected_result: "The profile is shown",
  steps: [
    { text: "Open the sign-in form", expected: null, steps: [] },
    {
      text: "Type the name and the password",
      expected: "The code is asked for",
      steps: [{ text: "Use a password with a space", expected: null, steps: [] }],
    },
    { text: "Type the code", expected: null, steps: [] },
  ],
  status: { id: -2, name: "Active", workflow_id: -1 },
  layer: { id: 1, name: "UI" },
  tags: ["smoke", "auth"],
  fields: [
    { id: -1, name: "Epic", values: ["Sign-in"] },
    { id: -2, name: "Owner", values: ["anna"] },
  ],
};

/** 318 comes from automation, and so do its steps. */
const AUTOMATED = 318;

const lines = (old: string, now: string): CaseLine[] => [
  ...old.split("\n").flatMap((text): CaseLine[] => (text ? [{ kind: "removed", text }] : [])),
  ...now.split("\n").flatMap((text): CaseLine[] => (text ? [{ kind: "added", text }] : [])),
];

function changesOf(edit: CaseEdit): CaseFieldChange[] {
  const texts: [string, string | null | undefined, string | null][] = [
    ["name", edit.name, VALUES.name],
    ["status", edit.status, "Active"],
    ["layer", edit.layer?.name, "UI"],
    ["precondition", edit.precondition, VALUES.precondition],
    ["scenario", edit.steps?.map(({ text }) => text).join("\n"), "Open the sign-in form"],
    ["expected_result", edit.expected_result, VALUES.expected_result],
    ["description", edit.description, VALUES.description],
  ];
  const told = texts.flatMap(([name, now, old]) =>
    now === null || now === undefined ? [] : [{ name, lines: lines(old ?? "", now) }],
  );
  const tags = [
    ...edit.remove_tags.flatMap((tag) => lines(tag, "")),
    ...edit.add_tags.flatMap((tag) => lines("", tag)),
  ];
  if (tags.length > 0) told.push({ name: "tag", lines: tags });
  return [...told, ...edit.fields.map(({ name, values }) => ({ name, lines: lines("Sign-in", values.join("\n")) }))];
}

export function editAnswers(
  scenario: Scenario,
  nameOf: (id: number) => string,
  tell: (event: Event) => void,
): Pick<Answers, Names> {
  const ago = (minutes: number) => new Date(scenario.now() - minutes * 60_000).toISOString();
  const view = (change: Partial<EditView>): EditView => ({
    id: 1,
    project_id: 1,
    at: ago(3000),
    by: "anna",
    undoes: null,
    undone: false,
    can_undo: true,
    state: { state: "done" },
    act: "change",
    first: "Sign in with a code from the authenticator",
    columns: ["tag", "status"],
    total: 12,
    waiting: 0,
    written: 10,
    differing: 0,
    conflicts: 1,
    failed: 1,
    ...change,
  });
  const told = (id: number | null, change: Partial<EditedCase>): EditedCase => ({
    id,
    name: id === null ? "" : nameOf(id),
    act: "change",
    outcome: "written",
    changes: [{ name: "tag", lines: lines("", "release") }],
    notes: [],
    ...change,
  });
  const cases = new Map<number, EditedCase[]>([
    [
      1,
      [
        told(311, {}),
        told(318, {
          outcome: "conflict",
          notes: [{ column: null, why: { why: "changed_meanwhile", by: "boris", at: ago(3001) } }],
        }),
        told(322, {
          outcome: "failed",
          notes: [{ column: "status", why: { why: "refused", message: "Status is not in the workflow" } }],
        }),
      ],
    ],
    [2, [told(311, {}), told(318, { outcome: "unknown" }), told(322, { outcome: "waiting" })]],
  ]);
  let all: EditView[] = scenario.kind === "empty" ? [] : [view({})];
  if (scenario.kind === "many") {
    const state = { state: "interrupted" } as const;
    all = [view({ id: 2, at: ago(20), state, total: 3, waiting: 2, written: 1, conflicts: 0, failed: 0 }), ...all];
  }
  let preview: EditPreview = { id: 0, project_id: 1, cases: [], changing: 0 };
  const put = (edit: EditView, its: EditedCase[]) => {
    all = [edit, ...all];
    cases.set(edit.id, its);
    tell({ event: "case_edits_changed" });
    return { answer: "begun" as const, id: edit.id };
  };
  return {
    live_case: (case_id) => ({
      project_id: 1,
      id: case_id,
      values: { ...VALUES, name: nameOf(case_id), steps: case_id === AUTOMATED ? null : VALUES.steps },
      steps_locked: case_id === AUTOMATED ? { why: "old_steps" } : null,
      automated: case_id === AUTOMATED,
      rewritten: case_id === AUTOMATED ? ["name", "description"] : null,
      changed_by: "anna",
      changed_at: ago(90),
      choices: CHOICES,
    }),
    edit_choices: () => CHOICES,
    preview_case_edit: (project_id, ids, edit) => {
      const has = (name: string) => changesOf(edit).some((change) => change.name === name);
      const row = (id: number): PreviewedCase => ({
        id,
        name: nameOf(id),
        changes: id === 322 ? [] : changesOf(edit),
        notes: id === 322 && edit.status ? [{ column: "status", why: { why: "no_value" } }] : [],
        automated: id === AUTOMATED,
        rewritten: id === AUTOMATED ? ["name", "description"].filter((name) => has(name)) : null,
      });
      const rows = ids.map(row);
      const changing = rows.filter(({ changes }) => changes.length > 0).length;
      preview = { id: preview.id + 1, project_id, cases: rows, changing };
      return preview;
    },
    begin_case_edit: (_key, _preview, without) => {
      const rows = preview.cases.filter(({ id, changes }) => changes.length > 0 && !without.includes(id));
      const columns = [...new Set(rows.flatMap(({ changes }) => changes.map(({ name }) => name)))];
      const counts = { total: rows.length, written: rows.length, conflicts: 0, failed: 0 };
      const edit = view({ id: all.length + 10, at: ago(0), first: rows[0]?.name ?? "", columns, ...counts });
      return put(
        edit,
        rows.map(({ id, changes }) => told(id, { changes })),
      );
    },
    undo_case_edit: (_key, id) => {
      const undone = all.find((one) => one.id === id) ?? view({});
      all = all.map((one) => (one.id === id ? { ...one, undone: true, can_undo: false } : one));
      const counts = { total: undone.written, conflicts: 0, failed: 0 };
      const undo = view({ ...undone, ...counts, id: all.length + 10, at: ago(0), undoes: id, can_undo: false });
      return put({ ...undo, state: { state: "done" } }, cases.get(id) ?? []);
    },
    add_test_case: (_key, _project, name, steps) => {
      const columns = steps.length > 0 ? ["name", "scenario"] : ["name"];
      const added = { total: 1, written: 1, conflicts: 0, failed: 0, act: "add" as const };
      const edit = view({ id: all.length + 10, at: ago(0), first: name, columns, ...added });
      return put(edit, [
        told(null, { id: 7301, name, act: "add", changes: [{ name: "name", lines: lines("", name) }] }),
      ]);
    },
    resume_case_edit: (id) => {
      const done = { state: { state: "done" } as const, waiting: 0 };
      all = all.map((one) => (one.id === id ? { ...one, ...done, written: one.total } : one));
      tell({ event: "case_edits_changed" });
      return null;
    },
    case_edits: () => all,
    edited_cases: (id) => cases.get(id) ?? [],
  };
}

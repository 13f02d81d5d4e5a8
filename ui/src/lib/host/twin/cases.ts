/** Test cases as exported files have them, as the twin tells them. */
import type { CaseComment, CaseField, CaseFieldChange, CaseHit, CaseVersion, CaseWay } from "../bindings";
import { failure } from "./connection";
import type { Answers } from "./host";
import type { Scenario } from "./scenario";

type Names =
  | "cases"
  | "case_projects"
  | "case_groupings"
  | "case_groups"
  | "test_case"
  | "case_changes"
  | "case_days"
  | "case_differences"
  | "case_comments"
  | "comment_on_case"
  | "open_test_case";
type Known = { project: number; id: number; name: string; fields: CaseField[] };

const field = (name: string, value: string): CaseField => ({ name, value });

const LOGIN: Known = {
  project: 1,
  id: 311,
  name: "Sign in with a code from the authenticator",
  fields: [
    field(
      "precondition",
      "The person has an account and no session.\n\n| name | role |\n|---|---|\n| anna | owner |\n| boris | guest |",
    ),
    field(
      "scenario",
      "Open the sign-in form\nType the name and the password\n\tThe code is asked for\nType the code\n\tThe profile is shown",
    ),
    field("status", "Active"),
    field("tag", "smoke, auth"),
    field("Feature", "Sign-in"),
    field("Owner", "anna"),
  ],
};

const SOME: Known[] = [
  LOGIN,
  {
    project: 2,
    id: 4102,
    name: "Перевод между своими счетами",
    fields: [
      field("scenario", "Открыть «Переводы»\nВыбрать счета\n\tВидна комиссия\nПодтвердить\n\tДеньги переведены"),
      field("tag", "деньги"),
    ],
  },
  {
    project: 1,
    id: 318,
    name: "Refund is shown in the order history",
    fields: [
      field("scenario", "Refund an order\n\tThe history shows it"),
      field("tag", "smoke"),
      field("Feature", "Orders"),
      field("Story", "History"),
    ],
  },
  {
    project: 1,
    id: 322,
    name: "Discount is applied once",
    fields: [field("description", "A code works for one order only."), field("Feature", "Orders")],
  },
];

const PROJECTS = [
  { id: 1, name: "Web Shop" },
  { id: 2, name: "Мобильное приложение" },
];

/** Those of a cell; one without a value stands with the others that have none. */
function valuesOf(known: Known, column: string): string[] {
  const cell = known.fields.find(({ name }) => name === column)?.value ?? "";
  return cell.split(", ");
}

const isWithin = (known: Known, { columns, values }: CaseWay): boolean =>
  values.every((value, level) => valuesOf(known, columns[level] ?? "").includes(value));
export const caseNameOf = (id: number): string => SOME.find((known) => known.id === id)?.name ?? `#${id}`;

/** The most test cases of one answer. */
const MOST = 200;

export function caseAnswers(scenario: Scenario): Pick<Answers, Names> {
  const day = (ago: number) => new Date(scenario.now() - ago * 86_400_000).toISOString();
  const many = Array.from({ length: 400 }, (_, at): Known => ({
    project: 1,
    id: 5000 + at,
    name: `Checkout keeps the cart of a very patient customer who comes back after a long weekend, case ${at + 1}`,
    fields: [
      field("scenario", "Fill the cart\nClose the browser\nOpen it again\n\tThe cart is as it was"),
      field("Feature", `Carts that people come back to: kind ${String(at % 40)}`),
      field("Story", `Patience of a customer who comes back after ${String(at % 7)} days`),
    ],
  }));
  const all = scenario.kind === "empty" ? [] : scenario.kind === "many" ? [...SOME, ...many] : SOME;
  const find = (project: number, id: number): Known => {
    const found = all.find((known) => known.project === project && known.id === id);
    if (!found) throw failure("not_found", "This is no longer known", "Choose another one.");
    return found;
  };
  const versions: CaseVersion[] = [
    { name: LOGIN.name, from: day(3), last_seen: day(0.2), until: null },
    { name: LOGIN.name, from: day(30), last_seen: day(4), until: day(3) },
  ];
  const changes: CaseFieldChange[] = [
    {
      name: "scenario",
      lines: [
        { kind: "same", text: "Open the sign-in form" },
        { kind: "removed", text: "Type the password" },
        { kind: "added", text: "Type the name and the password" },
        { kind: "added", text: "  The code is asked for" },
        { kind: "same", text: "Type the code" },
      ],
    },
  ];
  let comments: CaseComment[] = [
    {
      id: 82,
      text: "The code expires after 30 seconds now, so step 3 needs a **fresh** one.\nSee the ticket of last week.",
      by: "Boris Petrov",
      at: day(0.4),
      changed: true,
    },
    { id: 81, text: "Проверено на стенде, шаги верные.", by: "anna", at: day(12), changed: false },
  ];
  return {
    case_groupings: (project_id) =>
      all.some(({ project }) => project === project_id) ? ["Feature", "Story", "tag"] : [],
    case_groups: (project_id, { columns, values }) => {
      const column = columns[values.length];
      if (column === undefined) return [];
      const counts = new Map<string, number>();
      for (const known of all.filter(({ project }) => project === project_id)) {
        if (!isWithin(known, { columns, values })) continue;
        for (const value of valuesOf(known, column)) counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      const order = (one: string, other: string) =>
        Number(one === "") - Number(other === "") || one.localeCompare(other);
      return [...counts].map(([name, cases]) => ({ name, cases })).sort((one, other) => order(one.name, other.name));
    },
    cases: ({ project_id, text, within, offset, limit }) => {
      const words = text.toLowerCase().split(/\s+/).filter(Boolean);
      const hit = (known: Known): CaseHit | null => {
        const has = (value: string, word: string) => value.toLowerCase().includes(word);
        const texts = [known.name, String(known.id), ...known.fields.map(({ value }) => value)];
        if (!words.every((word) => texts.some((value) => has(value, word)))) return null;
        const place = known.fields
          .flatMap(({ name, value }) => value.split("\n").map((line) => field(name, line.trim())))
          .find(({ value }) => words.some((word) => has(value, word)));
        return { project_id: known.project, id: known.id, name: known.name, as_of: day(0.2), place: place ?? null };
      };
      const hits = all
        .filter(({ project }) => project_id === null || project === project_id)
        .filter((known) => within === null || isWithin(known, within))
        .flatMap((known) => hit(known) ?? []);
      return { items: hits.slice(offset, offset + Math.min(limit, MOST)), total: hits.length, reading: false };
    },
    case_projects: () =>
      PROJECTS.map((project) => ({
        ...project,
        cases: all.filter(({ project: own }) => own === project.id).length,
        as_of: day(0.2),
      })).filter(({ cases }) => cases > 0),
    test_case: (project_id, id, version) => ({
      project_id,
      project_name: PROJECTS.find((project) => project.id === project_id)?.name ?? `#${project_id}`,
      id,
      name: find(project_id, id).name,
      version,
      fields: find(project_id, id).fields,
      versions: id === LOGIN.id ? versions : versions.slice(0, 1),
    }),
    case_changes: () => changes,
    case_days: () => [day(0.2), day(1.2), day(2.2), day(30)],
    case_differences: () => [
      { id: 322, name: "Discount is applied once", change: "appeared" },
      { id: 300, name: "Old checkout in two steps", change: "vanished" },
      { id: LOGIN.id, name: LOGIN.name, change: "changed" },
    ],
    case_comments: () => ({ items: comments, total: comments.length + (scenario.kind === "many" ? 240 : 0) }),
    comment_on_case: (_, __, text) => {
      comments = [{ id: 90 + comments.length, text, by: "Anna Tester", at: day(0), changed: false }, ...comments];
      return null;
    },
    open_test_case: () => null,
  };
}

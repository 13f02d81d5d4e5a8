/** What the twin's server offers an export plan: trees with their groups, columns, counts. */
import type { ExportColumn, ExportScope, PlanChoices, ScopeCount, ScopeGroup, TreeGroup } from "../../bindings";
import type { Scenario } from "../scenario";

const FIELDS: [string, string][] = [
  ["allure_id", "allure_id"],
  ["name", "name"],
  ["full_name", "full_name"],
  ["description", "description"],
  ["precondition", "precondition"],
  ["expected_result", "expected_result"],
  ["scenario", "scenario"],
  ["status", "status"],
  ["test_layer", "test_layer"],
  ["tags", "tag"],
  ["links", "links"],
  ["parameters", "parameters"],
  ["automation", "automation"],
  ["created_by", "created_by"],
  ["created_date", "created_date"],
];

export const COLUMNS: ExportColumn[] = [
  ...FIELDS.map(([field, name]) => ({ field, name, id: null })),
  ...["Epic", "Feature", "Story", "Component", "Suite"].map((name, at) => ({
    field: "custom_field",
    name,
    id: at + 1,
  })),
  ...["Owner", "Lead", "Reviewer"].map((name, at) => ({ field: "role", name, id: at + 1 })),
  ...["Jira", "GitHub", "Xray"].map((name, at) => ({ field: "integration", name, id: at + 1 })),
];

/** Names of groups on each level, with the test cases in them. */
const LEVELS: [string, number][][] = [
  [
    ["Payments", 1240],
    ["Cart", 486],
    ["Receipts", 212],
    ["Доставка", 731],
    ["Возвраты и обмены", 58],
    ["Search and filters with a name that is long enough to be cut", 1902],
    ["Deprecated", 0],
  ],
  [
    ["Cards", 420],
    ["СБП", 188],
    ["Instalments", 97],
    ["Refunds", 64],
  ],
  [
    ["3-D Secure", 41],
    ["Saved cards", 36],
    ["Expired cards", 12],
  ],
];

export const choicesOf = ({ kind }: Scenario): PlanChoices => ({
  trees: [
    { id: 1, name: "Features", levels: ["Feature", "Story"] },
    { id: 2, name: "Suites", levels: ["Suite"] },
    { id: 3, name: "Компоненты", levels: ["Компонент"] },
  ],
  columns: COLUMNS,
  count: kind === "many" ? 1_000_000 : 4629,
});

export function groupsOf({ kind }: Scenario, treeId: number, parent: ScopeGroup | null): TreeGroup[] {
  const depth = parent ? parent.path.length : 0;
  const base = parent ? parent.id * 10 : treeId * 10;
  const more: [string, number][] =
    kind === "many" && depth === 0 ? Array.from({ length: 400 }, (_, at) => [`Area ${at + 1}`, (at * 37) % 900]) : [];
  return [...(LEVELS[depth] ?? []), ...more].map(([name, count], at) => {
    const id = base + at + (at >= 10 ? treeId * 100_000 : 0);
    return {
      group: { id, path: [...(parent?.path ?? []), id], names: [...(parent?.names ?? []), name] },
      count,
      has_groups: depth < LEVELS.length - 1 && count > 0,
    };
  });
}

/** A filter without an operator is not understood; a group called “Deprecated” is gone. */
export function countOf(scenario: Scenario, scope: ExportScope): ScopeCount {
  const all = choicesOf(scenario).count ?? 0;
  if (scope.scope === "all") return { count: all, fault: null };
  if (scope.scope === "groups") {
    const known = LEVELS.flat();
    const gone = scope.groups.find(({ names }) => names.at(-1) === "Deprecated");
    const count = scope.groups.reduce(
      (sum, { names }) => sum + (known.find(([n]) => n === names.at(-1))?.[1] ?? 25),
      0,
    );
    return { count, fault: gone ? `“${gone.names.at(-1)}” is no longer on the server` : null };
  }
  if (scope.aql.trim() === "") return { count: all, fault: null };
  if (!/[=~]| in /.test(scope.aql)) {
    return { count: null, fault: `Can't parse AQL: mismatched input '${scope.aql.slice(0, 24)}' expecting {'=', '~'}` };
  }
  return { count: Math.round(all / (2 + scope.aql.length)), fault: null };
}

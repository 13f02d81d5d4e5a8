// Which tests are chosen in a tree, as plain data. A group counts with all that is in it; `without` are test cases in chosen
// groups that do not belong. No test case is chosen and left out at once, so that a server need not say which wins.
import type { ChosenCase, ScopeGroup, TestChoice, Tests } from "$lib/host";

export type TreeTests = Extract<Tests, { tests: "tree" }>;
export type Mark = "on" | "off" | "mixed";

/** What lies right below a group. */
export interface Below {
  groups: ScopeGroup[];
  cases: ChosenCase[];
}

export const EVERYTHING: TestChoice = { tests: { tests: "all" }, other_jobs: [] };

export function freshTree(tree: { id: number; name: string }): TreeTests {
  return { tests: "tree", tree_id: tree.id, tree_name: tree.name, groups: [], cases: [], without: [] };
}

/** Nothing is named: the server would take that for everything. */
export function isNothing(tests: Tests): boolean {
  if (tests.tests === "tree") return tests.groups.length === 0 && tests.cases.length === 0;
  if (tests.tests === "query") return tests.aql.trim() === "";
  return (tests.tests === "plan" && tests.plan_id === 0) || (tests.tests === "run" && tests.run_id === 0);
}

const isAbove = (above: readonly number[], below: readonly number[]) =>
  above.length <= below.length && above.every((id, at) => id === below[at]);

/** A test case that a search found has no path: nobody knows in which group it is. */
const isIn = (group: readonly number[], one: ChosenCase) => one.path.length > 0 && isAbove(group, one.path);

const covering = (tree: TreeTests, path: readonly number[]) => tree.groups.find((group) => isAbove(group.path, path));

export function markOfGroup(tree: TreeTests, path: readonly number[]): Mark {
  if (covering(tree, path)) return tree.without.some((one) => isIn(path, one)) ? "mixed" : "on";
  const some = tree.groups.some((group) => isAbove(path, group.path)) || tree.cases.some((one) => isIn(path, one));
  return some ? "mixed" : "off";
}

export function isCaseOn(tree: TreeTests, one: ChosenCase): boolean {
  if (tree.cases.some(({ id }) => id === one.id)) return true;
  const covered = one.path.length > 0 && covering(tree, one.path) !== undefined;
  return covered && !tree.without.some(({ id }) => id === one.id);
}

/** The tree without any word about what is in the group, or about the group itself. */
function cleared(tree: TreeTests, path: readonly number[]): TreeTests {
  return {
    ...tree,
    groups: tree.groups.filter((group) => !isAbove(path, group.path)),
    cases: tree.cases.filter((one) => !isIn(path, one)),
    without: tree.without.filter((one) => !isIn(path, one)),
  };
}

/**
 * The paths of the groups whose contents have to be known before this one can be taken out: from the chosen group that
 * covers it down to its parent.
 */
export function pathsToSplit(tree: TreeTests, path: readonly number[]): number[][] {
  const above = covering(tree, path);
  if (!above || above.path.length >= path.length) return [];
  return path.slice(above.path.length).map((_, at) => path.slice(0, above.path.length + at));
}

/** `below` tells what is in each of `pathsToSplit`; it is not asked for where a group is chosen. */
export function withGroup(
  tree: TreeTests,
  group: ScopeGroup,
  on: boolean,
  below: (path: readonly number[]) => Below = () => ({ groups: [], cases: [] }),
): TreeTests {
  const rest = cleared(tree, group.path);
  if (on) return covering(rest, group.path) ? rest : { ...rest, groups: [...rest.groups, group] };
  const above = covering(rest, group.path);
  if (!above) return rest;
  const split = pathsToSplit(rest, group.path).map(below);
  const left = new Set(rest.without.map(({ id }) => id));
  const cases = split.flatMap((part) => part.cases).filter(({ id }) => !left.has(id));
  const apart = new Set(cases.map(({ id }) => id));
  const groups = [
    ...rest.groups.filter((one) => one !== above),
    ...split.flatMap((part) => part.groups).filter((one) => !isAbove(one.path, group.path)),
  ];
  return {
    ...rest,
    groups,
    cases: [...rest.cases.filter(({ id }) => !apart.has(id)), ...cases],
    without: rest.without.filter((one) => groups.some(({ path }) => isIn(path, one))),
  };
}

export function withCase(tree: TreeTests, one: ChosenCase, on: boolean): TreeTests {
  const covered = one.path.length > 0 && covering(tree, one.path) !== undefined;
  const cases = tree.cases.filter(({ id }) => id !== one.id);
  const without = tree.without.filter(({ id }) => id !== one.id);
  if (on) {
    const inside = covered || without.length < tree.without.length;
    return { ...tree, cases: inside ? cases : [...cases, one], without };
  }
  return { ...tree, cases, without: covered ? [...without, one] : without };
}

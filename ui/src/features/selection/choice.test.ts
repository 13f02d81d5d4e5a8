import { describe, expect, it } from "vitest";
import type { ChosenCase, ScopeGroup } from "$lib/host";
import { freshTree, isCaseOn, isNothing, markOfGroup, pathsToSplit, withCase, withGroup, type Below } from "./choice";

const group = (...path: number[]): ScopeGroup => ({ id: path.at(-1) ?? 0, path, names: path.map(String) });
const one = (id: number, ...path: number[]): ChosenCase => ({ id, name: `case ${String(id)}`, path });
const tree = () => freshTree({ id: 1, name: "Stories" });

/** Group 1 has the groups 11, 12, 13 and the test case 100; 11 has 111 and 112. */
const WORLD: Record<string, Below> = {
  "1": { groups: [group(1, 11), group(1, 12), group(1, 13)], cases: [one(100, 1)] },
  "1,11": { groups: [group(1, 11, 111), group(1, 11, 112)], cases: [] },
};
const below = (path: readonly number[]) => WORLD[path.join()] ?? { groups: [], cases: [] };
const paths = (groups: ScopeGroup[]) => groups.map(({ path }) => path.join("/"));

describe("a choice of tests in a tree", () => {
  it("takes a group for all that is in it, and shows those above as partly chosen", () => {
    const chosen = withGroup(tree(), group(1, 11), true);
    expect(markOfGroup(chosen, [1])).toBe("mixed");
    expect(markOfGroup(chosen, [1, 11])).toBe("on");
    expect(markOfGroup(chosen, [1, 11, 111])).toBe("on");
    expect(markOfGroup(chosen, [1, 12])).toBe("off");
    expect(isCaseOn(chosen, one(5, 1, 11, 111))).toBe(true);
    expect(isCaseOn(chosen, one(5, 1, 12))).toBe(false);
  });

  it("forgets the parts of a group that is chosen as a whole", () => {
    let chosen = withCase(withGroup(tree(), group(1, 11), true), one(7, 1, 12), true);
    chosen = withCase(chosen, one(5, 1, 11), false);
    chosen = withGroup(chosen, group(1), true);
    expect(chosen).toEqual({ ...tree(), groups: [group(1)] });
    expect(withGroup(chosen, group(1, 12), true)).toEqual(chosen);
  });

  it("leaves single tests out of a chosen group and takes them back", () => {
    const whole = withGroup(tree(), group(1), true);
    const fewer = withCase(whole, one(5, 1, 11), false);
    expect(fewer.without).toEqual([one(5, 1, 11)]);
    expect([markOfGroup(fewer, [1]), markOfGroup(fewer, [1, 11]), markOfGroup(fewer, [1, 12])]).toEqual([
      "mixed",
      "mixed",
      "on",
    ]);
    expect(withCase(fewer, one(5, 1, 11), true)).toEqual(whole);
  });

  it("takes a group out of a chosen one by choosing its neighbours instead", () => {
    const whole = withGroup(tree(), group(1), true);
    expect(pathsToSplit(whole, [1, 11, 111])).toEqual([[1], [1, 11]]);
    expect(pathsToSplit(whole, [1])).toEqual([]);
    const fewer = withGroup(whole, group(1, 11, 111), false, below);
    expect(paths(fewer.groups)).toEqual(["1/12", "1/13", "1/11/112"]);
    expect(fewer.cases).toEqual([one(100, 1)]);
    expect(markOfGroup(fewer, [1, 11, 111])).toBe("off");
    expect(markOfGroup(fewer, [1, 11])).toBe("mixed");
    expect(isCaseOn(fewer, one(9, 1, 11, 111))).toBe(false);
  });

  it("keeps what was left out where its group stays, and forgets it where it goes", () => {
    let chosen = withGroup(tree(), group(1), true);
    chosen = withCase(chosen, one(5, 1, 12), false);
    chosen = withCase(chosen, one(6, 1, 11), false);
    chosen = withCase(chosen, one(100, 1), false);
    const fewer = withGroup(chosen, group(1, 11), false, below);
    expect(fewer.without).toEqual([one(5, 1, 12)]);
    expect(fewer.cases).toEqual([]);
    expect(isCaseOn(fewer, one(100, 1))).toBe(false);
  });

  it("takes tests that a search found, whose group nobody knows", () => {
    const found = withCase(tree(), one(5), true);
    expect(isCaseOn(found, one(5, 1, 11))).toBe(true);
    expect(withCase(found, one(5, 1, 11), false)).toEqual(tree());
    const left = withCase(withGroup(tree(), group(1), true), one(6, 1, 11), false);
    expect(withCase(left, one(6), true)).toEqual(withGroup(tree(), group(1), true));
  });

  it("never chooses a test and leaves it out at once", () => {
    const acts = [
      group(1),
      group(1, 11),
      group(1, 12),
      group(1, 11, 111),
      one(100, 1),
      one(5, 1, 11),
      one(5),
      one(100),
    ];
    let state = 7;
    let chosen = tree();
    for (let step = 0; step < 500; step++) {
      state = (state * 1103515245 + 12345) % 2147483648;
      const act = acts[state % acts.length];
      const on = (state >> 8) % 2 === 0;
      if (!act) continue;
      chosen = "names" in act ? withGroup(chosen, act, on, below) : withCase(chosen, act, on);
      const cases = new Set(chosen.cases.map(({ id }) => id));
      expect(chosen.without.every(({ id }) => !cases.has(id))).toBe(true);
      expect(new Set(paths(chosen.groups)).size).toBe(chosen.groups.length);
      if ("names" in act) expect(markOfGroup(chosen, act.path)).toBe(on ? "on" : "off");
      else if (on) expect(isCaseOn(chosen, act)).toBe(true);
    }
  });

  it("knows when nothing is named", () => {
    expect(isNothing(tree())).toBe(true);
    expect(isNothing({ ...tree(), without: [one(5, 1)] })).toBe(true);
    expect(isNothing({ tests: "query", aql: "  " })).toBe(true);
    expect(isNothing({ tests: "all" })).toBe(false);
    expect(isNothing(withCase(tree(), one(5), true))).toBe(false);
  });
});

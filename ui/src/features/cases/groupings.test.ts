import { expect, it } from "vitest";
import { groupings } from "./groupings";

const tree = (id: number, name: string, ...levels: string[]) => ({ id, name, levels });

it("offers the trees whose levels the files have, and each column", () => {
  const trees = [tree(1, "Features", "feature", "Story"), tree(2, "Suites", "Suite"), tree(3, "Flat")];
  expect(groupings(["Feature", "Story", "tag"], trees)).toEqual([
    { key: "tree/1", columns: ["Feature", "Story"], tree: "Features" },
    { key: "column/Feature", columns: ["Feature"], tree: null },
    { key: "column/Story", columns: ["Story"], tree: null },
    { key: "column/tag", columns: ["tag"], tree: null },
  ]);
});

it("offers nothing where nothing is shared", () => {
  expect(groupings([], [tree(1, "Features", "Feature")])).toEqual([]);
});

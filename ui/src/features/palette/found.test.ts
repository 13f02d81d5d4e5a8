import { expect, it } from "vitest";
import type { Command } from "./command";
import { offered } from "./found";

const command = (id: string, group: string, more: Partial<Command> = {}): Command => ({
  id,
  name: id,
  group,
  open: () => undefined,
  ...more,
});

const many = (group: string): Command[] => Array.from({ length: 80 }, (_, at) => command(`${group} ${at}`, group));

it("offers the first of each group and every command while nothing is typed, however much there is", () => {
  const commands = Array.from({ length: 9 }, (_, at) => command(`command ${at}`, "Commands", { always: true }));
  const rows = offered([...many("Jobs"), ...many("Runs"), ...commands], [], "Lately");
  const counts = rows.map(({ group }) => group);
  expect(counts.filter((group) => group === "Jobs")).toHaveLength(5);
  expect(counts.filter((group) => group === "Runs")).toHaveLength(5);
  expect(counts.filter((group) => group === "Commands")).toHaveLength(9);
});

it("offers what was chosen lately first, the newest choice before the others, and not once more below", () => {
  const rows = offered(many("Jobs"), ["Jobs 70", "Jobs 2"], "Lately");
  expect(rows.slice(0, 3).map(({ id, group }) => [id, group])).toEqual([
    ["Jobs 70", "Lately"],
    ["Jobs 2", "Lately"],
    ["Jobs 0", "Jobs"],
  ]);
  expect(rows.filter(({ id }) => id === "Jobs 2")).toHaveLength(1);
});

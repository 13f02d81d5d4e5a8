import { expect, it } from "vitest";
import type { CaseStep } from "$lib/host";
import { numbers, rowsOf, shifted, stepsOf, without } from "./steps";

const step = (text: string, expected: string | null = null, steps: CaseStep[] = []): CaseStep => ({
  text,
  expected,
  steps,
});
const STEPS = [step("Open", "It is open", [step("Look", null, [step("Closer")])]), step("Close")];

it("comes back from rows as it was", () => {
  const rows = rowsOf(STEPS);
  expect(rows.map(({ depth, text }) => [depth, text])).toEqual([
    [0, "Open"],
    [1, "Look"],
    [2, "Closer"],
    [0, "Close"],
  ]);
  expect(stepsOf(rows)).toEqual(STEPS);
  expect(numbers(rows)).toEqual(["1", "1.1", "1.1.1", "2"]);
});

it("leaves out rows that say nothing", () => {
  const rows = rowsOf([step(" "), step("Open"), step("")]);
  expect(stepsOf(rows)).toEqual([step("Open")]);
});

it("moves a step with what is in it, and never too deep", () => {
  const rows = rowsOf(STEPS);
  const depths = (all: ReturnType<typeof rowsOf>) => all.map(({ depth }) => depth);
  expect(depths(shifted(rows, 1, -1))).toEqual([0, 0, 1, 0]);
  expect(depths(shifted(rows, 3, 1))).toEqual([0, 1, 2, 1]);
  expect(depths(shifted(rows, 0, 1))).toEqual(depths(rows));
  expect(depths(shifted(rows, 0, -1))).toEqual(depths(rows));
  expect(depths(shifted(rows, 1, 1))).toEqual(depths(rows));
});

it("brings out what was in a step that goes", () => {
  expect(stepsOf(without(rowsOf(STEPS), 0))).toEqual([step("Look", null, [step("Closer")]), step("Close")]);
});

import { expect, it } from "vitest";
import { blocksOf, stepsOf } from "./scenario";

it("puts lines into steps by their tabs", () => {
  const steps = stepsOf("Open\n\tIt is open\nPay\n\tBy card\n\t\tAccepted\n\tBy cash\n\nClose\n\t\t\tdeep");
  expect(steps.map(({ text, expected, steps }) => [text, expected, steps.length])).toEqual([
    ["Open", "It is open", 0],
    ["Pay", null, 2],
    ["Close", "\t\tdeep", 0],
  ]);
  expect(steps[1]?.steps[0]).toEqual({ text: "By card", expected: "Accepted", steps: [] });
  expect(stepsOf("")).toEqual([]);
  expect(stepsOf("\tno parent\nA").map(({ text }) => text)).toEqual(["\tno parent", "A"]);
});

it("keeps every word", () => {
  const words = (text: string) => text.split(/\s+/).filter(Boolean);
  const all = (steps: ReturnType<typeof stepsOf>): string =>
    steps.map((step) => [step.text, step.expected ?? "", all(step.steps)].join("\n")).join("\n");
  const text = "A | b\n\n\t<empty> {weird: 1}\n\t\tx\n\ty\n   spaces\n\t\t\t\tz";
  expect(words(all(stepsOf(text))).sort()).toEqual(words(text).sort());
});

it("finds tables in a text and leaves the rest as it is", () => {
  const text = "Data:\n| name | sum |\n|------|----:|\n| Anna | 10 |\n| Boris | |\nThe end | of it";
  expect(blocksOf(text)).toEqual([
    { kind: "text", text: "Data:" },
    {
      kind: "table",
      head: ["name", "sum"],
      rows: [
        ["Anna", "10"],
        ["Boris", ""],
      ],
    },
    { kind: "text", text: "The end | of it" },
  ]);
  expect(blocksOf("| a | b |\n| c | d |")).toEqual([{ kind: "text", text: "| a | b |\n| c | d |" }]);
});

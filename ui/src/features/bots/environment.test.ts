import { expect, it } from "vitest";
import { filled, pasted, withPasted } from "./environment";

it("takes lines of an .env file, and nothing else", () => {
  expect(pasted('# the bot\nBOT_TOKEN="123:ABC"\n\nexport LEVEL = debug\r\nURL=http://a/?b=c')).toEqual([
    { name: "BOT_TOKEN", value: "123:ABC" },
    { name: "LEVEL", value: "debug" },
    { name: "URL", value: "http://a/?b=c" },
  ]);
  expect(pasted("BOT_TOKEN")).toBeNull();
  expect(pasted("A=1\nnot a variable")).toBeNull();
});

it("puts what was pasted in the place of its row, and new values to names that are there", () => {
  const before = [
    { name: "BOT_TOKEN", value: null },
    { name: "", value: "" },
  ];
  const entries = [
    { name: "BOT_TOKEN", value: "new" },
    { name: "LEVEL", value: "debug" },
  ];
  expect(withPasted(before, 1, entries)).toEqual(entries);
});

it("does not send rows that were left empty", () => {
  expect(
    filled([
      { name: "A", value: null },
      { name: " ", value: "" },
    ]),
  ).toEqual([{ name: "A", value: null }]);
});

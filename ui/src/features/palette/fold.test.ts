import { expect, it } from "vitest";
import { fold, foldAll } from "./fold";

const lines = [
  "Regression Checkout · 7",
  "ЁЛКА и ёж",
  "Café CAFE\u0301",
  "Straße ÄÖ × ÷ µ",
  "İstanbul",
  "מעבדה 🧪 𐐀",
  "two\nlines",
  "",
];

it.each(lines.map((_, count) => lines.slice(count)))("folds all names as it folds each: %s", (...some) => {
  expect(foldAll(some)).toBe(some.map(fold).join("\n"));
});

it("folds nothing to nothing", () => {
  expect(foldAll([])).toBe("");
});

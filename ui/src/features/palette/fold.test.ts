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
  "ΟΔΟΣ ΣΟΦΙΑ",
  "각 한국어 テスト №7 — “quoted”…",
  "İİİİ",
  "\u0000 nothing",
  "",
];

it.each(lines.map((_, count) => lines.slice(count)))("folds all names as it folds each: %s", (...some) => {
  expect(foldAll(some).text).toBe(some.map(fold).join("\n"));
});

it("folds nothing to nothing", () => {
  expect(foldAll([]).text).toBe("");
});

import { expect, it } from "vitest";
import { piecesOf } from "./ansi";

const shown = (line: string, wanted = "") =>
  piecesOf(line, wanted).map(({ text, hue, bold, hit }) => [
    text,
    hue,
    ...(bold ? ["bold"] : []),
    ...(hit ? ["hit"] : []),
  ]);

it("cuts a line where its colour changes", () => {
  expect(shown("\u001b[32mINFO\u001b[0m ready \u001b[1;31mbad\u001b[39m still bold")).toEqual([
    ["INFO", "green"],
    [" ready ", null],
    ["bad", "red", "bold"],
    [" still bold", null, "bold"],
  ]);
});

it("takes the colours of large palettes for the nearest that can be read in both themes", () => {
  expect(shown("\u001b[38;5;196mred\u001b[38;5;9mtoo\u001b[38;5;244mgrey\u001b[38;2;20;200;220mcyan")).toEqual([
    ["red", "red"],
    ["too", "red"],
    ["grey", "plain"],
    ["cyan", "cyan"],
  ]);
  expect(shown("\u001b[48;5;196mon red\u001b[m\u001b[90mfaint")).toEqual([
    ["on red", null],
    ["faint", "faint"],
  ]);
});

it("marks what is searched for, also across colours and in any case", () => {
  expect(shown("\u001b[33mWARN\u001b[0mING of warning", "warning")).toEqual([
    ["WARN", "yellow", "hit"],
    ["ING", null, "hit"],
    [" of ", null],
    ["warning", null, "hit"],
  ]);
});

it("leaves markup a text", () => {
  expect(shown("<b>bold</b>")).toEqual([["<b>bold</b>", null]]);
  expect(shown("")).toEqual([]);
});

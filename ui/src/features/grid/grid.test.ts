import { describe, expect, it } from "vitest";
import { nextSort } from "./header";
import { hitInRow, hitRow, nextHit } from "./hits";
import { moveOf, type Press } from "./moves";
import { CHUNK, RowCache } from "./row-cache";
import { besideOf } from "./save";
import { marked, oneLine, tabbed } from "./text";

const rowOf = (record: number, ...texts: string[]) => ({ record, cells: texts.map((text) => ({ text, cut: false })) });

describe("a cell's text", () => {
  it("stands on one line", () => {
    expect(oneLine("1. Open\r\n2. Close\n\tlook")).toBe("1. Open ⏎ 2. Close ⏎  look");
    expect(oneLine("x".repeat(5_000))).toHaveLength(400);
  });

  it("is quoted on the clipboard only where it has to be", () => {
    expect(tabbed(["1001", 'say "да"', "a\nb", "", "c;d"])).toBe('1001\t"say ""да"""\t"a\nb"\t\tc;d');
  });

  it("marks what was searched whatever the case, and ё as е", () => {
    const hits = (text: string, search: string) =>
      marked(text, search).flatMap((part) => (part.hit ? [part.text] : []));
    expect(hits("Ещё ЁЛКА и елка", "ёлк")).toEqual(["ЁЛК", "елк"]);
    expect(hits("Card card", "CARD")).toEqual(["Card", "card"]);
    expect(hits("nothing", "")).toEqual([]);
    expect(
      marked("İstanbul", "stan")
        .map(({ text }) => text)
        .join(""),
    ).toBe("İstanbul");
  });
});

describe("the keys", () => {
  const shape = { rows: 1_000_000, columns: [0, 7, 3], page: 20 };
  const press = (key: string, ctrlKey = false): Press => ({ key, ctrlKey, metaKey: false });
  const from = { row: 10, column: 7 };

  it.each([
    ["ArrowDown", false, { row: 11, column: 7 }],
    ["ArrowLeft", false, { row: 10, column: 0 }],
    ["ArrowRight", false, { row: 10, column: 3 }],
    ["PageDown", false, { row: 29, column: 7 }],
    ["PageUp", false, { row: 0, column: 7 }],
    ["Home", false, { row: 10, column: 0 }],
    ["End", false, { row: 10, column: 3 }],
    ["Home", true, { row: 0, column: 0 }],
    ["End", true, { row: 999_999, column: 3 }],
    ["ArrowDown", true, { row: 999_999, column: 7 }],
  ] as const)("%s (Ctrl: %s) goes to %o", (key, ctrl, cell) => {
    expect(moveOf(press(key, ctrl), from, shape)).toEqual(cell);
  });

  it("begin at the first cell, and move nothing where nothing is", () => {
    expect(moveOf(press("ArrowDown"), null, shape)).toEqual({ row: 0, column: 0 });
    expect(moveOf(press("End", true), null, shape)).toEqual({ row: 999_999, column: 3 });
    expect(moveOf(press("ArrowDown"), from, { ...shape, rows: 0 })).toBeNull();
    expect(moveOf(press("x"), from, shape)).toBeNull();
  });
});

describe("the hits", () => {
  const rows = [rowOf(0, "1", "card", "", "Card"), rowOf(1, "2", "", "", ""), rowOf(2, "3", "", "a card", "")];
  const read = (row: number) => Promise.resolve(rows[row]);
  const step = (from: { row: number; column: number } | null, way: 1 | -1) =>
    nextHit(from, way, [0, 2], [0, 3, 1, 2], "card", read);

  it("come cell by cell in the order of the columns, then row by row, and round", async () => {
    expect(await step(null, 1)).toEqual({ row: 0, column: 3 });
    expect(await step({ row: 0, column: 3 }, 1)).toEqual({ row: 0, column: 1 });
    expect(await step({ row: 0, column: 1 }, 1)).toEqual({ row: 2, column: 2 });
    expect(await step({ row: 2, column: 2 }, 1)).toEqual({ row: 0, column: 3 });
    expect(await step({ row: 0, column: 3 }, -1)).toEqual({ row: 2, column: 2 });
  });

  it("show the row when the hit is in no column that is shown", async () => {
    expect(await nextHit(null, 1, [1], [0], "card", read)).toEqual({ row: 1, column: 0 });
    expect(await nextHit(null, 1, [], [0], "card", read)).toBeNull();
    expect(hitInRow(undefined, [0], "card", null, 1)).toBeNull();
    expect(hitRow([3, 9], 5, -1)).toBe(3);
  });
});

describe("the rows that were read", () => {
  it("are asked for once, by chunks, and again only what is missing", async () => {
    const asked: [number, number][] = [];
    const cache = new RowCache(
      (from, count) => {
        asked.push([from, count]);
        return Promise.resolve(Array.from({ length: count }, (_, at) => rowOf(from + at)));
      },
      () => undefined,
    ).begin([rowOf(0)]);
    expect(cache.row(0)?.record).toBe(0);
    const first = cache.want(0, 10, 250);
    await Promise.all([first, cache.want(190, 230, 250)]);
    expect(asked).toEqual([
      [0, CHUNK],
      [CHUNK, 50],
    ]);
    await cache.want(0, 250, 250);
    expect(asked).toHaveLength(2);
    await cache.want(240, 260, 300);
    expect(asked.at(-1)).toEqual([CHUNK, 100]);
    expect(cache.row(299)?.record).toBe(299);
    expect(cache.row(300)).toBeUndefined();
  });

  it("are forgotten when they have not been looked at for long", async () => {
    const cache = new RowCache(
      (from, count) => Promise.resolve(Array.from({ length: count }, (_, at) => rowOf(from + at))),
      () => undefined,
    );
    for (let from = 0; from < 100 * CHUNK; from += CHUNK) await cache.want(from, from + 1, 1_000_000);
    expect(cache.row(0)).toBeUndefined();
    expect(cache.row(99 * CHUNK)?.record).toBe(99 * CHUNK);
  });

  it("tell why they did not come", async () => {
    const told: unknown[] = [];
    const cache = new RowCache(
      () => Promise.reject(new Error("changed on disk")),
      (failure) => told.push(failure),
    );
    await cache.want(0, 1, 10);
    expect(told).toEqual([new Error("changed on disk")]);
  });
});

it("sorts up, then down, then as in the file", () => {
  const up = nextSort(null, 2);
  const down = nextSort(up, 2);
  expect([up, down, nextSort(down, 2)]).toEqual([
    { column: 2, descending: false, natural: true },
    { column: 2, descending: true, natural: true },
    null,
  ]);
  expect(nextSort({ column: 1, descending: true, natural: false }, 2)).toEqual({
    column: 2,
    descending: false,
    natural: false,
  });
});

it("offers a name beside the file", () => {
  expect(besideOf("/home/me/exports.v2/cases.csv")).toBe("/home/me/exports.v2/cases_filtered.csv");
  expect(besideOf("C:\\exports.v2\\cases")).toBe("C:\\exports.v2\\cases_filtered.csv");
});

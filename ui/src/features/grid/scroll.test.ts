import { describe, expect, it } from "vitest";
import * as scroll from "./scroll";

const few = { rows: 200, sight: 560 };
const million = { rows: 1_000_000, sight: 560 };
const endOf = ({ rows, sight }: scroll.Extent) => rows * scroll.ROW_HEIGHT - sight;

describe("a table that fits an element", () => {
  it("has the scrollbar's position as its place", () => {
    expect(scroll.isScaled(few)).toBe(false);
    expect(scroll.placeAt(1_234, few)).toBe(1_234);
    expect(scroll.barAt(1_234, few)).toBe(1_234);
  });

  it("draws the rows in sight and a few around them", () => {
    expect(scroll.rowsToDraw(0, few)).toEqual({ first: 0, last: 30 });
    expect(scroll.rowsToDraw(2_800, few)).toEqual({ first: 90, last: 130 });
    expect(scroll.rowsToDraw(endOf(few), few)).toEqual({ first: 170, last: 200 });
  });
});

describe("a table of a million rows", () => {
  it("is drawn lower than any engine's limit, and reaches both ends", () => {
    expect(scroll.isScaled(million)).toBe(true);
    expect(scroll.drawnHeight(million)).toBeLessThan(16_000_000);
    expect(scroll.placeAt(0, million)).toBe(0);
    expect(scroll.placeAt(scroll.drawnHeight(million) - million.sight, million)).toBeCloseTo(endOf(million), 3);
    expect(scroll.rowsToDraw(endOf(million), million).last).toBe(1_000_000);
  });

  it("turns a place into the scrollbar's position and back", () => {
    for (const place of [0, 28, 9_999_999, 14_000_000, endOf(million)]) {
      expect(scroll.placeAt(scroll.barAt(place, million), million)).toBeCloseTo(place, 3);
    }
  });

  it("draws every row where the scroller shows its place", () => {
    for (const place of [0, 28, 280_003, 14_000_001, endOf(million)]) {
      const bar = scroll.barAt(place, million);
      const { first, last } = scroll.rowsToDraw(place, million);
      const origin = scroll.originOf(first);
      expect(last - first).toBeLessThanOrEqual(scroll.slotsFor(million));
      for (const row of [first, last - 1]) {
        const drawn = scroll.originTop(origin, place, bar) + (row - origin) * scroll.ROW_HEIGHT;
        expect(drawn - bar).toBeCloseTo(row * scroll.ROW_HEIGHT - place, 3);
        expect((row - origin) * scroll.ROW_HEIGHT).toBeLessThan(1_000_000);
      }
    }
  });
});

it("moves only as far as a row needs to be in sight", () => {
  expect(scroll.placeShowing(5, 0, few)).toBe(0);
  expect(scroll.placeShowing(20, 0, few)).toBe(28);
  expect(scroll.placeShowing(3, 2_800, few)).toBe(84);
  expect(scroll.placeShowing(999_999, 0, million)).toBe(endOf(million));
});

it("stays at the top where all rows are in sight, or none is there", () => {
  for (const rows of [0, 3]) {
    expect(scroll.placeAt(500, { rows, sight: 560 })).toBe(0);
    expect(scroll.barAt(500, { rows, sight: 560 })).toBe(0);
    expect(scroll.rowsToDraw(0, { rows, sight: 560 })).toEqual({ first: 0, last: rows });
  }
});

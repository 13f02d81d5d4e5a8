import { beforeEach, describe, expect, it } from "vitest";
import * as plans from "./columns";
import { rememberedPlan, rememberPlan } from "./remembered";

const NAMES = ["allure_id", "name", "scenario", "tag"];
const rows = [
  { record: 0, cells: ["1001", "A".repeat(200), "1. Open\n2. Close", ""].map((text) => ({ text, cut: false })) },
];
const seven = (text: string) => text.length * 7;
const plan = plans.firstPlan(NAMES, rows, seven);

describe("the first widths", () => {
  it("show a name and short cells whole, and let no long cell take the window", () => {
    expect(plan.widths).toEqual([107, 280, 146, 84]);
    expect(plans.fitting(1, NAMES, rows, seven)).toBe(560);
  });
});

describe("the layout", () => {
  it("keeps the key column in view, first, whatever the order", () => {
    const layout = plans.layoutOf({ ...plan, order: [3, 2, 0, 1], hidden: [2] }, 0, 1_000_000);
    expect(layout.columns.map(({ column, at }) => [column, at])).toEqual([
      [0, 0],
      [3, 1],
      [1, 2],
    ]);
    expect(layout.columns[1]?.left).toBe(layout.numbers + 107);
    expect(layout.frozen).toBe(layout.numbers + 107);
    expect(layout.width).toBe(layout.numbers + 107 + 84 + 280);
  });

  it("draws what is in sight beside the frozen columns, and the column with the focus", () => {
    const layout = plans.layoutOf(plan, 0, 100);
    const drawn = (left: number, width: number, focused: number | null = null) =>
      plans.columnsToDraw(layout, left, width, focused).map(({ column }) => column);
    expect(drawn(0, 300)).toEqual([0, 1]);
    expect(drawn(300, 300)).toEqual([0, 2, 3]);
    expect(drawn(0, 300, 3)).toEqual([0, 1, 3]);
  });

  it("scrolls to a column only when it is out of sight", () => {
    const layout = plans.layoutOf(plan, 0, 100);
    expect(plans.leftShowing(1, layout, 0, 500)).toBe(0);
    expect(plans.leftShowing(3, layout, 0, 400)).toBe(layout.width - 400);
    expect(plans.leftShowing(1, layout, 200, 500)).toBe(0);
    expect(plans.leftShowing(0, layout, 200, 500)).toBe(0);
  });
});

describe("arranging", () => {
  it("moves a column past what is shown, and not past the end", () => {
    expect(plans.moved(plan, 3, -1, [1, 3]).order).toEqual([0, 3, 1, 2]);
    expect(plans.moved(plan, 1, 1, [1, 2, 3]).order).toEqual([0, 2, 1, 3]);
    expect(plans.moved(plan, 3, 1, [1, 2, 3])).toBe(plan);
    expect(plans.movedTo(plan, 1, 3).order).toEqual([0, 2, 3, 1]);
  });

  it("never hides the last column", () => {
    let left = plan;
    for (const column of [1, 2, 3, 0]) left = plans.withShown(left, column, false);
    expect(left.hidden).toEqual([1, 2, 3]);
    expect(plans.withShown(left, 2, true).hidden).toEqual([1, 3]);
  });

  it("bounds a width", () => {
    expect(plans.withWidth(plan, 1, 3).widths[1]).toBe(plans.NARROWEST);
    expect(plans.withWidth(plan, 1, 1e9).widths[1]).toBe(plans.WIDEST);
  });
});

describe("what is remembered", () => {
  beforeEach(() => localStorage.clear());

  it("comes back for the same header only", () => {
    rememberPlan(NAMES, { ...plan, hidden: [2] });
    expect(rememberedPlan(NAMES)).toEqual({ ...plan, hidden: [2] });
    expect(rememberedPlan([...NAMES, "Owner"])).toBeNull();
  });

  it("keeps the last twenty headers", () => {
    for (let at = 0; at < 30; at++) rememberPlan([`column ${at}`], { order: [0], hidden: [], widths: [100] });
    expect(rememberedPlan(["column 9"])).toBeNull();
    expect(rememberedPlan(["column 29"])).not.toBeNull();
  });

  it.each(["no JSON", "{}", '[{"header":"allure_id\\u001fname\\u001fscenario\\u001ftag","plan":{"order":[0,0,1,9]}}]'])(
    "is not believed when it reads %s",
    (text) => {
      localStorage.setItem("grid.columns", text);
      expect(rememberedPlan(NAMES)).toBeNull();
    },
  );
});

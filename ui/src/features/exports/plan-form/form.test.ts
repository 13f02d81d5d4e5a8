import { describe, expect, it } from "vitest";
import { draftOf } from "$lib/host/twin/exports/plans";
import { listed, moved, toggled } from "./columns";
import { cronOf, isClock, presetOf } from "../../due-times/cron";
import { PlanForm } from "./form.svelte";

describe("simple schedules", () => {
  it.each([
    ["0 7 * * *", { kind: "daily", at: "07:00" }],
    ["30 18 * * 1-5", { kind: "weekdays", at: "18:30" }],
    ["5 0 * * 0", { kind: "weekly", at: "00:05", day: 0 }],
    ["0 */6 * * *", { kind: "hours", every: 6 }],
    ["0 * * * *", { kind: "hours", every: 1 }],
  ] as const)("%s is said simply and written back as it was", (cron, preset) => {
    expect(presetOf(cron)).toEqual(preset);
    expect(cronOf(preset)).toBe(cron);
  });

  it.each([
    "",
    "0 7",
    "0 7 1 * *",
    "30 */4 * * *",
    "0 */5 * * *",
    "0 7 * * 1,3",
    "61 7 * * *",
    "0 24 * * *",
    "x y * * *",
  ])("“%s” is no simple schedule", (cron) => expect(presetOf(cron)).toBeNull());

  it("knows a time of the clock", () => {
    expect(["7:05", "23:59", " 00:00 "].every(isClock)).toBe(true);
    expect(["24:00", "7:5", "7", ""].some(isClock)).toBe(false);
  });
});

describe("columns", () => {
  const [a, b, c] = ["a", "b", "c"].map((name) => ({ field: "custom_field", name, id: name.charCodeAt(0) }));

  it("stand with the chosen ones first", () => {
    expect(listed([c!], [a!, b!, c!]).map(({ column, on }) => [column.name, on])).toEqual([
      ["c", true],
      ["a", false],
      ["b", false],
    ]);
  });

  it("move by one place and stop at the ends", () => {
    const key = "custom_field:98";
    expect(moved([a!, b!, c!], key, -1)).toEqual([b, a, c]);
    expect(moved([b!, a!], key, -1)).toEqual([b, a]);
    expect(toggled([a!, b!], a!, false)).toEqual([b]);
    expect(toggled([a!], b!, true)).toEqual([a, b]);
  });
});

describe("the form's faults", () => {
  const check = (field: string) => ({
    faults: [{ field, message: "wrong" }],
    words: null,
    next: [],
    file_names: [],
    folder: "/",
  });

  it("are said only of what was touched, until the person tries to save", () => {
    const form = new PlanForm(draftOf());
    expect(form.fault("name", check("name"))).toBeNull();
    form.draft.name = "x";
    expect(form.fault("name", check("name"))).toBe("wrong");
    expect(form.fault("cron", check("cron"))).toBeNull();
    expect(form.refuse([{ field: "cron", message: "no" }], form.plain())).toBe("cron");
    expect(form.fault("cron", undefined)).toBe("no");
    form.draft.cron = "1 1 * * *";
    expect(form.fault("cron", undefined)).toBeNull();
  });

  it("are not said of a choice that was only begun", () => {
    const form = new PlanForm(draftOf());
    form.draft.scope = { scope: "groups", tree_id: 1, tree_name: "", groups: [] };
    form.draft.columns = { choice: "chosen", columns: [] };
    expect([form.fault("scope", check("scope")), form.fault("columns", check("columns"))]).toEqual([null, null]);
    form.draft.scope = { scope: "query", aql: "tag =" };
    expect(form.fault("scope", check("scope"))).toBe("wrong");
    form.draft.scope = { scope: "query", aql: " " };
    expect(form.fault("scope", check("scope"))).toBeNull();
    form.refuse([{ field: "scope", message: "no" }], form.plain());
    expect(form.fault("scope", check("scope"))).toBe("wrong");
  });

  it("of no field are said at the foot", () => {
    const form = new PlanForm(draftOf());
    expect(form.refuse([{ field: "elsewhere", message: "no" }], form.plain())).toBeNull();
    expect(form.others).toEqual(["no"]);
  });

  it("knows a change, and takes it back", () => {
    const form = new PlanForm(draftOf({ name: "a" }));
    form.draft.retries = [5];
    expect(form.dirty).toBe(true);
    form.discard();
    expect(form.dirty).toBe(false);
    expect(form.draft.retries).toEqual([5, 10, 15]);
  });

  it("keeps a filter and drops groups when the project changes", () => {
    const form = new PlanForm(draftOf({ scope: { scope: "query", aql: "tag = 1" } }));
    form.moveTo(draftOf({ project_id: 2 }));
    expect(form.draft.scope).toEqual({ scope: "query", aql: "tag = 1" });
    form.draft.scope = { scope: "groups", tree_id: 1, tree_name: "", groups: [] };
    form.moveTo(draftOf({ project_id: 3 }));
    expect(form.draft.scope).toEqual({ scope: "all" });
  });
});

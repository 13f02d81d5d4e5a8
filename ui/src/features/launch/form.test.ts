import { describe, expect, it } from "vitest";
import type { JobForm } from "$lib/host";
import * as form from "./form";

const job: JobForm = {
  project_id: 1,
  project_name: "Web shop",
  job: { id: 7, name: "e2e", ci: "jenkins", url: null, last_outcome: null, last_run_at: null, blocked: null },
  suggested_name: "e2e 2026-11-20 10:00",
  parameters: [
    { id: 17, name: "STAND", default: "stage-1", last: "stage-2" },
    { id: 18, name: "BROWSER", default: "chrome", last: null },
  ],
  presets: [
    {
      id: 3,
      name: "Night",
      values: {
        parameters: [
          { name: "STAND", value: "night" },
          { name: "OLD", value: "x" },
        ],
        tags: ["night"],
        environment: [],
      },
      gone: ["OLD"],
    },
  ],
  last: {
    parameters: [{ name: "STAND", value: "stage-2" }],
    tags: ["smoke"],
    environment: [{ name: "Browser", value: "ff" }],
  },
  variables: [{ id: 1, name: "Browser" }],
  usual: null,
  as_of: "2026-11-20T10:00:00Z",
  stale: false,
};
const fresh = () => form.freshDraft(job, "key-1");

describe("a job's form", () => {
  it("opens with the suggested name and every default, untouched", () => {
    expect(fresh().name).toBe("e2e 2026-11-20 10:00");
    expect(fresh().parameters).toEqual([
      { name: "STAND", value: "stage-1" },
      { name: "BROWSER", value: "chrome" },
    ]);
    expect(form.isDirty(fresh(), job)).toBe(false);
  });

  it("is dirty once a value differs and clean again when the default is back", () => {
    const typed = { ...fresh(), parameters: form.withValue(fresh().parameters, "STAND", "x") };
    expect(form.isDirty(typed, job)).toBe(true);
    expect(form.isDirty({ ...typed, parameters: form.withValue(typed.parameters, "STAND", "stage-1") }, job)).toBe(
      false,
    );
  });

  it("takes all values of the last launch and gives the rest their defaults", () => {
    const typed = { ...fresh(), parameters: form.withValue(fresh().parameters, "BROWSER", "edge") };
    const last = form.withLast(typed, job);
    expect(form.valueOf(last.parameters, "STAND")).toBe("stage-2");
    expect(form.valueOf(last.parameters, "BROWSER")).toBe("chrome");
    expect(last.tags).toEqual(["smoke"]);
    expect(last.environment).toEqual([{ name: "Browser", value: "ff" }]);
  });

  it("applies a preset, names what the job no longer has, and knows the preset again", () => {
    const night = job.presets[0]!;
    const { draft, gone } = form.withPreset(fresh(), job, night);
    expect(form.valueOf(draft.parameters, "STAND")).toBe("night");
    expect(gone).toEqual(["OLD"]);
    expect(form.presetInForce(draft, job)?.name).toBe("Night");
    expect(form.presetInForce(fresh(), job)).toBeUndefined();
  });

  it("keeps typed values when the job's parameters changed and names the lost ones", () => {
    const typed = { ...fresh(), parameters: form.withValue(fresh().parameters, "STAND", "mine") };
    const changed: JobForm = {
      ...job,
      suggested_name: "later",
      parameters: [job.parameters[1]!, { id: 19, name: "NEW", default: "n", last: null }],
    };
    const kept = form.reconciled(typed, changed);
    expect(kept.parameters).toEqual([
      { name: "BROWSER", value: "chrome" },
      { name: "NEW", value: "n" },
    ]);
    expect(kept.lost).toEqual([{ name: "STAND", value: "mine" }]);
    expect(kept.name).toBe("later");
    expect(form.reconciled({ ...typed, name: "own", nameTyped: true }, changed).name).toBe("own");
    expect(form.valueOf(form.reconciled(kept, job).parameters, "STAND")).toBe("mine");
  });

  it("asks with its key and without empty variables", () => {
    const request = form.requestOf({ ...fresh(), environment: [{ name: "OS", value: " " }], tags: ["a"] }, job);
    expect(request).toMatchObject({ key: "key-1", project_id: 1, job_id: 7 });
    expect(request.values.environment).toEqual([]);
    expect(request.values.tags).toEqual(["a"]);
  });

  it("sorts faults to fields by parameter id or name and finds the first", () => {
    const faults = form.faultsByField(
      [
        { field: "tags", message: "too many" },
        { field: "parameter:18", message: "no such browser" },
        { field: "parameter:STAND", message: "gone" },
        { field: "job", message: "vanished" },
      ],
      job,
    );
    expect(faults.parameters).toEqual({ BROWSER: "no such browser", STAND: "gone" });
    expect(faults).toMatchObject({ tags: "too many", other: ["vanished"], first: "parameter-0" });
  });

  it("adds a tag once and without blanks", () => {
    expect(form.withTag(["a"], " b ")).toEqual(["a", "b"]);
    expect(form.withTag(["a"], "a")).toEqual(["a"]);
    expect(form.withTag(["a"], " ")).toEqual(["a"]);
  });
});

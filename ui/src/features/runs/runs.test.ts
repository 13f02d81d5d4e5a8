import { describe, expect, it } from "vitest";
import type { RunView } from "$lib/host";
import { milestone } from "./announce";
import { done, passRate, segments, total } from "./bar";
import { pastedLaunch } from "./launch-url";
import { byUrgency, historyQuery, isFiltered, NO_FILTER, toggled } from "./lists";
import { ahead, elapsed, expected, hasLength } from "./pace";

const counts = (over = {}) => ({ passed: 0, failed: 0, broken: 0, skipped: 0, unknown: 0, in_progress: 0, ...over });
const run = (over: Partial<RunView> = {}): RunView => ({
  id: 1,
  project_id: 1,
  project_name: "Shop",
  job_id: 7,
  job_name: "e2e",
  ci: "jenkins",
  launch_id: 42,
  name: "e2e",
  origin: "here",
  phase: "running",
  outcome: null,
  stalled: false,
  counts: counts(),
  waiting_for: "tests",
  message: null,
  asked_at: "2026-11-20T10:00:00Z",
  sends_at: null,
  started_at: "2026-11-20T10:01:00Z",
  finished_at: null,
  observed_at: null,
  usual: { low_ms: 540_000, likely_ms: 600_000, high_ms: 660_000, results: 120, runs: 5 },
  estimate: { low_ms: 360_000, likely_ms: 420_000, high_ms: 480_000, as_of: "2026-11-20T10:04:00Z", how: "duration" },
  closed: false,
  change: null,
  url: null,
  ...over,
});

describe("the bar", () => {
  it("adds up to a hundred and keeps one failure in ten thousand visible", () => {
    const parts = segments(counts({ passed: 10_000, failed: 1 }), 1.5);
    expect(parts.map(({ status }) => status)).toEqual(["failed", "passed"]);
    expect(parts[0]!.percent).toBeGreaterThan(1.4);
    expect(parts.reduce((sum, { percent }) => sum + percent, 0)).toBeCloseTo(100);
  });

  it("has no parts before the first result is known", () => {
    expect(segments(counts())).toEqual([]);
  });

  it("counts what came and never rounds a failure away", () => {
    expect(total(counts({ passed: 2, in_progress: 3 }))).toBe(5);
    expect(done(counts({ passed: 2, in_progress: 3 }))).toBe(2);
    expect(passRate(counts({ passed: 9_999, failed: 1 }))).toBe(99);
    expect(passRate(counts({ in_progress: 4 }))).toBeNull();
  });
});

describe("pace", () => {
  const at = (time: string) => Date.parse(`2026-11-20T${time}Z`);
  it("counts what is left down from the last look, and says once it takes longer than usual", () => {
    expect(ahead(run(), at("10:04:00"))).toEqual({ left: { low: 360_000, likely: 420_000, high: 480_000 } });
    expect(ahead(run(), at("10:11:00"))).toEqual({ left: { low: 0, likely: 0, high: 60_000 } });
    expect(ahead(run(), at("10:12:00"))).toBe("late");
    expect(ahead(run({ estimate: null }), at("10:04:00"))).toBeNull();
  });
  it("expects as many results as usual, and no more of a run that is over", () => {
    expect([expected(run(), 45), expected(run(), 130), expected(run({ usual: null }), 45)]).toEqual([120, 130, 45]);
    expect(expected(run({ phase: "finished" }), 45)).toBe(45);
    const parts = segments(counts({ passed: 30, failed: 30 }), 0, 120);
    expect(parts.map(({ percent }) => percent)).toEqual([25, 25]);
  });
  it("is never negative and stops at the end", () => {
    expect(elapsed(run(), at("09:00:00"))).toBe(0);
    expect(elapsed(run({ finished_at: "2026-11-20T10:11:00Z" }), at("23:00:00"))).toBe(600_000);
  });
  it("knows no length of a run that was over when it was first seen", () => {
    const over = run({ finished_at: "2026-11-20T10:11:00Z", started_at: null });
    expect([hasLength(over, 20), hasLength(over, 29_000), hasLength(run(), 1000)]).toEqual([false, true, true]);
    expect(hasLength({ ...over, origin: "elsewhere" }, 200_000_000)).toBe(false);
  });
  it("knows none of a run that has not gone out, nor of one that began this moment", () => {
    expect([hasLength(run({ phase: "pending" }), 5000), hasLength(run(), 96)]).toEqual([false, false]);
  });
});

describe("lists", () => {
  it("puts what asks a person on top, then the newest", () => {
    const sorted = [run(), run({ id: 2, asked_at: "2026-11-20T11:00:00Z" }), run({ id: 3, phase: "unknown" })].sort(
      byUrgency,
    );
    expect(sorted.map(({ id }) => id)).toEqual([3, 2, 1]);
  });
  it("knows whether a filter is set", () => {
    expect(isFiltered(NO_FILTER)).toBe(false);
    expect(isFiltered({ ...NO_FILTER, outcomes: toggled([], "failed") })).toBe(true);
    expect(historyQuery({ ...NO_FILTER, text: " a " })).toEqual({
      text: "a",
      outcomes: [],
      project_id: null,
      job_id: null,
    });
  });
});

it("reads launch addresses of new and old servers and bare ids", () => {
  expect(pastedLaunch("https://t.example/launch/42/tree?x=1")).toEqual({ launchId: 42, projectId: null });
  expect(pastedLaunch(" https://t.example/project/3/launches/42 ")).toEqual({ launchId: 42, projectId: 3 });
  expect(pastedLaunch("#42")).toEqual({ launchId: 42, projectId: null });
  expect(pastedLaunch("nightly")).toBeNull();
});

it("announces turns and quarters, not every result", () => {
  const running = (over: object) => milestone(run({ counts: counts({ in_progress: 100, ...over }) }));
  expect(running({ passed: 1 })).toBe(running({ passed: 2 }));
  expect(running({ passed: 1 })).not.toBe(running({ passed: 1, failed: 1 }));
  expect(milestone(run({ phase: "finished", outcome: "failed" }))).toBe("finished:failed");
});

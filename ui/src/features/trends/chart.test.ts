import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { TrendLaunch } from "$lib/host";
import Chart from "./Chart.svelte";
import Charts from "./Charts.svelte";

const point = (id: number) => ({
  id,
  at: "2026-03-02T10:00:00Z",
  name: `Night ${id}`,
  parts: [{ value: id, colour: "--accent" }],
  text: `${id} %`,
});
const counts = { total: 9, passed: 9, failed: 0, broken: 0, skipped: 0, unknown: 0, in_progress: 0 };
const launch = (id: number): TrendLaunch => ({
  launch_id: id,
  run_id: null,
  name: `Night ${id}`,
  created_at: "2026-03-02T10:00:00Z",
  closed: true,
  pass_rate: 1000,
  duration_ms: 60_000,
  counts,
});
const props = (...ids: number[]) => ({
  title: "Pass rate",
  points: ids.map(point),
  scale: { top: 100, ticks: [0, 100] },
  format: String,
  selected: null,
});
const told = () => screen.getByRole("slider").getAttribute("aria-valuetext");

it("keeps its launch while others come", async () => {
  const { rerender } = render(Charts, { props: { launches: [4, 5, 6].map(launch) } });
  screen.getByRole("slider", { name: "Pass rate" }).focus();
  await userEvent.keyboard("{ArrowLeft}{ArrowLeft}");
  const told = () => screen.getAllByRole("slider").map((one) => one.getAttribute("aria-valuetext"));
  const same = Array.from({ length: 3 }, () => expect.stringContaining("Night 5") as string);
  expect(told()).toEqual(same);
  await rerender({ launches: [1, 2, 3, 4, 5, 6, 7].map(launch) });
  expect(told()).toEqual(same);
  expect(screen.getByRole("slider", { name: "Pass rate" }).getAttribute("aria-valuenow")).toBe("5");
});

it.each([
  ["Home", "Night 4"],
  ["End", "Night 6"],
  ["ArrowLeft", "Night 6"],
  ["ArrowRight", "Night 6"],
])("goes with %s from no choice to %s", async (key, name) => {
  render(Chart, { props: props(4, 5, 6) });
  screen.getByRole("slider").focus();
  await userEvent.keyboard(`{${key}}`);
  expect(told()).toContain(name);
});

it("has nothing to choose without launches", async () => {
  render(Chart, { props: props() });
  screen.getByRole("slider").focus();
  await userEvent.keyboard("{Home}");
  expect(told()).not.toContain("Night");
});

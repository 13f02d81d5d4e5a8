import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { asked, openPage } from "$lib/testing";
import { cellAt, draw, layoutOf, ROW } from "./heat-map";
import { shownTests } from "./letters";
import { scaleOf, scaleOfLengths } from "./scale";

it("shows charts whose value is read out by the arrow keys, the same launch in each", async () => {
  const { user } = await openPage("#/trends/1");
  const rate = await screen.findByRole("slider", { name: "Pass rate" });
  rate.focus();
  await user.keyboard("{ArrowLeft}{ArrowLeft}");
  expect(rate.getAttribute("aria-valuetext")).toMatch(/%.*Nightly 2\.22/);
  const size = screen.getByRole("slider", { name: "Results" });
  expect(size.getAttribute("aria-valuetext")).toMatch(/results.*Nightly 2\.22/);
  expect(within(screen.getByRole("region", { name: "Table of launches" })).getAllByRole("row")).toHaveLength(25);
});

it("reads the cell under the cursor out and leads to its run", async () => {
  const { user, twin } = await openPage("#/trends/1");
  const map = await screen.findByRole("application", { name: "Tests by launch" });
  map.focus();
  await user.keyboard("{ArrowDown}{ArrowDown}");
  expect(await screen.findByText(/Nightly 2\.23/, { selector: ".where bdi" })).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Open in TestOps" }));
  await waitFor(() => expect(asked(twin, "open_server_result")).toHaveLength(1));
  map.focus();
  await user.keyboard("{ArrowLeft}{Enter}");
  await waitFor(() => expect(window.location.hash).toBe("#/runs/101"));
});

it("shows what is kept with its age, and why nothing newer came", async () => {
  await openPage("#/trends/1", { kind: "offline" });
  expect(await screen.findByRole("slider", { name: "Duration" })).toBeTruthy();
  expect((await screen.findAllByRole("alert")).length).toBeGreaterThan(0);
  expect(screen.getAllByText(/Data from/).length).toBeGreaterThan(0);
});

it("tells how two launches differ", async () => {
  await openPage("#/trends/1");
  const section = within(await screen.findByRole("region", { name: "Difference of two launches" }));
  expect(await section.findByText(/without a change/)).toBeTruthy();
});

it("filters and orders tests", () => {
  const test = (id: number, name: string, failed: number, marks: string) => ({
    id,
    name,
    statuses: "pf",
    marks,
    runs: 2,
    failed,
    changes: failed,
    flaky: marks.includes("k"),
    mean_ms: id * 10,
  });
  const tests = [test(1, "Pays", 1, ".k"), test(2, "Searches", 3, "n."), test(3, "Signs in", 0, "..")];
  const ids = (...how: ["all" | "flaky" | "new" | "failing", "name" | "failed" | "slow"]) =>
    shownTests(tests, "", ...how).map(({ id }) => id);
  expect(ids("all", "failed")).toEqual([2, 1, 3]);
  expect(ids("all", "slow")).toEqual([3, 2, 1]);
  expect(ids("flaky", "name")).toEqual([1]);
  expect(ids("new", "name")).toEqual([2]);
  expect(shownTests(tests, "SIGN", "all", "name").map(({ id }) => id)).toEqual([3]);
});

it("draws only the rows in sight, and finds the cell under a point", () => {
  const statuses = "p".repeat(100);
  const tests = Array.from({ length: 2000 }, (_, id) => ({
    id,
    name: `Test ${id}`,
    statuses,
    marks: ".".repeat(100),
    runs: 100,
    failed: 0,
    changes: 0,
    flaky: false,
    mean_ms: null,
  }));
  const layout = layoutOf(1000, 20 * ROW, 100);
  let cells = 0;
  const context = new Proxy({} as CanvasRenderingContext2D, {
    get: (_, name) => (name === "measureText" ? () => ({ width: 10 }) : () => void (name === "fillRect" && cells++)),
    set: () => true,
  });
  draw(context, { tests, top: 500 * ROW, cursor: null }, layout, { of: () => "#000", font: "12px x" });
  expect(cells).toBe(20 * 100);
  expect(cellAt(layout.names + 1, ROW + 1, 500 * ROW, layout, 2000, 100)).toEqual({ row: 501, column: 0 });
  expect(cellAt(layout.names + 1, ROW, 2000 * ROW, layout, 2000, 100)).toBeNull();
});

it("has round numbers on its axes", () => {
  expect(scaleOf(0)).toEqual({ top: 1, ticks: [0, 1] });
  expect(scaleOf(14).ticks).toEqual([0, 5, 10, 15]);
  expect(scaleOfLengths(1_000_000).ticks).toEqual([0, 300_000, 600_000, 900_000, 1_200_000]);
  for (const highest of [1, 3, 7, 99, 1234, 50_000]) expect(scaleOf(highest).top).toBeGreaterThanOrEqual(highest);
});

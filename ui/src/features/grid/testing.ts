/** What the tests of the grid's page share: a table that is open, in a window of a size. */
import { screen } from "@testing-library/svelte";
import { beforeEach } from "vitest";
import type { GridSource } from "$lib/host";
import type { Scenario } from "$lib/host/twin/scenario";
import { onScreen, type Twin } from "$lib/testing/screen";
import GridPage from "./GridPage.svelte";

export const FILE: GridSource = { source: "export", file_id: 7 };
export const FAULTY: GridSource = { source: "path", path: "/tmp/faulty.csv" };

export const asked = (twin: Twin, command: Twin["calls"][number]["command"]) =>
  twin.calls.filter((call) => call.command === command).map(({ values }) => values);

export const table = () => screen.findByRole("grid");
export const rowAt = (grid: HTMLElement, rowindex: number) => grid.querySelector(`[aria-rowindex="${rowindex}"]`);
/** What the line under the rows says; screen readers hear it elsewhere. */
export const showing = (words: RegExp | string) => screen.findByText(words, { selector: "[data-showing]" });
export const activeText = (grid: HTMLElement) =>
  document.getElementById(grid.getAttribute("aria-activedescendant") ?? "")?.textContent?.trim();

export async function opened(
  change: Partial<Scenario> = {},
  source = FILE,
): Promise<{ twin: Twin; grid: HTMLElement }> {
  const { twin } = onScreen(GridPage, { source }, change);
  const grid = await table();
  grid.focus();
  return { twin, grid };
}

/** For a file of tests: jsdom gives no element a size, this a window of 20 rows and some columns. */
export function inWindow(): void {
  beforeEach(() => {
    localStorage.clear();
    Object.defineProperty(HTMLElement.prototype, "clientHeight", { configurable: true, value: 66 + 20 * 28 });
    Object.defineProperty(HTMLElement.prototype, "clientWidth", { configurable: true, value: 900 });
  });
}

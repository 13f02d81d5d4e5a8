import { screen } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { activeOf } from "$lib/host/twin/runs";
import { scenario, type Scenario } from "$lib/host/twin/scenario";
import { faultsOfAxe, onScreen } from "$lib/testing/screen";
import Elapsed from "./Elapsed.svelte";

/** The line of a run of the twin, as its page shows it. */
function line(change: Partial<Scenario>, which: number, full: boolean): string {
  const run = activeOf(scenario(change))[which]!;
  const { unmount } = onScreen(Elapsed, { run, full }, change);
  const said = screen.getByText(/left|usually|осталось|обычно/).textContent ?? "";
  unmount();
  return said.replace(/\s+/g, " ").trim();
}

it("says what is left as a range, with what it rests on", () => {
  expect(line({ language: "en" }, 0, true)).toBe("about 14 m left (12–17 m, as in the last 5 runs)");
  expect(line({ language: "en" }, 0, false)).toBe("about 14 m left");
  expect(line({ language: "ru" }, 0, true)).toBe("осталось около 14 мин (12–17 мин, как в 5 последних прогонах)");
});

it("says that a run takes longer than usual, and how long one that waits will take", async () => {
  expect(line({ language: "en" }, 2, true)).toBe("longer than usual, usually 21–26 m");
  expect(line({ language: "ru" }, 1, true)).toBe("обычно 21–26 мин");
  onScreen(Elapsed, { run: activeOf(scenario({}))[2]!, full: true });
  expect(await faultsOfAxe()).toEqual([]);
});

import { screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { Comparison } from "$lib/host";
import { activeOf } from "$lib/host/twin/runs";
import { scenario } from "$lib/host/twin/scenario";
import { onScreen } from "$lib/testing/screen";
import Changes from "./Changes.svelte";

const against = (of: Partial<Comparison>): Comparison => ({
  previous_id: 7,
  previous_launch_id: 412,
  previous_name: "Nightly",
  previous_finished_at: null,
  counts: { newly_failed: 0, fixed: 0, still_failing: 0, gone: 0, appeared: 0, slower: 0 },
  newly_failed: [],
  fixed: [],
  gone: [],
  slower: [],
  ...of,
});

function shown(comparison: Comparison | null): void {
  onScreen(Changes, { comparison, run: activeOf(scenario())[0]! });
}

describe("what a run is compared with", () => {
  it("is a run of ours, which opens", () => {
    shown(against({}));
    expect(screen.getByRole("link", { name: "Compared with Nightly" }).getAttribute("href")).toContain("/runs/7");
  });

  it("is a launch on the server by its number where no run of ours fits", () => {
    shown(against({ previous_id: null }));
    expect(screen.getByText("Compared with launch #412 on the server")).toBeTruthy();
    expect(screen.queryByRole("link")).toBeNull();
  });

  it("is nothing where the server has no earlier launch either", () => {
    shown(null);
    expect(screen.getByText(/no earlier finished run of this job/)).toBeTruthy();
  });
});

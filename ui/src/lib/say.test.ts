import { expect, it, vi } from "vitest";
import { announce, said } from "./say.svelte";

it("keeps words for screen readers no longer than they are news", () => {
  vi.useFakeTimers();
  announce("3 of 8");
  vi.advanceTimersByTime(6_000);
  announce("5 of 8");
  vi.advanceTimersByTime(6_000);
  expect(said.spoken).toBe("5 of 8");
  vi.advanceTimersByTime(6_000);
  expect(said.spoken).toBe("");
  vi.useRealTimers();
});

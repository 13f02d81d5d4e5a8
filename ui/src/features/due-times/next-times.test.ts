import { render, screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import NextTimes from "./NextTimes.svelte";

const shown = (words: string, next: string[]) => render(NextTimes, { check: { words, next, faults: [] }, zone: "UTC" });

describe("the next times", () => {
  it("have their year where it is another one", () => {
    const next = new Date().getFullYear() + 2;
    shown("on 29 February at 07:00", [`${next}-02-28T07:00:00Z`]);
    expect(screen.getByRole("cell", { name: new RegExp(String(next)) })).toBeTruthy();
  });

  it("that follow one another closely are asked about", () => {
    shown("every minute", ["2026-03-01T07:00:00Z", "2026-03-01T07:01:00Z", "2026-03-01T07:02:00Z"]);
    expect(screen.getByRole("status").textContent).toContain("Due again after only 1\u00a0m. Is that what you mean?");
  });

  it("of every day are not", () => {
    shown("every day at 07:00", ["2026-03-01T07:00:00Z", "2026-03-02T07:00:00Z"]);
    expect(screen.getByRole("status").textContent?.trim()).toBe("every day at 07:00");
  });
});

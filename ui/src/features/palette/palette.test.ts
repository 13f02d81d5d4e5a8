import { screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it } from "vitest";
import { asked, openPage } from "$lib/testing";
import { score } from "./fuzzy";

beforeEach(() => localStorage.clear());

describe("score", () => {
  it("finds letters in order and refuses the rest", () => {
    expect(score("Payments end to end", "pmte")).not.toBeNull();
    expect(score("Payments end to end", "xyz")).toBeNull();
    expect(score("Ночной прогон", "нпр")).not.toBeNull();
  });

  it("prefers the start of a word to its middle", () => {
    expect(score("Go to Runs", "run")).toBeGreaterThan(score("Overrunning", "run") ?? 0);
  });
});

it("opens with Ctrl+K, finds a job and leads to its form with the keyboard alone", async () => {
  const { user } = await openPage("#/inbox");
  await user.keyboard("{Control>}k{/Control}");
  const field = await screen.findByRole("combobox", { name: "Search and commands" });
  await waitFor(() => expect(document.activeElement).toBe(field));
  await screen.findByRole("option", { name: /Launch Regression Checkout/ });
  await user.keyboard("launch payments");
  expect(within(screen.getByRole("listbox")).getAllByRole("option")[0]?.textContent).toContain(
    "Launch Payments end to end",
  );
  await user.keyboard("{Enter}");
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/launch\/\d\/\d02$/));
});

it("repeats the last run and opens it", async () => {
  const { twin, user } = await openPage("#/inbox");
  await user.keyboard("{Control>}k{/Control}");
  await user.click(await screen.findByRole("option", { name: /Repeat the last one/ }));
  await waitFor(() => expect(window.location.hash).toBe("#/runs/5000"));
  expect(asked(twin, "repeat")).toHaveLength(1);
});

it("puts what was chosen lately first", async () => {
  const { user } = await openPage("#/inbox");
  await user.keyboard("{Control>}k{/Control}");
  await screen.findByRole("combobox", { name: "Search and commands" });
  await user.keyboard("go to settings{Enter}");
  await waitFor(() => expect(window.location.hash).toBe("#/settings"));
  await user.keyboard("{Control>}k{/Control}");
  const list = await screen.findByRole("listbox");
  await waitFor(() => expect(within(list).getAllByRole("option")[0]?.textContent).toContain("Go to Settings"));
});

it("says so when nothing matches", async () => {
  const { user } = await openPage("#/inbox");
  await user.keyboard("{Control>}k{/Control}");
  await screen.findByRole("combobox", { name: "Search and commands" });
  await user.keyboard("qqqqq");
  screen.getByText("Nothing matches “qqqqq”");
});

it("runs an export, and opens the last file", async () => {
  const { twin, user } = await openPage("#/inbox");
  await user.keyboard("{Control>}k{/Control}");
  await user.click(await screen.findByRole("option", { name: /Run the export Checkout nightly/ }));
  await waitFor(() => expect(window.location.hash).toBe("#/exports"));
  expect(asked(twin, "run_plan")).toEqual([[expect.any(String), 1]]);
  await user.keyboard("{Control>}k{/Control}");
  await user.click(await screen.findByRole("option", { name: /Open the last export file/ }));
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/exports\/file\/\d+$/));
});

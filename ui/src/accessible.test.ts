import { screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it } from "vitest";
import { firstConnection } from "./features/first-run/typed.svelte";
import { expectAccessible, openPage } from "$lib/testing";

const PLACES = [
  "#/launch",
  "#/launch/1/100",
  "#/runs",
  "#/runs/101",
  "#/runs/101/result/70",
  "#/exports",
  "#/exports/plan/2",
  "#/cases",
  "#/cases/1/311/0",
  "#/cases/1/311/0/changes",
  "#/cases/1/311/0/server",
  "#/cases/1/days",
  "#/trends/1",
  "#/trends/1/launches",
  "#/trends/1/results",
  "#/telegram",
  "#/bots",
  "#/bots/reminder",
  "#/bots/reminder/log",
  "#/bots/reminder/environment",
  "#/bots/release-notes/build",
  "#/deploy",
  "#/deploy/update/release-notes",
  "#/mine",
  "#/manual/1/40090",
  "#/inbox",
  "#/settings",
] as const;

beforeEach(() => {
  firstConnection.url = "";
  firstConnection.forgetSecrets();
});

// Nothing that jsdom shows depends on both at once: each language has one of the themes.
describe.each([
  ["en", "light"],
  ["ru", "dark"],
] as const)("in %s, %s", (language, theme) => {
  it.each(PLACES)("%s has no accessibility fault", async (hash) => {
    await openPage(hash, { language, theme });
    expect(document.documentElement.lang).toBe(language);
    expect(document.documentElement.dataset.theme).toBe(theme);
    await settled();
    await expectAccessible();
  });

  it("the first run has no accessibility fault on any step", async () => {
    const { user } = await openPage("#/", { kind: "first-run", language, theme });
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: /TestOps$|TestOps server$/ }));
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: /^(Back|Назад)$/ }));
    await user.click(screen.getByRole("button", { name: /\.env/ }));
    await expectAccessible();
  });

  it.each(["empty", "error", "offline"] as const)("a place that is %s has no accessibility fault", async (kind) => {
    await openPage("#/inbox", { language, kind, demo: true });
    await settled();
    await expectAccessible();
  });

  it("the palette and the help sheet have no accessibility fault", async () => {
    const { user } = await openPage("#/inbox", { language });
    await user.keyboard("{Control>}k{/Control}");
    await screen.findByRole("combobox", { name: /Search and|Поиск и/ });
    await expectAccessible();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("combobox", { name: /Search and|Поиск и/ })).toBeNull());
    await user.keyboard("?");
    await screen.findByRole("dialog");
    await expectAccessible();
  });
});

/** Waits until nothing says that it is still on its way. */
async function settled(): Promise<void> {
  await waitFor(() => expect(document.querySelector(".skeleton")).toBeNull());
}

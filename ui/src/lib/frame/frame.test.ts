import { screen, waitFor } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { openPage } from "$lib/testing";

it.each([
  ["gl", "#/launch"],
  ["gr", "#/runs"],
  ["gs", "#/settings"],
])("goes with %s to %s", async (keys, hash) => {
  const { user } = await openPage("#/inbox");
  await user.keyboard(keys);
  expect(window.location.hash).toBe(hash);
});

it("opens the help sheet with ? and closes it with Esc", async () => {
  const { user } = await openPage("#/inbox");
  await user.keyboard("?");
  await screen.findByRole("dialog", { name: "Keyboard shortcuts" });
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

it("leaves a run with Esc", async () => {
  const { user } = await openPage("#/runs/101");
  await user.keyboard("{Escape}");
  expect(window.location.hash).toBe("#/runs");
});

it("does not take letters for keys while something is typed", async () => {
  const { user } = await openPage("#/settings");
  await user.type(screen.getByLabelText("Name of a new launch"), "gr?");
  expect(window.location.hash).toBe("#/settings");
});

it("takes the focus to the title of a new place and names the window after it", async () => {
  const { user } = await openPage("#/inbox");
  await user.click(screen.getByRole("link", { name: /^Settings/ }));
  await waitFor(() => expect(document.activeElement?.textContent).toBe("Settings"));
  expect(document.title).toBe("Settings · TestOps Companion");
});

it("says the age of the data and what to do when the link is lost", async () => {
  const { twin } = await openPage("#/inbox");
  const since = new Date().toISOString();
  const failure = { code: "unreachable", message: "No route", advice: "Check the cable.", details: null } as const;
  twin.tell({ event: "link_changed", link: { state: "offline", as_of: since, since, failure } });
  await screen.findByText("No route");
  screen.getByText("Offline");
  screen.getByRole("button", { name: "Look now" });
  await screen.findByText("The server does not answer; what you see is getting old");
});

it("goes where the shell asks", async () => {
  const { twin } = await openPage("#/inbox");
  twin.tell({ event: "navigate", to: { place: "run", id: 101 } });
  await waitFor(() => expect(window.location.hash).toBe("#/runs/101"));
});

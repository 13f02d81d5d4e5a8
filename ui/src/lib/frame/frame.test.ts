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
  const sheet = await screen.findByRole("dialog", { name: "Keyboard shortcuts" });
  expect(sheet.textContent).toContain("Copy a failure");
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

it("forgets with the demo what it told", async () => {
  const { twin, user } = await openPage("#/runs", { demo: true });
  await screen.findByText("12 runs");
  await user.click(screen.getByRole("button", { name: "Leave the demo" }));
  await screen.findByRole("button", { name: "Connect to a TestOps server" });
  twin.commands.history = () => Promise.resolve({ items: [], total: 0 });
  twin.commands.active_runs = () => Promise.resolve([]);
  await user.click(screen.getByRole("button", { name: "Try the demo" }));
  await screen.findByRole("heading", { name: "Launch", level: 1 });
  await user.keyboard("gr");
  await screen.findByText("No finished runs yet");
  expect(screen.queryByText("12 runs")).toBeNull();
});

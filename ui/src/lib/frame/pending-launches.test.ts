import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { asked, expectAccessible, openPage, type Opened } from "$lib/testing";

/** Opens a place with launches that go out in ten seconds. */
async function opened(hash: string, ...names: string[]): Promise<Opened> {
  const opened = await openPage(hash);
  const { commands } = opened.twin;
  const { settings } = await commands.state();
  await commands.save_settings({ ...settings, undo_seconds: 10 });
  const values = { parameters: [], tags: [], environment: [] };
  const choice = { tests: { tests: "all" as const }, other_jobs: [] };
  for (const name of names) await commands.launch({ key: name, project_id: 1, job_id: 100, name, values, choice });
  await screen.findByRole("region", { name: "About to go out" });
  return opened;
}

it("says what goes out and when, in every place, and takes it back", async () => {
  const { twin, user } = await opened("#/inbox", "A reflex");
  const region = screen.getByRole("region", { name: "About to go out" });
  expect(region.textContent).toMatch(/A reflex goes out in (10|9) s/);
  await expectAccessible(region);
  await user.click(within(region).getByRole("button", { name: "Undo" }));
  expect(asked(twin, "undo_launch")).toHaveLength(1);
  await screen.findByText("Taken back. Nothing was started.");
  await waitFor(() => expect(screen.queryByRole("region", { name: "About to go out" })).toBeNull());
  await user.click(screen.getByRole("button", { name: "Open the form" }));
  expect(window.location.hash).toBe("#/launch/1/100");
});

it("takes the newest back with Ctrl+Z, and leaves the key to a field that is typed in", async () => {
  const { twin, user } = await opened("#/settings", "First", "Second");
  await user.type(screen.getByLabelText("Name of a new launch"), "x{Control>}z{/Control}");
  expect(asked(twin, "undo_launch")).toEqual([]);
  (document.activeElement as HTMLElement).blur();
  await user.keyboard("{Control>}z{/Control}");
  await waitFor(() => expect(screen.queryByText("Second")).toBeNull());
  screen.getByText("First");
});

it("says why it could not be taken back", async () => {
  const { twin, user } = await opened("#/inbox", "Too late");
  twin.failNext("undo_launch");
  await user.click(screen.getByRole("button", { name: "Undo" }));
  await waitFor(() => expect(document.querySelector(".toast.failed")).not.toBeNull());
});

it("takes a rerun back, which leaves the run as it was", async () => {
  const { twin, user } = await openPage("#/inbox");
  const { settings } = await twin.commands.state();
  await twin.commands.save_settings({ ...settings, undo_seconds: 10 });
  const before = (await twin.commands.run_details(101)).run;
  await twin.commands.rerun_failed("reflex", 101);
  const region = await screen.findByRole("region", { name: "About to go out" });
  expect(region.textContent).toMatch(/Rerun: .+ goes out in (10|9) s/);
  await user.keyboard("{Control>}z{/Control}");
  await screen.findByText("Taken back. The run stays as it was.");
  expect((await twin.commands.run_details(101)).run).toEqual(before);
});

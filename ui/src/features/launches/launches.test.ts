import { screen, within } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { asked, expectAccessible, openPage } from "$lib/testing";
import { actOf } from "./act";

it("counts what would be deleted, says that it is final, and tells what took", async () => {
  const { user, twin } = await openPage("#/trends/1/launches");
  const first = await screen.findByRole("checkbox", { name: "Select Nightly 2.23" });
  expect(screen.queryByRole("button", { name: "Delete…" })).toBeNull();
  await user.click(first);
  await user.click(screen.getByRole("checkbox", { name: "Select Nightly 2.22" }));
  await user.click(screen.getByRole("button", { name: "Delete…" }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(await dialog.findByText("2 launches with 28 results would be deleted.")).toBeTruthy();
  expect(dialog.getByText(/Nothing brings them back/)).toBeTruthy();
  await expectAccessible();
  await user.click(dialog.getByRole("button", { name: "Delete" }));
  expect(await dialog.findByText("Done for 2 launches.")).toBeTruthy();
  const [[key, request]] = asked(twin, "act_on_launches") as [[string, unknown]];
  expect(key).not.toBe("");
  expect(request).toEqual({ project_id: 1, launch_ids: [40_023, 40_022], act: { act: "delete" } });
});

it("offers renaming for one launch only, and asks with the typed name", async () => {
  const { user, twin } = await openPage("#/trends/1/launches");
  await user.click(await screen.findByRole("checkbox", { name: "Select Nightly 2.23" }));
  await user.click(screen.getByRole("button", { name: "Rename…" }));
  const dialog = within(await screen.findByRole("dialog"));
  const field = dialog.getByLabelText("New name");
  await user.clear(field);
  await user.type(field, "Release check");
  await dialog.findByText(/would be renamed/);
  await user.click(dialog.getByRole("button", { name: "Rename" }));
  await dialog.findByText("Done for 1 launch.");
  expect(asked(twin, "act_on_launches")[0]?.[1]).toMatchObject({ act: { act: "rename", name: "Release check" } });
  await user.click(dialog.getByRole("button", { name: "Done" }));
  await user.click(screen.getByRole("checkbox", { name: "Select all shown" }));
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Rename…" }).disabled).toBe(true);
});

it("merges several into one of them, and one alone only into another", async () => {
  const { user, twin } = await openPage("#/trends/1/launches");
  await user.click(await screen.findByRole("checkbox", { name: "Select Nightly 2.23" }));
  await user.click(screen.getByRole("button", { name: "Merge…" }));
  let dialog = within(await screen.findByRole("dialog"));
  const field = () => dialog.getByRole("combobox", { name: "Merge into" });
  await user.clear(field());
  await user.type(field(), "2.23");
  expect(dialog.getByText("Nothing matches")).toBeTruthy();
  await user.keyboard("{Escape}");
  await user.click(dialog.getByRole("button", { name: "Cancel" }));
  await user.click(screen.getByRole("checkbox", { name: "Select Nightly 2.22" }));
  await user.click(screen.getByRole("button", { name: "Merge…" }));
  dialog = within(await screen.findByRole("dialog"));
  await user.clear(field());
  await user.type(field(), "2.23{Enter}");
  expect(await dialog.findByText("1 launch with 14 results would go into the other one.")).toBeTruthy();
  await user.click(dialog.getByRole("button", { name: "Merge" }));
  await dialog.findByText("Done for 1 launch.");
  expect(asked(twin, "act_on_launches")[0]?.[1]).toMatchObject({ launch_ids: [40_022], act: { into: 40_023 } });
});

it("says where a query is wrong", async () => {
  const { user } = await openPage("#/trends/1/launches");
  await user.type(await screen.findByLabelText("Find launches by AQL"), 'name = "night');
  expect(await screen.findByText(/The quote is not closed: “"night”/)).toBeTruthy();
});

it("is no act while something is missing", () => {
  const nothing = { name: " ", add: " , ", remove: "", suffix: " ", into: null };
  expect([actOf("rename", nothing), actOf("tag", nothing), actOf("merge", nothing)]).toEqual([null, null, null]);
  expect(actOf("tag", { ...nothing, add: "rc, rc ,night" })).toEqual({ act: "tag", add: ["rc", "night"], remove: [] });
  expect(actOf("copy", nothing)).toEqual({ act: "copy", suffix: "" });
});

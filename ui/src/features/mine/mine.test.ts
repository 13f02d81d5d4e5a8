import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { asked, expectAccessible, openPage } from "$lib/testing";

it("shows what waits for the person by kind, each leading to its run or into TestOps", async () => {
  const { twin, user } = await openPage("#/mine");
  const assigned = within(await screen.findByRole("region", { name: /^Assigned to me 2/ }));
  const row = assigned.getByRole<HTMLAnchorElement>("link", { name: /^Refund is shown.*Web Shop · Nightly/ });
  expect(row.getAttribute("href")).toBe("#/runs/101");
  screen.getByText("Web Shop · 5 failures without a defect");
  screen.getByText("Web Shop · found again in Nightly");
  screen.getByText("Мобильное приложение · 3 to add, 1 to remove");
  await user.click(screen.getByRole("button", { name: /^Manual acceptance/ }));
  expect(asked(twin, "open_mine")).toEqual([["left_open", 1, 40090]]);
  await user.click(screen.getByRole("button", { name: "Refresh" }));
  expect(asked(twin, "refresh_mine")).toHaveLength(1);
  await expectAccessible();
});

it("asks about a mute whose day has come, keeps it or asks in a week", async () => {
  const { twin, user } = await openPage("#/mine");
  const due = within(await screen.findByRole("region", { name: /^Mutes to review/ }));
  due.getByText("Waits for OPS-4");
  await user.click(due.getByRole("button", { name: "Remind in a week: The stage is down" }));
  await waitFor(() => expect(asked(twin, "remind_of_mute")).toHaveLength(1));
  expect(asked(twin, "remind_of_mute")[0]?.[1]).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  await user.click(due.getByRole("button", { name: "Keep: The stage is down" }));
  await waitFor(() => expect(asked(twin, "remind_of_mute").at(-1)).toEqual([900, null]));
  await user.click(due.getByRole("button", { name: "Unmute: The stage is down" }));
  await waitFor(() => expect(asked(twin, "undo_decision")).toHaveLength(1));
});

it("keeps what was read while the server cannot be asked, and says so", async () => {
  await openPage("#/mine", { kind: "offline" });
  expect(await screen.findByText("What was read before is shown.")).toBeTruthy();
  expect(screen.getByText("Assigned to me")).toBeTruthy();
});

it("shows the first of many, and all on demand", async () => {
  const { user } = await openPage("#/mine", { kind: "many" });
  const assigned = within(await screen.findByRole("region", { name: /^Assigned to me 62/ }));
  expect(assigned.getAllByRole("listitem")).toHaveLength(8);
  await user.click(assigned.getByRole("button", { name: "Show all 62: Assigned to me" }));
  expect(assigned.getAllByRole("listitem")).toHaveLength(62);
});

it("says that nothing waits", async () => {
  await openPage("#/mine", { kind: "empty" });
  expect(await screen.findByText("Nothing waits for you")).toBeTruthy();
});

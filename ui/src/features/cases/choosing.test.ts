import { screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, expect, it } from "vitest";
import type { CaseQuery } from "$lib/host";
import type { Scenario } from "$lib/host/twin/scenario";
import { asked, expectAccessible, openPage } from "$lib/testing";
import { picked } from "./edit/picked.svelte";
import { looked } from "./looked.svelte";

// They outlive a page, and the files of one worker share them.
afterEach(() => {
  Object.assign(looked, { text: "", projectId: null, grouping: "", values: [] });
  picked.clear();
});

/** The groups by a grouping, and how each is ticked. */
async function grouped(by: string, kind: Scenario["kind"] = "few") {
  const { user, twin } = await openPage("#/cases/1", { kind });
  const field = await screen.findByRole("combobox", { name: "Group by" });
  await waitFor(() => within(field).getByRole("option", { name: by }));
  const choose = () => user.selectOptions(field, by);
  const groups = async () => within(await screen.findByRole("navigation", { name: "Groups" }));
  const tick = async (name: string) =>
    (await groups()).findByRole<HTMLInputElement>("checkbox", { name: `Select all in ${name}` });
  const mark = async (name: string) => {
    const { checked, indeterminate } = await tick(name);
    return indeterminate ? "mixed" : checked ? "on" : "off";
  };
  return { user, twin, choose, groups, tick, mark };
}

it("chooses all test cases of a group, and shows groups that are chosen in part", async () => {
  const { user, choose, groups, tick, mark } = await grouped("Tree: Features");
  await choose();
  await user.click(await tick("Orders"));
  await screen.findByText("2 test cases selected");
  expect([await mark("Orders"), await mark("Sign-in")]).toEqual(["on", "off"]);
  const orders = (await groups()).getByRole("button", { name: "Orders 2" });
  orders.focus();
  await user.keyboard("{ArrowRight}");
  expect([await mark("History"), await mark("Without a value")]).toEqual(["on", "on"]);
  await user.click(await tick("History"));
  await screen.findByText("1 test case selected");
  await waitFor(async () => expect(await mark("Orders")).toBe("mixed"));
  expect([await mark("History"), await mark("Without a value")]).toEqual(["off", "on"]);
  await expectAccessible();
  await user.click(await tick("Orders"));
  await screen.findByText("2 test cases selected");
  await waitFor(async () => expect(await mark("Orders")).toBe("on"));
  await user.click(await tick("Orders"));
  await waitFor(() => expect(screen.queryByText(/selected$/)).toBeNull());
  expect([await mark("Orders"), await mark("History")]).toEqual(["off", "off"]);
});

it("is one choice with the list, by keys too", async () => {
  const { user, choose, groups, mark } = await grouped("Tree: Features");
  await choose();
  (await groups()).getByRole("button", { name: "Orders 2" }).focus();
  await user.keyboard("x");
  await screen.findByText("2 test cases selected");
  const inList = screen.getByRole<HTMLInputElement>("checkbox", { name: "Select: Discount is applied once" });
  expect(inList.checked).toBe(true);
  screen.getByRole("link", { name: /Discount is applied once/ }).focus();
  await user.keyboard("x");
  await screen.findByText("1 test case selected");
  await waitFor(async () => expect(await mark("Orders")).toBe("mixed"));
  (await groups()).getByRole("button", { name: "Orders 2" }).focus();
  await user.keyboard("xx");
  await waitFor(() => expect(screen.queryByText(/selected$/)).toBeNull());
  expect(await mark("Orders")).toBe("off");
});

it("reads a group to its end", async () => {
  const { user, twin, choose, tick } = await grouped("Tags", "many");
  await choose();
  await user.click(await tick("Without a value"));
  await screen.findByText("401 test cases selected");
  const ofGroup = asked(twin, "cases").filter(([query]) => (query as CaseQuery).within?.values[0] === "");
  expect(ofGroup).toHaveLength(3);
});

it("chooses nothing of a group that could not be read, and says why", async () => {
  const { user, twin, choose, tick } = await grouped("Feature");
  await choose();
  const orders = await tick("Orders");
  twin.failNext("cases");
  await user.click(orders);
  await screen.findByText("The server does not answer");
  await waitFor(() => expect(orders.checked).toBe(false));
  expect(screen.queryByText(/selected$/)).toBeNull();
});

it("says of a group that is too large for an edit that it is", async () => {
  const { user, twin, choose, groups } = await grouped("Feature");
  twin.commands.case_groups = () => Promise.resolve([{ name: "Orders", cases: 501 }]);
  await choose();
  const tick = await (
    await groups()
  ).findByRole<HTMLInputElement>("checkbox", { name: /An edit takes 500 test cases/ });
  expect(tick.disabled).toBe(true);
  (await groups()).getByRole("button", { name: "Orders 501" }).focus();
  await user.keyboard("x");
  expect(asked(twin, "cases").filter(([query]) => (query as CaseQuery).within !== null)).toEqual([]);
});

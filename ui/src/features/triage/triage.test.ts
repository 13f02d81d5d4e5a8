import { screen, waitFor, within } from "@testing-library/svelte";
import { userEvent } from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { grouping } from "../runs/grouping.svelte";
import RunPage from "../runs/RunPage.svelte";
import { faultsOfAxe, onScreen, type Twin } from "$lib/testing/screen";
import { decisionOf, NOTHING } from "./decision";

beforeEach(() => {
  grouping.current = "message";
});

const asked = (twin: Twin, command: Twin["calls"][number]["command"]) =>
  twin.calls.filter((call) => call.command === command).map(({ values }) => values);

/** Opens the menu of the first group of failures and chooses from it. */
async function choose(name: string): Promise<HTMLElement> {
  const group = await screen.findByRole("group", { name: /^Expected condition failed/ });
  await within(group).findAllByRole("listitem");
  within(group)
    .getByRole("button", { name: /^Decide about Expected/ })
    .focus();
  await userEvent.keyboard("{Enter}");
  await userEvent.click(await screen.findByText(name, { selector: ".menu-item > span" }));
  return screen.findByRole("dialog");
}

describe("deciding about a group of failures", () => {
  it("mutes it with a reason and a day to be reminded, and tells what took", async () => {
    const { twin } = onScreen(RunPage, { id: 101 });
    const dialog = within(await choose("Mute…"));
    expect(dialog.getByText("About 6 tests")).toBeTruthy();
    await userEvent.type(dialog.getByLabelText(/^Reason/), "The stage is down");
    await userEvent.click(dialog.getByRole("button", { name: "Mute" }));
    expect(await dialog.findByText("Done for 6 tests.")).toBeTruthy();
    const [[key, request]] = asked(twin, "decide_results") as [[string, { group: string; decision: unknown }]];
    expect(key).not.toBe("");
    expect(request).toMatchObject({ run_id: 101, group: "0a1b2c3d4e5f6071", results: [] });
    expect(request.decision).toMatchObject({ kind: "mute", reason: "The stage is down", remind_on: null });
    await userEvent.click(dialog.getByRole("button", { name: "Undo" }));
    expect(await dialog.findByText("Taken back.")).toBeTruthy();
  });

  it("offers likely defects first, and links the chosen one", async () => {
    const { twin } = onScreen(RunPage, { id: 101 });
    const dialog = within(await choose("Link a defect…"));
    const link = dialog.getByRole<HTMLButtonElement>("button", { name: "Link a defect" });
    expect(link.disabled).toBe(true);
    await userEvent.click(await dialog.findByRole("radio", { name: /^Payment service.*SHOP-17 · likely/ }));
    await userEvent.click(link);
    await dialog.findByText("Done for 6 tests.");
    const [[, request]] = asked(twin, "decide_results") as [[string, { decision: unknown }]];
    expect(request.decision).toEqual({ kind: "link_defect", defect_id: 70 });
  });

  it("shows what a rule would meet before it is saved", async () => {
    const { twin } = onScreen(RunPage, { id: 101 });
    const dialog = within(await choose("New defect…"));
    await userEvent.type(dialog.getByLabelText(/^Rule for the message/), "visibility");
    expect(await dialog.findByText("The rule meets 6 failures of this launch.")).toBeTruthy();
    await userEvent.type(dialog.getByLabelText(/^Rule for the trace/), "CartPage");
    await waitFor(() => {
      const tried = asked(twin, "try_rule").at(-1);
      expect(tried?.[1]).toEqual({ message_regex: "visibility", trace_regex: "CartPage" });
    });
  });

  it("links the issue of a new defect in the same step", async () => {
    const { twin } = onScreen(RunPage, { id: 101 });
    const dialog = within(await choose("New defect…"));
    await userEvent.type(await dialog.findByLabelText(/^Key of the issue/), " SHOP-21 ");
    await userEvent.click(dialog.getByRole("button", { name: "New defect" }));
    await dialog.findByText("Done for 6 tests.");
    const [[, request]] = asked(twin, "decide_results") as [[string, { decision: unknown }]];
    expect(request.decision).toMatchObject({ issue: { integration_id: 3, key: "SHOP-21" }, rule: null });
  });

  it("says for which results it did not take, and why", async () => {
    const { twin } = onScreen(RunPage, { id: 101 });
    const decide = twin.commands.decide_results;
    twin.commands.decide_results = async (key, request) => {
      const answer = await decide(key, request);
      if (answer.answer === "decided") {
        answer.decision.items[0] = {
          ...answer.decision.items[0]!,
          effect: "not_taken",
          why: "It is assigned already.",
        };
      }
      return answer;
    };
    const dialog = within(await choose("Assign…"));
    await userEvent.click(await dialog.findByRole("radio", { name: /^Anna Smirnova/ }));
    await userEvent.click(dialog.getByRole("button", { name: "Assign" }));
    expect(await dialog.findByText("Done for 5 of 6 tests.")).toBeTruthy();
    expect(dialog.getByText(/did not take\. It is assigned already\./)).toBeTruthy();
  });

  it("says why nothing can be decided, before it is asked for", async () => {
    const { twin } = onScreen(RunPage, { id: 101 });
    twin.commands.decision_rights = () =>
      Promise.resolve({ why_not: "You may only read in this project.", closed: false, decisions: [] });
    const group = await screen.findByRole("group", { name: /^Expected condition failed/ });
    within(group)
      .getByRole("button", { name: /^Decide about Expected/ })
      .focus();
    await userEvent.keyboard("{Enter}");
    await waitFor(() => {
      const item = document.querySelector(".menu-item");
      expect(item?.textContent).toMatch(/Mute….*You may only read in this project\./s);
      expect(item?.getAttribute("aria-disabled")).toBe("true");
    });
  });

  it("opens a closed launch again only when that is asked for", async () => {
    const { twin } = onScreen(RunPage, { id: 101 });
    let closed = true;
    twin.commands.decision_rights = () =>
      Promise.resolve({ why_not: closed ? "The launch is closed." : null, closed, decisions: [] });
    const reopen = twin.commands.reopen_launch;
    twin.commands.reopen_launch = (key, runId) => {
      closed = false;
      return reopen(key, runId);
    };
    const dialog = within(await choose("Mute…"));
    expect(await dialog.findByText("The launch is closed.")).toBeTruthy();
    await userEvent.click(await dialog.findByRole("button", { name: "Reopen and mute" }));
    expect(await dialog.findByText("Done for 6 tests.")).toBeTruthy();
    expect(asked(twin, "decide_results")).toHaveLength(1);
  });

  it("has nothing that axe finds wrong", async () => {
    onScreen(RunPage, { id: 101 });
    await choose("Mute…");
    expect(await faultsOfAxe()).toEqual([]);
  });
});

describe("deciding by keyboard", () => {
  /** The first test of the first group, with the focus. */
  async function focused(): Promise<HTMLElement> {
    const group = await screen.findByRole("group", { name: /^Expected condition failed/ });
    const [first] = await within(group).findAllByRole("listitem");
    const row = first?.querySelector<HTMLElement>("[data-row]");
    row?.focus();
    expect(document.activeElement).toBe(row);
    return group;
  }

  it("asks about the row with the focus, a test or its group", async () => {
    const { twin } = onScreen(RunPage, { id: 101 });
    const group = await focused();
    await userEvent.keyboard("h");
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByText("About 1 test")).toBeTruthy();
    await userEvent.click(dialog.getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    group.querySelector<HTMLElement>("[data-group]")?.focus();
    await userEvent.keyboard("m");
    expect(within(await screen.findByRole("dialog")).getByText("About 6 tests")).toBeTruthy();
    expect(asked(twin, "decide_results")).toEqual([]);
  });

  it("chooses tests, decides about all of them, and undoes it", async () => {
    const { twin } = onScreen(RunPage, { id: 101 });
    const group = await focused();
    await userEvent.keyboard("x");
    expect(screen.getByText("1 test selected")).toBeTruthy();
    await userEvent.keyboard("{Shift>}{ArrowDown}{/Shift}");
    expect(screen.getByText("2 tests selected")).toBeTruthy();
    await userEvent.keyboard("m");
    const dialog = within(await screen.findByRole("dialog"));
    await userEvent.click(dialog.getByRole("button", { name: "Mute" }));
    expect(await dialog.findByText("Done for 2 tests.")).toBeTruthy();
    await userEvent.click(dialog.getByRole("button", { name: "Done" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(screen.queryByText(/selected$/)).toBeNull();
    group.querySelector<HTMLElement>("[data-group]")?.focus();
    await userEvent.keyboard("u");
    await waitFor(() => expect(asked(twin, "undo_decision")).toHaveLength(1));
  });

  it("gives the selection up with Escape", async () => {
    onScreen(RunPage, { id: 101 });
    await focused();
    await userEvent.keyboard("x");
    expect(screen.getByText("1 test selected")).toBeTruthy();
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByText("1 test selected")).toBeNull();
  });
});

it("is no decision while something is missing", () => {
  expect(decisionOf("mute", NOTHING)).toBeNull();
  expect(decisionOf("link_defect", NOTHING)).toBeNull();
  expect(decisionOf("assign", NOTHING)).toBeNull();
  expect(decisionOf("hide", NOTHING)).toEqual({ kind: "hide" });
  const named = { ...NOTHING, name: " Stale cart ", messageRegex: "cart .* stale" };
  expect(decisionOf("new_defect", named)).toMatchObject({
    name: "Stale cart",
    rule: { message_regex: "cart .* stale", trace_regex: "" },
  });
});

import { screen, waitFor, within } from "@testing-library/svelte";
import { userEvent } from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import type { LaunchRequest, RerunRequest, Tests } from "$lib/host";
import { forgetAll } from "$lib/forget";
import { faultsOfAxe, onScreen, type Twin, withSizes } from "$lib/testing/screen";
import LaunchPage from "../launch/LaunchPage.svelte";
import { grouping } from "../runs/grouping.svelte";
import RunPage from "../runs/RunPage.svelte";
import { t } from "./messages";

const asked = (twin: Twin, command: Twin["calls"][number]["command"]) =>
  twin.calls.filter((call) => call.command === command).map(({ values }) => values);
const launched = (twin: Twin) => (asked(twin, "launch").at(-1)?.[0] as LaunchRequest).choice;

async function form(kind: Tests["tests"], change = {}): Promise<{ twin: Twin }> {
  withSizes();
  const shown = onScreen(LaunchPage, { projectId: 1, jobId: 100 }, change);
  await screen.findByRole("textbox", { name: "BRANCH" });
  await userEvent.selectOptions(screen.getByRole("combobox", { name: t.whichTests }), kind);
  return shown;
}

const tick = (name: string) => screen.findByRole<HTMLInputElement>("checkbox", { name });
const launch = () => userEvent.click(screen.getByRole("button", { name: "Launch" }));

// The draft of a form outlives its screen.
beforeEach(forgetAll);

describe.each([
  ["en", "light"],
  ["ru", "dark"],
] as const)("in %s, %s", (language, theme) => {
  it.each(["tree", "query", "plan", "run"] as const)(
    "choosing by %s has nothing that axe finds wrong",
    async (kind) => {
      await form(kind, { language, theme });
      if (kind === "tree") await tick("Payments");
      if (kind === "plan") await screen.findByRole("combobox", { name: t.plan });
      if (kind === "run") await screen.findByRole("combobox", { name: t.run });
      expect(await faultsOfAxe()).toEqual([]);
    },
  );
});

describe("tests of a tree", () => {
  it("are launched as chosen, with the server's count and who runs them", async () => {
    const { twin } = await form("tree");
    await userEvent.click(await tick("Payments"));
    expect(await screen.findByText("1,240 tests")).toBeTruthy();
    expect(await screen.findByText("62 cannot run: they are automated, and no job has them")).toBeTruthy();
    expect(screen.getByRole("group", { name: "Who runs them" })).toBeTruthy();
    await launch();
    await waitFor(() => expect(asked(twin, "launch")).toHaveLength(1));
    expect(launched(twin)).toMatchObject({ tests: { tests: "tree", cases: [], without: [] }, other_jobs: [] });
    expect((launched(twin).tests as { groups: unknown[] }).groups).toHaveLength(1);
  });

  it("are chosen in part: a group without one of its groups, and single tests", async () => {
    await form("tree");
    await userEvent.click(await tick("Payments"));
    (await tick("Payments")).focus();
    await userEvent.keyboard("{ArrowRight}");
    const cards = await tick("Cards");
    expect(cards.checked).toBe(true);
    await userEvent.click(cards);
    await waitFor(async () => expect((await tick("Payments")).indeterminate).toBe(true));
    expect((await tick("Cards")).checked).toBe(false);
    expect((await tick("Refunds")).checked).toBe(true);
    await userEvent.click(await tick("Payments"));
    await waitFor(async () => expect((await tick("Cards")).checked).toBe(true));
  });

  it("are found by name, and added", async () => {
    const { twin } = await form("tree");
    await tick("Payments");
    await userEvent.type(screen.getByRole("searchbox", { name: t.searchCases }), "expired");
    await userEvent.click(await tick("Refuses an expired card 2"));
    expect(await screen.findByText("1 test case chosen")).toBeTruthy();
    await launch();
    await waitFor(() => expect(asked(twin, "launch")).toHaveLength(1));
    expect(launched(twin).tests).toMatchObject({
      groups: [],
      cases: [{ name: "Refuses an expired card 2", path: [] }],
    });
  });

  it("say that nothing is chosen yet, and ask nothing of the server", async () => {
    const { twin } = await form("tree");
    await tick("Payments");
    expect(screen.getByText(t.nothingChosen)).toBeTruthy();
    expect(asked(twin, "check_tests")).toEqual([]);
  });

  it("go to another job where a person says so", async () => {
    const { twin } = await form("tree");
    await userEvent.click(await tick("Cart"));
    const without = await screen.findByRole("combobox", { name: t.runWithoutJob });
    const job = within(without).getAllByRole<HTMLOptionElement>("option")[1];
    await userEvent.selectOptions(without, job?.value ?? "");
    await launch();
    await waitFor(() => expect(asked(twin, "launch")).toHaveLength(1));
    expect(launched(twin).other_jobs).toEqual([{ from: null, to: Number(job?.value) }]);
  });
});

describe("tests by a query, of a plan, of a run", () => {
  it("shows what a query finds as it is typed, or what is wrong with it", async () => {
    await form("query");
    const field = screen.getByRole("textbox", { name: t.aql });
    await userEvent.type(field, "smoke");
    expect(await screen.findByText(/Can't parse AQL: mismatched input 'smoke'/)).toBeTruthy();
    await userEvent.clear(field);
    await userEvent.type(field, 'tag = "smoke"');
    await waitFor(() => expect(screen.queryByText(/Can't parse/)).toBeNull());
    expect((await screen.findAllByText(/^\d[\d,]* tests$/)).length).toBeGreaterThan(0);
  });

  it("offers to synchronise a plan that is out of step", async () => {
    const { twin } = await form("plan");
    await userEvent.type(await screen.findByRole("combobox", { name: t.plan }), "critical{Enter}");
    expect(await screen.findByText("Out of step with its query: 3 to add, 1 to drop.")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: t.synchronise }));
    expect(await screen.findByText(t.planInStep)).toBeTruthy();
    expect(asked(twin, "sync_test_plan")).toEqual([[501]]);
    expect((await screen.findAllByText("44 tests")).length).toBeGreaterThan(0);
    await launch();
    await waitFor(() => expect(asked(twin, "launch")).toHaveLength(1));
    expect(launched(twin).tests).toEqual({ tests: "plan", plan_id: 501, name: "Critical path" });
  });

  it("takes those of an earlier run that failed", async () => {
    const { twin } = await form("run");
    const runs = await screen.findByRole("combobox", { name: t.run });
    await userEvent.click(runs);
    await userEvent.keyboard("{Enter}");
    expect(await screen.findByText("6 tests")).toBeTruthy();
    await userEvent.selectOptions(screen.getByRole("combobox", { name: t.which }), "flaky");
    expect(await screen.findByText("No test of this run is flaky.")).toBeTruthy();
    await userEvent.selectOptions(screen.getByRole("combobox", { name: t.which }), "failed");
    await launch();
    await waitFor(() => expect(asked(twin, "launch")).toHaveLength(1));
    expect(launched(twin).tests).toMatchObject({ tests: "run", which: "failed" });
  });
});

describe("saved choices", () => {
  it("are saved, renamed, taken and deleted", async () => {
    await form("query");
    await userEvent.type(screen.getByRole("textbox", { name: t.aql }), 'tag = "night"');
    await userEvent.click(screen.getByRole("button", { name: t.saved }));
    const dialog = within(await screen.findByRole("dialog"));
    await userEvent.type(dialog.getByRole("textbox", { name: t.saveAs }), "Night");
    await userEvent.click(dialog.getByRole("button", { name: t.save }));
    await userEvent.click(await dialog.findByRole("button", { name: t.rename("Night") }));
    const name = dialog.getByRole("textbox", { name: t.newName });
    await userEvent.clear(name);
    await userEvent.type(name, "Nightly{Enter}");
    expect(await dialog.findByText("Nightly")).toBeTruthy();
    expect(await faultsOfAxe()).toEqual([]);
    await userEvent.click(dialog.getByRole("button", { name: t.remove("Nightly") }));
    await waitFor(() => expect(dialog.queryByText("Nightly")).toBeNull());
    await userEvent.click(dialog.getByRole("button", { name: /^Release smoke/ }));
    const field = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: t.aql });
    await waitFor(() => expect(field.value).toBe('tag = "smoke" and muted = false'));
  });
});

describe("running here", () => {
  it("writes the plan into a folder and tells the command", async () => {
    const { twin } = await form("query");
    await userEvent.type(screen.getByRole("textbox", { name: t.aql }), 'tag = "smoke"');
    await userEvent.click(screen.getByRole("button", { name: t.runHere }));
    const dialog = within(await screen.findByRole("dialog"));
    await userEvent.click(dialog.getByRole("button", { name: "Choose…" }));
    const write = dialog.getByRole<HTMLButtonElement>("button", { name: t.write });
    await waitFor(() => expect(write.disabled).toBe(false));
    await userEvent.click(write);
    expect(await dialog.findByText(/^ALLURE_TESTPLAN_PATH='.*testplan\.json' pytest/)).toBeTruthy();
    expect(asked(twin, "write_test_plan")[0]?.[1]).toEqual({ tests: "query", aql: 'tag = "smoke"' });
    expect(await faultsOfAxe()).toEqual([]);
  });
});

describe("running results again", () => {
  beforeEach(() => {
    grouping.current = "message";
  });

  it("runs a group of failures, and warns that by hand shuts the CI out", async () => {
    const { twin } = onScreen(RunPage, { id: 101 });
    const group = await screen.findByRole("group", { name: /^Expected condition failed/ });
    within(group)
      .getByRole("button", { name: /^Decide about Expected/ })
      .focus();
    await userEvent.keyboard("{Enter}");
    await userEvent.click(await screen.findByText(t.rerun, { selector: ".menu-item > span" }));
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByText(/no CI can run them again/)).toBeTruthy();
    expect(await faultsOfAxe()).toEqual([]);
    await userEvent.click(dialog.getByRole("radio", { name: /^By hand/ }));
    await userEvent.click(dialog.getByRole("button", { name: t.rerunNow }));
    await waitFor(() => expect(asked(twin, "rerun_tests")).toHaveLength(1));
    const [[request]] = asked(twin, "rerun_tests") as [[RerunRequest]];
    expect(request).toMatchObject({ run_id: 101, group: "0a1b2c3d4e5f6071", results: [], by_hand: true });
  });

  it("runs the tests that are ticked", async () => {
    const { twin } = onScreen(RunPage, { id: 101 });
    await userEvent.click(await screen.findByRole("button", { name: t.select }));
    const ticks = await screen.findAllByRole("checkbox", { name: /^Select / });
    for (const one of ticks.slice(0, 2)) await userEvent.click(one);
    expect(screen.getByText("2 tests selected")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: t.rerun }));
    const dialog = within(await screen.findByRole("dialog"));
    await userEvent.click(dialog.getByRole("button", { name: t.rerunNow }));
    await waitFor(() => expect(asked(twin, "rerun_tests")).toHaveLength(1));
    const [[request]] = asked(twin, "rerun_tests") as [[RerunRequest]];
    expect(request).toMatchObject({ run_id: 101, group: null, by_hand: false });
    expect(request.results).toHaveLength(2);
  });
});

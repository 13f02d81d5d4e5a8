import { screen, waitFor, within } from "@testing-library/svelte";
import { userEvent } from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import type { PlanDraft } from "$lib/host";
import { go } from "$lib/router";
import { faultsOfAxe, onScreen, type Twin, withSizes } from "$lib/testing/screen";
import PlanPage from "../PlanPage.svelte";

const asked = (twin: Twin, command: Twin["calls"][number]["command"]) =>
  twin.calls.filter((call) => call.command === command).map(({ values }) => values);

const field = (name: string) => screen.findByRole<HTMLInputElement>("textbox", { name });
const save = () => userEvent.click(screen.getByRole("button", { name: "Save the plan" }));

/** Saves, and waits until the page was left for the plans. */
async function saved(twin: Twin): Promise<PlanDraft> {
  await save();
  await waitFor(() => expect(window.location.hash).toBe("#/exports"));
  return asked(twin, "save_plan").at(-1)?.[0] as PlanDraft;
}

async function write(name: string, text: string): Promise<void> {
  const input = await field(name);
  await userEvent.clear(input);
  await userEvent.type(input, text);
}

beforeEach(async () => {
  // The test before may have left for another place; the window hears of it a moment later.
  if (window.location.hash === "") window.location.hash = "#/exports/plan/1";
  await new Promise((heard) => window.addEventListener("hashchange", heard, { once: true }));
});

describe.each([
  ["en", "light"],
  ["ru", "dark"],
] as const)("in %s, %s", (language, theme) => {
  it.each([null, 2, 3])("the form of plan %s has nothing that axe finds wrong", async (id) => {
    withSizes();
    onScreen(PlanPage, { id }, { language, theme });
    await screen.findByText(language === "ru" ? /\d.тест-кейс/ : /\d test cases$/);
    if (id === 2) await screen.findByRole("checkbox", { name: "Payments" });
    expect(await faultsOfAxe()).toEqual([]);
  });
});

describe("a new plan", () => {
  it("begins with the first favourite, and moves to another project with what was typed", async () => {
    const { twin } = onScreen(PlanPage, { id: null });
    await write("Name of the plan", "Mine");
    const project = screen.getByRole("combobox", { name: "Project" });
    await userEvent.click(project);
    expect(screen.getAllByRole("option", { name: /favourite$/ })).toHaveLength(2);
    await userEvent.type(project, "API{Enter}");
    await waitFor(() => expect(asked(twin, "plan_draft").at(-1)).toEqual([null, 5]));
    expect((await field("Name of the plan")).value).toBe("Mine");
    expect(await saved(twin)).toMatchObject({ name: "Mine", project_id: 5, project_name: "Platform API" });
  });

  it("takes groups from the tree as it is unfolded, with the server's count", async () => {
    const { twin } = onScreen(PlanPage, { id: null });
    await userEvent.click(await screen.findByRole("radio", { name: /Groups of a tree/ }));
    (await screen.findByRole("checkbox", { name: "Payments" })).focus();
    await userEvent.keyboard("{ArrowRight}");
    await userEvent.click(await screen.findByRole("checkbox", { name: "СБП" }));
    await userEvent.click(screen.getByRole("checkbox", { name: "Cart" }));
    expect(await screen.findByText("674 test cases")).toBeTruthy();
    await userEvent.type(screen.getByRole("searchbox", { name: "Search the groups that are open" }), "refund");
    expect(screen.getByRole("checkbox", { name: "Payments / Refunds" })).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Remove Cart" }));
    expect((await saved(twin)).scope).toMatchObject({
      scope: "groups",
      tree_id: 1,
      groups: [{ names: ["Payments", "СБП"] }],
    });
  });

  it("writes Markdown files into a folder, and commits them where that is wanted", async () => {
    const { twin } = onScreen(PlanPage, { id: null });
    expect(screen.queryByRole("checkbox", { name: /^Commit each change/ })).toBeNull();
    await userEvent.type(await field("Folder for Markdown files"), "/home/a/cases");
    await userEvent.click(screen.getByRole("checkbox", { name: "Commit each change to Git, with my name and hooks" }));
    await write("Name of the plan", "As text");
    expect((await saved(twin)).markdown).toEqual({ folder: "/home/a/cases", git: true });
  });

  it("is followed by drills in a scratch project, where that is wanted", async () => {
    const { twin } = onScreen(PlanPage, { id: null });
    await write("Name of the plan", "Proved");
    await userEvent.click(screen.getByRole("checkbox", { name: "Prove regularly that the copy can be restored" }));
    await save();
    expect(await screen.findByText("Choose a project.")).toBeTruthy();
    const scratch = await screen.findByRole("combobox", { name: "Scratch project" });
    await userEvent.click(scratch);
    await userEvent.type(scratch, "API{Enter}");
    await write("Test cases in the sample", "5");
    const drill = { project_id: 5, project_name: "Platform API", cases: 5, every_days: 7 };
    expect((await saved(twin)).drill).toEqual(drill);
  });

  it("shows the count of a filter, or the server's words on it", async () => {
    onScreen(PlanPage, { id: null });
    await userEvent.click(await screen.findByRole("radio", { name: /A filter/ }));
    await userEvent.type(await field("AQL"), "nonsense");
    expect(await screen.findByText(/mismatched input/)).toBeTruthy();
    await write("AQL", "tag = 1");
    expect(await screen.findByText(/^514 test cases$/)).toBeTruthy();
  });

  it("chooses and orders columns", async () => {
    const { twin } = onScreen(PlanPage, { id: null });
    await userEvent.click(await screen.findByRole("radio", { name: /Chosen columns/ }));
    await userEvent.click(await screen.findByRole("checkbox", { name: "name" }));
    await userEvent.click(screen.getByRole("checkbox", { name: "Owner" }));
    await userEvent.keyboard("{Alt>}{ArrowUp}{/Alt}");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("checkbox", { name: "Owner" })));
    expect((await saved(twin)).columns).toMatchObject({
      choice: "chosen",
      columns: [{ name: "Owner" }, { name: "name" }],
    });
  });

  it("says a schedule simply, as an expression, in words and with its next times", async () => {
    const { twin } = onScreen(PlanPage, { id: null });
    await userEvent.selectOptions(await screen.findByRole("combobox", { name: "When" }), "weekdays");
    expect(await screen.findByText("on weekdays at 07:00 UTC")).toBeTruthy();
    expect(within(screen.getByRole("table")).getAllByRole("row")).toHaveLength(6);
    await write("At", "noon");
    await userEvent.tab();
    expect((await field("At")).value).toBe("07:00");
    await write("At", "1930");
    await userEvent.tab();
    expect(await screen.findByText("on weekdays at 19:30 UTC")).toBeTruthy();
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "When" }), "own");
    await write("Cron", "every day");
    expect(await screen.findByText("Five fields, for example 0 7 * * *.")).toBeTruthy();
    await write("Cron", "15 6 * * 1");
    const zone = screen.getByRole("combobox", { name: "Time zone" });
    await userEvent.click(zone);
    await userEvent.type(zone, "europe/mosc{Enter}");
    expect(await screen.findByText("on Mondays at 06:15 Europe/Moscow")).toBeTruthy();
    expect(await saved(twin)).toMatchObject({ cron: "15 6 * * 1", zone: "Europe/Moscow" });
  });

  it("previews the names of its files, and picks a folder on the desktop", async () => {
    onScreen(PlanPage, { id: null });
    await write("File name", "{{project}_{{group}.csv");
    expect(await screen.findByText("Checkout_all.csv")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Choose…" }));
    await waitFor(async () => expect((await field("Folder")).value).toMatch(/chosen$/));
  });

  it("keeps files for ever, and repeats as often as there are chips", async () => {
    const { twin } = onScreen(PlanPage, { id: null });
    await userEvent.click(await screen.findByRole("checkbox", { name: "Keep for ever" }));
    await userEvent.type(await field("Repeat a failed export after minutes"), "45{Enter}");
    await userEvent.click(screen.getByRole("button", { name: "Remove repetition 1: 5 min" }));
    expect(await saved(twin)).toMatchObject({ retention_days: null, retries: [10, 15, 45] });
  });

  it("is refused with the fault beside its field, which takes the focus", async () => {
    onScreen(PlanPage, { id: null });
    await userEvent.clear(await field("Name of the plan"));
    await write("File name", "a/b.csv");
    await save();
    const name = await field("Name of the plan");
    await waitFor(() => expect(document.activeElement).toBe(name));
    expect(name.getAttribute("aria-invalid")).toBe("true");
    expect(screen.getByText("A name without a folder.")).toBeTruthy();
    expect(await faultsOfAxe()).toEqual([]);
  });
});

describe("a plan that is there", () => {
  it("keeps what was typed when saving fails", async () => {
    const { twin } = onScreen(PlanPage, { id: 1 });
    await write("Name of the plan", "Renamed");
    twin.failNext("save_plan");
    await save();
    expect(await screen.findByText("The plan is not saved")).toBeTruthy();
    expect((await field("Name of the plan")).value).toBe("Renamed");
    expect(await saved(twin)).toMatchObject({ id: 1, name: "Renamed" });
  });

  it("asks before it is left with changes", async () => {
    onScreen(PlanPage, { id: 1 });
    await write("Name of the plan", "Renamed");
    go({ place: "runs" });
    const dialog = within(await screen.findByRole("dialog", { name: "Leave without saving?" }));
    expect(window.location.hash).toBe("#/exports/plan/1");
    await userEvent.click(dialog.getByRole("button", { name: "Stay" }));
    go({ place: "runs" });
    await userEvent.click(await screen.findByRole("button", { name: "Leave" }));
    await waitFor(() => expect(window.location.hash).toBe("#/runs"));
  });

  it("pulls nobody back who left while it was saved", async () => {
    const { twin } = onScreen(PlanPage, { id: 1 });
    await write("Name of the plan", "Renamed");
    let answer: () => void = () => undefined;
    twin.commands.save_plan = () => new Promise((done) => (answer = () => done({ answer: "saved", id: 1 })));
    await save();
    go({ place: "runs" });
    await userEvent.click(await screen.findByRole("button", { name: "Leave" }));
    await waitFor(() => expect(window.location.hash).toBe("#/runs"));
    answer();
    expect(await screen.findByText("Plan saved")).toBeTruthy();
    expect(window.location.hash).toBe("#/runs");
  });

  it("still opens when the server is down, and says what could not be read", async () => {
    onScreen(PlanPage, { id: 2 }, { kind: "offline" });
    expect((await field("Name of the plan")).value).toBe("Payments and receipts");
    expect((await screen.findAllByText("The server does not answer")).length).toBeGreaterThan(0);
    expect(screen.getByText("Доставка")).toBeTruthy();
  });
});

import { screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it } from "vitest";
import { asked, expectAccessible, openPage, type Opened } from "$lib/testing";
import type { Scenario } from "$lib/host/twin/scenario";

beforeEach(() => localStorage.clear());

async function openPalette(change: Partial<Scenario> = {}): Promise<Opened> {
  const opened = await openPage("#/inbox", change);
  await opened.user.keyboard("{Control>}k{/Control}");
  await waitFor(() => expect(document.activeElement).toBe(field()));
  return opened;
}

const field = () => screen.getByRole("combobox", { name: /Search and commands|Поиск и команды/ });
const options = () => within(screen.getByRole("listbox")).queryAllByRole("option");
const first = () => options()[0]?.textContent ?? "";

/** Types and waits until a row begins the list. */
async function find({ user }: Opened, typed: string, row: string | RegExp): Promise<void> {
  await user.keyboard(typed);
  await waitFor(() => expect(first()).toMatch(row));
}

it("finds a job and leads to its form with the keyboard alone", async () => {
  const opened = await openPalette();
  await find(opened, "launch payments", "Payments end to end");
  await opened.user.keyboard("{Enter}");
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/launch\/\d\/\d02$/));
  expect(asked(opened.twin, "launch")).toEqual([]);
});

it("takes a test plan to the form of a job that is chosen next", async () => {
  const opened = await openPalette();
  const [plan] = await opened.twin.commands.test_plans(1, "");
  await find(opened, plan!.name, plan!.name);
  await opened.user.keyboard("{Enter}");
  await waitFor(() => expect(window.location.hash).toBe("#/launch/1"));
  await screen.findByText(`Choose the job that runs “${plan!.name}”`);
  window.location.hash = "#/launch/1/100";
  window.dispatchEvent(new HashChangeEvent("hashchange"));
  const tests = await screen.findByRole<HTMLSelectElement>("combobox", { name: "Which tests" });
  await waitFor(() => expect(tests.value).toBe("plan"));
  expect(screen.queryByText(/^Choose the job that runs/)).toBeNull();
  await opened.user.click(screen.getByRole("button", { name: "Launch" }));
  await waitFor(() => expect(asked(opened.twin, "launch")).toHaveLength(1));
  expect(asked(opened.twin, "launch")[0]?.[0]).toMatchObject({
    choice: { tests: { tests: "plan", plan_id: plan!.id } },
  });
});

it("launches a job with Ctrl+Enter", async () => {
  const opened = await openPalette();
  await find(opened, "payments end", "Payments end to end");
  screen.getByText(/Launch with the last values/);
  await opened.user.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => expect(window.location.hash).toBe("#/runs/5000"));
  expect(asked(opened.twin, "launch")).toHaveLength(1);
});

describe("repeating", () => {
  it("starts nothing by a mere Enter: it opens the run that the row names", async () => {
    const { twin, user } = await openPalette();
    await waitFor(() => expect(first()).toContain("Repeat the last one"));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(window.location.hash).toMatch(/^#\/runs\/\d+$/));
    expect(asked(twin, "repeat")).toEqual([]);
  });

  it("repeats the run that the row names with Ctrl+Enter, once", async () => {
    const { twin, user } = await openPalette();
    await waitFor(() => expect(first()).toContain("Repeat the last one"));
    const [last] = await twin.commands.recent_jobs();
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(window.location.hash).toBe("#/runs/5000"));
    expect(asked(twin, "repeat")).toEqual([[expect.any(String), last?.last_run_id]]);
  });

  it("names the newest launch from its first moment on", async () => {
    const opened = await openPalette();
    await waitFor(() => expect(first()).toContain("Repeat the last one"));
    const before = asked(opened.twin, "recent_jobs").length;
    const job = (await opened.twin.commands.jobs(1, false)).items[0];
    await opened.twin.commands.launch({
      key: "k",
      project_id: 1,
      job_id: job?.id ?? 100,
      name: "Once",
      values: { parameters: [], tags: [], environment: [] },
      choice: { tests: { tests: "all" }, other_jobs: [] },
    });
    await waitFor(() => expect(asked(opened.twin, "recent_jobs").length).toBeGreaterThan(before));
  });
});

describe("everything with a name", () => {
  it("finds jobs of projects that are no favourites", async () => {
    const opened = await openPalette();
    const { items } = await opened.twin.commands.projects(false);
    const other = items.find(({ favourite }) => !favourite);
    await waitFor(() => expect(asked(opened.twin, "jobs")).toContainEqual([other?.id, false]));
    await opened.user.keyboard(`job ${other?.name}`);
    await waitFor(() => expect(first()).toContain(`Job · ${other?.name}`));
  });

  it("finds a past run", async () => {
    const opened = await openPalette();
    const { items } = await opened.twin.commands.history({
      text: "",
      outcomes: [],
      project_id: null,
      job_id: null,
      offset: 0,
      limit: 200,
    });
    const old = items.at(-1);
    await opened.user.keyboard(old?.name ?? "");
    await waitFor(() =>
      expect(
        options()
          .map((row) => row.textContent)
          .join("\n"),
      ).toContain(old?.name),
    );
  });

  it("finds a section of the settings, a file, a person and a plan", async () => {
    const opened = await openPalette({ bot: "polling" });
    const { user, twin } = opened;
    await find(opened, "quiet", "Settings: Quiet hours");
    const { items } = await twin.commands.export_files({
      plan_id: null,
      project_id: null,
      text: "",
      offset: 0,
      limit: 200,
    });
    const file = items.find(({ gone }) => !gone);
    await user.clear(field());
    await find(opened, file?.name ?? "", file?.name ?? "");
    const person = (await twin.commands.bot()).people[0];
    await user.clear(field());
    await find(opened, person?.name ?? "", person?.name ?? "");
    await user.clear(field());
    await find(opened, "checkout nightly", "Checkout nightly");
    await user.keyboard("{Enter}");
    await waitFor(() => expect(window.location.hash).toBe("#/exports/plan/1"));
  });

  it("reads the other keyboard layout", async () => {
    const opened = await openPalette();
    await find(opened, "зфньутеы утв", "Payments end to end");
  });

  it("reads it in Russian too", async () => {
    const opened = await openPalette({ language: "ru" });
    await find(opened, "ntvyfz", "Тёмная тема");
  });
});

it("runs a plan with Ctrl+Enter, and opens the last file", async () => {
  const opened = await openPalette();
  await find(opened, "checkout nightly", "Checkout nightly");
  await opened.user.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => expect(window.location.hash).toBe("#/exports"));
  expect(asked(opened.twin, "run_plan")).toEqual([[expect.any(String), 1]]);
  await opened.user.keyboard("{Control>}k{/Control}");
  await opened.user.click(await screen.findByRole("option", { name: /Open the last export file/ }));
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/exports\/file\/\d+$/));
});

it("puts what was chosen lately first", async () => {
  const opened = await openPalette();
  await find(opened, "go to settings", "Go to Settings");
  await opened.user.keyboard("{Enter}");
  await waitFor(() => expect(window.location.hash).toBe("#/settings"));
  await opened.user.keyboard("{Control>}k{/Control}");
  await screen.findByRole("listbox");
  await waitFor(() => expect(first()).toContain("Go to Settings"));
});

it("says so when nothing matches", async () => {
  const { user } = await openPalette();
  await user.keyboard("qqqqq");
  screen.getByText("Nothing matches “qqqqq”");
});

it.each(["en", "ru"] as const)("says what Enter and Ctrl+Enter do, in %s", async (language) => {
  await openPalette({ language, theme: language === "ru" ? "dark" : "light" });
  await waitFor(() => expect(first()).toMatch(/Repeat the last one|Повторить последний/));
  const described = field().getAttribute("aria-describedby") ?? "";
  expect(document.getElementById(described)?.textContent).toMatch(/Open.*Repeat|Открыть.*Повторить/s);
  await expectAccessible();
});

it.each([
  ["en", "quit", "Quit"],
  ["ru", "dsqnb", "Выйти"],
] as const)("quits the program in %s", async (language, typed, row) => {
  const opened = await openPalette({ language });
  await find(opened, typed, row);
  await opened.user.keyboard("{Enter}");
  expect(asked(opened.twin, "quit")).toHaveLength(1);
});

import { screen, waitFor, within } from "@testing-library/svelte";
import { userEvent } from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { faultsOfAxe, onScreen, type Twin, withSizes } from "$lib/testing/screen";
import { said } from "$lib/say.svelte";
import ExportsPage from "./ExportsPage.svelte";
import { shown } from "./shown.svelte";

const asked = (twin: Twin, command: Twin["calls"][number]["command"]) =>
  twin.calls.filter((call) => call.command === command).map(({ values }) => values);

async function card(name: string): Promise<ReturnType<typeof within>> {
  return within(await screen.findByRole("article", { name }));
}

async function choose(plan: string, item: string): Promise<void> {
  (await card(plan)).getByRole("button", { name: `More for ${plan}` }).focus();
  await userEvent.keyboard("{Enter}");
  await userEvent.click(await screen.findByText(item, { selector: ".menu-item > span" }));
}

beforeEach(() => {
  withSizes();
  shown.plans = "";
  shown.files = { text: "", planId: null, projectId: null };
  shown.attemptsOf = null;
});

describe.each([
  ["en", "light"],
  ["ru", "dark"],
] as const)("in %s, %s", (language, theme) => {
  it.each(["plans", "files", "attempts"] as const)("the %s have nothing that axe finds wrong", async (tab) => {
    onScreen(ExportsPage, { tab }, { kind: "few", language, theme });
    await screen.findAllByText(/Checkout nightly/);
    expect(await faultsOfAxe()).toEqual([]);
  });
});

describe("the plans", () => {
  it("are cards that say what is covered, when it runs and what came of it", async () => {
    onScreen(ExportsPage, { tab: "plans" });
    const payments = await card("Payments and receipts");
    expect(payments.getByText(/Payments, Receipts, Доставка/)).toBeTruthy();
    expect(payments.getByRole("progressbar", { name: "Payments" }).getAttribute("aria-valuetext")).toMatch(
      /^Downloading 402 of 1,240/,
    );
    const nightly = await card("Checkout nightly");
    expect(nightly.getByText("every day at 07:00 UTC")).toBeTruthy();
    expect(nightly.getByText(/^next in/)).toBeTruthy();
    expect(nightly.getByText("11 appeared, 1 vanished, 40 changed")).toBeTruthy();
    expect((await card("Platform API")).getByText("Paused")).toBeTruthy();
  });

  it("move with progress, and a screen reader is told the start and the end", async () => {
    const { twin } = onScreen(ExportsPage, { tab: "plans" });
    const nightly = await card("Checkout nightly");
    await userEvent.click(nightly.getByRole("button", { name: "Run now" }));
    await waitFor(() => expect(said.spoken).toMatch(/Checkout nightly: the export has started/));
    const part = { name: null, stage: "downloading", bytes: 5, records: 100, expected: 400 } as const;
    twin.tell({ event: "export_progress", plan_id: 1, parts: [part] });
    await waitFor(() => expect(nightly.getByRole("progressbar").getAttribute("aria-valuenow")).toBe("25"));
    await userEvent.click(nightly.getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(nightly.queryByRole("progressbar")).toBeNull());
    expect(asked(twin, "cancel_plan")).toEqual([[1]]);
  });

  it("keep the mark of a failure until it is opened", async () => {
    const { twin } = onScreen(ExportsPage, { tab: "plans" });
    const storefront = await card("Storefront");
    expect(storefront.getByText("Failed", { selector: ".badge" })).toBeTruthy();
    expect(storefront.getByText(/^Attempt 2 of 4 in/)).toBeTruthy();
    expect(storefront.getByText("The server sent 4,102 of 4,629 records")).toBeTruthy();
    await userEvent.click(storefront.getByRole("button", { name: "Why it failed" }));
    expect(storefront.getByText("The server sent 4,102 of 4,629 records")).toBeTruthy();
    expect(asked(twin, "see_failure")).toEqual([[4]]);
    await waitFor(() => expect(storefront.queryByText("Failed", { selector: ".badge" })).toBeNull());
  });

  it("ask about due times that were missed", async () => {
    const { twin } = onScreen(ExportsPage, { tab: "plans" });
    const bank = await card("Автотесты банка");
    expect(bank.getByText("3 due times were missed while the program was off")).toBeTruthy();
    await userEvent.click(bank.getByRole("button", { name: "Let go" }));
    await waitFor(() => expect(bank.queryByRole("button", { name: "Let go" })).toBeNull());
    expect(asked(twin, "answer_missed")).toEqual([[3, false]]);
  });

  it("say why one that is due cannot begin", async () => {
    onScreen(ExportsPage, { tab: "plans" });
    const waiting = await card("Личный кабинет");
    expect(waiting.getByText("The folder /mnt/backup/testops is not there")).toBeTruthy();
    await userEvent.click(waiting.getByRole("button", { name: "Run now" }));
    expect(await screen.findByText(/^Cannot run now:/)).toBeTruthy();
  });

  it("pause, skip the next time and take it back", async () => {
    const { twin } = onScreen(ExportsPage, { tab: "plans" });
    await choose("Checkout nightly", "Skip next");
    await userEvent.click(await (await card("Checkout nightly")).findByRole("button", { name: "Take back" }));
    expect(asked(twin, "skip_next")).toEqual([
      [1, true],
      [1, false],
    ]);
    await choose("Checkout nightly", "Pause");
    expect(await (await card("Checkout nightly")).findByText("Paused")).toBeTruthy();
  });

  it("are deleted only after it was confirmed, and their files stay", async () => {
    const { twin } = onScreen(ExportsPage, { tab: "plans" });
    await choose("Checkout nightly", "Delete…");
    const dialog = within(await screen.findByRole("dialog", { name: "Delete the plan “Checkout nightly”?" }));
    expect(dialog.getByText(/Its files stay where they are/)).toBeTruthy();
    expect(asked(twin, "delete_plan")).toEqual([]);
    await userEvent.click(dialog.getByRole("button", { name: "Delete the plan" }));
    await waitFor(() => expect(screen.queryByRole("article", { name: "Checkout nightly" })).toBeNull());
    expect(asked(twin, "delete_plan")).toEqual([[1]]);
  });

  it("lead to the last file and to the comparison with the one before", async () => {
    onScreen(ExportsPage, { tab: "plans" });
    await choose("Checkout nightly", "Open last file");
    await waitFor(() => expect(window.location.hash).toMatch(/^#\/exports\/file\/\d+$/));
    await choose("Checkout nightly", "Compare with the previous");
    await waitFor(() => expect(window.location.hash).toMatch(/^#\/exports\/compare\/\d+\/\d+$/));
  });

  it("are searched when there are many", async () => {
    onScreen(ExportsPage, { tab: "plans" }, { kind: "many" });
    await userEvent.type(await screen.findByRole("searchbox", { name: "Search the plans" }), "team 07");
    await waitFor(() => expect(screen.getAllByRole("article")).toHaveLength(1));
    await userEvent.keyboard("zz");
    expect(await screen.findByText("No plan matches")).toBeTruthy();
  });

  it("say that there are none, and never show a failure as emptiness", async () => {
    const { unmount } = onScreen(ExportsPage, { tab: "plans" }, { kind: "empty" });
    expect(await screen.findByText("No export plans yet")).toBeTruthy();
    unmount();
    onScreen(ExportsPage, { tab: "plans" }, { kind: "error" });
    expect(await screen.findByRole("alert")).toBeTruthy();
    expect(screen.queryByText("No export plans yet")).toBeNull();
  });

  it("are walked with j and k", async () => {
    onScreen(ExportsPage, { tab: "plans" });
    await card("Checkout nightly");
    await userEvent.keyboard("jjk");
    expect(document.activeElement?.textContent).toBe("Checkout nightly");
  });
});

describe("the attempts", () => {
  it("name causes, missed and skipped due times, and show a failure on demand", async () => {
    onScreen(ExportsPage, { tab: "attempts" });
    await waitFor(() => expect(screen.getAllByText("Missed")).toHaveLength(3));
    expect(screen.getAllByText("Skipped at your word.").length).toBeGreaterThan(0);
    const [first] = screen.getAllByRole("button", { name: /^Storefront .*Failed/ });
    await userEvent.click(first!);
    expect(screen.getByText("The file was kept aside. It will be tried again.")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Copy the details" })).toBeTruthy();
  });

  it("narrow to one plan", async () => {
    const { twin } = onScreen(ExportsPage, { tab: "attempts" });
    await screen.findAllByText("Missed");
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Plan" }), "4");
    await waitFor(() => expect(screen.queryByText("Missed")).toBeNull());
    expect(asked(twin, "export_attempts").at(-1)?.[0]).toBe(4);
  });
});

describe("the import", () => {
  it("shows what was understood and what was not, and saves one or all", async () => {
    const { twin } = onScreen(ExportsPage, { tab: "plans" }, { kind: "empty" });
    await userEvent.click((await screen.findAllByRole("button", { name: "Import…" }))[0]!);
    const dialog = within(await screen.findByRole("dialog", { name: "Import plans" }));
    await userEvent.type(dialog.getByRole("textbox", { name: "File" }), "/home/a/projects.json");
    await userEvent.click(dialog.getByRole("button", { name: "Read" }));
    expect(await dialog.findByText("2 plans understood")).toBeTruthy();
    expect(dialog.getByText(/“x12” is not a number/)).toBeTruthy();
    expect(await faultsOfAxe()).toEqual([]);
    await userEvent.click(dialog.getByRole("button", { name: "Save Checkout" }));
    expect(await dialog.findByText("Saved")).toBeTruthy();
    await userEvent.click(dialog.getByRole("button", { name: "Save all" }));
    await waitFor(() => expect(dialog.getAllByText("Saved")).toHaveLength(2));
    expect(asked(twin, "save_plan")).toHaveLength(2);
    expect(dialog.queryByRole("button", { name: "Save all" })).toBeNull();
  });

  it("says when the file is not there, and keeps what was typed", async () => {
    onScreen(ExportsPage, { tab: "plans" }, { kind: "empty" });
    await userEvent.click((await screen.findAllByRole("button", { name: "Import…" }))[0]!);
    const path = await screen.findByRole("textbox", { name: "File" });
    await userEvent.type(path, "/nowhere{Enter}");
    expect(await screen.findByText("There is no file /nowhere")).toBeTruthy();
    expect((path as HTMLInputElement).value).toBe("/nowhere");
  });
});

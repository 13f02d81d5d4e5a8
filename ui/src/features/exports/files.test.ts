import { screen, waitFor, within } from "@testing-library/svelte";
import { userEvent } from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { onScreen, type Twin, withSizes } from "$lib/testing/screen";
import ExportsPage from "./ExportsPage.svelte";
import { shown } from "./shown.svelte";

const asked = (twin: Twin, command: Twin["calls"][number]["command"]) =>
  twin.calls.filter((call) => call.command === command).map(({ values }) => values);

const ticks = () => screen.findAllByRole("checkbox", { name: /^Select testops_export/ });

beforeEach(() => {
  withSizes();
  shown.files = { text: "", planId: null, projectId: null };
});

async function choose(item: string): Promise<void> {
  (await screen.findAllByRole("button", { name: /^More for testops_export/ }))[0]!.focus();
  await userEvent.keyboard("{Enter}");
  await userEvent.click(await screen.findByText(item, { selector: ".menu-item > span" }));
}

describe("the files", () => {
  it("stand by days and lead into the grid", async () => {
    onScreen(ExportsPage, { tab: "files" });
    expect(await screen.findByRole("heading", { name: "Yesterday" })).toBeTruthy();
    const [row] = within(screen.getByRole("list", { name: "Files" })).getAllByRole("link");
    expect(row?.getAttribute("href")).toMatch(/^#\/exports\/file\/\d+$/);
  });

  it("draw only the rows in sight", async () => {
    onScreen(ExportsPage, { tab: "files" }, { kind: "many" });
    await screen.findByText(/^3,66\d files/);
    expect((await ticks()).length).toBeLessThan(80);
  });

  it("narrow by plan, project and words, and take the filters back", async () => {
    const { twin } = onScreen(ExportsPage, { tab: "files" });
    await ticks();
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Plan" }), "2");
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Project" }), "1");
    await userEvent.type(screen.getByRole("searchbox", { name: "Search the files" }), "zz");
    expect(await screen.findByText("No file matches these filters")).toBeTruthy();
    expect(asked(twin, "export_files").at(-1)).toEqual([
      { plan_id: 2, project_id: 1, text: "zz", offset: 0, limit: 200 },
    ]);
    await userEvent.click(screen.getAllByRole("button", { name: "Clear the filters" })[0]!);
    expect((await ticks()).length).toBeGreaterThan(0);
  });

  it("are chosen with x or by the day, and deleted only after it was confirmed", async () => {
    const { twin } = onScreen(ExportsPage, { tab: "files" });
    await ticks();
    await userEvent.keyboard("jx");
    expect(await screen.findByText("1 file selected")).toBeTruthy();
    await userEvent.keyboard("jx");
    await userEvent.click(screen.getByRole("button", { name: "Delete…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Delete 2 files?" }));
    expect(dialog.getByText(/system's bin/)).toBeTruthy();
    expect(asked(twin, "delete_files")).toEqual([]);
    await userEvent.click(dialog.getByRole("button", { name: "Delete" }));
    expect(await screen.findByText("2 files moved to the bin")).toBeTruthy();
    await waitFor(() => expect(screen.queryByText(/selected$/)).toBeNull());
  });

  it("are compared where two are chosen, the older one first", async () => {
    onScreen(ExportsPage, { tab: "files" });
    await ticks();
    await userEvent.keyboard("jx");
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Compare" }).disabled).toBe(true);
    await userEvent.keyboard("jx");
    const rows = within(screen.getByRole("list", { name: "Files" })).getAllByRole("link");
    const ids = rows.slice(0, 2).map((row) => row.getAttribute("href")?.split("/").at(-1));
    const link = await screen.findByRole("link", { name: "Compare" });
    expect(link.getAttribute("href")).toBe(`#/exports/compare/${ids[1]}/${ids[0]}`);
    await userEvent.keyboard("jx");
    expect(screen.queryByRole("link", { name: "Compare" })).toBeNull();
  });

  it("save a copy for Excel, and ask before they replace a file", async () => {
    const { twin } = onScreen(ExportsPage, { tab: "files" });
    await choose("Save a copy for Excel…");
    const dialog = within(await screen.findByRole("dialog", { name: "Save a copy for Excel" }));
    const path = dialog.getByRole<HTMLInputElement>("textbox", { name: "Where to" });
    expect(path.value).toMatch(/_excel\.csv$/);
    await userEvent.clear(path);
    await userEvent.type(path, "/tmp/exists.csv");
    await userEvent.click(dialog.getByRole("button", { name: "Save" }));
    expect(await dialog.findByText("There is a file of this name already.")).toBeTruthy();
    await userEvent.selectOptions(dialog.getByRole("combobox", { name: "List separator of that Excel" }), ";");
    await userEvent.click(dialog.getByRole("button", { name: "Replace it" }));
    expect(await screen.findByText(/^Copy saved/)).toBeTruthy();
    expect(asked(twin, "excel_copy").map(([, , ...how]) => how)).toEqual([
      [",", false],
      [";", true],
    ]);
  });

  it("open in their program, in their folder and beside the one before", async () => {
    const { twin } = onScreen(ExportsPage, { tab: "files" });
    await choose("Open in its program");
    await choose("Show in folder");
    await waitFor(() => expect(asked(twin, "show_in_folder")).toHaveLength(1));
    expect(asked(twin, "open_file")).toHaveLength(1);
    await choose("Compare with the previous");
    await waitFor(() => expect(window.location.hash).toMatch(/^#\/exports\/compare\//));
  });

  it("of others stand apart and are only looked at", async () => {
    onScreen(ExportsPage, { tab: "files" });
    await userEvent.click(await screen.findByText("2 files not written by this program"));
    const link = screen.getByRole("link", { name: /from-colleague\.csv/ });
    expect(link.getAttribute("href")).toMatch(/^#\/exports\/open\/%2Fhome/);
    const aside = screen.getByText("1 file kept aside by failed attempts").closest("details")!;
    expect(
      within(aside)
        .getAllByRole("link")
        .map(({ textContent }) => textContent),
    ).toEqual([expect.stringContaining("rejected")]);
  });
});

import { screen, waitFor, within } from "@testing-library/svelte";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { said } from "$lib/say.svelte";
import { onScreen } from "$lib/testing/screen";
import { asked, FILE, opened, showing, table, inWindow } from "./testing";
import GridPage from "./GridPage.svelte";

inWindow();

describe("a cell", () => {
  it("is shown whole beside the rows, read from the file where it was cut", async () => {
    const { twin } = await opened();
    await userEvent.keyboard("{ArrowDown}{ArrowDown}{ArrowDown}{ArrowDown}");
    for (let step = 0; step < 5; step++) await userEvent.keyboard("{ArrowRight}");
    expect(screen.getByText("The text goes on: Enter shows it")).toBeTruthy();
    await userEvent.keyboard("{Enter}");
    const pane = await screen.findByRole("complementary", { name: "scenario" });
    await waitFor(() => expect(asked(twin, "grid_cell")).toEqual([[1, 3, 5]]));
    await waitFor(() => expect(pane.querySelector("pre")?.textContent?.length).toBeGreaterThan(5_000));
    expect(pane.querySelector("pre")?.textContent).toMatch(/^1\. Открыть страницу заказа\n2\. /);
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByRole("complementary", { name: "scenario" })).toBeNull();
  });

  it("is copied whole, and a row as a spreadsheet takes it", async () => {
    const { twin } = await opened();
    const copied = vi.spyOn(twin, "copy").mockResolvedValue();
    await userEvent.keyboard("{ArrowDown}{ArrowDown}{ArrowRight}");
    await userEvent.keyboard("{Control>}[KeyC]{/Control}");
    await waitFor(() => expect(copied).toHaveBeenCalledTimes(1));
    expect(await copied.mock.calls[0]?.[0]).toBe("Заказ без регистрации (variant 2)");
    await userEvent.keyboard("{Control>}{Shift>}[KeyC]{/Shift}{/Control}");
    await waitFor(() => expect(copied).toHaveBeenCalledTimes(2));
    const cells = (await copied.mock.calls[1]?.[0])?.split("\t");
    expect(cells).toHaveLength(26);
    expect(cells?.[5]).toBe('"1. Открыть страницу заказа\n2. Fill in the card 4111 1111 1111 1111"');
    expect(await screen.findByText("Row copied")).toBeTruthy();
  });
});

describe("the columns", () => {
  const openPanel = () => userEvent.click(screen.getByRole("button", { name: "Columns" }));

  it("are found by name, hidden, moved by keys, and remembered for the header", async () => {
    const { unmount } = onScreen(GridPage, { source: FILE });
    await table();
    await openPanel();
    await userEvent.click(screen.getByRole("checkbox", { name: "Show status" }));
    expect(screen.queryByRole("columnheader", { name: /^status/ })).toBeNull();
    await userEvent.type(screen.getByRole("searchbox", { name: "Find a column" }), "LAY");
    expect(screen.getAllByRole("checkbox")).toHaveLength(1);
    within(screen.getByRole("complementary")).getByRole("button", { name: "layer" }).focus();
    await userEvent.keyboard("{Alt>}{ArrowUp}{ArrowUp}{/Alt}");
    expect(said.spoken).toBe("layer moved to place 2");
    unmount();
    await opened();
    const names = screen.getAllByRole("columnheader").map((header) => header.textContent?.trim());
    expect(names.slice(1, 4)).toEqual(["allure_id", "layer", "name"]);
    expect(screen.getByText("1 column hidden")).toBeTruthy();
  });

  it("shows a hidden column that is gone to, and closes with Esc before the file is left", async () => {
    await opened();
    await openPanel();
    await userEvent.click(screen.getByRole("checkbox", { name: "Show name" }));
    await userEvent.click(within(screen.getByRole("complementary")).getByRole("button", { name: "name" }));
    expect(screen.getByRole("columnheader", { name: /^name/ })).toBeTruthy();
    screen.getByRole("searchbox", { name: "Find a column" }).focus();
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByRole("complementary")).toBeNull();
    expect(document.activeElement?.getAttribute("role")).toBe("grid");
  });

  it("are made wider and moved by the keys of the header", async () => {
    await opened();
    const header = screen.getByRole("columnheader", { name: /^status/ });
    const before = parseInt(header.style.width);
    within(header).getByRole("button", { name: "status" }).focus();
    await userEvent.keyboard("{Shift>}{ArrowRight}{/Shift}");
    expect(parseInt(header.style.width)).toBe(before + 16);
    expect(said.spoken).toBe(`status: ${before + 16} pixels wide`);
    await userEvent.keyboard("{Alt>}{ArrowLeft}{/Alt}");
    expect(said.spoken).toBe("status moved to place 2");
  });
});

describe("saving", () => {
  it("saves the rows and columns that are shown, and asks before it replaces a file", async () => {
    const { twin } = await opened();
    await userEvent.type(screen.getByRole("textbox", { name: "Filter status" }), "draft");
    await showing(/^Showing 5\d of/);
    await userEvent.click(screen.getByRole("button", { name: "Save…" }));
    const dialog = await screen.findByRole("dialog", { name: "Save what is shown" });
    const path = within(dialog).getByRole("textbox", { name: "File" });
    expect((path as HTMLInputElement).value).toMatch(/^\/home\/tester\/exports\/.*_filtered\.csv$/);
    await userEvent.clear(path);
    await userEvent.type(path, "cases.csv");
    await userEvent.click(within(dialog).getByRole("button", { name: "Save" }));
    expect(await within(dialog).findByText(/^A full path is needed/)).toBeTruthy();
    await userEvent.clear(path);
    await userEvent.type(path, "/tmp/exists.csv");
    await userEvent.click(within(dialog).getByRole("switch", { name: "For Excel" }));
    await userEvent.click(within(dialog).getByRole("button", { name: "Save" }));
    await userEvent.click(await within(dialog).findByRole("button", { name: "Replace" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    const save = asked(twin, "grid_save").at(-1)?.[0] as { view: number; columns: number[] };
    expect(save).toMatchObject({ id: 1, path: "/tmp/exists.csv", for_excel: true, separator: ",", replace: true });
    expect(save.view).toBeGreaterThan(0);
    expect(save.columns).toHaveLength(26);
    expect(await screen.findByText(/^5\d rows saved to \/tmp\/exists\.csv$/)).toBeTruthy();
  });
});

import { screen, waitFor, within } from "@testing-library/svelte";
import { userEvent } from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { GridSource } from "$lib/host";
import type { Scenario } from "$lib/host/twin/scenario";
import { said } from "$lib/say.svelte";
import { faultsOfAxe, onScreen, type Twin } from "$lib/testing/screen";
import GridPage from "./GridPage.svelte";

const FILE: GridSource = { source: "export", file_id: 7 };
const FAULTY: GridSource = { source: "path", path: "/tmp/faulty.csv" };

const asked = (twin: Twin, command: Twin["calls"][number]["command"]) =>
  twin.calls.filter((call) => call.command === command).map(({ values }) => values);

const table = () => screen.findByRole("grid");
const rowAt = (grid: HTMLElement, rowindex: number) => grid.querySelector(`[aria-rowindex="${rowindex}"]`);
/** What the line under the rows says; screen readers hear it elsewhere. */
const showing = (words: RegExp | string) => screen.findByText(words, { selector: "[data-showing]" });
const activeText = (grid: HTMLElement) =>
  document.getElementById(grid.getAttribute("aria-activedescendant") ?? "")?.textContent?.trim();

async function opened(change: Partial<Scenario> = {}, source = FILE): Promise<{ twin: Twin; grid: HTMLElement }> {
  const { twin } = onScreen(GridPage, { source }, change);
  const grid = await table();
  grid.focus();
  return { twin, grid };
}

beforeEach(() => {
  localStorage.clear();
  // jsdom gives no element a size: a window of 20 rows and some columns.
  Object.defineProperty(HTMLElement.prototype, "clientHeight", { configurable: true, value: 66 + 20 * 28 });
  Object.defineProperty(HTMLElement.prototype, "clientWidth", { configurable: true, value: 900 });
});

describe.each([
  ["en", "light"],
  ["ru", "dark"],
] as const)("in %s, %s", (language, theme) => {
  const words = (en: string, ru: string) => (language === "en" ? en : ru);

  it("the grid and what lies beside it have nothing that axe finds wrong", async () => {
    const { grid } = await opened({ language, theme }, FAULTY);
    expect(await faultsOfAxe()).toEqual([]);
    await userEvent.keyboard("{ArrowDown}{Enter}");
    await screen.findByRole("complementary", { name: "allure_id" });
    await userEvent.type(screen.getByRole("textbox", { name: words("Filter name", "Фильтр: name") }), "card");
    await screen.findByRole("list", { name: words("Filters", "Фильтры") });
    expect(await faultsOfAxe()).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: words("Columns", "Столбцы") }));
    await screen.findByRole("complementary", { name: words("Columns", "Столбцы") });
    expect(await faultsOfAxe()).toEqual([]);
    expect(grid.isConnected).toBe(true);
  });

  it("the dialogs and the menu have nothing that axe finds wrong", async () => {
    await opened({ language, theme }, FAULTY);
    await userEvent.click(screen.getByRole("button", { name: words("Save…", "Сохранить…") }));
    await screen.findByRole("dialog", { name: words("Save what is shown", "Сохранить показанное") });
    expect(await faultsOfAxe()).toEqual([]);
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await userEvent.click(screen.getByRole("button", { name: words("214 faults", "214 ошибок") }));
    const faults = await screen.findByRole("dialog");
    expect(faults.textContent).toContain("Line 118: 25 cells where the header has 26");
    expect(faults.textContent).toContain(words("and 211 more", "и ещё 211"));
    expect(await faultsOfAxe()).toEqual([]);
  });

  it.each(["empty", "error"] as const)("%s has nothing that axe finds wrong", async (kind) => {
    onScreen(GridPage, { source: FILE }, { kind, language, theme });
    if (kind === "error") await screen.findByRole("alert");
    else await screen.findByText(words("The file has a header and no rows", "В файле есть заголовок, но нет строк"));
    expect(await faultsOfAxe()).toEqual([]);
  });
});

describe("a million rows", () => {
  it("shows the first ones of those that came with the answer, and draws only what is in sight", async () => {
    const { twin, grid } = await opened({ kind: "many" });
    expect(grid.getAttribute("aria-rowcount")).toBe("1000002");
    expect(rowAt(grid, 3)?.textContent).toContain("1001");
    expect(within(grid).getAllByRole("gridcell").length).toBeLessThan(400);
    expect(asked(twin, "grid_open")).toEqual([[FILE, { encoding: null, separator: null }]]);
  });

  it("goes to the last row and back row by row with the keys alone", async () => {
    const { grid } = await opened({ kind: "many" });
    await userEvent.keyboard("{Control>}{End}{/Control}");
    await waitFor(() => expect(rowAt(grid, 1_000_002)?.textContent).toContain("1001000"));
    expect(grid.getAttribute("aria-activedescendant")).toBe("cell-999999-25");
    await userEvent.keyboard("{Home}{ArrowUp}");
    await waitFor(() => expect(activeText(grid)).toBe("1000999"));
    await userEvent.keyboard("{Control>}{Home}{/Control}{PageDown}");
    expect(activeText(grid)).toBe("1020");
  });
});

describe("filters, order and search", () => {
  it("asks once for what was typed, says how many rows are shown, and takes all filters back", async () => {
    const { twin } = await opened();
    await userEvent.type(screen.getByRole("textbox", { name: "Filter status" }), "draft");
    expect(await showing(/^Showing 5\d of 200 rows$/)).toBeTruthy();
    const { filters } = asked(twin, "grid_query").at(-1)?.[1] as { filters: unknown };
    expect(filters).toEqual([{ column: 2, kind: "contains", text: "draft" }]);
    expect(asked(twin, "grid_query").length).toBeLessThan(5);
    await waitFor(() => expect(said.spoken).toMatch(/^Showing 5\d of 200 rows/));
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "How layer is filtered" }), "empty");
    expect(await screen.findByText("layer: is empty")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Clear all" }));
    expect(await showing("200 rows")).toBeTruthy();
    expect(screen.queryByRole("list", { name: "Filters" })).toBeNull();
  });

  it("says beside the field why a filter is no regular expression, and keeps the rows", async () => {
    const { grid } = await opened();
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "How name is filtered" }), "regex");
    const field = screen.getByRole("textbox", { name: "Filter name" });
    await userEvent.type(field, "(card");
    const why = await screen.findByText(/^Invalid regular expression/);
    expect(field.getAttribute("aria-describedby")).toBe(why.id);
    expect(rowAt(grid, 3)?.textContent).toContain("1001");
    await userEvent.type(field, ")");
    await waitFor(() => expect(screen.queryByText(/^Invalid regular expression/)).toBeNull());
  });

  it("offers the way back where no row meets the filters", async () => {
    await opened();
    await userEvent.type(screen.getByRole("textbox", { name: "Filter name" }), "zzz");
    expect(await screen.findByText("No row meets the filters")).toBeTruthy();
    await userEvent.click(screen.getAllByRole("button", { name: "Clear all" })[0]!);
    expect(await showing("200 rows")).toBeTruthy();
  });

  it("sorts by a click on the name: up, down, as in the file", async () => {
    const { twin, grid } = await opened();
    const header = screen.getByRole("columnheader", { name: /^allure_id/ });
    const name = within(header).getByRole("button", { name: "allure_id" });
    for (const order of ["ascending", "descending", "none"]) {
      await userEvent.click(name);
      await waitFor(() => expect(header.getAttribute("aria-sort")).toBe(order));
      const first = order === "descending" ? "1200" : "1001";
      await waitFor(() => expect(rowAt(grid, 3)?.textContent).toContain(first));
    }
    expect((asked(twin, "grid_query")[0]?.[1] as { sort: unknown }).sort).toEqual({
      column: 0,
      descending: false,
      natural: true,
    });
  });

  it("turns the order of numbers off in the column's menu", async () => {
    const { twin } = await opened();
    await userEvent.click(screen.getByRole("button", { name: "More about name" }));
    // Without sizes the menu has no place, and hides.
    await userEvent.click(await screen.findByText("Numbers by value"));
    await waitFor(() =>
      expect((asked(twin, "grid_query").at(-1)?.[1] as { sort: unknown }).sort).toEqual({
        column: 1,
        descending: false,
        natural: false,
      }),
    );
  });

  it("counts the hits and goes from one to the next", async () => {
    const { grid } = await opened();
    const field = screen.getByRole("searchbox", { name: "Search all cells" });
    await userEvent.type(field, "gift");
    expect(await screen.findByText("23 hits in 23 rows")).toBeTruthy();
    await userEvent.type(field, "{Enter}");
    await waitFor(() => expect(activeText(grid)).toMatch(/gift cards/));
    expect(grid.getAttribute("aria-activedescendant")).toBe("cell-0-25");
    await userEvent.keyboard("{F3}");
    await waitFor(() => expect(grid.getAttribute("aria-activedescendant")).toBe("cell-9-25"));
    expect(said.spoken).toBe("23 hits in 23 rows, row 10");
    await userEvent.keyboard("{Shift>}{F3}{F3}{/Shift}");
    await waitFor(() => expect(grid.getAttribute("aria-activedescendant")).toBe("cell-198-25"));
    expect(grid.querySelector("mark")?.textContent).toBe("gift");
  });

  it("drops an answer that a later question overtook", async () => {
    const { twin } = await opened();
    const answer = twin.commands.grid_query;
    let first: (() => void) | undefined;
    twin.commands.grid_query = async (id, query) => {
      const found = await answer(id, query);
      if (!first) await new Promise<void>((go) => (first = go));
      return found;
    };
    const field = screen.getByRole("textbox", { name: "Filter name" });
    await userEvent.type(field, "zzz");
    await waitFor(() => expect(first).toBeTruthy());
    await userEvent.clear(field);
    await userEvent.type(field, "variant 20)");
    expect(await showing("Showing 1 of 200 rows")).toBeTruthy();
    first?.();
    await new Promise((go) => setTimeout(go));
    expect(await showing("Showing 1 of 200 rows")).toBeTruthy();
  });
});

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

describe("what the shell tells", () => {
  it("follows the index, and asks anew for the filtered rows when it is done", async () => {
    const { twin } = await opened();
    const progress = { bytes: 63, of_bytes: 100, rows: 126, done: false, failure: null, faults: [], faults_total: 0 };
    twin.tell({ event: "grid_progressed", id: 1, progress });
    expect(await screen.findByText("index 63 %")).toBeTruthy();
    await userEvent.type(screen.getByRole("textbox", { name: "Filter status" }), "draft");
    await showing(/^Showing 5\d of 126 rows$/);
    const before = asked(twin, "grid_query").length;
    twin.tell({ event: "grid_progressed", id: 1, progress: { ...progress, bytes: 100, rows: 200, done: true } });
    await waitFor(() => expect(asked(twin, "grid_query")).toHaveLength(before + 1));
    expect(await showing(/^Showing 5\d of 200 rows$/)).toBeTruthy();
    expect(screen.queryByText(/^index/)).toBeNull();
  });

  it("says why the index cannot go on", async () => {
    const { twin } = await opened();
    const failure = { code: "input", message: "The file cannot be read.", advice: "Check its disk.", details: null };
    const progress = { bytes: 63, of_bytes: 100, rows: 126, done: false, faults: [], faults_total: 0 };
    twin.tell({ event: "grid_progressed", id: 1, progress: { ...progress, failure: { ...failure, code: "input" } } });
    expect(await screen.findByText("The file cannot be read.")).toBeTruthy();
  });

  it("closes the file when it is left", async () => {
    const { twin, unmount } = onScreen(GridPage, { source: FILE });
    await table();
    unmount();
    await waitFor(() => expect(asked(twin, "grid_close")).toEqual([[1]]));
  });

  it("says that the file is gone, and opens it again when asked", async () => {
    onScreen(GridPage, { source: { source: "path", path: "/tmp/gone.csv" } });
    expect(await screen.findByText("The file is no longer there")).toBeTruthy();
    expect(screen.getByRole("heading", { level: 1, name: "gone.csv" })).toBeTruthy();
  });

  it("says that the file changed on disk while it was open, and reads it anew", async () => {
    const { twin } = await opened();
    const changed = { code: "storage", message: "The file changed on disk", advice: "Open it again.", details: null };
    twin.failNext("grid_query", changed);
    await userEvent.type(screen.getByRole("textbox", { name: "Filter status" }), "d");
    expect(await screen.findByText("The file changed on disk")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    await table();
    expect(asked(twin, "grid_open")).toHaveLength(2);
    expect(asked(twin, "grid_close")).toEqual([[1]]);
    expect(await showing(/^Showing \d+ of 200 rows$/)).toBeTruthy();
  });
});

describe("how a file is read", () => {
  const CP1251 = { source: "path", path: "/tmp/cp1251.csv" } as const;

  it.each(["en", "ru"] as const)("is guessed, and chosen with the keys alone: %s", async (language) => {
    const words = (en: string, ru: string) => (language === "en" ? en : ru);
    const { twin } = onScreen(GridPage, { source: CP1251 }, { language });
    await table();
    const encoding = () => screen.getByRole<HTMLSelectElement>("combobox", { name: words("Encoding", "Кодировка") });
    expect(encoding().selectedOptions[0]?.text).toBe(
      words("Encoding: guessed Windows-1251", "Кодировка: похоже на Windows-1251"),
    );
    encoding().focus();
    await userEvent.selectOptions(encoding(), "KOI8-R");
    await waitFor(() => expect(asked(twin, "grid_open")).toHaveLength(2));
    expect(asked(twin, "grid_open").at(-1)).toEqual([CP1251, { encoding: "KOI8-R", separator: null }]);
    await waitFor(() => expect(encoding().selectedOptions[0]?.text).toBe("KOI8-R"));
    expect(document.activeElement).toBe(encoding());

    const separator = screen.getByRole("combobox", { name: words("Separator", "Разделитель") });
    await userEvent.selectOptions(separator, ";");
    await waitFor(() => expect(asked(twin, "grid_open")).toHaveLength(3));
    expect(asked(twin, "grid_open").at(-1)).toEqual([CP1251, { encoding: "KOI8-R", separator: ";" }]);
    expect(asked(twin, "grid_close")).toEqual([[1], [2]]);
    expect(await faultsOfAxe()).toEqual([]);
  });
});

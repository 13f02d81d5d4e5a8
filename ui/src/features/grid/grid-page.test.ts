import { screen, waitFor, within } from "@testing-library/svelte";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { said } from "$lib/say.svelte";
import { faultsOfAxe, onScreen } from "$lib/testing/screen";
import { activeText, asked, FAULTY, FILE, opened, rowAt, showing, inWindow } from "./testing";
import GridPage from "./GridPage.svelte";

inWindow();

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

import { screen, waitFor } from "@testing-library/svelte";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { faultsOfAxe, onScreen } from "$lib/testing/screen";
import { asked, FILE, opened, showing, table, inWindow } from "./testing";
import GridPage from "./GridPage.svelte";

inWindow();

describe("what the shell tells", () => {
  it("follows the index, and asks anew for the filtered rows when it is done", async () => {
    const { twin } = await opened();
    const progress = { bytes: 63, of_bytes: 100, rows: 126, done: false, failure: null, faults: [], faults_total: 0 };
    twin.tell({ event: "grid_progressed", id: 1, progress });
    expect(await screen.findByText("index 63%")).toBeTruthy();
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

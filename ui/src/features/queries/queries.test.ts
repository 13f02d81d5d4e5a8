import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { asked, expectAccessible, openPage } from "$lib/testing";
import { withSizes } from "$lib/testing/screen";

const QUERY = "muted = true";

withSizes();

it("counts while one types, shows rows with their details, and remembers the query", async () => {
  const { user, twin } = await openPage("#/trends/1/results");
  const field = await screen.findByLabelText("Query");
  await user.type(field, QUERY);
  expect(await screen.findByText("42 results")).toBeTruthy();
  await user.keyboard("{Enter}");
  const shown = await screen.findByRole("table", { name: "Results" });
  expect(shown.getAttribute("aria-rowcount")).toBe("43");
  const table = within(shown);
  const messages = await table.findAllByText(/was not paid within 30 s/);
  // Only of rows in sight more is asked.
  expect(asked(twin, "queried_details").flatMap(([, ids]) => ids as number[])).toHaveLength(messages.length);
  expect(await screen.findByRole("button", { name: QUERY })).toBeTruthy();
  await expectAccessible();
  await user.click(table.getAllByRole("button")[0]!);
  await waitFor(() => expect(asked(twin, "open_server_result")).toEqual([[7000]]));
});

it("saves a query by name and takes it back from there", async () => {
  const { user, twin } = await openPage("#/trends/1/results");
  await user.type(await screen.findByLabelText("Query"), `${QUERY}{Enter}`);
  await user.click(await screen.findByRole("button", { name: "Save the query…" }));
  const dialog = within(await screen.findByRole("dialog"));
  await user.type(dialog.getByLabelText("Name"), "Muted");
  await user.click(dialog.getByRole("button", { name: "Save" }));
  expect(await screen.findByRole("button", { name: "Muted" })).toBeTruthy();
  expect(asked(twin, "save_query")).toEqual([[1, "Muted", QUERY]]);
  await user.click(screen.getByRole("button", { name: "Delete the query Muted" }));
  await waitFor(() => expect(screen.queryByRole("button", { name: "Muted" })).toBeNull());
});

it("exports the rows into the file that is named", async () => {
  const { user, twin } = await openPage("#/trends/1/results");
  await user.type(await screen.findByLabelText("Query"), `${QUERY}{Enter}`);
  await user.click(await screen.findByRole("button", { name: "Export as CSV…" }));
  const dialog = within(await screen.findByRole("dialog"));
  await user.type(dialog.getByLabelText("File"), "/home/ann/red.csv");
  await user.click(dialog.getByRole("button", { name: "Export" }));
  await waitFor(() => expect(asked(twin, "export_results")).toEqual([[1, QUERY, "/home/ann/red.csv", false]]));
});

it("says where the query is wrong, and selects that in place of asking it", async () => {
  const { user, twin } = await openPage("#/trends/1/results");
  const field = await screen.findByLabelText<HTMLInputElement>("Query");
  await user.type(field, 'status = "x');
  expect(await screen.findByText(/The quote is not closed: “"x”/)).toBeTruthy();
  await user.keyboard("{Enter}");
  expect([field.selectionStart, field.selectionEnd]).toEqual([9, 11]);
  expect(asked(twin, "query_results")).toEqual([]);
});

it("waits for the request budget where it is spent, and says so", async () => {
  const { user, twin } = await openPage("#/trends/1/results");
  twin.commands.queried_details = () => Promise.resolve({ items: [], again_at: "2026-11-05T10:00:00Z" });
  await user.type(await screen.findByLabelText("Query"), `${QUERY}{Enter}`);
  expect(await screen.findByText(/within the request budget/)).toBeTruthy();
});

import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { asked, expectAccessible, openPage } from "$lib/testing";

const QUERY = "muted = true";

it("counts while one types, shows rows with their details, and remembers the query", async () => {
  const { user, twin } = await openPage("#/trends/1/results");
  const field = await screen.findByLabelText("Query");
  await user.type(field, QUERY);
  expect(await screen.findByText("42 results")).toBeTruthy();
  await user.keyboard("{Enter}");
  const table = within(await screen.findByRole("region", { name: "Results" }));
  expect(table.getAllByRole("row")).toHaveLength(43);
  expect(await table.findAllByText(/was not paid within 30 s/)).toHaveLength(42);
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

it("says where the query is wrong", async () => {
  const { user } = await openPage("#/trends/1/results");
  await user.type(await screen.findByLabelText("Query"), 'status = "');
  expect(await screen.findByText(/The quote is not closed/)).toBeTruthy();
});

import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { asked, openPage } from "$lib/testing";

it("marks a notification as read and goes to its run", async () => {
  const { twin, user } = await openPage("#/inbox");
  await user.click(await screen.findByRole("button", { name: /Regression: 5 failed/ }));
  expect(asked(twin, "mark_read")).toEqual([[[1]]]);
  expect(window.location.hash).toBe("#/runs/100");
});

it("goes through the rows with j and k and opens one with Enter", async () => {
  const { user } = await openPage("#/inbox");
  const row = await screen.findByRole("button", { name: /did it start/ });
  await user.keyboard("jjjk");
  expect(document.activeElement).toBe(row);
  await user.keyboard("{Enter}");
  expect(window.location.hash).toBe("#/runs/101");
});

it("marks everything as read, and the rail follows", async () => {
  const { twin, user } = await openPage("#/inbox");
  const rail = screen.getByRole("navigation", { name: "Places" });
  await within(rail).findByText(/3 unread/);
  await user.click(await screen.findByRole("button", { name: "Mark all as read" }));
  expect(asked(twin, "mark_all_read")).toEqual([[expect.any(Number)]]);
  await waitFor(() => expect(within(rail).queryByText(/unread/)).toBeNull());
});

it("filters by kind and by what is unread", async () => {
  const { user } = await openPage("#/inbox");
  await screen.findByRole("list", { name: "Notifications" });
  await user.selectOptions(screen.getByLabelText("Kind"), "stalled");
  expect(within(screen.getByRole("list", { name: "Notifications" })).getAllByRole("listitem")).toHaveLength(1);
  await user.selectOptions(screen.getByLabelText("Show"), "unread");
  screen.getByText("Nothing of this kind");
  await user.click(screen.getByRole("button", { name: "Show all" }));
  expect(within(screen.getByRole("list", { name: "Notifications" })).getAllByRole("listitem")).toHaveLength(7);
});

it("does not show an empty inbox when it could not look", async () => {
  await openPage("#/inbox", { kind: "error" });
  await within(screen.getByRole("main")).findByRole("alert");
  expect(screen.queryByText("Nothing yet")).toBeNull();
});

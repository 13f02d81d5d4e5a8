import { screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, expect, it } from "vitest";
import { asked, expectAccessible, openPage } from "$lib/testing";
import { picked } from "./edit/picked.svelte";
import { looked } from "./looked.svelte";

// They outlive a page, and the files of one worker share them.
afterEach(() => {
  Object.assign(looked, { text: "", projectId: null, grouping: "", values: [] });
  picked.clear();
});

it("finds test cases while one types, says where, and opens one", async () => {
  const { user } = await openPage("#/cases");
  await screen.findByText("4 test cases");
  await user.type(screen.getByRole("searchbox", { name: "Search test cases" }), "authenticator");
  await screen.findByText("1 test case");
  await user.clear(screen.getByRole("searchbox", { name: "Search test cases" }));
  await user.type(screen.getByRole("searchbox", { name: "Search test cases" }), "комиссия");
  const hit = await screen.findByRole("link", { name: /Перевод между своими счетами.*Scenario: Видна комиссия/ });
  await user.click(hit);
  expect(window.location.hash).toBe("#/cases/2/4102/0");
  await screen.findByRole("heading", { name: "Перевод между своими счетами" });
  screen.getByText(/Выбрать счета/);
  await expectAccessible();
});

it("shows what a test case was and what changed in it", async () => {
  const { user, twin } = await openPage("#/cases/1/311/0");
  const past = within(await screen.findByRole("navigation", { name: "Its past" }));
  expect(past.getAllByRole("link")).toHaveLength(2);
  await user.click(screen.getByRole("link", { name: "What changed" }));
  expect(await screen.findByText("Type the password")).toBeTruthy();
  expect(asked(twin, "case_changes")).toEqual([[1, 311, 0]]);
  await expectAccessible();
  await user.click(past.getByRole("link", { name: /^In the copies since/ }));
  expect(await screen.findByText("The first copy that has it: there is nothing to compare with.")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Open in TestOps" }));
  expect(asked(twin, "open_test_case")).toEqual([[1, 311]]);
});

it("compares two days of a project", async () => {
  const { user, twin } = await openPage("#/cases/1/days");
  await screen.findByText("1 appeared, 1 changed, 1 vanished");
  const from = screen.getByRole("combobox", { name: "From" });
  await user.selectOptions(from, within(from).getAllByRole("option").at(-1) ?? []);
  await waitFor(() => expect(asked(twin, "case_differences")).toHaveLength(2));
  await user.click(screen.getByRole("link", { name: /Sign in with a code/ }));
  expect(window.location.hash).toBe("#/cases/1/311/0/changes");
});

it("says how copies come where there are none, and that nothing was found", async () => {
  await openPage("#/cases", { kind: "empty" });
  expect(await screen.findByRole("link", { name: "Set up an export" })).toBeTruthy();
});

it("says that nothing was found, with a way back", async () => {
  const { user } = await openPage("#/cases");
  await user.type(await screen.findByRole("searchbox", { name: "Search test cases" }), "nowhere");
  await user.click(await screen.findByRole("button", { name: "Clear the search" }));
  await screen.findByText("4 test cases");
});

it("reads on where there are many, and says what keeps it from being read", async () => {
  const { user, twin } = await openPage("#/cases", { kind: "many" });
  await screen.findByText("404 test cases");
  await user.click(screen.getByRole("button", { name: "Show more" }));
  await waitFor(() => expect(screen.getAllByRole("listitem").length).toBeGreaterThan(150));
  twin.failNext("cases");
  twin.tell({ event: "cases_changed" });
  expect(await screen.findByRole("alert")).toBeTruthy();
});

it("reads the comments of the server and says something once", async () => {
  const { user, twin } = await openPage("#/cases/1/311/0/server");
  const list = within(await screen.findByRole("list", { name: "Comments" }));
  expect(list.getByText(/Проверено на стенде/)).toBeTruthy();
  expect(list.getByText("edited")).toBeTruthy();
  const say = screen.getByRole<HTMLButtonElement>("button", { name: "Comment" });
  expect(say.disabled).toBe(true);
  await user.type(screen.getByRole("textbox", { name: "Write a comment" }), "  Works on my machine ");
  await expectAccessible();
  await user.click(say);
  expect(await list.findByText("Works on my machine")).toBeTruthy();
  const [key, ...rest] = asked(twin, "comment_on_case")[0] ?? [];
  expect(key).toBeTruthy();
  expect(rest).toEqual([311, "Works on my machine"]);
  expect(screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Write a comment" }).value).toBe("");
});

it("groups test cases by a tree of the project, narrows the list, and comes back to it", async () => {
  const { user, twin } = await openPage("#/cases/1");
  await screen.findByText("3 test cases");
  const by = await screen.findByRole("combobox", { name: "Group by" });
  await waitFor(() => within(by).getByRole("option", { name: "Tree: Features" }));
  await user.selectOptions(by, "Tree: Features");
  const groups = within(await screen.findByRole("navigation", { name: "Groups" }));
  await user.click(await groups.findByRole("button", { name: "Orders 2" }));
  await screen.findByText("2 test cases");
  await user.keyboard("{ArrowRight}");
  await user.click(await groups.findByRole("button", { name: "History 1" }));
  await screen.findByText("1 test case");
  expect(asked(twin, "cases").at(-1)).toMatchObject([
    { project_id: 1, within: { columns: ["Feature", "Story"], values: ["Orders", "History"] } },
  ]);
  await expectAccessible();
  await user.click(groups.getByRole("button", { name: "History 1" }));
  await screen.findByText("3 test cases");
  await user.selectOptions(by, "Tags");
  await user.click(await groups.findByRole("button", { name: "smoke 2" }));
  await user.click(await screen.findByRole("link", { name: /Refund is shown/ }));
  await screen.findByRole("heading", { name: /Refund is shown/ });
  window.history.back();
  await screen.findByText("2 test cases");
  expect(screen.getByRole("button", { name: "smoke 2" }).getAttribute("aria-current")).toBe("true");
});

it("groups by columns without the server, and says when nothing of a group matches", async () => {
  const { user, twin } = await openPage("#/cases/1");
  twin.failNext("project_trees");
  const by = await screen.findByRole("combobox", { name: "Group by" });
  await user.selectOptions(by, "Feature");
  await user.click(await screen.findByRole("button", { name: "Sign-in 1" }));
  await user.type(screen.getByRole("searchbox", { name: "Search test cases" }), "nowhere");
  await screen.findByText("No test case of this group has all these words.");
});

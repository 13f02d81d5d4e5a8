import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { href, parse } from "$lib/router";
import { asked, expectAccessible, openPage } from "$lib/testing";

const PLACE = "#/cases/1/311/0/server";
const part = async (name: string) => within(await screen.findByRole("region", { name }));

it("has an address of its own beside the copies, and no list of copies", async () => {
  for (const hash of ["#/cases/1/311/2", "#/cases/1/311/2/changes", PLACE]) expect(href(parse(hash))).toBe(hash);
  expect(href(parse("#/cases/1/311/0/else"))).toBe("#/cases/1/311/0");
  const { user } = await openPage("#/cases/1/311/0");
  await screen.findByRole("navigation", { name: "Its past" });
  await user.click(screen.getByRole("link", { name: "On the server" }));
  expect(window.location.hash).toBe(PLACE);
  await part("Muted");
  expect(screen.queryByRole("navigation", { name: "Its past" })).toBeNull();
});

it("shows what is kept at once, and then what the server tells", async () => {
  const { user, twin } = await openPage("#/cases/1/311/0");
  const first = twin.hold("case_on_server");
  await user.click(await screen.findByRole("link", { name: "On the server" }));
  expect(await screen.findByText("Asking the server…")).toBeTruthy();
  const second = twin.hold("case_on_server");
  first();
  expect(await screen.findByText("Draft")).toBeTruthy();
  expect(screen.getByText(/asking the server…/)).toBeTruthy();
  second();
  expect(await screen.findByText("Active")).toBeTruthy();
  expect(screen.queryByText("Draft")).toBeNull();
  expect(screen.queryByText(/asking the server…/)).toBeNull();
  expect(asked(twin, "case_on_server")).toEqual([
    [1, 311, "kept"],
    [1, 311, "server"],
  ]);
});

it("tells what a tester wants to know of it", async () => {
  const { user } = await openPage(PLACE);
  const muted = await part("Muted");
  expect(muted.getByText(/staging clock drifts/)).toBeTruthy();
  expect(muted.getByText("anna")).toBeTruthy();
  const defects = await part("Open defects");
  expect(defects.getByRole("list", { name: "Open defects" }).textContent).toContain("Code is refused");
  await user.click(defects.getByText("Closed defects (1)"));
  expect(defects.getByText("Form is empty in Firefox")).toBeTruthy();
  for (const words of ["E2E Tests", "Automated", "Nightly regression, Smoke on staging"]) screen.getByText(words);
  const people = await part("People");
  for (const words of ["Owner", "Борис Петров", "Without a role"]) people.getByText(words);
  (await part("Tags")).getByText("вход");
  (await part("Fields")).getByText("Авторизация, Профиль");
  const [, row] = within((await part("Examples of its parameters")).getByRole("table")).getAllByRole("row");
  expect(
    within(row!)
      .getAllByRole("cell")
      .map(({ textContent }) => textContent),
  ).toEqual(["owner", "chrome", ""]);
  (await part("Versions")).getByText("Codes instead of passwords");
  const changes = within(screen.getByRole("list", { name: "Changes" })).getAllByRole("listitem");
  expect(changes.map((item) => item.querySelector(".what")?.textContent)).toEqual([
    "Name, Expected result",
    "Tags",
    "Issues, reviewState",
  ]);
  expect(screen.getByText("Created").nextElementSibling?.textContent).toContain("Борис Петров");
  expect(screen.queryByText(/server's bin/)).toBeNull();
});

it("walks through the results of a variant by keyboard and opens one in the browser", async () => {
  const { user, twin } = await openPage(PLACE);
  const results = await part("Last results");
  expect(results.getByText("Flaky by the server's rule, counted here.")).toBeTruthy();
  const strip = within(results.getByRole("list", { name: "firefox" }));
  const newest = strip.getByRole("button", { name: /^Broken, Nightly/ });
  newest.focus();
  await user.keyboard("{ArrowLeft}{Enter}");
  expect(asked(twin, "open_server_result")).toEqual([[939]]);
  twin.failNext("open_server_result");
  await user.click(newest);
  expect(await screen.findByText("The server does not answer")).toBeTruthy();
});

it("opens issues and links that have an address, and only those", async () => {
  const { user, twin } = await openPage(PLACE);
  const issues = await part("Issues");
  await user.click(issues.getByRole("button", { name: /SHOP-412/ }));
  expect(issues.getByText("In progress")).toBeTruthy();
  expect(issues.getByText("SHOP-77")).toBeTruthy();
  expect(issues.queryByRole("button", { name: /SHOP-77/ })).toBeNull();
  const links = await part("Links");
  await user.click(links.getByRole("button", { name: /Requirements: sign-in/ }));
  expect(links.queryByRole("button", { name: /design/ })).toBeNull();
  expect(asked(twin, "open_case_link")).toEqual([
    [311, "https://tracker.example.com/browse/SHOP-412"],
    [311, "https://wiki.example.com/sign-in"],
  ]);
  twin.failNext("open_case_link");
  await user.click(issues.getByRole("button", { name: /SHOP-412/ }));
  expect(await screen.findByText("The server does not answer")).toBeTruthy();
});

it("leads to related test cases, also where the server calls the relation by a word of its own", async () => {
  const { user } = await openPage(PLACE);
  const relations = await part("Related test cases");
  for (const words of ["Is automated by", "Duplicates", "blocks"]) relations.getByText(words);
  await user.click(relations.getByRole("link", { name: /Discount is applied once/ }));
  expect(window.location.hash).toBe("#/cases/1/322/0/server");
  await screen.findByRole("heading", { name: "Discount is applied once" });
  await screen.findByText("Manual");
  for (const name of ["Muted", "Defects", "Last results", "Issues", "Tags", "Examples of its parameters", "Changes"]) {
    expect(screen.queryByRole("region", { name })).toBeNull();
  }
});

it("says what could not be read, what lies in the bin, and folds what is long", async () => {
  const { user } = await openPage(PLACE, { kind: "many" });
  expect((await part("Versions")).getByText("Could not be read this time.")).toBeTruthy();
  expect(screen.getByText("Run by").parentElement?.textContent).toContain("Could not be read this time.");
  expect(screen.getByText("It is in the server's bin.")).toBeTruthy();
  const changes = within(screen.getByRole("list", { name: "Changes" }));
  expect(changes.getAllByRole("listitem")).toHaveLength(8);
  await user.click(screen.getByRole("button", { name: "Show 42 more: Changes" }));
  expect(changes.getAllByRole("listitem")).toHaveLength(50);
  await user.click(screen.getByRole("button", { name: "Show fewer: Changes", expanded: true }));
  expect(changes.getAllByRole("listitem")).toHaveLength(8);
});

it("keeps what was told before with its age where the server is away, says why, and asks again", async () => {
  const { user, twin } = await openPage(PLACE, { kind: "offline" });
  const note = within(await screen.findByRole("alert"));
  expect(note.getByText("What the server told before is shown")).toBeTruthy();
  expect(note.getByText("The server does not answer")).toBeTruthy();
  expect(screen.getByText("Draft")).toBeTruthy();
  expect(screen.getByText("2 hr ago")).toBeTruthy();
  const before = asked(twin, "case_on_server").length;
  await user.click(note.getByRole("button", { name: "Try again" }));
  await waitFor(() => expect(asked(twin, "case_on_server").length).toBe(before + 2));
});

it("says that the server could not be asked where the connection is not known to be lost", async () => {
  const { twin } = await openPage("#/cases/1/311/0");
  const kept = await twin.commands.case_on_server(1, 311, "kept");
  twin.commands.case_on_server = () => Promise.resolve(structuredClone(kept));
  window.location.hash = PLACE;
  expect(within(await screen.findByRole("alert")).getByText("The server could not be asked")).toBeTruthy();
  expect(screen.getByText("Draft")).toBeTruthy();
});

it("says only why where nothing is kept", async () => {
  await openPage("#/cases/1/322/0/server", { kind: "offline" });
  const note = within(await screen.findByRole("alert"));
  expect(note.getByText("Nothing of this test case from the server is kept on this computer")).toBeTruthy();
  expect(screen.queryByText("Status")).toBeNull();
});

it("shows a test case that no copy has, by the name that the server gives it", async () => {
  const { twin } = await openPage(PLACE);
  await part("Muted");
  twin.failNext("test_case");
  window.location.hash = "#/cases/1/318/0/server";
  await screen.findByRole("heading", { name: "Refund is shown in the order history" });
  expect(screen.queryByRole("alert")).toBeNull();
});

it("asks the server anew after an edit", async () => {
  const { user, twin } = await openPage(PLACE);
  await part("Muted");
  await user.click(screen.getByRole("button", { name: "Edit" }));
  await user.click(await screen.findByRole("button", { name: "Cancel" }));
  await part("Muted");
  await waitFor(() =>
    expect(asked(twin, "case_on_server").filter(([, , source]) => source === "server")).toHaveLength(2),
  );
});

describe.each([
  ["en", "light"],
  ["ru", "dark"],
] as const)("in %s, %s", (language, theme) => {
  it.each(["few", "many", "offline", "error"] as const)("has no accessibility fault with %s", async (kind) => {
    await openPage(PLACE, { language, theme, kind });
    await waitFor(() => expect(document.querySelector(".skeleton")).toBeNull());
    await expectAccessible();
  });
});

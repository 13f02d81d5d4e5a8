import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { asked, expectAccessible, openPage } from "$lib/testing";

const PLACE = "#/runs/101/result/70";
const row = (name: RegExp) => screen.getByRole("treeitem", { name });
const file = (name: RegExp) => screen.getByRole("button", { name });

it("opens from a failed test and begins with the first failed step and its message", async () => {
  const { user } = await openPage("#/runs/101");
  await user.click(await screen.findByRole("button", { name: "By suite" }));
  const failed = await screen.findAllByRole("button", { name: /Pays with a saved card/ });
  await user.click(failed[0]!);
  await user.click(screen.getByRole("link", { name: "Open result" }));
  expect(window.location.hash).toMatch(/^#\/runs\/101\/result\/\d+$/);
  const selected = await screen.findByRole("treeitem", { selected: true });
  expect(selected.textContent).toContain("Confirm the amount");
  expect(
    within(screen.getByRole("region", { name: "Confirm the amount" })).getByText(/but it was 105.00/, {
      selector: ".words",
    }),
  ).toBeTruthy();
});

it("walks through the steps by keyboard and goes on to their files", async () => {
  const { user } = await openPage(PLACE);
  (await screen.findByRole("treeitem", { selected: true })).focus();
  await user.keyboard("{ArrowUp}{ArrowUp}");
  expect(screen.getByRole("treeitem", { selected: true }).textContent).toContain("Оплатить сохранённой картой");
  await user.keyboard("{ArrowLeft}");
  expect(row(/Оплатить/).getAttribute("aria-expanded")).toBe("false");
  expect(screen.queryByRole("treeitem", { name: /Choose the card/ })).toBeNull();
  await user.keyboard("{ArrowRight}{ArrowRight}");
  expect(screen.getByRole("treeitem", { selected: true }).textContent).toContain("Choose the card");
  await user.keyboard("{Home}");
  expect(screen.getByRole("treeitem", { selected: true }).textContent).toContain("The whole test");
  await user.keyboard("{Enter}");
  await waitFor(() => expect(document.activeElement?.closest("section[aria-label='The whole test']")).toBeTruthy());
});

it("shows expected, actual and difference side by side, and one picture among the files", async () => {
  const { user } = await openPage(PLACE);
  expect(await screen.findByRole("button", { name: /Comparison of page/, pressed: true })).toBeTruthy();
  for (const side of ["Expected", "Actual", "Difference"]) expect(screen.getByRole("img", { name: side })).toBeTruthy();
  await user.click(file(/screenshot\.png/));
  expect(await screen.findByRole("img", { name: "screenshot.png" })).toBeTruthy();
});

it("finds words in a log and says how much of it is shown", async () => {
  const { user } = await openPage(PLACE);
  await user.click(await screen.findByRole("button", { name: /console\.log/ }));
  await user.type(await screen.findByRole("searchbox", { name: "Search in the file" }), "warn");
  expect(await screen.findByText("1 of 100")).toBeTruthy();
  await user.keyboard("{Enter}");
  expect(await screen.findByText("2 of 100")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Previous hit" }));
  expect(await screen.findByText("1 of 100")).toBeTruthy();
  expect(screen.getByText(/are shown\.$/)).toBeTruthy();
});

it("shows JSON in lines and a HAR as a table that opens", async () => {
  const { user } = await openPage(PLACE);
  await user.click(await screen.findByRole("treeitem", { name: /Put two books/ }));
  await user.click(file(/response\.json/));
  expect((await screen.findByRole("group", { name: "Text of the file" })).textContent).toContain(
    '    "code": "E-4127"',
  );
  await user.click(file(/network\.har/));
  const table = await screen.findByRole("region", { name: "Requests" });
  expect(within(table).getAllByRole("row")).toHaveLength(4);
  await user.type(screen.getByRole("searchbox", { name: "Search requests" }), "500");
  expect(within(table).getAllByRole("row")).toHaveLength(2);
  await user.click(within(table).getByRole("button", { name: /operations/ }));
  expect(within(table).getByText(/"simulated"/)).toBeTruthy();
});

it("shows what a test wrote as source, never live, and tells a type that is not true", async () => {
  const { user } = await openPage(PLACE);
  await user.click(await screen.findByRole("treeitem", { name: /The whole test/ }));
  await user.click(file(/report\.html/));
  expect((await screen.findByRole("group", { name: "Text of the file" })).textContent).toContain("<script>");
  expect(screen.getByText(/Only its source is shown/)).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Open with its program" })).toBeNull();
  await user.click(file(/photo\.png/));
  expect(await screen.findByText(/It claims to be image\/png/)).toBeTruthy();
  expect(document.querySelector("main iframe, main object, main embed, main script")).toBeNull();
  expect("ran" in window).toBe(false);
});

it("tells what is missing, empty and too large, and saves the last with progress", async () => {
  const { user, twin } = await openPage(PLACE);
  await user.click(await screen.findByRole("treeitem", { name: /The whole test/ }));
  await user.click(file(/video\.webm/));
  expect(await screen.findByText(/gone from the server/)).toBeTruthy();
  await user.click(file(/stderr\.txt/));
  expect(await screen.findByText("This file is empty.")).toBeTruthy();
  await user.click(file(/heap\.hprof/));
  expect(await screen.findByText(/too large to be fetched unasked/)).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Save as…" }));
  await waitFor(() => expect(asked(twin, "save_evidence")).toHaveLength(1));
  expect(await screen.findByText(/^Saved as /)).toBeTruthy();
});

it("hands a trace to its program and names the command", async () => {
  const { user, twin } = await openPage(PLACE);
  await user.click(await screen.findByRole("button", { name: /trace\.zip/ }));
  await user.click(await screen.findByRole("button", { name: "Open with its program" }));
  expect(asked(twin, "open_evidence")).toEqual([[70, "result-trace.zip"]]);
  expect(screen.getByText(/npx playwright show-trace/)).toBeTruthy();
});

it("tells the past by variant, since when it fails, and whose verdict it is", async () => {
  const { user } = await openPage(PLACE);
  const past = within(await screen.findByRole("region", { name: "Last results of this test" }));
  expect(await past.findByText(/Fails since Nightly/)).toBeTruthy();
  expect(past.getByText("Flaky according to the server.")).toBeTruthy();
  expect(past.getByText(/Not flaky by the server's rule, counted here/)).toBeTruthy();
  const own = within(past.getByRole("list", { name: /staging-2 · card = saved/ }));
  const here = own.getByRole("link", { current: "page" });
  here.focus();
  await user.keyboard("{ArrowLeft}");
  expect(document.activeElement).not.toBe(here);
  await user.keyboard("{Enter}");
  await waitFor(() => expect(window.location.hash).toBe("#/runs/101/result/69"));
  expect(past.getByText("The browser did not start in 30 s", { selector: ".words" })).toBeTruthy();
});

it("opens what is kept without the server, and says what is not", async () => {
  const { user } = await openPage(PLACE, { kind: "offline" });
  await user.click(await screen.findByRole("treeitem", { name: /Before the test/ }));
  expect(await screen.findByText("This file is not kept on this computer")).toBeTruthy();
  await user.click(screen.getByRole("treeitem", { name: /Put two books/ }));
  expect(await screen.findByRole("group", { name: "Text of the file" })).toBeTruthy();
});

describe.each([
  ["en", "light"],
  ["ru", "dark"],
] as const)("in %s, %s", (language, theme) => {
  it("has no accessibility fault with any kind of file", async () => {
    const { user } = await openPage(PLACE, { language, theme });
    for (const [step, files] of [
      [/Confirm the amount/, [/screenshot\.png/, /console\.log/, /trace\.zip/]],
      [/Put two books/, [/response\.json/, /network\.har/]],
      [/The whole test|Тест целиком/, [/photo\.png/, /video\.webm/, /stderr\.txt/, /heap\.hprof/]],
    ] as const) {
      await user.click(await screen.findByRole("treeitem", { name: step }));
      for (const name of files) {
        await user.click(screen.getByRole("button", { name }));
        await waitFor(() => expect(document.querySelector(".skeleton")).toBeNull());
        await expectAccessible();
      }
    }
  });
});

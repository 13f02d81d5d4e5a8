import { screen, waitFor, within } from "@testing-library/svelte";
import { userEvent } from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { RunView, TestView } from "$lib/host";
import { testsOf } from "$lib/host/twin/details";
import { activeOf, finishedOf } from "$lib/host/twin/runs";
import { scenario } from "$lib/host/twin/scenario";
import { useHost } from "$lib/host";
import { faultsOfAxe, onScreen, type Twin } from "$lib/testing/screen";
import { grouping } from "./grouping.svelte";
import RunPage from "./RunPage.svelte";

beforeEach(() => {
  grouping.current = "suite";
});

const asked = (twin: Twin, command: Twin["calls"][number]["command"]) =>
  twin.calls.filter((call) => call.command === command).map(({ values }) => values);

/** What the page puts into the clipboard. */
function copies(twin: Twin): string[] {
  const copied: string[] = [];
  vi.spyOn(twin, "copy").mockImplementation(async (text) => void copied.push(await text));
  useHost(twin);
  return copied;
}

const failures = () => screen.findByRole("region", { name: "Failed tests" });
const first = async () => within(await failures()).findByRole("button", { name: /Pays with a saved card/ });

describe("what failed", () => {
  it("comes before all else, failed before broken, each with its message", async () => {
    onScreen(RunPage, { id: 101 });
    const parts = within(await failures());
    await first();
    expect(parts.getAllByRole("heading", { level: 3 }).map(({ textContent }) => textContent?.trim())).toEqual([
      expect.stringMatching(/^Failed\s+5$/),
      expect.stringMatching(/^Broken\s+1$/),
    ]);
    expect(parts.getAllByText(/^Expected condition failed/)).toHaveLength(6);
    const headings = screen.getAllByRole("heading", { level: 2 }).map(({ textContent }) => textContent?.trim());
    expect(headings.slice(0, 3)).toEqual([
      "Failed tests",
      "Since the previous run",
      expect.stringMatching(/^Other tests/),
    ]);
  });

  it("stays in that order whatever the order of the answer", async () => {
    const { twin } = onScreen(RunPage, { id: 101 });
    const read = twin.commands.run_tests;
    twin.commands.run_tests = async (query) => {
      const page = await read(query);
      return { ...page, items: page.items.reverse() };
    };
    twin.tell({ event: "run_changed", run: finishedOf(scenario())[1]! });
    await waitFor(async () => {
      const [row] = within(await failures()).getAllByRole("button", { expanded: false });
      expect(row?.textContent).not.toContain("Pays with a saved card");
    });
    const [failed] = within(await failures()).getAllByRole("heading", { level: 3 });
    expect(failed?.textContent).toMatch(/Failed/);
  });

  it("is told once for all tests in which it went wrong alike, and read when it is opened", async () => {
    grouping.current = "message";
    const { twin } = onScreen(RunPage, { id: 101 });
    const group = await within(await failures()).findByRole("group", { name: /^Expected condition failed/ });
    const head = within(group).getByRole("button", { name: /^Expected condition failed/, expanded: true });
    expect(head.textContent).toMatch(/5 failed · 1 broken/);
    expect(head.textContent).toMatch(/also in 2 earlier runs, since /);
    expect(await within(group).findAllByRole("listitem")).toHaveLength(6);
    const of = (asked: unknown) => asked as { group: string | null; source: string };
    expect(asked(twin, "run_tests").map(([query]) => of(query).group)).toContain("0a1b2c3d4e5f6071");
    await userEvent.click(head);
    expect(within(group).queryByRole("listitem")).toBeNull();
    expect(head.textContent).toContain("Pays with a saved card");
  });

  it("shows what was kept until the server answers, and when it does not", async () => {
    grouping.current = "message";
    const { twin } = onScreen(RunPage, { id: 101 });
    const read = twin.commands.failure_groups;
    twin.commands.failure_groups = (runId, text, source) =>
      source === "kept" ? read(runId, text, source) : new Promise(() => undefined);
    const group = await within(await failures()).findByRole("group", { name: /^Expected condition failed/ });
    await within(group).findAllByRole("listitem");
    const of = (asked: unknown) => (asked as { source: string }).source;
    expect(asked(twin, "run_tests").map(([query]) => of(query))).toContain("kept");
  });

  it("keeps the focus on a test while the server's groups take the place of what was kept", async () => {
    grouping.current = "message";
    const { twin } = onScreen(RunPage, { id: 101 });
    const { failure_groups: groups, run_tests: tests } = twin.commands;
    let answer = (): void => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    twin.commands.failure_groups = async (runId, text, source) => {
      if (source === "server") await answered;
      return groups(runId, text, source);
    };
    const asked = vi.fn();
    twin.commands.run_tests = async (query) => {
      if (query.group === null || query.source === "kept") return tests(query);
      asked();
      return new Promise(() => undefined);
    };
    const group = await within(await failures()).findByRole("group", { name: /^Expected condition failed/ });
    const item = (await within(group).findAllByRole("listitem"))[0]!;
    const row = within(item).getByRole("button", { expanded: false });
    row.focus();
    answer();
    await waitFor(() => expect(asked).toHaveBeenCalled());
    expect(document.activeElement).toBe(row);
  });

  it("keeps the group open in which the focus is, whatever comes before it later", async () => {
    grouping.current = "message";
    const { twin } = onScreen(RunPage, { id: 101 });
    const { failure_groups: groups } = twin.commands;
    let answer = (): void => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    twin.commands.failure_groups = async (runId, text, source) => {
      const found = await groups(runId, text, source);
      if (source === "kept" || !found) return found;
      await answered;
      const [first] = found.groups;
      const more = { ...first!, key: "more", label: "Connection refused", failed: 30 };
      return { ...found, groups: [more, ...found.groups] };
    };
    const group = await within(await failures()).findByRole("group", { name: /^Expected condition failed/ });
    const item = (await within(group).findAllByRole("listitem"))[0]!;
    const row = within(item).getByRole("button", { expanded: false });
    row.focus();
    answer();
    await screen.findByRole("group", { name: "Connection refused" });
    expect(document.activeElement).toBe(row);
  });

  it("is grouped by suite or by message, and the choice stays", async () => {
    const { unmount } = onScreen(RunPage, { id: 101 });
    await first();
    const suite = screen.getAllByRole("group", { name: "com.example.checkout.PaymentTest" });
    expect(suite[0]?.textContent).toContain("5 tests");
    await userEvent.click(screen.getByRole("button", { name: "By message", pressed: false }));
    const message = screen.getAllByRole("group", { name: /^Expected condition failed/ });
    // The head of the group says it for all.
    expect(within(message[0]!).getAllByText(/^Expected condition failed/)).toHaveLength(1);
    unmount();
    onScreen(RunPage, { id: 101 });
    await first();
    expect(screen.getByRole("button", { name: "By message", pressed: true })).toBeTruthy();
    expect(await faultsOfAxe()).toEqual([]);
  });

  it("is gone through with j and k, unfolded with Space and the arrows, and copied with c", async () => {
    const { twin } = onScreen(RunPage, { id: 101 });
    const copied = copies(twin);
    const row = await first();
    await userEvent.keyboard("jjk");
    expect(document.activeElement).toBe(row);
    await userEvent.keyboard("c");
    expect(await screen.findByText("Failure copied")).toBeTruthy();
    expect(copied[0]).toMatch(/^Pays with a saved card\n\nExpected condition[^]*\n\norg.openqa[^]*PaymentPage.java:41/);
    await userEvent.keyboard(" ");
    expect(row.getAttribute("aria-expanded")).toBe("true");
    expect(await screen.findByRole("group", { name: "Message" })).toBeTruthy();
    await userEvent.keyboard("{ArrowLeft}");
    expect(row.getAttribute("aria-expanded")).toBe("false");
    await userEvent.keyboard("{ArrowRight}");
    expect(row.getAttribute("aria-expanded")).toBe("true");
  });

  it("are grouped as on the server, with its categories", async () => {
    const { twin } = onScreen(RunPage, { id: 101 });
    await first();
    await userEvent.click(screen.getByRole("button", { name: "As on the server", pressed: false }));
    const group = (await screen.findAllByRole("group", { name: /^Expected condition failed/ }))[0]!;
    expect(within(group).getByText("Product defects")).toBeTruthy();
    await waitFor(() =>
      expect(asked(twin, "run_tests").at(-1)).toEqual([expect.objectContaining({ group: "server-0a1b2c3d4e5f6071" })]),
    );
    expect(await faultsOfAxe()).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "By suite" }));
  });

  it("opens the result of a test with Enter", async () => {
    onScreen(RunPage, { id: 101 });
    await first();
    await userEvent.keyboard("jj{Enter}");
    const id = document.activeElement?.closest("[data-test]")?.getAttribute("data-test");
    await waitFor(() => expect(window.location.hash).toBe(`#/runs/101/result/${id}`));
  });

  it("shows a trace in whole lines, with the frames of frameworks folded, and copies all of it", async () => {
    const { twin } = onScreen(RunPage, { id: 101 });
    const copied = copies(twin);
    await userEvent.click(await first());
    const trace = screen.getByRole("group", { name: "Trace" });
    const folded = within(trace).getByText("2 framework lines");
    const details = folded.closest("details")!;
    expect([details.open, details.textContent]).toEqual([false, expect.stringContaining("WebDriverWait.java:95")]);
    expect(details.textContent).not.toContain("PaymentPage");
    await userEvent.click(folded);
    expect(details.open).toBe(true);
    await userEvent.click(screen.getByRole("button", { name: "Copy: Trace" }));
    await waitFor(() => expect(copied[0]).toContain("WebDriverWait.java:95"));
    await userEvent.click(within(await failures()).getByRole("button", { name: /Refund is shown/ }));
    expect(await faultsOfAxe()).toEqual([]);
  });

  it("is narrowed by words, and so are the other tests", async () => {
    const { twin } = onScreen(RunPage, { id: 101 });
    await first();
    await userEvent.click(screen.getByRole("button", { name: /^Other tests/, expanded: false }));
    await userEvent.type(screen.getByRole("searchbox", { name: "Search tests" }), "refund");
    const list = within(await failures());
    await waitFor(() => expect(list.queryByRole("button", { name: /Pays with a saved card/ })).toBeNull());
    expect(list.getByRole("button", { name: /Refund is shown/ })).toBeTruthy();
    const texts = asked(twin, "run_tests").map(([query]) => (query as { text: string }).text);
    expect(texts.filter((text) => text === "refund")).toHaveLength(2);
  });
});

describe("before anything failed", () => {
  const running = (counts: Partial<RunView["counts"]>) => {
    const nothing = { passed: 0, failed: 0, broken: 0, skipped: 0, unknown: 0, in_progress: 0 };
    const run = { ...activeOf(scenario())[0]!, counts: { ...nothing, ...counts } };
    const { twin } = onScreen(RunPage, { id: run.id });
    const details = twin.commands.run_details;
    twin.commands.run_details = async (id) => ({ ...(await details(id)), run });
    twin.commands.run_tests = (query) => Promise.resolve(testsOf(scenario(), run, query));
    twin.tell({ event: "run_changed", run });
  };

  it("says that no result has come, and claims nothing of failures", async () => {
    running({});
    expect(await screen.findByText(/^No result has come yet/)).toBeTruthy();
    expect(screen.getByText("No results yet")).toBeTruthy();
    expect(screen.queryByText(/No failed tests/)).toBeNull();
  });

  it("says so while tests go on without a result too", async () => {
    running({ in_progress: 8 });
    expect(await screen.findByText(/^No result has come yet/)).toBeTruthy();
    expect(screen.getByText("0 of 240 results")).toBeTruthy();
  });

  it("says among how many results there is none, without the tick of an end", async () => {
    running({ passed: 6, in_progress: 2 });
    expect(await screen.findByText("No failed tests among 6 results so far")).toBeTruthy();
  });
});

describe("the totals", () => {
  it("stand in one line, and call the pass rate by its name", async () => {
    const { unmount } = onScreen(RunPage, { id: 1 });
    const head = await screen.findByRole("region", { name: "Results" });
    expect(within(head).getByText("192 of 280 results")).toBeTruthy();
    expect(within(head).getByText("pass rate so far 95%")).toBeTruthy();
    expect(within(head).getByText("Failed").textContent).toMatch(/^Failed\s+3$/);
    expect(screen.queryByRole("table")).toBeNull();
    unmount();
    onScreen(RunPage, { id: 100 });
    expect(await screen.findByText("267 results")).toBeTruthy();
    expect(screen.getByText("pass rate 97%")).toBeTruthy();
  });
});

describe("nothing moves", () => {
  it("in the head while a run goes on: every line has its place from the first moment", async () => {
    const lines = async (id: number) => {
      const { unmount } = onScreen(RunPage, { id }, { kind: "many" });
      const { children } = await screen.findByRole("region", { name: "Results" });
      const places = [...children].map(({ className }) => className.replace(/ ?svelte-\S+/gu, ""));
      unmount();
      return places;
    };
    expect(await lines(5)).toEqual(["state", "where", "wait", "totals"]);
    expect(await lines(1)).toEqual(await lines(5));
  });

  it("away from the content that it acts upon: the tools end where it ends", async () => {
    onScreen(RunPage, { id: 101 });
    await first();
    const widths = [".bar", ".content"].map((part) => document.querySelector<HTMLElement>(part)!.style.maxWidth);
    expect(widths).toEqual(["1360px", "1360px"]);
  });
});

describe("the other tests", () => {
  const other = (expanded: boolean) => screen.findByRole("button", { name: /^Other tests/, expanded });

  it("are a tree of suites, folded while there are failures", async () => {
    const { twin } = onScreen(RunPage, { id: 101 });
    await userEvent.click(await other(false));
    const suite = await screen.findByRole("button", { name: /^com\.example\.checkout\.PaymentTest/, expanded: false });
    suite.focus();
    await userEvent.keyboard("{ArrowRight}");
    expect(suite.getAttribute("aria-expanded")).toBe("true");
    expect(screen.getAllByLabelText("Passed").length).toBeGreaterThan(200);
    await userEvent.keyboard("{ArrowLeft}");
    expect(suite.getAttribute("aria-expanded")).toBe("false");
    await userEvent.click(screen.getByRole("button", { name: "Skipped", pressed: false }));
    await waitFor(() =>
      expect(asked(twin, "run_tests").at(-1)).toEqual([expect.objectContaining({ statuses: ["skipped"] })]),
    );
    expect(await faultsOfAxe()).toEqual([]);
  });

  it("are unfolded where nothing failed", async () => {
    onScreen(RunPage, { id: 100 });
    await other(true);
    expect(await screen.findByText("No failed tests")).toBeTruthy();
  });
});

describe("the summary", () => {
  it.each([
    ["Copy the summary as Markdown", /^❌ \*\*Failed: /],
    ["Copy the summary for Slack", /^❌ \*Failed: /],
    ["Copy the summary for Jira", /\{\{Expected condition failed/],
  ])("is copied with “%s”, with the failed tests first", async (item, text) => {
    const { twin } = onScreen(RunPage, { id: 101 });
    const copied = copies(twin);
    (await screen.findByRole("button", { name: "Copy the summary" })).focus();
    await userEvent.keyboard("{Enter}");
    await userEvent.click(await screen.findByText(item, { selector: ".menu-item > span" }));
    expect(await screen.findByText("Summary copied")).toBeTruthy();
    expect(copied[0]).toMatch(text);
    expect(copied[0]).toContain("Pays with a saved card");
  });

  it("says why it could not be copied", async () => {
    const { twin } = onScreen(RunPage, { id: 101 });
    await first();
    twin.failNext("run_tests");
    (await screen.findByRole("button", { name: "More actions" })).focus();
    await userEvent.keyboard("{Enter}");
    await userEvent.click(await screen.findByText("Copy the summary for Slack", { selector: ".menu-item > span" }));
    expect(await screen.findByText("The server does not answer")).toBeTruthy();
  });
});

it("marks as read what the inbox says of the run that is on screen", async () => {
  const { twin } = onScreen(RunPage, { id: 101 });
  const { items } = await twin.commands.inbox(0, 100);
  const [about] = items.filter(({ read, place }) => !read && place?.place === "run" && place.id === 101);
  await waitFor(() => expect(asked(twin, "mark_read")).toEqual([[[about?.id]]]));
  expect((await twin.commands.inbox(0, 100)).items.find(({ id }) => id === about?.id)?.read).toBe(true);
});

// The twin's finished runs, so that a change there is seen here.
it("has the runs that these tests are about", () => {
  const [passed, failed] = finishedOf(scenario());
  expect([passed?.outcome, failed?.outcome]).toEqual(["passed", "failed"]);
  const tests: TestView[] = testsOf(scenario(), failed!, {
    run_id: 101,
    statuses: ["failed", "broken"],
    text: "",
    offset: 0,
    limit: 500,
  }).items;
  expect(tests.map(({ status }) => status).filter((status) => status === "broken")).toHaveLength(1);
});

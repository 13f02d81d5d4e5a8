import { screen, waitFor, within } from "@testing-library/svelte";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { faultsOfAxe, onScreen, type Twin } from "$lib/testing/screen";
import { activeOf } from "$lib/host/twin/runs";
import { scenario } from "$lib/host/twin/scenario";
import { said } from "$lib/say.svelte";
import Confirm from "./Confirm.svelte";
import RunPage from "./RunPage.svelte";
import RunsPage from "./RunsPage.svelte";

const asked = (twin: Twin, command: Twin["calls"][number]["command"]) =>
  twin.calls.filter((call) => call.command === command).map(({ values }) => values);

describe.each([
  ["en", "light"],
  ["ru", "dark"],
] as const)("in %s, %s", (language, theme) => {
  it("Runs has nothing that axe finds wrong", async () => {
    onScreen(RunsPage, {}, { kind: "many", language, theme });
    await screen.findAllByRole("article");
    expect(await faultsOfAxe()).toEqual([]);
  });

  it.each([1, 4, 101])("the page of run %i has nothing that axe finds wrong", async (id) => {
    onScreen(RunPage, { id }, { kind: "many", language, theme });
    await screen.findByRole("heading", { level: 2, name: language === "ru" ? "Ход прогона" : "Timeline" });
    expect(await faultsOfAxe()).toEqual([]);
  });
});

describe("what is on screen", () => {
  it("is looked at closely while it goes on", async () => {
    const { twin } = onScreen(RunPage, { id: 1 });
    await waitFor(() => expect(asked(twin, "look_closely")).toEqual([[[1]]]));
  });

  it("is not when it is over", async () => {
    const { twin } = onScreen(RunPage, { id: 101 });
    await screen.findByRole("heading", { level: 2, name: "Timeline" });
    expect(asked(twin, "look_closely")).toEqual([]);
  });

  it("says so for the most urgent of many", async () => {
    const { twin } = onScreen(RunsPage, {}, { kind: "many" });
    await waitFor(() => expect(asked(twin, "look_closely")).toHaveLength(1));
    expect((asked(twin, "look_closely")[0]![0] as number[]).length).toBeLessThanOrEqual(4);
  });
});

describe("the Runs screen", () => {
  it("shows what goes on with its bar in words, and moves with events without another read", async () => {
    const { twin } = onScreen(RunsPage, {});
    const bar = await screen.findByRole("img", { name: /^192 of 280 results: failed 3, broken 1, passed 182/ });
    const [run] = await twin.commands.active_runs();
    const reads = asked(twin, "active_runs").length;
    twin.tell({ event: "run_changed", run: { ...run!, counts: { ...run!.counts, passed: 183, in_progress: 87 } } });
    await waitFor(() => expect(bar.getAttribute("aria-label")).toMatch(/^193 of 280/));
    expect(asked(twin, "active_runs")).toHaveLength(reads);
    expect(said.spoken).toBe("");
  });

  it("tells screen readers of the first failure", async () => {
    const { twin } = onScreen(RunsPage, {});
    await screen.findByRole("img", { name: /^413 of 417/ });
    const run = (await twin.commands.active_runs()).find(({ id }) => id === 3)!;
    twin.tell({ event: "run_changed", run: { ...run, stalled: false } });
    await waitFor(() => expect(said.spoken).not.toBe(""));
    twin.tell({ event: "run_changed", run: { ...run, stalled: false, counts: { ...run.counts, failed: 1 } } });
    await waitFor(() => expect(said.spoken).toMatch(/1 test failed$/));
  });

  it("narrows the history by words, outcome and project, and takes the filters back", async () => {
    const { twin } = onScreen(RunsPage, {});
    await screen.findByText("12 runs");
    await userEvent.click(screen.getByRole("button", { name: "Failed" }));
    await userEvent.selectOptions(await screen.findByRole("combobox", { name: "Project" }), "2");
    await userEvent.type(screen.getByRole("searchbox", { name: "Search the history" }), "zzz");
    expect(await screen.findByText("No run matches these filters")).toBeTruthy();
    expect(asked(twin, "history").at(-1)).toEqual([
      expect.objectContaining({ text: "zzz", outcomes: ["failed"], project_id: 2, offset: 0 }),
    ]);
    await userEvent.click(screen.getAllByRole("button", { name: "Clear the filters" })[0]!);
    expect(await screen.findByText("12 runs")).toBeTruthy();
  });

  it("moves through the runs with j and k", async () => {
    onScreen(RunsPage, {});
    // The schedules below them are articles too, and may be there first.
    const running = await screen.findByRole("region", { name: /^Running now/ });
    const [first] = await within(running).findAllByRole("article");
    await userEvent.keyboard("jj");
    await userEvent.keyboard("k");
    expect(document.activeElement).toBe(within(first!).getByRole("link"));
  });

  it("says that nothing runs, and never shows a failure as emptiness", async () => {
    const { unmount } = onScreen(RunsPage, {}, { kind: "empty" });
    expect(await screen.findByText("Nothing is running")).toBeTruthy();
    unmount();
    onScreen(RunsPage, {}, { kind: "error" });
    expect((await screen.findAllByRole("alert")).length).toBeGreaterThan(0);
    expect(screen.queryByText("Nothing is running")).toBeNull();
    expect(screen.queryByText("No finished runs yet")).toBeNull();
  });

  it("says once what keeps both lists from being read, and reads both again", async () => {
    const { twin } = onScreen(RunsPage, {}, { kind: "error" });
    await waitFor(() => expect(document.querySelector(".skeleton")).toBeNull());
    expect(screen.getAllByRole("alert")).toHaveLength(1);
    const before = asked(twin, "history").length;
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(asked(twin, "history").length).toBeGreaterThan(before));
  });

  it("follows a launch found by name, or by its pasted address", async () => {
    const { twin } = onScreen(RunsPage, {});
    await userEvent.click(await screen.findByRole("button", { name: "Follow a launch…" }));
    const search = await screen.findByRole("searchbox", { name: /^Launch name/ });
    await screen.findByRole("button", { name: "Follow: Nightly 2.18" });
    expect(await faultsOfAxe()).toEqual([]);
    await userEvent.type(search, "https://testops.example.com/launch/777{Enter}");
    await waitFor(() => expect(asked(twin, "follow")).toEqual([[1, 777]]));
    await waitFor(() => expect(window.location.hash).toMatch(/^#\/runs\//));
  });
});

describe("a run's page", () => {
  it("says that there is no Stop and offers the CI build", async () => {
    const { twin } = onScreen(RunPage, { id: 1 });
    expect(await screen.findByText(/no way to stop a launch/)).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Open the CI build" }));
    expect(asked(twin, "open_ci_build")).toHaveLength(1);
  });

  it("closes only after it was confirmed, and says what that means", async () => {
    const run = activeOf(scenario())[0]!;
    const { twin } = onScreen(Confirm, { run, asking: "close" });
    const dialog = await screen.findByRole("dialog", { name: "Close the launch?" });
    expect(dialog.textContent).toContain("The CI build is not stopped");
    expect(await faultsOfAxe()).toEqual([]);
    expect(asked(twin, "close_launch")).toHaveLength(0);
    await userEvent.click(within(dialog).getByRole("button", { name: "Close the launch" }));
    await waitFor(() => expect(asked(twin, "close_launch")).toEqual([[expect.any(String), run.id]]));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("asks for a rerun without a question, and says why it was not asked for", async () => {
    const { twin } = onScreen(RunPage, { id: 101 });
    twin.failNext("rerun_failed");
    await userEvent.click(await screen.findByRole("button", { name: "Rerun failed" }));
    await waitFor(() => expect(said.toasts.some(({ tone }) => tone === "failed")).toBe(true));
    await userEvent.click(screen.getByRole("button", { name: "Rerun failed" }));
    expect(screen.queryByRole("dialog")).toBeNull();
    await waitFor(() => expect(screen.queryByRole("button", { name: "Rerun failed" })).toBeNull());
    expect(asked(twin, "rerun_failed")).toHaveLength(2);
  });

  it("repeats once", async () => {
    const { twin } = onScreen(RunPage, { id: 101 });
    const answer = twin.hold("repeat");
    await userEvent.dblClick(await screen.findByRole("button", { name: "Repeat" }));
    answer();
    await waitFor(() => expect(window.location.hash).toMatch(/^#\/runs\/5\d+$/));
    expect(asked(twin, "repeat")).toEqual([[expect.any(String), 101]]);
  });

  it("opens what is new since the previous run", async () => {
    onScreen(RunPage, { id: 101 });
    const summary = (await screen.findByText("Newly failed")).closest("details");
    expect(summary?.open).toBe(false);
    await userEvent.click(screen.getByText("Newly failed"));
    expect(summary?.open).toBe(true);
  });

  it("asks the person about a launch whose fate cannot be told", async () => {
    const { twin } = onScreen(RunPage, { id: 4 }, { kind: "many" });
    const fate = await screen.findByRole("region", { name: "Did this launch start?" });
    await userEvent.click(within(fate).getByRole("button", { name: /^This is it: / }));
    await waitFor(() => expect(asked(twin, "answer_fate")[0]?.[1]).toMatchObject({ answer: "adopt" }));
    await waitFor(() => expect(screen.queryByRole("region", { name: "Did this launch start?" })).toBeNull());
  });

  it("says that a run is no longer known", async () => {
    onScreen(RunPage, { id: 999_999 });
    expect(await screen.findByText("This run is no longer known")).toBeTruthy();
  });
});

import { screen, waitFor, within } from "@testing-library/svelte";
import { userEvent } from "@testing-library/user-event";
import { beforeAll, describe, expect, it } from "vitest";
import type { LaunchRequest } from "$lib/host";
import { faultsOfAxe, onScreen, type Twin, withSizes } from "$lib/testing/screen";
import { go } from "$lib/router";
import LaunchPage from "./LaunchPage.svelte";

beforeAll(() => withSizes());

const text = (field: HTMLElement) => (field as HTMLInputElement).value;
const launches = (twin: Twin) =>
  twin.calls.filter(({ command }) => command === "launch").map(({ values }) => values[0] as LaunchRequest);
const form = async (change = {}) => {
  const shown = onScreen(LaunchPage, { projectId: 1, jobId: 100 }, change);
  await screen.findByRole("textbox", { name: "BRANCH" });
  return shown;
};

describe.each([
  ["en", "light"],
  ["ru", "dark"],
] as const)("the Launch screen in %s, %s", (language, theme) => {
  it("has nothing that axe finds wrong", async () => {
    await form({ language, theme });
    await screen.findByRole("list", { name: language === "ru" ? "Джобы" : "Jobs" });
    expect(await faultsOfAxe()).toEqual([]);
  });
});

describe("a form that cannot be read", () => {
  const gone = { code: "not_found", message: "The job is gone", advice: "Choose another.", details: null } as const;

  it("goes when its job is gone from the server", async () => {
    const { twin } = await form();
    twin.failNext("job_form", gone);
    twin.tell({ event: "catalogue_changed" });
    await screen.findByText("The job is gone");
    expect(screen.queryByRole("textbox", { name: "BRANCH" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Launch" })).toBeNull();
  });

  it("says once what keeps it and the jobs from being read", async () => {
    onScreen(LaunchPage, { projectId: 1, jobId: 100 }, { kind: "error" });
    await waitFor(() => expect(document.querySelector(".skeleton")).toBeNull());
    const [projects, form, ...others] = screen.getAllByRole("alert");
    expect(projects && form && others).toEqual([]);
  });
});

describe("the lists", () => {
  it("shows favourites first and finds by typing; arrow down leads into the rows", async () => {
    onScreen(LaunchPage, { projectId: null, jobId: null });
    const favourites = await screen.findByRole("region", { name: "Favourites" });
    expect(within(favourites).getAllByRole("link")).toHaveLength(2);
    await userEvent.type(screen.getByRole("searchbox", { name: "Search projects" }), "platform{ArrowDown}");
    expect(document.activeElement).toBe(screen.getByRole("link", { name: "Platform API" }));
  });

  it("marks a favourite and tells the shell", async () => {
    const { twin } = onScreen(LaunchPage, { projectId: null, jobId: null });
    await screen.findByRole("link", { name: "Storefront" });
    await userEvent.click(screen.getAllByRole("button", { name: "Favourite", pressed: false })[0]!);
    expect(twin.calls).toContainEqual({ command: "set_favourite", values: [expect.any(Number), true] });
  });

  it("draws a few of hundreds of jobs, tells how many there are, and moves by arrows", async () => {
    onScreen(LaunchPage, { projectId: 3, jobId: null }, { kind: "many" });
    const list = await screen.findByRole("list", { name: "Jobs" });
    const rows = await within(list).findAllByRole("link");
    expect(rows.length).toBeLessThan(60);
    expect(within(list).getAllByRole("listitem")[0]?.getAttribute("aria-setsize")).toBe("906");
    rows[0]!.focus();
    await userEvent.keyboard("{ArrowDown}j{ArrowUp}");
    expect(document.activeElement).toBe(rows[1]);
  });

  it("says why a job cannot run, and that a project has no jobs", async () => {
    const { unmount } = onScreen(LaunchPage, { projectId: 1, jobId: null });
    expect(await screen.findByRole("link", { name: /Performance baseline.*switched off/ })).toBeTruthy();
    unmount();
    onScreen(LaunchPage, { projectId: 6, jobId: null });
    expect(await screen.findByText("No jobs in this project")).toBeTruthy();
  });

  it("tells the age of what it shows when the server is away, and a failure with a way to try again", async () => {
    const { unmount } = onScreen(LaunchPage, { projectId: 1, jobId: null }, { kind: "offline" });
    expect((await screen.findAllByText(/could not be asked/)).length).toBeGreaterThan(0);
    unmount();
    onScreen(LaunchPage, { projectId: 1, jobId: null }, { kind: "error" });
    expect((await screen.findAllByRole("button", { name: "Try again" })).length).toBe(2);
  });
});

describe("the form", () => {
  it("launches from any field with Enter, once for a double press, and goes to the run", async () => {
    const { twin } = await form();
    const answer = twin.hold("launch");
    const branch = screen.getByRole("textbox", { name: "BRANCH" });
    await userEvent.clear(branch);
    await userEvent.type(branch, "fix-1{Enter}{Enter}");
    answer();
    await waitFor(() => expect(window.location.hash).toMatch(/^#\/runs\/\d+$/));
    expect(launches(twin)).toHaveLength(1);
    expect(launches(twin)[0]?.values.parameters).toContainEqual({ name: "BRANCH", value: "fix-1" });
    expect(launches(twin)[0]?.key).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("keeps what was typed and its key when the request fails, and the next launch has another key", async () => {
    const { twin } = await form();
    twin.failNext("launch");
    await userEvent.type(screen.getByRole("textbox", { name: "BRANCH" }), "-x{Enter}");
    expect(await screen.findByText("The launch was not sent")).toBeTruthy();
    expect(text(screen.getByRole("textbox", { name: "BRANCH" }))).toBe("main-x");
    await userEvent.click(screen.getByRole("button", { name: "Launch" }));
    await waitFor(() => expect(launches(twin)).toHaveLength(2));
    expect(launches(twin)[1]?.key).toBe(launches(twin)[0]?.key);
  });

  it("keeps what was typed when one goes away and comes back", async () => {
    const { unmount } = await form();
    await userEvent.type(screen.getByRole("textbox", { name: "BRANCH" }), "-kept");
    unmount();
    await form();
    expect(text(screen.getByRole("textbox", { name: "BRANCH" }))).toBe("main-kept");
    await userEvent.click(screen.getByRole("button", { name: "Reset to defaults" }));
    expect(text(screen.getByRole("textbox", { name: "BRANCH" }))).toBe("main");
  });

  it("puts a fault beside its field and the focus into it", async () => {
    await form();
    const name = screen.getByRole("textbox", { name: "Launch name" });
    await userEvent.clear(name);
    await userEvent.click(screen.getByRole("button", { name: "Launch" }));
    await waitFor(() => expect(document.getElementById("field-name-fault")?.textContent).toContain("1 to 255"));
    expect(name.getAttribute("aria-describedby")).toContain("field-name-fault");
    expect(document.activeElement).toBe(name);
    expect(name.getAttribute("aria-invalid")).toBe("true");
    expect(await faultsOfAxe()).toEqual([]);
  });

  it("takes the last value with Alt+L, all of them with one press, and goes back to the default", async () => {
    await form();
    const branch = screen.getByRole("textbox", { name: "BRANCH" });
    expect(screen.queryByText("Default: main")).toBeNull();
    await userEvent.type(branch, "{Alt>}l{/Alt}");
    expect(text(branch)).toBe("release/4.18");
    await userEvent.click(screen.getByRole("button", { name: "Default: main" }));
    expect(text(branch)).toBe("main");
    await userEvent.click(screen.getByRole("button", { name: "Use all last values" }));
    expect(text(branch)).toBe("release/4.18");
    await userEvent.click(screen.getByRole("button", { name: "Reset to defaults" }));
  });

  it("adds tags with Enter and from suggestions without launching", async () => {
    const { twin } = await form();
    const tags = screen.getByRole("combobox", { name: "Tags" });
    await userEvent.type(tags, "own{Enter}nigh");
    await screen.findByRole("option", { name: "nightly" });
    await userEvent.keyboard("{ArrowDown}{Enter}");
    expect(screen.getByRole("button", { name: "Remove the tag own" })).toBeTruthy();
    expect(screen.getByRole("button", { name: "Remove the tag nightly" })).toBeTruthy();
    expect(launches(twin)).toHaveLength(0);
    await userEvent.keyboard("{Enter}");
    await waitFor(() => expect(launches(twin)[0]?.values.tags).toEqual(["own", "nightly"]));
  });

  it("saves a preset and asks before it replaces one", async () => {
    const { twin } = await form();
    await userEvent.click(screen.getByRole("button", { name: "Save as preset…" }));
    const name = await screen.findByRole("textbox", { name: "Preset name" });
    await waitFor(() => expect(document.activeElement).toBe(name));
    await userEvent.clear(name);
    await userEvent.type(name, "Release candidate");
    expect(screen.getByRole("button", { name: "Replace" })).toBeTruthy();
    await userEvent.clear(name);
    await userEvent.type(name, "Mine{Enter}");
    expect(await screen.findByRole("button", { name: "Mine" })).toBeTruthy();
    expect(launches(twin)).toHaveLength(0);
  });
});

it("leaves a person where they went while a launch was sent, with a way to the run", async () => {
  const { twin } = await form();
  const answer = twin.hold("launch");
  await userEvent.type(screen.getByRole("textbox", { name: "BRANCH" }), "{Enter}");
  go({ place: "inbox" });
  await waitFor(() => expect(launches(twin)).toHaveLength(1));
  answer();
  const open = await screen.findByRole("button", { name: "Open the run" });
  expect(window.location.hash).toBe("#/inbox");
  await userEvent.click(open);
  expect(window.location.hash).toMatch(/^#\/runs\/\d+$/);
});

it("repeats the run that stood beside the button", async () => {
  const { twin } = onScreen(LaunchPage, { projectId: null, jobId: null });
  const repeat = await screen.findByRole("button", { name: "Repeat the last one" });
  const [last] = await twin.commands.recent_jobs();
  expect(screen.getByText(last!.job_name, { selector: ".job" })).toBeTruthy();
  // The shell knows a newer one, and has not said so yet.
  const jobs = await twin.commands.recent_jobs();
  twin.commands.recent_jobs = () => Promise.resolve([{ ...jobs[1]!, last_run_id: 999 }, ...jobs]);
  await userEvent.click(repeat);
  await waitFor(() =>
    expect(twin.calls.filter(({ command }) => command === "repeat").map(({ values }) => values[1])).toEqual([
      last!.last_run_id,
    ]),
  );
});

it("repeats the last launch with one click", async () => {
  const { twin } = onScreen(LaunchPage, { projectId: null, jobId: null });
  await userEvent.click(await screen.findByRole("button", { name: "Repeat the last one" }));
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/runs\/\d+$/));
  expect(twin.calls.filter(({ command }) => command === "repeat")).toHaveLength(1);
});

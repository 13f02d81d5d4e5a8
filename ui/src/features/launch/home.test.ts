import { screen, waitFor, within } from "@testing-library/svelte";
import { userEvent } from "@testing-library/user-event";
import { beforeAll, describe, expect, it } from "vitest";
import type { JobResult, LaunchRequest, PinnedJob, ProjectResults } from "$lib/host";
import { asked, openPage } from "$lib/testing";
import { faultsOfAxe, onScreen, type Twin, withSizes } from "$lib/testing/screen";
import LaunchPage from "./LaunchPage.svelte";
import { launchedLately } from "./home/job";

beforeAll(() => withSizes());

const home = (change = {}) => onScreen(LaunchPage, { projectId: null, jobId: null }, change);
const region = (name: string) => screen.findByRole("region", { name });
const rows = (part: HTMLElement) =>
  within(part)
    .getAllByRole("listitem")
    .filter((one) => one.querySelector("[data-row]"));
const launches = (twin: Twin) => asked(twin, "launch").map(([request]) => request as LaunchRequest);

describe.each([
  ["en", "light"],
  ["ru", "dark"],
] as const)("Launch before a project is picked, in %s, %s", (language, theme) => {
  it("has nothing that axe finds wrong", async () => {
    home({ language, theme });
    const recent = await region(language === "ru" ? "Недавние" : "Recent");
    await within(recent).findAllByRole("img");
    expect(await faultsOfAxe()).toEqual([]);
  });
});

describe("jobs at hand", () => {
  it("shows pinned and recent jobs with the strip of their last results, whoever launched them", async () => {
    const { twin } = home();
    const pinned = await region("Pinned");
    const strip = await within(rows(pinned)[0]!).findByRole("list", { name: "Last results of Smoke on staging" });
    await waitFor(() => expect(within(strip).getAllByRole("img").length).toBeGreaterThan(5));
    expect(within(strip).getAllByRole("img", { name: /^Failed, .*ago/ }).length).toBeGreaterThan(0);
    expect(
      within(pinned)
        .getByRole("link", { name: /Smoke on staging Checkout/ })
        .getAttribute("href"),
    ).toBe("#/launch/1/101");
    const recent = await region("Recent");
    const names = rows(recent).map((row) => row.querySelector("[data-row]")?.textContent);
    expect(names.length).toBeGreaterThan(0);
    expect(names.join()).not.toContain("Smoke on stagingCheckout");
    expect(asked(twin, "job_results").some(([, ask]) => ask === true)).toBe(true);
  });

  it("shows at once what is known, and keeps the place of what the server tells later", async () => {
    const { twin } = home();
    const jobResults = twin.commands.job_results;
    twin.commands.job_results = (projectId, ask) => (ask ? new Promise(() => undefined) : jobResults(projectId, ask));
    const pinned = await region("Pinned");
    await waitFor(() => expect(within(pinned).getAllByText(/ago|now|Not run from here yet/).length).toBeGreaterThan(0));
    expect(pinned.querySelectorAll(".strip")).toHaveLength(rows(pinned).length);
  });

  it("shows what others launched lately where nothing was launched from here", async () => {
    const { twin } = home();
    twin.commands.recent_jobs = () => Promise.resolve([]);
    twin.commands.pinned_jobs = () => Promise.resolve([]);
    twin.tell({ event: "catalogue_changed" });
    const lately = await region("Launched lately in your projects");
    expect(rows(lately).length).toBeGreaterThan(2);
  });

  it("says of a job without history that it was not launched lately, once the server told its launches", async () => {
    const { twin } = home();
    let heard = false;
    twin.commands.job_results = (project_id, ask) => {
      heard ||= ask;
      return Promise.resolve({ project_id, project_name: "P", heard, jobs: [] });
    };
    const recent = await region("Recent");
    await waitFor(() => expect(within(recent).getAllByText("Not launched lately")).toHaveLength(rows(recent).length));
    expect(within(recent).queryByRole("img")).toBeNull();
  });

  it("says why there is no project, and leads to the connection", async () => {
    home({ kind: "empty" });
    await screen.findByText(/This token sees no projects/);
    expect(screen.queryByText(/Pick a project/)).toBeNull();
    expect(screen.getByRole("link", { name: "Connection settings" }).getAttribute("href")).toBe(
      "#/settings/connection",
    );
    expect(await faultsOfAxe()).toEqual([]);
  });

  it("promises nothing where the server cannot be asked", async () => {
    home({ kind: "error" });
    await waitFor(() => expect(document.querySelector(".skeleton")).toBeNull());
  });

  it("says that a pinned job is gone; it can only be unpinned", async () => {
    const { twin } = home();
    const pinned = await region("Pinned");
    const row = within(pinned).getByText("Smoke of the old shop").closest("li") as HTMLElement;
    expect(within(row).getByText(/no longer on the server/)).toBeTruthy();
    const launch = within(row).getByRole<HTMLButtonElement>("button", { name: "Launch with the last values" });
    expect(launch.disabled).toBe(true);
    await userEvent.click(within(row).getByRole("button", { name: "Unpin" }));
    expect(asked(twin, "pin_job")).toEqual([[77, 7700, false]]);
    await waitFor(() => expect(screen.queryByText("Smoke of the old shop")).toBeNull());
  });
});

describe("a row", () => {
  const first = async (change = {}) => {
    const shown = home(change);
    const pinned = await region("Pinned");
    return { ...shown, row: rows(pinned)[0]!, link: within(rows(pinned)[0]!).getByRole("link") };
  };

  it("launches with the last values at one click, once for a double one, and goes to the run", async () => {
    const { twin, row } = await first();
    const answer = twin.hold("launch");
    await userEvent.dblClick(within(row).getByRole("button", { name: "Launch with the last values" }));
    answer();
    await waitFor(() => expect(window.location.hash).toMatch(/^#\/runs\/\d+$/));
    expect(launches(twin)).toHaveLength(1);
    expect(launches(twin)[0]).toMatchObject({ project_id: 1, job_id: 101, values: { tags: ["regression", "rc"] } });
  });

  it("keeps its key until an answer came", async () => {
    const { twin, row } = await first();
    const launch = () => userEvent.click(within(row).getByRole("button", { name: "Launch with the last values" }));
    twin.failNext("launch");
    await launch();
    await waitFor(() => expect(launches(twin)).toHaveLength(1));
    await launch();
    await waitFor(() => expect(launches(twin)).toHaveLength(2));
    expect(launches(twin)[1]?.key).toBe(launches(twin)[0]?.key);
  });

  it("launches with Ctrl+Enter and pins with P", async () => {
    const { twin, link } = await first();
    link.focus();
    await userEvent.keyboard("p");
    expect(asked(twin, "pin_job")).toEqual([[1, 101, false]]);
    await waitFor(() => expect(screen.queryByRole("link", { name: /Smoke on staging Checkout/ })).toBeNull());
    (await region("Recent")).querySelector<HTMLElement>("[data-row]")!.focus();
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(launches(twin)).toHaveLength(1));
  });

  it("keeps the focus where it goes when it is pinned", async () => {
    home();
    const recent = (await region("Recent")).querySelector<HTMLElement>("[data-row]")!;
    const place = recent.getAttribute("href");
    recent.focus();
    await userEvent.keyboard("p");
    const pinned = await region("Pinned");
    await waitFor(() => expect(pinned.contains(document.activeElement)).toBe(true));
    expect(document.activeElement?.getAttribute("href")).toBe(place);
  });

  it("opens the form", async () => {
    const { row } = await first();
    await userEvent.click(within(row).getByRole("button", { name: "Open the form" }));
    expect(window.location.hash).toBe("#/launch/1/101");
  });
});

it("leads / to the search over everything", async () => {
  const { user } = await openPage("#/launch");
  await region("Pinned");
  await user.keyboard("/");
  expect(document.activeElement).toBe(screen.getByRole("searchbox", { name: "Search all jobs and projects" }));
});

it("says so where a pin is refused", async () => {
  const { twin, user } = await openPage("#/launch");
  const row = rows(await region("Pinned"))[0]!;
  twin.failNext("pin_job");
  await user.click(within(row).getByRole("button", { name: "Unpin" }));
  expect(await screen.findByText(/cannot be reached|does not answer|The server/)).toBeTruthy();
  expect(within(await region("Pinned")).getByRole("link", { name: /Smoke on staging Checkout/ })).toBeTruthy();
});

describe("the search over everything", () => {
  const field = () => screen.getByRole("searchbox", { name: "Search all jobs and projects" });

  it("finds a job of a project that was never opened, and a project, in either layout", async () => {
    const { twin } = home();
    const { items } = await twin.commands.projects(false);
    expect(items.find(({ id }) => id === 5)?.favourite).toBe(false);
    await userEvent.clear(field());
    await userEvent.type(field(), "smoke platform");
    const found = await region("Found");
    await waitFor(() => expect(within(found).getAllByRole("link")[0]?.getAttribute("href")).toBe("#/launch/5/501"));
    await userEvent.keyboard("{ArrowDown}");
    expect(document.activeElement).toBe(within(found).getAllByRole("link")[0]);
    await userEvent.clear(field());
    await userEvent.type(field(), "здфеащкь");
    expect(await within(await region("Found")).findByRole("link", { name: /Platform API Project/ })).toBeTruthy();
    expect(await faultsOfAxe()).toEqual([]);
  });

  it("draws the best of ten thousand jobs of one name and says how many more there are", async () => {
    const { twin } = home();
    const many = Array.from({ length: 10_000 }, (_, id) => ({
      id,
      name: "Nightly",
      ci: "jenkins",
      url: null,
      last_outcome: null,
      last_run_at: null,
      blocked: null,
    }));
    twin.commands.jobs = (projectId) =>
      Promise.resolve({ items: projectId === 1 ? many : [], as_of: new Date().toISOString(), stale: false });
    await userEvent.type(field(), "nightly");
    const found = await region("Found");
    await waitFor(() => expect(within(found).getAllByRole("link")).toHaveLength(50));
    expect(screen.getByText("9950 more. Type on to find them.")).toBeTruthy();
    await userEvent.type(field(), "qqq");
    expect(await screen.findByText("Nothing matches “nightlyqqq”")).toBeTruthy();
  });
});

it("takes names of 300 characters and of right-to-left script", async () => {
  const { twin } = home();
  const long = "Долгая джоба ".repeat(24).slice(0, 300);
  const made = (id: number, name: string): PinnedJob => ({
    project_id: 1,
    project_name: "🧪 מעבדה Lab",
    job_id: id,
    job_name: name,
    ci: "jenkins",
    blocked: null,
  });
  twin.commands.pinned_jobs = () => Promise.resolve([made(1, long), made(2, "בדיקות לילה")]);
  twin.tell({ event: "catalogue_changed" });
  for (const name of [long.trim(), "בדיקות לילה"]) {
    const shown = await screen.findByText(name);
    expect([shown.getAttribute("dir"), shown.title.trim()]).toEqual(["auto", name]);
  }
  expect(await faultsOfAxe()).toEqual([]);
});

it("shows the strips in the jobs of a project too, the pinned ones first", async () => {
  onScreen(LaunchPage, { projectId: 1, jobId: null });
  const list = await screen.findByRole("list", { name: "Jobs" });
  await waitFor(() =>
    expect(within(list).getByRole("list", { name: "Last results of Accessibility sweep" })).toBeTruthy(),
  );
  const pinned = await region("Pinned");
  expect(within(pinned).getByRole("link", { name: /Smoke on staging/ })).toBeTruthy();
  expect(within(list).queryByRole("link", { name: /Smoke on staging/ })).toBeNull();
  expect(within(list).getByRole("link", { name: /Performance baseline.*switched off/ })).toBeTruthy();
  await userEvent.hover(within(list).getByRole("link", { name: /^Regression/ }));
  await userEvent.click(within(list).getByRole("button", { name: "Pin" }));
  expect(await within(pinned).findByRole("link", { name: /^Regression/ })).toBeTruthy();
});

it("shows of jobs launched lately those that are not shown yet, the newest first", () => {
  const result = (at: string): JobResult => ({ launch_id: 1, run_id: null, outcome: "passed", counts: null, at });
  const job = (id: number, at: string) => ({
    job_id: id,
    job_name: `Job ${id}`,
    ci: "",
    results: [result("2026-01-01T00:00:00Z"), result(at)],
    followed_only: false,
  });
  const project = (id: number, jobs: ProjectResults["jobs"]): ProjectResults => ({
    project_id: id,
    project_name: "P",
    heard: true,
    jobs,
  });
  const projects = [
    project(1, [job(1, "2026-02-01T00:00:00Z"), job(2, "2026-02-04T00:00:00Z")]),
    project(2, [job(1, "2026-02-03T00:00:00Z"), job(3, "2026-01-02T00:00:00Z")]),
  ];
  const lately = launchedLately(projects, new Set(["1/2"]), 2);
  expect(lately.map(({ projectId, id }) => [projectId, id])).toEqual([
    [2, 1],
    [1, 1],
  ]);
});

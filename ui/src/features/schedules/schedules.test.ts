import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { asked, expectAccessible, openPage } from "$lib/testing";

const LIST = { name: /^Scheduled launches/ };

it("tells what is launched by itself, what will not be and why, among the runs", async () => {
  await openPage("#/runs");
  const region = await screen.findByRole("region", LIST);
  const names = within(region)
    .getAllByRole("heading", { level: 3 })
    .map((heading) => heading.textContent?.trim());
  expect(names).toEqual(["Nightly regression", "Smoke before the day begins", "Weekly load test", "Contract tests"]);
  within(region).getByText("The job no longer has REGION. Open it and save it with new values.");
  within(region).getByText("2 due times passed while the program was off.");
  within(region).getByRole("link", { name: /^Launched, due / });
  await expectAccessible(region);
});

it("keeps a launch that did not happen until somebody has seen it", async () => {
  const { twin, user } = await openPage("#/runs");
  await screen.findByText("The server did not answer");
  await user.click(screen.getByRole("button", { name: "Mark as seen" }));
  await waitFor(() => expect(screen.queryByText("The server did not answer")).toBeNull());
  expect(asked(twin, "see_schedule")).toEqual([[4]]);
});

it("is not there while nothing is scheduled", async () => {
  await openPage("#/runs", { kind: "empty" });
  await screen.findByRole("heading", { name: "Runs" });
  expect(screen.queryByRole("region", LIST)).toBeNull();
});

it("schedules a job with the values of its form", async () => {
  const { twin, user } = await openPage("#/launch/1/100");
  await user.click(await screen.findByRole("button", { name: "Schedule…" }));
  const dialog = await screen.findByRole("dialog", { name: "Schedule this job" });
  const name = within(dialog).getByLabelText("Name");
  await user.clear(name);
  await user.type(name, "Every morning");
  await user.click(within(dialog).getByRole("checkbox", { name: "Tell me only what is new" }));
  await within(dialog).findByRole("status");
  await expectAccessible(dialog);
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  await screen.findByText("Saved. It is listed under Runs.");
  const [[draft]] = asked(twin, "save_schedule") as [[Record<string, unknown>]];
  expect(draft).toMatchObject({ name: "Every morning", project_id: 1, job_id: 100, only_new: true, id: null });
  expect(draft).toMatchObject({ trigger: { trigger: "times", cron: "0 7 * * 1-5" } });
  expect(asked(twin, "launch")).toEqual([]);
});

it("lets a job follow another one of its project", async () => {
  const { twin, user } = await openPage("#/launch/1/100");
  await user.click(await screen.findByRole("button", { name: "Schedule…" }));
  const dialog = await screen.findByRole("dialog", { name: "Schedule this job" });
  await user.selectOptions(within(dialog).getByLabelText("Launch"), "After another job passed");
  const job = await within(dialog).findByLabelText<HTMLSelectElement>("Job");
  await waitFor(() => expect(job.options.length).toBeGreaterThan(1));
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  await waitFor(() => expect(asked(twin, "save_schedule")).toHaveLength(1));
  const [[draft]] = asked(twin, "save_schedule") as [[{ trigger: { trigger: string; job_id: number } }]];
  expect(draft.trigger).toMatchObject({ trigger: "after", job_id: Number(job.value) });
});

it("says at its field what is wrong, and keeps the dialog open", async () => {
  const { twin, user } = await openPage("#/launch/1/100");
  await user.click(await screen.findByRole("button", { name: "Schedule…" }));
  const dialog = await screen.findByRole("dialog", { name: "Schedule this job" });
  await user.selectOptions(within(dialog).getByLabelText("When"), "Cron expression");
  const cron = within(dialog).getByLabelText("Cron");
  await user.clear(cron);
  await user.type(cron, "0 7 * *");
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  await waitFor(() => expect(cron.getAttribute("aria-invalid")).toBe("true"));
  expect(asked(twin, "save_schedule")).toHaveLength(1);
  expect(screen.getByRole("dialog")).toBe(dialog);
});

it("pauses, skips, answers, launches now and deletes", async () => {
  const { twin, user } = await openPage("#/runs");
  const region = await screen.findByRole("region", LIST);
  const choose = async (item: string) => {
    within(region).getByRole("button", { name: "More for Nightly regression" }).focus();
    await user.keyboard("{Enter}");
    await user.click(await screen.findByText(item, { selector: ".menu-item > span" }));
  };
  await choose("Skip the next time");
  await within(region).findByText(/^skips /);
  await choose("Pause");
  await within(region).findByText("Paused");
  await user.click(within(region).getByRole("button", { name: "Let it go" }));
  expect(asked(twin, "answer_missed_launches")).toEqual([[3, false]]);
  await choose("Delete");
  const question = await screen.findByRole("dialog", { name: "Delete “Nightly regression”?" });
  await user.click(within(question).getByRole("button", { name: "Delete" }));
  await waitFor(() => expect(within(region).queryByText("Nightly regression")).toBeNull());
  await user.click(within(region).getAllByRole("button", { name: "Launch now" })[0]!);
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/runs\/\d+$/));
  expect(asked(twin, "launch_schedule")).toHaveLength(1);
});

import { QueryObserver } from "@tanstack/svelte-query";
import { waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { activeOf } from "$lib/host/twin/runs";
import { scenario } from "$lib/host/twin/scenario";
import { type Host, type ProjectResults, useHost } from "$lib/host";
import { createClient, forgetConnection, heardOf, keys, readAllAnew, takeIn } from ".";
import { staleAfter } from "./events";

/** Projects on screen whose answers come one by one, as the test gives them. */
function projectsOnScreen() {
  const client = createClient();
  const asked: { resolve: (projects: string[]) => void; reject: (why: Error) => void }[] = [];
  const queryFn = () => new Promise<string[]>((resolve, reject) => asked.push({ resolve, reject }));
  const observer = new QueryObserver(client, { queryKey: keys.projects, queryFn });
  observer.subscribe(() => undefined);
  return { client, asked, shown: () => observer.getCurrentResult() };
}

test("an answer older than an event does not stand", async () => {
  const { client, asked, shown } = projectsOnScreen();
  takeIn(client, { event: "catalogue_changed" });
  await waitFor(() => expect(asked).toHaveLength(2));
  asked[0]?.reject(new Error("there was no server yet"));
  asked[1]?.resolve(["Payments"]);
  await waitFor(() => expect(shown().data).toEqual(["Payments"]));
  expect(shown().error).toBeNull();
});

test("what was asked for before the page could hear is asked for once more", async () => {
  const { client, asked, shown } = projectsOnScreen();
  readAllAnew(client);
  asked[0]?.reject(new Error("there was no server yet"));
  await waitFor(() => expect(asked).toHaveLength(2));
  asked[1]?.resolve(["Payments"]);
  await waitFor(() => expect(shown().data).toEqual(["Payments"]));
});

test("what was read of one connection is gone with it, and its late answer does not stand", async () => {
  const { client, asked, shown } = projectsOnScreen();
  client.setQueryData(keys.activeRuns, ["a run of the demo"]);
  client.setQueryData(keys.state, "kept");
  forgetConnection(client);
  expect([client.getQueryData(keys.activeRuns), client.getQueryData(keys.state)]).toEqual([undefined, "kept"]);
  await waitFor(() => expect(asked).toHaveLength(2));
  asked[0]?.resolve(["of the demo"]);
  asked[1]?.resolve(["of the server"]);
  await waitFor(() => expect(shown().data).toEqual(["of the server"]));
});

test("a launch that was just asked for is the last one to repeat", () => {
  const run = { ...activeOf(scenario())[0]!, phase: "asked" as const };
  expect(staleAfter({ event: "run_changed", run })).toContain(keys.recentJobs);
});

test("what a server told of jobs late is not taken for what another one told", async () => {
  const client = createClient();
  const answers: ((results: ProjectResults) => void)[] = [];
  useHost({ commands: { job_results: () => new Promise((answer) => answers.push(answer)) } } as unknown as Host);
  const of = (project_name: string): ProjectResults => ({ project_id: 1, project_name, heard: true, jobs: [] });
  new QueryObserver(client, heardOf(client, 1)).subscribe(() => undefined);
  forgetConnection(client);
  await waitFor(() => expect(answers).toHaveLength(2));
  answers[1]?.(of("this server"));
  await waitFor(() => expect(client.getQueryData(keys.jobResults(1))).toEqual(of("this server")));
  answers[0]?.(of("another one"));
  await Promise.resolve();
  expect(client.getQueryData(keys.jobResults(1))).toEqual(of("this server"));
});

test("what is known of a job's launches comes anew when a run was asked for, ended or was forgotten", () => {
  const run = { ...activeOf(scenario())[0]!, phase: "finished" as const };
  for (const event of [
    { event: "run_changed", run } as const,
    { event: "run_changed", run: { ...run, phase: "asked" } } as const,
    { event: "run_removed", id: 1 } as const,
  ])
    expect(staleAfter(event)).toContain(keys.allJobResults);
  expect(staleAfter({ event: "catalogue_changed" })).toContain(keys.pinnedJobs);
});

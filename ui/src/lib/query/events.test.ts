import { QueryObserver } from "@tanstack/svelte-query";
import { waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { createClient, keys, readAllAnew, takeIn } from ".";

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

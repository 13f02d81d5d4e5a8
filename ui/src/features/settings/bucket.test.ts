import { screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, expect, it } from "vitest";
import type { BucketDraft } from "$lib/host";
import { asked, openPage } from "$lib/testing";
import { typedBucket } from "./bucket.svelte";

beforeEach(() => typedBucket.forget());

const section = () => within(document.getElementById("settings-bucket")!.closest("section")!);
const field = (name: string) => section().getByLabelText<HTMLInputElement>(name);

async function typed() {
  const { twin, user } = await openPage("#/settings");
  await user.type(field("Endpoint"), "https://s3.example.com");
  await user.type(field("Bucket"), "exports");
  await user.type(field("Prefix"), "team");
  await user.type(field("Access key id"), "AKIA");
  await user.type(field("Secret access key"), "secret");
  return { twin, user };
}

it("is tried before it is kept, and the secret leaves the form", async () => {
  const { twin, user } = await typed();
  await user.click(section().getByRole("button", { name: "Test" }));
  await section().findByText("It works: an object was put, read and deleted.");
  expect(asked(twin, "save_bucket")).toEqual([]);
  await user.click(section().getByRole("button", { name: "Save" }));
  await screen.findByText("Bucket saved");
  const draft = asked(twin, "save_bucket")[0]?.[0] as BucketDraft;
  expect([draft.secret, draft.place.keys, draft.place.prefix]).toEqual(["secret", { by: "fixed", id: "AKIA" }, "team"]);
  expect(field("Secret access key").value).toBe("");
  await section().findByText(/files in the bucket/);
  section().getByText("1 file waits");
  await user.click(section().getByRole("button", { name: "Try now" }));
  await waitFor(() => expect(asked(twin, "store_again")).toHaveLength(1));
});

it("says what a store cannot do, and why one does not work", async () => {
  const { user } = await typed();
  await user.type(field("Region"), "garage");
  await user.click(section().getByRole("button", { name: "Test" }));
  await section().findByText(/puts over objects without a word/);
  await user.clear(field("Secret access key"));
  await user.type(field("Secret access key"), "wrong");
  await user.click(section().getByRole("button", { name: "Test" }));
  await section().findByText("The bucket's store does not take the secret key.");
});

it("says beside a field what is missing", async () => {
  const { twin, user } = await openPage("#/settings");
  await user.type(field("Days in the folder"), "many");
  await user.click(section().getByRole("button", { name: "Save" }));
  await waitFor(() => expect(field("Bucket").getAttribute("aria-invalid")).toBe("true"));
  expect(field("Secret access key").getAttribute("aria-invalid")).toBe("true");
  expect((asked(twin, "save_bucket")[0]?.[0] as BucketDraft).place.keep_here_days).toBe(0);
});

it("is asked about before it is removed", async () => {
  const { twin, user } = await typed();
  await user.click(section().getByRole("button", { name: "Save" }));
  await user.click(await section().findByRole("button", { name: "Remove…" }));
  await user.click(await screen.findByRole("button", { name: "Remove" }));
  await waitFor(() => expect(asked(twin, "forget_bucket")).toHaveLength(1));
  await waitFor(() => expect(field("Bucket").value).toBe(""));
});

it("shows in the list of files which are there, with a link to hand on", async () => {
  const { twin, user } = await typed();
  await user.click(section().getByRole("button", { name: "Save" }));
  await screen.findByText("Bucket saved");
  window.location.hash = "#/exports/files";
  const there = await screen.findAllByText("In the bucket");
  expect(there.length).toBeGreaterThan(1);
  screen.getByText("Waits for the bucket");
  (await screen.findAllByRole("button", { name: /^More for testops_export/ }))[1]!.focus();
  await user.keyboard("{Enter}");
  await user.click(await screen.findByText("Copy a link for a day", { selector: ".menu-item > span" }));
  await screen.findByText(/^Link copied/);
  expect(asked(twin, "file_link")).toHaveLength(1);
});

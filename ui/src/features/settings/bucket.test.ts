import { screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, expect, it } from "vitest";
import type { BucketDraft } from "$lib/host";
import { asked, expectAccessible, openPage } from "$lib/testing";
import { withSizes } from "$lib/testing/screen";
import { typedBucket } from "./bucket.svelte";

beforeEach(() => {
  typedBucket.forget();
  withSizes();
});

const section = () => within(document.getElementById("settings-bucket")!.closest("section")!);
const form = () => within(screen.getByRole("dialog"));
const field = (name: string) => form().getByLabelText<HTMLInputElement>(name);

async function opened() {
  const { twin, user } = await openPage("#/settings");
  await user.click(await section().findByRole("button", { name: "Set up a bucket…" }));
  await screen.findByRole("dialog", { name: "Set up a bucket" });
  return { twin, user };
}

async function typed() {
  const { twin, user } = await opened();
  await user.type(field("Endpoint"), "https://s3.example.com");
  await user.type(field("Bucket"), "exports");
  await user.type(field("Prefix"), "team");
  await user.type(field("Access key id"), "AKIA");
  await user.type(field("Secret access key"), "secret");
  return { twin, user };
}

it("is tried before it is kept, and the secret leaves the form", async () => {
  const { twin, user } = await typed();
  await user.click(form().getByRole("button", { name: "Test" }));
  await form().findByText("It works: an object was written, read and deleted.");
  await expectAccessible(screen.getByRole("dialog"));
  expect(asked(twin, "save_bucket")).toEqual([]);
  await user.click(form().getByRole("button", { name: "Save" }));
  await screen.findByText("Bucket saved");
  const draft = asked(twin, "save_bucket")[0]?.[0] as BucketDraft;
  expect([draft.secret, draft.place.keys, draft.place.prefix]).toEqual(["secret", { by: "fixed", id: "AKIA" }, "team"]);
  await section().findByText(/files in the bucket/);
  section().getByText("1 file waits");
  await user.click(section().getByRole("button", { name: "Try now" }));
  await waitFor(() => expect(asked(twin, "store_again")).toHaveLength(1));
  await user.click(section().getByRole("button", { name: "Change…" }));
  await screen.findByRole("dialog", { name: "Change the bucket" });
  expect([field("Bucket").value, field("Secret access key").value]).toEqual(["exports", ""]);
});

it("keeps what was typed when the form is closed, and gives it up when it is cancelled", async () => {
  const { user } = await typed();
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await user.click(section().getByRole("button", { name: "Set up a bucket…" }));
  await screen.findByRole("dialog");
  expect([field("Bucket").value, field("Secret access key").value]).toEqual(["exports", "secret"]);
  await user.click(form().getByRole("button", { name: "Cancel" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await user.click(section().getByRole("button", { name: "Set up a bucket…" }));
  await screen.findByRole("dialog");
  expect([field("Bucket").value, field("Secret access key").value]).toEqual(["", ""]);
});

it("says what a store cannot do, and why one does not work", async () => {
  const { user } = await typed();
  await user.type(field("Region"), "garage");
  await user.click(form().getByRole("button", { name: "Test" }));
  await form().findByText(/overwrites objects without a warning/);
  await user.clear(field("Secret access key"));
  await user.type(field("Secret access key"), "wrong");
  await user.click(form().getByRole("button", { name: "Test" }));
  await form().findByText("The bucket's store does not take the secret key.");
});

it("says beside a field what is missing, and goes to it", async () => {
  const { twin, user } = await opened();
  await user.type(field("Days in the folder"), "many");
  await user.click(form().getByRole("button", { name: "Save" }));
  await waitFor(() => expect(field("Bucket").getAttribute("aria-invalid")).toBe("true"));
  await waitFor(() => expect(document.activeElement).toBe(field("Bucket")));
  expect(field("Secret access key").getAttribute("aria-invalid")).toBe("true");
  expect((asked(twin, "save_bucket")[0]?.[0] as BucketDraft).place.keep_here_days).toBe(0);
});

it("is asked about before it is removed", async () => {
  const { twin, user } = await openPage("#/settings", { bucket: "stored" });
  await user.click(await section().findByRole("button", { name: "Remove…" }));
  await user.click(await screen.findByRole("button", { name: "Remove" }));
  await waitFor(() => expect(asked(twin, "forget_bucket")).toHaveLength(1));
  await section().findByText("Exports are kept in their folder only.");
  const setUp = section().getByRole("button", { name: "Set up a bucket…" });
  await waitFor(() => expect(document.activeElement).toBe(setUp));
});

it("says why files wait", async () => {
  await openPage("#/settings", { bucket: "failing" });
  await section().findByText("The bucket's store does not take the secret key.");
  section().getByText("s3://testops-exports/team-payments");
  await expectAccessible(document.getElementById("settings-bucket")!.closest("section")!);
});

it("says when the bucket could not be read, and reads it again", async () => {
  const { user, twin } = await openPage("#/inbox");
  twin.failNext("bucket");
  window.location.hash = "#/settings";
  await waitFor(() => expect(document.getElementById("settings-bucket")).not.toBeNull());
  await user.click(await section().findByRole("button", { name: "Try again" }));
  await section().findByText("Exports are kept in their folder only.");
});

it("shows in the list of files which are there, with a link to hand on", async () => {
  const { twin, user } = await openPage("#/exports/files", { bucket: "stored" });
  const there = await screen.findAllByText("In the bucket");
  expect(there.length).toBeGreaterThan(1);
  screen.getByText("Waits for the bucket");
  (await screen.findAllByRole("button", { name: /^More for testops_export/ }))[1]!.focus();
  await user.keyboard("{Enter}");
  await user.click(await screen.findByText("Copy a link for a day", { selector: ".menu-item > span" }));
  await screen.findByText(/^Link copied/);
  expect(asked(twin, "file_link")).toHaveLength(1);
});

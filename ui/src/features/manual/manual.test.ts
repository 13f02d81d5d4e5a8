import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { forgetAll } from "$lib/forget";
import type { ManualVerdict } from "$lib/host";
import { asked, expectAccessible, openPage } from "$lib/testing";
import { nextOf } from "./draft.svelte";
import { draftOf } from "./drafts";

const PLAYER = "#/manual/1/40090";

beforeEach(forgetAll);

/** As a page that begins finds them. */
async function freshDrafts() {
  vi.resetModules();
  return { drafts: await import("./drafts") };
}

const verdictOf = (call: unknown[] | undefined) => call?.[1] as ManualVerdict;

async function opened(change: Parameters<typeof openPage>[1] = {}) {
  const page = await openPage(PLAYER, change);
  await screen.findByRole("list", { name: change.language === "ru" ? "Шаги" : "Steps" });
  return page;
}

async function heading(name: string | RegExp) {
  await waitFor(() => expect(screen.getByRole("heading", { level: 1 }).textContent).toMatch(name));
}

function pastePicture(): void {
  const picture = new File([new Uint8Array([137, 80, 78, 71])], "shot.png", { type: "image/png" });
  void fireEvent(
    window,
    Object.assign(new Event("paste", { cancelable: true }), { clipboardData: { files: [picture] } }),
  );
}

it("keeps what was marked and written when the window ends", async () => {
  const { user } = await opened();
  await user.keyboard("12f");
  await user.type(await screen.findByRole("textbox", { name: "What went wrong" }), "No refund");
  await waitFor(() => expect(localStorage.getItem("manual.drafts")).toContain("No refund"));
  const [kept] = JSON.parse(localStorage.getItem("manual.drafts") ?? "") as [number, { key: string }][];
  const { drafts } = await freshDrafts();
  const draft = drafts.draftOf(kept?.[0] ?? 0);
  expect([draft.message, [...draft.marks], draft.key]).toEqual([
    "No refund",
    [
      [0, "passed"],
      [1, "failed"],
    ],
    kept?.[1].key,
  ]);
  forgetAll();
  expect(localStorage.getItem("manual.drafts")).toBeNull();
});

it("begins anew where what was kept is not a draft", async () => {
  for (const text of ["", "{}", "[1]", '[[9101, {"key": 1}]]', "[[9101, null]]"]) {
    localStorage.setItem("manual.drafts", text);
    const { drafts } = await freshDrafts();
    expect(drafts.draftOf(9101).isTouched).toBe(false);
  }
});

it("passes a test with one key and goes on with the next of the person's", async () => {
  const { twin, user } = await opened();
  await heading("Refund by phone is booked the same day");
  screen.getByText("The operator repeats the items and the sum");
  await user.keyboard("p");
  await heading("Чек приходит на почту");
  const [call] = asked(twin, "decide_manual");
  const verdict = verdictOf(call);
  expect([verdict.result_id, verdict.status, verdict.seen]).toEqual([9101, "passed", "in_progress"]);
  expect(verdict.steps.map(({ status }) => status)).toEqual(Array(5).fill("passed"));
});

it("marks steps with numbers, fails with a message and a pasted screenshot", async () => {
  const { twin, user } = await opened();
  await user.keyboard("1");
  await user.keyboard("2");
  pastePicture();
  await screen.findByRole("img", { name: "Screenshot 1" });
  await user.keyboard("f");
  const field = await screen.findByRole("textbox", { name: "What went wrong" });
  await waitFor(() => expect(document.activeElement).toBe(field));
  await user.keyboard("{Control>}{Enter}{/Control}");
  await screen.findByText("Say what went wrong.");
  await user.type(field, "No refund");
  await user.keyboard("{Control>}{Enter}{/Control}");
  await heading("Чек приходит на почту");
  const calls = asked(twin, "decide_manual");
  expect(new Set(calls.map(([key]) => key)).size).toBe(1);
  const verdict = verdictOf(calls.at(-1));
  expect([verdict.status, verdict.message, verdict.pictures]).toEqual([
    "failed",
    "No refund",
    [{ data: "iVBORw==", step: 2 }],
  ]);
  expect(verdict.steps.map(({ status }) => status)).toEqual(["passed", "failed", null, null, null]);
});

it("fails at the step that is selected, with those before it passed", async () => {
  const { user } = await opened();
  await user.keyboard("jjj");
  await user.keyboard("f");
  await screen.findByRole("textbox", { name: "What went wrong" });
  expect([...draftOf(9101).marks]).toEqual([
    [0, "passed"],
    [1, "passed"],
    [2, "failed"],
  ]);
  const third = screen.getByRole("group", { name: "Step 3" });
  expect(within(third).getByRole("button", { name: "Failed, step 3", pressed: true })).toBeTruthy();
});

it("keeps what was marked while another test is looked at", async () => {
  const { user } = await opened();
  await user.keyboard("4");
  await user.keyboard("n");
  await heading("Чек приходит на почту");
  await user.click(screen.getByRole("link", { name: /Refund by phone/ }));
  await heading("Refund by phone is booked the same day");
  expect(await screen.findByRole("button", { name: "Skipped, step 1", pressed: true })).toBeTruthy();
});

it("tells a conflict, and lets it be dismissed", async () => {
  const { twin, user } = await openPage(`${PLAYER}/9103`);
  await heading("A gift card is refunded");
  await screen.findByRole("list", { name: "Steps" });
  await user.keyboard("p");
  await screen.findByText("Meanwhile o.ivanov decided: passed. Your decision was not sent.");
  await expectAccessible();
  await user.click(screen.getByRole("button", { name: /^Dismiss: A gift card/ }));
  await waitFor(() => expect(asked(twin, "forget_manual")).toHaveLength(1));
  await waitFor(() => expect(screen.queryByText("Conflict")).toBeNull());
});

it("goes on without the server, and says what waits", async () => {
  const { twin, user } = await opened({ kind: "offline" });
  screen.getByText(/What it said last is shown/);
  await user.keyboard("p");
  await screen.findByText("1 result waits to be sent");
  await user.click(screen.getByRole("button", { name: "Send now" }));
  expect(asked(twin, "send_manual")).toHaveLength(1);
});

it("says that there is nothing to run", async () => {
  await openPage(PLAYER, { kind: "empty" });
  expect(await screen.findByText("No manual tests")).toBeTruthy();
});

it("is reached from Mine", async () => {
  await openPage("#/mine");
  const link = await screen.findByRole<HTMLAnchorElement>("link", { name: /^Refund by phone/ });
  expect(link.getAttribute("href")).toBe("#/manual/1/40090/9101");
});

describe.each([
  ["en", "light"],
  ["ru", "dark"],
] as const)("in %s, %s", (language, theme) => {
  it("has no accessibility fault while a test fails with a picture", async () => {
    const { user } = await opened({ language, theme });
    await user.keyboard("f");
    pastePicture();
    await screen.findByRole("img", { name: /^(Screenshot|Скриншот) 1$/ });
    await expectAccessible();
  });
});

it("the next test is the person's, then one that nobody has taken, and never one that is decided", () => {
  const test = (result_id: number, change = {}) => ({
    result_id,
    test_case_id: null,
    name: "",
    assignee: "me" as string | null,
    mine: true,
    status: "in_progress" as const,
    tested_by: null,
    decided: null,
    ...change,
  });
  const free = test(1, { assignee: null, mine: false });
  const theirs = test(2, { assignee: "o", mine: false });
  expect(nextOf([free, theirs, test(3), test(4)], 3)?.result_id).toBe(4);
  expect(nextOf([free, theirs, test(3)], 3)?.result_id).toBe(1);
  expect(nextOf([theirs, test(3, { status: "passed" })], null)).toBeUndefined();
});

import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { asked, expectAccessible, openPage } from "$lib/testing";

it("leads from the test cases to a copy that is compared with the server", async () => {
  const { user, twin } = await openPage("#/cases/1", { kind: "empty" });
  window.location.hash = "#/cases/1/restore";
  await user.click(await screen.findByRole("button", { name: "Compare with the server" }));
  expect(asked(twin, "look_before_restore")).toHaveLength(1);
  expect(await screen.findByRole("button", { name: "Missing 2" })).toBeTruthy();
});

it("restores what is chosen, once it is confirmed in numbers", async () => {
  const { user, twin } = await openPage("#/cases/1/restore");
  const missing = within(await screen.findByRole("list", { name: "Missing" }));
  expect(missing.getByText("Brought back from the bin, with its history")).toBeTruthy();
  await user.click(missing.getByRole("checkbox", { name: "Select: Old checkout in two steps" }));
  await user.click(screen.getByRole("button", { name: "Changed 2" }));
  const changed = within(await screen.findByRole("list", { name: "Changed" }));
  expect(changed.getByText(/Changed on the server by anna/)).toBeTruthy();
  expect(changed.getByText("Automated: the next launch may write over it")).toBeTruthy();
  await user.click(changed.getByRole("checkbox", { name: "Select: Sign in with a code from the authenticator" }));
  await expectAccessible();
  await user.click(screen.getByRole("button", { name: "Restore 2 test cases…" }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(dialog.getByText("Restore 2 test cases in “Web Shop”?")).toBeTruthy();
  expect(dialog.getByText("1 missing come back")).toBeTruthy();
  await expectAccessible();
  await user.click(dialog.getByRole("button", { name: "Restore 2 test cases" }));
  await screen.findByRole("list", { name: "Restores" });
  const [key, project, choice] = asked(twin, "begin_restore")[0] ?? [];
  expect(key).toBeTruthy();
  expect([project, choice]).toEqual([1, { missing: true, changed: false, turned: [300, 311] }]);
});

it("shows the difference of a test case and why one cannot be restored", async () => {
  const { user, twin } = await openPage("#/cases/1/restore");
  await user.click(await screen.findByRole("button", { name: "Changed 2" }));
  await user.click((await screen.findAllByText("Show the differences"))[0] as HTMLElement);
  await waitFor(() => expect(asked(twin, "restore_changes")).toEqual([[1, 311]]));
  expect(await screen.findByText("Type the name and the password")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Cannot be restored 2" }));
  expect(await screen.findByText("its exported file is gone or was changed")).toBeTruthy();
  expect(screen.queryByRole("checkbox", { name: /^Select/ })).toBeNull();
});

it("pauses, goes on and reports what became of each", async () => {
  const { user, twin } = await openPage("#/cases/1/restore", { kind: "many" });
  const all = within(await screen.findByRole("list", { name: "Restores" }));
  await user.click(all.getByRole("button", { name: /^Pause/ }));
  await waitFor(() => expect(asked(twin, "pause_restore")).toEqual([[3]]));
  await user.click(all.getAllByRole("button", { name: /^Continue/ })[0] as HTMLElement);
  await waitFor(() => expect(asked(twin, "resume_restore")).toHaveLength(1));
  await user.click(all.getAllByText("Report")[0] as HTMLElement);
  expect(await all.findByText(/the server refused: 'boris' is not a member/)).toBeTruthy();
  expect(await all.findByText(/now #7001/)).toBeTruthy();
  await expectAccessible();
});

it("says what keeps it from being read", async () => {
  await openPage("#/cases/1/restore", { kind: "error" });
  expect((await screen.findAllByRole("alert")).length).toBeGreaterThan(0);
});

it("compares a folder of Markdown files, and names those that are no test cases", async () => {
  const { user, twin } = await openPage("#/cases/1/restore", { kind: "empty" });
  await user.click(await screen.findByRole("button", { name: "Compare Markdown files…" }));
  await waitFor(() => expect(asked(twin, "choose_path")).toHaveLength(1));
  await waitFor(() => expect(asked(twin, "look_at_folder_before_restore")).toHaveLength(1));
  await user.click(await screen.findByText("1 file left out: not a test case"));
  expect(screen.getByText(/318\.md, line 4/)).toBeTruthy();
  expect(screen.getByRole<HTMLSelectElement>("combobox", { name: "Copy of" }).value).toMatch(/^folder:/);
  await expectAccessible();
});

it("compares a copy with another project", async () => {
  const { user, twin } = await openPage("#/cases/1/restore");
  const into = await screen.findByRole("combobox", { name: "Into project" });
  await user.click(into);
  await user.type(into, "API{Enter}");
  await user.click(screen.getByRole("button", { name: "Compare again" }));
  await waitFor(() => expect(asked(twin, "look_before_restore").at(-1)?.[2]).toBe(5));
  expect(await screen.findByText(/There the test cases get numbers of their own/)).toBeTruthy();
});

it("begins a drill in a scratch project once it is chosen", async () => {
  const { user, twin } = await openPage("#/cases/1/restore");
  await user.click(await screen.findByRole("button", { name: "Drill…" }));
  const dialog = within(await screen.findByRole("dialog"));
  const act = dialog.getByRole<HTMLButtonElement>("button", { name: "Begin the drill" });
  expect(act.disabled).toBe(true);
  const scratch = dialog.getByRole("combobox", { name: "Scratch project" });
  await user.click(scratch);
  await user.type(scratch, "API{Enter}");
  const sample = dialog.getByRole("textbox", { name: "Test cases in the sample" });
  await user.clear(sample);
  await user.type(sample, "0");
  expect(dialog.getByText("A whole number from 1 to 200.")).toBeTruthy();
  await user.clear(sample);
  await user.type(sample, "7");
  await expectAccessible();
  await user.click(act);
  await waitFor(() => expect(asked(twin, "begin_drill")[0]?.slice(3)).toEqual([5, 7]));
  expect(await screen.findByText(/^Drill: Copy of/)).toBeTruthy();
});

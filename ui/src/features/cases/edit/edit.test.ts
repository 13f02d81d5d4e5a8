import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { asked, expectAccessible, openPage } from "$lib/testing";

const button = (name: string | RegExp) => screen.getByRole<HTMLButtonElement>("button", { name });

it("edits a test case in place: only what was changed, previewed, written once, undone", async () => {
  const { user, twin } = await openPage("#/cases/1/311/0");
  await user.click(await screen.findByRole("button", { name: "Edit" }));
  const name = await screen.findByRole<HTMLInputElement>("textbox", { name: "Name" });
  expect(button("Preview").disabled).toBe(true);
  await user.clear(name);
  expect(screen.getByText("A test case needs a name.")).toBeTruthy();
  await user.type(name, "Sign in with a passkey");
  await user.selectOptions(screen.getByRole("combobox", { name: "Status" }), "Outdated");
  await user.type(screen.getByRole("textbox", { name: "Tags" }), "{Enter}passkey");
  await expectAccessible();
  await user.click(button("Preview"));
  const list = within(await screen.findByRole("list", { name: "What would change" }));
  expect(list.getByText("Sign in with a passkey")).toBeTruthy();
  expect(document.activeElement?.id).toBe("preview");
  expect(asked(twin, "begin_case_edit")).toEqual([]);
  const [project, cases, edit] = asked(twin, "preview_case_edit")[0] ?? [];
  expect([project, cases]).toEqual([1, [311]]);
  expect(edit).toEqual({
    name: "Sign in with a passkey",
    description: null,
    precondition: null,
    expected_result: null,
    steps: null,
    status: "Outdated",
    layer: null,
    add_tags: ["passkey"],
    remove_tags: [],
    fields: [],
  });
  await expectAccessible();
  await user.click(button("Change the edit"));
  expect(screen.getByRole<HTMLInputElement>("textbox", { name: "Name" }).value).toBe("Sign in with a passkey");
  await user.click(button("Preview"));
  await user.click(await screen.findByRole("button", { name: "Write 1 test case" }));
  await user.click(await screen.findByRole("button", { name: /^Undo: Sign in/ }));
  expect(await screen.findByText("Undone")).toBeTruthy();
  expect(asked(twin, "begin_case_edit")).toHaveLength(1);
  expect(asked(twin, "undo_case_edit")).toHaveLength(1);
  await expectAccessible();
  await user.click(button("Done"));
  expect(document.activeElement).toBe(button("Edit"));
});

it("edits the steps with the keyboard alone", async () => {
  const { user, twin } = await openPage("#/cases/1/311/0");
  await user.click(await screen.findByRole("button", { name: "Edit" }));
  await screen.findByRole("textbox", { name: "Step 3" });
  button("Add a step after step 3").focus();
  await user.keyboard("{Enter}");
  await user.keyboard("Look at the profile");
  button("Put step 4 into the one above").focus();
  await user.keyboard("{Enter}");
  await screen.findByRole("textbox", { name: "Step 3.1" });
  button("Remove step 1").focus();
  await user.keyboard("{Enter}");
  expect(document.activeElement).toBe(screen.getByRole("textbox", { name: "Step 1" }));
  await expectAccessible();
  await user.click(button("Preview"));
  const edit = asked(twin, "preview_case_edit")[0]?.[2] as { steps: { text: string; steps: unknown[] }[] };
  expect(edit.steps.map(({ text }) => text)).toEqual(["Type the name and the password", "Type the code"]);
  expect(edit.steps[1]?.steps).toEqual([{ text: "Look at the profile", expected: null, steps: [] }]);
});

it("tells before editing what the next launch writes over, and why steps are read-only", async () => {
  const { user } = await openPage("#/cases/1/318/0");
  await user.click(await screen.findByRole("button", { name: "Edit" }));
  expect((await screen.findByRole("note")).textContent).toMatch(/writes over: Name, Description/);
  expect(screen.getByText(/Its steps cannot be edited here: .*would hide all of them/)).toBeTruthy();
  expect(screen.queryByRole("textbox", { name: "Step 1" })).toBeNull();
  await expectAccessible();
});

it("edits several together, tells of each, and leaves out what a person leaves out", async () => {
  const { user, twin } = await openPage("#/cases/1");
  for (const name of [
    "Sign in with a code from the authenticator",
    "Refund is shown in the order history",
    "Discount is applied once",
  ]) {
    await user.click(await screen.findByRole("checkbox", { name: `Select: ${name}` }));
  }
  await expectAccessible();
  await user.click(button("Edit 3 test cases"));
  await user.selectOptions(await screen.findByRole("combobox", { name: "Status" }), "Active");
  await user.type(screen.getByRole("textbox", { name: "Add tags" }), "release");
  await expectAccessible();
  await user.click(button("Preview"));
  const list = within(await screen.findByRole("list", { name: "What would change" }));
  expect(list.getAllByText("release")).toHaveLength(2);
  expect(list.getByText(/nothing of this is written over/)).toBeTruthy();
  await user.click(screen.getByText("1 test case cannot be written or is as wanted already."));
  expect(screen.getByText("Status: the project has no such value for it")).toBeTruthy();
  await user.click(list.getByRole("checkbox", { name: "Write: Refund is shown in the order history" }));
  await expectAccessible();
  await user.click(button("Write 1 test case"));
  await waitFor(() => expect(asked(twin, "begin_case_edit")[0]?.[2]).toEqual([318]));
  expect(await screen.findByText("1 of 1 written")).toBeTruthy();
  await user.click(button("Done"));
  expect(screen.queryByText(/selected/)).toBeNull();
});

it("keeps the edits with what became of each, and goes on with one that was interrupted", async () => {
  const { user, twin } = await openPage("#/cases", { kind: "many" });
  await user.click(await screen.findByRole("link", { name: "Finish or undo it" }));
  const list = within(await screen.findByRole("list", { name: "Edits" }));
  const [interrupted, older] = list.getAllByText("Report");
  await user.click(interrupted as HTMLElement);
  expect(await list.findByText("Begun, not known how far")).toBeTruthy();
  await user.click(older as HTMLElement);
  expect(await list.findByText(/changed meanwhile by boris/)).toBeTruthy();
  expect(list.getByText(/the server refused: Status is not in the workflow/)).toBeTruthy();
  await expectAccessible();
  await user.click(list.getByRole("button", { name: /^Finish: / }));
  await waitFor(() => expect(asked(twin, "resume_case_edit")).toEqual([[2]]));
  await waitFor(() => expect(list.queryByText("Interrupted")).toBeNull());
});

it("says what keeps it from being read, previewed or written", async () => {
  const { user, twin } = await openPage("#/cases/1/311/0");
  twin.failNext("live_case");
  await user.click(await screen.findByRole("button", { name: "Edit" }));
  await user.click(await screen.findByRole("button", { name: "Try again" }));
  await user.type(await screen.findByRole("textbox", { name: "Name" }), "!");
  twin.failNext("preview_case_edit");
  await user.click(button("Preview"));
  await user.click(await screen.findByRole("button", { name: "Try again" }));
  twin.failNext("begin_case_edit");
  await user.click(await screen.findByRole("button", { name: "Write 1 test case" }));
  await user.click(await screen.findByRole("button", { name: "Try again" }));
  expect(await screen.findByText("1 of 1 written")).toBeTruthy();
  const keys = asked(twin, "begin_case_edit").map(([key]) => key);
  expect(keys).toHaveLength(2);
  expect(new Set(keys).size).toBe(1);
});

it("says how an edit begins where there is none", async () => {
  await openPage("#/cases/1/edits", { kind: "empty" });
  expect(await screen.findByText("No edits yet")).toBeTruthy();
});

it("adds a test case once, with steps as lines, and takes it back", async () => {
  const { user, twin } = await openPage("#/cases/1");
  await user.click(await screen.findByRole("button", { name: "Add a test case" }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(dialog.getByRole<HTMLButtonElement>("button", { name: "Add" }).disabled).toBe(true);
  await user.type(dialog.getByRole("textbox", { name: "Name" }), "Pay with a gift card");
  await user.type(dialog.getByRole("textbox", { name: "Steps" }), "Fill the cart{Enter}{Enter}Pay");
  await expectAccessible();
  twin.failNext("add_test_case");
  await user.click(dialog.getByRole("button", { name: "Add" }));
  await user.click(await dialog.findByRole("button", { name: "Try again" }));
  await user.click(await dialog.findByRole("button", { name: "Undo: Pay with a gift card" }));
  expect(await dialog.findByText("Undone")).toBeTruthy();
  const calls = asked(twin, "add_test_case");
  expect(calls.map(([, ...rest]) => rest)).toEqual(
    Array(2).fill([
      1,
      "Pay with a gift card",
      [
        { text: "Fill the cart", expected: null, steps: [] },
        { text: "Pay", expected: null, steps: [] },
      ],
    ]),
  );
  expect(new Set(calls.map(([key]) => key)).size).toBe(1);
  await expectAccessible();
});

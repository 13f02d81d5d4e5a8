import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it } from "vitest";
import { asked, expectAccessible, openPage } from "$lib/testing";
import { withSizes } from "$lib/testing/screen";

beforeEach(() => withSizes());

const lines = () => screen.findByRole("list", { name: "Log" });

it("shows what a bot uses, what was changed by hand and how it ended last", async () => {
  await openPage("#/bots/reminder");
  await screen.findByRole("heading", { name: "Use in the last minutes" });
  screen.getByText("7 of 100");
  screen.getByText(/512 MB instead of 256 MB/);
  screen.getByText(/Cannot connect to host db\.example\.com/);
  screen.getByText("/home/a/bots/reminder/bot.py");
});

it("says that it was out of memory, with the limit and the mend", async () => {
  await openPage("#/bots/stats-bot");
  await screen.findByText("Out of memory: it wanted more than 256 MB.");
  screen.getByText("137, out of memory");
});

it("says that a bot is not there", async () => {
  await openPage("#/bots/nobody");
  await screen.findByText("There is no such bot");
});

it("leads from the head to its other versions", async () => {
  const { user } = await openPage("#/bots/reminder");
  (await screen.findByRole("button", { name: "More for reminder" })).focus();
  await user.keyboard("{Enter}");
  await user.click(await screen.findByText("Clone", { selector: ".menu-item > span" }));
  await screen.findByRole("heading", { name: "Clone reminder" });
  expect((await screen.findByLabelText<HTMLInputElement>("Name")).value).toBe("reminder-copy");
});

describe("the log", () => {
  it("shows a hundred thousand lines from the end, drawn as text, errors marked", async () => {
    const { twin } = await openPage("#/bots/reminder/log", { kind: "many" });
    await screen.findByText("100,000 lines");
    expect(asked(twin, "deployment_log")[0]).toEqual([
      { name: "reminder", text: "", context: 0, from: null, count: 200 },
    ]);
    expect((await lines()).querySelector("b")).toBeNull();
    expect(within(await lines()).getAllByRole("listitem").length).toBeLessThan(100);
    await expectAccessible();
  });

  it("grows as the bot writes, until follow is off", async () => {
    const { twin, user } = await openPage("#/bots/reminder/log");
    await screen.findByText("240 lines");
    const list = await lines();
    const scroller = list.parentElement!;
    Object.defineProperty(scroller, "clientHeight", { value: 600 });
    Object.defineProperty(scroller, "scrollHeight", { get: () => parseFloat(list.style.height) });
    twin.deployments.grow("reminder", 2);
    await screen.findByText("242 lines");
    await waitFor(() =>
      expect(within(list).getAllByRole("listitem").at(-1)?.getAttribute("aria-posinset")).toBe("242"),
    );
    const follow = screen.getByRole("button", { name: "Follow" });
    expect(follow.getAttribute("aria-pressed")).toBe("true");
    scroller.scrollTop = 500;
    await fireEvent.scroll(scroller);
    scroller.scrollTop = 100;
    await fireEvent.scroll(scroller);
    expect(follow.getAttribute("aria-pressed")).toBe("false");
    follow.focus();
    await user.keyboard("f");
    expect(follow.getAttribute("aria-pressed")).toBe("true");
  });

  it("finds lines, and shows them in context", async () => {
    const { twin, user } = await openPage("#/bots/reminder/log");
    await screen.findByText("240 lines");
    await user.type(screen.getByRole("searchbox", { name: "Search the log" }), "closed");
    await screen.findByText("6 lines found");
    await user.click(screen.getByRole("checkbox", { name: "In context" }));
    await waitFor(() => expect(asked(twin, "deployment_log").at(-1)).toMatchObject([{ text: "closed", context: 3 }]));
    expect((await lines()).querySelectorAll(".hit").length).toBeGreaterThan(0);
    await user.type(screen.getByRole("searchbox", { name: "Search the log" }), "zzz");
    await screen.findByText("No line holds “closedzzz”");
  });

  it("saves the whole log, and asks before it replaces a file", async () => {
    const { twin, user } = await openPage("#/bots/reminder/log");
    await user.click(await screen.findByRole("button", { name: "Save the whole log…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Save the whole log" }));
    await user.type(dialog.getByLabelText("File"), "/home/a/taken.log");
    await user.click(dialog.getByRole("button", { name: "Save" }));
    await user.click(await dialog.findByRole("button", { name: "Replace it" }));
    await screen.findByText("240 lines saved: /home/a/taken.log");
    expect(asked(twin, "save_log")).toEqual([
      ["reminder", "/home/a/taken.log", false],
      ["reminder", "/home/a/taken.log", true],
    ]);
  });
});

describe("the build", () => {
  it("is shown as it goes, and can be cancelled", async () => {
    const { twin, user } = await openPage("#/bots/release-notes/build");
    await screen.findByText("The image is built…");
    twin.deployments.build("release-notes");
    await screen.findByText("Successfully installed aiogram-3.7.0");
    await user.click(screen.getByRole("button", { name: "Cancel the build" }));
    await screen.findByText("The build is over: Running");
    expect(asked(twin, "act_on_deployment").map(([, ...rest]) => rest)).toEqual([["release-notes", "cancel_build"]]);
  });

  it("of a ready image has no output", async () => {
    await openPage("#/bots/digest-bot/build");
    await screen.findByText("No build output");
  });
});

describe("the environment", () => {
  it("never shows what is kept, and sends it as it is", async () => {
    const { twin, user } = await openPage("#/bots/reminder/environment");
    const token = await screen.findByLabelText<HTMLInputElement>("Value of BOT_TOKEN");
    expect([token.type, token.value, token.placeholder]).toEqual(["password", "", "kept, type to replace"]);
    const save = screen.getByRole<HTMLButtonElement>("button", { name: "Save and restart" });
    expect(save.disabled).toBe(true);
    await user.click(token);
    expect(token.type).toBe("text");
    await user.type(token, "123:ABC");
    await user.tab();
    expect([token.type, token.value]).toEqual(["password", "123:ABC"]);
    await user.click(screen.getByRole("button", { name: "Remove LOG_LEVEL" }));
    await user.click(screen.getByRole("button", { name: "Add a variable" }));
    await user.keyboard("DEBUG");
    await user.click(save);
    await screen.findByText("The bot is put up anew");
    expect(asked(twin, "save_environment").map(([, ...rest]) => rest)).toEqual([
      [
        "reminder",
        [
          { name: "BOT_TOKEN", value: "123:ABC" },
          { name: "DEBUG", value: "" },
        ],
      ],
    ]);
    await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>("Value of BOT_TOKEN").value).toBe(""));
  });

  it("takes lines of an .env file that are pasted, and says what is wrong with a name", async () => {
    const { user } = await openPage("#/bots/reminder/environment");
    await user.click(await screen.findByRole("button", { name: "Add a variable" }));
    await user.paste("CHAT=5\nLOG_LEVEL=debug");
    expect(screen.getByLabelText<HTMLInputElement>("Value of LOG_LEVEL").value).toBe("debug");
    const name = screen.getByDisplayValue("CHAT");
    await user.clear(name);
    await user.type(name, "my chat");
    await user.click(screen.getByRole("button", { name: "Save and restart" }));
    await screen.findByText(/A variable's name is made of.*For example: BOT_TOKEN/);
    await expectAccessible();
  });
});

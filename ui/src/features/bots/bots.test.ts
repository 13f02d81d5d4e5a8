import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { asked, expectAccessible, openPage } from "$lib/testing";
import type { EngineCase } from "$lib/host/twin/scenario";

const botRow = async (name: string) => within(await screen.findByRole("listitem", { name }));

describe("the list", () => {
  it("heads with the bot of this program and shows each bot's state, use and acts", async () => {
    await openPage("#/bots");
    const list = await screen.findByRole("list", { name: "Bots" });
    await waitFor(() => expect(within(list).getAllByRole("listitem")).toHaveLength(6));
    const bundled = within(list).getByRole<HTMLAnchorElement>("link", {
      name: /^Telegram bot of this program Polling/,
    });
    expect(bundled.getAttribute("href")).toBe("#/telegram");
    const reminder = await botRow("reminder");
    reminder.getByText("Running");
    reminder.getByText(/1 restart/);
    reminder.getByText(/ of 256 MB$/);
    reminder.getByText(/ of 0\.5 cores$/);
    expect(
      reminder.getAllByRole("button").map(({ textContent, ariaLabel }) => ariaLabel ?? textContent?.trim()),
    ).toEqual(["Stop", "Restart", "More for reminder"]);
    (await botRow("stats-bot")).getByText(/out of memory/);
    screen.getByText("3 of 3 run");
    screen.getByText("Docker 28.2.2");
    screen.getByText("Bots in containers go on when this program quits.");
  });

  it("stops a bot once for a press, and says who stands in the way of a start", async () => {
    const { twin, user } = await openPage("#/bots");
    await user.click((await botRow("welcome")).getByRole("button", { name: "Start" }));
    const why = within(await (await botRow("welcome")).findByRole("alert"));
    why.getByText("digest-bot, reminder, release-notes");
    await user.click((await botRow("reminder")).getByRole("button", { name: "Stop" }));
    await (await botRow("reminder")).findByText("Stopped");
    expect(asked(twin, "act_on_deployment").map(([, ...rest]) => rest)).toEqual([
      ["welcome", "start"],
      ["reminder", "stop"],
    ]);
    await user.click((await botRow("welcome")).getByRole("button", { name: "Start" }));
    await (await botRow("welcome")).findByText("Running");
  });

  it("removes a bot only after it was asked about", async () => {
    const { twin, user } = await openPage("#/bots");
    (await screen.findByRole("button", { name: "More for welcome" })).focus();
    await user.keyboard("{Enter}");
    await user.click(await screen.findByText("Remove", { selector: ".menu-item > span" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Remove welcome?" }));
    expect(asked(twin, "act_on_deployment")).toEqual([]);
    await user.click(dialog.getByRole("button", { name: "Remove" }));
    await waitFor(() => expect(screen.queryByRole("listitem", { name: "welcome" })).toBeNull());
  });

  it("shows every trouble by a word of its own", async () => {
    await openPage("#/bots", { troubled: true });
    for (const [name, word] of [
      ["a-failed", "Not started"],
      ["b-lifetime", "Lifetime over"],
      ["c-gone", "Gone"],
      ["d-finished", "Finished"],
      ["e-stopping", "Stopping"],
      ["f-building", "Building"],
    ] as const)
      (await botRow(name)).getByText(word);
    (await botRow("a-failed")).getByText(/No matching distribution found for aiogrm/);
    (await botRow("f-building")).getByRole("button", { name: "Cancel the build" });
    await expectAccessible();
  });
});

describe("the engine", () => {
  it.each([
    ["not_installed", /There is no Docker or Podman/],
    ["not_running", /does not run/],
    ["starting", /still starting/],
    ["forbidden", /no right to use/],
  ] satisfies [EngineCase, RegExp][])(
    "that is %s is told with its mend, and looked for again",
    async (engine, says) => {
      const { twin, user } = await openPage("#/bots", { engine });
      const alert = within(await screen.findByRole("alert"));
      alert.getByText(says);
      twin.deployments.engine = {
        state: "ready",
        name: "Podman",
        version: "4.3.1",
        address: "unix:///run/podman.sock",
      };
      twin.deployments.scenario.engine = "ready";
      await user.click(alert.getByRole("button", { name: "Look again" }));
      await screen.findByText("Docker 28.2.2");
      expect(asked(twin, "look_for_engine")).toHaveLength(1);
    },
  );
});

describe("without bots", () => {
  it("says where to drop one, and deploys in three clicks from a chosen file", async () => {
    const { twin, user } = await openPage("#/bots", { kind: "empty" });
    await screen.findByText("No bots in containers yet");
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: "Choose a file…" }));
    expect(asked(twin, "choose_path")).toEqual([["file", ""]]);
    expect((await screen.findByLabelText<HTMLInputElement>("Name")).value).toBe("projects");
    await user.clear(screen.getByLabelText("Entry point"));
    await user.type(screen.getByLabelText("Entry point"), "bot.py");
    await user.click(screen.getByRole("button", { name: "Deploy" }));
    await screen.findByRole("heading", { name: "projects" });
    expect(window.location.hash).toBe("#/bots/projects/build");
    for (let line = 0; line < 12; line += 1) twin.deployments.build("projects");
    await screen.findByText("Running");
  });

  it("takes what is dropped on the place", async () => {
    const { twin } = await openPage("#/bots", { kind: "empty" });
    await screen.findByText("No bots in containers yet");
    twin.drag({ drag: "over" });
    await screen.findByText("Drop it to deploy it as a bot");
    twin.drag({ drag: "dropped", paths: ["/home/a/bots/echo"] });
    expect((await screen.findByLabelText<HTMLInputElement>("Name")).value).toBe("echo");
    screen.getByText("/home/a/bots/echo");
    expect(screen.getByLabelText<HTMLTextAreaElement>("Requirements").value).toBe("aiogram>=3.0");
    expect(asked(twin, "deployment_draft")).toEqual([[null, ["/home/a/bots/echo"]]]);
  });
});

it("is reached by keys and by the names of bots", async () => {
  const { user } = await openPage("#/inbox");
  await user.keyboard("gb");
  await screen.findByRole("heading", { name: "Bots" });
  await user.keyboard("n");
  await screen.findByRole("heading", { name: "Deploy a bot" });
  await user.keyboard("{Control>}k{/Control}");
  await user.type(await screen.findByRole("combobox", { name: "Search and commands" }), "stats-bot");
  await screen.findByRole("option", { name: /stats-bot.*Gave up/ });
  await user.keyboard("{Enter}");
  await screen.findByRole("heading", { name: "stats-bot" });
});

import { screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it } from "vitest";
import type { Failure } from "$lib/host";
import { asked, openPage } from "$lib/testing";
import { botForm } from "./form.svelte";

beforeEach(() => {
  botForm.discard();
  botForm.unfolded = null;
});

const theSwitch = () => screen.findByRole<HTMLInputElement>("switch", { name: "Telegram bot" });
const card = () => within(document.querySelector<HTMLElement>("main .card")!);

describe("what the bot is doing", () => {
  it("says as whom it polls, since when, and leads to its chat", async () => {
    const { twin, user } = await openPage("#/telegram");
    expect((await theSwitch()).checked).toBe(true);
    card().getByText("Polling");
    card().getByText("TestOps Team");
    card().getByText(/^3\sh\s14\sm$/);
    card().getByText("2 min ago");
    const link = card().getByRole("link", { name: /@testops_team_bot/ });
    expect(link.getAttribute("href")).toBe("https://t.me/testops_team_bot");
    await user.click(link);
    expect(asked(twin, "open_telegram")).toEqual([["bot"]]);
    expect(window.location.hash).toBe("#/telegram");
  });

  it("counts down to the next try, names the trouble, and leads to the token", async () => {
    const { user } = await openPage("#/telegram", { bot: "conflict" });
    await screen.findByText("Another program polls Telegram with the same token.");
    card().getByText("Not polling");
    card().getByText(/^Tries again in \d+\ss$/);
    await user.click(card().getByRole("button", { name: "Replace the token" }));
    expect(document.activeElement).toBe(screen.getByLabelText("Bot token"));
  });

  it("unfolds the route where the route is the trouble, and leads to it", async () => {
    const { user } = await openPage("#/telegram", { bot: "no_route" });
    await screen.findByText("Telegram cannot be reached.");
    const fold = screen.getByRole("button", { name: "Route to Telegram" });
    expect(fold.getAttribute("aria-expanded")).toBe("true");
    await user.click(card().getByRole("button", { name: "Change the route" }));
    expect(document.activeElement).toBe(screen.getByLabelText("Base URL"));
  });

  it("says that only a person can mend an unknown token", async () => {
    await openPage("#/telegram", { bot: "stuck" });
    await screen.findByText("Telegram does not know this token.");
    card().getByText("Not polling");
    card().getByRole("button", { name: "Replace the token" });
  });

  it("follows what the shell tells", async () => {
    const { twin } = await openPage("#/telegram", { bot: "off" });
    await screen.findByText("Off", { selector: "strong" });
    twin.bot.switch(true);
    await card().findByText("Polling");
  });
});

describe("the switch", () => {
  it("turns with one press of a key, and says what goes on meanwhile", async () => {
    const { twin, user } = await openPage("#/telegram");
    const toggle = await theSwitch();
    let answer = twin.hold("switch_bot");
    toggle.focus();
    await user.keyboard(" ");
    await card().findByText("Stopping…");
    expect(toggle.checked).toBe(false);
    expect(document.activeElement).toBe(toggle);
    answer();
    await card().findByText("Off");
    expect(asked(twin, "switch_bot")).toEqual([[false]]);
    answer = twin.hold("switch_bot");
    await user.keyboard(" ");
    await card().findByText("Starting…");
    answer();
    await card().findByText("Polling");
    expect(asked(twin, "switch_bot")).toEqual([[false], [true]]);
  });

  it("does what was wished last, when it is turned back at once", async () => {
    const { twin, user } = await openPage("#/telegram");
    const answer = twin.hold("switch_bot");
    const toggle = await theSwitch();
    await user.click(toggle);
    await user.click(toggle);
    answer();
    await waitFor(() => expect(asked(twin, "switch_bot")).toEqual([[false], [true]]));
    await card().findByText("Polling");
    expect(toggle.checked).toBe(true);
  });

  it("goes back when it could not be turned, and says why", async () => {
    const { twin, user } = await openPage("#/telegram");
    const full: Failure = { code: "storage", message: "The disk is full.", advice: "Make room.", details: null };
    const toggle = await theSwitch();
    twin.failNext("switch_bot", full);
    await user.click(toggle);
    await card().findByText("The disk is full.");
    await waitFor(() => expect(toggle.checked).toBe(true));
  });

  it("starts with the program, or does not", async () => {
    const { twin, user } = await openPage("#/telegram");
    await user.click(await screen.findByRole("switch", { name: "Start with the program" }));
    expect(asked(twin, "bot_start_with_program")).toEqual([[false]]);
    await waitFor(() =>
      expect(screen.getByRole<HTMLInputElement>("switch", { name: "Start with the program" }).checked).toBe(false),
    );
  });

  it("is turned from the palette, and the rail shows trouble and requests", async () => {
    const { twin, user } = await openPage("#/inbox", { bot: "conflict" });
    await screen.findByRole("link", { name: /Telegram.*does not poll.*1 request for access/ });
    await user.keyboard("{Control>}k{/Control}");
    await user.keyboard("telegram bot off");
    await screen.findByRole("option", { name: /Switch the Telegram bot off/ });
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(window.location.hash).toBe("#/telegram"));
    expect(asked(twin, "switch_bot")).toEqual([[false]]);
    await screen.findByText("Off", { selector: "strong" });
    await screen.findByRole("link", { name: "Telegram , 1 request for access" });
  });

  it("is reached with g t", async () => {
    const { user } = await openPage("#/inbox");
    await user.keyboard("gt");
    await theSwitch();
  });
});

it("keeps what it knew when it cannot be asked, and says so", async () => {
  const { twin, user } = await openPage("#/telegram");
  await screen.findByText("Polling", { selector: "strong" });
  twin.failNext("bot");
  twin.tell({ event: "bot_changed" });
  await screen.findByText("This may be out of date");
  screen.getByText("Polling", { selector: "strong" });
  await user.click(screen.getByRole("button", { name: "Try again" }));
  await waitFor(() => expect(screen.queryByText("This may be out of date")).toBeNull());
});

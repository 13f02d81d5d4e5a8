import { screen, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it } from "vitest";
import { asked, openPage } from "$lib/testing";
import { botForm } from "./form.svelte";

beforeEach(() => {
  botForm.discard();
  botForm.unfolded = null;
});

const region = async (name: string) => within(await screen.findByRole("region", { name }));

describe("the owner's code", () => {
  it("says what to send, to whom, how long it holds, and opens the chat", async () => {
    const { twin, user } = await openPage("#/telegram");
    const owner = await region("Owner");
    owner.getByText("Анна Петрова");
    await user.click(owner.getByRole("button", { name: "Hand over to another person" }));
    expect((await owner.findByRole("status", { name: "One-time code" })).textContent).toBe("K7M2QX9ATR4W");
    owner.getByText(/Send this to @testops_team_bot/);
    owner.getByText("/start K7M2QX9ATR4W");
    owner.getByText(/^Valid for 1[45].m.*the owner stays who it is/);
    await user.click(owner.getByRole("button", { name: "Open the chat with the code" }));
    expect(asked(twin, "open_telegram")).toEqual([["claim"]]);
    twin.bot.claimed("Борис");
    await owner.findByText("Борис");
    expect(owner.queryByRole("status")).toBeNull();
  });

  it("says that a bot that is off hears no code, and switches it on in place", async () => {
    const { twin, user } = await openPage("#/telegram", { bot: "unclaimed" });
    await user.click(await screen.findByRole("switch", { name: "Telegram bot" }));
    await screen.findByText(/The bot is off: switch it on/);
    await user.click(screen.getByRole("button", { name: "Switch it on" }));
    await screen.findByText("TestOps Team");
    expect(asked(twin, "switch_bot")).toEqual([[false], [true]]);
  });

  it("says when a code has expired", async () => {
    let now = Date.now() - 14 * 60_000;
    const { user } = await openPage("#/telegram", { bot: "unclaimed", now: () => now });
    now -= 60_000;
    await user.click(await screen.findByRole("button", { name: "Show a one-time code" }));
    await screen.findByText("The code has expired.");
    screen.getByRole("button", { name: "Show a one-time code" });
  });
});

import { screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it } from "vitest";
import { asked, openPage } from "$lib/testing";
import { botForm } from "./form.svelte";

beforeEach(() => {
  botForm.discard();
  botForm.unfolded = null;
});

const field = (name: string) => screen.findByLabelText<HTMLInputElement>(name);

describe("the set-up", () => {
  it("leads from no token to an owner, and takes the focus along", async () => {
    const { twin, user } = await openPage("#/telegram", { kind: "empty" });
    await user.click(await screen.findByRole("button", { name: "Open @BotFather" }));
    expect(asked(twin, "open_telegram")).toEqual([["bot_father"]]);
    expect(screen.queryByRole("alert")).toBeNull();
    expect(screen.queryByRole("region", { name: "People" })).toBeNull();

    await user.click(screen.getByRole("switch", { name: "Telegram bot" }));
    await screen.findByText("It begins by itself as soon as its token is saved.");
    await waitFor(async () => expect(document.activeElement).toBe(await field("Bot token")));
    await user.keyboard("123456:ABC-def{Enter}");
    await screen.findByText("TestOps Team");
    expect(asked(twin, "bot_save_settings")).toEqual([
      [{ token: "123456:ABC-def", route: { base_url: null, proxy: null }, proxy_password: null }],
    ]);

    const show = await screen.findByRole("button", { name: "Show a one-time code" });
    await waitFor(() => expect(document.activeElement).toBe(show));
    await user.keyboard("{Enter}");
    const code = await screen.findByRole("status", { name: "One-time code" });
    expect(code.textContent).toBe("K7M2QX9ATR4W");
    await waitFor(() => expect(document.activeElement).toBe(code));
    twin.bot.claimed("Анна");
    await screen.findByText("Анна is the owner now");
    expect(screen.queryByRole("region", { name: "Set up the bot" })).toBeNull();
    within(screen.getByRole("region", { name: "Owner" })).getByText("Анна");
  });

  it("reaches the fields of the route with one button", async () => {
    const { user } = await openPage("#/telegram", { kind: "empty" });
    await user.click(await screen.findByRole("button", { name: "Route to Telegram" }));
    for (const name of ["Base URL", "Proxy", "Proxy password"]) {
      expect(screen.getByLabelText(name).closest("[hidden]")).toBeNull();
    }
  });
});

describe("Test", () => {
  it("tries what is typed and keeps nothing", async () => {
    const { twin, user } = await openPage("#/telegram");
    await user.type(await field("Bot token"), "1:good");
    await user.click(screen.getByRole("button", { name: "Test" }));
    await screen.findByText(/Telegram answered in 140.ms/);
    screen.getByText(/@testops_team_bot\)/);
    expect(asked(twin, "bot_save_settings")).toEqual([]);
    await user.type(await field("Bot token"), "x");
    await waitFor(() => expect(screen.queryByText(/Telegram answered/)).toBeNull());
  });

  it("says why it did not work, with what to do", async () => {
    const { user } = await openPage("#/telegram");
    await user.type(await field("Bot token"), "1:wrong");
    await user.click(screen.getByRole("button", { name: "Test" }));
    await screen.findByText("Telegram does not know this token.");
    screen.getByText("Ask @BotFather for the bot's token and enter it anew.");
  });

  it("marks every faulty field, unfolds the route, and goes to the first", async () => {
    const { user } = await openPage("#/telegram");
    await user.type(await field("Bot token"), "hello");
    await user.click(screen.getByRole("button", { name: "Route to Telegram" }));
    await user.type(screen.getByLabelText("Base URL"), "ftp://x");
    await user.type(screen.getByLabelText("Proxy"), "nonsense");
    await user.click(screen.getByRole("button", { name: "Test" }));
    await screen.findByText("A token as BotFather gives it, such as 123456:ABC-def.");
    for (const name of ["Bot token", "Base URL", "Proxy"]) {
      expect(screen.getByLabelText(name).getAttribute("aria-invalid")).toBe("true");
    }
    expect(document.activeElement).toBe(screen.getByLabelText("Bot token"));
    await user.keyboard("x");
    await waitFor(() => expect(screen.getByLabelText("Proxy").getAttribute("aria-invalid")).toBeNull());
  });
});

describe("Save", () => {
  it("is there once something is typed, and keeps what a person sees", async () => {
    const { twin, user } = await openPage("#/telegram");
    await field("Bot token");
    const save = screen.getByRole<HTMLButtonElement>("button", { name: "Save" });
    expect(save.disabled).toBe(true);
    await user.click(screen.getByRole("button", { name: "Route to Telegram" }));
    await user.type(screen.getByLabelText("Proxy"), "socks5://me:secret@proxy:1080");
    screen.getByText("Unsaved changes");
    await user.click(save);
    await screen.findByText("Saved");
    expect(asked(twin, "bot_save_settings")).toEqual([
      [{ token: null, route: { base_url: null, proxy: "socks5://me:secret@proxy:1080" }, proxy_password: null }],
    ]);
    // The password is never shown again.
    expect(screen.getByLabelText<HTMLInputElement>("Proxy").value).toBe("socks5://me@proxy:1080");
    expect(screen.queryByText("Unsaved changes")).toBeNull();
  });

  it("keeps what was typed when the place is left, and discards it when told to", async () => {
    const { user } = await openPage("#/telegram");
    await user.type(await field("Bot token"), "1:half");
    await user.click(screen.getByRole("link", { name: /^Inbox/ }));
    await screen.findByRole("heading", { name: "Inbox" });
    await user.click(screen.getByRole("link", { name: /^Telegram/ }));
    expect((await field("Bot token")).value).toBe("1:half");
    await user.click(screen.getByRole("button", { name: "Discard" }));
    expect((await field("Bot token")).value).toBe("");
  });

  it("leaves in the field what could not be saved", async () => {
    const { twin, user } = await openPage("#/telegram");
    await user.type(await field("Bot token"), "1:good");
    twin.failNext("bot_save_settings");
    await user.click(screen.getByRole("button", { name: "Save" }));
    await screen.findByText("It could not be saved");
    expect((await field("Bot token")).value).toBe("1:good");
  });
});

it("shows a token never, and forgets it only when told twice", async () => {
  const { twin, user } = await openPage("#/telegram");
  const token = await field("Bot token");
  expect([token.type, token.value]).toEqual(["password", ""]);
  screen.getByText(/A token is kept/);
  await user.click(screen.getByRole("button", { name: "Remove the token…" }));
  await user.click(await screen.findByRole("button", { name: "Cancel" }));
  expect(asked(twin, "forget_bot_token")).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Remove the token…" }));
  await user.click(await screen.findByRole("button", { name: "Remove the token" }));
  await screen.findByRole("region", { name: "Set up the bot" });
  expect(screen.getByRole<HTMLInputElement>("switch", { name: "Telegram bot" }).checked).toBe(false);
  // Who may use it stays.
  within(screen.getByRole("region", { name: "People" })).getByText("Ivan Sokolov");
});

import { screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { BotCase } from "$lib/host/twin/scenario";
import { asked, expectAccessible, openPage } from "$lib/testing";
import { onScreen } from "$lib/testing/screen";
import Log from "./Log.svelte";

/** By the page's own elements: roles of hundreds of rows take long to work out. */
const rows = () => [...document.querySelectorAll("main li")].map((row) => row.textContent?.replace(/\s+/g, " ").trim());

it("says who did what to whom, newest first", async () => {
  onScreen(Log, {});
  await screen.findByText("Asked for access");
  expect(rows()).toHaveLength(10);
  expect(rows()[0]).toBe("Пётр Иванов (@petr_iv) Asked for access 24 min ago");
  expect(rows()[2]).toMatch(/^Ivan Sokolov \(@isokolov\) Launched: Regression/);
  expect(rows()[6]).toMatch(/^You, in this window Let in: @sergey_qa/);
});

it("reads on when told to, and begins anew with what has just happened", async () => {
  const user = userEvent.setup();
  const { twin } = onScreen(Log, {}, { kind: "many" });
  const more = await screen.findByText("Show more");
  expect(rows()).toHaveLength(50);
  await user.click(more);
  await waitFor(() => expect(rows()).toHaveLength(100));
  expect(asked(twin, "bot_log")).toEqual([
    [0, 50],
    [50, 50],
  ]);
  twin.bot.note("launched", "Dana", "Smoke");
  twin.bot.changed();
  await screen.findByText("Dana");
});

it("narrows to one kind, and says how far it looked", async () => {
  const user = userEvent.setup();
  const { twin } = onScreen(Log, {});
  const show = await screen.findByLabelText("Show");
  await user.selectOptions(show, "Launches and exports");
  expect(rows()).toHaveLength(4);
  await user.selectOptions(show, "Turned away");
  expect(rows()).toHaveLength(1);
  twin.bot.log = twin.bot.log.filter(({ act }) => act !== "turned_away");
  twin.bot.changed();
  await screen.findByText("Nothing of this kind among the newest 9");
});

it("is empty in words, and never for a failure", async () => {
  const { twin } = onScreen(Log, {}, { bot: "unclaimed" });
  await screen.findByText("Nothing has happened yet");
  twin.failNext("bot_log");
  twin.tell({ event: "bot_changed" });
  await screen.findByRole("alert");
});

describe.each(["en", "ru"] as const)("in %s", (language) => {
  it.each<BotCase>(["none", "off", "unclaimed", "polling", "conflict", "no_route", "stuck"])(
    "a bot that is %s has no accessibility fault",
    async (bot) => {
      const { user } = await openPage("#/telegram", { language, bot, theme: bot === "off" ? "dark" : "light" });
      await waitFor(() => expect(document.querySelector(".skeleton")).toBeNull());
      await user.click(await screen.findByRole("button", { name: /^(Route to Telegram|Подключение к Telegram)$/ }));
      const code = screen.queryByRole("button", { name: /one-time code|одноразовый код|Hand over|Передать/ });
      if (code) {
        await user.click(code);
        await screen.findByRole("status", { name: /^(One-time code|Одноразовый код)$/ });
      }
      await expectAccessible();
    },
  );
});

it("many people, requests and entries have no accessibility fault", async () => {
  await openPage("#/telegram", { language: "ru", kind: "many" });
  await waitFor(() => expect(document.querySelector(".skeleton")).toBeNull());
  await expectAccessible();
});

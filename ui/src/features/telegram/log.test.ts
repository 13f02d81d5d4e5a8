import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { asked, expectAccessible, openPage } from "$lib/testing";
import type { BotCase } from "$lib/host/twin/scenario";

const log = async () => within(await screen.findByRole("region", { name: "Log" }));

it("says who did what to whom, newest first", async () => {
  await openPage("#/telegram");
  const rows = await (await log()).findAllByRole("listitem");
  const texts = rows.map((row) => row.textContent?.replace(/\s+/g, " ").trim());
  expect(texts).toHaveLength(10);
  expect(texts[0]).toMatch(/^Пётр Иванов \(@petr_iv\) Asked for access 24 min ago$/);
  expect(texts[2]).toMatch(/^Ivan Sokolov \(@isokolov\) Launched: Regression/);
  expect(texts[6]).toMatch(/^You, in this window Let in: @sergey_qa/);
});

it("reads on when told to, and begins anew with what has just happened", async () => {
  const { twin, user } = await openPage("#/telegram", { kind: "many" });
  const entries = await log();
  expect(await entries.findAllByRole("listitem")).toHaveLength(50);
  await user.click(entries.getByRole("button", { name: "Show more" }));
  await waitFor(() => expect(entries.getAllByRole("listitem")).toHaveLength(100));
  expect(asked(twin, "bot_log")).toEqual([
    [0, 50],
    [50, 50],
  ]);
  twin.bot.note("launched", "Dana", "Smoke");
  twin.bot.changed();
  await entries.findByText("Dana");
});

it("narrows to one kind, and says how far it looked", async () => {
  const { user } = await openPage("#/telegram");
  const entries = await log();
  const show = await entries.findByLabelText("Show");
  await user.selectOptions(show, "Launches and exports");
  expect(entries.getAllByRole("listitem")).toHaveLength(4);
  await user.selectOptions(show, "Turned away");
  expect(entries.getAllByRole("listitem")).toHaveLength(1);
});

it("is empty in words, and never for a failure", async () => {
  const { twin } = await openPage("#/telegram", { bot: "unclaimed" });
  await (await log()).findByText("Nothing has happened yet");
  twin.failNext("bot_log");
  twin.tell({ event: "bot_changed" });
  await (await log()).findByRole("alert");
});

describe.each(["en", "ru"] as const)("in %s", (language) => {
  it.each<BotCase>(["none", "off", "unclaimed", "polling", "conflict", "no_route", "stuck"])(
    "a bot that is %s has no accessibility fault",
    async (bot) => {
      const { user } = await openPage("#/telegram", { language, bot, theme: bot === "off" ? "dark" : "light" });
      await waitFor(() => expect(document.querySelector(".skeleton")).toBeNull());
      await user.click(await screen.findByRole("button", { name: /^(Route to Telegram|Путь к Telegram)$/ }));
      const code = screen.queryByRole("button", { name: /one-time code|одноразовый код|Hand over|Передать/ });
      if (code) {
        await user.click(code);
        await screen.findByRole("status", { name: /^(One-time code|Одноразовый код)$/ });
      }
      await expectAccessible();
    },
  );

  it("many people, requests and entries have no accessibility fault", async () => {
    await openPage("#/telegram", { language, kind: "many" });
    await waitFor(() => expect(document.querySelector(".skeleton")).toBeNull());
    await expectAccessible();
  });
});

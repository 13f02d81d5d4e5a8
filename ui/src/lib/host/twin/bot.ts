/** The commands of the Telegram bot, answered from the twin's memory. */
import type { BotDraft, BotTest, Commands, FieldFault } from "../bindings";
import { answer, giveRole, letIn, sendAway } from "./bot/access";
import { badToken, noRoute } from "./bot/troubles";
import type { BotWorld } from "./bot/world";
import type { Answers } from "./host";

const NAMES = [
  "bot",
  "test_bot",
  "bot_save_settings",
  "forget_bot_token",
  "switch_bot",
  "bot_start_with_program",
  "bot_owner_code",
  "bot_answer_request",
  "bot_let_in",
  "bot_send_away",
  "bot_give_role",
  "bot_log",
  "open_telegram",
] as const satisfies readonly (keyof Commands)[];

type Names = (typeof NAMES)[number];

/** Trouble with the TestOps server does not reach the bot's commands. */
export const isOfBot = (command: keyof Commands): boolean => (NAMES as readonly string[]).includes(command);

export function botAnswers(world: BotWorld): Pick<Answers, Names> {
  return {
    bot: () => world.view(),
    test_bot: (draft) => tested(world, draft),
    bot_save_settings: (draft) => {
      const faults = faultsOf(world, draft);
      if (faults.length > 0) return { answer: "refused", faults };
      if (draft.token) world.token = isUnknown(draft.token) ? "unknown" : "good";
      const proxy = draft.route.proxy?.replace(/:[^:/@]+@/, "@") ?? null;
      world.password = proxy !== null && (draft.proxy_password !== null || world.password);
      world.route = { base_url: draft.route.base_url?.replace(/\/+$/, "") ?? null, proxy };
      world.renewed();
      return { answer: "saved" };
    },
    forget_bot_token: () => {
      world.token = "none";
      return world.switch(false);
    },
    switch_bot: (on) => world.switch(on),
    bot_start_with_program: (on) => {
      world.withProgram = on;
      return world.changed();
    },
    bot_owner_code: () => world.offerCode(),
    bot_answer_request: (telegramId, allow) => answer(world, telegramId, allow),
    bot_let_in: (who, role) => letIn(world, who, role),
    bot_send_away: (personId) => sendAway(world, personId),
    bot_give_role: (personId, role) => giveRole(world, personId, role),
    bot_log: (offset, limit) => ({ items: world.log.slice(offset, offset + limit), total: world.log.length }),
    open_telegram: () => null,
  };
}

const isUnknown = (token: string) => token.includes("wrong");

/** A token with `wrong` in it is unknown to Telegram; a way with `nowhere` in it leads there. */
function tested(world: BotWorld, draft: BotDraft): BotTest {
  const faults = faultsOf(world, draft);
  if (faults.length > 0) return { answer: "refused", faults };
  if (!draft.token && world.token === "none") return { answer: "refused", faults: [tokenFault(world)] };
  const way = `${draft.route.base_url ?? ""} ${draft.route.proxy ?? ""}`;
  if (way.includes("nowhere")) return { answer: "failed", failure: noRoute(world.scenario) };
  const unknown = draft.token ? isUnknown(draft.token) : world.token === "unknown";
  if (unknown) return { answer: "failed", failure: badToken(world.scenario) };
  return { answer: "works", name: "TestOps Team", username: "testops_team_bot", took_ms: 140 };
}

function faultsOf(world: BotWorld, { token, route }: BotDraft): FieldFault[] {
  const ru = world.scenario.language === "ru";
  const faults: FieldFault[] = [];
  if (token && !/^\d+:[\w-]+$/.test(token)) faults.push(tokenFault(world));
  if (route.base_url && !/^https?:\/\/\S+$/.test(route.base_url)) {
    faults.push({
      field: "base_url",
      message: ru
        ? "Адрес должен начинаться с https:// или http://."
        : "The address must begin with https:// or http://.",
    });
  }
  if (route.proxy && !/^(https?|socks5):\/\/\S+$/.test(route.proxy)) {
    faults.push({
      field: "proxy",
      message: ru
        ? "Прокси вида http://user@host:3128 или socks5://host:1080."
        : "A proxy such as http://user@host:3128 or socks5://host:1080.",
    });
  }
  return faults;
}

function tokenFault(world: BotWorld): FieldFault {
  const ru = world.scenario.language === "ru";
  return {
    field: "token",
    message: ru
      ? "Токен в том виде, в каком его даёт BotFather: 123456:ABC-def."
      : "A token as BotFather gives it, such as 123456:ABC-def.",
  };
}

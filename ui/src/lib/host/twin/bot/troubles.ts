/** Why the twin's bot does not poll, in the shell's words. */
import type { BotState, Failure } from "../../bindings";
import type { Scenario } from "../scenario";

export function conflict({ language }: Scenario): Failure {
  const ru = language === "ru";
  return {
    code: "rejected",
    message: ru
      ? "Другая программа опрашивает Telegram с тем же токеном."
      : "Another program polls Telegram with the same token.",
    advice: ru
      ? "Остановите другую программу или возьмите у BotFather другой токен. Программа попробует ещё раз сама."
      : "End the other program, or ask BotFather for another token. It is tried again by itself.",
    details: "409 Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
  };
}

export function noRoute({ language }: Scenario): Failure {
  const ru = language === "ru";
  return {
    code: "unreachable",
    message: ru ? "Не удаётся связаться с Telegram." : "Telegram cannot be reached.",
    advice: ru
      ? "Проверьте сеть или укажите прокси либо базовый адрес для Telegram. Программа попробует ещё раз сама."
      : "Check the network, or set a proxy or a base URL for Telegram. It is tried again by itself.",
    details: "api.telegram.org: connection timed out after 5 s",
  };
}

export function noToken({ language }: Scenario): Failure {
  const ru = language === "ru";
  return {
    code: "input",
    message: ru ? "У бота нет токена." : "The bot has no token.",
    advice: ru
      ? "Получите токен у @BotFather в Telegram и введите его здесь."
      : "Ask @BotFather in Telegram for a token and enter it here.",
    details: null,
  };
}

export function badToken({ language }: Scenario): Failure {
  const ru = language === "ru";
  return {
    code: "unauthorized",
    message: ru ? "Telegram не знает такого токена." : "Telegram does not know this token.",
    advice: ru
      ? "Узнайте токен бота у @BotFather и введите его заново."
      : "Ask @BotFather for the bot's token and enter it anew.",
    details: null,
  };
}

export const waiting = (scenario: Scenario, failure: Failure): BotState => ({
  state: "waiting",
  until: new Date(scenario.now() + 42_000).toISOString(),
  failure,
});

export const stuck = (scenario: Scenario, failure: Failure): BotState => ({
  state: "stuck",
  since: new Date(scenario.now() - 9 * 60_000).toISOString(),
  failure,
});

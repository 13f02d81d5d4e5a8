import type { BotCase, Scenario } from "../scenario";

/** What the bot does in this scenario. */
export function caseOf({ kind, bot }: Scenario): BotCase {
  if (bot) return bot;
  switch (kind) {
    case "empty":
    case "first-run":
      return "none";
    case "error":
      return "conflict";
    case "offline":
      return "no_route";
    case "few":
    case "many":
      return "polling";
  }
}

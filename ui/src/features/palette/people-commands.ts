/** The people of the bot. */
import { User } from "@lucide/svelte";
import type { BotView } from "$lib/host";
import { go } from "$lib/router";
import { t as peopleWords } from "../telegram/people-words";
import type { Command } from "./command";
import { t } from "./messages";

export function peopleCommands(bot: BotView | undefined): Command[] {
  if (!bot) return [];
  const known = [...(bot.owner ? [bot.owner] : []), ...bot.people];
  const people = known.map((person) => row(`person:${person.id}`, person, peopleWords.roles[person.role]));
  const asking = bot.requests.map((person) => row(`asks:${person.telegram_id}`, person, t.asksIn));
  return [...new Map([...people, ...asking].map((command) => [command.id, command])).values()];
}

function row(id: string, { name, username }: { name: string; username: string | null }, hint: string): Command {
  const handle = username === null ? "" : `@${username}`;
  return {
    id,
    name: name || handle,
    hint: name && handle ? `${hint} · ${handle}` : hint,
    group: t.people,
    icon: User,
    open: () => go({ place: "telegram" }),
  };
}

/** Letting people in and sending them away, as the shell does it. */
import type { BotRole, Done, Saved } from "../../bindings";
import type { BotWorld } from "./world";

const shown = ({ name, username }: { name: string; username: string | null }) =>
  username ? (name ? `${name} (@${username})` : `@${username}`) : name;

export function letIn(world: BotWorld, who: string, role: BotRole): Saved {
  const ru = world.scenario.language === "ru";
  const refused = (en: string, russian: string): Saved => ({
    answer: "refused",
    faults: [{ field: "who", message: ru ? russian : en }],
  });
  const typed = who.trim();
  const username = /^@?(\w{4,32})$/.exec(typed)?.[1];
  const id = /^\d+$/.test(typed) ? Number(typed) : null;
  if (id === null && !username) {
    return refused(
      "A username such as @anna_k, or a numeric Telegram id.",
      "Имя пользователя вида @anna_k или числовой id в Telegram.",
    );
  }
  if (id === null && role === "admin") {
    return refused(
      "A username can change hands: they can be an admin once they have written to the bot.",
      "Имя пользователя может сменить владельца: администратором человек может стать, когда напишет боту.",
    );
  }
  const fresh = { ...world.person(), role };
  const person = id === null ? { ...fresh, username: username ?? null } : { ...fresh, telegram_id: id };
  world.people = [...world.people, person];
  world.note("allowed", "", id === null ? `@${username ?? ""}` : typed);
  world.changed();
  return { answer: "saved" };
}

export function answer(world: BotWorld, telegramId: number, allow: boolean): null {
  const request = world.requests.find(({ telegram_id }) => telegram_id === telegramId);
  if (!request) return null;
  world.requests = world.requests.filter((one) => one !== request);
  const { telegram_id, name, username } = request;
  if (allow) world.people = [...world.people, { ...world.person(), telegram_id, name, username }];
  world.note(allow ? "allowed" : "refused", "", shown(request));
  return world.changed();
}

export function sendAway(world: BotWorld, personId: number): null {
  const person = world.people.find(({ id }) => id === personId);
  if (!person) return null;
  world.people = world.people.filter((one) => one !== person);
  world.note("removed", "", shown(person));
  return world.changed();
}

export function giveRole(world: BotWorld, personId: number, role: BotRole): Done {
  const person = world.people.find(({ id }) => id === personId);
  if (!person) return { answer: "not_possible", why: "They are no longer let in." };
  world.people = world.people.map((one) => (one === person ? { ...one, role } : one));
  world.note("role_changed", "", shown(person));
  world.changed();
  return { answer: "done" };
}

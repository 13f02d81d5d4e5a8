/** What can be done with somebody who may use the bot. */
import { ShieldCheck, User, UserMinus } from "@lucide/svelte";
import type { MenuItem } from "$lib/components";
import type { BotRole, PersonView } from "$lib/host";
import { t } from "./people-words";

export function personMenu(person: PersonView, give: (role: BotRole) => void, sendAway: () => void): MenuItem[] {
  const leave: MenuItem = { label: t.sendAway, icon: UserMinus, danger: true, act: sendAway };
  switch (person.role) {
    case "owner":
      return [leave];
    case "admin":
      return [{ label: t.makeUser, icon: User, act: () => give("user") }, leave];
    case "user": {
      // A username can change hands: only who has written to the bot is known for good.
      const blocked = person.telegram_id === null ? t.needsId : null;
      return [{ label: t.makeAdmin, icon: ShieldCheck, blocked, act: () => give("admin") }, leave];
    }
  }
}

/** How somebody is called: by name, else by username, else by Telegram's id. */
type Named = { name: string; username: string | null; telegram_id: number | null };

export function nameOf({ name, username, telegram_id }: Named): string {
  if (name.trim() !== "") return name;
  return username ? `@${username}` : String(telegram_id ?? "");
}

/** Whether somebody answers what was typed: by name, username or id. */
export function answers({ name, username, telegram_id }: Named, typed: string): boolean {
  const wanted = typed.trim().toLowerCase();
  if (wanted === "") return true;
  return `${name} @${username ?? ""} ${telegram_id ?? ""}`.toLowerCase().includes(wanted);
}

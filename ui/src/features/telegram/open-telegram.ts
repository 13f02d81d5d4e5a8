import { commands, type TelegramPage } from "$lib/host";
import { attempt } from "../exports/attempt";

/** Opens a page of Telegram in the browser; for the click of a link that shows its address. */
export function openTelegram(page: TelegramPage, event?: Event): void {
  event?.preventDefault();
  void attempt(commands.open_telegram(page));
}

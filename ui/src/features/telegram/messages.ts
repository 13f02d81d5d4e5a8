import { messages } from "$lib/i18n";

export const t = messages({
  en: {
    title: "Telegram",
    loading: "Reading the bot",
    bot: "Telegram bot",
  },
  ru: {
    title: "Telegram",
    loading: "Читаем состояние бота",
    bot: "Telegram-бот",
  },
});

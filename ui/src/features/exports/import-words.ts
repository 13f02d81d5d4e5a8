/** The words of the import of plans. */
import { counted, messages } from "$lib/i18n";

export const t = messages({
  en: {
    title: "Import plans",
    means: "From the projects.json or the .env of an earlier export script.",
    path: "File",
    paste: "Or paste its text",
    read: "Read",
    understood: (n: number) => `${counted.en(n, "plan", "plans")} understood`,
    nothing: "No plan was found in it",
    ignored: "Not understood",
    save: (plan: string) => `Save ${plan}`,
    saveAll: "Save all",
    saved: "Saved",
    edit: "Edit",
    close: "Close",
  },
  ru: {
    title: "Импорт планов",
    means: "Из projects.json или .env прежнего скрипта экспорта.",
    path: "Файл",
    paste: "Или вставьте его текст",
    read: "Прочитать",
    understood: (n) => `Понято: ${counted.ru(n, "план", "плана", "планов")}`,
    nothing: "Планов в нём нет",
    ignored: "Не понято",
    save: (plan) => `Сохранить ${plan}`,
    saveAll: "Сохранить все",
    saved: "Сохранён",
    edit: "Изменить",
    close: "Закрыть",
  },
});

/** The words of a bot's environment. */
import { messages } from "$lib/i18n";

export const t = messages({
  en: {
    name: (n: number) => `Variable ${n}`,
    value: (name: string) => `Value of ${name}`,
    valueOf: (n: number) => `Value of variable ${n}`,
    namePlaceholder: "BOT_TOKEN",
    kept: "kept, type to replace",
    empty: "value",
    remove: (name: string) => `Remove ${name}`,
    removeOf: (n: number) => `Remove variable ${n}`,
    add: "Add a variable",
    paste: "Lines such as NAME=value can be pasted into a name.",
    none: "No variables",
  },
  ru: {
    name: (n) => `Переменная ${n}`,
    value: (name) => `Значение ${name}`,
    valueOf: (n) => `Значение переменной ${n}`,
    namePlaceholder: "BOT_TOKEN",
    kept: "сохранено, введите новое для замены",
    empty: "значение",
    remove: (name) => `Удалить ${name}`,
    removeOf: (n) => `Удалить переменную ${n}`,
    add: "Добавить переменную",
    paste: "В имя можно вставить строки вида NAME=значение.",
    none: "Переменных нет",
  },
});

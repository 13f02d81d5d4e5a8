const rules = { en: new Intl.PluralRules("en"), ru: new Intl.PluralRules("ru") };
const numbers = { en: new Intl.NumberFormat("en"), ru: new Intl.NumberFormat("ru") };

/** The form that fits a count, without the count. */
export const plural = {
  en: (count: number, one: string, other: string): string => (rules.en.select(count) === "one" ? one : other),
  ru: (count: number, one: string, few: string, many: string): string => {
    const form = rules.ru.select(count);
    if (form === "one") return one;
    return form === "few" ? few : many;
  },
};

/** The count and the form that fits it: `counted.ru(5, "тест", "теста", "тестов")` is `5 тестов`. */
export const counted = {
  en: (count: number, one: string, other: string): string =>
    `${numbers.en.format(count)} ${plural.en(count, one, other)}`,
  ru: (count: number, one: string, few: string, many: string): string =>
    `${numbers.ru.format(count)} ${plural.ru(count, one, few, many)}`,
};

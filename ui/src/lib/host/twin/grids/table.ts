/** A made-up export of test cases: every cell follows from its row's number, so that a million rows need no room. */

const NAMES = [
  "Pays with a saved card",
  "Вход по одноразовому коду",
  "Cart keeps its items after sign-in",
  "Возврат средств на карту",
  "Delivery date falls on a holiday",
  "Поиск по артикулу с буквой «ё»",
  "Refuses an expired promo code",
  "Заказ без регистрации",
  "Checkout in two browser tabs",
  "Смена адреса после оплаты",
];
const OWNERS = ["a.petrova", "j.smith", "м.иванов", "k.tanaka", "о.шевченко"];
const STATUSES = ["Active", "Draft", "Review", "Outdated"];
const LAYERS = ["UI", "API", "E2E", "Unit", ""];
const FEATURES = ["Payments", "Корзина", "Delivery", "Профиль", "Search"];

const pick = (from: readonly string[], row: number) => from[row % from.length] ?? "";
const sometimes = (row: number, every: number, text: string) => (row % every === 0 ? text : "");

const STEPS = [
  "Открыть страницу заказа",
  "Fill in the card 4111 1111 1111 1111",
  "Подтвердить оплату кодом из SMS",
  "Check that the order is «Paid»",
];

/** Column by column: its name, and the cell of a row. */
const COLUMNS: [name: string, cell: (row: number) => string][] = [
  ["allure_id", (row) => String(1001 + row)],
  ["name", (row) => `${pick(NAMES, row * 7 + (row >> 3))} (variant ${row + 1})`],
  ["status", (row) => pick(STATUSES, row * 3 + (row >> 2))],
  ["layer", (row) => pick(LAYERS, row * 2 + 1)],
  ["automation", (row) => (row % 3 === 0 ? "Automated" : "Manual")],
  ["scenario", scenarioOf],
  ["description", descriptionOf],
  ["precondition", (row) => sometimes(row, 2, "Пользователь авторизован, в корзине есть товар")],
  ["expected_result", (row) => sometimes(row, 3, "The order is paid; письмо ушло покупателю")],
  ["tag", (row) => (row % 5 === 0 ? "smoke, regression" : "regression")],
  ["Epic", (row) => pick(["Checkout", "Личный кабинет", "Catalogue"], row)],
  ["Feature", (row) => pick(FEATURES, row + 2)],
  ["Story", (row) => sometimes(row, 2, `Story ${row % 90}`)],
  ["Component", (row) => `svc-${row % 17}`],
  ["Owner", (row) => pick(OWNERS, row)],
  ["Lead", (row) => pick(OWNERS, row + 3)],
  ["issue_jira", (row) => sometimes(row, 3, `SHOP-${4000 + (row % 3000)}`)],
  ["link", (row) => sometimes(row, 4, `https://wiki.example.com/cases/${1001 + row}`)],
  ["parameter", (row) => sometimes(row, 6, '{"browser": "chrome",\n "locale": "ru-RU"}')],
  ["full_name", (row) => `com.example.shop.OrderTest#case${row + 1}`],
  ["created_date", (row) => `2025-${pad(1 + (row % 12))}-${pad(1 + (row % 28))} 10:${pad(row % 60)}`],
  ["last_modified_date", (row) => `2026-${pad(1 + (row % 10))}-${pad(1 + (row % 27))} 17:${pad(row % 60)}`],
  ["created_by", (row) => pick(OWNERS, row + 1)],
  ["muted", (row) => (row % 11 === 0 ? "true" : "false")],
  ["duration", (row) => String((row * 37) % 9000)],
  ["comment", (row) => sometimes(row, 9, "Уточнить у аналитика: does it hold for gift cards?")],
];

export const COLUMN_NAMES = COLUMNS.map(([name]) => name);
export const SCENARIO = COLUMN_NAMES.indexOf("scenario");

export function cellOf(row: number, column: number): string {
  return COLUMNS[column]?.[1](row) ?? "";
}

function scenarioOf(row: number): string {
  const steps = STEPS.slice(0, 1 + (row % STEPS.length));
  const text = steps.map((step, at) => `${at + 1}. ${step}`).join("\n");
  return row % 50 === 3 ? `${text}\n${"5. Повторить с другой картой, then look at the log\n".repeat(120)}` : text;
}

function descriptionOf(row: number): string {
  if (row % 4 === 2) return "";
  return `${pick(FEATURES, row)}: покупатель платит картой, которую сохранил раньше. Case ${row + 1} of the set.`;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}

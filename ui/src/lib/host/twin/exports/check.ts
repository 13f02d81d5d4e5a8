/** The twin's word on a plan: faults, the schedule in words, due times and file names. */
import type { FieldFault, Language, PlanCheck, PlanDraft } from "../../bindings";

export const FOLDER = "/home/a/Documents/TestOps exports";
const MINUTE = 60_000;

export function checkOf(draft: PlanDraft, now: number, language: Language): PlanCheck {
  const faults = faultsOf(draft, language);
  const scheduled = !faults.some(({ field }) => field === "cron" || field === "zone");
  return {
    faults,
    words: scheduled ? wordsOf(draft.cron, draft.zone, language) : null,
    next: scheduled ? nextOf(draft, now, 5) : [],
    file_names: faults.some(({ field }) => field === "file_name") ? [] : namesOf(draft, now),
    folder: draft.folder ?? FOLDER,
  };
}

function faultsOf(draft: PlanDraft, language: Language): FieldFault[] {
  const en = language === "en";
  const says: [string, boolean, string, string][] = [
    ["name", draft.name.trim() === "", "Fill this in.", "Заполните это поле."],
    ["scope", isEmpty(draft), "Choose at least one group.", "Выберите хотя бы одну группу."],
    ["columns", hasNoColumns(draft), "Choose at least one column.", "Выберите хотя бы один столбец."],
    ["folder", draft.folder === "", "Name a folder.", "Укажите папку."],
    ["folder", !!draft.folder && !draft.folder.startsWith("/"), "A whole path.", "Нужен полный путь."],
    ["markdown", !!draft.markdown && !draft.markdown.folder.startsWith("/"), "A whole path.", "Нужен полный путь."],
    ["drill", draft.drill?.project_id === 0, "Choose a project.", "Выберите проект."],
    ["file_name", /[/\\]/.test(draft.file_name), "A name without a folder.", "Имя без папки."],
    ["file_name", !draft.file_name.endsWith(".csv"), "A name that ends in .csv.", "Имя с окончанием .csv."],
    ["cron", !CRON.test(draft.cron.trim()), "Five fields, for example 0 7 * * *.", "Пять полей, например 0 7 * * *."],
    ["zone", !isZone(draft.zone), "A zone such as Europe/Moscow.", "Часовой пояс, например Europe/Moscow."],
    ["retention_days", draft.retention_days === 0, "A whole number from 1 to 3650.", "Целое число от 1 до 3650."],
  ];
  return says
    .filter(([, wrong]) => wrong)
    .map(([field, , english, russian]) => ({ field, message: en ? english : russian }));
}

const CRON = /^[\d*/,-]+ [\d*/,-]+ [\d*/,-]+ [\dA-Za-z*/,-]+ [\dA-Za-z*/,-]+$/;
const isEmpty = ({ scope }: PlanDraft) => scope.scope === "groups" && scope.groups.length === 0;
const hasNoColumns = ({ columns }: PlanDraft) => columns.choice === "chosen" && columns.columns.length === 0;

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

export function wordsOf(cron: string, zone: string, language: Language): string {
  const [minute = "", hour = "", , , days = ""] = cron.trim().split(/\s+/);
  const say = (en: string, ru: string) => (language === "ru" ? ru : en);
  const every = /^\*\/(\d+)$/.exec(hour)?.[1];
  if (every) return say(`every ${every} hours`, `каждые ${every} ч`);
  if (!/^\d+$/.test(hour) || !/^\d+$/.test(minute)) return cron;
  const clock = `${hour.padStart(2, "0")}:${minute.padStart(2, "0")} ${zone}`;
  if (days === "*") return say(`every day at ${clock}`, `каждый день в ${clock}`);
  if (days === "1-5") return say(`on weekdays at ${clock}`, `по будням в ${clock}`);
  return say(`on ${DAYS.en[Number(days)] ?? days} at ${clock}`, `по ${DAYS.ru[Number(days)] ?? days} в ${clock}`);
}

const DAYS = {
  en: ["Sundays", "Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays"],
  ru: ["воскресеньям", "понедельникам", "вторникам", "средам", "четвергам", "пятницам", "субботам"],
};

/** What was found, since every twin asks for the same plans' times. */
const FOUND = new Map<string, string[]>();

/** Good enough for what the page shows: minutes are tried one by one, days of the month and months are not looked at. */
export function nextOf({ cron, zone }: PlanDraft, now: number, count: number): string[] {
  const start = Math.ceil((now + 1) / (5 * MINUTE)) * 5 * MINUTE;
  const asked = JSON.stringify([cron, zone, start, count]);
  const found = FOUND.get(asked) ?? nextFrom(start, cron, zone, count);
  FOUND.set(asked, found);
  return found;
}

function nextFrom(start: number, cron: string, zone: string, count: number): string[] {
  const [minute = "*", hour = "*", , , day = "*"] = cron.trim().split(/\s+/);
  const found: string[] = [];
  const clock = new Intl.DateTimeFormat("en", {
    timeZone: zone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  for (let at = start; at < start + 40 * 24 * 60 * MINUTE && found.length < count; at += 5 * MINUTE) {
    const part = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]));
    const weekday = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"].indexOf(part.weekday ?? "");
    if (!meets(minute, Number(part.minute)) || !meets(hour, Number(part.hour)) || !meets(day, weekday)) continue;
    found.push(new Date(at).toISOString());
  }
  return found;
}

function meets(field: string, value: number): boolean {
  return field.split(",").some((one) => {
    const [range = "", step] = one.split("/");
    const [low, high = step ? "59" : undefined] = range === "*" ? ["0", "59"] : range.split("-");
    const first = Number(low);
    return value >= first && value <= Number(high ?? low) && (value - first) % Number(step ?? 1) === 0;
  });
}

function namesOf(draft: PlanDraft, now: number): string[] {
  const stamp = new Date(now).toISOString();
  const { scope } = draft;
  const parts = scope.scope === "groups" ? scope.groups.map(({ names }) => names.at(-1) ?? "group") : ["all"];
  const names = parts.map((group) =>
    draft.file_name
      .replaceAll("{plan}", draft.name)
      .replaceAll("{project}", draft.project_name)
      .replaceAll("{group}", group)
      .replaceAll("{date}", stamp.slice(0, 10))
      .replaceAll("{time}", stamp.slice(11, 16).replace(":", "-"))
      .replaceAll(" ", "_"),
  );
  return names.map((name, at) => (names.indexOf(name) === at ? name : name.replace(".csv", `_${at + 1}.csv`)));
}

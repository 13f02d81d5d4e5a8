/** What people did with the twin's bot. */
import type { AccessLogItem, BotAct } from "../../bindings";
import type { Scenario } from "../scenario";
import { caseOf } from "./case";

const MINUTE = 60_000;
const ANNA = "Анна Петрова (@anna_petrova)";
const IVAN = "Ivan Sokolov (@isokolov)";
const PETR = "Пётр Иванов (@petr_iv)";

const DONE: [act: BotAct, who: string, detail: string][] = [
  ["asked", PETR, ""],
  ["sent_file", IVAN, "checkout-nightly_2026-11-20.csv"],
  ["launched", IVAN, "Regression 2026-11-20 10:15"],
  ["reran", ANNA, "Smoke on staging"],
  ["turned_away", "🦊🧪 QA Лиса 🚀 (@qa_fox)", ""],
  ["subscribed", ANNA, "Checkout"],
  ["allowed", "", "@sergey_qa"],
  ["role_changed", "", IVAN],
  ["allowed", ANNA, "Maria Keller"],
  ["claimed", ANNA, ""],
];

const MORE: typeof DONE = [
  ["repeated", ANNA, "Ночной прогон: регресс платёжного шлюза, все браузеры, стенд rc-4.18, с повтором упавших"],
  ["ran_export", IVAN, "Checkout nightly"],
  ["unsubscribed", ANNA, ""],
  ["refused", ANNA, "محمد الأحمد (@m_alahmad)"],
  ["removed", "", "<b>Bobby</b> & 'Tables'"],
];

export function logOf(scenario: Scenario): AccessLogItem[] {
  if (caseOf(scenario) === "none" || caseOf(scenario) === "unclaimed") return [];
  const rows = scenario.kind === "many" ? [...DONE, ...MORE] : DONE;
  const count = scenario.kind === "many" ? 430 : rows.length;
  return Array.from({ length: count }, (_, at): AccessLogItem => {
    const [act, name, detail] = rows[at % rows.length] ?? ["asked", "", ""];
    const minutes = scenario.kind === "many" ? at * 43 : at * at * 35 + 24;
    return {
      id: count - at,
      at: new Date(scenario.now() - minutes * MINUTE).toISOString(),
      telegram_id: name === "" ? null : 204_118_532,
      name,
      act,
      detail,
    };
  });
}

/** Who may use the twin's bot, and who asks to. */
import type { AccessRequest, PersonView } from "../../bindings";
import type { Scenario } from "../scenario";
import { caseOf } from "./case";

const HOUR = 3_600_000;

type Named = [name: string, username: string | null];

const MEMBERS: Named[] = [
  ["Анна Петрова", "anna_petrova"],
  ["Ivan Sokolov", "isokolov"],
  ["Maria Keller", null],
];

/** Names as people really have them: long ones, emoji, right to left, markup. */
const MORE: Named[] = [
  ["Константин Константинопольский-Преображенский", "k_konstantinopolsky_preobrazhen"],
  ["🦊🧪 QA Лиса 🚀", "qa_fox"],
  ["נועה כהן", "noa_cohen"],
  ["<b>Bobby</b> & 'Tables'", null],
  ["محمد الأحمد", "m_alahmad"],
  ["O", "oleg"],
  ["Дарья Ким", "dkim_qa"],
  ["Team 12 on-call engineer (night shift, Kaliningrad)", null],
];

export function peopleOf(scenario: Scenario): PersonView[] {
  const which = caseOf(scenario);
  if (which === "none" || which === "unclaimed") return [];
  const ago = (hours: number) => new Date(scenario.now() - hours * HOUR).toISOString();
  const known = MEMBERS.map(([name, username], at): PersonView => {
    return {
      id: at + 1,
      telegram_id: 204_118_532 + at * 7_919_113,
      username,
      name,
      role: (["owner", "admin", "user"] as const)[at] ?? "user",
      allowed_at: ago(24 * 40 - at * 60),
      last_seen_at: at === 2 ? null : ago(at * 30 + 0.2),
      language: at === 0 ? "ru" : at === 1 ? "en" : null,
    };
  });
  const held: PersonView = {
    id: 4,
    telegram_id: null,
    username: "sergey_qa",
    name: "",
    role: "user",
    allowed_at: ago(20),
    last_seen_at: null,
    language: null,
  };
  if (scenario.kind !== "many") return [...known, held];
  const more = Array.from({ length: 196 }, (_, at): PersonView => {
    const [name, username] = MORE[at % MORE.length] ?? ["", null];
    const round = Math.floor(at / MORE.length);
    return {
      ...held,
      id: at + 10,
      telegram_id: 1_000_000_000 + at * 48_271,
      name: round === 0 ? name : `${name} ${round + 1}`,
      username: username && round > 0 ? `${username.slice(0, 28)}_${round + 1}` : username,
      role: at % 23 === 0 ? "admin" : "user",
      last_seen_at: at % 5 === 0 ? null : ago(at * 3),
      language: at % 2 ? "ru" : "en",
    };
  });
  const rank = { owner: 0, admin: 1, user: 2 };
  return [...known, held, ...more].sort((a, b) => rank[a.role] - rank[b.role]);
}

export function requestsOf(scenario: Scenario): AccessRequest[] {
  if (caseOf(scenario) === "none" || caseOf(scenario) === "unclaimed") return [];
  const asking: Named[] = [["Пётр Иванов", "petr_iv"], ...MORE];
  const count = scenario.kind === "many" ? 40 : 1;
  return Array.from({ length: count }, (_, at): AccessRequest => {
    const [name, username] = asking[at % asking.length] ?? ["", null];
    const round = Math.floor(at / asking.length);
    return {
      telegram_id: 700_000_000 + at * 104_729,
      name: round === 0 ? name : `${name} ${round + 1}`,
      username: username && round > 0 ? `${username.slice(0, 28)}_${round + 1}` : username,
      asked_at: new Date(scenario.now() - (count - at) * 0.4 * HOUR).toISOString(),
    };
  });
}

/** The notifications of the twin. */
import type { InboxItem, NoticeKind } from "../bindings";
import type { Scenario } from "./scenario";

export function inboxOf(scenario: Scenario): InboxItem[] {
  if (["empty", "first-run", "error"].includes(scenario.kind)) return [];
  const ru = scenario.language === "ru";
  const told: [NoticeKind, string, string][] = ru
    ? [
        ["failed", "Упал: Regression", "267 прошли, 5 упали; новых 2, исправлен 1"],
        ["question", "Smoke on staging: запустился ли он?", "Ответ сервера потерян, найти запуск не удалось"],
        ["passed", "Payments end to end: успешно", "312 успешно за 18 мин"],
        ["stalled", "Ночной прогон завис", "30 мин без новых результатов, 4 выполняются"],
        ["fixed", "Smoke on staging: исправлен", "48 успешно, в прошлый раз падали 3"],
        ["not_finished", "Accessibility sweep не запустился", "Jenkins ответил 403"],
        ["summary", "Пока было тихо: 4 уведомления", "3 успешно, 1 упал"],
      ]
    : [
        ["failed", "Regression: 5 failed", "267 passed, 5 failed; 2 new, 1 fixed"],
        ["question", "Smoke on staging: did it start?", "The server's answer was lost and the launch was not found"],
        ["passed", "Payments end to end passed", "312 passed in 18 m"],
        ["stalled", "Ночной прогон has stalled", "No new result for 30 m, 4 in progress"],
        ["fixed", "Smoke on staging: fixed", "48 passed, 3 failed the last time"],
        ["not_finished", "Accessibility sweep did not start", "Jenkins answered 403"],
        ["summary", "While it was quiet: 4 notifications", "3 passed, 1 failed"],
      ];
  const count = scenario.kind === "many" ? 260 : told.length;
  return Array.from({ length: count }, (_, at) => {
    const [kind, title, body] = told[at % told.length] ?? ["passed", "", ""];
    return {
      id: at + 1,
      at: new Date(scenario.now() - (at * at * 11 + 4) * 60_000).toISOString(),
      kind,
      title,
      body,
      place: kind === "summary" ? { place: "inbox" as const } : { place: "run" as const, id: 100 + (at % 12) },
      read: at > 2,
      held: at === 4,
    };
  });
}

/** The commands of the Telegram bot, answered from the twin's memory. */
import type { BotView, Event } from "../bindings";
import type { Answers } from "./host";
import type { Scenario } from "./scenario";

type Names =
  | "bot"
  | "test_bot"
  | "bot_save_settings"
  | "forget_bot_token"
  | "switch_bot"
  | "bot_start_with_program"
  | "bot_owner_code"
  | "bot_answer_request"
  | "bot_let_in"
  | "bot_send_away"
  | "bot_give_role"
  | "bot_log";

export function botAnswers(scenario: Scenario, tell: (event: Event) => void): Pick<Answers, Names> {
  const now = () => new Date(scenario.now()).toISOString();
  let view: BotView = {
    on: false,
    with_program: false,
    token_set: false,
    state: { state: "off" },
    route: { base_url: null, proxy: null },
    proxy_password_set: false,
    owner: null,
    claim: null,
    people: [],
    requests: [],
  };
  const changed = (change: Partial<BotView>): null => {
    view = { ...view, ...change };
    tell({ event: "bot_changed" });
    return null;
  };
  return {
    bot: () => view,
    test_bot: () => ({ answer: "works", name: "TestOps", username: "testops_team_bot", took_ms: 140 }),
    bot_save_settings: ({ route }) => {
      changed({ route, token_set: true });
      return { answer: "saved" };
    },
    forget_bot_token: () => changed({ token_set: false, on: false, state: { state: "off" } }),
    switch_bot: (on) =>
      changed({
        on,
        state: on
          ? { state: "polling", name: "TestOps", username: "testops_team_bot", since: now(), last_update_at: null }
          : { state: "off" },
      }),
    bot_start_with_program: (with_program) => changed({ with_program }),
    bot_owner_code: () => {
      const claim = { code: "K7M2QX9A", link: null, valid_until: now() };
      changed({ claim });
      return claim;
    },
    bot_answer_request: (id) => changed({ requests: view.requests.filter((one) => one.telegram_id !== id) }),
    bot_let_in: () => ({ answer: "saved" }),
    bot_send_away: (id) => changed({ people: view.people.filter((one) => one.id !== id) }),
    bot_give_role: (id, role) => {
      changed({ people: view.people.map((one) => (one.id === id ? { ...one, role } : one)) });
      return { answer: "done" };
    },
    bot_log: () => ({ items: [], total: 0 }),
  };
}

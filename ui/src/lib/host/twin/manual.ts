/** Tests that people run, as the twin tells them. */
import type { Event, ManualDecision, ManualScenario, ManualTest, ManualVerdict } from "../bindings";
import { serverDown } from "./connection";
import type { Answers } from "./host";
import type { Scenario } from "./scenario";

type Names = "manual_launch" | "manual_scenario" | "decide_manual" | "manual_queue" | "send_manual" | "forget_manual";

const ME = "a.petrova";

const STEPS: ManualScenario["steps"] = [
  { depth: 0, text: "Call the shop and ask for a refund of the last order", expected: [] },
  { depth: 1, text: "Tell the number of the order", expected: ["The operator repeats the items and the sum"] },
  { depth: 0, text: "Open the order in the web shop", expected: ["It says “Refund is on its way”"] },
  { depth: 0, text: "Sign in to the bank", expected: [] },
  {
    depth: 0,
    text: "Look at the account",
    expected: ["The sum is there on the same day", "The purpose names the number of the order"],
  },
];

export function manualAnswers(scenario: Scenario, tell: (event: Event) => void): Pick<Answers, Names> {
  const now = () => new Date(scenario.now()).toISOString();
  const offline = scenario.kind === "offline";
  const decisions = new Map<number, ManualDecision>();
  const keys = new Map<string, ManualDecision>();
  let nextId = 1;

  const test = (result_id: number, name: string, change: Partial<ManualTest> = {}): ManualTest => ({
    result_id,
    test_case_id: result_id + 1_000,
    name,
    assignee: ME,
    mine: true,
    status: "in_progress",
    tested_by: null,
    decided: null,
    ...change,
  });
  const few = [
    test(9101, "Refund by phone is booked the same day"),
    test(9102, "Чек приходит на почту после возврата по телефону"),
    test(9103, "A gift card is refunded to the card"),
    test(9104, "Nobody has taken this one", { assignee: null, mine: false }),
    test(9105, "The courier takes the parcel back", {
      assignee: "o.ivanov",
      mine: false,
      status: "passed",
      tested_by: "o.ivanov",
    }),
  ];
  const many = Array.from({ length: 80 }, (_, at) =>
    test(9200 + at, `Checkout keeps the cart of a very patient customer, case ${at + 1}`),
  );
  const tests = scenario.kind === "empty" ? [] : scenario.kind === "many" ? [...few, ...many] : few;

  function kept(key: string, verdict: ManualVerdict): ManualDecision {
    const decision: ManualDecision = {
      id: nextId++,
      project_id: verdict.project_id,
      launch_id: verdict.launch_id,
      result_id: verdict.result_id,
      name: verdict.name,
      status: verdict.status,
      message: verdict.message,
      pictures: verdict.pictures.length,
      decided_at: now(),
      state: offline ? "waiting" : "sent",
      why: null,
    };
    // Somebody else was quicker.
    if (verdict.result_id === 9103 && !offline) {
      decision.state = "conflict";
      decision.why = "Meanwhile o.ivanov decided: passed. Your decision was not sent.";
    }
    keys.set(key, decision);
    decisions.set(verdict.result_id, decision);
    return decision;
  }

  return {
    manual_launch: (project_id, launch_id) => ({
      project_id,
      launch_id,
      launch_name: "Manual acceptance",
      closed: false,
      tests: tests.map((one) => {
        const decided = decisions.get(one.result_id) ?? null;
        const took = decided?.state === "sent";
        return { ...one, decided, status: took ? decided.status : one.status, tested_by: took ? ME : one.tested_by };
      }),
      as_of: now(),
      stale: offline,
    }),
    manual_scenario: (result_id) => ({
      result_id,
      description: "A customer who cannot use the web shop calls.",
      precondition: "An order that was paid by card and delivered.",
      expected_result: "The money is back on the same day.",
      steps: result_id === 9104 ? [] : STEPS,
      as_of: now(),
      stale: offline,
    }),
    decide_manual: (key, verdict) => {
      const known = keys.get(key);
      if (known) return { answer: "kept", decision: known };
      if ((verdict.status === "failed" || verdict.status === "broken") && !verdict.message?.trim()) {
        return {
          answer: "refused",
          why: scenario.language === "ru" ? "Напишите, что пошло не так." : "Say what went wrong.",
        };
      }
      const decision = kept(key, verdict);
      tell({ event: "manual_changed", launch_id: verdict.launch_id });
      return { answer: "kept", decision };
    },
    manual_queue: () => ({
      decisions: [...decisions.values()].filter(({ state }) => state !== "sent"),
      problem: offline && decisions.size > 0 ? serverDown(scenario) : null,
    }),
    send_manual: () => null,
    forget_manual: (id) => {
      for (const [result, decision] of decisions) {
        if (decision.id !== id) continue;
        decisions.delete(result);
        tell({ event: "manual_changed", launch_id: decision.launch_id });
      }
      return null;
    },
  };
}

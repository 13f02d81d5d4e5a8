/** What waits for the person, as the twin tells it. */
import type { DecisionView, MineItem, MineKind } from "../bindings";
import type { Answers } from "./host";
import type { Scenario } from "./scenario";
import { serverDown } from "./connection";

type Names = "mine" | "refresh_mine" | "open_mine";

export function mineAnswers(scenario: Scenario): Pick<Answers, Names> {
  const ago = (hours: number) => new Date(scenario.now() - hours * 3_600_000).toISOString();
  const item = (kind: MineKind, subject: number, title: string, more: Partial<MineItem> = {}): MineItem => ({
    kind,
    project_id: 1,
    project_name: "Web Shop",
    subject,
    title,
    launch_id: null,
    launch_name: null,
    count: 0,
    more: 0,
    at: null,
    run_id: null,
    ...more,
  });
  const few = [
    item("assigned", 9001, "Refund is shown in the order history", { launch_name: "Nightly", at: ago(2), run_id: 101 }),
    item("assigned", 9002, "Оплата по QR-коду проходит с первого раза", { launch_name: "Nightly", at: ago(2) }),
    item("manual", 9101, "Refund by phone is booked the same day", {
      launch_id: 40090,
      launch_name: "Manual acceptance",
      at: ago(3),
    }),
    item("unexplained", 40101, "Regression 4.18", { count: 5, run_id: 101 }),
    item("defect_back", 71, "Stale cart after sign-in", { launch_name: "Nightly", at: ago(20) }),
    item("old_mute", 311, "Discount is applied once", { at: ago(24 * 45) }),
    item("plan_drifted", 12, "Release smoke", { count: 3, more: 1, project_name: "Мобильное приложение" }),
    item("left_open", 40090, "Manual acceptance", { at: ago(24 * 6) }),
  ];
  const many = Array.from({ length: 60 }, (_, at) =>
    item("assigned", 8000 + at, `Checkout keeps the cart of a very patient customer, case ${at + 1}`, {
      launch_name: "Nightly",
      at: ago(at + 1),
    }),
  );
  const mute: DecisionView = {
    id: 900,
    run_id: 101,
    at: ago(24 * 15),
    by: "a.petrova",
    decision: { kind: "mute", name: "The stage is down", reason: "Waits for OPS-4", remind_on: ago(24).slice(0, 10) },
    defect_id: null,
    items: [{ result_id: 9001, name: "Pays with a saved card", effect: "took", why: null }],
    problem: null,
    remind_on: ago(24).slice(0, 10),
    undone_at: null,
    not_undoable: null,
  };
  const empty = scenario.kind === "empty";
  return {
    mine: () => ({
      items: empty ? [] : scenario.kind === "many" ? [...few, ...many] : few,
      mutes: empty ? [] : [mute],
      as_of: ago(0.1),
      looked: 3,
      projects: 3,
      problem: scenario.kind === "offline" ? serverDown(scenario) : null,
    }),
    refresh_mine: () => null,
    open_mine: () => null,
  };
}

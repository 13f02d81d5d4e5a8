/** Decisions about results, answered from the twin's memory: each one takes. */
import type { DecisionKind, DecisionView, TestPage } from "../bindings";
import type { Answers } from "./host";
import type { Scenario } from "./scenario";

type Names =
  | "decision_rights"
  | "decide_results"
  | "decisions"
  | "undo_decision"
  | "latest_decisions"
  | "reopen_launch"
  | "apply_rules"
  | "remind_of_mute"
  | "mutes_to_review"
  | "try_rule"
  | "defect_choices"
  | "people"
  | "issue_trackers";

const KINDS: readonly DecisionKind[] = [
  "mute",
  "unmute",
  "link_defect",
  "unlink_defect",
  "new_defect",
  "assign",
  "unassign",
  "set_status",
  "hide",
];
const FINAL: readonly DecisionKind[] = ["unmute", "hide"];
const DEFECTS = ["Payment service answers too late", "Stale cart after sign-in"];
const PEOPLE = [
  { username: "anna.smirnova", name: "Anna Smirnova" },
  { username: "boris.petrov", name: "Борис Петров" },
];

/** `failed` are the failed tests of a run, of all of its groups. */
export function decisionAnswers(scenario: Scenario, failed: (runId: number) => TestPage): Pick<Answers, Names> {
  const journal = new Map<string, DecisionView>();
  const newest = () => [...journal.values()].reverse();
  const nameOf = (runId: number, id: number) => failed(runId).items.find((test) => test.id === id)?.name ?? null;
  const named = (text: string, name: string) => name.toLowerCase().includes(text.toLowerCase());

  return {
    decision_rights: () => ({
      why_not: null,
      closed: false,
      decisions: KINDS.map((kind) => ({
        kind,
        not_undoable: FINAL.includes(kind) ? "TestOps cannot take this back." : null,
      })),
    }),
    decide_results: (key, { run_id, results, group, decision }) => {
      const ids = group === null ? results : failed(run_id).items.map(({ id }) => id);
      const known = journal.get(key) ?? {
        id: journal.size + 1,
        run_id,
        at: new Date(scenario.now()).toISOString(),
        by: "anna.smirnova",
        decision,
        defect_id: decision.kind === "link_defect" ? decision.defect_id : null,
        items: ids.map((id) => ({ result_id: id, name: nameOf(run_id, id), effect: "took" as const, why: null })),
        problem: null,
        remind_on: decision.kind === "mute" ? decision.remind_on : null,
        undone_at: null,
        not_undoable: FINAL.includes(decision.kind) ? "TestOps cannot take this back." : null,
      };
      journal.set(key, known);
      return { answer: "decided", decision: known };
    },
    latest_decisions: () => newest(),
    reopen_launch: () => ({ answer: "done" }),
    apply_rules: (runId) => ({ answer: "applied", explained: 2, left: failed(runId).items.length, settled: true }),
    remind_of_mute: (id, on) => {
      for (const [key, known] of journal) if (known.id === id) journal.set(key, { ...known, remind_on: on });
      return null;
    },
    decisions: (runId) => newest().filter(({ run_id }) => run_id === runId),
    undo_decision: (_, id) => {
      for (const [key, known] of journal) {
        if (known.id === id) journal.set(key, { ...known, undone_at: new Date(scenario.now()).toISOString() });
      }
      return newest()
        .filter((known) => known.id === id)
        .map((decision) => ({ answer: "decided", decision }));
    },
    mutes_to_review: (today) => newest().filter(({ remind_on }) => remind_on !== null && remind_on <= today),
    try_rule: (runId, rule) => {
      const items = failed(runId).items.filter(({ message }) => named(rule.message_regex, message ?? ""));
      const results = items.map(({ id, name, message }) => ({ result_id: id, name, message }));
      return { answer: "matches", total: results.length, results };
    },
    defect_choices: (_, __, text) =>
      DEFECTS.filter((name) => named(text, name)).map((name, at) => ({
        id: 70 + at,
        name,
        closed: false,
        likely: at === 0,
        issue: at === 0 ? "SHOP-17" : null,
      })),
    issue_trackers: () => [{ id: 3, name: "Jira" }],
    people: (text) => PEOPLE.filter(({ name }) => named(text, name)),
  };
}

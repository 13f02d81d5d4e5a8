/** What a person fills in for a decision, and the decision that it makes. */
import type { Decision, DecisionKind, Rule, TestStatus } from "$lib/host";

export interface Filled {
  name: string;
  reason: string;
  remindOn: string;
  defectId: number | null;
  description: string;
  messageRegex: string;
  traceRegex: string;
  trackerId: number | null;
  issueKey: string;
  username: string | null;
  status: TestStatus;
  message: string;
}

export const NOTHING: Filled = {
  name: "",
  reason: "",
  remindOn: "",
  defectId: null,
  description: "",
  messageRegex: "",
  traceRegex: "",
  trackerId: null,
  issueKey: "",
  username: null,
  status: "passed",
  message: "",
};

export const ruleOf = ({ messageRegex, traceRegex }: Pick<Filled, "messageRegex" | "traceRegex">): Rule => ({
  message_regex: messageRegex.trim(),
  trace_regex: traceRegex.trim(),
});

export const isEmpty = (rule: Rule): boolean => rule.message_regex === "" && rule.trace_regex === "";

/** `null` while something is missing. */
export function decisionOf(kind: DecisionKind, filled: Filled): Decision | null {
  const name = filled.name.trim();
  switch (kind) {
    case "mute":
      return name === "" ? null : { kind, name, reason: filled.reason.trim(), remind_on: filled.remindOn || null };
    case "link_defect":
    case "unlink_defect":
      return filled.defectId === null ? null : { kind, defect_id: filled.defectId };
    case "new_defect": {
      const given = ruleOf(filled);
      const rule = isEmpty(given) ? null : given;
      const key = filled.issueKey.trim();
      const issue = key === "" || filled.trackerId === null ? null : { integration_id: filled.trackerId, key };
      return name === "" ? null : { kind, name, description: filled.description.trim(), rule, issue };
    }
    case "assign":
      return filled.username === null ? null : { kind, username: filled.username };
    case "set_status":
      return { kind, status: filled.status, message: filled.message.trim() };
    case "unmute":
    case "unassign":
    case "hide":
      return { kind };
  }
}

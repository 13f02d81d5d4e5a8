/** What a person fills in for a decision, and the decision that it makes. */
import type { Decision, DecisionKind, TestStatus } from "$lib/host";

export interface Filled {
  name: string;
  reason: string;
  remindOn: string;
  defectId: number | null;
  description: string;
  messageRegex: string;
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
  username: null,
  status: "passed",
  message: "",
};

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
      const regex = filled.messageRegex.trim();
      const rule = regex === "" ? null : { message_regex: regex, trace_regex: "" };
      return name === "" ? null : { kind, name, description: filled.description.trim(), rule, issue: null };
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

import type { NoticeKind } from "$lib/host";
import type { StatusKind } from "$lib/status";

export const KINDS: readonly NoticeKind[] = [
  "failed",
  "still_failing",
  "fixed",
  "passed",
  "not_finished",
  "stalled",
  "question",
  "export_failed",
  "export_missed",
  "restore_failed",
  "launch_missed",
  "mute_due",
  "assigned_to_me",
  "unexplained",
  "defect_back",
  "plan_drifted",
  "launch_left_open",
  "bot_down",
  "access_asked",
  "export_done",
  "restore_done",
  "started",
  "summary",
];

/** The shape and colour that a kind of notification has. */
export function statusOfKind(kind: NoticeKind): StatusKind {
  switch (kind) {
    case "started":
      return "in_progress";
    case "passed":
    case "fixed":
    case "export_done":
    case "restore_done":
      return "passed";
    case "failed":
    case "still_failing":
    case "export_failed":
    case "restore_failed":
    case "bot_down":
      return "failed";
    case "not_finished":
      return "start_failed";
    case "stalled":
    case "export_missed":
    case "launch_missed":
      return "stalled";
    case "plan_drifted":
    case "launch_left_open":
      return "stalled";
    case "unexplained":
    case "defect_back":
      return "failed";
    case "mute_due":
    case "assigned_to_me":
    case "question":
    case "access_asked":
      return "asking";
    case "summary":
      return "no_results";
  }
}

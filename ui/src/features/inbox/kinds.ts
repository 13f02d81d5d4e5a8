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
      return "passed";
    case "failed":
    case "still_failing":
      return "failed";
    case "not_finished":
      return "start_failed";
    case "stalled":
      return "stalled";
    case "question":
      return "asking";
    case "summary":
      return "no_results";
  }
}

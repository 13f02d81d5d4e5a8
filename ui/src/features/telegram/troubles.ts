import type { BotView, Failure } from "$lib/host";
import type { BotField } from "./form.svelte";

/** The field by which a person can mend this, if there is one. */
export function mends({ code }: Failure): BotField | null {
  switch (code) {
    case "unauthorized":
    case "input":
    case "rejected":
      return "token";
    case "unreachable":
    case "timeout":
    case "certificate":
      return "base_url";
    case "proxy":
      return "proxy";
    default:
      return null;
  }
}

/** Whether the way to Telegram is what stands in the way. */
export function routeTroubled({ state }: BotView): boolean {
  if (state.state !== "waiting" && state.state !== "stuck") return false;
  const field = mends(state.failure);
  return field === "base_url" || field === "proxy";
}

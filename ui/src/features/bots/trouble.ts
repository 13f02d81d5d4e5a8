/** Why a bot does not run, for a person, where a person is wanted. */
import type { DeploymentView } from "$lib/host";
import { said, t } from "./page-words";

export type Trouble = { what: string; mend: string };

export function troubleOf(bot: DeploymentView): Trouble | null {
  const { state, end, limits, problem } = bot;
  const crashed = state.state === "gave_up" || state.state === "waiting";
  if (crashed && end?.out_of_memory) return { what: t.outOfMemory(said(limits.memory_mb)), mend: t.mendMemory };
  switch (state.state) {
    case "gave_up":
      return { what: t.gaveUp, mend: t.gaveUpMend };
    case "lifetime_over":
      return { what: t.lifetimeOver(said(limits.lifetime_hours)), mend: t.lifetimeMend };
    case "gone":
      return { what: t.gone, mend: t.goneMend };
    case "failed":
      return problem ? null : { what: t.failed, mend: t.failedMend };
    case "building":
    case "running":
    case "stopping":
    case "waiting":
    case "stopped":
    case "finished":
      return null;
  }
}

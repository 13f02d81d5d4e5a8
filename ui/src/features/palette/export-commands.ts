/** What the palette can do with exports. */
import { FileSpreadsheet, Plus, Table2 } from "@lucide/svelte";
import { commands, type PlanView } from "$lib/host";
import { newKey } from "$lib/press";
import { go } from "$lib/router";
import { toast } from "$lib/say.svelte";
import { attempt } from "../exports/attempt";
import { openLast } from "../exports/last-file";
import type { Command } from "./commands.svelte";
import { t } from "./messages";

export function exportCommands(plans: PlanView[]): Command[] {
  const group = t.exports;
  const idle = plans.filter(({ state }) => state.state !== "running");
  const last: Command = {
    id: "export-last",
    name: t.openLastFile,
    group,
    icon: Table2,
    act: () => void openLast(null),
  };
  return [
    ...(plans.some(({ files }) => files > 0) ? [last] : []),
    ...idle.map(runs),
    { id: "export-new", name: t.newPlan, group, icon: Plus, act: () => go({ place: "plan", id: null }) },
  ];
}

function runs({ id, draft }: PlanView): Command {
  return {
    id: `export:${id}`,
    name: t.runPlan(draft.name),
    hint: draft.project_name,
    group: t.exports,
    icon: FileSpreadsheet,
    act: () => void run(id),
  };
}

async function run(planId: number): Promise<void> {
  const done = await attempt(commands.run_plan(newKey(), planId));
  if (done?.answer === "not_possible") toast({ text: done.why, tone: "failed" });
  else if (done) go({ place: "exports", tab: "plans" });
}

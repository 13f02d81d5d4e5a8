/** Plans and files of exports. */
import { FileSpreadsheet, Plus, Table2 } from "@lucide/svelte";
import type { ExportFileView, PlanView } from "$lib/host";
import { go } from "$lib/router";
import { openLast } from "../exports/last-file";
import { runPlan } from "./asking";
import type { Command } from "./command";
import { t } from "./messages";

export function planCommands(plans: PlanView[]): Command[] {
  const group = t.exports;
  const last: Command = {
    id: "export-last",
    name: t.openLastFile,
    group,
    icon: Table2,
    open: () => void openLast(null),
  };
  return [
    ...(plans.some(({ files }) => files > 0) ? [last] : []),
    ...plans.map(plan),
    { id: "export-new", name: t.newPlan, group, icon: Plus, always: true, open: () => go({ place: "plan", id: null }) },
  ];
}

function plan({ id, draft, state }: PlanView): Command {
  return {
    id: `export:${id}`,
    name: draft.name,
    hint: t.planOf(draft.project_name),
    words: t.runWords,
    group: t.exports,
    icon: FileSpreadsheet,
    open: () => go({ place: "plan", id }),
    act: state.state === "running" ? undefined : { name: t.runIt, run: () => void runPlan(id) },
  };
}

export function fileCommands(files: ExportFileView[]): Command[] {
  return files
    .filter(({ gone }) => !gone)
    .map((file) => ({
      id: `file:${file.id}`,
      name: file.name,
      hint: t.fileOf(file.plan_name),
      group: t.files,
      icon: Table2,
      open: () => go({ place: "file", id: file.id }),
    }));
}

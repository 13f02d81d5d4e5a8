// The newest file of a plan, from a card or the palette.
import { commands, type ExportFileView } from "$lib/host";
import { go, stays } from "$lib/router";
import { toast } from "$lib/say.svelte";
import { attempt } from "./attempt";
import { t } from "./messages";

/** The newest files of a plan (of all plans with `null`), those that still lie where they were written. */
async function newest(planId: number | null): Promise<ExportFileView[] | null> {
  const asked = commands.export_files({ plan_id: planId, project_id: null, text: "", offset: 0, limit: 50 });
  const page = await attempt(asked);
  return page && page.items.filter(({ gone }) => !gone);
}

export async function openLast(planId: number | null): Promise<void> {
  const here = stays();
  const files = await newest(planId);
  if (!here()) return;
  const last = files?.[0];
  if (last) go({ place: "file", id: last.id });
  else if (files) toast({ text: t.noFile });
}

export async function compareLast(planId: number): Promise<void> {
  const here = stays();
  const files = await newest(planId);
  if (!here()) return;
  const last = files?.find(({ previous_id }) => previous_id !== null);
  if (last?.previous_id) go({ place: "comparison", oldId: last.previous_id, newId: last.id });
  else if (files) toast({ text: t.noPrevious });
}

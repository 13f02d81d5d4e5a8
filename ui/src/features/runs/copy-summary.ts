import { commands, type RunView } from "$lib/host";
import { copyText } from "./copy-text";
import { type Format, NAMED, summary } from "./summary";
import { t } from "./summary-words";

/** Copies what came of a run; the failed tests that it names are asked for, failed ones before broken ones. */
export async function copySummary(format: Format, run: RunView): Promise<void> {
  const text = redTests(run).then((failed) => summary(format, run, failed));
  await copyText(text, t.copied);
}

async function redTests({ id, launch_id, counts }: RunView) {
  if (launch_id === null || counts.failed + counts.broken === 0) return [];
  const asked = { run_id: id, text: "", offset: 0, limit: NAMED, group: null, source: "server" } as const;
  const { items } = await commands.run_tests({ ...asked, statuses: ["failed"] });
  if (items.length === NAMED) return items;
  return [...items, ...(await commands.run_tests({ ...asked, statuses: ["broken"] })).items];
}

/** Launches without the form. */
import { commands, type LaunchAnswer } from "$lib/host";
import { freshDraft, requestOf, withLast } from "./form";

/** With the values of the job's last launch, or with its defaults. The same key launches once. */
export async function launchWithLast(projectId: number, jobId: number, key: string): Promise<LaunchAnswer> {
  const form = await commands.job_form(projectId, jobId);
  return commands.launch(requestOf(withLast(freshDraft(form, key), form), form));
}

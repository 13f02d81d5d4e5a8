/** What a job's row does besides opening the form. */
import { useQueryClient } from "@tanstack/svelte-query";
import { asFailure, commands, type PinnedJob } from "$lib/host";
import { leadToRun } from "$lib/lead";
import { newKey } from "$lib/press";
import { keys } from "$lib/query";
import { toast } from "$lib/say.svelte";
import { launchWithLast } from "../with-last";
import type { Job } from "./job";

function say(thrown: unknown): void {
  const { message, advice } = asFailure(thrown);
  toast({ text: `${message} ${advice}`.trim(), tone: "failed" });
}

/** Launches the job with its last values: once for a double press, and once for all presses until an answer came. */
export function launcher(job: () => Job): { readonly busy: boolean; launch: () => Promise<void> } {
  let busy = $state(false);
  let key = newKey();
  return {
    get busy() {
      return busy;
    },
    launch: async () => {
      const { projectId, id, blocked } = job();
      if (busy || blocked !== null) return;
      busy = true;
      const lead = leadToRun();
      try {
        const answer = await launchWithLast(projectId, id, key);
        if (answer.answer === "asked") {
          key = newKey();
          lead(answer.run_id);
        } else toast({ text: answer.faults.map(({ message }) => message).join(" "), tone: "failed" });
      } catch (thrown) {
        say(thrown);
      }
      busy = false;
    },
  };
}

/** Pins jobs and takes pins back; shown at once, and as the shell has it once that answers. */
export function pinner(): (job: Job, on: boolean) => Promise<void> {
  const client = useQueryClient();
  return async ({ projectId, projectName, id, name, ci, blocked }, on) => {
    const row: PinnedJob = {
      project_id: projectId,
      project_name: projectName,
      job_id: id,
      job_name: name,
      ci,
      blocked,
    };
    client.setQueryData<PinnedJob[]>(keys.pinnedJobs, (all) => {
      const others = all?.filter((one) => one.project_id !== projectId || one.job_id !== id);
      return others && (on ? [...others, row] : others);
    });
    try {
      await commands.pin_job(projectId, id, on);
    } catch (thrown) {
      say(thrown);
      await client.invalidateQueries({ queryKey: keys.pinnedJobs });
    }
  };
}

/** What a job's row does besides opening the form. */
import { asFailure, commands } from "$lib/host";
import { leadToRun } from "$lib/lead";
import { newKey } from "$lib/press";
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

/** Pins a job or takes the pin back; the shell says so when it is done. */
export async function pin({ projectId, id }: Job, on: boolean): Promise<void> {
  try {
    await commands.pin_job(projectId, id, on);
  } catch (thrown) {
    say(thrown);
  }
}

/** What the palette starts outside, each with its answer told. */
import { asFailure, commands, type LaunchAnswer } from "$lib/host";
import { leadToRun } from "$lib/lead";
import { newKey } from "$lib/press";
import { go } from "$lib/router";
import { toast } from "$lib/say.svelte";
import { launchWithLast } from "../launch/with-last";

export async function attempt<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (thrown) {
    const { message, advice } = asFailure(thrown);
    toast({ text: `${message} ${advice}`.trim(), tone: "failed" });
    return null;
  }
}

/** Launches the very run that the row named once more. */
export async function repeat(runId: number): Promise<void> {
  const lead = leadToRun();
  follow(await attempt(commands.repeat(newKey(), runId)), lead);
}

/** Launches a job with the values of its last launch, or with its defaults. */
export async function launch(projectId: number, jobId: number): Promise<void> {
  const lead = leadToRun();
  follow(await attempt(launchWithLast(projectId, jobId, newKey())), lead);
}

/** Goes to the run that was asked for, or says why there is none. */
function follow(answer: LaunchAnswer | null, lead: (runId: number) => void): void {
  if (answer?.answer === "asked") lead(answer.run_id);
  if (answer?.answer === "refused")
    toast({ text: answer.faults.map(({ message }) => message).join(" "), tone: "failed" });
}

/** Runs a plan of exports at once. */
export async function runPlan(planId: number): Promise<void> {
  const done = await attempt(commands.run_plan(newKey(), planId));
  if (done?.answer === "not_possible") toast({ text: done.why, tone: "failed" });
  else if (done) go({ place: "exports", tab: "plans" });
}

/** Switches the bot, and leads to where what becomes of it is told. */
export async function turnBot(on: boolean): Promise<void> {
  go({ place: "telegram" });
  await attempt(commands.switch_bot(on));
}

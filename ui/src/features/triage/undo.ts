import { asFailure, commands, type DecisionOutcome, type DecisionView } from "$lib/host";
import { newKey } from "$lib/press";
import { toast } from "$lib/say.svelte";
import { t } from "./words";

/** What was not taken back, and why; empty where all was. */
export function whyNotUndone(answers: readonly DecisionOutcome[]): string {
  const why = answers.flatMap((answer) => (answer.answer === "refused" ? [answer.why] : []));
  const left = answers
    .flatMap((answer) => (answer.answer === "decided" ? answer.decision.items : []))
    .filter(({ effect }) => effect === "not_taken").length;
  return [...why, ...(left > 0 ? [t.notUndone(left)] : [])].join(" ");
}

/** Takes a decision back and says what came of it; whether nothing of it is left. */
export async function undoDecision(decided: DecisionView): Promise<boolean> {
  if (decided.not_undoable) {
    toast({ text: decided.not_undoable, tone: "failed" });
    return false;
  }
  try {
    const answers = await commands.undo_decision(newKey(), decided.id);
    const why = whyNotUndone(answers);
    toast(why ? { text: why, tone: "failed" } : { text: t.undone });
    return why === "";
  } catch (thrown) {
    toast({ text: asFailure(thrown).message, tone: "failed" });
    return false;
  }
}

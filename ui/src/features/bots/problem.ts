/** What is wrong, in words. */
import type { DeploymentProblem } from "$lib/host";
import { t } from "./words";

/** In one line, under a field. */
export function inLine(problem: DeploymentProblem): string {
  const { message, hint, example } = problem;
  const details = besides(problem);
  const ended = (text: string) => (/[.!?…]$/.test(text) ? text : `${text}.`);
  const parts = [message, ...(details.length > 0 ? [details.join(", ")] : []), ...(hint ? [hint] : [])].map(ended);
  return [...parts, ...(example ? [t.example(example)] : [])].join(" ");
}

/** The details that the message does not say itself. */
export function besides({ message, details }: DeploymentProblem): string[] {
  return details.filter((detail) => !message.includes(detail));
}

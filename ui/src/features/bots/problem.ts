/** What is wrong, in words. */
import type { DeploymentProblem } from "$lib/host";
import { t } from "./words";

/** In one line, under a field. */
export function inLine({ message, details, hint, example }: DeploymentProblem): string {
  const ended = (text: string) => (/[.!?…]$/.test(text) ? text : `${text}.`);
  const parts = [message, ...(details.length > 0 ? [details.join(", ")] : []), ...(hint ? [hint] : [])].map(ended);
  return [...parts, ...(example ? [t.example(example)] : [])].join(" ");
}

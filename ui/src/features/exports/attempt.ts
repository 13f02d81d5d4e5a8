import { asFailure } from "$lib/host";
import { toast } from "$lib/say.svelte";

/** Does what was asked; a failure is said in a note, and the answer is `null`. */
export async function attempt<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (thrown) {
    const { message, advice } = asFailure(thrown);
    toast({ text: `${message} ${advice}`.trim(), tone: "failed" });
    return null;
  }
}

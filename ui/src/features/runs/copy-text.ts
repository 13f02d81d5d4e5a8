import { asFailure, currentHost } from "$lib/host";
import { toast } from "$lib/say.svelte";

/** Puts a text into the clipboard, and says so. */
export async function copyText(text: string, said: string): Promise<void> {
  try {
    await currentHost().copy(text);
    toast({ text: said });
  } catch (thrown) {
    toast({ text: asFailure(thrown).message, tone: "failed" });
  }
}

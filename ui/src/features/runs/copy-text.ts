import { asFailure, currentHost } from "$lib/host";
import { messages } from "$lib/i18n";
import { toast } from "$lib/say.svelte";

const t = messages({
  en: { notCopied: "Nothing was copied. Try again." },
  ru: { notCopied: "Ничего не скопировано. Попробуйте ещё раз." },
});

/** Puts a text into the clipboard, also one that has still to be read, and says so; or says that it could not. */
export async function copyText(text: string | Promise<string>, said: string): Promise<void> {
  try {
    // Why it cannot be read is worth more than that it was not copied.
    await Promise.all([text, currentHost().copy(text)]);
    toast({ text: said });
  } catch (thrown) {
    toast({ text: asFailure(thrown).message || t.notCopied, tone: "failed" });
  }
}

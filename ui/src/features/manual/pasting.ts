/** Pictures from the clipboard. */
import type { Pasted } from "./draft.svelte";

const KINDS = ["image/png", "image/jpeg", "image/gif", "image/webp"];

export function picturesIn(clipboard: DataTransfer | null): File[] {
  return [...(clipboard?.files ?? [])].filter(({ type }) => KINDS.includes(type));
}

export async function asPasted(file: File, step: number | null): Promise<Pasted> {
  const url = await new Promise<string>((read, fail) => {
    const reader = new FileReader();
    reader.onload = () => read(String(reader.result));
    reader.onerror = () => fail(reader.error ?? new Error("the picture could not be read"));
    reader.readAsDataURL(file);
  });
  return { url, data: url.slice(url.indexOf(",") + 1), step };
}

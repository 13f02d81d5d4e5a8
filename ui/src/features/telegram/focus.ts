import { firstFrame } from "../../parts";

/** Where what had the focus is gone, the focus goes to the title of the place: never nowhere. */
export async function keepFocus(): Promise<void> {
  await firstFrame();
  const focused = document.activeElement;
  if (focused && focused !== document.body) return;
  document.querySelector<HTMLElement>("main [data-page-title]")?.focus({ preventScroll: true });
}

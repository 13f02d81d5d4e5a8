export { endKeys } from "./ends";
export { listKeys } from "./list";
export { isDialogOpen, isTyping, shortcuts, type Shortcuts } from "./shortcuts";

/** Puts the focus into the search field of the place on screen, if it has one. */
export function focusSearch(): void {
  const found = (what: string) => document.querySelector<HTMLInputElement>(`main ${what}`);
  const field = found('[data-search="main"]') ?? found("[data-search]");
  field?.focus();
  field?.select();
}

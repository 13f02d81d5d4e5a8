/**
 * The keys that work everywhere. `shortcuts({ "mod+k": open, "g l": go })` binds them until the returned function is
 * called. A key without Ctrl or Cmd is left alone while something is being typed or a dialog is open.
 */
export type Shortcuts = Record<string, (event: KeyboardEvent) => void>;

/** How long the second key of a pair may take, in milliseconds. */
const PAIR_MS = 1200;

export function shortcuts(bindings: Shortcuts): () => void {
  let first: { key: string; at: number } | null = null;

  function press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    const key = named(event);
    if (!key) return;
    const plain = !key.startsWith("mod+");
    if (plain && (isTyping(event.target) || isDialogOpen())) return;
    const pair = first && event.timeStamp - first.at < PAIR_MS ? `${first.key} ${key}` : null;
    const act = (pair && bindings[pair]) || bindings[key];
    first = plain && startsPair(key, bindings) ? { key, at: event.timeStamp } : null;
    if (!act) return;
    first = null;
    event.preventDefault();
    act(event);
  }

  window.addEventListener("keydown", press);
  return () => window.removeEventListener("keydown", press);
}

/** The key by its place on a Latin keyboard where it is a letter, so that `g l` works in a Russian layout. */
function named(event: KeyboardEvent): string | null {
  if (event.altKey) return null;
  const mod = event.ctrlKey || event.metaKey;
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase();
  const key = letter ?? (mod ? event.key : signed(event));
  return mod ? `mod+${key.toLowerCase()}` : key;
}

/** `/` and `?` by the key's place where the layout has other signs there. */
function signed(event: KeyboardEvent): string {
  if (event.code !== "Slash" || event.key === "/" || event.key === "?") return event.key;
  return event.shiftKey ? "?" : "/";
}

function startsPair(key: string, bindings: Shortcuts): boolean {
  return Object.keys(bindings).some((name) => name.startsWith(`${key} `));
}

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit"].includes(target.type);
  return target.isContentEditable || ["TEXTAREA", "SELECT"].includes(target.tagName);
}

export function isDialogOpen(): boolean {
  return document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null;
}

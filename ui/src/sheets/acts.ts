/** Does in a page of its own what a person would do. */
import type { Act } from "./screens";

const WAIT_MS = 8_000;
/** Less than a second: clocks change the page each second. */
const STILL_MS = 250;

export async function perform(page: Window, acts: readonly Act[]): Promise<boolean> {
  let rests = await rest(page);
  for (const act of acts) {
    if ("press" in act) press(page, act.press);
    else if ("click" in act) (await found<HTMLElement>(page, act.click)).click();
    else enter(await found<HTMLInputElement>(page, act.into), act.type);
    rests = await rest(page);
  }
  return rests;
}

/** Ends when nothing is on its way any more: no skeleton, no change of the page for a while. Whether it came to that. */
async function rest(page: Window): Promise<boolean> {
  const { document } = page;
  let changed = performance.now();
  const observer = new MutationObserver(() => (changed = performance.now()));
  observer.observe(document, { subtree: true, childList: true, characterData: true });
  const rests = await until(() => {
    const begun = document.querySelector("main")?.textContent?.trim() !== "";
    const still = performance.now() - changed > STILL_MS;
    return begun && still && document.querySelector("main .skeleton") === null;
  });
  observer.disconnect();
  await document.fonts.ready;
  return rests;
}

function press(page: Window, keys: string): void {
  const parts = keys.split("+");
  const key = parts.at(-1) ?? "";
  const code = /^[a-z]$/.test(key) ? `Key${key.toUpperCase()}` : key;
  const target = page.document.activeElement ?? page.document.body;
  const init = { key, code, ctrlKey: parts.includes("Control"), bubbles: true, cancelable: true };
  target.dispatchEvent(new KeyboardEvent("keydown", init));
}

function enter(field: HTMLInputElement, text: string): void {
  field.focus();
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  if (field.matches("select")) field.dispatchEvent(new Event("change", { bubbles: true }));
}

async function found<E extends Element>(page: Window, selector: string): Promise<E> {
  let element: E | null = null;
  await until(() => (element = page.document.querySelector<E>(selector)) !== null);
  if (element === null) throw new Error(`nothing matches ${selector}`);
  return element;
}

async function until(is: () => boolean): Promise<boolean> {
  const end = performance.now() + WAIT_MS;
  while (!is() && performance.now() < end) await new Promise((go) => setTimeout(go, 40));
  return is();
}

/** Does in a page of its own what a person would do. */
import type { Act } from "./screens";

/** At most; a machine that builds at the same time is slow. */
const WAIT_MS = 20_000;
/** Less than a second: clocks change the page each second. */
const STILL_MS = 250;

/** Answers what keeps changing at the end; `null` where the page rests. */
export async function perform(page: Window, acts: readonly Act[]): Promise<string | null> {
  let restless = await rest(page);
  for (const act of acts) {
    if ("press" in act) press(page, act.press);
    else if ("click" in act) (await found<HTMLElement>(page, act.click)).click();
    else enter(await found<HTMLInputElement>(page, act.into), act.type);
    restless = await rest(page);
  }
  return restless;
}

/** Ends when nothing is on its way any more: no skeleton, no change of the page for a while. */
async function rest(page: Window): Promise<string | null> {
  const { document } = page;
  let changed = performance.now();
  let what: Node = document;
  const observer = new MutationObserver((changes) => {
    changed = performance.now();
    what = changes.at(-1)?.target ?? document;
  });
  observer.observe(document, { subtree: true, childList: true, characterData: true });
  const rests = await until(() => {
    const begun = document.querySelector("main")?.textContent?.trim() !== "";
    const still = performance.now() - changed > STILL_MS;
    return begun && still && document.querySelector("main .skeleton") === null;
  });
  observer.disconnect();
  await document.fonts.ready;
  if (rests) return null;
  const skeleton = document.querySelector("main .skeleton");
  return skeleton
    ? "a skeleton stays"
    : `last changed: ${what.nodeName} “${(what.textContent ?? "").trim().slice(0, 40)}”`;
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

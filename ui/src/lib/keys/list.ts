import { isDialogOpen, isTyping } from "./shortcuts";

/**
 * Moves the focus through the rows of a list: `j`, `k` and the arrows; Home and End for its ends. Rows carry
 * `data-row` and can take the focus. With `j` or `k` outside of any list the first list on the page takes it.
 * For `{@attach listKeys}`.
 */
export function listKeys(list: HTMLElement): () => void {
  function press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const inside = event.target instanceof Node && list.contains(event.target);
    const step = stepOf(event, inside);
    if (step === null || isDialogOpen()) return;
    if (!inside && (isInAnyList(event.target) || list !== document.querySelector("[data-list]"))) return;
    const rows = [...list.querySelectorAll<HTMLElement>("[data-row]")];
    const here = rows.findIndex((row) => row.contains(document.activeElement));
    const next = rows[Math.min(rows.length - 1, Math.max(0, here + step))];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView?.({ block: "nearest" });
  }

  list.dataset.list = "";
  window.addEventListener("keydown", press);
  return () => window.removeEventListener("keydown", press);
}

function isInAnyList(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("[data-list]") !== null;
}

function stepOf(event: KeyboardEvent, inside: boolean): number | null {
  if (event.code === "KeyJ") return 1;
  if (event.code === "KeyK") return -1;
  if (!inside) return null;
  switch (event.key) {
    case "ArrowDown":
      return 1;
    case "ArrowUp":
      return -1;
    case "Home":
      return -1e9;
    case "End":
      return 1e9;
    default:
      return null;
  }
}

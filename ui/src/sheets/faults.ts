/** What a picture shows too, and a machine finds sooner: sideways scrolling, and words that are cut without a sign. */

export function faultsOf(page: Window): string[] {
  const { document } = page;
  const root = document.documentElement;
  // A table that people scroll sideways says so by taking the focus.
  const wide = [root, ...document.querySelectorAll("main, .scroll:not([role=region][tabindex]), [role=dialog]")].filter(
    (one) => one.scrollWidth > one.clientWidth + 1,
  );
  const faults = wide.map((one) => `${nameOf(one)} is ${one.scrollWidth - one.clientWidth} px too wide`);
  for (const one of document.querySelectorAll<HTMLElement>("body *")) {
    if (one.childElementCount > 0 || !one.textContent?.trim() || one.closest("[hidden], .sr-only, svg")) continue;
    const box = one.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    const clip = clipOf(page, one);
    // What is for screen readers only has a pixel.
    if (clip === null || clip.getBoundingClientRect().width < 2) continue;
    const over = Math.round(box.right - clip.getBoundingClientRect().right);
    if (over > 1 && box.left < clip.getBoundingClientRect().right)
      faults.push(`“${wordsOf(one)}” is cut by ${over} px`);
  }
  return [...new Set(faults)].slice(0, 8);
}

/** What cuts the text off without a sign; `null` where it ends in an ellipsis or can be scrolled to. */
function clipOf(page: Window, text: Element): Element | null {
  for (let one: Element | null = text; one; one = one.parentElement) {
    const { overflowX, textOverflow } = page.getComputedStyle(one);
    if (textOverflow === "ellipsis" || overflowX === "auto" || overflowX === "scroll") return null;
    if (overflowX !== "visible") return one;
  }
  return page.document.documentElement;
}

function nameOf(element: Element): string {
  return element.id ? `${element.localName}#${element.id}` : element.localName;
}

function wordsOf(element: HTMLElement): string {
  return (element.textContent ?? "").trim().slice(0, 60);
}

/** What becomes of a cell's text on its way to the eye and to the clipboard. */

/** No cell on screen is wider than this. */
const DRAWN_CHARACTERS = 400;

/** A cell on one line; `⏎` stands where it breaks. */
export function oneLine(text: string): string {
  const drawn = text.length > DRAWN_CHARACTERS ? text.slice(0, DRAWN_CHARACTERS) : text;
  return /[\r\n\t]/.test(drawn) ? drawn.replace(/\s*(\r\n|\r|\n)/g, " ⏎ ").replaceAll("\t", " ") : drawn;
}

/** Cells as one line of tab-separated text, as spreadsheets take it from the clipboard. */
export function tabbed(cells: readonly string[]): string {
  return cells.map((cell) => (/["\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join("\t");
}

export type Mark = { text: string; hit: boolean };

/** A text in parts, where it has the searched words and where not: without regard to case, and `ё` is `е`. */
export function marked(text: string, search: string): Mark[] {
  const folded = fold(text);
  const needle = fold(search);
  // A letter whose lower case has another length would shift every mark after it.
  if (needle === "" || folded.length !== text.length) return [{ text, hit: false }];
  const marks: Mark[] = [];
  let from = 0;
  for (let at = folded.indexOf(needle); at >= 0; at = folded.indexOf(needle, from)) {
    if (at > from) marks.push({ text: text.slice(from, at), hit: false });
    from = at + needle.length;
    marks.push({ text: text.slice(at, from), hit: true });
  }
  if (from < text.length) marks.push({ text: text.slice(from), hit: false });
  return marks;
}

export function has(text: string, search: string): boolean {
  return fold(text).includes(fold(search));
}

function fold(text: string): string {
  return text.toLowerCase().replaceAll("ё", "е");
}

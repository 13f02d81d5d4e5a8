/** A text in lines, and what is found in it. */

/** Where a search hits: the line, and from where to where in it. */
export type Hit = { line: number; from: number; to: number };

/** More hits are not counted. */
export const MOST_HITS = 10_000;

/** A line is cut there: one of megabytes would keep the window from drawing. */
export const LONGEST = 5_000;

export function linesOf(text: string): string[] {
  return text.split(/\r\n|\n|\r/).map((line) => (line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line));
}

export function hitsIn(lines: readonly string[], text: string): Hit[] {
  const wanted = text.toLowerCase();
  const hits: Hit[] = [];
  if (wanted === "") return hits;
  for (const [line, words] of lines.entries()) {
    const lower = words.toLowerCase();
    // A letter whose lower case is longer would shift the places.
    if (lower.length !== words.length) continue;
    for (let from = lower.indexOf(wanted); from >= 0; from = lower.indexOf(wanted, from + wanted.length)) {
      hits.push({ line, from, to: from + wanted.length });
      if (hits.length >= MOST_HITS) return hits;
    }
  }
  return hits;
}

export function byLine(hits: readonly Hit[]): Map<number, Hit[]> {
  const found = new Map<number, Hit[]>();
  for (const hit of hits) {
    const known = found.get(hit.line);
    if (known) known.push(hit);
    else found.set(hit.line, [hit]);
  }
  return found;
}

/** JSON as one reads it; the text itself where it is none. */
export function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** A line cut at its hits. */
export function cut(line: string, hits: readonly Hit[]): { text: string; hit: Hit | null }[] {
  const parts: { text: string; hit: Hit | null }[] = [];
  let at = 0;
  for (const hit of hits) {
    if (hit.from > at) parts.push({ text: line.slice(at, hit.from), hit: null });
    parts.push({ text: line.slice(hit.from, hit.to), hit });
    at = hit.to;
  }
  if (at < line.length || parts.length === 0) parts.push({ text: line.slice(at), hit: null });
  return parts;
}

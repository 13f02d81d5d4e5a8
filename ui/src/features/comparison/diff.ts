/** What changed between two texts, word by word: the longest common subsequence, over what their ends do not share. */
export type Part = { kind: "same" | "gone" | "came"; text: string };

/** Words on either side up to which the middle is compared; beyond it is shown as replaced. */
const MOST_WORDS = 1_200;
/** Texts that share less than this of their letters read better one after the other. */
const ALIKE = 0.3;

export function wordDiff(old: string, now: string): Part[] {
  const [before, after] = [wordsOf(old), wordsOf(now)];
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const [left, right] = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)];
  const parts: Part[] = [{ kind: "same", text: before.slice(0, head).join("") }];
  parts.push(...middle(left, right));
  parts.push({ kind: "same", text: before.slice(before.length - tail).join("") });
  return joined(parts);
}

/** Whether a change is better seen inside the text than as two texts. */
export function isAlike(parts: readonly Part[]): boolean {
  const letters = (wanted: boolean) =>
    parts.reduce((sum, { kind, text }) => ((kind === "same") === wanted ? sum + text.trim().length : sum), 0);
  const [same, changed] = [letters(true), letters(false)];
  return same > 0 && same / (same + changed) >= ALIKE;
}

function middle(left: readonly string[], right: readonly string[]): Part[] {
  if (left.length > MOST_WORDS || right.length > MOST_WORDS) {
    return [
      { kind: "gone", text: left.join("") },
      { kind: "came", text: right.join("") },
    ];
  }
  const width = right.length + 1;
  // common[i * width + j]: the most words that left from i on and right from j on have in common.
  const common = new Uint16Array((left.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      common[i * width + j] = left[i] === right[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const parts: Part[] = [];
  for (let i = 0, j = 0; i < left.length || j < right.length;) {
    const [gone, came] = [left[i], right[j]];
    if (gone !== undefined && gone === came) {
      parts.push({ kind: "same", text: gone });
      i++;
      j++;
    } else if (gone !== undefined && (came === undefined || at(i + 1, j) >= at(i, j + 1))) {
      parts.push({ kind: "gone", text: gone });
      i++;
    } else {
      parts.push({ kind: "came", text: came ?? "" });
      j++;
    }
  }
  return parts;
}

/** Words, runs of white space and single signs; together they are the text. */
function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? [];
}

function joined(parts: readonly Part[]): Part[] {
  const whole: Part[] = [];
  for (const { kind, text } of parts) {
    const last = whole.at(-1);
    if (last?.kind === kind) last.text += text;
    else if (text !== "") whole.push({ kind, text });
  }
  return whole;
}

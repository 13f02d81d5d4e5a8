/**
 * An index of names: all in one string in lower case, with the place where each begins and the set of its letters.
 * It finds words in any order, then letters in order (`rgchk` for “Regression Checkout”), each of them also as the
 * other keyboard layout would have typed it. One long string keeps a hundred thousand names within a few megabytes
 * and lets the engine's own search skip what does not match.
 */
import { fold, foldAll, NEW_LINE } from "./fold";
import { otherLayout } from "./layout";

export type Hit = { at: number; points: number };

/** Words found as they are come before letters found in order, what was typed before what was meant. */
const TIER = 1000;
const START_OF_NAME = 120;
const START_OF_WORD = 60;
/** What was chosen lately comes first among names that answer alike. */
const LATELY = 500;
/** Letters further apart than this, on the average, are found by chance. */
const LEAST_PER_LETTER = 2;

export class Names {
  readonly size: number;
  readonly #text: string;
  readonly #starts: Uint32Array;
  readonly #letters: Letters;
  /** Those with which words begin. */
  readonly #first: Letters;

  constructor(lines: readonly string[]) {
    this.size = lines.length;
    const { text, codes } = foldAll(lines);
    const starts = new Uint32Array(lines.length + 1);
    const letters = new Letters(lines.length);
    const first = new Letters(lines.length);
    let index = 0;
    for (let at = 0; at < lines.length; at += 1) {
      // In variables of its own: this goes over every letter of every name.
      let [near, far, nearFirst, farFirst] = [0, 0, 0, 0];
      let within = false;
      for (; index < codes.length; index += 1) {
        const code = codes[index]!;
        if (code === NEW_LINE) break;
        if (code < 0x80) {
          const bit = NEAR_BITS[code]!;
          near |= bit;
          if (!within) nearFirst |= bit;
        } else {
          const bit = 1 << (code & 31);
          far |= bit;
          if (!within) farFirst |= bit;
        }
        within = isWithinWord(code);
      }
      letters.put(at, near, far);
      first.put(at, nearFirst, farFirst);
      index += 1;
      starts[at + 1] = index;
    }
    this.#text = text;
    this.#starts = starts;
    this.#letters = letters;
    this.#first = first;
  }

  /** At most `limit` names, best first; `lately` are the places of those that were chosen lately. */
  find(typed: string, limit: number, lately: ReadonlySet<number> = new Set()): Hit[] {
    return this.search(typed, limit, lately).hits;
  }

  /** The same, with how many there are; those with letters in order count only where they were looked for. */
  search(typed: string, limit: number, lately: ReadonlySet<number> = new Set()): { hits: Hit[]; total: number } {
    const asTyped = fold(typed).trim();
    const best = new Best(limit, lately, this.size);
    if (asTyped === "") return best;
    const meant = otherLayout(asTyped);
    const readings = meant === asTyped ? [asTyped] : [asTyped, meant];
    readings.forEach((reading, at) => this.#words(reading, best, TIER * (4 - at)));
    readings.forEach((reading, at) => {
      if (best.hits.length < limit) this.#inOrder(reading, best, TIER * (2 - at));
    });
    return best;
  }

  /** Names with every word of the text, in any order. */
  #words(typed: string, best: Best, base: number): void {
    const words = typed.split(/\s+/).sort((a, b) => b.length - a.length);
    const rarest = words[0] ?? "";
    const wanted = lettersOf(typed);
    let at = 0;
    let found = this.#text.indexOf(rarest);
    while (found >= 0) {
      while (this.#start(at + 1) <= found) at += 1;
      const end = this.#start(at + 1);
      if (this.#letters.has(at, wanted)) {
        const points = this.#pointsOf(words, at, found);
        if (points !== null) best.add(at, base + points);
      }
      found = this.#text.indexOf(rarest, end);
    }
  }

  /** `found` is where the first of the words was found. */
  #pointsOf(words: readonly string[], name: number, found: number): number | null {
    const start = this.#start(name);
    const end = this.#start(name + 1) - 1;
    let points = -Math.min(60, end - start) / 10;
    for (const word of words) {
      let at = word === words[0] ? found : this.#within(word, start, end);
      if (at < 0) return null;
      const first = at;
      if (!this.#first.hasCode(name, word.charCodeAt(0))) at = -1;
      while (at >= 0 && !isStart(this.#text, at)) at = this.#within(word, at + 1, end);
      if (at === start) points += START_OF_NAME;
      else if (at >= 0) points += START_OF_WORD;
      points -= Math.min(40, (at < 0 ? first : at) - start) / 4;
    }
    return points / words.length;
  }

  /** Names with every letter of the text, in its order. */
  #inOrder(typed: string, best: Best, base: number): void {
    const wanted = typed.replace(/\s+/g, "");
    if (wanted.length < 2) return;
    const letters = lettersOf(wanted);
    for (let at = 0; at < this.size; at += 1) {
      if (!this.#letters.has(at, letters)) continue;
      const points = this.#scattered(wanted, this.#start(at), this.#start(at + 1) - 1);
      if (points !== null) best.add(at, base + points);
    }
  }

  #scattered(wanted: string, start: number, end: number): number | null {
    let points = 0;
    let last = start - 1;
    for (let index = 0; index < wanted.length; index += 1) {
      const code = wanted.charCodeAt(index);
      let at = last + 1;
      while (at < end && this.#text.charCodeAt(at) !== code) at += 1;
      if (at >= end) return null;
      points += at === last + 1 && index > 0 ? 6 : isStart(this.#text, at) ? 5 : 1 - Math.min(0.9, (at - last) / 40);
      last = at;
    }
    if (points < LEAST_PER_LETTER * wanted.length) return null;
    return points - (end - start) / 100;
  }

  #within(word: string, from: number, end: number): number {
    const first = word.charCodeAt(0);
    for (let at = from; at <= end - word.length; at += 1) {
      if (this.#text.charCodeAt(at) === first && this.#text.startsWith(word, at)) return at;
    }
    return -1;
  }

  #start(at: number): number {
    return this.#starts[at] ?? 0;
  }
}

/** The best hits so far, in order. */
class Best {
  readonly hits: Hit[] = [];
  /** How many names were found. */
  total = 0;
  readonly #found: Uint8Array;

  constructor(
    readonly limit: number,
    readonly lately: ReadonlySet<number>,
    size: number,
  ) {
    this.#found = new Uint8Array(size);
  }

  /** A name that was found before has more points for that: what is looked for later counts less. */
  add(at: number, found: number): void {
    if (this.#found[at]) return;
    this.#found[at] = 1;
    this.total += 1;
    const points = this.lately.has(at) ? found + LATELY : found;
    const { hits, limit } = this;
    if (hits.length === limit && points <= (hits[limit - 1]?.points ?? 0)) return;
    let place = hits.length;
    while (place > 0 && (hits[place - 1]?.points ?? 0) < points) place -= 1;
    hits.splice(place, 0, { at, points });
    if (hits.length > limit) hits.pop();
  }
}

type LetterSet = { near: number; far: number };

/** The letters of each name as 32 bits for Latin, digits and signs and 32 for all others; several signs share a bit. */
class Letters {
  readonly #near: Uint32Array;
  readonly #far: Uint32Array;

  constructor(size: number) {
    this.#near = new Uint32Array(size);
    this.#far = new Uint32Array(size);
  }

  put(at: number, near: number, far: number): void {
    this.#near[at] = near;
    this.#far[at] = far;
  }

  hasCode(at: number, code: number): boolean {
    return ((code >= 0x80 ? this.#far : this.#near)[at]! & bitOf(code)) !== 0;
  }

  has(at: number, { near, far }: LetterSet): boolean {
    return (near & ~this.#near[at]!) === 0 && (far & ~this.#far[at]!) === 0;
  }
}

/** A space is no letter. */
function bitOf(code: number): number {
  return code < 0x80 ? NEAR_BITS[code]! : 1 << (code & 31);
}

/** One for each Latin letter, four for the digits and two for signs. */
const NEAR_BITS = Int32Array.from({ length: 0x80 }, (_, code) => {
  if (code <= 32) return 0;
  if (code >= 97 && code <= 122) return 1 << (code - 97);
  if (code >= 48 && code <= 57) return 1 << (26 + (code & 3));
  return 1 << (30 + (code & 1));
});

function lettersOf(text: string): LetterSet {
  let near = 0;
  let far = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 0x80) far |= bitOf(code);
    else near |= bitOf(code);
  }
  return { near, far };
}

/** Whether a word begins here: after a sign, a space, or the end of the name before. */
function isStart(text: string, at: number): boolean {
  return at === 0 || !isWithinWord(text.charCodeAt(at - 1));
}

function isWithinWord(code: number): boolean {
  return code < 0x80 ? NEAR_WITHIN[code] === 1 : code >= 0xc0;
}

const NEAR_WITHIN = Uint8Array.from({ length: 0x80 }, (_, code) => {
  const isLatin = code >= 97 && code <= 122;
  const isDigit = code >= 48 && code <= 57;
  return Number(isLatin || isDigit);
});

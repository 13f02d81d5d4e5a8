/** Names as people type them: in lower case, with `ё` as `е` and composed accents. */
export function fold(text: string): string {
  return text.toLowerCase().normalize("NFC").replaceAll("ё", "е").replaceAll("\n", " ");
}

export type Folded = {
  text: string;
  /** The codes of the text, which are quicker to go over. */
  codes: Uint16Array;
};

/** All of them in one string, one below the other: letter by letter from a table, and by `fold` what has none. */
export function foldAll(lines: readonly string[]): Folded {
  const size = lines.reduce((sum, { length }) => sum + length + 1, 0);
  let codes = new Uint16Array(size);
  let spare = 0;
  let at = 0;
  for (const line of lines) {
    const start = at;
    let isPlain = true;
    for (let index = 0; isPlain && index < line.length; index += 1) {
      const code = FOLDED[line.charCodeAt(index)] ?? NONE;
      isPlain = code !== NONE;
      codes[at++] = code;
    }
    if (!isPlain) {
      const folded = fold(line);
      const longer = Math.max(0, folded.length - line.length);
      if (longer > spare) {
        codes = longerBy(codes, size + longer);
        spare += size + longer;
      }
      spare -= longer;
      at = start;
      for (let index = 0; index < folded.length; index += 1) codes[at++] = folded.charCodeAt(index);
    }
    codes[at++] = NEW_LINE;
  }
  const whole = codes.subarray(0, Math.max(0, at - 1));
  return { text: UTF_16.decode(whole), codes: whole };
}

function longerBy(codes: Uint16Array<ArrayBuffer>, length: number): Uint16Array<ArrayBuffer> {
  const longer = new Uint16Array(codes.length + length);
  longer.set(codes);
  return longer;
}

export const NEW_LINE = 10;
const UTF_16 = new TextDecoder("utf-16le", { ignoreBOM: true });

/** Latin, Greek, Cyrillic and the signs of punctuation end here. */
const TABLE_SIZE = 0x2800;
/** In the table: what becomes of it depends on its neighbours, or is several letters. */
const NONE = 0;
const BY_NEIGHBOURS = /[\p{M}\u1100-\u11ffΣ\n]/u;

const FOLDED = Uint16Array.from({ length: TABLE_SIZE }, (_, code) => {
  const letter = String.fromCharCode(code);
  const folded = fold(letter);
  return BY_NEIGHBOURS.test(letter) || folded.length !== 1 ? NONE : folded.charCodeAt(0);
});

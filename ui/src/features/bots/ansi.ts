/**
 * The colours of a terminal as pieces of text. Only `ESC [ … m` is understood; what it colours is drawn in the colours of
 * the window, so that it can be read in both themes. Backgrounds are left out.
 */
const HUES = ["plain", "red", "green", "yellow", "blue", "magenta", "cyan", "plain"] as const;

export type Hue = (typeof HUES)[number] | "faint";

export type Piece = {
  text: string;
  hue: Hue | null;
  bold: boolean;
  italic: boolean;
  underlined: boolean;
  hit: boolean;
};

type Style = Omit<Piece, "text" | "hit">;

const PLAIN: Style = { hue: null, bold: false, italic: false, underlined: false };
// eslint-disable-next-line no-control-regex -- what terminals write
const SGR = /\u001b\[([0-9;:]*)m/g;

/** The pieces of a line, cut where its style changes and where `wanted` stands in it, in any case. */
export function piecesOf(line: string, wanted = ""): Piece[] {
  const styled: { text: string; style: Style }[] = [];
  let style = PLAIN;
  let from = 0;
  for (const found of line.matchAll(SGR)) {
    if (found.index > from) styled.push({ text: line.slice(from, found.index), style });
    style = after(style, found[1] ?? "");
    from = found.index + found[0].length;
  }
  if (from < line.length) styled.push({ text: line.slice(from), style });
  return marked(styled, wanted);
}

function marked(styled: readonly { text: string; style: Style }[], wanted: string): Piece[] {
  const whole = styled.map(({ text }) => text).join("");
  const hits = hitsIn(whole, wanted);
  const pieces: Piece[] = [];
  let start = 0;
  for (const { text, style } of styled) {
    const end = start + text.length;
    const cuts = hits.flatMap(({ from, to }) => [from, to]).filter((at) => at > start && at < end);
    const bounds = [start, ...cuts, end];
    for (const [n, from] of bounds.slice(0, -1).entries()) {
      const hit = hits.some((one) => one.from <= from && from < one.to);
      pieces.push({ text: whole.slice(from, bounds[n + 1]), ...style, hit });
    }
    start = end;
  }
  return pieces;
}

function hitsIn(text: string, wanted: string): { from: number; to: number }[] {
  const [lower, sought] = [text.toLowerCase(), wanted.toLowerCase()];
  // A letter whose lower case is longer would shift the places.
  if (sought === "" || lower.length !== text.length) return [];
  const hits = [];
  for (let from = lower.indexOf(sought); from >= 0; from = lower.indexOf(sought, from + sought.length)) {
    hits.push({ from, to: from + sought.length });
  }
  return hits;
}

function after(before: Style, codes: string): Style {
  const numbers = codes.split(/[;:]/).map(Number);
  let style = before;
  for (let at = 0; at < numbers.length; at += 1) {
    const code = numbers[at] ?? 0;
    if (code === 38 || code === 48) {
      const [hue, length] = extended(numbers.slice(at + 1));
      if (code === 38) style = { ...style, hue };
      at += length;
    } else style = simple(style, code);
  }
  return style;
}

function simple(style: Style, code: number): Style {
  if (code === 0) return PLAIN;
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, hue: "faint" };
  if (code === 3) return { ...style, italic: true };
  if (code === 4) return { ...style, underlined: true };
  if (code === 22) return { ...style, bold: false, hue: style.hue === "faint" ? null : style.hue };
  if (code === 23) return { ...style, italic: false };
  if (code === 24) return { ...style, underlined: false };
  if (code === 39) return { ...style, hue: null };
  if (code >= 30 && code <= 37) return { ...style, hue: HUES[code - 30] ?? null };
  if (code >= 90 && code <= 97) return { ...style, hue: code === 90 ? "faint" : (HUES[code - 90] ?? null) };
  return style;
}

/** A colour of the palette of 256 (`5;n`) or of the whole room (`2;r;g;b`), and how many numbers say it. */
function extended([kind, ...rest]: readonly number[]): [Hue | null, number] {
  const [first = 0, second = 0, third = 0] = rest;
  if (kind === 2) return [nearest(first, second, third), 4];
  if (kind !== 5) return [null, 1];
  if (first < 8) return [HUES[first] ?? null, 2];
  if (first < 16) return [first === 8 ? "faint" : (HUES[first - 8] ?? null), 2];
  if (first >= 232) return [first < 244 ? "faint" : "plain", 2];
  const cube = first - 16;
  return [nearest(Math.floor(cube / 36) * 51, (Math.floor(cube / 6) % 6) * 51, (cube % 6) * 51), 2];
}

/** The hue whose primaries are the strong ones of the colour. */
function nearest(red: number, green: number, blue: number): Hue {
  const [most, least] = [Math.max(red, green, blue), Math.min(red, green, blue)];
  if (most - least < 40) return most < 128 ? "faint" : "plain";
  const half = (most + least) / 2;
  const index = (red > half ? 1 : 0) + (green > half ? 2 : 0) + (blue > half ? 4 : 0);
  return HUES[index] ?? "plain";
}

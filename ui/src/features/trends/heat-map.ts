/** Draws tests by launches on a canvas: only the rows in sight, so that thousands cost as much as thirty. */
import type { TrendTest } from "$lib/host";
import { COLOURS, type Letter } from "./letters";

/** The height of a row in pixels. */
export const ROW = 18;
/** The widest that a column gets. */
const WIDEST = 22;

export type Layout = { names: number; cell: number; width: number; height: number };

/** Where names and cells stand on a canvas of this size. */
export function layoutOf(width: number, height: number, launches: number): Layout {
  const names = Math.min(320, Math.max(90, Math.floor(width * 0.34)));
  const cell = Math.max(2, Math.min(WIDEST, (width - names) / Math.max(1, launches)));
  return { names, cell, width, height };
}

export type Colours = { of: (token: string) => string; font: string };

/** The tokens of the theme in force, each read once. */
export function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element);
  const known = new Map<string, string>();
  const of = (token: string): string => {
    let colour = known.get(token);
    if (colour === undefined) known.set(token, (colour = style.getPropertyValue(token).trim()));
    return colour;
  };
  return { of, font: `12px ${style.fontFamily || "sans-serif"}` };
}

export type View = {
  tests: readonly TrendTest[];
  /** How far it is scrolled, in pixels. */
  top: number;
  cursor: { row: number; column: number } | null;
};

export function draw(
  context: CanvasRenderingContext2D,
  { tests, top, cursor }: View,
  layout: Layout,
  colours: Colours,
): void {
  const { names, cell, width, height } = layout;
  context.clearRect(0, 0, width, height);
  context.font = colours.font;
  context.textBaseline = "middle";
  const last = Math.min(tests.length, Math.ceil((top + height) / ROW));
  for (let row = Math.floor(top / ROW); row < last; row++) {
    const test = tests[row];
    if (!test) continue;
    const y = row * ROW - top;
    if (cursor?.row === row) {
      context.fillStyle = colours.of("--bg-active");
      context.fillRect(0, y, width, ROW);
    }
    context.fillStyle = colours.of("--fg");
    context.fillText(shortened(context, test.name, names - 12), 4, y + ROW / 2);
    for (let column = 0; column < test.statuses.length; column++) {
      drawCell(context, test, column, names + column * cell, y, cell, colours);
    }
  }
  if (cursor) {
    context.strokeStyle = colours.of("--focus");
    context.lineWidth = 2;
    context.strokeRect(names + cursor.column * cell, cursor.row * ROW - top + 1, Math.max(4, cell), ROW - 2);
  }
}

function drawCell(
  context: CanvasRenderingContext2D,
  test: TrendTest,
  column: number,
  x: number,
  y: number,
  cell: number,
  colours: Colours,
): void {
  const gap = cell > 5 ? 1 : 0;
  const token = COLOURS[(test.statuses[column] ?? "-") as Letter];
  if (token) {
    context.fillStyle = colours.of(token);
    context.fillRect(x, y + 2, cell - gap, ROW - 4);
  }
  const mark = test.marks[column];
  if (mark === undefined || mark === ".") return;
  context.fillStyle = colours.of(token ? "--on-status" : "--fg-muted");
  drawMark(context, mark, x + (cell - gap) / 2, y + ROW / 2, Math.min(5, Math.max(1.5, cell / 3)));
}

/** Each mark has a shape of its own: a dot is new, a tick up is fixed, a cross is flaky, a bar is vanished. */
function drawMark(context: CanvasRenderingContext2D, mark: string, x: number, y: number, size: number): void {
  context.beginPath();
  if (mark === "n") context.arc(x, y, size * 0.7, 0, 2 * Math.PI);
  else if (mark === "x") {
    context.moveTo(x - size, y + size);
    context.lineTo(x, y - size);
    context.lineTo(x + size, y + size);
  } else if (mark === "k") {
    context.rect(x - size, y - size / 4, 2 * size, size / 2);
    context.rect(x - size / 4, y - size, size / 2, 2 * size);
  } else context.rect(x - size, y - size / 4, 2 * size, size / 2);
  context.fill();
}

/** Measuring is dear: a letter is taken for a little more than half as wide as the font is high. */
function shortened(context: CanvasRenderingContext2D, text: string, room: number): string {
  if (text.length * 8 <= room || context.measureText(text).width <= room) return text;
  let end = Math.max(1, Math.floor(room / 6.4));
  while (end > 1 && context.measureText(`${text.slice(0, end)}…`).width > room) end -= 1;
  return `${text.slice(0, end)}…`;
}

/** The cell under a point of the canvas; names belong to the newest launch. */
export function cellAt(x: number, y: number, top: number, layout: Layout, tests: number, launches: number) {
  const row = Math.floor((y + top) / ROW);
  const column = x < layout.names ? launches - 1 : Math.floor((x - layout.names) / layout.cell);
  if (row < 0 || row >= tests || column < 0 || column >= launches) return null;
  return { row, column };
}

/** How wide a text is drawn in a cell, in pixels. */
import type { Measure } from "./columns";

const FONT = '13px system-ui, -apple-system, "Segoe UI", Roboto, Cantarell, "Noto Sans", sans-serif';
const GUESSED_CHARACTER = 7;

let context: CanvasRenderingContext2D | null | undefined;

export const measure: Measure = (text) => {
  if (context === undefined) {
    context = document.createElement("canvas").getContext("2d");
    if (context) context.font = FONT;
  }
  return context?.measureText(text).width ?? text.length * GUESSED_CHARACTER;
};

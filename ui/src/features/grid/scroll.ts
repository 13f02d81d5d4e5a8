/**
 * Where rows stand in a scroller. Engines cap the height of an element near 33 million pixels and draw it coarsely
 * above 16 million, so the drawn height has a bound: above it the scrollbar is a scaled picture of the *place*, the
 * distance in pixels from the top of the first row, and wheel and keys move the place itself.
 */
export const ROW_HEIGHT = 28;
const MOST_PIXELS = 12_000_000;
/** Rows drawn above and below those in sight, for a scroll that is ahead of the page. */
const SPARE_ROWS = 10;
/** Rows that share an origin, so that no drawn offset gets large. */
const ORIGIN_ROWS = 10_000;

export type Extent = {
  rows: number;
  /** What is seen of the rows, in pixels. */
  sight: number;
};

/** The height of the element that the scrollbar measures. */
export function drawnHeight({ rows }: Extent): number {
  return Math.min(rows * ROW_HEIGHT, MOST_PIXELS);
}

export function isScaled({ rows }: Extent): boolean {
  return rows * ROW_HEIGHT > MOST_PIXELS;
}

/** The place as near as the rows allow. */
export function withinRows(place: number, extent: Extent): number {
  return Math.max(0, Math.min(place, furthest(extent)));
}

/** The place that a position of the scrollbar means. */
export function placeAt(bar: number, extent: Extent): number {
  const travel = drawnHeight(extent) - extent.sight;
  return travel <= 0 ? 0 : withinRows((bar * furthest(extent)) / travel, extent);
}

/** The position of the scrollbar for a place. */
export function barAt(place: number, extent: Extent): number {
  const all = furthest(extent);
  return all <= 0 ? 0 : (withinRows(place, extent) * (drawnHeight(extent) - extent.sight)) / all;
}

/** The rows to draw: from the first up to, without, the last. */
export function rowsToDraw(place: number, { rows, sight }: Extent): { first: number; last: number } {
  const first = Math.floor(place / ROW_HEIGHT) - SPARE_ROWS;
  const last = Math.ceil((place + sight) / ROW_HEIGHT) + SPARE_ROWS;
  return { first: Math.max(0, Math.min(first, rows)), last: Math.max(0, Math.min(last, rows)) };
}

/** How many rows are ever drawn at once; a row keeps its element until another takes it over. */
export function slotsFor({ sight }: Extent): number {
  return Math.ceil(sight / ROW_HEIGHT) + 2 * SPARE_ROWS + 2;
}

/** The row from which drawn offsets are counted. */
export function originOf(first: number): number {
  return first - (first % ORIGIN_ROWS);
}

/** Where the origin is drawn, in pixels below the top of the scrolled element. */
export function originTop(origin: number, place: number, bar: number): number {
  return bar - place + origin * ROW_HEIGHT;
}

/** The nearest place at which a row is wholly in sight. */
export function placeShowing(row: number, place: number, extent: Extent): number {
  const top = row * ROW_HEIGHT;
  const nearest = Math.max(Math.min(place, top), top + ROW_HEIGHT - extent.sight);
  return withinRows(nearest, extent);
}

function furthest({ rows, sight }: Extent): number {
  return Math.max(0, rows * ROW_HEIGHT - sight);
}

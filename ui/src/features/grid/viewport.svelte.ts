/** A scroller that shows rows: what of them is in sight, and the ways to get elsewhere. See `scroll.ts`. */
import { untrack } from "svelte";
import * as scroll from "./scroll";

/** One notch of a wheel that counts in lines. */
const LINE = 20;

export class Viewport {
  /** Of what is seen of the scroller, in pixels. */
  width = $state(0);
  #height = $state(0);
  left = $state(0);
  place = $state(0);
  #bar = $state(0);
  readonly extent: scroll.Extent = $derived.by(() => ({
    rows: this.rows(),
    sight: Math.max(0, this.#height - this.head),
  }));
  readonly #drawn = $derived.by(() => scroll.rowsToDraw(this.place, this.extent));
  readonly first = $derived.by(() => this.#drawn.first);
  readonly last = $derived.by(() => this.#drawn.last);
  readonly origin = $derived.by(() => scroll.originOf(this.first));
  readonly top = $derived.by(() => scroll.originTop(this.origin, this.place, this.#bar));
  #scroller: HTMLElement | undefined;
  /** The scrollbar's position that was put here: the event of it says nothing of the place. */
  #given = -1;

  /** `head` is the height of what stands over the rows. */
  constructor(
    readonly rows: () => number,
    readonly head: number,
  ) {
    // A table that grows keeps its place: the scaled scrollbar moves instead.
    $effect(() => {
      const { extent } = this;
      untrack(() => this.goTo(scroll.withinRows(this.place, extent)));
    });
  }

  /** For `{@attach viewport.attach}` on the scroller. */
  readonly attach = (scroller: HTMLElement): (() => void) => {
    this.#scroller = scroller;
    const measure = () => {
      this.width = scroller.clientWidth;
      this.#height = scroller.clientHeight;
    };
    const scrolled = () => this.#scrolled(scroller);
    const wheel = (event: WheelEvent) => this.#wheel(event, scroller);
    untrack(measure);
    const sizes = new ResizeObserver(measure);
    sizes.observe(scroller);
    scroller.addEventListener("scroll", scrolled, { passive: true });
    scroller.addEventListener("wheel", wheel, { passive: false });
    return () => {
      sizes.disconnect();
      scroller.removeEventListener("scroll", scrolled);
      scroller.removeEventListener("wheel", wheel);
    };
  };

  goTo(place: number): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    this.place = scroll.withinRows(place, this.extent);
    scroller.scrollTop = scroll.barAt(this.place, this.extent);
    // An engine rounds the position, and a height that has not been drawn yet bounds it.
    this.#bar = this.#given = scroller.scrollTop;
  }

  show(row: number): void {
    this.goTo(scroll.placeShowing(row, this.place, this.extent));
  }

  showLeft(left: number): void {
    if (this.#scroller && left !== this.left) this.#scroller.scrollLeft = left;
  }

  /** Rows that are wholly in sight. */
  get page(): number {
    return Math.floor(this.extent.sight / scroll.ROW_HEIGHT);
  }

  #scrolled(scroller: HTMLElement): void {
    this.left = scroller.scrollLeft;
    const bar = scroller.scrollTop;
    if (bar !== this.#given) this.place = scroll.placeAt(bar, this.extent);
    this.#bar = bar;
  }

  /** A notch of the wheel is as many rows in a scaled table as in any other. */
  #wheel(event: WheelEvent, scroller: HTMLElement): void {
    if (!scroll.isScaled(this.extent) || event.ctrlKey || event.shiftKey || event.deltaY === 0) return;
    event.preventDefault();
    const unit = event.deltaMode === 0 ? 1 : event.deltaMode === 1 ? LINE : this.extent.sight;
    this.goTo(this.place + event.deltaY * unit);
    scroller.scrollLeft += event.deltaX * unit;
  }
}

/** What a header does when it is clicked or its edge is dragged. */
import type { GridSort } from "$lib/host";

/** Ascending, descending, as in the file. Numbers within the text count by their value until a person says otherwise. */
export function nextSort(sort: GridSort | null, column: number): GridSort | null {
  if (sort?.column !== column) return { column, descending: false, natural: sort?.natural ?? true };
  return sort.descending ? null : { ...sort, descending: true };
}

/** Follows the pointer until it is let go; `moved` hears how far it is from where it began. */
export function dragEdge(from: PointerEvent, moved: (by: number) => void, done: () => void): void {
  const move = (event: PointerEvent) => moved(event.clientX - from.clientX);
  const end = () => {
    window.removeEventListener("pointermove", move);
    window.removeEventListener("pointerup", end);
    window.removeEventListener("pointercancel", end);
    done();
  };
  window.addEventListener("pointermove", move);
  window.addEventListener("pointerup", end);
  window.addEventListener("pointercancel", end);
}

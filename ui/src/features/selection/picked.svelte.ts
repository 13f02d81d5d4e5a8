import { getContext, setContext } from "svelte";
import { SvelteSet } from "svelte/reactivity";

const PICKED = Symbol("picked");

/** The tests of a run that are ticked, while they can be. */
export class Picked {
  on = $state(false);
  readonly ids = new SvelteSet<number>();

  pick(id: number, on: boolean): void {
    if (on) this.ids.add(id);
    else this.ids.delete(id);
  }

  turn(on: boolean): void {
    this.on = on;
    this.ids.clear();
  }
}

/** For the tests below a component. Call it while that is set up. */
export const pickHere = (): Picked => setContext(PICKED, new Picked());

/** Of the page around; `undefined` where tests cannot be ticked. */
export const pickedHere = (): Picked | undefined => getContext<Picked | undefined>(PICKED);

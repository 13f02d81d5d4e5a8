/** Which test cases of a look are chosen: all of a kind or none, but for those that are turned. */
import { SvelteSet } from "svelte/reactivity";
import type { RestoreChoice, RestoreKind, RestoreLook } from "$lib/host";

type Kind = Exclude<RestoreKind, "blocked">;

export class Picked {
  /** All that is missing is wanted, unless a person says otherwise; nothing is written over unasked. */
  #whole = $state<Record<Kind, boolean>>({ missing: true, changed: false });
  #turned: Record<Kind, SvelteSet<number>> = { missing: new SvelteSet(), changed: new SvelteSet() };

  has(kind: Kind, id: number): boolean {
    return this.#whole[kind] !== this.#turned[kind].has(id);
  }

  hasAll(kind: Kind): boolean {
    return this.#whole[kind] && this.#turned[kind].size === 0;
  }

  isMixed(kind: Kind, total: number): boolean {
    const turned = this.#turned[kind].size;
    return turned > 0 && turned < total;
  }

  all(kind: Kind, on: boolean): void {
    this.#whole[kind] = on;
    this.#turned[kind].clear();
  }

  turn(kind: Kind, id: number): void {
    if (!this.#turned[kind].delete(id)) this.#turned[kind].add(id);
  }

  counts(look: RestoreLook): Record<Kind, number> {
    const of = (kind: Kind) => (this.#whole[kind] ? look[kind] - this.#turned[kind].size : this.#turned[kind].size);
    return { missing: of("missing"), changed: of("changed") };
  }

  get choice(): RestoreChoice {
    const { missing, changed } = this.#whole;
    return { missing, changed, turned: [...this.#turned.missing, ...this.#turned.changed] };
  }
}

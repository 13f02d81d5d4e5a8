import { untrack } from "svelte";

/** How long typing rests before something is asked about it, in milliseconds, unless the answer is near. */
const RESTS_MS = 300;

/** A value once it has not changed for a moment. Call it while a component is set up. */
export function settled<T>(read: () => T, rests = RESTS_MS): { readonly now: T } {
  let now = $state.raw(untrack(read));
  $effect(() => {
    const next = read();
    const timer = setTimeout(() => (now = next), rests);
    return () => clearTimeout(timer);
  });
  return {
    get now() {
      return now;
    },
  };
}

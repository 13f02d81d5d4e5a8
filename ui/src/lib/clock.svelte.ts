import { createSubscriber } from "svelte/reactivity";

/** The time, told again every `everyMs` for as long as something on screen reads it. */
function ticking(everyMs: number): { readonly now: number } {
  const subscribe = createSubscriber((update) => {
    const timer = setInterval(update, everyMs);
    return () => clearInterval(timer);
  });
  return {
    get now() {
      subscribe();
      return Date.now();
    },
  };
}

export const everySecond = ticking(1000);
export const everyTenSeconds = ticking(10_000);

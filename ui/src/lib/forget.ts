/**
 * What belongs to a connection and is kept outside of the cache of queries, such as drafts: each keeper says how it
 * forgets, and all forget when the window goes to another connection.
 */
const keepers: (() => void)[] = [];

export function onForget(forget: () => void): void {
  keepers.push(forget);
}

export function forgetAll(): void {
  for (const forget of keepers) forget();
}

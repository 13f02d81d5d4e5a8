/** Tests that were chosen by name, from the palette: the form of the job that is opened next in their project takes them. */
import { onForget } from "$lib/forget";
import type { Tests } from "$lib/host";

export type Carried = { projectId: number; name: string; tests: Tests };

let carried = $state<Carried | null>(null);

onForget(() => (carried = null));

/** What waits for a job of the project. */
export function carriedTo(projectId: number): Carried | null {
  return carried?.projectId === projectId ? carried : null;
}

export function carry(tests: Carried | null): void {
  carried = tests;
}

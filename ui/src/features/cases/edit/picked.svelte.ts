/** Which test cases of a project are chosen in the list or by group, to be edited together. */
import { SvelteMap } from "svelte/reactivity";
import { onForget } from "$lib/forget";

/** What the program takes into one edit. */
export const MOST_TOGETHER = 500;

/** How much of several test cases is chosen: all, none, or a part. */
export type Mark = "on" | "off" | "mixed";

class Picked {
  projectId = $state<number | null>(null);
  /** Their names. */
  readonly cases = new SvelteMap<number, string>();

  toggle(projectId: number, id: number, name: string): void {
    if (this.projectId !== projectId) this.clear();
    this.projectId = projectId;
    if (!this.cases.delete(id)) this.cases.set(id, name);
  }

  /** Chooses all of these, or none of them. */
  put(projectId: number, cases: readonly { id: number; name: string }[], on: boolean): void {
    if (this.projectId !== projectId) this.clear();
    this.projectId = projectId;
    for (const { id, name } of cases) {
      if (on) this.cases.set(id, name);
      else this.cases.delete(id);
    }
  }

  mark(projectId: number, cases: readonly { id: number }[]): Mark {
    const chosen = cases.filter(({ id }) => this.has(projectId, id)).length;
    if (chosen === 0) return "off";
    return chosen === cases.length ? "on" : "mixed";
  }

  has(projectId: number, id: number): boolean {
    return this.projectId === projectId && this.cases.has(id);
  }

  /** Those of this project. */
  of(projectId: number | null): number[] {
    return projectId !== null && this.projectId === projectId ? [...this.cases.keys()] : [];
  }

  clear(): void {
    this.cases.clear();
    this.projectId = null;
  }
}

export const picked = new Picked();
onForget(() => picked.clear());

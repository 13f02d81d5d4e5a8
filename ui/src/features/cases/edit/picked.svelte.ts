/** Which test cases of a project are chosen in the list, to be edited together. */
import { SvelteMap } from "svelte/reactivity";
import { onForget } from "$lib/forget";

class Picked {
  projectId = $state<number | null>(null);
  /** Their names. */
  readonly cases = new SvelteMap<number, string>();

  toggle(projectId: number, id: number, name: string): void {
    if (this.projectId !== projectId) this.clear();
    this.projectId = projectId;
    if (!this.cases.delete(id)) this.cases.set(id, name);
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

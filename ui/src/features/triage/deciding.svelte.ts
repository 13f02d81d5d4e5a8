/** What is chosen among the tests of a run, and what is asked about it. One for the page of a run. */
import { getContext, setContext } from "svelte";
import { SvelteMap } from "svelte/reactivity";
import type { DecisionKind, DecisionView, TestView } from "$lib/host";
import type { Target } from "./target";

export class Deciding {
  readonly runId: () => number;
  /** By the server's id. */
  readonly chosen = new SvelteMap<number, TestView>();
  /** What is on the page, for the keys. */
  readonly shown = new SvelteMap<number, TestView>();
  readonly groups = new SvelteMap<string, Target>();
  /** Tests can be chosen by tapping, before the first one is. */
  picking = $state(false);
  asking = $state<DecisionKind | null>(null);
  rerunning = $state(false);
  target = $state.raw<Target | null>(null);
  /** What was decided last here, for `u`. */
  last = $state.raw<DecisionView | null>(null);

  constructor(runId: () => number) {
    this.runId = runId;
  }

  ask(kind: DecisionKind, target: Target): void {
    this.target = target;
    this.asking = kind;
  }

  rerun(target: Target): void {
    this.target = target;
    this.rerunning = true;
  }

  get choosing(): boolean {
    return this.picking || this.chosen.size > 0;
  }

  clear(): void {
    this.picking = false;
    this.chosen.clear();
  }

  toggle(test: TestView): void {
    if (!this.chosen.delete(test.id)) this.chosen.set(test.id, test);
  }

  /** What is chosen; `null` when nothing is. */
  selection(): Target | null {
    return this.#of([...this.chosen.values()]);
  }

  /** What a key is about: what is chosen, else the row with the focus, a test or a group. */
  meant(focused: Element | null): Target | null {
    const chosen = this.selection();
    if (chosen) return chosen;
    const test = testOf(focused, this);
    if (test) return this.#of([test]);
    const key = focused?.closest<HTMLElement>("[data-group]")?.dataset.group;
    return key === undefined ? null : (this.groups.get(key) ?? null);
  }

  #of(tests: TestView[]): Target | null {
    const [first] = tests;
    if (!first) return null;
    const label = (first.message ?? "").split("\n")[0]?.trim().slice(0, 200) || first.name;
    const results = tests.map(({ id }) => id);
    return { runId: this.runId(), group: null, results, count: tests.length, label, sample: first.id };
  }
}

/** The test of the row that holds the element. */
export function testOf(element: Element | null, deciding: Deciding): TestView | null {
  const id = element?.closest<HTMLElement>("[data-test]")?.dataset.test;
  return id === undefined ? null : (deciding.shown.get(Number(id)) ?? null);
}

const KEY = Symbol("deciding");

export const shareDeciding = (deciding: Deciding): Deciding => setContext(KEY, deciding);

/** `undefined` where nothing can be decided, as in a run without a launch. */
export const useDeciding = (): Deciding | undefined => getContext<Deciding | undefined>(KEY);

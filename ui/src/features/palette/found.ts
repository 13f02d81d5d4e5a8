/** Which commands answer what was typed. */
import type { Command } from "./command";
import { Names } from "./names";

/** How many rows the palette draws. */
const SHOWN = 50;
/** How many of what was chosen lately come first while nothing is typed. */
const LATELY = 4;
/** While nothing is typed, so many of each group of names, so that every group is in sight. */
const OF_GROUP = 5;

/** Commands with the index of their names. */
export type Shelf = { commands: readonly Command[]; names: Names };

export function shelf(commands: readonly Command[]): Shelf {
  return { commands, names: new Names(commands.map(({ name, hint = "", words = "" }) => `${name} ${hint} ${words}`)) };
}

/** The best of all shelves; of names that answer alike, those of the earlier shelf come first. */
export function found(shelves: readonly Shelf[], typed: string, lately: readonly string[]): Command[] {
  const chosen = new Set(lately);
  const best = shelves
    .flatMap(({ commands, names }) => {
      const places = new Set(chosen.size > 0 ? placesOf(commands, chosen) : []);
      return names.find(typed, SHOWN, places).map(({ at, points }) => ({ command: commands[at]!, points }));
    })
    .sort((a, b) => b.points - a.points)
    .map(({ command }) => command);
  return once(best).slice(0, SHOWN);
}

/** While nothing is typed: what was chosen lately, then the first of each group of names, and every place and command. */
export function offered(all: readonly Command[], lately: readonly string[], latelyName: string): Command[] {
  const order = new Map(lately.map((id, at) => [id, at]));
  const first = all
    .filter(({ id, passing }) => order.has(id) && !passing)
    .sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0))
    .slice(0, LATELY);
  return once([...first.map((command) => ({ ...command, group: latelyName })), ...someOfEach(all)]);
}

function someOfEach(all: readonly Command[]): Command[] {
  const counts = new Map<string, number>();
  return all.filter(({ group, always }) => {
    const before = counts.get(group) ?? 0;
    counts.set(group, before + 1);
    return always || before < OF_GROUP;
  });
}

/** A run that ends is for a moment among those under way and among the past ones. */
function once(commands: readonly Command[]): Command[] {
  const known = new Set<string>();
  return commands.filter(({ id }) => !known.has(id) && known.add(id));
}

function placesOf(commands: readonly Command[], chosen: ReadonlySet<string>): number[] {
  return commands.flatMap(({ id }, at) => (chosen.has(id) ? [at] : []));
}

import type { Command } from "./commands.svelte";
import { score } from "./fuzzy";

/** How many rows the palette draws. */
const SHOWN = 50;
/** How many of what was chosen lately come first while nothing is typed. */
const LATELY = 4;

/** What answers the typed text, best first; while nothing is typed, what was chosen lately comes first. */
export function ranked(
  all: readonly Command[],
  typed: string,
  lately: readonly string[],
  latelyName: string,
): Command[] {
  const order = new Map(lately.map((id, at) => [id, at]));
  if (typed.trim() === "") {
    const first = all
      .filter(({ id }) => order.has(id))
      .sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0))
      .slice(0, LATELY);
    const rest = all.filter((command) => !first.includes(command));
    return [...first.map((command) => ({ ...command, group: latelyName })), ...rest].slice(0, SHOWN);
  }
  return all
    .map((command) => ({ command, points: score(`${command.name} ${command.hint ?? ""}`, typed) }))
    .filter((found): found is { command: Command; points: number } => found.points !== null)
    .map(({ command, points }) => ({ command, points: points + (order.has(command.id) ? 3 : 0) }))
    .sort((a, b) => b.points - a.points)
    .slice(0, SHOWN)
    .map(({ command }) => command);
}

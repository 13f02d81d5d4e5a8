/** A bot's environment as it is typed. */
import type { EnvironmentEntry } from "$lib/host";

/** `NAME=value` in each line, as in an .env file; `null` where a line is something else. */
export function pasted(text: string): EnvironmentEntry[] | null {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  const entries = lines.map((line) => {
    const [, name, value] = /^(?:export\s+)?([A-Za-z_]\w*)\s*=(.*)$/.exec(line) ?? [];
    return name === undefined || value === undefined ? null : { name, value: unquoted(value.trim()) };
  });
  return lines.length === 0 || entries.includes(null) ? null : entries.filter((entry) => entry !== null);
}

function unquoted(value: string): string {
  const [, , inside] = /^(["'])(.*)\1$/.exec(value) ?? [];
  return inside ?? value;
}

/** With what was pasted into a row in its place; a name that is there already gets the new value. */
export function withPasted(
  environment: readonly EnvironmentEntry[],
  at: number,
  entries: readonly EnvironmentEntry[],
): EnvironmentEntry[] {
  const values = new Map(entries.map(({ name, value }) => [name, value]));
  const kept = environment.flatMap((entry, index) => {
    if (index === at) return [];
    const value = values.get(entry.name);
    if (value === undefined) return [entry];
    values.delete(entry.name);
    return [{ ...entry, value }];
  });
  return [...kept, ...[...values].map(([name, value]) => ({ name, value }))];
}

/** Rows that were begun and left empty say nothing. */
export const filled = (environment: readonly EnvironmentEntry[]): EnvironmentEntry[] =>
  environment.filter(({ name, value }) => name.trim() !== "" || (value ?? "") !== "");

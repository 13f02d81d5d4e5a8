// Simple schedules and the five fields that say them.

export type Preset =
  | { kind: "daily" | "weekdays"; at: string }
  | { kind: "weekly"; at: string; day: number }
  | { kind: "hours"; every: number };

/** Hours that divide a day, so that the distance is the same over midnight. */
export const EVERY_HOURS = [1, 2, 3, 4, 6, 8, 12] as const;

/** The simple schedule that an expression says, if it says one. */
export function presetOf(cron: string): Preset | null {
  const [minute = "", hour = "", day, month, weekday = "", ...rest] = cron.trim().split(/\s+/);
  if (day !== "*" || month !== "*" || rest.length > 0) return null;
  const every = minute === "0" && weekday === "*" ? everyOf(hour) : null;
  if (every !== null) return { kind: "hours", every };
  const at = clockOf(hour, minute);
  if (at === null) return null;
  if (weekday === "*") return { kind: "daily", at };
  if (weekday === "1-5") return { kind: "weekdays", at };
  return /^[0-6]$/.test(weekday) ? { kind: "weekly", at, day: Number(weekday) } : null;
}

export function cronOf(preset: Preset): string {
  if (preset.kind === "hours") return preset.every === 1 ? "0 * * * *" : `0 */${preset.every} * * *`;
  const [hour = 0, minute = 0] = preset.at.split(":").map(Number);
  const days = { daily: "*", weekdays: "1-5", weekly: preset.kind === "weekly" ? String(preset.day) : "" };
  return `${minute} ${hour} * * ${days[preset.kind]}`;
}

/** `7:5` is not a time; `7:05` and `07:05` are. */
export function isClock(text: string): boolean {
  return /^([01]?\d|2[0-3]):[0-5]\d$/.test(text.trim());
}

function everyOf(hour: string): number | null {
  if (hour === "*") return 1;
  const every = Number(/^\*\/(\d+)$/.exec(hour)?.[1]);
  return EVERY_HOURS.find((one) => one === every) ?? null;
}

function clockOf(hour: string, minute: string): string | null {
  if (!/^\d{1,2}$/.test(hour) || !/^\d{1,2}$/.test(minute)) return null;
  const clock = `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`;
  return isClock(clock) ? clock : null;
}

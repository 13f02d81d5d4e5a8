import { language } from "./language.svelte";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS = {
  en: { d: "d", h: "h", m: "m", s: "s", ms: "ms", now: "just now" },
  ru: { d: "д", h: "ч", m: "мин", s: "с", ms: "мс", now: "только что" },
};

/** The clock has 24 hours in both languages, as in schedules and quiet hours. */
const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;

const numbers = ofLanguage((spoken) => new Intl.NumberFormat(spoken));
const ages = ofLanguage((spoken) => new Intl.RelativeTimeFormat(spoken, { numeric: "auto", style: "short" }));

/** Makes a formatter once per language: to make one takes far longer than to use it, and lists use hundreds. */
function ofLanguage<F>(make: (spoken: string) => F): () => F {
  const made = new Map<string, F>();
  return () => {
    const spoken = language.current;
    const formatter = made.get(spoken) ?? make(spoken);
    made.set(spoken, formatter);
    return formatter;
  };
}

export function formatNumber(value: number): string {
  return numbers().format(value);
}

/** A size in the units of file managers: `640 bytes`, `12.4 MB`. */
export function formatBytes(bytes: number): string {
  const sizes = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
  const power = Math.min(sizes.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** power;
  return new Intl.NumberFormat(language.current, {
    style: "unit",
    unit: sizes[power],
    unitDisplay: power > 0 ? "short" : "long",
    maximumFractionDigits: power > 0 && value < 100 ? 1 : 0,
  }).format(value);
}

/** How long something still takes to come, without seconds unless it is near: `2 d 3 h`, `3 h 12 m`, `40 s`. */
export function formatWait(ms: number): string {
  const unit = UNITS[language.current];
  if (ms < 2 * MINUTE) return formatDuration(Math.max(0, Math.round(ms / SECOND)) * SECOND || SECOND);
  if (ms < DAY) return formatDuration(Math.round(ms / MINUTE) * MINUTE);
  const hours = Math.round(ms / HOUR);
  return joined(Math.floor(hours / 24), unit.d, hours % 24, unit.h);
}

/** A length of time, in its two greatest units: `1 h 4 m`, `12 s`, `340 ms`. */
export function formatDuration(ms: number): string {
  const unit = UNITS[language.current];
  const gap = "\u00a0";
  if (ms < SECOND) return `${Math.max(0, Math.round(ms))}${gap}${unit.ms}`;
  const seconds = Math.round(ms / SECOND);
  if (seconds < 60) return `${seconds}${gap}${unit.s}`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return joined(minutes, unit.m, seconds % 60, unit.s);
  return joined(Math.floor(minutes / 60), unit.h, minutes % 60, unit.m);
}

/** A range of lengths, to the minute where it is longer: `7–9 m`, `40–55 s`; one length where both are said alike. */
export function formatDurations({ low, high }: { low: number; high: number }): string {
  const unit = UNITS[language.current];
  if (high >= HOUR) {
    const [from, to] = [low, high].map((ms) => formatDuration(Math.round(ms / MINUTE) * MINUTE));
    return from === to ? `${to}` : `${from}–${to}`;
  }
  const [one, name] = high >= MINUTE ? [MINUTE, unit.m] : [SECOND, unit.s];
  const [from, to] = [low, high].map((ms) => Math.round(Math.max(0, ms) / one));
  return `${from === to ? to : `${from}–${to}`}\u00a0${name}`;
}

function joined(first: number, firstUnit: string, second: number, secondUnit: string): string {
  const head = `${first}\u00a0${firstUnit}`;
  return second === 0 ? head : `${head} ${second}\u00a0${secondUnit}`;
}

/** How long ago something was: `just now`, `5 min ago`, `yesterday`; a date when it is more than a week. */
export function formatAge(at: string, now: number): string {
  const age = now - Date.parse(at);
  const ago = (value: number, unit: Intl.RelativeTimeFormatUnit) =>
    ages().format(-Math.round(value), unit).replace(".", "");
  if (age < 10 * SECOND && age > -MINUTE) return UNITS[language.current].now;
  if (Math.abs(age) < MINUTE) return ago(age / SECOND, "second");
  if (Math.abs(age) < HOUR) return ago(age / MINUTE, "minute");
  if (Math.abs(age) < DAY) return ago(age / HOUR, "hour");
  if (Math.abs(age) < 7 * DAY) return ago(age / DAY, "day");
  return formatDate(at);
}

/** A day, with the year when it is not the running one. */
export function formatDate(at: string): string {
  const date = new Date(at);
  return new Intl.DateTimeFormat(language.current, dayOf(date)).format(date);
}

/** The parts of a day, with the year when it is not the running one. */
function dayOf(date: Date): Intl.DateTimeFormatOptions {
  const year = date.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
  return { day: "numeric", month: "short", year };
}

/** Hours, minutes and seconds of the local clock. */
export function formatTime(at: string): string {
  return new Intl.DateTimeFormat(language.current, { ...CLOCK, second: "2-digit" }).format(new Date(at));
}

/** A whole instant in local time, for a tooltip or a details list. */
export function formatMoment(at: string): string {
  return new Intl.DateTimeFormat(language.current, {
    day: "numeric",
    month: "short",
    year: "numeric",
    ...CLOCK,
  }).format(new Date(at));
}

/** A weekday, day, hours and minutes by the clock of a zone; the local one where none is named. */
export function formatInZone(at: string, zone?: string): string {
  const date = new Date(at);
  return new Intl.DateTimeFormat(language.current, {
    weekday: "short",
    ...dayOf(date),
    ...CLOCK,
    timeZone: zone,
  }).format(date);
}

/** What was typed for a time of day, as `HH:MM`: `7`, `730`, `7:30` and `07.30` are understood; else `null`. */
export function clockOf(typed: string): string | null {
  const [, hour, minute = "00"] = /^(\d{1,2})(?:[:.\s]?(\d{2}))?$/.exec(typed.trim()) ?? [];
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59) return null;
  return `${hour.padStart(2, "0")}:${minute}`;
}

/** The axis of a chart: a few round numbers from 0 up. */
export type Scale = { top: number; ticks: number[] };

/** `step` is the smallest that a tick may be apart, such as 1 for what is counted. */
export function scaleOf(highest: number, step = 1): Scale {
  const wanted = Math.max(step, highest) / 4;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const factor = [1, 2, 5, 10].find((one) => one * power >= wanted) ?? 10;
  const apart = Math.max(step, factor * power);
  const count = Math.max(1, Math.ceil(highest / apart));
  return { top: count * apart, ticks: Array.from({ length: count + 1 }, (_, n) => n * apart) };
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const LENGTHS = [1, 2, 5, 10, 15, 30]
  .flatMap((n) => [n * SECOND, n * MINUTE])
  .concat([1, 2, 4, 8, 12, 24].map((n) => n * HOUR));

/** The same for lengths of time in milliseconds, whose round numbers are those of a clock. */
export function scaleOfLengths(longest: number): Scale {
  const apart = LENGTHS.sort((a, b) => a - b).find((one) => one * 4 >= longest) ?? scaleOf(longest, 24 * HOUR).top / 4;
  const count = Math.max(1, Math.ceil(longest / apart));
  return { top: count * apart, ticks: Array.from({ length: count + 1 }, (_, n) => n * apart) };
}

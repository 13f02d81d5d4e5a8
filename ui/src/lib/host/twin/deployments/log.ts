/** The log of a bot of the twin: made by number, so that a hundred thousand lines cost nothing. */
import type { LogLine, LogPage, LogQuery } from "../../bindings";

const START = Date.parse("2026-03-05T08:00:00Z");
const DAY_TEXTS = [
  "\u001b[32mINFO\u001b[0m aiogram.dispatcher: Update id=%n is handled. Duration 41 ms",
  "\u001b[36mDEBUG\u001b[0m bot.reminders: 3 reminders are due",
  "\u001b[33mWARNING\u001b[0m bot.api: Telegram asks to wait \u001b[1m2 s\u001b[0m",
  "\u001b[32mINFO\u001b[0m bot.reminders: напоминание отправлено в чат %n",
];

export function lineOf(number: number): LogLine {
  const at = new Date(START + number * 250).toISOString();
  const error = number % 37 === 36;
  const text = error
    ? `\u001b[31mERROR\u001b[0m bot.db: connection ${number} was closed <b>by the server</b>`
    : (DAY_TEXTS[number % DAY_TEXTS.length] ?? "").replace("%n", String(number));
  return { number, at, error, text, beside: false };
}

export function logPage(length: number, { text, context, from, count }: LogQuery): LogPage {
  const wanted = text.toLowerCase();
  if (wanted === "") {
    const first = from ?? Math.max(0, length - count);
    const size = Math.max(0, Math.min(count, length - first));
    return page(
      length,
      length,
      first,
      Array.from({ length: size }, (_, at) => lineOf(first + at)),
    );
  }
  const hits = new Set<number>();
  for (let number = 0; number < length; number += 1) {
    if (lineOf(number).text.toLowerCase().includes(wanted)) hits.add(number);
  }
  const shown = new Set<number>();
  for (const hit of hits) {
    for (let at = Math.max(0, hit - context); at <= Math.min(length - 1, hit + context); at += 1) shown.add(at);
  }
  const numbers = [...shown].sort((a, b) => a - b);
  const first = from ?? Math.max(0, numbers.length - count);
  const lines = numbers.slice(first, first + count).map((number) => ({ ...lineOf(number), beside: !hits.has(number) }));
  return page(numbers.length, hits.size, first, lines);
}

function page(total: number, found: number, from: number, lines: LogLine[]): LogPage {
  return { total, found, from, lines, cut: false };
}

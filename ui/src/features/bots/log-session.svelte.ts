/**
 * The lines of a bot's log as far as they were looked at. They are asked for by their place; the end is asked for anew
 * when the log grows. What is lost at the old end moves the places. One question waits for the other: an answer never
 * knows less of the log than the one before it.
 */
import { asFailure, commands, type Failure, type LogLine, type LogPage } from "$lib/host";

/** Lines that are asked for at a time. */
const LINES = 200;

export class LogSession {
  lines = $state.raw<(LogLine | undefined)[]>([]);
  found = $state(0);
  cut = $state(false);
  ready = $state(false);
  failure = $state.raw<Failure | null>(null);
  private text = "";
  private context = 0;
  /** Answers to an earlier question are dropped. */
  private question = 0;
  /** Places whose lines are here or come. */
  private asked: number[] = [];
  /** What is still to be asked for; the end is null. */
  private waiting: (number | null)[] = [];
  private underway: Promise<void> | null = null;

  constructor(private readonly name: string) {}

  /** What the lines hold, and how many lines beside those are shown with them. */
  ask(text: string, context: number): void {
    this.text = text;
    this.context = context;
    this.question += 1;
    this.asked = [];
    this.waiting = [];
    this.underway = null;
    this.lines = [];
    this.ready = false;
    void this.readEnd();
  }

  /** The log grew, or may have. */
  readEnd(): Promise<void> {
    return this.readSoon(null);
  }

  /** Asks for the lines from the first to the last one in sight that are not here yet. */
  see(first: number, last: number): void {
    for (let at = first - (first % LINES); at <= last && at < this.lines.length; at += LINES) {
      const missing = this.lines.slice(Math.max(at, first), Math.min(at + LINES, last + 1)).includes(undefined);
      if (!missing || this.asked.includes(at)) continue;
      this.asked.push(at);
      void this.readSoon(at);
    }
  }

  private readSoon(from: number | null): Promise<void> {
    if (!this.waiting.includes(from)) this.waiting.push(from);
    this.underway ??= this.readWaiting();
    return this.underway;
  }

  private async readWaiting(): Promise<void> {
    const { question } = this;
    while (question === this.question) {
      const from = this.waiting.shift();
      if (from === undefined) {
        this.underway = null;
        return;
      }
      await this.read(from);
    }
  }

  private async read(from: number | null): Promise<void> {
    const { question, name, text, context } = this;
    try {
      const page = await commands.deployment_log({ name, text, context, from, count: LINES });
      if (question !== this.question) return;
      this.take(page);
      this.failure = null;
    } catch (thrown) {
      if (question !== this.question) return;
      this.failure = asFailure(thrown);
      if (from !== null) this.asked = this.asked.filter((at) => at !== from);
    }
    this.ready = true;
  }

  private take({ total, found, from, lines, cut }: LogPage): void {
    const lost = this.lostBefore(from, lines, cut);
    if (lost > 0) this.asked = [];
    const known = this.lines.slice(lost);
    known.length = total;
    for (const [at, line] of lines.entries()) known[from + at] = line;
    // Holes are lines that are not here yet.
    this.lines = Array.from(known);
    this.found = found;
    this.cut = cut;
  }

  /** How many of the lines that are here stand before the oldest one that is kept. */
  private lostBefore(from: number, lines: readonly LogLine[], cut: boolean): number {
    if (!cut) return 0;
    if (this.text !== "") return this.lines.length;
    const here = this.lines.findIndex((line) => line !== undefined);
    const [first] = lines;
    if (here < 0 || !first) return 0;
    return Math.max(0, first.number - from - ((this.lines[here]?.number ?? 0) - here));
  }
}

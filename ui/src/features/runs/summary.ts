// What came of a run as a text to paste: as Markdown, for Slack's message field, for Jira's wiki markup.
import type { RunView, TestStatus, TestView } from "$lib/host";
import { formatDuration } from "$lib/i18n";
import { total } from "./bar";
import { firstLine } from "./suites";
import { hasLength, elapsed } from "./pace";
import { t } from "./summary-words";

export type Format = "markdown" | "slack" | "jira";

/** How many failed tests a summary names. */
export const NAMED = 10;
/** Characters of a test's name and of its message. */
const NAME = 200;
const MESSAGE = 200;

const MARKS: [TestStatus, string][] = [
  ["passed", "✅"],
  ["failed", "❌"],
  ["broken", "⚠️"],
  ["skipped", "⏭"],
  ["unknown", "❔"],
  ["in_progress", "⏳"],
];
const CHANGES = ["newly_failed", "fixed", "still_failing", "gone"] as const;

/** `failed` are the first failed and broken tests, in the order in which they are to be named. */
export function summary(format: Format, run: RunView, failed: readonly TestView[]): string {
  const write = WRITERS[format];
  const state = run.outcome === null ? t.running : t.outcomes[run.outcome];
  const where = run.job_name === null ? run.project_name : `${run.project_name} · ${run.job_name}`;
  const facts = [where, counts(run), took(run), changes(run), firstLine(run.message)];
  const head = [
    `${mark(run)} ${write.bold(t.titled(state, run.name))}`,
    ...facts.filter((fact) => fact !== "").map(write.text),
  ];
  const link = run.url === null ? [] : [write.link(t.openTestops, run.url)];
  return [head.join(write.lineEnd), ...named(write, run, failed), ...link].join("\n\n");
}

function named(write: Writer, run: RunView, failed: readonly TestView[]): string[] {
  if (failed.length === 0) return [];
  const lines = failed.slice(0, NAMED).map((test) => {
    const message = short(firstLine(test.message), MESSAGE);
    const name = `${test.newly_failed ? "🆕 " : ""}${write.text(short(test.name, NAME))}`;
    return write.item(message === "" ? name : `${name}: ${write.code(message)}`);
  });
  const more = run.counts.failed + run.counts.broken - lines.length;
  return [[...lines, ...(more > 0 ? [write.item(write.text(t.andMore(more)))] : [])].join("\n")];
}

function counts({ counts: all }: RunView): string {
  if (total(all) === 0) return "";
  const some = MARKS.filter(([status]) => all[status] > 0);
  return some.map(([status, sign]) => `${sign} ${String(all[status])} ${t.counts[status]}`).join(" · ");
}

function took(run: RunView): string {
  if (run.finished_at === null) return "";
  const elapsedMs = elapsed(run, 0);
  return hasLength(run, elapsedMs) ? `⏱ ${formatDuration(elapsedMs)}` : "";
}

function changes({ change }: RunView): string {
  const some = change === null ? [] : CHANGES.filter((kind) => change[kind] > 0);
  return some.length === 0 ? "" : `Δ ${some.map((kind) => `${String(change?.[kind])} ${t.changes[kind]}`).join(", ")}`;
}

function mark({ outcome }: RunView): string {
  if (outcome === null) return "▶️";
  if (outcome === "passed") return "✅";
  return outcome === "failed" ? "❌" : "⚠️";
}

function short(text: string, most: number): string {
  const signs = [...text];
  return signs.length > most ? `${signs.slice(0, most - 1).join("")}…` : text;
}

interface Writer {
  text(plain: string): string;
  bold(plain: string): string;
  code(plain: string): string;
  item(written: string): string;
  link(words: string, url: string): string;
  /** Between two lines of one paragraph. */
  lineEnd: string;
}

const markdown: Writer = {
  text: (plain) => escaped(plain.replace(/[\\`*[\]<>]/gu, "\\$&"), "_~"),
  bold: (plain) => `**${markdown.text(plain)}**`,
  code: (plain) => {
    const longest = Math.max(0, ...(plain.match(/`+/gu) ?? []).map((run) => run.length));
    const fence = "`".repeat(longest + 1);
    return longest === 0 ? `\`${plain}\`` : `${fence} ${plain} ${fence}`;
  },
  item: (written) => `- ${written}`,
  link: (words, url) => `[${words}](${url.replace(/\(/gu, "%28").replace(/\)/gu, "%29")})`,
  lineEnd: "  \n",
};

// Slack's message field knows neither escapes nor named links.
const slack: Writer = {
  text: (plain) => plain.replace(/`/gu, "'"),
  bold: (plain) => `*${slack.text(plain)}*`,
  code: (plain) => `\`${slack.text(plain)}\``,
  item: (written) => `• ${written}`,
  link: (words, url) => `${words}: ${url}`,
  lineEnd: "\n",
};

const jira: Writer = {
  text: (plain) => escaped(plain.replace(/[\\{}[\]|]/gu, "\\$&"), "*_-+^~!"),
  bold: (plain) => `*${jira.text(plain)}*`,
  code: (plain) => `{{${jira.text(plain)}}}`,
  item: (written) => `* ${written}`,
  link: (words, url) => `[${words}|${url.replace(/\|/gu, "%7C").replace(/\]/gu, "%5D")}]`,
  lineEnd: "\n",
};

/** These signs mean something only at the edge of a word: within one, as in `test_pays`, they stay as they are. */
function escaped(text: string, signs: string): string {
  const isWord = (sign: string | undefined) => sign !== undefined && /[\p{L}\p{N}]/u.test(sign);
  const isSpace = (sign: string | undefined) => sign === undefined || /\s/u.test(sign);
  return [...text]
    .map((sign, at, all) => {
      const [before, after] = [all[at - 1], all[at + 1]];
      const plain = (isWord(before) && isWord(after)) || (isSpace(before) && isSpace(after));
      return signs.includes(sign) && !plain ? `\\${sign}` : sign;
    })
    .join("");
}

const WRITERS: Record<Format, Writer> = { markdown, slack, jira };

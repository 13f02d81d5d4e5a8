/** The scenario of an exported cell as a tree, as the core reads it when it restores one. */
export type Step = {
  text: string;
  /** A single line below a step says what is expected of it. */
  expected: string | null;
  steps: Step[];
};

/** Each line is a step; tabs before it put it into the one above. An empty line belongs to the step before it. */
export function stepsOf(cell: string): Step[] {
  const root: Step = { text: "", expected: null, steps: [] };
  const open: Step[] = [root];
  for (const line of cell.split("\n")) {
    const last = open.at(-1) ?? root;
    if (line.trim() === "") {
      if (last !== root) last.text += `\n${line}`;
      continue;
    }
    const tabs = /^\t*/.exec(line)?.[0].length ?? 0;
    const depth = Math.min(tabs, open.length - 1);
    const step: Step = { text: line.slice(depth), expected: null, steps: [] };
    open.length = depth + 1;
    (open[depth] ?? root).steps.push(step);
    open.push(step);
  }
  return root.steps.map(withExpected);
}

function withExpected(step: Step): Step {
  const [only, ...others] = step.steps;
  const text = step.text.trimEnd();
  if (only && others.length === 0 && only.steps.length === 0) return { text, expected: only.text.trimEnd(), steps: [] };
  return { text, expected: null, steps: step.steps.map(withExpected) };
}

export type Block = { kind: "text"; text: string } | { kind: "table"; head: string[]; rows: string[][] };

const cellsOf = (line: string): string[] =>
  line
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => cell.trim());
const isRow = (line: string | undefined): boolean => line !== undefined && /^\s*\|.*\|\s*$/.test(line);
const isRule = (line: string | undefined): boolean => line !== undefined && /^\s*\|[\s:|-]+\|\s*$/.test(line);

/** A text with the Markdown tables in it; all else stays as it is written. */
export function blocksOf(text: string): Block[] {
  const lines = text.split("\n");
  const blocks: Block[] = [];
  let plain: string[] = [];
  const flush = () => {
    if (plain.some((line) => line.trim() !== "")) blocks.push({ kind: "text", text: plain.join("\n") });
    plain = [];
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (!isRow(line) || !isRule(lines[at + 1])) {
      plain.push(line);
      continue;
    }
    flush();
    const rows: string[][] = [];
    at += 2;
    while (isRow(lines[at])) rows.push(cellsOf(lines[at++] ?? ""));
    at--;
    blocks.push({ kind: "table", head: cellsOf(line), rows });
  }
  flush();
  return blocks;
}

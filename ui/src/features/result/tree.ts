/** The steps of a test as rows of a tree. */
import type { EvidenceFile, EvidenceStep, ResultEvidence, TestStatus } from "$lib/host";

export type Part = "before" | "steps" | "after";

export type Node = {
  /** Its place in the tree, such as `steps.0.2`. */
  key: string;
  parent: string | null;
  level: number;
  /** `test` is the test as a whole, a part what holds its fixtures or its steps. */
  kind: "test" | "part" | EvidenceStep["kind"];
  part: Part | null;
  text: string;
  status: TestStatus | null;
  start: number | null;
  duration: number | null;
  step: EvidenceStep | null;
  /** Of this node and of all below it, in their order. */
  files: EvidenceFile[];
  children: Node[];
};

export const WHOLE = "test";

/** The nodes at the top; without fixtures the steps stand there themselves. */
export function treeOf(evidence: ResultEvidence): Node[] {
  const parts = (["before", "steps", "after"] as const).filter((part) => evidence[part].length > 0);
  const whole: Node = {
    key: WHOLE,
    parent: null,
    level: 1,
    kind: "test",
    part: null,
    text: evidence.name,
    status: evidence.status,
    start: 0,
    duration: evidence.duration_ms,
    step: null,
    files: evidence.files,
    children: [],
  };
  if (parts.length <= 1 && parts[0] !== "before" && parts[0] !== "after") {
    return [whole, ...nodesOf(evidence.steps, "steps", "steps", null, 1)];
  }
  return [whole, ...parts.map((part) => partOf(part, evidence[part]))];
}

function partOf(part: Part, steps: EvidenceStep[]): Node {
  const children = nodesOf(steps, part, part, part, 2);
  const known = steps.flatMap(({ duration_ms }) => duration_ms ?? []);
  return {
    key: part,
    parent: null,
    level: 1,
    kind: "part",
    part,
    text: "",
    status: children.find(({ status }) => isBad(status))?.status ?? children.at(-1)?.status ?? null,
    start: steps[0]?.start_ms ?? null,
    duration: known.length > 0 ? known.reduce((sum, one) => sum + one, 0) : null,
    step: null,
    files: children.flatMap(({ files }) => files),
    children,
  };
}

function nodesOf(steps: EvidenceStep[], base: string, part: Part, parent: string | null, level: number): Node[] {
  return steps.map((step, at) => {
    const key = `${base}.${at}`;
    const children = nodesOf(step.steps, key, part, key, level + 1);
    return {
      key,
      parent,
      level,
      kind: step.kind,
      part,
      text: step.text,
      status: step.status,
      start: step.start_ms,
      duration: step.duration_ms,
      step,
      files: [...step.files, ...children.flatMap(({ files }) => files)],
      children,
    };
  });
}

export function isBad(status: TestStatus | null): boolean {
  return status === "failed" || status === "broken";
}

/** The first step that failed, as deep as it is told; the whole test where no step did. */
export function firstFailed(nodes: readonly Node[]): Node | undefined {
  const bad = nodes.find(({ kind, status }) => kind !== "test" && isBad(status));
  return bad ? (firstFailed(bad.children) ?? bad) : undefined;
}

export function find(nodes: readonly Node[], key: string): Node | undefined {
  for (const node of nodes) {
    if (node.key === key) return node;
    const below = find(node.children, key);
    if (below) return below;
  }
  return undefined;
}

/** What is unfolded at the start: the parts, and the way to the step that is selected. */
export function unfoldedAtStart(nodes: readonly Node[], selected: string): string[] {
  const way = selected.split(".").map((_, at, all) => all.slice(0, at + 1).join("."));
  return [...nodes.filter(({ kind }) => kind === "part").map(({ key }) => key), ...way.slice(0, -1)];
}

/** The rows in sight, from top to bottom. */
export function rowsOf(nodes: readonly Node[], unfolded: ReadonlySet<string>): Node[] {
  return nodes.flatMap((node) => [node, ...(unfolded.has(node.key) ? rowsOf(node.children, unfolded) : [])]);
}

/** From where to where all of it went, in milliseconds since the start of the test. */
export function spanOf(nodes: readonly Node[]): { from: number; to: number } {
  const timed = nodes.filter(({ start, duration }) => start !== null && duration !== null);
  const from = Math.min(0, ...timed.map(({ start }) => start ?? 0));
  return { from, to: Math.max(from + 1, ...timed.map(({ start, duration }) => (start ?? 0) + (duration ?? 0))) };
}

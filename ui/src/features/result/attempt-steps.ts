/** The steps of several attempts of one test, side by side. */
import type { ResultEvidence } from "$lib/host";
import { type Node, treeOf, WHOLE } from "./tree";

export type StepRow = {
  key: string;
  level: number;
  node: Node;
  /** The step in each attempt; `null` where the attempt did not come to it or was not read. */
  in: (Node | null)[];
};

/** A step is the same in two attempts where it has the same text under the same steps, in the same turn. */
export function stepsSideBySide(attempts: readonly (ResultEvidence | null)[]): StepRow[] {
  const trees = attempts.map((evidence) =>
    evidence === null ? [] : treeOf(evidence).filter(({ key }) => key !== WHOLE),
  );
  return rowsOf(trees, "", 1);
}

/** Whether the attempts differ in it. */
export function differs(row: StepRow): boolean {
  return new Set(row.in.map((node) => node?.status ?? null)).size > 1;
}

function rowsOf(siblings: readonly (readonly Node[])[], path: string, level: number): StepRow[] {
  const rows = new Map<string, StepRow>();
  siblings.forEach((nodes, attempt) => {
    const turns = new Map<string, number>();
    for (const node of nodes) {
      const name = `${node.kind} ${node.part} ${node.text}`;
      const turn = turns.get(name) ?? 0;
      turns.set(name, turn + 1);
      const key = `${path}/${name}#${turn}`;
      const row = rows.get(key) ?? { key, level, node, in: siblings.map(() => null) };
      row.in[attempt] = node;
      rows.set(key, row);
    }
  });
  return [...rows.values()].flatMap((row) => [
    row,
    ...rowsOf(
      row.in.map((node) => node?.children ?? []),
      row.key,
      level + 1,
    ),
  ]);
}

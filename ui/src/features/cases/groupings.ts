/** Ways to group the test cases of a project: its trees, and the columns that its exported files share values in. */
import type { TreeView } from "$lib/host";

export type Grouping = { key: string; columns: string[]; tree: string | null };

/** A tree counts when the files have all of its levels. */
export function groupings(columns: readonly string[], trees: readonly TreeView[]): Grouping[] {
  const known = new Map(columns.map((column) => [column.toLowerCase(), column]));
  const ofTrees = trees.flatMap(({ id, name, levels }) => {
    const found = levels.flatMap((level) => known.get(level.toLowerCase()) ?? []);
    const isWhole = levels.length > 0 && found.length === levels.length;
    return isWhole ? [{ key: `tree/${String(id)}`, columns: found, tree: name }] : [];
  });
  return [...ofTrees, ...columns.map((column) => ({ key: `column/${column}`, columns: [column], tree: null }))];
}

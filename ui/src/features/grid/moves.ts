/** Where the keys take the chosen cell. */
export type Cell = { row: number; column: number };

export type Shape = {
  rows: number;
  /** As they are shown, from left to right. */
  columns: readonly number[];
  /** Rows that are in sight at once. */
  page: number;
};

export type Press = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey">;

/** The cell after a key; `null` when the key moves nothing. */
export function moveOf(press: Press, from: Cell | null, shape: Shape): Cell | null {
  const { rows, columns } = shape;
  const step = stepOf(press, shape);
  const first = columns[0];
  if (!step || rows === 0 || first === undefined) return null;
  // The first arrow chooses the first cell; what goes far goes far from it.
  if (!from && press.key.startsWith("Arrow")) return { row: 0, column: first };
  const at = from ? Math.max(0, columns.indexOf(from.column)) : 0;
  return {
    row: clamped((from?.row ?? 0) + step.down, rows),
    column: columns[clamped(at + step.right, columns.length)] ?? first,
  };
}

const ALL = Number.MAX_SAFE_INTEGER / 4;

function stepOf({ key, ctrlKey, metaKey }: Press, { page }: Shape): { down: number; right: number } | null {
  const far = ctrlKey || metaKey;
  switch (key) {
    case "ArrowDown":
      return { down: far ? ALL : 1, right: 0 };
    case "ArrowUp":
      return { down: far ? -ALL : -1, right: 0 };
    case "ArrowRight":
      return { down: 0, right: far ? ALL : 1 };
    case "ArrowLeft":
      return { down: 0, right: far ? -ALL : -1 };
    case "PageDown":
      return { down: Math.max(1, page - 1), right: 0 };
    case "PageUp":
      return { down: -Math.max(1, page - 1), right: 0 };
    case "Home":
      return { down: far ? -ALL : 0, right: -ALL };
    case "End":
      return { down: far ? ALL : 0, right: ALL };
    default:
      return null;
  }
}

function clamped(value: number, count: number): number {
  return Math.max(0, Math.min(value, count - 1));
}

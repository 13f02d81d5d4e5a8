/** How failures are grouped, as the person last chose it. */
export const GROUPINGS = ["suite", "message", "server"] as const;

export type Grouping = (typeof GROUPINGS)[number];

const KEY = "run.grouping";

let chosen = $state<Grouping>(kept());

export const grouping = {
  get current(): Grouping {
    return chosen;
  },
  set current(next: Grouping) {
    chosen = next;
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // Without a store it holds until the window closes.
    }
  },
};

function kept(): Grouping {
  try {
    const read = localStorage.getItem(KEY);
    return GROUPINGS.find((one) => one === read) ?? "suite";
  } catch {
    return "suite";
  }
}

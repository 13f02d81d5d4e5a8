import type { Component } from "svelte";

/** Something to do in a menu. */
export type MenuItem = {
  label: string;
  icon?: Component<{ size?: number }>;
  danger?: boolean;
  /** Shown under the label. */
  note?: string;
  /** Where the window is. */
  current?: boolean;
  /** Why it cannot be done; shown under the label. */
  blocked?: string | null;
  act: () => void;
};

import type { Component } from "svelte";
import type { StatusKind } from "$lib/status";

/** One row of the palette. */
export type Command = {
  id: string;
  name: string;
  /** Beside the name: the project, the state. */
  hint?: string;
  /** What else it is found by, for example `launch`. */
  words?: string;
  group: string;
  icon?: Component<{ size?: number }>;
  status?: StatusKind;
  keys?: string;
  /** What Enter and a click do. It never starts anything outside of this program. */
  open: () => void;
  /** What Ctrl+Enter does besides, and how it is called. */
  act?: { name: string; run: () => void };
  /** It is listed while nothing is typed, however many its group has. */
  always?: boolean;
  /** It never comes first merely for having been chosen. */
  passing?: boolean;
};

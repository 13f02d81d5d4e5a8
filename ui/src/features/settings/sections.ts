/** The sections in the order of the page; each name is its address and its word. */
export const SECTIONS = [
  "connection",
  "appearance",
  "notifications",
  "quiet",
  "watching",
  "startup",
  "storage",
  "bucket",
  "diagnostics",
] as const;

export type SettingsSection = (typeof SECTIONS)[number];

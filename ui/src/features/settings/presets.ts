/** The presets of notifications, in the order in which they are offered. */
import type { NotifyPreset } from "$lib/host";
import { t } from "./messages";

const PRESETS: NotifyPreset[] = ["everything", "only_failures", "only_new", "only_mine", "custom"];

export const presetOptions = (): { value: NotifyPreset; label: string; hint: string }[] =>
  PRESETS.map((value) => ({ value, ...t.presets[value] }));

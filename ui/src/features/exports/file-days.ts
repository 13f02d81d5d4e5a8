// The files as a list by days: what the virtual list draws, one line after the other.
import type { ExportFileView } from "$lib/host";
import { formatDate } from "$lib/i18n";
import { t } from "./file-words";

export type Line = { kind: "day"; key: string; label: string; ids: number[] } | { kind: "file"; file: ExportFileView };

const DAY = 86_400_000;

/** Files come newest first; each local day gets a line above its files. */
export function byDays(files: readonly ExportFileView[], now: number): Line[] {
  const lines: Line[] = [];
  let day: Extract<Line, { kind: "day" }> | undefined;
  for (const file of files) {
    const key = new Date(file.written_at).toDateString();
    if (day?.key !== key) {
      day = { kind: "day", key, label: labelOf(file.written_at, key, now), ids: [] };
      lines.push(day);
    }
    day.ids.push(file.id);
    lines.push({ kind: "file", file });
  }
  return lines;
}

function labelOf(at: string, key: string, now: number): string {
  if (key === new Date(now).toDateString()) return t.today;
  if (key === new Date(now - DAY).toDateString()) return t.yesterday;
  return formatDate(at);
}

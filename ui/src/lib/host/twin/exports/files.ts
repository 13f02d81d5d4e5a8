/** The files that the twin's plans wrote, and those that lie beside them. */
import type { ExportFileView, ForeignFile, PlanView } from "../../bindings";
import type { Scenario } from "../scenario";
import { FOLDER } from "./check";

const HOUR = 3_600_000;

/** A file a day and part, the newest first. */
export function filesOf(scenario: Scenario, plans: PlanView[]): ExportFileView[] {
  const days = scenario.kind === "many" ? 60 : 9;
  let id = 1;
  const all = plans.flatMap(({ draft, id: plan_id, folder }) => {
    const parts = draft.scope.scope === "groups" ? draft.scope.groups.map(({ names }) => names.at(-1) ?? "") : [null];
    return Array.from({ length: draft.paused ? 3 : days }, (_, back) => days - back).flatMap((back) =>
      parts.map((part): ExportFileView => {
        const written = new Date(scenario.now() - back * 24 * HOUR + 5 * HOUR).toISOString();
        const rows = (part ? 212 : 4629) - back * 3;
        const name = `testops_export_${part ?? "all"}_${written.slice(0, 10)}_07-00.csv`;
        return {
          id: id++,
          plan_id,
          plan_name: draft.name,
          project_id: draft.project_id,
          project_name: draft.project_name,
          part,
          name,
          path: `${folder}/${name}`,
          bytes: rows * 4577,
          rows,
          sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
          took_ms: 14_200 + back * 130,
          written_at: written,
          previous_id: back === days || draft.paused ? null : id - 1 - parts.length,
          changes:
            back === days
              ? null
              : { appeared: back % 5 ? 12 - (back % 7) : 0, vanished: back % 4, changed: back % 3 ? 40 : 0 },
          gone: back === 4 && plan_id === 1,
          copy: null,
        };
      }),
    );
  });
  return all.sort((a, b) => b.written_at.localeCompare(a.written_at) || b.id - a.id);
}

export function foreignOf(scenario: Scenario): ForeignFile[] {
  if (scenario.kind === "empty") return [];
  const at = (hours: number) => new Date(scenario.now() - hours * HOUR).toISOString();
  const named: [string, number, number | null, boolean][] = [
    ["testops_export_all_2026-11-02_07-00.csv.rejected", 1_204_511, 19, true],
    ["дефекты за квартал.csv", 48_220, 700, false],
    ["from-colleague.csv", 912, null, false],
  ];
  return named.map(([name, bytes, hours, kept_aside]) => ({
    name,
    path: `${FOLDER}/${name}`,
    bytes,
    modified_at: hours === null ? null : at(hours),
    kept_aside,
  }));
}

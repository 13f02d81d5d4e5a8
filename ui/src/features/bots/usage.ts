/** What a bot uses, in numbers and as the points of a small graph. */
import type { DeploymentView, UsagePoint } from "$lib/host";
import { formatNumber } from "$lib/i18n";
import { t } from "./words";

export const MEASURES = ["memory", "cpu", "processes"] as const;
export type Measure = (typeof MEASURES)[number];

const MB = 1024 * 1024;
/** The list holds so many points; fewer stand at the right. */
const POINTS = 60;
/** From this part of the limit on it is near. */
const NEAR = 0.9;

export type Usage = { points: readonly number[]; limit: number; words: string; near: boolean };

export function usageOf({ usage, limits }: Pick<DeploymentView, "usage" | "limits">, measure: Measure): Usage {
  const limit = { memory: limits.memory_mb, cpu: limits.cpu_cores, processes: limits.processes }[measure];
  const points = usage.map((point) => valueOf(point, measure));
  const last = points.at(-1);
  return { points, limit, words: wordsOf(measure, last, limit), near: last !== undefined && last >= limit * NEAR };
}

function valueOf(point: UsagePoint, measure: Measure): number {
  return { memory: point.memory_bytes / MB, cpu: point.cpu_cores, processes: point.processes }[measure];
}

function wordsOf(measure: Measure, value: number | undefined, limit: number): string {
  const rounded = value === undefined ? undefined : Math.round(value * 100) / 100;
  const used = rounded === undefined ? t.noUsage : formatNumber(measure === "cpu" ? rounded : Math.round(rounded));
  const most = formatNumber(limit);
  return { memory: t.memoryOf, cpu: t.cpuOf, processes: t.processesOf }[measure](used, most);
}

/** `x,y` of each point in a box; the limit is its top, unless something is above it. */
export function curve({ points, limit }: Pick<Usage, "points" | "limit">, width: number, height: number): string {
  const top = topOf(points, limit);
  return points
    .slice(-POINTS)
    .map((value, at, drawn) => {
      const x = width - ((drawn.length - 1 - at) * width) / (POINTS - 1);
      return `${round(x)},${round(height * (1 - value / top))}`;
    })
    .join(" ");
}

export function limitAt({ points, limit }: Pick<Usage, "points" | "limit">, height: number): number {
  return round(height * (1 - limit / topOf(points, limit)));
}

const topOf = (points: readonly number[], limit: number): number => Math.max(limit, ...points) || 1;
const round = (value: number): number => Math.round(value * 10) / 10;

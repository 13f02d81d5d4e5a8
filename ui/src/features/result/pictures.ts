/** Pictures that belong together: what was expected, what came, and where they differ. */
import type { EvidenceFile } from "$lib/host";

export const SIDES = ["expected", "actual", "diff"] as const;
export type Side = (typeof SIDES)[number];

export type Shown =
  | { kind: "file"; id: string; file: EvidenceFile }
  | { kind: "comparison"; id: string; name: string; sides: Partial<Record<Side, EvidenceFile>> };

const WORDS: Record<string, Side> = {
  expected: "expected",
  baseline: "expected",
  before: "expected",
  previous: "expected",
  actual: "actual",
  current: "actual",
  after: "actual",
  diff: "diff",
  difference: "diff",
};
const NAMED = new RegExp(`^(.*?)[-_. ]?(${Object.keys(WORDS).join("|")})\\.(png|jpe?g|gif|webp|bmp)$`, "i");

/** Files in their order; those of one comparison are one. */
export function shownOf(files: readonly EvidenceFile[]): Shown[] {
  const bySet = new Map<string, Partial<Record<Side, EvidenceFile>>>();
  for (const file of files) {
    const named = NAMED.exec(file.name);
    if (!named) continue;
    const [set, side] = [named[1] ?? "", WORDS[(named[2] ?? "").toLowerCase()]];
    if (side) bySet.set(set, { ...bySet.get(set), [side]: bySet.get(set)?.[side] ?? file });
  }
  const shown: Shown[] = [];
  const taken = new Set<string>();
  for (const file of files) {
    if (taken.has(file.key)) continue;
    const set = NAMED.exec(file.name)?.[1];
    const sides = set === undefined ? undefined : bySet.get(set);
    if (set === undefined || !sides || Object.keys(sides).length < 2 || !holds(sides, file)) {
      shown.push({ kind: "file", id: file.key, file });
      continue;
    }
    for (const one of Object.values(sides)) taken.add(one.key);
    shown.push({ kind: "comparison", id: file.key, name: set, sides });
  }
  return shown;
}

const holds = (sides: Partial<Record<Side, EvidenceFile>>, file: EvidenceFile) =>
  Object.values(sides).some(({ key }) => key === file.key);

/** The pictures of Allure's own comparison; only pictures that run nothing are taken. */
export function picturesIn(text: string): Partial<Record<Side, string>> | null {
  let told: unknown;
  try {
    told = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof told !== "object" || told === null) return null;
  const found: Partial<Record<Side, string>> = {};
  for (const side of SIDES) {
    const url = (told as Record<string, unknown>)[side];
    if (typeof url === "string" && /^data:image\/(png|jpeg|gif|webp);base64,[\w+/=\s]*$/.test(url)) found[side] = url;
  }
  return Object.keys(found).length > 0 ? found : null;
}

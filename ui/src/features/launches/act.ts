/** What was filled in for an act on launches, and the act that it makes. */
import type { LaunchAct } from "$lib/host";

export type ActName = LaunchAct["act"];

export const ACTS: readonly ActName[] = ["rename", "tag", "close", "reopen", "copy", "merge", "delete"];

export type Filled = { name: string; add: string; remove: string; suffix: string; into: number | null };

/** `null` while something is missing. */
export function actOf(name: ActName, filled: Filled): LaunchAct | null {
  switch (name) {
    case "rename":
      return filled.name.trim() === "" ? null : { act: "rename", name: filled.name.trim() };
    case "tag": {
      const [add, remove] = [tagsOf(filled.add), tagsOf(filled.remove)];
      return add.length + remove.length === 0 ? null : { act: "tag", add, remove };
    }
    case "copy":
      return { act: "copy", suffix: filled.suffix.trim() };
    case "merge":
      return filled.into === null ? null : { act: "merge", into: filled.into };
    case "close":
    case "reopen":
    case "delete":
      return { act: name };
  }
}

function tagsOf(text: string): string[] {
  return [...new Set(text.split(",").map((tag) => tag.trim()))].filter((tag) => tag !== "");
}

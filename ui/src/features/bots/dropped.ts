/** What was chosen or dropped, on its way to the form. */
import { commands, type PathKind } from "$lib/host";
import { go } from "$lib/router";
import { attempt } from "../exports/attempt";

let paths: string[] = [];

/** Takes what was chosen: once, so that a form opened later begins empty. */
export function takePaths(): string[] {
  const taken = paths;
  paths = [];
  return taken;
}

export function deployPaths(chosen: string[]): void {
  if (chosen.length === 0) return;
  paths = chosen;
  go({ place: "deploy", how: "new" });
}

export async function chooseAndDeploy(kind: Exclude<PathKind, "save">): Promise<void> {
  const chosen = await attempt(commands.choose_path(kind, ""));
  if (chosen) deployPaths([chosen]);
}

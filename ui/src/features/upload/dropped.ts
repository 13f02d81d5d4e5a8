/** What was chosen or dropped on the window: results are uploaded, a bot is deployed. */
import { commands } from "$lib/host";
import { go } from "$lib/router";
import { toast } from "$lib/say.svelte";
import { deployPaths } from "../bots/dropped";
import { attempt } from "../exports/attempt";
import { t } from "./messages";

export async function takeDropped(paths: string[]): Promise<void> {
  const first = paths[0];
  if (first === undefined) return;
  const kind = await attempt(commands.dropped_kind(paths));
  if (kind === "results") go({ place: "upload", path: first });
  if (kind === "bot") deployPaths(paths);
  if (kind === "neither") toast({ text: t.neither, tone: "failed" });
}

/** On the bots' place: what is no results is a bot, or should be one. */
export async function takeAtBots(paths: string[]): Promise<void> {
  const first = paths[0];
  if (first === undefined) return;
  if ((await attempt(commands.dropped_kind(paths))) === "results") go({ place: "upload", path: first });
  else deployPaths(paths);
}

export async function chooseResults(kind: "file" | "folder"): Promise<void> {
  const chosen = await attempt(commands.choose_path(kind, ""));
  if (chosen) go({ place: "upload", path: chosen });
}

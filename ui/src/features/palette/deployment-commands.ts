/** The bots in containers. */
import { Bot, Plus } from "@lucide/svelte";
import type { DeploymentView } from "$lib/host";
import { go } from "$lib/router";
import { stateWords, statusOfState } from "../bots/states";
import type { Command } from "./command";
import { t } from "./messages";

export function deploymentCommands(bots: readonly DeploymentView[]): Command[] {
  return [
    ...bots.map(({ name, state }) => ({
      id: `deployment:${name}`,
      name,
      hint: stateWords(state),
      group: t.bots,
      icon: Bot,
      status: statusOfState(state),
      open: () => go({ place: "deployment", name, tab: "overview" }),
    })),
    {
      id: "deploy",
      name: t.deployBot,
      group: t.bots,
      icon: Plus,
      always: true,
      open: () => go({ place: "deploy", how: "new" }),
    },
  ];
}

/** The states of a bot: shape, word, and what can be done in each. */
import type { DeploymentAct, DeploymentState } from "$lib/host";
import { messages } from "$lib/i18n";
import type { StatusKind } from "$lib/status";

type Name = DeploymentState["state"];

const t = messages({
  en: {
    words: {
      building: "Building",
      running: "Running",
      stopping: "Stopping",
      waiting: "Crashed",
      stopped: "Stopped",
      finished: "Finished",
      gave_up: "Gave up",
      lifetime_over: "Lifetime over",
      failed: "Not started",
      gone: "Gone",
    } satisfies Record<Name, string>,
    rebuilding: "Running, new version is built",
  },
  ru: {
    words: {
      building: "Собирается",
      running: "Работает",
      stopping: "Останавливается",
      waiting: "Упал",
      stopped: "Остановлен",
      finished: "Завершился",
      gave_up: "Больше не перезапускается",
      lifetime_over: "Срок работы истёк",
      failed: "Не запустился",
      gone: "Контейнер удалён",
    },
    rebuilding: "Работает, собирается новая версия",
  },
});

const STATUS: Record<Name, StatusKind> = {
  building: "in_progress",
  running: "passed",
  stopping: "waiting",
  waiting: "broken",
  stopped: "skipped",
  finished: "no_results",
  gave_up: "failed",
  lifetime_over: "timed_out",
  failed: "start_failed",
  gone: "lost",
};

/** What is at hand in each state; the rest is in the menu. */
const ACTS: Record<Name, readonly DeploymentAct[]> = {
  building: ["cancel_build"],
  running: ["stop", "restart"],
  stopping: [],
  waiting: ["stop", "restart"],
  stopped: ["start"],
  finished: ["start"],
  gave_up: ["start"],
  lifetime_over: ["start"],
  failed: ["start"],
  gone: ["start"],
};

export const statusOfState = ({ state }: DeploymentState): StatusKind => STATUS[state];
export const actsIn = ({ state }: DeploymentState): readonly DeploymentAct[] => ACTS[state];

export function stateWords(state: DeploymentState): string {
  return state.state === "building" && state.running ? t.rebuilding : t.words[state.state];
}

/** Its container runs, so that it has an uptime and uses something. */
export function isUp(state: DeploymentState): boolean {
  return state.state === "running" || state.state === "stopping" || (state.state === "building" && state.running);
}

/** It counts towards the quota: one that waits to be started again does too. */
export function counts(state: DeploymentState): boolean {
  return isUp(state) || state.state === "waiting";
}

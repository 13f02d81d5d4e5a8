/** The engine of containers, and what can be in its way. */
import type { DeploymentProblem, EngineView } from "../../bindings";
import type { EngineCase, Scenario } from "../scenario";
import { problem } from "./bots";

const SOCKET = "unix:///var/run/docker.sock";

type Words = { code: string; en: [string, string]; ru: [string, string] };

const MISSING: Record<Exclude<EngineCase, "ready" | "looking">, Words> = {
  not_installed: {
    code: "ENGINE_NOT_INSTALLED",
    en: ["There is no Docker or Podman on this machine", "Install Docker Desktop, Docker Engine or Podman."],
    ru: ["На этом компьютере нет Docker или Podman", "Установите Docker Desktop, Docker Engine или Podman."],
  },
  not_running: {
    code: "ENGINE_NOT_RUNNING",
    en: [
      `Docker or Podman does not run (${SOCKET})`,
      'Start Docker Desktop, or run "sudo systemctl start docker" or "podman machine start".',
    ],
    ru: [
      `Docker или Podman не запущен (${SOCKET})`,
      "Запустите Docker Desktop либо выполните «sudo systemctl start docker» или «podman machine start».",
    ],
  },
  starting: {
    code: "ENGINE_STARTING",
    en: [`Docker or Podman is still starting (${SOCKET})`, "Wait until it has started, and try again."],
    ru: [`Docker или Podman ещё запускается (${SOCKET})`, "Подождите, пока он запустится, и повторите."],
  },
  forbidden: {
    code: "ENGINE_FORBIDDEN",
    en: [
      `You have no right to use Docker or Podman (${SOCKET})`,
      'Join the group "docker" (sudo usermod -aG docker $USER) and log in again, or use rootless Podman.',
    ],
    ru: [
      `Нет прав на Docker или Podman (${SOCKET})`,
      "Добавьте себя в группу «docker» (sudo usermod -aG docker $USER) и войдите заново либо используйте Podman без root.",
    ],
  },
};

export function engineOf(scenario: Scenario): EngineView {
  switch (scenario.engine) {
    case "ready":
      return { state: "ready", name: "Docker", version: "28.2.2", address: SOCKET };
    case "looking":
      return { state: "looking" };
    case "not_installed":
    case "not_running":
    case "starting":
    case "forbidden":
      return { state: "missing", problem: missing(scenario.engine, scenario.language === "ru") };
  }
}

function missing(which: keyof typeof MISSING, ru: boolean): DeploymentProblem {
  const { code, ...words } = MISSING[which];
  const [message, hint] = ru ? words.ru : words.en;
  return problem(code, message, { hint });
}

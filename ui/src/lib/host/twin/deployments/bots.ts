/** Believable bots in containers, one in each state. */
import type { DeploymentLimits, DeploymentProblem, DeploymentView, UsagePoint } from "../../bindings";
import type { Scenario } from "../scenario";

export const USUAL: DeploymentLimits = {
  memory_mb: 256,
  cpu_cores: 0.5,
  processes: 100,
  lifetime_hours: 24,
  private_addresses: false,
};
const MB = 1024 * 1024;
const POINTS = 60;

const TRACE = [
  "Traceback (most recent call last):",
  '  File "/app/bot.py", line 41, in <module>',
  "    asyncio.run(main())",
  "aiohttp.client_exceptions.ClientConnectorError: Cannot connect to host db.example.com:5432",
];

export function botsOf(scenario: Scenario): DeploymentView[] {
  if (scenario.kind === "empty" || scenario.kind === "first-run") return [];
  if (scenario.troubled) return troubledOf(scenario);
  const few = fewOf(scenario);
  if (scenario.kind !== "many") return few;
  const more = Array.from({ length: 42 }, (_, at) =>
    botOf(scenario, `team-${String(at + 1).padStart(2, "0")}-support-bot`, {
      state: { state: "stopped" },
      source: `/home/a/bots/team-${at + 1}`,
    }),
  );
  return [...few, ...more].sort((a, b) => a.name.localeCompare(b.name));
}

function fewOf(scenario: Scenario): DeploymentView[] {
  const ru = scenario.language === "ru";
  const ago = (minutes: number) => new Date(scenario.now() - minutes * 60_000).toISOString();
  const bot = (name: string, change: Partial<DeploymentView>) => botOf(scenario, name, change);
  const crashed = { at: ago(3), exit_code: 1, out_of_memory: false, last_lines: TRACE };
  return [
    bot("digest-bot", {
      mode: "image",
      source: "registry.example.com/qa/digest-bot:1.4",
      state: { state: "waiting", at: ago(-0.4) },
      since: ago(0.1),
      restarts: 4,
      end: crashed,
    }),
    bot("reminder", {
      source: "/home/a/bots/reminder/bot.py",
      since: ago(194),
      ends_at: ago(-(24 * 60 - 194)),
      restarts: 1,
      end: { ...crashed, at: ago(200) },
      usage: usageOf(scenario, 96, 0.12),
      drift: [
        ru
          ? "Память изменена вручную: 512 МБ вместо 256 МБ."
          : "The memory limit was changed by hand: 512 MB instead of 256 MB.",
      ],
    }),
    bot("release-notes", {
      mode: "custom",
      source: "https://git.example.com/qa/release-notes.git",
      state: { state: "building", running: true },
      since: ago(0.6),
      ends_at: ago(-900),
      usage: usageOf(scenario, 180, 0.42),
    }),
    bot("stats-bot", {
      state: { state: "gave_up" },
      source: "/home/a/bots/stats",
      since: ago(40),
      restarts: 5,
      end: { at: ago(40), exit_code: 137, out_of_memory: true, last_lines: ["Reading 1 200 000 rows", "Killed"] },
    }),
    bot("welcome", { state: { state: "stopped" }, source: "/home/a/bots/welcome.py", since: ago(60 * 26) }),
  ];
}

/** States that the calm world does not have. */
function troubledOf(scenario: Scenario): DeploymentView[] {
  const ago = (minutes: number) => new Date(scenario.now() - minutes * 60_000).toISOString();
  const end = { at: ago(9), exit_code: 0, out_of_memory: false, last_lines: ["Bye"] };
  return [
    botOf(scenario, "a-failed", { state: { state: "failed" }, since: ago(2), problem: buildFailed(scenario) }),
    botOf(scenario, "b-lifetime", { state: { state: "lifetime_over" }, since: ago(9), end }),
    botOf(scenario, "c-gone", { state: { state: "gone" }, since: ago(30), source: "", can_update: false }),
    botOf(scenario, "d-finished", { state: { state: "finished" }, since: ago(9), end }),
    botOf(scenario, "e-stopping", {
      state: { state: "stopping" },
      since: ago(0.1),
      usage: usageOf(scenario, 40, 0.02),
    }),
    botOf(scenario, "f-building", { state: { state: "building", running: false }, since: ago(0.2) }),
  ];
}

export function botOf(scenario: Scenario, name: string, change: Partial<DeploymentView> = {}): DeploymentView {
  return {
    name,
    mode: "simple",
    source: "/home/a/bots/bot.py",
    state: { state: "running" },
    since: new Date(scenario.now()).toISOString(),
    ends_at: null,
    restarts: 0,
    end: null,
    limits: USUAL,
    usage: [],
    drift: [],
    can_update: true,
    problem: null,
    ...change,
  };
}

/** The last five minutes, around a use of memory in MB and of cores. */
export function usageOf(scenario: Scenario, memory: number, cores: number): UsagePoint[] {
  return Array.from({ length: POINTS }, (_, at) => {
    const wave = Math.sin(at / 5) * 0.18 + Math.sin(at * 1.7) * 0.07;
    return {
      at: new Date(scenario.now() - (POINTS - at) * 5_000).toISOString(),
      memory_bytes: Math.round(memory * (1 + wave / 2) * MB),
      cpu_cores: cores * (1 + wave),
      processes: 7,
    };
  });
}

export function problem(code: string, message: string, more: Partial<DeploymentProblem> = {}): DeploymentProblem {
  return { code, message, field: null, details: [], hint: null, example: null, ...more };
}

export function buildFailed({ language }: Scenario): DeploymentProblem {
  const ru = language === "ru";
  const lines = [
    "Step 4/6 : RUN pip install --no-cache-dir -r requirements.txt",
    "ERROR: Could not find a version that satisfies the requirement aiogrm>=3.0",
    "ERROR: No matching distribution found for aiogrm>=3.0",
  ];
  return problem("CONTAINER_ERROR", ru ? "Сборка не удалась на шаге pip install" : "The build failed at pip install", {
    details: lines,
    hint: ru
      ? "Проверьте названия пакетов в зависимостях и разверните бота снова."
      : "Check the names of the packages in the requirements, and deploy it again.",
  });
}

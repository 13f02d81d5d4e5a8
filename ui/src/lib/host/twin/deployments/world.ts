/** The bots in containers of the twin, and what becomes of them. */
import type {
  BuildOutput,
  DeploymentAct,
  DeploymentAnswer,
  DeploymentDraft,
  DeploymentState,
  DeploymentView,
  DraftSource,
  EngineView,
  EnvironmentEntry,
  Event,
} from "../../bindings";
import type { Scenario } from "../scenario";
import { botOf, botsOf, problem } from "./bots";
import { engineOf } from "./engine";

/** How long a build of a moving twin takes, in milliseconds; a line comes each time. */
const LINE_MS = 500;

const BUILD = [
  "Step 1/6 : FROM python:3.11-slim",
  " ---> 2f7c1a9d0b3e",
  "Step 2/6 : WORKDIR /app",
  "Step 3/6 : COPY requirements.txt .",
  "Step 4/6 : RUN pip install --no-cache-dir -r requirements.txt",
  "Collecting aiogram>=3.0",
  "  Downloading aiogram-3.7.0-py3-none-any.whl (551 kB)",
  "\u001b[32mSuccessfully installed aiogram-3.7.0\u001b[0m",
  "Step 5/6 : COPY . .",
  'Step 6/6 : CMD ["python", "bot.py"]',
  "Successfully built 81c2e60d77aa",
];

export class DeploymentWorld {
  engine: EngineView;
  bots: DeploymentView[];
  most = 3;
  builds = new Map<string, BuildOutput>();
  environments = new Map<string, EnvironmentEntry[]>();
  /** Lines in each bot's log. */
  logLength: number;

  constructor(
    readonly scenario: Scenario,
    private readonly tell: (event: Event) => void,
  ) {
    this.engine = engineOf(scenario);
    this.bots = botsOf(scenario);
    this.logLength = scenario.kind === "many" ? 100_000 : 240;
    for (const { name, mode, state } of this.bots) {
      this.environments.set(name, [
        { name: "BOT_TOKEN", value: null },
        { name: "LOG_LEVEL", value: null },
      ]);
      if (mode === "image") continue;
      const running = state.state === "building";
      this.builds.set(name, { lines: running ? BUILD.slice(0, 7) : BUILD, running });
    }
  }

  get running(): string[] {
    const counts: DeploymentState["state"][] = ["running", "waiting", "stopping"];
    return this.bots
      .filter(({ state }) => counts.includes(state.state) || (state.state === "building" && state.running))
      .map(({ name }) => name);
  }

  changed(): null {
    this.tell({ event: "deployments_changed" });
    return null;
  }

  grow(name: string, lines: number): void {
    this.logLength += lines;
    this.tell({ event: "log_grew", name });
  }

  change(name: string, change: Partial<DeploymentView>): null {
    this.bots = this.bots.map((bot) => (bot.name === name ? { ...bot, ...change } : bot));
    return this.changed();
  }

  deploy({ name, source, environment, limits }: DeploymentDraft, update: boolean): DeploymentAnswer {
    const since = new Date(this.scenario.now()).toISOString();
    const known = this.bots.find((bot) => bot.name === name);
    const made = { ...(known ?? botOf(this.scenario, name)), ...shownOf(source), limits, since, problem: null };
    const bot = { ...made, state: { state: "building", running: update } } as DeploymentView;
    this.bots = [...this.bots.filter((one) => one.name !== name), bot].sort((a, b) => a.name.localeCompare(b.name));
    this.environments.set(
      name,
      environment.map((entry) => ({ ...entry, value: null })),
    );
    this.builds.set(name, { lines: BUILD.slice(0, 1), running: true });
    this.changed();
    if (this.scenario.moving) setTimeout(() => this.build(name), LINE_MS);
    return { answer: "begun" };
  }

  /** The next line of the build; the last one starts the bot. */
  build(name: string): void {
    const build = this.builds.get(name);
    if (!build?.running) return;
    const lines = BUILD.slice(0, build.lines.length + 1);
    const running = lines.length < BUILD.length;
    this.builds.set(name, { lines, running });
    this.tell({ event: "build_progressed", name });
    if (!running)
      this.change(name, { state: { state: "running" }, since: new Date(this.scenario.now()).toISOString() });
    else if (this.scenario.moving) setTimeout(() => this.build(name), LINE_MS);
  }

  act(name: string, act: DeploymentAct): DeploymentAnswer {
    const since = new Date(this.scenario.now()).toISOString();
    const quota = act === "start" ? this.quota() : null;
    if (quota) return { answer: "refused", problems: [quota] };
    if (act === "remove") {
      this.bots = this.bots.filter((bot) => bot.name !== name);
      this.changed();
    } else if (act === "cancel_build") {
      const known = this.builds.get(name);
      if (known) this.builds.set(name, { ...known, running: false });
      this.tell({ event: "build_progressed", name });
      const was = this.bots.find((bot) => bot.name === name)?.state;
      const runs = was?.state === "building" && was.running;
      this.change(name, { state: { state: runs ? "running" : "failed" }, since });
    } else {
      this.change(name, { state: { state: act === "stop" ? "stopped" : "running" }, since, problem: null });
    }
    return { answer: "begun" };
  }

  quota() {
    if (this.running.length < this.most) return null;
    const ru = this.scenario.language === "ru";
    return problem("QUOTA_EXCEEDED", ru ? "Одновременно могут работать три бота" : "Three bots may run at once", {
      details: this.running,
      hint: ru ? "Сначала остановите один из них." : "Stop one of them first.",
    });
  }
}

function shownOf(source: DraftSource): Pick<DeploymentView, "mode" | "source"> {
  switch (source.source) {
    case "simple":
      return { mode: "simple", source: source.paths[0] ?? "" };
    case "folder":
      return { mode: "custom", source: source.path };
    case "archive_url":
      return { mode: "custom", source: source.url };
    case "git":
      return { mode: "custom", source: source.repository };
    case "image":
      return { mode: "image", source: source.image };
  }
}

import type { AppState, Commands, Event, InboxItem, LaunchAnswer, PinnedJob, Preset, RunView } from "../bindings";
import type { Drag, Host } from "../contract";
import { caseAnswers, caseNameOf } from "./cases";
import { caseOnServerAnswers } from "./case-on-server";
import { botAnswers, isOfBot } from "./bot";
import { BotWorld } from "./bot/world";
import { formOf, jobsOf, projectsOf } from "./catalogue";
import { failure, serverDown, settingsFaults, stateOf } from "./connection";
import { connectionAnswers } from "./connection-answers";
import { decisionAnswers } from "./decisions";
import { deploymentAnswers } from "./deployments";
import { DeploymentWorld } from "./deployments/world";
import { detailsOf, failureGroupsOf, serverGroupsOf, testsOf } from "./details";
import { editAnswers } from "./edits";
import { evidenceAnswers, pictureOf } from "./evidence";
import { exportAnswers } from "./exports";
import { gridAnswers } from "./grids";
import { inboxOf } from "./inbox";
import { pinnedOf, resultsOf } from "./home";
import { activeOf, finishedOf, moved, newRun, rerunOf, withUndo } from "./runs";
import type { Scenario } from "./scenario";
import { manualAnswers } from "./manual";
import { mineAnswers } from "./mine";
import { restoreAnswers } from "./restores";
import { scheduleAnswers } from "./schedules";
import { selectionAnswers } from "./selection";
import { trendAnswers } from "./trends";
import { uploadAnswers } from "./uploads";

/** How often runs move, in milliseconds. */
const STEP_MS = 1500;

/** What was asked of the twin, for tests. */
export type Call = { command: keyof Commands; values: unknown[] };

export type Twin = Host & {
  calls: Call[];
  tell(event: Event): void;
  /** Makes the next call of a command fail. */
  failNext(command: keyof Commands, thrown?: unknown): void;
  /** Answers a command only once the function that it returns is called. */
  hold(command: keyof Commands): () => void;
  /** The bot, and what happens to it from outside of the window. */
  bot: BotWorld;
  /** The bots in containers. */
  deployments: DeploymentWorld;
  drag(drag: Drag): void;
};

export function twinHost(scenario: Scenario): Twin {
  const world = new World(scenario);
  const failing = new Map<keyof Commands, unknown>();
  const held = new Map<keyof Commands, Promise<void>>();
  const calls: Call[] = [];
  const answers = answersOf(world);
  const commands = Object.fromEntries(
    (Object.keys(answers) as (keyof Commands)[]).map((command) => [
      command,
      async (...values: unknown[]) => {
        calls.push({ command, values });
        if (scenario.latency > 0) await new Promise((go) => setTimeout(go, scenario.latency));
        await held.get(command);
        if (failing.has(command)) {
          const thrown = failing.get(command);
          failing.delete(command);
          throw thrown;
        }
        if (scenario.kind === "error" && command !== "state" && !isOfBot(command)) throw serverDown(scenario);
        return structuredClone((answers[command] as (...given: unknown[]) => unknown)(...values));
      },
    ]),
  ) as unknown as Commands;
  if (scenario.moving) setInterval(() => world.step(), STEP_MS);
  return {
    commands,
    calls,
    bot: world.bot,
    deployments: world.deployments,
    drag: (drag) => world.draggers.forEach((hear) => hear(drag)),
    onDrag: (hear) => {
      world.draggers.add(hear);
      return () => world.draggers.delete(hear);
    },
    tell: (event) => world.tell(event),
    failNext: (command, thrown = serverDown(scenario)) => void failing.set(command, thrown),
    hold: (command) => {
      let answer = () => {};
      held.set(command, new Promise((resolve) => (answer = resolve)));
      return answer;
    },
    listen: (hear) => {
      world.hearers.add(hear);
      return () => world.hearers.delete(hear);
    },
    evidenceUrl: (resultId, key) => pictureOf(resultId, key),
    setTitle: (title) => (document.title = title),
    copy: async (text) => void (await navigator.clipboard?.writeText(await text).catch(() => undefined)),
  };
}

class World {
  hearers = new Set<(event: Event) => void>();
  draggers = new Set<(drag: Drag) => void>();
  state: AppState;
  projects: ReturnType<typeof projectsOf>;
  active: RunView[];
  finished: RunView[];
  inbox: InboxItem[];
  presets: Preset[] | null = null;
  pinned: PinnedJob[];
  /** Projects whose launches the server was asked for. */
  heard = new Set<number>();
  nextId = 5000;
  /** Runs as they were before the newest rerun of each was asked for. */
  beforeRerun = new Map<number, RunView>();
  bot: BotWorld;
  deployments: DeploymentWorld;

  constructor(readonly scenario: Scenario) {
    this.state = stateOf(scenario);
    this.projects = projectsOf(scenario);
    this.active = activeOf(scenario);
    this.finished = finishedOf(scenario);
    this.inbox = inboxOf(scenario);
    this.pinned = pinnedOf(scenario);
    this.state.unread = this.unread();
    this.bot = new BotWorld(scenario, (event) => this.tell(event));
    this.deployments = new DeploymentWorld(scenario, (event) => this.tell(event));
  }

  tell(event: Event): void {
    for (const hear of this.hearers) hear(structuredClone(event));
  }

  markRead(which: (id: number) => boolean): null {
    this.inbox = this.inbox.map((item) => (which(item.id) ? { ...item, read: true } : item));
    this.state = { ...this.state, unread: this.unread() };
    this.tell({ event: "inbox_changed", unread: this.unread() });
    return null;
  }

  unread(): number {
    return this.inbox.filter(({ read }) => !read).length;
  }

  run(id: number): RunView {
    const run = [...this.active, ...this.finished].find((known) => known.id === id);
    if (!run) throw failure("not_found", "This run is no longer known", "Choose another one under Runs.");
    return run;
  }

  start(projectId: number, jobId: number, name: string): LaunchAnswer {
    const asked = newRun(this.scenario, this.nextId++, projectId, jobId, name);
    const run = withUndo(asked, this.state.settings.undo_seconds);
    this.active = [run, ...this.active];
    this.tell({ event: "run_changed", run });
    return { answer: "asked", run_id: run.id };
  }

  rerun(run: RunView): void {
    this.beforeRerun.set(run.id, run);
    this.finished = this.finished.filter(({ id }) => id !== run.id);
    this.active = [rerunOf(run, this.scenario.now(), this.state.settings.undo_seconds), ...this.active];
    this.tell({ event: "run_changed", run: this.run(run.id) });
  }

  step(): void {
    for (const run of this.active) this.change(moved(run, this.scenario.now()));
    if (this.state.link.state !== "online") return;
    this.state.link = { state: "online", as_of: new Date(this.scenario.now()).toISOString() };
    this.tell({ event: "link_changed", link: this.state.link });
  }

  change(run: RunView): void {
    this.active = this.active.filter(({ id }) => id !== run.id || run.phase !== "finished");
    if (run.phase === "finished") this.finished = [run, ...this.finished];
    else this.active = this.active.map((known) => (known.id === run.id ? run : known));
    this.tell({ event: "run_changed", run });
  }

  changed(change: Partial<AppState>): null {
    this.state = { ...this.state, ...change };
    this.tell({ event: "state_changed" });
    return null;
  }
}

export type Answers = {
  [C in keyof Commands]: (...values: Parameters<Commands[C]>) => Awaited<ReturnType<Commands[C]>>;
};

function answersOf(world: World): Answers {
  const { scenario } = world;
  const now = () => new Date(scenario.now()).toISOString();
  const stale = scenario.kind === "offline";
  const catalogue = (): null => {
    world.tell({ event: "catalogue_changed" });
    return null;
  };
  return {
    state: () => ({ ...world.state, bot: world.bot.glance() }),
    ...connectionAnswers(world),
    look_now: () => null,
    look_closely: () => null,
    projects: () => ({ items: world.projects, as_of: now(), stale }),
    set_favourite: (projectId, favourite) => {
      world.projects = world.projects.map((known) => (known.id === projectId ? { ...known, favourite } : known));
      return catalogue();
    },
    set_muted: (projectId, muted) => {
      world.projects = world.projects.map((known) => (known.id === projectId ? { ...known, muted } : known));
      return catalogue();
    },
    set_project_preset: (projectId, notify) => {
      world.projects = world.projects.map((known) => (known.id === projectId ? { ...known, notify } : known));
      return catalogue();
    },
    jobs: (projectId) => ({ items: jobsOf(scenario, projectId), as_of: now(), stale }),
    job_form: (projectId, jobId) => {
      const form = formOf(scenario, projectId, jobId);
      if (!form) throw failure("not_found", "This job is no longer on the server", "Choose another job.");
      return { ...form, presets: world.presets ?? form.presets };
    },
    suggest_tags: (_, text) => ["regression", "rc", "smoke", "nightly"].filter((tag) => tag.includes(text)),
    suggest_environment: (_, __, text) => ["Chrome", "Firefox", "staging-2"].filter((value) => value.includes(text)),
    launch: ({ project_id, job_id, name }) => {
      if (name.trim() === "") return { answer: "refused", faults: [{ field: "name", message: "1 to 255 characters" }] };
      return world.start(project_id, job_id, name);
    },
    repeat: (_, runId) => {
      const run = world.run(runId);
      return world.start(run.project_id, run.job_id ?? 0, run.name);
    },
    recent_jobs: () =>
      world.finished
        .filter((run, at, all) => all.findIndex(({ job_id }) => job_id === run.job_id) === at)
        .slice(0, 5)
        .map((run) => ({
          project_id: run.project_id,
          project_name: run.project_name,
          job_id: run.job_id ?? 0,
          job_name: run.job_name ?? "",
          ci: run.ci ?? "",
          last_run_id: run.id,
          last_run_at: run.asked_at,
        })),
    pinned_jobs: () => world.pinned,
    pin_job: (projectId, jobId, on) => {
      const job = jobsOf(scenario, projectId).find(({ id }) => id === jobId);
      const project = world.projects.find(({ id }) => id === projectId);
      world.pinned = world.pinned.filter((one) => one.project_id !== projectId || one.job_id !== jobId);
      if (on) {
        if (!job || !project) throw failure("not_found", "This job is no longer on the server", "Choose another job.");
        const names = { project_name: project.name, job_name: job.name, ci: job.ci };
        world.pinned.push({ project_id: projectId, job_id: jobId, ...names, blocked: job.blocked });
      }
      return catalogue();
    },
    job_results: (projectId, ask) => {
      if (ask && !stale) world.heard.add(projectId);
      const followed = [...world.active, ...world.finished].filter((run) => run.project_id === projectId);
      return resultsOf(scenario, projectId, followed, world.heard.has(projectId));
    },
    save_preset: ({ name, values, project_id, job_id }) => {
      if (name.trim() === "") return { answer: "refused", faults: [{ field: "name", message: "Name the preset" }] };
      const known = world.presets ?? formOf(scenario, project_id, job_id)?.presets ?? [];
      world.presets = [...known.filter((one) => one.name !== name), { id: world.nextId++, name, values, gone: [] }];
      catalogue();
      return { answer: "saved" };
    },
    delete_preset: (id) => {
      world.presets = (world.presets ?? formOf(scenario, 1, 100)?.presets ?? []).filter((known) => known.id !== id);
      return catalogue();
    },
    active_runs: () => world.active,
    history: (query) => {
      const text = query.text.toLowerCase();
      const found = world.finished
        .filter((run) => `${run.name} ${run.job_name} ${run.project_name}`.toLowerCase().includes(text))
        .filter((run) => query.outcomes.length === 0 || (run.outcome && query.outcomes.includes(run.outcome)))
        .filter((run) => query.project_id === null || run.project_id === query.project_id)
        .filter((run) => query.job_id === null || run.job_id === query.job_id);
      return { items: found.slice(query.offset, query.offset + query.limit), total: found.length };
    },
    run_details: (runId) => detailsOf(scenario, world.run(runId)),
    ...mineAnswers(scenario),
    ...manualAnswers(scenario, (event) => world.tell(event)),
    ...caseAnswers(scenario),
    ...caseOnServerAnswers(scenario, caseNameOf),
    ...decisionAnswers(scenario, (runId) =>
      testsOf(scenario, world.run(runId), {
        run_id: runId,
        statuses: ["failed", "broken"],
        text: "",
        offset: 0,
        limit: 500,
      }),
    ),
    failure_groups: (runId, text) => failureGroupsOf(scenario, world.run(runId), text),
    server_failure_groups: (runId, text) => serverGroupsOf(scenario, world.run(runId), text),
    run_tests: (query) => testsOf(scenario, world.run(query.run_id), query),
    rerun_failed: (_, runId) => {
      world.rerun(world.run(runId));
      return { answer: "asked" };
    },
    close_launch: (_, runId) => {
      world.change({ ...world.run(runId), closed: true });
      return { answer: "asked" };
    },
    undo_launch: (runId) => {
      const run = world.run(runId);
      if (run.phase !== "pending") return { answer: "not_possible", why: "It has gone out already." };
      world.change(world.beforeRerun.get(runId) ?? { ...run, phase: "finished", outcome: "cancelled", sends_at: null });
      return { answer: "done" };
    },
    answer_fate: (runId, answer) => {
      const run = world.run(runId);
      if (answer.answer === "adopt") world.change({ ...run, phase: "scheduled", launch_id: answer.launch_id });
      if (answer.answer === "never_started") world.change({ ...run, phase: "finished", outcome: "start_failed" });
      if (answer.answer === "look_again") world.change({ ...run, phase: "checking", waiting_for: "lookup" });
      return { answer: "done" };
    },
    server_launches: (_, text) =>
      ["Nightly 2.18", "Hotfix check", "Ручной прогон"]
        .filter((name) => name.toLowerCase().includes(text.toLowerCase()))
        .map((name, at) => ({
          launch_id: 41_000 + at,
          name,
          closed: at === 2,
          created_at: now(),
          created_by: "ci-bot",
          run_id: at === 1 ? 1 : null,
        })),
    follow: (projectId) => world.start(projectId, projectId * 100, "Nightly 2.18"),
    stop_following: (runId) => {
      world.active = world.active.filter(({ id }) => id !== runId);
      world.finished = world.finished.filter(({ id }) => id !== runId);
      world.tell({ event: "run_removed", id: runId });
      return null;
    },
    open_run: () => null,
    open_ci_build: () => null,
    open_test: () => null,
    rerun_tests: ({ run_id, results, group }) => {
      if (group === null && results.length === 0) return { answer: "not_possible", why: "No test is selected." };
      world.rerun(world.run(run_id));
      return { answer: "asked" };
    },
    ...selectionAnswers(scenario, catalogue),
    ...evidenceAnswers(scenario, (event) => world.tell(event)),
    ...trendAnswers(scenario),
    ...uploadAnswers(scenario, (event) => world.tell(event)),
    ...editAnswers(scenario, caseNameOf, (event) => world.tell(event)),
    ...restoreAnswers(scenario, (event) => world.tell(event)),
    ...scheduleAnswers(scenario, (event) => world.tell(event)),
    launch_schedule: () => world.start(1, 100, "Nightly regression"),
    ...exportAnswers(scenario, (event) => world.tell(event)),
    ...botAnswers(world.bot),
    ...deploymentAnswers(world.deployments),
    ...gridAnswers(scenario, (event) => world.tell(event)),
    inbox: (offset, limit) => ({
      items: world.inbox.slice(offset, offset + limit),
      total: world.inbox.length,
      unread: world.unread(),
    }),
    mark_read: (ids) => world.markRead((id) => ids.includes(id)),
    mark_all_read: (upTo) => world.markRead((id) => upTo === null || id <= upTo),
    save_settings: (settings) => {
      const faults = settingsFaults(settings);
      if (faults.length > 0) return { answer: "refused", faults };
      world.changed({ settings, language: settings.language === "ru" ? "ru" : "en" });
      return { answer: "saved" };
    },
    try_notification: () => null,
    dismiss_notice: (id) => world.changed({ notices: world.state.notices.filter((notice) => notice.id !== id) }),
    quit: () => null,
    diagnostics: () => "TestOps Companion 0.1.0\nlink: online\nruns: 12",
  };
}

/** Everything that the palette can do, from what the shell told. */
import {
  CheckCheck,
  CircleHelp,
  FileSpreadsheet,
  Folder,
  Inbox,
  Languages,
  ListChecks,
  Play,
  RefreshCw,
  Repeat,
  Send,
  Settings,
  SunMoon,
} from "@lucide/svelte";
import { createQueries, createQuery } from "@tanstack/svelte-query";
import type { Component } from "svelte";
import { asFailure, commands, type AppState, type LaunchAnswer } from "$lib/host";
import { newKey } from "$lib/press";
import { queries } from "$lib/query";
import { go } from "$lib/router";
import { toast } from "$lib/say.svelte";
import { statusOfRun, type StatusKind } from "$lib/status";
import { t as sectionWords } from "../settings/messages";
import { SECTIONS } from "../settings/sections";
import { exportCommands } from "./export-commands";
import { t } from "./messages";

export type Command = {
  id: string;
  name: string;
  /** Beside the name: the project, the state. */
  hint?: string;
  group: string;
  icon?: Component<{ size?: number }>;
  status?: StatusKind;
  keys?: string;
  act: () => void;
};

/** Jobs of at most this many favourite projects are offered. */
const PROJECTS = 6;

export function paletteCommands(given: () => { open: boolean; app: AppState; onhelp: () => void }): {
  readonly all: Command[];
} {
  const on = () => given().open && given().app.connection !== null;
  const recentJobs = createQuery(() => ({ ...queries.recentJobs(), enabled: on() }));
  const runs = createQuery(() => ({ ...queries.activeRuns(), enabled: on() }));
  const projects = createQuery(() => ({ ...queries.projects(), enabled: on() }));
  const exports = createQuery(() => ({ ...queries.exports(), enabled: on() }));
  const favourites = $derived(projects.data?.items.filter(({ favourite }) => favourite).slice(0, PROJECTS) ?? []);
  const jobs = createQueries(() => ({
    queries: favourites.map(({ id }) => ({ ...queries.jobs(id), enabled: on() })),
  }));

  const all = $derived([
    ...repeats(),
    ...(runs.data ?? []).map((run): Command => {
      return {
        id: `run:${run.id}`,
        name: run.name,
        hint: run.project_name,
        group: t.runs,
        status: statusOfRun(run),
        act: () => go({ place: "run", id: run.id }),
      };
    }),
    ...favourites.flatMap((project, at) =>
      (jobs[at]?.data?.items ?? [])
        .filter(({ blocked }) => blocked === null)
        .map((job) => launching(project.id, project.name, job.id, job.name)),
    ),
    ...exportCommands(exports.data?.plans ?? []),
    ...places(given().onhelp),
    ...(projects.data?.items ?? []).map((project): Command => {
      return {
        id: `project:${project.id}`,
        name: project.name,
        hint: t.jobs,
        group: t.projects,
        icon: Folder,
        act: () => go({ place: "launch", projectId: project.id }),
      };
    }),
    ...doing(given().app),
  ]);

  function repeats(): Command[] {
    const last = (recentJobs.data ?? []).slice(0, 5);
    return last.map((job, at) => ({
      id: at === 0 ? "repeat-last" : `repeat:${job.job_id}`,
      name: at === 0 ? t.repeatLast(job.job_name) : t.repeat(job.job_name),
      hint: job.project_name,
      group: t.repeats,
      icon: Repeat,
      act: () => void follow(commands.repeat(newKey(), job.last_run_id)),
    }));
  }

  return {
    get all() {
      return all;
    },
  };
}

function launching(projectId: number, projectName: string, jobId: number, name: string): Command {
  return {
    id: `job:${projectId}:${jobId}`,
    name: t.launchJob(name),
    hint: projectName,
    group: t.launch,
    icon: Play,
    act: () => go({ place: "job", projectId, jobId }),
  };
}

function places(onhelp: () => void): Command[] {
  const group = t.go;
  return [
    {
      id: "go:launch",
      name: t.toLaunch,
      group,
      icon: Play,
      keys: "g l",
      act: () => go({ place: "launch", projectId: null }),
    },
    { id: "go:runs", name: t.toRuns, group, icon: ListChecks, keys: "g r", act: () => go({ place: "runs" }) },
    {
      id: "go:exports",
      name: t.toExports,
      group,
      icon: FileSpreadsheet,
      keys: "g e",
      act: () => go({ place: "exports", tab: "plans" }),
    },
    { id: "go:telegram", name: t.toTelegram, group, icon: Send, keys: "g t", act: () => go({ place: "telegram" }) },
    { id: "go:inbox", name: t.toInbox, group, icon: Inbox, keys: "g i", act: () => go({ place: "inbox" }) },
    {
      id: "go:settings",
      name: t.toSettings,
      group,
      icon: Settings,
      keys: "g s",
      act: () => go({ place: "settings", section: null }),
    },
    { id: "help", name: t.help, group, icon: CircleHelp, keys: "?", act: onhelp },
    ...SECTIONS.map((section) => ({
      id: `settings:${section}`,
      name: t.settingsOf(sectionWords[section]),
      group: t.settings,
      icon: Settings,
      act: () => go({ place: "settings", section }),
    })),
  ];
}

function doing(app: AppState): Command[] {
  const group = t.commands;
  const { settings, language, bot } = app;
  const dark = document.documentElement.dataset.theme === "dark";
  return [
    { id: "look-now", name: t.lookNow, group, icon: RefreshCw, act: () => void attempt(commands.look_now()) },
    {
      id: "bot-switch",
      name: bot.on ? t.botOff : t.botOn,
      group,
      icon: Send,
      act: () => void turnBot(!bot.on),
    },
    {
      id: "mark-read",
      name: t.markRead,
      group,
      icon: CheckCheck,
      act: () => void attempt(commands.mark_all_read(null)),
    },
    {
      id: "theme",
      name: dark ? t.light : t.dark,
      group,
      icon: SunMoon,
      act: () => void attempt(commands.save_settings({ ...settings, theme: dark ? "light" : "dark" })),
    },
    {
      id: "language",
      name: t.otherLanguage,
      group,
      icon: Languages,
      act: () => void attempt(commands.save_settings({ ...settings, language: language === "ru" ? "en" : "ru" })),
    },
  ];
}

async function attempt<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (thrown) {
    toast({ text: asFailure(thrown).message, tone: "failed" });
    return null;
  }
}

/** Switches the bot, and leads to where what becomes of it is told. */
async function turnBot(on: boolean): Promise<void> {
  go({ place: "telegram" });
  await attempt(commands.switch_bot(on));
}

/** Goes to the run that was asked for, or says why there is none. */
async function follow(asked: Promise<LaunchAnswer>): Promise<void> {
  const answer = await attempt(asked);
  if (answer?.answer === "asked") go({ place: "run", id: answer.run_id });
  if (answer?.answer === "refused")
    toast({ text: answer.faults.map(({ message }) => message).join(" "), tone: "failed" });
}

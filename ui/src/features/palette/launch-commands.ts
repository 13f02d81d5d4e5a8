/** Jobs, and runs present and past. */
import { Folder, Play, Repeat } from "@lucide/svelte";
import type { JobView, ProjectView, RecentJob, RunView } from "$lib/host";
import { go } from "$lib/router";
import { statusOfRun } from "$lib/status";
import { launch, repeat } from "./asking";
import type { Command } from "./command";
import { t } from "./messages";

/** The row carries the run that it names; a newer one of the same job is another row. */
export function repeatCommands(recent: RecentJob[]): Command[] {
  return recent.slice(0, 5).map((job, at) => ({
    id: at === 0 ? "repeat-last" : `repeat:${job.job_id}`,
    name: at === 0 ? t.repeatLast(job.job_name) : t.repeat(job.job_name),
    hint: job.project_name,
    group: t.repeats,
    icon: Repeat,
    open: () => go({ place: "run", id: job.last_run_id }),
    act: { name: t.repeatIt, run: () => void repeat(job.last_run_id) },
  }));
}

export function runCommands(runs: RunView[], group: string): Command[] {
  return runs.map((run) => ({
    id: `run:${run.id}`,
    name: run.name,
    hint: [run.job_name, run.project_name].filter((part) => part !== null && part !== run.name).join(" · "),
    words: t.runsWords,
    group,
    status: statusOfRun(run),
    open: () => go({ place: "run", id: run.id }),
  }));
}

export function jobCommands(project: ProjectView, jobs: JobView[]): Command[] {
  return jobs.map((job) => ({
    id: `job:${project.id}:${job.id}`,
    name: job.name,
    hint: t.jobOf(project.name),
    words: t.launchWords,
    group: t.jobs,
    icon: Play,
    open: () => go({ place: "job", projectId: project.id, jobId: job.id }),
    act: job.blocked === null ? { name: t.launchIt, run: () => void launch(project.id, job.id) } : undefined,
  }));
}

export function projectCommands(projects: ProjectView[]): Command[] {
  return projects.map((project) => ({
    id: `project:${project.id}`,
    name: project.name,
    hint: t.project,
    words: project.abbr ?? undefined,
    group: t.projects,
    icon: Folder,
    open: () => go({ place: "launch", projectId: project.id }),
  }));
}

/** The words of the jobs that are shown before a project is picked, and of a job's row. */
import { messages } from "$lib/i18n";

export const t = messages({
  en: {
    searchAll: "Search all jobs and projects",
    found: "Found",
    more: (n: number) => `${n} more. Type on to find them.`,
    reading: (read: number, all: number) => `Reading the jobs: ${read} of ${all} projects`,
    pinned: "Pinned",
    recent: "Recent",
    lately: "Launched lately in your projects",
    project: "Project",
    lastResults: (job: string) => `Last results of ${job}`,
    noLaunches: "Not launched lately",
    openForm: "Open the form",
    launchLast: "Launch with the last values",
    pin: "Pin",
    unpin: "Unpin",
    pinHint: "Pin the jobs that you launch often: they stay here with their last results.",
  },
  ru: {
    searchAll: "Поиск по всем джобам и проектам",
    found: "Найдено",
    more: (n) => `Ещё ${n}. Уточните запрос, чтобы найти их.`,
    reading: (read, all) => `Читаем джобы: проектов ${read} из ${all}`,
    pinned: "Закреплённые",
    recent: "Недавние",
    lately: "Недавно запускались в ваших проектах",
    project: "Проект",
    lastResults: (job) => `Последние результаты: ${job}`,
    noLaunches: "Недавно не запускалась",
    openForm: "Открыть форму",
    launchLast: "Запустить с последними значениями",
    pin: "Закрепить",
    unpin: "Открепить",
    pinHint: "Закрепите джобы, которые часто запускаете: они останутся здесь вместе с последними результатами.",
  },
});

/** The places of the window, the sections of the settings, and what changes the window itself. */
import {
  BookOpen,
  Bot,
  CheckCheck,
  CircleHelp,
  CircleUser,
  FileSpreadsheet,
  FolderUp,
  Inbox,
  Languages,
  ListChecks,
  Play,
  Power,
  RefreshCw,
  Send,
  Settings,
  SunMoon,
  TrendingUp,
} from "@lucide/svelte";
import { commands, type AppState } from "$lib/host";
import { go, type Route } from "$lib/router";
import { t as sectionWords } from "../settings/messages";
import { SECTIONS } from "../settings/sections";
import { attempt, turnBot } from "./asking";
import { t as uploadWords } from "../upload/messages";
import type { Command } from "./command";
import { t } from "./messages";

export function placeCommands(onhelp: () => void): Command[] {
  const to = (id: string, name: string, icon: Command["icon"], keys: string, place: Route): Command => {
    return { id: `go:${id}`, name, group: t.go, icon, keys, always: true, open: () => go(place) };
  };
  return [
    to("launch", t.toLaunch, Play, "g l", { place: "launch", projectId: null }),
    to("runs", t.toRuns, ListChecks, "g r", { place: "runs" }),
    to("exports", t.toExports, FileSpreadsheet, "g e", { place: "exports", tab: "plans" }),
    to("cases", t.toCases, BookOpen, "g c", { place: "cases", projectId: null }),
    to("trends", t.toTrends, TrendingUp, "g d", { place: "trends", projectId: null, tab: "charts" }),
    to("telegram", t.toTelegram, Send, "g t", { place: "telegram" }),
    to("bots", t.toBots, Bot, "g b", { place: "bots" }),
    to("mine", t.toMine, CircleUser, "g m", { place: "mine" }),
    to("inbox", t.toInbox, Inbox, "g i", { place: "inbox" }),
    to("settings", t.toSettings, Settings, "g s", { place: "settings", section: null }),
    { id: "help", name: t.help, group: t.go, icon: CircleHelp, keys: "?", always: true, open: onhelp },
    ...SECTIONS.map((section) => ({
      id: `settings:${section}`,
      name: t.settingsOf(sectionWords[section]),
      group: t.settings,
      icon: Settings,
      open: () => go({ place: "settings", section }),
    })),
  ];
}

export function doingCommands({ settings, language, bot }: AppState): Command[] {
  const group = t.commands;
  const dark = document.documentElement.dataset.theme === "dark";
  const all: Command[] = [
    { id: "look-now", name: t.lookNow, group, icon: RefreshCw, open: () => void attempt(commands.look_now()) },
    {
      id: "upload",
      name: uploadWords.open,
      group,
      icon: FolderUp,
      open: () => go({ place: "upload", path: null }),
    },
    {
      id: "bot-switch",
      name: bot.on ? t.botOff : t.botOn,
      group,
      icon: Send,
      open: () => go({ place: "telegram" }),
      act: { name: bot.on ? t.switchOff : t.switchOn, run: () => void turnBot(!bot.on) },
    },
    {
      id: "mark-read",
      name: t.markRead,
      group,
      icon: CheckCheck,
      passing: true,
      open: () => void attempt(commands.mark_all_read(null)),
    },
    {
      id: "theme",
      name: dark ? t.light : t.dark,
      group,
      icon: SunMoon,
      open: () => void attempt(commands.save_settings({ ...settings, theme: dark ? "light" : "dark" })),
    },
    {
      id: "language",
      name: t.otherLanguage,
      group,
      icon: Languages,
      open: () => void attempt(commands.save_settings({ ...settings, language: language === "ru" ? "en" : "ru" })),
    },
    { id: "quit", name: t.quit, group, icon: Power, passing: true, open: () => void attempt(commands.quit()) },
  ];
  return all.map((command) => ({ ...command, always: true }));
}

import {
  BookOpen,
  Bot,
  CircleUser,
  FileSpreadsheet,
  Inbox,
  ListChecks,
  Play,
  Send,
  Settings,
  TrendingUp,
} from "@lucide/svelte";
import type { Route } from "$lib/router";
import { t } from "./messages";

/** A place of the rail. */
export type RailPlace = {
  to: Route;
  name: string;
  /** Where there is little room. */
  short?: string;
  icon: typeof Play;
  /** Whether the window is there, or in a room of it. */
  on: boolean;
  /** Where the window is narrow it stands behind More. */
  behind?: boolean;
  count?: number;
  /** The count in words. */
  says?: string;
  live?: boolean;
  trouble?: string;
};

/** What waits for a person in the places. */
export type Waiting = { running: number; requests: number; unread: number; troubled: boolean };

const RUNS: readonly Route["place"][] = ["runs", "run", "result", "upload"];
const BOTS: readonly Route["place"][] = ["bots", "deployment", "deploy"];
const CASES: readonly Route["place"][] = ["cases", "case", "caseDays", "caseRestore", "caseEdits"];
const EXPORTS: readonly Route["place"][] = ["exports", "plan", "file", "open", "comparison"];

/** The places in their order, as seen from one of them. */
export function places(here: Route["place"], { running, requests, unread, troubled }: Waiting): RailPlace[] {
  return [
    {
      to: { place: "launch", projectId: null },
      name: t.launch,
      icon: Play,
      on: here === "launch" || here === "job",
    },
    {
      to: { place: "runs" },
      name: t.runs,
      icon: ListChecks,
      on: RUNS.includes(here),
      count: running,
      says: t.running(running),
      live: true,
    },
    { to: { place: "mine" }, name: t.mine, icon: CircleUser, on: here === "mine" },
    {
      to: { place: "exports", tab: "plans" },
      name: t.exports,
      icon: FileSpreadsheet,
      on: EXPORTS.includes(here),
    },
    {
      to: { place: "cases", projectId: null },
      name: t.cases,
      short: t.casesShort,
      icon: BookOpen,
      on: CASES.includes(here),
      behind: true,
    },
    {
      to: { place: "trends", projectId: null, tab: "charts" },
      name: t.trends,
      icon: TrendingUp,
      on: here === "trends",
      behind: true,
    },
    {
      to: { place: "telegram" },
      name: t.telegram,
      icon: Send,
      on: here === "telegram",
      behind: true,
      count: requests,
      says: t.asking(requests),
      trouble: troubled ? t.botTroubled : "",
    },
    { to: { place: "bots" }, name: t.bots, icon: Bot, on: BOTS.includes(here), behind: true },
    {
      to: { place: "inbox" },
      name: t.inbox,
      icon: Inbox,
      on: here === "inbox",
      count: unread,
      says: t.unread(unread),
    },
    {
      to: { place: "settings", section: null },
      name: t.settings,
      icon: Settings,
      on: here === "settings",
      behind: true,
    },
  ];
}

/** What waits there, in words. */
export function waitsAt({ count, says, trouble }: RailPlace): string {
  return [trouble, count ? says : ""].filter(Boolean).join(", ");
}

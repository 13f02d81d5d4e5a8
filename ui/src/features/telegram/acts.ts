/** The acts of the log, as they are shown and narrowed. */
import {
  Bell,
  BellOff,
  CalendarClock,
  CircleHelp,
  Crown,
  Download,
  FileSpreadsheet,
  ListChecks,
  ListRestart,
  Play,
  Repeat,
  ShieldCheck,
  UserCheck,
  UserMinus,
  UserX,
} from "@lucide/svelte";
import type { Component } from "svelte";
import type { BotAct } from "$lib/host";

export const GROUPS = ["all", "access", "work", "strangers"] as const;

export type Group = (typeof GROUPS)[number];

type Shown = { icon: Component<{ size?: number }>; group: Exclude<Group, "all"> };

export const ACTS: Record<BotAct, Shown> = {
  claimed: { icon: Crown, group: "access" },
  asked: { icon: CircleHelp, group: "access" },
  allowed: { icon: UserCheck, group: "access" },
  refused: { icon: UserX, group: "access" },
  removed: { icon: UserMinus, group: "access" },
  role_changed: { icon: ShieldCheck, group: "access" },
  launched: { icon: Play, group: "work" },
  repeated: { icon: Repeat, group: "work" },
  reran: { icon: ListRestart, group: "work" },
  ran_export: { icon: FileSpreadsheet, group: "work" },
  changed_schedule: { icon: CalendarClock, group: "work" },
  decided: { icon: ListChecks, group: "work" },
  sent_file: { icon: Download, group: "work" },
  subscribed: { icon: Bell, group: "work" },
  unsubscribed: { icon: BellOff, group: "work" },
  turned_away: { icon: UserX, group: "strangers" },
};

export const isOfGroup = (act: BotAct, group: Group): boolean => group === "all" || ACTS[act].group === group;

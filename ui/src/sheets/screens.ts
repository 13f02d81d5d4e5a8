/**
 * The screens that `cargo xtask sheets` takes pictures of: one line for each. Every place of the router has one, and so
 * has what lies over a place.
 */
import type { Route } from "$lib/router";
import type { Scenario } from "$lib/host/twin/scenario";

/** What a person does before the picture is taken. Selectors and keys are the same in every language. */
export type Act = { click: string } | { press: string } | { type: string; into: string };

export type Screen = {
  name: string;
  /** The hash of the page's address. */
  at: string;
  place: Route["place"] | "first-run";
  acts?: readonly Act[];
  /** More of the twin's address, such as `bot=stuck`. */
  twin?: string;
  /** The worlds in which it differs; all of them where none is named. */
  worlds?: readonly World[];
  /** A height in pixels for what is longer than a window. */
  height?: number;
};

/** No data, some, much, and failing: a server that is away, and one that fails at everything. */
export const WORLDS = ["empty", "few", "many", "offline", "error"] as const satisfies readonly Scenario["kind"][];
export type World = Scenario["kind"];

export const WIDTHS = [380, 900, 1440] as const;
export const LANGUAGES = ["en", "ru"] as const;
export const THEMES = ["light", "dark"] as const;

const palette = { press: "Control+k" };
const typed = (text: string): Act => ({ type: text, into: "[role=combobox]" });
const withData = ["few", "many", "offline"] as const;

export const SCREENS: readonly Screen[] = [
  { name: "first-run", place: "first-run", at: "#/", worlds: ["first-run"] },
  {
    name: "first-run-form",
    place: "first-run",
    at: "#/",
    worlds: ["first-run"],
    acts: [{ click: "main button" }],
    height: 1100,
  },
  { name: "launch", place: "launch", at: "#/launch" },
  { name: "launch-project", place: "launch", at: "#/launch/1" },
  { name: "job", place: "job", at: "#/launch/1/100", height: 1200 },
  ...(["tree", "query", "plan", "run"] as const).map((kind) => ({
    name: `tests-${kind}`,
    place: "job" as const,
    at: "#/launch/1/100",
    height: 1500,
    worlds: withData,
    acts: [{ into: "#field-tests", type: kind }],
  })),
  {
    name: "undo",
    place: "job",
    at: "#/launch/1/100",
    twin: "undo=10",
    worlds: ["few", "many"],
    acts: [{ click: "button[type=submit]" }],
  },
  { name: "runs", place: "runs", at: "#/runs", height: 1200 },
  { name: "run-going", place: "run", at: "#/runs/1", worlds: withData, height: 1500 },
  { name: "run-stalled", place: "run", at: "#/runs/3", worlds: withData },
  { name: "run-failed", place: "run", at: "#/runs/101", worlds: withData, height: 2000 },
  { name: "run-passed", place: "run", at: "#/runs/102", worlds: withData },
  { name: "run-not-started", place: "run", at: "#/runs/103", worlds: withData },
  { name: "run-unknown", place: "run", at: "#/runs/4", worlds: ["many"] },
  { name: "run-gone", place: "run", at: "#/runs/77", worlds: ["empty", "error"] },
  { name: "result", place: "result", at: "#/runs/101/result/70", worlds: [...withData, "error"], height: 1500 },
  {
    name: "result-json",
    place: "result",
    at: "#/runs/101/result/70",
    worlds: ["few"],
    height: 1500,
    acts: [{ click: "[data-key='steps.1']" }],
  },
  {
    name: "result-hostile",
    place: "result",
    at: "#/runs/101/result/70",
    worlds: ["few"],
    height: 1500,
    acts: [{ click: "[data-key=test]" }],
  },
  { name: "plans", place: "exports", at: "#/exports", height: 2000 },
  { name: "files", place: "exports", at: "#/exports/files" },
  { name: "attempts", place: "exports", at: "#/exports/attempts" },
  { name: "plan", place: "plan", at: "#/exports/plan/2", height: 2800, worlds: [...withData, "error"] },
  { name: "plan-new", place: "plan", at: "#/exports/plan/new", height: 1500 },
  { name: "file", place: "file", at: "#/exports/file/1", worlds: ["few", "error"] },
  { name: "open", place: "open", at: "#/exports/open/%2Fhome%2Fa%2Fexport.csv", worlds: ["few", "error"] },
  { name: "comparison", place: "comparison", at: "#/exports/compare/1/2", worlds: ["few", "error"] },
  { name: "cases", place: "cases", at: "#/cases" },
  {
    name: "cases-grouped",
    place: "cases",
    at: "#/cases/1",
    acts: [{ into: "#case-grouping", type: "tree/1" }, { click: "main nav .unfold" }, { click: "main nav .group" }],
    worlds: ["few", "many"],
  },
  {
    name: "cases-grouped-chosen",
    place: "cases",
    at: "#/cases/1",
    acts: [
      { into: "#case-grouping", type: "tree/1" },
      { click: "main nav li:nth-child(2) .unfold" },
      { click: "main nav ul ul input" },
    ],
    worlds: ["few", "many"],
  },
  { name: "case", place: "case", at: "#/cases/1/311/0", worlds: ["few", "error"] },
  { name: "case-changes", place: "case", at: "#/cases/1/311/0/changes", worlds: ["few"] },
  {
    name: "case-server",
    place: "case",
    at: "#/cases/1/311/0/server",
    worlds: ["few", "many", "offline", "error"],
    height: 2400,
  },
  { name: "case-days", place: "caseDays", at: "#/cases/1/days", worlds: ["few", "error"] },
  {
    name: "case-edit",
    place: "case",
    at: "#/cases/1/311/0",
    height: 2000,
    worlds: ["few"],
    acts: [{ click: "[data-act=edit]" }],
  },
  {
    name: "case-edit-preview",
    place: "case",
    at: "#/cases/1/311/0",
    height: 1000,
    worlds: ["few"],
    acts: [
      { click: "[data-act=edit]" },
      { into: "main form input", type: "Sign in with a passkey" },
      { click: "main form [type=submit]" },
    ],
  },
  { name: "case-add", place: "cases", at: "#/cases/1", worlds: ["few"], acts: [{ click: "[data-act=add]" }] },
  { name: "case-edits", place: "caseEdits", at: "#/cases/1/edits", height: 1000 },
  {
    name: "case-edits-several",
    place: "cases",
    at: "#/cases/1",
    height: 1200,
    worlds: ["few"],
    acts: [{ click: "main li input" }, { click: "[data-act=edit]" }],
  },
  { name: "case-restore", place: "caseRestore", at: "#/cases/1/restore", height: 1200 },
  {
    name: "case-restore-confirm",
    place: "caseRestore",
    at: "#/cases/1/restore",
    worlds: ["few"],
    acts: [{ click: "[data-act=restore]" }],
  },
  {
    name: "case-restore-drill",
    place: "caseRestore",
    at: "#/cases/1/restore",
    worlds: ["few"],
    acts: [{ click: "[data-act=drill]" }],
  },
  { name: "trends", place: "trends", at: "#/trends/1", height: 1700 },
  { name: "trends-launches", place: "trends", at: "#/trends/1/launches" },
  {
    name: "trends-launches-delete",
    place: "trends",
    at: "#/trends/1/launches",
    worlds: ["few"],
    acts: [{ click: "main li input" }, { click: "[data-act=delete]" }],
  },
  { name: "trends-results", place: "trends", at: "#/trends/1/results" },
  { name: "telegram", place: "telegram", at: "#/telegram", height: 1500 },
  { name: "telegram-unclaimed", place: "telegram", at: "#/telegram", twin: "bot=unclaimed", worlds: ["few"] },
  { name: "telegram-stuck", place: "telegram", at: "#/telegram", twin: "bot=stuck", worlds: ["few"] },
  { name: "bots", place: "bots", at: "#/bots", height: 900 },
  ...(["not_installed", "looking"] as const).map((engine) => ({
    name: `bots-${engine}`,
    place: "bots" as const,
    at: "#/bots",
    twin: `engine=${engine}`,
    worlds: ["empty", "few"] as const,
  })),
  { name: "bots-troubled", place: "bots", at: "#/bots", twin: "bots=troubled", worlds: ["few"], height: 1100 },
  ...(["overview", "log", "environment", "build"] as const).map((tab) => ({
    name: `deployment-${tab}`,
    place: "deployment" as const,
    at: tab === "overview" ? "#/bots/reminder" : `#/bots/reminder/${tab}`,
    worlds: ["few", "many", "error"] as const,
    height: 1000,
  })),
  { name: "deployment-gave-up", place: "deployment", at: "#/bots/stats-bot", worlds: ["few", "empty"] },
  { name: "deployment-building", place: "deployment", at: "#/bots/release-notes/build", worlds: ["few"] },
  { name: "upload-choose", place: "upload", at: "#/upload", worlds: ["few"] },
  {
    name: "upload",
    place: "upload",
    at: `#/upload/${encodeURIComponent("/home/ann/shop/allure-results")}`,
    height: 1300,
  },
  { name: "deploy", place: "deploy", at: "#/deploy", height: 1300, worlds: ["few", "empty"] },
  {
    name: "deploy-update",
    place: "deploy",
    at: "#/deploy/update/release-notes",
    height: 1300,
    worlds: ["few", "error"],
  },
  {
    name: "deploy-refused",
    place: "deploy",
    at: "#/deploy/clone/digest-bot",
    height: 1300,
    worlds: ["few"],
    acts: [{ type: "мой бот", into: "#deploy-name" }, { click: "button[type=submit]" }],
  },
  { name: "mine", place: "mine", at: "#/mine", height: 1400 },
  { name: "manual", place: "manual", at: "#/manual/1/40090", height: 1200 },
  {
    name: "manual-failing",
    place: "manual",
    at: "#/manual/1/40090/9102",
    worlds: ["few"],
    height: 1200,
    acts: [{ press: "1" }, { press: "2" }, { press: "f" }],
  },
  {
    name: "decide",
    place: "run",
    at: "#/runs/101",
    worlds: ["few"],
    acts: [{ press: "j" }, { press: "x" }, { press: "m" }],
  },
  {
    name: "decided",
    place: "run",
    at: "#/runs/101",
    worlds: ["few"],
    height: 2600,
    acts: [
      { press: "j" },
      { press: "x" },
      { press: "m" },
      { click: "[role=dialog] footer button:last-child" },
      { click: "[role=dialog] footer button" },
    ],
  },
  { name: "inbox", place: "inbox", at: "#/inbox" },
  { name: "settings", place: "settings", at: "#/settings", worlds: ["few", "many", "error"], height: 3000 },
  { name: "settings-bucket", place: "settings", at: "#/settings/bucket", worlds: ["few", "error"], height: 900 },
  ...(["stored", "failing"] as const).map((bucket) => ({
    name: `settings-bucket-${bucket}`,
    place: "settings" as const,
    at: "#/settings/bucket",
    twin: `bucket=${bucket}`,
    worlds: ["few"] as const,
    height: 900,
  })),
  ...(["new", "stored"] as const).map((bucket) => ({
    name: `settings-bucket-form-${bucket}`,
    place: "settings" as const,
    at: "#/settings/bucket",
    twin: `bucket=${bucket}`,
    worlds: ["few"] as const,
    height: 900,
    acts: [{ click: "[data-act=bucket]" }, { click: "[data-act=test]" }],
  })),
  { name: "palette", place: "launch", at: "#/launch", acts: [palette] },
  { name: "palette-found", place: "inbox", at: "#/inbox", acts: [palette, typed("reg")], worlds: withData },
  { name: "palette-nothing", place: "inbox", at: "#/inbox", acts: [palette, typed("qqqq")], worlds: ["few", "empty"] },
  { name: "help", place: "inbox", at: "#/inbox", acts: [{ press: "?" }], worlds: ["few"] },
];

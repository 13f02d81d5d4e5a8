/**
 * The parts of the page that come in scripts of their own: the first frame waits only for what it shows. The others
 * are read right after it, so that going to a place waits for nothing.
 */
import type { Component } from "svelte";

export const parts = {
  firstRun: part(() => import("./features/first-run/FirstRun.svelte")),
  launch: part(() => import("./features/launch/LaunchPage.svelte")),
  runs: part(() => import("./features/runs/RunsPage.svelte")),
  run: part(() => import("./features/runs/RunPage.svelte")),
  result: part(() => import("./features/result/ResultPage.svelte")),
  upload: part(() => import("./features/upload/UploadPage.svelte")),
  exports: part(() => import("./features/exports/ExportsPage.svelte")),
  plan: part(() => import("./features/exports/PlanPage.svelte")),
  grid: part(() => import("./features/grid/GridPage.svelte")),
  comparison: part(() => import("./features/comparison/ComparisonPage.svelte")),
  trends: part(() => import("./features/trends/TrendsPage.svelte")),
  cases: part(() => import("./features/cases/CasesPage.svelte")),
  testCase: part(() => import("./features/cases/CasePage.svelte")),
  caseDays: part(() => import("./features/cases/DaysPage.svelte")),
  caseEdits: part(() => import("./features/cases/edit/EditsPage.svelte")),
  caseRestore: part(() => import("./features/cases/restore/RestorePage.svelte")),
  bots: part(() => import("./features/bots/BotsPage.svelte")),
  deployment: part(() => import("./features/bots/BotPage.svelte")),
  deploy: part(() => import("./features/bots/deploy/DeployPage.svelte")),
  telegram: part(() => import("./features/telegram/TelegramPage.svelte")),
  mine: part(() => import("./features/mine/MinePage.svelte")),
  manual: part(() => import("./features/manual/ManualPage.svelte")),
  inbox: part(() => import("./features/inbox/Inbox.svelte")),
  settings: part(() => import("./features/settings/Settings.svelte")),
  palette: part(() => import("./features/palette/Palette.svelte")),
  help: part(() => import("./features/help/HelpSheet.svelte")),
};

/** Reads what has not been read yet; what is asked for meanwhile waits for one script at most. */
export async function readAllParts(): Promise<void> {
  for (const one of Object.values(parts)) await one.now;
}

/** Ends once the window shows what is on the page. */
export function firstFrame(): Promise<void> {
  return new Promise((shown) => requestAnimationFrame(() => setTimeout(shown)));
}

/**
 * Scripts are read one after another: of several that share a module and are read at the same time, WebKit may run one
 * before the shared module (its bug 242740).
 */
let last: Promise<unknown> = Promise.resolve();

/** `now` is the component once its script was read, and until then the promise of it: `{#await}` takes both. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each component has props of its own
function part<C extends Component<any, any, any>>(read: () => Promise<{ default: C }>): { now: C | Promise<C> } {
  let component: C | Promise<C> | undefined;
  return {
    get now() {
      if (component === undefined) {
        component = last.then(read).then((script) => (component = script.default));
        last = component.catch(() => undefined);
      }
      return component;
    },
  };
}

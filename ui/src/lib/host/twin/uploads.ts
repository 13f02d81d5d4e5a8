/** Uploads of results, as the twin tells them. */
import type { Event, ResultsFound, UploadView } from "../bindings";
import { serverDown } from "./connection";
import type { Answers } from "./host";
import type { Scenario } from "./scenario";

type Names =
  | "dropped_kind"
  | "look_at_results"
  | "begin_upload"
  | "uploads"
  | "pause_upload"
  | "resume_upload"
  | "finish_upload"
  | "forget_upload";

const NONE = { total: 0, first: [] };

function foundAt(path: string, kind: Scenario["kind"]): ResultsFound {
  const empty = kind === "empty";
  const many = kind === "many";
  const names = (total: number, name: string, why: string | null) => ({
    total,
    first: Array.from({ length: Math.min(total, 100) }, (_, at) => ({ name: `${at + 1}-${name}`, why })),
  });
  return {
    path,
    is_folder: !path.endsWith(".zip"),
    results: empty ? 0 : many ? 18_204 : 42,
    statuses: empty
      ? []
      : [
          { status: "passed", count: many ? 17_900 : 38 },
          { status: "failed", count: many ? 284 : 3 },
          { status: "skipped", count: many ? 20 : 1 },
        ],
    retries: empty ? 0 : 2,
    attachments: empty ? 0 : many ? 9_301 : 17,
    bytes: empty ? 0 : many ? 2_140_000_000 : 3_400_000,
    broken: empty ? NONE : names(many ? 240 : 2, "result.json", "not JSON: EOF while parsing a value at line 1"),
    missing: empty ? NONE : names(1, "screenshot-of-a-very-long-checkout-page-attachment.png", null),
    orphans: empty ? NONE : names(many ? 130 : 1, "attachment.txt", null),
    environment: empty ? [] : [{ name: "BROWSER", value: "firefox" }],
    unfinished: [],
  };
}

export function uploadAnswers(scenario: Scenario, tell: (event: Event) => void): Pick<Answers, Names> {
  const view = (change: Partial<UploadView>): UploadView => ({
    id: 1,
    project_id: 1,
    project_name: "Web Shop",
    path: "/home/ann/shop/allure-results",
    launch_name: "shop, before the release",
    launch_id: 812,
    run_id: null,
    begun_at: new Date(scenario.now() - 60_000).toISOString(),
    results: 9_400,
    of_results: 18_204,
    bytes: 1_104_000_000,
    of_bytes: 2_140_000_000,
    state: { state: "sending" },
    ...change,
  });
  let all: UploadView[] =
    scenario.kind !== "many"
      ? []
      : [
          view({ id: 4 }),
          view({ id: 3, launch_name: null, state: { state: "paused" } }),
          view({
            id: 2,
            launch_name: "A launch that was closed under the upload, with a name that does not fit into one line",
            state: {
              state: "stopped",
              message: "The launch is closed.",
              advice: "Reopen it in TestOps, then continue.",
            },
          }),
          view({
            id: 1,
            run_id: 101,
            results: 18_203,
            state: {
              state: "done",
              others: 3,
              closed: false,
              missed: { total: 1, first: [{ name: "video.mp4", why: "the server does not take that much" }] },
            },
          }),
        ];
  const put = (id: number, change: Partial<UploadView>) => {
    all = all.map((one) => (one.id === id ? { ...one, ...change } : one));
    tell({ event: "uploads_changed" });
    return null;
  };
  return {
    dropped_kind: ([path]) => (path?.includes("results") ? "results" : path?.includes("bot") ? "bot" : "neither"),
    look_at_results: (path) => {
      if (scenario.kind === "error") throw serverDown(scenario);
      return foundAt(path, scenario.kind);
    },
    begin_upload: (_, draft) => {
      const { target } = draft;
      if (draft.project_id === 0)
        return { answer: "refused", faults: [{ field: "project", message: "Choose something." }] };
      if (target.target === "new" && target.name.trim() === "")
        return { answer: "refused", faults: [{ field: "name", message: "Fill this in." }] };
      const id = all.length + 1;
      const begun = view({
        id,
        path: draft.path,
        launch_name: target.target === "new" ? target.name : null,
        results: 0,
        of_results: 42,
        bytes: 0,
        of_bytes: null,
        state: { state: draft.watch ? "watching" : "sending" },
      });
      all = [begun, ...all];
      tell({ event: "uploads_changed" });
      return { answer: "begun", id };
    },
    uploads: () => all,
    pause_upload: (id) => put(id, { state: { state: "paused" } }),
    resume_upload: (id) => put(id, { state: { state: "sending" } }),
    finish_upload: (id) => put(id, { state: { state: "counting" } }),
    forget_upload: (id) => {
      all = all.filter((one) => one.id !== id);
      tell({ event: "uploads_changed" });
      return null;
    },
  };
}

/** The commands of exports, answered from the twin's memory. */
import type { Event, PlanDraft, PlanImport } from "../bindings";
import { projectsOf } from "./catalogue";
import { failure, serverDown } from "./connection";
import { bucketAnswers, type BucketNames } from "./exports/bucket";
import { checkOf, FOLDER } from "./exports/check";
import { choicesOf, countOf, groupsOf } from "./exports/choices";
import { draftOf, groupNamed, planOf } from "./exports/plans";
import { languageOf } from "./exports/texts";
import { ExportWorld } from "./exports/world";
import type { Answers } from "./host";
import type { Scenario } from "./scenario";

/** How often running exports move, in milliseconds. */
const STEP_MS = 900;

type Names =
  | "exports"
  | "export_attempts"
  | "export_files"
  | "export_file"
  | "plan_draft"
  | "plan_choices"
  | "tree_groups"
  | "count_scope"
  | "check_plan"
  | "save_plan"
  | "delete_plan"
  | "pause_plan"
  | "skip_next"
  | "run_plan"
  | "cancel_plan"
  | "answer_missed"
  | "see_failure"
  | "import_plans_file"
  | "import_plans_text"
  | "delete_files"
  | "open_file"
  | "show_in_folder"
  | "excel_copy"
  | "choose_path"
  | BucketNames;

export function exportAnswers(scenario: Scenario, tell: (event: Event) => void): Pick<Answers, Names> {
  const world = new ExportWorld(scenario, tell);
  if (scenario.moving) setInterval(() => world.step(), STEP_MS);
  const asks = <T>(answer: () => T): T => {
    if (scenario.kind === "offline") throw serverDown(scenario);
    return answer();
  };
  const check = (draft: PlanDraft) => checkOf(draft, scenario.now(), languageOf(scenario));
  return {
    ...bucketAnswers(world),
    exports: () => world.view(),
    export_attempts: (planId, offset, limit) => {
      const all = world.attempts.filter(({ plan_id }) => planId === null || plan_id === planId);
      return { items: all.slice(offset, offset + limit), total: all.length };
    },
    export_files: ({ plan_id, project_id, text, offset, limit }) => {
      const found = world.files
        .filter((file) => plan_id === null || file.plan_id === plan_id)
        .filter((file) => project_id === null || file.project_id === project_id)
        .filter((file) =>
          `${file.name} ${file.plan_name} ${file.part ?? ""}`.toLowerCase().includes(text.toLowerCase()),
        );
      const bytes = found.reduce((sum, file) => sum + file.bytes, 0);
      return {
        items: found.slice(offset, offset + limit).map((file) => world.copied(file)),
        total: found.length,
        bytes,
        foreign: world.foreign,
      };
    },
    export_file: (fileId) => world.copied(world.file(fileId)),
    plan_draft: (planId, projectId) => {
      if (planId !== null) return world.plan(planId).draft;
      const project = projectsOf(scenario).find(({ id }) => id === projectId);
      return draftOf({ project_id: projectId, project_name: project?.name ?? "", name: project?.name ?? "" });
    },
    plan_choices: () => asks(() => choicesOf(scenario)),
    tree_groups: (_, treeId, parent) => asks(() => groupsOf(scenario, treeId, parent)),
    count_scope: (_, scope) => asks(() => countOf(scenario, scope)),
    check_plan: check,
    save_plan: (draft) => {
      const { faults } = check(draft);
      if (faults.length > 0) return { answer: "refused", faults };
      const id = draft.id ?? world.id();
      const saved = planOf(scenario, { ...draft, id }, { state: "idle" });
      world.plans =
        draft.id === null ? [...world.plans, saved] : world.plans.map((plan) => (plan.id === id ? saved : plan));
      world.changed();
      return { answer: "saved", id };
    },
    delete_plan: (planId) => {
      world.plans = world.plans.filter(({ id }) => id !== planId);
      world.files = world.files.map((file) => (file.plan_id === planId ? { ...file, plan_id: null } : file));
      return world.changed();
    },
    pause_plan: (planId, paused) => {
      const plan = world.plan(planId);
      const { next_at } = planOf(scenario, { ...plan.draft, paused }, plan.state);
      return world.change(planId, { draft: { ...plan.draft, paused }, next_at });
    },
    skip_next: (planId, on) => {
      const { draft, next_at } = world.plan(planId);
      const [first, second] = check(draft).next;
      return world.change(planId, { skips_at: on ? next_at : null, next_at: (on ? second : first) ?? null });
    },
    run_plan: (_, planId) => {
      if (planId === 5) return { answer: "not_possible", why: "/mnt/backup/testops" };
      world.run(planId);
      return { answer: "asked" };
    },
    cancel_plan: (planId) => {
      world.end(planId, "cancelled");
      return null;
    },
    answer_missed: (planId, run) => {
      if (run) world.run(planId);
      else world.change(planId, { state: { state: "idle" } });
      return null;
    },
    see_failure: (planId) => world.change(planId, { failed: false }),
    import_plans_file: (path) => {
      if (!/\.(json|env)$|env/.test(path)) throw failure("not_found", `There is no file ${path}`, "Check the path.");
      return imported();
    },
    import_plans_text: (text) =>
      text.includes("{") || text.includes("=") ? imported() : { plans: [], ignored: [text] },
    delete_files: (fileIds) => {
      const there = world.files.filter(({ id }) => fileIds.includes(id));
      world.files = world.files.filter(({ id }) => !fileIds.includes(id));
      world.changed();
      return { deleted: there.length, in_bin: scenario.kind !== "many", kept: [] };
    },
    open_file: () => null,
    show_in_folder: () => null,
    excel_copy: (fileId, path, _separator, replace) => {
      const file = world.file(fileId);
      const to = path ?? file.path.replace(".csv", "_excel.csv");
      if (to.includes("exists") && !replace) return { answer: "exists", path: to };
      if (!to.startsWith("/")) return { answer: "refused", message: "A whole path is needed." };
      return { answer: "saved", path: to, rows: file.rows };
    },
    choose_path: (kind, suggested) => (kind === "folder" ? `${FOLDER}/chosen` : suggested || "/home/a/projects.json"),
  };
}

function imported(): PlanImport {
  const groups = [groupNamed(4411, "4411"), groupNamed(4412, "4412")];
  const scope = { scope: "groups" as const, tree_id: 12, tree_name: "12", groups };
  return {
    plans: [
      draftOf({ name: "Checkout", scope, cron: "0 7 * * *" }),
      draftOf({ name: "Мобильный банк", project_id: 2, project_name: "Мобильный банк", cron: "30 6 * * *" }),
    ],
    ignored: ["projects[2].project_id: “x12” is not a number", "headers_enabled: not a setting of TestOps"],
  };
}

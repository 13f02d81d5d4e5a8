import type { Event } from "../bindings";
import { SERVER_DOWN } from "./connection";
import type { Answers } from "./host";
import type { Scenario } from "./scenario";

const NAMES = [
  "exports",
  "export_attempts",
  "export_files",
  "export_file",
  "plan_draft",
  "plan_choices",
  "tree_groups",
  "count_scope",
  "check_plan",
  "save_plan",
  "delete_plan",
  "pause_plan",
  "skip_next",
  "run_plan",
  "cancel_plan",
  "answer_missed",
  "see_failure",
  "import_plans_file",
  "import_plans_text",
  "delete_files",
  "open_file",
  "show_in_folder",
  "excel_copy",
  "choose_path",
] as const;

type Part = Pick<Answers, (typeof NAMES)[number]>;

export function exportAnswers(scenario: Scenario, tell: (event: Event) => void): Part {
  const down = (): never => {
    void [scenario, tell];
    throw SERVER_DOWN;
  };
  return Object.fromEntries(NAMES.map((name) => [name, down])) as unknown as Part;
}
